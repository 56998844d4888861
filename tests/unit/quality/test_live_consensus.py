"""Truth while answers come in: at any time near to, and after a fit equal to, what all answers together give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import Conflict, InvalidData, InvalidRequest, NotFound
from tests.unit.quality.test_truth import crowd

Answer = tuple[int, int, int]


def answers(seed: int, items: int = 300, people: int = 12, classes: int = 3, each: int = 4) -> list[Answer]:
    generator = np.random.default_rng(seed)
    truth, skill = generator.integers(0, classes, items), generator.beta(6, 2, people)
    who = generator.permuted(np.tile(np.arange(people), (items, 1)), axis=1)[:, :each]
    label = np.where(generator.random(who.shape) < skill[who], truth[:, None], generator.integers(0, classes, who.shape))
    rows = list(zip(np.repeat(np.arange(items), each).tolist(), who.ravel().tolist(), label.ravel().tolist(), strict=True))
    return [rows[at] for at in generator.permutation(len(rows))]


def matrix(rows: list[Answer], classes: int = 3) -> q.LabelMatrix:
    return q.from_columns(*(np.array(column) for column in zip(*rows, strict=True)), value_domain=range(classes))


def fed(rows: list[Any], estimator: Any = None, domain: Any = range(3), **more: Any) -> q.LiveConsensus:
    live = q.LiveConsensus(domain, estimator, **more)
    for row in rows:
        live.add(*row)
    return live


def of(live: q.LiveConsensus, items: np.ndarray) -> np.ndarray:
    return np.array([live.posterior(item) for item in items.tolist()])


@pytest.mark.parametrize("make", [q.DawidSkene, lambda **more: q.DawidSkene("map", **more), q.OneCoinDawidSkene])
def test_after_a_fit_it_is_what_all_answers_together_give(make: Any) -> None:
    rows = answers(1)
    live, batch = fed(rows, make(tol=1e-12, max_iter=5_000)), make(tol=1e-12, max_iter=5_000).fit(matrix(rows))
    fitted = live.refit()
    assert of(live, batch.items_) == pytest.approx(batch.posterior_, abs=1e-6)
    order = np.argsort(fitted.items_)
    assert fitted.posterior_[order] == pytest.approx(batch.posterior_, abs=1e-9)
    assert fitted.labels_.tolist() == [0, 1, 2]
    for code, who in enumerate(batch.annotators_.tolist()):
        assert live.annotator_skill(who) == pytest.approx(batch.annotator_skill_[code], abs=1e-5)


def test_nothing_remains_of_the_order_of_arrival() -> None:
    rows = answers(2)
    one, other = fed(rows), fed(rows[::-1])
    one.refit()
    other.refit()
    items = np.arange(300)
    assert of(one, items) == pytest.approx(of(other, items), abs=1e-9)


def test_between_fits_it_is_near() -> None:
    rows = answers(3, items=500)[:1_900]  # the last fit was at 1,500
    live, batch = fed(rows), q.DawidSkene().fit(matrix(rows))
    found = of(live, batch.items_)
    assert (found.argmax(1) == batch.codes()).mean() > 0.97
    assert np.abs(found - batch.posterior_).mean() < 0.02
    alone = of(fed(rows[:1_500]), batch.items_)
    assert np.abs(found - batch.posterior_).mean() < 0.4 * np.abs(alone - batch.posterior_).mean()  # the last 400 count


def test_an_answer_adds_what_it_says_and_counts_follow() -> None:
    rows = answers(4)
    live = fed(rows[:1_000])
    fitted = live.refit()
    item, who, label = next(row for row in rows[1_000:] if sum(row[0] == other[0] for other in rows[:1_000]) > 1)
    person = fitted.annotators_.tolist().index(who)
    before = live.posterior(item)
    live.add(item, who, label)
    gained = before * fitted.confusion_matrices_[person, :, label]
    assert live.posterior(item) == pytest.approx(gained / gained.sum(), abs=2e-3)
    for row in rows[1_000:1_300]:
        if row != (item, who, label):
            live.add(*row)
    counts = np.zeros((12, 3, 3))
    for item, who, label in rows[:1_300]:
        counts[who, :, label] += live._q(item)
    mine = np.array([live._counts[live._person[who]].T for who in range(12)])
    assert mine == pytest.approx(counts, abs=1e-2)


@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_what_is_taken_out_was_never_there(data: st.DataObject) -> None:
    rows = answers(5, items=20, people=5, each=3)
    out = data.draw(st.lists(st.sampled_from(rows), unique=True, max_size=30))
    live = fed(rows)
    for item, who, label in out:
        live.correct(item, who, (label + 1) % 3)
        live.remove(item, who)
    left = fed([row for row in rows if row not in out])
    assert len(live) == len(left)
    assert of(live, np.arange(20)) == pytest.approx(of(left, np.arange(20)), abs=1e-9)
    live.refit()
    left.refit()
    assert of(live, np.arange(20)) == pytest.approx(of(left, np.arange(20)), abs=1e-4)


def test_people_and_items_may_be_new() -> None:
    live = fed(answers(6))
    live.refit()
    for who in ("ann", "bob"):
        live.add("new", who, 2)
    assert live.posterior("new").argmax() == 2
    assert live.posterior("new")[2] > 0.8
    assert live.posterior("never seen") == pytest.approx(live.posterior("neither"))
    assert 1 / 3 < live.annotator_skill("ann") < 1
    assert live.refit().items_[-1] == "new"


def test_gold_is_taken_as_it_is_and_teaches_who_is_good() -> None:
    rows = [(item, who, item % 2 if who == "a" else 1 - item % 2) for item in range(40) for who in "abc"]
    live = fed(rows, domain=[0, 1], gold={item: item % 2 for item in range(0, 40, 2)})
    for item in (1, 3, 5):
        live.know(item, 1)
    assert live.posterior(0).tolist() == [1, 0]
    live.refit()
    assert live.posterior(3).tolist() == [0, 1]
    assert live.annotator_skill("a") > 0.8 > 0.5 > live.annotator_skill("b")
    assert live.posterior(7).argmax() == 1


def test_a_single_answer_stands() -> None:
    rows = [(item, who, item % 2 if who != "liar" else 1 - item % 2) for item in range(30) for who in ("a", "b", "liar")]
    live = fed(rows, domain=[0, 1])
    live.refit()
    live.add("alone", "liar", 1)
    assert live.posterior("alone").argmax() == 1


def test_it_begins_with_nothing() -> None:
    live = q.LiveConsensus(["cat", "dog", "cow"])
    assert len(live) == 0
    assert live.posterior("x") == pytest.approx([1 / 3] * 3)
    live.add("x", "ann", "dog")
    assert live.posterior("x").argmax() == 1
    live.add("x", "bob", "dog")
    assert live.posterior("x")[1] > 0.8
    live.remove("x", "ann")
    live.remove("x", "bob")
    assert live.posterior("x") == pytest.approx([1 / 3] * 3)


def test_what_cannot_be_is_refused_and_changes_nothing() -> None:
    live = q.LiveConsensus([0, 1])
    live.add("x", "ann", 1)
    before = live.posterior("x")
    with pytest.raises(Conflict, match="already"):
        live.add("x", "ann", 1)
    with pytest.raises(InvalidData, match="value domain"):
        live.add("x", "bob", 2)
    with pytest.raises(InvalidData, match="value domain"):
        live.correct("x", "ann", 2)
    with pytest.raises(InvalidData, match="value domain"):
        live.know("x", 2)
    with pytest.raises(NotFound):
        live.remove("x", "bob")
    with pytest.raises(NotFound):
        live.annotator_skill("bob")
    assert live.posterior("x") == pytest.approx(before)
    assert len(live) == 1
    with pytest.raises(InvalidRequest, match="Mean field"):
        q.LiveConsensus([0, 1], q.IBCC())
    with pytest.raises(InvalidData, match="twice"):
        q.LiveConsensus([0, 0, 1])
    with pytest.raises(InvalidData, match="two classes"):
        q.LiveConsensus([0])


@pytest.mark.parametrize("name", ["rte", "dog", "bluebird"])
def test_a_real_crowd_as_it_comes(name: str) -> None:
    rated, rows, codes = crowd(name)
    order = np.random.default_rng(1).permutation(len(rated))
    columns = (rated.items[rated.item], rated.annotators[rated.annotator], rated.labels[rated.label])
    stream = list(zip(*(column[order].tolist() for column in columns), strict=True))
    live = fed(stream, q.DawidSkene(tol=1e-12, max_iter=5_000), rated.labels.tolist())
    batch = q.DawidSkene(tol=1e-12, max_iter=5_000).fit(rated)
    right = (of(live, rated.items)[rows].argmax(1) == codes).mean()
    assert right == pytest.approx((batch.codes()[rows] == codes).mean(), abs=0.01)
    live.refit()
    assert of(live, rated.items) == pytest.approx(batch.posterior_, abs=1e-6)
