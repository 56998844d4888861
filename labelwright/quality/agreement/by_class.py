"""Agreement label by label: which labels people tell apart, which they mix up, and with which other one.

    alpha_c = 1 - (n_c - o_cc) (N - 1) / (n_c (N - n_c)),   o_cc = sum over items n_ic (n_ic - 1) / (m_i - 1)

is Krippendorff's alpha of "c or not c". `conditional` is o_cc / n_c: given that one person says c, how often another
one does. Intervals are the delete-one-item jackknife on log(1 - alpha_c). Fewer than ten labels are `insufficient`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from labelwright.quality.agreement.metrics import Floats
from labelwright.quality.agreement.pairs import counts_of_pairable
from labelwright.quality.blocks import blocks
from labelwright.quality.estimate import CATEGORY_UNUSED, INSUFFICIENT, NO_VARIATION, Estimate, Result
from labelwright.quality.matrix import LabelMatrix, must_be, must_fit
from labelwright.quality.normal import below_one, two_sided

ENOUGH = 10  # labels of a class from which on its alpha is shown


@dataclass(frozen=True, slots=True)
class ClassAgreement(Result):
    """One label: its alpha, how often a second person confirms it, and the label it is mixed up with most.

    `confused_with` is None where it is mixed up with none; `confusion` is the share of its pairs that go there.
    """

    label: Any
    alpha: Estimate
    conditional: float | None
    count: int
    confused_with: Any | None
    confusion: float


def coincidences(matrix: LabelMatrix) -> Floats:
    """Krippendorff's coincidence matrix, shape (K, K): pairs of labels within items, each item weighing m_i."""
    k = len(matrix.labels)
    must_fit("The coincidences of all labels", k, k)
    found = np.zeros(k * k)
    for codes, begin in blocks(matrix):
        m = int(matrix.per_item[codes[0]])
        columns = [matrix.label[begin + a].astype(np.int64) for a in range(m)]
        for a in range(m):
            for b in range(a + 1, m):
                found += np.bincount(columns[a] * k + columns[b], minlength=k * k) / (m - 1)
    table = found.reshape(k, k)
    both: Floats = table + table.T
    return both


def alpha_per_class(matrix: LabelMatrix, *, confidence_level: float = 0.95) -> list[ClassAgreement]:
    """Every label of the domain, in its order. O(sum of m_i squared + n log n)."""
    must_be(LabelMatrix, matrix)
    z = two_sided(confidence_level)
    counts = counts_of_pairable(matrix)
    table = coincidences(matrix)
    spreads = _spreads(matrix, counts, np.diagonal(table).copy())
    made = []
    for c, label in enumerate(matrix.labels.tolist()):
        n_c, o_cc = float(counts[c]), float(table[c, c])
        others = table[c].copy()
        others[c] = 0.0
        most = int(others.argmax())
        mixed = n_c > 0 and others[most] > 0
        made.append(
            ClassAgreement(
                label=label,
                alpha=_alpha(matrix, label, counts, c, o_cc, spreads[c], z, confidence_level),
                conditional=o_cc / n_c if n_c else None,
                count=int(n_c),
                confused_with=matrix.labels[most].item() if mixed and hasattr(matrix.labels[most], "item")
                else matrix.labels[most] if mixed else None,
                confusion=float(others[most] / n_c) if mixed else 0.0,
            )
        )  # fmt: skip
    return made


def _alpha(
    matrix: LabelMatrix, label: Any, counts: Floats, c: int, o_cc: float, se: float, z: float, level: float
) -> Estimate:
    n, n_c = float(counts.sum()), float(counts[c])
    facts: dict[str, Any] = {
        "method": f"Krippendorff's alpha of {label} or not", "n_items": int((matrix.per_item >= 2).sum()),
        "n_annotations": int(n_c), "n_annotators": matrix.n_annotators,
    }  # fmt: skip
    if n_c == 0:
        return Estimate(value=None, reason=CATEGORY_UNUSED, meaning="Nobody used it.", **facts)
    if n_c == n:
        return Estimate(value=None, reason=NO_VARIATION, meaning="Nobody used any other label.", **facts)
    if n_c < ENOUGH:
        said = f"It was used {int(n_c)} times: too few to say."
        return Estimate(value=None, reason=INSUFFICIENT, meaning=said, **facts)
    value = 1 - (n_c - o_cc) * (n - 1) / (n_c * (n - n_c))
    low, high = below_one(value, se, z) if np.isfinite(se) and value < 1 else (None, None)
    return Estimate(
        value=value, se=float(se) if np.isfinite(se) else None,
        ci_low=low, ci_high=high,
        confidence_level=None if low is None else level, observed=2 * (n_c - o_cc) / n,
        expected=2 * n_c * (n - n_c) / (n * (n - 1)), **facts,
        meaning=f"Where one person says it, another one does in {o_cc / n_c:.0%} of cases.",
    )  # fmt: skip


def _spreads(matrix: LabelMatrix, counts: Floats, agree: Floats) -> Floats:
    """Jackknife standard errors of every class's alpha, shape (K,); NaN where they are undefined."""
    k, n = len(matrix.labels), float(counts.sum())
    keep = (matrix.per_item >= 2)[matrix.item]
    item, label = matrix.item[keep].astype(np.int64), matrix.label[keep].astype(np.int64)
    key, held = np.unique(item * k + label, return_counts=True)
    of, c, held = key // k, key % k, held.astype(np.float64)
    m = matrix.per_item[of].astype(np.float64)
    items = int((matrix.per_item >= 2).sum())
    sizes, many = np.unique(matrix.per_item[matrix.per_item >= 2], return_counts=True)
    if items < 2:
        return np.full(k, np.nan)

    def without(n_c: Floats, o_cc: Floats, left: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Floats = 1 - (n_c - o_cc) * (left - 1) / (n_c * (left - n_c))
        return found

    here = without(counts[c] - held, agree[c] - held * (held - 1) / (m - 1), n - m)
    sums, squares = np.bincount(c, here, k), np.bincount(c, np.square(here), k)
    for size, items_of_size in zip(sizes.astype(np.float64), many, strict=True):  # items that do not hold the class
        absent = items_of_size - np.bincount(c[m == size], minlength=k)
        value = without(counts, agree, np.full(k, n - size))
        value = np.where(absent > 0, value, 0.0)
        sums, squares = sums + absent * value, squares + absent * np.square(value)
    known = np.isfinite(sums)
    sums, squares = np.where(known, sums, 0.0), np.where(known, squares, 0.0)
    variance = np.maximum((squares - np.square(sums) / items) * (items - 1) / items, 0.0)
    return np.where(known, np.sqrt(variance), np.nan)
