"""Who works at a speed that cannot be, and what that is worth. Never punish speed alone: good people are fast too.

    too_fast   over 5 % of a person's answers have z < -3, or took less than they physically can
    pace       over the whole of their work a person takes less than half the others' time, 3 robust deviations below
    speed_up   within a session the z fall and stay low: sup of a Brownian bridge, p = exp(-2 x^2), then q over sessions
    scripted   all times are equal, or the gaps between submits have a coefficient of variation below .2
    slow       over 5 % have z > 3: look at the tool

z is that of `lead_times` less the person's own median, which many odd answers do not move, as they move the mean.

A person whose times are odd and whose golden answers do not prove the target is joint evidence; odd times alone are a
reason to ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData
from labelwright.quality.estimate import Result
from labelwright.quality.finite import LARGEST, Floats, finite
from labelwright.quality.monitoring.golden import accuracy_interval
from labelwright.quality.monitoring.lead_time import IDLE, NORMAL, LeadTimes
from labelwright.quality.tails import adjusted

Flag = Literal["too_fast", "pace", "speed_up", "scripted", "slow"]
_LIMIT, _SHARE = 3.0, 0.05
_FEWEST = 20  # answers of a person, or of a session, below which nothing is said
_PEOPLE = 8  # below which no pace is unusual
_BREAK = 1800.0  # seconds without a submit that end a session
_BEFORE = 5  # answers on each side of a speed-up
_HALF, _FASTER, _SURE = 1 / 2, 2 / 3, 0.01
_STEADY = 0.2
_CLIP = 4.0


@dataclass(frozen=True, slots=True)
class SpeedUp(Result):
    """In one session a person became faster by `factor` from the answer in `row` on; `q` over all sessions tested."""

    row: int
    factor: float
    q: float


@dataclass(frozen=True, slots=True)
class PersonSpeed(Result):
    """One person. `pace` is their median time as a multiple of the others' on the same items; shares are of answers.

    `gap_variation` is None with fewer than 20 gaps or without submit times, `gold_low` without golden answers.
    `advice`: `ask` where times are odd and golden answers prove the target or there are none, `act` where they do not
    prove it (review, golden items, then a pause by `GoldenEvidence`), `tool` where they are slow only.
    """

    annotator: Any
    answers: int
    pace: float
    too_fast: float
    slow: float
    gap_variation: float | None
    speed_ups: tuple[SpeedUp, ...]
    gold_low: float | None
    flags: tuple[Flag, ...]
    advice: Literal["none", "ask", "act", "tool"]


def speed_flags(
    times: LeadTimes,
    *,
    submitted: ArrayLike | None = None,
    least: ArrayLike | None = None,
    gold: Mapping[Any, tuple[int, int]] | None = None,
    target: float = 0.95,
) -> list[PersonSpeed]:
    """Every person, in the order of `times.annotators`; whoever has fewer than 20 answers has no flag.

    `submitted` (n,) are the moments of submission in seconds, without which sessions and gaps are not looked at;
    `least` the seconds below which nobody can do the item, one or (n,): 60 * words / 1000 for reading. `gold` gives
    right and all golden answers of a person; its lower bound is Jeffreys' at 95 %. O(n log n).

    Raises InvalidData for columns of another length than the times or numbers that are none.
    """
    n, j, who = len(times.z), len(times.annotators), times.annotator
    floor = np.zeros(()) if least is None else finite(least, "`least`")
    if floor.shape not in ((), (n,)):
        raise InvalidData(f"`least` has the shape {floor.shape} for {n} times.")
    answers = np.bincount(who, minlength=j)
    starts, enough = np.cumsum(answers) - answers, answers >= _FEWEST
    middle = np.where(enough, times.z[np.lexsort((times.z, who))][starts + answers // 2], 0.0)
    z, effects = times.z - middle[who], times.annotator_effects + middle * times.scale
    fast = np.bincount(who[(z < -_LIMIT) | (times.seconds < floor)], minlength=j) / answers
    slow = np.bincount(who[z > _LIMIT], minlength=j) / answers
    ahead = _ahead(effects, enough)
    ordered = times.seconds[np.lexsort((times.seconds, who))]
    first, last = ordered[starts], ordered[starts + answers - 1]
    variation: Floats = np.full(j, np.nan)
    ups: list[list[SpeedUp]] = [[] for _ in range(j)]
    if submitted is not None:
        at = finite(submitted, "`submitted`", largest=LARGEST)
        if at.shape != (n,):
            raise InvalidData(f"`submitted` has the shape {at.shape} for {n} times.")
        order = np.lexsort((at, who))
        variation = _gap_variation(at[order], who[order], j)
        for person, up in _speed_ups(times, at[order], order):
            ups[person].append(up)
    found = []
    for code, name in enumerate(times.annotators.tolist()):
        steady = bool(last[code] == first[code] or variation[code] < _STEADY)
        odd: tuple[tuple[Flag, bool], ...] = (
            ("too_fast", bool(fast[code] > _SHARE)), ("pace", bool(ahead[code])), ("speed_up", bool(ups[code])),
            ("scripted", steady), ("slow", bool(slow[code] > _SHARE)),
        )  # fmt: skip
        flags = tuple(flag for flag, is_so in odd if is_so and enough[code])
        low = None if gold is None or not gold.get(name, (0, 0))[1] else accuracy_interval(*gold[name]).low
        advice: Literal["none", "ask", "act", "tool"] = "none"
        if flags:
            advice = "tool" if flags == ("slow",) else "act" if low is not None and low < target else "ask"
        found.append(
            PersonSpeed(
                name, int(answers[code]), float(np.exp(effects[code])), float(fast[code]),
                float(slow[code]), None if np.isnan(variation[code]) else float(variation[code]), tuple(ups[code]), low,
                flags, advice,
            )
        )  # fmt: skip
    return found


def _ahead(effects: Floats, enough: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whose pace is unusual among people with enough answers."""
    if enough.sum() < _PEOPLE:
        return np.zeros(len(effects), np.bool_)
    middle = np.median(effects[enough])
    spread = NORMAL * np.median(np.abs(effects[enough] - middle))
    ahead: NDArray[np.bool_] = effects - middle < min(np.log(_HALF), -_LIMIT * float(spread))
    return ahead


