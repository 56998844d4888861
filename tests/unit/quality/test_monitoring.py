"""Golden evidence that may be looked at after each answer, and charts that alarm as seldom as they say."""

from __future__ import annotations

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest


@pytest.mark.parametrize(
    ("right", "n", "low", "high"), [(18, 20, 0.716, 0.979), (47, 50, 0.849, 0.983), (5, 5, 0.621, 1.0)]
)
def test_jeffreys_intervals(right: int, n: int, low: float, high: float) -> None:
    found = q.accuracy_interval(right, n, target=0.9)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))
    if n == 20:
        assert found.below == pytest.approx(0.54, abs=5e-3)


@pytest.mark.parametrize(("method", "low", "high"), [("wilson", 0.699, 0.972), ("clopper_pearson", 0.683, 0.988)])
def test_wilson_and_clopper_pearson(method: str, low: float, high: float) -> None:
    found = q.accuracy_interval(18, 20, method=method)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))


@pytest.mark.parametrize("method", ["jeffreys", "wilson", "clopper_pearson"])
@pytest.mark.parametrize(("right", "n"), [(0, 0), (0, 5), (5, 5), (3, 7)])
def test_intervals_hold_the_share_and_stay_within_0_and_1(method: str, right: int, n: int) -> None:
    found = q.accuracy_interval(right, n, method=method)
    assert 0 <= found.low <= found.high <= 1
    assert found.value is None if n == 0 else found.low - 1e-3 <= found.value <= found.high + 1e-3


def test_clopper_pearson_covers_for_every_share() -> None:
    generator = np.random.default_rng(1)
    for share in (0.5, 0.9, 0.98):
        right = generator.binomial(40, share, 1_000)
        found = {int(r): q.accuracy_interval(int(r), 40, method="clopper_pearson") for r in np.unique(right)}
        assert np.mean([found[int(r)].low <= share <= found[int(r)].high for r in right]) >= 0.945


def test_a_pools_prior_is_found_again() -> None:
    generator = np.random.default_rng(2)
    n = np.full(400, 60)
    right = generator.binomial(n, generator.beta(12, 3, 400))
    a, b = q.beta_prior(right.tolist(), n.tolist())
    assert a / (a + b) == pytest.approx(0.8, abs=0.02)
    assert a + b == pytest.approx(15, rel=0.3)
    assert q.beta_prior([5, 5], [10, 10]) == (0.5, 0.5)
    with pytest.raises(InvalidData):
        q.beta_prior([11], [10])


def paused(generator: np.random.Generator, errors: np.ndarray, nulls: np.ndarray) -> int | None:
    """After how many golden answers a person is paused, if ever."""
    evidence = q.GoldenEvidence()
    for at, (wrong, null) in enumerate(zip(generator.random(len(errors)) < errors, nulls, strict=True), 1):
        if evidence.observe(bool(wrong), float(null)) >= 20:
            return at
    return None


def test_people_at_their_null_are_paused_at_most_as_often_as_promised_though_a_third_of_the_items_are_hard() -> None:
    generator = np.random.default_rng(3)
    nulls = np.where(np.arange(300) % 3 == 0, 0.12, 0.015)
    false = sum(paused(generator, nulls, nulls) is not None for _ in range(400))
    assert false / 400 <= 0.05 + 0.033


@pytest.mark.parametrize(("accuracy", "within"), [(0.85, 90), (0.75, 35)])
def test_bad_people_are_found_soon(accuracy: float, within: int) -> None:
    generator = np.random.default_rng(4)
    nulls = np.full(400, 0.05)
    took = [paused(generator, np.full(400, 1 - accuracy), nulls) or 400 for _ in range(200)]
    assert np.median(took) <= within


def test_evidence_has_steps_of_advice() -> None:
    evidence, seen = q.GoldenEvidence(), []
    for _ in range(6):
        evidence.observe(True, 0.05)
        seen.append(evidence.advice)
    assert seen[0] == "none"
    assert seen[-1] == "pause"
    with pytest.raises(InvalidRequest):
        evidence.observe(True, 0.0)


