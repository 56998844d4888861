"""Agreement by class and by person: what it must equal when it is worked out the long way."""

from __future__ import annotations

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData


def ratings(seed: int = 1) -> np.ndarray:
    generator = np.random.default_rng(seed)
    truth = generator.choice(4, 300, p=[0.6, 0.25, 0.1, 0.05])
    noise = generator.integers(0, 4, (300, 4))
    found = np.where(generator.random((300, 4)) < 0.75, truth[:, None], noise).astype(float)
    found[generator.random(found.shape) < 0.3] = np.nan
    return found


RATINGS = ratings()
RATED = q.from_wide(RATINGS)


def test_alpha_of_a_class_is_alpha_of_that_class_or_not() -> None:
    for one in q.alpha_per_class(RATED):
        alone = q.krippendorff_alpha(q.from_wide(np.where(np.isnan(RATINGS), np.nan, one.label == RATINGS)))
        assert one.alpha.value == pytest.approx(alone.value, abs=1e-12)
        assert one.alpha.se == pytest.approx(alone.se, abs=1e-9)
        assert one.alpha.ci_low == pytest.approx(alone.ci_low, abs=1e-9)


def test_a_class_says_with_which_other_one_it_is_mixed_up() -> None:
    rows = [["car", "van"]] * 12 + [["car", "car"]] * 6 + [["bus", "bus"]] * 20
    found = {one.label: one for one in q.alpha_per_class(q.from_wide(np.array(rows, object)))}
    assert (found["car"].confused_with, found["van"].confused_with, found["bus"].confused_with) == ("van", "car", None)
    assert found["car"].conditional == pytest.approx(0.5)
    assert found["car"].confusion == pytest.approx(0.5)
    assert found["bus"].alpha.value == pytest.approx(1.0)


def test_rare_and_unused_classes_say_so() -> None:
    rated = q.from_wide(np.array([["a", "a"]] * 9 + [["a", "b"]], object), value_domain=["a", "b", "c"])
    reasons = {one.label: one.alpha.reason for one in q.alpha_per_class(rated)}
    assert reasons == {"a": None, "b": "insufficient", "c": "category_unused"}


@pytest.mark.parametrize("level", ["nominal", "interval"])
def test_drag_is_alpha_less_alpha_without_the_person(level: str) -> None:
    whole = q.krippendorff_alpha(RATED, level, ci=None).value
    assert whole is not None
    for one in q.annotator_agreement(RATED, level):
        without = RATINGS.copy()
        without[:, one.annotator] = np.nan
        left = q.krippendorff_alpha(q.from_wide(without), level, ci=None).value
        assert left is not None
        assert one.drag == pytest.approx(whole - left, abs=1e-12)


def test_a_person_who_guesses_has_the_lowest_share_and_drags() -> None:
    guessing = RATINGS.copy()
    guessing[:, 2] = np.random.default_rng(9).integers(0, 4, 300)
    found = q.annotator_agreement(q.from_wide(guessing))
    by_share = sorted(found, key=lambda one: one.share or 0)
    assert by_share[0].annotator == 2
    assert by_share[0].alpha is not None
    assert by_share[0].alpha < 0.1
    assert by_share[0].drag is not None
    assert by_share[0].drag < -0.1
    assert by_share[0].low is not None
    assert by_share[0].low < by_share[0].shrunk  # type: ignore[operator]


def test_shares_of_few_items_are_pulled_toward_the_others() -> None:
    rows = [(item, who, item % 3) for item in range(60) for who in "ab"] + [(0, "new", 1), (1, "new", 2)]
    items, people, labels = (np.array(column, object) for column in zip(*rows, strict=True))
    found = {one.annotator: one for one in q.annotator_agreement(q.from_columns(items, people, labels))}
    assert found["new"].share == 0.0
    assert found["new"].shrunk is not None
    assert found["new"].shrunk > 0.0
    assert found["a"].items == 60


def test_a_person_whom_nobody_met_has_no_numbers() -> None:
    found = {one.annotator: one for one in q.annotator_agreement(q.from_columns([1, 1, 2], list("abc"), [0, 0, 1]))}
    assert (found["c"].items, found["c"].share, found["c"].alpha) == (0, None, None)


def test_counts_do_not_say_who() -> None:
    with pytest.raises(InvalidData, match="who"):
        q.annotator_agreement(q.from_counts([[2, 1], [0, 3]]))
