"""Objects of answers, pixels of masks, and which objects are one."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.matching import answer_pairs, clusters, match, votes

coordinate = st.integers(0, 12)


@st.composite
def box(draw: st.DrawFn) -> list[int]:
    x, y = draw(coordinate), draw(coordinate)
    return [x, y, x + draw(st.integers(0, 6)), y + draw(st.integers(0, 6))]


def one_item(answers: list[list[list[int]]], labels: list[list[int]] | None = None) -> q.ObjectMatrix:
    """Each list is one person's boxes on item 0."""
    who = [person for person, boxes in enumerate(answers) for _ in boxes]
    rows = [box for boxes in answers for box in boxes]
    named = None if labels is None else [label for given in labels for label in given]
    everybody = ([0] * len(answers), list(range(len(answers))))
    return q.from_boxes([0] * len(rows), who, rows, named, answers=everybody)


def slow_iou(a: Any, b: Any) -> float:
    grid = np.mgrid[0:20, 0:20] + 0.5
    inside = [(grid[0] > x0) & (grid[0] < x1) & (grid[1] > y0) & (grid[1] < y1) for x0, y0, x1, y1 in (a, b)]
    union = (inside[0] | inside[1]).sum()
    return float((inside[0] & inside[1]).sum() / union) if union else float(list(a) == list(b))


@given(box(), box())
def test_iou_of_boxes_is_that_of_their_pixels(a: list[int], b: list[int]) -> None:
    rows = np.array([0]), np.array([1])
    assert one_item([[a], [b]]).geometry.iou(*rows)[0] == pytest.approx(slow_iou(a, b))


@given(st.tuples(st.integers(0, 9), st.integers(1, 9)), st.tuples(st.integers(0, 9), st.integers(1, 9)))
def test_intervals_are_boxes_of_one_dimension(a: tuple[int, int], b: tuple[int, int]) -> None:
    spans = [[a[0], a[0] + a[1]], [b[0], b[0] + b[1]]]
    flat = q.from_intervals([0, 0], ["a", "b"], spans).geometry
    tall = q.from_boxes([0, 0], ["a", "b"], [[s, 0, e, 1] for s, e in spans]).geometry
    rows = np.array([0]), np.array([1])
    assert flat.iou(*rows)[0] == tall.iou(*rows)[0]


def test_who_looked_and_drew_nothing_has_answered() -> None:
    found = q.from_boxes(["x"], ["a"], [[0, 0, 1, 1]], ["car"], answers=(["x", "x", "y"], ["a", "b", "a"]))
    assert found.many.tolist() == [1, 0, 0]
    assert found.answers.per_item.tolist() == [2, 1]
    assert len(q.from_boxes(["x"], ["a"], [[0, 0, 1, 1]]).answers) == 1
    empty = q.from_boxes([], [], [], answers=(["x"], ["a"]))
    assert (len(empty), len(empty.answers)) == (0, 1)


@pytest.mark.parametrize(
    ("boxes", "says"),
    [
        ([[0, 0, 1]], "x_min"), ([[0, 0, np.nan, 1]], "no number at 0, 2"), ([[0, 0, 1, 1], [3, 0, 4, 1]], "rows"),
        ([[5, 0, 2, 1]], "no end lies before"), ([["a", 0, 1, 1]], "numbers"), ([[0, 0, np.inf, 1]], "no number"),
        ([[0, 0, 1e200, 1e200]], "larger"), ([[0, 0, 1, 1], [0]], "different length"), ([[1j, 0, 1, 1]], "no numbers"),
    ],
)  # fmt: skip
def test_boxes_that_are_none_are_refused(boxes: Any, says: str) -> None:
    with pytest.raises(InvalidData, match=says):
        q.from_boxes(["x"], ["a"], boxes)


def test_an_object_of_no_answer_is_refused() -> None:
    with pytest.raises(InvalidData, match="Row 1 is an object of b on x"):
        q.from_boxes(["x", "x"], ["a", "b"], [[0, 0, 1, 1]] * 2, answers=(["x"], ["a"]))
    with pytest.raises(InvalidData, match="list"):
        q.from_boxes([["x"]], ["a"], [[0, 0, 1, 1]])


