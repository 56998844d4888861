"""STAPLE: the outline behind several people's masks of one object.

Every pixel is an item that everybody labelled inside or outside; person j marks a pixel of the object with
sensitivity p_j, and leaves one that is not with specificity q_j. EM finds both and the probability of each pixel, with
the prior held at the masks' mean. Pixels with the same marks are one pattern, so a step costs the patterns, of which m
masks have 2^m at most, and not the pixels. Source: Warfield, Zou, Wells (2004).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.consensus.truth import Floats
from labelwright.quality.estimate import Result
from labelwright.quality.masks import Mask, union_box
from labelwright.quality.matrix import must_fit

_LARGEST = 62  # masks of one object, as many as a pattern has bits
_STEPS, _SETTLED = 200, 1e-7
_START = 0.99
_SURE = 1e-9  # nobody, and no share of pixels, is surer than 1 - this
_WIDEST = 1 << 20  # pixels of a margin


@dataclass(frozen=True, slots=True, eq=False)
class Staple(Result):
    """The mask of pixels that are more probably inside than not; `probability` (height, width) of its rectangle `box`.

    `sensitivity` and `specificity` (m,) of each mask; None where all are empty and nothing can be said.
    """

    mask: Mask
    box: tuple[int, int, int, int]
    probability: Floats
    sensitivity: tuple[float, ...] | None
    specificity: tuple[float, ...] | None


def staple(masks: Sequence[Mask], *, margin: int = 1) -> Staple:
    """The outline behind the masks of one object, in their union rectangle and `margin` pixels around it.

    Raises InvalidData without masks, for more than 62, and where they lie too far apart. O(pixels) once, then
    O(patterns x masks) a step.
    """
    m = len(masks)
    if not 1 <= m <= _LARGEST:
        raise InvalidData(f"{m} masks cannot be fused: 1 to {_LARGEST} can.")
    if not any(mask.area for mask in masks):
        return Staple(Mask(0, 0, np.zeros((0, 0), np.bool_)), (0, 0, 0, 0), np.zeros((0, 0)), None, None)
    if not 0 <= margin <= _WIDEST:
        raise InvalidRequest(f"A margin of {margin} pixels is none.")
    x0, y0, x1, y1 = union_box(masks)
    box = (x0 - margin, y0 - margin, x1 + margin, y1 + margin)
    must_fit("The pixels of the masks of one object", box[2] - box[0], box[3] - box[1])
    code = np.zeros((box[3] - box[1], box[2] - box[0]), np.int64)
    for bit, mask in enumerate(masks):
        code |= mask.within(box).astype(np.int64) << bit
    pattern, where, many = np.unique(code, return_inverse=True, return_counts=True)
    marked = ((pattern[:, None] >> np.arange(m)) & 1).astype(np.bool_)
    inside, sensitivity, specificity = _settle(marked, many.astype(np.float64))
    probability = inside[where].reshape(code.shape)
    made = Mask(box[0], box[1], probability > 0.5).cut()
    return Staple(made, box, probability, tuple(sensitivity.tolist()), tuple(specificity.tolist()))


def _settle(marked: NDArray[np.bool_], many: Floats) -> tuple[Floats, Floats, Floats]:
    """Of patterns (P, m) and how often each occurs: P(inside), sensitivity, specificity."""
    m = marked.shape[1]
    prior = float(np.clip(many @ marked.mean(1) / many.sum(), _SURE, 1 - _SURE))
    p, q = np.full(m, _START), np.full(m, _START)
    inside = np.zeros(len(many))
    for _ in range(_STEPS):
        odds = np.log(prior) - np.log1p(-prior)
        odds += np.where(marked, np.log(p) - np.log1p(-q), np.log1p(-p) - np.log(q)).sum(1)
        new = 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
        moved = float(np.abs(new - inside).max())
        inside = new
        if moved < _SETTLED:
            break
        yes, no = many * inside, many * (1 - inside)
        p = np.clip(yes @ marked / max(yes.sum(), _SURE), _SURE, 1 - _SURE)
        q = np.clip(no @ ~marked / max(no.sum(), _SURE), _SURE, 1 - _SURE)
    return inside, p, q
