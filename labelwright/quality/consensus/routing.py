"""Whom to ask what: what one more answer is worth, and by whom.

    EVOI(i, j) = min_d sum_k q_ik L_kd  -  sum_l min_d sum_k q_ik theta_j[k, l] L_kd        (>= 0)

The loss that the answer of person j on item i saves on average, with L_kd the loss of deciding d where k is true; by
default 1 for a wrong class, and then EVOI = sum_l max_k q_ik theta_j[k, l] - max_k q_ik, a probability. One answer by
somebody no better than what is known changes no decision and is worth nothing, though two might: ties go to whoever
tells most about the truth (mutual information).

People's errors are not independent. Where a calibration divided the log posterior by T, the next answer is worth
theta^(1/T) too: with plain theta EVOI comes out five to thirty times what answers of real crowds turn out to be worth.
Sources: Howard (1966); Raykar, Agrawal (2014).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.coding import present
from labelwright.quality.consensus.truth import Floats
from labelwright.quality.estimate import Result
from labelwright.quality.finite import LARGEST, distributions, finite, flags, whole
from labelwright.quality.matrix import LabelMatrix, must_fit, must_know_who
from labelwright.quality.seeded import seeded

_COLDEST = 0.01  # temperature: below it a confusion is as good as certain
_CELLS = 1 << 22  # probabilities at once
_SAME, _TINY = 12, 1e-300  # digits from which on two values are a tie


@dataclass(frozen=True, slots=True)
class Ask(Result):
    """One answer to ask for: `value` is what it saves (EVOI), `information` what it tells of the truth, in nats."""

    item: Any
    annotator: Any
    value: float
    information: float


def expected_value_of_information(
    posterior: ArrayLike, confusion: ArrayLike, losses: ArrayLike | None = None, *, temperature: float = 1.0
) -> Floats:
    """What one more answer saves: shape (I, J) for confusions (J, K, K), shape (I,) for those of one person (K, K).

    `posterior` (I, K) is calibrated, `temperature` that of its calibration (an isotonic one has none: then too much is
    promised). `losses` (K, D) is what decision d costs where k is true, 1 for a wrong class by default. In the units of
    `losses`, never negative. O(I J K^2), with losses O(I J K^2 D). Raises InvalidData for what are no probabilities,
    InvalidRequest for a temperature below 0.01.
    """
    q, theta = _probabilities(posterior, confusion, temperature)
    cost = None if losses is None else _losses(losses, q.shape[1])
    found = _by_blocks(q, theta, lambda rows: _value(rows, theta, cost))
    return found if np.ndim(confusion) == 3 else found[:, 0]


def route_answers(
    matrix: LabelMatrix,
    posterior: ArrayLike,
    confusion: ArrayLike,
    *,
    open_items: ArrayLike | None = None,
    cost: ArrayLike = 1.0,
    capacity: ArrayLike | None = None,
    limit: int | None = None,
    cost_of_error: float | None = None,
    losses: ArrayLike | None = None,
    temperature: float = 1.0,
    seed: int = 0,
) -> list[Ask]:
    """The answers to ask for next, best first: greedily the largest EVOI / cost, one for an item.

    `posterior` (I, K) and `confusion` (J, K, K) have the matrix's items and people; nobody is asked about an item
    twice. `open_items` (I,) are those that may be asked, such as where a stop rule says ask; `cost` of an answer by
    each person and their `capacity` in answers are numbers or (J,); `limit` is how many answers in all. With
    `cost_of_error`, an answer that costs more than EVOI * cost_of_error is not asked for. Ties are drawn by `seed`.
    O(I J K^2 + I J log(I J)), I of the open items.
    """
    must_know_who(matrix)
    q, theta = _probabilities(posterior, confusion, temperature)
    people = len(matrix.annotators)
    if len(q) != len(matrix.items) or len(theta) != people:
        raise InvalidData(
            f"The matrix has {len(matrix.items)} items and {people} people, not {len(q)} and {len(theta)}."
        )
    price, room = _of_each(cost, people, "cost"), np.full(people, len(q))
    if capacity is not None:
        room = np.floor(np.minimum(_of_each(capacity, people, "capacity"), len(q))).astype(np.int64)
    if not ((price >= 1 / LARGEST) & (price <= LARGEST)).all():
        raise InvalidRequest("An answer costs more than 0.")
    if cost_of_error is not None and not 0 <= cost_of_error <= LARGEST:
        raise InvalidRequest(f"cost_of_error is {cost_of_error}; it is a number from 0 on.")
    rows = np.arange(len(q)) if open_items is None else np.flatnonzero(_mask(open_items, len(q)))
    must_fit("What everybody could say of all open items", len(rows), people)
    place = np.full(len(q), -1)
    place[rows] = np.arange(len(rows))
    may = np.ones((len(rows), people), np.bool_)
    rated = place[matrix.item] >= 0
    may[place[matrix.item[rated]], matrix.annotator[rated]] = False
    at, who = np.nonzero(may)
    items = rows[at]
    value = expected_value_of_information(q[rows], theta, losses)[at, who]
    told = _by_blocks(q[rows], theta, lambda some: _information(some, theta))[at, who]
    if cost_of_error is not None:
        worth = value * cost_of_error > price[who]
        items, who, value, told = items[worth], who[worth], value[worth], told[worth]
    draw = seeded(seed).random(len(items))
    order = np.lexsort((draw, -_comparable(told / price[who]), -_comparable(value / price[who])))
    most = len(q) if limit is None else whole(limit, "limit")
    return [
        Ask(matrix.items[items[one]], matrix.annotators[who[one]], float(value[one]), float(told[one]))
        for one in _greedy(order, items, who, room, most)
    ]


def _greedy(
    order: NDArray[np.int64], items: NDArray[np.int64], who: NDArray[np.int64], room: NDArray[np.int64], most: int
) -> list[int]:
    """The first `most` of an order in which each item is asked once and nobody beyond their room, which is used up."""
    found: list[int] = []
    taken: set[int] = set()
    for one in order.tolist():
        if len(found) >= most:
            break
        item, person = int(items[one]), int(who[one])
        if item not in taken and room[person] > 0:
            taken.add(item)
            room[person] -= 1
            found.append(one)
    return found


def random_overlap(items: ArrayLike, *, share: float = 0.05, seed: int = 0) -> NDArray[np.bool_]:
    """Which items get further answers by chance alone, shape (I,): the sample on which agreement may be measured.

    Decided by item, before its first answer: neither the other items nor their order matter, and a larger share
    holds the smaller one. O(I).
    """
    if not 0 <= share <= 1:
        raise InvalidRequest(f"share is {share}; it is between 0 and 1.")
    key = int(seed).to_bytes(8, "big", signed=True)
    names = map(str, present(items, "items").tolist())
    digests = (blake2b(name.encode(), digest_size=8, key=key).digest() for name in names)
    drawn = np.array([int.from_bytes(digest, "big") for digest in digests], np.float64)
    found: NDArray[np.bool_] = drawn < share * 2.0**64
    return found


def _comparable(scores: Floats) -> Floats:
    """In shares of the largest, so rounded that ties by arithmetic are ties."""
    found: Floats = np.round(scores / max(scores.max(initial=0.0), _TINY), _SAME)
    return found


def _value(q: Floats, theta: Floats, cost: Floats | None) -> Floats:
    if cost is None:
        after = np.einsum("ijl->ij", (q[:, None, :, None] * theta).max(2))
        gained: Floats = np.maximum(after - q.max(1)[:, None], 0.0)
        return gained
    lost = q[:, :, None] * cost  # (items, truths, decisions)
    by_label = np.einsum("jkl,ikd->ijld", theta, lost, optimize=True)
    saved: Floats = np.maximum(lost.sum(1).min(1)[:, None] - by_label.min(3).sum(2), 0.0)
    return saved


def _information(q: Floats, theta: Floats) -> Floats:
    """Mutual information of truth and label, (I, J)."""
    known = xlogy(theta, theta).sum(2)  # (J, K)
    label = np.einsum("ik,jkl->ijl", q, theta, optimize=True)
    found: Floats = np.maximum(q @ known.T - xlogy(label, label).sum(2), 0.0)
    return found


def _by_blocks(q: Floats, theta: Floats, work: Callable[[Floats], Floats]) -> Floats:
    step = max(1, _CELLS // max(1, theta.size))
    found = np.empty((len(q), len(theta)))
    for at in range(0, len(q), step):
        found[at : at + step] = work(q[at : at + step])
    return found


def _probabilities(posterior: ArrayLike, confusion: ArrayLike, temperature: float) -> tuple[Floats, Floats]:
    q, theta = distributions(posterior, "Posteriors"), finite(confusion, "Confusions")
    theta = distributions(theta[None] if theta.ndim == 2 else theta, "Confusions", 3)
    if theta.shape[1:] != (q.shape[1],) * 2:
        raise InvalidData(f"A posterior (I, K) and confusions (J, K, K) are needed, not {q.shape} and {theta.shape}.")
    if not _COLDEST <= temperature < np.inf:
        raise InvalidRequest(f"temperature is {temperature}; it is {_COLDEST} or more.")
    if temperature != 1:
        theta = (theta / theta.max(2, keepdims=True)) ** (1 / temperature)
        theta /= theta.sum(2, keepdims=True)
    return q, theta


def _losses(losses: ArrayLike, k: int) -> Floats:
    cost = finite(losses, "Losses", largest=LARGEST)
    if cost.ndim != 2 or len(cost) != k or not cost.shape[1]:
        raise InvalidData(f"Losses are finite, {k} truths by decisions, not {cost.shape}.")
    return cost


def _of_each(given: ArrayLike, people: int, what: str) -> Floats:
    try:
        numbers = np.asarray(given, np.float64)
    except (TypeError, ValueError):
        numbers = np.full(people, np.nan)
    if numbers.ndim > 1 or (numbers.ndim and len(numbers) != people) or not (numbers >= 0).all():
        raise InvalidData(f"{what} is one number that is not negative, or one of each of the {people} people.")
    return np.broadcast_to(numbers, (people,)).copy()


def _mask(given: ArrayLike, items: int) -> NDArray[np.bool_]:
    mask = flags(given, "Open items")
    if mask.shape != (items,):
        raise InvalidData(f"open_items says yes or no of each of the {items} items.")
    return mask
