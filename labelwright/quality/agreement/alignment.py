"""The best alignment of units: each in exactly one unitary alignment, the sum of their disorders as small as it can be.

Units can be in one unitary alignment of the best alignment only if no two parts of it would be better apart. Of two
annotators that leaves pairs with d < 2 D, and the Hungarian method finds the best of them. Of more, units that no chain
of pairs with d <= (1 + J (J - 1) / 2) D links are never aligned: the continuum falls apart into components. In each of
them a linear program picks among the unitary alignments that no unit would rather leave; its answer is nearly always in
whole numbers already, and where it is not an integer program (HiGHS) finds the best one that is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from labelwright.errors import InvalidRequest

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_TIE = 1e-5  # of D, by which an alignment of fewer parts is better: of equally good ones, that which aligns more
_WHOLE, _SECONDS = 1e-6, 60.0
_MOST = 2_000_000  # unitary alignments of a window


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """n units of `j` annotators: whose each is, where it starts and ends, its kind, and its row as it was given."""

    who: Ints
    start: Floats
    end: Floats
    kind: Ints
    row: Ints
    j: int

    def apart(self, one: Ints | int, other: Ints | int) -> Floats:
        """d_pos over D."""
        off = np.abs(self.start[one] - self.start[other]) + np.abs(self.end[one] - self.end[other])
        length = self.end[one] - self.start[one] + self.end[other] - self.start[other]
        found: Floats = np.square(off / length)
        return found


def best_alignment(units: Units, weights: tuple[float, float, float], window: int) -> tuple[list[Ints], float]:
    """The unitary alignments, as rows of units, and the sum of their disorders."""
    pairs = units.j * (units.j - 1) // 2
    linked = _linked(units, weights, 2.0 if units.j == 2 else 1.0 + pairs)
    _, component = connected_components(linked, directed=False)
    order = np.argsort(component, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(component[order])) + 1)
    found = [part for part in parts if len(part) == 1]
    cost = float(len(found)) * weights[2]
    together: list[tuple[Ints, Floats]] = []
    for part in (part for part in parts if len(part) > 1):
        if units.j == 2:
            some, more = _of_two(units, part, weights)
        elif len(part) <= window * units.j:
            together.append(_unitary(units, part, weights))
            continue
        else:
            some, more = _by_windows(units, part, weights, window)
        found, cost = found + some, cost + more
    if together:
        rows, costs = (np.concatenate(column) for column in zip(*together, strict=True))
        chosen = _chosen(len(units.who), rows, costs, weights[2])
        found, cost = found + _units(rows[chosen]), cost + float(costs[chosen].sum())
    return found, cost


def _between(units: Units, one: Ints, other: Ints, weights: tuple[float, float, float]) -> Floats:
    alpha, beta, empty = weights
    found: Floats = empty * (alpha * units.apart(one, other) + beta * (units.kind[one] != units.kind[other]))
    return found


def _linked(units: Units, weights: tuple[float, float, float], limit: float) -> csr_array:
    """Which units of different annotators are at most `limit` times D apart."""
    n = len(units.who)
    order = np.argsort(units.start, kind="stable")
    start, length = units.start[order], units.end[order] - units.start[order]
    reach = np.sqrt(limit / weights[0]) * (length + length.max(initial=0.0))
    stop = np.searchsorted(start, start + reach, side="right")
    many = np.maximum(stop - np.arange(1, n + 1), 0)
    one = np.repeat(np.arange(n), many)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(many) - many, many)
    one, other = order[one], order[other]
    near = (units.who[one] != units.who[other]) & (_between(units, one, other, weights) <= limit * weights[2])
    return csr_array((np.ones(int(near.sum())), (one[near], other[near])), shape=(n, n))


def _of_two(units: Units, part: Ints, weights: tuple[float, float, float]) -> tuple[list[Ints], float]:
    one, other = part[units.who[part] == 0], part[units.who[part] == 1]
    gain = _between(units, one[:, None], other, weights) - (2 + _TIE) * weights[2]  # of a pair over two units alone
    rows, columns = linear_sum_assignment(np.minimum(gain, 0.0))
    better = gain[rows, columns] < 0
    rows, columns = rows[better], columns[better]
    alone = np.concatenate((np.delete(one, rows), np.delete(other, columns)))
    cost = float(_between(units, one[rows], other[columns], weights).sum()) + weights[2] * len(alone)
    paired = np.column_stack((one[rows], other[columns]))
    return [*paired, *alone[:, None]], cost


def _by_windows(
    units: Units, part: Ints, weights: tuple[float, float, float], window: int
) -> tuple[list[Ints], float]:
    """From left to right: of each window the alignments of its first half stay, the others see more of what follows."""
    left = part[np.argsort(units.end[part], kind="stable")]
    found: list[Ints] = []
    cost = 0.0
    while len(left):
        seen = left[: window * units.j]
        rows, costs = _unitary(units, seen, weights)
        chosen = _chosen(len(units.who), rows, costs, weights[2])
        if len(seen) < len(left):
            chosen = chosen[np.isin(rows[chosen], seen[: (len(seen) + 1) // 2]).any(1)]
        cost += float(costs[chosen].sum())
        found += _units(rows[chosen])
        left = left[~np.isin(left, rows[chosen])]
    return found, cost


def _unitary(units: Units, part: Ints, weights: tuple[float, float, float]) -> tuple[Ints, Floats]:
    """The unitary alignments of a part that may be in the best one (N, J), -1 for none, and their disorders (N,).

    Annotator by annotator. Over pairs, a unit alone costs P D, P = J (J - 1) / 2, so among s units none may be further
    than (P + s - 1) D from the others together, and all of them cost at most s P D.
    """
    j, empty, n = units.j, weights[2], len(part)
    pairs = j * (j - 1) // 2
    apart = np.full((n + 1, n + 1), empty, np.float64)
    apart[:n, :n] = _between(units, part[:, None], part, weights)
    close = np.ones((n + 1, n + 1), np.bool_)
    close[:n, :n] = apart[:n, :n] <= (pairs + j - 1) * empty + 1e-12
    rows, cost = np.zeros((1, 0), np.int64), np.zeros(1)
    for who in range(j):
        options = np.append(np.flatnonzero(units.who[part] == who), n)
        added, may = np.zeros((len(rows), len(options))), np.ones((len(rows), len(options)), np.bool_)
        for before in rows.T:
            added += apart[before[:, None], options]
            may &= close[before[:, None], options]
        there = (rows < n).sum(1)[:, None] + (options < n)
        total = cost[:, None] + added
        may &= total <= (there + j - 1 - who) * pairs * empty + 1e-12
        at, of = np.nonzero(may)
        if len(at) > _MOST:
            raise InvalidRequest(
                f"{len(at):,} unitary alignments are too many.", hint="Ask for fewer max_units_per_window."
            )
        rows, cost = np.column_stack((rows[at], options[of])), total[at, of]
    there = rows < n
    size = there.sum(1)
    good = (size > 0) & (cost <= size * pairs * empty + 1e-12)
    for who in range(j):  # and nobody would rather be alone
        others = [other for other in range(j) if other != who]
        far = sum(np.where(there[:, other], apart[rows[:, who], rows[:, other]], 0.0) for other in others)
        good &= ~there[:, who] | (far <= (pairs + size - 1) * empty + 1e-12)
    kept = np.where(there, np.append(part, -1)[rows], -1)[good]
    return kept, cost[good] / pairs


def _chosen(n: int, rows: Ints, cost: Floats, empty: float) -> Ints:
    """Which unitary alignments hold each unit once at the least cost."""
    at, _ = np.nonzero(rows >= 0)
    holds = csr_array((np.ones(len(at)), (rows[rows >= 0], at)), shape=(n, len(rows)))
    once = LinearConstraint(holds[np.flatnonzero(holds.sum(1) > 0)], 1, 1)
    for whole in (0, 1):
        found = milp(
            cost + _TIE * empty, integrality=np.full(len(cost), whole, np.int64), bounds=Bounds(0, 1), constraints=once,
            options={"presolve": bool(whole), "mip_rel_gap": 0.0, "time_limit": _SECONDS},
        )  # fmt: skip
        if found.status == 0 and (np.abs(found.x - np.round(found.x)) < _WHOLE).all():
            return np.flatnonzero(found.x > 0.5)
    raise InvalidRequest(
        f"No best alignment of {len(cost):,} was found in {_SECONDS:.0f} seconds.",
        hint="Ask for fewer max_units_per_window.",
    )


def _units(rows: Ints) -> list[Ints]:
    return [row[row >= 0] for row in rows]
