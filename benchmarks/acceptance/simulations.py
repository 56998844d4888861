"""What certificates, draws, bounds and guarantees promise, simulated at full size. The same on any machine."""

from __future__ import annotations

from collections.abc import Iterable
from math import log, sqrt

import numpy as np

import labelwright.quality as q
from benchmarks.rows import Row
from labelwright.quality.acceptance.betting import bets, log_capital

EARLIER = "an earlier simulation"
ALPHA = 0.05


def orders(generator: np.random.Generator, n: int, errors: int, runs: int, most: int) -> Iterable[np.ndarray]:
    """The first reviews of random orders of n items of which so many are wrong."""
    for _ in range(runs):
        wrong = np.zeros(n, bool)
        wrong[generator.choice(n, errors, replace=False)] = True
        yield wrong[:most]


def until(order: np.ndarray, d0: int, population: int) -> int | None:
    """Reviews until certified; the first thousand alone, where that is enough."""
    soon = q.reviews_until_certified(order[:1_000], d0, 0.95, population)
    return soon if soon is not None else q.reviews_until_certified(order, d0, 0.95, population)


def certificate() -> list[Row]:
    """50,000 and 1,000 items, target .95: how soon, how surely, and how often falsely."""
    generator, rows = np.random.default_rng(1), []
    large = {1.0: "89 / 89", 0.99: "144 / 129", 0.98: "255 / 203", 0.97: "691 / 590", 0.965: "1244 / 957",
             0.96: "2920 / 2474"}  # fmt: skip
    for accuracy, earlier in large.items():
        took = [until(order, 2_501, 50_000)
                for order in orders(generator, 50_000, round(50_000 * (1 - accuracy)), 400, 10_000)]  # fmt: skip
        some = [one for one in took if one is not None]
        name = f"certificate, 50,000 items, accuracy {accuracy}: reviews"
        rows.append(Row(f"{name} (median {np.median(some):.0f}, certified by 10,000 {len(some) / 400:.0%})",
                        round(float(np.mean(some))), "reviews", None, "lower", EARLIER, earlier))  # fmt: skip
        if accuracy < 1:
            plan = q.SamplingPlan.design(1 - accuracy, 2_501 / 50_000, alpha=0.1, beta=0.05, lot=50_000)
            rows.append(Row(f"one look with power .9 at accuracy {accuracy} (accept {plan.c} errors)", plan.n, "reviews"))
    near = [until(order, 2_501, 50_000) for order in orders(generator, 50_000, 2_250, 400, 10_000)]
    rows.append(Row("certificate, 50,000 items, accuracy .955: certified by 10,000",
                    float(np.mean([one is not None for one in near])), "share", None, "higher", EARLIER, 0.38))  # fmt: skip
    false = np.mean([until(order, 2_501, 50_000) is not None for order in orders(generator, 50_000, 2_501, 400, 10_000)])
    rows.append(Row("certificate, 50,000 items at the boundary: false", float(false), "share", ALPHA, "lower", EARLIER, 0.045))
    small = {1.0: (83, 1.0), 0.99: (121, 0.43), 0.98: (205, 0.19), 0.97: (382, 0.08), 0.96: (686, 0.02)}
    for accuracy, (mean, tenth) in small.items():
        took = [until(order, 51, 1_000) for order in orders(generator, 1_000, round(1_000 * (1 - accuracy)), 2_000, 1_000)]
        some = [one for one in took if one is not None]
        rows.append(Row(f"certificate, 1,000 images, accuracy {accuracy}: reviews", round(float(np.mean(some))), "reviews",
                        None, "lower", EARLIER, mean))  # fmt: skip
        rows.append(Row(f"certificate, 1,000 images, accuracy {accuracy}: a tenth is enough",
                        round(float(np.mean([one is not None and one <= 100 for one in took])), 3), "share", None, "higher",
                        EARLIER, tenth))  # fmt: skip
    false = np.mean([until(order, 51, 1_000) is not None for order in orders(generator, 1_000, 51, 10_000, 1_000)])
    rows.append(Row("certificate, 1,000 images at the boundary: false", float(false), "share", ALPHA, "lower", EARLIER, 0.048))
    return rows


