"""Wrong keys are found by those who contradict them, and what they do to accuracy is undone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from tests.pictures import real

K = 6


def pool(
    seed: int, *, people: int = 12, golds: int = 200, wrong_keys: float = 0.04, accuracy: float = 0.97, hard: float = 0.0
) -> tuple[q.LabelMatrix, dict[int, int], set[int]]:
    """Answers of everybody to all golden items, the keys, and the items whose key is wrong; 30 % err on hard ones."""
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, K, golds)
    bad = generator.random(golds) < wrong_keys
    key = np.where(bad, (truth + generator.integers(1, K, golds)) % K, truth)
    error = np.where(generator.random(golds) < hard, 0.3, 1 - accuracy)
    other = (truth + generator.integers(1, K, (people, golds))) % K
    label = np.where(generator.random((people, golds)) < error, other, truth)
    who, item = np.divmod(np.arange(people * golds), golds)
    matrix = q.from_columns(item, who, label.ravel(), value_domain=range(K))
    return matrix, dict(enumerate(key.tolist())), set(np.flatnonzero(bad).tolist())


@pytest.mark.parametrize("wrong_keys", [0.04, 0.10])
def test_wrong_keys_are_found_and_right_ones_are_not(wrong_keys: float) -> None:
    found = there = false = 0
    for seed in range(8):
        matrix, keys, bad = pool(seed, wrong_keys=wrong_keys)
        suspects = {one.item for one in q.suspect_keys(matrix, keys).suspects if one.is_wrong}
        found, there, false = found + len(suspects & bad), there + len(bad), false + len(suspects - bad)
    assert found >= 0.97 * there > 0
    assert false <= 2


def test_right_keys_look_wrong_as_seldom_as_it_says() -> None:
    tested = by_chance = 0
    for seed in range(10):
        matrix, keys, _ = pool(seed, wrong_keys=0.0, accuracy=0.95)
        check = q.suspect_keys(matrix, keys, trusted=range(12))
        tested, by_chance = tested + check.tested, by_chance + len(check.suspects)
    assert tested == 2_000
    assert by_chance <= 0.01 * tested + 3 * np.sqrt(0.01 * tested)


def test_hard_items_are_told_from_wrong_keys() -> None:
    matrix, keys, bad = pool(1, hard=0.15)
    check = q.suspect_keys(matrix, keys, trusted=range(12))
    wrong, hard = ({one.item for one in check.suspects if one.is_wrong is is_wrong} for is_wrong in (True, False))
    assert wrong == bad
    assert len(hard) > 5
    assert f"{len(bad)} of 200 keys are probably wrong" in check.meaning


def test_a_suspect_says_what_was_seen() -> None:
    items = [n for n in range(40) for _ in range(3)]
    labels = ["cat"] * 120
    labels[0:3] = ["dog", "dog", "cat"]
    matrix = q.from_columns(items, ["a", "b", "c"] * 40, labels, value_domain=["cat", "dog", "cow"])
    check = q.suspect_keys(matrix, dict.fromkeys(range(41), "cat") | {1: "cow"})
    assert (check.tested, check.untested, check.trusted) == (40, 1, 3)
    assert check.by_chance == pytest.approx(0.4)
    one, other = check.suspects
    assert (one.item, one.key, one.instead, one.answers, one.against, one.agreeing) == (1, "cow", "cat", 3, 3, 3)
    assert one.p == pytest.approx(0.05**3)
    assert one.q == pytest.approx(40 * 0.05**3)
    assert (other.item, other.against, other.is_wrong) == (0, 2, True)
    assert other.p == pytest.approx(stats.binom.sf(1, 3, 0.05))


@pytest.mark.parametrize(("others", "tested"), [(9, 1), (8, 0)])
def test_those_who_contradict_a_key_are_judged_by_the_other_items(others: int, tested: int) -> None:
    """All right on the others: the mean of Jeffreys' posterior is .95 of nine and .944 of eight."""
    items = list(range(others + 1))
    matrix = q.from_columns(items, ["a"] * len(items), [1] + [0] * others, value_domain=[0, 1])
    assert q.suspect_keys(matrix, dict.fromkeys(items, 0)).tested == tested


@given(st.integers(0, 1_000))
@settings(max_examples=15, deadline=None)
def test_neither_order_nor_names_matter(seed: int) -> None:
    matrix, keys, _ = pool(seed, golds=40, people=5, wrong_keys=0.15)
    order = np.random.default_rng(seed).permutation(len(matrix))
    renamed = q.from_columns(
        100 - matrix.item[order], 7 - matrix.annotator[order], matrix.label[order], value_domain=range(K)
    )
    one = q.suspect_keys(matrix, keys).suspects
    other = q.suspect_keys(renamed, {100 - item: label for item, label in keys.items()}).suspects
    assert {(s.item, s.instead, s.p) for s in one} == {(100 - s.item, s.instead, s.p) for s in other}


