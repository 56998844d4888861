"""Do people agree with themselves? One person's repeated answers to one item, at least `min_gap` apart.

What somebody does not repeat, nobody else can be expected to say: agreement with oneself bounds agreement with others.
Where it is low too, the task is noisy; where it is high and that with others low, people read the guideline in ways of
their own, and a clearer one mends it. Percent and Krippendorff's alpha over (person, item) as units; a person's alpha
is 1 - D_oj / D_e with everybody's D_e, for few repeats have no spread of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidRequest
from labelwright.quality.agreement import metrics
from labelwright.quality.agreement.alpha import krippendorff_alpha
from labelwright.quality.agreement.chance import percent_agreement
from labelwright.quality.agreement.metrics import Level, Nominal
from labelwright.quality.agreement.pairs import counts_of_pairable, pair_sums, pairable, to_others
from labelwright.quality.coding import column, encode, is_absent
from labelwright.quality.estimate import NO_VARIATION, Estimate, Result
from labelwright.quality.finite import finite
from labelwright.quality.matrix import LabelMatrix, from_columns

RELIABLE = 0.8


@dataclass(frozen=True, slots=True)
class OwnAgreement(Result):
    """One person: how many items they answered again, the share of answers that stayed, and alpha (or None)."""

    annotator: Any
    items: int
    share: float
    alpha: float | None


@dataclass(frozen=True, slots=True)
class IntraAgreement(Result):
    """`percent` and `alpha` of people with themselves, `inter` the alpha between people on their first answers.

    `people` who repeated an item, in the order of their ids; `too_soon` answers came within the gap of the one before
    and were left out. `meaning` compares the two.
    """

    percent: Estimate
    alpha: Estimate
    inter: Estimate
    people: tuple[OwnAgreement, ...]
    too_soon: int
    meaning: str
    warnings: tuple[str, ...]


def intra_annotator_agreement(
    items: ArrayLike,
    annotators: ArrayLike,
    labels: ArrayLike,
    timestamps: ArrayLike | None = None,
    min_gap: Any = None,
    level_of_measurement: Level | Callable[[Any, Any], float] = "nominal",
    *,
    period: float | None = None,
    confidence_level: float = 0.95,
) -> IntraAgreement:
    """How far people repeat themselves, beside how far they agree with others.

    Columns have one entry for each answer, repeated ones among them, in the order of `timestamps` (numbers, or dates
    with a timedelta for `min_gap`) or of the rows. An answer within `min_gap` of the last that counted is left out:
    people remember. Raises InvalidData as `from_columns`, InvalidRequest for a gap without times. O(n log n).
    """
    if min_gap is not None and timestamps is None:
        raise InvalidRequest("A gap between answers needs their times.", hint="Give timestamps.")
    if min_gap is not None and is_absent(min_gap):
        raise InvalidRequest("The gap is unknown.", hint="Leave min_gap out where repeats may follow at once.")
    between = from_columns(items, annotators, labels, timestamps=timestamps, duplicates="first")
    inter = krippendorff_alpha(between, level_of_measurement, period=period, confidence_level=confidence_level)
    again, who, too_soon = _repeats(items, annotators, labels, timestamps, min_gap)
    twice = pairable(again)
    again, who = again.kept(twice), who[twice]
    alpha = krippendorff_alpha(again, level_of_measurement, period=period, confidence_level=confidence_level)
    percent = percent_agreement(again, confidence_level=confidence_level)
    warnings = [] if min_gap is not None else ["no gap between repeated answers was asked for: people may remember"]
    if too_soon:
        warnings.append(f"{too_soon:,} answers came too soon after the one before and take no part")
    return IntraAgreement(
        percent, alpha, inter, _people(again, who, level_of_measurement, period), too_soon,
        _compared(alpha, inter), tuple(warnings),
    )  # fmt: skip


def _repeats(
    items: ArrayLike, annotators: ArrayLike, labels: ArrayLike, timestamps: ArrayLike | None, min_gap: Any
) -> tuple[LabelMatrix, NDArray[Any], int]:
    """A matrix of (person, item) by occasion, the person of each row, and how many answers came too soon."""
    answers = from_columns(items, np.arange(len(column(items, "items"))), labels)
    row = answers.annotators[answers.annotator]
    person, people = encode(column(annotators, "annotators")[row])
    unit = answers.item.astype(np.int64) * max(1, len(people)) + person
    time = row if timestamps is None else column(timestamps, "timestamps")[row]
    if time.dtype.kind == "f":
        time = finite(time, "Timestamps")
    order = np.lexsort((row, time, unit))
    unit, time = unit[order], time[order]
    first = np.ones(len(unit), np.bool_)
    first[1:] = unit[1:] != unit[:-1]
    keep = np.ones(len(unit), np.bool_)
    if min_gap is not None:
        last = 0
        for at in np.flatnonzero(~first).tolist():
            last = at - 1 if first[at - 1] else last
            keep[at] = not _sooner(time[last], time[at], min_gap)
            last = at if keep[at] else last
    starts = np.flatnonzero(first)[np.cumsum(first) - 1]
    before: NDArray[np.int64] = np.cumsum(keep) - keep
    occasion = (before - before[starts])[keep]
    table = from_columns(unit[keep], occasion, answers.label[order][keep], value_domain=range(len(answers.labels)))
    again = replace(table, labels=answers.labels)
    return again, people[again.items[again.item] % max(1, len(people))], int((~keep).sum())


def _sooner(before: Any, after: Any, min_gap: Any) -> bool:
    try:
        return bool(after - before < min_gap)
    except (TypeError, ValueError) as error:
        raise InvalidRequest(
            f"The gap {min_gap!s} cannot be compared with what lies between {before!s} and {after!s}.",
            hint="Numbers with numbers, dates with a timedelta.",
        ) from error


def _people(again: LabelMatrix, who: NDArray[Any], level: Any, period: float | None) -> tuple[OwnAgreement, ...]:
    counts = counts_of_pairable(again)
    metric = metrics.metric(again, level, counts, period)
    others = again.per_item[again.item] - 1
    same, apart = 1 - to_others(again, Nominal()) / others, to_others(again, metric) / others
    sums = pair_sums(again, metric, counts, cross=False)
    expected = sums.total / (sums.n * (sums.n - 1)) if sums.n > 1 else 0.0
    person, people = encode(who)
    found = []
    for code, name in enumerate(people.tolist()):
        here = person == code
        alpha = float(1 - apart[here].mean() / expected) if expected > 0 else None
        found.append(OwnAgreement(name, len(np.unique(again.item[here])), float(same[here].mean()), alpha))
    return tuple(found)


def _compared(own: Estimate, inter: Estimate) -> str:
    if own.reason == NO_VARIATION:
        return "All repeated answers are one label, which does not show whether people agree with themselves."
    if own.value is None:
        return "Nobody answered an item again after the gap, so it is not known whether people agree with themselves."
    if inter.value is None:
        return "Agreement between people is not known, so agreement with oneself has nothing to be compared with."
    apart = own.ci_low is not None and inter.ci_high is not None and own.ci_low > inter.ci_high
    if own.value < RELIABLE:
        sure = own.ci_high is not None and own.ci_high < RELIABLE
        noisy = f"People do not agree well even with themselves: the task {'is' if sure else 'may be'} noisy"
        return f"{noisy}, and each reads the guideline in a way of their own." if apart else f"{noisy}."
    if inter.value >= RELIABLE:
        return "People agree with themselves and with each other."
    if apart:
        return "People agree with themselves and not with each other: the guideline is read in different ways."
    return "People agree with themselves; whether less with each other, too few answers show."
