"""Which items are reviewed, and with what probability: decided before anybody looks, and written down.

    stratified     n_h = max(least, ceil(rate N_h)) of each annotator's (class's, day's) items
    by risk        pi_i in proportion to e / N + (1 - e) sqrt(g_i (1 - g_i)) / sum, at most 1, summing to n
    Neyman         n_h in proportion to N_h sqrt(p_h (1 - p_h) / cost_h), out of what earlier rounds found

Each item has one permanent random number u. A design gives it a probability; it is reviewed where u is below the
largest of them, which is then its probability. So several designs review nothing twice, a higher rate reviews more of
the same items, and a lower one drops by draw, never by risk. Sources: Neyman (1934); Ohlsson (1995).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import ceil
from typing import Any, Literal, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.coding import encode, present
from labelwright.quality.estimate import Result, at_most
from labelwright.quality.finite import LARGEST, finite, shares, whole
from labelwright.quality.normal import two_sided, unseen
from labelwright.quality.seeded import seeded

Floats = NDArray[np.float64]
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Stratum(Result):
    """So many items, of which so many are reviewed. `shows` is the share of errors that a review without any rules out,
    one-sided at 95 %: 33 of 330 without an error only show that fewer than 8.7 % are wrong."""

    name: Any
    items: int
    reviewed: int
    shows: float

    def __str__(self) -> str:
        of = f"{self.name}: {self.reviewed:,} of {self.items:,}"
        return f"{of}; no error among them only shows that fewer than {at_most(self.shows)} are wrong"


@dataclass(frozen=True, slots=True)
class Drawn(Result):
    """`chosen` are the places of the drawn items, ascending; `probability` (N,) that of every item, drawn or not."""

    chosen: NDArray[np.int64]
    probability: Floats
    strata: tuple[Stratum, ...] = ()


def permanent_numbers(items: Sequence[Hashable], seed: int) -> Floats:
    """One number in [0, 1) for each item, out of its name and the seed alone: the same in every order and every year.

    O(N), about a microsecond an item.
    """
    key = seed.to_bytes(16, "big", signed=True)
    hashes = (blake2b(str(item).encode(), digest_size=8, key=key).digest() for item in items)
    return np.fromiter((int.from_bytes(one, "big") >> 11 for one in hashes), np.float64, len(items)) / 2**53


def union_of_designs(numbers: ArrayLike, *designs: ArrayLike) -> Drawn:
    """Items whose number is below the largest probability that a design gives them, with that probability.

    Raises InvalidData for designs that do not fit the numbers or are no probabilities.
    """
    u = shares(numbers, "Permanent numbers")
    if not designs:
        raise InvalidRequest("There is no design to draw by.")
    if (u == 1).any():
        raise InvalidData("Permanent numbers are below 1.")
    largest = np.zeros(len(u))
    for number, design in enumerate(designs):
        pi = shares(design, f"The probabilities of design {number}")
        if pi.shape != u.shape:
            raise InvalidData(f"Design {number} has {len(pi):,} probabilities for {len(u):,} items.")
        largest = np.maximum(largest, pi)
    return Drawn(np.flatnonzero(u < largest), largest)


def stratified_sample(
    by: Sequence[Hashable],
    rate: float = 0.1,
    min_per_stratum: int = 1,
    *,
    seed: int = 0,
    numbers: ArrayLike | None = None,
) -> Drawn:
    """A share of each stratum at random, without replacement; `by` names the stratum of each item, such as who did it.

    The items with the smallest permanent `numbers` (by default drawn by `seed`), so that a higher rate takes the same
    items and more. O(N log N). Raises InvalidRequest for a rate that is none, InvalidData for numbers that do not fit
    and items without a stratum.
    """
    if not 0 <= rate <= 1:
        raise InvalidRequest(f"rate is {rate}; it is between 0 and 1.")
    min_per_stratum = whole(min_per_stratum, "min_per_stratum")
    stratum, names = encode(present(cast(ArrayLike, by), "strata"))
    n = len(stratum)
    u = seeded(seed).random(n) if numbers is None else finite(numbers, "Permanent numbers")
    if u.shape != (n,):
        raise InvalidData(f"{n:,} items have {u.shape} numbers.")
    many = np.bincount(stratum, minlength=len(names))
    take = np.array([min(k, max(min_per_stratum, ceil(rate * k - 1e-9))) for k in many.tolist()], np.int64)
    order = np.lexsort((u, stratum))
    place = np.arange(n) - np.repeat(np.cumsum(many) - many, many)  # within its stratum, the smallest number first
    chosen = np.sort(order[place < take[stratum[order]]])
    z = two_sided(0.95)
    rows = (
        Stratum(name, of, reviewed, unseen(reviewed, z) if reviewed else 1.0)
        for name, of, reviewed in zip(names.tolist(), many.tolist(), take.tolist(), strict=True)
    )
    return Drawn(chosen, (take / np.maximum(many, 1))[stratum], tuple(rows))


def inclusion_probabilities(
    risk: ArrayLike,
    n: float,
    *,
    epsilon: float = 0.1,
    estimator: Literal["difference", "horvitz_thompson"] = "difference",
) -> Floats:
    """The probability of review of each item, summing to n, that makes the error rate's estimate tightest.

    `risk` g (N,) are predicted error probabilities; risky and doubtful items come sooner (sqrt(g (1 - g)) for the
    difference estimator, sqrt(g) for Horvitz-Thompson), and a share `epsilon` of the reviews goes to everybody alike,
    so that every item may be drawn and a wrong prediction does little harm. O(60 N).
    """
    g = shares(risk, "Risks")
    if not 0 < epsilon <= 1 or not 0 < n <= len(g):
        raise InvalidRequest("epsilon is above 0 and at most 1, and 0 < n <= items.")
    if estimator not in ("difference", "horvitz_thompson"):
        raise InvalidRequest(f"{estimator} is no estimator.", hint="difference or horvitz_thompson.")
    focus = np.sqrt(g * (1 - g) if estimator == "difference" else g)
    if not focus.any():
        focus = np.ones(len(g))
    weight = epsilon / len(g) + (1 - epsilon) * focus / focus.sum()
    return _scaled(weight, np.zeros(len(g)), np.ones(len(g)), n)


def neyman_allocation(
    strata: Mapping[Name, tuple[int, int, int]],
    n: int,
    *,
    costs: Mapping[Name, float] | None = None,
    min_per_stratum: int = 2,
) -> dict[Name, int]:
    """How many of n reviews each stratum gets, out of {name: (items, reviewed, wrong)} of earlier rounds.

    Error rates are Laplace's, (wrong + 1) / (reviewed + 2), so that a stratum without an error is still looked at.
    `costs` are those of a review. At least `min_per_stratum` each, at most its items, summing to n. Raises
    InvalidRequest where n is too small or too large for that, InvalidData for counts that cannot be.
    """
    items, reviewed, wrong = counts_of(strata)
    n, min_per_stratum = whole(n, "n"), whole(min_per_stratum, "min_per_stratum")
    least = np.minimum(items, min_per_stratum)
    if not least.sum() <= n <= items.sum():
        raise InvalidRequest(f"{n:,} reviews are not between {int(least.sum()):,} and {int(items.sum()):,}.")
    price = np.array([1.0 if costs is None else costs.get(name, 0.0) for name in strata])
    if not ((price >= 1 / LARGEST) & (price <= LARGEST)).all():
        raise InvalidRequest("Every stratum has a cost above 0.")
    p = (wrong + 1) / (reviewed + 2)
    real = _scaled(items * np.sqrt(p * (1 - p) / price), least, items, n)
    each = np.floor(real + 1e-9)
    rest = np.where(each < items, real - each, -1.0)
    each[np.argsort(-rest, kind="stable")[: n - int(each.sum())]] += 1
    return {name: int(one) for name, one in zip(strata, each, strict=True)}


def counts_of(strata: Mapping[Any, tuple[float, float, float]]) -> Floats:
    """Items, reviews and errors of each stratum, (3, strata). Raises InvalidData for counts that cannot be."""
    table = finite(list(strata.values()), "Counts of strata", largest=LARGEST)
    if strata and table.shape != (len(strata), 3):
        raise InvalidData("Each stratum has items, reviewed and wrong.")
    table = table.reshape(-1, 3).T
    if (table < 0).any() or (table[2] > table[1]).any():
        raise InvalidData("A stratum has at most as many errors as reviews, and no count below 0.")
    return table


def _scaled(weight: Floats, low: Floats, high: Floats, total: float) -> Floats:
    """c weight, kept between low and high, with the c that makes it sum to the total."""
    few, many = 0.0, 1.0
    while np.clip(many * weight, low, high).sum() < total - 1e-9 * total and many < 1e30:
        many *= 2
    for _ in range(60):
        middle = (few + many) / 2
        if np.clip(middle * weight, low, high).sum() < total:
            few = middle
        else:
            many = middle
    found: Floats = np.clip(many * weight, low, high)
    return found
