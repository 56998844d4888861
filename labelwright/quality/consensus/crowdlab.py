"""CROWDLAB: a classifier and several people, weighed by how well each does against the others.

    posterior_i = (w_M p_i + sum over answers w_j v(y_ij)) / (w_M + sum over answers w_j)

v(l) has P on label l and (1 - P) / (K - 1) elsewhere, P how often people agree with the consensus. With s_j how often
annotator j agrees with others (by pairs), and everything measured on items with several answers,

    w_j = 1 - (1 - s_j) / A       A the error of always naming the most common class
    w_M = (1 - err_M / A) sqrt(mean answers an item)     err_M the model's error against the consensus

both at least 1e-6. The first consensus is the majority's, ties by the model; the second, of which the weights are, the
label of largest posterior. O(n + I K). Predictions must be out of sample, else the model votes for what it was told.
Source: Goh, Tkachenko, Mueller (2022); the figures are those of cleanlab 2.9.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.consensus.truth import Floats, probabilities, weighted_votes
from labelwright.quality.matrix import LabelMatrix, must_know_who
from labelwright.quality.model import Model
from labelwright.quality.seeded import seeded

_LEAST = 1e-6


class Crowdlab(Model):
    """Consensus of people and a model. Unlike labels alone, a model may overrule an item's only answer.

    `posterior_` (I, K), `quality_` (I,) that of the consensus, `label_quality_` (n,) that of each annotation in the
    matrix's order; all in [0, 1], none calibrated. `annotator_quality_` (J,) in [0, 1], `annotator_weight_` (J,) and
    `model_weight_` as above; whoever shares no item with others has the mean weight, whoever has no label the mean
    quality. An item without answers has the model's probabilities.
    """

    items_: NDArray[Any]
    annotators_: NDArray[Any]
    labels_: NDArray[Any]
    codes_: NDArray[np.int64]
    posterior_: Floats
    quality_: Floats
    label_quality_: Floats
    annotator_weight_: Floats
    annotator_quality_: Floats
    model_weight_: float

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def _holds(self) -> str:
        of = f"the truth of {len(self.items_):,} items out of {len(self.labels_):,} labels"
        return f"{of}, {len(self.annotators_):,} people and a model of weight {self.model_weight_:.3g}"

    def fit(self, matrix: LabelMatrix, pred_probs: ArrayLike) -> Self:
        """Weighs people and the model's out-of-sample `pred_probs` (I, K), columns in the order of `matrix.labels`.

        Raises InvalidData for probabilities that are none, a domain without classes or counts, which know no people,
        InvalidRequest where no item has two answers.
        """
        must_know_who(matrix, "MajorityVote does not need to know.")
        if len(matrix.labels) < 2:
            raise InvalidData("Truth is estimated between two classes or more.", hint="Declare the `value_domain`.")
        p = probabilities(matrix, pred_probs)
        if not (matrix.per_item > 1).any():
            raise InvalidRequest(
                "No item has two answers: nobody's agreement can be told.", hint="Ask find_label_issues of one answer."
            )
        self.items_, self.annotators_, self.labels_ = matrix.items, matrix.annotators, matrix.labels
        agreement = _agreement_with_others(matrix)
        majority = _majority(matrix, p, self.seed)
        self._weigh(matrix, p, majority, agreement)
        best = self.posterior_ >= self.posterior_.max(1, keepdims=True) - 1e-12
        self.codes_ = np.where(best.sum(1) == 1, self.posterior_.argmax(1), majority)
        self._weigh(matrix, p, self.codes_, agreement)
        self.quality_ = self.posterior_[np.arange(len(p)), self.codes_]
        self.label_quality_ = self.posterior_[matrix.item, matrix.label]
        self.annotator_quality_ = self._annotator_quality(matrix)
        return self

    def _weigh(self, matrix: LabelMatrix, p: Floats, consensus: NDArray[np.int64], agreement: Floats) -> None:
        """The weights against a consensus, and the posterior of them."""
        several, k = matrix.per_item > 1, p.shape[1]
        usual = np.bincount(consensus[several]).argmax()
        baseline = max(float((consensus[several] != usual).mean()), _LEAST)
        self.annotator_weight_ = np.maximum(1 - (1 - agreement) / baseline, _LEAST)
        error = float((p[several].argmax(1) != consensus[several]).mean())
        answers = float(matrix.per_item[matrix.per_item > 0].mean())
        self.model_weight_ = max(1 - error / baseline, _LEAST) * float(np.sqrt(answers))
        with_consensus = weighted_votes(matrix)[np.arange(len(p)), consensus][several] / matrix.per_item[several]
        right = float(with_consensus.mean())
        wrong = (1 - right) / (k - 1)
        votes = weighted_votes(matrix, self.annotator_weight_[matrix.annotator])
        total = votes.sum(1, keepdims=True)
        self.posterior_ = (self.model_weight_ * p + (right - wrong) * votes + wrong * total)
        self.posterior_ /= self.model_weight_ + total

    def _annotator_quality(self, matrix: LabelMatrix) -> Floats:
        """The mean quality of a person's labels and their agreement with the consensus, by the model's share."""
        who, people = matrix.annotator, len(matrix.annotators)
        n = np.bincount(who, minlength=people)
        own = np.bincount(who, self.label_quality_, people) / np.maximum(n, 1)
        shared = matrix.per_item[matrix.item] > 1
        met = np.bincount(who[shared], minlength=people)
        right = np.bincount(who[shared], (matrix.label == self.codes_[matrix.item])[shared], people)
        agreement = np.where(met > 0, right / np.maximum(met, 1), own)
        by_people = float(matrix.per_item[matrix.per_item > 0].mean()) * float(self.annotator_weight_[n > 0].mean())
        share = self.model_weight_ / (self.model_weight_ + by_people)
        quality = share * own + (1 - share) * agreement
        quality[n == 0] = quality[n > 0].mean()
        found: Floats = quality
        return found

    def predict(self) -> NDArray[Any]:
        """The consensus label of each item."""
        found: NDArray[Any] = self.labels_[self.codes_]
        return found

    def codes(self) -> NDArray[np.int64]:
        """`predict` as codes of `labels_`."""
        return self.codes_

    def predict_proba(self) -> Floats:
        """`posterior_`."""
        return self.posterior_


def _agreement_with_others(matrix: LabelMatrix) -> Floats:
    """The share of a person's pairs, their label and another one of the item, that are alike; else the mean, (J,)."""
    people = len(matrix.annotators)
    alike = weighted_votes(matrix)[matrix.item, matrix.label] - 1
    pairs = np.bincount(matrix.annotator, matrix.per_item[matrix.item] - 1, people)
    found = np.bincount(matrix.annotator, alike, people) / np.maximum(pairs, 1)
    found[pairs == 0] = found[pairs > 0].mean()
    return found


