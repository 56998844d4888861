"""The mean of scores in [0, 1], such as IoU per image or F1 per document, with bounds that hold at every look.

A bet against each mean m is made before each score: capital grows where m is wrong, and where m is right it ever
reaches 2 / alpha with probability of at most alpha / 2 (Ville). What is left on both sides is the confidence sequence:

    K+_t(m) = prod_s (1 + min(l_s, c / m) (x_s - m)),   K-_t(m) = prod_s (1 - min(l_s, c / (1 - m)) (x_s - m))
    l_t = sqrt(2 log(2 / alpha) / (v_{t-1} t log(t + 1))),   c = 1/2
    v_t = (1/4 + sum (x_s - a_s)^2) / (t + 1),   a_t = (1/2 + sum x_s) / (t + 1)

K+ falls and K- rises in m, so both bounds are found by halving. Out of a finite population of N, drawn in random order
without replacement, m becomes m_t = (N m - S_{t-1}) / (N - t + 1), the mean of what was left before score t; the bounds
meet when everything was seen. `empirical_bernstein` has a closed form and is wider.

Source: Waudby-Smith, Ramdas (2024).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import Conflict, InvalidData, InvalidRequest
from labelwright.quality.estimate import INSUFFICIENT, Estimate, Result, at_least
from labelwright.quality.finite import shares, whole

Floats = NDArray[np.float64]
Method = Literal["betting", "empirical_bernstein"]
_MOST = 0.5  # c: the share of the capital that one bet may lose
_SAME = 1e-9  # bounds that differ by less meet
_STEPS = 200  # bounds between the first and the last that a path may take


@dataclass(frozen=True, slots=True)
class ConfidenceSequence(Result):
    """`low` and `high` (n,) bound the mean after each score, all at once at this confidence; they never widen.

    `estimate` is the mean so far with the last bounds.
    """

    low: Floats
    high: Floats
    estimate: Estimate


class BoundedConfidenceSequence:
    """The same while scores come in, in the random order in which their items were drawn. Looking costs O(40 n)."""

    def __init__(
        self, *, confidence_level: float = 0.95, population: int | None = None, method: Method = "betting"
    ) -> None:
        _allowed(confidence_level, population, method)
        self.confidence_level, self.population, self.method = confidence_level, population, method
        self._scores: list[float] = []
        self._bounds, self._crossed = (0.0, 1.0), False

    def __repr__(self) -> str:
        of = "" if self.population is None else f" of {self.population:,}"
        low, high = self._bounds
        seen = f"{len(self._scores):,}{of} scores, mean {low:.3f} to {high:.3f} at the last look"
        return f"<{type(self).__name__}: {seen}>"

    def observe(self, score: float) -> None:
        """Takes a score in. Raises InvalidData for one outside [0, 1], Conflict when the population was seen."""
        x = float(shares([score], "Scores")[0])
        if self.population is not None and len(self._scores) >= self.population:
            raise Conflict("Every item has its score.", hint="The mean is known: there is nothing left to bound.")
        self._scores.append(x)

    def bounds(self) -> tuple[float, float]:
        """What bounds the mean by now; never wider than at an earlier look."""
        if self._scores:
            scores = np.array(self._scores)
            if self.method == "betting":
                low, high = _Bets(scores, 1 - self.confidence_level, self.population).bounds()
            else:
                path = _empirical_bernstein(scores, 1 - self.confidence_level, self.population)
                low, high = float(path[0][-1]), float(path[1][-1])
            self._crossed |= low > high + _SAME
            if not self._crossed:
                self._bounds = min(low, high), high
        return self._bounds

    def estimate(self) -> Estimate:
        """The mean so far with its bounds; `insufficient` before the first score."""
        low, high = self.bounds()
        scores = np.array(self._scores)
        return _estimate(scores, low, high, self.confidence_level, self.population, self.method, self._crossed)


def bounded_confidence_sequence(
    scores: ArrayLike, *, confidence_level: float = 0.95, population: int | None = None, method: Method = "betting"
) -> ConfidenceSequence:
    """Bounds of the mean after each of n scores in [0, 1], in the random order of the draw.

    `population` is the number of items where the draw was without replacement; None for scores that are drawn
    independently. The last bounds are exact, earlier ones are rounded outward to one of 200 steps. Where the bounds
    would cross (the scores drift, or their order was not random) they stay, with a warning. O(400 n), or O(n) for
    `empirical_bernstein`. Raises InvalidData for scores outside [0, 1] or more of them than items.
    """
    _allowed(confidence_level, population, method)
    x = shares(scores, "Scores")
    if population is not None and len(x) > population:
        raise InvalidData(f"{len(x):,} scores cannot come from {population:,} items.")
    if not len(x):
        return ConfidenceSequence(x, x, _estimate(x, 0.0, 1.0, confidence_level, population, method, False))
    alpha = 1 - confidence_level
    betting = method == "betting"
    low, high = _Bets(x, alpha, population).path() if betting else _empirical_bernstein(x, alpha, population)
    crossed = np.flatnonzero(low > high + _SAME)
    if len(crossed):  # under a fixed mean this has probability alpha at most
        at = int(crossed[0])
        low[at:], high[at:] = (low[at - 1], high[at - 1]) if at else (0.0, 1.0)
    low = np.minimum(low, high[-1])
    ends = float(low[-1]), float(high[-1])
    found = _estimate(x, *ends, confidence_level, population, method, bool(len(crossed)))
    return ConfidenceSequence(low, high, found)


class _Bets:
    """The capital of both sides against any mean."""

    def __init__(self, x: Floats, alpha: float, population: int | None) -> None:
        self.x, self.needed = x, log(2 / alpha)
        self.size = bets(x, alpha)
        self.before, self.left, self.scale = _remaining(x, population)
        self.certain = _certain(x, population)

    def first(self, m: float, sign: int) -> int:
        """After how many scores the mean m is ruled out as too low (1) or too high (-1); n where it is not."""
        null = np.clip((self.scale * m - self.before) / self.left, 0.0, 1.0)
        over = log_capital(self.x, null, self.size, sign) >= self.needed
        return int(over.argmax()) if over.any() else len(over)

    def bounds(self) -> tuple[float, float]:
        """The last bounds; the lower one is above the upper where no mean is left."""
        least, most = float(self.certain[0][-1]), float(self.certain[1][-1])
        return self._bound(least, most, 1), self._bound(most, least, -1)

    def _bound(self, out: float, kept: float, sign: int) -> float:
        """The last mean that is ruled out on this side, between one that is and one that is not."""
        n = len(self.x)
        if self.first(out, sign) == n:
            return out
        for _ in range(40):
            middle = (out + kept) / 2
            if self.first(middle, sign) < n:
                out = middle
            else:
                kept = middle
        return out

    def path(self) -> tuple[Floats, Floats]:
        """The bounds after each score: steps toward the last ones, finer where bounds move slowly."""
        n = len(self.x)
        found = []
        for end, certain, sign in zip(self.bounds(), self.certain, (1, -1), strict=True):
            start = 0.0 if sign > 0 else 1.0
            reached = np.full(n + 1, start)
            for share in 1 - np.square(1 - np.arange(1, _STEPS + 1) / _STEPS):
                m = start + float(share) * (end - start)
                reached[self.first(m, sign)] = m
            tighter = np.maximum if sign > 0 else np.minimum
            found.append(tighter.accumulate(tighter(reached[:-1], certain)))
        return found[0], found[1]


def bets(x: Floats, alpha: float) -> Floats:
    """l_t, the size of each bet, out of the scores before it; along the last axis."""
    t = np.arange(1, x.shape[-1] + 1)
    mean = (0.5 + np.cumsum(x, -1)) / (t + 1)
    spread = (0.25 + np.cumsum(np.square(x - mean), -1)) / (t + 1)
    before = np.concatenate((np.full((*x.shape[:-1], 1), 0.25), spread[..., :-1]), -1)
    found: Floats = np.sqrt(2 * log(2 / alpha) / (before * t * np.log(t + 1)))
    return found


def log_capital(x: Floats, null: Floats, size: Floats, sign: int) -> Floats:
    """log K+ (sign 1) or log K- (-1) against the means `null` of what is left, along the last axis."""
    room = null if sign > 0 else 1 - null
    bet = np.minimum(size, _MOST / np.maximum(room, 1e-12))
    found: Floats = np.cumsum(np.log1p(sign * bet * (x - null)), -1)
    return found


def _empirical_bernstein(x: Floats, alpha: float, population: int | None) -> tuple[Floats, Floats]:
    t = np.arange(1, len(x) + 1)
    size = np.minimum(bets(x, alpha), _MOST)
    mean = np.concatenate(([0.5], ((0.5 + np.cumsum(x)) / (t + 1))[:-1]))
    before, left, scale = _remaining(x, population)
    total = np.cumsum(size * scale / left)
    centre = np.cumsum(size * (x + before / left)) / total
    margin = (log(2 / alpha) + np.cumsum(np.square(x - mean) * (-np.log1p(-size) - size))) / total
    least, most = _certain(x, population)
    low = np.maximum.accumulate(np.maximum(centre - margin, least))
    high = np.minimum.accumulate(np.minimum(centre + margin, most))
    return low, high


def _remaining(x: Floats, population: int | None) -> tuple[Floats, Floats, float]:
    """What turns the mean of all into the mean of what was left before each score: (scale m - before) / left."""
    if population is None:
        return np.zeros(len(x)), np.ones(len(x)), 1.0
    return np.cumsum(x) - x, population - np.arange(len(x), dtype=np.float64), float(population)


def _certain(x: Floats, population: int | None) -> tuple[Floats, Floats]:
    """Bounds without chance: were all that is left 0, or 1."""
    if population is None:
        return np.zeros(len(x)), np.ones(len(x))
    seen = np.cumsum(x)
    return seen / population, (seen + population - np.arange(1, len(x) + 1)) / population


def _allowed(confidence_level: float, population: int | None, method: str) -> None:
    if not 0 < confidence_level < 1:
        raise InvalidRequest(f"confidence_level is {confidence_level}; it is between 0 and 1.")
    if population is not None:
        whole(population, "population", 1)
    if method not in ("betting", "empirical_bernstein"):
        raise InvalidRequest(f"{method} is no confidence sequence.", hint="betting or empirical_bernstein.")


def _estimate(
    x: Floats, low: float, high: float, level: float, population: int | None, method: str, crossed: bool
) -> Estimate:
    name = f"{method.replace('_', ' ')} confidence sequence"
    if not len(x):
        nothing = "Nothing was scored."
        return Estimate(method=name, value=None, reason=INSUFFICIENT, n_items=population or 0, meaning=nothing)
    contradiction = "the scores contradict one fixed mean: they drift, their order was not random, or chance did it"
    return Estimate(
        method=name, value=float(x.mean()), ci_low=low, ci_high=high, confidence_level=level,
        n_items=population or len(x), n_annotations=len(x), warnings=(contradiction,) if crossed else (),
        meaning=f"The mean score is at least {floor(low * 1000) / 1000:.3f}, with {at_least(level, 0)} confidence"
        " at every look.",
    )  # fmt: skip
