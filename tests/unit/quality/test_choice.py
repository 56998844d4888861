"""Golden items choose the estimator, fewer than fifty do not, and disagreement is seen without any."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.consensus.choice import CANDIDATES
from tests.unit.quality.test_truth import crowd


def sparse(seed: int = 0, items: int = 800) -> tuple[q.LabelMatrix, np.ndarray]:
    """A crowd that one accuracy a person suits: many people of few labels each, a third of them guessing."""
    generator = np.random.default_rng(seed)
    truth = generator.choice(6, items, p=[0.4, 0.3, 0.15, 0.1, 0.03, 0.02])
    who = generator.permuted(np.tile(np.arange(200), (items, 1)), axis=1)[:, :4]
    skill = np.where(generator.random(200) < 0.4, 1 / 6, generator.beta(9, 1, 200))
    label = np.where(generator.random(who.shape) < skill[who], truth[:, None], generator.integers(0, 6, who.shape))
    return q.from_columns(np.repeat(np.arange(items), 4), who.ravel(), label.ravel(), value_domain=range(6)), truth


def gold_of(rated: q.LabelMatrix, rows: np.ndarray, codes: np.ndarray) -> dict[Any, Any]:
    return dict(zip(rated.items[rows].tolist(), rated.labels[codes].tolist(), strict=True))


def test_golds_choose_what_suits_the_crowd() -> None:
    rated, truth = sparse()
    golds = np.random.default_rng(1).permutation(len(truth))[:100]
    found = q.AutoConsensus().fit(rated, gold_of(rated, golds, truth[golds]))
    assert found.choice_.decided
    assert found.choice_.name in ("OneCoinDawidSkene", "GLAD", "MACE")
    assert type(found.estimator_).__name__ == found.choice_.name
    assert found.choice_.accuracy[found.choice_.name] > found.choice_.accuracy["DawidSkene"]
    assert (found.posterior_[golds, truth[golds]] == 1).all()  # the last fit knows the golds
    rest = np.setdiff1d(np.arange(len(truth)), golds)
    assert (found.codes()[rest] == truth[rest]).mean() > (q.DawidSkene().fit(rated).codes()[rest] == truth[rest]).mean()
    assert found.choice_.name in found.choice_.meaning


def test_the_choice_does_not_know_the_golds() -> None:
    rated, truth = sparse(2, 200)
    golds = np.arange(60)
    choice = q.AutoConsensus().fit(rated, gold_of(rated, golds, truth[golds])).choice_
    assert max(choice.accuracy.values()) < 1
    blind = {name: make().fit(rated) for name, make in CANDIDATES.items()}
    assert q.choose_model(rated, blind, gold_of(rated, golds, truth[golds])) == choice


@pytest.mark.parametrize("many", [0, 49])
def test_few_golds_decide_nothing_and_say_so(many: int) -> None:
    rated, truth = sparse(3, 200)
    found = q.AutoConsensus().fit(rated, gold_of(rated, np.arange(many), truth[:many]))
    assert not found.choice_.decided
    assert isinstance(found.estimator_, q.DawidSkene)
    assert f"{many} golds do not choose" in found.warnings_[-1]
    assert found.choice_.accuracy == {}
    assert 0 < found.choice_.disagreement < 1


def test_another_is_taken_for_a_reason_only() -> None:
    rated, truth = sparse(4, 200)
    default, other = q.MajorityVote().fit(rated), q.MajorityVote().fit(rated)
    golds = gold_of(rated, np.arange(60), truth[:60])
    wrong = np.flatnonzero((default.codes() != truth)[:60])
    other.posterior_[wrong[0]] = np.eye(6)[truth[wrong[0]]]  # better by one gold: no more than its own error
    assert q.choose_model(rated, {"default": default, "other": other}, golds).name == "default"
    other.posterior_[wrong] = np.eye(6)[truth[wrong]]
    assert q.choose_model(rated, {"default": default, "other": other}, golds).name == "other"
    assert q.choose_model(rated, {"default": other, "other": default}, golds).name == "default"


def test_ties_count_in_part_and_agreement_is_no_risk() -> None:
    rows = [(item, who, item % 2 if who == "a" else 1) for item in range(60) for who in "ab"]
    rated = q.from_columns(*(np.array(column, object) for column in zip(*rows, strict=True)))
    votes = q.MajorityVote().fit(rated)
    choice = q.choose_model(rated, {"one": votes, "two": votes}, {item: item % 2 for item in range(60)})
    assert choice.accuracy["one"] == pytest.approx(0.75)  # half of the items are tied
    assert choice.disagreement == 0
    assert choice.se["two"] == 0


def test_who_refuses_is_left_out() -> None:
    rows = [(item, "ab"[item % 2], item % 3) for item in range(30)] + [(0, "c", 0)]
    rated = q.from_columns(*(np.array(column, object) for column in zip(*rows, strict=True)))
    found = q.AutoConsensus().fit(rated)
    assert any(note.startswith("IBCC is left out") for note in found.warnings_)
    assert "one answer" in found.warnings_[0]


def test_what_cannot_be_chosen() -> None:
    rated, _ = sparse(5, 60)
    other, _ = sparse(5, 50)
    fitted = {"votes": q.MajorityVote().fit(rated)}
    with pytest.raises(InvalidRequest, match="no estimator"):
        q.choose_model(rated, {}, {})
    with pytest.raises(InvalidRequest, match="no estimator"):
        q.AutoConsensus({}).fit(rated)
    with pytest.raises(InvalidData, match="other items"):
        q.choose_model(other, fitted, {})
    with pytest.raises(InvalidData, match="gold item"):
        q.choose_model(rated, fitted, {"nowhere": 1})


@pytest.mark.parametrize("name", ["rte", "dog"])
def test_a_hundred_golds_are_nearly_as_good_as_knowing_the_best(name: str) -> None:
    rated, rows, codes = crowd(name)
    fitted = {made: make().fit(rated) for made, make in CANDIDATES.items()}
    right = {made: one.codes()[rows] == codes for made, one in fitted.items()}
    generator, chosen, fixed = np.random.default_rng(1), [], []
    for _ in range(50):
        golds, rest = np.split(generator.permutation(len(rows)), [100])
        name = q.choose_model(rated, fitted, gold_of(rated, rows[golds], codes[golds])).name
        chosen.append(right[name][rest].mean())
        fixed.append([one[rest].mean() for one in right.values()])
    assert np.mean(chosen) >= np.mean(fixed, 0).max() - 0.005
