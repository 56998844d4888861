"""A certificate that may be looked at after every review: "at least 95 % are right, with 95 % confidence".

A frozen snapshot of N items is reviewed in random order without replacement. With D0 = floor(N (1 - target)) + 1, the
smallest number of errors that breaks the claim, the chance that the next item is wrong would be, were there exactly D0,

    q_t = (D0 - E_{t-1}) / (N - t + 1),   E_{t-1} the errors so far

and K_t = mean over phi in {.1, ..., .8} of prod_s [phi if wrong else (1 - phi q_s) / (1 - q_s)] is a nonnegative
martingale under that null and a supermartingale under every worse one: it reaches 1 / (1 - confidence) with probability
of at most 1 - confidence (Ville), however often one looks. The claim is relative to the reviewers' standard.

Where they see an error with probability s alone, D0 errors look like Bin(D0, s): a tenth of the chance of being wrong
buys the number that is seen at least, and the test runs against that one. (N (1 - target) s is what is seen on average:
with it, certificates of small lots that were reviewed in full would be false nearly every second time.)

Errors found are put right afterwards; the certificate is of the snapshot as it was. Source: Waudby-Smith, Ramdas (2020,
2024), betting without replacement.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import floor, log, pi
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import Conflict, InvalidData, InvalidRequest
from labelwright.quality.estimate import Result, at_least
from labelwright.quality.finite import flag, flags, whole
from labelwright.quality.tails import binomial_tail

Verdict = Literal["open", "certified", "failed"]
Name = TypeVar("Name", bound=Hashable)
BETS = np.arange(1, 9) / 10  # phi of the mixture


@dataclass(frozen=True, slots=True)
class Certificate(Result):
    """Where the proof stands. `evidence` is K_t against the claim's opposite by now, `needed` what certifies.

    Once it was reached the verdict stands for good: errors that are found later may bring `evidence` below `needed`.
    `lower_bound` is the accuracy that is proven by now at this confidence, whatever the target; it never falls.
    `delivered` is the same of what leaves the house once the errors found are put right. `confidence` is this epoch's.
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
    delivered: float
    meaning: str


class Proof:
    """What every test of the claim under way shows of itself."""

    n_population: int
    target: float
    reviewed: int
    wrong: int
    _verdict: Verdict

    def __repr__(self) -> str:
        said = told(self.n_population, self.target, self._verdict, self.reviewed, self.wrong)
        return f"<{type(self).__name__}: {said}>"

    @property
    def verdict(self) -> Verdict:
        """`certified` or `failed` once it is decided, for good."""
        return self._verdict


