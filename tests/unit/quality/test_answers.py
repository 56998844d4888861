"""Percent agreement: known values, what is undefined, and what must not matter."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.errors import InvalidData
from labelwright.quality.agreement.answers import answer_agreement

people = st.sampled_from("abcd")
tables = st.dictionaries(
    st.integers(0, 8), st.dictionaries(people, st.sampled_from(["x", "y", "z"]), max_size=4), max_size=8
)


def test_known_value() -> None:
    found = answer_agreement({1: {"a": 1, "b": 1, "c": 2}, 2: {"a": 1, "b": 1}, 3: {"a": 3}})
    assert found.value == pytest.approx((1 / 3 + 1) / 2)
    assert found.se == pytest.approx(1 / 3)  # sd(1/3, 1) / sqrt(2)
    assert (found.n_items, found.n_annotations, found.n_annotators) == (2, 6, 3)
    assert found.pairs is not None
    assert found.pairs["a", "b"] == (1.0, 2)
    assert found.pairs["b", "c"] == (0.0, 1)


def test_fleiss_1971_example_of_one_item() -> None:
    """Six raters, four say 4 and two say 2: 7 of 15 pairs agree."""
    assert answer_agreement({1: dict(zip("abcdef", [4, 4, 4, 4, 2, 2], strict=True))}).value == pytest.approx(7 / 15)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [({}, "no_pairable_items"), ({1: {}}, "no_pairable_items"), ({1: {"a": 1}, 2: {"a": 2}}, "single_annotator"),
     ({1: {"a": 1}, 2: {"b": 2}}, "no_pairable_items")],
)  # fmt: skip
def test_undefined_says_why(answers: dict[int, dict[str, int]], reason: str) -> None:
    found = answer_agreement(answers)
    assert (found.value, found.se, found.reason) == (None, None, reason)


def test_one_pairable_item_has_no_standard_error() -> None:
    assert answer_agreement({1: {"a": 1, "b": 1}}).se is None


def test_a_similarity_of_its_own() -> None:
    found = answer_agreement({1: {"a": 1.0, "b": 0.5}}, lambda a, b: 1 - abs(a - b))  # type: ignore[operator]
    assert found.value == 0.5


@given(tables, st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(table: dict[int, dict[str, str]], r: random.Random) -> None:
    items = list(table.items())
    r.shuffle(items)
    renamed = {i: {f"p{who}": f"l{label}" for who, label in reversed(given.items())} for i, given in items}
    one, other = answer_agreement(table), answer_agreement(renamed)
    assert one.reason == other.reason
    assert (one.value is None) == (other.value is None)
    if one.value is not None:
        assert other.value == pytest.approx(one.value)
        assert 0 <= one.value <= 1


def test_a_similarity_that_is_none_is_refused() -> None:
    for value in (float("nan"), float("inf"), -0.1, 1.1):
        with pytest.raises(InvalidData, match="similarity"):
            answer_agreement({1: {"a": 1, "b": 2}}, lambda one, other, value=value: value)
