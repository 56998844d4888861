"""Agreement of answers that have a distance and no classes: objects, texts, rankings, whatever can be compared.

`answer_distances` takes the distances between answers to one item (observed) and between answers to different items
(by chance); the coefficients read them:

    alpha    1 - D_o / D_e, Krippendorff's, which depends strongly on the distance's scale
    ks       sup_d F_o(d) - F_e(d): 0 as by chance, 1 fully apart
    sigma    share of observed distances below the 5 % quantile of those by chance

Compare tasks by sigma and ks. Observed pairs weigh 1 / (m_i - 1), so that each answer counts once. D_e is
Krippendorff's own, pairs of one item included; of the pairs across items at most `n_pairs` are drawn, by a seeded draw.
Intervals are the delete-one-item jackknife, for alpha on log(1 - alpha). Sources: Krippendorff (2004); Braylan, Alonso,
Lease (2022).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.agreement.alpha import verdict
from labelwright.quality.estimate import (
    NO_PAIRABLE_ITEMS,
    NO_VARIATION,
    SINGLE_ANNOTATOR,
    SINGLE_ITEM,
    Estimate,
    Result,
)
from labelwright.quality.finite import LARGEST
from labelwright.quality.matching import answer_pairs, match
from labelwright.quality.matrix import LabelMatrix
from labelwright.quality.normal import below_one, of_share, ratio, two_sided, unseen
from labelwright.quality.objects import Floats, ObjectMatrix, Rows
from labelwright.quality.seeded import seeded

_ALONE = {
    NO_PAIRABLE_ITEMS: "Nobody answered the same item as somebody else, so agreement cannot be measured.",
    SINGLE_ANNOTATOR: "One person answered, so agreement cannot be measured.",
    SINGLE_ITEM: "There is one item, so nothing shows how far answers are apart by chance.",
    NO_VARIATION: "Everybody always gave the same answer: nothing shows that agreement is not chance.",
}


@dataclass(frozen=True, slots=True, eq=False)
class Distances(Result):
    """Distances between answers to one item and between answers to different ones.

    `observed` (P,) with the `item` code of each pair, `expected` (B,) with the two item codes (B, 2) of each, `m` (I,)
    how many answers each item has. `cross_pairs` is of how many the B were drawn.
    """

    observed: Floats
    item: Rows
    expected: Floats
    items: Rows
    m: Floats
    cross_pairs: int
    n_annotators: int

    @property
    def n(self) -> float:
        """Answers to items that have two or more."""
        return float(self.m[self.m >= 2].sum())

    @property
    def facts(self) -> dict[str, Any]:
        """What each estimate of them rests on."""
        several = self.m >= 2
        return {"n_items": int(several.sum()), "n_annotations": int(self.n), "n_annotators": self.n_annotators}

    @property
    def reason(self) -> str | None:
        """Why nothing can be said, if nothing can."""
        if not len(self.observed):
            return SINGLE_ANNOTATOR if self.n_annotators == 1 else NO_PAIRABLE_ITEMS
        if not len(self.expected):
            return SINGLE_ITEM
        return None if self.observed.any() or self.expected.any() else NO_VARIATION

    @property
    def warnings(self) -> tuple[str, ...]:
        """Where they mislead."""
        alone = int((self.m == 1).sum())
        return (f"{alone:,} items were answered once and take no part",) if alone else ()


def answer_distances(
    answers: LabelMatrix | ObjectMatrix,
    distance: Callable[[Any, Any], float] | None = None,
    *,
    iou_threshold: float = 0.5,
    n_pairs: int = 100_000,
    seed: int = 0,
) -> Distances:
    """The distances of all pairs within items, and of up to `n_pairs` pairs across items.

    A matrix of labels takes a symmetric `distance` of two labels, 0 for equal ones. Objects have one of their own
    where none is given: 1 - 2 sum of matched IoU / (n_a + n_b), matched within a class at `iou_threshold` or more; 0
    where both are empty. Raises InvalidData for a distance that is negative or not finite. Cost: one distance for each
    different pair of labels, or n_a x n_b for each pair of answers.
    """
    if isinstance(answers, ObjectMatrix):
        if distance is not None:
            raise InvalidRequest("Objects have a distance of their own.", hint="Set iou_threshold instead.")
        matrix = answers.answers
    elif distance is None:
        raise InvalidRequest("Labels need a distance.", hint="Such as q.chrf_distance for texts.")
    else:
        matrix = answers
    if n_pairs < 1:
        raise InvalidRequest("At least one pair across items is drawn.")
    item, one, other = answer_pairs(matrix)
    here, there, cross = _across(matrix, n_pairs, seed)
    first, second = np.concatenate((one, here)), np.concatenate((other, there))
    if isinstance(answers, ObjectMatrix):
        apart = _soft_f1(answers, first, second, iou_threshold)
    else:
        assert distance is not None
        apart = _between(matrix, first, second, distance)
    items = np.column_stack((matrix.item[here], matrix.item[there])).astype(np.int64)
    m = matrix.per_item.astype(np.float64)
    return Distances(apart[: len(one)], item, apart[len(one) :], items, m, cross, matrix.n_annotators)


def distance_alpha(distances: Distances, *, confidence_level: float = 0.95) -> Estimate:
    """Krippendorff's alpha of any distance; `observed` and `expected` are D_o and D_e. O(pairs)."""
    method, z = "Krippendorff's alpha, distances", two_sided(confidence_level)
    found = _undefined(distances, method)
    if found is not None:
        return found
    size = len(distances.m)
    within = np.bincount(distances.item, distances.observed, size)
    several = distances.m >= 2
    m = np.where(several, distances.m, 0.0)
    mine = np.divide(2 * within, m - 1, out=np.zeros(size), where=several)
    chance = np.bincount(distances.items.ravel(), np.repeat(distances.expected, 2), size)
    drawn = np.bincount(distances.items.ravel(), minlength=size)
    left = np.concatenate(([distances.n], distances.n - m[several]))  # everything, then without each item
    inside = np.concatenate(([0.0], (m * (m - 1) / 2)[several]))
    crossing = left * (left - 1) / 2 - (inside.sum() - inside)
    total = distances.expected.sum() - np.concatenate(([0.0], chance[several]))
    of = len(distances.expected) - np.concatenate(([0], drawn[several]))
    mean = np.divide(total, of, out=np.zeros(len(of)), where=of > 0)
    apart = within.sum() - np.concatenate(([0.0], within[several])) + mean * crossing
    expected = np.divide(apart, left * (left - 1) / 2, out=np.zeros(len(left)), where=left > 1)
    kept = mine.sum() - np.concatenate(([0.0], mine[several]))
    observed = np.divide(kept, left, out=np.zeros(len(left)), where=left > 0)
    alpha = 1 - np.divide(observed, expected, out=np.full(len(left), np.nan), where=expected > 0)
    value, without, i = float(alpha[0]), alpha[1:], int(several.sum())
    se = low = high = None
    notes = distances.warnings
    if i < 3 or np.isnan(without).any():
        notes = (*notes, "too few items carry the variation: no interval")
    elif not distances.observed.any():
        low, high = 1 - unseen(i, z) / float(expected[0]), 1.0
        notes = (*notes, "no disagreement was seen: the lower bound is the rule of three")
    else:
        se = float((i * value - (i - 1) * without).std(ddof=1) / np.sqrt(i))
        low, high = below_one(value, se, z)
    return Estimate(
        method=method, value=value, se=se, ci_low=low, ci_high=high, observed=float(observed[0]),
        expected=float(expected[0]), confidence_level=None if low is None else confidence_level, warnings=notes,
        meaning=verdict(value, low), **distances.facts,
    )  # fmt: skip