def test_the_null_of_a_golden_item_follows_the_others_and_the_target() -> None:
    easy = q.null_error(1, 100, mean_error=0.05, target=0.95)
    hard = q.null_error(30, 100, mean_error=0.05, target=0.95)
    assert easy < 0.03 < 0.2 < hard
    assert q.null_error(0, 0, mean_error=0.05, target=0.95, key_error=0.0) == pytest.approx(0.05)


def test_e_bh_takes_the_largest_as_far_as_they_carry_each_other() -> None:
    assert q.e_bh([1, 100, 2, 60], 0.1) == [1, 3]  # 4 / (0.1 * 2) = 20
    assert q.e_bh([39, 1, 1, 1], 0.1) == []  # 4 / 0.1 = 40
    assert q.e_bh([], 0.1) == []


@pytest.mark.parametrize(
    ("h", "runs"), [(3.0, (1_300, 110, 49)), (3.5, (2_300, 131, 61)), (4.0, (3_950, 156, 65))]
)
def test_run_lengths_of_the_cusum_are_those_that_were_simulated(h: float, runs: tuple[int, ...]) -> None:
    for rate, length in zip((0.05, 0.10, 0.15), runs, strict=True):
        assert q.average_run_length(0.05, 0.10, h, rate) == pytest.approx(length, rel=0.07)


def test_a_threshold_alarms_as_seldom_as_it_was_asked_to() -> None:
    h = q.cusum_threshold(1_000, 0.05, 0.10)
    assert q.average_run_length(0.05, 0.10, h, 0.05) == pytest.approx(1_000, rel=0.02)
    generator, lengths = np.random.default_rng(5), []
    for _ in range(150):
        chart = q.BernoulliCUSUM(0.05, 0.10, h)
        while not chart.observe(bool(generator.random() < 0.05)):
            continue
        lengths.append(chart.observations)
    assert np.mean(lengths) == pytest.approx(1_000, rel=0.3)


def test_a_cusum_says_since_when() -> None:
    chart = q.BernoulliCUSUM(0.05, 0.2, 3.0)
    for _ in range(50):
        assert not chart.observe(False)
    while not chart.observe(True):
        continue
    assert chart.since == 50
    assert chart.value == 0.0
    with pytest.raises(InvalidRequest):
        q.BernoulliCUSUM(0.2, 0.1, 3.0)


def test_an_ewma_leaves_its_limits_seldom_until_the_mean_moves() -> None:
    generator, first = np.random.default_rng(6), []
    for _ in range(100):
        chart, at = q.EWMA(0.0, 1.0), 0
        while at < 500 and not chart.observe(float(generator.normal())):
            at += 1
        first.append(at)
    assert np.median(first) > 150
    moved = q.EWMA(0.0, 1.0)
    assert any(moved.observe(1.5) for _ in range(5))
    low, high = moved.limits()
    assert low == -high < 0


def test_what_cannot_be_is_refused() -> None:
    nan, inf = float("nan"), float("inf")
    for data in (
        lambda: q.accuracy_interval(3, inf), lambda: q.accuracy_interval(3, 1e300), lambda: q.beta_prior([1, 2], ["x", 3]),
        lambda: q.beta_prior([inf] * 4, [inf] * 4), lambda: q.beta_prior([[1]], [[2]]), lambda: q.e_bh([1, nan]),
        lambda: q.e_bh([[1.0]]), lambda: q.e_bh(3), lambda: q.null_error(1, 5, mean_error=nan, target=0.9),
        lambda: q.null_error(1, 5, mean_error=0.1, target=0.9, key_error=nan),
    ):  # fmt: skip
        with pytest.raises(InvalidData):
            data()
    for target in (nan, inf, -0.1, 1.1):
        with pytest.raises(InvalidRequest):
            q.accuracy_interval(3, 5, target=target)
    for prior in ((nan, 1), (0, 1), (1, inf), (1, -1)):
        with pytest.raises(InvalidRequest):
            q.accuracy_interval(3, 5, prior=prior)
    assert q.e_bh([1.0, 2.0], 5e-324) == []
    assert q.e_bh([]) == []
