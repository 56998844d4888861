"""Agreement with oneself, and what second answers must not be taken for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest


def answered(seed: int, noise: float, habit: float, items: int = 200, people: int = 5) -> tuple[list[Any], ...]:
    """Everybody answers every item twice: a reading of one's own of so many items, and slips anew each time."""
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, 3, items)
    shape = (items, people)
    own = np.where(generator.random(shape) < habit, generator.integers(0, 3, shape), truth[:, None])
    rows = []
    for time in (0, 10):
        said = np.where(generator.random(shape) < noise, generator.integers(0, 3, shape), own)
        rows += [(i, f"p{j}", int(said[i, j]), time) for i in range(items) for j in range(people)]
    return tuple(list(column) for column in zip(*rows, strict=True))


def test_of_two_answers_alpha_is_that_of_two_raters_and_of_each_person_by_hand() -> None:
    found = q.intra_annotator_agreement(
        [1, 2, 3, 1, 2, 3, 1, 1], ["a", "a", "a", "a", "a", "a", "b", "b"], ["x", "y", "x", "x", "x", "x", "y", "y"]
    )
    two = q.krippendorff_alpha(q.from_wide([[0, 0], [1, 0], [0, 0], [1, 1]]))
    assert found.alpha.value == pytest.approx(two.value)
    assert found.percent.value == pytest.approx(3 / 4)
    a, b = found.people
    assert (a.annotator, a.items, a.share) == ("a", 3, pytest.approx(2 / 3))
    assert (b.items, b.share, b.alpha) == (1, 1.0, 1.0)
    expected = 1 - (5 * 4 + 3 * 2) / (8 * 7)
    assert a.alpha == pytest.approx(1 - (1 / 3) / expected)
    assert "remember" in found.warnings[0]


@pytest.mark.parametrize(
    ("noise", "habit", "said"),
    [(0.05, 0.05, "with themselves and with each other"), (0.05, 0.6, "different ways"),
     (0.5, 0.0, "the task is noisy."), (0.25, 0.6, "noisy, and each reads")],
)  # fmt: skip
def test_noise_and_readings_of_ones_own_are_told_apart(noise: float, habit: float, said: str) -> None:
    items, people, labels, times = answered(1, noise, habit)
    found = q.intra_annotator_agreement(items, people, labels, times, min_gap=5)
    assert said in found.meaning
    assert found.too_soon == 0
    assert not found.warnings
    assert [one.items for one in found.people] == [200] * 5
    first = q.from_columns(items[:1000], people[:1000], labels[:1000])
    assert found.inter.value == q.krippendorff_alpha(first).value


def test_answers_that_came_too_soon_take_no_part() -> None:
    items, people, labels = [1] * 5, ["a"] * 5, ["x", "y", "x", "y", "x"]
    found = q.intra_annotator_agreement(items, people, labels, [0, 1, 3, 4, 6], 3)  # 0, 3 and 6 count
    assert (found.percent.value, found.too_soon) == (1.0, 2)
    assert "2 answers came too soon" in found.warnings[0]
    days = np.datetime64("2026-01-01") + np.array([0, 1, 3, 4, 6])
    for times, gap in ((days, np.timedelta64(3, "D")), (days.astype(object), timedelta(days=3))):
        assert q.intra_annotator_agreement(items, people, labels, times, gap).too_soon == 2
    none = q.intra_annotator_agreement(items[:2], people[:2], labels[:2], [0, 1], 3)
    assert none.alpha.value is None
    assert "not known" in none.meaning


@given(seed=st.integers(0, 500))
@settings(max_examples=20, deadline=None)
def test_order_and_names_do_not_matter(seed: int) -> None:
    generator = np.random.default_rng(seed)
    items, who, labels = generator.integers(0, 5, 40), generator.integers(0, 3, 40), generator.integers(0, 3, 40)
    times = generator.permutation(40)
    before = q.intra_annotator_agreement(items, who, labels, times, 2)
    order = generator.permutation(40)
    people = np.array(["z", "x", "y"], object)
    after = q.intra_annotator_agreement(9 - items[order], people[who[order]], labels[order], times[order], 2)
    assert after.too_soon == before.too_soon
    for one, other in ((before.alpha, after.alpha), (before.percent, after.percent), (before.inter, after.inter)):
        assert other.value == pytest.approx(one.value, abs=1e-12)
    shares = {str(people[one.annotator]): one.share for one in before.people}
    assert {one.annotator: one.share for one in after.people} == pytest.approx(shares)


def test_other_levels_and_missing_labels() -> None:
    items, people, labels, times = answered(2, 0.3, 0.0, items=50)
    with_gaps = [None if n % 7 == 0 else label for n, label in enumerate(labels)]
    found = q.intra_annotator_agreement(items, people, with_gaps, times, 1, "interval")
    assert found.alpha.method.endswith("interval")
    assert found.alpha.n_items < 250


