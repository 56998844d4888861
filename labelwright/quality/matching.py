"""Which objects of two people are the same object, and which of everybody's.

`match` pairs the objects of two answers so that the sum of their IoU is largest, among pairs that reach a threshold.
`clusters` gathers the objects of all answers of an item, one of each person at most. Both look at edges that reach the
threshold only: nearly all of them are alone and decided at once, the few that compete are solved one by one. Cost grows
with the sum of n_a x n_b over the pairs of answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from labelwright.errors import InvalidRequest
from labelwright.quality.blocks import blocks
from labelwright.quality.matrix import LabelMatrix, must_be
from labelwright.quality.objects import Floats, ObjectMatrix, Rows

_CELLS = 1 << 18  # pairs of objects compared at once
_PAIR, _CLASS = 1e-7, 1e-10  # what a pair, and one class, is worth beside IoU: less than any overlap that counts
_DIGITS = 12  # of an IoU: the rest is rounding


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Matched objects: the pair of answers they stand in, the two objects, their IoU."""

    pair: Rows
    one: Rows
    other: Rows
    iou: Floats


def answer_pairs(answers: LabelMatrix) -> tuple[Rows, Rows, Rows]:
    """All pairs of answers to one item: their item, the one answer, the other."""
    items, ones, others = [], [], []
    for codes, begin in blocks(answers):
        m = int(answers.per_item[codes[0]])
        for a in range(m):
            for b in range(a + 1, m):
                items.append(codes)
                ones.append(begin + a)
                others.append(begin + b)
    if not items:
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, nothing
    return np.concatenate(items), np.concatenate(ones), np.concatenate(others)


def match(objects: ObjectMatrix, one: Rows, other: Rows, threshold: float, class_aware: bool) -> Matches:
    """The objects of each pair of answers that are one: pairs of IoU >= `threshold` of the largest sum of IoU.

    Of several such sums the one with the most pairs is taken, and of these the one with the most equal classes.
    Raises InvalidRequest for a threshold outside (0, 1].
    """
    edges = _edges(objects, one, other, threshold, class_aware)
    if not len(edges.pair):
        return edges
    firsts = np.concatenate(([0], np.cumsum(objects.many[one])))
    seconds = np.concatenate(([0], np.cumsum(objects.many[other])))
    left = firsts[edges.pair] + edges.one - objects.starts[one[edges.pair]]  # a number of each object in each pair
    right = seconds[edges.pair] + edges.other - objects.starts[other[edges.pair]]
    alone = (np.bincount(left)[left] == 1) & (np.bincount(right)[right] == 1)
    keep = np.flatnonzero(alone)
    contested = np.flatnonzero(~alone)
    if len(contested):
        cut = np.flatnonzero(np.diff(edges.pair[contested])) + 1
        gain = edges.iou + _PAIR + _CLASS * (objects.label[edges.one] == objects.label[edges.other])
        chosen = [_assigned(rows, left[rows], right[rows], gain[rows]) for rows in np.split(contested, cut)]
        keep = np.sort(np.concatenate([keep, *chosen]))
    return Matches(edges.pair[keep], edges.one[keep], edges.other[keep], edges.iou[keep])


