"""Acceptance plans as the tables have them, and means that predictions make tighter."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest


@pytest.mark.parametrize(
    ("aql", "ltpd", "n", "c"), [(0.01, 0.05, 132, 3), (0.02, 0.08, 98, 4), (0.03, 0.07, 252, 12), (0.025, 0.05, 492, 18)]
)
def test_designed_plans(aql: float, ltpd: float, n: int, c: int) -> None:
    found = q.SamplingPlan.design(aql, ltpd)
    assert (found.n, found.c) == (n, c)
    assert found.accepts(aql) >= 0.95
    assert found.accepts(ltpd) <= 0.10
    assert q.SamplingPlan(n - 1, c).accepts(ltpd) > 0.10


@pytest.mark.parametrize(("n", "c", "accepted"), [(125, 7, 0.71), (200, 10, 0.58), (500, 21, 0.24)])
def test_an_aql_plan_accepts_bad_lots(n: int, c: int, accepted: float) -> None:
    assert q.SamplingPlan(n, c).accepts(0.05) == pytest.approx(accepted, abs=6e-3)


@pytest.mark.parametrize(("n", "c", "limit", "at"), [(98, 4, 0.0255, 0.037), (252, 12, 0.0301, 0.038)])
def test_outgoing_quality_limits(n: int, c: int, limit: float, at: float) -> None:
    worst, rate = q.SamplingPlan(n, c, 5_000).aoql()
    assert (worst, rate) == (pytest.approx(limit, abs=1e-4), pytest.approx(at, abs=1e-3))
    assert q.SamplingPlan(n, c, 5_000).ati(0.0) == pytest.approx(n)
    assert q.SamplingPlan(n, c, 5_000).ati(0.5) == pytest.approx(5_000)


def test_small_lots_are_hypergeometric() -> None:
    plan = q.SamplingPlan(20, 1, 50)
    exact = sum(comb(5, d) * comb(45, 20 - d) for d in (0, 1)) / comb(50, 20)
    assert plan.accepts(0.1) == pytest.approx(exact, rel=1e-9)
    curve = plan.oc_curve(np.linspace(0, 1, 51))
    assert (curve[0], curve[-1]) == (pytest.approx(1.0), 0.0)
    assert (np.diff(curve) <= 1e-12).all()


def test_a_sequential_plan_keeps_its_promises_about() -> None:
    generator = np.random.default_rng(1)

    def refused(rate: float) -> float:
        verdicts = []
        for _ in range(300):
            plan, verdict = q.WaldPlan(0.02, 0.08), "go on"
            while verdict == "go on":
                verdict = plan.observe(bool(generator.random() < rate))
            verdicts.append(verdict == "refuse")
        return float(np.mean(verdicts))

    assert refused(0.02) <= 0.09
    assert refused(0.08) >= 0.84


def test_what_cannot_be_is_refused() -> None:
    for wrong in (lambda: q.SamplingPlan(10, 10), lambda: q.SamplingPlan(20, 1, 10), lambda: q.WaldPlan(0.1, 0.1),
                  lambda: q.SamplingPlan.design(0.05, 0.05), lambda: q.SamplingPlan(10, 1).accepts(1.5),
                  lambda: q.SamplingPlan(10, 1).ati(0.1), lambda: q.SamplingPlan.design(0.04, 0.05, lot=10)):  # fmt: skip
        with pytest.raises(InvalidRequest):
            wrong()


def test_predictions_make_the_interval_tighter_and_keep_it_right() -> None:
    generator, covered, widths, plain = np.random.default_rng(2), 0, [], []
    for _ in range(300):
        p = generator.beta(6, 1, 4_400)
        y = (generator.random(4_400) < p).astype(float)
        found = q.ppi_mean(y[:400], p[:400], p[400:]).estimate
        covered += found.ci_low <= 6 / 7 <= found.ci_high  # type: ignore[operator]
        widths.append(found.se)
        plain.append(y[:400].std(ddof=1) / 20)
    assert covered / 300 >= 0.91
    assert np.mean(widths) < np.mean(plain)


def test_useless_predictions_get_no_weight_and_perfect_ones_all_of_it() -> None:
    generator = np.random.default_rng(3)
    y = (generator.random(500) < 0.9).astype(float)
    noise = q.ppi_mean(y, generator.random(500), generator.random(5_000))
    assert noise.weight < 0.1
    assert noise.n_effective == pytest.approx(500, rel=0.05)
    more = (generator.random(5_000) < 0.9).astype(float)
    perfect = q.ppi_mean(y, y, more)
    assert perfect.weight == pytest.approx(1 / 1.1, rel=1e-6)
    assert perfect.n_effective > 5_000


def test_few_values_say_so() -> None:
    assert q.ppi_mean([1.0], [1.0], [1.0]).estimate.reason == "insufficient"
    assert "few values" in q.ppi_mean([1, 0, 1], [1, 0, 1], [1, 1]).estimate.warnings[0]
    with pytest.raises(InvalidData):
        q.ppi_mean([1, 0], [1], [1])
    with pytest.raises(InvalidData):
        q.ppi_mean([1, float("nan")], [1, 0], [1])
