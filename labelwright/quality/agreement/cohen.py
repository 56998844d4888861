"""Cohen's kappa: do two people apply the same rubric, beyond chance, each given their own share of every label?

    kappa = 1 - sum v_kl P_kl / sum v_kl r_k c_l

P is the joint distribution of the items both rated, r and c its margins, v the disagreement weights (nominal, linear,
quadratic). SE: Fleiss, Cohen, Everitt (1969). Undefined (`no_variation`) where both use one and the same label;
exactly 0 where one is constant and the other is not. Where no disagreement was seen there is no SE, and the lower bound
is the rule of three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData
from labelwright.quality.agreement.metrics import Floats
from labelwright.quality.agreement.weights import Scheme, credit, scores
from labelwright.quality.blocks import blocks
from labelwright.quality.coding import column
from labelwright.quality.estimate import NO_PAIRABLE_ITEMS, NO_VARIATION, Estimate, Result
from labelwright.quality.matrix import LabelMatrix, from_wide, must_fit, must_know_who
from labelwright.quality.normal import two_sided, unseen

_AT_ONCE = 1 << 22


def cohen_kappa(
    one: ArrayLike,
    other: ArrayLike,
    *,
    weights: Scheme | ArrayLike | None = None,
    labels: Sequence[Any] | None = None,
    confidence_level: float = 0.95,
) -> Estimate:
    """Kappa of two people's labels of the same items, in the same order; NaN or None where one did not answer.

    `labels` declares the value domain, so that a label nobody used still counts for the scale of linear and quadratic
    weights. `observed` and `expected` are weighted agreement.
    """
    a, b = column(one, "labels of the one"), column(other, "labels of the other")
    if len(a) != len(b):
        raise InvalidData(f"Two columns of the same length are compared, not of {len(a)} and {len(b)} rows.")
    alike = a.dtype.kind == b.dtype.kind or {a.dtype.kind, b.dtype.kind} <= set("biuf")
    wide = np.column_stack((a, b) if alike else (a.astype(object), b.astype(object)))  # 1 and "1" are two labels
    matrix = from_wide(wide, value_domain=labels)
    table = joint(matrix)[0, 1]
    return from_table(table, credit(weights, scores(matrix, weights)), confidence_level)


def from_table(table: Floats, w: Floats, confidence_level: float = 0.95) -> Estimate:
    """Kappa of a K x K table of counts under agreement weights."""
    z = two_sided(confidence_level)
    n = float(table.sum())
    facts: dict[str, Any] = {
        "method": "Cohen's kappa", "n_items": int(n), "n_annotations": int(2 * n), "n_annotators": 2,
    }  # fmt: skip
    if n < 2:
        return Estimate(
            value=None, reason=NO_PAIRABLE_ITEMS, meaning="The two people share fewer than two items.", **facts
        )  # fmt: skip
    p = table / n
    r, c = p.sum(1), p.sum(0)
    p_o, p_e = float((w * p).sum()), float(r @ w @ c)
    if p_e >= 1 - 1e-12:
        return Estimate(
            value=None, reason=NO_VARIATION, observed=p_o, expected=p_e, **facts,
            meaning="Both always gave the same label: nothing shows that agreement is not chance.",
        )  # fmt: skip
    kappa = (p_o - p_e) / (1 - p_e)
    toward = (w @ c)[:, None] + (r @ w)[None, :]
    spread = (p * np.square(w - toward * (1 - kappa))).sum() - (kappa - p_e * (1 - kappa)) ** 2
    se = float(np.sqrt(max(0.0, spread) / n)) / (1 - p_e)
    seen = bool(table[w < 1].any())  # where no disagreement was, the standard error knows of none
    return Estimate(
        value=kappa, se=se if seen else None, ci_low=kappa - z * se if seen else 1 - unseen(n, z) / (1 - p_e),
        ci_high=min(1.0, kappa + z * se) if seen else 1.0, confidence_level=confidence_level,
        observed=p_o, expected=p_e, **facts,
        meaning=f"The two agree on {p_o:.0%} of their items; {p_e:.0%} would be chance.",
    )  # fmt: skip


def joint(matrix: LabelMatrix) -> NDArray[np.float64]:
    """How often each two people gave each two labels to the same item, shape (J, J, K, K); zeros on the diagonal."""
    j, k = len(matrix.annotators), len(matrix.labels)
    must_fit("The joint labels of all pairs", j, j, k, k)
    found = np.zeros(j * j * k * k)
    waiting: list[NDArray[np.int64]] = []

    def count() -> None:
        if waiting:
            found[:] += np.bincount(np.concatenate(waiting), minlength=len(found))
            waiting.clear()

    for codes, begin in blocks(matrix):
        m = int(matrix.per_item[codes[0]])
        who = [matrix.annotator[begin + a].astype(np.int64) for a in range(m)]
        label = [matrix.label[begin + a].astype(np.int64) for a in range(m)]
        alone = [bool((column == column[0]).all()) for column in who]  # each column is one person throughout
        for a in range(m):
            first = label[a] * k
            for b in range(a + 1, m):
                if alone[a] and alone[b]:
                    at = int(who[a][0] * j + who[b][0]) * k * k
                    found[at : at + k * k] += np.bincount(first + label[b], minlength=k * k)
                else:
                    waiting.append((who[a] * j + who[b]) * (k * k) + first + label[b])
                if sum(map(len, waiting)) > _AT_ONCE:
                    count()
    count()
    table = found.reshape(j, j, k, k)
    both: NDArray[np.float64] = table + table.transpose(1, 0, 3, 2)
    return both


@dataclass(frozen=True, slots=True, eq=False)
class PairwiseKappa(Result):
    """Person x person (J, J), in the order of `annotators`: `kappa`, and how many items the two share.

    `defined` marks the pairs that have a kappa: two shared items or more, and not one and the same label throughout.
    Elsewhere `kappa` is 0 and says nothing. On the diagonal, where everybody agrees with themselves, it is 1.
    """

    annotators: NDArray[Any]
    kappa: Floats
    shared: NDArray[np.int64]
    defined: NDArray[np.bool_]
    meaning: str


def pairwise_kappa(matrix: LabelMatrix, *, weights: Scheme | ArrayLike | None = None) -> PairwiseKappa:
    """Cohen's kappa of each two people. O(sum of m_i squared + J^2 K^2).

    Raises InvalidData for counts, which know no people.
    """
    must_know_who(matrix, "Call fleiss_kappa.")
    w = credit(weights, scores(matrix, weights))
    tables = joint(matrix)
    n = tables.sum((2, 3))
    r, c = tables.sum(3), tables.sum(2)
    some = np.maximum(n, 1)
    p_o = np.einsum("abkl,kl->ab", tables, w) / some
    p_e = np.einsum("abk,kl,abl->ab", r, w, c, optimize=True) / some**2
    defined = (n >= 2) & (p_e < 1 - 1e-12)
    kappa = np.divide(p_o - p_e, 1 - p_e, out=np.zeros(n.shape), where=defined)
    names = matrix.annotators.tolist()
    pairs = np.argwhere(np.triu(defined, 1))
    meaning = f"{len(pairs):,} of {len(names) * (len(names) - 1) // 2:,} pairs of people can be compared"
    if len(pairs):
        one, other = pairs[kappa[tuple(pairs.T)].argmin()]
        meaning += f"; {names[one]!s} and {names[other]!s} agree least, with a kappa of {kappa[one, other]:.2f}"
    np.fill_diagonal(kappa, 1.0)
    np.fill_diagonal(defined, True)
    return PairwiseKappa(matrix.annotators, kappa, n.astype(np.int64), defined, f"{meaning}.")


def light_kappa(matrix: LabelMatrix, *, weights: Scheme | ArrayLike | None = None) -> Estimate:
    """The mean of all pairs' kappas, weighted by the items they share (Light, Hubert)."""
    found = pairwise_kappa(matrix, weights=weights)
    upper = np.triu_indices(len(found.kappa), 1)
    values, share, there = found.kappa[upper], found.shared[upper].astype(np.float64), found.defined[upper]
    facts: dict[str, Any] = {
        "method": "Light's kappa", "n_items": int((matrix.per_item >= 2).sum()), "n_annotations": len(matrix),
        "n_annotators": matrix.n_annotators,
    }  # fmt: skip
    if not there.any():
        reason = NO_VARIATION if (share >= 2).any() else NO_PAIRABLE_ITEMS
        return Estimate(value=None, reason=reason, meaning="No two people can be compared.", **facts)
    value = float((values[there] * share[there]).sum() / share[there].sum())
    meaning = f"Over {int(there.sum())} pairs of people, weighted by what they share."
    return Estimate(value=value, meaning=meaning, **facts)
