"""Who agrees beyond what is explained: by the formula, with few false alerts, and not only where people are good."""

from __future__ import annotations

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from tests.unit.quality.test_truth import crowd


def simulated(seed: int, items: int = 500, people: int = 20, each: int = 8, copied: float = 0.0, hard: float = 0.0) -> q.LabelMatrix:
    """People of different skill; 1 takes `copied` of the items from 0; items are `hard`er or less (spread of log odds)."""
    generator = np.random.default_rng(seed)
    truth, skill = generator.integers(0, 4, items), generator.normal(1.2, 0.6, people)
    knows = 1 / (1 + np.exp(-skill - generator.normal(0, hard, items)[:, None]))
    wide = np.where(generator.random((items, people)) < knows, truth[:, None], generator.integers(0, 4, (items, people)))
    taken = generator.random(items) < copied
    wide[taken, 1] = wide[taken, 0]
    who = generator.permuted(np.tile(np.arange(people), (items, 1)), axis=1)[:, :each]
    label = wide[np.arange(items)[:, None], who]
    return q.from_columns(np.repeat(np.arange(items), each), who.ravel(), label.ravel(), value_domain=range(4))


def alerts(rated: q.LabelMatrix) -> set[tuple[int, int]]:
    found = q.collusion_check(rated, q.DawidSkene().fit(rated))
    return {(pair.one, pair.other) for pair in found.pairs if pair.alert}


def test_by_the_formula() -> None:
    rated = simulated(1, items=60, people=5, each=3)
    model = q.DawidSkene().fit(rated)
    found = q.collusion_check(rated, model, most=1_000)
    assert found.tested == len(found.pairs) == 10
    answers: dict[int, dict[int, int]] = {}
    for item, who, label in zip(rated.item.tolist(), rated.annotator.tolist(), rated.label.tolist(), strict=True):
        answers.setdefault(item, {})[who] = label
    residual = []
    for pair in found.pairs:
        shared = [item for item, given in answers.items() if {pair.one, pair.other} <= given.keys()]
        assert pair.shared == len(shared)
        same = [answers[item][pair.one] == answers[item][pair.other] for item in shared]
        assert pair.observed == pytest.approx(np.mean(same))
        theta = model.confusion_matrices_
        explained = np.mean([model.posterior_[item] @ (theta[pair.one] * theta[pair.other]).sum(1) for item in shared])
        assert pair.expected == pytest.approx(explained + found.excess)
        spread = np.sqrt(pair.expected * (1 - pair.expected) / pair.shared)
        assert pair.z == pytest.approx((pair.observed - pair.expected) / spread)
        residual.append((len(shared), np.mean(same) - explained))
    weight, beyond = np.transpose(residual)
    assert found.excess == pytest.approx(max(0, np.average(beyond, weights=weight)))
    assert [pair.p for pair in found.pairs] == sorted(pair.p for pair in found.pairs)


@pytest.mark.parametrize("hard", [0.0, 1.5])
def test_honest_people_are_left_alone(hard: float) -> None:
    accused = [len(alerts(simulated(seed, items=300, hard=hard))) for seed in range(15)]
    assert np.mean(np.array(accused) > 0) <= 0.1


def test_who_copies_is_found_and_nobody_else() -> None:
    found = [alerts(simulated(seed, copied=0.9, each=12)) for seed in range(10)]
    assert np.mean([(0, 1) in pairs for pairs in found]) >= 0.8
    assert np.mean([len(pairs - {(0, 1)}) for pairs in found]) <= 0.2


@pytest.mark.parametrize("name", ["rte", "dog", "bluebird"])
def test_nobody_copies_in_public_crowds(name: str) -> None:
    rated, _, _ = crowd(name)
    found = q.collusion_check(rated, q.DawidSkene().fit(rated), most=0)
    assert found.pairs == ()
    assert found.tested > 500
    assert found.excess < 0.05


def test_one_accuracy_a_person_takes_shared_confusions_for_collusion() -> None:
    rated, _, _ = crowd("bluebird")
    found = q.collusion_check(rated, q.OneCoinDawidSkene().fit(rated))
    assert sum(pair.alert for pair in found.pairs) > 10


def test_order_does_not_matter() -> None:
    rated = simulated(3, copied=0.9, each=12)
    shuffled = np.random.default_rng(1).permutation(len(rated))
    columns = (rated.items[rated.item], 19 - rated.annotators[rated.annotator], rated.labels[rated.label])
    again = q.from_columns(*(column[shuffled] for column in columns), value_domain=range(4))
    one, other = (q.collusion_check(m, q.DawidSkene().fit(m), most=5) for m in (rated, again))
    for a, b in zip(one.pairs, other.pairs, strict=True):
        assert {a.one, a.other} == {19 - b.one, 19 - b.other}
        assert a.p == pytest.approx(b.p, rel=1e-3)


def test_nobody_meets_and_everybody_says_the_same() -> None:
    apart = q.from_columns([1, 2, 3], ["a", "b", "c"], [0, 1, 0], value_domain=[0, 1])
    assert q.collusion_check(apart, q.DawidSkene().fit(apart)).tested == 0
    same = q.from_wide(np.ones((30, 3), int), value_domain=[0, 1])
    found = q.collusion_check(same, q.DawidSkene().fit(same))
    assert not any(pair.alert for pair in found.pairs)
    assert all(np.isfinite(pair.z) for pair in found.pairs)


def test_what_cannot_be_checked() -> None:
    rated = simulated(4, items=40)
    model = q.DawidSkene().fit(rated)
    with pytest.raises(InvalidRequest, match="alpha"):
        q.collusion_check(rated, model, alpha=1)
    with pytest.raises(InvalidData, match="another matrix"):
        q.collusion_check(simulated(4, items=39), model)
    counts = q.from_counts([[2, 1], [1, 2]])
    with pytest.raises(InvalidData, match="who gave"):
        q.collusion_check(counts, q.DawidSkene().fit(counts))
