"""Which boxes are probably wrong, against a model's boxes with their confidence: overlooked, swapped, badly located.

    overlooked      a confident box of the model without a label:  1 - c (1 - largest IoU with any label)
    swapped         a label whose place the model gives another class:  1 - max(0, c IoU of others - c IoU of its own)
    badly located   a label beside the model's box of its class:  w IoU + (1 - w) (1 - centre distance)

with confidence c, and the distance of centres as a part of the diagonal of the smallest box around both. Scores lie in
[0, 1], 0 is worst; 1 where there is nothing to say. An image has of each kind the soft minimum of its boxes, and the
geometric mean of the three. Predictions must be out of sample.

Source: Tkachenko, Thyagarajan, Mueller (2023, ObjectLab).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.coding import column, encode, present
from labelwright.quality.estimate import Result
from labelwright.quality.finite import shares
from labelwright.quality.objects import Extents, extents

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
_LEAST = 1e-6  # a score of an image's kind, so that one kind does not hide the others


@dataclass(frozen=True, slots=True)
class BoxIssue(Result):
    """`row` counts the predictions for an overlooked box, else the labels; `instead` is the class or box of the model's
    that says so."""

    kind: Literal["overlooked", "swapped", "badly_located"]
    image: Any
    row: int
    score: float
    instead: Any


@dataclass(frozen=True, slots=True)
class BoxIssues(Result):
    """`issues` below the limit, the worst first; `images` (I,) with their `scores`; `overlooked` (m,) of the
    predictions, `swapped` and `badly_located` (n,) of the labels."""

    issues: tuple[BoxIssue, ...]
    images: NDArray[Any]
    scores: Floats
    overlooked: Floats
    swapped: Floats
    badly_located: Floats


def box_label_issues(
    labels: tuple[ArrayLike, ArrayLike, ArrayLike],
    predictions: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike],
    *,
    images: Sequence[Any] = (),
    high: float = 0.95,
    low: float = 0.5,
    weight: float = 0.9,
    temperature: float = 0.1,
    limit: float = 0.5,
) -> BoxIssues:
    """Labels (image, box, class) against predictions (image, box, class, confidence), columns of n and m rows.

    Boxes are x_min, y_min, x_max, y_max; `images` names those without any box too. Only predictions of confidence
    `high` overlook or swap, of `low` locate. O(sum over images of labels * predictions). Raises InvalidData for columns
    that do not fit, InvalidRequest for numbers outside [0, 1].
    """
    bounds = (("high", high, 0), ("low", low, 0), ("weight", weight, 0), ("temperature", temperature, 0.01))
    for name, value, least in bounds:
        if not least <= value <= 1:
            raise InvalidRequest(f"{name} is {value}; it is between {least} and 1.")
    sizes: tuple[int, ...] = len(labels), len(predictions)
    if sizes != (3, 4):
        raise InvalidData("Labels are image, box and class, predictions image, box, class and confidence.")
    known = _boxes(*labels[:2]), _boxes(*predictions[:2])
    n, m = len(known[0]), len(known[1])
    confidence = shares(predictions[3], "Confidences")
    where, names = encode(_names(labels[0], predictions[0], images))
    kind, classes = encode(_names(labels[2], predictions[2]))
    if len(kind) != n + m or len(where) != n + m + len(images) or confidence.shape != (m,):
        raise InvalidData("Each label has an image, a box and a class, each prediction a confidence too.")
    one, other = _pairs(where[:n], where[n : n + m], len(names))
    both = Extents(np.concatenate((known[0].values, known[1].values)))
    iou = both.iou(one, other + n)
    same, sure = kind[one] == kind[n + other], confidence[other]
    overlooked = np.where(confidence >= high, 1 - confidence * (1 - _most(iou, other, m)[0]), 1.0)
    own = _most(np.where(same, sure * iou, 0.0), one, n)[0]
    against, by = _most(np.where(~same & (sure >= high), sure * iou, 0.0), one, n)
    swapped = 1 - np.maximum(0.0, against - own)
    near = same & (sure >= low) & (iou > 0)
    alike = weight * iou + (1 - weight) * (1 - _apart(both.values, one, other + n))
    best, at = _most(np.where(near, alike, -1.0), one, n, start=-1.0)
    badly = np.where(best >= 0, best, 1.0)
    pooled = [
        _pooled(of, image, len(names), temperature)
        for of, image in ((overlooked, where[n : n + m]), (swapped, where[:n]), (badly, where[:n]))
    ]
    scores = np.exp(np.log(np.maximum(pooled, _LEAST)).mean(0))
    theirs = known[1].values.tolist()
    found = [
        *(BoxIssue("overlooked", names[where[n + j]], j, float(overlooked[j]), theirs[j])
          for j in _below(overlooked, limit)),
        *(BoxIssue("swapped", names[where[i]], i, float(swapped[i]), classes[kind[n + other[by[i]]]])
          for i in _below(swapped, limit)),
        *(BoxIssue("badly_located", names[where[i]], i, float(badly[i]), theirs[other[at[i]]])
          for i in _below(badly, limit)),
    ]  # fmt: skip
    found.sort(key=lambda issue: (issue.score, issue.kind, issue.row))
    return BoxIssues(tuple(found), names, scores, overlooked, swapped, badly)


def _below(scores: Floats, limit: float) -> list[int]:
    return [int(row) for row in np.flatnonzero(scores < limit)]


def _boxes(images: ArrayLike, boxes: ArrayLike) -> Extents:
    found = extents(boxes, 2)
    many = len(column(images, "images"))
    if many != len(found):
        raise InvalidData(f"{len(found)} boxes have {many} images.")
    return found


def _names(*columns: ArrayLike) -> NDArray[Any]:
    """The columns one after another, as objects, so that numbers and texts keep their kind."""
    given = [value for column in columns for value in present(column, "images or classes").tolist()]
    found = np.empty(len(given), object)
    found[:] = given
    return found


def _pairs(one: NDArray[Any], other: NDArray[Any], images: int) -> tuple[Rows, Rows]:
    """Every label beside every prediction of its image."""
    order = np.argsort(other, kind="stable")
    many = np.bincount(other, minlength=images)
    first = np.cumsum(many) - many
    left = np.repeat(np.arange(len(one)), many[one])
    step = np.arange(len(left)) - np.repeat(np.cumsum(many[one]) - many[one], many[one])
    return left, order[first[one][left] + step]


def _most(values: Floats, of: Rows, n: int, start: float = 0.0) -> tuple[Floats, Rows]:
    """The largest value of each of n groups, at least `start`, and where it is."""
    found, at = np.full(n, start), np.zeros(n, np.int64)
    np.maximum.at(found, of, values)
    hit = np.flatnonzero(values == found[of])
    at[of[hit]] = hit
    return found, at


def _apart(boxes: Floats, one: Rows, other: Rows) -> Floats:
    a, b = boxes[one], boxes[other]
    between = np.hypot(*((a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]).T / 2))
    across = np.hypot(*(np.maximum(a[:, 2:], b[:, 2:]) - np.minimum(a[:, :2], b[:, :2])).T)
    found: Floats = np.divide(between, across, out=np.zeros(len(a)), where=across > 0)
    return found


def _pooled(scores: Floats, image: NDArray[Any], n: int, temperature: float) -> Floats:
    """The soft minimum of each image's scores; 1 where it has none."""
    w = np.exp((1 - scores) / temperature)
    total = np.bincount(image, w, n)
    return np.divide(np.bincount(image, w * scores, n), total, out=np.ones(n), where=total > 0)
