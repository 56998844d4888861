"""Agreement on boundaries of segments: do people see something change at the same time, give or take a tolerance?

    F1 = 2 M / (n_a + n_b),   M boundaries of a and b that pair up one to one, at most `tolerance` apart

A boundary is a time at which a segment starts or ends; where one ends as the next starts there is one. The largest M is
found by taking boundaries from the left, each with the earliest that it may have. Kinds play no part: alpha of the
frames compares them. Where segments fill a whole sequence its two ends are boundaries that everybody has, and F1 is the
higher for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.agreement.spans import SpanScore, pairwise_f1
from labelwright.quality.estimate import Estimate

Segment = tuple[float, float, Any]  # start, end, kind


def boundary_f1(
    true: Iterable[tuple[Any, float, float, Any]], found: Iterable[tuple[Any, float, float, Any]], tolerance: float
) -> SpanScore:
    """Precision, recall and F1 of boundaries; each segment is (sequence, start, end, kind). O(n log n).

    >>> boundary_f1([("clip", 0.0, 2.0, "nod")], [("clip", 0.4, 3.0, "nod")], tolerance=0.5).f1
    0.5
    """
    _check(tolerance)
    given, sought = _by_sequence(found), _by_sequence(true)
    n, m = sum(map(len, given.values())), sum(map(len, sought.values()))
    both = sum(_matched(times, sought.get(where, []), tolerance) for where, times in given.items())
    return SpanScore(
        both / n if n else None, both / m if m else None, 2 * both / (n + m) if n or m else None, n, m, both
    )  # fmt: skip


def boundary_agreement(
    answers: Iterable[tuple[Any, Any, Iterable[Segment]]], tolerance: float, *, confidence_level: float = 0.95
) -> Estimate:
    """Mean pairwise F1 of boundaries, in [0, 1]; each answer is (sequence, annotator, segments).

    A sequence weighs as many boundaries as were set in it. The later of two answers of one person for one sequence
    stands. The interval is linearised over sequences. O(sum over sequences of pairs of people times boundaries).
    """
    _check(tolerance)
    last: dict[Any, dict[Any, list[float]]] = {}
    for where, who, segments in answers:
        last.setdefault(where, {})[who] = _times(segments)
    shared = [
        2.0 * sum(_matched(one, other, tolerance) for one, other in combinations(given.values(), 2))
        for given in last.values()
    ]
    return pairwise_f1(
        np.array(shared), np.array([float(sum(map(len, given.values()))) for given in last.values()]),
        np.array([len(given) for given in last.values()], np.int64), f"Boundary F1, within {tolerance:g}",
        confidence_level, len({who for given in last.values() for who in given}),
    )  # fmt: skip


def _matched(one: Sequence[float], other: Sequence[float], tolerance: float) -> int:
    """How many pairs two rising rows of times make; rounding of the times does not part a pair."""
    a = b = pairs = 0
    within = tolerance + 1e-9
    while a < len(one) and b < len(other):
        if abs(one[a] - other[b]) <= within:
            a, b, pairs = a + 1, b + 1, pairs + 1
        elif one[a] < other[b]:
            a += 1
        else:
            b += 1
    return pairs


def _by_sequence(segments: Iterable[tuple[Any, float, float, Any]]) -> dict[Any, list[float]]:
    of: dict[Any, list[Segment]] = {}
    for where, start, end, kind in segments:
        of.setdefault(where, []).append((start, end, kind))
    return {where: _times(some) for where, some in of.items()}


def _times(segments: Iterable[Segment]) -> list[float]:
    times: set[float] = set()
    for start, end, _ in segments:
        if not (np.isfinite(start) and np.isfinite(end) and start < end):
            raise InvalidData(f"A segment from {start} to {end} has no length.")
        times |= {float(start), float(end)}
    return sorted(times)


def _check(tolerance: float) -> None:
    if not 0 <= tolerance < np.inf:
        raise InvalidRequest(f"The tolerance is {tolerance}; it is 0 or more, in the segments' own unit.")
