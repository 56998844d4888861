"""Ratings on a scale and measurements: people's biases and noise are found, and the consensus is nearer the truth."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from tests.pictures import real

STEPS = 5


def rated(seed: int, items: int = 300, people: int = 12, each: int = 4, guessing: int = 2) -> Any:
    """Ratings of a crowd, truth, and biases and spreads of people."""
    generator = np.random.default_rng(seed)
    truth = generator.choice(STEPS, items, p=generator.dirichlet(np.full(STEPS, 3.0)))
    bias, spread = generator.normal(0, 0.5, people), np.exp(generator.normal(np.log(0.7), 0.35, people))
    spread[:guessing] = 9
    steps = np.arange(STEPS) - truth[:, None, None] - bias[:, None]
    odds = np.exp(-np.square(steps / spread[:, None]) / 2)
    cumulated = (odds / odds.sum(2, keepdims=True)).cumsum(2)
    wide = (generator.random((items, people, 1)) > cumulated).sum(2).astype(float)
    wide[np.arange(items)[:, None], generator.random((items, people)).argsort(1)[:, each:]] = np.nan
    return wide, truth, bias, spread


def matrix(wide: np.ndarray) -> q.LabelMatrix:
    return q.from_wide(wide, value_domain=list(range(STEPS)))


# -- on a scale ------------------------------------------------------------------------------------------------------


def test_medians_by_a_model_of_people_beat_votes_plain_medians_and_dawid_skene() -> None:
    errors, found_bias = [], []
    for seed in range(4):
        wide, truth, bias, spread = rated(seed)
        found = q.OrdinalDawidSkene().fit(matrix(wide))
        others = [np.nanmedian(wide, 1), *(one().fit(matrix(wide)).predict() for one in (q.DawidSkene, q.MajorityVote))]
        errors.append([np.abs(one - truth).mean() for one in (found.predict(), *others)])
        found_bias.append(np.corrcoef(found.bias_[2:], bias[2:])[0, 1])
        assert found.converged_
        assert found.spread_[:2].min() > found.spread_[2:].max()  # who guesses is found
        assert np.corrcoef(found.spread_[2:], spread[2:])[0, 1] > 0.7
        near = (np.abs(found.codes() - truth) <= 1).mean()
        assert found.within_one_.mean() == pytest.approx(near, abs=0.02)
    mine, *rest = np.mean(errors, 0)
    assert mine < 0.7 * min(rest)
    assert min(found_bias) > 0.9


def test_the_mean_place_errs_less_in_squares_than_the_median() -> None:
    wide, truth, *_ = rated(5, items=1_000, people=20)
    found = q.OrdinalDawidSkene().fit(matrix(wide))
    assert np.square(found.expected_ - truth).mean() < np.square(found.codes() - truth).mean()
    assert ((found.expected_ >= 0) & (found.expected_ <= STEPS - 1)).all()


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[int, str, int]]:
    pairs = draw(st.sets(st.tuples(st.integers(0, 7), st.sampled_from("abcd")), max_size=24))
    return [(item, who, draw(st.integers(0, STEPS - 1))) for item, who in sorted(pairs)]


def of_rows(rows: list[tuple[int, str, int]]) -> q.LabelMatrix:
    items, people, labels = ([row[n] for row in rows] for n in range(3))
    return q.from_columns(np.array(items, np.int64), np.array(people, object), np.array(labels, np.int64),
                          value_domain=list(range(STEPS)))  # fmt: skip


@given(rows=tables())
@settings(max_examples=30, deadline=None)
def test_posteriors_are_probabilities_and_single_ratings_stand(rows: Any) -> None:
    given_, found = of_rows(rows), q.OrdinalDawidSkene().fit(of_rows(rows))
    assert np.isfinite(found.posterior_).all()
    assert np.allclose(found.posterior_.sum(1), 1)
    assert ((found.annotator_skill_ > 0) & (found.annotator_skill_ <= 1)).all()
    alone = np.flatnonzero(given_.per_item == 1)
    mine = given_.label[given_.starts[alone]]
    assert (found.codes()[alone] == mine).all()
    assert (found.posterior_[alone].argmax(1) == mine).all()
    assert (found.within_one_ >= found.confidence_ - 1e-9).all()


@given(rows=tables())
@settings(max_examples=25, deadline=None)
def test_order_and_names_do_not_matter_and_a_scale_turned_round_turns_the_biases(rows: Any) -> None:
    before = q.OrdinalDawidSkene().fit(of_rows(rows))
    people = {"a": "z", "b": "b", "c": "y", "d": "x"}
    again = of_rows([((item * 3 + 1) % 8, people[who], STEPS - 1 - k) for item, who, k in rows][::-1])
    after = q.OrdinalDawidSkene().fit(again)
    where = {item: row for row, item in enumerate(again.items.tolist())}
    for row, item in enumerate(of_rows(rows).items.tolist()):
        assert after.posterior_[where[(item * 3 + 1) % 8]][::-1] == pytest.approx(before.posterior_[row], abs=1e-3)
    place = {who: row for row, who in enumerate(again.annotators.tolist())}
    for row, who in enumerate(of_rows(rows).annotators.tolist()):
        assert after.bias_[place[people[who]]] == pytest.approx(-before.bias_[row], abs=1e-3)


def test_a_gold_rating_is_taken_as_it_is_and_a_strange_one_refused() -> None:
    wide, truth, *_ = rated(1)
    found = q.OrdinalDawidSkene().fit(matrix(wide), {0: int(truth[0])})
    assert found.posterior_[0, truth[0]] == 1
    with pytest.raises(InvalidData, match="gold label"):
        q.OrdinalDawidSkene().fit(matrix(wide), {0: 9})
    with pytest.raises(InvalidData, match="two classes"):
        q.OrdinalDawidSkene().fit(q.from_columns([1, 1], [1, 2], [3, 3]))
    with pytest.raises(InvalidRequest):
        q.OrdinalDawidSkene(max_iter=0)


@pytest.mark.parametrize("rating", ["subtlety", "margin", "texture", "malignancy"])
def test_three_radiologists_say_what_the_fourth_will(rating: str) -> None:
    """Who rated is not known, so all are one person: nearer the left-out rating than the majority of the three."""
    with (real("ordinal-lidc") / "ratings.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["readers_on_nodule"] == "4"]
    _, nodule = np.unique([row["nodule"] for row in rows], return_inverse=True)
    generator = np.random.default_rng(0)
    order = np.lexsort((generator.random(len(rows)), nodule))
    wide = (np.array([int(row[rating]) for row in rows]) - 1)[order].reshape(-1, 4)
    assert len(wide) == 879
    errors = []
    for left_out in range(4):
        counts = (np.delete(wide, left_out, 1)[:, :, None] == np.arange(5)).sum(1)
        model, votes = (one().fit(q.from_counts(counts)) for one in (q.OrdinalDawidSkene, q.MajorityVote))
        assert model.bias_ == pytest.approx(0, abs=1e-9)  # what all share cannot be told
        errors.append([np.abs(one.codes() - wide[:, left_out]).mean() for one in (model, votes)])
    mine, majority = np.mean(errors, 0)
    assert mine < majority - 0.01


# -- numbers ---------------------------------------------------------------------------------------------------------


def measured(seed: int, items: int = 200, people: int = 10, each: int = 4, unequal: float = 0.6, bias: float = 0.3) -> Any:
    generator = np.random.default_rng(seed)
    truth, shift = generator.normal(0, 3, items), generator.normal(0, bias, people)
    noise = np.exp(generator.normal(0, unequal, people))
    wide = truth[:, None] + shift + noise * generator.normal(size=(items, people))
    wide[np.arange(items)[:, None], generator.random((items, people)).argsort(1)[:, each:]] = np.nan
    return wide, truth, shift, noise


def rms(found: np.ndarray, truth: np.ndarray) -> float:
    return float(np.sqrt(np.square(found - truth).mean()))


def test_weights_beat_the_mean_where_people_differ_and_bounds_hold() -> None:
    errors, inside, chosen = [], [], []
    for seed in range(10):
        wide, truth, shift, noise = measured(seed)
        found = q.ContinuousConsensus().fit(q.from_wide(wide))
        errors.append([rms(found.truth_, truth), rms(np.nanmean(wide, 1), truth), rms(np.nanmedian(wide, 1), truth)])
        inside.append((np.abs(found.truth_ - truth) < 1.96 * found.se_).mean())
        chosen.append(found.chosen_)
        assert found.converged_
        assert np.corrcoef(found.noise_, noise)[0, 1] > 0.9
        assert np.corrcoef(found.bias_, shift)[0, 1] > 0.7
    mine, mean, median = np.mean(errors, 0)
    assert mine < 0.8 * min(mean, median)
    assert np.mean(inside) == pytest.approx(0.95, abs=0.03)
    assert chosen == ["weighted"] * 10


@pytest.mark.parametrize(("items", "people", "each"), [(200, 10, 4), (60, 40, 5)])
def test_where_all_are_alike_little_is_lost(items: int, people: int, each: int) -> None:
    errors = []
    for seed in range(20):
        wide, truth, *_ = measured(seed, items, people, each, unequal=0, bias=0)
        errors.append([rms(q.ContinuousConsensus().fit(q.from_wide(wide)).truth_, truth), rms(np.nanmean(wide, 1), truth)])
    mine, mean = np.mean(errors, 0)
    assert mine < 1.05 * mean


def test_the_median_is_chosen_where_some_answers_are_wild() -> None:
    wide, truth, *_ = measured(3, unequal=0, bias=0, each=5)
    generator = np.random.default_rng(3)
    wild = np.where(np.isnan(wide) | (generator.random(wide.shape) > 0.05), wide, generator.normal(0, 20, wide.shape))
    found = q.ContinuousConsensus().fit(q.from_wide(wild))
    assert found.chosen_ == "median"
    assert found.truth_ == pytest.approx(np.nanmedian(wild, 1))
    assert rms(found.truth_, truth) < 0.6 * rms(np.nanmean(wild, 1), truth)
    assert found.errors_["median"] < found.errors_["weighted"] < found.errors_["mean"]


def test_left_out_errors_are_those_of_leaving_out() -> None:
    wide, *_ = measured(4, items=30, people=5, each=4)
    found = q.ContinuousConsensus().fit(q.from_wide(wide))
    apart: dict[str, list[float]] = {"mean": [], "median": []}
    for row in wide:
        there = row[~np.isnan(row)]
        for at, value in enumerate(there):
            apart["mean"].append(value - np.delete(there, at).mean())
            apart["median"].append(value - np.median(np.delete(there, at)))
    for name, errors in apart.items():
        assert found.errors_[name] == pytest.approx(np.sqrt(np.mean(np.square(errors))))


def test_nobody_captures_all_the_weight() -> None:
    generator = np.random.default_rng(6)
    for _ in range(20):
        wide = generator.normal(size=(5, 3))  # few answers: plain variances run to 0 for somebody
        found = q.ContinuousConsensus("weighted", ridge=0).fit(q.from_wide(wide))
        weight = 1 / np.square(found.noise_)
        assert (weight / weight.sum()).max() < 0.75
    with pytest.raises(InvalidRequest, match="under 4") as raised:
        q.ContinuousConsensus(prior_strength=1)
    assert "mean" in raised.value.hint


@given(seed=st.integers(0, 1000), shift=st.floats(-1e6, 1e6), scale=st.sampled_from([1e-90, 0.01, 1.0, 1e90]))
@settings(max_examples=25, deadline=None)
def test_neither_names_nor_the_unit_matter(seed: int, shift: float, scale: float) -> None:
    generator = np.random.default_rng(seed)
    wide, *_ = measured(seed, items=12, people=4, each=3)
    before = q.ContinuousConsensus("weighted").fit(q.from_wide(wide))
    rows, people = generator.permutation(12), generator.permutation(4)
    moved = (wide[rows][:, people] + shift) * scale
    after = q.ContinuousConsensus("weighted").fit(q.from_wide(moved))
    close = 1e-6 + 1e-9 * abs(shift)
    assert after.truth_ / scale - shift == pytest.approx(before.truth_[rows], abs=close)
    assert after.se_ / scale == pytest.approx(before.se_[rows], abs=close)
    assert after.bias_ / scale == pytest.approx(before.bias_[people], abs=close)


def test_single_answers_stand_and_items_without_answers_have_the_mean_of_all() -> None:
    wide, *_ = measured(7, items=20)
    wide[0, 1:] = np.nan
    wide[0, 0] = 42.0
    rated_ = q.from_wide(wide)
    empty = rated_.kept(rated_.item != 5)
    for method in ("weighted", "mean", "median", "auto"):
        found = q.ContinuousConsensus(method).fit(empty)  # type: ignore[arg-type]
        assert found.truth_[0] == pytest.approx(42.0)
        assert found.se_[0] >= found.noise_[0]
        others = np.delete(found.truth_, 5)
        assert found.truth_[5] == pytest.approx(others.mean())
        assert found.se_[5] == pytest.approx(others.std())
        assert np.isfinite(found.se_).all()


def test_what_tells_nothing_of_people_says_so() -> None:
    found = q.ContinuousConsensus().fit(q.from_columns([1, 2, 3], ["a", "b", "a"], [1.0, 2.0, 6.0]))
    assert found.truth_.tolist() == pytest.approx([1.0, 2.0, 6.0])
    assert "nothing tells" in found.warnings_[0]
    assert found.errors_ == {}
    same = q.ContinuousConsensus("weighted").fit(q.from_wide(np.full((4, 3), 7.0)))
    assert same.truth_ == pytest.approx(7.0)
    assert (same.se_ < 1e-6).all()
    short = q.ContinuousConsensus(max_iter=1).fit(q.from_wide(measured(1)[0]))
    assert not short.converged_
    assert "did not settle" in short.warnings_[0]


@pytest.mark.parametrize("name", ["irr_anxiety", "irr_video"])
def test_who_rates_higher_than_the_others_has_the_higher_bias(name: str) -> None:
    table = np.loadtxt(real("iaa-reference") / f"{name}.csv", delimiter=",", skiprows=1)[:, 1:]
    found = q.ContinuousConsensus().fit(q.from_wide(table))
    assert (np.diff(table.mean(0)[np.argsort(found.bias_)]) >= -1e-9).all()
    assert ((found.truth_ > table.min(1) - 0.5) & (found.truth_ < table.max(1) + 0.5)).all()


def test_what_are_no_numbers_is_refused() -> None:
    given_ = [q.from_columns([1] * len(values), range(len(values)), values) for values in ([], ["high"], [1.0, np.inf])]
    for one in (*given_, q.from_counts([[1, 2]])):
        with pytest.raises(InvalidData):
            q.ContinuousConsensus().fit(one)


def test_settings_that_cannot_be_are_refused() -> None:
    for settings_ in ({"method": "mode"}, {"ridge": -1}, {"max_iter": 0}, {"prior_strength": float("nan")}):
        with pytest.raises(InvalidRequest):
            q.ContinuousConsensus(**settings_)  # type: ignore[arg-type]
