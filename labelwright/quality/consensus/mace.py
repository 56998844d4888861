"""MACE: on each item a person either knows the answer or gives one by habit.

    P(label l of annotator j | truth k) = eta_j 1[l = k] + (1 - eta_j) xi_jl

eta_j is the person's competence, xi_j what they answer when they do not know. Mean field with Jeffreys' priors,
eta_j ~ Beta(.5, .5) and xi_j ~ Dirichlet(.5), and classes equally frequent: expected logarithms by digamma, and
`log_likelihood_` is the bound on the evidence, which never falls. A step costs O(n K).

Where one of two classes is rare, whoever always says the other looks competent: choose it by gold, not by default.
Source: Hovy et al. (2013).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln

from labelwright.quality.consensus.confusions import Blocks, Confusions, Fit
from labelwright.quality.consensus.truth import Floats
from labelwright.quality.matrix import LabelMatrix

_PRIOR = 0.5


class MACE(Confusions):
    """Truth by competence: `competence_` (J,) is the mean of eta_j, `habits_` (J, K) that of xi_j.

    `entropy_` ranks items for a second look. `n_init` starts are tried, the first from the votes, the others from votes
    that are disturbed by a seeded draw; the best bound stays.
    """

    competence_: Floats
    habits_: Floats

    def __init__(self, *, max_iter: int = 200, tol: float = 1e-6, n_init: int = 1, seed: int = 0) -> None:
        super().__init__(max_iter, tol, n_init, seed)

    def _estimate(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        super()._estimate(matrix, known)
        theta, k = self.confusion_matrices_, len(matrix.labels)
        habit = (theta.sum(1) - np.einsum("jkk->jk", theta)) / (k - 1)  # (1 - eta) xi: what is said whatever is true
        self.competence_ = 1 - habit.sum(1)
        self.habits_ = habit / habit.sum(1, keepdims=True)

    def _run(self, blocks: Blocks, q: Floats, known: NDArray[np.int64], shape: tuple[int, int]) -> Fit:
        self._knew = np.ones(shape)  # how probably a right label was known, and no habit; in the votes they all were
        return super()._run(blocks, q, known, shape)

    def _confusions(self, counts: Floats) -> tuple[Floats, Floats]:
        knew = np.einsum("jkk->jk", counts) * self._knew
        habit = counts.sum(1) - knew
        eta = np.stack([knew.sum(1), habit.sum(1)], 1) + _PRIOR
        xi = habit + _PRIOR
        self._divergence = _divergence(eta) + _divergence(xi)
        (knows, guesses), by_habit = _likely(eta).T, _likely(xi)
        by_habit *= guesses[:, None]
        right = by_habit + knows[:, None]
        self._knew = knows[:, None] / right
        competence = (eta[:, 0] / eta.sum(1))[:, None]
        means = (1 - competence) * xi / xi.sum(1, keepdims=True)
        return _matrix(means, means + competence), _matrix(np.log(by_habit), np.log(right))

    def _prior(self, total: Floats) -> tuple[Floats, Floats]:
        found, _ = super()._prior(total)
        return found, np.full(len(total), -np.log(len(total)))

    def _expectation(
        self, blocks: Blocks, weights: Floats, log_rho: Floats, q: Floats, known: NDArray[np.int64]
    ) -> tuple[Floats, float, float]:
        counts, moved, evidence = super()._expectation(blocks, weights, log_rho, q, known)
        return counts, moved, evidence - self._divergence


def _matrix(wrong: Floats, right: Floats) -> Floats:
    """(J, truth, label) of what stands off and on the diagonal, both (J, label)."""
    k = wrong.shape[1]
    found = np.repeat(wrong[:, None, :], k, 1)
    found[:, range(k), range(k)] = right
    return found


def _likely(alpha: Floats) -> Floats:
    """exp E log p of rows p ~ Dirichlet(alpha)."""
    found: Floats = np.exp(digamma(alpha) - digamma(alpha.sum(1, keepdims=True)))
    return found


def _divergence(alpha: Floats) -> float:
    """Of rows Dirichlet(alpha) from their prior, summed (Kullback-Leibler)."""
    rows, k = alpha.sum(1), alpha.shape[1]
    here = gammaln(rows) - gammaln(alpha).sum(1) - gammaln(k * _PRIOR) + k * gammaln(_PRIOR)
    return float((here + ((alpha - _PRIOR) * (digamma(alpha) - digamma(rows)[:, None])).sum(1)).sum())
