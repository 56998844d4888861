"""GLAD: people have an ability, items a difficulty, and both decide who is right.

    P(annotator j is right on item i) = sigma(a_j e^b_i),  each of the K - 1 wrong labels equally probable otherwise

with a_j ~ N(1, 1) and b_i ~ N(1, 1); e^-b_i is the item's difficulty, a negative a_j somebody who is wrong on purpose.
Classes are taken as equally frequent: learned along, their frequency explains away what difficulty should.

Expectation, then one Newton step of each ability by itself and one of each difficulty: O(n + I K) a step, and a dozen
steps where conjugate gradients over all parameters at once take hundreds. Good for a fair comparison of people whose
items differ; errors that go where a class leads it cannot see. Source: Whitehill et al. (2009).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit

from labelwright.errors import InvalidRequest
from labelwright.quality.coding import Codes
from labelwright.quality.consensus.truth import Floats, TruthEstimator, normalised, weighted_votes
from labelwright.quality.matrix import LabelMatrix

_DECILES = np.arange(0.05, 1, 0.1)


class GLAD(TruthEstimator):
    """Truth by abilities and difficulties.

    `ability_` (J,) and `difficulty_` (I,), which is above 0 and e^-1 where nothing is known; `annotator_skill_` is how
    often people are right on items as difficult as those found, the same items for everybody. Steps end when the log
    posterior of an item gains less than `tol` in the mean.
    """

    ability_: Floats
    difficulty_: Floats

    def __init__(self, *, max_iter: int = 200, tol: float = 1e-6) -> None:
        super().__init__()
        if max_iter < 1:
            raise InvalidRequest("There is at least one step.")
        self.max_iter, self.tol = max_iter, tol

    def _estimate(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        item, who = matrix.item, matrix.annotator
        ability, log_ease = np.ones(len(matrix.annotators)), np.ones(len(matrix.items))
        ease = np.exp(log_ease)[item]
        x = ability[who] * ease
        q, objective = _expectation(matrix, x, known)
        self.converged_ = False
        while not self.converged_ and len(self.log_likelihood_) < self.max_iter:
            right = q[item, matrix.label]
            ability = _newton(ability, who, right, x, ease)
            x = ability[who] * ease
            log_ease = _newton(log_ease, item, right, x, x)
            ease = np.exp(log_ease)[item]
            x = ability[who] * ease
            before = objective
            q, explained = _expectation(matrix, x, known)
            objective = explained - float(np.square(ability - 1).sum() + np.square(log_ease - 1).sum()) / 2
            self.log_likelihood_.append(objective)
            self.converged_ = objective - before <= self.tol * len(q)
        self.posterior_, self.ability_, self.difficulty_ = q, ability, np.exp(-log_ease)
        self.class_prior_ = (q.sum(0) + 1) / (q.sum() + q.shape[1])
        seen = log_ease[matrix.per_item > 0]
        usual = np.exp(np.quantile(seen, _DECILES)) if len(seen) else np.ones(1)
        self.annotator_skill_ = expit(np.outer(ability, usual)).mean(1)


def _expectation(matrix: LabelMatrix, x: Floats, known: NDArray[np.int64]) -> tuple[Floats, float]:
    """The posterior and the log-likelihood, where x is each answer's log odds to be right."""
    k = len(matrix.labels)
    scores = weighted_votes(matrix, x + np.log(k - 1))
    wrong = log_expit(-x) - np.log(k - 1)
    scores += (np.bincount(matrix.item, wrong, len(scores)) - np.log(k))[:, None]
    gold = np.flatnonzero(known >= 0)
    kept = scores[gold, known[gold]]
    scores[gold] = -np.inf
    scores[gold, known[gold]] = kept
    q, explained = normalised(scores)
    return q, float(explained.sum())


def _newton(at: Floats, code: Codes, right: Floats, x: Floats, slope: Floats) -> Floats:
    """One step of each parameter, of which x has the slope, by itself; the prior is N(1, 1), a step 1 at most."""
    p = expit(x)
    up = np.bincount(code, (right - p) * slope, len(at)) - (at - 1)
    curvature = np.bincount(code, p * (1 - p) * slope * slope, len(at)) + 1
    found: Floats = at + np.clip(up / curvature, -1, 1)
    return found
