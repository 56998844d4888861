"""Bounds of a mean score that hold at every look: the paper's formulas, coverage, and what is certain."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import Conflict, InvalidData, InvalidRequest
from labelwright.quality.acceptance.betting import bets, log_capital

METHODS = ["betting", "empirical_bernstein"]


def slow_capital(x: list[float], m: float, sign: int, alpha: float, population: int | None) -> list[float]:
    """The hedged capital of one side after each score, formula by formula."""
    found, capital, squares, total = [], 1.0, 0.0, 0.0
    spread = 0.25
    for seen, score in enumerate(x, 1):
        size = sqrt(2 * log(2 / alpha) / (spread * seen * log(seen + 1)))
        null = m if population is None else (population * m - total) / (population - seen + 1)
        room = null if sign > 0 else 1 - null
        capital *= 1 + sign * min(size, 0.5 / room) * (score - null)
        found.append(capital)
        total += score
        squares += (score - (0.5 + total) / (seen + 1)) ** 2
        spread = (0.25 + squares) / (seen + 1)
    return found


@pytest.mark.parametrize("population", [None, 90])
def test_the_bounds_are_where_the_papers_capital_crosses(population: int | None) -> None:
    x = np.random.default_rng(1).beta(6, 2, 60).tolist()
    found = q.bounded_confidence_sequence(x, population=population)
    for at, (end, side) in enumerate(((found.low[-1], 1), (found.high[-1], -1))):
        needed = 2 / 0.05
        assert max(slow_capital(x, float(end), side, 0.05, population)) >= needed * 0.999999
        within = float(end) + (1e-6 if side > 0 else -1e-6)
        assert max(slow_capital(x, within, side, 0.05, population)) < needed, at
    early = q.bounded_confidence_sequence(x[:25], population=population)
    for one, other in ((found.low, early.low), (found.high, early.high)):
        assert one[24] == pytest.approx(other[24], abs=2e-3)  # of a path that was rounded outward
    assert found.low[24] <= early.low[24] + 1e-9
    assert found.high[24] >= early.high[24] - 1e-9


def test_values_of_the_package_of_the_papers_authors() -> None:
    """confseq 0.0.11, `betting_cs` with the bets of the paper, grid of 1/1000 with a cell on each side."""
    x = (np.arange(200) * 37 % 101) / 100
    for population, low, high in ((None, 0.434, 0.561), (400, 0.447, 0.547)):
        found = q.bounded_confidence_sequence(x, population=population)
        assert found.low[-1] == pytest.approx(low, abs=1.5e-3)
        assert found.high[-1] == pytest.approx(high, abs=1.5e-3)


def test_the_closed_form_is_the_papers() -> None:
    x, alpha = np.random.default_rng(2).beta(6, 2, 40).tolist(), 0.1
    weights = centre = margin = total = squares = 0.0
    spread, mean, best = 0.25, 0.5, 0.0
    for t, score in enumerate(x, 1):
        size = min(0.5, sqrt(2 * log(2 / alpha) / (spread * t * log(t + 1))))
        weights, centre = weights + size, centre + size * score
        margin += 4 * (score - mean) ** 2 * (-log(1 - size) - size) / 4
        best = max(best, (centre - margin - log(2 / alpha)) / weights)
        total += score
        mean = (0.5 + total) / (t + 1)
        squares += (score - mean) ** 2
        spread = (0.25 + squares) / (t + 1)
    found = q.bounded_confidence_sequence(x, confidence_level=0.9, method="empirical_bernstein")
    assert found.low[-1] == pytest.approx(best, rel=1e-9)


@pytest.mark.parametrize("population", [None, 600])
def test_the_mean_is_left_out_at_some_look_as_seldom_as_promised(population: int | None) -> None:
    """2,000 runs of 300 looks. Nominal 5 %; three standard errors are 1.5 points."""
    generator = np.random.default_rng(3)
    if population is None:
        x, truth = generator.beta(9, 1, (2_000, 300)), np.full((2_000, 1), 0.9)
        null = truth
    else:
        whole = generator.beta(9, 1, (2_000, population))
        x, truth = whole[:, :300], whole.mean(1, keepdims=True)
        null = (population * truth - (np.cumsum(x, 1) - x)) / (population - np.arange(300))
    size = bets(x, 0.05)
    out = np.zeros(2_000, bool)
    for sign in (1, -1):
        out |= (log_capital(x, null, size, sign) >= log(40)).any(1)
    assert out.mean() <= 0.065


def test_it_is_tighter_than_hoeffding_though_it_holds_at_every_look() -> None:
    x = np.random.default_rng(4).beta(9, 1, 400)
    width = {method: np.ptp([q.bounded_confidence_sequence(x, method=method).low[-1],
                             q.bounded_confidence_sequence(x, method=method).high[-1]])
             for method in METHODS}  # fmt: skip
    hoeffding = 2 * sqrt(log(2 / 0.05) / (2 * 400))  # for one look at n = 400
    assert width["betting"] < width["empirical_bernstein"] < hoeffding
    part = q.bounded_confidence_sequence(x, population=500)
    assert part.high[-1] - part.low[-1] < width["betting"]


@pytest.mark.parametrize("method", METHODS)
def test_when_everything_was_seen_the_mean_is_known(method: str) -> None:
    x = np.random.default_rng(5).beta(2, 2, 50)
    found = q.bounded_confidence_sequence(x, population=50, method=method)  # type: ignore[arg-type]
    assert found.low[-1] == found.high[-1] == pytest.approx(x.mean())
    assert found.estimate.warnings == ()


@given(
    scores=st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0])), min_size=1, max_size=40),
    extra=st.one_of(st.none(), st.integers(0, 30)), method=st.sampled_from(METHODS),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_bounds_never_widen_and_one_by_one_is_all_at_once(scores: list[float], extra: int | None, method: str) -> None:
    population = None if extra is None else len(scores) + extra
    found = q.bounded_confidence_sequence(scores, population=population, method=method)  # type: ignore[arg-type]
    assert ((found.low >= 0) & (found.high <= 1 + 1e-12) & (found.low <= found.high)).all()
    assert (np.diff(found.low) >= 0).all()
    assert (np.diff(found.high) <= 0).all()
    if found.estimate.warnings:
        return
    one = q.BoundedConfidenceSequence(population=population, method=method)  # type: ignore[arg-type]
    for score in scores:
        one.observe(score)
    low, high = one.bounds()
    assert (low, high) == (pytest.approx(found.low[-1], abs=1e-9), pytest.approx(found.high[-1], abs=1e-9))
    turned = q.bounded_confidence_sequence(1 - np.array(scores), population=population, method=method)  # type: ignore[arg-type]
    assert turned.low[-1] == pytest.approx(1 - found.high[-1], abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_scores_that_drift_say_so_and_keep_the_last_bounds(method: str) -> None:
    x = np.concatenate((np.full(500, 0.95), np.full(2_000, 0.2)))
    found = q.bounded_confidence_sequence(x, method=method)  # type: ignore[arg-type]
    assert "drift" in found.estimate.warnings[0]
    assert found.low[-1] <= found.high[-1]
    one = q.BoundedConfidenceSequence(method=method)  # type: ignore[arg-type]
    for at, score in enumerate(x):
        one.observe(score)
        if at % 100 == 0:
            assert one.bounds()[0] <= one.bounds()[1]
    assert one.estimate().warnings == found.estimate.warnings


def test_nothing_says_nothing_and_what_cannot_be_is_refused() -> None:
    empty = q.bounded_confidence_sequence([])
    assert (empty.estimate.reason, len(empty.low)) == ("insufficient", 0)
    assert q.BoundedConfidenceSequence().estimate().reason == "insufficient"
    for bad in ([1.2], [-0.1], [1e300], [[0.5]]):
        with pytest.raises(InvalidData, match=r"\[0, 1\]"):
            q.bounded_confidence_sequence(bad)
    with pytest.raises(InvalidData, match="no number at 1"):
        q.bounded_confidence_sequence([0.5, float("nan")])
    with pytest.raises(InvalidData, match="3 scores cannot come from 2"):
        q.bounded_confidence_sequence([0.1, 0.2, 0.3], population=2)
    for wrong in ({"confidence_level": 1.0}, {"population": 0}, {"method": "hope"}):
        with pytest.raises(InvalidRequest):
            q.bounded_confidence_sequence([0.5], **wrong)  # type: ignore[arg-type]
    one = q.BoundedConfidenceSequence(population=1)
    with pytest.raises(InvalidData):
        one.observe(float("nan"))
    one.observe(0.5)
    assert one.bounds() == (0.5, 0.5)
    with pytest.raises(Conflict):
        one.observe(0.5)
