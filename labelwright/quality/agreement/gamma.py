"""Gamma: do annotators find the same units on a continuum, and give them the same kinds? (Mathet et al. 2015)

Units are (start, end, kind), any number per annotator; they may overlap. Of two units, with D = delta_empty,

    d = alpha d_pos + beta d_cat,   d_cat = D where kinds differ
    d_pos = D ((|start_u - start_v| + |end_u - end_v|) / (length_u + length_v))^2

A unitary alignment takes at most one unit of each of J annotators; its disorder is the mean of d over the pairs of
annotators, D where one of a pair or both have none. An alignment has each unit once; its disorder is the sum of theirs
over the mean number of units of an annotator. The observed disorder is that of the best alignment (`alignment`), the
expected one its mean over random continua: each annotator gets the units of a random one, turned around the continuum
by pivots that lie half the mean length of a unit apart.

    gamma = 1 - observed / expected

gamma-cat does the same with kinds alone, on the same alignments: the mean d_cat of aligned pairs, weighing
max(0, 1 - alpha d_pos) / (units of their unitary alignment - 1), and D, weighing D, of each pair that lacks a unit.

Neither has an interval: there is one continuum. How far more random continua might move them is in their warnings.
Sources: Mathet, Widloecher, Metivier (2015); Mathet (2017); Titeux, Riad (2021) for the pairs that
lack a unit, as their package pygamma-agreement has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.agreement.alignment import Floats, Ints, Units, best_alignment
from labelwright.quality.estimate import NO_VARIATION, SINGLE_ANNOTATOR, Estimate, Result
from labelwright.quality.seeded import seeded

_Z = 1.96
_TRIES = 50


@dataclass(frozen=True, slots=True)
class GammaAgreement(Result):
    """Both coefficients and what they rest on.

    `alignment` has an entry for each unitary alignment of the best one: the rows of its units as they were given.
    `precision` is the relative half-width of the 95 % interval of the expected disorder.
    """

    gamma: Estimate
    gamma_cat: Estimate
    alignment: tuple[tuple[int, ...], ...]
    n_samples: int
    precision: float | None


def gamma_agreement(
    units: Iterable[tuple[Any, float, float, Any]],
    alpha: float = 1.0,
    beta: float = 1.0,
    delta_empty: float = 1.0,
    n_samples: int = 30,
    seed: int = 0,
    *,
    annotators: Sequence[Any] | None = None,
    precision: float | None = None,
    max_units_per_window: int = 20,
) -> GammaAgreement:
    """Gamma and gamma-cat of units (annotator, start, end, kind) on one continuum.

    `annotators` names those who looked, found or not; by default those with a unit. `precision` asks for as many random
    continua as bring the relative half-width of the expected disorder below it, at least `n_samples`. With three or
    more annotators, stretches in which units crowd are aligned by windows of `max_units_per_window` units an annotator,
    which with 15 or more is nearly always exact: O(n_samples * units * max_units_per_window^(J-1)), far less where
    units are apart. Raises InvalidRequest where a window has too many alignments to find the best.
    Undefined with one annotator (`single_annotator`) and without units (`no_variation`).
    """
    if min(alpha, delta_empty) <= 0 or beta < 0 or n_samples < 1 or max_units_per_window < 1:
        raise InvalidRequest("alpha, delta_empty and the numbers of samples and units are positive, beta not negative.")
    if precision is not None and not 0 < precision < 1:
        raise InvalidRequest(f"The precision is {precision}; it is a share between 0 and 1.")
    given = list(units)
    people, mine = _by_annotator(given, annotators)
    facts: dict[str, Any] = {"n_items": len(given), "n_annotations": len(given), "n_annotators": len(people)}
    if len(people) < 2 or not given:
        facts |= {"reason": NO_VARIATION, "meaning": "Nobody found a unit."}
        if len(people) < 2:
            facts |= {"reason": SINGLE_ANNOTATOR, "meaning": "One annotator alone agrees with nobody."}
        gamma, of_kinds = (Estimate(method=name, value=None, **facts) for name in ("gamma", "gamma-cat"))
        return GammaAgreement(gamma, of_kinds, (), 0, None)
    weights = (alpha, beta, delta_empty)
    rows, here = _disorders(mine, weights, max_units_per_window)
    generator = seeded(seed)
    by_chance = [_disorders(_turned(mine, generator), weights, max_units_per_window)[1] for _ in range(n_samples)]
    if precision is not None:
        first = np.array(by_chance)[:, 0]
        for _ in range(n_samples, int(np.ceil((_Z * first.std() / first.mean() / precision) ** 2))):
            by_chance.append(_disorders(_turned(mine, generator), weights, max_units_per_window)[1])
    chance = np.array(by_chance)
    mean, half = chance.mean(0), _Z * chance.std(0) / np.sqrt(len(chance))
    gamma, of_kinds = (
        _estimate(name, float(here[at]), float(mean[at]), float(half[at]), len(chance), facts)
        for at, name in enumerate(("gamma", "gamma-cat"))
    )
    return GammaAgreement(gamma, of_kinds, rows, len(chance), float(half[0] / mean[0]))


def _estimate(
    name: str, observed: float, expected: float, half: float, n_samples: int, facts: dict[str, Any]
) -> Estimate:
    if expected <= half:
        return Estimate(
            method=name, value=None, reason=NO_VARIATION, observed=observed, expected=expected, **facts,
            meaning="Random continua have next to no disorder: nothing shows that agreement is not chance.",
        )  # fmt: skip
    low, high = 1 - observed / (expected - half), 1 - observed / (expected + half)
    what = "find the same units and give them the same kinds" if name == "gamma" else "give the same kinds"
    return Estimate(
        method=name, value=1 - observed / expected, observed=observed, expected=expected, **facts,
        meaning=f"People {what}: 1 fully, 0 as by chance.",
        warnings=(
            "one continuum: no interval",
            f"out of {n_samples} random continua: with more it would lie between {low:.3f} and {high:.3f}",
        ),
    )  # fmt: skip


def _by_annotator(
    given: list[tuple[Any, float, float, Any]], annotators: Sequence[Any] | None
) -> tuple[list[Any], Units]:
    """The units by annotator, who are in the order of what they found: names change nothing."""
    found: dict[Any, list[int]] = {who: [] for who in annotators or ()}
    for row, (who, start, end, _) in enumerate(given):
        if not (np.isfinite(start) and np.isfinite(end) and start < end):
            raise InvalidData(f"Unit {row}, from {start} to {end}, has no length.")
        if annotators is not None and who not in found:
            raise InvalidData(f"Unit {row} is of {who!s}, who is not among the annotators.")
        found.setdefault(who, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: given[row][1:3])
    people = sorted(found, key=lambda who: [given[row][1:3] for row in found[who]])
    order = [row for who in people for row in found[who]]
    code: dict[Any, int] = {}
    for row in sorted(order, key=lambda row: given[row][1:3]):
        code.setdefault(given[row][3], len(code))
    return people, Units(
        np.repeat(np.arange(len(people)), [len(found[who]) for who in people]),
        np.array([given[row][1] for row in order], np.float64), np.array([given[row][2] for row in order], np.float64),
        np.array([code[given[row][3]] for row in order], np.int64), np.array(order, np.int64), len(people),
    )  # fmt: skip


def _turned(units: Units, generator: np.random.Generator) -> Units:
    """A random continuum: not empty, as gamma of nothing is nothing."""
    low, high = float(units.start.min()), float(units.end.max())
    around, apart = high - low, float((units.end - units.start).mean()) / 2
    while True:
        pivots: list[float] = []
        parts = []
        for who in range(units.j):
            for _ in range(_TRIES):  # where there is no room left, anywhere
                pivot = float(generator.random()) * around
                if all(min(abs(pivot - other), around - abs(pivot - other)) > apart for other in pivots):
                    break
            pivots.append(pivot)
            of = np.flatnonzero(units.who == generator.integers(units.j))
            start = low + (units.start[of] - low + pivot) % around
            parts.append((np.full(len(of), who), start, start + units.end[of] - units.start[of], units.kind[of], of))
        who_, start, end, kind, row = (np.concatenate(column) for column in zip(*parts, strict=True))
        if len(who_):
            return Units(who_, start, end, kind, row, units.j)


def _disorders(
    units: Units, weights: tuple[float, float, float], window: int
) -> tuple[tuple[tuple[int, ...], ...], Floats]:
    """The best alignment, in rows as given, and its disorders: of gamma, and of gamma-cat."""
    alignment, cost = best_alignment(units, weights, window)
    return (
        tuple(sorted(tuple(sorted(units.row[rows].tolist())) for rows in alignment)),
        np.array([cost * units.j / len(units.who), _of_kinds(units, alignment, weights)]),
    )


def _of_kinds(units: Units, alignment: list[Ints], weights: tuple[float, float, float]) -> float:
    """The weighted mean of d_cat over pairs."""
    alpha, _, empty = weights
    top, bottom = 0.0, 0.0
    for rows in alignment:
        lacking = len(rows) * (units.j - len(rows)) * empty
        top, bottom = top + lacking * empty, bottom + lacking
        for one, other in combinations(rows.tolist(), 2):
            weight = max(0.0, 1 - alpha * empty * float(units.apart(one, other))) / (len(rows) - 1)
            top += weight * empty * (units.kind[one] != units.kind[other])
            bottom += weight
    return top / bottom if bottom else empty
