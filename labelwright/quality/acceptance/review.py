"""The error rate of everything, out of what was reviewed.

    stratified              each annotator (class, day) sampled apart:  sum W_h p_h
    Horvitz-Thompson        (1/N) sum y_i / pi_i over the reviewed
    Hajek                   the same divided by sum 1 / pi_i
    difference              (1/N) sum_U g_i + (1/N) sum_s (y_i - g_i) / pi_i, g the predicted error probability

pi_i is the probability with which item i was drawn, written down at the draw. Whoever reviewed only the riskiest
items cannot know the rest: an item that could never be drawn makes the rate `NonIdentifiableDesign`. Sources:
Horvitz, Thompson (1952); Hajek (1971); Sarndal, Swensson, Wretman (1992).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.acceptance.drawing import counts_of
from labelwright.quality.estimate import INSUFFICIENT, Estimate
from labelwright.quality.finite import finite, flags, shares, whole
from labelwright.quality.normal import two_sided, unseen, wilson

Floats = NDArray[np.float64]
_RAREST = 1e-50  # probability of a drawn item: squares of what it stands for are numbers


class NonIdentifiableDesign(InvalidRequest):
    """Some items could never be drawn, so nothing can be said of all of them."""

    code = "non_identifiable_design"


def stratified_error_rate(
    strata: Mapping[Any, tuple[int, int, int]], *, guarantee: bool = False, confidence_level: float = 0.95
) -> Estimate:
    """The error rate over strata {name: (items, reviewed, wrong)}, each sampled at random within itself.

    Var = sum W_h^2 (1 - n_h / N_h) p_h (1 - p_h) / (n_h - 1); the interval is Wilson's on the effective n, or
    Clopper-Pearson's on n = 1 / sum W_h^2 / n_h where no stratum varies. Both are about right where large strata have
    reviews enough, and a warning says where one has not; with `guarantee` the bounds are those of each stratum
    (Clopper-Pearson, Bonferroni) together, and hold. `insufficient` where a stratum with items was not reviewed.
    """
    z = two_sided(confidence_level)
    items, n, wrong = counts_of(strata)
    if (n > items).any():
        raise InvalidData("A stratum has at most as many reviews as items.")
    facts: dict[str, Any] = {
        "method": "stratified error rate", "n_items": int(items.sum()), "n_annotations": int(n.sum()),
        "n_annotators": len(strata),
    }  # fmt: skip
    bare = [str(name) for name, of in strata.items() if of[0] and not of[1]]
    if bare or not n.sum():
        return Estimate(
            value=None, reason=INSUFFICIENT, meaning=f"Nothing was reviewed of {', '.join(bare[:5]) or 'anything'}.",
            **facts,
        )  # fmt: skip
    some = items > 0
    weight, p = items[some] / items.sum(), wrong[some] / n[some]
    value = float((weight * p).sum())
    left = 1 - n[some] / items[some]
    variance = float((weight**2 * left * p * (1 - p) / np.maximum(n[some] - 1, 1)).sum())
    reviewed = float(n.sum())
    if not left.any():  # everything was reviewed
        low = high = value
    elif guarantee:
        each = _clopper_pearson(wrong[some], n[some], (1 - confidence_level) / 2 / len(weight))
        low, high = (float((weight * np.where(left > 0, bound, p)).sum()) for bound in each)
    elif variance > 0 and 0 < value < 1:
        low, high = wilson(value, value * (1 - value) / variance, z)
    else:
        effective = np.array([1 / float((weight**2 / n[some]).sum())])
        both = _clopper_pearson(value * effective, effective, (1 - confidence_level) / 2)
        low, high = float(both[0][0]), float(both[1][0])
    still = (left > 0) & ((p == 0) | (p == 1))  # the usual interval takes them to be as they look
    hidden = sum(w * unseen(m, z) for w, m in zip(weight[still], n[some][still], strict=True))
    notes = ("strata without variation have few reviews: guarantee=True counts what may be in them",)
    return Estimate(
        value=value, se=float(np.sqrt(variance)), ci_low=low, ci_high=high, confidence_level=confidence_level, **facts,
        warnings=notes if not guarantee and hidden > (high - low) / 2 else (),
        meaning=f"{value:.1%} of all labels are estimated to be wrong, out of {int(reviewed):,} reviews.",
    )  # fmt: skip


def _clopper_pearson(wrong: Any, n: Any, tail: float) -> tuple[Any, Any]:
    right = n - wrong
    low = np.where(wrong > 0, betaincinv(np.maximum(wrong, 1e-9), right + 1, tail), 0.0)
    high = np.where(right > 0, betaincinv(wrong + 1, np.maximum(right, 1e-9), 1 - tail), 1.0)
    return low, high


def horvitz_thompson(
    wrong: ArrayLike, probability: ArrayLike, n_population: int, *, confidence_level: float = 0.95
) -> Estimate:
    """Errors of the reviewed items with the probabilities at which they were drawn (Poisson sampling)."""
    y, pi = _drawn(wrong, probability, n_population)
    n = max(1, n_population)
    value = float((y / pi).sum() / n)
    variance = float(((1 - pi) * np.square(y / pi)).sum()) / n**2
    return _of_design("Horvitz-Thompson", value, variance, pi, n_population, confidence_level)


def hajek(
    wrong: ArrayLike, probability: ArrayLike, n_population: int, *, confidence_level: float = 0.95
) -> Estimate:
    """The same as a ratio: better where probabilities differ and errors do not follow them."""
    y, pi = _drawn(wrong, probability, n_population)
    total = float((1 / pi).sum()) or 1.0
    value = float((y / pi).sum()) / total
    variance = float(((1 - pi) * np.square((y - value) / pi)).sum()) / total**2
    return _of_design("Hajek", value, variance, pi, n_population, confidence_level)


def difference_estimator(
    wrong: ArrayLike,
    probability: ArrayLike,
    predicted: ArrayLike,
    predicted_population: ArrayLike,
    *,
    population_probability: ArrayLike | None = None,
    confidence_level: float = 0.95,
) -> Estimate:
    """What the predicted risks say of all items, put right by what the reviews say of the predictions.

    `predicted` belongs to the reviewed items, `predicted_population` to all. With `population_probability`, the
    probabilities of all items, a design that left some out is refused by NonIdentifiableDesign.
    """
    g, everywhere = shares(predicted, "Predictions"), shares(predicted_population, "Predictions of all items")
    y, pi = _drawn(wrong, probability, len(everywhere))
    if g.shape != y.shape:
        raise InvalidData(f"{len(y)} reviewed items have {len(g)} predictions.")
    if population_probability is not None:
        of_all = shares(population_probability, "Probabilities of all items")
        if of_all.shape != everywhere.shape:
            raise InvalidData(f"{len(everywhere):,} items have {len(of_all):,} probabilities.")
        identifiable(of_all)
    n = max(1, len(everywhere))
    value = float(everywhere.sum() + ((y - g) / pi).sum()) / n
    variance = float(((1 - pi) * np.square((y - g) / pi)).sum()) / n**2
    return _of_design("difference estimator", value, variance, pi, len(everywhere), confidence_level)


def identifiable(probability: ArrayLike) -> None:
    """Raises NonIdentifiableDesign where an item could never be drawn."""
    pi = finite(probability, "Probabilities")
    never = int((pi <= 0).sum())
    if never:
        raise NonIdentifiableDesign(
            f"{never:,} of {len(pi):,} items could never be drawn: their error rate is unknown, and so is that of all.",
            hint="Draw a share at random too, such as a tenth of the reviews.",
        )


def _drawn(wrong: ArrayLike, probability: ArrayLike, population: int) -> tuple[Floats, Floats]:
    population = whole(population, "n_population")
    y, pi = flags(wrong, "Errors").astype(np.float64), shares(probability, "Probabilities")
    if y.shape != pi.shape:
        raise InvalidData(f"{len(y):,} errors have {len(pi):,} probabilities.")
    if (pi < _RAREST).any():
        raise InvalidData("Probabilities of drawn items are above 0.")
    if len(y) > population:
        raise InvalidData(f"{len(y):,} reviewed items are not of {population:,}.")
    return y, pi


def _of_design(
    method: str, value: float, variance: float, pi: Floats, population: int, confidence_level: float
) -> Estimate:
    """The estimate with its normal bounds; where nothing varied that was not certain to be drawn, with what may be
    there unseen: the rule of three on Kish's effective number of reviews."""
    reviewed = len(pi)
    z = two_sided(confidence_level)
    facts: dict[str, Any] = {
        "method": method, "n_items": population, "n_annotations": reviewed, "confidence_level": confidence_level,
    }  # fmt: skip
    if not reviewed:
        return Estimate(value=None, reason=INSUFFICIENT, meaning="Nothing was reviewed.", **facts)
    se = float(np.sqrt(variance))
    off = z * se
    if not variance > 0 and (pi < 1).any():
        off = unseen(float((1 / pi).sum()) ** 2 / float((1 / np.square(pi)).sum()), z)
    low, rate, high = (min(1.0, max(0.0, one)) for one in (value - off, value, value + off))
    notes = ["few errors were seen: a certificate says more"] if value * reviewed < 5 else []
    if rate != value:
        notes.append("the estimate lies outside of [0, 1]: probabilities of drawn items are small or wrong")
    return Estimate(
        value=value, se=se, ci_low=low, ci_high=high, warnings=tuple(notes), **facts,
        meaning=f"{rate:.1%} of all labels are estimated to be wrong, out of {reviewed:,} reviews.",
    )  # fmt: skip
