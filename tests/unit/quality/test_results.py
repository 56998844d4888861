"""Every result prints as something to read and turns into JSON."""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass, is_dataclass
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData
from labelwright.quality.estimate import Result

DATA = {"LabelMatrix", "ObjectMatrix", "SequenceMatrix", "Comparisons", "Mask"}  # what goes in
PLANS = {"SamplingPlan"}  # what is asked further


def answers(hint: Any) -> set[type]:
    """The dataclasses of the room that a type hint speaks of."""
    inner: set[type] = set().union(*map(answers, get_args(hint))) if get_args(hint) else set()
    ours = is_dataclass(hint) and isinstance(hint, type) and hint.__module__.startswith("labelwright.quality")
    return inner | ({hint} if ours else set())


def returned() -> dict[str, type]:
    """Every dataclass that a public function, or a method of a public class, gives back."""
    found: set[type] = set()
    for name in q.__all__:
        thing = getattr(q, name)
        for one in vars(thing).values() if inspect.isclass(thing) else (thing,):
            if inspect.isfunction(one) and not one.__name__.startswith("_"):
                found |= answers(get_type_hints(one).get("return"))
    return {one.__name__: one for one in found}


def test_what_is_given_back_is_a_result() -> None:
    found = returned()
    assert len(found) > 40
    assert {name for name, one in found.items() if not issubclass(one, Result)} <= DATA | PLANS


@dataclass(frozen=True, slots=True)
class Part(Result):
    cost: float


@dataclass(frozen=True, slots=True, eq=False)
class Found(Result):
    share: np.float64
    low: float | None
    by: dict[Any, Any]
    places: np.ndarray
    whole: q.Estimate
    none: tuple[int, ...]
    parts: tuple[Result, ...]
    meaning: str
    warnings: tuple[str, ...] = ()


def found(n: int) -> Found:
    whole = q.Estimate(method="Some share", value=0.25, ci_low=0.2, ci_high=0.3, n_items=4)
    by = {np.int64(3): 1, ("a", "b"): np.nan}
    return Found(np.float64(0.123456), None, by, np.arange(n), whole, (), (Part(1500.4),), "So it is.", ("few items", "one person"))


def test_a_result_prints_its_meaning_its_parts_and_what_to_mind() -> None:
    assert str(found(3)) == (
        "So it is. Found: share 0.1235, by (3: 1, ('a', 'b'): nan), places (0, 1, 2),"
        " whole 0.250 (0.200 to 0.300), parts ((cost 1,500)). Mind: few items; one person."
    )
    assert "places of 100,000," in str(found(100_000))


def test_a_result_turns_into_plain_values() -> None:
    plain = json.loads(json.dumps(found(2).to_dict(), allow_nan=False))
    assert plain["share"] == pytest.approx(0.123456)
    assert plain["by"] == {"3": 1, "['a', 'b']": None}
    assert plain["places"] == [0, 1]
    assert plain["whole"]["ci_low"] == 0.2
    assert plain["warnings"] == ["few items", "one person"]


def test_an_estimate_prints_what_to_mind() -> None:
    one = q.Estimate(method="Some share", value=0.25, n_items=4, meaning="A quarter.", warnings=("few items",))
    assert str(one) == "A quarter. Some share 0.250, 4 items. Mind: few items."


def _clip() -> tuple[q.HMMCrowd, q.SequenceMatrix]:
    clip = q.from_segments({"c": 5}, [("c", who, [(1, 3, "x")]) for who in ("ann", "bo")])
    return q.HMMCrowd().fit(clip), clip


@pytest.mark.parametrize(
    "result",
    [
        lambda: q.plan_certificate(np.full(200, 0.01), 0.9, runs=3),
        lambda: q.AccuracyCertificate(100, 0.9).snapshot(),
        lambda: q.alpha_per_class(q.from_wide([[0, 0], [1, 1], [0, 1]]))[0],
        lambda: q.pac_labels(np.linspace(0, 1, 900), np.zeros(900, int), lambda rows: np.zeros(len(rows), int)),
        lambda: q.ObjectConsensus().fit(q.from_boxes([1, 1], ["a", "b"], [[0, 0, 2, 2]] * 2, ["x", "x"])).objects_,
        lambda: q.stratified_sample(["a"] * 50, seed=1),
        lambda: q.span_f1([("a", 0, 2, "PER")], []),
        lambda: q.gamma_agreement([("ann", 0, 2, "x"), ("bo", 0, 3, "x")]),
        lambda: q.unitizing_alpha([("ann", 0, 2, "x"), ("bo", 0, 3, "x")], 0, 9),
        lambda: q.AutoConsensus().fit(q.from_wide([[0, 0], [1, 1]])).choice_,
        lambda: q.found_segments(*_clip())[0],
    ],
)
def test_results_of_all_rooms_print_shortly_and_turn_into_json(result: Any) -> None:
    one = result()
    assert len(str(one)) < 900
    assert json.dumps(one.to_dict(), allow_nan=False)


