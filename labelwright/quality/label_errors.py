"""Which labels are probably wrong, and which errors have a system.

`confusion_pairs` counts what was delivered as k and corrected to l, weighted by how each correction was found, and
says of each pair whether it is one person's habit (coach) or everybody's (rewrite the guideline), and whether it goes
one way (a rule is missing) or both (the border is unclear).

`find_label_issues` is confident learning (Northcutt, Jiang, Chuang 2021) on out-of-sample probabilities p (I, K):

    t_k = mean of p_ik over items labelled k;  C[k, l] = items labelled k whose best class over its threshold is l

with C made to the labels' counts; an issue is an item among the n Q[k, l] of largest margin p_il - p_ik. Probabilities
must come from folds that keep items of one group together, else the model has seen the answer.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincc

from labelwright.errors import InvalidData, InvalidRequest

Floats = NDArray[np.float64]
_TINY_CLASS = 10


@dataclass(frozen=True, slots=True)
class ConfusionPair:
    """Labels `delivered` that were `corrected` to another one.

    `count` is weighted, `share` its part of all errors. `gini` is near 1 where one person makes it, near 0 where all
    do; `p_concentrated` is the chi-square probability of such a spread by chance (None with one person). `p_one_way`
    is McNemar's, of counts in both directions that differ so much: small means the pair goes one way.
    """

    delivered: Any
    corrected: Any
    count: float
    share: float
    gini: float
    p_concentrated: float | None
    p_one_way: float
    meaning: str


def confusion_pairs(
    delivered: Sequence[Hashable],
    corrected: Sequence[Hashable],
    annotators: Sequence[Hashable],
    *,
    weights: ArrayLike | None = None,
) -> list[ConfusionPair]:
    """Every pair of different labels among reviewed items, the most frequent first.

    `weights` are 1 / inclusion probability where reviews were drawn unevenly. The chi-square compares each person's
    share of the pair with their share of all reviewed items. O(n + pairs * people). Raises InvalidData for columns of
    different length or weights that are none.
    """
    n = len(delivered)
    if len(corrected) != n or len(annotators) != n:
        raise InvalidData(f"The columns have {n}, {len(corrected)}, {len(annotators)} rows.")
    w = np.ones(n) if weights is None else np.asarray(weights, np.float64)
    if w.shape != (n,) or not np.isfinite(w).all() or (w < 0).any():
        raise InvalidData("Each row has one weight, a number from 0 on.")
    people = {who: code for code, who in enumerate(dict.fromkeys(annotators))}
    reviewed = np.zeros(len(people))
    counts: dict[tuple[Any, Any], Floats] = {}
    for was, now, who, weight in zip(delivered, corrected, annotators, w.tolist(), strict=True):
        reviewed[people[who]] += weight
        if was != now:
            counts.setdefault((was, now), np.zeros(len(people)))[people[who]] += weight
    errors = sum(float(by.sum()) for by in counts.values())
    found = []
    for (was, now), by in counts.items():
        back = counts.get((now, was))
        other = float(back.sum()) if back is not None else 0.0
        spread, one_way = _spread(by, reviewed), _one_way(float(by.sum()), other)
        gini = _gini(by / np.maximum(reviewed, 1e-300))
        found.append(
            ConfusionPair(was, now, float(by.sum()), float(by.sum()) / errors, gini, spread, one_way,
                          _advice(was, now, spread, gini, one_way))
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.count, str(one.delivered), str(one.corrected)))


def _gini(rates: Floats) -> float:
    ordered = np.sort(rates)
    n, total = len(ordered), float(ordered.sum())
    if n < 2 or total <= 0:
        return 0.0
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total)) * n / (n - 1)


def _spread(by: Floats, reviewed: Floats) -> float | None:
    expected = by.sum() * reviewed / reviewed.sum()
    some = expected > 0
    if some.sum() < 2:
        return None
    chi2 = float((np.square(by[some] - expected[some]) / expected[some]).sum())
    return float(gammaincc((some.sum() - 1) / 2, chi2 / 2))


def _one_way(there: float, back: float) -> float:
    return float(gammaincc(0.5, (there - back) ** 2 / (there + back) / 2))


def _advice(was: Any, now: Any, spread: float | None, gini: float, one_way: float) -> str:
    who = "one person's habit: coach them" if spread is not None and spread < 0.01 and gini > 0.5 else (
        "everybody's: rewrite the guideline"
    )  # fmt: skip
    how = "it goes one way, so a rule is missing" if one_way < 0.01 else "it goes both ways or is rare"
    return f"{was} instead of {now} is {who}; {how}."


@dataclass(frozen=True, slots=True)
class LabelIssues:
    """Items whose label is probably wrong, the worst first, with the label that is probably right.

    `scores` (I,) rank all items, 0 is worst; `joint` (K, K) is the estimated joint distribution of given and true
    labels; `warnings` name classes too small to judge.
    """

    items: NDArray[np.int64]
    suggested: NDArray[np.int64]
    scores: Floats
    joint: Floats
    warnings: tuple[str, ...]


def find_label_issues(
    labels: ArrayLike,
    pred_probs: ArrayLike,
    *,
    score: Literal["normalized_margin", "self_confidence"] = "normalized_margin",
) -> LabelIssues:
    """Confident learning: label codes (I,) against out-of-sample probabilities (I, K). O(I K).

    Raises InvalidData for codes or probabilities that are none.
    """
    y, p = np.asarray(labels), np.asarray(pred_probs, np.float64)
    if p.ndim != 2 or y.shape != (len(p),) or y.dtype.kind not in "iu":
        raise InvalidData(f"Label codes (I,) go with probabilities (I, K), not {y.shape} with {p.shape}.")
    k = p.shape[1]
    if (y < 0).any() or (y >= k).any() or (p < 0).any() or not np.allclose(p.sum(1), 1, atol=1e-6):
        raise InvalidData("Codes are columns of the probabilities, whose rows sum to 1.")
    counts = np.bincount(y, minlength=k).astype(np.float64)
    own = p[np.arange(len(y)), y]
    sums = np.bincount(y, own, k)
    known = counts > 0
    threshold = np.where(known, sums / np.maximum(counts, 1), sums[known].sum() / max(1.0, counts[known].sum()))
    over = np.where(p >= threshold - 1e-12, p, -1.0)
    confident = over.max(1) >= 0
    best = over.argmax(1)
    joint = np.bincount(y[confident] * k + best[confident], minlength=k * k).reshape(k, k).astype(np.float64)
    rows = joint.sum(1)
    joint = np.where(rows[:, None] > 0, joint / np.maximum(rows, 1)[:, None], np.eye(k)) * counts[:, None]
    joint /= max(1.0, joint.sum())
    items, suggested = _pruned(y, p, np.rint(joint * len(y)).astype(np.int64))
    scores = _scores(p, own, y, score)
    order = np.argsort(scores[items], kind="stable")
    small = [str(c) for c in np.flatnonzero(known & (counts < _TINY_CLASS))]
    warnings = (f"classes with fewer than {_TINY_CLASS} labels are hard to judge: {', '.join(small)}",) if small else ()
    return LabelIssues(items[order], suggested[order], scores, joint, warnings)


def _pruned(y: NDArray[Any], p: Floats, expected: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """By noise rate: in each cell off the diagonal, so many items as are expected to be wrong, by their margin."""
    chosen: dict[int, tuple[float, int]] = {}
    for k, row in enumerate(expected):
        of = np.flatnonzero(y == k)
        for to in np.flatnonzero(row):
            if to == k or not len(of):
                continue
            margin = p[of, to] - p[of, k]
            worst = of[np.argsort(-margin, kind="stable")[: row[to]]]
            for item, by in zip(worst.tolist(), (p[worst, to] - p[worst, k]).tolist(), strict=True):
                if by > 0 and (item not in chosen or chosen[item][0] < by):
                    chosen[item] = (by, int(to))
    items = np.array(sorted(chosen), np.int64)
    return items, np.array([chosen[item][1] for item in items.tolist()], np.int64)


def _scores(p: Floats, own: Floats, y: NDArray[Any], score: str) -> Floats:
    if score == "self_confidence":
        return own
    if score != "normalized_margin":
        raise InvalidRequest(f"{score} is no score.", hint="normalized_margin or self_confidence.")
    others = p.copy()
    others[np.arange(len(y)), y] = -1.0
    found: Floats = (own - others.max(1) + 1) / 2
    return found
