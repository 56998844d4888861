"""Acceptance plans as the tables have them, and means that predictions make tighter."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from scipy.stats import hypergeom

import labelwright.quality as q
from labelwright.errors import Conflict, InvalidData, InvalidRequest


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


@pytest.mark.parametrize(("n", "c", "limit", "at"), [(98, 4, 0.0255, 0.037), (252, 12, 0.0303, 0.038)])
def test_outgoing_quality_limits(n: int, c: int, limit: float, at: float) -> None:
    """The binomial shortcut has .0301 for the second; exact it is .0303."""
    worst, rate = q.SamplingPlan(n, c, 5_000).aoql()
    assert (worst, rate) == (pytest.approx(limit, abs=1e-4), pytest.approx(at, abs=2e-3))
    errors = np.arange(1, 1_000)
    assert worst == pytest.approx((errors / 5_000 * hypergeom.cdf(c, 5_000, errors, n)).max() * (1 - n / 5_000), abs=1e-6)
    assert q.SamplingPlan(n, c, 5_000).ati(0.0) == pytest.approx(n)
    assert q.SamplingPlan(n, c, 5_000).ati(0.5) == pytest.approx(5_000)


@pytest.mark.parametrize(("accuracy", "n"), [(0.99, 153), (0.98, 311), (0.97, 807), (0.965, 1_498), (0.96, 3_430)])
def test_one_look_that_proves_95_percent_with_a_power_of_90(accuracy: float, n: int) -> None:
    """Exact plans for 50,000 items: 2,501 errors break the claim."""
    plan = q.SamplingPlan.design(1 - accuracy, 2_501 / 50_000, alpha=0.1, beta=0.05, lot=50_000)
    assert plan.n == n
    assert hypergeom.cdf(plan.c, 50_000, 2_501, n) <= 0.05 < hypergeom.cdf(plan.c, 50_000, 2_501, n - 1)
    assert hypergeom.cdf(plan.c, 50_000, round(50_000 * (1 - accuracy)), n) >= 0.9


def test_reviews_without_an_error_that_show_a_target() -> None:
    assert [q.SamplingPlan.showing(target).n for target in (0.95, 0.98, 0.99)] == [59, 149, 299]
    lot = q.SamplingPlan.showing(0.95, lot=1_000)
    assert hypergeom.pmf(0, 1_000, 51, lot.n) <= 0.05 < hypergeom.pmf(0, 1_000, 51, lot.n - 1)
    assert q.SamplingPlan.showing(0.95, c=1).n == 93
    assert q.SamplingPlan.showing(0.5, lot=2).n == 1  # both would have to be wrong
    with pytest.raises(InvalidRequest):
        q.SamplingPlan.showing(0.9, lot=5, c=3)


@pytest.mark.parametrize(("asked", "n", "c"), [(125, 125, 7), (150, 200, 10), (500, 500, 21)])
def test_plans_of_the_usual_sizes(asked: int, n: int, c: int) -> None:
    """At an AQL of 2.5 % as the tables of the standards have them."""
    found = q.SamplingPlan.by_aql(0.025, asked)
    assert (found.n, found.c) == (n, c)
    assert found.accepts(0.025) >= 0.95
    assert q.SamplingPlan.by_aql(0.025, 500, lot=100).n == 100
    with pytest.raises(InvalidRequest, match="design"):
        q.SamplingPlan.by_aql(0.2, 500)


def drive(rules: q.SwitchingRules, lots: str) -> list[str]:
    """a: accepted, r: refused, t: accepted, and by the next tighter plan too."""
    return [rules.observe(lot != "r", accepted_tighter=lot == "t") for lot in lots]


def test_two_refused_of_five_tighten_and_five_accepted_relax() -> None:
    rules = q.SwitchingRules()
    assert drive(rules, "aaraar")[-1] == "tightened"  # the second refused within five lots
    assert drive(rules, "aaaara")[-1] == "tightened"
    assert drive(rules, "aaaa")[-1] == "normal"
    far = q.SwitchingRules()
    assert set(drive(far, "raaaaraaaar")) == {"normal"}  # five lots lie between the refused ones
    assert drive(far, "aaar")[-1] == "tightened"


def test_a_long_good_run_reduces_and_one_refused_lot_ends_that() -> None:
    rules = q.SwitchingRules()
    assert drive(rules, "t" * 9)[-1] == "normal"
    assert rules.score == 27
    assert drive(rules, "t")[-1] == "reduced"
    assert drive(rules, "aaa")[-1] == "reduced"
    assert drive(rules, "r")[-1] == "normal"
    broken = q.SwitchingRules()
    drive(broken, "t" * 9 + "a")  # accepted, but not by the next tighter plan
    assert (broken.state, broken.score) == ("normal", 0)
    plain = q.SwitchingRules()
    for _ in range(15):
        plain.observe(True)  # plans that accept none or one: two points a lot
    assert plain.state == "reduced"
    older = q.SwitchingRules(reduce_after=10)
    assert drive(older, "a" * 9)[-1] == "normal"
    assert drive(older, "a")[-1] == "reduced"


def test_five_refused_on_tightened_stop_and_somebody_starts_again() -> None:
    rules = q.SwitchingRules()
    assert drive(rules, "rr")[-1] == "tightened"
    assert drive(rules, "rarararar")[-1] == "discontinued"
    with pytest.raises(Conflict, match="discontinued"):
        rules.observe(True)
    rules.resume()
    assert rules.state == "tightened"
    assert drive(rules, "aaaaa")[-1] == "normal"
    with pytest.raises(Conflict):
        rules.resume()
    with pytest.raises(InvalidRequest):
        q.SwitchingRules(reduce_after=0)


def test_lots_are_hypergeometric() -> None:
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
                  lambda: q.SamplingPlan.design(0.05, 0.05),
                  lambda: q.SamplingPlan(10, 1).ati(0.1), lambda: q.SamplingPlan.design(0.04, 0.05, lot=10),
                  lambda: q.SamplingPlan.showing(1.0), lambda: q.SamplingPlan.by_aql(0.0, 5)):  # fmt: skip
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
    assert 4_000 < perfect.n_effective <= 5_500  # no more than everything that is known
    assert q.ppi_mean(y, y, y).n_effective == pytest.approx(1_000, rel=1e-3)


def test_few_values_say_so() -> None:
    assert q.ppi_mean([1.0], [1.0], [1.0]).estimate.reason == "insufficient"
    assert "few values" in q.ppi_mean([1, 0, 1], [1, 0, 1], [1, 1]).estimate.warnings[0]
    with pytest.raises(InvalidData):
        q.ppi_mean([1, 0], [1], [1])
    with pytest.raises(InvalidData):
        q.ppi_mean([1, float("nan")], [1, 0], [1])


def test_a_weight_needs_other_predictions() -> None:
    y = np.array([1.0, 0, 1, 1])
    found = q.ppi_mean(y, y, [], weight=1.0)
    assert (found.weight, found.estimate.value) == (0, 0.75)
    ratings = np.random.default_rng(1).integers(1, 6, 400).astype(float)
    assert not q.ppi_mean(ratings, ratings, ratings).estimate.warnings  # there are no errors to count
