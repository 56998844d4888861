"""A posterior that says what it means is left alone, one that boasts is mended, and too few golds decide nothing."""

from __future__ import annotations

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest


def honest(n: int, k: int = 3, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Posteriors, and truths drawn from them."""
    generator = np.random.default_rng(seed)
    posterior = generator.dirichlet(np.ones(k), n)
    truth = (generator.random((n, 1)) > posterior.cumsum(1)).sum(1)
    return posterior, truth


def test_an_honest_posterior_keeps_its_temperature() -> None:
    posterior, truth = honest(5_000)
    found = q.calibrate_posterior(posterior, truth)
    assert found.temperature == pytest.approx(1.0, abs=0.05)
    assert found.decides
    assert q.expected_calibration_error(posterior, truth) < 0.02


@pytest.mark.parametrize("temperature", [0.5, 2.0, 8.0])
def test_the_temperature_of_a_boastful_posterior_is_found(temperature: float) -> None:
    posterior, truth = honest(5_000)
    boast = posterior**temperature / (posterior**temperature).sum(1, keepdims=True)
    found = q.calibrate_posterior(boast, truth)
    assert found.temperature == pytest.approx(temperature, rel=0.06)
    assert np.allclose(found.apply(boast), posterior, atol=0.03)


def test_isotonic_keeps_the_order_and_mends_the_largest() -> None:
    posterior, truth = honest(4_000)
    boast = posterior**4 / (posterior**4).sum(1, keepdims=True)
    mended = q.calibrate_posterior(boast[:1000], truth[:1000], method="isotonic").apply(boast[1000:])
    assert np.allclose(mended.sum(1), 1)
    assert (mended.argmax(1) == boast[1000:].argmax(1)).mean() > 0.95
    assert q.expected_calibration_error(mended, truth[1000:]) < 0.05 < q.expected_calibration_error(boast, truth)


def test_too_few_golds_are_for_display_only() -> None:
    posterior, truth = honest(49)
    for method in ("temperature", "isotonic"):
        found = q.calibrate_posterior(posterior, truth, method=method)
        assert (found.temperature, found.decides, found.n_gold) == (3.0, False, 49)
    posterior, truth = honest(200)
    assert q.calibrate_posterior(posterior, truth, method="isotonic").method == "temperature"  # isotonic needs 300


def test_a_certain_posterior_stays_a_posterior() -> None:
    certain = np.eye(2)[np.arange(60) % 2]
    found = q.calibrate_posterior(certain, np.arange(60) % 2)
    assert np.allclose(found.apply(certain), certain)


def test_reliability_has_bounds_around_the_share_that_was_right() -> None:
    posterior, truth = honest(2_000)
    diagram = q.reliability(posterior, truth)
    assert sum(one.count for one in diagram) == 2_000
    assert all(one.low <= one.accuracy <= one.high for one in diagram)
    assert [one.confidence for one in diagram] == sorted(one.confidence for one in diagram)


@pytest.mark.parametrize(
    ("posterior", "truth", "said"),
    [([[0.5, 0.5]], [0, 1], "not"), ([[0.5, 0.6]], [0], "sum to 1"), ([[0.5, 0.5]], [2], "codes"),
     (np.zeros((0, 2)), [], "no gold"), ([[0.5, 0.5]], [0.5], "codes")],
)  # fmt: skip
def test_what_does_not_fit_is_refused(posterior: object, truth: object, said: str) -> None:
    with pytest.raises(InvalidData, match=said):
        q.calibrate_posterior(posterior, truth)  # type: ignore[arg-type]


def test_an_unknown_way_is_refused() -> None:
    posterior, truth = honest(60)
    with pytest.raises(InvalidRequest, match="no way"):
        q.calibrate_posterior(posterior, truth, method="platt")  # type: ignore[arg-type]


def test_only_posteriors_are_mended_and_only_bins_filled() -> None:
    posterior, truth = honest(400)
    for method in ("temperature", "isotonic"):
        made = q.calibrate_posterior(posterior, truth, method=method)  # type: ignore[arg-type]
        assert made.apply(np.zeros((0, 3))).size == 0
        for wrong in ([0.5, 0.5], [[0.5]], [["x", "y"]], [[float("nan"), 1]], [[-1, 2]], [[1], [0.5, 0.5]], [[0.7, 0.7]]):
            with pytest.raises(InvalidData):
                made.apply(wrong)
    for bins in (0, -3, float("nan"), float("inf")):
        with pytest.raises(InvalidRequest, match="bins"):
            q.reliability(posterior, truth, bins=bins)  # type: ignore[arg-type]
