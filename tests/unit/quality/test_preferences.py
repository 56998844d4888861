"""Strengths come out of who beat whom, with honest errors; guessers are found; there always is an answer."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from tests.pictures import real

MODELS = {
    "BradleyTerry": q.BradleyTerry,
    "BradleyTerry half": lambda: q.BradleyTerry("half"),
    "NoisyBradleyTerry": q.NoisyBradleyTerry,
}


def compared(
    seed: int, options: int = 10, n: int = 400, people: int = 20, *, guessing: int = 0, opposite: int = 0, nu: float = 0.0,
    repeats: int = 1,
) -> Any:  # fmt: skip
    """Comparisons, the strengths behind them, and everybody's skill."""
    generator = np.random.default_rng(seed)
    theta = generator.normal(size=options)
    theta -= theta.mean()
    i = generator.integers(0, options, n)
    j = (i + generator.integers(1, options, n)) % options
    who = generator.integers(0, people, n)
    noisy = guessing + opposite > 0
    eta = np.where(np.arange(people) < guessing, 0.5, np.where(np.arange(people) < guessing + opposite, 0.05, 0.97))
    meant = np.where(generator.random(n) < (eta[who] if noisy else 1), 1, -1) * (theta[i] - theta[j]) / 2
    draw = generator.random(n) * (np.exp(meant) + np.exp(-meant) + nu)
    winner = np.where(draw < np.exp(meant), i, np.where(draw < np.exp(meant) + np.exp(-meant), j, -1))
    columns = [np.repeat(column, repeats) for column in (i, j, winner, who, np.arange(n))]
    return q.from_comparisons(*columns[:4], items=columns[4], tie=-1), theta, eta


# -- the door --------------------------------------------------------------------------------------------------------


def test_comparisons_are_coded_and_what_has_no_outcome_is_counted() -> None:
    found = q.from_comparisons(["a", "b", "c", "a"], ["b", "c", "a", "c"], ["a", "tie", None, "c"], ["x", "y", "x", "x"])
    assert found.options.tolist() == ["a", "b", "c"]
    assert found.outcome.tolist() == [1, 0, -1]
    assert found.share.tolist() == [1.0, 0.5, 0.0]
    assert (len(found), found.missing, found.annotators.tolist()) == (3, 1, ["x", "y"])
    numbers = q.from_comparisons([1, 2], [2, 3], [1.0, np.nan], tie=0)
    assert (numbers.outcome.tolist(), numbers.missing) == ([1], 1)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ((["a"], ["a"], ["a"]), "Row 0 compares a with a"),
        ((["a", "a"], ["b", "b"], ["a", "c"]), "Row 1 .* c won"),
        ((["a"], ["b", "c"], ["a"]), "rows"),
        ((["a"], ["b"], ["a"], ["x", "y"]), "rows"),
        ((["tie"], ["b"], ["b"]), "Row 0"),
    ],
)
def test_what_is_no_comparison_is_refused(columns: Any, said: str) -> None:
    with pytest.raises(InvalidData, match=said):
        q.from_comparisons(*columns)


# -- strengths -------------------------------------------------------------------------------------------------------


def test_two_options_have_the_odds_of_their_wins() -> None:
    rows = [("a", "b", "a")] * 30_000 + [("b", "a", "b")] * 10_000
    found = q.BradleyTerry().fit(q.from_comparisons(*zip(*rows, strict=True)))
    assert found.probability("a", "b") == pytest.approx(0.75, abs=1e-4)
    assert found.difference("a", "b")[1] == pytest.approx(1 / np.sqrt(40_000 * 0.75 * 0.25), rel=1e-3)
    assert found.ranking_ == ["a", "b"]
    assert found.tie_ == 0


