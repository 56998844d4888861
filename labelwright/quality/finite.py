"""Numbers that are numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData

Floats = NDArray[np.float64]
LARGEST = 1e100  # up to here sums of squares, and of their squares, are numbers too


def finite(values: ArrayLike, name: str, *, largest: float = np.inf) -> Floats:
    """The values as an array. Raises InvalidData for what is no number or not finite, naming the first place.

    Texts, moments and complex numbers are none. Sizes above `largest` are refused too.

    >>> finite([1, 2], "times").tolist()
    [1.0, 2.0]
    """
    try:
        given = np.asarray(values)
        if given.dtype.kind not in "biufO":
            raise TypeError(given.dtype)
        found = np.asarray(given, np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidData(f"{name} are no numbers, or rows of different length.") from error
    bad = np.argwhere(~np.isfinite(found))
    if len(bad):
        raise InvalidData(f"{name} hold what is no number{_place(bad)}.", hint="Leave rows out whose value is unknown.")
    bad = np.argwhere(np.abs(found) > largest)
    if len(bad):
        raise InvalidData(f"{name} hold what is larger than {largest:g}{_place(bad)}.", hint="Count in larger units.")
    return found


def flags(values: ArrayLike, name: str) -> NDArray[np.bool_]:
    """A row of truth values, given as true and false or 1 and 0. Raises InvalidData for anything else."""
    found = finite(values, name)
    if found.ndim != 1 or not np.isin(found, (0, 1)).all():
        raise InvalidData(f"{name} are a row of true and false.")
    row: NDArray[np.bool_] = found == 1
    return row


def _place(bad: NDArray[np.intp]) -> str:
    return f" at {', '.join(map(str, bad[0].tolist()))}" if bad.shape[1] else ""