def test_nothing_repeated_and_nobody_else_are_said() -> None:
    apart = q.intra_annotator_agreement([1, 1, 2, 2], ["a", "b", "a", "b"], ["x", "x", "y", "x"])
    assert (apart.alpha.value, apart.people) == (None, ())
    assert "Nobody answered an item again" in apart.meaning
    alone = q.intra_annotator_agreement([1, 1, 2, 2], ["a"] * 4, ["x", "x", "y", "x"])
    assert alone.inter.value is None
    assert "nothing to be compared" in alone.meaning
    nothing = q.intra_annotator_agreement([], [], [])
    assert (nothing.alpha.value, nothing.percent.value, nothing.inter.value) == (None, None, None)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="needs their times"):
        q.intra_annotator_agreement([1, 1], ["a", "a"], ["x", "x"], min_gap=3)
    with pytest.raises(InvalidRequest, match="cannot be compared"):
        q.intra_annotator_agreement([1, 1], ["a", "a"], ["x", "x"], [0, 1], "three days")
    with pytest.raises(InvalidData, match="rows"):
        q.intra_annotator_agreement([1, 1], ["a"], ["x", "x"])


# -- what second answers say -----------------------------------------------------------------------------------------


def test_each_way_to_mislead_is_named_with_its_figures() -> None:
    items = [1, 1, 2, 2, 2, 3]
    found = q.overlap_warnings(
        items, overlap_reason=[None, "random", None, "unsure", "unsure", "unsure"],
        guideline_version=["v1", "v1", "v2", "v2", None, "v3"], pre_label_shown=[True, False, False, False, None, True],
    )  # fmt: skip
    assert len(found) == 3
    assert "2 answers to 1 items" in found[0]
    assert "2 versions" in found[1]  # item 3 was answered once and counts for nothing
    assert "20%" in found[2]


def test_nothing_wrong_is_nothing_said() -> None:
    items = [1, 1, 2, 2]
    assert q.overlap_warnings(items) == ()
    assert q.overlap_warnings(items, overlap_reason=[None, "random"] * 2, guideline_version=["v1"] * 4,
                              pre_label_shown=[False] * 4) == ()  # fmt: skip
    assert q.overlap_warnings([1, 2], overlap_reason=["unsure"] * 2, pre_label_shown=[True] * 2) == ()
    assert q.overlap_warnings([]) == ()
    assert q.overlap_warnings(items, overlap_reason=["drawn"] * 4, by_chance="drawn") == ()
    with pytest.raises(InvalidData, match="guideline_version"):
        q.overlap_warnings(items, guideline_version=["v1"])


def test_adaptive_second_answers_bias_alpha_down_as_the_warning_says() -> None:
    generator = np.random.default_rng(3)
    truth, hard = generator.integers(0, 3, 4_000), generator.random(4_000)
    said = np.where(generator.random((4_000, 2)) < hard[:, None] * 0.8, generator.integers(0, 3, (4_000, 2)), truth[:, None])
    flagged = q.random_overlap(np.arange(4_000), share=0.5)
    by_chance, where_unsure = (q.krippendorff_alpha(q.from_wide(said[rows])).value for rows in (flagged, hard > 0.7))
    assert by_chance == pytest.approx(q.krippendorff_alpha(q.from_wide(said)).value, abs=0.04)
    assert where_unsure < by_chance - 0.1  # type: ignore[operator]


def test_what_a_frame_leaves_out_misleads_nobody() -> None:
    """None becomes NaN in a frame: an item's usual answers have no reason, and nothing was shown that is not known."""
    gone = float("nan")
    assert q.overlap_warnings(
        [1, 1, 2, 2], overlap_reason=[gone, "random", pd.NA, "random"], guideline_version=[1.0, gone, 1.0, gone],
        pre_label_shown=[gone, 0, pd.NA, False],
    ) == ()  # fmt: skip


def test_people_may_be_tuples() -> None:
    who = [("team", 1), ("team", 1), ("team", 2), ("team", 2)]
    assert q.intra_annotator_agreement([1, 1, 1, 1], who, ["x", "x", "x", "y"]).percent.value == 0.5


def test_one_label_over_and_over_is_not_nobody_asked_again() -> None:
    found = q.intra_annotator_agreement([1, 1, 2, 2], ["a", "a", "b", "b"], ["x"] * 4)
    assert "All repeated answers are one label" in found.meaning
    first = list("xy" * 15)
    again = list("yxyx") + first[4:]  # 4 of 30 changed: alpha .73, and its upper bound above .8
    few = q.intra_annotator_agreement([*range(30)] * 3, ["a"] * 60 + ["b"] * 30, first + again + first)
    assert "may be noisy" in few.meaning
