"""The item bootstrap of alpha, and that of items and people.

Items that hold the same labels are one pattern: with K labels and m annotators there are few of them, so a replicate is
a multinomial draw over patterns, and a thousand replicates are one product of matrices. Ordinal distances are worked
out anew in each replicate.

Items and people drawn anew, each for themselves (the pigeonhole bootstrap), answer for other people too: a pair of
labels weighs as often as both people were drawn, and nobody is compared with a copy of themselves. A replicate costs
O(pairs). Source: Owen (2007): it rather overstates what is not known, the more so the fewer answers an item has.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwright.quality.agreement.metrics import Floats, Metric, Points, mid_ranks
from labelwright.quality.agreement.pairs import counts_of_pairable, pair_sums, pairable
from labelwright.quality.matching import answer_pairs
from labelwright.quality.matrix import LabelMatrix
from labelwright.quality.seeded import seeded

_AT_ONCE = 1 << 22  # cells of a block of draws


def patterns(matrix: LabelMatrix) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """One item of each pattern of labels (its code), and how many items have it."""
    per_item = matrix.per_item
    mark = np.random.default_rng(0x5EED).integers(0, 1 << 63, len(matrix.labels), dtype=np.uint64) * np.uint64(2)
    hashed = np.zeros(len(per_item), np.uint64)
    np.add.at(hashed, matrix.item, mark[matrix.label] + np.uint64(1))
    items = np.flatnonzero(per_item >= 2)
    _, first, many = np.unique(hashed[items], return_index=True, return_counts=True)
    return items[first], many


def alpha(matrix: LabelMatrix, level: Any, metric: Metric, n_resamples: int, seed: int) -> Floats:
    """Alpha of each replicate; those in which nothing varies are left out."""
    shown, many = patterns(matrix)
    keep = np.zeros(len(matrix.items), np.bool_)
    keep[shown] = True
    small = matrix.kept(keep[matrix.item] & pairable(matrix))
    counts = counts_of_pairable(small)
    sums = pair_sums(small, metric, counts)
    at = np.full(len(matrix.items), -1)
    at[sums.items] = np.arange(len(sums.items))
    weight = np.zeros(len(sums.items))
    weight[at[shown]] = many / many.sum()
    used, label = np.unique(small.label, return_inverse=True)
    held = np.zeros((len(sums.items), len(used)))
    np.add.at(held, (at[small.item], label), 1.0)
    generator = seeded(seed)
    found = []
    step = max(1, _AT_ONCE // len(weight))
    for start in range(0, n_resamples, step):
        drawn = generator.multinomial(int(many.sum()), weight, min(step, n_resamples - start)).astype(np.float64)
        occur = drawn @ held  # (replicates, values)
        n = occur.sum(1)
        if level == "ordinal":
            within, total = _ordinal(drawn, held, occur, sums.m)
        else:
            within = drawn @ sums.within
            everywhere = np.zeros((len(drawn), len(matrix.labels)))
            everywhere[:, used] = occur
            total = np.array([metric.total(row) for row in everywhere])
        some = total > 0
        found.append(1 - (n[some] - 1) * within[some] / total[some])
    return np.concatenate(found)


def two_way(matrix: LabelMatrix, level: Any, metric: Metric, n_resamples: int, seed: int) -> Floats:
    """Alpha of each replicate of items and people; those in which nobody is compared or nothing varies are left out."""
    item, one, other = answer_pairs(matrix)
    items, people, k = len(matrix.items), len(matrix.annotators), len(matrix.labels)
    here, there = matrix.annotator[one], matrix.annotator[other]
    apart = metric.pairs(matrix.label[one], matrix.label[other])
    generator = seeded(seed)
    rated, known = np.flatnonzero(matrix.per_item >= 2), np.unique(matrix.annotator)
    found = []
    for _ in range(n_resamples):
        often = np.bincount(generator.choice(rated, len(rated)), minlength=items)
        drawn = np.bincount(generator.choice(known, len(known)), minlength=people).astype(np.float64)
        pair = drawn[here] * drawn[there]
        pairs = np.bincount(item, pair, items)
        label = np.where(pairs > 0, often, 0)[matrix.item] * drawn[matrix.annotator]
        counts = np.bincount(matrix.label, label, k).astype(np.float64)
        n = counts.sum()
        if n < 2:
            continue
        if level == "ordinal":
            metric = Points(mid_ranks(counts)[:, None])
            apart = metric.pairs(matrix.label[one], matrix.label[other])
        total = metric.total(counts)
        size = np.bincount(matrix.item, label, items)
        within = size * np.bincount(item, pair * apart, items) / np.maximum(pairs, 1)
        if total > 0:
            found.append(1 - (n - 1) * within.sum() / total)
    return np.array(found)


def _ordinal(drawn: Floats, held: Floats, occur: Floats, m: Floats) -> tuple[Floats, Floats]:
    ranks = np.cumsum(occur, axis=1) - occur / 2  # (replicates, values)
    sums, squares = held @ ranks.T, held @ np.square(ranks).T  # (patterns, replicates)
    t = 2 * (m[:, None] * squares - np.square(sums))
    within = np.einsum("bu,ub->b", drawn, t / (m[:, None] - 1))
    n, centre = occur.sum(1), (occur * ranks).sum(1)
    return within, 2 * (n * (occur * np.square(ranks)).sum(1) - np.square(centre))


def percentiles(draws: Floats, confidence_level: float) -> tuple[float | None, float | None, tuple[str, ...]]:
    """The middle share of the draws."""
    if len(draws) < 2:
        return None, None, ("nothing varies in the replicates: no interval",)
    low, high = np.quantile(draws, [(1 - confidence_level) / 2, (1 + confidence_level) / 2])
    return float(low), float(high), ()
