"""Ratings on a scale: what is the true step, where people are lenient or harsh, and sharp or vague?

    P(label l of annotator j | truth k)  ~  exp(-(l - k - bias_j)^2 / (2 spread_j^2)),   k, l = 0..K-1

Two numbers for a person instead of K (K-1): a discretised Gaussian, normalised over the steps of the scale. Both are
found on a grid, with the weak prior bias ~ N(0, 1), log spread ~ N(0, 1), as posterior means; a very large spread is
somebody who guesses. Truth is the posterior median, the step of least expected distance.

Two things cannot be told from ratings and are held fast: a bias that all share is none (people who are sharp count for
more), and steps are as frequent among truths as among ratings. Otherwise the truth runs to the ends of the scale.

The scale is the order of the matrix's labels: its value domain, or the labels sorted. A step costs
O(n K + J K^2 grid), with a grid of about 200 points. Sources: Dawid, Skene (1979); Raykar et al. (2010), section 4.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from labelwright.quality.consensus.confusions import Confusions
from labelwright.quality.consensus.truth import Floats, vote_shares
from labelwright.quality.matrix import LabelMatrix
from labelwright.quality.seeded import seeded

_BIASES, _SPREADS = 17, 12
_LEAST, _TINY = 1e-12, 1e-300


class OrdinalDawidSkene(Confusions):
    """Truth of ratings by each person's bias and spread, in steps of the scale: `bias_` and `spread_`, shape (J,).

    `predict` gives posterior medians, `expected_` (I,) the mean place on the scale, 0..K-1, `within_one_` (I,) the
    probability that the truth is at most one step from what is predicted. Where it is not known who rated
    (`from_counts`), all are taken as one person.
    """

    counts_suffice = True  # everybody is one person then

    bias_: Floats
    spread_: Floats

    def __init__(self, *, max_iter: int = 200, tol: float = 1e-6, n_init: int = 1, seed: int = 0) -> None:
        super().__init__(max_iter, tol, n_init, seed)

    def _estimate(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        k, people = len(matrix.labels), len(matrix.annotators)
        self._biases, self._spreads = _grid(k)
        if matrix.anonymous:
            matrix = replace(matrix, annotators=np.zeros(min(1, people)), annotator=np.zeros_like(matrix.annotator))
        given = vote_shares(matrix).sum(0) + 1
        self._rho = given / given.sum()
        super()._estimate(matrix, known)
        if matrix.anonymous:
            self.confusion_matrices_ = np.repeat(self.confusion_matrices_, people, 0)
            self.expected_counts_ = np.repeat(self.expected_counts_, people, 0)
            self.annotator_skill_ = np.repeat(self.annotator_skill_, people)
            self.bias_, self.spread_ = np.repeat(self.bias_, people), np.repeat(self.spread_, people)

    def _confusions(self, counts: Floats) -> tuple[Floats, Floats]:
        """The mean confusion over each person's posterior of bias and spread, less the bias that all share."""
        k = counts.shape[1]
        log_grid = np.log(_gaussians(self._biases, self._spreads, k)).reshape(-1, k * k)
        scores = counts.reshape(len(counts), k * k) @ log_grid.T
        scores -= np.square(self._biases) / 2 + np.square(np.log(self._spreads)) / 2
        weight = np.exp(scores - scores.max(1, keepdims=True, initial=-np.inf))
        weight /= weight.sum(1, keepdims=True)
        bias, self.spread_ = weight @ self._biases, np.exp(weight @ np.log(self._spreads))
        trust = counts.sum((1, 2)) / np.square(self.spread_) + _TINY
        shared = float(bias @ trust / trust.sum()) if len(trust) else 0.0
        self.bias_ = bias - shared
        theta = (weight @ _gaussians(self._biases - shared, self._spreads, k).reshape(-1, k * k)).reshape(-1, k, k)
        return theta, np.log(theta)

    def _prior(self, total: Floats) -> tuple[Floats, Floats]:  # noqa: ARG002 - the same in each step
        return self._rho, np.log(self._rho)

    def _respect_single_answers(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        """A single answer is also the median: it gets as much as that takes."""
        super()._respect_single_answers(matrix, known)
        items = np.flatnonzero((matrix.per_item == 1) & (known < 0))
        given = matrix.label[matrix.starts[items]]
        up_to = np.cumsum(self.posterior_[items], 1)[np.arange(len(items)), given]
        beside = np.maximum(up_to - self.posterior_[items, given], 1 - up_to)
        kept = np.minimum(1.0, (0.5 - 1e-6) / np.maximum(beside, 1e-300))
        self.posterior_[items] *= kept[:, None]
        self.posterior_[items, given] += 1 - kept

    def codes(self, seed: int = 0) -> NDArray[np.int64]:
        """The median step; where two are as good, the more frequent one, then a seeded draw."""
        k = len(self.labels_)
        far = self.posterior_ @ np.abs(np.subtract.outer(np.arange(k), np.arange(k)))
        tied = far <= far.min(1, keepdims=True) + 1e-12
        draw = seeded(seed).random(far.shape)
        found: NDArray[np.int64] = np.where(tied, self.class_prior_ + 1e-9 * draw, -1.0).argmax(1)
        return found

    @property
    def expected_(self) -> Floats:
        """The mean place on the scale, 0..K-1, shape (I,): the estimate of least expected squared distance."""
        found: Floats = self.posterior_ @ np.arange(len(self.labels_), dtype=np.float64)
        return found

    @property
    def confidence_(self) -> Floats:
        """The probability of the median step, shape (I,); not calibrated."""
        found: Floats = self.posterior_[np.arange(len(self.posterior_)), self.codes()]
        return found

    @property
    def within_one_(self) -> Floats:
        """The probability that the truth is at most one step from the median, shape (I,); not calibrated."""
        near = np.abs(self.codes()[:, None] - np.arange(len(self.labels_))) <= 1
        found: Floats = np.minimum((self.posterior_ * near).sum(1), 1.0)
        return found


def _grid(k: int) -> tuple[Floats, Floats]:
    """The biases and spreads at the points of the grid."""
    most = min(2.0, k - 1.0)
    biases, spreads = np.meshgrid(np.linspace(-most, most, _BIASES), np.geomspace(0.25, 2 * k, _SPREADS))
    return biases.ravel(), spreads.ravel()


def _gaussians(biases: Floats, spreads: Floats, k: int) -> Floats:
    """The confusions (points, truths, labels) of such people."""
    steps = np.subtract.outer(-np.arange(k), -np.arange(k)).astype(np.float64)  # label minus truth
    scores = -np.square((steps - biases[:, None, None]) / spreads[:, None, None]) / 2
    theta = np.exp(scores - scores.max(2, keepdims=True))
    found: Floats = np.maximum(theta / theta.sum(2, keepdims=True), _LEAST)
    return found
