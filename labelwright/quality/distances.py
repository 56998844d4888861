"""How far two answers are apart: plain functions of two values, symmetric, in [0, 1], 0 for equal ones.

    texts       token_f1_distance, chrf_distance     words and characters in common; no model is asked
    rankings    kendall_distance, footrule_distance  pairs in another order, places moved
    sets        jaccard_distance, masi_distance
    keypoints   oks_distance                         1 - object keypoint similarity
    vectors     vector_distance                      |a - b| / (|a| + |b|)

For agreement by distance, for medoids, and as the distance of alpha. What cannot be compared raises InvalidData.
Sources: Popovic (2015) for chrF; Kendall (1945); Diaconis, Graham (1977); Passonneau (2006) for MASI; Lin et al. (2014)
for OKS.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData
from labelwright.quality.finite import LARGEST, finite

Ranking = Sequence[float] | Mapping[Any, float] | NDArray[Any]

_WORD = re.compile(r"\w+")
_ORDERS = 6  # chrF's character n-grams


def token_f1_distance(one: str, other: str) -> float:
    """1 - F1 of the words in common, counted with repetition; case, punctuation and order do not matter. O(length)."""
    a, b = (Counter(_WORD.findall(_text(value).casefold())) for value in (one, other))
    total = a.total() + b.total()
    if not total:  # nothing but punctuation
        return float(one != other)
    return 1 - 2 * (a & b).total() / total


def chrf_distance(one: str, other: str) -> float:
    """1 - chrF with beta = 1, which is symmetric: F1 of character 1- to 6-grams without blanks. O(length).

    Precision and recall are averaged over the orders that both texts are long enough for.
    """
    a, b = ("".join(_text(value).split()) for value in (one, other))
    if not (a and b):
        return float(a != b)
    shares = []
    for n in range(1, min(_ORDERS, len(a), len(b)) + 1):
        grams = [Counter(text[at : at + n] for at in range(len(text) - n + 1)) for text in (a, b)]
        common = (grams[0] & grams[1]).total()
        shares.append((common / grams[0].total(), common / grams[1].total()))
    precision, recall = (sum(column) / len(shares) for column in zip(*shares, strict=True))
    return 1 - 2 * precision * recall / (precision + recall) if precision + recall else 1.0


def kendall_distance(one: Ranking, other: Ranking) -> float:
    """(1 - tau-b) / 2: 0 in the same order, 1/2 unrelated, 1 in the opposite order.

    Ranks or scores of the same options: sequences in the same order of options, or mappings of option to rank. Equal
    ranks are ties; where one of the two ties all and the other does not, nothing is related: 1/2. O(options^2).
    """
    a, b = _ranks(one, other)
    signs = [np.sign(np.subtract.outer(rank, rank)) for rank in (_places(a), _places(b))]
    ordered = [float(np.abs(sign).sum()) for sign in signs]
    if not all(ordered):
        return 0.0 if ordered[0] == ordered[1] else 0.5
    tau = float((signs[0] * signs[1]).sum()) / np.sqrt(ordered[0] * ordered[1])
    return _within((1 - tau) / 2)


def footrule_distance(one: Ranking, other: Ranking) -> float:
    """Spearman's footrule: the sum of places moved, in shares of the most there can be, floor(n^2 / 2).

    As `kendall_distance`; tied options share their mean place. O(n log n).
    """
    a, b = (_places(rank) for rank in _ranks(one, other))
    most = len(a) ** 2 // 2
    return _within(float(np.abs(a - b).sum()) / most) if most else 0.0


def jaccard_distance(one: Collection[Any], other: Collection[Any]) -> float:
    """1 - |a and b| / |a or b|; 0 where both are empty."""
    a, b = _set(one), _set(other)
    return 1 - len(a & b) / len(a | b) if a | b else 0.0


def masi_distance(one: Collection[Any], other: Collection[Any]) -> float:
    """1 - Jaccard x monotonicity: 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 apart."""
    a, b = _set(one), _set(other)
    if a == b:
        return 0.0
    if not a & b:
        return 1.0
    return 1 - len(a & b) / len(a | b) * (2 / 3 if a <= b or b <= a else 1 / 3)


def vector_distance(one: ArrayLike, other: ArrayLike) -> float:
    """|a - b| / (|a| + |b|), Euclidean; 0 where both are zero. Numbers of the same shape."""
    a, b = _numbers(one), _numbers(other)
    if a.shape != b.shape:
        raise InvalidData(f"Vectors of the shapes {a.shape} and {b.shape} have no distance.")
    unit = max(float(np.abs(a).max(initial=0.0)), float(np.abs(b).max(initial=0.0)))
    if not unit:
        return 0.0
    a, b = a / unit, b / unit
    return _within(float(np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))))


def oks_distance(one: ArrayLike, other: ArrayLike, *, scale: float | None = None, kappa: ArrayLike = 0.1) -> float:
    """1 - OKS of two sets of keypoints (K, 2): OKS = mean of exp(-d^2 / (2 scale^2 kappa^2)).

    A point that is missing (NaN) in both takes no part, in one of them it is a miss. `scale` is the object's size, the
    root of its area; without it the mean area of the two boxes around the points. `kappa` is how exactly a point can be
    placed, one number or (K,), such as twice COCO's sigmas.
    """
    a, b = _keypoints(one), _keypoints(other)
    width = finite(kappa, "kappa", largest=LARGEST)
    if a.shape != b.shape or a.ndim != 2 or a.shape[1] != 2:
        raise InvalidData(f"Keypoints are two arrays (K, 2), not {a.shape} and {b.shape}.")
    if width.shape not in ((), (len(a),)) or not (width > 0).all():
        raise InvalidData("kappa is over 0, one number or one of each point.")
    if scale is not None and not 0 < scale <= LARGEST:
        raise InvalidData(f"The scale is {scale}; it is over 0.")
    there = [~np.isnan(points).any(1) for points in (a, b)]
    both, some = there[0] & there[1], there[0] | there[1]
    if not some.any():
        return 0.0
    area = (_area(a[there[0]]) + _area(b[there[1]])) / 2 if scale is None else scale**2
    squares = np.square(a[both] - b[both]).sum(1)
    with np.errstate(over="ignore"):  # as far apart as can be, or as good as nothing
        exact = 2 * area * np.square(np.broadcast_to(width, len(a))[both])
        off = np.divide(squares, exact, out=np.where(squares > 0, np.inf, 0.0), where=exact > 0)
    return _within(1 - float(np.exp(-off).sum()) / int(some.sum()))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidData(f"{value!r} is no text.")
    return value


def _ranks(one: Ranking, other: Ranking) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        if one.keys() != other.keys():
            raise InvalidData("The two rankings are not of the same options.")
        options = list(one)
        one, other = [one[option] for option in options], [other[option] for option in options]
    a, b = _numbers(one), _numbers(other)
    if a.ndim != 1 or a.shape != b.shape:
        raise InvalidData("The two rankings are not of the same options.")
    return a, b


def _places(rank: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mid-ranks from 0."""
    _, at, many = np.unique(rank, return_inverse=True, return_counts=True)
    found: NDArray[np.float64] = (np.cumsum(many) - (many + 1) / 2)[at]
    return found


def _numbers(values: Any) -> NDArray[np.float64]:
    return finite(values, "Ranks and vectors")


def _keypoints(points: ArrayLike) -> NDArray[np.float64]:
    try:
        found = np.asarray(points, np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidData(f"{points!r} are no keypoints.", hint="Rows of x and y, NaN where one is missing.") from error
    if (np.abs(found) > LARGEST).any():
        raise InvalidData(f"Keypoints are missing or numbers, of {LARGEST:g} at most.")
    return found


def _set(values: Collection[Any]) -> frozenset[Any]:
    if isinstance(values, str):
        raise InvalidData(f"{values!r} is a text, not a set.", hint="Put single values into a set.")
    try:
        return frozenset(values)
    except TypeError as error:
        raise InvalidData(f"{values!r} is no set of values.", hint="Tuples may be values, lists not.") from error


def _area(points: NDArray[np.float64]) -> float:
    return float(np.prod(points.max(0) - points.min(0))) if len(points) else 0.0


def _within(value: float) -> float:
    return min(1.0, max(0.0, float(value)))
