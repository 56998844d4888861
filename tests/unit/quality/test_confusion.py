"""Which errors have a system: one person's or everybody's, one way or both, and what they cost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chisquare

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest


def reviewed(rows: list[tuple[str, str, str, int]]) -> tuple[list[str], list[str], list[str]]:
    """(delivered, corrected, annotator) so many times."""
    repeated = [row[:3] for row in rows for _ in range(row[3])]
    columns = [list(column) for column in zip(*repeated, strict=True)]
    return columns[0], columns[1], columns[2]


def test_a_habit_of_one_is_told_from_a_gap_in_the_guideline() -> None:
    rows = [("a", "a", who, 200) for who in ("ana", "bo", "cy", "di")]
    rows += [("van", "car", "bo", 30)]  # one person, one way
    rows += [("bus", "truck", who, 9) for who in ("ana", "bo", "cy", "di")]  # everybody, both ways
    rows += [("truck", "bus", who, 8) for who in ("ana", "bo", "cy", "di")]
    found = {(one.delivered, one.corrected): one for one in q.confusion_pairs(*reviewed(rows))}
    habit, gap = found["van", "car"], found["bus", "truck"]
    assert habit.gini == pytest.approx(1.0)
    assert habit.p_concentrated is not None
    assert habit.p_concentrated < 1e-6
    assert habit.p_one_way < 1e-6
    assert "coach" in habit.meaning
    assert (habit.person, habit.person_share) == ("bo", 1)
    assert gap.gini < 0.1
    assert gap.p_one_way > 0.3
    assert "rewrite the guideline" in gap.meaning
    assert sum(one.share for one in found.values()) == pytest.approx(1.0)


def test_pairs_come_by_frequency_and_weights_count() -> None:
    columns = reviewed([("a", "b", "x", 3), ("b", "a", "x", 2), ("a", "a", "x", 5)])
    assert [(one.delivered, one.count) for one in q.confusion_pairs(*columns)] == [("a", 3.0), ("b", 2.0)]
    weights = [1.0] * 3 + [4.0] * 2 + [1.0] * 5
    first = q.confusion_pairs(*columns, weights=weights)[0]
    assert (first.delivered, first.count, first.p_concentrated) == ("b", 8.0, None)
    assert first.p_one_way == pytest.approx(binomtest(3, 5).pvalue)  # weights make no evidence
    assert q.confusion_pairs([], [], []) == []


def test_the_dearest_pair_comes_first() -> None:
    columns = reviewed([("a", "b", "x", 30), ("c", "d", "x", 5), ("a", "a", "x", 5)])
    assert q.confusion_pairs(*columns)[0].delivered == "a"
    found = q.confusion_pairs(*columns, costs={("c", "d"): 20.0})
    assert [(one.delivered, one.cost, one.share) for one in found] == [("c", 100.0, 5 / 35), ("a", 30.0, 30 / 35)]
    assert found[0].cost_share == pytest.approx(100 / 130)
    free = q.confusion_pairs(*columns, costs={("c", "d"): 0.0, ("a", "b"): 0.0})
    assert [one.cost_share for one in free] == [0.0, 0.0]
    with pytest.raises(InvalidRequest, match="Costs"):
        q.confusion_pairs(*columns, costs={("a", "b"): -1.0})


@given(st.lists(st.integers(0, 30), min_size=2, max_size=5), st.integers(0, 20))
@settings(max_examples=40, deadline=None)
def test_probabilities_are_those_of_the_exact_tests(by: list[int], back: int) -> None:
    rows = [("a", "b", f"p{n}", many) for n, many in enumerate(by)] + [("b", "a", "p0", back)]
    rows += [("a", "a", f"p{n}", 40) for n in range(len(by))]
    found = {one.delivered: one for one in q.confusion_pairs(*reviewed(rows))}
    if sum(by) == 0:
        assert "a" not in found
        return
    one = found["a"]
    work = np.array([many + 40 for many in by]) + np.array([back] + [0] * (len(by) - 1))
    expected = chisquare(by, sum(by) * work / work.sum()).pvalue
    assert one.p_concentrated == pytest.approx(expected, rel=1e-9)
    assert one.p_one_way == pytest.approx(binomtest(sum(by), sum(by) + back).pvalue, rel=1e-9)
    assert 0 <= one.gini <= 1
    turned = {pair.delivered: pair for pair in q.confusion_pairs(*reviewed(rows[::-1]))}["a"]
    assert (turned.count, turned.meaning) == (one.count, one.meaning)
    assert (turned.p_concentrated, turned.gini) == (pytest.approx(one.p_concentrated), pytest.approx(one.gini))


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InvalidData, match="1, 2, 1 rows"):
        q.confusion_pairs(["a"], ["a", "b"], ["x"])
    with pytest.raises(InvalidData, match="weight"):
        q.confusion_pairs(["a"], ["b"], ["x"], weights=[-1])


def test_people_of_different_skill_are_no_habit() -> None:
    """Forty people make the same error, some oftener: the guideline is to blame, however uneven it looks by chance."""
    generator = np.random.default_rng(1)
    who = generator.integers(0, 40, 3_000)
    wrong = generator.random(3_000) < generator.beta(30, 4, 40)[who] * -0.05 + 0.06
    found = q.confusion_pairs(np.where(wrong, "van", "car").tolist(), ["car"] * 3_000, who.tolist())[0]
    assert found.person_share < 0.5
    assert "guideline" in found.meaning


def test_one_error_of_one_person_is_nobodys_habit_and_no_gap_in_the_guideline() -> None:
    rows = [("a", "a", who, 50) for who in ("ana", "bo", "cy")] + [("a", "b", "bo", 1)]
    assert "too seldom to say" in q.confusion_pairs(*reviewed(rows))[0].meaning
    alone = q.confusion_pairs(*reviewed([("a", "b", "bo", 40), ("a", "a", "bo", 40)]))[0]
    assert "too seldom to say" in alone.meaning  # there is nobody to compare with
