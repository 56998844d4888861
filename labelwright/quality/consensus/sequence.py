"""Truth of sequences: which spans are there, where several people marked some of them?

`SequenceDawidSkene` takes positions by themselves, as DawidSkene does, and then the best path of tags that may follow
each other: the largest sum of log q among valid tags (Viterbi). `HMMCrowd` takes the truth as a hidden chain: what came
before tells of what comes next, and people's confusions are learned along with the chain's moves,

    P(truth, answers) = start[k_1] prod move[k_t-1, k_t] prod over answers theta_j[k_t, l]

by expectation (forward and backward) and maximisation; start and move with a Dirichlet prior of `move_prior` on what
may be, and 0 on what may not. theta is estimated as in DawidSkene, pooled by default. A step costs O(n K + T K^2). With
`memory` theta_j depends on the person's own label before as well: who missed a span's first word misses the others too,
which a chain without memory takes for so many witnesses.

A `SequenceMatrix` says where sequences begin and which tags may follow which; any other matrix is one of sequences of
length 1. Source: Nguyen et al. (2017), HMM-Crowd; Simpson, Gurevych (2019), with memory; Rabiner (1989).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma

from labelwright.errors import InvalidRequest
from labelwright.quality.consensus.chain import Chains, Grammar, Ints
from labelwright.quality.consensus.confusions import Blocks
from labelwright.quality.consensus.dawid_skene import DawidSkene, Inference
from labelwright.quality.consensus.truth import Floats
from labelwright.quality.matrix import LabelMatrix
from labelwright.quality.seeded import seeded
from labelwright.quality.sequences import SequenceMatrix

_FLOOR = -600.0  # log of how much less probable than the best label a label may be


class SequenceDawidSkene(DawidSkene):
    """Truth by confusion matrices, position by position; what it predicts keeps to the scheme."""

    _grammar: Grammar
    _chains: Chains

    def _estimate(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        self._grammar, self._chains = self._read(matrix)
        super()._estimate(matrix, known)

    def _read(self, matrix: LabelMatrix) -> tuple[Grammar, Chains]:
        k = len(matrix.labels)
        least = np.ones(k, np.int64)
        if isinstance(matrix, SequenceMatrix):
            return Grammar(matrix.scheme.starts, matrix.scheme.follows, least), Chains(matrix.offsets)
        everything = Grammar(np.ones(k, np.bool_), np.ones((k, k), np.bool_), least)
        return everything, Chains(np.arange(len(matrix.items) + 1))

    def codes(self, seed: int = 0) -> NDArray[np.int64]:
        """`predict` as codes of `labels_`: the most probable tags among those that may follow each other."""
        posterior, grammar = self.posterior_, self._grammar
        if grammar.free:
            return super().codes(seed)
        draw = seeded(seed).random(posterior.shape)
        score = np.log(np.maximum(posterior, 1e-300)) + 1e-9 * np.log(self.class_prior_) + 1e-12 * draw
        may = grammar.states(np.where(grammar.starts, 0, -np.inf), np.where(grammar.follows, 0, -np.inf), -np.inf, 0.0)
        found: Ints = grammar.label[self._chains.best(grammar.spread(score), *may)]
        return found


class HMMCrowd(SequenceDawidSkene):
    """Truth by a hidden chain; `start_` (K,) and `move_` (K, K) are its probabilities.

    `memory` lets what people say depend on what they said before; `confusion_matrices_` are of people as a whole still.
    `least` is the least length of a run of a label, for all of them or by label: what is shorter is taken for an error.
    """

    start_: Floats
    move_: Floats

    def __init__(
        self,
        inference: Inference = "pooled",
        *,
        memory: bool = False,
        move_prior: float = 1.0,
        least: int | Mapping[Any, int] = 1,
        pooling_strength: float = 2.0,
        prior_diagonal: float = 4.0,
        prior_off_diagonal: float = 1.0,
        max_iter: int = 200,
        tol: float = 1e-6,
    ) -> None:
        super().__init__(
            inference, pooling_strength=pooling_strength, prior_diagonal=prior_diagonal,
            prior_off_diagonal=prior_off_diagonal, max_iter=max_iter, tol=tol,
        )  # fmt: skip
        if move_prior <= 0:
            raise InvalidRequest(f"move_prior is {move_prior}; it is more than 0.")
        self.memory, self.move_prior, self.least = memory, move_prior, least

    def _read(self, matrix: LabelMatrix) -> tuple[Grammar, Chains]:
        grammar, chains = super()._read(matrix)
        by_label = self.least if isinstance(self.least, Mapping) else dict.fromkeys(matrix.labels.tolist(), self.least)
        least = np.array([by_label.get(label, 1) for label in matrix.labels.tolist()], np.int64)
        if (least < 1).any() or not by_label.keys() <= set(matrix.labels.tolist()):
            raise InvalidRequest("A least length is 1 or more, of a label that there is.")
        if (least > 1).any() and isinstance(matrix, SequenceMatrix) and matrix.scheme.begins.any():
            raise InvalidRequest("Tags that open a span do not last.", hint="A least length is for segments of frames.")
        return Grammar(grammar.starts, grammar.follows, least), chains

    def _estimate(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        self._moves: Floats | None = None
        if not (self.memory and isinstance(matrix, SequenceMatrix)):
            super()._estimate(matrix, known)
            return
        j, k = len(matrix.annotators), len(matrix.labels)
        self._situations = k + 1
        who = (matrix.annotator * (k + 1) + matrix.before).astype(np.int32)
        super()._estimate(replace(matrix, annotator=who, annotators=np.arange(j * (k + 1))), known)
        self._situations = 1
        self.expected_counts_ = self.expected_counts_.reshape(j, k + 1, k, k).sum(1)
        self.confusion_matrices_ = self._confusions(self.expected_counts_)[0]
        self.annotator_skill_ = np.einsum("jkk,k->j", self.confusion_matrices_, self.class_prior_)

    def _expectation(
        self, blocks: Blocks, weights: Floats, _log_rho: Floats, q: Floats, known: NDArray[np.int64]
    ) -> tuple[Floats, float, float]:
        grammar, chains = self._grammar, self._chains
        if self._moves is None:  # of the votes
            later = np.setdiff1d(np.arange(len(q)), chains.first)
            self._begins, self._moves = q[chains.first].sum(0), q[later - 1].T @ q[later]
        self.start_ = self._probabilities(self._begins, grammar.starts)
        self.move_ = self._probabilities(self._moves, grammar.follows)
        like, evidence = self._likelihood(blocks, weights, known, q.shape)
        state, moves, explained = chains.smoothed(grammar.spread(like), *grammar.states(self.start_, self.move_))
        new = grammar.gathered(state)
        self._begins, self._moves = state[chains.first][:, grammar.last].sum(0), grammar.labels(moves)
        moved = float(np.abs(new - q).max(initial=0.0))
        q[:] = new
        counts = np.zeros(weights.shape)
        for rows, given in blocks:
            counts += given.T @ q[rows]
        return counts, moved, evidence + explained

    def _likelihood(
        self, blocks: Blocks, weights: Floats, known: NDArray[np.int64], shape: tuple[int, ...]
    ) -> tuple[Floats, float]:
        """P(answers | truth) of each position up to a factor of its own, and the logarithm of all factors."""
        like = np.empty(shape)
        for rows, given in blocks:
            like[rows] = self._scores(rows, given, weights)
        gold = np.flatnonzero(known >= 0)
        top = like.max(1)
        top[gold] = like[gold, known[gold]]
        like -= top[:, None]
        np.exp(np.maximum(like, _FLOOR, out=like), out=like)
        like[gold] = 0.0
        like[gold, known[gold]] = 1.0
        return like, float(top.sum())

    def _probabilities(self, counts: Floats, may: NDArray[np.bool_]) -> Floats:
        alpha = np.where(may, counts + self.move_prior, 1.0)
        rows = np.where(may, alpha, 0.0).sum(-1, keepdims=True)
        found: Floats = np.exp(digamma(alpha) - digamma(rows)) if self.inference == "vb" else alpha / rows
        return np.where(may, found, 0.0)
