"""Dawid and Skene: everybody has a confusion matrix of their own, and the truth is what explains all labels best.

    P(label l of annotator j | truth k) = theta_j[k, l],   q_ik ~ rho_k prod over answers theta_j[k, l]

Inference, by how theta is estimated from the expected counts C_j[k, l]:

    pooled   (C_j + s theta_0) / row sums, theta_0 the confusion of all people together, found anew each step (default)
    map      Dirichlet prior, posterior mean; em: no prior; vb: mean field (IBCC), E log theta by digamma

Pooling is light on purpose: s = 2. The E-step is one sparse product, so a step costs O(n K). `OneCoinDawidSkene` gives
everybody one accuracy: the fewest parameters, for people with few labels. Sources: Dawid, Skene (1979); Kim, Ghahramani
(2012). Where most items have one answer and there is no gold, theta cannot be told from the labels: `vb` refuses then.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import digamma

from labelwright.errors import InvalidRequest
from labelwright.quality.consensus.truth import Floats, TruthEstimator, clamp, normalised, vote_shares
from labelwright.quality.matrix import LabelMatrix

Inference = Literal["pooled", "map", "em", "vb"]
_TINY = 1e-12


class DawidSkene(TruthEstimator):
    """Truth by confusion matrices.

    `confusion_matrices_` has the shape (J, K, K): rows are truths, columns labels. `n_init` starts are tried, the first
    from the votes, the others from votes that are disturbed by a seeded draw; the best objective stays.
    """

    confusion_matrices_: Floats

    def __init__(
        self,
        inference: Inference = "pooled",
        *,
        pooling_strength: float = 2.0,
        prior_diagonal: float = 4.0,
        prior_off_diagonal: float = 1.0,
        max_iter: int = 200,
        tol: float = 1e-6,
        n_init: int = 1,
        seed: int = 0,
    ) -> None:
        super().__init__()
        if inference not in ("pooled", "map", "em", "vb"):
            raise InvalidRequest(f"{inference} is no inference.", hint="pooled, map, em or vb.")
        if n_init < 1 or max_iter < 1:
            raise InvalidRequest("There is at least one start and one step.")
        self.inference = inference
        self.pooling_strength = pooling_strength
        self.prior_diagonal, self.prior_off_diagonal = prior_diagonal, prior_off_diagonal
        self.max_iter, self.tol, self.n_init, self.seed = max_iter, tol, n_init, seed

    def _estimate(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        if self.inference == "vb" and not self.identifiable_:
            raise InvalidRequest(
                "Most items have one answer and there is no gold: vb would overrule the answers at will.",
                hint="Use inference='pooled', which keeps single answers, or give gold items.",
            )
        j, k = len(matrix.annotators), len(matrix.labels)
        code = matrix.annotator.astype(np.int32) * k + matrix.label
        ones, starts = np.ones(len(matrix)), matrix.starts
        given = csr_array((ones, code, starts), shape=(len(matrix.items), j * k))
        by_code = given.T.tocsr()
        generator = np.random.default_rng(self.seed)
        best: tuple[float, _Fit] | None = None
        for start in range(self.n_init):
            q = vote_shares(matrix)
            q[matrix.per_item == 0] = 1 / k
            if start:
                q = q + 0.5 * generator.dirichlet(np.ones(k), len(q))
                q /= q.sum(1, keepdims=True)
            fit = self._run(given, by_code, clamp(q, known), known, (j, k))
            if best is None or fit.trace[-1] > best[0]:
                best = (fit.trace[-1], fit)
        assert best is not None
        fit = best[1]
        self.posterior_, self.class_prior_, self.confusion_matrices_ = fit.q, fit.rho, fit.theta
        self.log_likelihood_, self.converged_ = fit.trace, fit.converged
        self.annotator_skill_ = np.einsum("jkk,k->j", fit.theta, fit.rho)
        diagonal = np.einsum("jkk->j", fit.theta) / k
        if j and diagonal.mean() < (1 - diagonal.mean()) / (k - 1):
            self.warnings_ = ("people seem to be wrong more often than right: classes may have changed places",)

    def _run(
        self, given: csr_array, by_code: csr_array, q: Floats, known: NDArray[np.int64], shape: tuple[int, int]
    ) -> _Fit:
        j, k = shape
        trace: list[float] = []
        for _ in range(self.max_iter):
            counts = (by_code @ q).reshape(j, k, k).transpose(0, 2, 1)  # (j, truth, label)
            theta, log_theta = self._confusions(counts)
            rho, log_rho = self._prior(q)
            scores = given @ np.ascontiguousarray(log_theta.transpose(0, 2, 1)).reshape(j * k, k)
            scores += log_rho
            new, evidence = normalised(scores)
            clamp(new, known)
            trace.append(float(evidence.sum()))
            moved = float(np.abs(new - q).max(initial=0.0))
            q = new
            if moved < self.tol:
                return _Fit(q, rho, theta, trace, True)
        return _Fit(q, rho, theta, trace, False)

    def _confusions(self, counts: Floats) -> tuple[Floats, Floats]:
        """theta and what the E-step takes for its logarithm."""
        k = counts.shape[1]
        own = np.full((k, k), self.prior_off_diagonal)
        np.fill_diagonal(own, self.prior_diagonal)
        if self.inference == "em":
            alpha = counts + _TINY
        elif self.inference == "pooled":
            whole = counts.sum(0) + 1 + 3 * np.eye(k)
            alpha = counts + self.pooling_strength * whole / whole.sum(1, keepdims=True)
        else:
            alpha = counts + own
        rows = alpha.sum(2, keepdims=True)
        theta: Floats = alpha / rows
        if self.inference == "vb":
            return theta, digamma(alpha) - digamma(rows)
        return theta, np.log(theta)

    def _prior(self, q: Floats) -> tuple[Floats, Floats]:
        total = q.sum(0) + (_TINY if self.inference == "em" else 1.0)
        rho: Floats = total / total.sum()
        return rho, digamma(total) - digamma(total.sum()) if self.inference == "vb" else np.log(rho)


class _Fit:
    """Where one start led."""

    def __init__(self, q: Floats, rho: Floats, theta: Floats, trace: list[float], converged: bool) -> None:
        self.q, self.rho, self.theta, self.trace, self.converged = q, rho, theta, trace, converged


class OneCoinDawidSkene(TruthEstimator):
    """Truth by one accuracy a person, errors spread evenly; a ~ Beta(`prior_right`, `prior_wrong`). O(n) a step."""

    def __init__(
        self, *, prior_right: float = 4.0, prior_wrong: float = 1.0, max_iter: int = 200, tol: float = 1e-6
    ) -> None:
        super().__init__()
        self.prior_right, self.prior_wrong = prior_right, prior_wrong
        self.max_iter, self.tol = max_iter, tol

    def _estimate(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        k, j = len(matrix.labels), len(matrix.annotators)
        key = matrix.item.astype(np.int64) * k + matrix.label
        n = np.bincount(matrix.annotator, minlength=j)
        q = vote_shares(matrix)
        q[matrix.per_item == 0] = 1 / k
        clamp(q, known)
        self.converged_ = False
        for _ in range(self.max_iter):
            right = np.bincount(matrix.annotator, q.ravel()[key], j)
            skill = (right + self.prior_right) / (n + self.prior_right + self.prior_wrong)
            total = q.sum(0) + 1.0
            self.class_prior_ = total / total.sum()
            wrong = np.log((1 - skill) / (k - 1))
            gain = (np.log(skill) - wrong)[matrix.annotator]
            scores = np.bincount(key, gain, q.size).astype(np.float64).reshape(q.shape)
            scores += np.log(self.class_prior_)
            new, evidence = normalised(scores)
            evidence += np.bincount(matrix.item, wrong[matrix.annotator], len(q))
            clamp(new, known)
            self.log_likelihood_.append(float(evidence.sum()))
            moved = float(np.abs(new - q).max(initial=0.0))
            q = new
            if moved < self.tol:
                self.converged_ = True
                break
        self.posterior_, self.annotator_skill_ = q, skill
