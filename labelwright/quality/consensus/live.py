"""Truth while answers come in: each one moves its item's posterior at once, and everything settles from time to time.

Between two fits theta and rho stand. Kept are, for each item, log rho + sum over answers log theta_j[k, l], and the
expected counts of each person:

    an answer       log q_i gains log theta_j[., l]: O(K); the counts of all who answered item i move with q_i: O(m_i K)
    max(500, 2 %)   answers later the estimator takes a few steps from where q stands
    twice as many   answers later it is fitted from the votes, so that nothing remains of the order they came in

`refit` does that at once: what fitting all answers together gives. People and items may be new: somebody unknown is
taken as the prior says, which pooled Dawid-Skene learns from everybody. A withdrawal is the inverse of an answer.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Sequence
from copy import copy
from typing import Any

import numpy as np

from labelwright.errors import Conflict, InvalidData, InvalidRequest, NotFound
from labelwright.quality.consensus.dawid_skene import DawidSkene, OneCoinDawidSkene
from labelwright.quality.consensus.truth import Floats, Gold, normalised, standing
from labelwright.quality.matrix import LabelMatrix

_Estimator = DawidSkene | OneCoinDawidSkene
_LEAST, _SHARE, _STEPS = 500, 0.02, 5


class LiveConsensus:
    """The truth of a stream of labels out of `value_domain`, by Dawid-Skene or one coin; no mean field.

    `gold` is what is known of some items; more of it may come any time (`know`).
    """

    _scores: Floats  # log q up to a constant of each item
    _counts: Floats  # expected (person, label, truth), with a row for somebody new
    _log_theta: Floats  # of the same shape
    _log_rho: Floats

    def __init__(
        self,
        value_domain: Sequence[Any],
        estimator: _Estimator | None = None,
        *,
        gold: Gold | None = None,
    ) -> None:
        self._estimator = DawidSkene() if estimator is None else estimator
        if isinstance(self._estimator, DawidSkene) and self._estimator.inference == "vb":
            raise InvalidRequest("Mean field refuses single answers, with which every stream begins.", hint="pooled.")
        self._settling = copy(self._estimator)
        self._settling.max_iter = min(_STEPS, self._estimator.max_iter)
        self._label = {value: code for code, value in enumerate(value_domain)}
        if len(self._label) != len(value_domain):
            raise InvalidData("The value domain names a value twice.")
        self._gold: dict[Hashable, int] = {}
        self._given: dict[Hashable, dict[Hashable, int]] = {}  # where the answer of each annotator stands
        self._columns = array("i"), array("i"), array("i")  # rows, people and label codes; -1 is withdrawn
        self._row: dict[Hashable, int] = {}
        self._person: dict[Hashable, int] = {}
        self._answers = 0
        self.refit()
        for item, truth in (gold or {}).items():
            self.know(item, truth)

    def __len__(self) -> int:
        """Answers so far."""
        return self._answers

    def add(self, item: Hashable, annotator: Hashable, label: Any) -> None:
        """Takes an answer in. Raises Conflict where the annotator answered already, InvalidData for another label."""
        code = self._code(label)
        given = self._given.get(item, {})
        if annotator in given:
            raise Conflict(f"Annotator {annotator} labelled item {item} already.", hint="Call correct or remove.")
        row, person = self._row.setdefault(item, len(self._row)), self._person.setdefault(annotator, len(self._person))
        if row == len(self._scores):
            self._scores = np.concatenate([self._scores, np.tile(self._log_rho, (max(64, row), 1))])
        if person == len(self._counts):
            more = max(16, person)
            self._counts = np.concatenate([self._counts, np.zeros((more, *self._counts.shape[1:]))])
            self._log_theta = np.concatenate([self._log_theta, np.repeat(self._log_theta[-1:], more, 0)])
        self._move(item, person, code, 1)
        self._given[item] = given
        given[annotator] = len(self._columns[0])
        for column, value in zip(self._columns, (row, person, code), strict=True):
            column.append(value)
        self._tick(1)

    def remove(self, item: Hashable, annotator: Hashable) -> None:
        """Takes an answer out again. Raises NotFound where there is none."""
        given = self._given.get(item, {})
        if annotator not in given:
            raise NotFound(f"Annotator {annotator} has no label for item {item}.")
        at = given.pop(annotator)
        _, people, codes = self._columns
        self._move(item, people[at], codes[at], -1)
        codes[at] = -1
        self._tick(-1)

    def correct(self, item: Hashable, annotator: Hashable, label: Any) -> None:
        """Puts a label in place of the annotator's earlier one. Raises NotFound where there is none."""
        self._code(label)
        self.remove(item, annotator)
        self.add(item, annotator, label)

    def know(self, item: Hashable, truth: Any) -> None:
        """Takes the truth of an item as it is. Raises InvalidData for a label outside the domain."""
        code, before = self._code(truth), self._q(item)
        self._gold[item] = code
        self._recount(item, self._q(item) - before)

    def posterior(self, item: Hashable) -> Floats:
        """q of an item now, shape (K,), as the estimators have it: not calibrated, and a single answer stands."""
        q, given = self._q(item), self._given.get(item, {})
        if len(given) == 1 and item not in self._gold:
            at = next(iter(given.values()))
            q = standing(q[None], np.array([self._columns[2][at]], np.int32))[0]
        return q

    def annotator_skill(self, annotator: Hashable) -> float:
        """How probably a person is right, by the answers up to now. Raises NotFound for somebody without any."""
        if annotator not in self._person:
            raise NotFound(f"Annotator {annotator} has no label.")
        theta, _ = self._estimator._confusions(self._counts.transpose(0, 2, 1))
        return float(theta[self._person[annotator]].diagonal() @ np.exp(self._log_rho))

    def refit(self) -> _Estimator:
        """Fits the estimator on all answers from their votes; it is what is returned."""
        self._fresh = self._answers
        return self._fit(self._estimator, None)

    def _fit(self, estimator: _Estimator, start: Floats | None) -> _Estimator:
        matrix = self._matrix()
        labels = matrix.labels.tolist()
        gold = {item: labels[code] for item, code in self._gold.items() if item in self._row}
        found = estimator.fit(matrix, gold, start=start)
        counts = np.concatenate([found.expected_counts_, np.zeros((1, len(labels), len(labels)))])  # and of anybody
        self._log_theta = np.ascontiguousarray(found._confusions(counts)[1].transpose(0, 2, 1))
        self._counts = counts.transpose(0, 2, 1).copy()
        self._log_rho = np.log(found.class_prior_)
        self._scores = np.tile(self._log_rho, (len(self._row), 1))
        np.add.at(self._scores, matrix.item, self._log_theta[matrix.annotator, matrix.label])
        self._since = 0
        return found

    def _code(self, label: Any) -> int:
        if label not in self._label:
            raise InvalidData(f"{label!r} is not in the value domain.")
        return self._label[label]

    def _q(self, item: Hashable) -> Floats:
        if item in self._gold:
            truth: Floats = np.eye(len(self._label))[self._gold[item]]
            return truth
        row = self._row.get(item)
        scores = self._log_rho if row is None else self._scores[row]
        q = np.exp(scores - scores.max())
        found: Floats = q / q.sum()
        return found

    def _move(self, item: Hashable, person: int, code: int, sign: int) -> None:
        """An answer comes to an item's others, or leaves them."""
        before = self._q(item)
        self._scores[self._row[item]] += sign * self._log_theta[person, code]
        after = self._q(item)
        self._recount(item, after - before)
        self._counts[person, code] += after if sign > 0 else -before

    def _recount(self, item: Hashable, by: Floats) -> None:
        _, people, codes = self._columns
        for at in self._given.get(item, {}).values():
            self._counts[people[at], codes[at]] += by

    def _tick(self, by: int) -> None:
        self._answers += by
        self._since += 1
        if self._since >= max(_LEAST, _SHARE * self._answers):
            if self._answers >= 2 * self._fresh:
                self.refit()
            else:
                self._fit(self._settling, normalised(self._scores[: len(self._row)].copy())[0])

    def _matrix(self) -> LabelMatrix:
        row, who, code = (np.array(column, np.int32) for column in self._columns)
        there = np.flatnonzero(code >= 0)
        there = there[np.argsort(row[there], kind="stable")]
        items, people, labels = (np.fromiter(names, object) for names in (self._row, self._person, self._label))
        return LabelMatrix(items, people, labels, row[there], who[there], code[there])
