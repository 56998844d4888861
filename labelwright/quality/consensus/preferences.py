"""What every model of preferences answers with, and which two options to compare next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.special import expit, log_expit

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.consensus.comparisons import Comparisons
from labelwright.quality.consensus.truth import Floats
from labelwright.quality.estimate import Result, sentences
from labelwright.quality.finite import whole
from labelwright.quality.model import Model
from labelwright.quality.seeded import seeded

_LEAST = 1e-9  # virtual ties: with fewer, strengths of whoever never lost are no numbers
_TINY = 1e-300


class Preferences(Model):
    """Strengths of options on the scale of log odds, with mean 0.

    `options_` in the order of `strength_`, `se_` (n,) and `covariance_` (n, n); `ranking_` are the options from the
    best on, `groups_` (n,) which of them comparisons link at all, `log_likelihood_` the objective after each step,
    `converged_`, `warnings_`. Standard errors come from the Fisher information and, where comparisons share items, from
    the spread of whole items: several people's preferences between the same two answers are not independent.
    """

    options_: NDArray[Any]
    strength_: Floats
    covariance_: Floats
    groups_: NDArray[np.int32]
    log_likelihood_: list[float]
    converged_: bool
    warnings_: tuple[str, ...]

    def __init__(self, prior: float, max_iter: int, tol: float) -> None:
        if not _LEAST <= prior <= 1 / _LEAST or not tol >= 0:
            raise InvalidRequest(f"prior is {_LEAST} to {1 / _LEAST:g} comparisons, and tol is 0 or more.")
        self.prior, self.max_iter, self.tol = prior, whole(max_iter, "max_iter", 1), tol

    def __str__(self) -> str:
        if not hasattr(self, "options_"):
            return f"{type(self).__name__}, not fitted"
        known = dict(zip(self.options_.tolist(), zip(self.strength_, self.se_, strict=True), strict=True))
        best = ", ".join(f"{name} {known[name][0]:.2f} ({known[name][1]:.2f})" for name in self.ranking_[:20])
        return f"Best first, log odds (standard error): {best}. {sentences(self.warnings_)}".strip()

    def _holds(self) -> str:
        return f"strengths of {len(self.options_):,} options"

    @property
    def se_(self) -> Floats:
        """The standard error of each strength against the mean of all, shape (n,)."""
        found: Floats = np.sqrt(np.maximum(np.diagonal(self.covariance_), 0.0))
        return found

    @property
    def ranking_(self) -> list[Any]:
        """The options, the strongest first."""
        order: list[Any] = self.options_[np.argsort(-self.strength_, kind="stable")].tolist()
        return order

    def probability(self, left: Any, right: Any) -> float:
        """How probable it is that `left` beats `right`, where one of them wins. Raises InvalidData for strangers."""
        return float(expit(self.difference(left, right)[0]))

    def difference(self, left: Any, right: Any) -> tuple[float, float]:
        """How much stronger `left` is, in log odds, and the standard error of that."""
        known = self.options_.tolist()
        for option in (left, right):
            if option not in known:
                raise InvalidData(f"{option!s} was never compared.")
        i, j = known.index(left), known.index(right)
        spread = self.covariance_[i, i] + self.covariance_[j, j] - 2 * self.covariance_[i, j]
        return float(self.strength_[i] - self.strength_[j]), float(np.sqrt(max(spread, 0.0)))

    def _log_prior(self, theta: Floats) -> float:
        """The virtual ties with the reference."""
        return self.prior / 2 * float((log_expit(theta) + log_expit(-theta)).sum())

    def _placed(self, theta: Floats) -> Floats:
        """Strengths moved together to where the virtual ties fit best, which single steps would take long to find."""
        for _ in range(3):
            p = expit(theta)
            theta = theta - (p.sum() - len(p) / 2) / max(float(p @ (1 - p)), _TINY)
        return theta

    def _finish(self, data: Comparisons, theta: Floats, information: Floats, scores: Floats) -> Self:
        """Strengths and their covariance. `information` (n, n) is that of theta without the prior, `scores` of each
        comparison the derivative of its log-likelihood by the left option's strength: by the right one's it is less.
        """
        n = len(theta)
        prior = np.diag(self.prior * expit(theta) * expit(-theta))
        spread = np.linalg.inv(information + prior)
        if len(data.items) < len(data):
            options = np.concatenate((data.left, data.right))
            cells = np.concatenate((scores, -scores)), (np.concatenate((data.item, data.item)), options)
            by_item = csr_array(cells, shape=(len(data.items), n))
            spread = spread @ ((by_item.T @ by_item).toarray() + prior) @ spread
        centred = np.eye(n) - 1 / max(n, 1)
        self.options_, self.covariance_ = data.options, centred @ spread @ centred
        self.strength_ = theta - theta.sum() / max(n, 1)
        links = csr_array((np.ones(len(data)), (data.left, data.right)), shape=(n, n))
        groups, self.groups_ = connected_components(links, directed=False) if n else (0, np.zeros(0, np.int32))
        notes = [] if self.converged_ else ["the estimate did not settle in the steps it was given"]
        if groups > 1:
            notes.append(f"{groups} groups of options were never compared with each other: their order is the prior's")
        self.warnings_ = tuple(notes)
        return self


def laplacian(i: NDArray[Any], j: NDArray[Any], weight: Floats, n: int) -> Floats:
    """The information of n strengths in their differences: sum of weight (e_i - e_j)(e_i - e_j)', shape (n, n)."""
    key = np.concatenate((i * n + j, j * n + i)).astype(np.int64)
    found = -np.bincount(key, np.concatenate((weight, weight)), n * n).astype(np.float64).reshape(n, n)
    found[np.diag_indices(n)] = -found.sum(1)
    return found


@dataclass(frozen=True, slots=True)
class PairToCompare(Result):
    """Two options to compare next; `information` is what the answer tells of the strengths, in nats."""

    left: Any
    right: Any
    information: float


def next_pairs(model: Preferences, n: int = 1, *, seed: int = 0) -> list[PairToCompare]:
    """The pairs that tell most, one after another: even matches whose difference is least known.

    Information is log(1 + p (1 - p) v) / 2, v the variance of the difference; after each pair v is what it would be
    with that answer. Which one stands left is drawn by `seed`. O(n options^2). Raises InvalidRequest where there is no
    pair.
    """
    theta, cov = model.strength_, model.covariance_.copy()
    if len(theta) < 2 or whole(n, "n", 1) < 1:
        raise InvalidRequest("One pair or more is chosen among two options or more.")
    i, j = np.triu_indices(len(theta), 1)
    even = expit(theta[i] - theta[j]) * expit(theta[j] - theta[i])
    found = []
    for turned in (seeded(seed).random(n) < 0.5).tolist():
        told = even * np.maximum(cov[i, i] + cov[j, j] - 2 * cov[i, j], 0.0)
        at = int(told.argmax())
        a, b = int(i[at]), int(j[at])
        left, right = (b, a) if turned else (a, b)
        found.append(PairToCompare(model.options_[left], model.options_[right], float(np.log1p(told[at]) / 2)))
        apart = cov[a] - cov[b]
        cov -= np.outer(apart, apart) * (even[at] / (1 + told[at]))
    return found
