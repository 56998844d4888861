"""Segments of time: clips as frames, the segments behind several people's, and how alike boundaries are."""

from __future__ import annotations

import json
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from tests.pictures import real


def test_a_frame_is_of_the_state_at_its_middle() -> None:
    matrix = q.from_segments({"a": 1.0, "b": 0.05}, [("a", 1, [(0.06, 0.34, "on"), (0.5, 0.54, "on")])], rate=10)
    assert matrix.labels.tolist() == ["none", "on"]
    assert matrix.label.tolist() == [0, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert np.diff(matrix.offsets).tolist() == [10, 1]
    assert matrix.spans([0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1]) == [("a", 1, 3, "on"), ("a", 5, 6, "on"), ("a", 9, 10, "on"), ("b", 0, 1, "on")]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([("z", 1, [])], "length is not given"),
        ([("a", 1, [(0, 3, "on")])], "leaves the clip"),
        ([("a", 1, [(0.5, 0.5, "on")])], "no length"),
        ([("a", 1, [(0, 1, "on"), (0.5, 1.5, "on")])], "overlap in the answer of 1 for a"),
        ([("a", 1, [(0, 1, "off")])], "not declared"),
    ],
)
def test_segments_that_cannot_be_are_refused(answers: Any, said: str) -> None:
    with pytest.raises(InvalidData, match=said):
        q.from_segments({"a": 2.0}, answers, kinds=["on"])
    with pytest.raises(InvalidData, match="both"):
        q.from_segments({"a": 2.0}, [], kinds=["none"])
    for length in (0.0, float("nan"), float("inf")):
        with pytest.raises(InvalidData, match="lasts"):
            q.from_segments({"a": length}, [])
    with pytest.raises(InvalidRequest):
        q.from_segments({"a": 2.0}, [], rate=0)


Truth = dict[int, list[tuple[float, float, str]]]


def clips(seed: int, error: float = 0.4, missed: float = 0.12, each: int = 4) -> tuple[q.SequenceMatrix, Truth]:
    generator = np.random.default_rng(seed)
    truth: Truth = {}
    answers = []
    for clip in range(12):
        at, truth[clip] = generator.exponential(5), []
        while at < 40:
            end = at + 1.5 + generator.exponential(3)
            truth[clip].append((at, end, "yawn" if generator.random() < 0.4 else "asleep"))
            at = end + 2 + generator.exponential(6)
        for who in generator.choice(8, each, replace=False):
            mine: list[tuple[float, float, str]] = []
            for start, end, kind in truth[clip]:
                a = max(mine[-1][1] if mine else 0.0, start + generator.normal() * error)
                b = min(60.0, end + generator.normal() * error)
                if generator.random() > missed and b - a > 0.2:
                    mine.append((a, b, kind))
            answers.append((clip, int(who), mine))
    return q.from_segments(dict.fromkeys(range(12), 60.0), answers), truth


@pytest.mark.parametrize(("error", "missed", "each"), [(0.4, 0.12, 4), (0.4, 0.3, 4), (0.3, 0.12, 2)])
def test_boundaries_are_where_those_who_marked_them_say(error: float, missed: float, each: int) -> None:
    held, wholes, parts, votes = [], 0, 0, 0.0
    for seed in range(3):
        matrix, truth = clips(seed, error, missed, each)
        true = [(clip, *segment) for clip, segments in truth.items() for segment in segments]
        found = q.found_segments(q.HMMCrowd().fit(matrix), matrix)
        score = q.boundary_f1(true, [(s.sequence, s.start, s.end, s.kind) for s in found], 0.5)
        wholes, parts = wholes + score.n_matched, parts + score.n_found + score.n_true
        by_votes = matrix.spans(q.MajorityVote().fit(matrix).codes())
        votes += (q.boundary_f1(true, [(s.sequence, s.start / 10, s.end / 10, s.kind) for s in by_votes], 0.5).f1 or 0) / 3
        for segment in found:
            assert segment.start_low <= segment.start <= segment.start_high
            assert segment.end_low <= segment.end <= segment.end_high
            assert 1 <= segment.marked_by <= segment.read_by == each
            assert 0.3 < segment.probability <= 1
            for start, end, kind in truth[segment.sequence]:
                if kind == segment.kind and min(end, segment.end) > max(start, segment.start):
                    held += [segment.start_low <= start <= segment.start_high, segment.end_low <= end <= segment.end_high]
    assert 2 * wholes / parts > votes + 0.03
    assert 0.88 <= np.mean(held) <= 0.98


