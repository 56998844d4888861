"""Hidden chains over many sequences at once: forward and backward, and the best path.

    P(path) ~ start[k_1] prod over t of move[k_t-1, k_t] prod over t of like[t, k_t]

Sequences of like length are laid out by time, so that step t of all of them is one product of matrices: a pass costs
O(T K^2) arithmetic and, for each few hundred sequences, as many numpy calls as the longest of them has positions. A
`Grammar` says which path may be at all, and how long a run of one label lasts at least, by states that count its first
positions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelwright.errors import InvalidData

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
_NOTHING = 1e-300
_WIDTH, _ROWS = 256, 1 << 13  # sequences of a group: wide enough for numpy, small enough for the processor's cache


@dataclass(frozen=True, eq=False)
class Grammar:
    """Labels a sequence may start with (K,), which may follow which (K, K), and the least length of a run of each (K,).

    Its states are the positions of a run up to its least length: `label` (E,) is the label of each, `enter` and `last`
    (K,) the first and the last state of each label. A sequence may start in the middle of a run, and end in it.
    """

    starts: Bools
    follows: Bools
    least: Ints

    @property
    def free(self) -> bool:
        """Every path may be."""
        return bool(self.starts.all() and self.follows.all() and (self.least == 1).all())

    @property
    def label(self) -> Ints:
        """The label of each state."""
        return np.repeat(np.arange(len(self.least)), self.least)

    @property
    def last(self) -> Ints:
        """Where the runs of each label may stay or end."""
        return np.cumsum(self.least) - 1

    @property
    def enter(self) -> Ints:
        """Where the runs of each label begin."""
        return np.cumsum(self.least) - self.least

    def spread(self, of_labels: Floats) -> Floats:
        """Columns of labels as columns of states."""
        return of_labels if (self.least == 1).all() else of_labels[:, self.label]

    def gathered(self, of_states: Floats) -> Floats:
        """Columns of states added up to those of labels."""
        if (self.least == 1).all() or not len(of_states):
            return of_states[:, : len(self.least)]
        found: Floats = np.add.reduceat(of_states, self.enter, axis=1)
        return found

    def states(self, start: Floats, move: Floats, never: float = 0.0, surely: float = 1.0) -> tuple[Floats, Floats]:
        """Starts and moves of labels as those of states; `never` and `surely` are what 0 and 1 are on their scale."""
        enter, last = self.enter, self.last
        begin = np.full(int(self.least.sum()), never)
        begin[last] = start
        step = np.full((len(begin), len(begin)), never)
        within = np.setdiff1d(np.arange(len(begin)), last)
        step[within, within + 1] = surely
        step[np.ix_(last, enter)] = move
        several = self.least > 1
        step[last[several], enter[several]] = never  # a run that goes on does not begin again
        step[last, last] = np.diagonal(move)
        return begin, step

    def labels(self, moves: Floats) -> Floats:
        """Expected moves between states as those between labels."""
        found: Floats = moves[np.ix_(self.last, self.enter)].copy()
        np.fill_diagonal(found, moves[self.last, self.last])
        return found


class Chains:
    """The chains of D sequences with T positions; arrays go in and come out in the order of positions."""

    def __init__(self, offsets: Ints) -> None:
        length = np.diff(offsets)
        order = np.argsort(-length, kind="stable")
        order = order[: np.count_nonzero(length)]
        self.positions = int(offsets[-1])
        self.first = offsets[order]
        self._groups = []
        while len(order):
            many = max(_WIDTH, _ROWS // int(length[order[0]]))
            self._groups.append(_Group(offsets[order[:many]], length[order[:many]]))
            order = order[many:]

    def smoothed(self, like: Floats, start: Floats, move: Floats) -> tuple[Floats, Floats, float]:
        """P(state) at each position (T, E), expected moves (E, E), and the log-likelihood.

        `like` (T, E) is not negative. Raises InvalidData where a sequence is left without a path.
        """
        state, moves, evidence = np.empty_like(like), np.zeros_like(move), 0.0
        for group in self._groups:
            state[group.at], some, explained = group.smoothed(like[group.at], start, move)
            moves += some
            evidence += explained
        return state, moves * move, evidence

    def best(self, score: Floats, start: Floats, move: Floats) -> Ints:
        """The path of the largest sum of log scores (T, E), log starts (E,) and log moves (E, E), shape (T,)."""
        path = np.zeros(self.positions, np.int64)
        for group in self._groups:
            path[group.at] = group.best(score[group.at], start, move)
        return path


class _Group:
    """Sequences of like length, the longest first; rows are sorted by step, and by sequence within each."""

    def __init__(self, first: Ints, length: Ints) -> None:
        self.alive = np.searchsorted(-length, -np.arange(int(length[0])))  # sequences longer than t
        self.begin = np.concatenate(([0], np.cumsum(self.alive)))
        self.at = np.concatenate([first[:many] + t for t, many in enumerate(self.alive)])

    def smoothed(self, like: Floats, start: Floats, move: Floats) -> tuple[Floats, Floats, float]:
        state, scale = self._filtered(like, start, move)
        like /= scale[:, None]
        moves, after = np.zeros_like(move), np.ones((0, len(start)))
        for t in range(len(self.alive) - 1, -1, -1):
            here = np.ones((self.alive[t], len(start)))
            if len(after):
                weight = like[self._rows(t + 1)] * after
                moves += state[self._rows(t, len(after))].T @ weight
                here[: len(after)] = weight @ move.T
            state[self._rows(t)] *= here
            after = here
        state /= (state @ np.ones(len(start)))[:, None]  # what rounding left over many steps
        return state, moves, float(np.log(scale).sum())

    def best(self, score: Floats, start: Floats, move: Floats) -> Ints:
        came = np.zeros(score.shape, np.int64)
        score[self._rows(0)] += start
        for t in range(1, len(self.alive)):
            rows = self._rows(t)
            ways = score[self._rows(t - 1, self.alive[t])][:, :, None] + move
            came[rows] = ways.argmax(1)
            score[rows] += np.take_along_axis(ways, came[rows][:, None, :], 1)[:, 0, :]
        path: Ints = score.argmax(1)
        for t in range(len(self.alive) - 2, -1, -1):
            later = self._rows(t + 1)
            path[self._rows(t, self.alive[t + 1])] = came[later][np.arange(self.alive[t + 1]), path[later]]
        return path

    def _filtered(self, like: Floats, start: Floats, move: Floats) -> tuple[Floats, Floats]:
        state, scale, ones = like.copy(), np.empty(len(like)), np.ones(len(start))
        for t in range(len(self.alive)):
            rows = self._rows(t)
            state[rows] *= state[self._rows(t - 1, self.alive[t])] @ move if t else start
            scale[rows] = state[rows] @ ones  # faster than a sum over a short axis
            state[rows] /= np.maximum(scale[rows], _NOTHING)[:, None]
        if not scale.all():
            raise InvalidData(
                "The labels that are taken as true cannot follow each other.",
                hint="Gold sequences keep to the scheme, and to the least length of a segment.",
            )
        return state, scale

    def _rows(self, t: int, many: int | None = None) -> slice:
        """Where step t of the `many` longest sequences stands, by default of all that last that long."""
        begin = int(self.begin[t])
        return slice(begin, begin + int(self.alive[t] if many is None else many))