class AccuracyCertificate(Proof):
    """The test under way. Feed it reviews in the random order in which they were drawn.

    `repaired` items of the population were reviewed and put right before it was frozen, chosen by anything known then:
    they are right, and the order is drawn among the others. `sensitivity` is a lower bound of the probability that
    reviewers see an error; its own chance of being too high adds to the certificate's.

    A snapshot that changes outside the audit needs a new test. Whoever may come to that says `epoch=1` from the start:
    epoch r then spends (1 - confidence) 6 / (pi r)^2, which sums to 1 - confidence however often one restarts.
    """

    def __init__(
        self,
        n_population: int,
        target: float = 0.95,
        confidence: float = 0.95,
        *,
        repaired: int = 0,
        sensitivity: float = 1.0,
        epoch: int | None = None,
    ) -> None:
        n_population, repaired = whole(n_population, "n_population", 1), whole(repaired, "repaired")
        if repaired >= n_population:
            raise InvalidRequest("There is an item to prove something of.", hint="repaired is part of the population.")
        if not 0 < target < 1 or not 0 < confidence < 1 or not 0 < sensitivity <= 1:
            raise InvalidRequest("target, confidence and sensitivity are between 0 and 1.")
        epoch = None if epoch is None else whole(epoch, "epoch", 1)
        self.n_population, self.target, self.repaired = n_population, target, repaired
        self.sensitivity, self.epoch, self._asked = sensitivity, epoch, confidence
        self.confidence = confidence if epoch is None else 1 - (1 - confidence) * 6 / (pi * epoch) ** 2
        self.reviewed, self.wrong = 0, 0
        chance = 1 - self.confidence
        if not chance > 0:
            raise InvalidRequest(f"No chance of being wrong is left for epoch {epoch}.")
        self._unseen = 0.1 * chance if sensitivity < 1 else 0.0  # that fewer errors are seen than `_visible` says
        self._ruled_out = 1 / (chance - self._unseen)
        self._breaking = breaking(n_population, target)
        self._test = _Test(n_population - repaired, self._visible(self._breaking))
        self._errors: list[bool] = []
        self._verdict: Verdict = "open"

    def observe(self, is_error: bool) -> Verdict:
        """Takes the next review in. Raises Conflict when all items were reviewed, InvalidData for no verdict."""
        if self.reviewed >= self.n_population - self.repaired:
            raise Conflict("Every item was reviewed.", hint="There is nothing left to prove.")
        is_error = flag(is_error, "A review")
        self.reviewed += 1
        self.wrong += is_error
        self._errors.append(is_error)
        self._test.observe(is_error)
        if self._verdict == "open":
            if self._test.certain:
                self._verdict = "certified"
            elif self.wrong >= self._breaking:
                self._verdict = "failed"
            elif self._test.log_evidence >= log(self._ruled_out):
                self._verdict = "certified"
        return self._verdict

    def lower_bound(self) -> float:
        """The largest accuracy that is proven by now: the claim that the same reviews certify at some look. In [0, 1).

        O(n log N) for n reviews.
        """
        rest, errors = self.n_population - self.repaired, np.array(self._errors, bool)
        low, high = self.wrong, rest + 1  # errors that cannot be ruled out, and that can
        while high - low > 1:
            middle = (low + high) // 2
            if reviews_until_certified(errors, self._visible(middle), 1 - 1 / self._ruled_out, rest) is None:
                low = middle
            else:
                high = middle
        return 1 - (high - 1) / self.n_population

    def _visible(self, errors: int) -> int:
        """How many of so many errors reviewers see at least, but for a chance of `_unseen`."""
        if self.sensitivity == 1:
            return errors
        low, high = 0, errors
        while low < high:
            middle = (low + high + 1) // 2
            if 1 - binomial_tail(middle, errors, self.sensitivity) <= self._unseen:
                low = middle
            else:
                high = middle - 1
        return low

    def restart(self, n_population: int | None = None, *, repaired: int = 0) -> AccuracyCertificate:
        """The test of the next epoch, after labels changed outside the audit. Raises Conflict without `epoch`."""
        if self.epoch is None:
            raise Conflict(
                "This certificate spent all of its chance of being wrong.",
                hint="Say epoch=1 at the start of a certificate that may have to begin again.",
            )
        return AccuracyCertificate(
            n_population or self.n_population, self.target, self._asked, repaired=repaired,
            sensitivity=self.sensitivity, epoch=self.epoch + 1,
        )  # fmt: skip

    def snapshot(self) -> Certificate:
        """Where the proof stands, in words too."""
        evidence, bound = float(np.exp(min(700.0, self._test.log_evidence))), self.lower_bound()
        target = at_least(self.target)
        said = {
            "certified": f"At least {target} of the {self.n_population:,} items are right by the reviewers' standard,"
            f" with {at_least(self.confidence, 0)} confidence, after {self.reviewed:,} reviews.",
            "failed": f"{self.wrong:,} errors are more than {target} allows: by the reviewers' standard the snapshot"
            " fails for certain.",
            "open": f"After {self.reviewed:,} reviews at least {at_least(bound)} are proven, not yet {target}.",
        }
        return Certificate(
            self._verdict, self.n_population, self.target, self.confidence, self.reviewed, self.wrong, evidence,
            round(self._ruled_out, 9), bound, min(1.0, bound + self.wrong / self.n_population), said[self._verdict],
        )  # fmt: skip


