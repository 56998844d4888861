"""Which labels are probably wrong."""

from __future__ import annotations

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest


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


@pytest.mark.parametrize("score", ["normalized_margin", "self_confidence", "confidence_weighted_entropy"])
def test_scores_rank_wrong_labels_below_right_ones(score: str) -> None:
    labels, p, truth = noisy()
    scores = q.label_quality_scores(labels, p, score=score)  # type: ignore[arg-type]
    assert (q.find_label_issues(labels, p, score=score).scores == scores).all()  # type: ignore[arg-type]
    assert ((scores >= 0) & (scores <= 1)).all()
    wrong = np.flatnonzero(labels != truth)
    right = np.flatnonzero(labels == truth)
    generator = np.random.default_rng(2)
    pairs = generator.choice(wrong, 3_000), generator.choice(right, 3_000)
    assert (scores[pairs[0]] < scores[pairs[1]]).mean() > 0.93


@pytest.mark.parametrize("filter_by", ["prune_by_noise_rate", "prune_by_class", "both", "confident_learning"])
def test_every_filter_finds_wrong_labels_and_never_the_models_own(filter_by: str) -> None:
    labels, p, truth = noisy()
    found = q.find_label_issues(labels, p, filter_by=filter_by)  # type: ignore[arg-type]
    assert (labels != truth)[found.items].mean() > 0.75
    assert (p.argmax(1)[found.items] == found.suggested).all()
    assert (found.suggested != labels[found.items]).all()
    assert (np.diff(found.scores[found.items]) >= 0).all()


def test_both_is_what_both_find() -> None:
    labels, p, _ = noisy()
    one, other, both = (set(q.find_label_issues(labels, p, filter_by=by).items.tolist()) for by in (
        "prune_by_noise_rate", "prune_by_class", "both"))  # type: ignore[arg-type] # fmt: skip
    assert both == one & other


def test_scores_at_the_edges() -> None:
    p = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
    for score in ("normalized_margin", "self_confidence", "confidence_weighted_entropy"):
        found = q.label_quality_scores([0, 0, 0], p, score=score)  # type: ignore[arg-type]
        assert found[0] == 1
        assert found[1] == 0
        assert 0 < found[2] < 1
        assert q.label_quality_scores([0], [[1.0]], score=score)[0] == 1  # type: ignore[arg-type]
    assert q.label_quality_scores([], np.zeros((0, 3))).shape == (0,)
    assert len(q.find_label_issues([], np.zeros((0, 3))).items) == 0
    assert len(q.find_label_issues([0, 0], [[1.0], [1.0]]).items) == 0


def test_names_of_classes_and_order_of_items_do_not_matter() -> None:
    labels, p, _ = noisy(n=800)
    order, names = np.random.default_rng(3).permutation(800), np.array([3, 0, 4, 1, 2])
    found = q.find_label_issues(labels, p)
    other = q.find_label_issues(names[labels][order], p[order][:, np.argsort(names)])
    assert set(order[other.items].tolist()) == set(found.items.tolist())
    assert other.scores == pytest.approx(found.scores[order])


def test_perfect_labels_have_no_issue_and_tiny_classes_are_named() -> None:
    labels, p, truth = noisy(noise=0.0)
    assert len(q.find_label_issues(truth, np.eye(5)[truth] * 0.9 + 0.02).items) == 0
    labels[:] = 0
    labels[:3] = 1
    found = q.find_label_issues(labels, p)
    assert "1" in found.warnings[0]
    assert not set(found.items.tolist()) & {0, 1, 2}


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidData):
        q.find_label_issues([0, 1], [[0.5, 0.5]])
    with pytest.raises(InvalidData):
        q.find_label_issues([0, 2], [[0.5, 0.5], [0.5, 0.5]])
    for bad in ([[0.5, np.nan], [0.5, 0.5]], [[0.5, 0.6], [0.5, 0.5]], [[-0.5, 1.5], [0.5, 0.5]]):
        with pytest.raises(InvalidData):
            q.label_quality_scores([0, 1], bad)
    with pytest.raises(InvalidRequest):
        q.find_label_issues([0, 1], [[0.5, 0.5], [0.5, 0.5]], score="entropy")  # type: ignore[arg-type]
    with pytest.raises(InvalidRequest):
        q.find_label_issues([0, 1], [[0.5, 0.5], [0.5, 0.5]], filter_by="luck")  # type: ignore[arg-type]
