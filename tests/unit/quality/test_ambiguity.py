"""Where the guideline is unclear: the unclear cluster is found, clear ones are left alone, and names do not matter."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.diagnosis.ambiguity import k_means
from tests.pictures import real


def crowd(seed: int = 1, items: int = 1_200, unclear: int | None = 3) -> tuple[np.ndarray, np.ndarray]:
    """Three answers each of five classes in ten clusters; in one, people do not know the class from the next one."""
    generator = np.random.default_rng(seed)
    cluster, truth = generator.integers(0, 10, items), generator.integers(0, 5, items)
    hard = cluster == unclear
    right = generator.random((items, 3)) < np.where(hard, 0.6, 0.9)[:, None]
    other = np.where(hard[:, None], (truth[:, None] + 1) % 5, generator.integers(0, 5, (items, 3)))
    return np.where(right, truth[:, None], other), cluster


def test_the_unclear_cluster_is_found_and_says_what_to_talk_about() -> None:
    wide, cluster = crowd()
    found = q.ambiguity_by_cluster(q.from_wide(wide), cluster)
    first, others = found[0], found[1:]
    assert first.cluster == 3
    assert first.q < 1e-6
    assert min(one.q for one in others) > 0.05
    assert first.rate > 2 * first.expected
    differ = (wide != wide[:, :1]).any(1)
    assert (first.answered, first.disagreed) == ((cluster == 3).sum(), (differ & (cluster == 3)).sum())
    assert first.p == pytest.approx(binomtest(first.disagreed, first.answered, first.expected, "greater").pvalue)
    assert first.expected == pytest.approx(differ.mean())
    assert all(differ[item] and cluster[item] == 3 for item in first.examples)
    assert len(first.examples) == 5
    assert (first.pair[1] - first.pair[0]) in (1, 4)  # type: ignore[index]
    assert "talk about" in first.meaning
    assert all("not clearly more than elsewhere" in one.meaning for one in others)
    pairs = np.mean([(wide[:, a] != wide[:, b])[cluster == 3].mean() for a, b in ((0, 1), (0, 2), (1, 2))])
    assert first.between == pytest.approx(pairs)


def test_where_all_is_alike_a_cluster_stands_out_as_seldom_as_it_says() -> None:
    """Some items have two answers and some three: without looking at that, clusters of three would stand out."""
    false = 0
    for seed in range(150):
        generator = np.random.default_rng(seed)
        wide = np.where(generator.random((400, 3)) < 0.85, 0.0, 1.0)
        cluster = generator.integers(0, 8, 400)
        wide[cluster < 4, 2] = np.nan
        false += q.ambiguity_by_cluster(q.from_wide(wide), cluster)[0].q <= 0.05
    assert false / 150 <= 0.1


def test_embeddings_make_their_own_clusters() -> None:
    wide, cluster = crowd(2)
    generator = np.random.default_rng(3)
    points = 8 * np.eye(10)[cluster] + generator.normal(0, 1, (len(cluster), 10))
    found = q.ambiguity_by_cluster(q.from_wide(wide), points, k=10, seed=4)
    assert sum(one.items for one in found) == len(cluster)
    assert found[0].q < 1e-6
    assert np.mean(cluster[list(found[0].examples)] == 3) == 1
    assert len(q.ambiguity_by_cluster(q.from_wide(wide), points)) > 10


def test_k_means_finds_what_is_apart_and_bears_equal_points() -> None:
    generator = np.random.default_rng(5)
    truth = generator.integers(0, 4, 400)
    points = 10 * np.eye(4)[truth] + generator.normal(0, 0.5, (400, 4))
    code = k_means(points, 4, 1)
    assert all(len(np.unique(code[truth == at])) == 1 for at in range(4))
    assert len(np.unique(code)) == 4
    assert set(k_means(np.ones((9, 2)), 5, 1)) == {0}
    assert k_means(np.zeros((0, 2)), 3, 1).shape == (0,)


def test_what_people_say_twice_tells_rules_of_ones_own_from_chance() -> None:
    wide, cluster = crowd()
    again = {item: item % 4 > 0 for item in range(200)}
    found = q.ambiguity_by_cluster(q.from_wide(wide), cluster, repeats=again)
    of = {one.cluster: one for one in found}[0]
    mine = [same for item, same in again.items() if cluster[item] == 0]
    assert of.within == pytest.approx(1 - np.mean(mine))
    assert q.ambiguity_by_cluster(q.from_wide(wide), cluster)[0].within is None


def test_a_posterior_gives_the_entropy() -> None:
    wide, cluster = crowd()
    matrix = q.from_wide(wide)
    model = q.DawidSkene().fit(matrix)
    for one in q.ambiguity_by_cluster(matrix, cluster, posterior=model.posterior_):
        p = model.posterior_[cluster == one.cluster]
        assert one.entropy == pytest.approx(-(p * np.log(np.maximum(p, 1e-300))).sum(1).mean() / np.log(5))


def test_words_say_what_a_cluster_is_about() -> None:
    with (real("support-text") / "texts.csv").open(newline="") as file:
        rows = [row for at, row in enumerate(csv.DictReader(file)) if at % 20 == 0]
    kinds = {"weather", "credit_cards", "food_dining"}
    rows = [row for row in rows if row["category"] in kinds]
    generator = np.random.default_rng(6)
    answers = [row["category"] for row in rows]
    second = [("banking" if one == "credit_cards" and generator.random() < 0.4 else one) for one in answers]
    matrix = q.from_wide(np.array([answers, second], object).T)
    found = q.ambiguity_by_cluster(matrix, answers, texts=[row["text"] for row in rows])
    words = {one.cluster: one.words for one in found}
    assert "weather" in words["weather"]
    assert {"card", "credit"} & set(words["credit_cards"])
    assert found[0].cluster == "credit_cards"
    assert set(found[0].pair) == {"banking", "credit_cards"}  # type: ignore[arg-type]
    assert found[0].pair_share == 1


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abc"), st.integers(0, 2)), max_size=25), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_and_the_names_of_people_do_not_matter(rows: list[Any], seed: int) -> None:
    cluster = {item: "xyz"[item % 3] for item in range(7)}
    found = q.ambiguity_by_cluster(q.from_columns(*_columns(rows), value_domain=[0, 1, 2], duplicates="first"), cluster)
    once = list({(item, who): (item, who, label) for item, who, label in reversed(rows)}.values())
    np.random.default_rng(seed).shuffle(once)  # type: ignore[arg-type]
    turned = [(int(item), {"a": "z", "b": "y", "c": "w"}[str(who)], int(label)) for item, who, label in once]
    other = q.ambiguity_by_cluster(q.from_columns(*_columns(turned), value_domain=[0, 1, 2]), cluster)
    assert [(one.cluster, one.disagreed, one.examples, one.pair) for one in found] == [
        (one.cluster, one.disagreed, one.examples, one.pair) for one in other
    ]
    assert all(np.isfinite([one.rate, one.expected, one.entropy, one.p, one.q, one.between]).all() for one in found)


def _columns(rows: list[Any]) -> list[np.ndarray]:
    return [np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], object),
            np.array([row[2] for row in rows], np.int64)]  # fmt: skip


def test_nothing_to_say_and_what_does_not_fit() -> None:
    alone = q.from_columns([1, 2], ["a", "a"], [0, 1])
    assert q.ambiguity_by_cluster(alone, ["x", "y"])[0].answered == 0
    assert q.ambiguity_by_cluster(q.from_columns([], [], []), []) == []
    assert q.ambiguity_by_cluster(q.from_columns([], [], []), np.zeros((0, 2))) == []
    same = q.from_wide(np.zeros((4, 3)))
    assert q.ambiguity_by_cluster(same, [0, 0, 1, 1])[0].pair is None
    for bad in (["x"], np.full((2, 2), np.nan), np.zeros((2, 2, 2)), {1: "x"}):
        with pytest.raises(InvalidData):
            q.ambiguity_by_cluster(alone, bad)
    for more in ({"posterior": [[1.0, 0.0]]}, {"texts": ["a"]}, {"repeats": {9: True}}):
        with pytest.raises(InvalidData):
            q.ambiguity_by_cluster(alone, ["x", "y"], **more)  # type: ignore[arg-type]
    with pytest.raises(InvalidRequest):
        q.ambiguity_by_cluster(alone, np.zeros((2, 2)), k=0)
