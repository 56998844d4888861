"""A certificate that may be looked at after every review: "at least 95 % are right, with 95 % confidence".

A frozen snapshot of N items is reviewed in random order without replacement. With D0 = floor(N (1 - target)) + 1, the
smallest number of errors that breaks the claim, the chance that the next item is wrong would be, were there exactly D0,

    q_t = (D0 - E_{t-1}) / (N - t + 1),   E_{t-1} the errors so far

and K_t = mean over phi in {.1, ..., .8} of prod_s [phi if wrong else (1 - phi q_s) / (1 - q_s)] is a nonnegative
martingale under that null and a supermartingale under every worse one: it reaches 1 / (1 - confidence) with probability
of at most 1 - confidence (Ville), however often one looks. The claim is relative to the reviewers' standard.

Errors found are put right afterwards; the certificate is of the snapshot as it was. Source: Waudby-Smith, Ramdas (2020,
2024), betting without replacement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from labelwright.errors import Conflict, InvalidRequest

Verdict = Literal["open", "certified", "failed"]
BETS = np.arange(1, 9) / 10  # phi of the mixture


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where the proof stands. `evidence` is K_t against the claim's opposite, `needed` what certifies.

    `lower_bound` is the accuracy that is proven by now at this confidence, whatever the target; it never falls.
    """

    verdict: Verdict
    n_population: int
    target: float
    confidence: float
    reviewed: int
    wrong: int
    evidence: float
    needed: float
    lower_bound: float
    meaning: str


class AccuracyCertificate:
    """The test under way. Feed it reviews in the random order in which they were drawn.

    `repaired` items of the population were reviewed and put right before it was frozen, chosen by anything known then:
    they are right, and the order is drawn among the others.
    """

    def __init__(
        self, n_population: int, target: float = 0.95, confidence: float = 0.95, *, repaired: int = 0
    ) -> None:
        if not 0 <= repaired < n_population:
            raise InvalidRequest("There is an item to prove something of.", hint="repaired is part of the population.")
        if not 0 < target < 1 or not 0 < confidence < 1:
            raise InvalidRequest("target and confidence are between 0 and 1.")
        self.n_population, self.target, self.confidence = n_population, target, confidence
        self.repaired, self.reviewed, self.wrong = repaired, 0, 0
        self._test = _Test(n_population - repaired, breaking(n_population, target))
        self._errors: list[bool] = []
        self._verdict: Verdict = "open"
        self._bound = 0.0

    @property
    def verdict(self) -> Verdict:
        """`certified` or `failed` once it is decided, for good."""
        return self._verdict

    def observe(self, is_error: bool) -> Verdict:
        """Takes the next review in. Raises Conflict when all items were reviewed."""
        if self.reviewed >= self.n_population - self.repaired:
            raise Conflict("Every item was reviewed.", hint="There is nothing left to prove.")
        self.reviewed += 1
        self.wrong += bool(is_error)
        self._errors.append(bool(is_error))
        self._test.observe(bool(is_error))
        if self._verdict == "open":
            if self._test.certain:
                self._verdict = "certified"
            elif self._test.broken:
                self._verdict = "failed"
            elif self._test.log_evidence >= -np.log(1 - self.confidence):
                self._verdict = "certified"
        return self._verdict

    def lower_bound(self) -> float:
        """The largest accuracy that is proven by now: the claim that the same reviews would certify. In [0, 1)."""
        rest = self.n_population - self.repaired
        low, high = self.wrong, rest + 1  # errors that cannot be ruled out, and that can
        ruled_out = -np.log(1 - self.confidence)
        while high - low > 1:
            middle = (low + high) // 2
            test = _Test(rest, middle)
            for is_error in self._errors:
                test.observe(is_error)
            if test.certain or (not test.broken and test.log_evidence >= ruled_out):
                high = middle
            else:
                low = middle
        if self.reviewed == rest:
            high = self.wrong + 1
        self._bound = max(self._bound, 1 - (high - 1) / self.n_population)
        return self._bound

    def snapshot(self) -> Certificate:
        """Where the proof stands, in words too."""
        evidence, needed = float(np.exp(min(700.0, self._test.log_evidence))), 1 / (1 - self.confidence)
        bound = self.lower_bound()
        said = {
            "certified": f"At least {self.target:.1%} of the {self.n_population:,} items are right, with"
            f" {self.confidence:.0%} confidence, after {self.reviewed:,} reviews.",
            "failed": f"{self.wrong:,} errors are more than {self.target:.1%} allows: the snapshot fails for certain.",
            "open": f"After {self.reviewed:,} reviews at least {bound:.1%} are proven, not yet {self.target:.1%}.",
        }
        return Certificate(
            self._verdict, self.n_population, self.target, self.confidence, self.reviewed, self.wrong, evidence,
            needed, bound, said[self._verdict],
        )  # fmt: skip


def breaking(n_population: int, target: float) -> int:
    """The smallest number of errors that breaks the claim.

    >>> breaking(1000, 0.95)
    51
    """
    return int(np.floor(n_population * (1 - target) + 1e-9)) + 1


class _Test:
    """The mixture martingale against `d0` errors among `n` items."""

    def __init__(self, n: int, d0: int) -> None:
        self.n, self.d0 = n, d0
        self.seen, self.wrong = 0, 0
        self._logs = np.zeros(len(BETS))

    def observe(self, is_error: bool) -> None:
        left = self.n - self.seen
        q = (self.d0 - self.wrong) / left
        if 0 < q < 1:
            self._logs += np.log(BETS) if is_error else np.log1p(-BETS * q) - np.log1p(-q)
        self.seen += 1
        self.wrong += is_error

    @property
    def log_evidence(self) -> float:
        top = float(self._logs.max())
        return top + float(np.log(np.exp(self._logs - top).mean()))

    @property
    def broken(self) -> bool:
        """The claim is false for certain."""
        return self.wrong >= self.d0

    @property
    def certain(self) -> bool:
        """What is left cannot break the claim any more."""
        return self.d0 - self.wrong > self.n - self.seen
