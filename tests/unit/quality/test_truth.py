"""What must hold of every estimator of truth, and how well they do on real crowds."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.consensus.truth import TruthEstimator
from tests.pictures import real

ESTIMATORS: dict[str, Callable[[], TruthEstimator]] = {
    "MajorityVote": q.MajorityVote,
    "WeightedVote": q.WeightedVote,
    "DawidSkene": q.DawidSkene,
    "OneCoinDawidSkene": q.OneCoinDawidSkene,
    "GLAD": q.GLAD,
    "MACE": q.MACE,
    "AutoConsensus": q.AutoConsensus,
    "SequenceDawidSkene": q.SequenceDawidSkene,
    "HMMCrowd": q.HMMCrowd,
}
WAYS = ESTIMATORS | {
    "DawidSkene em": lambda: q.DawidSkene("em"),
    "DawidSkene map": lambda: q.DawidSkene("map"),
    "DawidSkene five starts": lambda: q.DawidSkene(n_init=5),
}


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[int, str, int]]:
    pairs = draw(st.sets(st.tuples(st.integers(0, 7), st.sampled_from("abcd")), max_size=24))
    return [(item, who, draw(st.integers(0, 2))) for item, who in sorted(pairs)]


def matrix(rows: list[tuple[int, str, int]], domain: tuple[int, ...] = (0, 1, 2)) -> q.LabelMatrix:
    items, people, labels = ([row[n] for row in rows] for n in range(3))
    return q.from_columns(
        np.array(items, np.int64), np.array(people, object), np.array(labels, np.int64), value_domain=list(domain)
    )


@pytest.mark.parametrize("name", WAYS)
@given(rows=tables())
@settings(max_examples=25, deadline=None)
def test_posteriors_are_probabilities_and_single_answers_stand(name: str, rows: Any) -> None:
    rated = matrix(rows)
    found = WAYS[name]().fit(rated)
    assert found.posterior_.shape == (len(rated.items), 3)
    assert np.isfinite(found.posterior_).all()
    assert np.allclose(found.posterior_.sum(1), 1)
    assert (found.posterior_ >= 0).all()
    alone = np.flatnonzero(rated.per_item == 1)
    assert (found.posterior_[alone].argmax(1) == rated.label[rated.starts[alone]]).all()
    assert ((found.annotator_skill_ > 0) & (found.annotator_skill_ <= 1)).all()
    assert (WAYS[name]().fit_predict(rated) == found.predict()).all()


@pytest.mark.parametrize("name", [way for way in WAYS if "starts" not in way])
@given(rows=tables(), order=st.permutations(range(3)))
@settings(max_examples=25, deadline=None)
def test_order_and_names_do_not_matter(name: str, rows: Any, order: list[int]) -> None:
    before = WAYS[name]().fit(matrix(rows))
    renamed = [((item * 3 + 1) % 8, {"a": "z", "b": "b", "c": "y", "d": "x"}[who], order[k]) for item, who, k in rows]
    again = matrix(renamed[::-1])
    after = WAYS[name]().fit(again)
    where = {item: row for row, item in enumerate(again.items.tolist())}
    for row, item in enumerate(matrix(rows).items.tolist()):
        moved = after.posterior_[where[(item * 3 + 1) % 8]]
        assert moved[order] == pytest.approx(before.posterior_[row], abs=1e-4)


@pytest.mark.parametrize("name", WAYS)
def test_gold_is_taken_as_it_is_and_teaches_who_is_good(name: str) -> None:
    rows = [(item, who, item % 2) for item in range(30) for who in "a"]
    rows += [(item, who, 1 - item % 2) for item in range(30) for who in "bc"]  # the majority is wrong
    rated = matrix(rows, (0, 1))
    gold = {item: item % 2 for item in range(0, 30, 2)} | {1: 1, 3: 1}
    found = WAYS[name]().fit(rated, gold)
    for item, truth in gold.items():
        assert found.posterior_[item, truth] == 1
    if name.startswith("DawidSkene"):
        assert found.annotator_skill_[0] > 0.8 > 0.5 > found.annotator_skill_[1]
    for wrong in ({99: 0}, {0: 7}):
        with pytest.raises(InvalidData, match=r"gold (item|label)"):
            WAYS[name]().fit(rated, wrong)


@pytest.mark.parametrize("name", WAYS)
def test_an_item_without_answers_has_the_class_prior(name: str) -> None:
    wide = np.array([[0, 0, 1], [1, 1, 1], [0, 0, 0], [np.nan] * 3])
    found = WAYS[name]().fit(q.from_wide(wide))
    assert found.posterior_[3] == pytest.approx(found.class_prior_)


@pytest.mark.parametrize("inference", ["em", "pooled", "map", "vb"])
def test_expectation_maximisation_climbs_and_settles(inference: str) -> None:
    generator = np.random.default_rng(2)
    truth = generator.integers(0, 3, 200)
    wide = np.where(generator.random((200, 5)) < 0.7, truth[:, None], generator.integers(0, 3, (200, 5)))
    found = q.DawidSkene(inference).fit(q.from_wide(wide))
    assert found.converged_
    assert (found.predict() == truth).mean() > 0.9
    if inference == "em":
        assert (np.diff(found.log_likelihood_) >= -1e-9).all()
    assert np.allclose(found.confusion_matrices_.sum(2), 1)


def test_spammers_are_outvoted_by_those_who_are_consistent() -> None:
    generator = np.random.default_rng(4)
    truth = generator.integers(0, 4, 400)
    good = np.where(generator.random((400, 2)) < 0.9, truth[:, None], generator.integers(0, 4, (400, 2)))
    wide = np.hstack([good, generator.integers(0, 4, (400, 3))])
    votes, model = (made.fit(q.from_wide(wide)) for made in (q.MajorityVote(), q.DawidSkene()))
    assert (model.predict() == truth).mean() > (votes.predict() == truth).mean() + 0.1
    assert model.annotator_skill_[:2].min() > 0.8 > 0.4 > model.annotator_skill_[2:].max()


def test_one_answer_an_item_tells_nothing_about_people() -> None:
    rows = [(item, "ab"[item % 2], item % 3) for item in range(30)]
    found = q.DawidSkene().fit(matrix(rows))
    assert not found.identifiable_
    assert "one answer" in found.warnings_[0]
    assert found.predict().tolist() == [item % 3 for item in range(30)]
    with pytest.raises(InvalidRequest, match="vb would overrule"):
        q.DawidSkene("vb").fit(matrix(rows))


@pytest.mark.parametrize("name", ESTIMATORS)
def test_counts_are_fitted_only_where_it_does_not_matter_who_said_what(name: str) -> None:
    counts = q.from_counts([[3, 0], [1, 2], [0, 3]])
    estimator = ESTIMATORS[name]()
    if estimator.counts_suffice:
        assert estimator.fit(counts).codes().tolist() == [0, 1, 1]
        return
    with pytest.raises(InvalidData, match="who gave each label"):
        estimator.fit(counts)


def test_ties_are_drawn_by_a_seed_and_never_by_the_order_of_labels() -> None:
    rows = [(item, who, k) for item in range(40) for who, k in (("a", 0), ("b", 1))]
    found = q.MajorityVote().fit(matrix(rows, (0, 1)))
    first, again = found.predict(1), found.predict(1)
    assert (first == again).all()
    assert 5 < (first == 0).sum() < 35


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidData, match="two classes"):
        q.DawidSkene().fit(q.from_columns([1, 1], [1, 2], ["x", "x"]))
    with pytest.raises(InvalidRequest, match="no inference"):
        q.DawidSkene("gibbs")  # type: ignore[arg-type]
    with pytest.raises(InvalidRequest, match="at least one"):
        q.DawidSkene(n_init=0)


# -- real crowds -----------------------------------------------------------------------------------------------------


def crowd(name: str) -> tuple[q.LabelMatrix, np.ndarray, np.ndarray]:
    """The labels, and rows and codes of the items whose truth is known."""
    folder = real("crowd-nominal")
    with (folder / f"{name}_label.csv").open() as file:
        rated = q.from_columns(*(np.array(c, object) for c in zip(*list(csv.reader(file))[1:], strict=True)))
    with (folder / f"{name}_truth.csv").open() as file:
        truth = dict(list(csv.reader(file))[1:])
    label = {value: code for code, value in enumerate(rated.labels.tolist())}
    known = [(row, label[truth[item]]) for row, item in enumerate(rated.items.tolist()) if item in truth]
    rows, codes = (np.array(column) for column in zip(*known, strict=True))
    return rated, rows, codes


@pytest.mark.parametrize(("name", "least"), [("bluebird", 0.889), ("rte", 0.9275), ("dog", 0.838)])
def test_pooled_dawid_skene_on_real_crowds(name: str, least: float) -> None:
    rated, rows, codes = crowd(name)
    assert (q.DawidSkene().fit(rated).codes()[rows] == codes).mean() >= least - 1e-9


@pytest.mark.parametrize(("name", "recorded"), [("bluebird", 0.8889), ("rte", 0.9275), ("dog", 0.8389)])
def test_variational_inference_reaches_the_recorded_accuracies(name: str, recorded: float) -> None:
    rated, rows, codes = crowd(name)
    assert (q.DawidSkene("vb", tol=1e-3).fit(rated).codes()[rows] == codes).mean() == pytest.approx(recorded, abs=5e-5)


@pytest.mark.parametrize("name", ["rte", "dog"])
def test_a_fitted_temperature_mends_the_posterior(name: str) -> None:
    rated, rows, codes = crowd(name)
    posterior = q.DawidSkene().fit(rated).posterior_[rows]
    before = q.expected_calibration_error(posterior, codes)
    generator, after = np.random.default_rng(1), []
    for _ in range(50):
        drawn = generator.permutation(len(rows))
        golds, rest = drawn[:100], drawn[100:]
        mended = q.calibrate_posterior(posterior[golds], codes[golds]).apply(posterior[rest])
        after.append(q.expected_calibration_error(mended, codes[rest]))
    assert np.mean(after) <= 0.06
    assert np.mean(after) < before / 2
