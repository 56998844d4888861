"""Variances of items, people and the rest, whoever rated what."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData
from tests.unit.quality.reference import SHROUT_FLEISS


def test_complete_tables_give_the_icc_of_shrout_and_fleiss() -> None:
    found = q.variance_components(q.from_wide(SHROUT_FLEISS))
    assert found.reliability.value == pytest.approx(0.290, abs=5e-4)
    assert found.reliability.value == pytest.approx(q.icc(q.from_wide(SHROUT_FLEISS)).value)
    assert "severe and lenient" in str(found)


def ratings(seed: int, missing: float) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    people = generator.normal(0, 0.8, 12)
    wide = generator.normal(0, 1.5, (400, 1)) + people + generator.normal(0, 0.6, (400, 12))
    wide[generator.random(wide.shape) < missing] = np.nan
    return wide, people


@pytest.mark.parametrize("missing", [0.0, 0.7])
def test_variances_are_found_again_with_most_cells_missing(missing: float) -> None:
    found = [q.variance_components(q.from_wide(ratings(seed, missing)[0])) for seed in range(30)]
    for name, truth in (("item", 2.25), ("annotator", 0.64), ("residual", 0.36)):
        assert np.mean([getattr(one, name) for one in found]) == pytest.approx(truth, rel=0.12)


def test_severe_people_are_named_and_those_with_little_are_not() -> None:
    wide, people = ratings(1, 0.5)
    wide[5:, 0] = np.nan  # five ratings, at most
    found = q.variance_components(q.from_wide(wide)).severity
    assert np.corrcoef(found[1:], people[1:])[0, 1] > 0.99
    few = np.isfinite(wide[:, 0]).sum()
    assert few < 6
    assert abs(found[0] - (people[0] - people[1:].mean())) < 1.0


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(1, 5)), max_size=20))
@settings(max_examples=60, deadline=None)
def test_a_number_or_a_reason_whatever_the_order(rows: list[tuple[int, int, int]]) -> None:
    rows = [*{(item, who): (item, who, rating) for item, who, rating in rows}.values()]
    found = q.variance_components(q.from_columns(*([row[n] for row in rows] for n in range(3))))
    moved = [((item * 3 + 1) % 5, 3 - who, rating + 10) for item, who, rating in rows[::-1]]
    again = q.variance_components(q.from_columns(*([row[n] for row in moved] for n in range(3))))
    assert (found.item is None) is (found.reliability.value is None)
    assert found.reliability.reason == again.reliability.reason
    if found.item is not None:
        assert [found.item, found.annotator, found.residual] == pytest.approx([again.item, again.annotator, again.residual], abs=1e-8)
        assert np.isfinite(found.severity).all()


def test_words_have_no_variance() -> None:
    with pytest.raises(InvalidData, match="no numbers"):
        q.variance_components(q.from_columns([1, 1], [1, 2], ["a", "b"]))
    apart = q.variance_components(q.from_columns([1, 2, 3], [1, 2, 3], [4, 5, 6]))
    assert apart.reliability.reason == "no_pairable_items"
