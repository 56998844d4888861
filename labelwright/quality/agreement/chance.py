"""The coefficients that correct percent agreement for chance, and differ only in what chance would do.

    coefficient = (p_a - p_e) / (1 - p_e)

    Scott's pi, Fleiss' kappa   everybody draws from the labels of all:       p_e = sum w_kl pi_k pi_l
    Conger's kappa              everybody draws from their own labels:        p_e = mean over pairs of people
    Gwet's AC1, AC2             chance only where labels are hard to tell:    p_e = T_w / (K (K-1)) sum pi_k (1 - pi_k)
    Brennan-Prediger            every label is as likely:                     p_e = T_w / K^2

`p_a` is the mean over items that two people or more rated, `pi` over all rated items (Gwet's rule for missing labels).
Standard errors are Gwet's linearisation with items as the sampling unit, intervals are value +- z SE; where no
disagreement was seen there is no SE, and the lower bound is the rule of three. Undefined (`no_variation`) where
p_e = 1. Source: Gwet, Handbook of Inter-Rater Reliability (2014); package irrCAC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import eye_array

from labelwright.errors import InvalidData
from labelwright.quality.agreement.metrics import Floats, Nominal, Table
from labelwright.quality.agreement.pairs import to_others
from labelwright.quality.agreement.weights import Scheme, credit, scores
from labelwright.quality.estimate import NO_PAIRABLE_ITEMS, NO_VARIATION, SINGLE_ANNOTATOR, Estimate
from labelwright.quality.matrix import LabelMatrix, must_be, must_know_who
from labelwright.quality.normal import two_sided, unseen


@dataclass(frozen=True, slots=True)
class _Rated:
    """What all coefficients share: agreement by item, shares of labels, the items that were rated."""

    matrix: LabelMatrix
    w: Any  # K x K: an array, or the sparse identity, so that ten thousand labels cost no table
    item: np.ndarray  # codes of rated items, per annotation, 0..I-1
    m: Floats  # annotations of each rated item
    agree: Floats  # p_a of each rated item, 0 where nobody can be compared
    pi: Floats

    @property
    def pairable(self) -> np.ndarray:
        return np.asarray(self.m >= 2)

    def mean_by_item(self, per_annotation: Floats) -> Floats:
        """The mean over each rated item's annotations."""
        return np.bincount(self.item, per_annotation, len(self.m)) / self.m


def _rated(matrix: LabelMatrix, given: Scheme | ArrayLike | None) -> _Rated:
    must_be(LabelMatrix, matrix)
    nominal = given is None or (isinstance(given, str) and given == "identity")
    w: Any = eye_array(len(matrix.labels)) if nominal else credit(given, scores(matrix, given))
    metric = Nominal() if nominal else Table(1 - w)
    rated = np.flatnonzero(matrix.per_item)
    code = np.full(len(matrix.items), -1)
    code[rated] = np.arange(len(rated))
    item, m = code[matrix.item], matrix.per_item[rated].astype(np.float64)
    apart = np.bincount(item, to_others(matrix, metric), len(rated))
    agree = np.where(m >= 2, 1 - apart / np.maximum(m * (m - 1), 1), 0.0)
    pi = np.bincount(matrix.label, 1 / m[item], len(matrix.labels)) / max(1, len(rated))
    return _Rated(matrix, w, item, m, agree, pi)


def percent_agreement(
    matrix: LabelMatrix, *, weights: Scheme | ArrayLike | None = None, confidence_level: float = 0.95
) -> Estimate:
    """How often two people give the same label: the mean over items of the share of agreeing pairs, never to be read
    alone. `weights` give credit to labels that are close. Descriptive; in [0, 1]; SE = sd over items / sqrt(items)."""
    rated = _rated(matrix, weights)
    return _estimate("percent agreement", rated, 0.0, np.zeros(len(rated.m)), confidence_level)


def scott_pi(
    matrix: LabelMatrix, *, weights: Scheme | ArrayLike | None = None, confidence_level: float = 0.95
) -> Estimate:
    """Fleiss' kappa of two people."""
    must_be(LabelMatrix, matrix)
    if matrix.n_annotators > 2:
        raise InvalidData("Scott's pi is for two people.", hint="fleiss_kappa takes any number.")
    return _pooled("Scott's pi", matrix, weights, confidence_level)


def fleiss_kappa(
    matrix: LabelMatrix, *, weights: Scheme | ArrayLike | None = None, confidence_level: float = 0.95
) -> Estimate:
    """Fleiss' kappa, with Gwet's rule where people rated unlike numbers of items."""
    return _pooled("Fleiss' kappa", matrix, weights, confidence_level)


def _pooled(method: str, matrix: LabelMatrix, given: Scheme | ArrayLike | None, level: float) -> Estimate:
    rated = _rated(matrix, given)
    toward = rated.w @ rated.pi
    p_e = float(rated.pi @ toward)
    return _estimate(method, rated, p_e, rated.mean_by_item(toward[matrix.label]) - p_e, level)


def gwet_ac1(matrix: LabelMatrix, *, confidence_level: float = 0.95) -> Estimate:
    """Gwet's AC1: agreement where one label dominates. K is the size of the value domain: declare it."""
    return _gwet("Gwet's AC1", matrix, None, confidence_level)


