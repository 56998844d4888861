"""Tails of counts against the distributions of scipy, and where those end."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.special import gammaln, logsumexp

from labelwright.quality.tails import adjusted, binomial_tail, hypergeometric_tail, log_betainc


def test_tails_of_counts_are_those_of_the_distributions() -> None:
    generator = np.random.default_rng(0)
    big = generator.integers(1, 60, 500)
    marked, drawn = (generator.random((2, 500)) * (big + 1)).astype(int)
    k = generator.integers(-1, 20, 500)
    found = hypergeometric_tail(k, drawn, marked, big)
    assert found == pytest.approx(stats.hypergeom.sf(k - 1, big, marked, drawn), abs=1e-12)
    p = generator.random(500)
    assert binomial_tail(k, drawn, p) == pytest.approx(stats.binom.sf(k - 1, drawn, p), abs=1e-12)


def test_adjusted_p_are_benjamini_and_hochbergs() -> None:
    p = np.random.default_rng(1).random(200) ** 3
    assert adjusted(p) == pytest.approx(stats.false_discovery_control(p))
    assert adjusted([]).tolist() == []


@pytest.mark.parametrize(
    ("a", "b", "x"), [(20_008, 2, 0.95), (1_000_000, 45_000, 0.95), (5_000, 60_000, 0.05), (1_980, 20, 0.69744), (10, 5, 0.3)]
)  # fmt: skip
def test_the_logarithm_of_the_incomplete_beta_goes_below_the_doubles(a: int, b: int, x: float) -> None:
    n, k = a + b - 1, np.arange(a, a + b)
    exact = logsumexp(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + k * np.log(x) + (n - k) * np.log1p(-x))
    assert float(log_betainc(a, b, x)) == pytest.approx(exact, rel=1e-9)