def test_real_crowds_contradict_planted_keys() -> None:
    """RTE, 40 of 800 keys turned: the better part of the crowd finds most of them again, and little else."""
    folder = real("crowd-nominal")
    columns = np.loadtxt(folder / "rte_label.csv", delimiter=",", skiprows=1, dtype=str).T
    truth = dict(np.loadtxt(folder / "rte_truth.csv", delimiter=",", skiprows=1, dtype=str).tolist())
    turned = sorted(truth)[::20]
    keys: dict[Any, Any] = truth | {item: str(1 - int(truth[item])) for item in turned}
    check = q.suspect_keys(q.from_columns(*columns), keys, least=0.85)
    suspects = {one.item for one in check.suspects if one.is_wrong}
    assert len(suspects & set(turned)) >= 30
    assert len(suspects - set(turned)) <= 10


def test_nothing_to_test() -> None:
    empty = q.from_columns([], [], [])
    assert q.suspect_keys(empty, {}).suspects == ()
    check = q.suspect_keys(empty, {"a": 1})
    assert (check.tested, check.untested, check.trusted) == (0, 1, 0)
    one = q.from_columns([1], ["a"], [0], value_domain=[0])
    assert q.suspect_keys(one, {1: 0}, trusted=["a"]).suspects == ()


def test_what_cannot_be_asked() -> None:
    matrix = q.from_columns([1], ["a"], [0], value_domain=[0, 1])
    with pytest.raises(InvalidData, match="9"):
        q.suspect_keys(matrix, {1: 9})
    with pytest.raises(InvalidData):
        q.suspect_keys(q.from_counts([[1, 2]]), {0: 0})
    with pytest.raises(InvalidRequest):
        q.suspect_keys(matrix, {1: 0}, least=1.0)


# -- what wrong keys do to accuracy ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("key_error", "k"), [(0.0, 2), (0.02, 2), (0.05, 15), (0.3, 4)])
def test_the_correction_undoes_what_uniformly_wrong_keys_do(key_error: float, k: int) -> None:
    accuracy = 0.9
    measured = accuracy * (1 - key_error) + (1 - accuracy) * key_error / (k - 1)
    found = q.correct_for_key_errors(round(measured * 1_000_000), 1_000_000, key_error, k)
    assert found.value == pytest.approx(accuracy, abs=1e-5)
    assert found.observed == pytest.approx(measured, abs=1e-5)
    assert found.ci_low is not None
    assert found.ci_low < accuracy < (found.ci_high or 0)
    assert not found.warnings


def test_a_simulated_pool_of_wrong_keys_is_put_right() -> None:
    matrix, keys, bad = pool(5, golds=4_000, wrong_keys=0.08, accuracy=0.9)
    right = sum(keys[int(item)] == int(label) for item, label in zip(matrix.item, matrix.label, strict=True))
    found = q.correct_for_key_errors(right, len(matrix), len(bad) / 4_000, K)
    assert right / len(matrix) < 0.85
    assert found.value == pytest.approx(0.9, abs=0.01)


def test_what_cannot_be_corrected_says_why() -> None:
    assert q.correct_for_key_errors(0, 0, 0.1, 3).reason == "insufficient"
    assert q.correct_for_key_errors(5, 10, 0.5, 2).reason == "not_identifiable"
    assert q.correct_for_key_errors(5, 10, 1.0, 4).reason == "not_identifiable"
    more = q.correct_for_key_errors(20, 20, 0.02, 2)
    assert (more.value, more.ci_high) == (1.0, 1.0)
    assert more.warnings
    for wrong in ((5, 10, -0.1, 2), (5, 10, 0.1, 1), (5, 10, float("nan"), 2)):
        with pytest.raises(InvalidRequest):
            q.correct_for_key_errors(*wrong)
    with pytest.raises(InvalidData):
        q.correct_for_key_errors(11, 10, 0.1, 2)
    matrix = q.from_columns([1, 1], ["a", "b"], [0, 1])
    for prior in ((float("nan"), 1), (1, float("inf")), (0, 1), (1, 10**30)):
        with pytest.raises(InvalidRequest):
            q.suspect_keys(matrix, {1: 0}, prior=prior)
