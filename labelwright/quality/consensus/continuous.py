"""Measurements by several people: what is the true value, and who reads too high, or shakily?

    y_ij = t_i + bias_j + e,   e ~ N(0, noise_j^2)
    t_i = sum_j (y_ij - bias_j) / noise_j^2  /  sum_j 1 / noise_j^2,   se(t_i)^2 = v_i = 1 / sum_j 1 / noise_j^2
    bias_j = sum r / (n_j + ridge),   noise_j^2 = (nu0 s0^2 + sum (r^2 + v_i)) / (nu0 + n_j)

r are residuals, s0 the noise of all. Without nu0 one person's noise falls to nothing and their word becomes the truth
("variance collapse"); v_i repays the residual what the value took from it by following its own answers.

Weights do not always help. Each answer is predicted from the others of its item by weights, by the mean and by the
median: what errs least is chosen. Sources: Raykar et al. (2010); Zheng et al. (2017) for how often the mean wins.
"""

from __future__ import annotations

from typing import Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.consensus.truth import Floats
from labelwright.quality.finite import LARGEST, whole
from labelwright.quality.matrix import LabelMatrix, must_know_who
from labelwright.quality.model import Model

Method = Literal["auto", "weighted", "mean", "median"]
_LEAST_STRENGTH = 4.0
_LEAST_NOISE = 1e-9  # of the answers' spread
_MEDIAN = np.pi / 2  # variance of a median, in those of a mean, where noise is normal
_TINY = 1e-300


class ContinuousConsensus(Model):
    """Consensus of numbers: `fit` a matrix whose labels are numbers.

    `truth_` and `se_` (I,) in the unit of the labels, `bias_` and `noise_` (J,), what was `chosen_` and the
    root-mean-square error of each way in predicting left-out answers, `errors_` (empty without items of two answers).
    A single answer stands as it is; an item without answers has the mean of all and their spread.

    `prior_strength` is nu0, at least 4 answers; `ridge` is how many answers of no bias everybody starts with. Steps end
    where nothing moves by `tol` of the answers' spread. Raises InvalidRequest for settings that cannot be, InvalidData
    for labels that are no numbers, or where nobody answered. A step costs O(n).
    """

    items_: NDArray[np.generic]
    annotators_: NDArray[np.generic]
    truth_: Floats
    se_: Floats
    bias_: Floats
    noise_: Floats
    chosen_: Method
    errors_: dict[str, float]
    converged_: bool
    warnings_: tuple[str, ...]

    def __init__(
        self,
        method: Method = "auto",
        *,
        prior_strength: float = _LEAST_STRENGTH,
        ridge: float = 4.0,
        max_iter: int = 200,
        tol: float = 1e-6,
    ) -> None:
        if method not in get_args(Method):
            raise InvalidRequest(f"{method} is no consensus of numbers.", hint="auto, weighted, mean or median.")
        if not _LEAST_STRENGTH <= prior_strength <= LARGEST:
            raise InvalidRequest(
                f"prior_strength is {prior_strength}: under 4, one person's word becomes the truth.",
                hint="Use 4 or more, or method='mean'.",
            )
        if not 0 <= ridge <= LARGEST or not tol >= 0:
            raise InvalidRequest("ridge and tol are numbers from 0 on.")
        self.method, self.prior_strength, self.ridge = method, prior_strength, ridge
        self.max_iter, self.tol = whole(max_iter, "max_iter", 1), tol

    def _holds(self) -> str:
        return f"the {self.chosen_} of {len(self.items_):,} items, {len(self.annotators_):,} people"

    def fit(self, matrix: LabelMatrix) -> Self:
        """Estimates the true value of every item."""
        must_know_who(matrix, "Take the mean or median of the values.")
        if not len(matrix):
            raise InvalidData("There is no value.")
        given = matrix.numbers(squared=True)[matrix.label]
        centre, spread = float(given.mean()), float(given.std()) or 1.0
        y = (given - centre) / spread
        self.items_, self.annotators_ = matrix.items, matrix.annotators
        bias, noise = self._people(matrix, y)
        errors = _left_out(matrix, y, bias, noise, self.prior_strength, self.ridge)
        self.errors_ = {name: error * spread for name, error in errors.items()}
        best: Method = min(errors, key=lambda name: errors[name], default="mean")
        self.chosen_ = best if self.method == "auto" else self.method
        found, se = _consensus(matrix, y, bias, noise, self.chosen_)
        self.truth_, self.se_ = found * spread + centre, se * spread
        self.bias_, self.noise_ = bias * spread, noise * spread
        return self

    def predict(self) -> Floats:
        """`truth_`."""
        return self.truth_

    def _people(self, matrix: LabelMatrix, y: Floats) -> tuple[Floats, Floats]:
        """Everybody's bias and noise; only items of two answers tell of them."""
        people = len(matrix.annotators)
        tells = matrix.per_item[matrix.item] >= 2
        item, who, said = matrix.item[tells], matrix.annotator[tells], y[tells]
        n = np.bincount(who, minlength=people).astype(np.float64)
        bias, noise = np.zeros(people), np.full(people, max(float(y.std()), _LEAST_NOISE))
        self.converged_, self.warnings_ = not len(said), ()
        if not len(said):
            self.warnings_ = ("no item has two answers: nothing tells of bias and noise",)
            return bias, noise
        for _ in range(self.max_iter):
            value, variance = _weighted(matrix, y, bias, noise)
            apart = said - value[item]
            new = np.bincount(who, apart, people) / np.maximum(n + self.ridge, _TINY)
            new -= np.average(new, weights=n / np.square(noise))  # what all share is a shift of the truth
            square = np.bincount(who, np.square(apart - new[who]) + variance[item], people)
            spread = np.sqrt((self.prior_strength * square.sum() / n.sum() + square) / (self.prior_strength + n))
            spread = np.maximum(spread, _LEAST_NOISE)
            moved = max(np.abs(new - bias).max(), np.abs(spread - noise).max())
            bias, noise = new, spread
            if moved < self.tol:
                self.converged_ = True
                return bias, noise
        self.warnings_ = ("the estimate did not settle in the steps it was given",)
        return bias, noise


