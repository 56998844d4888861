"""Do people draw the same objects: found alike, outlined alike, named alike.

    detection        2 matched / (n_a + n_b): missed or surplus objects
    localisation     mean IoU of matched objects: loose edges
    classification   share of matched objects with one class: mixed-up classes

over all pairs of answers to one item; objects are matched whatever their class, at an IoU of a threshold or more. Each
of the three asks for another remedy, which one number would hide. Kappa is not defined for objects, because nobody
knows how many were rightly not drawn; F1 is its limit (Hripcsak, Rothschild 2005). Detection is pooled over pairs, so
items on which nobody drew anything say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from labelwright.quality.estimate import INSUFFICIENT, NO_PAIRABLE_ITEMS, Estimate, Result
from labelwright.quality.matching import answer_pairs, match
from labelwright.quality.matrix import must_be
from labelwright.quality.normal import of_share, ratio, two_sided
from labelwright.quality.objects import Floats, ObjectMatrix, Rows

_FAIR = 0.8


@dataclass(frozen=True, slots=True)
class ObjectAgreement(Result):
    """The three shares, each in [0, 1] with the interval of a ratio over items, and the weakest link in words."""

    detection: Estimate
    localisation: Estimate
    classification: Estimate
    meaning: str

    def __str__(self) -> str:
        return "\n".join(map(str, (self.meaning, self.detection, self.localisation, self.classification)))


def object_agreement(
    objects: ObjectMatrix, *, iou_threshold: float = 0.5, confidence_level: float = 0.95
) -> ObjectAgreement:
    """Detection, localisation and classification over all pairs of answers.

    Undefined (`no_pairable_items`) where no two people looked at one item, (`insufficient`) where nobody drew or
    nothing was matched. Raises InvalidRequest for a threshold outside (0, 1]. Cost: sum of n_a x n_b over the pairs.
    """
    must_be(ObjectMatrix, objects)
    z = two_sided(confidence_level)
    item, one, other = answer_pairs(objects.answers)
    found = match(objects, one, other, iou_threshold, class_aware=False)
    drawn = (objects.many[one] + objects.many[other]).astype(np.float64)
    size = len(objects.answers.items)
    where = item[found.pair]
    matched = _sum(where, None, size)
    same = (objects.label[found.one] == objects.label[found.other]).astype(np.float64)
    pairs = _sum(item, None, size)
    facts: dict[str, Any] = {
        "n_items": int(np.count_nonzero(pairs)), "n_annotations": int(objects.answers.per_item[pairs > 0].sum()),
        "n_annotators": objects.answers.n_annotators,
    }  # fmt: skip

    def share(method: str, top: Floats, bottom: Floats, meaning: str) -> Estimate:
        if not len(item) or not bottom.any():
            reason = INSUFFICIENT if len(item) else NO_PAIRABLE_ITEMS
            why = "Nothing was drawn alike." if len(item) else "No two people looked at the same item."
            return Estimate(method=method, value=None, reason=reason, meaning=why, **facts)
        value, se = ratio(top, bottom)
        low, high = of_share(value, se, float(np.count_nonzero(bottom)), z)
        return Estimate(method=method, value=value, se=se, ci_low=low, ci_high=high, meaning=meaning,
                        confidence_level=None if se is None else confidence_level, **facts)  # fmt: skip

    detection = share("Detection F1", 2 * matched, _sum(item, drawn, size), "How far people find the same objects.")
    located = share("Mean IoU of matched objects", _sum(where, found.iou, size), matched, "How far outlines agree.")
    named = share("Same class of matched objects", _sum(where, same, size), matched, "How far classes agree.")
    return ObjectAgreement(detection, located, named, _verdict(detection, located, named))


def _sum(at: Rows, weights: Floats | None, size: int) -> Floats:
    return np.bincount(at, weights, size).astype(np.float64)


def _verdict(detection: Estimate, located: Estimate, named: Estimate) -> str:
    if detection.value is None:
        return detection.meaning
    if located.value is None or named.value is None:
        return "People draw different objects: settle first what is to be drawn at all."
    weak = {
        "objects are missed or drawn too much: say which ones count": detection.value,
        "edges are loose: show how tight a box is": located.value,
        "classes are mixed up: tell them apart in the guideline": named.value,
    }
    worst = min(weak, key=lambda word: weak[word])
    if weak[worst] >= _FAIR:
        return "People find, outline and name the same objects."
    return f"The weakest link: {worst}."
