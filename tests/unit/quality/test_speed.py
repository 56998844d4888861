"""Lead times: what is the item's, what the person's, and what cannot be; odd speed alone is a question, not a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData

PEOPLE, EACH = 40, 150


@dataclass
class Work:
    item: np.ndarray
    who: np.ndarray
    seconds: np.ndarray
    length: np.ndarray
    submitted: np.ndarray

    def model(self) -> Any:
        return q.lead_times(self.item, self.who, self.seconds, length=self.length)

    def flags(self, **more: Any) -> dict[int, Any]:
        return {one.annotator: one for one in q.speed_flags(self.model(), submitted=self.submitted, **more)}


def work(seed: int = 0, items: int = 2_000) -> Work:
    """Honest people who differ in pace and steadiness, on items that differ in length and more, with breaks."""
    generator = np.random.default_rng(seed)
    who = np.repeat(np.arange(PEOPLE), EACH)
    item = np.concatenate([generator.choice(items, EACH, replace=False) for _ in range(PEOPLE)])
    length = generator.lognormal(3, 0.6, items)
    steady = generator.uniform(0.35, 0.55, PEOPLE)
    log_t = (
        0.8 * np.log(length)[item] + generator.normal(0, 0.25, items)[item] + generator.normal(0, 0.25, PEOPLE)[who]
        + steady[who] * generator.normal(size=len(who))
    )  # fmt: skip
    seconds = np.exp(log_t)
    breaks = (generator.random(len(who)) < 0.01) * generator.uniform(2_000, 9_000, len(who))
    ends = (seconds + generator.exponential(2, len(who)) + breaks).reshape(PEOPLE, EACH).cumsum(1).ravel()
    return Work(item, who, seconds, length[item], ends)


def test_the_model_is_the_solution_of_its_ridge_equations() -> None:
    w = work(items=200)
    some = w.who < 9
    found = q.lead_times(w.item[some], w.who[some], w.seconds[some], length=w.length[some])
    y, x = np.log(w.seconds[some]), np.log(w.length[some])
    left = y - found.mean - found.slope * x - found.annotator_effects[found.annotator] - found.item_effects[found.item]
    assert left == pytest.approx(found.residuals, abs=1e-8)
    assert left.sum() == pytest.approx(0, abs=1e-6)  # the mean and the slope are free
    assert left @ x == pytest.approx(0, abs=1e-6)
    for codes, effects in ((found.item, found.item_effects), (found.annotator, found.annotator_effects)):
        ridge = np.bincount(codes, left) / effects  # an effect is what is left of its rows over one ridge for all
        assert np.ptp(ridge) < 1e-3 * abs(ridge.mean())
        assert ridge.mean() > 0


def test_what_is_the_items_the_persons_and_the_lengths_is_found_again() -> None:
    generator = np.random.default_rng(1)
    items, people = np.repeat(np.arange(1_500), 4), generator.permuted(np.tile(np.arange(30), (1_500, 1)), axis=1)[:, :4].ravel()
    length, of_item, pace = generator.lognormal(3, 0.7, 1_500), generator.normal(0, 0.4, 1_500), generator.normal(0, 0.3, 30)
    seconds = np.exp(1 + 0.7 * np.log(length[items]) + of_item[items] + pace[people] + generator.normal(0, 0.4, len(items)))
    found = q.lead_times(items, people, seconds, length=length[items])
    assert found.slope == pytest.approx(0.7, abs=0.04)
    assert found.annotator_effects == pytest.approx(pace - pace.mean(), abs=0.12)
    assert np.corrcoef(found.item_effects, of_item)[0, 1] > 0.85
    assert np.mean(np.abs(found.z) > 1.96) == pytest.approx(0.05, abs=0.02)
    assert found.converged


def test_items_answered_once_have_no_effect_of_their_own() -> None:
    w = work(items=100_000)
    first = np.unique(w.item, return_index=True)[1]
    found = q.lead_times(w.item[first], w.who[first], w.seconds[first])
    assert np.abs(found.item_effects).max() < 1e-4
    assert found.slope is None


@given(st.integers(0, 100))
@settings(max_examples=8, deadline=None)
def test_order_names_and_units_do_not_matter(seed: int) -> None:
    w, order = work(seed, items=500), np.random.default_rng(seed).permutation(PEOPLE * EACH)
    one = w.model()
    other = q.lead_times([f"i{n}" for n in w.item[order]], 99 - w.who[order], w.seconds[order] * 1_000, length=w.length[order])
    assert other.z == pytest.approx(one.z[order], abs=1e-5)
    assert other.annotator_effects == pytest.approx(one.annotator_effects[::-1], abs=1e-6)
    assert other.mean == pytest.approx(one.mean + np.log(1_000), abs=1e-6)


def test_honest_people_are_hardly_ever_flagged() -> None:
    flags = [flag for seed in range(5) for one in work(seed).flags().values() for flag in one.flags]
    assert len(flags) <= 0.02 * 5 * PEOPLE


def test_each_way_of_cheating_has_its_flag() -> None:
    w, generator = work(7), np.random.default_rng(8)
    place = np.tile(np.arange(EACH), PEOPLE)
    w.seconds[(w.who == 0) & (generator.random(len(w.who)) < 0.3)] *= 0.06  # some are clicked through
    w.seconds[(w.who == 1) & (place >= 110)] *= 0.25  # from one moment on
    w.seconds[w.who == 2] = 2.0  # a script that waits
    w.seconds[w.who == 3] *= 0.12  # all of them
    w.submitted[w.who == 4] = np.cumsum(6 + generator.normal(0, 0.5, EACH))  # a clock
    w.seconds[(w.who == 5) & (place % 8 == 0)] *= 30  # a tool that hangs
    w.submitted[w.who == 1] = np.cumsum(w.seconds[w.who == 1])
    found = w.flags()
    assert "too_fast" in found[0].flags
    assert found[0].too_fast > 0.15
    assert found[1].flags[-1] == "speed_up"
    (up,) = found[1].speed_ups
    assert abs(up.row - (EACH + 110)) <= 5
    assert up.factor == pytest.approx(0.25, rel=0.5)
    assert "scripted" in found[2].flags
    assert "pace" in found[3].flags
    assert found[3].pace < 0.25
    assert found[4].flags == ("scripted",)
    assert found[4].gap_variation < 0.1
    assert (found[5].flags, found[5].advice) == (("slow",), "tool")
    assert sum(bool(found[who].flags) for who in range(6, PEOPLE)) <= 1


def test_speed_alone_is_never_a_verdict() -> None:
    w = work(9)
    w.seconds[w.who < 3] *= 0.1
    gold = {0: (60, 80), 1: (397, 400), 3: (10, 40)}
    found = w.flags(gold=gold)
    assert [found[who].advice for who in range(4)] == ["act", "ask", "ask", "none"]  # bad, good, unknown, bad but not fast
    assert found[2].gold_low is None
    assert found[0].gold_low == pytest.approx(q.accuracy_interval(60, 80).low)


def test_nobody_reads_a_thousand_words_in_a_second() -> None:
    w = work(3)
    fast = (w.who == 0) & (np.tile(np.arange(EACH), PEOPLE) % 10 == 0)
    w.length[fast], w.seconds[fast] = 1_000, 1.0
    found = {one.annotator: one for one in q.speed_flags(w.model(), least=60 * w.length / 100_000)}
    assert found[0].flags[0] == "too_fast"
    assert all(one.gap_variation is None and not one.speed_ups for one in found.values())


def test_few_answers_say_nothing() -> None:
    found = q.speed_flags(q.lead_times(range(19), ["a"] * 19, [1.0] * 19), submitted=range(19))
    assert found[0].flags == ()
    assert found[0].advice == "none"
    twenty = q.speed_flags(q.lead_times(range(21), ["a"] * 21, [1.0] * 21), submitted=range(21))
    assert twenty[0].flags == ("scripted",)
    assert twenty[0].gap_variation == pytest.approx(0)


def test_times_that_are_all_the_same_have_no_scale() -> None:
    found = q.lead_times([1, 2, 3], ["a", "b", "a"], [5.0, 5.0, 5.0], length=[2, 2, 2])
    assert (found.scale, found.slope) == (0.0, None)
    assert found.mean == pytest.approx(np.log(5))
    assert not found.z.any()
    one = q.lead_times([1], ["a"], [7.0])
    assert one.z.tolist() == [0.0]


def test_huge_and_tiny_times_are_numbers() -> None:
    found = q.lead_times([1, 2, 1, 2], ["a", "a", "b", "b"], [1e-300, 1e300, 1.0, 1e-9], length=[1e-9, 1e9, 1, 2])
    assert np.isfinite(found.z).all()
    assert np.isfinite(found.item_effects).all()


@pytest.mark.parametrize("seconds", [[1.0, 0.0], [1.0, float("nan")], [1.0, -2.0], [1.0, float("inf")], [1.0], ["a", "b"], [[1.0, 2.0]]])
def test_times_that_cannot_be(seconds: Any) -> None:
    with pytest.raises(InvalidData):
        q.lead_times([1, 2], ["a", "b"], seconds)


def test_columns_that_do_not_fit() -> None:
    model = q.lead_times([1, 2], ["a", "b"], [1.0, 2.0])
    with pytest.raises(InvalidData):
        q.lead_times([], [], [])
    with pytest.raises(InvalidData):
        q.speed_flags(model, submitted=[1.0])
    for submitted in (1.0, ["noon", "night"], [1.0, float("inf")]):
        with pytest.raises(InvalidData):
            q.speed_flags(model, submitted=submitted)
    for least in (float("nan"), [1.0, 2.0, 3.0], "a"):
        with pytest.raises(InvalidData):
            q.speed_flags(model, least=least)
    with pytest.raises(InvalidData, match="at 1"):
        q.lead_times([1, 2], ["a", "b"], [1.0, None])
    with pytest.raises(InvalidData):
        q.active_seconds(["a"], [1.0, 2.0])
    with pytest.raises(InvalidData):
        q.active_seconds(["a"], [float("nan")])


def test_a_gap_counts_for_five_minutes_at_most() -> None:
    works, seconds = q.active_seconds(["b", "a", "a", "b", "a"], [0, 4_000, 60, 10, 0])
    assert dict(zip(works.tolist(), seconds.tolist(), strict=True)) == {"a": 360.0, "b": 10.0}
    assert q.active_seconds(["a", "a"], [0, 50], idle=20)[1].tolist() == [20.0]
    assert q.active_seconds([], [])[1].tolist() == []
    with pytest.raises(InvalidData):
        q.active_seconds(["a"], [1.0], idle=float("nan"))
    with pytest.raises(InvalidData, match="Row 1 of the works is missing"):
        q.active_seconds(["a", None], [1, 2])


def test_items_and_people_are_known_and_moments_are_seconds() -> None:
    for columns in (([1, None], ["a", "b"]), ([1, 2], ["a", None]), ([float("nan"), 2.0], ["a", "b"]), ([[1], [2]], ["a", "b"])):
        with pytest.raises(InvalidData):
            q.lead_times(*columns, [1.0, 2.0])
    assert len(q.lead_times([1, "1"], ["a", "a"], [1.0, 2.0]).items) == 2
    times = q.lead_times([1, 2], ["a", "b"], [1.0, 2.0])
    with pytest.raises(InvalidData, match="no numbers"):  # nanoseconds would be taken for seconds
        q.speed_flags(times, submitted=np.array(["2020-01-01", "2020-01-02"], "datetime64[ns]"))
