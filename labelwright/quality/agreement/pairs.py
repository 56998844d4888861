"""Sums over the pairs of labels of one item, on which every coefficient for many people stands.

Cost: O(sum of m_i squared) operations on arrays; no table of items x labels is ever laid out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelwright.quality.agreement.metrics import Floats, Metric
from labelwright.quality.blocks import blocks, columns
from labelwright.quality.matrix import LabelMatrix


@dataclass(frozen=True, slots=True)
class PairSums:
    """What the pairs of each pairable item add up to; arrays have one entry for each of them.

    `items` are their codes, `m` their annotations, `t` the sum of d2 over ordered pairs within the item, `cross` the
    sum of d2 from the item's labels to all pairable labels. `counts` is how often each value occurs among pairable
    labels.
    """

    items: NDArray[np.int64]
    m: Floats
    t: Floats
    cross: Floats
    counts: Floats
    total: float  # sum of d2 over all ordered pairs of pairable labels

    @property
    def n(self) -> float:
        """Pairable labels."""
        return float(self.m.sum())

    @property
    def within(self) -> Floats:
        """t / (m - 1): each item's share of the observed disagreement."""
        return self.t / (self.m - 1)


def pairable(matrix: LabelMatrix) -> NDArray[np.bool_]:
    """Which annotations stand on an item with another one, shape (n,)."""
    found: NDArray[np.bool_] = (matrix.per_item >= 2)[matrix.item]
    return found


def counts_of_pairable(matrix: LabelMatrix) -> Floats:
    """How often each value occurs among pairable labels, shape (K,)."""
    per_item = matrix.per_item
    label = matrix.label if per_item.min(initial=2) >= 2 else matrix.label[pairable(matrix)]
    return np.bincount(label, minlength=len(matrix.labels)).astype(np.float64)


def pair_sums(matrix: LabelMatrix, metric: Metric, counts: Floats, *, cross: bool = True) -> PairSums:
    """The sums of a matrix under a metric; `counts` as `counts_of_pairable` gives them.

    Without `cross`, which only intervals need, that sum is left at 0.
    """
    to_all = metric.to_all(counts) if cross else None
    items, sizes, within, crossing = [], [], [], []
    for codes, begin in blocks(matrix):
        given = columns(matrix, codes, begin)
        m = len(given)
        t = np.zeros(len(codes))
        for a in range(m):
            for b in range(a + 1, m):
                t += metric.pairs(given[a], given[b])
        far = np.zeros(len(codes))
        if to_all is not None:
            for column in given:
                far += to_all[column]
        items.append(codes)
        sizes.append(np.full(len(codes), float(m)))
        within.append(2 * t)
        crossing.append(far)
    if not items:
        nothing = np.zeros(0)
        return PairSums(np.zeros(0, np.int64), nothing, nothing, nothing, counts, 0.0)
    return PairSums(
        np.concatenate(items), np.concatenate(sizes), np.concatenate(within), np.concatenate(crossing), counts,
        metric.total(counts),
    )  # fmt: skip


def to_others(matrix: LabelMatrix, metric: Metric) -> Floats:
    """For each annotation the sum of its distances to the others of its item, shape (n,); 0 where it stands alone."""
    found = np.zeros(len(matrix))
    for codes, begin in blocks(matrix):
        given = columns(matrix, codes, begin)
        for a in range(len(given)):
            for b in range(a + 1, len(given)):
                apart = metric.pairs(given[a], given[b])
                found[begin + a] += apart
                found[begin + b] += apart
    return found
