"""Percent agreement of answers as people gave them, in plain Python: what a pilot's page shows.

    A_o = mean over pairable items i of a_i,   a_i = agreeing pairs of i / pairs of i,   m_i >= 2

Answers may be anything that has a likeness. Items weigh alike (as with Fleiss and Gwet), however many people answered
them; the standard error takes items as the sampling unit: sd(a_i) / sqrt(items). It is not corrected for chance: two
people who always press the same key agree fully. Descriptive; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Any

from labelwright.errors import InvalidData
from labelwright.quality.estimate import NO_PAIRABLE_ITEMS, SINGLE_ANNOTATOR, Result


@dataclass(frozen=True, slots=True)
class AnswerAgreement(Result):
    """The result. `value` in [0, 1], or None with `reason`: `no_pairable_items`, `single_annotator`.

    `pairs` gives, for each two people who answered items in common (in sorted order), the share of those items on which
    they agree, and how many there were.
    """

    value: float | None
    se: float | None
    n_items: int
    n_annotations: int
    n_annotators: int
    reason: str = ""
    method: str = "percent agreement, item mean"
    pairs: Mapping[tuple[Any, Any], tuple[float, int]] | None = None


def answer_agreement(
    answers: Mapping[Any, Mapping[Any, Any]], similarity: Callable[[Any, Any], float] = lambda a, b: float(a == b)
) -> AnswerAgreement:
    """How alike the answers are, over items that at least two people answered.

    `answers` holds, for each item, each person's answer; missing answers are left out. `similarity` of two answers is
    in [0, 1], else InvalidData is raised, and symmetric; by default 1 where they are equal. O(sum of m_i squared).

    >>> answer_agreement({1: {"a": "x", "b": "x"}, 2: {"a": "x", "b": "y"}}).value
    0.5
    """
    shares: list[float] = []
    pairs: dict[tuple[Any, Any], list[float]] = {}
    people = {person for given in answers.values() for person in given}
    annotations = sum(len(given) for given in answers.values())
    for given in answers.values():
        alike = []
        for one, other in combinations(sorted(given, key=repr), 2):
            value = similarity(given[one], given[other])
            if not 0 <= value <= 1:
                raise InvalidData(f"The similarity of {given[one]!r} and {given[other]!r} is {value}: it is in [0, 1].")
            alike.append(value)
            pairs.setdefault((one, other), []).append(value)
        if alike:
            shares.append(sum(alike) / len(alike))
    if not shares:
        reason = SINGLE_ANNOTATOR if len(people) == 1 else NO_PAIRABLE_ITEMS
        return AnswerAgreement(None, None, 0, annotations, len(people), reason)
    mean = sum(shares) / len(shares)
    se = None
    if len(shares) > 1:
        se = sqrt(sum((share - mean) ** 2 for share in shares) / (len(shares) - 1) / len(shares))
    by_pair = {two: (sum(values) / len(values), len(values)) for two, values in pairs.items()}
    return AnswerAgreement(mean, se, len(shares), annotations, len(people), pairs=by_pair)
