"""Numbers that are numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData

Floats = NDArray[np.float64]


def finite(values: ArrayLike, name: str) -> Floats:
    """The values as an array. Raises InvalidData for what is no number or not finite, naming the first place.

    >>> finite([1, 2], "times").tolist()
    [1.0, 2.0]
    """
    try:
        found = np.asarray(values, np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidData(f"{name} are no numbers, or rows of different length.") from error
    bad = np.argwhere(~np.isfinite(found))
    if len(bad):
        place = f" at {', '.join(map(str, bad[0].tolist()))}" if found.ndim else ""
        raise InvalidData(f"{name} hold what is no number{place}.", hint="Leave rows out whose value is unknown.")
    return found
