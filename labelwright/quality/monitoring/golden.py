"""What golden items say of a person: an interval for whoever looks once, evidence for whoever looks after each answer.

An interval answers one look: `accuracy_interval` (Jeffreys, Wilson, Clopper-Pearson). Whoever decides after every
golden answer needs evidence that may be looked at any time: `GoldenEvidence` multiplies likelihood ratios of golden
items, each with a null error rate of its own, so that hard golden items do not pause good people:

    M = mean over r in {1.5, 2, 3, 5, 8} of prod [ wrong: e'_g / e_g, right: (1 - e'_g) / (1 - e_g) ],
    odds of e'_g = r x odds of e_g

For everyone who errs at most at the null rates, P(M ever reaches 1/alpha) <= alpha (Ville). Pausing, which can be taken
back, is for M >= 20; ending a contract is for `e_bh` over the whole pool. A golden score is no accuracy of the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.estimate import Result
from labelwright.quality.finite import finite
from labelwright.quality.normal import two_sided, wilson

Floats = NDArray[np.float64]
Advice = Literal["none", "warn", "watch", "pause"]
MOST, _LEAST = 1e15, 1e-9  # answers, and a prior's number: beyond them sums lose what is added
PAUSE, WATCH, WARN = 20.0, 10.0, 5.0
_RATIOS = np.array([1.5, 2.0, 3.0, 5.0, 8.0])


@dataclass(frozen=True, slots=True)
class AccuracyInterval(Result):
    """A share with its bounds. `below` is P(accuracy < target) under the Jeffreys posterior, None without a target."""

    value: float | None
    low: float
    high: float
    n: int
    method: str
    confidence_level: float
    below: float | None

    def __str__(self) -> str:
        right = "Nothing is known yet" if self.value is None else f"{self.value:.1%} of {self.n:,} answers are right"
        under = "" if self.below is None else f"; the accuracy is below the target with probability {self.below:.2f}"
        return f"{right} ({self.low:.3f} to {self.high:.3f}, {self.method}){under}."


def accuracy_interval(
    right: int,
    n: int,
    *,
    method: Literal["jeffreys", "wilson", "clopper_pearson"] = "jeffreys",
    target: float | None = None,
    prior: tuple[float, float] = (0.5, 0.5),
    confidence_level: float = 0.95,
) -> AccuracyInterval:
    """The accuracy behind `right` of `n`; `value` is None for n = 0. Clopper-Pearson where a contract is at stake.

    `prior` is the Beta prior of jeffreys, such as `beta_prior` finds of a pool.
    """
    counted(right, n)
    if target is not None and not 0 <= target <= 1:
        raise InvalidRequest(f"The target is {target}; it is between 0 and 1.")
    proper(prior)
    z, tail = two_sided(confidence_level), (1 - confidence_level) / 2
    a, b = prior[0] + right, prior[1] + n - right
    if method == "jeffreys":
        low, high = float(betaincinv(a, b, tail)), float(betaincinv(a, b, 1 - tail))
    elif method == "wilson":
        low, high = wilson(right / n, n, z) if n else (0.0, 1.0)
    elif method == "clopper_pearson":
        low = float(betaincinv(right, n - right + 1, tail)) if right else 0.0
        high = float(betaincinv(right + 1, n - right, 1 - tail)) if right < n else 1.0
    else:
        raise InvalidRequest(f"{method} is no interval.", hint="jeffreys, wilson or clopper_pearson.")
    below = None if target is None else float(betainc(a, b, target))
    return AccuracyInterval(right / n if n else None, float(low), float(high), n, method, confidence_level, below)


def counted(right: int, n: int) -> None:
    """Raises InvalidData where `right` of `n` cannot be right."""
    if not 0 <= right <= n <= MOST:
        raise InvalidData(f"{right} of {n} cannot be right.")


def proper(prior: tuple[float, float]) -> tuple[float, float]:
    """A Beta distribution's two numbers. Raises InvalidRequest for what is none."""
    if not all(_LEAST <= part <= MOST for part in prior):
        raise InvalidRequest(f"The prior is Beta{prior}; both numbers are above 0.")
    return prior