def _majority(matrix: LabelMatrix, p: Floats, seed: int) -> NDArray[np.int64]:
    """The label of most votes; ties by the model, then to the rarer label, the better voters, and a seeded draw."""
    votes = weighted_votes(matrix)
    tied = votes == votes.max(1, keepdims=True)
    found: NDArray[np.int64] = tied.argmax(1)
    several = np.flatnonzero(tied.sum(1) > 1)
    clear = np.ones(len(votes), np.bool_)
    clear[several] = False
    n = np.bincount(matrix.annotator, clear[matrix.item], len(matrix.annotators))
    hits = np.bincount(matrix.annotator, clear[matrix.item] & (matrix.label == found[matrix.item]), len(n))
    share = np.where(n > 0, hits / np.maximum(n, 1), (hits / np.maximum(n, 1))[n > 0].sum() / max(1, (n > 0).sum()))
    voters = weighted_votes(matrix, share[matrix.annotator])[several] / np.maximum(votes[several], 1)
    left = tied[several]
    draw = seeded(seed).random(left.shape)
    for score in (p[several], np.broadcast_to(-votes.sum(0), left.shape), voters, draw):
        top = np.where(left, score, -np.inf).max(1, keepdims=True)
        left &= score >= top - 1e-12
    found[several] = left.argmax(1)
    return found
