"""Dawid and Skene: everybody has a confusion matrix of their own, and the truth is what explains all labels best.

    P(label l of annotator j | truth k) = theta_j[k, l],   q_ik ~ rho_k prod over answers theta_j[k, l]

Inference, by how theta is estimated from the expected counts C_j[k, l]:

    pooled   (C_j + s theta_0) / row sums, theta_0 the confusion of all people together, found anew each step (default)
    map      Dirichlet prior, posterior mean; em: no prior; vb: mean field (IBCC), E log theta by digamma

Pooling is light on purpose: s = 2. A step costs O(n K). `OneCoinDawidSkene` gives everybody one accuracy, the fewest
parameters, for people with few labels. Sources: Dawid, Skene (1979); Kim, Ghahramani (2012). Where most items have
one answer and there is no gold, theta cannot be told from the labels: `vb` refuses then.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma

from labelwright.errors import InvalidRequest
from labelwright.quality.consensus.confusions import TINY, Confusions
from labelwright.quality.consensus.truth import Floats
from labelwright.quality.matrix import LabelMatrix

Inference = Literal["pooled", "map", "em", "vb"]


class DawidSkene(Confusions):
    """Truth by confusion matrices.

    `confusion_matrices_` has the shape (J, K, K): rows are truths, columns labels; `expected_counts_` are the answers
    behind them. Steps end when no probability moves by `tol`, or when an item's mean log-likelihood gains less than a
    millionth, or less than `tol` if that is less. `n_init` starts are tried, the first from the votes, the others from
    votes that are disturbed by a seeded draw; the best objective stays.
    """

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
        super().__init__(max_iter, tol, n_init, seed)
        if inference not in ("pooled", "map", "em", "vb"):
            raise InvalidRequest(f"{inference} is no inference.", hint="pooled, map, em or vb.")
        self.inference = inference
        self.pooling_strength = pooling_strength
        self.prior_diagonal, self.prior_off_diagonal = prior_diagonal, prior_off_diagonal

    def _estimate(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        if self.inference == "vb" and not self.identifiable_:
            raise InvalidRequest(
                "Most items have one answer and there is no gold: vb would overrule the answers at will.",
                hint="Use inference='pooled', which keeps single answers, or give gold items.",
            )
        super()._estimate(matrix, known)

    def concentration(self, counts: Floats) -> Floats:
        """The Dirichlet parameters of theta's rows given expected counts, both (J, truth, label)."""
        k = counts.shape[1]
        if self.inference == "em":
            return counts + TINY
        if self.inference == "pooled":
            of_people = counts.reshape(-1, self._situations, k, k)
            whole = of_people.sum(0) + 1 + 3 * np.eye(k)
            pooled: Floats = of_people + self.pooling_strength * whole / whole.sum(2, keepdims=True)
            return pooled.reshape(counts.shape)
        own = np.full((k, k), self.prior_off_diagonal)
        np.fill_diagonal(own, self.prior_diagonal)
        found: Floats = counts + own
        return found

    def _confusions(self, counts: Floats) -> tuple[Floats, Floats]:
        """theta and what the E-step takes for its logarithm."""
        alpha = self.concentration(counts)
        rows = alpha.sum(2, keepdims=True)
        theta: Floats = alpha / rows
        if self.inference == "vb":
            return theta, digamma(alpha) - digamma(rows)
        return theta, np.log(theta)

    def _prior(self, total: Floats) -> tuple[Floats, Floats]:
        if self.inference == "em":
            total = total + TINY
            return total / total.sum(), np.log(total / total.sum())
        if self.inference == "vb":
            return (total + 1) / (total + 1).sum(), digamma(total + 1) - digamma((total + 1).sum())
        return super()._prior(total)


class OneCoinDawidSkene(Confusions):
    """Truth by one accuracy a person, errors spread evenly; the accuracy ~ Beta(`prior_right`, `prior_wrong`)."""

    def __init__(
        self,
        *,
        prior_right: float = 4.0,
        prior_wrong: float = 1.0,
        max_iter: int = 200,
        tol: float = 1e-6,
        n_init: int = 1,
        seed: int = 0,
    ) -> None:
        super().__init__(max_iter, tol, n_init, seed)
        self.prior_right, self.prior_wrong = prior_right, prior_wrong

    def _confusions(self, counts: Floats) -> tuple[Floats, Floats]:
        """One accuracy on the diagonal, the rest of it spread evenly."""
        k = counts.shape[1]
        right = np.einsum("jkk->j", counts) + self.prior_right
        accuracy = right / (counts.sum((1, 2)) + self.prior_right + self.prior_wrong)
        theta = np.repeat(((1 - accuracy) / (k - 1))[:, None], k * k, 1).reshape(-1, k, k)
        theta[:, range(k), range(k)] = accuracy[:, None]
        return theta, np.log(theta)
