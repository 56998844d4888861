"""Weighted boxes fusion: boxes of several models, each with a score, into one set.

Boxes are taken by falling score; each joins the fused box of its class it overlaps most, if by more than a threshold,
or starts one. Coordinates are means weighted by score; a fused score is the mean score times min(T, n) / T, with n
boxes and T the sum of the models' weights. For people, who give no scores, `ObjectConsensus`. Source: Solovyev, Wang,
Gabruseva (2021).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.finite import Floats, finite

_MOST = 1e60  # a product of a weight, a score and a coordinate is a number


def weighted_boxes_fusion(
    boxes_list: Sequence[ArrayLike],
    scores_list: Sequence[ArrayLike],
    labels_list: Sequence[ArrayLike],
    weights: Sequence[float] | None = None,
    *,
    iou_thr: float = 0.55,
    skip_box_thr: float = 0.0,
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Fused boxes (n, 4), scores (n,) and labels (n,), by falling score.

    Each list has one entry a model: boxes (m, 4) of x_min, y_min, x_max, y_max, scores (m,) and whole-number labels
    (m,). Boxes under `skip_box_thr` or without an area are left out. Raises InvalidData where lists do not fit or
    numbers are not finite. O(boxes x fused boxes).
    """
    if not 0 < iou_thr <= 1:
        raise InvalidRequest(f"An IoU threshold of {iou_thr} is none.", hint="Give one above 0 and up to 1.")
    rows, weight = _rows(boxes_list, scores_list, labels_list, weights, skip_box_thr)
    fused = []
    for label in np.unique(rows[:, 0]):
        mine = rows[rows[:, 0] == label]
        fused.append(_of_class(mine[np.argsort(-mine[:, 1], kind="stable")], iou_thr, weight))
    if not fused:
        return np.zeros((0, 4)), np.zeros(0), np.zeros(0, np.int64)
    made = np.concatenate(fused)
    made = made[np.argsort(-made[:, 1], kind="stable")]
    return made[:, 3:], made[:, 1], made[:, 0].astype(np.int64)


def _rows(
    boxes_list: Sequence[ArrayLike], scores_list: Sequence[ArrayLike], labels_list: Sequence[ArrayLike],
    weights: Sequence[float] | None, skip_box_thr: float,
) -> tuple[Floats, Floats]:  # fmt: skip
    """label, weighted score, model weight, box of each box, and the models' weights."""
    weight = np.ones(len(boxes_list)) if weights is None else finite(weights, "The weights of models", largest=_MOST)
    if weight.ndim != 1 or not len(boxes_list) == len(scores_list) == len(labels_list) == len(weight):
        raise InvalidData("Boxes, scores, labels and weights are lists of the same length, one entry a model.")
    if (weight < 0).any() or (len(weight) and weight.sum() < 1 / _MOST):
        raise InvalidData("The weights of models are 0 or more, and not all 0.")
    made = [np.zeros((0, 7))]
    for model, (boxes, scores, labels) in enumerate(zip(boxes_list, scores_list, labels_list, strict=True)):
        box = finite(boxes, f"The boxes of model {model}", largest=_MOST)
        box = box if box.size else np.zeros((0, 4))
        score = finite(scores, f"The scores of model {model}", largest=_MOST)
        label = finite(labels, f"The labels of model {model}", largest=2**53)
        if box.ndim != 2 or box.shape[1] != 4:
            raise InvalidData(f"The boxes of model {model} have the shape {box.shape}, not (m, 4).")
        if not score.shape == label.shape == (len(box),):
            raise InvalidData(f"Model {model} has {len(box)} boxes, {score.size} scores and {label.size} labels.")
        if (score < 0).any() or (label % 1).any():
            raise InvalidData(f"Model {model} has scores below 0, or labels that are no whole numbers.")
        own = np.full(len(box), weight[model])
        rows = np.column_stack((label, score * own, own, box))
        made.append(rows[(score >= skip_box_thr) & ((box[:, 2:] > box[:, :2]).all(1))])
    return np.concatenate(made), weight


def _of_class(rows: Floats, iou_thr: float, weights: Floats) -> Floats:
    fused = np.zeros((len(rows), 7))
    sums = np.zeros((len(rows), 6))  # score, count, score x box
    n = 0
    for row in rows:
        at = n
        if n:
            overlap = _iou(fused[:n, 3:], row[3:])
            best = int(overlap.argmax())
            at = best if overlap[best] > iou_thr else n
        n = max(n, at + 1)
        sums[at] += (row[1], 1.0, *(row[1] * row[3:]))
        fused[at, :2] = row[0], sums[at, 0] / sums[at, 1]
        fused[at, 3:] = sums[at, 2:] / sums[at, 0] if sums[at, 0] > 0 else row[3:]
    total = weights.sum()
    fused[:n, 1] *= np.minimum(len(weights), sums[:n, 1]) / total
    return fused[:n]


def _iou(boxes: Floats, box: Floats) -> Floats:
    side = np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2])
    shared = np.maximum(side, 0).prod(1)
    union = (boxes[:, 2:] - boxes[:, :2]).prod(1) + (box[2:] - box[:2]).prod() - shared
    found: Floats = np.divide(shared, union, out=np.zeros(len(boxes)), where=union > 0)
    return found