# -- masks -----------------------------------------------------------------------------------------------------------


@given(arrays(np.bool_, (7, 9)), arrays(np.bool_, (7, 9)))
@settings(max_examples=50)
def test_masks_are_compared_by_their_pixels(a: np.ndarray, b: np.ndarray) -> None:
    union = (a | b).sum()
    truth = (a & b).sum() / union if union else 1.0
    assert q.Mask.of(a).iou(q.Mask.of(b)) == pytest.approx(truth)
    objects = q.from_masks([0, 0], ["a", "b"], [a, b])
    if a.any() and b.any():
        assert objects.geometry.iou(np.array([0]), np.array([1]))[0] == pytest.approx(truth)


@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(1, 9), st.integers(1, 9))
def test_a_rectangle_goes_to_pixels_and_back(x: int, y: int, width: int, height: int) -> None:
    corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
    mask = q.polygon_mask(corners)
    assert mask.box == (x, y, x + width, y + height)
    assert mask.area == width * height
    assert sorted(mask.polygon().tolist()) == sorted(corners)


@given(arrays(np.bool_, (6, 6)))
@settings(max_examples=80)
def test_an_outline_holds_its_piece(pixels: np.ndarray) -> None:
    mask = q.Mask.of(pixels)
    outline = mask.polygon()
    if not mask.area:
        assert outline.shape == (0, 2)
        return
    again = q.polygon_mask(outline)
    inside = again.within((0, 0, 6, 6))
    assert again.area >= 1
    assert (pixels & inside).sum() > 0
    rows, columns = np.flatnonzero(pixels.any(1)), np.flatnonzero(pixels.any(0))
    assert again.box[0] >= columns[0]
    assert again.box[3] <= rows[-1] + 1


def test_a_triangle_fills_half_of_its_square() -> None:
    assert q.polygon_mask([[0, 0], [100, 0], [0, 100]]).area == pytest.approx(5_000, rel=0.02)
    for bad in ([[0, 0], [1, 1]], [[0, 0], [1, np.nan], [2, 2]], [0, 1, 2]):
        with pytest.raises(InvalidData, match="corners"):
            q.polygon_mask(bad)
    with pytest.raises(InvalidData, match="too large"):
        q.polygon_mask([[0, 0], [1e6, 0], [0, 1e6]])
    with pytest.raises(InvalidData, match="two dimensions"):
        q.Mask.of([True])


# -- matching --------------------------------------------------------------------------------------------------------


def best_sum(a: list[list[int]], b: list[list[int]], threshold: float) -> float:
    """The largest sum of IoU of any matching, by trying them all."""
    if len(a) > len(b):
        a, b = b, a
    best = 0.0
    for order in permutations(range(len(b)), len(a)):
        overlaps = [slow_iou(a[i], b[j]) for i, j in enumerate(order)]
        best = max(best, sum(one for one in overlaps if one >= threshold))
    return best


@given(st.lists(box(), max_size=4), st.lists(box(), max_size=4), st.sampled_from([0.2, 0.5]))
@settings(max_examples=60, deadline=None)
def test_matching_is_the_best_there_is(a: Any, b: Any, threshold: float) -> None:
    objects = one_item([a, b])
    found = match(objects, np.array([0]), np.array([1]), threshold, class_aware=False)
    assert found.iou.sum() == pytest.approx(best_sum(a, b, threshold))
    assert len(set(found.one.tolist())) == len(found.one)
    assert len(set(found.other.tolist())) == len(found.other)
    assert (found.iou >= threshold).all()


