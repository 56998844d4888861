"""Who preferred what to what: the one door for pairwise preferences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData
from labelwright.quality.coding import Codes, absent, column, encode, present
from labelwright.quality.consensus.truth import Floats


@dataclass(frozen=True, eq=False)
class Comparisons:
    """n comparisons of two options each, as codes of `options`, `annotators` and `items`.

    `outcome` is 1 where `left` won, -1 where `right` did, 0 for a tie. `item` is what the two were compared on (a
    prompt, a document): comparisons of one item are not independent. `missing` counts rows without an outcome.
    """

    options: NDArray[Any]
    annotators: NDArray[Any]
    items: NDArray[Any]
    left: Codes
    right: Codes
    outcome: NDArray[np.int8]
    annotator: Codes
    item: Codes
    missing: int = 0

    made_by: ClassVar[str] = "q.from_comparisons(left, right, winner)"

    def __repr__(self) -> str:
        return f"<Comparisons: {len(self):,} of {len(self.options):,} options, {len(self.annotators):,} people>"

    def __len__(self) -> int:
        return len(self.left)

    @cached_property
    def share(self) -> Floats:
        """What the left one got of each comparison: 1, 1/2 or 0."""
        found: Floats = (self.outcome + 1) / 2
        return found


def from_comparisons(
    left: ArrayLike,
    right: ArrayLike,
    winner: ArrayLike,
    annotators: ArrayLike | None = None,
    *,
    items: ArrayLike | None = None,
    tie: Any = "tie",
) -> Comparisons:
    """The comparisons of columns of the same length: the two options, and which of them won, or `tie`.

    Without `annotators` all are one person, without `items` each row stands for itself; a missing winner (None, NaN) is
    no comparison. Raises InvalidData for columns of different length, an option compared with itself, and a winner that
    was not there, naming the row (counted from 0).
    """
    one, other = present(left, "left options").tolist(), present(right, "right options").tolist()
    given = column(winner, "winners")
    gone, won, n = absent(given).tolist(), given.tolist(), len(one)
    who = np.zeros(n, np.int64) if annotators is None else present(annotators, "annotators")
    what = np.arange(n) if items is None else present(items, "items")
    if {len(other), len(won), len(who), len(what)} != {n}:
        raise InvalidData(f"The columns have {n}, {len(other)}, {len(won)}, {len(who)} and {len(what)} rows.")
    outcome = np.zeros(n, np.int8)
    there = np.ones(n, np.bool_)
    for row, (a, b, best, unknown) in enumerate(zip(one, other, won, gone, strict=True)):
        if a == b or tie in (a, b):
            raise InvalidData(
                f"Row {row} compares {a!s} with {b!s}.", hint="Two options that differ, and none is called as ties are."
            )
        if unknown:
            there[row] = False
        elif best in (a, b):
            outcome[row] = 1 if best == a else -1
        elif best != tie:
            raise InvalidData(
                f"Row {row} compares {a!s} with {b!s}, and {best!s} won.", hint=f"One of the two won, or: {tie!s}."
            )
    codes, options = encode(column(one + other, "options"))
    (annotator, people), (item, known) = encode(who[there]), encode(what[there])
    return Comparisons(
        options, people, known, codes[:n][there], codes[n:][there], outcome[there], annotator, item, int((~there).sum())
    )