def test_what_is_shorter_than_may_be_is_taken_for_an_error() -> None:
    answers = [("a", who, [(2.0, 5.0, "on"), (7.0, 7.2, "on")]) for who in "xy"]
    answers += [("b", who, [(1.0, 4.0, "on")]) for who in "xy"]
    matrix = q.from_segments({"a": 10.0, "b": 10.0}, answers)
    for least, many in ((1, 3), ({"on": 8}, 2)):
        found = q.found_segments(q.HMMCrowd(least=least).fit(matrix), matrix)
        assert len(found) == many
        assert found[0].start == pytest.approx(2.0, abs=0.06)
        assert found[0].end == pytest.approx(5.0, abs=0.06)


def test_no_answers_no_segments() -> None:
    matrix = q.from_segments({"a": 2.0}, [], kinds=["on"])
    assert q.found_segments(q.MajorityVote().fit(matrix), matrix) == []
    alone = q.from_segments({"a": 2.0}, [("a", 1, [(0.5, 1.0, "on")])])
    (only,) = q.found_segments(q.HMMCrowd().fit(alone), alone)
    assert (only.marked_by, only.read_by) == (1, 1)
    assert (only.start, only.end) == pytest.approx((0.5, 1.0))
    assert only.start_low < 0.5 < only.start_high


# -- boundaries ------------------------------------------------------------------------------------------------------


def most_pairs(one: list[float], other: list[float], tolerance: float) -> int:
    """The largest one-to-one matching, by trying."""
    if not one:
        return 0
    ways = [most_pairs(one[1:], other, tolerance)]
    for at, time in enumerate(other):
        if abs(time - one[0]) <= tolerance + 1e-9:
            ways.append(1 + most_pairs(one[1:], other[:at] + other[at + 1 :], tolerance))
    return max(ways)


_times = st.lists(st.integers(0, 12).map(float), min_size=2, max_size=5, unique=True).map(sorted)


@given(_times, _times, st.sampled_from([0.0, 1.0, 2.5]))
@settings(max_examples=80, deadline=None)
def test_boundaries_pair_up_as_often_as_they_can(one: list[float], other: list[float], tolerance: float) -> None:
    sides = [[("a", a, b, "x") for a, b in pairwise(row)] for row in (one, other)]
    found = q.boundary_f1(sides[0], sides[1], tolerance)
    assert found.n_matched == most_pairs(one, other, tolerance)
    assert found.f1 == pytest.approx(2 * found.n_matched / (len(one) + len(other)))


def test_boundary_agreement_is_the_mean_over_pairs_weighted_by_boundaries() -> None:
    answers: list[Any] = [
        ("a", 1, [(0.0, 2.0, "x"), (2.0, 5.0, "y")]),
        ("a", 2, [(0.2, 2.4, "x")]),
        ("a", 3, []),
        ("b", 1, [(1.0, 2.0, "x")]),
        ("b", 2, [(1.0, 3.0, "x")]),
        ("c", 1, [(1.0, 2.0, "x")]),
    ]
    found = q.boundary_agreement(answers, 0.5)
    rows = {where: [s for w, _, s in answers if w == where] for where in "ab"}
    top = bottom = 0.0
    for given_ in rows.values():
        for one, other in combinations(given_, 2):
            score = q.boundary_f1([("", *s) for s in one], [("", *s) for s in other], 0.5)
            top += 2 * score.n_matched / (len(given_) - 1)
            bottom += (score.n_true + score.n_found) / (len(given_) - 1)
    assert found.value == pytest.approx(top / bottom)
    assert (found.n_items, found.n_annotators) == (2, 3)
    assert "read once" in found.warnings[0]
    assert q.boundary_agreement([], 0.5).reason == "no_pairable_items"
    assert q.boundary_agreement([("a", 1, []), ("a", 2, [])], 0.5).reason == "no_variation"
    with pytest.raises(InvalidRequest):
        q.boundary_agreement([], -1)
    with pytest.raises(InvalidData, match="no length"):
        q.boundary_f1([("a", 2.0, 2.0, "x")], [], 1.0)


def test_seven_coders_of_one_text() -> None:
    masses = json.loads((real("iaa-reference") / "hearst1997_stargazer.json").read_text())["items"]["stargazer"]
    edges = {who: np.concatenate(([0], np.cumsum(row))).tolist() for who, row in masses.items()}
    answers = [("stargazer", who, [(a, b, "part") for a, b in pairwise(row)]) for who, row in edges.items()]
    found = [q.boundary_agreement(answers, tolerance).value or 0.0 for tolerance in (0, 1, 2)]
    both = sum(2 * len(set(one) & set(other)) for one, other in combinations(edges.values(), 2))
    assert found[0] == pytest.approx(both / 6 / sum(map(len, edges.values())))
    assert found[0] < found[1] < found[2] < 1