def repair() -> list[Row]:
    """20,000 items, target .95, at most 10,000 reviews: the riskiest put right first, the rest proven. Scores are true
    risks times lognormal noise of .5."""
    earlier = {0.981: (250, 712, 1_164, 2_135), 0.973: (492, 895, 1_227, 2_175), 0.962: (2_542, 1_623, 1_485, 2_289),
               0.955: (5_285, 3_154, 1_920, 2_395), 0.945: ("never", "never", 4_431, 2_764)}  # fmt: skip
    generator, rows, n = np.random.default_rng(2), [], 20_000
    for accuracy, before in earlier.items():
        found: dict[int, list[int | None]] = {k: [] for k in (0, 500, 1_000, 2_000)}
        for _ in range(60):
            risk = generator.beta(0.4, 0.4 * accuracy / (1 - accuracy), n)
            wrong = (generator.random(n) < risk)[np.argsort(-risk * np.exp(0.5 * generator.normal(size=n)))]
            for k, took in found.items():
                rest = generator.permutation(wrong[k:])
                more = q.reviews_until_certified(rest[: 10_000 - k], 1_001, 0.95, n - k)
                took.append(None if more is None else k + more)
        for (k, took), was in zip(found.items(), before, strict=True):
            some = [one for one in took if one is not None]
            sure = f" (certified in {len(some) / 60:.0%})" if len(some) < 60 else ""
            rows.append(Row(f"repair {k:,}, then prove: accuracy {accuracy}{sure}",
                            round(float(np.mean(some))) if some else None, "reviews", None, "lower", EARLIER, was))  # fmt: skip
        plan = q.plan_certificate(risk, repairs=[0, 500, 1_000, 2_000], runs=30)
        best = plan.best
        rows.append(Row(f"plan_certificate, accuracy {accuracy}: repair first", best.repair if best else None, "items"))
    return rows


def options() -> list[Row]:
    """Draws by risk, reviewers who miss errors, and auditors whose reviews are taken in the order of finishing."""
    generator, rows = np.random.default_rng(3), []
    false = 0
    for run in range(400):
        risk = generator.beta(0.4, 7.6, 1_000)
        wrong = np.zeros(1_000, bool)
        wrong[np.argsort(-np.log(generator.random(1_000)) / risk)[:51]] = True
        false += weighted(np.clip(risk * np.exp(0.5 * generator.normal(size=1_000)), 0, 1), wrong, 400, run) is not None
    rows.append(Row("drawn by risk, at the boundary: false", false / 400, "share", ALPHA, "lower", EARLIER, ".033 to .049"))
    for accuracy, was in ((0.981, "468 / 246"), (0.973, "777 / 459"), (0.962, "1895 / 1944")):
        took, uniform = [], []
        for run in range(30):
            risk = generator.beta(0.4, 0.4 * accuracy / (1 - accuracy), 20_000)
            wrong = generator.random(20_000) < risk
            score = np.clip(risk * np.exp(0.5 * generator.normal(size=20_000)), 0, 1)
            took.append(weighted(score, wrong, 10_000, run))
            uniform.append(until(generator.permutation(wrong), 1_001, 20_000))
        other = np.mean([one for one in uniform if one is not None])
        rows.append(Row(f"drawn by risk, accuracy {accuracy} (in uniform order {other:.0f})",
                        round(float(np.mean([one for one in took if one is not None]))), "reviews", None, "lower",
                        f"{EARLIER}, and in uniform order", was))  # fmt: skip
    for n, most in ((1_000, 1_000), (50_000, 5_000)):
        test = q.AccuracyCertificate(n, sensitivity=0.7)
        d0, runs = q.AccuracyCertificate(n)._breaking, 2_000 if n == 1_000 else 400
        safe = plain = 0
        for _ in range(runs):
            wrong = np.zeros(n, bool)
            wrong[:d0] = generator.random(d0) < 0.7
            generator.shuffle(wrong)
            safe += q.reviews_until_certified(wrong[:most], test._visible(d0), 1 - 1 / test._ruled_out, n) is not None
            plain += q.reviews_until_certified(wrong[:most], int(n * 0.05 * 0.7) + 1, 0.95, n) is not None
        rows.append(Row(f"sensitivity .7, {n:,} items at the boundary, {most:,} reviewed: false", safe / runs, "share", ALPHA,
                        "lower", "boundary times sensitivity", plain / runs))  # fmt: skip
    by_time = prefix = 0
    for order in orders(generator, 4_000, 201, 1_000, 1_500):
        takes = generator.exponential(np.where(order, 2.0, 1.0))
        done = np.cumsum(np.concatenate((takes, np.zeros(-len(takes) % 64))).reshape(-1, 64), 0).ravel()[: len(takes)]
        prefix += q.reviews_until_certified(order, 201, 0.95, 4_000) is not None
        by_time += q.reviews_until_certified(order[np.argsort(done)], 201, 0.95, 4_000) is not None
    rows.append(Row("64 auditors at the boundary, errors take twice as long, longest prefix: false", prefix / 1_000, "share", ALPHA, "lower",
                    "order of finishing; .16 to .19 earlier", by_time / 1_000))  # fmt: skip
    return rows


