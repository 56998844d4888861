"""What somebody who starts from the pages alone gets wrong is told by name, with the way out."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

import numpy as np
import pandas as pd
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.model import Model

MATRICES = (q.LabelMatrix, q.SequenceMatrix, q.ObjectMatrix, q.Comparisons)
FRAME = pd.DataFrame({"item": [1, 1, 2], "annotator": ["a", "b", "a"], "label": [0, 1, 1]})
MODELS: dict[str, Any] = {
    name: getattr(q, name)
    for name in q.__all__
    if inspect.isclass(getattr(q, name)) and issubclass(getattr(q, name), Model)
}


def takes_a_matrix() -> Iterator[tuple[str, Callable[..., Any], str]]:
    """Every public function, and every fit, that a matrix is given to first: its name, itself, and the argument."""
    for name in q.__all__:
        thing = getattr(q, name)
        made = thing() if name in MODELS else None
        for called, of in [(name, thing)] if inspect.isfunction(thing) else [(f"{name}().fit", made.fit)] if made else []:
            first = next(iter(inspect.signature(of).parameters), "")
            if get_type_hints(of).get(first) in MATRICES:
                yield called, of, first


TAKERS = {name: (of, first) for name, of, first in takes_a_matrix()}


def test_takers_are_found() -> None:
    assert {"krippendorff_alpha", "alpha_per_class", "DawidSkene().fit", "span_agreement", "cluster_labels"} <= set(TAKERS)
    assert len(TAKERS) > 40


@pytest.mark.parametrize("name", TAKERS)
@pytest.mark.parametrize("given", [FRAME, FRAME.to_numpy(), [[0, 1]], None], ids=["frame", "array", "list", "none"])
def test_what_is_no_matrix_is_told_how_to_become_one(name: str, given: Any) -> None:
    method, first = TAKERS[name]
    needed = [one.name for one in inspect.signature(method).parameters.values() if one.default is one.empty]
    with pytest.raises(InvalidRequest, match=r"Make one first: q\."):
        method(**{**dict.fromkeys(needed), first: given})


@pytest.mark.parametrize("name", MODELS)
def test_what_was_not_fitted_says_so(name: str) -> None:
    model = MODELS[name]()
    found = [one for one in dir(MODELS[name]) + list(get_type_hints(MODELS[name])) if one.endswith("_") and one[0] != "_"]
    asks: list[Callable[[], Any]] = [lambda one=one: getattr(model, one) for one in found if one not in vars(model)]
    asks += [getattr(model, one) for one in ("predict", "predict_proba", "codes") if hasattr(model, one)]
    assert asks
    for ask in asks:
        with pytest.raises(InvalidRequest, match="fit") as caught:
            ask()
        assert "fit" in caught.value.hint
    assert not hasattr(model, found[0]) or found[0] in vars(model)
    assert "not fitted" in str(model)
    assert type(pickle.loads(pickle.dumps(copy.deepcopy(model)))) is MODELS[name]
    with pytest.raises(AttributeError, match="has no nonsense"):
        model.nonsense  # noqa: B018


def test_intervals_are_of_a_dawid_skene() -> None:
    ratings = q.label_matrix(FRAME)
    with pytest.raises(InvalidRequest, match="MajorityVote") as caught:
        q.credible_intervals(q.MajorityVote().fit(ratings))
    assert "DawidSkene" in caught.value.hint
    with pytest.raises(InvalidRequest, match="fit"):
        q.credible_intervals(q.DawidSkene())
    assert len(q.credible_intervals(q.IBCC().fit(ratings)).accuracy) == 2


def test_crowdlab_asks_who() -> None:
    with pytest.raises(InvalidData, match="do not say who"):
        q.Crowdlab().fit(q.from_counts([[2, 1], [0, 2]]), [[0.5, 0.5], [0.2, 0.8]])


WIDE = pd.DataFrame({"ann": [0, 1, 1], "bo": [0, 1, None]}, index=["x", "y", "w"])


def test_a_wide_frame_keeps_its_names() -> None:
    ratings = q.from_wide(WIDE)
    assert (ratings.items.tolist(), ratings.annotators.tolist()) == (["x", "y", "w"], ["ann", "bo"])
    long = WIDE.rename_axis("item").reset_index().melt("item", var_name="annotator", value_name="label")
    same = q.label_matrix(long)
    assert same.missing == ratings.missing == 1
    assert rows(ratings) == rows(same)
    model = q.MajorityVote().fit(ratings)
    assert dict(zip(model.items_.tolist(), model.predict().tolist(), strict=True)) == {"x": 0, "y": 1, "w": 1}
    assert rows(q.from_reliability_data(WIDE.T)) == rows(ratings)
    for wrong, says in ((WIDE.rename(index={"y": "x"}), "twice in the index"), (WIDE.rename(columns={"bo": None}), "columns of the frame is missing")):
        with pytest.raises(InvalidData, match=says):
            q.from_wide(wrong)


def rows(ratings: q.LabelMatrix) -> set[tuple[Any, ...]]:
    columns = (ratings.items[ratings.item], ratings.annotators[ratings.annotator], ratings.labels[ratings.label])
    return set(zip(*(column.tolist() for column in columns), strict=True))


def test_a_fitted_model_is_calibrated_by_the_names_of_golds() -> None:
    generator = np.random.default_rng(0)
    truth = generator.integers(0, 2, 400)
    ratings = q.from_wide(np.where(generator.random((400, 3)) < 0.8, truth[:, None], 1 - truth[:, None]))
    gold = {item: int(truth[item]) for item in range(80)}
    model = q.DawidSkene().fit(ratings)
    assert q.calibrate_posterior(model, gold) == q.calibrate_posterior(model.posterior_[:80], truth[:80])
    assert q.expected_calibration_error(model, gold) == q.expected_calibration_error(model.posterior_[:80], truth[:80])
    told = q.DawidSkene().fit(ratings, {7: 1})
    with pytest.raises(InvalidRequest, match="1 golds, of item 7 first"):
        q.calibrate_posterior(told, gold)
    assert q.calibrate_posterior(told, {item: label for item, label in gold.items() if item != 7}).n_gold == 79
    for wrong, says in (({"no": 1}, "has no place"), ({1: 9}, "not in the value domain"), ([0, 1], "maps items"), ({}, "no gold item")):
        with pytest.raises(InvalidData, match=says):
            q.calibrate_posterior(model, wrong)
    with pytest.raises(InvalidRequest, match="fitted estimator of truth, not with ndarray"):
        q.calibrate_posterior(model.posterior_, gold)
    with pytest.raises(InvalidRequest, match="before it is fitted"):
        q.calibrate_posterior(q.DawidSkene(), gold)


LOOKED = pd.DataFrame({"item": [1, 2], "annotator": ["ann", "ann"]})


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda: q.from_spans([3, 4], [(0, "ann", [])]), "dict(enumerate(lengths))"),
        (lambda: q.from_segments([3.0], [(0, "ann", [])]), "dict(enumerate(lengths))"),
        (lambda: q.from_spans({1: 3}, [(1, "ann")]), "the spans []"),
        (lambda: q.from_spans({1: 3}, {1: [(0, 1, "PER")]}), "the spans []"),
        (lambda: q.from_segments({1: 3}, [(1, "ann", None)]), "the spans []"),
        (lambda: q.from_boxes([1], ["ann"], [[0, 0, 2, 2]], answers=LOOKED), 'frame["item"]'),
        (lambda: q.from_boxes([1], ["ann"], [[0, 0, 2, 2]], answers=LOOKED.to_numpy()), 'frame["item"]'),
        (lambda: q.from_boxes([1], ["ann"], [[0, 0, 2, 2]], answers=[(1, "ann"), (2, "ann")]), 'frame["item"]'),
    ],
)
def test_other_shapes_are_told_the_right_one(wrong: Any, hint: str) -> None:
    with pytest.raises(InvalidData) as caught:
        wrong()
    assert hint in caught.value.hint


def test_the_labels_of_all_items_are_an_oracle() -> None:
    uncertainty = np.linspace(0, 1, 900)
    truth = (np.random.default_rng(0).random(900) < uncertainty / 5).astype(int)
    asked = q.pac_labels(uncertainty, np.zeros(900, int), lambda rows: truth[rows])
    known = q.pac_labels(uncertainty, np.zeros(900, int), truth)
    assert known.to_dict() == asked.to_dict()
    with pytest.raises(InvalidData, match="500 labels for 900 items") as caught:
        q.pac_labels(uncertainty, np.zeros(900, int), truth[:500])
    assert "function of rows" in caught.value.hint


def test_what_is_under_way_prints_where_it_stands() -> None:
    golden, process, wald = q.GoldenEvidence(), q.EProcess(0.9), q.SPRT(0.9, 0.7)
    proof, weighted = q.AccuracyCertificate(1_000, 0.9), q.WeightedCertificate([0.1] * 50)
    audit, mean = q.SealedAudit(list("abc"), seed=1), q.BoundedConfidenceSequence(population=30)
    golden.observe(True, 0.1)
    for test in (process, wald):
        test.observe(False)
    proof.observe(False)
    audit.record("a", False)
    mean.observe(0.5)
    mean.bounds()
    assert repr(golden) == "<GoldenEvidence: 1 of 1 answers wrong, evidence 2.805, none>"
    assert repr(process) == f"<EProcess: 1 of 1 answers wrong, evidence {process.value:.4g} against 0.9, none>"
    assert repr(wald) == "<SPRT: go on after 1 answers, evidence 1.1, clear at -2.25, pause at 2.89>"
    assert repr(proof) == "<AccuracyCertificate: at least 90.0% of 1,000 right? open after 1 reviews, 0 wrong>"
    assert repr(weighted) == "<WeightedCertificate: at least 95.0% of 50 right? open after 0 reviews, 0 wrong>"
    assert repr(audit).startswith("<SealedAudit: 3 items, 1 recorded, ")
    assert repr(mean) == "<BoundedConfidenceSequence: 1 of 30 scores, mean 0.017 to 0.983 at the last look>"
    numbers = q.from_wide([[1.0, 2.0], [3.0, 3.5]])
    assert repr(q.ContinuousConsensus("mean").fit(numbers)) == "<ContinuousConsensus: the mean of 2 items, 2 people>"
    crowd = q.Crowdlab().fit(q.from_wide([[0, 0], [1, 1], [0, 1]]), [[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]])
    assert repr(crowd).startswith("<Crowdlab: the truth of 3 items out of 2 labels, 2 people and a model of weight ")


def test_a_way_to_a_proof_is_what_it_is_whatever_else_is_tried() -> None:
    risk = np.random.default_rng(0).beta(0.4, 7, 2_000)
    for target in (0.94, 0.95):
        together = q.plan_certificate(risk, target, repairs=[0, 50, 200], runs=12, seed=3)
        for way in together.ways:
            assert q.plan_certificate(risk, target, repairs=[way.repair], runs=12, seed=3).ways == (way,)
    success = [way.success for way in together.ways]
    assert success == sorted(success)
    assert success[0] < success[-1]


def test_what_certifies_is_a_round_number_and_a_certificate_stands() -> None:
    proof = q.AccuracyCertificate(1_000, 0.9)
    while proof.observe(False) == "open":
        pass
    proof.observe(True)
    proof.observe(True)
    found = proof.snapshot()
    assert found.needed == 20
    assert found.verdict == "certified"
    assert found.evidence < found.needed
    assert q.WeightedCertificate([0.1] * 50).snapshot().needed == 20
