"""Agreement person by person: who labels like the others, and who drags agreement down.

    share    of the other labels of one's items that are the same as one's own
    alpha_j  = 1 - D_oj / D_e, D_oj the mean distance of one's labels to the others' on the same items
    drag     = alpha - alpha without the person: negative where the others agree better alone

Shares of few items swing: `shrunk` pulls each toward the mean by empirical Bayes, and `low` is its lower bound, by
which people may be ranked. Agreement with the others is not accuracy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from labelwright.quality.agreement import metrics
from labelwright.quality.agreement.alpha import krippendorff_alpha
from labelwright.quality.agreement.metrics import Floats, Level, Metric
from labelwright.quality.agreement.pairs import counts_of_pairable, pair_sums, pairable, to_others
from labelwright.quality.estimate import Result
from labelwright.quality.matrix import LabelMatrix, must_fit, must_know_who
from labelwright.quality.normal import two_sided


@dataclass(frozen=True, slots=True)
class AnnotatorAgreement(Result):
    """One person. Numbers are None where nobody else answered an item of theirs (`drag` also where it is undefined)."""

    annotator: Any
    items: int
    share: float | None
    shrunk: float | None
    low: float | None
    alpha: float | None
    drag: float | None


def annotator_agreement(
    matrix: LabelMatrix,
    level_of_measurement: Level | Callable[[Any, Any], float] | ArrayLike = "nominal",
    *,
    period: float | None = None,
    confidence_level: float = 0.95,
) -> list[AnnotatorAgreement]:
    """Every person, in the order of their ids. O(sum of m_i squared + J K). Raises InvalidData for counts."""
    must_know_who(matrix)
    two_sided(confidence_level)  # which raises for what is no level
    must_fit("The labels of all people", len(matrix.annotators), len(matrix.labels))
    counts = counts_of_pairable(matrix)
    metric = metrics.metric(matrix, level_of_measurement, counts, period)
    mine = matrix.kept(pairable(matrix))
    j = len(mine.annotators)
    items = np.bincount(mine.annotator, minlength=j)
    others = (mine.per_item[mine.item] - 1).astype(np.float64)
    same = 1 - to_others(mine, metrics.Nominal()) / others
    apart = to_others(mine, metric) / others
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.bincount(mine.annotator, same, j) / items
        distance = np.bincount(mine.annotator, apart, j) / items
    sums = pair_sums(mine, metric, counts)
    expected = sums.total / (sums.n * (sums.n - 1)) if sums.n > 1 else 0.0
    whole = krippendorff_alpha(matrix, level_of_measurement, period=period, ci=None).value
    alone = _without_each(mine, metric, counts, apart * others)
    shrunk, low = _shrunk(share, items, confidence_level)
    return [
        AnnotatorAgreement(
            annotator=who, items=int(items[code]), share=_known(share[code]), shrunk=_known(shrunk[code]),
            low=_known(low[code]), alpha=_known(1 - distance[code] / expected) if expected > 0 else None,
            drag=None if whole is None else _known(whole - alone[code]),
        )
        for code, who in enumerate(matrix.annotators.tolist())
    ]  # fmt: skip


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _without_each(mine: LabelMatrix, metric: Metric, counts: Floats, to_rest: Floats) -> Floats:
    """Alpha without each person in turn, shape (J,): the distances stay those of everybody's labels."""
    j, k = len(mine.annotators), len(mine.labels)
    m = mine.per_item.astype(np.float64)
    within = np.bincount(mine.item, to_rest, len(mine.items))  # t_i
    at = mine.item
    before = within[at] / (m[at] - 1)
    three = m[at] >= 3
    after = np.where(three, (within[at] - 2 * to_rest) / np.maximum(m[at] - 2, 1), 0.0)
    moved = np.bincount(mine.annotator, after - before, j)
    total_within = float((within[m >= 2] / (m[m >= 2] - 1)).sum())
    key = mine.annotator.astype(np.int64) * k + mine.label
    gone = np.bincount(key, minlength=j * k).reshape(j, k).astype(np.float64)
    pair = ~three  # the other one of two is alone without the person, and takes no part either
    first = mine.starts[at[pair]]
    other = np.where(np.arange(len(mine))[pair] == first, first + 1, first)
    np.add.at(gone, (mine.annotator[pair], mine.label[other]), 1.0)
    found = np.full(j, np.nan)
    for person in range(j):
        left = counts - gone[person]
        n, total = left.sum(), metric.total(left)
        if n > 1 and total > 1e-12:
            found[person] = 1 - (n - 1) * (total_within + moved[person]) / total
    return found


def _shrunk(share: Floats, items: Any, confidence_level: float) -> tuple[Floats, Floats]:
    """Shares pulled toward their mean, and their lower bounds."""
    known = items > 0
    weight = items[known].astype(np.float64)
    if not known.any():
        return share, share
    mean = float((share[known] * weight).sum() / weight.sum())
    noise = mean * (1 - mean)
    between = float((weight * np.square(share[known] - mean)).sum() / weight.sum()) - noise * len(weight) / weight.sum()
    tau = noise / between - 1 if between > 0 and noise > 0 else 1e6 if noise > 0 else 1.0
    tau = max(tau, 1.0)
    right = np.where(known, share * items, 0.0)
    a, b = right + tau * mean, items - right + tau * (1 - mean)
    shrunk = np.where(known, a / (a + b), np.nan)
    low = np.where(known, betaincinv(np.maximum(a, 1e-9), np.maximum(b, 1e-9), (1 - confidence_level) / 2), np.nan)
    return shrunk, low
