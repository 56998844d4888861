"""What models of people's confusions share: expectation and maximisation over blocks of items.

    q_ik ~ rho_k prod over answers theta_j[k, l],    C_j[k, l] = sum of q_ik over the items that j labelled l

The models differ in what the expected counts C_j tell of theta_j. A step costs O(n K): items are taken in blocks that
stay in the processor's cache from their scores to their share in the counts.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from labelwright.errors import InvalidRequest
from labelwright.quality.consensus.truth import (
    Floats,
    Gold,
    TruthEstimator,
    clamp,
    normalised,
    probabilities,
    vote_shares,
)
from labelwright.quality.matrix import LabelMatrix, must_fit
from labelwright.quality.seeded import seeded

Blocks = list[tuple[slice, csr_array]]  # rows of items, and which (annotator, label) each of them has
TINY = 1e-12
_GAIN = 1e-6  # of the mean log-likelihood of an item, below which nothing is worth another step
_CELLS = 1 << 16  # probabilities of a block of items


class Confusions(TruthEstimator):
    """Truth by confusion matrices, however those are estimated: `confusion_matrices_` (J, truth, label)."""

    confusion_matrices_: Floats
    expected_counts_: Floats
    _start: Floats | None = None
    _evidence: Floats | None = None
    _situations = 1  # in each of which a person has a confusion matrix

    def __init__(self, max_iter: int, tol: float, n_init: int, seed: int) -> None:
        super().__init__()
        if n_init < 1 or max_iter < 1:
            raise InvalidRequest("There is at least one start and one step.")
        self.max_iter, self.tol, self.n_init, self.seed = max_iter, tol, n_init, seed

    def fit(
        self,
        matrix: LabelMatrix,
        gold: Gold | None = None,
        *,
        start: ArrayLike | None = None,
        pred_probs: ArrayLike | None = None,
        trust: float = 1.0,
    ) -> Self:
        """Estimates the truth of every item; `gold` gives that of some, which is taken as it is.

        `start` (I, K) is a posterior to begin with instead of the votes, such as the last one. `pred_probs` (I, K) are
        a model's probabilities, out of sample: each item's log posterior gains `trust` times their logarithm, and the
        model may overrule an only answer. Raises InvalidData for what the matrix does not know, or probabilities that
        are none.
        """
        if not 0 <= trust < np.inf:
            raise InvalidRequest(f"trust is {trust}; it is a number from 0 on.")
        self._start = None if start is None else probabilities(matrix, start)
        self._evidence = None
        if pred_probs is not None:
            self._evidence = trust * np.log(np.maximum(probabilities(matrix, pred_probs), TINY))
        return super().fit(matrix, gold)

    def _estimate(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        j, k = len(matrix.annotators), len(matrix.labels)
        must_fit("The confusion of everybody", j, k, k)
        blocks = _blocks(matrix, k)
        generator = seeded(self.seed)
        votes = self._start
        if votes is None:
            votes = vote_shares(matrix)
            votes[matrix.per_item == 0] = 1 / k
        best: Fit | None = None
        for start in range(self.n_init):
            q = (votes + generator.dirichlet(np.ones(k), len(votes)) / 2) / 1.5 if start else votes.copy()
            fit = self._run(blocks, clamp(q, known), known, (j, k))
            if best is None or fit.trace[-1] > best.trace[-1]:
                best = fit
        assert best is not None
        self.posterior_, self.class_prior_, self.confusion_matrices_ = best.q, best.rho, best.theta
        self.expected_counts_ = best.counts
        self.log_likelihood_, self.converged_ = best.trace, best.converged
        self.annotator_skill_ = np.einsum("jkk,k->j", best.theta, best.rho)
        diagonal = np.einsum("jkk->j", best.theta) / k
        if j and diagonal.mean() < (1 - diagonal.mean()) / (k - 1):
            self.warnings_ = ("people seem to be wrong more often than right: classes may have changed places",)

    def _run(self, blocks: Blocks, q: Floats, known: NDArray[np.int64], shape: tuple[int, int]) -> Fit:
        """Where q, which is used up, leads."""
        j, k = shape
        counts = np.zeros((j * k, k))  # (annotator and label, truth)
        for rows, given in blocks:
            counts += given.T @ q[rows]
        trace: list[float] = []
        converged = False
        while not converged and len(trace) < self.max_iter:
            theta, log_theta = self._confusions(counts.reshape(j, k, k).transpose(0, 2, 1))
            rho, log_rho = self._prior(q.sum(0))
            weights = np.ascontiguousarray(log_theta.transpose(0, 2, 1)).reshape(j * k, k)
            counts, moved, evidence = self._expectation(blocks, weights, log_rho, q, known)
            gain = abs(evidence - trace[-1]) if trace else np.inf
            trace.append(evidence)
            converged = moved < self.tol or gain < min(_GAIN, self.tol) * len(q)
        return Fit(q, rho, theta, counts.reshape(j, k, k).transpose(0, 2, 1), trace, converged)

    def _expectation(
        self, blocks: Blocks, weights: Floats, log_rho: Floats, q: Floats, known: NDArray[np.int64]
    ) -> tuple[Floats, float, float]:
        """Sets q in place; the new counts, how far q moved at most, and the log-likelihood."""
        counts, moved, evidence = np.zeros(weights.shape), 0.0, 0.0
        for rows, given in blocks:
            scores = self._scores(rows, given, weights)
            scores += log_rho
            new, explained = normalised(scores)
            clamp(new, known[rows])
            moved = max(moved, float(np.abs(new - q[rows]).max(initial=0.0)))
            evidence += float(explained.sum())
            q[rows] = new
            counts += given.T @ new
        return counts, moved, evidence

    def _scores(self, rows: slice, given: csr_array, weights: Floats) -> Floats:
        """The log-likelihood of a block's answers, and of what a model says of its items, by truth."""
        scores = np.asarray(given @ weights, np.float64)
        if self._evidence is not None:
            scores += self._evidence[rows]
        return scores

    def _where_answers_are_few(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        if self._evidence is None:  # a model is a second opinion
            super()._where_answers_are_few(matrix, known)

    @abstractmethod
    def _confusions(self, counts: Floats) -> tuple[Floats, Floats]:
        """theta (J, truth, label) of expected counts of the same shape, and what the E-step takes for its logarithm."""

    def _prior(self, total: Floats) -> tuple[Floats, Floats]:
        rho: Floats = (total + 1) / (total + 1).sum()
        return rho, np.log(rho)


@dataclass(frozen=True, eq=False)
class Fit:
    """Where one start led."""

    q: Floats
    rho: Floats
    theta: Floats
    counts: Floats
    trace: list[float]
    converged: bool


def _blocks(matrix: LabelMatrix, k: int) -> Blocks:
    """The items in blocks: their rows, and which (annotator, label) each of them has, as views into one array."""
    code = matrix.annotator.astype(np.int32) * k + matrix.label
    ones, starts = np.ones(len(matrix)), matrix.starts.astype(np.int32)
    width = len(matrix.annotators) * k
    step = max(256, _CELLS // k)
    made = []
    for at in range(0, len(matrix.items), step):
        end = min(at + step, len(matrix.items))
        a, b = starts[at], starts[end]
        given = csr_array((ones[a:b], code[a:b], starts[at : end + 1] - a), shape=(end - at, width))
        made.append((slice(at, end), given))
    return made
