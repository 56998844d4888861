"""Everybody's objects into one set: boxes, spans, masks, and models' boxes with scores."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from tests.pictures import real
from tests.unit.quality.test_object_agreement import workers


def scene(kind: str = "boxes", seed: int = 1) -> tuple[q.ObjectMatrix, np.ndarray, np.ndarray]:
    """Four people on 200 items, about two objects each of two classes; the last one invents as many as they find."""
    generator = np.random.default_rng(seed)
    item = np.repeat(np.arange(200), 2)
    low = np.column_stack([np.tile([0, 200], 200) + generator.random(400) * 80, generator.random(400) * 80])
    true = np.hstack([low, low + 30 + generator.random((400, 2)) * 30])
    named = generator.integers(0, 2, 400)
    rows, people, boxes, labels = [], [], [], []
    for person, found in enumerate((0.9, 0.9, 0.85, 0.7)):
        seen = generator.random(400) < found
        rows.append(item[seen])
        boxes.append(true[seen] + generator.normal(0, 1.5, (seen.sum(), 4)))
        labels.append(np.where(generator.random(seen.sum()) < 0.9, named[seen], 1 - named[seen]))
        people.append(np.full(seen.sum(), person))
    invented = 500 + generator.random((200, 2)) * 2_000
    rows.append(np.arange(200))
    people.append(np.full(200, 3))
    boxes.append(np.hstack([invented, invented + 40]))
    labels.append(generator.integers(0, 2, 200))
    given = np.concatenate(boxes)
    columns = np.concatenate(rows), np.concatenate(people), given if kind == "boxes" else given[:, [0, 2]]
    everybody = (np.repeat(np.arange(200), 4), np.tile(np.arange(4), 200))
    make = q.from_boxes if kind == "boxes" else q.from_intervals
    return make(*columns, np.concatenate(labels), answers=everybody), true, named


@pytest.mark.parametrize("kind", ["boxes", "intervals"])
def test_objects_are_found_and_inventions_dropped(kind: str) -> None:
    objects, true, named = scene(kind)
    consensus = q.ObjectConsensus().fit(objects)
    found = consensus.objects_
    assert abs(int(found.kept.sum()) - 400) < 12
    assert consensus.precision_[3] < 0.7 < 0.95 < consensus.precision_[:3].min()
    assert consensus.sensitivity_ == pytest.approx([0.9, 0.9, 0.85, 0.7], abs=0.06)
    assert consensus.precision_[3] == pytest.approx(280 / 480, abs=0.06)
    kept = np.flatnonzero(found.kept & (found.drawn >= 3))
    edges = true if kind == "boxes" else true[:, [0, 2]]
    first = (found.geometry[kept][:, 0] > 190).astype(int)
    mine = found.items[kept] * 2 + first
    assert np.abs(found.geometry[kept] - edges[mine]).mean() < 1.2
    assert (found.labels[kept] == named[mine]).mean() > 0.95
    assert len(found.cluster) == len(objects)
    assert np.bincount(found.cluster).tolist() == found.drawn.tolist()
    assert (found.looked == 4).all()


def test_where_nobody_invents_what_few_drew_is_there() -> None:
    """Two-class Dawid-Skene takes what is hard to see for its second class here."""
    generator = np.random.default_rng(3)
    item = np.repeat(np.arange(200), 3)
    box = np.tile([[0, 0, 9, 9], [20, 0, 29, 9], [40, 0, 49, 9]], (200, 1))
    seen = [generator.random(600) < finds for finds in (0.97, 0.96, 0.6)]
    objects = q.from_boxes(
        np.concatenate([item[one] for one in seen]), np.repeat([0, 1, 2], [one.sum() for one in seen]),
        np.concatenate([box[one] for one in seen]), answers=(np.repeat(np.arange(200), 3), np.tile([0, 1, 2], 200)),
    )  # fmt: skip
    found = q.ObjectConsensus().fit(objects)
    assert found.objects_.existence[found.objects_.drawn >= 2].min() > 0.9
    assert found.sensitivity_ == pytest.approx([0.97, 0.96, 0.6], abs=0.04)


def test_costs_move_the_line_between_missing_and_inventing() -> None:
    objects, _, _ = scene()
    kept = [
        int(q.ObjectConsensus(false_positive_cost=cost).fit(objects).objects_.kept.sum()) for cost in (0.02, 1.0, 50.0)
    ]
    assert kept[0] > kept[1] > kept[2]
    means = [q.ObjectConsensus(fusion=fusion).fit(objects).objects_.geometry for fusion in ("mean", "weighted")]
    assert np.abs(means[0] - means[1]).max() > 0
    assert np.allclose(means[0], means[1], atol=6)


def test_neither_order_nor_names_matter() -> None:
    objects, _, _ = scene()
    before = q.ObjectConsensus().fit(objects).objects_
    order = np.random.default_rng(1).permutation(len(objects))
    owner = objects.owner
    items, people = objects.answers.items[objects.answers.item], objects.answers.annotators[objects.answers.annotator]
    again = q.from_boxes(
        items[owner][order], 9 - people[owner][order], objects.geometry.values[order], objects.label[order],
        answers=(items, 9 - people),
    )  # fmt: skip
    after = q.ObjectConsensus().fit(again).objects_
    rows = [np.lexsort(np.column_stack([one.geometry, one.items]).T) for one in (before, after)]
    assert np.allclose(before.geometry[rows[0]], after.geometry[rows[1]])
    assert np.allclose(before.existence[rows[0]], after.existence[rows[1]], atol=1e-6)


@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5), st.integers(0, 1)), max_size=3), max_size=4))
@settings(max_examples=40, deadline=None)
def test_whatever_is_drawn_has_a_place(answers: Any) -> None:
    who = [person for person, spans in enumerate(answers) for _ in spans]
    spans = [[start, start + length] for given in answers for start, length, _ in given]
    labels = [label for given in answers for _, _, label in given]
    objects = q.from_intervals([0] * len(who), who, spans, labels, answers=([0] * len(answers), list(range(len(answers)))))
    found = q.ObjectConsensus().fit(objects).objects_
    assert found.drawn.sum() == len(spans)
    assert np.isfinite(found.existence).all()
    assert ((found.existence >= 0) & (found.existence <= 1)).all()
    assert np.isfinite(found.geometry).all()


def test_what_cannot_be_is_refused() -> None:
    for wrong in ({"fusion": "mode"}, {"false_positive_cost": -1}):
        with pytest.raises(InvalidRequest):
            q.ObjectConsensus(**wrong)
    with pytest.raises(InvalidRequest, match="Costs"):
        q.ObjectConsensus(false_positive_cost=0, false_negative_cost=0)


# -- real people -----------------------------------------------------------------------------------------------------


def experts() -> tuple[set[str], dict[str, list[list[float]]]]:
    """The pictures that an expert saw, and the boxes drawn."""
    folder = real("boxes-multi-annotator")
    with (folder / "images.csv").open() as file:
        seen = {row["image_id"] for row in csv.DictReader(file) if row["has_expert"] == "1"}
    boxes: dict[str, list[list[float]]] = {}
    with (folder / "expert_boxes.csv").open() as file:
        for row in csv.DictReader(file):
            x, y, width, height = (float(row[name]) for name in ("x", "y", "width", "height"))
            boxes.setdefault(row["image_id"], []).append([x, y, x + width, y + height])
    return seen, boxes


def detection(items: Any, boxes: Any, seen: set[str], truth: dict[str, list[list[float]]]) -> float | None:
    rows = [(item, "p", list(box)) for item, box in zip(items, boxes, strict=True) if item in seen]
    rows += [(item, "e", box) for item in seen for box in truth.get(item, [])]
    looked = [item for item in seen for _ in "pe"], [who for _ in seen for who in "pe"]
    pair = q.from_boxes(*([row[n] for row in rows] for n in range(3)), answers=looked)
    return q.object_agreement(pair).detection.value


def test_fused_boxes_beat_the_mean_person_and_match_the_best() -> None:
    objects, (seen, truth) = workers(), experts()
    found = q.ObjectConsensus().fit(objects).objects_
    items, boxes = found.items[found.kept], found.geometry[found.kept]
    drawn = objects.answers.items[objects.answers.item[objects.owner]]
    by = objects.answers.annotator[objects.owner]
    single, share, best = [], [], (0.0, 0.0)
    for person in range(len(objects.answers.annotators)):
        pictures = set(objects.answers.items[objects.answers.item[objects.answers.annotator == person]]) & seen
        mine = by == person
        f1 = detection(drawn[mine], objects.geometry.values[mine], pictures, truth)
        if f1 is None:
            continue
        single.append(f1)
        share.append(len(pictures))
        if len(pictures) >= 100:  # fewer say little: three people with ten pictures have no error at all
            best = max(best, (f1, detection(items, boxes, pictures, truth) or 0.0))
    fused = detection(items, boxes, seen, truth)
    assert fused >= np.average(single, weights=share) + 0.06
    assert best[1] >= best[0]


# -- masks -----------------------------------------------------------------------------------------------------------


def by_pixel(masks: list[np.ndarray]) -> np.ndarray:
    """STAPLE as the paper has it, pixel by pixel."""
    marks = np.stack([mask.ravel() for mask in masks], 1)
    prior, p, q_ = marks.mean(), np.full(len(masks), 0.99), np.full(len(masks), 0.99)
    for _ in range(400):
        a = prior * np.where(marks, p, 1 - p).prod(1)
        b = (1 - prior) * np.where(marks, 1 - q_, q_).prod(1)
        w = a / (a + b)
        p = np.clip((w[:, None] * marks).sum(0) / w.sum(), 1e-9, 1 - 1e-9)
        q_ = np.clip(((1 - w)[:, None] * ~marks).sum(0) / (1 - w).sum(), 1e-9, 1 - 1e-9)
    return w.reshape(masks[0].shape)


def test_staple_is_that_of_the_paper() -> None:
    generator = np.random.default_rng(2)
    truth = np.zeros((40, 40), bool)
    truth[8:30, 10:28] = True
    pictures = [truth ^ (generator.random(truth.shape) < rate) for rate in (0.02, 0.05, 0.3)]
    for picture in pictures:
        picture[[0, 0, -1, -1], [0, -1, 0, -1]] = True  # the rectangle is the whole picture
    found = q.staple([q.Mask.of(picture) for picture in pictures], margin=0)
    assert found.probability == pytest.approx(by_pixel(pictures), abs=1e-4)
    assert found.sensitivity[0] > found.sensitivity[2]
    assert (found.mask.within((0, 0, 40, 40)) == truth).mean() > 0.97


@given(st.lists(arrays(np.bool_, (5, 6)), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_staple_of_any_masks_is_a_probability(pictures: Any) -> None:
    found = q.staple([q.Mask.of(picture) for picture in pictures])
    assert ((found.probability >= 0) & (found.probability <= 1)).all()
    assert (found.sensitivity is None) is (not any(picture.any() for picture in pictures))
    same = q.staple([q.Mask.of(picture) for picture in pictures[::-1]])
    assert same.probability == pytest.approx(found.probability, abs=1e-5)


def test_masks_of_people_are_fused() -> None:
    objects = q.from_polygons(
        [0, 0, 0], list("abc"), [[[0, 0], [20, 0], [20, 20], [0, 20]], [[0, 0], [20, 0], [20, 20], [0, 20]],
                                 [[2, 0], [20, 0], [20, 20], [2, 20]]],
    )  # fmt: skip
    found = q.ObjectConsensus().fit(objects).objects_
    assert len(found) == 1
    assert found.geometry[0].box == (0, 0, 20, 20)
    for wrong in ([], [q.Mask.of(np.ones((2, 2)))] * 63):
        with pytest.raises(InvalidData, match="cannot be fused"):
            q.staple(wrong)


# -- models' boxes ---------------------------------------------------------------------------------------------------

BOXES = [
    [[0.00, 0.51, 0.81, 0.91], [0.10, 0.31, 0.71, 0.61], [0.01, 0.32, 0.83, 0.93], [0.02, 0.53, 0.11, 0.94], [0.03, 0.24, 0.12, 0.35]],
    [[0.04, 0.56, 0.84, 0.92], [0.12, 0.33, 0.72, 0.64], [0.38, 0.66, 0.79, 0.95], [0.08, 0.49, 0.21, 0.89]],
]  # fmt: skip
SCORES, LABELS = [[0.9, 0.8, 0.2, 0.4, 0.7], [0.5, 0.8, 0.7, 0.3]], [[0, 1, 0, 1, 1], [1, 1, 1, 0]]


def test_weighted_boxes_fusion_is_that_of_its_authors() -> None:
    """Their package's answers to its own example."""
    boxes, scores, labels = q.weighted_boxes_fusion(BOXES, SCORES, LABELS, [2, 1], iou_thr=0.5, skip_box_thr=0.1)
    assert labels.tolist() == [1, 0, 1, 1, 1, 1, 0]
    assert scores == pytest.approx([0.8, 0.733333, 0.466667, 0.266667, 0.233333, 0.166667, 0.1], abs=1e-6)
    assert boxes[0] == pytest.approx([0.106667, 0.316667, 0.713333, 0.62], abs=1e-6)
    assert boxes[1] == pytest.approx([0.001818, 0.475455, 0.813636, 0.913636], abs=1e-6)
    boxes, scores, _ = q.weighted_boxes_fusion(BOXES, SCORES, LABELS)
    assert scores == pytest.approx([0.8, 0.55, 0.35, 0.35, 0.25, 0.2, 0.15])
    assert boxes[0] == pytest.approx([0.11, 0.32, 0.715, 0.625])


