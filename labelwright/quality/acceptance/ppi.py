"""A mean out of few true values and many predictions: prediction-powered inference.

    theta = lambda mean_U(f) + mean_L(Y - lambda f),   lambda* = clip(Cov(Y, f) / ((1 + n/M) Var f), 0, 1)
    Var = Var(Y - lambda f) / n + lambda^2 Var(f) / M

L: n items with the true value Y and a prediction f; U: M more with predictions alone. However bad the predictions,
the interval is right; the better they are, the tighter it is: `n_effective` = Var(Y) / Var true values alone would do
as well, n + M at most (n Var(Y) / Var(Y - lambda f) forgets that M ends: it says 60,000 where 5,500 are known).
Both samples are random. Normal intervals want 200 true values and 10 errors among them. Source: Angelopoulos et al.
(2023, PPI++).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.estimate import INSUFFICIENT, Estimate, Result
from labelwright.quality.finite import LARGEST, finite
from labelwright.quality.normal import two_sided


@dataclass(frozen=True, slots=True)
class PredictionPowered(Result):
    """The estimate, the weight that predictions got, and how many true values it is worth."""

    estimate: Estimate
    weight: float
    n_effective: float


def ppi_mean(
    y: ArrayLike,
    predicted: ArrayLike,
    predicted_unlabeled: ArrayLike,
    *,
    weight: float | None = None,
    confidence_level: float = 0.95,
) -> PredictionPowered:
    """The mean of Y over everything: an accuracy, a share of a class, a mean rating.

    `weight` is lambda; by default the one that makes the interval tightest. `insufficient` with fewer than two values.
    O(n + M). Raises InvalidData for columns that do not fit, InvalidRequest for a weight outside [0, 1].
    """
    z = two_sided(confidence_level)
    value, f, rest = (
        finite(column, name, largest=LARGEST)
        for column, name in ((y, "Values"), (predicted, "Predictions"), (predicted_unlabeled, "Other predictions"))
    )
    if value.shape != f.shape or value.ndim != 1 or rest.ndim != 1:
        raise InvalidData(f"{value.shape} values have {f.shape} predictions, and {rest.shape} more stand alone.")
    if weight is not None and not 0 <= weight <= 1:
        raise InvalidRequest(f"weight is {weight}; it is between 0 and 1.")
    n, m = len(value), len(rest)
    if n < 2:
        meaning = "It takes two true values."
        nothing = Estimate(method="PPI", value=None, reason=INSUFFICIENT, meaning=meaning, n_items=n + m)
        return PredictionPowered(nothing, 0.0, float(n))
    spread = float(f.var(ddof=1)) if m else 0.0
    if weight is None or not m:  # without other predictions there is nothing that these could stand for
        best = float(np.cov(value, f)[0, 1]) / ((1 + n / m) * spread) if spread > 0 else 0.0
        weight = float(np.clip(best, 0.0, 1.0))
    rectified = value - weight * f
    theta = float(rectified.mean()) + (weight * float(rest.mean()) if m else 0.0)
    variance = float(rectified.var(ddof=1)) / n + (weight**2 * float(rest.var(ddof=1)) / m if m > 1 else 0.0)
    se = float(np.sqrt(variance))
    few = n < 200 or (np.isin(value, (0, 1)).all() and float(min(value.sum(), n - value.sum())) < 10)
    found = Estimate(
        method="PPI", value=theta, se=se, ci_low=theta - z * se, ci_high=theta + z * se,
        confidence_level=confidence_level, n_items=n + m, n_annotations=n,
        meaning=f"{theta:.3f} on average, out of {n:,} true values and {m:,} predictions.",
        warnings=("few values: the normal interval may be too narrow",) if few else (),
    )  # fmt: skip
    worth = min(float(n + m), float(value.var(ddof=1)) / variance) if variance > 0 else float(n)
    return PredictionPowered(found, weight, worth)
