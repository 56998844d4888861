"""Who labelled what as what: the one owner of "missing", and the one door into this room.

A `LabelMatrix` is a long table of (item, annotator, label) as integer codes, sorted by item. What is missing is not
there. Orientation is never guessed: each shape of data has a converter with a name.

Duplicates, two rows of one annotator for one item, are one rating: the latest by default (consensus), or the first
(studies of anchoring and agreement). A second rating on purpose is test-retest data and has its own function.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any, ClassVar, Literal, Protocol, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.coding import Codes as Codes
from labelwright.quality.coding import absent, as_array, column, present, ranks
from labelwright.quality.coding import encode as encode
from labelwright.quality.finite import LARGEST, finite

Duplicates = Literal["latest", "first", "error"]
_CELLS = 1 << 28  # of a table of floats: two gigabytes


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

    made_by: ClassVar[str] = "q.label_matrix(table), or q.from_wide(table) of items x annotators"

    def __repr__(self) -> str:
        said = f"{len(self):,} labels out of {len(self.labels):,}, {len(self.items):,} items"
        people = "nobody knows whose" if self.anonymous else f"{len(self.annotators):,} people"
        return f"<{type(self).__name__}: {said}, {people}>"

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

    def numbers(self, *, squared: bool = False) -> NDArray[np.float64]:
        """The labels' values as numbers, shape (K,). Raises InvalidData where they are none.

        Where they are to be `squared`, also where they are so large or so close that squares overflow or vanish.
        """
        try:
            values = finite(self.labels, "The labels", largest=LARGEST if squared else np.inf)
        except InvalidData as error:
            raise InvalidData(
                error.message, hint="Ask for nominal agreement, or map them to other numbers first."
            ) from error
        if squared and len(values) and 0 < np.ptp(values) < 1 / LARGEST:
            raise InvalidData("The labels are so close that squares of their gaps are 0.", hint="Scale them up.")
        return values


class Made(Protocol):
    """What a converter makes, and which."""

    made_by: ClassVar[str]


def must_be(kind: type[Made], given: Any) -> None:
    """Raises InvalidRequest for what is none of a kind of matrices, such as a table that still has to become one."""
    if not isinstance(given, kind):
        raise InvalidRequest(
            f"What belongs here is of the type {kind.__name__}, not {type(given).__name__}.",
            hint=f"Make one first: {kind.made_by}.",
        )


def must_know_who(matrix: LabelMatrix, hint: str = "") -> None:
    """Raises InvalidData for counts, which know no people, InvalidRequest for what is no matrix."""
    must_be(LabelMatrix, matrix)
    if matrix.anonymous:
        raise InvalidData("Counts do not say who gave each label.", hint=hint)


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
    columns = [_of_table(table, name) for name in (item, annotator, label)]
    order = None if timestamp is None else _of_table(table, timestamp)
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
    if duplicates not in get_args(Duplicates):
        raise InvalidRequest(f"{duplicates} is no rule for duplicates.", hint=", ".join(get_args(Duplicates)))
    given = [column(items, "items"), column(annotators, "annotators"), column(labels, "labels")]
    if len({len(values) for values in given}) != 1:
        raise InvalidData(f"The columns have {', '.join(str(len(values)) for values in given)} rows.")
    there = ~absent(given[2])
    missing = int(len(there) - there.sum())
    rows = np.flatnonzero(there) if missing else None
    if rows is not None:
        given = [values[rows] for values in given]
    for name, values in (("item", given[0]), ("annotator", given[1])):
        gone = np.flatnonzero(absent(values))
        if len(gone):
            raise InvalidData(f"Row {_row(rows, gone[0])} has a label and no {name}.")
    (item, known_items), (annotator, known_annotators) = encode(given[0]), encode(given[1])
    label, known_labels = encode(given[2]) if value_domain is None else _in_domain(given[2], value_domain, rows)
    pair = item.astype(np.int64) * max(1, len(known_annotators)) + annotator
    order: NDArray[np.int64] | None = None
    if timestamps is not None:
        order = np.lexsort((_moments(timestamps, len(there), rows), pair))
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
    """The matrix of items x annotators (cleanlab's `labels_multiannotator`); NaN or None is missing.

    A pandas frame's index and columns name items and annotators, which else are numbers from 0 on. Raises InvalidData
    for a name that stands twice or is missing.
    """
    wide = as_array(values, 2, "A wide matrix")
    if wide.ndim != 2:
        raise InvalidData(f"A wide matrix has two dimensions, not {wide.ndim}.")
    gone = absent(wide).ravel()
    rows, columns = wide.shape
    if gone.any():
        at = np.flatnonzero(~gone)
        given = wide.ravel()[at]
        item, annotator = (found.astype(np.int32) for found in np.divmod(at, columns))
    else:
        given = wide.ravel()
        item = np.repeat(np.arange(rows, dtype=np.int32), columns)
        annotator = np.tile(np.arange(columns, dtype=np.int32), rows)
    label, labels = encode(given) if value_domain is None else _in_domain(given, value_domain, None)
    missing = int(wide.size - len(given))
    items, people = _names(values) if _is_frame(values) else (np.arange(rows), np.arange(columns))
    return LabelMatrix(items, people, labels, item, annotator, label, missing=missing)


def from_reliability_data(values: ArrayLike, *, value_domain: Sequence[Any] | None = None) -> LabelMatrix:
    """The matrix of annotators x items, as the package krippendorff calls `reliability_data`; else as `from_wide`."""
    given: Any = values if _is_frame(values) else as_array(values, 2, "Reliability data")
    return from_wide(given.T, value_domain=value_domain)


def from_counts(counts: ArrayLike, *, labels: Sequence[Any] | None = None) -> LabelMatrix:
    """The matrix of items x labels, how many people gave each label; nobody knows who."""
    given = finite(counts, "Counts", largest=_CELLS)
    if given.ndim != 2 or (given < 0).any() or (given % 1).any():
        raise InvalidData("Counts are a table of items x labels of whole numbers from 0 on.")
    must_fit("Counts", int(given.sum()))
    known = np.arange(given.shape[1]) if labels is None else column(labels, "labels")
    if len(known) != given.shape[1]:
        raise InvalidData(f"Counts of {given.shape[1]} labels have {len(known)} names.")
    table = given.astype(np.int64)
    many = table.ravel()
    item = np.repeat(np.repeat(np.arange(table.shape[0]), table.shape[1]), many).astype(np.int32)
    label = np.repeat(np.tile(np.arange(table.shape[1]), table.shape[0]), many).astype(np.int32)
    first = np.concatenate(([0], np.cumsum(table.sum(1))))
    annotator = (np.arange(len(item)) - first[item]).astype(np.int32)
    people = np.arange(int(table.sum(1).max(initial=0)))
    return LabelMatrix(np.arange(table.shape[0]), people, known, item, annotator, label, anonymous=True)


def must_fit(what: str, *shape: int) -> None:
    """Raises InvalidData where a table of this shape would not fit into memory, before anything is laid out."""
    if prod(shape) > _CELLS:
        size = " x ".join(f"{side:,}" for side in shape)
        raise InvalidData(f"{what} would be a table of {size}: too large.", hint="Take fewer labels or people at once.")


def _is_frame(values: Any) -> bool:
    return hasattr(values, "index") and hasattr(values, "columns")


def _names(frame: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    found = present(frame.index, "index of the frame"), present(frame.columns, "columns of the frame")
    for names, where in zip(found, ("index", "columns"), strict=True):
        if len(encode(names)[1]) != len(names):
            raise InvalidData(f"A name stands twice in the {where} of the frame.")
    return found


def _in_domain(
    values: NDArray[Any], domain: Sequence[Any], rows: NDArray[np.int64] | None
) -> tuple[Codes, NDArray[Any]]:
    declared = column(domain, "values of the value domain")
    if absent(declared).any():
        raise InvalidData("The value domain names what is missing.", hint="What is missing needs no value.")
    if len(encode(declared)[1]) != len(declared):
        raise InvalidData("The value domain names a value twice.")
    number = {value: code for code, value in enumerate(declared.tolist())}
    codes, known = encode(values)
    table = np.array([number.get(value, -1) for value in known.tolist()], np.int32)
    coded = table[codes] if len(codes) else codes
    outside = np.flatnonzero(coded < 0)
    if len(outside):
        what = known[codes[outside[0]]]
        raise InvalidData(f"Row {_row(rows, outside[0])} has the label {what!s}, which the value domain does not have.")
    return coded, declared


def _moments(timestamps: ArrayLike, n: int, rows: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """The order in time of the rows with a label: a missing moment, sorted last, would pass for the latest."""
    times = column(timestamps, "timestamps")
    if len(times) != n:
        raise InvalidData(f"There are {n} rows and {len(times)} timestamps.")
    times = times if rows is None else times[rows]
    gone = np.flatnonzero(absent(times))
    if len(gone):
        raise InvalidData(f"Row {_row(rows, gone[0])} has a label and no timestamp.")
    return ranks(times, "timestamps")


def _of_table(table: Any, name: str) -> ArrayLike:
    try:
        found: ArrayLike = table[name]
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise _no_column(table, name) from error
    except Exception as error:  # each kind of frame has an error of its own for this
        if type(error).__name__ in ("ColumnNotFoundError", "ArrowKeyError"):
            raise _no_column(table, name) from error
        raise
    return found


def _no_column(table: Any, name: str) -> InvalidData:
    names = table if isinstance(table, Mapping) else getattr(table, "column_names", getattr(table, "columns", ()))
    has = ", ".join(map(str, list(names)[:20]))
    way = f"It has {has}: name yours by item=, annotator=, label=." if has else "Give a frame, or a mapping of columns."
    return InvalidData(f"The table has no column {name}.", hint=way)


def _row(rows: NDArray[np.int64] | None, at: Any) -> int:
    return int(at if rows is None else rows[at])
