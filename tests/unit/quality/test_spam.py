"""What labels tell, and whose mistakes are somebody else's."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import softmax

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from tests.pictures import real


def confusions(seed: int, j: int = 5, k: int = 4) -> np.ndarray:
    return softmax(2 * np.random.default_rng(seed).normal(size=(j, k, k)), axis=2)


@given(st.integers(0, 10_000), st.integers(2, 6))
@settings(max_examples=40, deadline=None)
def test_the_score_is_the_mean_square_between_rows(seed: int, k: int) -> None:
    theta = confusions(seed, 3, k)
    by_pairs = [
        sum(np.square(one[a] - one[b]).sum() for a, b in combinations(range(k), 2)) / (k * (k - 1)) for one in theta
    ]
    assert q.spammer_score(theta) == pytest.approx(by_pairs)
    order = np.random.default_rng(seed).permutation(k)
    assert q.spammer_score(theta[:, order][:, :, order]) == pytest.approx(by_pairs)


@given(st.integers(0, 10_000), st.integers(2, 6))
@settings(max_examples=40, deadline=None)
def test_information_is_entropy_less_what_is_left(seed: int, k: int) -> None:
    theta, rho = confusions(seed, 3, k), np.random.default_rng(seed).dirichlet(np.ones(k))
    joint = rho[:, None] * theta
    label = joint.sum(1)
    left = [sum(p * stats.entropy(one[:, at] / p, base=2) for at, p in enumerate(ps)) for one, ps in zip(joint, label, strict=True)]
    assert q.label_information(theta, rho) == pytest.approx(stats.entropy(rho, base=2) - np.array(left), abs=1e-9)


def test_the_ends_of_the_scales() -> None:
    perfect, swapped = np.eye(3), np.eye(3)[[1, 2, 0]]
    always, guesses = np.tile([1.0, 0, 0], (3, 1)), np.full((3, 3), 1 / 3)
    theta, even = np.stack((perfect, swapped, always, guesses)), np.full(3, 1 / 3)
    assert q.spammer_score(theta) == pytest.approx([1, 1, 0, 0])
    assert q.label_information(theta, even) == pytest.approx([np.log2(3), np.log2(3), 0, 0])
    assert q.label_information(theta, [1, 0, 0]) == pytest.approx([0] * 4)  # nothing is left to be told
    assert q.label_information(theta, even, price=[0.5, 1, 1, 1])[:2] == pytest.approx([2 * np.log2(3), np.log2(3)])
    assert q.label_information(theta, even, price=0.1)[0] == pytest.approx(10 * np.log2(3))


def test_who_always_says_the_frequent_class_is_often_right_and_tells_nothing() -> None:
    rho = np.array([0.9, 0.1])
    theta = np.array([[[1.0, 0.0], [1.0, 0.0]], [[0.8, 0.2], [0.2, 0.8]]])
    accuracy = np.einsum("k,jkk->j", rho, theta)
    bits = q.label_information(theta, rho)
    assert accuracy[0] > accuracy[1]
    assert bits[0] == 0.0 < bits[1]


def test_the_spammers_of_a_real_crowd_are_found_without_its_truth() -> None:
    """RTE: three people guess hundreds of times. By Dawid-Skene alone they tell nothing, and whoever is right in 60 %
    tells something."""
    folder = real("crowd-nominal")
    columns = np.loadtxt(folder / "rte_label.csv", delimiter=",", skiprows=1, dtype=str).T
    truth = dict(np.loadtxt(folder / "rte_truth.csv", delimiter=",", skiprows=1, dtype=str).tolist())
    matrix = q.from_columns(*columns)
    fitted = q.DawidSkene().fit(matrix)
    right = np.array([truth[i] for i in matrix.items.tolist()])[matrix.item] == matrix.labels[matrix.label]
    many = np.bincount(matrix.annotator)
    accuracy = np.bincount(matrix.annotator, right) / many
    guess, good = (np.abs(accuracy - 0.5) < 0.02) & (many >= 500), (accuracy >= 0.59) & (many >= 40)
    assert (guess.sum(), good.sum()) == (3, 34)
    for found in (
        q.spammer_score(fitted.confusion_matrices_),
        q.label_information(fitted.confusion_matrices_, fitted.class_prior_),
    ):
        assert found[guess].max() < 0.001 < 0.09 < found[good].min()


@pytest.mark.parametrize(
    "theta", [[[["a", "b"], [0, 1]]], [[[0.5, 0.5], [1]]], np.eye(2), np.ones((1, 2, 2)), np.full((1, 2, 2), np.nan), np.ones((1, 1, 1)), [[[2, -1], [0, 1]]], np.ones((1, 2, 3)) / 3]
)  # fmt: skip
def test_matrices_that_are_none(theta: Any) -> None:
    with pytest.raises(InvalidData):
        q.spammer_score(theta)
    with pytest.raises(InvalidData):
        q.label_information(theta, [0.5, 0.5])


@pytest.mark.parametrize(("rho", "price"), [([0.5, 0.6], None), ([1.0], None), ([-0.1, 1.1], None), ([0.5, 0.5], 0), ([0.5, 0.5], [1, 2, 3]), ([0.5, 0.5], np.nan)])
def test_priors_and_prices_that_are_none(rho: Any, price: Any) -> None:
    with pytest.raises(InvalidData):
        q.label_information(confusions(0, 2, 2), rho, price=price)


# -- shared errors ---------------------------------------------------------------------------------------------------


def crowd(
    seed: int, *, people: int = 30, golds: int = 200, k: int = 6, each: float = 1.0, wrong_keys: float = 0.0, copies: float = 0.0
) -> tuple[q.LabelMatrix, dict[int, int]]:
    """Golden items of very different difficulty, most with a label that leads astray; person 1 copies of person 0."""
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, k, golds)
    key = np.where(generator.random(golds) < wrong_keys, (truth + 1) % k, truth)
    hard = 1 / (1 + np.exp(generator.normal(2.2, 0.6, (people, 1)) - generator.normal(0, 1.2, golds)))
    trap = (truth + generator.integers(1, k, golds)) % k
    led = generator.random((people, golds)) < generator.random(golds)
    other = np.where(led, trap, (truth + generator.integers(1, k, (people, golds))) % k)
    said = np.where(generator.random((people, golds)) < hard, other, truth)
    said[1] = np.where(generator.random(golds) < copies, said[0], said[1])
    who, item = np.nonzero(generator.random((people, golds)) < each)
    return q.from_columns(item, who, said[who, item], value_domain=range(k)), dict(enumerate(key.tolist()))


@pytest.mark.parametrize("case", [{}, {"wrong_keys": 0.05}, {"k": 2}, {"each": 0.4, "golds": 400}, {"people": 8}])
def test_hard_items_and_wrong_keys_accuse_nobody(case: dict[str, Any]) -> None:
    false = [len(q.shared_errors(*crowd(seed, **case)).pairs) for seed in range(20)]
    assert sum(many > 0 for many in false) <= 3  # 20 runs at a false discovery rate of 5 %: 1, and three errors of that


def test_fishers_test_would_accuse_the_honest() -> None:
    """Why errors are not simply crossed: with wrong keys everybody errs with everybody."""
    matrix, keys = crowd(1, wrong_keys=0.05)
    wrong = np.zeros((30, 200), bool)
    wrong[matrix.annotator, matrix.item] = matrix.label != np.array([keys[n] for n in range(200)])[matrix.item]
    tails = [
        stats.fisher_exact([[(a & b).sum(), (a & ~b).sum()], [(~a & b).sum(), (~a & ~b).sum()]], "greater").pvalue
        for a, b in combinations(wrong, 2)
    ]
    assert np.mean(stats.false_discovery_control(tails) <= 0.05) > 0.3
    assert q.shared_errors(matrix, keys).pairs == ()


def test_who_copies_is_found() -> None:
    found = [q.shared_errors(*crowd(seed, copies=0.6)).pairs for seed in range(10)]
    assert sum(any({pair.one, pair.other} == {0, 1} for pair in pairs) for pairs in found) >= 8
    assert sum(len(pairs) for pairs in found) <= 11


def test_a_pair_says_what_is_explained() -> None:
    """Ten people, one hard item in five on which half err alike; two of the others share six errors of their own."""
    label = np.zeros((10, 40), int)
    label[::2, :8] = 1
    label[1, 20:26] = label[3, 20:26] = 2
    who, item = np.nonzero(label >= 0)
    check = q.shared_errors(q.from_columns(item, who, label[who, item], value_domain=[0, 1, 2]), dict.fromkeys(range(41), 0))
    assert check.tested == 45
    (pair,) = check.pairs
    assert (pair.one, pair.other, pair.common, pair.shared) == (1, 3, 40, 6)
    assert pair.p == pytest.approx(stats.poisson.sf(5, pair.expected))
    assert pair.expected < 1
    assert pair.q == pytest.approx(45 * pair.p)
    assert "1 of 45" in check.meaning


@given(st.integers(0, 1_000))
@settings(max_examples=15, deadline=None)
def test_neither_order_nor_names_matter(seed: int) -> None:
    matrix, keys = crowd(seed, people=6, golds=60, copies=0.9)
    order = np.random.default_rng(seed).permutation(len(matrix))
    renamed = q.from_columns(99 - matrix.item[order], 9 - matrix.annotator[order], 5 - matrix.label[order], value_domain=range(6))
    one = q.shared_errors(matrix, keys, alpha=0.9).pairs
    other = q.shared_errors(renamed, {99 - item: 5 - label for item, label in keys.items()}, alpha=0.9).pairs
    assert {(frozenset((p.one, p.other)), p.shared, round(p.p, 9)) for p in one} == {
        (frozenset((9 - p.one, 9 - p.other)), p.shared, round(p.p, 9)) for p in other
    }


def test_nobody_to_compare() -> None:
    empty = q.shared_errors(q.from_columns([], [], []), {"a": 1})
    assert (empty.pairs, empty.tested) == ((), 0)
    apart = q.from_columns([1, 2], ["a", "b"], [0, 0], value_domain=[0, 1])
    assert q.shared_errors(apart, {1: 1, 2: 1}).tested == 0
    right = q.from_columns([1, 1], ["a", "b"], [0, 0], value_domain=[0])
    assert (q.shared_errors(right, {1: 0}).pairs, q.shared_errors(right, {1: 0}).tested) == ((), 1)


def test_what_cannot_be_compared() -> None:
    matrix = q.from_columns([1], ["a"], [0], value_domain=[0, 1])
    with pytest.raises(InvalidData):
        q.shared_errors(matrix, {1: 7})
    with pytest.raises(InvalidData):
        q.shared_errors(q.from_counts([[1, 2]]), {0: 0})
    with pytest.raises(InvalidRequest):
        q.shared_errors(matrix, {1: 0}, alpha=0)
    wide = np.arange(100_000).reshape(-1, 2)
    with pytest.raises(InvalidData, match="too large"):
        q.mix_by_annotator(q.from_columns(wide[:, 0], wide[:, 0], wide[:, 1]))