def weighted(risk: np.ndarray, wrong: np.ndarray, most: int, seed: int) -> int | None:
    """Reviews drawn by risk until certified; None where that takes more."""
    test = q.WeightedCertificate(risk, seed=seed)
    while test.verdict == "open" and test.reviewed < most:
        test.observe(bool(wrong[test.draw()]))
    return test.reviewed if test.verdict == "certified" else None


def bounded() -> list[Row]:
    """How often the mean of bounded scores is left out at some look of a thousand, and how wide bounds are."""
    generator, rows, n = np.random.default_rng(4), [], 1_000
    for name, a, b in (("Beta(9, 1)", 9.0, 1.0), ("Beta(1, 1)", 1.0, 1.0), ("Beta(.5, 9.5)", 0.5, 9.5), ("0 or 1, .95", 0.0, 0.95)):
        for population in (None, 2_000):
            out = runs = 0
            for _ in range(5):
                size = (500, population or n)
                x = generator.beta(a, b, size) if a else (generator.random(size) < b).astype(float)
                truth = np.full((500, 1), a / (a + b) if a else b) if population is None else x.mean(1, keepdims=True)
                x = x[:, :n]
                null = truth
                if population is not None:
                    null = np.clip((population * truth - (np.cumsum(x, 1) - x)) / (population - np.arange(n)), 0, 1)
                bet, miss = bets(x, ALPHA), np.zeros(500, bool)
                for sign in (1, -1):
                    miss |= (log_capital(x, null, bet, sign) >= log(2 / ALPHA)).any(1)
                out, runs = out + int(miss.sum()), runs + 500
            kind = "independent" if population is None else "out of 2,000"
            rows.append(Row(f"mean of {name} scores, {kind}: left out ever", out / runs, "share", ALPHA))
    x = generator.beta(9, 1, n)
    for many in (100, 1_000):
        wide = {}
        for method in ("betting", "empirical_bernstein"):
            found = q.bounded_confidence_sequence(x[:many], method=method)
            wide[method] = float(found.high[-1] - found.low[-1])
        rows.append(Row(f"width after {many:,} scores, betting", round(wide["betting"], 4), "", None, "lower",
                        "empirical Bernstein; Hoeffding for one look",
                        f"{wide['empirical_bernstein']:.4f}; {2 * sqrt(log(2 / ALPHA) / 2 / many):.4f}"))  # fmt: skip
    return rows


