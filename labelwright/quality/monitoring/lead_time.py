"""How long does an item take, whoever does it, and how fast is a person, whatever they do?

    log t_ij = mu + item_i + person_j + beta log(length) + e,    z = (e - median) / (1.4826 MAD)

Effects of items and people are shrunken (ridge), by as much as the data say: an item answered twice tells what is the
item's and what the answer's, and where none is, items have no effect of their own and only their length counts. One
sparse system, solved exactly in the items and by conjugate gradients in the people: O(n) a step, few steps.

Times are of active work: `active_seconds` adds up the gaps between events and counts none for more than five minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.linalg import LinearOperator, cg

from labelwright.errors import InvalidData
from labelwright.quality.coding import Codes, encode, present
from labelwright.quality.estimate import Result
from labelwright.quality.finite import LARGEST, Floats, finite

IDLE = 300.0  # seconds of a gap that still count as work
NORMAL = 1.4826  # a normal distribution's standard deviation, in its MADs
_LOOSE = 1e6  # a ridge that leaves nothing


@dataclass(frozen=True, slots=True, eq=False)
class LeadTimes(Result):
    """The fitted model of n times. Effects are logarithms: exp(person) 0.5 is twice as fast as the others.

    `item`, `annotator` (n,) are codes of `items` (I,) and `annotators` (J,), in the order of the rows given; `z` (n,)
    is how unusual each time is for this item and person, in robust standard deviations of `scale`. `slope` is None
    without lengths, or where all are the same; `scale` is 0, and so is every z, where half of the times are as fitted.
    """

    items: NDArray[Any]
    annotators: NDArray[Any]
    item: Codes
    annotator: Codes
    seconds: Floats
    mean: float
    slope: float | None
    item_effects: Floats
    annotator_effects: Floats
    residuals: Floats
    z: Floats
    scale: float
    converged: bool


def lead_times(
    items: ArrayLike, annotators: ArrayLike, seconds: ArrayLike, *, length: ArrayLike | None = None
) -> LeadTimes:
    """The model of n answers: item, person, active seconds, and the item's length (words, boxes, frames) if it has one.

    Raises InvalidData for columns of different length, without rows, or with times or lengths that are not above 0,
    naming the row (counted from 0).
    """
    who, what, t = present(annotators, "annotators"), present(items, "items"), _positive(seconds, "time")
    long = np.ones(len(t)) if length is None else _positive(length, "length")
    if who.shape != t.shape or what.shape != t.shape or long.shape != t.shape or not len(t):
        raise InvalidData(
            f"The columns have the shapes {what.shape}, {who.shape}, {t.shape} and {long.shape}; one row at least."
        )
    (item, known_items), (person, people) = encode(what), encode(who)
    y, x = np.log(t), np.log(long)
    x = x - x.mean()
    sloped = bool(np.abs(x).max() > 1e-9)
    x = x if sloped else np.zeros(len(x))
    design = _Design(item, person, x)
    first = design.fit(y, np.inf, 1.0)
    fit = design.fit(y, *design.ridges(y, first))
    e = y - fit.mean - fit.slope * x - fit.people[person] - fit.items[item]
    away = e - np.median(e)
    scale = NORMAL * float(np.median(np.abs(away)))
    scale = scale if scale > 1e-9 else 0.0
    return LeadTimes(
        known_items, people, item, person, t, fit.mean - fit.slope * float(np.log(long).mean()),
        fit.slope if sloped else None, fit.items, fit.people, e, away / scale if scale else np.zeros(len(e)), scale,
        fit.converged,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fit:
    mean: float
    slope: float
    people: Floats
    items: Floats
    converged: bool


class _Design:
    """The normal equations, with the items eliminated: what is left has a row for the mean, the slope, each person."""

    def __init__(self, item: Codes, person: Codes, x: Floats) -> None:
        self.item, self.person, self.x = item, person, x
        n, self.j = len(item), int(person.max()) + 1
        self.per_item = np.bincount(item).astype(np.float64)
        self.per_person = np.bincount(person, minlength=self.j).astype(np.float64)
        pairs = coo_array((np.ones(n), (item, person)), shape=(len(self.per_item), self.j))
        self.pairs: csr_array = pairs.tocsr()
        self.x_item, self.x_person = _sums(item, x, len(self.per_item)), _sums(person, x, self.j)
        self.xx, self.n = _dot(x, x) or 1.0, n  # without lengths x is 0, and so is the slope

    def fit(self, y: Floats, of_items: float, of_people: float) -> _Fit:
        """Mean, slope and effects under these ridges."""
        weight = 1 / (self.per_item + of_items)

        def to_items(v: Floats) -> Floats:
            found: Floats = v[0] * self.per_item + v[1] * self.x_item + self.pairs @ v[2:]
            return found

        def back(mean: float, slope: float, of_person: Floats, left: Floats) -> Floats:
            """Sums over rows, less what the items take."""
            taken = weight * left
            fixed = np.array([mean - _dot(self.per_item, taken), slope - _dot(self.x_item, taken)])
            return np.concatenate((fixed, of_person - self.pairs.T @ taken))

        def apply(v: Floats) -> Floats:
            mean, slope, a = v[0], v[1], v[2:]
            return back(
                self.n * mean + _dot(self.per_person, a),  # the sum of x is 0
                self.xx * slope + _dot(self.x_person, a),
                self.per_person * (mean + a) + self.x_person * slope + of_people * a,
                to_items(v),
            )

        y_item, y_person = _sums(self.item, y, len(self.per_item)), _sums(self.person, y, self.j)
        target = back(float(y.sum()), _dot(self.x, y), y_person, y_item)
        diagonal = np.concatenate(([self.n, self.xx], self.per_person + of_people))
        size = self.j + 2
        found, left = cg(
            LinearOperator((size, size), matvec=apply, dtype=np.float64), target, rtol=1e-10, maxiter=500,
            M=LinearOperator((size, size), matvec=lambda v: v / diagonal, dtype=np.float64),
        )  # fmt: skip
        of_item = weight * (y_item - to_items(found))
        return _Fit(float(found[0]), float(found[1]), found[2:], of_item, left == 0)

    def ridges(self, y: Floats, fit: _Fit) -> tuple[float, float]:
        """Variance of a time over that of items, and of people, by moments of what a model without items leaves."""
        e = y - fit.mean - fit.slope * self.x - fit.people[self.person]
        sums, squares = (_sums(self.item, values, len(self.per_item)) for values in (e, e * e))
        pairs = float((self.per_item * (self.per_item - 1)).sum())
        between = float((sums * sums - squares).sum()) / pairs if pairs else 0.0
        within = max(1e-12, float(e.var()) - max(0.0, between))
        means = _sums(self.person, e + fit.people[self.person], self.j) / self.per_person
        people = float(means.var()) - within * float((1 / self.per_person).mean())
        return within / max(between, within / _LOOSE), within / max(people, within / _LOOSE)


def active_seconds(work: ArrayLike, at: ArrayLike, *, idle: float = IDLE) -> tuple[NDArray[Any], Floats]:
    """Active seconds of each piece of work by the times of its events, in seconds: the works and their seconds.

    A gap counts for `idle` at most; work with one event has 0. Any order of rows. Raises InvalidData for columns of
    different length or times that are no numbers. O(n log n).

    >>> active_seconds(["a", "a", "a", "b"], [0, 60, 4000, 7])[1].tolist()
    [360.0, 0.0]
    """
    when, what = finite(at, "The times", largest=LARGEST), present(work, "works")
    if when.shape != what.shape or not 0 < idle <= LARGEST:
        raise InvalidData("Each event has its work and a time in seconds; `idle` is above 0.")
    code, known = encode(what)
    order = np.lexsort((when, code))
    code, when = code[order], when[order]
    gap = np.where(code[1:] == code[:-1], np.minimum(np.diff(when), idle), 0.0)
    return known, _sums(code[1:], gap, len(known))


def _dot(a: Floats, b: Floats) -> float:
    return float(np.einsum("i,i->", a, b))  # not @, whose threads wait for one another where the cores are busy


def _sums(codes: Codes, values: Floats, size: int) -> Floats:
    found: Floats = np.bincount(codes, values, size).astype(np.float64, copy=False)
    return found


def _positive(values: ArrayLike, name: str) -> Floats:
    found = finite(values, f"The {name}s")
    if found.ndim != 1:
        raise InvalidData(f"The {name}s have the shape {found.shape}; there is one for each row.")
    if (found <= 0).any():
        raise InvalidData(f"Row {int(np.flatnonzero(found <= 0)[0])} has a {name} that is not above 0.")
    return found