@pytest.mark.parametrize("nu", [0.0, 0.8])
def test_minorisation_climbs_to_the_best_there_is(nu: float) -> None:
    data, *_ = compared(1, n=150, nu=nu)
    found = q.BradleyTerry().fit(data)

    def loss(x: np.ndarray) -> float:
        theta, width = x[:10], np.exp(x[10]) if nu else 0.0
        half = (theta[data.left] - theta[data.right]) / 2
        total = np.log(np.exp(half) + np.exp(-half) + width)
        seen = (data.outcome * half - total).sum() + (data.outcome == 0).sum() * (x[10] if nu else 0) - 0.5 * width
        return float(-seen - 0.5 * (-np.logaddexp(0, theta) - np.logaddexp(0, -theta)).sum())

    best = minimize(loss, np.zeros(11), method="BFGS", options={"gtol": 1e-7}).x
    assert found.strength_ == pytest.approx(best[:10] - best[:10].mean(), abs=1e-4)
    assert found.tie_ == pytest.approx(np.exp(best[10]) if nu else 0, abs=1e-4)
    assert (np.diff(found.log_likelihood_) >= -1e-9).all()
    assert found.converged_


def test_standard_errors_are_those_of_the_sum_zero_fisher_information() -> None:
    data, *_ = compared(2, n=5_000)
    found = q.BradleyTerry(prior=1e-6).fit(data)
    p = 1 / (1 + np.exp(found.strength_[data.right] - found.strength_[data.left]))
    rows = np.eye(10)[data.left] - np.eye(10)[data.right]
    information = (rows * (p * (1 - p))[:, None]).T @ rows
    assert found.covariance_ == pytest.approx(np.linalg.pinv(information, rcond=1e-9), abs=1e-6)


@pytest.mark.parametrize(("nu", "repeats"), [(0.0, 1), (0.8, 1), (0.0, 3), (0.8, 3)])
def test_the_truth_lies_inside_the_bounds_as_often_as_they_say(nu: float, repeats: int) -> None:
    inside, ties = [], []
    for seed in range(60):
        data, theta, _ = compared(seed, nu=nu, repeats=repeats)
        found = q.BradleyTerry().fit(data)
        inside.append(np.abs(found.strength_ - theta) < 1.96 * found.se_)
        ties.append(found.tie_)
    assert np.mean(inside) == pytest.approx(0.95, abs=0.025)
    assert np.mean(ties) == pytest.approx(nu, abs=0.05)


def test_guessers_and_contrarians_are_found_and_the_ranking_is_better() -> None:
    right, skills = [], []
    for seed in range(8):
        data, theta, eta = compared(seed, n=1_000, guessing=4, opposite=4)
        plain, noisy = q.BradleyTerry().fit(data), q.NoisyBradleyTerry().fit(data)
        right.append([np.corrcoef(one.strength_, theta)[0, 1] for one in (plain, noisy)])
        skills.append(np.corrcoef(noisy.annotator_skill_, eta)[0, 1])
        assert (np.diff(noisy.log_likelihood_) >= -1e-9).all()
    plain, noisy = np.mean(right, 0)
    assert noisy > plain + 0.03
    assert noisy > 0.96
    assert np.mean(skills) > 0.9


def test_where_all_mean_it_the_noisy_model_loses_little() -> None:
    right = []
    for seed in range(8):
        data, theta, _ = compared(seed, n=1_000)
        right.append([np.corrcoef(one().fit(data).strength_, theta)[0, 1] for one in (q.BradleyTerry, q.NoisyBradleyTerry)])
    plain, noisy = np.mean(right, 0)
    assert noisy > plain - 0.01


# -- what must hold of every model -----------------------------------------------------------------------------------


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[int, int, int, str]]:
    """(left, right, outcome, who)."""
    pair = st.tuples(st.integers(0, 5), st.integers(1, 5), st.sampled_from([-1, 0, 1]), st.sampled_from("abc"))
    return [(a, (a + step) % 6, outcome, who) for a, step, outcome, who in draw(st.lists(pair, max_size=20))]


def of_rows(rows: list[tuple[int, int, int, str]]) -> q.Comparisons:
    left, right, outcome, who = zip(*rows, strict=True) if rows else ((),) * 4
    winner = [a if o > 0 else b if o < 0 else -1 for a, b, o in zip(left, right, outcome, strict=True)]
    return q.from_comparisons(left, right, winner, who, tie=-1)


