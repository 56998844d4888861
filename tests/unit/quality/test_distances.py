"""Distances are distances, with the values their sources give, and the medoid is somebody's answer near the others'."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest

NUMBERS = st.floats(-1e6, 1e6)
RANKS = st.integers(1, 6).flatmap(lambda n: st.tuples(*(st.lists(st.integers(0, 4), min_size=n, max_size=n),) * 2))
POINTS = st.integers(1, 4).flatmap(lambda n: st.tuples(*(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=n, max_size=n),) * 2))
VECTORS = st.integers(0, 5).flatmap(lambda n: st.tuples(*(st.lists(st.floats(-1e300, 1e300), min_size=n, max_size=n),) * 2))
TEXTS = st.tuples(*(st.text("ab c,D", max_size=12),) * 2)
SETS = st.tuples(*(st.frozensets(st.integers(0, 4)),) * 2)
PAIRS: dict[str, st.SearchStrategy[Any]] = {
    "token_f1_distance": TEXTS, "chrf_distance": TEXTS, "kendall_distance": RANKS, "footrule_distance": RANKS,
    "jaccard_distance": SETS, "masi_distance": SETS, "vector_distance": VECTORS, "oks_distance": POINTS,
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_distance_is_symmetric_between_0_and_1_and_0_for_equal_values(name: str, data: st.DataObject) -> None:
    one, other = data.draw(PAIRS[name])
    distance: Callable[[Any, Any], float] = getattr(q, name)
    found = distance(one, other)
    assert type(found) is float
    assert 0 <= found <= 1
    assert distance(other, one) == pytest.approx(found, abs=1e-12)
    assert distance(one, one) == pytest.approx(0, abs=1e-12)


def test_texts() -> None:
    assert q.token_f1_distance("The cat sat", "the CAT sat!") == 0
    assert q.token_f1_distance("a b c d", "a b") == pytest.approx(1 - 2 * 2 / 6)
    assert q.token_f1_distance("a a b", "a b b") == pytest.approx(1 - 2 * 2 / 6)
    assert q.token_f1_distance("", "x") == q.token_f1_distance("!", "?") == 1
    assert q.token_f1_distance("?", "?") == q.token_f1_distance("", "") == 0
    assert q.chrf_distance("abc", "abd") == pytest.approx(1 - (2 / 3 + 1 / 2 + 0) / 3)
    assert q.chrf_distance("a b c", "abc") == 0  # blanks do not count
    precision, recall = (1 + 1) / 2, (2 / 4 + 1 / 3) / 2  # "ab" of "abcd": orders 1 and 2
    assert q.chrf_distance("ab", "abcd") == pytest.approx(1 - 2 * precision * recall / (precision + recall))
    assert q.chrf_distance("", "a") == q.chrf_distance("a", "b") == 1
    assert q.chrf_distance("colour", "color") < q.chrf_distance("colour", "clamour") < 1


@given(pair=RANKS)
@settings(max_examples=60, deadline=None)
def test_kendall_is_that_of_scipy(pair: Any) -> None:
    tau = kendalltau(*pair).statistic if len(pair[0]) > 1 else np.nan
    if np.isfinite(tau):
        assert q.kendall_distance(*pair) == pytest.approx((1 - tau) / 2, abs=1e-12)


def test_rankings() -> None:
    order = [1, 2, 3, 4, 5]
    for distance in (q.kendall_distance, q.footrule_distance):
        assert distance(order, order[::-1]) == 1
        assert distance(order, [2, 4, 6, 8, 10]) == 0
        assert distance({"a": 1, "b": 2}, {"b": 2, "a": 1}) == 0
        assert distance({"a": 1, "b": 2}, {"b": 1, "a": 2}) == 1
        assert distance([1], [7]) == 0
        for wrong in (([1, 2], [1]), ({"a": 1}, {"b": 1}), (["x"], ["y"]), ([1, np.nan], [1, 2]), ([[1]], [[1]])):
            with pytest.raises(InvalidData):
                distance(*wrong)
    assert q.kendall_distance(order, [1, 2, 3, 5, 4]) == pytest.approx(1 / 10)
    assert q.footrule_distance(order, [1, 2, 3, 5, 4]) == pytest.approx(2 / 12)
    assert q.kendall_distance([1, 1, 1], [1, 2, 3]) == 0.5
    assert q.footrule_distance([1, 1], [1, 2]) == pytest.approx(0.5)


def test_sets() -> None:
    assert q.jaccard_distance({1, 2}, {2, 3}) == pytest.approx(2 / 3)
    assert q.masi_distance({1, 2}, {1, 2, 3, 4}) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert q.masi_distance({1, 2}, {2, 3}) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert q.masi_distance({1}, {2}) == q.masi_distance(set(), {2}) == q.jaccard_distance([], [1]) == 1
    with pytest.raises(InvalidData, match="a text"):
        q.jaccard_distance("cat", {"cat"})


def test_vectors() -> None:
    assert q.vector_distance([3, 4], [0, 0]) == 1
    assert q.vector_distance([1, 0], [-1, 0]) == 1
    assert q.vector_distance([1, 0], [0, 1]) == pytest.approx(np.sqrt(2) / 2)
    assert q.vector_distance(1e308, -1e308) == 1
    for wrong in (([1], [1, 2]), ([np.nan], [1]), (["a"], ["b"])):
        with pytest.raises(InvalidData):
            q.vector_distance(*wrong)


def test_keypoints() -> None:
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], float)  # scale 10
    moved = square + [[1, 0]] * 4
    assert q.oks_distance(square, moved) == pytest.approx(1 - np.exp(-1 / (2 * 100 * 0.01)))
    assert q.oks_distance(square, moved, scale=20, kappa=[0.1, 0.1, 0.2, 0.2]) == pytest.approx(
        1 - (np.exp(-1 / 8) + np.exp(-1 / 32)) / 2
    )
    assert q.oks_distance(square * 7, moved * 7) == pytest.approx(q.oks_distance(square, moved))
    missing = square.copy()
    missing[0] = np.nan
    assert q.oks_distance(missing, square) == pytest.approx(1 / 4)  # a miss
    assert q.oks_distance(missing, missing) == 0
    assert q.oks_distance(np.full((2, 2), np.nan), np.full((2, 2), np.nan)) == 0
    assert q.oks_distance([[1, 1]], [[2, 2]]) == 1  # one point has no size: any gap is a miss
    for wrong in (([[1, 2]], [[1, 2], [3, 4]]), ([1, 2], [1, 2]), ([[np.inf, 1]], [[1, 1]])):
        with pytest.raises(InvalidData):
            q.oks_distance(*wrong)
    for settings_ in ({"kappa": 0}, {"kappa": [1, 1]}, {"scale": 0}, {"scale": -1}):
        with pytest.raises(InvalidData):
            q.oks_distance(square, square, **settings_)


# -- the answer nearest to the others --------------------------------------------------------------------------------


def test_the_medoid_is_an_answer_and_the_nearest_one() -> None:
    texts = ["a red car", "a red car here", "red car", "two dogs"]
    found = q.medoid(texts, q.token_f1_distance)
    assert (found.answer, found.annotator, found.n, found.tied) == (texts[0], 0, 4, False)
    mean = np.mean([q.token_f1_distance(texts[0], other) for other in texts[1:]])
    assert found.mean_distance == pytest.approx(mean)
    believed = q.medoid(texts, q.token_f1_distance, weights=[1, 1, 1, 20])
    assert believed.answer == "two dogs"  # whoever is believed need not be near the others
    assert q.medoid(["alone"], q.chrf_distance).mean_distance is None


@st.composite
def rows(draw: st.DrawFn) -> list[tuple[int, str, str]]:
    pairs = draw(st.sets(st.tuples(st.integers(0, 4), st.sampled_from("abcd")), min_size=1, max_size=16))
    return [(item, who, draw(st.text("xyz", min_size=1, max_size=4))) for item, who in sorted(pairs)]


@pytest.mark.parametrize("weights", [None, "reliability"])
@given(given_=rows())
@settings(max_examples=40, deadline=None)
def test_order_and_names_do_not_matter_where_there_is_no_tie(weights: Any, given_: Any) -> None:
    def of(table: Any) -> dict[Any, q.Medoid]:
        matrix = q.from_columns(*(list(column) for column in zip(*table, strict=True)))
        return {one.item: one for one in q.medoids(matrix, q.chrf_distance, weights=weights)}

    people = {"a": "z", "b": "b", "c": "y", "d": "x"}
    before = of(given_)
    after = of([(item * 3 % 5, people[who], text) for item, who, text in given_][::-1])
    assert set(before) == {item for item, *_ in given_}
    for item, one in before.items():
        again = after[item * 3 % 5]
        assert (again.n, again.tied) == (one.n, one.tied)
        assert one.answer in {text for place, _, text in given_ if place == item}
        assert one.tied or again.answer == one.answer


def _described(seed: int, each: int) -> tuple[q.LabelMatrix, list[str]]:
    """Texts of 12 words; half of 12 people get nine words in ten wrong, the others a quarter."""
    generator = np.random.default_rng(seed)
    wrong, rows_, truths = np.where(np.arange(12) < 6, 0.9, 0.25), [], []
    for item in range(100):
        truth = generator.integers(0, 200, 12)
        truths.append(" ".join(f"w{word}" for word in truth))
        for person in generator.permutation(12)[:each]:
            words = np.where(generator.random(12) < wrong[person], generator.integers(0, 200, 12), truth)
            rows_.append((item, person, " ".join(f"w{word}" for word in words)))
    return q.from_columns(*(list(column) for column in zip(*rows_, strict=True))), truths


@pytest.mark.parametrize("each", [2, 3])
def test_reliable_people_bring_the_medoid_nearer_to_the_truth(each: int) -> None:
    errors = []
    for seed in range(4):
        matrix, truths = _described(seed, each)
        for weights in (None, "reliability"):
            found = q.medoids(matrix, q.token_f1_distance, weights=weights)
            errors.append(np.mean([q.token_f1_distance(one.answer, truths[one.item]) for one in found]))
    plain, weighed = np.array(errors).reshape(-1, 2).mean(0)
    assert weighed < plain - 0.05


def test_objects_have_a_medoid_too() -> None:
    boxes = [[0, 0, 10, 10], [0, 0, 10, 9], [0, 0, 9, 9], [50, 50, 60, 60]]
    objects = q.from_boxes([1] * 4, list("abcd"), boxes)
    found = q.medoids(objects)[0]
    assert found.annotator == "b"
    assert q.medoids(objects, weights=[1, 1, 1, 9])[0].annotator == "d"


def test_ties_are_drawn_and_said() -> None:
    drawn = {q.medoid(["x", "y"], q.chrf_distance, seed=seed).answer for seed in range(20)}
    assert drawn == {"x", "y"}
    assert q.medoid(["x", "y"], q.chrf_distance).tied
    assert not q.medoid(["x", "x", "y"], q.chrf_distance).tied
    assert q.medoid(["x", "y"], q.chrf_distance, weights=[1, 2]).answer == "y"


def test_what_cannot_be_is_refused() -> None:
    for answers, settings_ in (([], {}), ([None], {}), (["x", "y"], {"weights": [1]}), (["x", "y"], {"weights": [0, 1]})):
        with pytest.raises(InvalidData):
            q.medoid(answers, q.chrf_distance, **settings_)  # type: ignore[arg-type]
    matrix = q.from_columns([1, 1], ["a", "b"], ["x", "y"])
    with pytest.raises(InvalidRequest):
        q.medoids(matrix, q.chrf_distance, weights="trust")  # type: ignore[arg-type]
    with pytest.raises(InvalidRequest, match="need a distance"):
        q.medoids(matrix)
    with pytest.raises(InvalidData, match="who gave"):
        q.medoids(q.from_counts([[1, 1]]), q.vector_distance, weights="reliability")


def test_distances_serve_alpha_and_agreement_by_distance() -> None:
    ranks = [(1, 2, 3), (1, 3, 2), (3, 2, 1), (3, 2, 1), (2, 1, 3), (1, 2, 3)]
    rankings = q.from_columns([1, 1, 2, 2, 3, 3], list("ababab"), ranks)
    alpha = q.krippendorff_alpha(rankings, q.kendall_distance)
    assert alpha.value is not None
    by_distance = q.distance_alpha(q.answer_distances(rankings, q.kendall_distance))
    assert by_distance.value == pytest.approx(alpha.value)
