"""When to sit together again, how often that would be for nothing, whether it helped, and where rulings still pay."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest


def estimate(low: float | None, high: float | None) -> q.Estimate:
    return q.Estimate(method="alpha", value=0.7, ci_low=low, ci_high=high)


def rules(*windows: q.WindowCounts, **more: Any) -> list[tuple[str, Any]]:
    return [(one.rule, one.about) for one in q.recalibration_triggers(windows, **more)]


def test_agreement_alarms_on_the_upper_bound_of_windows_in_a_row() -> None:
    low, wide, good = estimate(0.4, 0.6), estimate(0.4, 0.8), estimate(0.7, 0.9)
    bad = q.WindowCounts(agreement={"van": low, "car": good})
    assert rules(bad, bad) == [("agreement", "van")]
    assert rules(bad) == []
    assert rules(bad, times=1) == [("agreement", "van")]
    assert rules(q.WindowCounts(agreement={"van": wide}), q.WindowCounts(agreement={"van": wide})) == []  # not decided is no alarm
    assert rules(bad, q.WindowCounts(agreement={"car": low})) == []
    assert rules(bad, q.WindowCounts(), bad) == []
    undefined = q.WindowCounts(agreement={"van": q.Estimate(method="alpha", value=None, reason="no_variation")})
    assert rules(undefined, undefined) == []
    fired = q.recalibration_triggers([bad, bad])[0]
    assert (fired.value, fired.limit) == (0.6, 0.667)
    assert "0.60 at most" in fired.meaning


def test_the_other_rules_want_enough_to_go_by() -> None:
    pair = ("van", "car")
    assert rules(q.WindowCounts(alarms=[pair])) == [("alarm", pair)]
    assert rules(q.WindowCounts(errors={pair: 6, ("bus", "car"): 14})) == [("pair share", pair), ("pair share", ("bus", "car"))]
    assert rules(q.WindowCounts(errors={pair: 5, ("bus", "car"): 5, ("a", "b"): 5, ("b", "a"): 5})) == []  # a quarter is not more
    assert rules(q.WindowCounts(errors={pair: 19})) == []
    assert rules(q.WindowCounts(adjudicated=20, overturned=7)) == [("overturned", None)]
    assert rules(q.WindowCounts(adjudicated=20, overturned=6)) == []
    assert rules(q.WindowCounts(adjudicated=10, overturned=9)) == []
    assert rules(q.WindowCounts(answers=200, proposals=3)) == [("proposals", None)]
    assert rules(q.WindowCounts(answers=200, proposals=2)) == []
    assert rules(q.WindowCounts(answers=50, proposals=9)) == []
    assert rules() == []
    for bad in (q.WindowCounts(adjudicated=1, overturned=2), q.WindowCounts(answers=1, proposals=2), q.WindowCounts(overturned=-1)):
        with pytest.raises(InvalidData):
            rules(bad)
    with pytest.raises(InvalidRequest):
        rules(q.WindowCounts(), times=0)


def on_target(items: int) -> np.ndarray:
    """Two answers of 15 classes an item whose alpha is .797, above a gate of .667."""
    generator = np.random.default_rng(1)
    truth = generator.integers(0, 15, (items, 1))
    right = generator.random((items, 2)) < (np.sqrt(0.797) * 14 + 1) / 15
    return np.where(right, truth, (truth + generator.integers(1, 15, (items, 2))) % 15)


def test_a_lower_bound_on_short_windows_fires_for_nothing_and_an_upper_one_does_not() -> None:
    """Windows of 80: the lower bound is below .667 in 42 % of them. Of 144: about 5 times a month; two in a row .6."""
    wide = on_target(8_000)

    def low(rows: np.ndarray) -> bool:
        return q.krippendorff_alpha(q.from_wide(wide[rows])).ci_low < 0.667  # type: ignore[operator]

    def high(rows: np.ndarray) -> bool:
        return q.krippendorff_alpha(q.from_wide(wide[rows])).ci_high < 0.667  # type: ignore[operator]

    short = q.false_firings(low, 8_000, 80, runs=400)
    assert short.observed == pytest.approx(0.42, abs=0.08)
    half_day = q.false_firings(low, 8_000, 144, runs=600)
    assert half_day.value == pytest.approx(5, abs=2)
    assert half_day.ci_low < half_day.value < half_day.ci_high  # type: ignore[operator]
    twice = q.false_firings(low, 8_000, 144, runs=600, times=2)
    assert twice.value == pytest.approx(60 * (half_day.observed or 0) ** 2)
    assert twice.value < 1.2  # type: ignore[operator]
    assert q.false_firings(high, 8_000, 144, runs=100).value == 0
    assert "times a month" in half_day.meaning


def test_windows_are_parts_of_the_period_and_seeds_count() -> None:
    seen: list[np.ndarray] = []
    q.false_firings(lambda rows: bool(seen.append(rows)), 50, 20, runs=30, seed=5)
    assert all(len(np.unique(rows)) == 20 and rows.max() < 50 for rows in seen)
    again: list[np.ndarray] = []
    q.false_firings(lambda rows: bool(again.append(rows)), 50, 20, runs=30, seed=5)
    assert all((one == other).all() for one, other in zip(seen, again, strict=True))
    for bad in ({"window": 60}, {"window": 0}, {"window": 5, "times": 0}, {"window": 5, "runs": 0}):
        with pytest.raises(InvalidRequest):
            q.false_firings(lambda rows: True, 50, **bad)


def test_effects_have_newcombes_interval() -> None:
    """56 of 70 against 48 of 80: .2 (.0524 to .3339), Newcombe (1998), method 10."""
    found = q.recalibration_effect((48, 80), (56, 70))
    assert found.value == pytest.approx(0.2)
    assert (found.ci_low, found.ci_high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))
    assert "more than before" in found.meaning
    assert "fewer than before" in q.recalibration_effect((60, 200), (20, 200)).meaning
    assert "chance" in q.recalibration_effect((6, 20), (5, 20)).meaning
    assert q.recalibration_effect((0, 0), (1, 2)).reason == "insufficient"
    with pytest.raises(InvalidData):
        q.recalibration_effect((3, 2), (1, 2))


@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_an_effect_turned_around_is_the_opposite(x: int, n: int, y: int, m: int) -> None:
    before, after = (min(x, n), n), (min(y, m), m)
    one, other = q.recalibration_effect(before, after), q.recalibration_effect(after, before)
    assert one.value == pytest.approx(-other.value)  # type: ignore[operator]
    assert one.ci_low == pytest.approx(-other.ci_high)  # type: ignore[operator]
    assert -1 <= one.ci_low <= one.value <= one.ci_high <= 1  # type: ignore[operator]


def test_intervals_of_effects_cover() -> None:
    generator, covered = np.random.default_rng(2), 0
    for x, y in zip(generator.binomial(60, 0.1, 1_000), generator.binomial(80, 0.04, 1_000), strict=True):
        found = q.recalibration_effect((int(x), 60), (int(y), 80))
        covered += found.ci_low <= -0.06 <= found.ci_high  # type: ignore[operator]
    assert covered / 1_000 >= 0.93


def test_rulings_end_where_labels_are_right_without_them() -> None:
    strata = ["3 of 3"] * 400 + ["2 of 3"] * 100 + ["rare"] * 10
    overturned = [at < 2 for at in range(400)] + [at < 31 for at in range(100)] + [False] * 10
    found = {one.stratum: one for one in q.adjudication_yield(strata, overturned)}
    assert list(found) == ["2 of 3", "3 of 3", "rare"]
    sure, split, rare = found["3 of 3"], found["2 of 3"], found["rare"]
    assert (sure.overturned, sure.rate) == (2, 0.005)
    assert sure.precision_low == pytest.approx(beta.ppf(0.05, 398, 3))
    assert (sure.stop, split.stop, rare.stop) == (True, False, False)  # ten without an error prove little
    assert "may end" in sure.meaning
    assert split.rate == 0.31
    assert q.adjudication_yield([], []) == []
    assert q.adjudication_yield(["a"], [True])[0].precision_low == 0
    for bad in ((["a"], []), (["a"], [2])):
        with pytest.raises(InvalidData):
            q.adjudication_yield(*bad)  # type: ignore[arg-type]
    with pytest.raises(InvalidRequest):
        q.adjudication_yield(["a"], [True], target=1.0)
