"""How to get to a certificate: prove at once, or put the riskiest items right first and then prove.

`plan_certificate` draws errors from the calibrated risks again and again, repairs the n1 riskiest items, freezes, and
runs the certificate on the rest in random order. It compares several n1 by what the reviews cost, among those that
succeed often enough. Comfortably above the target, prove at once; near or below it, repair first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labelwright.errors import InvalidRequest
from labelwright.quality.acceptance.certificate import breaking, reviews_until_certified
from labelwright.quality.estimate import Result, at_least
from labelwright.quality.finite import LARGEST, shares, whole
from labelwright.quality.seeded import seeded

_SHARES = (0.0, 0.01, 0.025, 0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class Way(Result):
    """One plan: repair `repair` items, then prove. `reviews` are both together, on average over runs that succeed;
    None where no run did. `success` is the share of runs that are certified within the most reviews allowed."""

    repair: int
    reviews: float | None
    success: float
    cost: float | None


@dataclass(frozen=True, slots=True)
class CertificatePlan(Result):
    """Every way that was tried, and the best of them; None where none succeeds often enough."""

    best: Way | None
    ways: tuple[Way, ...]
    meaning: str


def plan_certificate(
    risk: ArrayLike,
    target: float = 0.95,
    confidence: float = 0.95,
    *,
    repairs: Sequence[int] | None = None,
    most_reviews: int | None = None,
    cost_per_review: float | None = None,
    least_success: float = 0.8,
    runs: int = 60,
    seed: int = 0,
) -> CertificatePlan:
    """The cheapest way to a certificate for items with these calibrated risks (probabilities of being wrong).

    `repairs` are the n1 to try (by default up to a fifth of the items), `most_reviews` bounds both steps together. All
    ways meet the same errors in the same order: what is said of one does not depend on the others. O(runs * ways * N).
    Raises InvalidData for risks that are no probabilities, InvalidRequest for numbers that cannot be.
    """
    p = shares(risk, "Risks")
    n, runs = len(p), whole(runs, "runs", 1)
    if not 0 < target < 1 or not 0 < confidence < 1 or not 0 <= least_success <= 1 or not n:
        raise InvalidRequest("target, confidence and least_success are between 0 and 1, and there is an item.")
    if cost_per_review is not None and not 0 <= cost_per_review <= LARGEST:
        raise InvalidRequest(f"cost_per_review is {cost_per_review}; it is a number from 0 on.")
    given = [round(share * n) for share in _SHARES] if repairs is None else repairs
    tried = sorted({min(n - 1, whole(k, "A number of repairs")) for k in given})
    most = n if most_reviews is None else whole(most_reviews, "most_reviews")
    order = np.argsort(-p, kind="stable")
    found: dict[int, list[int | None]] = {k: [] for k in tried}
    for run in range(runs):
        generator = seeded(seed, run)
        wrong, turn = (generator.random(n) < p)[order], generator.permutation(n)
        for k in tried:
            took = reviews_until_certified(wrong[turn[turn >= k]], breaking(n, target), confidence)
            found[k].append(None if took is None or k + took > most else k + took)
    ways = tuple(_way(k, took, cost_per_review) for k, took in found.items())
    good = [way for way in ways if way.success >= least_success and way.reviews is not None]
    best = min(good, key=lambda way: way.reviews or 0.0) if good else None
    return CertificatePlan(best, ways, _meaning(best, target))


def _way(k: int, took: list[int | None], cost: float | None) -> Way:
    succeeded = [one for one in took if one is not None]
    mean = float(np.mean(succeeded)) if succeeded else None
    return Way(k, mean, len(succeeded) / len(took), None if cost is None or mean is None else cost * mean)


def _meaning(best: Way | None, target: float) -> str:
    if best is None:
        return f"No way tried certifies {at_least(target)} often enough: repair more, or promise less."
    first = f"Put the {best.repair:,} riskiest items right, freeze, then prove" if best.repair else "Prove at once"
    return f"{first}: about {best.reviews:,.0f} reviews, certified in {best.success:.0%} of simulated runs."