def test_fusion_of_nothing_and_of_nonsense() -> None:
    assert [len(part) for part in q.weighted_boxes_fusion([[]], [[]], [[]])] == [0, 0, 0]
    with pytest.raises(InvalidData, match="Model 0 has 1 boxes, 2 scores"):
        q.weighted_boxes_fusion([[[0, 0, 1, 1]]], [[1, 1]], [[0]])
    with pytest.raises(InvalidData, match="boxes of model 0 hold what is no number at 0, 3"):
        q.weighted_boxes_fusion([[[0, 0, 1, np.nan]]], [[1]], [[0]])
    with pytest.raises(InvalidData, match="same length"):
        q.weighted_boxes_fusion([[]], [[]], [[]], [1, 2])
    with pytest.raises(InvalidRequest, match="IoU threshold"):
        q.weighted_boxes_fusion([[]], [[]], [[]], iou_thr=0)
    box = [[0, 0, 1, 1]]
    for boxes, scores, labels in (
        ([0, 0, 1, 1], [1], [0]), (box, [-1], [0]), (box, [1], [0.5]), (box, [1e300], [0]), (box, ["x"], [0]),
        (box, [1], [1e300]), ([[0, 0, 1], [1]], [1], [0]), (np.zeros((2, 2)), [1], [0]),
    ):  # fmt: skip
        with pytest.raises(InvalidData, match=r"[Mm]odel 0"):
            q.weighted_boxes_fusion([boxes], [scores], [labels])
    with pytest.raises(InvalidData, match="weights"):
        q.weighted_boxes_fusion([box], [[1]], [[0]], [5e-324])
    tiny = q.weighted_boxes_fusion([[[0, 0, 1e-200, 1e-200]] * 2], [[1, 1]], [[0, 0]])
    assert np.isfinite(tiny[0]).all()


