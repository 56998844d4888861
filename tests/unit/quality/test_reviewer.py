"""What imperfect reviewers saw, put right: exact where nothing is uncertain, covering where it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData


def test_the_formula_and_perfect_reviewers() -> None:
    found = q.correct_for_reviewer((30, 300), 0.8, 0.99)
    assert found.value == pytest.approx((0.1 + 0.99 - 1) / (0.8 + 0.99 - 1))
    assert found.observed == pytest.approx(0.1)
    perfect = q.correct_for_reviewer((30, 300), 1.0, 1.0)
    assert perfect.value == pytest.approx(0.1)
    assert (perfect.ci_low, perfect.ci_high) == (pytest.approx(0.071, abs=2e-3), pytest.approx(0.139, abs=2e-3))


def test_little_known_of_reviewers_makes_the_interval_wide() -> None:
    sure, measured, hardly = (q.correct_for_reviewer((30, 300), *of) for of in (
        (0.8, 0.99), ((80, 100), (99, 100)), ((4, 5), (99, 100))))  # fmt: skip
    widths = [one.ci_high - one.ci_low for one in (sure, measured, hardly)]  # type: ignore[operator]
    assert widths == sorted(widths)
    assert measured.warnings == ()
    assert "fewer than 100" in hardly.warnings[0]


@pytest.mark.parametrize(("theta", "se", "sp", "n"), [(0.05, 0.9, 0.99, 500), (0.02, 0.9, 0.98, 2_000), (0.2, 0.7, 0.95, 300)])
def test_intervals_cover(theta: float, se: float, sp: float, n: int) -> None:
    generator, covered = np.random.default_rng(1), 0
    for _ in range(1_000):
        seen = int(generator.binomial(n, theta * se + (1 - theta) * (1 - sp)))
        found = q.correct_for_reviewer((seen, n), (int(generator.binomial(100, se)), 100),
                                       (int(generator.binomial(100, sp)), 100))  # fmt: skip
        covered += found.ci_low <= theta <= found.ci_high  # type: ignore[operator]
    assert covered / 1_000 >= 0.93


def test_an_estimate_of_a_design_is_corrected_as_it_is() -> None:
    rate = q.stratified_error_rate({"a": (900, 90, 9), "b": (100, 50, 25)})
    found = q.correct_for_reviewer(rate, 0.8, 1.0)
    assert found.value == pytest.approx(rate.value / 0.8)  # type: ignore[operator]
    assert found.ci_low < found.value < found.ci_high  # type: ignore[operator]
    assert found.n_items == 1_000
    nothing = q.correct_for_reviewer(q.stratified_error_rate({}), 0.8, 1.0)
    assert nothing.reason == "insufficient"


def test_where_reviewers_guess_nothing_follows() -> None:
    assert q.correct_for_reviewer((10, 100), (5, 10), (5, 10)).reason == "not_identifiable"
    assert q.correct_for_reviewer((10, 100), 0.3, 0.7).reason == "not_identifiable"
    assert q.correct_for_reviewer((10, 100), (0, 0), 1.0).reason == "insufficient"
    assert q.correct_for_reviewer((0, 0), 1.0, 1.0).reason == "insufficient"
    hardly = q.correct_for_reviewer((10, 100), (2, 3), (3, 4))
    assert (hardly.ci_low, hardly.ci_high) == (0, 1)
    assert "no better than chance" in hardly.warnings[0]


def test_more_alarms_than_errors_is_said() -> None:
    found = q.correct_for_reviewer((1, 1_000), 0.9, 0.95)
    assert found.value == 0
    assert "false alarms alone" in found.warnings[-1]


@given(st.integers(0, 60), st.integers(0, 20), st.integers(0, 20))
@settings(max_examples=100, deadline=None)
def test_a_number_with_bounds_or_a_reason(seen: int, se: int, sp: int) -> None:
    found = q.correct_for_reviewer((seen, 60), (se, 20), (sp, 20))
    if found.value is None:
        assert se + sp <= 20
    else:
        assert 0 <= found.ci_low <= found.ci_high <= 1  # type: ignore[operator]
        assert 0 <= found.value <= 1


def test_shares_that_are_none_are_refused() -> None:
    for bad in ((1.2, 1.0), (float("nan"), 1.0), ((3, 2), 1.0), (1.0, (-1, 2))):
        with pytest.raises(InvalidData):
            q.correct_for_reviewer((1, 10), *bad)  # type: ignore[arg-type]
    with pytest.raises(InvalidData, match="observed"):
        q.correct_for_reviewer((11, 10), 1.0, 1.0)


def test_a_rate_of_0_that_varies_is_a_rate() -> None:
    """As the difference estimator gives where predictions promise more errors than reviews find."""
    seen = q.Estimate(method="difference estimator", value=-0.01, se=0.01, n_items=500, n_annotations=50)
    found = q.correct_for_reviewer(seen, 0.9, 0.99)
    assert found.value == 0
    assert 0 < found.ci_high < 0.2  # type: ignore[operator]
