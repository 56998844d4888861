"""Preferences between two at a time: which option is best, and how sure is that?

    Bradley-Terry   P(i beats j) = p_i / (p_i + p_j)
    Davidson        P(i beats j) = p_i / D,  P(tie) = nu sqrt(p_i p_j) / D,  D = p_i + p_j + nu sqrt(p_i p_j)
    noisy           P(w says i beats j) = eta_w s(i - j) + (1 - eta_w) s(j - i),  s(d) = 1 / (1 + exp(-d))

by minorisation: p_i <- (wins + ties / 2) / sum_j N_ij (1 + nu/2 sqrt(p_j / p_i)) / D, the noisy model by expectation
and one such step. Each option has also tied once, half a win each way, with a reference of strength 1; so there always
is an answer, also where some never lost or were never compared with the others. A step costs O(pairs), noisy
O(comparisons), the covariance O(n^3) of n options.

Sources: Hunter (2004); Davidson (1970); Chen et al. (2013) for the noisy model.
"""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import expit

from labelwright.errors import InvalidRequest
from labelwright.quality.consensus.comparisons import Comparisons
from labelwright.quality.consensus.preferences import Preferences, laplacian
from labelwright.quality.consensus.truth import Floats
from labelwright.quality.matrix import must_be

_LEAST = 1e-6  # parameter of a skill's prior: with less a skill rounds to 0 or 1
_TIE_PRIOR = 0.5  # decisive comparisons that stand against nu, so that ties alone do not send it to infinity


class BradleyTerry(Preferences):
    """Strengths of options, all people taken alike.

    `ties="davidson"` estimates how common ties are, `tie_` (nu; 0 where there are none); `"half"` takes a tie as half a
    win each way. `prior` is how many virtual ties each option has. Raises InvalidRequest for settings that cannot be.
    """

    tie_: float

    def __init__(
        self, ties: Literal["davidson", "half"] = "davidson", *, prior: float = 1.0, max_iter: int = 10_000,
        tol: float = 1e-9,
    ) -> None:  # fmt: skip
        super().__init__(prior, max_iter, tol)
        if ties not in ("davidson", "half"):
            raise InvalidRequest(f"{ties} is no way to take ties.", hint="davidson or half.")
        self.ties = ties

    def fit(self, data: Comparisons) -> Self:
        """Estimates every strength."""
        must_be(Comparisons, data)
        n = len(data.options)
        low, high = np.minimum(data.left, data.right), np.maximum(data.left, data.right)
        pair, count = np.unique(low.astype(np.int64) * max(n, 1) + high, return_counts=True)
        i, j = pair // max(n, 1), pair % max(n, 1)
        won = np.bincount(data.left, data.share, n) + np.bincount(data.right, 1 - data.share, n)
        tied = float((data.outcome == 0).sum()) if self.ties == "davidson" else 0.0
        theta, nu = np.zeros(n), 0.5 if tied else 0.0
        self.log_likelihood_, self.converged_ = [], False
        for _ in range(self.max_iter):
            p = np.exp(theta)
            root, odds = np.sqrt(p[i] * p[j]), np.exp((theta[j] - theta[i]) / 2)
            total = p[i] + p[j] + nu * root
            seen = float(won @ theta - count @ np.log(total)) + (tied * np.log(nu) - _TIE_PRIOR * nu if tied else 0.0)
            self.log_likelihood_.append(seen + self._log_prior(theta))
            below = np.bincount(i, count * (1 + nu / 2 * odds) / total, n)
            below += np.bincount(j, count * (1 + nu / 2 / odds) / total, n)
            new = self._placed(np.log((won + self.prior / 2) / (below + self.prior / (p + 1))))
            moved = float(np.abs(new - theta).max(initial=0.0))
            theta = new
            if tied:
                _, ties = _shares(theta[i] - theta[j], nu)
                before, nu = nu, tied / (float(count @ ties) / nu + _TIE_PRIOR)
                moved = max(moved, abs(float(np.log(nu / before))))
            if moved < self.tol:
                self.converged_ = True
                break
        self.tie_ = nu
        wins, ties = _shares(theta[i] - theta[j], nu)
        information = laplacian(i, j, count * (wins + ties / 4 - np.square(wins + ties / 2)), n)
        if tied:  # nu is estimated too
            both = count * ties * (0.5 - wins - ties / 2)
            shared = np.bincount(i, both, n) - np.bincount(j, both, n)
            information -= np.outer(shared, shared) / float(count @ (ties * (1 - ties)))
        wins, ties = _shares(theta[data.left] - theta[data.right], nu)
        return self._finish(data, theta, information, data.share - wins - ties / 2)


