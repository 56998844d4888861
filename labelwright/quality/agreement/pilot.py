"""How large a pilot must be: items to be rated twice so that alpha is known within so much.

    n = z^2 p_a (1 - p_a) / ((1 - p_e)^2 w^2),   p_a = alpha (1 - p_e) + p_e

for two raters and nominal labels with shares p_l (p_e = sum p_l^2; 1/K where labels are as frequent). More raters per
item count less than their pairs: the variance is taken to fall with the number of pairs only as far as the labels of
one item are independent given its class, so the plan treats m raters as m - 1 pairs, which errs on the safe side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from labelwright.errors import InvalidRequest
from labelwright.quality.normal import two_sided


@dataclass(frozen=True, slots=True)
class PilotPlan:
    """A pilot of `items`, each rated by `raters_per_item`; `half_width` is what it is expected to reach."""

    items: int
    annotations: int
    half_width: float
    confidence_level: float
    cost: float | None
    meaning: str


def plan_pilot(
    alpha_guess: float,
    half_width: float,
    *,
    n_categories: int | None = None,
    prevalence: Sequence[float] | None = None,
    raters_per_item: int = 2,
    confidence_level: float = 0.95,
    cost_per_annotation: float | None = None,
) -> PilotPlan:
    """The pilot that tells alpha within +- `half_width` where it is near `alpha_guess`.

    Say how frequent the labels are (`prevalence`, summing to 1) or how many there are. Raises InvalidRequest for what
    cannot be.

    >>> plan_pilot(0.8, 0.05, n_categories=15).items
    268
    """
    if not 0 < half_width < 1 or not 0 <= alpha_guess < 1:
        raise InvalidRequest("alpha_guess is in [0, 1) and half_width in (0, 1).")
    p_e = _chance(n_categories, prevalence)
    n = _spread(alpha_guess, p_e, confidence_level) / (half_width**2 * _pairs(raters_per_item))
    items = ceil(n - 1e-9)
    return _planned(items, alpha_guess, p_e, raters_per_item, confidence_level, cost_per_annotation)


def expected_half_width(
    items: int,
    alpha_guess: float,
    *,
    n_categories: int | None = None,
    prevalence: Sequence[float] | None = None,
    raters_per_item: int = 2,
    confidence_level: float = 0.95,
) -> PilotPlan:
    """What a pilot of so many items will tell: the other way round."""
    if items < 1:
        raise InvalidRequest("A pilot has an item.")
    p_e = _chance(n_categories, prevalence)
    return _planned(items, alpha_guess, p_e, raters_per_item, confidence_level, None)


def _planned(
    items: int, guess: float, p_e: float, raters: int, confidence_level: float, cost: float | None
) -> PilotPlan:
    width = sqrt(_spread(guess, p_e, confidence_level) / (items * _pairs(raters)))
    return PilotPlan(
        items, items * raters, width, confidence_level, None if cost is None else cost * items * raters,
        f"{items:,} items rated by {raters} people each tell alpha within about {width:.2f}.",
    )  # fmt: skip


def _spread(guess: float, p_e: float, confidence_level: float) -> float:
    p_a = guess * (1 - p_e) + p_e
    return two_sided(confidence_level) ** 2 * p_a * (1 - p_a) / (1 - p_e) ** 2


def _pairs(raters: int) -> int:
    if raters < 2:
        raise InvalidRequest("Agreement takes two raters per item.")
    return raters - 1


def _chance(n_categories: int | None, prevalence: Sequence[float] | None) -> float:
    if (n_categories is None) is (prevalence is None):
        raise InvalidRequest("Say n_categories or prevalence.")
    if prevalence is not None:
        if abs(sum(prevalence) - 1) > 1e-6 or min(prevalence) < 0:
            raise InvalidRequest("The prevalences sum to 1.")
        p_e = sum(p * p for p in prevalence)
    else:
        assert n_categories is not None
        p_e = 1 / n_categories if n_categories > 0 else 1.0
    if p_e >= 1:
        raise InvalidRequest("There must be two labels.")
    return p_e
