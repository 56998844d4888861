"""Every result prints as something to read and turns into JSON."""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass, is_dataclass
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest

import labelwright.quality as q
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
    later = {"FoundSegment", "GammaAgreement", "ModelChoice", "SpanScore", "UnitizingAgreement"}
    assert {name for name, one in found.items() if not issubclass(one, Result)} <= DATA | PLANS | later


@dataclass(frozen=True, slots=True, eq=False)
class Found(Result):
    share: np.float64
    low: float | None
    by: dict[Any, Any]
    places: np.ndarray
    whole: q.Estimate
    meaning: str
    warnings: tuple[str, ...] = ()


def found(n: int) -> Found:
    whole = q.Estimate(method="Some share", value=0.25, ci_low=0.2, ci_high=0.3, n_items=4)
    by = {np.int64(3): 1, ("a", "b"): np.nan}
    return Found(np.float64(0.123456), None, by, np.arange(n), whole, "So it is.", ("few items", "one person"))


def test_a_result_prints_its_meaning_its_parts_and_what_to_mind() -> None:
    assert str(found(3)) == (
        "So it is. Found: share 0.1235, by (3: 1, ('a', 'b'): nan), places (0, 1, 2),"
        " whole 0.250 (0.200 to 0.300). Mind: few items; one person."
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


@pytest.mark.parametrize(
    "result",
    [
        lambda: q.plan_certificate(np.full(200, 0.01), 0.9, runs=3),
        lambda: q.AccuracyCertificate(100, 0.9).snapshot(),
        lambda: q.alpha_per_class(q.from_wide([[0, 0], [1, 1], [0, 1]]))[0],
        lambda: q.pac_labels(np.linspace(0, 1, 900), np.zeros(900, int), lambda rows: np.zeros(len(rows), int)),
        lambda: q.ObjectConsensus().fit(q.from_boxes([1, 1], ["a", "b"], [[0, 0, 2, 2]] * 2, ["x", "x"])).objects_,
        lambda: q.stratified_sample(["a"] * 50, seed=1),
    ],
)
def test_results_of_all_rooms_print_shortly_and_turn_into_json(result: Any) -> None:
    one = result()
    assert len(str(one)) < 900
    assert json.dumps(one.to_dict(), allow_nan=False)