def _gap_variation(at: Floats, who: NDArray[Any], j: int) -> Floats:
    """The coefficient of variation of the gaps between one's submits, breaks left out; NaN with too few."""
    gap = np.diff(at)
    worked = (who[1:] == who[:-1]) & (gap <= IDLE)
    gap, of = gap[worked], who[1:][worked]
    many = np.bincount(of, minlength=j)
    mean = np.bincount(of, gap, j) / np.maximum(many, 1)
    square = np.bincount(of, np.square(gap - mean[of]), j) / np.maximum(many, 1)
    found: Floats = np.where(many >= _FEWEST, np.sqrt(square) / np.maximum(mean, 1e-9), np.nan)
    return found


def _speed_ups(times: LeadTimes, at: Floats, order: NDArray[np.int64]) -> list[tuple[int, SpeedUp]]:
    """Sessions that fall apart into a slower and a faster part, with the person; `at` is in the given order."""
    who, e = times.annotator[order], times.residuals[order]
    z = np.clip(times.z[order], -_CLIP, _CLIP)
    new = np.flatnonzero(np.concatenate(([True], (who[1:] != who[:-1]) | (np.diff(at) > _BREAK))))
    ends = np.append(new[1:], len(at))
    tested = []
    for start, end in zip(new.tolist(), ends.tolist(), strict=True):
        if end - start < _FEWEST:
            continue
        here = z[start:end] - z[start:end].mean()
        spread = float(here.std())
        if spread < 1e-9:
            continue
        bridge = np.cumsum(here)[_BEFORE - 1 : -_BEFORE] / (spread * np.sqrt(end - start))
        cut = start + _BEFORE + int(bridge.argmax())
        factor = float(np.exp(np.median(e[cut:end]) - np.median(e[start:cut])))
        tested.append((int(who[start]), int(order[cut]), factor, float(np.exp(-2 * max(0.0, bridge.max()) ** 2))))
    q = adjusted([p for *_, p in tested])
    return [
        (person, SpeedUp(row, factor, float(of)))
        for (person, row, factor, _), of in zip(tested, q, strict=True)
        if of < _SURE and factor <= _FASTER
    ]
