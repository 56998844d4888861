"""The normal distribution, as far as intervals need it."""

from __future__ import annotations

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
