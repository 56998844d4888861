"""Majority vote, plain and weighted: the label most people gave.

`MajorityVote`: q_il = n_il / m_i. `WeightedVote`: people weigh log(a (K-1) / (1-a)), the weight that is best where
everybody has one accuracy a; a is how often they agree with the majority, shrunken toward the mean. A share of votes is
not a probability of being right.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelwright.quality.consensus.truth import Floats, TruthEstimator, clamp, vote_shares, weighted_votes
from labelwright.quality.matrix import LabelMatrix

_PRIOR = 4.0  # answers that the mean accuracy of all counts for


class MajorityVote(TruthEstimator):
    """The share of votes."""

    counts_suffice = True

    def _estimate(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        shares = clamp(vote_shares(matrix), known)
        self.class_prior_ = _prior(shares)
        self.annotator_skill_ = agreement_with(matrix, shares)
        self.posterior_ = shares


class WeightedVote(TruthEstimator):
    """The share of weighted votes."""

    def _estimate(self, matrix: LabelMatrix, known: NDArray[np.int64]) -> None:
        shares = clamp(vote_shares(matrix), known)
        k = len(matrix.labels)
        skill = agreement_with(matrix, shares)
        clipped = np.clip(skill, 1 / k + 1e-3, 1 - 1e-3)  # nobody's vote counts against what they say
        weight = np.log(clipped * (k - 1) / (1 - clipped))
        votes = weighted_votes(matrix, weight[matrix.annotator])
        votes /= np.maximum(votes.sum(1, keepdims=True), 1e-300)
        self.annotator_skill_ = skill
        self.posterior_ = clamp(votes, known)
        self.class_prior_ = _prior(self.posterior_)


def agreement_with(matrix: LabelMatrix, shares: Floats) -> Floats:
    """How often each person gave the label with the largest share (ties count in part), shrunken to the mean."""
    best = shares >= shares.max(1, keepdims=True) - 1e-12
    hit = best[matrix.item, matrix.label] / np.maximum(best.sum(1), 1)[matrix.item]
    n = np.bincount(matrix.annotator, minlength=len(matrix.annotators))
    right = np.bincount(matrix.annotator, hit, len(matrix.annotators))
    mean = float(hit.mean()) if len(hit) else 0.5
    found: Floats = (right + _PRIOR * mean) / (n + _PRIOR)
    return found


def _prior(shares: Floats) -> Floats:
    total = shares.sum(0) + 1.0
    found: Floats = total / total.sum()
    return found
