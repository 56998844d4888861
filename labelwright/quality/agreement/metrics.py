"""How far two labels are apart: the squared distances d2 of Krippendorff's levels of measurement.

Only three things are ever asked of a metric: the distances of many pairs, the sum of distances from each value to all
labels, and the sum over all pairs of labels. Interval, ordinal and circular distances are squared distances of points
(ordinal ones of mid-ranks, circular ones on a circle), so these sums are moments and cost O(K); nominal ones are
counts; anything else is a matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData
from labelwright.quality.finite import LARGEST, finite
from labelwright.quality.matrix import LabelMatrix

Level = Literal["nominal", "ordinal", "interval", "ratio", "circular"]
Floats = NDArray[np.float64]
Counts = NDArray[np.float64]

_LARGEST = 4_096  # values of a domain for which a matrix of distances is laid out


class Metric(Protocol):
    """Squared distances between the K values of a domain."""

    def pairs(self, one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
        """The distance of each pair of codes, as numbers or truth values."""

    def to_all(self, counts: Counts) -> Floats:
        """For each value, the sum of its distances to labels that occur so often: D n, shape (K,)."""

    def total(self, counts: Counts) -> float:
        """The sum over all ordered pairs of labels that occur so often: n' D n."""


class Nominal:
    """Equal or not."""

    def pairs(self, one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
        """As `Metric.pairs`."""
        found: NDArray[np.bool_] = np.not_equal(one, other)
        return found

    def to_all(self, counts: Counts) -> Floats:
        """As `Metric.to_all`."""
        found: Floats = counts.sum() - counts
        return found

    def total(self, counts: Counts) -> float:
        """As `Metric.total`."""
        n = float(counts.sum())
        return n * n - float(counts @ counts)


class Points:
    """Squared distances of points: `points` has shape (K, p), `scale` multiplies."""

    def __init__(self, points: Floats, scale: float = 1.0) -> None:
        centred = points - points.mean(axis=0) if len(points) else points
        self._points = centred
        self._squares = np.einsum("kp,kp->k", centred, centred)
        self._scale = scale

    def pairs(self, one: NDArray[Any], other: NDArray[Any]) -> Floats:
        """As `Metric.pairs`."""
        found = np.zeros(len(one))
        for column in self._points.T:
            apart = column[one] - column[other]
            found += apart * apart
        return found * self._scale

    def to_all(self, counts: Counts) -> Floats:
        """As `Metric.to_all`."""
        n = counts.sum()
        centre, square = counts @ self._points, float(counts @ self._squares)
        found: Floats = (n * self._squares - 2 * (self._points @ centre) + square) * self._scale
        return found

    def total(self, counts: Counts) -> float:
        """As `Metric.total`."""
        n, centre = float(counts.sum()), counts @ self._points
        return 2 * (n * float(counts @ self._squares) - float(centre @ centre)) * self._scale


class Table:
    """Any symmetric matrix of distances with a zero diagonal."""

    def __init__(self, distances: Floats) -> None:
        self._distances = distances

    def pairs(self, one: NDArray[Any], other: NDArray[Any]) -> Floats:
        """As `Metric.pairs`."""
        found: Floats = self._distances[one, other]
        return found

    def to_all(self, counts: Counts) -> Floats:
        """As `Metric.to_all`."""
        found: Floats = self._distances @ counts
        return found

    def total(self, counts: Counts) -> float:
        """As `Metric.total`."""
        return float(counts @ self._distances @ counts)


def mid_ranks(counts: Counts) -> Floats:
    """Each value's mid-rank among labels that occur so often: Krippendorff's ordinal distance is their squared gap."""
    found: Floats = np.cumsum(counts) - counts / 2
    return found


def metric(
    matrix: LabelMatrix, level: Level | Callable[[Any, Any], float] | ArrayLike, counts: Counts, period: float | None
) -> Metric:
    """The metric of a level of measurement, a K x K matrix, or a function of two values.

    `counts` is how often each value occurs among pairable labels (ordinal distances depend on it), `period` the length
    of a circle. Raises InvalidData for labels that have no such distance.
    """
    if isinstance(level, str):
        return _of_level(matrix, level, counts, period)
    if callable(level):
        values = matrix.labels.tolist()
        _small_enough(len(values))
        distances = finite([level(a, b) for a in values for b in values], "Distances", largest=LARGEST)
        return Table(_checked(distances.reshape(len(values), len(values)), len(values)))
    return Table(_checked(finite(level, "Distances", largest=LARGEST), len(matrix.labels)))


def _of_level(matrix: LabelMatrix, level: str, counts: Counts, period: float | None) -> Metric:
    if level == "nominal":
        return Nominal()
    if level == "ordinal":
        return Points(mid_ranks(counts)[:, None])
    values = matrix.numbers(squared=True)
    if level == "interval":
        return Points(values[:, None])
    if level == "circular":
        if period is None or not 0 < period < np.inf:
            raise InvalidData("Circular labels need the period of their circle.", hint="Such as period=24 for hours.")
        angle = 2 * np.pi * (values % period / period)
        return Points(np.column_stack((np.cos(angle), np.sin(angle))), 0.25)  # sin^2(x/2) = |chord|^2 / 4
    if level == "ratio":
        if (values < 0).any():
            raise InvalidData("Ratio distances are for values from 0 on.")
        _small_enough(len(values))
        sums = values[:, None] + values[None, :]
        gaps = values[:, None] - values[None, :]
        return Table(np.square(np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums > 0)))
    raise InvalidData(f"{level} is no level of measurement.", hint="nominal, ordinal, interval, ratio or circular.")


def _small_enough(k: int) -> None:
    if k > _LARGEST:
        raise InvalidData(f"{k:,} different values are too many for a matrix of distances ({_LARGEST:,}).",
                          hint="q.distance_alpha compares only answers that meet.")  # fmt: skip


def _checked(distances: Floats, k: int) -> Floats:
    if distances.shape != (k, k):
        raise InvalidData(f"The distances have the shape {distances.shape}; the domain has {k} values.")
    if (distances < 0).any():
        raise InvalidData("Distances are not negative.")
    if np.diagonal(distances).any() or not np.array_equal(distances, distances.T):
        raise InvalidData("Distances are symmetric, and 0 between a value and itself.")
    return distances
