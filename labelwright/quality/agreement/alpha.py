"""Krippendorff's alpha: is the rubric objective enough?

    alpha = 1 - D_o / D_e,   D_o = S / N,   D_e = E / (N (N - 1))
    S = sum over items of t_i / (m_i - 1),   t_i the squared distances within item i,   E those over all pairs of labels

Any number of annotators, missing labels, any metric. Items rated once take no part and are counted in a warning.
Negative values are legal. Undefined (`no_variation`) where all pairable labels are equal, (`no_pairable_items`,
`single_annotator`) where nobody can be compared.

The interval is the delete-one-item jackknife on log(1 - alpha), in closed form; annotators are taken as fixed. Whether
other people would agree as much is answered by `two_way_bootstrap`, which draws people too. Source: Krippendorff,
Content Analysis (2004, 2018); Gwet (2014) for the linearisation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from labelwright.errors import InvalidRequest
from labelwright.quality.agreement import metrics, resampling
from labelwright.quality.agreement.metrics import Floats, Level
from labelwright.quality.agreement.pairs import PairSums, counts_of_pairable, pair_sums
from labelwright.quality.estimate import NO_PAIRABLE_ITEMS, NO_VARIATION, SINGLE_ANNOTATOR, Estimate
from labelwright.quality.matrix import LabelMatrix, must_be
from labelwright.quality.normal import below_one, two_sided, unseen

Interval = Literal["log_jackknife", "jackknife", "linearized", "bootstrap", "two_way_bootstrap"]

_WITHOUT_SUMS = (None, "bootstrap", "two_way_bootstrap")
_FEW = 5  # people under whom nothing much is known of others
_RARE = 0.95  # share of one label from which on alpha and raw agreement tell different stories


def krippendorff_alpha(
    matrix: LabelMatrix,
    level_of_measurement: Level | Callable[[Any, Any], float] | ArrayLike = "nominal",
    *,
    period: float | None = None,
    ci: Interval | None = "log_jackknife",
    confidence_level: float = 0.95,
    n_resamples: int = 1_000,
    seed: int = 0,
) -> Estimate:
    """Alpha with its interval. `observed` and `expected` are the disagreements D_o and D_e.

    Raises InvalidData where the labels have no such distance, InvalidRequest for an interval that is none. O(n) for
    the value and its closed-form intervals, O(n_resamples * different items) for the bootstrap, O(n_resamples * pairs)
    for that of items and people.
    """
    must_be(LabelMatrix, matrix)
    z = two_sided(confidence_level)
    if n_resamples < 1:
        raise InvalidRequest(f"{n_resamples} replicates tell nothing.")
    if matrix.anonymous and ci == "two_way_bootstrap":
        raise InvalidRequest("Counts do not say who gave which label: no people can be drawn.", hint="ci='bootstrap'")
    counts = counts_of_pairable(matrix)
    metric = metrics.metric(matrix, level_of_measurement, counts, period)
    sums = pair_sums(matrix, metric, counts, cross=ci not in _WITHOUT_SUMS)
    named = level_of_measurement if isinstance(level_of_measurement, str) else "own distance"
    facts: dict[str, Any] = {
        "method": f"Krippendorff's alpha, {named}",
        "n_items": len(sums.items),
        "n_annotations": int(sums.n),
        "n_annotators": matrix.n_annotators,
    }
    if not len(sums.items):
        alone = facts["n_annotators"] == 1
        return Estimate(
            value=None, reason=SINGLE_ANNOTATOR if alone else NO_PAIRABLE_ITEMS, **facts,
            meaning="Nobody answered the same item as somebody else, so agreement cannot be measured.",
        )  # fmt: skip
    observed, expected = float(sums.within.sum()) / sums.n, sums.total / (sums.n * (sums.n - 1))
    warnings = _warnings(matrix, sums, level_of_measurement)
    if sums.total <= 0:
        return Estimate(
            value=None, reason=NO_VARIATION, observed=0.0, expected=0.0, **facts, warnings=warnings,
            meaning="Everybody always gave the same label: nothing shows that agreement is not chance.",
        )  # fmt: skip
    value = 1 - observed / expected
    se, low, high, more = _interval(sums, value, expected, ci, z)
    if ci == "bootstrap":
        draws = resampling.alpha(matrix, level_of_measurement, metric, n_resamples, seed)
        low, high, more = resampling.percentiles(draws, confidence_level)
        se = float(draws.std(ddof=1)) if len(draws) > 1 else None
    elif ci == "two_way_bootstrap":
        draws = resampling.two_way(matrix, level_of_measurement, metric, n_resamples, seed)
        se, low, high, more = _for_others(draws, value, facts["n_annotators"], z)
    return Estimate(
        value=value, se=se, ci_low=low, ci_high=high, confidence_level=None if ci is None else confidence_level,
        observed=observed, expected=expected, **facts, warnings=(*warnings, *more), meaning=verdict(value, low),
    )  # fmt: skip


def delete_one(sums: PairSums) -> Floats:
    """Alpha without each of the items in turn; NaN where nothing varies without it."""
    n, within = sums.n, sums.within
    left = n - sums.m
    total = sums.total - 2 * sums.cross + sums.t
    some = total > sums.total * 1e-12
    ratio = np.divide((left - 1) * (within.sum() - within), total, out=np.full(len(total), np.nan), where=some)
    found: Floats = 1 - ratio
    return found


def _interval(
    sums: PairSums, value: float, expected: float, ci: Interval | None, z: float
) -> tuple[float | None, float | None, float | None, tuple[str, ...]]:
    if ci in _WITHOUT_SUMS:
        return None, None, None, ()
    if ci not in ("log_jackknife", "jackknife", "linearized"):
        raise InvalidRequest(f"{ci} is no interval.", hint=", ".join(get_args(Interval)))
    i = len(sums.items)
    if not sums.t.any():  # no disagreement was seen: the rule of three bounds what may be there
        low = 1 - unseen(i, z) / expected
        return None, low, 1.0, ("no disagreement was seen: the lower bound is the rule of three",)
    if i < 2:
        return None, None, None, ("one item: no interval",)
    without = delete_one(sums) if ci != "linearized" else np.array([np.nan])
    if np.isnan(without).any():
        se = _linearized(sums)
        note = () if ci == "linearized" else ("one item alone carries the variation: the interval is linearised",)
    else:
        se = float((i * value - (i - 1) * without).std(ddof=1)) / np.sqrt(i)
        note = ()
    if ci == "log_jackknife":
        return float(se), *below_one(value, se, z), note
    return float(se), float(value - z * se), float(min(1.0, value + z * se)), note


def _for_others(
    draws: Floats, value: float, people: int, z: float
) -> tuple[float | None, float | None, float | None, tuple[str, ...]]:
    """Bounds on log(1 - alpha) by replicates of items and people; their spread is widened as that of few people is."""
    if people < 3 or len(draws) < 2:
        return None, None, None, ("fewer than three people: nothing is known of others",)
    note = (f"{people} people: an interval for others is a guess",) if people < _FEW else ()
    se = float(draws.std(ddof=1) * np.sqrt(people / (people - 1)))
    if value >= 1:
        return se, None, None, (*note, "no disagreement was seen: no interval for others")
    return se, *below_one(value, se, z), note


def _linearized(sums: PairSums) -> float:
    i, n, e = len(sums.items), sums.n, sums.total
    s = sums.within.sum()
    g = -(n - 1) * sums.within / e - s * sums.m / e + 2 * (n - 1) * s * sums.cross / e**2
    return float(np.sqrt(i / (i - 1) * np.square(g - g.mean()).sum()))


def _warnings(matrix: LabelMatrix, sums: PairSums, level: Any) -> tuple[str, ...]:
    found = []
    alone = int((matrix.per_item == 1).sum())
    if alone:
        found.append(f"{alone:,} items were rated once and take no part")
    if matrix.duplicates:
        found.append(f"{matrix.duplicates:,} second ratings by the same person were left out")
    if sums.counts.max(initial=0) > _RARE * sums.n:
        found.append("one label is nearly everything: alpha collapses though people agree; read AC1 and each class too")
    known = matrix.labels.tolist()
    texts = isinstance(level, str) and level == "ordinal" and all(isinstance(one, str) for one in known)
    if texts and known == sorted(known):
        found.append("the labels are texts in alphabetical order: if theirs is another, declare the value domain in it")
    return tuple(found)


def verdict(value: float, low: float | None) -> str:
    """What Krippendorff's landmarks say of a value by its lower bound."""
    bound = value if low is None else low
    if bound >= 0.8:
        return "People understand the task alike."
    if bound >= 0.667:
        return "People mostly understand the task alike: good for tentative conclusions."
    if value >= 0.667:
        return "People seem to understand the task alike, but too few items show it."
    return "People understand the task differently: look at the disagreements before going on."
