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
from labelwright.quality.estimate import Result
from labelwright.quality.finite import finite
from labelwright.quality.normal import two_sided

_FINEST, _MOST = 1e-6, 1e15  # half-width, and items or raters: beyond them no pilot is planned


@dataclass(frozen=True, slots=True)
class PilotPlan(Result):
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
    if not _FINEST <= half_width < 1:
        raise InvalidRequest(f"half_width is {half_width}; it is from {_FINEST:g} to 1.")
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
    if not 1 <= items < _MOST:
        raise InvalidRequest(f"A pilot of {items} items is none.")
    p_e = _chance(n_categories, prevalence)
    return _planned(items, alpha_guess, p_e, raters_per_item, confidence_level, None)


def _planned(
    items: int, guess: float, p_e: float, raters: int, confidence_level: float, cost: float | None
) -> PilotPlan:
    if cost is not None and not 0 <= cost <= _MOST:
        raise InvalidRequest(f"An annotation costs {cost}: it is 0 or more.")
    width = sqrt(_spread(guess, p_e, confidence_level) / (items * _pairs(raters)))
    return PilotPlan(
        items, items * raters, width, confidence_level, None if cost is None else cost * items * raters,
        f"{items:,} items rated by {raters} people each tell alpha within about {width:.2f}.",
    )  # fmt: skip


def _spread(guess: float, p_e: float, confidence_level: float) -> float:
    if not 0 <= guess < 1:
        raise InvalidRequest(f"alpha_guess is {guess}; it is from 0 to below 1.")
    p_a = guess * (1 - p_e) + p_e
    return two_sided(confidence_level) ** 2 * p_a * (1 - p_a) / (1 - p_e) ** 2


def _pairs(raters: int) -> int:
    if not 2 <= raters < _MOST:
        raise InvalidRequest(f"Agreement takes two raters per item or more, not {raters}.")
    return raters - 1


def _chance(n_categories: int | None, prevalence: Sequence[float] | None) -> float:
    if (n_categories is None) is (prevalence is None):
        raise InvalidRequest("Say n_categories or prevalence.")
    if prevalence is not None:
        shares = finite(prevalence, "Prevalences", largest=1)
        if shares.ndim != 1 or abs(shares.sum() - 1) > 1e-6 or (shares < 0).any():
            raise InvalidRequest("The prevalences are a row of shares that sum to 1.")
        p_e = float(shares @ shares)
    else:
        assert n_categories is not None
        p_e = 1 / n_categories if n_categories >= 2 else 1.0
    if not p_e < 1:
        raise InvalidRequest("There must be two labels.")
    return p_e
