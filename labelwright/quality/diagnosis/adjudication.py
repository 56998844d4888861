"""Where rulings change something, and where they only cost: how often what was disputed is overturned.

Items go to adjudication from strata, such as the size of the majority (2 of 3, 3 of 3, 4 of 5). Of each, the share
that the ruling overturned, and the lower bound of the label's precision without a ruling. Strata that are right nearly
always need no ruling any more: `stop`. Source: Clopper, Pearson (1934), one-sided.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.coding import encode, present
from labelwright.quality.estimate import Result, at_least
from labelwright.quality.finite import flags


@dataclass(frozen=True, slots=True)
class AdjudicationYield(Result):
    """One stratum: of `adjudicated` items the ruling `overturned` some; `rate` is that share, `precision_low` the lower
    bound of how often the label was right before. `stop` where that reaches the target: rulings may end there."""

    stratum: Any
    adjudicated: int
    overturned: int
    rate: float
    precision_low: float
    stop: bool
    meaning: str


def adjudication_yield(
    strata: Sequence[Hashable],
    overturned: Sequence[bool],
    *,
    target: float = 0.98,
    confidence_level: float = 0.95,
) -> list[AdjudicationYield]:
    """Every stratum of adjudicated items, those that rulings change most first.

    Keep a random share of rulings in strata that stop: what is never ruled on can no longer be known. Strata are looked
    at one by one; of twenty that are just short of the target one stops by chance. O(n). Raises InvalidData for columns
    that do not fit.
    """
    stratum, names = encode(present(cast(ArrayLike, strata), "strata"))
    changed = flags(overturned, "Rulings")
    if len(stratum) != len(changed):
        raise InvalidData(f"{len(stratum)} items have {len(changed)} rulings.")
    if not 0 < target < 1 or not 0 < confidence_level < 1:
        raise InvalidRequest("target and confidence_level are between 0 and 1.")
    many, turned = np.bincount(stratum, minlength=len(names)), np.bincount(stratum[changed], minlength=len(names))
    found = []
    for name, n, wrong in zip(names.tolist(), many.tolist(), turned.tolist(), strict=True):
        right = n - wrong
        low = float(betaincinv(right, wrong + 1, 1 - confidence_level)) if right else 0.0
        stop = low >= target
        advice = "rulings may end there" if stop else "rulings go on"
        sure = f"with {at_least(confidence_level, 0)} confidence at least {at_least(low)} of such labels would stand"
        said = f"{name}: {wrong:,} of {n:,} overturned; {sure}; {advice}."
        found.append(AdjudicationYield(name, n, wrong, wrong / n, low, stop, said))
    return sorted(found, key=lambda one: (-one.rate, -one.adjudicated, str(one.stratum)))
