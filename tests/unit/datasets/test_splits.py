"""Splits are drawn by group, reproducibly, at the asked shares."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.datasets import splits
from labelwright.errors import InvalidRequest

CUT = {"train": 0.8, "val": 0.1, "test": 0.1}


def test_a_large_set_is_cut_at_the_shares() -> None:
    found = Counter(splits.of(b"key", f"i|main|{n}", CUT) for n in range(20_000))
    assert {name: round(n / 20_000, 2) for name, n in found.items()} == CUT


@given(st.text(max_size=10), st.lists(st.text(max_size=10), min_size=2, max_size=5))
def test_items_of_one_group_share_a_split(group: str, keys: list[str]) -> None:
    assert len({splits.of(b"key", splits.group_of("main", key, group), CUT) for key in keys}) == 1


def test_another_key_cuts_another_way() -> None:
    groups = [f"g|{n}" for n in range(200)]
    assert [splits.of(b"a", g, CUT) for g in groups] != [splits.of(b"b", g, CUT) for g in groups]


@pytest.mark.parametrize("given_shares", [{"train": 0.5}, {"train": 1.5}, {"Bad Name": 1.0}, {"a": 0.0, "b": 1.0}])
def test_shares_that_cannot_be_are_refused(given_shares: dict[str, float]) -> None:
    with pytest.raises(InvalidRequest):
        splits.shares(given_shares)


def test_no_shares_are_one_split() -> None:
    assert splits.shares({}) == {"all": 1.0}
