"""Which estimator is best here? Golden items can tell, labels cannot: predicting votes is not predicting truth.

Every candidate is fitted without the golds and scored on them; a tie among labels counts in part. The first candidate
is the default, pooled Dawid-Skene. Another one takes its place where it is better by more than the standard error of
their difference on the same golds; among those, the most accurate. Fewer than 50 golds decide nothing.

How often the candidates disagree is a risk that is seen without gold: where they do, the choice matters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.consensus.dawid_skene import DawidSkene, OneCoinDawidSkene
from labelwright.quality.consensus.glad import GLAD
from labelwright.quality.consensus.ibcc import IBCC
from labelwright.quality.consensus.mace import MACE
from labelwright.quality.consensus.majority import MajorityVote
from labelwright.quality.consensus.truth import Floats, Gold, TruthEstimator, gold_codes
from labelwright.quality.estimate import Result
from labelwright.quality.matrix import LabelMatrix, must_be

ENOUGH_TO_CHOOSE = 50
CANDIDATES: Mapping[str, Callable[[], TruthEstimator]] = {
    made.__name__: made for made in (DawidSkene, IBCC, OneCoinDawidSkene, GLAD, MACE, MajorityVote)
}


@dataclass(frozen=True, slots=True)
class ModelChoice(Result):
    """The candidate that is taken, and why. `decided` is False where there were too few golds and it is the default.

    `accuracy` and `se`, the standard error of the difference from the default, are on the golds, by candidate; empty
    without golds. `disagreement` is the share of answered items on which the candidates do not all predict one label.
    """

    name: str
    decided: bool
    n_gold: int
    accuracy: dict[str, float]
    se: dict[str, float]
    disagreement: float
    meaning: str


def choose_model(matrix: LabelMatrix, fitted: Mapping[str, TruthEstimator], gold: Gold) -> ModelChoice:
    """Chooses among estimators, the default first, that were fitted on this matrix and never saw `gold`.

    O(candidates (golds + I)). Raises InvalidData for a gold item or label that the matrix does not know, or for an
    estimator of another matrix, InvalidRequest without estimators.
    """
    must_be(LabelMatrix, matrix)
    if not fitted:
        raise InvalidRequest("There is no estimator to choose.")
    names, estimators = list(fitted), list(fitted.values())
    shape = (len(matrix.items), len(matrix.labels))
    for name, one in fitted.items():
        if one.posterior_.shape != shape:
            raise InvalidData(f"{name} was fitted on other items or labels.")
    known = gold_codes(matrix.items, matrix.labels, gold)
    rows = np.flatnonzero(known >= 0)
    credit = np.array([_credit(one.posterior_[rows], known[rows]) for one in estimators])
    predicted = np.array([one.codes() for one in estimators])[:, matrix.per_item > 0]
    disagreement = float((predicted != predicted[0]).any(0).mean()) if predicted.size else 0.0
    n = len(rows)
    if n < ENOUGH_TO_CHOOSE:
        meaning = f"{n} golds do not choose between estimators, {ENOUGH_TO_CHOOSE} would: {names[0]} is taken unseen."
        return ModelChoice(names[0], False, n, {}, {}, disagreement, meaning)
    gain = credit - credit[0]
    better, se = gain.mean(1), gain.std(1, ddof=1) / np.sqrt(n)
    best = int(np.where(better > se * (1 + 1e-9), better, 0.0).argmax())  # one gold more is never more than its error
    accuracy = credit.mean(1)
    meaning = f"{names[best]} is right on {accuracy[best]:.1%} of {n} golds" + (
        f", {names[0]} on {accuracy[0]:.1%}." if best else ", and no other is better by more than chance."
    )
    return ModelChoice(
        names[best], True, n, dict(zip(names, accuracy.tolist(), strict=True)),
        dict(zip(names, se.tolist(), strict=True)), disagreement, meaning,
    )  # fmt: skip


class AutoConsensus(TruthEstimator):
    """Truth by the candidate that the golds choose, fitted once more with them: `estimator_`, and `choice_` why.

    `candidates` make unfitted estimators, the default first. One that refuses the matrix is left out.
    """

    choice_: ModelChoice
    estimator_: TruthEstimator

    def __init__(self, candidates: Mapping[str, Callable[[], TruthEstimator]] | None = None) -> None:
        super().__init__()
        self.candidates = CANDIDATES if candidates is None else candidates

    def _estimate(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        fitted: dict[str, TruthEstimator] = {}
        notes = []
        for name, make in self.candidates.items():
            try:
                fitted[name] = make().fit(matrix)
            except InvalidRequest as refused:
                notes.append(f"{name} is left out: {refused}")
        rows = np.flatnonzero(known >= 0)
        gold = dict(zip(matrix.items[rows].tolist(), matrix.labels[known[rows]].tolist(), strict=True))
        self.choice_ = choose_model(matrix, fitted, gold)
        found = self.candidates[self.choice_.name]().fit(matrix, gold) if gold else fitted[self.choice_.name]
        self.estimator_ = found
        self.posterior_, self.class_prior_ = found.posterior_, found.class_prior_
        self.annotator_skill_, self.log_likelihood_ = found.annotator_skill_, found.log_likelihood_
        self.converged_ = found.converged_
        if not self.choice_.decided:
            notes.append(self.choice_.meaning)
        self.warnings_ = tuple(notes)


def _credit(posterior: Floats, truth: NDArray[np.int64]) -> Floats:
    """1 where the label predicted is right, in part where it is one of several."""
    best = posterior >= posterior.max(1, keepdims=True, initial=0.0) - 1e-12
    found: Floats = best[np.arange(len(truth)), truth] / np.maximum(best.sum(1), 1)
    return found