def gwet_ac2(
    matrix: LabelMatrix, *, weights: Scheme | ArrayLike = "quadratic", confidence_level: float = 0.95
) -> Estimate:
    """AC1 with credit for labels that are close."""
    return _gwet("Gwet's AC2", matrix, weights, confidence_level)


def _gwet(method: str, matrix: LabelMatrix, given: Scheme | ArrayLike | None, level: float) -> Estimate:
    rated = _rated(matrix, given)
    k = len(matrix.labels)
    if k < 2:
        return _undefined(method, rated, NO_VARIATION)
    factor = rated.w.sum() / (k * (k - 1))
    p_e = float(factor * (rated.pi * (1 - rated.pi)).sum())
    return _estimate(method, rated, p_e, factor * rated.mean_by_item(1 - rated.pi[matrix.label]) - p_e, level)


def brennan_prediger(
    matrix: LabelMatrix, *, weights: Scheme | ArrayLike | None = None, confidence_level: float = 0.95
) -> Estimate:
    """Brennan-Prediger, or Bennett's S: chance takes every label of the domain alike."""
    rated = _rated(matrix, weights)
    p_e = float(rated.w.sum()) / max(1, len(matrix.labels)) ** 2
    return _estimate("Brennan-Prediger", rated, p_e, np.zeros(len(rated.m)), confidence_level)


def conger_kappa(
    matrix: LabelMatrix, *, weights: Scheme | ArrayLike | None = None, confidence_level: float = 0.95
) -> Estimate:
    """Conger's kappa: Cohen's for more than two people, each with a distribution of labels of their own."""
    must_know_who(matrix, "Call fleiss_kappa.")
    rated = _rated(matrix, weights)
    people, who = np.unique(matrix.annotator, return_inverse=True)
    j, k = len(people), len(matrix.labels)
    if j < 2:  # nobody can be compared, which `_estimate` says
        return _estimate("Conger's kappa", rated, 0.0, np.zeros(len(rated.m)), confidence_level)
    table = np.bincount(who * k + matrix.label, minlength=j * k).reshape(j, k).astype(np.float64)
    n = table.sum(1)
    share = table / n[:, None]
    others = (share.sum(0) - share) @ rated.w  # (j, k): how far each label agrees with the other people's labels
    p_e = float((share * others).sum()) / (j * (j - 1))
    toward = others - (share * others).sum(1, keepdims=True)
    influence = np.bincount(rated.item, toward[who, matrix.label] / n[who], len(rated.m)) * len(rated.m) / (j * (j - 1))
    return _estimate("Conger's kappa", rated, p_e, influence, confidence_level)


def _estimate(method: str, rated: _Rated, p_e: float, chance: Floats, confidence_level: float) -> Estimate:
    """The coefficient; `chance` is half the influence of each rated item on p_e."""
    z = two_sided(confidence_level)
    i, i2 = len(rated.m), int(rated.pairable.sum())
    if not i2:
        alone = rated.matrix.n_annotators == 1
        return _undefined(method, rated, SINGLE_ANNOTATOR if alone else NO_PAIRABLE_ITEMS)
    p_a = float(rated.agree.sum()) / i2
    if p_e >= 1 - 1e-12:
        return _undefined(method, rated, NO_VARIATION)
    value = (p_a - p_e) / (1 - p_e)
    each = np.where(rated.pairable, (i / i2) * (rated.agree - p_e) / (1 - p_e), 0.0)
    each = each - 2 * (1 - value) * chance / (1 - p_e)
    se = float(np.sqrt(np.square(each - value).sum() / (i * (i - 1)))) if i > 1 else None
    low, high = (None, None) if se is None else (max(-p_e / (1 - p_e), value - z * se), min(1.0, value + z * se))
    if rated.agree[rated.pairable].min() >= 1:  # no disagreement was seen, and its standard error knows of none
        se, low, high = None, 1 - unseen(i2, z) / (1 - p_e), 1.0
    return Estimate(
        method=method, value=value, se=se, ci_low=low, ci_high=high,
        confidence_level=None if low is None else confidence_level, n_items=i2,
        n_annotations=len(rated.matrix), n_annotators=rated.matrix.n_annotators, observed=p_a,
        expected=p_e,
        meaning=f"Two people give the same label in {p_a:.0%} of cases"
        + (f"; {p_e:.0%} would by chance." if p_e else ", those by chance among them."),
        warnings=_warnings(rated),
    )  # fmt: skip


def _undefined(method: str, rated: _Rated, reason: str) -> Estimate:
    said = {
        NO_VARIATION: "Everybody always gave the same label: nothing shows that agreement is not chance.",
        SINGLE_ANNOTATOR: "One person labelled alone, so agreement cannot be measured.",
    }
    return Estimate(
        method=method, value=None, reason=reason, n_items=int(rated.pairable.sum()), n_annotations=len(rated.matrix),
        n_annotators=rated.matrix.n_annotators, warnings=_warnings(rated),
        meaning=said.get(reason, "Nobody answered the same item as somebody else, so agreement cannot be measured."),
    )  # fmt: skip


def _warnings(rated: _Rated) -> tuple[str, ...]:
    found = []
    alone = int((rated.m == 1).sum())
    if alone:
        found.append(f"{alone:,} items were rated once: they count for chance, not for agreement")
    if rated.pi.max(initial=0) > 0.95:
        found.append("one label is nearly everything: kappa collapses though people agree, AC1 does not")
    return tuple(found)
