"""Did the mix of classes change: of this week against before, of a person against the others?

    G    2 sum O log(O / E) over the table of two rows, by class, with Williams' correction; chi-square of cells - 1
    PSI  sum (p - p0) log(p / p0), shares of counts + 1/2; by chance about (K - 1)(1 / n + 1 / n0)

Classes expected fewer than five times count together. G says whether a change is real, PSI how large it is: below .1
little, above .25 much, if more than chance makes of so few. Where work is handed out at random a person's classes are
those of everybody, so the others are a fair comparison; a window has none, and a change may be the data's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincc, xlogy

from labelwright.errors import InvalidData
from labelwright.quality.coding import encode, present
from labelwright.quality.estimate import INSUFFICIENT, NO_VARIATION, SINGLE_ANNOTATOR, Result
from labelwright.quality.matrix import LabelMatrix, must_fit, must_know_who
from labelwright.quality.tails import adjusted

Floats = NDArray[np.float64]
_RARE = 5.0


@dataclass(frozen=True, slots=True)
class Mix(Result):
    """The classes of one window or person (`name`) against the reference; `q` is p over all that were compared.

    `moved` is the class that is farthest from what was expected, with its `share` and that in the reference. All are
    None where `reason` says why.
    """

    name: Any
    n: int
    g: float | None
    p: float | None
    q: float | None
    psi: float | None
    psi_by_chance: float | None
    moved: Any
    share: float | None
    reference_share: float | None
    reason: str | None


def mix_by_window(windows: ArrayLike, labels: ArrayLike, reference: ArrayLike) -> list[Mix]:
    """Each window (week, batch, guideline version) against the labels of a reference, in the order of the windows.

    `windows` and `labels` are columns of n rows, `reference` any number of labels. O(n log n). Raises InvalidData for
    columns of different length or in which something is missing.
    """
    when, what, before = present(windows, "windows"), present(labels, "labels"), present(reference, "reference labels")
    if what.shape != when.shape:
        raise InvalidData(f"There are {len(when)} windows and {len(what)} labels.")
    (window, names), (code, known) = encode(when), encode(np.concatenate((what.astype(object), before.astype(object))))
    k, w = len(known), len(names)
    must_fit("The classes of all windows", w, k)
    counts = np.bincount(window.astype(np.int64) * k + code[: len(what)], minlength=w * k).reshape(w, k)
    of_reference = np.bincount(code[len(what) :], minlength=k)
    reason = None if len(before) else INSUFFICIENT
    return _compared(counts, np.tile(of_reference, (w, 1)), names.tolist(), known.tolist(), reason)


def mix_by_annotator(matrix: LabelMatrix) -> list[Mix]:
    """Each person against everybody else, in the order of their ids. Undefined for one person alone. O(n + J K).

    Only where items are handed out at random. Raises InvalidData for counts without people.
    """
    must_know_who(matrix)
    j, k = len(matrix.annotators), len(matrix.labels)
    must_fit("The classes of all people", j, k)
    counts = np.bincount(matrix.annotator.astype(np.int64) * k + matrix.label, minlength=j * k).reshape(j, k)
    others = counts.sum(0) - counts
    reason = None if matrix.n_annotators > 1 else SINGLE_ANNOTATOR
    return _compared(counts, others, matrix.annotators.tolist(), matrix.labels.tolist(), reason)


def _compared(
    counts: NDArray[np.int64], others: NDArray[np.int64], names: list[Any], labels: list[Any], reason: str | None
) -> list[Mix]:
    """Row against row, (R, K) each."""
    k = max(1, len(labels))
    n, n0 = counts.sum(1).astype(np.float64), others.sum(1).astype(np.float64)
    there = (n > 0) & (n0 > 0)
    total, whole = counts + others, np.maximum(n + n0, 1)
    expected = total * (n / whole)[:, None]
    rare = np.minimum(expected, total - expected) < _RARE
    one, other = (
        np.column_stack((np.where(rare, 0, rows), np.where(rare, rows, 0).sum(1))).astype(np.float64)
        for rows in (counts, others)
    )
    both = one + other
    cells = (both > 0).sum(1)
    g = 2 * (
        (xlogy(one, one) + xlogy(other, other) - xlogy(both, both)).sum(1) - xlogy(n, n) - xlogy(n0, n0)
        + xlogy(whole, whole)
    )  # fmt: skip
    degrees = np.maximum(cells - 1, 1)
    inverse = np.divide(whole[:, None], both, out=np.zeros(both.shape), where=both > 0).sum(1) - 1
    williams = 1 + inverse * (whole / np.maximum(n, 1) + whole / np.maximum(n0, 1) - 1) / (6 * whole * degrees)
    g = np.maximum(g, 0.0) / williams
    p = gammaincc(degrees / 2, g / 2)
    share, before = ((rows + 0.5) / (rows.sum(1, keepdims=True) + 0.5 * k) for rows in (counts, others))
    psi = ((share - before) * np.log(share / before)).sum(1)
    chance = (k - 1) * (1 / np.maximum(n, 1) + 1 / np.maximum(n0, 1))
    away = np.abs(counts - expected) / np.sqrt(np.maximum(expected, 1))
    varied = (total > 0).sum(1) > 1
    reasons = [
        reason or (None if known and many > 1 else NO_VARIATION if known and not several else INSUFFICIENT)
        for known, several, many in zip(there.tolist(), varied.tolist(), cells.tolist(), strict=True)
    ]
    defined = np.array([why is None for why in reasons], np.bool_)
    q = iter(adjusted(p[defined]).tolist())
    made = []
    for row, (name, why) in enumerate(zip(names, reasons, strict=True)):
        if why is not None:
            made.append(Mix(name, int(n[row]), None, None, None, None, None, None, None, None, why))
            continue
        most = int(away[row].argmax())
        made.append(
            Mix(
                name, int(n[row]), float(g[row]), float(p[row]), next(q), float(psi[row]), float(chance[row]),
                labels[most], float(counts[row, most] / n[row]), float(others[row, most] / n0[row]), None,
            )
        )  # fmt: skip
    return made
