"""When people should sit together again, how often that rule would fire for nothing, and whether it helped.

A window is half a day or a week. `recalibration_triggers` fires on the latest of them where

    the upper bound of a class's agreement is below the gate, in so many windows in a row
    a pair's stream of errors alarms (`BernoulliCUSUM`)
    one pair makes more than a quarter of the errors, of 20 or more
    rulings overturn more than 30 % of what was adjudicated
    people propose new categories in more than 1 % of answers

A gate opens on a lower bound and an alarm fires on an upper one: with few answers the lower bound is low whatever
people do. `false_firings` tells of any rule how often it fires on a period that was on target. The effect of a session
is the difference of two error rates, with Newcombe's interval; both windows come after the topic was chosen and leave
the session's own examples out, or the worst topics get better with nothing changed. Source: Newcombe (1998).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.estimate import INSUFFICIENT, Estimate, Result
from labelwright.quality.finite import LARGEST, whole
from labelwright.quality.normal import newcombe, two_sided, wilson
from labelwright.quality.seeded import seeded

Pair = tuple[Any, Any]
_FEWEST = 20  # errors, or rulings, before their shares say anything
_FEWEST_ANSWERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowCounts:
    """What was counted in one window: agreement by class (such as `alpha_per_class` gives), pairs whose error streams
    alarm, errors by (delivered, corrected), rulings and how many of them overturned, answers and how many of them
    propose a category."""

    agreement: Mapping[Any, Estimate] = field(default_factory=dict)
    alarms: Collection[Pair] = ()
    errors: Mapping[Pair, float] = field(default_factory=dict)
    adjudicated: int = 0
    overturned: int = 0
    answers: int = 0
    proposals: int = 0


@dataclass(frozen=True, slots=True)
class Trigger(Result):
    """A rule that fired, of what (a class, a pair, or None), with the value that passed the limit."""

    rule: str
    about: Any
    value: float
    limit: float
    meaning: str


def recalibration_triggers(
    windows: Sequence[WindowCounts],
    *,
    gate: float = 0.667,
    times: int = 2,
    pair_share: float = 0.25,
    overturned: float = 0.30,
    proposals: float = 0.01,
) -> list[Trigger]:
    """The rules that fire on the last of these windows, in the order above; none without a window.

    A class without an estimate or without bounds says nothing. Raises InvalidData for counts that cannot be.
    """
    times = whole(times, "times", 1)
    if not all(np.isfinite(limit) for limit in (gate, pair_share, overturned, proposals)):
        raise InvalidRequest("The limits are numbers.")
    if not windows:
        return []
    now = windows[-1]
    if not 0 <= now.overturned <= now.adjudicated or not 0 <= now.proposals <= now.answers:
        raise InvalidData("Rulings that overturn are rulings, answers that propose are answers, from 0 on.")
    if not all(0 <= many <= LARGEST for many in now.errors.values()):
        raise InvalidData("Errors are counted from 0 on.")
    found = []
    for name, estimate in now.agreement.items():
        highs = [window.agreement[name].ci_high for window in windows[-times:] if name in window.agreement]
        if len(highs) == times and all(high is not None and high < gate for high in highs):
            high = float(estimate.ci_high or 0.0)
            found.append(Trigger("agreement", name, high, gate, f"People agree on {name} by {high:.2f} at most."))
    for pair in now.alarms:
        found.append(Trigger("alarm", pair, 1.0, 1.0, f"{pair[0]} instead of {pair[1]} became more frequent."))
    total = sum(now.errors.values())
    for pair, many in now.errors.items():
        if total >= _FEWEST and many > pair_share * total:
            said = f"{pair[0]} instead of {pair[1]} is {many / total:.0%} of all errors."
            found.append(Trigger("pair share", pair, many / total, pair_share, said))
    if now.adjudicated >= _FEWEST and now.overturned > overturned * now.adjudicated:
        rate = now.overturned / now.adjudicated
        found.append(Trigger("overturned", None, rate, overturned, f"Rulings overturn {rate:.0%} of what is disputed."))
    if now.answers >= _FEWEST_ANSWERS and now.proposals > proposals * now.answers:
        rate = now.proposals / now.answers
        found.append(Trigger("proposals", None, rate, proposals, f"{rate:.1%} of answers propose a new category."))
    return found


def false_firings(
    fires: Callable[[NDArray[np.int64]], bool],
    n_items: int,
    window: int,
    *,
    times: int = 1,
    windows_a_month: float = 60,
    runs: int = 1_000,
    confidence_level: float = 0.95,
    seed: int = 0,
) -> Estimate:
    """How often a month a rule fires though nothing is wrong: back-test it on a period that was on target.

    `fires(rows)` says whether the rule fires on a window of these rows out of the period's `n_items`; windows of
    `window` rows are drawn at random, so that none differs from another but by chance. A rule that wants `times`
    windows in a row fires windows_a_month P(fires)^times times (60: two a day). O(runs) calls. Raises
    InvalidRequest where the period is smaller than a window.
    """
    z = two_sided(confidence_level)
    n_items, window = whole(n_items, "n_items", 1), whole(window, "window", 1)
    times, runs = whole(times, "times", 1), whole(runs, "runs", 1)
    if window > n_items or not 0 < windows_a_month <= LARGEST:
        raise InvalidRequest("A window is part of the period, and a month has windows.")
    generator = seeded(seed)
    hits = sum(bool(fires(generator.choice(n_items, window, replace=False))) for _ in range(runs))
    p = hits / runs
    low, high = (windows_a_month * bound**times for bound in wilson(p, runs, z))
    value = windows_a_month * p**times
    return Estimate(
        method="false firings a month", value=value, ci_low=low, ci_high=high, confidence_level=confidence_level,
        se=windows_a_month * times * p ** (times - 1) * float(np.sqrt(p * (1 - p) / runs)), observed=p,
        n_items=n_items, n_annotations=runs,
        meaning=f"With nothing wrong this rule fires about {value:.1f} times a month.",
    )  # fmt: skip


def recalibration_effect(
    before: tuple[float, float], after: tuple[float, float], *, confidence_level: float = 0.95
) -> Estimate:
    """What a session changed: the error rate after it less that before, each (errors, n), such as of one pair.

    Counts may be effective numbers. `insufficient` where a window is empty. Raises InvalidData for counts that cannot
    be.
    """
    z = two_sided(confidence_level)
    for errors, n in (before, after):
        if not 0 <= errors <= n <= LARGEST:
            raise InvalidData(f"{errors} errors of {n} cannot be.")
    facts: dict[str, Any] = {"method": "before and after", "n_items": int(before[1] + after[1])}
    if not before[1] or not after[1]:
        return Estimate(value=None, reason=INSUFFICIENT, meaning="A window is empty.", **facts)
    then, now = before[0] / before[1], after[0] / after[1]
    low, high = newcombe(now, after[1], then, before[1], z)
    said = "fewer than before" if high < 0 else "more than before" if low > 0 else "chance alone may do that"
    return Estimate(
        value=now - then, ci_low=low, ci_high=high, confidence_level=confidence_level, **facts,
        se=float(np.sqrt(now * (1 - now) / after[1] + then * (1 - then) / before[1])),
        observed=now, expected=then, meaning=f"From {then:.1%} to {now:.1%} wrong: {said}.",
    )  # fmt: skip
