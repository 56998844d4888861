"""How often a golden item comes, which one, and when one is worn out.

    qualification   the first 20 items of a person are golden
    learning        20 % until 50 golden ANSWERS, which takes about 170 items
    then            r = r_min + (r_max - r_min) 4 pi (1 - pi), pi = P(accuracy < target | golden answers), 3 to 5 %
    always          one in 40 items at least; twice as often while a person is watched

Most golden items go to whoever nobody is sure about. Each slot is a draw of its own, so gaps cannot be learned, and
nobody meets a golden item twice before 200 items have passed. It is retired after `cap` people, or when those who meet
it later get it right more often: somebody has told (`gold_leaks`).

All is pure: the same seed, slot and history give the same choice, on any machine, in any order of the pool.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.coding import encode, present
from labelwright.quality.estimate import INSUFFICIENT, NO_VARIATION, Result
from labelwright.quality.finite import LARGEST, finite, flags, whole
from labelwright.quality.monitoring.golden import proper
from labelwright.quality.seeded import seeded

_SLOT, _WHICH = 0, 1  # two streams of chance: whether a slot is golden tells nothing of which item comes


@dataclass(frozen=True, slots=True)
class GoldPlan:
    """How often golden items come: to whoever is new, while little is known, and then between the two `rates`.

    `target` is the accuracy that is asked for, `prior` that of the pool, as `beta_prior` finds it. Where one in
    `at_least_every` is due the long-run share is higher than the rate: 4.3 % at 3 %. Raises InvalidRequest for rates
    that are none.
    """

    target: float = 0.95
    rates: tuple[float, float] = (0.03, 0.05)
    qualify: int = 20
    early: float = 0.20
    until: int = 50
    at_least_every: int | None = 40
    prior: tuple[float, float] = (0.5, 0.5)

    def __post_init__(self) -> None:
        proper(self.prior)
        low, high = self.rates
        if not 0 <= low <= high <= 1 or not 0 <= self.early <= 1 or not 0 < self.target < 1:
            raise InvalidRequest(
                f"The rates {low}, {high}, {self.early} and the target {self.target} are between 0 and 1, in order."
            )


def gold_schedule(
    right: int, golds: int, items: int, *, since: int = 0, watched: bool = False, plan: GoldPlan | None = None
) -> float:
    """The probability that a person's next slot is golden, in [0, 1].

    `right` of `golds` golden answers so far, among `items` slots of any kind; `since` counts slots behind the last
    golden one. `watched` doubles the rate (the ladder's step at 10). Raises InvalidData for counts that cannot be.

    >>> [gold_schedule(0, 0, 0), gold_schedule(27, 30, 90), round(gold_schedule(300, 300, 5000), 4)]
    [1.0, 0.2, 0.03]
    """
    if not 0 <= right <= golds <= items or since < 0:
        raise InvalidData(f"{right} right of {golds} golden answers among {items} items cannot be.")
    plan = plan or GoldPlan()
    if items < plan.qualify or (plan.at_least_every is not None and since + 1 >= plan.at_least_every):
        return 1.0
    rate = plan.early
    if golds >= plan.until:
        low, high = plan.rates
        below = float(betainc(plan.prior[0] + right, plan.prior[1] + golds - right, plan.target))
        rate = low + (high - low) * 4 * below * (1 - below)
    return min(1.0, rate * (2 if watched else 1))


def is_gold_slot(rate: float, slot: int, *, seed: int) -> bool:
    """Whether this slot of a person is golden: a draw of its own for each slot, the same whenever it is asked for.

    `seed` is the person's own and a secret of the house: whoever knows it knows every slot.
    """
    if not 0 <= rate <= 1:
        raise InvalidRequest(f"The rate is {rate}; it is between 0 and 1.")
    return bool(_drawn(seed, slot, _SLOT).random() < rate)


def _drawn(seed: int, slot: int, stream: int) -> np.random.Generator:
    return seeded(seed, whole(slot, "slot"), stream)


@dataclass(frozen=True, slots=True)
class GoldItem:
    """A golden item of the pool: its stratum (class and difficulty), and how many people have met it."""

    name: Hashable
    stratum: Hashable = None
    exposures: int = 0


def next_gold(
    pool: Sequence[GoldItem],
    met: Mapping[Hashable, int],
    slot: int,
    *,
    seed: int,
    cap: int = 20,
    apart: int | None = 200,
    shares: Mapping[Hashable, float] | None = None,
) -> Hashable | None:
    """The name of the golden item that a person gets in a golden slot; None where the pool holds none for them.

    `met` names what they have met, with the slot of the last time. Out of the stratum in which they lack most, of
    `shares` or of the pool's own composition, one is drawn that they have not met and fewer than `cap` people have;
    where they have met all, one they met `apart` slots ago or earlier (None: never again). O(pool).
    """
    names = Counter(gold.name for gold in pool)
    twice = [name for name, many in names.items() if many > 1]
    if twice:
        raise InvalidData(f"The golden item {twice[0]!s} is in the pool {names[twice[0]]} times.")
    usable = [gold for gold in pool if gold.exposures < cap]
    open_ = [gold for gold in usable if gold.name not in met]
    if not open_ and apart is not None:
        open_ = [gold for gold in usable if slot - met[gold.name] >= apart]
    if not open_:
        return None
    share = Counter(gold.stratum for gold in pool) if shares is None else shares
    whole = sum(share.values())
    if not 0 < whole <= LARGEST or not min(share.values()) >= 0:
        raise InvalidRequest("The shares of the strata are 0 or more, and not all 0.")
    had = Counter(gold.stratum for gold in pool if gold.name in met)
    wanted = sum(had.values()) + 1
    lack = {
        stratum: round(share.get(stratum, 0) / whole * wanted - had[stratum], 9)
        for stratum in {gold.stratum for gold in open_}
    }
    most = max(lack.values())
    among = sorted((gold.name for gold in open_ if lack[gold.stratum] == most), key=repr)
    return among[int(_drawn(seed, slot, _WHICH).integers(len(among)))]


@dataclass(frozen=True, slots=True)
class GoldLeak(Result):
    """One golden item, or all of them together (`gold` None). `z` is None exactly where `reason` says why."""

    gold: Any
    answers: int
    right: int
    z: float | None
    reason: str | None
    leaked: bool


def gold_leaks(golds: ArrayLike, order: ArrayLike, right: ArrayLike, *, limit: float = 3.0) -> list[GoldLeak]:
    """Whether those who meet a golden item later get it right more often: it has been told of.

    Three columns of n answers: the item, when it was met (any numbers that rise), whether the answer was right. First
    all items together, each compared with itself, then item by item, the most suspicious first. `z` is the score test
    of the slope in a logistic model of right on order, under permutation; `limit` 3 is passed once in 740 tests by
    chance. Wald's z of the same slope falls to nothing where a leak is perfect. O(n log n).

    People who improve with time make everything trend a little: compare an item with the first line. Raises InvalidData
    for columns of different length or an order that is no number.
    """
    when, good = finite(order, "The order", largest=LARGEST), flags(right, "The right answers")
    names = present(golds, "golds")
    if when.shape != names.shape or good.shape != names.shape:
        raise InvalidData(f"The columns have the shapes {names.shape}, {when.shape}, {good.shape}.")
    code, known = encode(names)
    y, k = good.astype(np.float64), len(known)
    many = np.bincount(code, minlength=k).astype(np.float64)
    hits = np.bincount(code, y, k)
    x = when - (np.bincount(code, when, k) / np.maximum(many, 1))[code]
    trend = np.bincount(code, x * y, k)
    share = hits / np.maximum(many, 1)
    spread = share * (1 - share) * np.bincount(code, x * x, k) * many / np.maximum(many - 1, 1)
    found = [
        _leak(gold, *numbers, limit)
        for gold, numbers in zip(known.tolist(), zip(many, hits, trend, spread, strict=True), strict=True)
    ]
    found.sort(key=lambda one: (one.z is None, -(one.z or 0.0), repr(one.gold)))
    return [_leak(None, many.sum(), hits.sum(), trend.sum(), spread.sum(), limit), *found]


def _leak(gold: Any, many: float, hits: float, trend: float, spread: float, limit: float) -> GoldLeak:
    if spread <= 0:
        return GoldLeak(gold, int(many), int(hits), None, INSUFFICIENT if many < 2 else NO_VARIATION, False)
    z = float(trend / np.sqrt(spread))
    return GoldLeak(gold, int(many), int(hits), z, None, z > limit)
