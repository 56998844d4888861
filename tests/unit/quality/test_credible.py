"""How sure a confusion matrix is: by the Beta distribution, covering about what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta

import labelwright.quality as q
from labelwright.errors import InvalidRequest


def simulated(seed: int, items: int = 300, people: int = 15, each: int = 8) -> tuple[q.LabelMatrix, np.ndarray, np.ndarray]:
    """Labels, the true theta and the true accuracies."""
    generator = np.random.default_rng(seed)
    truth = generator.choice(3, items, p=[0.5, 0.3, 0.2])
    theta = np.array([[generator.dirichlet(1 + 6 * row) for row in np.eye(3)] for _ in range(people)])
    who = generator.permuted(np.tile(np.arange(people), (items, 1)), axis=1)[:, :each]
    label = (generator.random((*who.shape, 1)) > theta[who, truth[:, None]].cumsum(2)).sum(2)
    rated = q.from_columns(np.repeat(np.arange(items), each), who.ravel(), label.ravel(), value_domain=range(3))
    return rated, theta, np.einsum("jkk,k->j", theta, np.bincount(truth) / items)


@pytest.mark.parametrize("inference", ["pooled", "map", "vb"])
def test_they_cover_about_what_they_promise(inference: str) -> None:
    accuracies, confusions = [], []
    for seed in range(12):
        rated, theta, accuracy = simulated(seed)
        found = q.credible_intervals(q.DawidSkene(inference).fit(rated), confidence_level=0.9)
        accuracies.append(((found.accuracy_low <= accuracy) & (accuracy <= found.accuracy_high)).mean())
        confusions.append(((found.theta_low <= theta) & (theta <= found.theta_high)).mean())
    assert 0.82 <= np.mean(accuracies) <= 0.97
    assert 0.82 <= np.mean(confusions) <= 0.97


def test_by_the_beta_distribution() -> None:
    rated, _, _ = simulated(1)
    model = q.DawidSkene("map").fit(rated)
    found = q.credible_intervals(model)
    alpha = model.expected_counts_ + 1 + 3 * np.eye(3)
    low, high = beta(alpha, alpha.sum(2, keepdims=True) - alpha).interval(0.95)
    assert found.theta_low == pytest.approx(low)
    assert found.theta_high == pytest.approx(high)
    assert found.n.sum() == pytest.approx(len(rated))
    assert found.accuracy == pytest.approx(model.annotator_skill_, abs=1e-3)
    drawn = np.random.default_rng(1).standard_gamma(alpha, (4_000, *alpha.shape))
    drawn /= drawn.sum(3, keepdims=True)
    of_draws = np.quantile(np.einsum("njkk,k->nj", drawn, model.class_prior_), [0.025, 0.975], axis=0)
    assert found.accuracy_low == pytest.approx(of_draws[0], abs=0.01)
    assert found.accuracy_high == pytest.approx(of_draws[1], abs=0.01)


def test_more_answers_are_surer_and_nobody_is_unsure() -> None:
    rated, _, _ = simulated(2)
    few = rated.kept((rated.annotator != 0) | (rated.item < 20))
    some = few.kept(few.annotator != 1)
    found = q.credible_intervals(q.DawidSkene().fit(some))
    width = found.accuracy_high - found.accuracy_low
    assert width[1] > width[0] > width[2:].max()
    assert found.n[1] == 0
    assert (found.accuracy_low > 0).all()
    assert (found.accuracy_high < 1).all()
    assert ((found.accuracy_low < found.accuracy) & (found.accuracy < found.accuracy_high)).all()


def test_what_has_no_interval() -> None:
    rated, _, _ = simulated(3, items=30)
    with pytest.raises(InvalidRequest, match="no posterior"):
        q.credible_intervals(q.DawidSkene("em").fit(rated))
    with pytest.raises(InvalidRequest, match="confidence_level"):
        q.credible_intervals(q.DawidSkene().fit(rated), confidence_level=95)
