"""When to stop asking: one more answer while the calibrated posterior is under a threshold, and not for ever.

    stop       calibrated max_k q_ik >= threshold
    ask        below it, while there are fewer than `max_answers`
    ambiguous  below it with all answers there are, or where even `look_ahead` more answers that all agree with the
               leading class would leave it below: people or an expert decide

A posterior that is not calibrated decides nothing: people's errors are not independent, so it boasts. Until there are
golds for a calibration, `ColdStartRule` counts heads. Source: Sheng, Provost, Ipeirotis (2008) for repeated labelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.consensus.calibration import ENOUGH_FOR_TEMPERATURE, Calibration
from labelwright.quality.consensus.truth import Floats
from labelwright.quality.finite import distributions, finite, whole
from labelwright.quality.matrix import LabelMatrix

Decisions = NDArray[np.str_]  # stop, ask or ambiguous
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class StopRule:
    """One more answer, or enough?

    `calibration` mends the posterior: one for all items, or one from each number of answers on (how much a posterior
    boasts depends on it). Raises InvalidRequest for a calibration that does not decide, and for limits that cannot be.
    """

    threshold: float
    max_answers: int
    calibration: Calibration | Mapping[int, Calibration]
    min_answers: int = 1
    look_ahead: int = 3

    def __post_init__(self) -> None:
        if not 0 < self.threshold < 1:
            raise InvalidRequest(f"threshold is {self.threshold}; it is between 0 and 1.")
        whole(self.look_ahead, "look_ahead")
        if not whole(self.min_answers, "min_answers", 1) <= whole(self.max_answers, "max_answers", 1) <= 2**31:
            raise InvalidRequest("There are 1 <= min_answers <= max_answers.")
        given = self._calibrations()
        if not given or min(given) > self.min_answers:
            raise InvalidRequest(f"No calibration holds from {self.min_answers} answers on.")
        if not all(one.decides for one in given.values()):
            raise InvalidRequest(
                f"No decision to stop rests on a calibration by fewer than {ENOUGH_FOR_TEMPERATURE} golds.",
                hint="Use ColdStartRule until there are golds enough.",
            )

    def calibrated(self, posterior: ArrayLike, answers: ArrayLike) -> Floats:
        """The posterior (I, K) as the rule reads it; `answers` (I,) is how many each item has."""
        q, m = _items(posterior, answers)
        made = np.empty_like(q)
        given = self._calibrations()
        steps = np.array(sorted(given))
        at = np.maximum(np.searchsorted(steps, m, side="right") - 1, 0)
        for one in np.unique(at):
            made[at == one] = given[int(steps[one])].apply(q[at == one])
        return made

    def decide(
        self,
        posterior: ArrayLike,
        answers: ArrayLike,
        confusion: ArrayLike | None = None,
        *,
        promised: ArrayLike | None = None,
    ) -> Decisions:
        """What to do with each item, shape (I,): stop, ask or ambiguous. O(I K).

        `posterior` (I, K) comes from the estimator as it is, not calibrated; `answers` (I,) is how many there are.
        `confusion` (K, K) is that of a typical person, truths by labels, such as the mean of `confusion_matrices_`;
        without it nothing is given up before `max_answers`. `promised` (I,) answers are asked for whatever the
        posterior says: flagged random overlap.
        """
        q, m = _items(posterior, answers)
        sure = self.calibrated(q, m).max(1, initial=0.0) >= self.threshold
        hopeless = np.zeros(len(q), np.bool_)
        if confusion is not None and self.look_ahead:
            hopeless = self._best_case(q, m, confusion) < self.threshold
        found = np.full(len(q), "ask", "<U9")
        found[hopeless | (m >= self.max_answers)] = "ambiguous"
        found[sure] = "stop"
        least = np.full(len(q), self.min_answers)
        if promised is not None:
            least = np.maximum(least, _answers(promised, len(q)))
        found[m < least] = "ask"
        return found

    def _best_case(self, q: Floats, m: NDArray[np.int64], confusion: ArrayLike) -> Floats:
        """How sure it can get: the next answers all say what leads now."""
        theta, k = distributions(confusion, "Confusions"), q.shape[1]
        if theta.shape != (k, k):
            raise InvalidData(f"A typical person's confusion has the shape ({k}, {k}), not {theta.shape}.")
        more = np.clip(self.max_answers - m, 0, self.look_ahead)
        scores = np.log(np.maximum(q, _TINY)) + more[:, None] * np.log(np.maximum(theta, _TINY))[:, q.argmax(1)].T
        ahead = np.exp(scores - scores.max(1, keepdims=True))
        found: Floats = self.calibrated(ahead / ahead.sum(1, keepdims=True), m + more).max(1, initial=0.0)
        return found

    def _calibrations(self) -> Mapping[int, Calibration]:
        return {0: self.calibration} if isinstance(self.calibration, Calibration) else self.calibration


@dataclass(frozen=True, slots=True)
class ColdStartRule:
    """Before there is a calibration: two agree, stop; else ask up to `max_answers`, then people decide."""

    max_answers: int
    agreeing: int = 2

    def __post_init__(self) -> None:
        if not whole(self.agreeing, "agreeing", 1) <= whole(self.max_answers, "max_answers", 1):
            raise InvalidRequest("There are 1 <= agreeing <= max_answers.")

    def decide(self, matrix: LabelMatrix) -> Decisions:
        """What to do with each item, shape (I,): it stops where one label leads with `agreeing` votes. O(n + I K)."""
        k = len(matrix.labels) + 2  # two labels that nobody gives: there always is a second
        votes = np.bincount(matrix.item.astype(np.int64) * k + matrix.label, minlength=len(matrix.items) * k)
        best, second = np.partition(votes.reshape(len(matrix.items), k), -2)[:, :-3:-1].T
        found = np.full(len(matrix.items), "ask", "<U9")
        found[matrix.per_item >= self.max_answers] = "ambiguous"
        found[(best >= self.agreeing) & (best > second)] = "stop"
        return found


def _items(posterior: ArrayLike, answers: ArrayLike) -> tuple[Floats, NDArray[np.int64]]:
    q = distributions(posterior, "Posteriors")
    return q, _answers(answers, len(q))


def _answers(given: ArrayLike, items: int) -> NDArray[np.int64]:
    many = finite(given, "Numbers of answers", largest=2**31)
    many = np.full(items, many) if many.ndim == 0 else many
    if many.shape != (items,):
        raise InvalidData(f"{items} items have {many.shape} numbers of answers.")
    if (many < 0).any() or (many % 1).any():
        raise InvalidData("Numbers of answers are whole and not negative.")
    return many.astype(np.int64)
