"""Which rectangles mean the same object: overlap, the best assignment, and the agreement of two sets."""

from __future__ import annotations

import time
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwright.ontology.matching import EXACT, Rect, Shape, agreement, assign, overlap

rects = st.builds(
    lambda x, y, wide, high: (x, y, x + wide, y + high),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(1, 20),
    st.integers(1, 20),
)
shapes = st.tuples(st.sampled_from(["car", "bus"]), rects)


def square(x: int, y: int = 0, side: int = 10, class_: str = "car") -> Shape:
    return class_, (x, y, x + side, y + side)


# overlap


@pytest.mark.parametrize(
    ("a", "b", "share"),
    [
        ((0, 0, 10, 10), (0, 0, 10, 10), 1.0),
        ((0, 0, 10, 10), (5, 0, 15, 10), 1 / 3),
        ((0, 0, 10, 10), (10, 0, 20, 10), 0.0),
        ((0, 0, 10, 10), (20, 20, 30, 30), 0.0),
        ((0, 0, 10, 10), (2, 2, 8, 8), 0.36),
        ((0, 0, 10, 10), (0, 0, 10, 5), 0.5),
    ],
)
def test_known_overlaps(a: Rect, b: Rect, share: float) -> None:
    assert overlap(a, b) == pytest.approx(share)
    assert overlap(b, a) == overlap(a, b)


@given(rects, rects)
def test_overlap_is_within_bounds_and_one_only_for_equals(a: Rect, b: Rect) -> None:
    assert 0.0 <= overlap(a, b) <= 1.0
    assert (overlap(a, b) == 1.0) == (a == b)


def test_rectangles_that_differ_by_one_step_on_the_largest_image_are_not_equal() -> None:
    side = 100_000 * 100
    assert overlap((0, 0, side, side), (0, 0, side, side - 1)) < 1.0


# assignment


def best_sum(gains: list[list[float]]) -> float:
    """The greatest sum there is, by trying all."""
    rows, columns = len(gains), len(gains[0])
    ways = permutations(range(columns), rows)
    return max(sum(gains[row][column] for row, column in enumerate(way)) for way in ways)


@given(
    st.integers(1, 4).flatmap(
        lambda rows: st.integers(rows, 5).flatmap(
            lambda columns: st.lists(
                st.lists(st.floats(0, 1), min_size=columns, max_size=columns), min_size=rows, max_size=rows
            )
        )
    )
)
def test_assignment_has_the_greatest_sum_there_is(gains: list[list[float]]) -> None:
    chosen = assign(gains)
    assert len(set(chosen)) == len(gains)
    assert sum(gains[row][column] for row, column in enumerate(chosen)) == pytest.approx(best_sum(gains))


def test_assignment_gives_up_the_best_pair_for_a_better_whole() -> None:
    assert assign([[0.9, 0.8], [0.8, 0.1]]) == [1, 0]


def test_assignment_of_one_row_takes_its_best() -> None:
    assert assign([[0.1, 0.7, 0.3]]) == [1]


# agreement


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([], [], 1.0),
        ([square(0)], [], 0.0),
        ([square(0)], [square(0)], 1.0),
        ([square(0)], [square(0, class_="bus")], 0.0),
        ([square(0)], [square(1)], 9 / 11),
        ([square(0)], [square(4)], 0.0),  # an overlap of 6/14 is under one half
        ([square(0), square(50)], [square(0)], 2 / 3),
        ([square(0), square(0)], [square(0)], 2 / 3),
        ([square(0), square(50)], [square(50), square(0)], 1.0),
        ([square(0), square(1)], [square(1), square(2)], (1 + 8 / 12) * 2 / 4),  # not 9/11 twice
    ],
)
def test_known_agreements(a: list[Shape], b: list[Shape], expected: float) -> None:
    assert agreement(a, b) == pytest.approx(expected)


def test_pair_that_overlaps_by_exactly_one_half_matches() -> None:
    assert agreement([("car", (0, 0, 10, 10))], [("car", (0, 0, 10, 5))]) == 0.5


def test_chain_of_overlapping_objects_is_assigned_for_the_best_whole() -> None:
    a = [square(0), square(20, side=20)]
    b = [square(1), square(22, side=20)]
    assert agreement(a, b) == pytest.approx((9 / 11 + 18 / 22) * 2 / 4)


