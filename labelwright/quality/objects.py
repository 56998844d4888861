"""What people drew on items: boxes, polygons, masks, spans of text, segments of time.

An answer is one person's look at one item and holds any number of objects, none included: whoever looked and drew
nothing has said something, and whoever never looked has not. So the answers are given apart from the objects wherever
somebody may have drawn nothing; an item in `answers` without objects is an empty answer, not a missing one.

Spans and segments are boxes of one dimension: what is written here for boxes holds for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData
from labelwright.quality.coding import encode, present
from labelwright.quality.finite import LARGEST, finite
from labelwright.quality.masks import Mask, polygon_mask
from labelwright.quality.matrix import LabelMatrix, from_columns

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


class Geometry(Protocol):
    """The n shapes of an `ObjectMatrix`."""

    @property
    def corners(self) -> Floats:
        """Where each shape begins and ends in each dimension, (n, 2 d): by this ties are broken, and not by names."""

    def __len__(self) -> int: ...

    def iou(self, one: Rows, other: Rows) -> Floats:
        """Intersection over union of each pair of shapes, in [0, 1]; 1 for equal shapes, empty ones too."""

    def taken(self, rows: Rows) -> Geometry:
        """The shapes of these rows, in this order."""


class Extents:
    """Boxes (n, 4) of x_min, y_min, x_max, y_max, or intervals (n, 2) of start, end; any number of dimensions."""

    def __init__(self, values: Floats) -> None:
        self.values = values
        d = values.shape[1] // 2
        self._low = [np.ascontiguousarray(values[:, at]) for at in range(d)]
        self._high = [np.ascontiguousarray(values[:, d + at]) for at in range(d)]
        self._size = np.ones(len(values))
        for low, high in zip(self._low, self._high, strict=True):
            self._size = self._size * (high - low)

    @property
    def corners(self) -> Floats:
        """As `Geometry.corners`."""
        return self.values

    def __len__(self) -> int:
        return len(self.values)

    def iou(self, one: Rows, other: Rows) -> Floats:
        """As `Geometry.iou`."""
        shared = np.ones(len(one))
        for low, high in zip(self._low, self._high, strict=True):
            side = np.minimum(high[one], high[other]) - np.maximum(low[one], low[other])
            shared *= np.maximum(side, 0.0)
        union = self._size[one] + self._size[other] - shared
        found = np.divide(shared, union, out=np.zeros(len(one)), where=union > 0)
        flat = np.flatnonzero(union <= 0)  # neither has a size: they overlap where they are one
        found[flat] = (self.values[one[flat]] == self.values[other[flat]]).all(1)
        return found

    def taken(self, rows: Rows) -> Extents:
        """As `Geometry.taken`."""
        return Extents(self.values[rows])


class Masks:
    """Masks, each cut to the pixels it fills. A pair costs the pixels that both rectangles share."""

    def __init__(self, masks: Sequence[Mask]) -> None:
        self.masks = list(masks)
        self.boxes = Extents(np.array([mask.box for mask in self.masks], np.float64).reshape(-1, 4))

    @property
    def corners(self) -> Floats:
        """As `Geometry.corners`."""
        return self.boxes.values

    def __len__(self) -> int:
        return len(self.masks)

    def iou(self, one: Rows, other: Rows) -> Floats:
        """As `Geometry.iou`."""
        found = (self.boxes.iou(one, other) > 0).astype(np.float64)
        for at in np.flatnonzero(found):
            found[at] = self.masks[int(one[at])].iou(self.masks[int(other[at])])
        return found

    def taken(self, rows: Rows) -> Masks:
        """As `Geometry.taken`."""
        return Masks([self.masks[int(row)] for row in rows])


@dataclass(frozen=True, eq=False)
class ObjectMatrix:
    """n objects in A answers.

    `answers` is a matrix whose labels count the answers from 0, in its own order, so that it says who looked at what.
    `starts` (A + 1,) is where each answer's objects begin in `geometry` and `label`, the codes (n,) of their classes
    in `labels`.
    """

    answers: LabelMatrix
    labels: NDArray[Any]
    starts: Rows
    geometry: Geometry
    label: NDArray[np.int32]

    made_by: ClassVar[str] = "q.from_boxes(items, annotators, boxes), q.from_intervals, q.from_polygons or q.from_masks"

    def __repr__(self) -> str:
        looked = f"{len(self.answers):,} answers by {len(self.answers.annotators):,} people"
        return f"<ObjectMatrix: {len(self):,} objects, {looked}, {len(self.answers.items):,} items>"

    def __len__(self) -> int:
        return len(self.label)

    @cached_property
    def owner(self) -> Rows:
        """The answer of each object, shape (n,)."""
        return np.repeat(np.arange(len(self.answers)), np.diff(self.starts))

    @cached_property
    def many(self) -> Rows:
        """How many objects each answer holds, shape (A,)."""
        return np.diff(self.starts)


def from_boxes(items: ArrayLike, annotators: ArrayLike, boxes: ArrayLike, labels: ArrayLike | None = None, *,
               answers: tuple[ArrayLike, ArrayLike] | None = None) -> ObjectMatrix:  # fmt: skip
    """Boxes (n, 4) of x_min, y_min, x_max, y_max, their items, who drew them, and their classes.

    `answers` are the items and people of all answers, those without objects included; without it, whoever drew nothing
    on an item counts as not having looked. Raises InvalidData for columns that do not fit, coordinates that are not
    finite or whose end lies before the start (naming the row), and objects of an answer that is not among `answers`.
    """
    return _object_matrix(items, annotators, extents(boxes, 2), labels, answers)


def from_intervals(items: ArrayLike, annotators: ArrayLike, intervals: ArrayLike, labels: ArrayLike | None = None, *,
                   answers: tuple[ArrayLike, ArrayLike] | None = None) -> ObjectMatrix:  # fmt: skip
    """Spans or segments (n, 2) of start and end, as `from_boxes`. Ends are outside: [2, 5) is three tokens."""
    return _object_matrix(items, annotators, extents(intervals, 1), labels, answers)


def from_polygons(items: ArrayLike, annotators: ArrayLike, polygons: Sequence[ArrayLike],
                  labels: ArrayLike | None = None, *,
                  answers: tuple[ArrayLike, ArrayLike] | None = None) -> ObjectMatrix:  # fmt: skip
    """Polygons, each (corners, 2) of x, y in pixels, as `from_boxes`. They are compared pixel by pixel."""
    masks = [polygon_mask(one) for one in _each(polygons, "polygons")]
    return _object_matrix(items, annotators, Masks(masks), labels, answers)


def from_masks(items: ArrayLike, annotators: ArrayLike, masks: Sequence[ArrayLike], labels: ArrayLike | None = None, *,
               answers: tuple[ArrayLike, ArrayLike] | None = None) -> ObjectMatrix:  # fmt: skip
    """Masks, each a picture (height, width) of truth values, as `from_boxes`."""
    return _object_matrix(items, annotators, Masks([Mask.of(one) for one in _each(masks, "masks")]), labels, answers)


def _object_matrix(
    items: ArrayLike,
    annotators: ArrayLike,
    geometry: Geometry,
    labels: ArrayLike | None,
    answers: tuple[ArrayLike, ArrayLike] | None,
) -> ObjectMatrix:
    items, annotators = present(items, "items"), present(annotators, "annotators")
    classes = np.zeros(len(geometry), np.int64) if labels is None else present(labels, "labels")
    lengths = {len(items), len(annotators), len(geometry), len(classes)}
    if len(lengths) != 1:
        raise InvalidData(f"The columns have {', '.join(map(str, sorted(lengths)))} rows.")
    looked = (items, annotators) if answers is None else _looked(answers)
    known = from_columns(*looked, np.zeros(len(looked[0]), np.int64))
    known = LabelMatrix(
        known.items, known.annotators, np.arange(len(known)), known.item, known.annotator,
        np.arange(len(known), dtype=np.int32),
    )  # fmt: skip
    owner = _owners(known, items, annotators)
    order = np.argsort(owner, kind="stable")
    label, domain = encode(classes)
    starts = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=len(known))))).astype(np.int64)
    return ObjectMatrix(known, domain, starts, geometry.taken(order), label[order])


def _owners(known: LabelMatrix, items: NDArray[Any], annotators: NDArray[Any]) -> Rows:
    item = {value: code for code, value in enumerate(known.items.tolist())}
    who = {value: code for code, value in enumerate(known.annotators.tolist())}
    code = np.fromiter((item.get(one, -1) for one in items.tolist()), np.int64, len(items))
    person = np.fromiter((who.get(one, -1) for one in annotators.tolist()), np.int64, len(items))
    width = max(1, len(known.annotators))
    keys = known.item.astype(np.int64) * width + known.annotator
    wanted = code * width + person
    at = np.searchsorted(keys, wanted)
    there = (code >= 0) & (person >= 0) & (at < len(keys))
    there[there] = keys[at[there]] == wanted[there]
    gone = np.flatnonzero(~there)
    if len(gone):
        row = int(gone[0])
        raise InvalidData(f"Row {row} is an object of {annotators[row]!s} on {items[row]!s}, which no answer names.")
    return at


def _each(shapes: Any, name: str) -> list[ArrayLike]:
    try:
        return list(shapes)
    except TypeError as error:
        raise InvalidData(f"The {name} are a list with one entry for each object.") from error


def _looked(answers: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    if not isinstance(answers, tuple) or len(answers) != 2:  # a table of two rows would pass for two columns
        raise InvalidData(
            "Answers are a tuple of two columns: the items, and who looked at them.",
            hint='Of a frame: answers=(frame["item"], frame["annotator"]).',
        )
    items, annotators = answers
    return present(items, "items of the answers"), present(annotators, "annotators of the answers")


def extents(values: ArrayLike, dimensions: int) -> Extents:
    """Rows of coordinates as shapes. Raises InvalidData for what is none, naming the row."""
    array = finite(values, "Coordinates", largest=LARGEST)
    if not array.size:
        return Extents(np.zeros((0, 2 * dimensions)))
    if array.ndim != 2 or array.shape[1] != 2 * dimensions:
        what = "x_min, y_min, x_max, y_max" if dimensions == 2 else "start, end"
        raise InvalidData(f"The shape is {array.shape}; each row holds {what}.")
    bad = (array[:, dimensions:] < array[:, :dimensions]).any(1)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        given = array[row].tolist()
        way = "Of x, y, width, height: x, y, x + width, y + height." if dimensions == 2 else ""
        raise InvalidData(f"Row {row} is {given}: no end lies before its start.", hint=way)
    return Extents(array)
