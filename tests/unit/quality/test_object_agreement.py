"""Agreement of objects and of anything that has a distance."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.estimate import Estimate
from tests.pictures import real

SUMMARIES: dict[str, Callable[[Any], Estimate]] = {
    "distance_alpha": q.distance_alpha, "ks_agreement": q.ks_agreement, "sigma_agreement": q.sigma_agreement,
}  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[int, str, int]]:
    pairs = draw(st.sets(st.tuples(st.integers(0, 6), st.sampled_from("abcd")), max_size=20))
    return [(item, who, draw(st.integers(0, 3))) for item, who in sorted(pairs)]


def matrix(rows: list[tuple[int, str, int]]) -> q.LabelMatrix:
    items, people, labels = ([row[n] for row in rows] for n in range(3))
    return q.from_columns(np.array(items, np.int64), np.array(people, object), np.array(labels, np.int64))


def apart(a: float, b: float) -> float:
    return abs(a - b)


@given(rows=tables())
@settings(max_examples=60, deadline=None)
def test_alpha_of_distances_is_krippendorffs(rows: Any) -> None:
    rated = matrix(rows)
    mine, theirs = q.distance_alpha(q.answer_distances(rated, apart)), q.krippendorff_alpha(rated, apart, ci=None)
    if mine.value is None:
        assert mine.reason == theirs.reason or mine.reason == "single_item"
    else:
        assert mine.value == pytest.approx(theirs.value)
        assert mine.observed == pytest.approx(theirs.observed)
        assert mine.expected == pytest.approx(theirs.expected)


def test_its_interval_is_the_log_jackknife_of_alpha() -> None:
    generator = np.random.default_rng(4)
    truth = generator.normal(size=60)
    rated = q.from_wide(np.round(truth[:, None] + generator.normal(size=(60, 3)), 1))

    def squared(a: float, b: float) -> float:
        return (a - b) ** 2

    mine = q.distance_alpha(q.answer_distances(rated, squared))
    theirs = q.krippendorff_alpha(rated, "interval")
    assert mine.value == pytest.approx(theirs.value)
    assert (mine.ci_low, mine.ci_high) == (pytest.approx(theirs.ci_low, abs=1e-3), pytest.approx(theirs.ci_high, abs=1e-3))


def test_drawn_pairs_come_near_to_all_pairs() -> None:
    generator = np.random.default_rng(5)
    rated = q.from_wide(np.clip(generator.normal(0, 2, (150, 1)) + generator.normal(size=(150, 3)), -4, 4).round())
    every = q.distance_alpha(q.answer_distances(rated, apart))
    drawn = q.answer_distances(rated, apart, n_pairs=20_000, seed=1)
    assert len(drawn.expected) == 20_000 < drawn.cross_pairs
    assert q.distance_alpha(drawn).value == pytest.approx(every.value, abs=0.01)


@pytest.mark.parametrize("name", SUMMARIES)
@given(rows=tables())
@settings(max_examples=40, deadline=None)
def test_a_number_or_a_reason_whatever_the_order(name: str, rows: Any) -> None:
    def of(table: Any) -> Estimate:
        return SUMMARIES[name](q.answer_distances(matrix(table), apart))

    found = of(rows)
    renamed = of([((item * 3 + 2) % 7, {"a": "z", "b": "y", "c": "x", "d": "w"}[who], k) for item, who, k in rows[::-1]])
    assert found.reason == renamed.reason
    for one, other in zip(
        (found.value, found.se, found.ci_low), (renamed.value, renamed.se, renamed.ci_low), strict=True
    ):
        assert (one is None) is (other is None)
        assert one is None or (np.isfinite(one) and one == pytest.approx(other, abs=1e-9))
    assert found.meaning


def test_answers_by_chance_and_answers_alike() -> None:
    generator = np.random.default_rng(6)
    by_chance = q.answer_distances(q.from_wide(generator.random((300, 2))), apart)
    alike = q.answer_distances(q.from_wide(np.repeat(generator.random((300, 1)), 2, 1)), apart)
    assert q.ks_agreement(by_chance).value < 0.12
    assert q.sigma_agreement(by_chance).value == pytest.approx(0.05, abs=0.04)
    assert q.distance_alpha(by_chance).value == pytest.approx(0, abs=0.12)
    assert [summary(alike).value for summary in SUMMARIES.values()] == [1, pytest.approx(1, abs=0.01), 1]


def test_what_has_no_distance_is_refused() -> None:
    rated = matrix([(0, "a", 1), (0, "b", 2), (1, "a", 1), (1, "b", 3)])
    with pytest.raises(InvalidRequest, match="need a distance"):
        q.answer_distances(rated)
    with pytest.raises(InvalidData, match="distance of 1 and 2"):
        q.answer_distances(rated, lambda a, b: -1.0)
    with pytest.raises(InvalidData, match="finite"):
        q.answer_distances(rated, lambda a, b: float("nan"))
    with pytest.raises(InvalidRequest, match="between 0 and 1"):
        q.sigma_agreement(q.answer_distances(rated, apart), threshold=5)
    with pytest.raises(InvalidRequest, match="of their own"):
        q.answer_distances(q.from_boxes([0], [0], [[0, 0, 1, 1]]), apart)


def test_texts_are_compared_where_they_meet() -> None:
    rated = q.from_columns([1, 1, 2, 2, 3], list("ababa"), ["a cat", "the cat", "two dogs", "two dogs", "alone"])
    calls = []

    def distance(a: str, b: str) -> float:
        calls.append((a, b))
        return 1 - len(set(a.split()) & set(b.split())) / len(set(a.split()) | set(b.split()))

    found = q.distance_alpha(q.answer_distances(rated, distance))
    assert found.value == pytest.approx(1 - (1 / 3) / ((2 / 3 + 4) / 6))
    assert len(calls) == len(set(calls)) == 3  # equal texts and the lone answer are not compared
    assert found.warnings == ("1 items were answered once and take no part",) or "too few" in found.warnings[-1]


# -- objects ---------------------------------------------------------------------------------------------------------

SQUARE, MOVED, AWAY = [0, 0, 10, 10], [0, 0, 10, 8], [50, 50, 60, 60]


def test_the_three_shares_of_two_people() -> None:
    objects = q.from_boxes(
        [0, 0, 0, 1, 1], ["a", "a", "b", "a", "b"], [SQUARE, AWAY, MOVED, SQUARE, SQUARE],
        ["car", "car", "bus", "car", "car"], answers=([0, 0, 1, 1, 2, 2], list("ababab")),
    )  # fmt: skip
    found = q.object_agreement(objects)
    assert found.detection.value == pytest.approx(2 * 2 / 5)
    assert found.localisation.value == pytest.approx((0.8 + 1) / 2)
    assert found.classification.value == pytest.approx(1 / 2)
    assert "classes are mixed up" in str(found)
    distances = q.answer_distances(objects)
    assert sorted(distances.observed.tolist()) == pytest.approx([0, 0, 1])  # other class, alike, both empty


def test_objects_that_say_nothing_have_a_reason() -> None:
    alone = q.object_agreement(q.from_boxes([0], ["a"], [SQUARE]))
    assert alone.detection.reason == "no_pairable_items"
    empty = q.object_agreement(q.from_boxes([], [], [], answers=([0, 0], ["a", "b"])))
    assert empty.detection.reason == empty.localisation.reason == "insufficient"
    apart = q.object_agreement(q.from_boxes([0, 0], ["a", "b"], [SQUARE, AWAY]))
    assert (apart.detection.value, apart.localisation.reason) == (0, "insufficient")
    assert "what is to be drawn" in apart.meaning


def workers() -> q.ObjectMatrix:
    """Seven people's boxes of pedestrians on each of 724 pictures."""
    folder = real("boxes-multi-annotator")
    with (folder / "boxes.csv").open() as file:
        rows = list(csv.DictReader(file))
    with (folder / "assignments.csv").open() as file:
        looked = list(csv.DictReader(file))
    corner = np.array([[float(row[name]) for name in ("x", "y", "width", "height")] for row in rows])
    boxes = np.hstack([corner[:, :2], corner[:, :2] + corner[:, 2:]])
    return q.from_boxes(
        [row["image_id"] for row in rows], [row["worker"] for row in rows], boxes,
        answers=([row["image_id"] for row in looked], [row["worker"] for row in looked]),
    )  # fmt: skip


def test_real_people_find_the_same_pedestrians_and_outline_them_loosely() -> None:
    objects = workers()
    found = q.object_agreement(objects)
    assert found.detection.value == pytest.approx(0.841, abs=2e-3)
    assert found.localisation.value == pytest.approx(0.747, abs=2e-3)
    assert "edges are loose" in found.meaning
    distances = q.answer_distances(objects)
    assert q.distance_alpha(distances).value == pytest.approx(0.659, abs=5e-3)
    assert q.ks_agreement(distances).value == pytest.approx(0.830, abs=1e-2)
    assert q.sigma_agreement(distances).value == pytest.approx(0.875, abs=1e-2)