@given(st.lists(st.lists(box(), max_size=4), min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_nobody_is_twice_in_a_cluster_and_nothing_is_left_over(answers: Any) -> None:
    objects = one_item(answers)
    cluster = clusters(objects, 0.3, class_aware=False)
    assert len(cluster) == len(objects)
    assert sorted(set(cluster.tolist())) == list(range(len(set(cluster.tolist()))))
    pairs = set(zip(cluster.tolist(), objects.owner.tolist(), strict=True))
    assert len(pairs) == len(objects)
    said = votes(objects, cluster)
    assert (said.label < len(objects.labels)).sum() == len(objects)
    assert said.per_item.tolist() == [len(answers)] * len(set(cluster.tolist()))


def test_classes_part_matches_only_where_asked() -> None:
    objects = one_item([[[0, 0, 4, 4]], [[0, 0, 4, 4]]], [[0], [1]])
    pair = np.array([0]), np.array([1])
    assert len(match(objects, *pair, 0.5, class_aware=False).pair) == 1
    assert len(match(objects, *pair, 0.5, class_aware=True).pair) == 0
    assert [len(set(clusters(objects, 0.5, aware).tolist())) for aware in (False, True)] == [1, 2]
    for threshold in (0, 1.5, float("nan")):
        with pytest.raises(InvalidRequest, match="IoU threshold"):
            clusters(objects, threshold, class_aware=False)


def test_objects_are_labels_and_a_miss_is_one_too() -> None:
    objects = one_item([[[0, 0, 4, 4], [8, 8, 9, 9]], [[0, 0, 4, 4]], []], [[0, 1], [1], []])
    said = q.cluster_labels(objects)
    assert said.labels.tolist() == [0, 1, None]
    assert said.labels[said.label].tolist() == [0, 1, None, 1, None, None]
    assert said.annotator.tolist() == [0, 1, 2, 0, 1, 2]
    assert q.percent_agreement(said).value == pytest.approx(1 / 6)


def test_many_pairs_are_compared_in_blocks() -> None:
    generator = np.random.default_rng(3)
    items, people = np.repeat(np.arange(40), 60), np.tile(np.repeat(np.arange(3), 20), 40)
    corner = generator.integers(0, 400, (len(items), 2))
    objects = q.from_boxes(items, people, np.hstack([corner, corner + 30]))
    pairs = answer_pairs(objects.answers)
    whole = match(objects, *pairs[1:], 0.2, class_aware=False)
    apart = [match(objects, pairs[1][n : n + 1], pairs[2][n : n + 1], 0.2, class_aware=False) for n in range(len(pairs[1]))]
    assert len(pairs[1]) == 120
    assert whole.iou.sum() == pytest.approx(sum(one.iou.sum() for one in apart))
    assert np.bincount(whole.pair, minlength=120).tolist() == [len(one.pair) for one in apart]


def test_what_has_no_class_or_no_place_is_refused() -> None:
    box = [[0, 0, 1, 1]] * 2
    for labels in ([None, "car"], [float("nan"), 1.0]):  # None is what `cluster_labels` calls nothing drawn
        with pytest.raises(InvalidData, match="Row 0 of the labels is missing"):
            q.from_boxes(["x", "y"], ["a", "a"], box, labels)
    with pytest.raises(InvalidData, match="Row 1 of the items is missing"):
        q.from_boxes(["x", None], ["a", "a"], box)
    for answers in ([], 3, ([1], [2], [3])):
        with pytest.raises(InvalidData, match="two columns"):
            q.from_boxes(["x"], ["a"], box[:1], answers=answers)  # type: ignore[arg-type]
    for shapes in (3, None, ["x"], [[[0, 0], [1]]], [[[1e300, 0], [1, 1], [0, 1]]], [[[1e12, 0], [1e12, 1], [0, 1]]]):
        with pytest.raises(InvalidData):
            q.from_polygons(["x"], ["a"], shapes)  # type: ignore[arg-type]
        with pytest.raises(InvalidData):
            q.from_masks(["x"], ["a"], shapes if shapes in (3, None, ["x"]) else [[[1], [1, 0]]])  # type: ignore[arg-type]


def test_names_of_two_kinds_are_two_names() -> None:
    assert len(q.from_boxes([1, "1"], ["a", "a"], [[0, 0, 1, 1]] * 2).answers) == 2
