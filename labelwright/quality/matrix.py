"""Who labelled what as what: the one owner of "missing", and the one door into this room.

A `LabelMatrix` is a long table of (item, annotator, label) as integer codes, sorted by item. What is missing is not
there. Orientation is never guessed: each shape of data has a converter with a name.

Duplicates, two rows of one annotator for one item, are one rating: the latest by default (consensus), or the first
(studies of anchoring and agreement). A second rating on purpose is test-retest data and has its own function.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData

Duplicates = Literal["latest", "first", "error"]
Codes = NDArray[np.int32]
_CELLS = 1 << 28  # of a table of floats: two gigabytes
_TABLE = 1 << 22  # integers in a range up to this are coded by a table instead of by sorting


@dataclass(frozen=True, eq=False)
class LabelMatrix:
    """Codes of n annotations by J annotators on I items with labels out of a domain of K values.

    `item`, `annotator` and `label` are the codes, sorted by item; `items`, `annotators` and `labels` what the codes
    stand for. `duplicates` counts rows that another one of the same pair replaced, `missing` rows without a label.
    `anonymous` matrices know how many people gave each label, not who: their annotators are numbers within an item.
    """

    items: NDArray[Any]
    annotators: NDArray[Any]
    labels: NDArray[Any]
    item: Codes
    annotator: Codes
    label: Codes
    duplicates: int = 0
    missing: int = 0
    anonymous: bool = False

    def __len__(self) -> int:
        return len(self.item)

    @cached_property
    def per_item(self) -> NDArray[np.int64]:
        """How many annotations each item has, shape (I,)."""
        ends = np.append(np.flatnonzero(self.item[1:] != self.item[:-1]), len(self) - 1)
        found = np.zeros(len(self.items), np.int64)
        if len(self):
            found[self.item[ends]] = np.diff(ends, prepend=-1)
        return found

    @cached_property
    def n_annotators(self) -> int:
        """How many people have an annotation."""
        seen = np.zeros(len(self.annotators), np.bool_)
        seen[self.annotator] = True
        return int(np.count_nonzero(seen))

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each item's annotations begin, shape (I + 1,)."""
        return np.concatenate(([0], np.cumsum(self.per_item)))

    def kept(self, mask: NDArray[np.bool_]) -> LabelMatrix:
        """The matrix of some of the annotations; items and people without any stay known."""
        return LabelMatrix(
            self.items, self.annotators, self.labels, self.item[mask], self.annotator[mask], self.label[mask],
            self.duplicates, self.missing, self.anonymous,
        )  # fmt: skip

    def numbers(self) -> NDArray[np.float64]:
        """The labels' values as numbers, shape (K,). Raises InvalidData where they are none."""
        try:
            values = np.asarray(self.labels, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise InvalidData(
                "The labels are no numbers.", hint="Ask for nominal agreement, or map them to numbers first."
            ) from error
        if not np.isfinite(values).all():
            raise InvalidData("The labels hold infinite values.")
        return values


def label_matrix(
    table: Any,
    *,
    item: str = "item",
    annotator: str = "annotator",
    label: str = "label",
    timestamp: str | None = None,
    value_domain: Sequence[Any] | None = None,
    duplicates: Duplicates = "latest",
) -> LabelMatrix:
    """The matrix of a long table: pandas, Polars, Arrow, or a mapping of columns.

    `timestamp` names the column that orders duplicates; without it the rows' own order does. Raises InvalidData for a
    column that is not there, columns of different length, a label outside `value_domain`, or a duplicate where they
    are an error, naming the row (counted from 0).
    """
    columns = [_column(table, name) for name in (item, annotator, label)]
    order = None if timestamp is None else _column(table, timestamp)
    return from_columns(*columns, timestamps=order, value_domain=value_domain, duplicates=duplicates)


def from_crowd_kit(table: Any, **more: Any) -> LabelMatrix:
    """The matrix of a table with crowd-kit's columns: task, worker, label."""
    return label_matrix(table, item="task", annotator="worker", label="label", **more)


def from_columns(
    items: ArrayLike,
    annotators: ArrayLike,
    labels: ArrayLike,
    *,
    timestamps: ArrayLike | None = None,
    value_domain: Sequence[Any] | None = None,
    duplicates: Duplicates = "latest",
) -> LabelMatrix:
    """The matrix of three columns of the same length. Raises InvalidData as `label_matrix`."""
    given = [_array(items), _array(annotators), _array(labels)]
    if len({len(column) for column in given}) != 1:
        raise InvalidData(f"The columns have {', '.join(str(len(column)) for column in given)} rows.")
    there = ~_absent(given[2])
    missing = int(len(there) - there.sum())
    rows = np.flatnonzero(there) if missing else None
    if rows is not None:
        given = [column[rows] for column in given]
    for name, column in (("item", given[0]), ("annotator", given[1])):
        gone = np.flatnonzero(_absent(column))
        if len(gone):
            raise InvalidData(f"Row {_row(rows, gone[0])} has a label and no {name}.")
    (item, known_items), (annotator, known_annotators) = encode(given[0]), encode(given[1])
    label, known_labels = encode(given[2]) if value_domain is None else _in_domain(given[2], value_domain, rows)
    pair = item.astype(np.int64) * max(1, len(known_annotators)) + annotator
    order: NDArray[np.int64] | None = None
    if timestamps is not None:
        times = _array(timestamps)
        order = np.lexsort((times if rows is None else times[rows], pair))
    elif len(pair) > 1 and not bool(np.all(pair[1:] > pair[:-1])):
        order = np.argsort(pair, kind="stable")
    if order is not None:
        item, annotator, label, pair = item[order], annotator[order], label[order], pair[order]
    same = pair[1:] == pair[:-1]
    twice = int(same.sum())
    if twice:
        if duplicates == "error":
            at = int(np.flatnonzero(same)[0]) + 1
            row = _row(rows, at if order is None else order[at])
            raise InvalidData(
                f"Row {row} is a second label of annotator {known_annotators[annotator[at]]!s} for item"
                f" {known_items[item[at]]!s}."
            )
        keep = np.append(~same, True) if duplicates == "latest" else np.insert(~same, 0, True)
        item, annotator, label = item[keep], annotator[keep], label[keep]
    return LabelMatrix(known_items, known_annotators, known_labels, item, annotator, label, twice, missing)


def from_wide(values: ArrayLike, *, value_domain: Sequence[Any] | None = None) -> LabelMatrix:
    """The matrix of items x annotators (cleanlab's `labels_multiannotator`); NaN or None is missing."""
    wide = _array(values, 2)
    if wide.ndim != 2:
        raise InvalidData(f"A wide matrix has two dimensions, not {wide.ndim}.")
    absent = _absent(wide).ravel()
    rows, columns = wide.shape
    if absent.any():
        at = np.flatnonzero(~absent)
        given = wide.ravel()[at]
        item, annotator = (found.astype(np.int32) for found in np.divmod(at, columns))
    else:
        given = wide.ravel()
        item = np.repeat(np.arange(rows, dtype=np.int32), columns)
        annotator = np.tile(np.arange(columns, dtype=np.int32), rows)
    label, labels = encode(given) if value_domain is None else _in_domain(given, value_domain, None)
    missing = int(wide.size - len(given))
    return LabelMatrix(np.arange(rows), np.arange(columns), labels, item, annotator, label, missing=missing)


def from_reliability_data(values: ArrayLike, *, value_domain: Sequence[Any] | None = None) -> LabelMatrix:
    """The matrix of annotators x items, as the package krippendorff calls `reliability_data`."""
    return from_wide(_array(values, 2).T, value_domain=value_domain)


def from_counts(counts: ArrayLike, *, labels: Sequence[Any] | None = None) -> LabelMatrix:
    """The matrix of items x labels, how many people gave each label; nobody knows who."""
    table = np.asarray(counts)
    if table.ndim != 2 or not np.issubdtype(table.dtype, np.number) or (table < 0).any() or (table % 1).any():
        raise InvalidData("Counts are a table of items x labels of whole numbers from 0 on.")
    table = table.astype(np.int64)
    many = table.ravel()
    item = np.repeat(np.repeat(np.arange(table.shape[0]), table.shape[1]), many).astype(np.int32)
    label = np.repeat(np.tile(np.arange(table.shape[1]), table.shape[0]), many).astype(np.int32)
    first = np.concatenate(([0], np.cumsum(table.sum(1))))
    annotator = (np.arange(len(item)) - first[item]).astype(np.int32)
    known = np.arange(table.shape[1]) if labels is None else _array(labels)
    people = np.arange(int(table.sum(1).max(initial=0)))
    return LabelMatrix(np.arange(table.shape[0]), people, known, item, annotator, label, anonymous=True)


def must_fit(what: str, *shape: int) -> None:
    """Raises InvalidData where a table of this shape would not fit into memory, before anything is laid out."""
    if prod(shape) > _CELLS:
        size = " x ".join(f"{side:,}" for side in shape)
        raise InvalidData(f"{what} would be a table of {size}: too large.", hint="Take fewer labels or people at once.")


# -- coding ----------------------------------------------------------------------------------------------------------


def encode(values: NDArray[Any]) -> tuple[Codes, NDArray[Any]]:
    """Codes of values and what they stand for: sorted where values can be sorted, else in order of appearance."""
    if np.issubdtype(values.dtype, np.floating):
        with np.errstate(invalid="ignore"):  # what no integer holds is not whole
            whole = values.astype(np.int64)
        if len(values) and bool((whole == values).all()):
            codes, known = encode(whole)
            return codes, known.astype(values.dtype)
    if values.dtype == np.bool_ or np.issubdtype(values.dtype, np.integer):
        return _encode_integers(values)
    return _encode_sorted(values) if values.dtype.kind in "fMm" else _encode_objects(values)


def _encode_sorted(values: NDArray[Any]) -> tuple[Codes, NDArray[Any]]:
    known, codes = np.unique(values, return_inverse=True)
    return codes.astype(np.int32), known


def _encode_integers(values: NDArray[Any]) -> tuple[Codes, NDArray[Any]]:
    if not len(values):
        return np.zeros(0, np.int32), values
    low, high = int(values.min()), int(values.max())
    if high - low >= _TABLE:
        return _encode_sorted(values)
    shifted = values.astype(np.int64) - low
    used = np.zeros(high - low + 1, np.bool_)
    used[shifted] = True
    table = (np.cumsum(used) - 1).astype(np.int32)
    return table[shifted], (np.flatnonzero(used) + low).astype(values.dtype)


def _encode_objects(values: NDArray[Any]) -> tuple[Codes, NDArray[Any]]:
    given = values.tolist()
    known = list(dict.fromkeys(given))
    with suppress(TypeError):  # values of several kinds have no order of their own: the order of appearance stands
        known.sort()
    number = {value: code for code, value in enumerate(known)}
    return np.fromiter((number[value] for value in given), np.int32, len(given)), _objects(known)


def _in_domain(
    values: NDArray[Any], domain: Sequence[Any], rows: NDArray[np.int64] | None
) -> tuple[Codes, NDArray[Any]]:
    number = {value: code for code, value in enumerate(domain)}
    if len(number) != len(domain):
        raise InvalidData("The value domain names a value twice.")
    codes, known = encode(values)
    table = np.array([number.get(value, -1) for value in known.tolist()], np.int32)
    coded = table[codes] if len(codes) else codes
    outside = np.flatnonzero(coded < 0)
    if len(outside):
        what = known[codes[outside[0]]]
        raise InvalidData(f"Row {_row(rows, outside[0])} has the label {what!s}, which the value domain does not have.")
    return coded, _array(list(domain))


def _objects(values: Sequence[Any]) -> NDArray[Any]:
    made = np.empty(len(values), object)
    made[:] = values
    return made


def _array(values: Any, dimensions: int = 1) -> NDArray[Any]:
    if isinstance(values, np.ndarray) and values.ndim <= dimensions:
        return values
    array = np.asarray(values)
    if array.dtype.kind in "US" or array.ndim > dimensions:  # texts, several kinds at once, labels that are tuples
        return _objects(list(values)) if dimensions == 1 else np.asarray(values, object)
    return array


def _absent(values: NDArray[Any]) -> NDArray[np.bool_]:
    if values.dtype.kind in "fMm":
        absent: NDArray[np.bool_] = np.isnan(values) if values.dtype.kind == "f" else np.isnat(values)
        return absent
    if values.dtype.kind == "O":
        return np.array([value is None or value != value for value in values.ravel().tolist()], np.bool_).reshape(
            values.shape
        )
    return np.zeros(values.shape, np.bool_)


def _column(table: Any, name: str) -> Any:
    try:
        return np.asarray(table[name])
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise InvalidData(f"The table has no column {name}.") from error
    except Exception as error:  # each kind of frame has an error of its own for this
        if type(error).__name__ in ("ColumnNotFoundError", "ArrowKeyError"):
            raise InvalidData(f"The table has no column {name}.") from error
        raise


def _row(rows: NDArray[np.int64] | None, at: Any) -> int:
    return int(at if rows is None else rows[at])
