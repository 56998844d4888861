"""GLAD and MACE: what they say of people and items, that they climb, and how well they do on real crowds."""

from __future__ import annotations

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidRequest
from tests.unit.quality.test_truth import crowd, matrix


def simulated(seed: int, items: int = 600, people: int = 30, classes: int = 4) -> tuple[q.LabelMatrix, dict[str, np.ndarray]]:
    """Labels of a crowd as GLAD sees it, five an item."""
    generator = np.random.default_rng(seed)
    truth, ease = generator.integers(0, classes, items), generator.normal(0.5, 1, items)
    ability = generator.normal(1.2, 0.6, people)
    who = generator.permuted(np.tile(np.arange(people), (items, 1)), axis=1)[:, :5]
    right = generator.random(who.shape) < 1 / (1 + np.exp(-ability[who] * np.exp(ease)[:, None]))
    label = np.where(right, truth[:, None], (truth[:, None] + generator.integers(1, classes, who.shape)) % classes)
    rated = q.from_columns(np.repeat(np.arange(items), 5), who.ravel(), label.ravel(), value_domain=range(classes))
    return rated, {"truth": truth, "ability": ability, "difficulty": np.exp(-ease)}


@pytest.mark.parametrize("seed", [1, 2])
def test_glad_finds_abilities_and_difficulties(seed: int) -> None:
    rated, real = simulated(seed)
    found = q.GLAD().fit(rated)
    assert (found.predict() == real["truth"]).mean() > (q.MajorityVote().fit(rated).predict() == real["truth"]).mean()
    assert np.corrcoef(found.ability_, real["ability"])[0, 1] > 0.8
    assert np.corrcoef(np.log(found.difficulty_), np.log(real["difficulty"]))[0, 1] > 0.6
    assert (found.difficulty_ > 0).all()
    expected = (1 / (1 + np.exp(-real["ability"][:, None] / real["difficulty"]))).mean(1)
    assert np.abs(found.annotator_skill_ - expected).mean() < 0.08


def test_difficulty_is_of_the_item_and_not_of_who_happened_to_rate_it() -> None:
    generator = np.random.default_rng(3)
    truth = generator.integers(0, 2, 400)
    hard = np.arange(400) < 200
    wide = np.where(generator.random((400, 10)) < np.where(hard, 0.75, 0.97)[:, None], truth[:, None], 1 - truth[:, None]) * 1.0
    wide[hard, 0], wide[~hard, 9] = np.nan, np.nan  # one sees the easy half alone, one the hard half
    found = q.GLAD().fit(q.from_wide(wide))
    assert np.median(found.difficulty_[hard]) > 1.3 * np.median(found.difficulty_[~hard])
    raw = q.MajorityVote().fit(q.from_wide(wide)).annotator_skill_
    assert found.annotator_skill_[0] - found.annotator_skill_[9] < 0.6 * (raw[0] - raw[9])


def test_an_item_of_which_nothing_is_known_has_the_usual_difficulty() -> None:
    found = q.GLAD().fit(q.from_wide(np.array([[0, 0, 1], [1, 1, 1], [np.nan] * 3])))
    assert found.difficulty_[2] == pytest.approx(np.exp(-1))


def test_somebody_who_is_wrong_on_purpose_has_a_negative_ability() -> None:
    generator = np.random.default_rng(4)
    truth = generator.integers(0, 2, 200)
    wide = np.where(generator.random((200, 4)) < 0.85, truth[:, None], 1 - truth[:, None])
    found = q.GLAD().fit(q.from_wide(np.column_stack([wide, 1 - truth])))
    assert found.ability_[4] < 0 < found.ability_[:4].min()
    assert found.annotator_skill_[4] < 0.5


def test_mace_tells_people_who_know_from_people_with_a_habit() -> None:
    generator = np.random.default_rng(5)
    truth = generator.integers(0, 4, 500)
    knows = np.array([0.9, 0.8, 0.7, 0.0, 0.0])
    habits = np.array([[0.25] * 4, [0.25] * 4, [0.7, 0.1, 0.1, 0.1], [0, 0, 1, 0], [0.25] * 4])
    drawn = np.column_stack([generator.choice(4, 500, p=habit) for habit in habits])
    found = q.MACE().fit(q.from_wide(np.where(generator.random((500, 5)) < knows, truth[:, None], drawn)))
    assert found.competence_ == pytest.approx(knows, abs=0.08)
    assert found.habits_[3, 2] > 0.95
    assert found.habits_[2, 0] == pytest.approx(0.7, abs=0.15)
    assert np.allclose(found.habits_.sum(1), 1)
    assert (found.predict() == truth).mean() > 0.93
    assert np.allclose(found.confusion_matrices_.sum(2), 1)