class NoisyBradleyTerry(Preferences):
    """Strengths of options where some people guess, or mean the opposite.

    `annotator_skill_` (J,) is eta, how often each person of `annotators_` prefers what is better: .5 guesses, less is
    the opposite. Its prior Beta(`prior_right`, `prior_wrong`) says that people mostly do; a weak one lets everybody err
    more and all strengths grow apart, for only their order is well told. A tie is half a win each way. Raises
    InvalidRequest for settings that cannot be.
    """

    annotators_: NDArray[Any]
    annotator_skill_: Floats

    def __init__(
        self, *, prior_right: float = 10.0, prior_wrong: float = 1.0, prior: float = 1.0, max_iter: int = 5_000,
        tol: float = 1e-5,
    ) -> None:  # fmt: skip
        super().__init__(prior, max_iter, tol)
        if not all(_LEAST <= one <= 1 / _LEAST for one in (prior_right, prior_wrong)):
            raise InvalidRequest(f"The prior of a skill has parameters from {_LEAST} to {1 / _LEAST:g}.")
        self.prior_right, self.prior_wrong = prior_right, prior_wrong

    def fit(self, data: Comparisons) -> Self:
        """Estimates every strength, and how far each person may be believed."""
        must_be(Comparisons, data)
        n, people = len(data.options), len(data.annotators)
        best, rest = np.concatenate((data.left, data.right)), np.concatenate((data.right, data.left))
        weight, who = np.concatenate((data.share, 1 - data.share)), np.concatenate((data.annotator, data.annotator))
        answers = np.bincount(who, weight, people) + self.prior_right + self.prior_wrong
        theta, eta = np.zeros(n), np.full(people, self.prior_right / (self.prior_right + self.prior_wrong))
        self.log_likelihood_, self.converged_ = [], False
        for _ in range(self.max_iter):
            s, p = expit(theta[best] - theta[rest]), np.exp(theta)
            chance = eta[who] * s + (1 - eta[who]) * (1 - s)
            skilled = self.prior_right * np.log(eta) + self.prior_wrong * np.log1p(-eta)
            self.log_likelihood_.append(float(weight @ np.log(chance) + skilled.sum()) + self._log_prior(theta))
            meant = weight * eta[who] * s / chance
            skill = (np.bincount(who, meant, people) + self.prior_right) / answers
            won = np.bincount(best, meant, n) + np.bincount(rest, weight - meant, n)
            below = np.bincount(best, 1 / (p[best] + p[rest]), n)
            new = self._placed(np.log((won + self.prior / 2) / (below + self.prior / (p + 1))))
            moved = max(np.abs(new - theta).max(initial=0.0), np.abs(skill - eta).max(initial=0.0))
            theta, eta = new, skill
            if moved < self.tol:
                self.converged_ = True
                break
        self.annotators_, self.annotator_skill_ = data.annotators, eta
        s, who = expit(theta[data.left] - theta[data.right]), data.annotator
        chance = eta[who] * s + (1 - eta[who]) * (1 - s)
        slope, tilt = (2 * eta[who] - 1) * s * (1 - s), 2 * s - 1  # of the chance, by theta and by eta
        score = slope / (chance * (1 - chance))
        known = self.prior_right / np.square(eta) + self.prior_wrong / np.square(1 - eta)
        known = known + np.bincount(who, np.square(tilt) / (chance * (1 - chance)), people)
        both = score * tilt / np.sqrt(known[who])
        shared = csr_array((np.concatenate((both, -both)), (np.concatenate((who, who)), best)), shape=(people, n))
        information = laplacian(data.left, data.right, slope * score, n)
        information -= (shared.T @ shared).toarray()  # eta is estimated too
        return self._finish(data, theta, information, (data.share - chance) * score)


def _shares(difference: Floats, nu: float) -> tuple[Floats, Floats]:
    """The probabilities that the first one wins, and of a tie."""
    p, other = np.exp(difference / 2), np.exp(-difference / 2)
    return p / (p + other + nu), nu / (p + other + nu)
