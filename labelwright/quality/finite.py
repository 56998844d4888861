"""Numbers that are numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData, InvalidRequest

Floats = NDArray[np.float64]
_OFF = 1e-6  # by which a sum of probabilities may miss 1
_WHOLE = 2**53  # up to here floats tell whole numbers apart
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


def flag(value: Any, name: str) -> bool:
    """One truth value, given as true or false, 1 or 0. Raises InvalidData for anything else, what is missing too."""
    try:
        if value in (0, 1):
            return bool(value)
    except (TypeError, ValueError):  # pandas' NA, arrays
        pass
    raise InvalidData(f"{name} is {value!s}: neither true nor false.")


def shares(values: ArrayLike, name: str) -> Floats:
    """A row of numbers in [0, 1]. Raises InvalidData for anything else."""
    found = finite(values, name)
    if found.ndim != 1 or not ((found >= 0) & (found <= 1)).all():
        raise InvalidData(f"{name} are a row of numbers in [0, 1].")
    return found


def distributions(values: ArrayLike, name: str, dimensions: int = 2) -> Floats:
    """Probabilities that sum to 1 along the last axis. Raises InvalidData for anything else."""
    found = finite(values, name)
    if found.ndim != dimensions:
        raise InvalidData(f"{name} have {dimensions} dimensions, not {found.ndim}.")
    if not ((found >= 0) & (found <= 2)).all() or not (np.abs(found.sum(-1) - 1) <= _OFF).all():
        raise InvalidData(f"Rows of {name[:1].lower()}{name[1:]} are not negative and sum to 1.")
    return found


def whole(value: Any, name: str, least: int = 0) -> int:
    """A count, `least` or more. Raises InvalidRequest for anything else.

    >>> whole(5.0, "runs")
    5
    """
    try:
        if least <= value <= _WHOLE and value == int(value):
            return int(value)
    except (TypeError, ValueError):
        pass
    raise InvalidRequest(f"{name} is {value!s}; it is a whole number from {least} on.")


def _place(bad: NDArray[np.intp]) -> str:
    return f" at {', '.join(map(str, bad[0].tolist()))}" if bad.shape[1] else ""