def test_staple_where_every_pixel_is_marked_and_where_masks_lie_far_apart() -> None:
    full = q.Mask(0, 0, np.ones((3, 3), np.bool_))
    alike = q.Mask.of(np.ones((3, 3))).box
    for masks in ([full], [full] * 3):
        found = q.staple(masks, margin=0)
        assert found.mask.box == alike
        assert np.isfinite(found.probability).all()
    with pytest.raises(InvalidData, match="too large"):
        q.staple([full, q.Mask(10**9, 10**9, np.ones((2, 2), np.bool_))])
    with pytest.raises(InvalidRequest, match="margin"):
        q.staple([full], margin=-1)


def test_costs_that_are_none() -> None:
    for cost in (float("nan"), float("inf"), -1.0):
        with pytest.raises(InvalidRequest):
            q.ObjectConsensus(false_positive_cost=cost)
        with pytest.raises(InvalidRequest):
            q.ObjectConsensus(false_negative_cost=cost)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_where_overlaps_tie_neither_order_nor_names_decide(seed: int) -> None:
    generator = np.random.default_rng(seed)  # a row of tokens, so that many pairs of spans overlap by as much
    item, who = np.repeat(range(3), 12), np.tile(np.repeat(range(4), 3), 3)
    begin, kind = generator.integers(0, 12, 36), generator.integers(0, 2, 36)
    spans = np.column_stack((begin, begin + 6))
    rows, people, items = generator.permutation(36), generator.permutation(4), generator.permutation(3)
    before = q.from_intervals(item, who, spans, kind)
    after = q.from_intervals(items[item[rows]], people[who[rows]], spans[rows], kind[rows])
    one, other = q.object_agreement(before), q.object_agreement(after)
    for name in ("detection", "localisation", "classification"):
        assert getattr(one, name).value == pytest.approx(getattr(other, name).value)

    def found(objects: q.ObjectMatrix, names: np.ndarray) -> list[list[float]]:
        fused = q.ObjectConsensus().fit(objects).objects_
        return sorted(np.column_stack((names[fused.items], fused.geometry, fused.drawn, fused.existence)).round(3).tolist())

    assert np.array(found(before, items)) == pytest.approx(np.array(found(after, np.arange(3))), abs=2e-3)
