"""Which boxes and spans are probably wrong: each kind of error, real boxes that were spoilt, and the edges."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from tests.pictures import real

Columns = tuple[list[Any], list[list[float]], list[Any]]


def only(kind: str, found: Any) -> list[tuple[Any, int]]:
    return [(issue.image, issue.row) for issue in found.issues if issue.kind == kind]


def test_each_kind_of_error_is_found_and_says_what_would_be_right() -> None:
    labels = (["a", "a", "b"], [[0, 0, 10, 10], [50, 50, 70, 60], [0, 0, 20, 20]], ["car", "van", "car"])
    predictions = (["a", "a", "a", "b"], [[0, 0, 10, 10], [50, 50, 70, 60], [200, 0, 220, 20], [9, 9, 29, 29]],
                   ["car", "bus", "car", "car"], [0.99, 0.97, 0.96, 0.9])  # fmt: skip
    found = q.box_label_issues(labels, predictions, images=["a", "b", "empty"])
    assert only("overlooked", found) == [("a", 2)]
    assert only("swapped", found) == [("a", 1)]
    assert only("badly_located", found) == [("b", 2)]
    said = {issue.kind: issue.instead for issue in found.issues}
    assert said == {"overlooked": [200, 0, 220, 20], "swapped": "bus", "badly_located": [9, 9, 29, 29]}
    assert found.overlooked == pytest.approx([1, 1, 1 - 0.96, 1])
    assert found.swapped == pytest.approx([1, 1 - 0.97, 1])
    iou, apart = 11 * 11 / (800 - 121), 9 / 29  # diagonals: 9 of 29 along both
    assert found.badly_located == pytest.approx([1, 1, 0.9 * iou + 0.1 * (1 - apart)])
    assert found.images.tolist() == ["a", "b", "empty"]
    assert found.scores[2] == 1
    assert found.scores[0] < found.scores[1] < 1
    assert [issue.score for issue in found.issues] == sorted(issue.score for issue in found.issues)


def test_the_order_of_boxes_and_the_names_of_images_do_not_matter() -> None:
    generator = np.random.default_rng(1)
    corner = generator.uniform(0, 200, (60, 2))
    boxes = np.hstack((corner, corner + generator.uniform(10, 60, (60, 2))))
    image, kind = generator.integers(0, 9, 60), generator.integers(0, 3, 60)
    theirs = boxes + generator.normal(0, 1, boxes.shape)
    said, sure = np.where(generator.random(60) < 0.1, 2 - kind, kind), generator.beta(12, 0.6, 60)
    found = q.box_label_issues((image, boxes, kind), (image, theirs, said, sure))
    order = generator.permutation(60)
    other = q.box_label_issues((image[order], boxes[order], kind[order]), (image, theirs, said, sure))
    assert other.swapped == pytest.approx(found.swapped[order])
    assert other.scores == pytest.approx(found.scores)
    renamed = q.box_label_issues((-image, boxes, kind), (-image, theirs, said, sure))
    assert renamed.scores[::-1] == pytest.approx(found.scores)


def area_under(scores: np.ndarray, bad: np.ndarray) -> float:
    """How often a spoilt one has the lower score."""
    return float((scores[bad][:, None] < scores[~bad]).mean() + 0.5 * (scores[bad][:, None] == scores[~bad]).mean())


def test_spoilt_labels_of_real_photographs_are_found() -> None:
    """Vehicles from above: the model is the annotation, moved a little; one label in eight is spoilt."""
    known = json.loads((real("boxes-vehicles") / "aerial_cars" / "annotations.json").read_text())
    generator = np.random.default_rng(2)
    rows = [(one["image_id"], one["bbox"], one["category_id"]) for one in known["annotations"]]
    image = [row[0] for row in rows]
    xywh = np.array([row[1] for row in rows], float)
    boxes, kind = np.hstack((xywh[:, :2], xywh[:, :2] + xywh[:, 2:])), np.array([row[2] for row in rows])
    size = xywh[:, 2:]
    theirs = boxes + generator.normal(0, 0.04, boxes.shape) * np.tile(size, 2)
    spoilt = generator.choice(4, len(rows), p=[0.875, 0.05, 0.05, 0.025])
    given, moved = np.where(spoilt == 1, 99, kind), boxes.copy()
    moved[spoilt == 2] += 0.5 * np.tile(size, 2)[spoilt == 2]
    kept = spoilt != 3
    found = q.box_label_issues(
        ([who for who, keep in zip(image, kept, strict=True) if keep], moved[kept], given[kept]),
        (image, theirs, kind, generator.uniform(0.9, 1.0, len(rows))),
    )
    assert area_under(found.swapped, (spoilt == 1)[kept]) > 0.7
    assert area_under(found.badly_located, (spoilt == 2)[kept]) > 0.95
    gone = np.flatnonzero(spoilt == 3)
    flagged = [row for _, row in only("overlooked", found)]
    assert np.isin(flagged, np.flatnonzero(spoilt >= 2)).mean() > 0.9  # moved boxes leave their place bare too
    assert np.isin(gone, flagged).mean() > 0.3  # of those the model is sure of


def test_boxes_that_are_not_there_and_what_is_refused() -> None:
    none: Columns = ([], [], [])
    nothing = q.box_label_issues(none, (*none, []), images=["a"])
    assert (nothing.issues, nothing.scores.tolist()) == ((), [1.0])
    assert q.box_label_issues(none, (*none, [])).scores.shape == (0,)
    bare = q.box_label_issues(none, (["a"], [[0, 0, 1, 1]], ["car"], [1.0]))
    assert only("overlooked", bare) == [("a", 0)]
    assert bare.scores[0] == pytest.approx(1e-2)
    point = q.box_label_issues((["a"], [[1, 1, 1, 1]], [0]), (["a"], [[1, 1, 1, 1]], [0], [0.99]))
    assert point.issues == ()
    good: Columns = (["a"], [[0, 0, 1, 1]], ["car"])
    for labels, predictions in (
        ((["a"], [[1, 1, 0, 0]], ["car"]), (*good, [0.9])), ((["a"], [[0, 0, np.nan, 1]], ["car"]), (*good, [0.9])),
        ((["a", "b"], [[0, 0, 1, 1]], ["car"]), (*good, [0.9])), ((["a"], [[0, 0, 1, 1]], []), (*good, [0.9])),
        (good, (*good, [1.1])), (good, (*good, [])), (good, (*good, [np.nan])),
    ):  # fmt: skip
        with pytest.raises(InvalidData):
            q.box_label_issues(labels, predictions)  # type: ignore[arg-type]
    for wrong in ({"high": 1.1}, {"temperature": 0.0}, {"weight": -1.0}):
        with pytest.raises(InvalidRequest):
            q.box_label_issues(good, (*good, [0.9]), **wrong)  # type: ignore[arg-type]


# codes: O, B-x, I-x
P = {"O": [0.9, 0.05, 0.05], "B": [0.1, 0.8, 0.1], "I": [0.1, 0.1, 0.8]}


def test_a_span_is_as_good_as_its_worst_token() -> None:
    documents = ["d"] * 6 + ["e"] * 3
    labels = [0, 1, 2, 2, 0, 0, 1, 2, 0]
    model = ["O", "B", "I", "O", "O", "O", "B", "I", "O"]
    found = q.span_label_issues(documents, labels, [P[one] for one in model], bio=True)
    assert [(one.document, one.start, one.end, one.given, one.suggested) for one in found.issues] == [("d", 1, 4, 2, 0)]
    assert found.issues[0].score == pytest.approx(0.05)
    assert found.documents == ("d", "e")
    assert found.scores == pytest.approx([0.05, 0.8])
    assert found.tokens[:3] == pytest.approx([0.9, 0.8, 0.8])


def test_what_nobody_marked_is_one_span_and_neighbours_are_two() -> None:
    labels = [0, 0, 0, 1, 2, 1, 2]
    model = ["B", "I", "O", "B", "I", "O", "I"]
    found = q.span_label_issues([0] * 7, labels, [P[one] for one in model], bio=True)
    assert {(one.start, one.end) for one in found.issues} == {(0, 2), (5, 7)}
    runs = q.span_label_issues([0] * 4, [1, 1, 2, 0], [P["B"], P["O"], P["I"], P["O"]])
    assert [(one.start, one.end) for one in runs.issues] == [(0, 2)]


def test_wrong_spans_of_many_documents_come_first() -> None:
    generator = np.random.default_rng(3)
    documents = np.repeat(np.arange(300), 20)
    truth = np.zeros(6_000, int)
    for at in range(300):
        a = at * 20 + int(generator.integers(0, 15))
        truth[a], truth[a + 1 : a + 3] = 1, 2
    logits = generator.normal(0, 1, (6_000, 3)) + 4.5 * np.eye(3)[truth]
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    labels, spoilt = truth.copy(), generator.choice(300, 40, replace=False)
    for at in spoilt[:20]:
        labels[at * 20 : at * 20 + 20] = 0  # overlooked
    for at in spoilt[20:]:
        labels[at * 20 : at * 20 + 20] = np.roll(labels[at * 20 : at * 20 + 20], 2)  # in the wrong place
    found = q.span_label_issues(documents, labels, p, bio=True)
    bad = np.zeros(300, bool)
    bad[spoilt] = True
    assert area_under(found.scores, bad) > 0.95
    assert np.mean([bad[one.document] for one in found.issues[:40]]) > 0.85


def test_tokens_that_do_not_fit_are_refused() -> None:
    assert q.span_label_issues([], [], np.zeros((0, 3))).issues == ()
    for documents, labels in ((["a"], [0, 1]), (["a", "b", "a"], [0, 0, 0]), ([["a"]], [0])):
        with pytest.raises(InvalidData):
            q.span_label_issues(documents, labels, [P["O"]] * len(labels))
