"""Who agrees with somebody else more than the truth and their own confusions explain? No gold is needed.

    expected_ab  = mean over shared items of sum_k q_ik sum_l theta_a[k, l] theta_b[k, l], + e
    e            what all pairs together agree beyond theirs, 0 at least: hard items lead everybody to the same answers

Agreements on n shared items are at most as spread as n draws of the mean chance, so the tail of the binomial errs for
the accused (Hoeffding 1956); q over all pairs that meet (Benjamini, Hochberg). Where there are golden items,
`shared_errors` knows the truth and sees more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, triu

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.consensus.confusions import Confusions
from labelwright.quality.estimate import Result
from labelwright.quality.matrix import LabelMatrix, must_know_who
from labelwright.quality.tails import adjusted, binomial_tail


@dataclass(frozen=True, slots=True)
class PairAgreement(Result):
    """Two people with `shared` items: the share on which they agree, observed and expected, both in [0, 1].

    `z` is their difference in standard errors, 0 where there can be none; `p` the chance of as much, `q` that adjusted
    for all pairs.
    """

    one: Any
    other: Any
    shared: int
    observed: float
    expected: float
    z: float
    p: float
    q: float
    alert: bool


@dataclass(frozen=True, slots=True)
class ResidualAgreement(Result):
    """The least probable `pairs` first, all alerts among them, of `tested` ones that share an item.

    `excess` is e: far above 0, the model misses what makes people agree, and there is little to see.
    """

    pairs: tuple[PairAgreement, ...]
    tested: int
    excess: float
    meaning: str


def collusion_check(
    matrix: LabelMatrix, estimator: Confusions, *, alpha: float = 0.05, most: int = 100
) -> ResidualAgreement:
    """Pairs that agree beyond what an estimator, fitted on this matrix, explains; alerts at a false discovery rate.

    At most `most` pairs, but every alert. The estimator has confusion matrices, best `DawidSkene`: one accuracy a
    person leaves the errors that a class leads to, and takes them for collusion. O(K sum m_i^2). Raises InvalidData for
    counts without people or an estimator of another matrix, InvalidRequest for alpha.
    """
    must_know_who(matrix)
    if not 0 < alpha < 1:
        raise InvalidRequest(f"alpha is {alpha}; it is between 0 and 1.")
    i, j, k = len(matrix.items), len(matrix.annotators), len(matrix.labels)
    q, theta = estimator.posterior_, estimator.confusion_matrices_
    if q.shape != (i, k) or theta.shape != (j, k, k):
        raise InvalidData("The estimator was fitted on another matrix.")
    who, item, ones = matrix.annotator, matrix.item, np.ones(len(matrix))
    has = csr_array((ones, (who, item)), shape=(j, i))
    said = csr_array((ones, (who, item.astype(np.int64) * k + matrix.label)), shape=(j, i * k))
    common = triu(has @ has.T, 1).tocoo()
    a, b, n = common.row, common.col, common.data
    if not len(n):
        return ResidualAgreement((), 0, 0.0, "Nobody shares an item with somebody else.")
    alike, explained = np.asarray((said @ said.T)[a, b], np.float64), np.zeros(len(n))
    for truth in range(k):
        there = csr_array((q[item, truth], (who, item)), shape=(j, i)) @ has.T
        explained += there[a, b] * np.einsum("pl,pl->p", theta[a, truth], theta[b, truth])
    excess = max(0.0, float((alike - explained).sum() / n.sum()))
    expected = np.minimum(explained / n + excess, 1.0)
    p = binomial_tail(alike, n, expected)
    adjusted_p = adjusted(p)
    spread = np.sqrt(expected * (1 - expected) / n)
    z = np.divide(alike / n - expected, spread, out=np.zeros(len(n)), where=spread > 0)
    alerts = adjusted_p <= alpha
    order = np.lexsort((-z, p))[: max(most, int(alerts.sum()))]
    names = matrix.annotators.tolist()
    pairs = tuple(
        PairAgreement(names[a[at]], names[b[at]], int(n[at]), float(alike[at] / n[at]), float(expected[at]),
                      float(z[at]), float(p[at]), float(adjusted_p[at]), bool(alerts[at]))
        for at in order.tolist()
    )  # fmt: skip
    meaning = f"{int(alerts.sum())} of {len(n)} pairs agree more than the truth and their habits explain."
    return ResidualAgreement(pairs, len(n), excess, meaning)