@pytest.mark.parametrize("name", MODELS)
@given(rows=tables(), seed=st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_order_sides_and_names_do_not_matter(name: str, rows: Any, seed: int) -> None:
    before = MODELS[name]().fit(of_rows(rows))
    generator = np.random.default_rng(seed)
    to = {old: new + 10 for old, new in enumerate(generator.permutation(6).tolist())}
    turned = [(to[b], to[a], -o, who) if generator.random() < 0.5 else (to[a], to[b], o, who) for a, b, o, who in rows]
    people = dict(zip("abc", generator.permutation(list("xyz")).tolist(), strict=True))
    after = MODELS[name]().fit(of_rows([(*turned[k][:3], people[turned[k][3]]) for k in generator.permutation(len(rows))]))
    place = {option: row for row, option in enumerate(after.options_.tolist())}
    for row, option in enumerate(before.options_.tolist()):
        assert after.strength_[place[to[option]]] == pytest.approx(before.strength_[row], abs=1e-4)
        assert after.se_[place[to[option]]] == pytest.approx(before.se_[row], rel=1e-3)


@pytest.mark.parametrize("name", MODELS)
@given(rows=tables())
@settings(max_examples=25, deadline=None)
def test_there_always_is_an_answer(name: str, rows: Any) -> None:
    found = MODELS[name]().fit(of_rows(rows))
    assert np.isfinite(found.strength_).all()
    assert np.isfinite(found.covariance_).all()
    assert found.converged_
    assert abs(found.strength_.sum()) < 1e-9
    assert (np.abs(found.strength_) < 5).all()
    assert sorted(found.ranking_) == found.options_.tolist()


@pytest.mark.parametrize("name", MODELS)
def test_options_that_never_met_are_said_to_be_the_priors(name: str) -> None:
    apart = q.from_comparisons(["a", "a", "c"], ["b", "b", "d"], ["a", "a", "c"])
    found = MODELS[name]().fit(apart)
    assert "2 groups" in found.warnings_[-1]
    assert found.groups_.tolist() == [0, 0, 1, 1]
    assert found.difference("a", "c")[1] > found.difference("a", "b")[1] * 0.9
    together = MODELS[name]().fit(q.from_comparisons(["a", "b"], ["b", "c"], ["a", "b"]))
    assert not together.warnings_
    assert together.ranking_ == ["a", "b", "c"]  # a never lost


def test_ties_alone_make_all_alike() -> None:
    found = q.BradleyTerry().fit(q.from_comparisons(["a", "b"] * 50, ["b", "c"] * 50, ["tie"] * 100))
    assert found.converged_
    assert found.strength_ == pytest.approx(0, abs=1e-6)
    assert 5 < found.tie_ < 500


def test_too_few_steps_are_said_and_settings_that_cannot_be_refused() -> None:
    data, *_ = compared(3)
    assert "did not settle" in q.BradleyTerry(max_iter=2).fit(data).warnings_[0]
    for bad in (lambda: q.BradleyTerry("rao"), lambda: q.BradleyTerry(prior=0), lambda: q.NoisyBradleyTerry(prior_wrong=0),
                lambda: q.NoisyBradleyTerry(max_iter=0)):  # fmt: skip
        with pytest.raises(InvalidRequest):
            bad()  # type: ignore[no-untyped-call]
    with pytest.raises(InvalidData, match="never compared"):
        q.BradleyTerry().fit(data).probability(0, "nobody")


# -- which pair next -------------------------------------------------------------------------------------------------


def test_even_matches_of_which_least_is_known_come_first() -> None:
    rows = [("a", "b", "a"), ("b", "a", "b")] * 50 + [("c", "a", "a"), ("c", "b", "b")] * 2 + [("d", "a", "d"), ("a", "d", "a")]
    model = q.BradleyTerry().fit(q.from_comparisons(*zip(*rows, strict=True)))
    first, second = q.next_pairs(model, 2)
    assert "d" in (first.left, first.right)
    assert {"a", "b"} not in ({first.left, first.right}, {second.left, second.right})
    assert first.information >= second.information > 0
    sides = {q.next_pairs(model, seed=seed)[0].left for seed in range(10)}
    assert len(sides) == 2  # neither option always stands left
    for bad in (lambda: q.next_pairs(model, 0), lambda: q.next_pairs(q.BradleyTerry().fit(q.from_comparisons([], [], [])))):
        with pytest.raises(InvalidRequest):
            bad()


def _order_found(seed: int, chosen: bool) -> float:
    """The share of pairs of 20 options in their right order, after 20 comparisons around and 12 rounds of 15."""
    theta, draw = np.random.default_rng(seed).normal(size=20) * 2, np.random.default_rng(seed + 100)
    pairs, rows = [(k, (k + 1) % 20) for k in range(20)], []
    for turn in range(13):
        rows += [(a, b, a if draw.random() < 1 / (1 + np.exp(theta[b] - theta[a])) else b) for a, b in pairs]
        model = q.BradleyTerry(tol=1e-4).fit(q.from_comparisons(*zip(*rows, strict=True)))
        more = q.next_pairs(model, 15, seed=turn) if chosen else []
        pairs = [(one.left, one.right) for one in more] or [tuple(draw.permutation(20)[:2].tolist()) for _ in range(15)]
    i, j = np.triu_indices(20, 1)
    return float(np.mean((model.strength_[i] > model.strength_[j]) == (theta[i] > theta[j])))


def test_chosen_pairs_order_more_options_rightly_than_drawn_ones() -> None:
    found = np.array([[_order_found(seed, chosen) for chosen in (True, False)] for seed in range(5)])
    chosen, drawn = found.mean(0)
    assert chosen > drawn + 0.01


# -- real preferences ------------------------------------------------------------------------------------------------


def test_three_people_rank_five_models() -> None:
    records = json.loads((real("pref-pandalm") / "testset-v1.json").read_text())
    rows = []
    for record in records:
        one, other = record["cmp_key"].split("_")
        for who in ("annotator1", "annotator2", "annotator3"):
            rows.append((one, other, ("tie", one, other)[record[who]], who, record["idx"]))
    left, right, winner, who, item = zip(*rows, strict=True)
    data = q.from_comparisons(left, right, winner, who, items=item)
    assert ((data.outcome == 0).sum(), len(data)) == (326, 2_997)
    found = {name: made().fit(data) for name, made in MODELS.items()}
    for model in found.values():
        assert model.ranking_ == ["llama-7b", "pythia-6.9b", "bloom-7b", "opt-7b", "cerebras-gpt-6.7B"]
    plain = found["BradleyTerry"]
    assert isinstance(plain, q.BradleyTerry)
    wins = {pair: [0.0, 0] for pair in zip(left, right, strict=True)}
    for a, b, won in zip(left, right, winner, strict=True):
        wins[a, b][0] += won == a
        wins[a, b][1] += won != "tie"
    for (a, b), (won, n) in wins.items():  # the model fits each pair within the noise of items
        assert plain.probability(a, b) == pytest.approx(won / n, abs=0.12)
    alone = q.BradleyTerry().fit(q.from_comparisons(left, right, winner, who))
    assert (plain.se_ / alone.se_ > 1.5).all()  # three who read the same answers are not three times the evidence
    difference, se = plain.difference("pythia-6.9b", "bloom-7b")
    assert 0 < difference < 1.96 * se


def test_options_of_any_kind_may_tie_and_what_is_missing_is_no_winner() -> None:
    """Numbers beside the word for a tie stay numbers; None, NaN and pandas' NA are all unknown."""
    data = q.from_comparisons([1, 2, 3, 1], [2, 3, 1, 3], [1, "tie", pd.NA, float("nan")])
    assert (data.options.tolist(), data.outcome.tolist(), data.missing) == ([1, 2, 3], [1, 0], 2)
    pairs = q.from_comparisons([("a", 1), ("a", 2)], [("a", 2), ("b", 1)], [("a", 1), "tie"])
    assert pairs.options.tolist() == [("a", 1), ("a", 2), ("b", 1)]