def clusters(objects: ObjectMatrix, threshold: float, class_aware: bool) -> Rows:
    """The cluster of each object, shape (n,), numbered from 0 in the order of their first objects.

    Objects that overlap by `threshold` are joined, closest first, as long as nobody has two in one cluster; of pairs
    that are as close, the one that lies first.
    """
    _, one, other = answer_pairs(objects.answers)
    edges = _edges(objects, one, other, threshold, class_aware)
    n = len(objects)
    graph = coo_array((np.ones(len(edges.one), np.int8), (edges.one, edges.other)), shape=(n, n))
    part: Rows = connected_components(graph, directed=False)[1].astype(np.int64)
    key = part * max(1, len(objects.answers)) + objects.owner
    _, where, many = np.unique(key, return_inverse=True, return_counts=True)
    torn = np.zeros(part.max(initial=-1) + 1, np.bool_)
    torn[part[many[where] > 1]] = True
    if torn.any():
        part = _split(objects, part, torn, edges)
    _, first, code = np.unique(part, return_index=True, return_inverse=True)
    number = np.empty(len(first), np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    return number[code]


def cluster_labels(objects: ObjectMatrix, *, iou_threshold: float = 0.5) -> LabelMatrix:
    """Objects as labels: items are the things somebody drew, labels the class of each person who looked, None for none.

    So alpha, kappas and estimators of truth answer for objects too, and a miss is a label like any other. Raises
    InvalidRequest for a threshold outside (0, 1].
    """
    must_be(ObjectMatrix, objects)
    return votes(objects, clusters(objects, iou_threshold, class_aware=False))


def votes(objects: ObjectMatrix, cluster: Rows) -> LabelMatrix:
    """What everybody who looked says of each cluster: the class they gave it, or None, the last label, for none.

    Items are clusters, so agreement and truth of classes and of existence are those of any labels.
    """
    answers, k = objects.answers, len(objects.labels)
    _, first = np.unique(cluster, return_index=True)
    item = answers.item[objects.owner[first]]
    many = answers.per_item[item]
    starts = np.concatenate(([0], np.cumsum(many)))
    code = np.repeat(np.arange(len(first)), many)
    row = np.arange(len(code)) - starts[code] + answers.starts[item][code]
    label = np.full(len(code), k, np.int32)
    label[starts[cluster] + objects.owner - answers.starts[item][cluster]] = objects.label
    domain = np.empty(k + 1, object)
    domain[:k], domain[k] = objects.labels, None
    return LabelMatrix(
        np.arange(len(first)), answers.annotators, domain, code.astype(np.int32), answers.annotator[row], label
    )


def _edges(objects: ObjectMatrix, one: Rows, other: Rows, threshold: float, class_aware: bool) -> Matches:
    if not 0 < threshold <= 1:
        raise InvalidRequest(f"An IoU threshold of {threshold} is none.", hint="Give one above 0 and up to 1.")
    found = []
    cells = objects.many[one] * objects.many[other]
    ends = np.cumsum(cells)
    at = 0
    while at < len(one):
        done = int(ends[at - 1]) if at else 0
        end = max(at + 1, int(np.searchsorted(ends, done + _CELLS, side="right")))
        pair = np.repeat(np.arange(at, end), cells[at:end])
        within = np.arange(len(pair)) - (ends - cells)[pair] + done
        a, b = np.divmod(within, np.maximum(objects.many[other], 1)[pair])
        a += objects.starts[one[pair]]
        b += objects.starts[other[pair]]
        iou = objects.geometry.iou(a, b)
        near = iou >= threshold
        if class_aware:
            near &= objects.label[a] == objects.label[b]
        keep = np.flatnonzero(near)
        found.append((pair[keep], a[keep], b[keep], iou[keep]))
        at = end
    if not found:
        nothing = np.zeros(0, np.int64)
        return Matches(nothing, nothing, nothing, np.zeros(0))
    pairs, ones, others, overlaps = (np.concatenate(column) for column in zip(*found, strict=True))
    return Matches(pairs, ones, others, overlaps)


def _assigned(rows: Rows, left: Rows, right: Rows, gain: Floats) -> Rows:
    a_known, a = np.unique(left, return_inverse=True)
    b_known, b = np.unique(right, return_inverse=True)
    table, edge = np.zeros((len(a_known), len(b_known))), np.full((len(a_known), len(b_known)), -1)
    table[a, b], edge[a, b] = gain, rows
    taken = edge[linear_sum_assignment(table, maximize=True)]
    found: Rows = taken[taken >= 0]
    return found


def _split(objects: ObjectMatrix, part: Rows, torn: NDArray[np.bool_], edges: Matches) -> Rows:
    """The parts anew where somebody has two objects in one: closest first, nobody twice."""
    rows = np.flatnonzero(torn[part])
    mine = np.flatnonzero(torn[part[edges.one]])
    _, place = np.unique(objects.geometry.corners[rows], axis=0, return_inverse=True)
    place = place.reshape(-1)
    ends = np.sort(np.column_stack([place[np.searchsorted(rows, of[mine])] for of in (edges.one, edges.other)]), axis=1)
    order = mine[np.lexsort((ends[:, 1], ends[:, 0], -np.round(edges.iou[mine], _DIGITS)))]
    cluster = dict(zip(rows.tolist(), rows.tolist(), strict=True))
    members = {row: [row] for row in rows.tolist()}
    people = {row: {owner} for row, owner in zip(rows.tolist(), objects.owner[rows].tolist(), strict=True)}
    for a, b in zip(edges.one[order].tolist(), edges.other[order].tolist(), strict=True):
        here, there = cluster[a], cluster[b]
        if here == there or people[here] & people[there]:
            continue
        for row in members[there]:
            cluster[row] = here
        members[here] += members.pop(there)
        people[here] |= people.pop(there)
    made = part.copy()
    made[rows] = len(torn) + np.array([cluster[row] for row in rows.tolist()])
    return made
