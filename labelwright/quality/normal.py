"""Intervals by the normal distribution: of a share (Wilson), of a ratio over items, of what is at most 1.

Where nothing of the other kind was seen a standard error is 0 and knows nothing: `unseen` bounds what may be there.
"""

from __future__ import annotations

from math import expm1, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtri

from labelwright.errors import InvalidRequest

_WIDEST = 700.0  # of a spread on the scale of logarithms: whose exponential is a number


def two_sided(confidence_level: float) -> float:
    """The z that leaves half of the rest on each side. Raises InvalidRequest for a level that is not in (0, 1).

    >>> round(two_sided(0.95), 4)
    1.96
    """
    if not 0 < confidence_level < 1:
        raise InvalidRequest(f"confidence_level is {confidence_level}; it is between 0 and 1.")
    return float(ndtri(0.5 + confidence_level / 2))


def wilson(share: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's bounds of a share of n > 0, which may be an effective number; within [0, 1]."""
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    centre, scale = share + z * z / (2 * n), 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def newcombe(share: float, n: float, other: float, m: float, z: float) -> tuple[float, float]:
    """Newcombe's bounds of `share` - `other`, of n and of m, out of the Wilson bounds of both; within [-1, 1]."""
    (low, high), (least, most) = wilson(share, n, z), wilson(other, m, z)
    difference = share - other
    down, up = sqrt((share - low) ** 2 + (most - other) ** 2), sqrt((high - share) ** 2 + (other - least) ** 2)
    return max(-1.0, difference - down), min(1.0, difference + up)


def ratio(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> tuple[float, float | None]:
    """sum(top) / sum(bottom), one entry an item, with its standard error by linearisation; None for one item alone."""
    n = int(np.count_nonzero(bottom > 0))
    value = float(top.sum() / bottom.sum())
    if n < 2:
        return value, None
    left = (top - value * bottom)[bottom > 0] / bottom.sum()
    return value, float(np.sqrt(n / (n - 1) * np.square(left).sum()))


def below_one(value: float, se: float, z: float) -> tuple[float, float]:
    """Bounds of a value that is at most 1, on the scale of log(1 - value), where its error is nearly normal."""
    spread = min(z * se / (1 - value), _WIDEST)
    return float(1 - (1 - value) * np.exp(spread)), float(1 - (1 - value) * np.exp(-spread))


def unseen(n: float, z: float) -> float:
    """The share that may be there though none of n showed it: the rule of three, exact, near 3 / n at 95 %.

    One-sided: it is larger with probability 1 - confidence level at most.

    >>> round(unseen(100, two_sided(0.95)), 4)
    0.0295
    """
    return -expm1((log(2) + float(log_ndtr(-z))) / n)


def of_share(value: float, se: float | None, n: float, z: float) -> tuple[float | None, float | None]:
    """Bounds of a share over n items within [0, 1], None without a standard error."""
    if se is None:
        return None, None
    if value in (0.0, 1.0):
        return max(0.0, value - unseen(n, z)), min(1.0, value + unseen(n, z))
    return max(0.0, value - z * se), min(1.0, value + z * se)