def test_data_and_models_print_what_they_hold() -> None:
    ratings = q.from_wide([[0, 0], [1, 1], [0, np.nan]])
    assert repr(ratings) == "<LabelMatrix: 5 labels out of 2, 3 items, 2 people>"
    assert "nobody knows whose" in repr(q.from_counts([[2, 1]]))
    assert repr(q.from_spans({1: 3}, [(1, "ann", [(0, 2, "PER")])])).startswith("<SequenceMatrix: 3 labels out of 3, 3")
    boxes = q.from_boxes([1], ["ann"], [[0, 0, 2, 2]], answers=([1, 2], ["ann", "ann"]))
    assert repr(boxes) == "<ObjectMatrix: 1 objects, 2 answers by 1 people, 2 items>"
    assert repr(q.MajorityVote()) == "<MajorityVote, not fitted>"
    assert repr(q.MajorityVote().fit(ratings)) == "<MajorityVote: the truth of 3 items out of 2 labels, 2 people>"
    model = q.ObjectConsensus()
    assert repr(model) == "<ObjectConsensus, not fitted>"
    assert repr(model.fit(boxes)) == "<ObjectConsensus: 1 objects on 1 items, 1 are kept.>"
    assert str(q.accuracy_interval(18, 20, target=0.9)) == (
        "90.0% of 20 answers are right (0.716 to 0.979, jeffreys); the accuracy is below the target with probability 0.54."
    )
    assert str(q.accuracy_interval(0, 0)).startswith("Nothing is known yet (0.0")
    compared = q.from_comparisons(["a", "b"], ["b", "c"], ["a", "b"])
    assert repr(compared) == "<Comparisons: 2 of 3 options, 1 people>"
    assert str(q.BradleyTerry().fit(compared)).startswith("Best first, log odds (standard error): a ")
    assert str(q.BradleyTerry()) == "BradleyTerry, not fitted"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: q.label_matrix({"item": [1], "worker": [1], "label": [1]}), "item, worker, label"),
        (lambda: q.label_matrix([{"item": 1}]), "mapping of columns"),
        (lambda: q.MajorityVote().fit(q.from_wide([[0, 1]]), gold=[1]), "dict(zip(items, labels))"),
        (lambda: q.from_boxes([1], ["ann"], [[50, 60, 10, 10]]), "x + width"),
        (lambda: q.calibrate_posterior([[0.5, 0.5]], ["cat"]), "place in `labels_`"),
        (lambda: q.from_comparisons(["a"], ["b"], ["left"]), "One of the two won"),
    ],
)
def test_what_a_newcomer_gets_wrong_is_told_with_the_way_out(wrong: Any, says: str) -> None:
    with pytest.raises(InvalidData) as caught:
        wrong()
    assert says in caught.value.hint


@pytest.mark.parametrize("method", [q.icc, q.variance_components, q.pairwise_kappa, q.light_kappa])
def test_counts_know_no_people(method: Any) -> None:
    counts = q.from_counts([[2, 1, 0], [0, 1, 2], [0, 3, 0], [1, 1, 1]])
    with pytest.raises(InvalidData, match="do not say who"):
        method(counts)
    known = q.from_wide([[1, 0, 0], [2, 1, 2], [1, 1, 1], [0, 2, 1]])
    assert q.icc(counts, "ICC(1,1)").value == pytest.approx(q.icc(known, "ICC(1,1)").value)


def test_a_stratum_of_two_numbers_is_refused() -> None:
    with pytest.raises(InvalidData, match="items, reviewed"):
        q.stratified_error_rate({"ana": (330, 33)})  # type: ignore[dict-item]


def test_people_are_not_rounded_up_by_the_computer() -> None:
    assert np.ceil(q.raters_for(0.9, 0.5)) == 9


def test_percent_agreement_does_not_say_that_nothing_is_chance() -> None:
    ratings = q.from_wide([[0, 0], [1, 1], [0, 1], [1, 0]])
    assert q.percent_agreement(ratings).meaning == (
        "Two people give the same label in 50% of cases, those by chance among them."
    )
    assert "50% would by chance" in q.fleiss_kappa(ratings).meaning
