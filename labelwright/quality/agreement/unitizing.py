"""Krippendorff's alpha for unitizing: do annotators cut the same units of each kind out of a continuum? (1995, 2004)

Kind by kind, with m annotators on a continuum of length L, units of length l and the gaps between them:

    D_o = sum over pairs of annotators of delta / (m (m - 1) L^2)
    delta = (start - start')^2 + (end - end')^2 of units that overlap,   l^2 of a unit that lies in a gap of the other
    D_e = (2 / L) sum over units of [ (N - 1) (2 l^3 - 3 l^2 + l) / 3 + l^2 sum over gaps >= l of (gap - l + 1) ]
          / (m L (m L - 1) - sum l (l - 1)),   N units in all
    alpha = 1 - sum over kinds of D_o / sum over kinds of D_e

Lengths are whole numbers of `step`, the smallest difference: a character, a token, a frame. Large units weigh far more
than small ones. It does not look at one kind in place of another: a unit of the wrong kind is one missed and one too
many. There is one continuum, so no interval. alpha of tokens or frames (`krippendorff_alpha` of a SequenceMatrix) has
one, and looks at kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.agreement.alpha import verdict
from labelwright.quality.estimate import CATEGORY_UNUSED, NO_VARIATION, SINGLE_ANNOTATOR, Estimate, Result

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class UnitizingAgreement(Result):
    """alpha over all kinds, and of each kind by itself."""

    alpha: Estimate
    by_kind: Mapping[Any, Estimate]


def unitizing_alpha(
    units: Iterable[tuple[Any, float, float, Any]],
    begin: float,
    end: float,
    *,
    annotators: Sequence[Any] | None = None,
    kinds: Sequence[Any] | None = None,
    step: float = 1.0,
) -> UnitizingAgreement:
    """alpha of units (annotator, start, end, kind) on the continuum from `begin` to `end`. O(m^2 n log n).

    `annotators` names those who looked, `kinds` what there might be; by default those with a unit. Units of one
    annotator and kind do not overlap. Undefined with one annotator, without units (`no_variation`), and for a kind that
    nobody found (`category_unused`). Raises InvalidData for units that overlap or leave the continuum.
    """
    if not (begin < end and step > 0):
        raise InvalidRequest(f"The continuum from {begin} to {end} by {step} has no length.")
    given = list(units)
    people = list(dict.fromkeys(who for who, *_ in given)) if annotators is None else list(annotators)
    named = sorted({kind for *_, kind in given}, key=str) if kinds is None else list(kinds)
    found: dict[Any, dict[Any, list[tuple[float, float]]]] = {kind: {who: [] for who in people} for kind in named}
    for row, (who, start, stop, kind) in enumerate(given):
        if kind not in found or who not in found[kind]:
            raise InvalidData(f"Unit {row} is of {who!s} and {kind!s}, one of which is not declared.")
        if not begin <= start < stop <= end:
            raise InvalidData(f"Unit {row}, from {start} to {stop}, leaves the continuum or has no length.")
        found[kind][who].append(((start - begin) / step, (stop - begin) / step))
    length = (end - begin) / step
    several = {kind: [_sorted(of, who, kind) for who, of in mine.items()] for kind, mine in found.items()}
    sums = {kind: _disagreements(mine, length) for kind, mine in several.items()} if len(people) > 1 else {}
    many = {kind: sum(map(len, mine)) for kind, mine in several.items()}
    total = [float(sum(pair[at] for pair in sums.values())) for at in (0, 1)]
    return UnitizingAgreement(
        _estimate("alpha of units", (total[0], total[1]), NO_VARIATION, sum(many.values()), len(people)),
        {
            kind: _estimate(f"alpha of units, {kind!s}", sums.get(kind, (0.0, 0.0)), CATEGORY_UNUSED, n, len(people))
            for kind, n in many.items()
        },
    )


def _estimate(method: str, sums: tuple[float, float], unused: str, units: int, people: int) -> Estimate:
    observed, expected = sums
    facts: dict[str, Any] = {"method": method, "n_items": units, "n_annotations": units, "n_annotators": people}
    if people < 2:
        return Estimate(value=None, reason=SINGLE_ANNOTATOR, meaning="One person alone agrees with nobody.", **facts)
    if expected <= 0:
        return Estimate(value=None, reason=unused if not units else NO_VARIATION, **facts,
                        meaning="Nobody found a unit, or units take all of the continuum.")  # fmt: skip
    value = 1 - observed / expected
    return Estimate(
        value=value, observed=observed, expected=expected, meaning=verdict(value, value),
        warnings=("one continuum: no interval",), **facts,
    )  # fmt: skip


def _sorted(units: list[tuple[float, float]], who: Any, kind: Any) -> Floats:
    """Starts and ends (n, 2), rising."""
    rows = np.array(sorted(units), np.float64).reshape(-1, 2)
    if (rows[1:, 0] < rows[:-1, 1]).any():
        raise InvalidData(f"Units of {kind!s} by {who!s} overlap.", hint="gamma_agreement takes units that do.")
    return rows


def _disagreements(units: list[Floats], length: float) -> tuple[float, float]:
    """D_o and D_e of one kind; `units` (n, 2) of each annotator."""
    m = len(units)
    observed = 0.0
    for one, other in permutations(units, 2):
        first = np.searchsorted(other[:, 1], one[:, 0], side="right")
        many = np.searchsorted(other[:, 0], one[:, 1], side="left") - first
        alone = many <= 0
        observed += 2 * float(np.square(one[alone, 1] - one[alone, 0]).sum())  # unit and gap, gap and unit
        many = np.maximum(many, 0)
        mine = np.repeat(np.arange(len(one)), many)
        theirs = np.repeat(first - np.cumsum(many) + many, many) + np.arange(len(mine))
        observed += float(np.square(one[mine] - other[theirs]).sum())
    every = np.concatenate(units)
    size = every[:, 1] - every[:, 0]
    gaps = np.sort(np.concatenate([np.append(of[:, 0], length) - np.append(0.0, of[:, 1]) for of in units]))
    gaps = gaps[gaps > 0]
    above = np.concatenate((np.cumsum(gaps[::-1])[::-1], [0.0]))
    at = np.searchsorted(gaps, size, side="left")
    room = above[at] - (len(gaps) - at) * (size - 1)
    chance = (len(size) - 1) * (2 * size**3 - 3 * size**2 + size) / 3 + size**2 * room
    ways = m * length * (m * length - 1) - float((size * (size - 1)).sum())
    expected = 2 / length * float(chance.sum()) / ways if ways > 0 else 0.0
    return observed / (m * (m - 1) * length**2), expected
