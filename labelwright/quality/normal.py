"""The normal distribution, as far as intervals need it, and Wilson's interval of a share."""

from __future__ import annotations

from math import sqrt

from scipy.special import ndtri

from labelwright.errors import InvalidRequest


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