def ks_agreement(distances: Distances, *, confidence_level: float = 0.95) -> Estimate:
    """How far distances within items lie below those by chance: the one-sided Kolmogorov-Smirnov statistic, [0, 1].

    `observed` and `expected` are the two shares below the distance at which they differ most. O(pairs log pairs).
    """
    found = _undefined(distances, "KS agreement")
    if found is not None:
        return found
    weight = _weights(distances)
    order = np.argsort(distances.observed, kind="stable")
    at, steps = distances.observed[order], np.cumsum(weight[order]) / weight.sum()
    last = np.append(at[1:] > at[:-1], True)
    at, steps = at[last], steps[last]
    chance = np.searchsorted(np.sort(distances.expected), at, side="right") / len(distances.expected)
    best = int((steps - chance).argmax())
    here, by_chance = (float(steps[best]), float(chance[best])) if steps[best] > chance[best] else (0.0, 0.0)
    return _share(
        distances, "KS agreement", distances.observed <= at[best], here - by_chance, confidence_level,
        "Answers to one item are far closer than by chance." if here - by_chance >= 0.5
        else "Answers to one item are hardly closer than by chance.", here, by_chance,
    )  # fmt: skip


def sigma_agreement(distances: Distances, *, threshold: float = 0.05, confidence_level: float = 0.95) -> Estimate:
    """The share of pairs within items that agree better than all but `threshold` of the pairs by chance, in [0, 1]."""
    if not 0 < threshold < 1:
        raise InvalidRequest(f"The threshold is {threshold}; it is between 0 and 1.")
    found = _undefined(distances, "Sigma agreement")
    if found is not None:
        return found
    rank = np.searchsorted(np.sort(distances.expected), distances.observed, side="right") / len(distances.expected)
    close = rank < threshold
    weight = _weights(distances)
    value = float(weight[close].sum() / weight.sum())
    return _share(
        distances, "Sigma agreement", close, value, confidence_level,
        f"{value:.0%} of the pairs agree better than {1 - threshold:.0%} of pairs by chance.", value, threshold,
    )  # fmt: skip


