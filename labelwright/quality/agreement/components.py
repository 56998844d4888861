"""Where differences between ratings come from: items, severe and lenient people, or neither.

    y_ij = mu + item_i + annotator_j + e_ij,   variances s_a, s_b, s_e

Not everybody rates everything, so the mean squares of complete tables are not there: Henderson's first method sets the
quadratic forms sum y^2, sum y_i.^2 / n_i, sum y_.j^2 / n_j, y..^2 / N equal to what they are expected to be and solves
for the three. It is unbiased, and on complete tables it is the analysis of variance, so that s_a / (s_a + s_b + s_e) is
ICC(2,1). Estimates under 0 are legal and left as they are. Sources: Henderson (1953); Searle, Casella, McCulloch
(1992).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwright.quality.agreement.metrics import Floats
from labelwright.quality.estimate import NO_PAIRABLE_ITEMS, NO_VARIATION, Estimate, Result
from labelwright.quality.matrix import LabelMatrix, must_know_who

_STEPS, _SETTLED = 500, 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class VarianceComponents(Result):
    """Variances of items, annotators and the rest, on the scale of the squared rating; None where undefined.

    `reliability` is what one rating by anybody is worth: s_a / (s_a + s_b + s_e). `severity` (J,) is how far above
    the others each annotator rates the same items, shrunken to 0 where they rated little (best linear prediction).
    """

    item: float | None
    annotator: float | None
    residual: float | None
    reliability: Estimate
    severity: Floats

    def __str__(self) -> str:
        return str(self.reliability)


def variance_components(matrix: LabelMatrix) -> VarianceComponents:
    """The three variances of ratings in any design in which people share items.

    Undefined (`no_pairable_items`) where people or items cannot be told from the rest, (`no_variation`) where every
    rating is the same. Raises InvalidData where labels are no numbers and for counts, which know no people. O(n), and
    O(n) a step for the severities.
    """
    must_know_who(matrix, "Ask icc for ICC(1,1).")
    y = matrix.numbers(squared=True)[matrix.label]
    items, item = np.unique(matrix.item, return_inverse=True)
    people, who = np.unique(matrix.annotator, return_inverse=True)
    facts: dict[str, Any] = {"n_items": len(items), "n_annotations": len(y), "n_annotators": len(people)}
    method = "Reliability of one rating"
    severity = np.zeros(len(matrix.annotators))

    def undefined(reason: str, meaning: str) -> VarianceComponents:
        estimate = Estimate(method=method, value=None, reason=reason, meaning=meaning, **facts)
        return VarianceComponents(None, None, None, estimate, severity)

    if not len(y) or np.ptp(y) == 0:
        reason = NO_VARIATION if len(y) else NO_PAIRABLE_ITEMS
        return undefined(reason, "Every rating is the same number, or there is none.")
    y = y - y.mean()
    n_i, n_j = (np.bincount(codes).astype(np.float64) for codes in (item, who))
    found = _henderson(y, _sums(item, y), n_i, _sums(who, y), n_j)
    if found is None:
        return undefined(NO_PAIRABLE_ITEMS, "Too few people share items to tell people from items.")
    a, b, e = found
    total = a + b + e
    severity[people] = _severity(y, item, who, n_i, n_j, (max(a, 0.0), max(b, 0.0), max(e, 0.0)))
    low = [name for name, value in (("items", a), ("annotators", b), ("the rest", e)) if value < 0]
    notes = tuple(f"the variance of {name} is under 0: too small to be told from none" for name in low)
    if total <= 0:
        return undefined(NO_VARIATION, "The variances cancel out: too few ratings.")
    shares = [max(0.0, part) / total for part in (a, b, e)]
    meaning = (
        f"{shares[0]:.0%} of the differences are between items, {shares[1]:.0%} come from severe and lenient people,"
        f" {shares[2]:.0%} from neither."
    )
    estimate = Estimate(
        method=method, value=a / total, observed=a, expected=total, meaning=meaning, warnings=notes, **facts
    )  # fmt: skip
    return VarianceComponents(a, b, e, estimate, severity)


def _sums(codes: NDArray[np.int64], y: Floats) -> Floats:
    """The sum of y for each code."""
    return np.bincount(codes, y).astype(np.float64)


def _henderson(
    y: Floats, of_item: Floats, n_i: Floats, of_person: Floats, n_j: Floats
) -> tuple[float, float, float] | None:
    n, i, j = float(len(y)), float(len(n_i)), float(len(n_j))
    mean = y.sum() ** 2 / n
    by_item, by_person = (np.square(of_item) / n_i).sum() - mean, (np.square(of_person) / n_j).sum() - mean
    rest = np.square(y).sum() - mean - by_item - by_person
    a, b = np.square(n_i).sum() / n, np.square(n_j).sum() / n
    system = np.array([[n - a, i - b, i - 1], [j - a, n - b, j - 1], [a - j, b - i, n - i - j + 1]])
    if np.linalg.matrix_rank(system, tol=1e-9 * n) < 3:
        return None
    found = np.linalg.solve(system, [by_item, by_person, rest])
    return float(found[0]), float(found[1]), float(found[2])


def _severity(
    y: Floats, item: NDArray[np.int64], who: NDArray[np.int64], n_i: Floats, n_j: Floats,
    variances: tuple[float, float, float],
) -> Floats:  # fmt: skip
    a, b, e = variances
    person = np.zeros(len(n_j))
    if b == 0:
        return person
    for _ in range(_STEPS):
        thing = np.bincount(item, y - person[who]) / (n_i + (e / a if a > 0 else np.inf))
        moved = np.bincount(who, y - thing[item]) / (n_j + e / b)
        step = float(np.abs(moved - person).max())
        person = moved
        if step < _SETTLED * max(1.0, float(np.abs(y).max())):
            break
    return person
