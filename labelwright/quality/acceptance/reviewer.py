"""The error rate behind what imperfect reviewers saw.

A reviewer finds an error with sensitivity Se and leaves a right label alone with specificity Sp, so the rate that is
seen, R = theta Se + (1 - theta) (1 - Sp), is put right by

    theta = (R + Sp - 1) / (Se + Sp - 1)        (Rogan, Gladen)

with the interval of Lang and Reiczigel, which counts how little is known of Se and Sp: planted errors say the one,
double reviews of right labels the other, each best with a hundred. Where Se + Sp <= 1 reviewers do no better than
chance, and nothing follows from what they saw. Sources: Rogan, Gladen (1978); Lang, Reiczigel (2014).
"""

from __future__ import annotations

from math import isfinite, sqrt
from typing import Any

from labelwright.errors import InvalidData
from labelwright.quality.estimate import INSUFFICIENT, NOT_IDENTIFIABLE, Estimate
from labelwright.quality.finite import LARGEST, finite
from labelwright.quality.normal import two_sided

Share = float | tuple[int, int]
_ENOUGH = 100


def correct_for_reviewer(
    observed: Estimate | tuple[int, int],
    sensitivity: Share,
    specificity: Share,
    *,
    confidence_level: float = 0.95,
) -> Estimate:
    """The true error rate, of a rate that was `observed`: an `Estimate`, or (wrong, reviewed).

    `sensitivity` is (found, planted) and `specificity` (left alone, right ones looked at), or a number that is known
    for certain. `not_identifiable` where they sum to 1 or less; `insufficient` where something was never looked at.
    Raises InvalidData for shares that are none.
    """
    z = two_sided(confidence_level)
    facts: dict[str, Any]
    if isinstance(observed, Estimate):
        facts = {"n_items": observed.n_items, "n_annotations": observed.n_annotations}
        if observed.value is None:
            return _undefined(INSUFFICIENT, observed.meaning, facts)
        rate, own = min(1.0, max(0.0, observed.value)), observed.se or 0.0
        varies = own > 0 and 0 < rate < 1
        seen = _Known(rate, rate * (1 - rate) / own**2 if varies else max(1.0, observed.n_annotations))
    else:
        seen = _share(observed, "The observed rate")
        if not isfinite(seen.n):
            raise InvalidData("The observed rate is an Estimate, or (wrong, reviewed).")
        facts = {"n_items": int(seen.n), "n_annotations": int(seen.n)}
    se, sp = _share(sensitivity, "The sensitivity"), _share(specificity, "The specificity")
    if min(seen.n, se.n, sp.n) <= 0:
        return _undefined(INSUFFICIENT, "Nothing was reviewed, or nothing is known of the reviewers.", facts)
    if se.p + sp.p <= 1:
        return _undefined(NOT_IDENTIFIABLE, "Reviewers do no better than chance: nothing follows from them.", facts)
    raw = (seen.p + sp.p - 1) / (se.p + sp.p - 1)
    value = min(1.0, max(0.0, raw))
    slope = sqrt(seen.variance + value**2 * se.variance + (1 - value) ** 2 * sp.variance) / (se.p + sp.p - 1)
    low, high, sure = _interval(seen, se, sp, z)
    warnings = [] if sure else ["so little is known of the reviewers that they may do no better than chance"]
    if min(se.n, sp.n) < _ENOUGH:
        warnings.append(f"fewer than {_ENOUGH} planted errors or double reviews say what reviewers see")
    if raw != value:
        warnings.append("what was seen is less than false alarms alone, or more than errors alone, would give")
    return Estimate(
        method="Rogan-Gladen", value=value, se=slope, ci_low=low, ci_high=high, confidence_level=confidence_level,
        observed=seen.p, warnings=tuple(warnings), **facts,
        meaning=f"{seen.p:.1%} were seen to be wrong; with reviewers who find {se.p:.0%} of errors and leave {sp.p:.0%}"
        f" of right labels alone, {value:.1%} are.",
    )  # fmt: skip


class _Known:
    """A share p of n, where n is infinite for one that is known for certain."""

    def __init__(self, p: float, n: float) -> None:
        self.p, self.n = p, n

    @property
    def variance(self) -> float:
        return self.p * (1 - self.p) / self.n

    def with_more(self, many: float) -> _Known:
        """With so many more, half of them of each kind."""
        return self if not isfinite(self.n) else _Known((self.n * self.p + many / 2) / (self.n + many), self.n + many)


def _share(given: Share, what: str) -> _Known:
    numbers = finite(given, what, largest=LARGEST)
    if numbers.shape == (2,):
        some, of = numbers.tolist()
        if not 0 <= some <= of:
            raise InvalidData(f"{what} cannot be {some:g} of {of:g}.")
        return _Known(some / of if of else 0.0, of)
    if numbers.shape or not 0 <= numbers <= 1:
        raise InvalidData(f"{what} is {given}; it is between 0 and 1, or so many of so many.")
    return _Known(float(numbers), float("inf"))


def _interval(seen: _Known, se: _Known, sp: _Known, z: float) -> tuple[float, float, bool]:
    """Lang and Reiczigel's bounds; everything where reviewers may do no better than chance."""
    seen, se, sp = seen.with_more(z * z), se.with_more(2), sp.with_more(2)
    better = se.p + sp.p - 1
    if better - z * sqrt(se.variance + sp.variance) <= 0:
        return 0.0, 1.0, False
    value = min(1.0, max(0.0, (seen.p + sp.p - 1) / better))
    shift = 2 * z * z * (value * se.variance - (1 - value) * sp.variance)
    spread = z * sqrt(seen.variance + value**2 * se.variance + (1 - value) ** 2 * sp.variance) / better
    centre = (seen.p + sp.p - 1) / better + shift
    return min(1.0, max(0.0, centre - spread)), max(0.0, min(1.0, centre + spread)), True


def _undefined(reason: str, meaning: str, facts: dict[str, Any]) -> Estimate:
    return Estimate(method="Rogan-Gladen", value=None, reason=reason, meaning=meaning, **facts)