def best_agreement(a: list[Shape], b: list[Shape]) -> float:
    """By trying all assignments."""
    if not a and not b:
        return 1.0
    small, large = sorted((a, b), key=len)
    if not small:
        return 0.0

    def gain(one: Shape, other: Shape) -> float:
        share = overlap(one[1], other[1]) if one[0] == other[0] else 0.0
        return share if share >= 0.5 else 0.0

    return 2 * best_sum([[gain(one, other) for other in large] for one in small]) / (len(a) + len(b))


@given(st.lists(shapes, max_size=4), st.lists(shapes, max_size=5))
@settings(max_examples=200)
def test_agreement_is_the_best_there_is(a: list[Shape], b: list[Shape]) -> None:
    assert agreement(a, b) == pytest.approx(best_agreement(a, b))


@given(st.lists(rects, min_size=2, max_size=4), st.integers(-2, 2), st.integers(-2, 2))
@settings(max_examples=200)
def test_agreement_of_boxes_that_were_moved_a_little_is_the_best_there_is(
    places: list[Rect], right: int, down: int
) -> None:
    a = [("car", place) for place in places]
    b = [("car", (x + right, y + down, x2 + right, y2 + down)) for x, y, x2, y2 in places]
    assert agreement(a, b) == pytest.approx(best_agreement(a, b))


@given(st.lists(shapes, max_size=12), st.lists(shapes, max_size=12))
def test_agreement_is_symmetric_to_the_last_bit_and_whatever_the_order(a: list[Shape], b: list[Shape]) -> None:
    assert agreement(a, b) == agreement(b, a)
    assert agreement(a[::-1], b) == agreement(a, b)
    assert 0.0 <= agreement(a, b) <= 1.0


@given(st.lists(shapes, max_size=10), st.lists(shapes, max_size=10))
def test_agreement_is_whole_only_for_equal_sets(a: list[Shape], b: list[Shape]) -> None:
    assert agreement(a, list(reversed(a))) == 1.0
    assert (agreement(a, b) == 1.0) == (sorted(a) == sorted(b))


# very many objects


def crowd(count: int, shift: int = 0) -> list[Shape]:
    """Boxes of one size on one heap, each one step further."""
    return [("car", (n + shift, 0, n + shift + 100_000, 100_000)) for n in range(count)]


def test_heap_too_large_for_the_exact_method_is_matched_best_first() -> None:
    count = round(EXACT ** (1 / 3)) + 5
    assert agreement(crowd(count), crowd(count)) == 1.0
    found = agreement(crowd(count), crowd(count, shift=1))
    assert found == agreement(crowd(count, shift=1), crowd(count))
    assert 0.5 < found < 1.0


def test_heap_with_one_more_box_is_not_whole() -> None:
    count = round(EXACT ** (1 / 3)) + 5
    assert agreement(crowd(count), crowd(count + 1)) == pytest.approx(2 * count / (2 * count + 1))


def test_heap_of_thousand_boxes_costs_no_more_than_a_moment() -> None:
    before = time.process_time()
    assert 0.9 < agreement(crowd(1_000), crowd(1_000, shift=7)) < 1.0
    assert time.process_time() - before < 5.0


def test_column_of_lines_that_begin_at_one_edge_is_matched_line_by_line() -> None:
    a = [("car", (0, n * 30, 9_000, n * 30 + 20)) for n in range(300)]
    b = [("car", (0, n * 30 + 2, 9_000, n * 30 + 22)) for n in range(300)]
    assert agreement(a, b) == pytest.approx(18 / 22)


def test_largest_exact_heap_is_assigned_in_bounded_time() -> None:
    before = time.process_time()
    assert agreement(crowd(60), crowd(60, shift=500)) > 0.98
    assert time.process_time() - before < 10.0


def test_thousand_boxes_all_over_an_image_are_matched_in_little_time() -> None:
    a = [square(x * 2_000, y * 2_000, side=1_500) for x in range(40) for y in range(25)]
    b = [square(x * 2_000 + 90, y * 2_000 - 70, side=1_500) for x in range(40) for y in range(25)]
    before = time.process_time()
    assert agreement(a, b) > 0.8
    assert time.process_time() - before < 2.0