def certificates_by_stratum(
    populations: Mapping[Name, int], target: float | Mapping[Name, float] = 0.95, confidence: float = 0.95
) -> dict[Name, AccuracyCertificate]:
    """A certificate for each class or person that holds together: all claims are true with this confidence.

    `populations` says how many items each has; each is reviewed in a random order of its own. By Bonferroni each spends
    (1 - confidence) / strata, so that many small strata cost many reviews. Raises InvalidRequest where there is none.
    """
    if not populations:
        raise InvalidRequest("There is a stratum to certify.")
    each = 1 - (1 - confidence) / len(populations)
    targets = target if isinstance(target, Mapping) else dict.fromkeys(populations, target)
    missing = [str(name) for name in populations if name not in targets]
    if missing:
        raise InvalidRequest(f"{', '.join(missing[:5])} has no target.")
    return {name: AccuracyCertificate(n, targets[name], each) for name, n in populations.items()}


def told(n_population: int, target: float, verdict: Verdict, reviewed: int, wrong: int) -> str:
    """Where a test of a snapshot stands, in a few words."""
    claim = f"at least {at_least(target)} of {n_population:,} right?"
    return f"{claim} {verdict} after {reviewed:,} reviews, {wrong:,} wrong"


def breaking(n_population: int, target: float) -> int:
    """The smallest number of errors that breaks the claim.

    >>> breaking(1000, 0.95)
    51
    """
    return floor(n_population * (1 - target) + 1e-9) + 1


def reviews_until_certified(
    wrong: ArrayLike, d0: int, confidence: float, population: int | None = None
) -> int | None:
    """After how many reviews in this order the claim "fewer than `d0` errors" is certified; None if never.

    The same test as `AccuracyCertificate`, over all steps at once. `population` is the number of items where the
    reviews are the first of a random order; by default all were reviewed. O(n). Raises InvalidData for reviews that are
    none or more than the population.
    """
    if not 0 < confidence < 1:
        raise InvalidRequest(f"confidence is {confidence}; it is between 0 and 1.")
    wrong, d0 = flags(wrong, "Reviews"), whole(d0, "d0")
    n = len(wrong)
    if population is not None and n > whole(population, "population", 1):
        raise InvalidData(f"{n:,} reviews cannot come from {population:,} items.")
    before: NDArray[np.int64] = np.cumsum(wrong) - wrong
    left = (n if population is None else population) - np.arange(n)
    errors = before + wrong
    evidence = log_evidence(wrong, (d0 - before) / left)
    passed = np.flatnonzero((evidence >= -log(1 - confidence)) | (d0 - errors > left - 1))
    broken = np.flatnonzero(errors >= d0)
    if not len(passed) or (len(broken) and broken[0] <= passed[0]):
        return None
    return int(passed[0]) + 1


def log_evidence(wrong: NDArray[np.bool_], q: NDArray[np.float64]) -> NDArray[np.float64]:
    """log K_t after each review, where the next was to be wrong with probability `q` (n,) or more."""
    open_ = (q > 0) & (q < 1)
    safe = np.where(open_, q, 0.5)
    step = np.where(wrong, np.log(BETS)[:, None], np.log1p(-BETS[:, None] * safe) - np.log1p(-safe))
    logs = np.cumsum(np.where(open_, step, 0.0), axis=1)
    top = logs.max(0)
    found: NDArray[np.float64] = np.log(np.exp(logs - top).mean(0)) + top
    return found


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
        return top + log(float(np.exp(self._logs - top).mean()))

    @property
    def certain(self) -> bool:
        """What is left cannot break the claim any more."""
        return self.d0 - self.wrong > self.n - self.seen
