"""Which labels are probably wrong: confident learning on out-of-sample probabilities p (I, K).

    t_k = mean of p_ik over items labelled k;  C[k, l] = items labelled k whose best class over its threshold is l

With C made to the labels' counts, Q = C / I is the joint distribution of given and true labels. Issues are, of each
cell k, l off the diagonal, the I Q[k, l] items of largest margin p_il - p_ik (prune_by_noise_rate); of each class k, as
many items as all of its cells hold, of smallest p_ik (prune_by_class); both; or the items of C itself
(confident_learning). Scores in [0, 1], 0 the worst, rank all items:

    self_confidence p_iy;  normalized_margin (p_iy - max_{k != y} p_ik + 1) / 2;
    confidence_weighted_entropy log(1 + s) / s, s = H(p_i) / (log K p_iy)

Probabilities must come from folds that keep items of one group (customer, video) together, else the model has seen the
answer. Source: Northcutt, Jiang, Chuang (2021).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.coding import column
from labelwright.quality.estimate import Result
from labelwright.quality.finite import LARGEST, finite

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Score = Literal["normalized_margin", "self_confidence", "confidence_weighted_entropy"]
Filter = Literal["prune_by_noise_rate", "prune_by_class", "both", "confident_learning"]
_TINY_CLASS = 10
_SAME = 1e-6  # a probability that misses its class's threshold by less reaches it


@dataclass(frozen=True, slots=True)
class LabelIssues(Result):
    """Items whose label is probably wrong, the worst first, with the label that is probably right.

    `scores` (I,) rank all items, 0 is worst; `joint` (K, K) is the estimated joint distribution of given and true
    labels; `warnings` name classes too small to judge.
    """

    items: Codes
    suggested: Codes
    scores: Floats
    joint: Floats
    warnings: tuple[str, ...]


def find_label_issues(
    labels: ArrayLike,
    pred_probs: ArrayLike,
    *,
    score: Score = "normalized_margin",
    filter_by: Filter = "prune_by_noise_rate",
) -> LabelIssues:
    """Confident learning: label codes (I,) against out-of-sample probabilities (I, K). O(I K).

    An issue's best class is never its label. Labels of classes with fewer than 10 are not judged, with a warning.
    Raises InvalidData for codes or probabilities that are none, InvalidRequest for a score or filter that is none.
    """
    y, p = _checked(labels, pred_probs)
    if filter_by not in ("prune_by_noise_rate", "prune_by_class", "both", "confident_learning"):
        raise InvalidRequest(f"{filter_by} is no filter.", hint="prune_by_noise_rate, prune_by_class, both, ...")
    n, k = p.shape
    counts = np.bincount(y, minlength=k)
    own, top = p[np.arange(n), y], p.argmax(1)
    sure = _confident(y, p, own, counts)
    joint = _joint(y, sure, counts)
    scores = _scores(y, p, own, score)
    tiny = (counts > 0) & (counts < _TINY_CLASS)
    expected = np.rint(joint * n).astype(np.int64)
    np.fill_diagonal(expected, 0)
    expected[tiny], expected[:, tiny] = 0, 0
    wrong = np.zeros(n, bool)
    if filter_by == "confident_learning":
        wrong = (sure >= 0) & (sure != y) & ~tiny[y]
    else:
        if filter_by != "prune_by_class":
            wrong = _by_noise_rate(y, p, own, top, expected)
        if filter_by != "prune_by_noise_rate":
            by_class = _by_class(y, own, expected)
            wrong = by_class if filter_by == "prune_by_class" else wrong & by_class
    items = np.flatnonzero(wrong & (top != y))
    items = items[np.argsort(scores[items], kind="stable")]
    small = ", ".join(str(c) for c in np.flatnonzero(tiny))
    warnings = (f"classes with fewer than {_TINY_CLASS} labels are not judged: {small}",) if small else ()
    return LabelIssues(items, top[items], scores, joint, warnings)


def label_quality_scores(labels: ArrayLike, pred_probs: ArrayLike, *, score: Score = "self_confidence") -> Floats:
    """How far each label may be believed (I,), in [0, 1]; review the lowest first. O(I K).

    Raises InvalidData for codes or probabilities that are none, InvalidRequest for a score that is none.
    """
    y, p = _checked(labels, pred_probs)
    return _scores(y, p, p[np.arange(len(y)), y], score)


def _checked(labels: ArrayLike, pred_probs: ArrayLike) -> tuple[Codes, Floats]:
    y, p = column(labels, "labels"), np.ascontiguousarray(finite(pred_probs, "Probabilities", largest=LARGEST))
    if p.ndim != 2 or not p.shape[1] or y.shape != (len(p),) or (len(y) and y.dtype.kind not in "iu"):
        raise InvalidData(f"Label codes (I,) go with probabilities (I, K), not {y.shape} with {p.shape}.")
    codes = y.astype(np.int64)
    if not len(codes):
        return codes, p
    off = np.abs(p @ np.ones(p.shape[1]) - 1).max()
    if codes.min() < 0 or codes.max() >= p.shape[1] or not p.min() >= 0 or not off <= 1e-5:
        raise InvalidData("Codes are columns of the probabilities, whose rows sum to 1.")
    return codes, p


def _confident(y: Codes, p: Floats, own: Floats, counts: Codes) -> Codes:
    """The best class of each item among those over their threshold, -1 where none is."""
    sums = np.bincount(y, own, p.shape[1])
    known = counts > 0
    threshold = np.divide(sums, counts, out=np.zeros(len(counts)), where=known)
    threshold[~known] = threshold[known].mean() if known.any() else 1.0
    over = np.where(p >= threshold - _SAME, p, -1.0)
    best = over.argmax(1)
    return np.where(over[np.arange(len(y)), best] >= 0, best, -1)


def _joint(y: Codes, sure: Codes, counts: Codes) -> Floats:
    k, at = len(counts), sure >= 0
    found = np.bincount(y[at] * k + sure[at], minlength=k * k).reshape(k, k).astype(np.float64)
    rows = found.sum(1, keepdims=True)
    found = np.where(rows > 0, found / np.maximum(rows, 1), np.eye(k)) * counts[:, None]
    return found / max(1, len(y))


def _by_noise_rate(y: Codes, p: Floats, own: Floats, top: Codes, expected: Codes) -> NDArray[np.bool_]:
    """In each cell off the diagonal, so many items as are expected to be wrong, by their margin."""
    wrong = np.zeros(len(y), bool)
    rival = np.flatnonzero(top != y)  # only these have a positive margin
    margins = p[rival] - own[rival, None]
    for k in np.flatnonzero(expected.any(1)):
        of = np.flatnonzero(y[rival] == k)
        for to in np.flatnonzero(expected[k]):
            margin, n = margins[of, to], int(expected[k, to])
            least = np.partition(margin, len(of) - n)[len(of) - n] if n < len(of) else -1.0
            wrong[rival[of[(margin >= least) & (margin > 0)]]] = True
    return wrong


def _by_class(y: Codes, own: Floats, expected: Codes) -> NDArray[np.bool_]:
    """In each class, so many items as are expected to be wrong, by how little the model believes in the class."""
    wrong = np.zeros(len(y), bool)
    for k, n in enumerate(expected.sum(1).tolist()):
        of = np.flatnonzero(y == k)
        if n and len(of):
            wrong[of[own[of] <= np.partition(own[of], min(n, len(of)) - 1)[min(n, len(of)) - 1]]] = True
    return wrong


def _scores(y: Codes, p: Floats, own: Floats, score: str) -> Floats:
    if score == "self_confidence":
        return own
    if score == "normalized_margin":
        others = p.copy()
        others[np.arange(len(y)), y] = -1.0
        found: Floats = (own - others.max(1, initial=0.0) + 1) / 2
        return found
    if score == "confidence_weighted_entropy":
        entropy = -xlogy(p, p).sum(1) / np.log(max(2, p.shape[1]))
        s = np.divide(np.maximum(entropy, 0.0), own, out=np.full(len(y), np.inf), where=own > 0)
        some = (s > 0) & np.isfinite(s)  # 1 where the model is certain of the label, 0 where it is certain of another
        rescaled: Floats = np.divide(np.log1p(s), s, out=np.where(own > 0, 1.0, 0.0), where=some)
        return rescaled
    raise InvalidRequest(
        f"{score} is no score.", hint="normalized_margin, self_confidence or confidence_weighted_entropy."
    )  # fmt: skip