def beta_prior(right: Sequence[int], n: Sequence[int], *, least: int = 10) -> tuple[float, float]:
    """The Beta prior of a pool by moments over people with at least `least` golden answers; Jeffreys' with fewer than
    three such people, or where they differ less than chance would make them."""
    r, m = finite(right, "Right answers", largest=MOST), finite(n, "Answers", largest=MOST)
    if r.ndim != 1 or r.shape != m.shape or (r > m).any() or (r < 0).any():
        raise InvalidData("Each person has at most as many right answers as answers.")
    some = m >= least
    if some.sum() < 3:
        return 0.5, 0.5
    share = r[some] / m[some]
    mean = float(share.mean())
    between = float(share.var(ddof=1)) - mean * (1 - mean) * float((1 / m[some]).mean())
    if between <= 0 or not 0 < mean < 1:
        return 0.5, 0.5
    strength = max(1.0, mean * (1 - mean) / between - 1)
    return mean * strength, (1 - mean) * strength


class GoldenEvidence:
    """Evidence that a person errs more than the null rates allow. Look at it after every answer, or never."""

    def __init__(self) -> None:
        self._logs = np.zeros(len(_RATIOS))
        self.answers, self.wrong = 0, 0

    def __repr__(self) -> str:
        seen = f"{self.wrong:,} of {self.answers:,} answers wrong"
        return f"<{type(self).__name__}: {seen}, evidence {self.value:.4g}, {self.advice}>"

    def observe(self, is_wrong: bool, null_error: float) -> float:
        """Takes a golden answer in whose item good people get wrong with probability `null_error`; M now."""
        if not 0 < null_error < 1:
            raise InvalidRequest(f"null_error is {null_error}; it is between 0 and 1.")
        self._logs += log_ratios(is_wrong, null_error)
        self.answers += 1
        self.wrong += bool(is_wrong)
        return self.value

    @property
    def value(self) -> float:
        """M, from 0 on; 1 says nothing."""
        top = float(self._logs.max())
        return float(np.exp(min(700.0, top + np.log(np.exp(self._logs - top).mean()))))

    @property
    def advice(self) -> Advice:
        """The step of the ladder: warn at 5, watch (more golden items, full review) at 10, pause at 20."""
        return ladder(self.value)


def log_ratios(is_wrong: ArrayLike, null_error: ArrayLike) -> Floats:
    """log likelihood ratios of answers, shape (..., one for each r): for many people, or many simulated ones, at once.

    Odds r times as high make a wrong answer r / (1 + (r - 1) e) times as probable, a right one 1 / (1 + (r - 1) e).
    """
    wrong, null = np.asarray(is_wrong)[..., None], np.asarray(null_error, np.float64)[..., None]
    found: Floats = wrong * np.log(_RATIOS) - np.log1p((_RATIOS - 1) * null)
    return found


def ladder(m: float) -> Advice:
    """What evidence of this size advises."""
    return "pause" if m >= PAUSE else "watch" if m >= WATCH else "warn" if m >= WARN else "none"


def null_error(
    wrong_of_others: int, others: int, *, mean_error: float, target: float, key_error: float = 0.01
) -> float:
    """The error rate that people exactly at the target have on one golden item (or a stratum of them).

    The stratum's error rate among OTHER people, shrunken toward the pool's `mean_error`, times (1 - target) /
    mean_error, plus the chance that the key is wrong; kept within [0.005, 0.95].
    """
    if not 0 <= wrong_of_others <= others <= MOST or not 0 < target < 1:
        raise InvalidData("wrong_of_others is at most others, and target between 0 and 1.")
    if not 0 <= mean_error <= 1 or not 0 <= key_error <= 1:
        raise InvalidData(f"mean_error {mean_error} and key_error {key_error} are between 0 and 1.")
    pooled = max(mean_error, 1e-3)
    here = (wrong_of_others + 4 * pooled) / (others + 4)
    return float(np.clip(here * (1 - target) / pooled + key_error, 0.005, 0.95))


def e_bh(evidence: Sequence[float], alpha: float = 0.1) -> list[int]:
    """Who may be judged at a false discovery rate of `alpha`, whenever one looks and however people depend on another.

    The k largest, where the k-th is at least J / (alpha k); indices, the largest first. Raises InvalidData for evidence
    that is none. Source: Wang, Ramdas (2022).
    """
    if not 0 < alpha < 1:
        raise InvalidRequest(f"alpha is {alpha}; it is between 0 and 1.")
    values = finite(evidence, "Evidence")
    if values.ndim != 1 or (values < 0).any():
        raise InvalidData("Evidence is a row of numbers from 0 on.")
    order = np.argsort(-values, kind="stable")
    k = np.arange(1, len(values) + 1)
    passing = np.flatnonzero(values[order] * alpha * k >= len(values))
    return order[: passing[-1] + 1].tolist() if len(passing) else []
