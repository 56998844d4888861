"""A model and people weighed together: as the library it comes from, and what is left undefined there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest


def crowd(seed: int, items: int = 400, people: int = 10, classes: int = 4, each: int = 3, skill: float = 3.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels (I, J) with NaN, a model's probabilities (I, K) and the truth."""
    generator = np.random.default_rng(seed)
    truth, good = generator.integers(0, classes, items), generator.beta(skill, 2, people)
    who = generator.permuted(np.tile(np.arange(people), (items, 1)), axis=1)[:, :each]
    label = np.where(generator.random(who.shape) < good[who], truth[:, None], generator.integers(0, classes, who.shape))
    wide = np.full((items, people), np.nan)
    wide[np.arange(items)[:, None], who] = label
    scores = 2 * (generator.normal(size=(items, classes)) + 2 * np.eye(classes)[truth])  # calibrated
    return wide, np.exp(scores) / np.exp(scores).sum(1, keepdims=True), truth


def matrix(wide: np.ndarray, classes: int = 4) -> q.LabelMatrix:
    return q.from_wide(wide, value_domain=list(range(classes)))


def test_by_hand() -> None:
    """Three items of two answers, one of one; every figure after the formulas."""
    wide = np.array([[0, 0], [1, 1], [0, 1], [np.nan, 1]])
    p = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.7, 0.3]])
    found = q.Crowdlab().fit(matrix(wide, 2), p)
    # consensus 0, 1, 0 (by the model); baseline 1/3; agreement 2/3 each; model never wrong; P = (1 + 1 + .5) / 3
    assert found.annotator_weight_ == pytest.approx([1e-6, 1e-6])
    assert found.model_weight_ == pytest.approx(np.sqrt(7 / 4))
    assert found.predict().tolist() == [0, 1, 0, 0]  # the model overrules the only answer
    expected = (found.model_weight_ * 0.6 + 1e-6 * (5 / 6 + 1 / 6)) / (found.model_weight_ + 2e-6)
    assert found.quality_[2] == pytest.approx(expected, abs=1e-12)
    assert found.label_quality_[-1] == pytest.approx(found.posterior_[3, 1])


def test_it_is_better_than_people_and_than_the_model() -> None:
    gains: list[list[float]] = []
    for seed in range(5):
        wide, p, truth = crowd(seed, items=1_500, people=40)
        found = q.Crowdlab().fit(matrix(wide), p)
        votes = q.MajorityVote().fit(matrix(wide))
        mine = (found.codes() == truth).mean()
        gains.append([mine - (votes.codes() == truth).mean(), mine - (p.argmax(1) == truth).mean()])
        right = found.codes() == truth
        assert found.quality_[right].mean() > found.quality_[~right].mean() + 0.1
    assert (np.mean(gains, 0) > [0.05, 0.02]).all()


@pytest.mark.parametrize("trust", [0.5, 1.0])
def test_a_model_as_evidence_beside_confusions_is_as_good(trust: float) -> None:
    ours, theirs, alone = [], [], []
    for seed in range(5):
        wide, p, truth = crowd(seed, items=1_500, people=40)
        rated = matrix(wide)
        ours.append((q.DawidSkene().fit(rated, pred_probs=p, trust=trust).codes() == truth).mean())
        theirs.append((q.Crowdlab().fit(rated, p).codes() == truth).mean())
        alone.append((q.DawidSkene().fit(rated).codes() == truth).mean())
    assert np.mean(ours) > np.mean(theirs) + 0.01
    assert np.mean(ours) > np.mean(alone) + 0.03


def test_golds_choose_how_far_a_model_is_trusted() -> None:
    wide, p, truth = crowd(6, items=1_000, people=30)
    rated, noise = matrix(wide), np.random.default_rng(1).dirichlet(np.full(4, 0.2), 1_000)
    golds = dict(enumerate(truth[:200].tolist()))
    for given, trusted in ((p, True), (noise, False)):
        fitted = {trust: q.DawidSkene().fit(rated, pred_probs=given, trust=float(trust)) for trust in ("0", "0.5", "1")}
        assert (q.choose_model(rated, fitted, golds).name != "0") is trusted