def guarantees() -> list[Row]:
    """Labels without a person: broken promises, and how many labels are saved."""
    generator, rows = np.random.default_rng(5), []

    def model(n: int) -> tuple[np.ndarray, np.ndarray]:
        confidence = generator.beta(2, 0.55, n)  # right for 78 %, as a good image model is
        return 1 - confidence, (generator.random(n) > confidence).astype(int)

    for n, draw, replacement, runs in (
        (50_000, 500, False, 200), (50_000, 1_000, False, 200), (50_000, 2_500, False, 200), (50_000, 5_000, False, 200),
        (50_000, 2_500, True, 100), (2_299, 500, False, 400), (2_299, 500, True, 400),
    ):  # fmt: skip
        saved, left = [], []
        for seed in range(runs):
            u, wrong = model(n)
            found = q.pac_labels(u, np.zeros(n, int), lambda items, wrong=wrong: wrong[items], draw=draw,
                                 replacement=replacement, seed=seed)  # fmt: skip
            saved.append(found.coverage)
            left.append(wrong[found.accepted].sum() / n)
        how = "with replacement" if replacement else "without"
        broken = np.mean(np.array(left) > 0.05)
        error = np.quantile(left, 0.95)
        rows.append(Row(f"PAC labels, {n:,} items, {draw:,} drawn {how}: promise broken (saved {np.mean(saved):.1%} +- "
                        f"{np.std(saved):.1%}, error at 95 % of runs {error:.3f})", float(broken), "share", ALPHA))  # fmt: skip
    shares = []
    for _ in range(1_000):
        u, wrong = model(3_000)
        chosen = q.conformal_selection(1 - u[:1_000], wrong[:1_000], 1 - u[1_000:], 0.1).selected
        shares.append(wrong[1_000:][chosen].mean() if chosen.any() else 0.0)
    rows.append(Row("conformal selection at q = .1: wrong of what is selected, on average", round(float(np.mean(shares)), 4),
                    "share", 0.1))  # fmt: skip
    return rows


