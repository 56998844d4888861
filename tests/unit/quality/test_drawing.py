"""Draws with known probabilities: as many as were asked for, everybody possible, nothing twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest


def test_a_tenth_of_each_annotators_work_and_what_it_shows() -> None:
    by = ["ana"] * 330 + ["bo"] * 41 + ["cy"] * 3
    found = q.stratified_sample(by, 0.1, 2, seed=1)
    rows = {row.name: row for row in found.strata}
    assert {name: row.reviewed for name, row in rows.items()} == {"ana": 33, "bo": 5, "cy": 2}
    assert rows["ana"].shows == pytest.approx(0.087, abs=5e-4)
    assert "33 of 330; no error among them only shows that fewer than 8.7%" in str(rows["ana"])
    assert len(found.chosen) == 40
    assert np.bincount((found.chosen >= 330) + 0)[0] == 33
    assert found.probability.sum() == pytest.approx(40)
    assert found.probability[[0, 330, 371]] == pytest.approx([0.1, 5 / 41, 2 / 3])


def test_every_item_is_drawn_as_often_as_its_probability_says() -> None:
    by = ["a"] * 30 + ["b"] * 10
    often = np.zeros(40)
    for seed in range(2_000):
        often[q.stratified_sample(by, 0.2, seed=seed).chosen] += 1
    assert often / 2_000 == pytest.approx(np.full(40, 0.2), abs=0.036)  # four standard errors


@given(st.lists(st.sampled_from("abc"), max_size=40), st.floats(0, 1), st.floats(0, 1), st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_a_higher_rate_takes_the_same_items_and_more(by: list[str], one: float, other: float, seed: int) -> None:
    numbers = q.permanent_numbers(range(len(by)), seed)
    few, many = (set(q.stratified_sample(by, rate, 0, numbers=numbers).chosen.tolist()) for rate in sorted((one, other)))
    assert few <= many
    turned = q.stratified_sample(by[::-1], one, 0, numbers=numbers[::-1])
    assert sorted(len(by) - 1 - turned.chosen) == q.stratified_sample(by, one, 0, numbers=numbers).chosen.tolist()


def test_permanent_numbers_are_uniform_and_belong_to_the_items() -> None:
    items = [f"item {n}" for n in range(20_000)]
    u = q.permanent_numbers(items, 5)
    assert ((u >= 0) & (u < 1)).all()
    assert np.abs(np.sort(u) - (np.arange(20_000) + 0.5) / 20_000).max() < 1.63 / 20_000**0.5  # Kolmogorov, 1 %
    assert (q.permanent_numbers(items[::-1], 5)[::-1] == u).all()
    assert abs(np.corrcoef(u, q.permanent_numbers(items, 6))[0, 1]) < 0.03
    assert q.permanent_numbers([], 1).shape == (0,)
    assert q.permanent_numbers(["a"], -3)[0] != q.permanent_numbers(["a"], 3)[0]


def test_a_union_reviews_nothing_twice_and_stays_unbiased_through_an_edit() -> None:
    """A random tenth, a focus on risk, and a rate that is lowered half way: every probability is known."""
    generator = np.random.default_rng(1)
    risk = generator.beta(0.4, 5, 4_000)
    wrong = (generator.random(4_000) < risk).astype(float)
    focus, values, covered = q.inclusion_probabilities(risk, 300), [], 0
    uniform = np.where(np.arange(4_000) < 2_000, 0.1, 0.04)
    for seed in range(300):
        found = q.union_of_designs(np.random.default_rng(seed).random(4_000), uniform, focus)
        at = found.chosen
        estimate = q.difference_estimator(wrong[at], found.probability[at], risk[at], risk,
                                          population_probability=found.probability)  # fmt: skip
        values.append(estimate.value)
        covered += estimate.ci_low <= wrong.mean() <= estimate.ci_high  # type: ignore[operator]
    assert np.mean(values) == pytest.approx(wrong.mean(), abs=0.0015)  # type: ignore[arg-type]
    assert covered / 300 >= 0.91
    assert (found.probability == np.maximum(uniform, focus)).all()


@pytest.mark.parametrize("estimator", ["difference", "horvitz_thompson"])
def test_probabilities_by_risk_sum_and_leave_nobody_out(estimator: str) -> None:
    risk = np.random.default_rng(2).beta(0.4, 5, 5_000)
    risk[:3] = 0, 1, 0.5
    for n in (10, 540, 4_900):
        pi = q.inclusion_probabilities(risk, n, estimator=estimator)  # type: ignore[arg-type]
        assert pi.sum() == pytest.approx(n)
        assert pi.min() >= 0.1 * n / 5_000 - 1e-12
        assert pi.max() <= 1
    free = q.inclusion_probabilities(risk, 540, epsilon=1e-9, estimator=estimator)  # type: ignore[arg-type]
    of = np.sqrt(risk * (1 - risk) if estimator == "difference" else risk)
    some = (free < 1) & (risk > 0.01) & (risk < 0.99)
    assert np.ptp(free[some] / of[some]) < 1e-3 * (free[some] / of[some]).mean()
    assert q.inclusion_probabilities(np.zeros(7), 2) == pytest.approx(np.full(7, 2 / 7))


def test_it_is_tighter_than_a_uniform_draw_as_was_simulated() -> None:
    """N = 20,000, n = 540: standard deviation of the estimate .0106 uniform, .0088 by risk with the difference."""
    generator = np.random.default_rng(3)
    risk = generator.beta(0.4, 4.86, 20_000)
    wrong = (generator.random(20_000) < risk).astype(float)
    pi, values, plain = q.inclusion_probabilities(risk, 540), [], []
    for _ in range(300):
        at = generator.random(20_000) < pi
        values.append(q.difference_estimator(wrong[at], pi[at], risk[at], risk).value)
        plain.append(wrong[generator.integers(0, 20_000, 540)].mean())
    assert np.std(values) == pytest.approx(0.0088, rel=0.15)  # type: ignore[arg-type]
    assert np.std(values) < 0.9 * np.std(plain)  # type: ignore[arg-type]


def test_neyman_gives_reviews_where_they_tell_most() -> None:
    strata = {"steady": (1_000, 98, 1), "wild": (1_000, 98, 48), "tiny": (3, 0, 0), "none": (0, 0, 0)}
    found = q.neyman_allocation(strata, 200)
    assert sum(found.values()) == 200
    assert (found["tiny"], found["none"]) == (2, 0)
    p = np.array([2 / 100, 49 / 100])
    share = np.sqrt(p * (1 - p)) / np.sqrt(p * (1 - p)).sum()
    assert [found["steady"], found["wild"]] == pytest.approx(198 * share, abs=1)
    dear = q.neyman_allocation(strata, 200, costs={"steady": 1, "wild": 4, "tiny": 1, "none": 1})
    assert dear["wild"] < found["wild"]
    assert q.neyman_allocation(strata, 2_003) == {"steady": 1_000, "wild": 1_000, "tiny": 3, "none": 0}
    for n, more in ((3, {}), (3_000, {}), (200, {"costs": {"steady": 1.0}})):
        with pytest.raises(InvalidRequest):
            q.neyman_allocation(strata, n, **more)  # type: ignore[arg-type]
    with pytest.raises(InvalidData):
        q.neyman_allocation({"a": (10, 2, 3)}, 5)


def test_what_cannot_be_is_refused() -> None:
    for wrong in (lambda: q.stratified_sample(["a"], 1.1), lambda: q.stratified_sample(["a"], 0.1, -1),
                  lambda: q.union_of_designs([0.5]), lambda: q.inclusion_probabilities([0.1], 2),
                  lambda: q.inclusion_probabilities([0.1], 1, epsilon=0),
                  lambda: q.inclusion_probabilities([0.1], 1, estimator="luck")):  # type: ignore[arg-type] # fmt: skip
        with pytest.raises(InvalidRequest):
            wrong()
    for wrong in (lambda: q.stratified_sample(["a"], numbers=[0.1, 0.2]), lambda: q.union_of_designs([1.0], [0.5]),
                  lambda: q.stratified_sample(["a"], numbers=[float("nan")]),
                  lambda: q.union_of_designs([0.5], [1.5]), lambda: q.union_of_designs([0.5], [0.5, 0.5]),
                  lambda: q.inclusion_probabilities([float("nan")], 1)):  # fmt: skip
        with pytest.raises(InvalidData):
            wrong()
    nothing = q.stratified_sample([], 0.1)
    assert (len(nothing.chosen), nothing.strata) == (0, ())
