"""Which errors have a system: what was delivered as k and corrected to l.

Each pair says whether it is one person's habit (coach) or everybody's (rewrite the guideline), and whether it goes one
way (a rule is missing) or both (the border is unclear). Counts are weighted by how each correction was found; tests are
of the corrections themselves, or a weight would make its own evidence. Sources: McNemar (1947); Pearson's chi-square.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincc

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.coding import encode, present
from labelwright.quality.estimate import Result
from labelwright.quality.finite import LARGEST, finite
from labelwright.quality.tails import binomial_tail

Floats = NDArray[np.float64]
_RARE = 0.01  # a probability by chance below which something is said to have a system


@dataclass(frozen=True, slots=True)
class ConfusionPair(Result):
    """Labels `delivered` that were `corrected` to another one.

    `count` is weighted, `share` its part of all errors, `cost` its count times what one such error costs, `cost_share`
    its part of all costs. `person` makes most of it, `person_share`. `gini` is near 1 where one person makes it, near 0
    where all do, and not small by chance where errors are few: `p_concentrated` is the chi-square probability of such a
    spread by chance (None with one person). `p_one_way` is McNemar's, exact, of corrections in both directions that
    differ so much: small means the pair goes one way.
    """

    delivered: Any
    corrected: Any
    count: float
    share: float
    cost: float
    cost_share: float
    person: Any
    person_share: float
    gini: float
    p_concentrated: float | None
    p_one_way: float
    meaning: str


def confusion_pairs(
    delivered: Sequence[Hashable],
    corrected: Sequence[Hashable],
    annotators: Sequence[Hashable],
    *,
    weights: ArrayLike | None = None,
    costs: Mapping[tuple[Any, Any], float] | None = None,
) -> list[ConfusionPair]:
    """Every pair of different labels among reviewed items, the dearest first (by default: the most frequent).

    `weights` are 1 / inclusion probability where reviews were drawn unevenly, `costs` what one error of (delivered,
    corrected) costs, 1 where a pair is not named. The chi-square compares each person's share of the pair with their
    share of all reviewed items. O(n + pairs * people). Raises InvalidData for columns of different length, what is
    missing, or weights that are none, InvalidRequest for costs that are none.
    """
    given = (("delivered labels", delivered), ("corrected labels", corrected), ("annotators", annotators))
    columns = (encode(present(cast(ArrayLike, values), name)) for name, values in given)
    before, after, who_did = (known[codes].tolist() for codes, known in columns)
    n = len(before)
    if len(after) != n or len(who_did) != n:
        raise InvalidData(f"The columns have {n}, {len(after)}, {len(who_did)} rows.")
    w = np.ones(n) if weights is None else finite(weights, "Weights", largest=LARGEST)
    if w.shape != (n,) or (w < 0).any():
        raise InvalidData("Each row has one weight, a number from 0 on.")
    price = costs or {}
    if not all(0 <= cost <= LARGEST for cost in price.values()):
        raise InvalidRequest("Costs are numbers from 0 on.")
    people = {who: code for code, who in enumerate(dict.fromkeys(who_did))}
    reviewed = np.zeros((2, len(people)))  # of each person: rows, and their weight
    counts: dict[tuple[Any, Any], Floats] = {}
    for was, now, who, weight in zip(before, after, who_did, w.tolist(), strict=True):
        reviewed[:, people[who]] += (1, weight)
        if was != now:
            counts.setdefault((was, now), np.zeros((2, len(people))))[:, people[who]] += (1, weight)
    total = sum(float(by[1].sum()) for by in counts.values())
    spent = sum(float(by[1].sum()) * price.get(pair, 1.0) for pair, by in counts.items())
    names = list(people)
    found = []
    for (was, now), by in counts.items():
        back = counts.get((now, was))
        spread = _spread(by[0], reviewed[0])
        one_way = _one_way(by[0].sum(), 0.0 if back is None else back[0].sum())
        gini = _gini(by[1] / np.maximum(reviewed[1], 1e-300))
        count, most = float(by[1].sum()), int(by[1].argmax())
        mine = float(by[1][most]) / count if count else 0.0
        cost = count * price.get((was, now), 1.0)
        found.append(
            ConfusionPair(was, now, count, count / total if total else 0.0, cost, cost / spent if spent else 0.0,
                          names[most], mine, gini, spread, one_way, _advice(was, now, spread, gini, mine, one_way))
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.cost, -one.count, str(one.delivered), str(one.corrected)))


def _gini(rates: Floats) -> float:
    ordered = np.sort(rates)
    n, total = len(ordered), float(ordered.sum())
    if n < 2 or total <= 0:
        return 0.0
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total)) * n / (n - 1)


def _spread(by: Floats, reviewed: Floats) -> float | None:
    expected = by.sum() * reviewed / reviewed.sum()
    some = expected > 0
    if some.sum() < 2:
        return None
    chi2 = float((np.square(by[some] - expected[some]) / expected[some]).sum())
    return float(gammaincc((some.sum() - 1) / 2, chi2 / 2))


def _one_way(there: float, back: float) -> float:
    return float(min(1.0, 2 * float(binomial_tail(max(there, back), there + back, 0.5))))


def _advice(was: Any, now: Any, spread: float | None, gini: float, share: float, one_way: float) -> str:
    if spread is not None and spread < _RARE and min(gini, share) > 0.5:
        who = "mostly one person's: coach them"
    elif share <= 0.5:
        who = "nobody's alone: rewrite the guideline"
    else:
        who = "seen too seldom to say whose it is"
    how = "it goes one way, so a rule may be missing" if one_way < _RARE else "it goes both ways or is rare"
    return f"{was} instead of {now} is {who}; {how}."