def estimates() -> list[Row]:
    """Error rates out of focused reviews, imperfect reviewers, before and after, and rules that fire for nothing."""
    generator, rows, n = np.random.default_rng(6), [], 20_000
    risk = generator.beta(0.4, 4.86, n)
    wrong = (generator.random(n) < risk).astype(float)
    by_risk = q.inclusion_probabilities(risk, 540)
    for_ht = q.inclusion_probabilities(risk, 540, estimator="horvitz_thompson")
    values: dict[str, list[float]] = {"uniform": [], "Horvitz-Thompson": [], "difference": []}
    covered, joint, joint_covered = 0, [], 0
    for _ in range(1_000):
        u = generator.random(n)
        at, ht = u < by_risk, u < for_ht
        found = q.difference_estimator(wrong[at], by_risk[at], risk[at], risk)
        values["uniform"].append(float(wrong[u < 540 / n].mean()))
        values["Horvitz-Thompson"].append(q.horvitz_thompson(wrong[ht], for_ht[ht], n).value or 0.0)
        values["difference"].append(found.value or 0.0)
        covered += found.ci_low <= wrong.mean() <= found.ci_high
        both = q.union_of_designs(u, np.where(np.arange(n) < n // 2, 0.03, 0.01), by_risk)
        sample = both.chosen
        found = q.difference_estimator(wrong[sample], both.probability[sample], risk[sample], risk)
        joint.append(found.value)
        joint_covered += found.ci_low <= wrong.mean() <= found.ci_high
    for (name, several), was in zip(values.items(), (0.0106, 0.0095, 0.0088), strict=True):
        rows.append(Row(f"540 of 20,000 reviewed, {name}: standard deviation", round(float(np.std(several)), 5), "", None,
                        "lower", EARLIER, was))  # fmt: skip
    rows.append(Row("540 of 20,000 reviewed, difference: coverage", covered / 1_000, "share", 0.93, "higher", EARLIER,
                    ".944 to .949"))  # fmt: skip
    rows.append(Row("union of designs with an edit between: bias", round(abs(float(np.mean(joint)) - wrong.mean()), 5), "", 0.001))
    rows.append(Row("union of designs with an edit between: coverage", joint_covered / 1_000, "share", 0.93, "higher"))
    for theta, se, sp in ((0.05, 0.9, 0.99), (0.02, 0.8, 0.98), (0.2, 0.7, 0.95)):
        inside = 0
        for _ in range(4_000):
            seen = int(generator.binomial(500, theta * se + (1 - theta) * (1 - sp)))
            found = q.correct_for_reviewer((seen, 500), (int(generator.binomial(100, se)), 100),
                                           (int(generator.binomial(100, sp)), 100))  # fmt: skip
            inside += found.value is None or found.ci_low <= theta <= found.ci_high
        rows.append(Row(f"imperfect reviewers, {theta:.0%} wrong, Se {se}, Sp {sp}: coverage", inside / 4_000, "share", 0.94, "higher"))
    inside = 0
    for x, y in zip(generator.binomial(60, 0.1, 5_000).tolist(), generator.binomial(80, 0.04, 5_000).tolist(), strict=True):
        found = q.recalibration_effect((x, 60), (y, 80))
        inside += found.ci_low <= -0.06 <= found.ci_high
    rows.append(Row("before and after, 60 and 80 items: coverage", inside / 5_000, "share", 0.93, "higher"))
    truth = generator.integers(0, 15, (n, 1))
    right = generator.random((n, 2)) < (sqrt(0.797) * 14 + 1) / 15
    wide = np.where(right, truth, (truth + generator.integers(1, 15, (n, 2))) % 15)

    def fires(rows_: np.ndarray, bound: str = "ci_low") -> bool:
        return getattr(q.krippendorff_alpha(q.from_wide(wide[rows_])), bound) < 0.667

    short = q.false_firings(fires, n, 80, runs=2_000)
    rows.append(Row("lower bound under .667 at alpha .797, 80 items: windows that fire", round(short.observed or 0, 3), "share",
                    None, "lower", EARLIER, 0.42))  # fmt: skip
    for times, was in ((1, 5), (2, 0.6)):
        half_day = q.false_firings(fires, n, 144, runs=2_000, times=times)
        rows.append(Row(f"lower bound under .667, half days of 144, {times} in a row: false firings", round(half_day.value or 0, 2),
                        "a month", None, "lower", EARLIER, was))  # fmt: skip
    high = q.false_firings(lambda rows_: fires(rows_, "ci_high"), n, 144, runs=1_000)
    rows.append(Row("upper bound under .667, half days of 144: false firings", round(high.value or 0, 2), "a month"))
    return rows


def plans() -> list[Row]:
    """Acceptance plans beside the tables' values."""
    rows = []
    for aql, ltpd, was in ((0.01, 0.05, "132, 3"), (0.02, 0.08, "98, 4"), (0.03, 0.07, "252, 12"), (0.025, 0.05, "492, 18")):
        plan = q.SamplingPlan.design(aql, ltpd)
        rows.append(Row(f"plan for AQL {aql}, LTPD {ltpd}: n (c = {plan.c})", plan.n, "reviews", None, "lower", "tables", was))
    for n, c, was in ((98, 4, 0.0255), (252, 12, 0.0301)):
        worst, at = q.SamplingPlan(n, c, 5_000).aoql()
        rows.append(Row(f"AOQL of {n}, {c} for 5,000 items, exact (at {at:.3f})", round(worst, 5), "share", None, "lower",
                        "binomial", was))  # fmt: skip
    for n, c, was in ((125, 7, 0.71), (200, 10, 0.58), (500, 21, 0.24)):
        accepted = q.SamplingPlan(n, c).accepts(0.05)
        rows.append(Row(f"{n}, {c}: a lot with 5 % errors is accepted", round(accepted, 3), "share", None, "lower", EARLIER, was))
    return rows


def all_rows() -> list[Row]:
    """Every simulation, in order."""
    return [row for part in (certificate, repair, options, bounded, guarantees, estimates, plans) for row in part()]
