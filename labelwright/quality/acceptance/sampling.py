"""Acceptance sampling: take or refuse a lot by the errors in a sample of it, and know what that promises.

A plan (n, c) accepts a lot of N items where a random sample of n holds c errors at most:

    P_a(p) = P(D_n <= c),  hypergeometric with D = pN errors in the lot; binomial for a stream without an end
    AOQ(p) = p P_a(p) (N - n) / N   what is left after refused lots are reviewed in full;   AOQL = max over p
    ATI(p) = n + (1 - P_a(p)) (N - n)   reviews a lot costs on average

An AQL plan protects the producer: it accepts good lots. It does not certify that few are wrong: `AccuracyCertificate`
does. `WaldPlan` decides after each review; `SwitchingRules` follow lot after lot. Sources: Dodge, Romig (1959); Wald
(1947).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammaln

from labelwright.errors import InvalidRequest
from labelwright.quality.acceptance.certificate import breaking
from labelwright.quality.finite import flag, shares, whole

Floats = NDArray[np.float64]
_RATES = np.linspace(0.0005, 0.5, 1_000)
_SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1_250, 2_000)  # five steps are a factor of ten
_LARGEST_LOT = 10**9  # up to here logarithms of factorials are exact enough
_NUMBERS = (0, 1, 2, 3, 5, 7, 10, 14, 21)


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """Accept where a sample of `n` holds at most `c` errors; `lot` is the size of the lot, None for one without end."""

    n: int
    c: int
    lot: int | None = None

    def __post_init__(self) -> None:
        n, c = whole(self.n, "n"), whole(self.c, "c")
        if c >= n or (self.lot is not None and not n <= whole(self.lot, "lot") <= _LARGEST_LOT):
            raise InvalidRequest(f"A plan of n = {self.n}, c = {self.c} cannot be.", hint="0 <= c < n <= lot <= 10^9.")

    @classmethod
    def design(
        cls, aql: float, ltpd: float, *, alpha: float = 0.05, beta: float = 0.10, lot: int | None = None
    ) -> SamplingPlan:
        """The smallest plan that accepts lots at `aql` with 1 - alpha at least and lots at `ltpd` with beta at most.

        >>> SamplingPlan.design(0.01, 0.05)
        SamplingPlan(n=132, c=3, lot=None)
        """
        if not 0 < aql < ltpd < 1 or not 0 < alpha < 1 or not 0 < beta < 1:
            raise InvalidRequest("0 < aql < ltpd < 1, and alpha and beta are between 0 and 1.")
        n = 1
        for c in range(10_000):
            found = cls._smallest(c, ltpd, beta, lot, max(n, c + 1))
            if found is None:
                break
            if found.accepts(aql) >= 1 - alpha:
                return found
            n = found.n
        raise InvalidRequest("No plan keeps both promises.", hint="A larger lot, or rates further apart.")

    @classmethod
    def showing(
        cls, target: float, confidence: float = 0.95, *, c: int = 0, lot: int | None = None
    ) -> SamplingPlan:
        """The smallest sample that shows an accuracy of `target` where it holds c errors at most, in one look.

        >>> [SamplingPlan.showing(target).n for target in (0.95, 0.98, 0.99)]
        [59, 149, 299]
        """
        if not 0 < target < 1 or not 0 < confidence < 1:
            raise InvalidRequest("target and confidence are between 0 and 1.")
        c, lot = whole(c, "c"), None if lot is None else whole(lot, "lot", 1)
        rate = 1 - target if lot is None else breaking(lot, target) / lot
        found = cls._smallest(c, rate, 1 - confidence, lot, c + 1)
        if found is None:
            of = "" if lot is None else f" out of {lot:,} items"
            raise InvalidRequest(f"No sample{of} with {c:,} errors shows an accuracy of {target:.6g}.")
        return found

    @classmethod
    def by_aql(cls, aql: float, n: int, *, lot: int | None = None, accept: float = 0.95) -> SamplingPlan:
        """The plan of the usual sizes and acceptance numbers: n rounded up to the next size, and the smallest number
        with which lots at `aql` are accepted with a probability of `accept` at least.

        >>> SamplingPlan.by_aql(0.025, 200)
        SamplingPlan(n=200, c=10, lot=None)
        """
        if not 0 < aql < 1 or not 0 < accept < 1 or not 1 <= n <= _SIZES[-1]:
            raise InvalidRequest(f"aql and accept are between 0 and 1, and n is {_SIZES[-1]:,} at most.")
        size = next(size for size in _SIZES if size >= n)
        size = size if lot is None else min(size, lot)
        plans = (cls(size, c, lot) for c in _NUMBERS if c < size)
        found = next((plan for plan in plans if plan.accepts(aql) >= accept), None)
        if found is None:
            raise InvalidRequest(f"A sample of {size} has no usual number for {aql:.1%}.", hint="Ask `design`.")
        return found

    @classmethod
    def _smallest(cls, c: int, rate: float, beta: float, lot: int | None, n: int) -> SamplingPlan | None:
        """The smallest sample from n on in which c errors are too few for a lot at this rate."""
        top = lot or 10**7
        if n > top:
            return None
        low, high = n, min(top, max(2 * n, 16))
        while high < top and cls(high, c, lot).accepts(rate) > beta:
            low, high = high, min(top, high * 2)
        while low < high:
            middle = (low + high) // 2
            if cls(middle, c, lot).accepts(rate) <= beta:
                high = middle
            else:
                low = middle + 1
        return cls(low, c, lot) if cls(low, c, lot).accepts(rate) <= beta else None

    def accepts(self, rate: float) -> float:
        """P_a: the probability that a lot with this error rate is accepted."""
        return float(self.oc_curve([rate])[0])

    def oc_curve(self, rates: ArrayLike) -> Floats:
        """The operating characteristic: P_a at each error rate."""
        p = shares(rates, "Error rates")
        if self.lot is None:
            found: Floats = np.where(p < 1, betainc(self.n - self.c, self.c + 1, 1 - p), 0.0)
            return found
        wrong = np.round(p * self.lot)
        d = np.arange(self.c + 1)[:, None]
        with np.errstate(invalid="ignore"):
            logs = _choose(wrong, d) + _choose(self.lot - wrong, self.n - d) - _choose(self.lot, self.n)
        exact: Floats = np.minimum(1.0, np.exp(np.where(np.isnan(logs), -np.inf, logs)).sum(0))
        return exact

    def aoq(self, rates: ArrayLike) -> Floats:
        """The error rate that is left on average, where refused lots are reviewed in full and put right."""
        p = shares(rates, "Error rates")
        if self.lot is not None:
            p = np.round(p * self.lot) / self.lot
        left = 1.0 if self.lot is None else (self.lot - self.n) / self.lot
        found: Floats = p * self.oc_curve(p) * left
        return found

    def aoql(self) -> tuple[float, float]:
        """The worst of it, and the error rate at which that is."""
        found = self.aoq(_RATES)
        at = int(found.argmax())
        return float(found[at]), float(_RATES[at])

    def ati(self, rate: float) -> float:
        """Reviews that a lot costs on average. Raises InvalidRequest for a lot without end."""
        if self.lot is None:
            raise InvalidRequest("A lot without end cannot be reviewed in full.", hint="Say the lot's size.")
        return self.n + (1 - self.accepts(rate)) * (self.lot - self.n)


def _choose(n: ArrayLike, k: ArrayLike) -> Floats:
    """log of n over k; NaN where there is no such choice."""
    top, of = np.asarray(n, np.float64), np.asarray(k, np.float64)
    fits = (of >= 0) & (of <= top)
    a, b = np.where(fits, top, 1.0), np.where(fits, of, 0.0)
    return np.where(fits, gammaln(a + 1) - gammaln(b + 1) - gammaln(a - b + 1), np.nan)


class WaldPlan:
    """The sequential plan: accept, refuse, or go on after each review.

    Lots at `p1` are refused with probability alpha, lots at `p2` accepted with beta, both about: decide as soon as the
    errors leave the band between two parallel lines.
    """

    def __init__(self, p1: float, p2: float, *, alpha: float = 0.05, beta: float = 0.10) -> None:
        if not 0 < p1 < p2 < 1 or not 0 < alpha < 1 or not 0 < beta < 1:
            raise InvalidRequest("0 < p1 < p2 < 1, and alpha and beta are between 0 and 1.")
        g1, g2 = np.log(p2 / p1), np.log((1 - p1) / (1 - p2))
        self.h1 = float((np.log(1 - alpha) - np.log(beta)) / (g1 + g2))
        self.h2 = float((np.log(1 - beta) - np.log(alpha)) / (g1 + g2))
        self.slope = float(g2 / (g1 + g2))
        self.reviewed, self.wrong = 0, 0
        self._verdict: Literal["go on", "accept", "refuse"] = "go on"

    def observe(self, is_error: bool) -> Literal["go on", "accept", "refuse"]:
        """Takes a review in; a verdict stands for good. Raises InvalidData for no verdict."""
        is_error = flag(is_error, "A review")
        self.reviewed += 1
        self.wrong += is_error
        if self._verdict == "go on":
            line = self.slope * self.reviewed
            if self.wrong <= line - self.h1:
                self._verdict = "accept"
            elif self.wrong >= line + self.h2:
                self._verdict = "refuse"
        return self._verdict