def test_evidence_of_nothing_changes_nothing() -> None:
    wide, _, _ = crowd(7)
    even = np.full((len(wide), 4), 0.25)
    plain, with_it = q.DawidSkene().fit(matrix(wide)), q.DawidSkene().fit(matrix(wide), pred_probs=even)
    assert with_it.posterior_ == pytest.approx(plain.posterior_, abs=1e-9)
    assert q.DawidSkene().fit(matrix(wide), pred_probs=np.eye(4)[np.zeros(len(wide), int)], trust=0).posterior_ == pytest.approx(plain.posterior_, abs=1e-9)


def test_who_met_nobody_and_what_nobody_labelled() -> None:
    wide, p, _ = crowd(8)
    wide[:5] = np.nan
    wide = np.column_stack([wide, np.full((len(wide), 2), np.nan)])
    wide[0, -2] = 1  # met nobody; the last one said nothing
    found = q.Crowdlab().fit(matrix(wide), p)
    assert found.posterior_[1:5] == pytest.approx(p[1:5])
    assert found.predict()[1:5].tolist() == p[1:5].argmax(1).tolist()
    for table in (found.posterior_, found.quality_, found.annotator_quality_, found.annotator_weight_):
        assert np.isfinite(table).all()
    assert found.annotator_quality_[-2] == pytest.approx(found.label_quality_[0])
    assert found.posterior_.sum(1) == pytest.approx(np.ones(len(p)))


def test_order_and_names_do_not_matter() -> None:
    wide, p, _ = crowd(9)
    generator = np.random.default_rng(1)
    rows, people, labels = generator.permutation(400), generator.permutation(10), generator.permutation(4)
    renamed = np.where(np.isnan(wide), np.nan, np.argsort(labels)[np.nan_to_num(wide).astype(int)])
    one = q.Crowdlab().fit(matrix(wide), p)
    other = q.Crowdlab().fit(matrix(renamed[rows][:, people]), p[rows][:, labels])
    assert other.posterior_ == pytest.approx(one.posterior_[rows][:, labels], abs=1e-12)
    assert other.annotator_quality_ == pytest.approx(one.annotator_quality_[people], abs=1e-12)
    assert (labels[other.codes()] == one.codes()[rows]).all()


def test_everybody_says_the_same() -> None:
    found = q.Crowdlab().fit(matrix(np.ones((5, 3))), np.full((5, 4), 0.25))
    assert (found.predict() == 1).all()
    assert np.isfinite(found.posterior_).all()


@pytest.mark.parametrize(
    "wrong",
    [np.ones((400, 4)), np.full((400, 4), np.nan), np.full((400, 3), 1 / 3), np.full(400, 0.5), np.full((400, 4), [-1.0, 2, 0, 0])],
    ids=["sums", "nan", "classes", "shape", "negative"],
)  # fmt: skip
def test_probabilities_that_are_none(wrong: Any) -> None:
    rated = matrix(crowd(1)[0])
    for ask in (lambda: q.Crowdlab().fit(rated, wrong), lambda: q.DawidSkene().fit(rated, pred_probs=wrong), lambda: q.DawidSkene().fit(rated, start=wrong)):
        with pytest.raises(InvalidData, match="robabilities"):
            ask()


def test_what_cannot_be_weighed() -> None:
    wide, p, _ = crowd(1, each=1)
    with pytest.raises(InvalidRequest, match="two answers"):
        q.Crowdlab().fit(matrix(wide), p)
    with pytest.raises(InvalidData, match="two classes"):
        q.Crowdlab().fit(q.from_wide(np.ones((4, 2))), np.ones((4, 1)))
    with pytest.raises(InvalidRequest, match="trust"):
        q.DawidSkene().fit(matrix(wide), pred_probs=p, trust=-1)
