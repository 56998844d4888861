"""Labels whose order is not that of work, and labels whose order is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest

SHARES = [0.5, 0.3, 0.15, 0.05]


def labels(seed: int, people: int = 60, each: int = 150) -> tuple[np.ndarray, np.ndarray]:
    """(who, label (people, each)) of honest people on items in random order."""
    generator = np.random.default_rng(seed)
    return np.repeat(np.arange(people), each), generator.choice(4, (people, each), p=SHARES)


@pytest.mark.parametrize("find", [q.label_streaks, q.label_patterns])
def test_honest_people_are_accused_as_seldom_as_it_says(find: Any) -> None:
    found = [one for seed in range(5) for one in find(*(column.ravel() for column in labels(seed)))]
    assert np.mean([one.p <= 0.05 for one in found]) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / len(found))
    assert sum(one.q <= 0.05 for one in found) <= 2


@pytest.mark.parametrize("share", [0.5, 0.9, 0.97])
def test_a_frequent_label_is_no_pattern(share: float) -> None:
    """The normal tail of repetitions is wrong by a factor of 5 to 200 here; the exact one is not."""
    given = np.random.default_rng(1).random((300, 200)) > share
    found = q.label_patterns(np.repeat(np.arange(300), 200), given.ravel())
    assert np.mean([one.p <= 0.05 for one in found]) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300)


def test_the_same_label_again_and_again_is_a_streak() -> None:
    who, given = labels(2)
    given[7, 40:70] = 1
    given[8] = 3
    found = {one.annotator: one for one in q.label_streaks(who, given.ravel()) if one.q <= 0.01}
    assert set(found) == {7, 8}
    assert (found[7].label, found[7].row) == (1, 7 * 150 + 40)
    assert 30 <= found[7].length <= 32
    assert (found[8].label, found[8].length) == (3, 150)


@pytest.mark.parametrize("pattern", [[0, 1], [0, 1, 2, 3], [0, 0, 1, 2, 1], [3, 0, 0, 0, 0, 0, 0, 1]])
def test_a_pattern_is_found_though_a_third_of_it_is_noise(pattern: list[int]) -> None:
    who, given = labels(3)
    cycle, generator = np.resize(pattern, 150), np.random.default_rng(4)
    given[5] = np.where(generator.random(150) < 0.3, given[5], cycle)
    (one,) = [one for one in q.label_patterns(who, given.ravel()) if one.q <= 0.01]
    assert one.annotator == 5
    assert one.lag % len(pattern) == 0
    assert one.share > one.expected


def test_a_streak_is_as_improbable_as_feller_says() -> None:
    """P(a run of 8 or more of a label with share .3 in 100) by recursion over its first end, against the bound."""
    r, p, n = 8, 0.3, 100
    none = np.ones(n + 1)
    for at in range(r, n + 1):
        none[at] = none[at - 1] - (p**r if at == r else (1 - p) * p**r * none[at - r - 1])
    bound = p**r * (1 + (n - r) * (1 - p))
    assert 1 - none[n] <= bound <= 1.01 * (1 - none[n])
    others = np.repeat([0, 1, 0, 0, 0, 0, 0, 1, 1, 0], 30_000)
    mine = np.array([0, 0, 1] * 30 + [1] * 7 + [0] * 3)  # ends in eight of label 1
    found = q.label_streaks([1] * 300_000 + [2] * 100, np.concatenate((others, mine)))[1]
    assert (found.label, found.length, found.row) == (1, 8, 300_089)
    assert found.p == pytest.approx(2 * bound, rel=1e-3)  # two labels were looked at


def test_a_pattern_is_fishers_test_of_label_against_label_before() -> None:
    given = np.random.default_rng(5).choice(3, 120)
    given[::3] = 0
    (one,) = q.label_patterns(["a"] * 120, given)
    now, then = given[: -one.lag] == one.label, given[one.lag :] == one.label
    table = [[(now & then).sum(), (now & ~then).sum()], [(~now & then).sum(), (~now & ~then).sum()]]
    assert one.p == pytest.approx(min(1.0, stats.fisher_exact(table, "greater").pvalue * 3 * 20), rel=1e-9)
    assert one.share == pytest.approx((now & then).sum() / now.sum())


@given(st.integers(0, 1_000))
@settings(max_examples=10, deadline=None)
def test_neither_the_order_of_rows_nor_names_matter(seed: int) -> None:
    who, given = labels(seed, 6, 40)
    given[2, :12] = 2
    order = np.random.default_rng(seed).permutation(240)
    at = np.tile(np.arange(40), 6)
    one = q.label_streaks(who, given.ravel()), q.label_patterns(who, given.ravel())
    args = (9 - who[order], 3 - given.ravel()[order], at[order])
    other = q.label_streaks(*args)[::-1], q.label_patterns(*args)[::-1]
    for mine, theirs in zip(one, other, strict=True):
        assert [found.p for found in mine] == pytest.approx([found.p for found in theirs])
    assert [found.length for found in one[0]] == [found.length for found in other[0]]


def test_what_cannot_be_said_says_why() -> None:
    assert q.label_streaks([], []) == q.label_patterns([], []) == []
    (alone,) = q.label_streaks(["a"] * 30, [1] * 30)
    assert (alone.p, alone.q, alone.reason, alone.length) == (None, None, "single_annotator", 30)
    few = q.label_streaks(["a"] * 30 + ["b"] * 19, ["x"] * 49)
    assert [one.reason for one in few] == [None, "insufficient"]
    one, other = q.label_patterns(["a"] * 30 + ["b"] * 19, ["x"] * 49)
    assert (one.p, one.label, one.reason) == (1.0, None, None)  # one label alone has no order
    assert (other.p, other.reason) == (None, "insufficient")


def test_what_cannot_be_asked() -> None:
    with pytest.raises(InvalidData):
        q.label_streaks(["a"], [1, 2])
    with pytest.raises(InvalidData):
        q.label_patterns(["a"], [1], [1, 2])
    with pytest.raises(InvalidRequest):
        q.label_patterns(["a"], [1], lags=0)
    for at in ([1, None], [1, "x"], [float("nan"), 1], np.array(["NaT", "2020-01-01"], "datetime64[ns]"), 3):
        with pytest.raises(InvalidData):
            q.label_streaks(["a", "a"], [1, 2], at)
    with pytest.raises(InvalidData, match="labels is missing"):
        q.label_streaks(["a", "a"], [1, None])
    assert q.label_patterns(["a"] * 30, [0, 1] * 15, lags=10**9) == q.label_patterns(["a"] * 30, [0, 1] * 15, lags=29)
