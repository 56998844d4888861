"""Is the object there, given who drew it and who looked and did not?

Somebody drew it, else nobody would ask. Either it is there: person j draws an object of difficulty h with the odds
o_j g_h, g = 1, 1/8, 1/64 for plain, hard and very hard ones, so that many may miss the same object. Or one person
invented it, in proportion to how much each invents, and everybody else drew there by chance, with one small probability
c. EM finds o, c, how much people invent, and how many objects are there and hard. Objects that everybody missed are
not seen: their expected number enters the sensitivities (truncation), else nobody would seem to miss much.

Two-class Dawid-Skene is no model of this: with few inventions it takes hard objects for its second class. Clusters with
the same answers of the same people are one pattern, and a step costs the patterns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelwright.quality.consensus.truth import Floats
from labelwright.quality.matrix import LabelMatrix

_LEVELS = np.array([1.0, 1 / 8, 1 / 64])  # odds of drawing plain, hard, very hard objects
_SHARES = np.array([0.8, 0.15, 0.05])  # of them, to start with
_SENSITIVE, _CHANCE, _INVENT = (4.0, 1.0), (1.0, 19.0), (0.5, 1.0)  # priors: hits and misses, in answers
_STEPS, _SETTLED = 500, 1e-5
_STRIDE = 2.0  # of the log odds in a step, at most


@dataclass(frozen=True, slots=True, eq=False)
class Existence:
    """`probability` (C,) of each cluster, `sensitivity` (J,): the share of what is there that each person draws."""

    probability: Floats
    sensitivity: Floats


def existence(said: LabelMatrix, drawn: NDArray[np.bool_]) -> Existence:
    """The probability of each item of `said`, clusters of objects, of which each annotation is `drawn` or not.

    Each cluster has a person who drew it. O(n) once, then O(patterns x people) a step.
    """
    j = len(said.annotators)
    if not len(said):
        return Existence(np.zeros(0), np.full(j, _SENSITIVE[0] / sum(_SENSITIVE)))
    pattern, shown, many = _patterns(said, drawn)
    keep = np.zeros(len(said.items), np.bool_)
    keep[shown] = True
    rows = keep[said.item]
    number = np.cumsum(keep) - 1  # of the shown clusters, in their order
    people = _People(number[said.item[rows]], said.annotator[rows], drawn[rows], many[np.argsort(shown)], j)
    for _ in range(_STEPS):
        if people.step() < _SETTLED:
            break
    return Existence(people.there[number[shown[pattern]]], people.sensitivity())


def _patterns(said: LabelMatrix, drawn: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """The pattern of each cluster, one cluster of each pattern, and how many have it."""
    mark = np.random.default_rng(0x5EED).integers(0, 1 << 63, 2 * len(said.annotators), dtype=np.uint64)
    hashed = np.zeros(len(said.items), np.uint64)
    np.add.at(hashed, said.item, mark[2 * said.annotator + drawn] * np.uint64(2) + np.uint64(1))
    _, first, pattern, many = np.unique(hashed, return_index=True, return_inverse=True, return_counts=True)
    return pattern, first, many.astype(np.float64)


class _People:
    """What EM believes of everybody; `there` (patterns,) is the probability of each pattern."""

    def __init__(
        self, item: NDArray[np.int64], who: NDArray[np.int32], drawn: NDArray[np.bool_], many: Floats, j: int
    ) -> None:
        self.item, self.who, self.drawn, self.many, self.j = item, who, drawn, many, j
        self.looked = np.bincount(item).astype(np.float64)
        self.starts = np.searchsorted(item, np.arange(len(many)))
        self.votes = np.bincount(item, drawn).astype(np.float64)
        self.log_odds = np.full(j, np.log(_SENSITIVE[0] / _SENSITIVE[1]))
        self.levels, self.chance, self.real = _SHARES, _CHANCE[0] / sum(_CHANCE), 0.8
        self.invents = np.ones(j)
        self.looks = np.bincount(who, many[item], j)
        self.there = np.full(len(many), -1.0)

    def sensitivity(self) -> Floats:
        """The share of what is there that each person draws, shape (J,)."""
        odds = np.exp(self.log_odds)[:, None] * _LEVELS
        found: Floats = (odds / (1 + odds)) @ self.levels
        return found

    def step(self) -> float:
        """One step of EM; how far a probability moved at most."""
        odds = np.exp(self.log_odds)[self.who][:, None] * _LEVELS
        missed = -np.log1p(odds)
        given = np.where(self.drawn[:, None], missed + np.log(odds), missed)
        likely, unseen = np.add.reduceat(given, self.starts), np.add.reduceat(missed, self.starts)
        nobody = np.exp(unseen)
        seen = (self.levels * (1 - nobody)).sum(1)
        real = np.log(self.real * self.levels) + likely - np.log(seen)[:, None]
        rate = self.invents[self.who]
        mine = rate * self.drawn / np.add.reduceat(rate, self.starts)[self.item]
        somebody = np.add.reduceat(mine, self.starts)
        others = (self.votes - 1) * np.log(self.chance) + (self.looked - self.votes) * np.log1p(-self.chance)
        scores = np.column_stack([real, np.log1p(-self.real) + np.log(somebody) + others])
        scores = np.exp(scores - scores.max(1, keepdims=True))
        scores /= scores.sum(1, keepdims=True)
        moved = float(np.abs(1 - scores[:, -1] - self.there).max())
        self.there = 1 - scores[:, -1]
        self._learn(scores[:, :-1], nobody, seen, mine / somebody[self.item])
        return moved

    def _learn(self, level: Floats, nobody: Floats, seen: Floats, inventor: Floats) -> None:
        there, wrong = self.many * self.there, self.many * (1 - self.there)
        self.real = (there.sum() + 1) / (self.many.sum() + 2)
        missed = (there / seen)[:, None] * self.levels * nobody  # objects like these that nobody drew
        objects = self.many[:, None] * level + missed
        self.levels = (objects.sum(0) + _SHARES) / (objects.sum() + 1)
        hits = np.bincount(self.who, self.drawn * there[self.item], self.j) + _SENSITIVE[0]
        of = [np.bincount(self.who, column[self.item], self.j) for column in objects.T]
        chances = np.column_stack(of).astype(np.float64)
        chances[:, 0] += sum(_SENSITIVE)
        odds = np.exp(self.log_odds)[:, None] * _LEVELS  # one Newton step toward as many hits as are expected
        share = odds / (1 + odds)
        short, slope = hits - (chances * share).sum(1), (chances * share * (1 - share)).sum(1)
        self.log_odds += np.clip(short / np.maximum(slope, 1e-12), -_STRIDE, _STRIDE)
        by_chance = (wrong * (self.votes - 1)).sum() + _CHANCE[0]
        self.chance = by_chance / ((wrong * (self.looked - 1)).sum() + sum(_CHANCE))
        # inventions per cluster looked at: simpler than the choice's own maximum, and it pulls people together
        invented = np.bincount(self.who, inventor * wrong[self.item], self.j)
        self.invents = (invented + _INVENT[0]) / (self.looks + _INVENT[1])