def _consensus(matrix: LabelMatrix, y: Floats, bias: Floats, noise: Floats, method: Method) -> tuple[Floats, Floats]:
    """The value of each item and its standard error."""
    m = np.maximum(matrix.per_item, 1).astype(np.float64)
    off = (np.square(noise) + np.square(bias))[matrix.annotator]
    found, variance = _by_item(matrix, y) / m, _by_item(matrix, off) / np.square(m)
    several = matrix.per_item > 1
    if method == "weighted":
        weighed = _weighted(matrix, y, bias, noise)
        found[several], variance[several] = (one[several] for one in weighed)
    elif method == "median":
        found = _medians(matrix, y)
        variance[matrix.per_item > 2] *= _MEDIAN
    empty = matrix.per_item == 0
    found[empty], variance[empty] = found[~empty].mean(), found[~empty].var()
    return found, np.sqrt(variance)


def _weighted(matrix: LabelMatrix, y: Floats, bias: Floats, noise: Floats) -> tuple[Floats, Floats]:
    weight = (1 / np.square(noise))[matrix.annotator]
    total = np.maximum(_by_item(matrix, weight), _TINY)
    return _by_item(matrix, weight * (y - bias[matrix.annotator])) / total, 1 / total


def _left_out(
    matrix: LabelMatrix, y: Floats, bias: Floats, noise: Floats, strength: float, ridge: float
) -> dict[Method, float]:
    """The root-mean-square error of predicting each answer from the others of its item.

    What the item told of its people is taken out of their bias and noise: else weights seem better than they are.
    """
    at, who = matrix.item, matrix.annotator
    tells = matrix.per_item[at] >= 2
    if not tells.any():
        return {}
    n = np.bincount(who[tells], minlength=len(matrix.annotators))[who].astype(np.float64)
    value, variance = _weighted(matrix, y, bias, noise)
    apart = y - value[at]
    own = np.square(apart - bias[who]) + variance[at]
    left = np.maximum(n - 1 + ridge, _TINY)
    shift = np.where(n > 1, (bias[who] * (n + ridge) - apart) / left, 0.0)
    square = (strength + n) * np.square(noise[who]) - np.where(tells, own, 0.0)
    weight = (strength + n - 1) / np.maximum(square, _LEAST_NOISE**2)
    told = weight * (y - shift)
    rest = np.maximum(_by_item(matrix, weight)[at] - weight, _TINY)
    guesses: dict[Method, Floats] = {
        "mean": (_by_item(matrix, y)[at] - y) / np.maximum(matrix.per_item[at] - 1, 1),
        "weighted": (_by_item(matrix, told)[at] - told) / rest,
        "median": _median_of_others(matrix, y),
    }
    return {name: float(np.sqrt(np.square(y - guess)[tells].mean())) for name, guess in guesses.items()}


def _by_item(matrix: LabelMatrix, what: Floats) -> Floats:
    found: Floats = np.bincount(matrix.item, what, len(matrix.items)).astype(np.float64)
    return found


def _medians(matrix: LabelMatrix, y: Floats) -> Floats:
    """The median of each item; 0 where nobody answered."""
    rising = np.append(y[np.lexsort((y, matrix.item))], 0.0)
    m, start = matrix.per_item, matrix.starts[:-1]
    middle = (rising[start + np.maximum(m - 1, 0) // 2] + rising[start + m // 2]) / 2
    found: Floats = np.where(m > 0, middle, 0.0)
    return found


def _median_of_others(matrix: LabelMatrix, y: Floats) -> Floats:
    """For each answer the median of the others of its item; itself where it stands alone."""
    order = np.lexsort((y, matrix.item))
    rising = y[order]
    start = matrix.starts[matrix.item]
    place, m = np.arange(len(y)) - start, matrix.per_item[matrix.item]  # in rising order items keep their places
    middle = [np.minimum(rank + (rank >= place), m - 1) for rank in (np.maximum(m - 2, 0) // 2, (m - 1) // 2)]
    found = np.empty(len(y))
    found[order] = (rising[start + middle[0]] + rising[start + middle[1]]) / 2
    return found
