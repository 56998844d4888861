"""Which objects there are, out of everybody's: gathered, believed or not, fused.

    cluster     objects of one item that overlap, one of each person at most
    existence   from who drew it and who looked and did not (`existence`): people miss objects, many the same one, so a
                minority that drew one can be right, and whoever draws what nobody else sees weighs little
    class       Dawid-Skene on the classes given within a cluster
    geometry    the median of each coordinate; masks by STAPLE

An object is kept where its probability is above c_fp / (c_fp + c_fn), the cost of drawing what is not there against
the cost of missing what is. Every object lies in exactly one cluster, and dropped clusters are listed with their
probability: nothing is left over. The probabilities are not calibrated. Works for boxes, spans and segments alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.consensus.dawid_skene import DawidSkene
from labelwright.quality.consensus.existence import existence
from labelwright.quality.consensus.staple import staple
from labelwright.quality.consensus.truth import TruthEstimator
from labelwright.quality.estimate import Result
from labelwright.quality.finite import LARGEST
from labelwright.quality.masks import Mask
from labelwright.quality.matching import clusters, votes
from labelwright.quality.matrix import LabelMatrix, must_be
from labelwright.quality.model import Model
from labelwright.quality.objects import Extents, Floats, Geometry, Masks, ObjectMatrix, Rows

Fusion = Literal["median", "mean", "weighted"]


@dataclass(frozen=True, slots=True, eq=False)
class FusedObjects(Result):
    """C objects, sorted by item: their items, geometry (coordinates (C, 2 d), or masks), classes.

    `existence` (C,) is how probable it is that the object is there, `class_probability` (C,) that of its class,
    `drawn` (C,) how many of the `looked` (C,) people drew it, `kept` (C,) whether it is worth keeping; `cluster` (n,)
    the fused object of each object that went in.
    """

    items: NDArray[Any]
    geometry: Floats | tuple[Mask, ...]
    labels: NDArray[Any]
    existence: Floats
    class_probability: Floats
    drawn: Rows
    looked: Rows
    kept: NDArray[np.bool_]
    cluster: Rows

    def __len__(self) -> int:
        return len(self.items)

    def __str__(self) -> str:
        return f"{len(self):,} objects on {len(set(self.items.tolist())):,} items, {int(self.kept.sum()):,} are kept."


class ObjectConsensus(Model):
    """Objects of everybody into one set.

    `classes` makes the estimator of what a thing is. After `fit`: `objects_` (`FusedObjects`), and of each of
    `annotators_` `sensitivity_`, how many of the objects that are there the person draws, and `precision_`, how much of
    what the person draws is there.
    """

    annotators_: NDArray[Any]
    sensitivity_: Floats
    precision_: Floats
    objects_: FusedObjects

    def __init__(
        self,
        *,
        iou_threshold: float = 0.5,
        class_aware: bool = False,
        fusion: Fusion = "median",
        false_positive_cost: float = 1.0,
        false_negative_cost: float = 1.0,
        classes: Callable[[], TruthEstimator] = DawidSkene,
    ) -> None:
        if fusion not in ("median", "mean", "weighted"):
            raise InvalidRequest(f"{fusion} is no fusion.", hint="median, mean or weighted.")
        whole = false_positive_cost + false_negative_cost
        if not 0 <= false_positive_cost <= whole or not 0 < whole <= LARGEST:  # NaN is neither
            raise InvalidRequest("Costs are 0 or more, and one of them is more.")
        self.iou_threshold, self.class_aware, self.fusion = iou_threshold, class_aware, fusion
        self.threshold = false_positive_cost / whole
        self.classes = classes

    def _holds(self) -> str:
        return str(self.objects_)

    def fit(self, objects: ObjectMatrix) -> Self:
        """Finds the objects behind everybody's. Cost: IoU of all pairs within items, and O(clusters x people) a step.

        Raises InvalidRequest for a threshold outside (0, 1].
        """
        must_be(ObjectMatrix, objects)
        cluster = clusters(objects, self.iou_threshold, self.class_aware)
        said = votes(objects, cluster)
        size, k = len(said.items), len(objects.labels)
        there = said.label < k
        drawn = np.bincount(said.item[there], minlength=size)
        found = existence(said, there)
        exists = found.probability
        truth, sure = _classes(said.kept(there), k, self.classes)
        members = np.argsort(cluster, kind="stable")
        starts = np.concatenate(([0], np.cumsum(drawn)))
        self.annotators_, self.sensitivity_ = objects.answers.annotators, found.sensitivity
        self.precision_ = _precision(said.kept(there), exists)
        weight = self.precision_[objects.answers.annotator[objects.owner]] if self.fusion == "weighted" else None
        first = members[starts[:-1]]
        self.objects_ = FusedObjects(
            objects.answers.items[objects.answers.item[objects.owner[first]]],
            _fused(objects.geometry, members, starts, self.fusion, weight), objects.labels[truth], exists, sure,
            drawn, said.per_item, exists > self.threshold, cluster,
        )  # fmt: skip
        return self


def _precision(drawn: LabelMatrix, exists: Floats) -> Floats:
    """How much of what each person drew is there, shrunken to the mean by two objects."""
    j = len(drawn.annotators)
    hit, many = np.bincount(drawn.annotator, exists[drawn.item], j), np.bincount(drawn.annotator, minlength=j)
    mean = float(hit.sum() / max(1, len(drawn))) if len(drawn) else 1.0
    found: Floats = (hit + 2 * mean) / (many + 2)
    return found


def _classes(said: LabelMatrix, k: int, estimator: Callable[[], TruthEstimator]) -> tuple[Rows, Floats]:
    """The class of each cluster and its probability."""
    size = len(said.items)
    if k < 2 or not size:
        return np.zeros(size, np.int64), np.ones(size)
    known = LabelMatrix(said.items, said.annotators, said.labels[:k], said.item, said.annotator, said.label)
    found = estimator().fit(known)
    return found.codes(), found.confidence_


def _fused(
    geometry: Geometry, members: Rows, starts: Rows, fusion: Fusion, weight: Floats | None
) -> Floats | tuple[Mask, ...]:
    """One shape for each cluster, whose objects are `members` from one of `starts` to the next."""
    if isinstance(geometry, Masks):
        pieces = np.split(members, starts[1:-1]) if len(starts) > 1 else []
        return tuple(staple([geometry.masks[int(row)] for row in piece]).mask for piece in pieces)
    if not isinstance(geometry, Extents):
        raise InvalidData("Only boxes, intervals and masks are fused.")
    values = geometry.values
    made = np.zeros((len(starts) - 1, values.shape[1]))
    if fusion == "median":
        many = np.diff(starts)
        for m in np.unique(many):
            of = np.flatnonzero(many == m)
            made[of] = np.median(values[members[starts[of][:, None] + np.arange(m)]], axis=1)
        return made
    w = np.ones(len(values)) if weight is None else weight
    code = np.repeat(np.arange(len(made)), np.diff(starts))
    total = np.bincount(code, w[members], len(made))
    for at in range(values.shape[1]):
        made[:, at] = np.bincount(code, (w * values[:, at])[members], len(made)) / total
    return made