def test_entropy_ranks_what_nobody_is_sure_of() -> None:
    generator = np.random.default_rng(6)
    truth = generator.integers(0, 4, 300)
    wide = np.where(generator.random((300, 6)) < 0.8, truth[:, None], generator.integers(0, 4, (300, 6)))
    wide[:20] = generator.integers(0, 4, (20, 6))
    found = q.MACE().fit(q.from_wide(wide))
    assert found.entropy_.max() <= 2
    assert found.entropy_.min() >= 0
    assert found.entropy_[:20].mean() > 5 * found.entropy_[20:].mean()


@pytest.mark.parametrize("make", [q.GLAD, q.MACE, q.IBCC])
@pytest.mark.parametrize("seed", range(4))
def test_the_objective_never_falls(make: type[q.GLAD], seed: int) -> None:
    rated, _ = simulated(seed, items=80, people=12)
    found = make(tol=1e-9, max_iter=2_000).fit(rated)
    assert found.converged_
    if make is not q.IBCC:  # whose trace leaves the priors out
        assert (np.diff(found.log_likelihood_) > -1e-9).all()


def test_more_starts_are_never_worse() -> None:
    rated, _ = simulated(7, items=100, people=20)
    one, several = q.MACE().fit(rated), q.MACE(n_init=4).fit(rated)
    assert several.log_likelihood_[-1] >= one.log_likelihood_[-1]
    assert q.MACE(n_init=4).fit(rated).posterior_ == pytest.approx(several.posterior_)


@pytest.mark.parametrize("make", [q.GLAD, q.MACE])
def test_too_few_steps_are_said(make: type[q.GLAD]) -> None:
    found = make(max_iter=2).fit(simulated(8, items=50)[0])
    assert not found.converged_
    assert "did not settle" in found.warnings_[0]
    with pytest.raises(InvalidRequest, match="at least one"):
        make(max_iter=0)


@pytest.mark.parametrize("make", [q.GLAD, q.MACE, q.AutoConsensus])
def test_nobody_nothing_and_everybody_alike(make: type[q.GLAD]) -> None:
    nothing = make().fit(matrix([]))
    assert nothing.posterior_.shape == (0, 3)
    alike = make().fit(matrix([(item, who, 1) for item in range(5) for who in "ab"]))
    assert (alike.predict() == 1).all()
    alone = make().fit(matrix([(item, "a", item % 3) for item in range(6)]))
    assert alone.predict().tolist() == [0, 1, 2, 0, 1, 2]


def test_ibcc_is_dawid_skene_by_mean_field() -> None:
    rated, _ = simulated(9, items=60)
    assert q.IBCC().fit(rated).posterior_ == pytest.approx(q.DawidSkene("vb").fit(rated).posterior_, abs=0)


# Of crowd-kit 1.4.2, except where it mixes up the habits of people whose numbers do not come in order (bluebird .769)
@pytest.mark.parametrize(
    ("make", "name", "recorded", "tolerance"),
    [
        (q.GLAD, "rte", 0.925, 5e-5), (q.GLAD, "dog", 0.834, 5e-5), (q.GLAD, "bluebird", 0.7222, 5e-5),
        (q.MACE, "rte", 0.9275, 0.005), (q.MACE, "dog", 0.8364, 0.005), (q.MACE, "bluebird", 0.8981, 5e-5),
        (q.IBCC, "rte", 0.9275, 5e-5), (q.IBCC, "dog", 0.8389, 5e-5), (q.IBCC, "bluebird", 0.8889, 5e-5),
    ],
)  # fmt: skip
def test_accuracies_on_real_crowds(make: type[q.GLAD], name: str, recorded: float, tolerance: float) -> None:
    rated, rows, codes = crowd(name)
    assert (make().fit(rated).codes()[rows] == codes).mean() == pytest.approx(recorded, abs=tolerance)
