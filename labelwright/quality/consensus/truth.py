"""What every estimator of truth is: `fit` labels, then `posterior_`, `predict`, `predict_proba`.

`posterior_[i, k]` is how probable it is, under the method's own assumptions, that item i is of class k; rows sum to 1.
It is not calibrated: no decision to stop, accept or deliver may rest on it before `calibrate_posterior`. An estimator
never overturns a single answer, and items nobody answered have the class prior.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import entr

from labelwright.errors import InvalidData
from labelwright.quality.finite import finite
from labelwright.quality.matrix import LabelMatrix, must_be, must_fit, must_know_who
from labelwright.quality.model import Model
from labelwright.quality.seeded import seeded

Floats = NDArray[np.float64]
Gold = Mapping[Any, Any]  # the true label of some items
_UNDERFLOW = -600.0  # log probability below which exp comes near to nothing


class TruthEstimator(Model):
    """The common part. Arrays have one row for each of `items_`, one column for each of `labels_`; people are in the
    order of `annotators_`.

    `class_prior_` (K,), `annotator_skill_` (J,) the probability of a right label where classes are as frequent as
    found, `log_likelihood_` the objective after each step, `converged_`, `identifiable_` (False where most items have
    one answer and nothing else tells how good people are), `known_` (I,) whose truth `fit` was given, `warnings_`.
    """

    counts_suffice: ClassVar[bool] = False  # whether it may be fitted on counts, which do not say who gave each label

    items_: NDArray[Any]
    annotators_: NDArray[Any]
    labels_: NDArray[Any]
    posterior_: Floats
    class_prior_: Floats
    annotator_skill_: Floats
    known_: NDArray[np.bool_]

    def __init__(self) -> None:
        self.log_likelihood_: list[float] = []
        self.converged_ = True
        self.identifiable_ = True
        self.warnings_: tuple[str, ...] = ()

    def _holds(self) -> str:
        of = f"the truth of {len(self.items_):,} items out of {len(self.labels_):,} labels"
        return f"{of}, {len(self.annotators_):,} people"

    def fit(self, matrix: LabelMatrix, gold: Gold | None = None) -> Self:
        """Estimates the truth of every item; `gold` gives that of some, which is taken as it is.

        Raises InvalidData for a gold item or label that the matrix does not know, for a domain without classes, and for
        counts where it matters who gave each label.
        """
        must_be(LabelMatrix, matrix)
        if not self.counts_suffice:
            must_know_who(matrix, "MajorityVote does not need to know.")
        if len(matrix.labels) < 2:
            raise InvalidData("Truth is estimated between two classes or more.", hint="Declare the `value_domain`.")
        must_fit("The probabilities of all items", len(matrix.items), len(matrix.labels))
        self.items_, self.annotators_, self.labels_ = matrix.items, matrix.annotators, matrix.labels
        known = gold_codes(matrix.items, matrix.labels, {} if gold is None else gold)
        self.known_ = known >= 0
        self.log_likelihood_, self.converged_, self.warnings_ = [], True, ()
        notes = []
        answered = matrix.per_item > 0
        alone = (matrix.per_item == 1).sum() > answered.sum() / 2
        self.identifiable_ = not (alone and (known < 0).all())
        if not self.identifiable_:
            notes.append("most items have one answer: who is right cannot be told from the answers alone")
        self._estimate(matrix, known)
        self._where_answers_are_few(matrix, known)
        if not self.converged_:
            notes.append("the estimate did not settle in the steps it was given")
        self.warnings_ = tuple(dict.fromkeys((*notes, *self.warnings_)))
        return self

    @abstractmethod
    def _estimate(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        """Sets `posterior_`, `class_prior_` and `annotator_skill_`; `known` is an item's class code or -1."""

    def _where_answers_are_few(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        self._respect_single_answers(matrix, known)
        self.posterior_[(matrix.per_item == 0) & (known < 0)] = self.class_prior_

    def _respect_single_answers(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        items = np.flatnonzero((matrix.per_item == 1) & (known < 0))
        self.posterior_[items] = standing(self.posterior_[items], matrix.label[matrix.starts[items]])

    def predict_proba(self) -> Floats:
        """`posterior_`."""
        return self.posterior_

    def predict(self, seed: int = 0) -> NDArray[Any]:
        """The most probable label of each item, in the order of `items_`: `dict(zip(model.items_, model.predict()))`.

        Ties go to the more frequent class, then by a seeded draw.
        """
        found: NDArray[Any] = self.labels_[self.codes(seed)]
        return found

    def fit_predict(self, matrix: LabelMatrix, gold: Gold | None = None) -> NDArray[Any]:
        """`fit`, then `predict`."""
        return self.fit(matrix, gold).predict()

    def codes(self, seed: int = 0) -> NDArray[np.int64]:
        """`predict` as codes of `labels_`."""
        best = self.posterior_.max(1, keepdims=True)
        tied = self.posterior_ >= best - 1e-12
        found: NDArray[np.int64] = tied.argmax(1)
        several = np.flatnonzero(tied.sum(1) > 1)
        if len(several):
            draw = seeded(seed).random((len(several), len(self.labels_)))
            found[several] = np.where(tied[several], self.class_prior_ + 1e-9 * draw, -1.0).argmax(1)
        return found

    @property
    def confidence_(self) -> Floats:
        """The probability of the label that is predicted, shape (I,); not calibrated."""
        found: Floats = self.posterior_.max(1)
        return found

    @property
    def entropy_(self) -> Floats:
        """The entropy of the posterior in bits, shape (I,), 0 to log2 K: ranks items for a second look."""
        found: Floats = entr(self.posterior_).sum(1) / np.log(2)
        return found


def gold_codes(items: NDArray[Any], labels: NDArray[Any], gold: Gold) -> NDArray[np.int64]:
    """The code of each item's gold label, -1 where it has none, shape (I,). Raises InvalidData as `fit`."""
    known = np.full(len(items), -1, np.int64)
    if not isinstance(gold, Mapping):
        raise InvalidData("Gold maps items to their true labels.", hint="Of two columns: dict(zip(items, labels)).")
    if not gold:
        return known
    item = {value: code for code, value in enumerate(items.tolist())}
    label = {value: code for code, value in enumerate(labels.tolist())}
    for where, truth in gold.items():
        if where not in item:
            raise InvalidData(f"The gold item {where!s} has no place in the matrix.")
        if truth not in label:
            raise InvalidData(f"The gold label {truth!s} of item {where!s} is not in the value domain.")
        known[item[where]] = label[truth]
    return known


def standing(posterior: Floats, given: NDArray[np.int32]) -> Floats:
    """The posterior with the largest probability at the label given; those that had it share what that one had."""
    at, top = np.arange(len(given)), posterior.max(1)
    best = posterior >= top[:, None] - 1e-12
    shared = top - (top - posterior[at, given]) / best.sum(1)
    found: Floats = np.where(best, shared[:, None], posterior)
    found[at, given] = top * (1 + 1e-6)  # no tie overturns it either
    found /= found.sum(1, keepdims=True)
    return found


def vote_shares(matrix: LabelMatrix) -> Floats:
    """n_il / m_i, shape (I, K); rows of items without answers are 0."""
    table = weighted_votes(matrix)
    table /= np.maximum(matrix.per_item, 1)[:, None]
    return table


def weighted_votes(matrix: LabelMatrix, weight: Floats | None = None) -> Floats:
    """The sum of each item's weights by label, shape (I, K); one weight an annotation, 1 by default."""
    k = len(matrix.labels)
    key = matrix.item.astype(np.int64) * k + matrix.label
    return np.bincount(key, weight, len(matrix.items) * k).astype(np.float64, copy=False).reshape(-1, k)


def clamp(posterior: Floats, known: NDArray[np.int64]) -> Floats:
    """The posterior with the known items at their class, in place."""
    at = np.flatnonzero(known >= 0)
    if len(at):
        posterior[at] = 0.0
        posterior[at, known[at]] = 1.0
    return posterior


def normalised(log_scores: Floats) -> tuple[Floats, Floats]:
    """exp(x) / sum exp(x) by row, in place, and log sum exp of each row. Scores are log probabilities: 0 at most."""
    shift = np.zeros((len(log_scores), 1))
    if log_scores.min(initial=0.0) < _UNDERFLOW:  # else nothing of the product could be left of any class
        shift = log_scores.max(1, keepdims=True)
        log_scores -= shift
    np.exp(log_scores, out=log_scores)
    total = log_scores @ np.ones(log_scores.shape[1])  # a product is faster than a sum over a short axis
    log_scores /= total[:, None]
    return log_scores, np.log(total) + shift[:, 0]


def probabilities(matrix: LabelMatrix, given: ArrayLike) -> Floats:
    """What is given, as the probabilities (I, K) of the matrix's items and labels. Raises InvalidData for others."""
    table, shape = finite(given, "Probabilities", largest=2), (len(matrix.items), len(matrix.labels))
    if table.shape != shape:
        raise InvalidData(f"Probabilities have the shape {shape}, items by labels of the matrix, not {table.shape}.")
    wrong = np.flatnonzero(~((table >= 0).all(1) & (np.abs(table.sum(1) - 1) < 1e-6)))
    if len(wrong):
        raise InvalidData(f"The probabilities of item {matrix.items[wrong[0]]!s} are negative or do not sum to 1.")
    return table
