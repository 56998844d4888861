"""Segments of time out of several people's: which there are, and how sure is each boundary?

    which   clips are cut into frames, each of the state at its middle; an estimator of truth, such as HMMCrowd, says
            which state each frame is of, and runs of one state are segments
    where   those who marked a segment are off by errors of one scale b: its boundary has the posterior
            prod exp(-|x_j - t| / b) over their boundaries x_j, with its median and the interval that holds it

Whoever missed a segment says nothing of where it begins; to a chain over frames each of the many frames they missed is
a witness, so its change points lie too far out and are far too sure (in simulation an interval of 95 % held 20 %).
b is the mean distance of boundaries from their median, over all segments that two or more people marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.agreement.boundaries import Segment
from labelwright.quality.consensus.truth import TruthEstimator
from labelwright.quality.estimate import Result
from labelwright.quality.matrix import must_be
from labelwright.quality.normal import two_sided
from labelwright.quality.scheme import states
from labelwright.quality.sequences import SequenceMatrix, from_scheme, kinds_of, listed, must_map

Floats = NDArray[np.float64]
_LOST = 0.6  # of the deviations from a median of m, as if m - 0.6 were free (Laplace errors, within 4 % for m >= 3)
_GRID, _FAR = 513, 12.0  # points of a posterior, and how many b it reaches beyond the outermost boundaries


@dataclass(frozen=True, slots=True)
class FoundSegment(Result):
    """A segment in seconds: the medians of its boundaries' posteriors, and the intervals that hold them.

    `marked_by` people of `read_by` marked it. `probability` is the mean posterior of its kind over its frames.
    """

    sequence: Any
    start: float
    end: float
    kind: Any
    start_low: float
    start_high: float
    end_low: float
    end_high: float
    marked_by: int
    read_by: int
    probability: float


def from_segments(
    seconds: Mapping[Any, float],
    answers: Iterable[tuple[Any, Any, Iterable[Segment]]],
    *,
    rate: float = 10.0,
    kinds: Sequence[Any] | None = None,
    rest: Any = "none",
) -> SequenceMatrix:
    """The matrix of clips: their length in `seconds`, and (clip, annotator, segments) for each answer.

    A segment is (start, end, kind) in seconds; `rest` is the state between segments. A clip has floor(seconds * rate)
    frames, at least one; a segment takes the frames whose middle it holds, so one shorter than a frame may vanish.
    Raises InvalidData for segments that leave their clip or overlap, and for unknown clips and kinds.
    """
    if not 0 < rate < np.inf:
        raise InvalidRequest(f"The rate is {rate}; it is more than 0 frames a second.")
    must_map(seconds)
    given = listed(answers)
    found = kinds_of(given)
    if not all(0 < length < np.inf for length in seconds.values()):
        raise InvalidData("A clip lasts more than 0 seconds, and not for ever.")
    frames = {clip: max(1, int(np.floor(length * rate + 1e-9))) for clip, length in seconds.items()}
    framed = []
    for clip, who, segments in given:
        if clip not in frames:
            raise InvalidData(f"{who!s} answered {clip!s}, whose length is not given.")
        framed.append((clip, who, _framed(segments, seconds[clip], frames[clip], rate, f"{who!s} for {clip!s}")))
    return from_scheme(states(found if kinds is None else kinds, rest), frames, framed)


def found_segments(
    model: TruthEstimator, matrix: SequenceMatrix, *, rate: float = 10.0, confidence_level: float = 0.95, seed: int = 0
) -> list[FoundSegment]:
    """The segments that a model fitted on `matrix` predicts, where those who marked them say they are; in seconds.

    What one person marked belongs to the segment of its kind that it shares most frames with. O(segments marked).
    """
    must_be(SequenceMatrix, matrix)
    two_sided(confidence_level)
    spans = matrix.spans(model.codes(seed))
    code = {name: at for at, name in enumerate(matrix.sequences.tolist())}
    number = {kind: at for at, kind in enumerate(matrix.scheme.kinds)}
    begin = np.array([matrix.offsets[code[span.sequence]] for span in spans], np.int64)
    start, end = (begin + np.array([span[at] for span in spans], np.int64) for at in (1, 2))
    kind = np.array([number[span.kind] for span in spans], np.int64)
    marks = _marks(matrix, start, end, kind)
    edges = [[np.array(side, np.float64) for side in zip(*some.values(), strict=True)] for some in marks]
    several = [side for sides in edges for side in sides if len(side) > 1]
    spread = sum(float(np.abs(side - np.median(side)).sum()) for side in several)
    scale = max(0.5, spread / max(1.0, sum(len(side) - _LOST for side in several)))  # half a frame is the grid's own
    of_kind = {k: int(np.flatnonzero(matrix.scheme.kind == k)[0]) for k in set(kind.tolist())}
    readers = np.bincount(matrix.read()[0], minlength=len(code))
    shares = ((1 - confidence_level) / 2, 0.5, (1 + confidence_level) / 2)
    made = []
    for at, span in enumerate(spans):
        if not marks[at]:  # frames that nobody answered
            continue
        length = matrix.offsets[code[span.sequence] + 1] - begin[at]
        low, high = (np.clip(_quantiles(side, scale, shares) - begin[at], 0, length) / rate for side in edges[at])
        sure = float(model.posterior_[start[at] : end[at], of_kind[int(kind[at])]].mean())
        made.append(
            FoundSegment(
                span.sequence, float(low[1]), float(high[1]), span.kind, float(low[0]), float(low[2]), float(high[0]),
                float(high[2]), len(marks[at]), int(readers[code[span.sequence]]), sure,
            )
        )  # fmt: skip
    return made


def _marks(
    matrix: SequenceMatrix, start: NDArray[np.int64], end: NDArray[np.int64], kind: NDArray[np.int64]
) -> list[dict[int, tuple[int, int]]]:
    """For each segment, from where to where each person marked it."""
    found: list[dict[int, tuple[int, int]]] = [{} for _ in start]
    rows = {k: np.flatnonzero(kind == k) for k in range(len(matrix.scheme.kinds))}
    ends, starts = {k: end[of] for k, of in rows.items()}, {k: start[of] for k, of in rows.items()}
    for who, a, b, k in zip(*(column.tolist() for column in matrix.spans_of_answers()), strict=True):
        near = slice(np.searchsorted(ends[k], a, side="right"), np.searchsorted(starts[k], b))
        shared = np.minimum(ends[k][near], b) - np.maximum(starts[k][near], a)
        if len(shared):
            mine = found[rows[k][near][shared.argmax()]]
            low, high = mine.get(who, (a, b))
            mine[who] = (min(low, a), max(high, b))
    return found


def _quantiles(x: Floats, scale: float, shares: Sequence[float]) -> Floats:
    """Of the density prod exp(-|x_j - t| / scale)."""
    grid = np.union1d(np.linspace(x.min() - _FAR * scale, x.max() + _FAR * scale, _GRID), x)
    log = -np.abs(grid[:, None] - x).sum(1) / scale
    density = np.exp(log - log.max())
    mass = np.concatenate(([0.0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(grid))))
    found: Floats = np.interp(np.array(shares) * mass[-1], mass, grid)
    return found


def _framed(
    segments: Sequence[Segment], seconds: float, frames: int, rate: float, name: str
) -> list[tuple[int, int, Any]]:
    found = []
    for start, end, kind in segments:
        if not 0 <= start < end <= seconds + 1e-9:
            raise InvalidData(f"The segment from {start} to {end} of {name} leaves the clip or has no length.")
        a, b = (min(frames, int(np.ceil(time * rate - 0.5 - 1e-9))) for time in (start, end))
        if a < b:
            found.append((a, b, kind))
    return found
