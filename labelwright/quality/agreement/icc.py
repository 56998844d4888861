"""Intraclass correlation: is one person's rating usable, or does it take the mean of several?

Two-way analysis of variance of complete items x annotators: MSR between items, MSC between annotators, MSE the rest,
MSW within items. Six forms (Shrout, Fleiss 1979): ICC(1,·) each item has its own annotators, ICC(2,·) annotators are
drawn from many, ICC(3,·) these annotators and no others; (·,1) one rating, (·,k) the mean of k. Negative values are
legal. Intervals: F for the forms 1 and 3, Satterthwaite for ICC(2,·).
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
from scipy.special import fdtri

from labelwright.errors import InvalidRequest
from labelwright.quality.estimate import NO_PAIRABLE_ITEMS, NO_VARIATION, SINGLE_ITEM, Estimate
from labelwright.quality.matrix import LabelMatrix, must_be, must_know_who
from labelwright.quality.normal import two_sided

Form = Literal["ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"]
FORMS = get_args(Form)
_NOTHING = 1e-13  # of the sum of squares: what is left of 0 by rounding


def icc(matrix: LabelMatrix, form: Form = "ICC(2,1)", *, confidence_level: float = 0.95) -> Estimate:
    """The intraclass correlation of items that everybody rated; others are left out and counted in a warning.

    Raises InvalidData where labels are no numbers and for counts, which know no people, in forms 2 and 3;
    InvalidRequest for a form that is none.
    """
    if form not in FORMS:
        raise InvalidRequest(f"{form} is no form.", hint=", ".join(FORMS))
    must_be(LabelMatrix, matrix)
    if form[4] != "1":
        must_know_who(matrix, "ICC(1,1) does not ask who.")
    two_sided(confidence_level)  # which raises for what is no level
    people = np.unique(matrix.annotator)
    k = len(people)
    whole = matrix.per_item == k
    y = matrix.numbers(squared=True)[matrix.label[whole[matrix.item]]].reshape(-1, k) if k else np.zeros((0, 0))
    n = len(y)
    left_out = int(((matrix.per_item > 0) & ~whole).sum())
    facts: dict[str, Any] = {
        "method": form, "n_items": n, "n_annotations": n * k, "n_annotators": k,
        "warnings": (f"{left_out:,} items that not everybody rated were left out",) if left_out else (),
    }  # fmt: skip
    if k < 2 or n < 2:
        return Estimate(
            value=None, reason=SINGLE_ITEM if n == 1 else NO_PAIRABLE_ITEMS, **facts,
            meaning="It takes two items that two people rated.",
        )  # fmt: skip
    rows, columns, rest, within = _mean_squares(y)
    if rows + within == 0:
        return Estimate(value=None, reason=NO_VARIATION, meaning="Every rating is the same number.", **facts)
    averaged = form.endswith("k)")
    if rows == 0 and (averaged or (form[4] != "1" and rest == 0)):
        said = "Every item has the same mean rating: nothing shows that ratings tell items apart."
        return Estimate(value=None, reason=NO_VARIATION, meaning=said, **facts)
    single, low, high = _form(int(form[4]), rows, columns, rest, within, n, k, confidence_level)
    value, low, high = (_of_mean(r, k) if averaged else r for r in (single, low, high))
    one = single if not averaged else value / (k - (k - 1) * value) if value < 1 else 1.0
    return Estimate(
        value=value, ci_low=low, ci_high=min(1.0, high), confidence_level=confidence_level, **facts,
        meaning=f"{max(0.0, one):.0%} of the differences between single ratings are differences between items.",
    )  # fmt: skip


def raters_for(reliability: float, single: float) -> float:
    """How many people's mean reaches a reliability, by Spearman and Brown, where one rating has the ICC `single`.

    Round up for whole people.

    >>> raters_for(0.9, 0.5)
    9.0
    """
    if not 0 < reliability < 1 or not 0 < single < 1:
        raise InvalidRequest("Reliabilities are between 0 and 1.")
    return round(reliability * (1 - single) / (single * (1 - reliability)), 9)  # 9.000000000000002 people are 9


def _mean_squares(y: np.ndarray) -> tuple[float, float, float, float]:
    n, k = y.shape
    y = y - y.mean()
    by_row, by_column = y.mean(1), y.mean(0)
    total, rows, columns = np.square(y).sum(), k * np.square(by_row).sum(), n * np.square(by_column).sum()
    rows, columns, rest, within = (
        float(part) if part > _NOTHING * total else 0.0
        for part in (rows, columns, total - rows - columns, total - rows)
    )
    return rows / (n - 1), columns / (k - 1), rest / ((n - 1) * (k - 1)), within / (n * (k - 1))


def _of_mean(single: float, k: int) -> float:
    return k * single / (1 + (k - 1) * single) if 1 + (k - 1) * single > 0 else float("-inf")


def _form(
    form: int, rows: float, columns: float, rest: float, within: float, n: int, k: int, level: float
) -> tuple[float, float, float]:
    """The single-rating value of a form with its bounds."""
    tail = 1 - (1 - level) / 2
    if form != 2:
        error, freedom = (within, n * (k - 1)) if form == 1 else (rest, (n - 1) * (k - 1))
        value = (rows - error) / (rows + (k - 1) * error)
        if error == 0:
            return value, value, value
        f = rows / error
        low, high = f / float(fdtri(n - 1, freedom, tail)), f * float(fdtri(freedom, n - 1, tail))
        return value, (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)
    value = (rows - rest) / (rows + (k - 1) * rest + k * (columns - rest) / n)
    a, b = k * value / (n * (1 - value)) if value < 1 else np.inf, 0.0
    if not np.isfinite(a):
        return value, value, value
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    v = (a * columns + b * rest) ** 2 / ((a * columns) ** 2 / (k - 1) + (b * rest) ** 2 / ((n - 1) * (k - 1)))
    upper, lower = float(fdtri(n - 1, v, tail)), float(fdtri(v, n - 1, tail))
    spread = k * columns + (k * n - k - n) * rest
    low = n * (rows - upper * rest) / (upper * spread + n * rows)
    high = n * (lower * rows - rest) / (spread + n * lower * rows)
    return value, float(low), float(high)
