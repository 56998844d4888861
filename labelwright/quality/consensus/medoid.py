"""Answers that cannot be averaged, texts above all: the one that is nearest to the others. Nothing is made up.

    medoid of item i  =  the answer a of least  sum_b w_b d(a, b),   b the other answers to i

w_b is how far the person behind b may be believed: 1, given, or found: people whose answers lie near the others' count
for more, 1 / r_j^2, r_j their weighted mean distance to others' answers, pulled toward the mean of all by four answers.
An answer that is believed need not be near those that are not: its own weight is missing from its sum.
Sources: Braylan, Lease (2020) "smallest average distance"; Li, Fukumoto (2019) for reliability (RASA).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.agreement.distance import answer_distances
from labelwright.quality.consensus.truth import Floats
from labelwright.quality.estimate import Result
from labelwright.quality.finite import LARGEST, finite
from labelwright.quality.matching import answer_pairs
from labelwright.quality.matrix import LabelMatrix, from_columns
from labelwright.quality.objects import ObjectMatrix, Rows
from labelwright.quality.seeded import seeded

_PRIOR = 4.0  # answers that the mean distance of all counts for
_STEPS = 10


@dataclass(frozen=True, slots=True)
class Medoid(Result):
    """One item's answer and who gave it. `mean_distance` to the other answers is None where there is none.

    `tied` says that a different answer was as good, and a draw decided.
    """

    item: Any
    annotator: Any
    answer: Any
    mean_distance: float | None
    n: int
    tied: bool


def medoids(
    answers: LabelMatrix | ObjectMatrix,
    distance: Callable[[Any, Any], float] | None = None,
    *,
    weights: Literal["reliability"] | ArrayLike | None = None,
    iou_threshold: float = 0.5,
    seed: int = 0,
) -> list[Medoid]:
    """The medoid of each item that has an answer, in the order of items.

    `distance` of two labels is symmetric and 0 for equal ones, such as `chrf_distance`; objects have one of their own,
    and their `answer` is its number in the matrix. `weights` are (J,) numbers over 0, or "reliability". Ties are drawn
    by `seed`. Raises InvalidData for weights or distances that are none. Cost: one distance for each different pair of
    answers to an item.
    """
    matrix = answers.answers if isinstance(answers, ObjectMatrix) else answers
    apart = answer_distances(answers, distance, iou_threshold=iou_threshold, n_pairs=1).observed
    _, one, other = answer_pairs(matrix)
    weight = _weights(matrix, weights)
    far, others = _to_others(one, other, apart, weight[matrix.annotator])
    if isinstance(weights, str):
        for _ in range(_STEPS):
            weight = _reliability(matrix, far, others)
            far, others = _to_others(one, other, apart, weight[matrix.annotator])
    total = others + weight[matrix.annotator]
    near = np.round(far / total, 12)
    draw = seeded(seed).random(len(matrix))
    order = np.lexsort((draw, near, matrix.item))
    found = []
    for start, n in zip(matrix.starts[:-1].tolist(), matrix.per_item.tolist(), strict=True):
        if not n:
            continue
        best, rest = order[start], order[start + 1 : start + n]
        as_good = rest[near[rest] == near[best]]
        found.append(Medoid(
            matrix.items[matrix.item[best]], matrix.annotators[matrix.annotator[best]],
            matrix.labels[matrix.label[best]], float(far[best] / others[best]) if n > 1 else None, n,
            bool((matrix.label[as_good] != matrix.label[best]).any()),
        ))  # fmt: skip
    return found


def medoid(
    answers: Sequence[Any],
    distance: Callable[[Any, Any], float],
    *,
    weights: ArrayLike | None = None,
    seed: int = 0,
) -> Medoid:
    """The medoid of one item's answers; `annotator` is its place in `answers`. As `medoids`."""
    matrix = from_columns(np.zeros(len(answers), np.int64), np.arange(len(answers)), answers)
    if not len(matrix):
        raise InvalidData("There is no answer.")
    return medoids(matrix, distance, weights=weights, seed=seed)[0]


def _to_others(one: Rows, other: Rows, apart: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Each answer's weighted distance to the others of its item, and their weight; 0 where it stands alone."""
    far, others = np.zeros(len(weight)), np.zeros(len(weight))
    for mine, theirs in ((one, other), (other, one)):
        far += np.bincount(mine, weight[theirs] * apart, len(weight))
        others += np.bincount(mine, weight[theirs], len(weight))
    return far, others


def _reliability(matrix: LabelMatrix, far: Floats, others: Floats) -> Floats:
    """1 / r^2, r the mean distance of a person's answers to the others', in means of all."""
    people, told = len(matrix.annotators), others > 0
    mean = far[told] / others[told]
    if not mean.any():
        return np.ones(people)
    n = np.bincount(matrix.annotator[told], minlength=people)
    share = (np.bincount(matrix.annotator[told], mean / mean.mean(), people) + _PRIOR) / (n + _PRIOR)
    found: Floats = 1 / np.square(share)
    return found


def _weights(matrix: LabelMatrix, given: str | ArrayLike | None) -> Floats:
    people = len(matrix.annotators)
    if given is None or isinstance(given, str):
        if given not in (None, "reliability"):
            raise InvalidRequest(f"{given} are no weights.", hint="reliability, or a number for each person.")
        if given and matrix.anonymous:
            raise InvalidData("Counts do not say who gave which answer, so nobody's reliability is known.")
        return np.ones(people)
    weight = finite(given, "Weights", largest=LARGEST)
    if weight.shape != (people,) or (weight < 1 / LARGEST).any():
        raise InvalidData(f"Weights are finite and over 0, one for each of the {people} people.")
    return weight
