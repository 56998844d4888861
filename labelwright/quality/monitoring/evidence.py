"""Tests of one accuracy for golden items that are alike: evidence for any look, Wald's test, bounds for any look.

    EProcess   M = [B(a + s, b + f) I_p0(a + s, b + f)] / [B(a, b) I_p0(a, b) p0^s (1 - p0)^f]   s right, f wrong
    SPRT       llr += log((1 - p1) / (1 - p0)) if wrong else log(p1 / p0), pause at log((1 - beta) / alpha)
    sequence   {p: B(a + s, b + f) / (B(a, b) p^s (1 - p)^f) < 1 / alpha}

M is the likelihood ratio of a Beta(a, b) cut off above p0, of accuracies too low, against p0 itself. For everyone whose
accuracy is p0 at least each factor has a mean of 1 at most, so P(M ever reaches 1/alpha) <= alpha (Ville).

All three take for granted that golden items are exchangeable, one as hard as another. Where a third of them are hard
they pause 18 to 38 % of good people: golden items that differ take `GoldenEvidence`, with a null of its own for each.
Sources: Robbins (1970); Wald (1945); Ville (1939).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln, xlog1py, xlogy

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.monitoring.golden import MOST, AccuracyInterval, Advice, counted, ladder, proper
from labelwright.quality.tails import log_betainc

Floats = NDArray[np.float64]
Beta = tuple[float, float]
_HALVINGS = 60
_LEAST = 1e-12  # a rate: below it logarithms of its odds are of rounding


class EProcess:
    """Evidence that an accuracy is below `p0`. Look at it after every answer, or never; no second accuracy is needed.

    `prior` is the Beta of accuracies that are to be found, cut off above p0: it steers how soon, never how often it
    errs. `right` and `wrong` are what was seen; O(1) in time and space however many.
    """

    def __init__(self, p0: float, prior: Beta = (8.0, 2.0)) -> None:
        _between(p0=p0)
        self.p0, self.prior = p0, proper(prior)
        self.right, self.wrong = 0, 0

    def __repr__(self) -> str:
        seen = f"{self.wrong:,} of {self.right + self.wrong:,} answers wrong"
        return f"<{type(self).__name__}: {seen}, evidence {self.value:.4g} against {self.p0:g}, {self.advice}>"

    def observe(self, is_right: bool) -> float:
        """Takes a golden answer in; M now."""
        return self.add(int(is_right), int(not is_right))

    def add(self, right: int, wrong: int) -> float:
        """Takes several in at once; M now. Raises InvalidData for counts below 0."""
        if not 0 <= right <= MOST or not 0 <= wrong <= MOST:
            raise InvalidData(f"{right} right and {wrong} wrong are no counts.")
        self.right += right
        self.wrong += wrong
        return self.value

    @property
    def value(self) -> float:
        """M, from 0 on; 1 says nothing."""
        return float(np.exp(min(700.0, float(log_evidence(self.right, self.wrong, self.p0, self.prior)))))

    @property
    def advice(self) -> Advice:
        """The step of the ladder: warn at 5, watch (more golden items, full review) at 10, pause at 20."""
        return ladder(self.value)


def log_evidence(right: ArrayLike, wrong: ArrayLike, p0: float, prior: Beta = (8.0, 2.0)) -> Floats:
    """log M of counts, elementwise: for many people, or many simulated ones, at once."""
    (a, b), s, f = prior, np.asarray(right, np.float64), np.asarray(wrong, np.float64)
    below = betaln(a + s, b + f) + log_betainc(a + s, b + f, p0)
    found: Floats = below - _log_mass(p0, prior) - s * np.log(p0) - f * np.log1p(-p0)
    return found


@lru_cache(64)
def _log_mass(p0: float, prior: Beta) -> float:
    """Of the prior below p0, the same for all who are held to it."""
    return float(betaln(*prior) + log_betainc(*prior, p0))


class SPRT:
    """Wald's test of accuracy `p0`, acceptable, against `p1`, too low: the shortest where one of the two is true.

    P(pause) is about `alpha` at p0, P(clear) about `beta` at p1; between them both happen. It ends: a verdict stands,
    and who is to be watched further gets a new test. `upper` and `lower` are where it ends, `value` where it is. Of
    lots instead of people: `WaldPlan`.
    """

    def __init__(self, p0: float, p1: float, alpha: float = 0.05, beta: float = 0.10) -> None:
        _between(p0=p0, p1=p1, alpha=alpha, beta=beta)
        if p1 >= p0 or alpha + beta >= 1:
            raise InvalidRequest("p1 < p0 and alpha + beta < 1.", hint="p0 is acceptable, p1 is too low.")
        self.p0, self.p1, self.alpha, self.beta = p0, p1, alpha, beta
        self.upper, self.lower = float(np.log((1 - beta) / alpha)), float(np.log(beta / (1 - alpha)))
        self.if_wrong, self.if_right = float(np.log((1 - p1) / (1 - p0))), float(np.log(p1 / p0))
        self.answers, self.value = 0, 0.0
        self._verdict: Literal["go on", "pause", "clear"] = "go on"

    def __repr__(self) -> str:
        ends = f"{self.value:.3g}, clear at {self.lower:.3g}, pause at {self.upper:.3g}"
        return f"<{type(self).__name__}: {self._verdict} after {self.answers:,} answers, evidence {ends}>"

    def observe(self, is_right: bool) -> Literal["go on", "pause", "clear"]:
        """Takes a golden answer in; a verdict stands for good and nothing after it counts."""
        if self._verdict == "go on":
            self.answers += 1
            self.value += self.if_right if is_right else self.if_wrong
            self._verdict = "pause" if self.value >= self.upper else "clear" if self.value <= self.lower else "go on"
        return self._verdict


def confidence_sequence(right: int, n: int, prior: Beta = (8.0, 2.0), alpha: float = 0.05) -> AccuracyInterval:
    """Bounds of the accuracy behind `right` of `n` that hold at all looks at once with probability 1 - alpha.

    Wider than `accuracy_interval`, which holds at one look. The narrowest of all looks holds too: keep the larger `low`
    and the smaller `high`. `value` is None for n = 0. Raises InvalidData for counts that cannot be.
    """
    _between(alpha=alpha)
    a, b = proper(prior)
    counted(right, n)
    wrong = n - right
    whole = float(betaln(a + right, b + wrong) - betaln(a, b))

    def ruled_out(p: float) -> bool:
        return whole - float(xlogy(right, p)) - float(xlog1py(wrong, -p)) >= -float(np.log(alpha))

    share = right / n if n else 0.5  # never ruled out: its likelihood is the largest
    bounds = []
    for end in (0.0, 1.0):
        inside, outside = share, end
        if not ruled_out(end):
            bounds.append(end)
            continue
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            if ruled_out(middle):
                outside = middle
            else:
                inside = middle
        bounds.append(outside)
    return AccuracyInterval(right / n if n else None, bounds[0], bounds[1], n, "confidence_sequence", 1 - alpha, None)


def _between(**rates: float) -> None:
    for name, rate in rates.items():
        if not _LEAST <= rate <= 1 - _LEAST:
            raise InvalidRequest(f"{name} is {rate}; it is between 0 and 1.")
