"""Which errors have a system, and which labels are probably wrong."""

from __future__ import annotations

import numpy as np
import pytest

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
    assert q.confusion_pairs([], [], []) == []


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InvalidData, match="1, 2, 1 rows"):
        q.confusion_pairs(["a"], ["a", "b"], ["x"])
    with pytest.raises(InvalidData, match="weight"):
        q.confusion_pairs(["a"], ["b"], ["x"], weights=[-1])


def noisy(n: int = 4_000, k: int = 5, noise: float = 0.08) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels of which some were moved to another class, probabilities of a fair model, and the truth."""
    generator = np.random.default_rng(1)
    truth = generator.integers(0, k, n)
    logits = generator.normal(0, 1, (n, k))
    logits[np.arange(n), truth] += 3.5
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    moved = generator.random(n) < noise
    labels = np.where(moved, (truth + generator.integers(1, k, n)) % k, truth)
    return labels, p, truth


def test_label_issues_are_mostly_wrong_labels_and_the_suggestions_mostly_right() -> None:
    labels, p, truth = noisy()
    found = q.find_label_issues(labels, p)
    wrong = labels != truth
    assert wrong[found.items].mean() > 0.75
    assert wrong[found.items].sum() / wrong.sum() > 0.75
    assert (found.suggested == truth[found.items])[wrong[found.items]].mean() > 0.9
    assert wrong[found.items[:100]].mean() > 0.95  # the worst come first
    assert found.joint.sum() == pytest.approx(1.0)
    assert 1 - np.trace(found.joint) == pytest.approx(0.08, abs=0.03)


@pytest.mark.parametrize("score", ["normalized_margin", "self_confidence"])
def test_scores_rank_wrong_labels_below_right_ones(score: str) -> None:
    labels, p, truth = noisy()
    scores = q.find_label_issues(labels, p, score=score).scores
    assert ((scores >= 0) & (scores <= 1)).all()
    wrong = np.flatnonzero(labels != truth)
    right = np.flatnonzero(labels == truth)
    generator = np.random.default_rng(2)
    pairs = generator.choice(wrong, 3_000), generator.choice(right, 3_000)
    assert (scores[pairs[0]] < scores[pairs[1]]).mean() > 0.93


def test_perfect_labels_have_no_issue_and_tiny_classes_are_named() -> None:
    labels, p, truth = noisy(noise=0.0)
    assert len(q.find_label_issues(truth, np.eye(5)[truth] * 0.9 + 0.02).items) == 0
    labels[:] = 0
    labels[:3] = 1
    assert "1" in q.find_label_issues(labels, p).warnings[0]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidData):
        q.find_label_issues([0, 1], [[0.5, 0.5]])
    with pytest.raises(InvalidData):
        q.find_label_issues([0, 2], [[0.5, 0.5], [0.5, 0.5]])
    with pytest.raises(InvalidRequest):
        q.find_label_issues([0, 1], [[0.5, 0.5], [0.5, 0.5]], score="entropy")  # type: ignore[arg-type]
