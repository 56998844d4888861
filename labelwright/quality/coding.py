"""Columns of any values as arrays, and values as codes.

A column holds values that are equal or not: numbers stay numbers, texts, tuples and several kinds side by side are
objects. What has no place in one (lists, tables, single values) is refused by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData

Codes = NDArray[np.int32]
_TABLE = 1 << 22  # integers in a range up to this are coded by a table instead of by sorting


def column(values: ArrayLike, name: str) -> NDArray[Any]:
    """Values one by one, shape (n,): numbers as they are, and texts, tuples, several kinds at once as objects.

    Raises InvalidData for what is no column.
    """
    found = as_array(values, 1, f"The {name}")
    if found.ndim != 1:
        raise InvalidData(f"The {name} are a column of one dimension, not {found.ndim}.")
    return found


def present(values: ArrayLike, name: str) -> NDArray[Any]:
    """A column in which nothing is missing. Raises InvalidData, naming the row."""
    found = column(values, name)
    gone = np.flatnonzero(absent(found))
    if len(gone):
        raise InvalidData(f"Row {int(gone[0])} of the {name} is missing.", hint="Leave out what is unknown.")
    return found


def encode(values: NDArray[Any]) -> tuple[Codes, NDArray[Any]]:
    """Codes of values and what they stand for: sorted where values can be sorted, else in order of appearance."""
    if np.issubdtype(values.dtype, np.floating):
        with np.errstate(invalid="ignore"):  # what no integer holds is not whole
            whole = values.astype(np.int64)
        if len(values) and bool((whole == values).all()):
            codes, known = encode(whole)
            return codes, known.astype(values.dtype)
    if values.dtype.kind in "biu":
        return _encode_integers(values)
    return _encode_sorted(values) if values.dtype.kind in "fMm" else _encode_objects(values)


def _encode_sorted(values: NDArray[Any]) -> tuple[Codes, NDArray[Any]]:
    known, codes = np.unique(values, return_inverse=True)
    return codes.astype(np.int32), known


def _encode_integers(values: NDArray[Any]) -> tuple[Codes, NDArray[Any]]:
    if not len(values):
        return np.zeros(0, np.int32), values
    low, high = int(values.min()), int(values.max())
    if high - low >= _TABLE or high > np.iinfo(np.int64).max:
        return _encode_sorted(values)
    shifted = values.astype(np.int64) - low
    used = np.zeros(high - low + 1, np.bool_)
    used[shifted] = True
    table = (np.cumsum(used) - 1).astype(np.int32)
    return table[shifted], (np.flatnonzero(used) + low).astype(values.dtype)


def _encode_objects(values: NDArray[Any]) -> tuple[Codes, NDArray[Any]]:
    given = values.tolist()
    try:
        known = list(dict.fromkeys(given))
    except TypeError as error:
        raise InvalidData(f"{str(error).capitalize()}: it has no name to be told by.", hint="Take a tuple.") from error
    with suppress(TypeError):  # values of several kinds have no order of their own: the order of appearance stands
        known = sorted(known)
    number = {value: code for code, value in enumerate(known)}
    return np.fromiter((number[value] for value in given), np.int32, len(given)), _objects(known)


def ranks(values: NDArray[Any], name: str) -> NDArray[np.int64]:
    """The place of each value in their order, equal ones alike. Raises InvalidData where they have none."""
    try:
        found: NDArray[np.int64] = np.unique(values, return_inverse=True)[1].astype(np.int64)
    except (TypeError, ValueError) as error:
        raise InvalidData(f"The {name} have no order: they are of several kinds.") from error
    return found


def as_array(values: Any, dimensions: int, name: str) -> NDArray[Any]:
    """Values as an array in which each stays what it is; whether it has as many dimensions is for the caller to see."""
    if isinstance(values, np.ndarray):
        return values
    try:
        found = np.asarray(values)
    except ValueError as error:  # rows of unlike length: in a column they are tuples
        if dimensions > 1:
            raise InvalidData(f"{name} has rows of unlike length.") from error
        return _objects(list(values))
    if dimensions == 1 and found.ndim and (found.dtype.kind in "US" or found.ndim > 1):
        return _objects(list(values))
    if found.dtype.kind in "US":  # numbers beside texts have become texts
        return np.asarray(values, object)
    return found


def absent(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Which values are missing: None, NaN, NaT, pandas' NA."""
    if values.dtype.kind in "fcMm":
        gone: NDArray[np.bool_] = np.isnat(values) if values.dtype.kind in "Mm" else np.isnan(values)
        return gone
    if values.dtype.kind != "O":
        return np.zeros(values.shape, np.bool_)
    given = values.ravel().tolist()
    try:
        found = np.array([value is None or value != value for value in given], np.bool_)
    except (TypeError, ValueError):  # values whose comparison is no truth value are looked at one by one
        found = np.array([is_absent(value) for value in given], np.bool_)
    return found.reshape(values.shape)


def is_absent(value: Any) -> bool:
    """As `absent`, of one value."""
    try:
        return value is None or bool(value != value)
    except TypeError:  # pandas' NA is neither equal nor unequal to itself
        return True
    except ValueError:  # an array, which is no value: `encode` refuses it
        return False


def _objects(values: Sequence[Any]) -> NDArray[Any]:
    return np.fromiter(values, object, len(values))
