"""Agreement weights: how much two different labels still agree, 1 on the diagonal, in [0, 1].

A scheme by its name is for labels that are numbers or stand in order (then their places 0..K-1 are their scores).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from labelwright.errors import InvalidData
from labelwright.quality.agreement.metrics import Floats
from labelwright.quality.finite import finite
from labelwright.quality.matrix import LabelMatrix, must_fit

Scheme = Literal["identity", "linear", "quadratic", "ordinal", "bipolar"]


def credit(scheme: Scheme | ArrayLike | None, scores: Floats) -> Floats:
    """The K x K weights of a scheme, or those given. Raises InvalidData for weights that are none."""
    k = len(scores)
    if scheme is None or (isinstance(scheme, str) and scheme == "identity"):
        return np.eye(k)
    if not isinstance(scheme, str):
        return _checked(finite(scheme, "Weights"), k)
    must_fit("The weights of all labels", k, k)
    widest = np.ptp(scores) if k else 0.0
    if widest == 0:
        return np.ones((k, k))
    at = (scores - scores.min()) / widest  # none of the schemes knows of a unit, and here no square overflows
    gap = np.abs(at[:, None] - at[None, :])
    if scheme == "linear":
        far = gap
    elif scheme == "quadratic":
        far = np.square(gap)
    elif scheme == "ordinal":
        steps = np.abs(np.subtract.outer(np.argsort(np.argsort(scores)), np.argsort(np.argsort(scores))))
        far = (steps + 1) * steps / 2.0
    elif scheme == "bipolar":
        below, above = at[:, None] + at[None, :], (1 - at)[:, None] + (1 - at)[None, :]
        far = np.divide(np.square(gap), below * above, out=np.zeros_like(gap), where=gap > 0)
    else:
        raise InvalidData(f"{scheme} are no weights.", hint="identity, linear, quadratic, ordinal or bipolar.")
    made: Floats = 1 - far / far.max()
    return made


def scores(matrix: LabelMatrix, scheme: object) -> Floats:
    """The labels' numbers where a scheme needs them and they are numbers, else their places in the domain."""
    places = np.arange(len(matrix.labels), dtype=np.float64)
    if not isinstance(scheme, str) or scheme == "identity":
        return places
    return matrix.numbers(squared=True) if matrix.labels.dtype.kind in "biuf" else places


def _checked(given: Floats, k: int) -> Floats:
    if given.shape != (k, k):
        raise InvalidData(f"Weights have the shape {given.shape}; there are {k} labels.")
    if not ((given >= 0) & (given <= 1)).all() or not np.array_equal(given, given.T) or (np.diagonal(given) != 1).any():
        raise InvalidData("Weights are symmetric, in [0, 1], and 1 on the diagonal.")
    return given
