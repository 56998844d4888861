"""Since when the error rate is another one, and charts of items that were not drawn evenly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest


@given(st.lists(st.booleans(), max_size=60))
@settings(max_examples=80, deadline=None)
def test_the_change_is_where_the_likelihood_ratio_is_largest(errors: list[bool]) -> None:
    up, down = np.log(0.2 / 0.05), np.log(0.8 / 0.95)
    ratios = [sum(up if wrong else down for wrong in errors[at:]) for at in range(len(errors) + 1)]
    found = q.change_point(errors, 0.05, 0.2)
    assert found.evidence == pytest.approx(max(ratios), abs=1e-9)
    if max(ratios) <= 1e-12:
        assert (found.at, found.rate, found.earliest) == (None, None, None)
        return
    assert found.at is not None
    assert ratios[found.at] == pytest.approx(max(ratios))
    assert all(ratio < max(ratios) - 1e-12 for ratio in ratios[found.at + 1 :])
    assert found.rate == pytest.approx(np.mean(errors[found.at :]))
    assert found.earliest == next(at for at, ratio in enumerate(ratios) if ratio >= max(ratios) - 2)


def test_at_the_alarm_of_a_chart_it_is_the_charts_own() -> None:
    generator, alarms = np.random.default_rng(1), 0
    for _ in range(100):
        errors = generator.random(200) < np.where(np.arange(200) < 100, 0.05, 0.2)
        chart = q.BernoulliCUSUM(0.05, 0.15, 4.0)
        for n, wrong in enumerate(errors, 1):
            if chart.observe(bool(wrong)):
                assert q.change_point(errors[:n], 0.05, 0.15).at == chart.since
                alarms += 1
                break
    assert alarms > 50


def test_the_change_is_estimated_well_and_the_earliest_covers_it() -> None:
    generator, away, covered = np.random.default_rng(2), [], []
    for _ in range(300):
        errors = generator.random(360) < np.where(np.arange(360) < 300, 0.05, 0.30)
        found = q.change_point(errors, 0.05, 0.30)
        assert found.at is not None
        assert found.earliest is not None
        away.append(found.at - 300)
        covered.append(found.earliest <= 300)
    assert abs(np.median(away)) <= 2
    assert np.percentile(np.abs(away), 90) <= 20
    assert np.mean(covered) >= 0.85


def errors_of(generator: np.random.Generator, many: int) -> tuple[np.ndarray, np.ndarray]:
    """Errors among reviews and their weights. Risky items err in 9 % and are reviewed in 40 %, others 1 % and 10 %: 5 %."""
    risky = generator.random(many) < 0.8
    return generator.random(many) < np.where(risky, 0.09, 0.01), 0.25 / np.where(risky, 0.4, 0.1)


def test_reviews_that_look_at_risky_items_first_alarm_for_nothing_unless_they_are_weighted() -> None:
    generator, runs = np.random.default_rng(3), {True: [], False: []}
    for _ in range(40):
        errors, weights = errors_of(generator, 4_000)
        for weighted, lengths in runs.items():
            chart = q.BernoulliCUSUM(0.05, 0.10, 4.0)
            alarm = (
                n for n, (wrong, weight) in enumerate(zip(errors.tolist(), weights.tolist(), strict=True), 1)
                if chart.observe(wrong, weight if weighted else 1.0)
            )  # fmt: skip
            lengths.append(next(alarm, 4_000))
    assert errors_of(generator, 100_000)[1].mean() == pytest.approx(1, abs=0.02)
    assert np.mean(runs[False]) < 700
    assert np.mean(runs[True]) > 2_000  # of at most 4,000; about 3,900 is what uniform reviews have


def test_weights_of_one_change_nothing_and_weights_count() -> None:
    errors = [False] * 20 + [True, False, True, True]
    assert q.change_point(errors, 0.05, 0.2, weights=np.ones(24)) == q.change_point(errors, 0.05, 0.2)
    light = q.change_point(errors, 0.05, 0.2, weights=np.full(24, 0.5))
    assert light.evidence == pytest.approx(q.change_point(errors, 0.05, 0.2).evidence / 2)
    one, other = q.BernoulliCUSUM(0.05, 0.2, 9.0), q.BernoulliCUSUM(0.05, 0.2, 9.0)
    one.observe(True)
    other.observe(True, 2.0)
    assert other.value == pytest.approx(2 * one.value)


def test_nothing_rose() -> None:
    assert q.change_point([], 0.05, 0.1).at is None
    assert q.change_point([False] * 5, 0.05, 0.1).evidence == 0.0


@pytest.mark.parametrize("errors", [[0, 2], [[True]], ["a"], [float("nan")]])
def test_errors_that_are_none(errors: Any) -> None:
    with pytest.raises(InvalidData):
        q.change_point(errors, 0.05, 0.1)


def test_what_cannot_be_asked() -> None:
    with pytest.raises(InvalidRequest):
        q.change_point([True], 0.2, 0.1)
    with pytest.raises(InvalidData):
        q.change_point([True], 0.1, 0.2, weights=[0.0])
    for weight in (0.0, float("nan"), float("inf")):
        with pytest.raises(InvalidRequest):
            q.BernoulliCUSUM(0.05, 0.1, 3.0).observe(True, weight)
        with pytest.raises(InvalidRequest):
            q.BernoulliCUSUM(0.05, 0.1, weight)
    for wrong in ((0, 0.1, 3, 0.1), (0.1, 0.05, 3, 0.1), (0.05, 0.1, -1, 0.1), (0.05, 0.1, float("nan"), 0.1),
                  (0.05, 0.1, 3, 0), (0.05, 0.1, 3, float("nan")), (0.05, 0.1, 500, 0.05)):  # fmt: skip
        with pytest.raises(InvalidRequest):
            q.average_run_length(*wrong)
    for wrong_ in ((1e300, 0.05, 0.1), (100, 0, 0.1), (100, 0.1, 0.05), (float("nan"), 0.05, 0.1)):
        with pytest.raises(InvalidRequest):
            q.cusum_threshold(*wrong_)
    for chart in ((float("nan"), 1), (0, 0), (0, -1), (0, 1, 2), (0, 1, 0), (0, 1, 0.1, float("inf"))):
        with pytest.raises(InvalidRequest):
            q.EWMA(*chart)
    with pytest.raises(InvalidData):
        q.EWMA(0, 1).observe(float("nan"))
    with pytest.raises(InvalidData):
        q.change_point([[1], [1, 0]], 0.1, 0.2)


@pytest.mark.parametrize("chart", [(0.02, 0.2, 4.0, 0.05), (0.3, 0.6, 2.0, 0.3), (0.01, 0.05, 3.0, 0.02)])
def test_run_lengths_are_exact(chart: tuple[float, float, float, float]) -> None:
    e0, e1, h, rate = chart  # in the first a rise ends within a thousandth of h, where a grid of values errs by 5 %
    up, down = np.log(e1 / e0), np.log((1 - e1) / (1 - e0))
    generator, charts = np.random.default_rng(3), 40_000
    value, runs, going = np.zeros(charts), np.zeros(charts), np.arange(charts)
    while len(going):
        runs[going] += 1
        value = np.maximum(0.0, value + np.where(generator.random(len(going)) < rate, up, down))
        going, value = going[value < h], value[value < h]
    assert q.average_run_length(e0, e1, h, rate) == pytest.approx(runs.mean(), abs=4 * runs.std() / charts**0.5)


def test_rates_that_are_nearly_the_same_take_no_chart() -> None:
    with pytest.raises(InvalidRequest, match="close together"):
        q.average_run_length(0.05, 0.05000001, 3.0, 0.05)