def _share(
    distances: Distances, method: str, hit: Any, value: float, confidence_level: float, meaning: str,
    observed: float, expected: float,
) -> Estimate:  # fmt: skip
    weight, size = _weights(distances), len(distances.m)
    top = np.bincount(distances.item, weight * hit, size).astype(np.float64)
    _, se = ratio(top, np.bincount(distances.item, weight, size).astype(np.float64))
    low, high = of_share(value, se, distances.facts["n_items"], two_sided(confidence_level))
    return Estimate(
        method=method, value=value, se=se, ci_low=low, ci_high=high, observed=observed, expected=expected,
        confidence_level=None if se is None else confidence_level, meaning=meaning, warnings=distances.warnings,
        **distances.facts,
    )  # fmt: skip


def _undefined(distances: Distances, method: str) -> Estimate | None:
    reason = distances.reason
    if reason is None:
        return None
    return Estimate(method=method, value=None, reason=reason, meaning=_ALONE[reason], **distances.facts)


def _weights(distances: Distances) -> Floats:
    found: Floats = 1 / (distances.m[distances.item] - 1)
    return found


def _across(matrix: LabelMatrix, n_pairs: int, seed: int) -> tuple[Rows, Rows, int]:
    """Pairs of annotations on different items, all or drawn, and how many there are; items with one take no part."""
    rows = np.flatnonzero((matrix.per_item >= 2)[matrix.item])
    item, n = matrix.item[rows], len(rows)
    m = matrix.per_item[matrix.per_item >= 2]
    cross = n * (n - 1) // 2 - int((m * (m - 1) // 2).sum())
    if cross <= n_pairs:
        one, other = np.triu_indices(n, 1)
        apart = item[one] != item[other]
        return rows[one[apart]], rows[other[apart]], cross
    generator = seeded(seed)
    found = np.zeros((0, 2), np.int64)
    while len(found) < n_pairs:
        drawn = generator.integers(0, n, (n_pairs, 2))
        found = np.concatenate((found, drawn[item[drawn[:, 0]] != item[drawn[:, 1]]]))
    return rows[found[:n_pairs, 0]], rows[found[:n_pairs, 1]], cross


def _between(matrix: LabelMatrix, one: Rows, other: Rows, distance: Callable[[Any, Any], float]) -> Floats:
    low = np.minimum(matrix.label[one], matrix.label[other]).astype(np.int64)
    high = np.maximum(matrix.label[one], matrix.label[other])
    pairs, where = np.unique(low * len(matrix.labels) + high, return_inverse=True)
    values = matrix.labels.tolist()
    found = np.zeros(len(pairs))
    for at, key in enumerate(pairs.tolist()):
        a, b = divmod(key, len(values))
        if a != b:
            found[at] = distance(values[a], values[b])
            if not 0 <= found[at] <= LARGEST:
                pair = f"{values[a]!r} and {values[b]!r}"
                raise InvalidData(f"The distance of {pair} is {found[at]}: it is finite, from 0 to {LARGEST:g}.")
    apart: Floats = found[where]
    return apart


def _soft_f1(objects: ObjectMatrix, one: Rows, other: Rows, threshold: float) -> Floats:
    found = match(objects, one, other, threshold, class_aware=True)
    shared = np.bincount(found.pair, found.iou, len(one))
    drawn = objects.many[one] + objects.many[other]
    apart: Floats = np.where(drawn > 0, 1 - 2 * shared / np.maximum(drawn, 1), 0.0)
    return apart
