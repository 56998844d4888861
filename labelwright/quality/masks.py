"""Pixels of an object: masks cut to what they fill, out of pictures and polygons and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData
from labelwright.quality.finite import finite

_LARGEST = 1 << 28  # pixels of a polygon's rectangle
_FARTHEST = 1 << 31  # pixels from the picture's corner: a product of two is still a whole number


@dataclass(frozen=True, eq=False)
class Mask:
    """Truth values (height, width) whose first one lies at pixel `left`, `top` of the picture."""

    left: int
    top: int
    pixels: NDArray[np.bool_]

    @classmethod
    def of(cls, picture: ArrayLike) -> Mask:
        """The mask of a whole picture (height, width) of truth values, cut to what is set."""
        values = finite(picture, "The truth values of a mask")
        if values.ndim != 2:
            raise InvalidData(f"A mask has two dimensions, not {values.ndim}.")
        return cls(0, 0, values.astype(np.bool_)).cut()

    @property
    def box(self) -> tuple[int, int, int, int]:
        """x_min, y_min, x_max, y_max; the end lies outside."""
        height, width = self.pixels.shape
        return self.left, self.top, self.left + width, self.top + height

    @property
    def area(self) -> int:
        """How many pixels are set."""
        return int(np.count_nonzero(self.pixels))

    def cut(self) -> Mask:
        """The same without the empty rows and columns around it."""
        rows, columns = np.flatnonzero(self.pixels.any(1)), np.flatnonzero(self.pixels.any(0))
        if not len(rows):
            return Mask(self.left, self.top, np.zeros((0, 0), np.bool_))
        inner = self.pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return Mask(self.left + int(columns[0]), self.top + int(rows[0]), inner)

    def within(self, box: tuple[int, int, int, int]) -> NDArray[np.bool_]:
        """The truth values of another rectangle, False where this mask has none."""
        x0, y0, x1, y1 = box
        made = np.zeros((y1 - y0, x1 - x0), np.bool_)
        left, top, right, bottom = self.box
        a, b, c, d = max(left, x0), max(top, y0), min(right, x1), min(bottom, y1)
        if a < c and b < d:
            made[b - y0 : d - y0, a - x0 : c - x0] = self.pixels[b - top : d - top, a - left : c - left]
        return made

    def iou(self, other: Mask) -> float:
        """Intersection over union; 1 for two empty masks."""
        mine, theirs = self.box, other.box
        x0, y0 = max(mine[0], theirs[0]), max(mine[1], theirs[1])
        x1, y1 = max(x0, min(mine[2], theirs[2])), max(y0, min(mine[3], theirs[3]))
        both = int(np.count_nonzero(self.within((x0, y0, x1, y1)) & other.within((x0, y0, x1, y1))))
        union = self.area + other.area - both
        return both / union if union else 1.0

    def polygon(self) -> NDArray[np.int64]:
        """The outline of the largest piece, corners (n, 2) of x, y along pixels' edges; (0, 2) of an empty mask.

        Holes and separate pieces are left out: whoever must keep them keeps the mask.
        """
        outlines = _outlines(np.pad(self.pixels, 1))
        if not outlines:
            return np.zeros((0, 2), np.int64)
        largest = max(outlines, key=lambda corners: (_area(corners), corners.tolist()))
        moved: NDArray[np.int64] = largest + np.array([self.left - 1, self.top - 1])
        return moved


def polygon_mask(corners: ArrayLike) -> Mask:
    """The pixels whose centres lie within a polygon (corners, 2) of x, y, by the even-odd rule.

    Raises InvalidData for fewer than three corners or corners that are not finite.
    """
    points = finite(corners, "The corners of a polygon", largest=_FARTHEST)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) < 3:
        raise InvalidData(f"A polygon has three corners of x, y or more, not the shape {points.shape}.")
    left, top = np.floor(points.min(0)).astype(np.int64)
    right, bottom = np.ceil(points.max(0)).astype(np.int64)
    if (right - left) * (bottom - top) > _LARGEST:
        raise InvalidData(f"A polygon of {right - left} x {bottom - top} pixels is too large to compare by pixels.")
    y = np.arange(top, bottom) + 0.5
    x = np.arange(left, right) + 0.5
    inside = np.zeros((len(y), len(x)), np.bool_)
    for (x0, y0), (x1, y1) in zip(points, np.roll(points, -1, 0), strict=True):
        rows = np.flatnonzero((y0 <= y) != (y1 <= y))
        if len(rows):
            crossing = x0 + (y[rows] - y0) * (x1 - x0) / (y1 - y0)
            inside[rows] ^= x[None, :] > crossing[:, None]
    return Mask(int(left), int(top), inside).cut()


def union_box(masks: Sequence[Mask]) -> tuple[int, int, int, int]:
    """The smallest rectangle that holds them all."""
    boxes = np.array([mask.box for mask in masks if mask.area], np.int64).reshape(-1, 4)
    if not len(boxes):
        return 0, 0, 0, 0
    low, high = boxes[:, :2].min(0), boxes[:, 2:].max(0)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _outlines(pixels: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Closed walks along the edges with the object on the right, corners only."""
    steps: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def walk(at: NDArray[Any], start: tuple[int, int], end: tuple[int, int]) -> None:
        for row, column in np.argwhere(at).tolist():
            begin = (column + start[0], row + start[1])
            steps.setdefault(begin, []).append((column + end[0], row + end[1]))

    walk(pixels & ~np.roll(pixels, 1, 0), (0, 0), (1, 0))  # upper edges to the right
    walk(pixels & ~np.roll(pixels, -1, 1), (1, 0), (1, 1))  # right edges down
    walk(pixels & ~np.roll(pixels, -1, 0), (1, 1), (0, 1))  # lower edges to the left
    walk(pixels & ~np.roll(pixels, 1, 1), (0, 1), (0, 0))  # left edges up
    found = []
    while steps:
        start = min(steps)
        path, at, heading = [], start, (0, -1)
        while at in steps:
            after = steps[at]
            turns = [(step[0] - at[0], step[1] - at[1]) for step in after]
            pick = max(range(len(after)), key=lambda n: heading[0] * turns[n][1] - heading[1] * turns[n][0])
            if turns[pick] != heading:
                path.append(at)
            heading, following = turns[pick], after.pop(pick)
            if not after:
                del steps[at]
            at = following
        found.append(np.array(path, np.int64))
    return found


def _area(corners: NDArray[np.int64]) -> float:
    x, y = corners[:, 0], corners[:, 1]
    return abs(float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())) / 2
