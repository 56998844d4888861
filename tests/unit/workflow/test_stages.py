"""The stages section, read into policies."""

from __future__ import annotations

import pytest

from labelwright.errors import Problem
from labelwright.workflow.conditions import Conditions
from labelwright.workflow.policies import Overlap, Pipeline, Resolve, Return, Route, Sample, Stage, Take
from labelwright.workflow.stages import MOST_STAGES, read

CONDITIONS = Conditions({"camera": "text"}, {})


def reading(value: object) -> tuple[Pipeline, list[str]]:
    problems: list[Problem] = []
    pipeline = read(value, ("stages",), problems, CONDITIONS)
    return pipeline, [f"{one.place.removeprefix('stages.')}: {one.message}" for one in problems]


def one(stage: dict[str, object]) -> tuple[Stage, list[str]]:
    """One stage `a`, with `kind`, `team` and `then` filled in where the test says nothing of them."""
    pipeline, problems = reading({"a": {"kind": "annotate", "team": "t", "then": ["accept"], **stage}})
    return pipeline["a"], problems


def test_least_a_stage_can_say_gives_the_usual_policies() -> None:
    stage, problems = one({})
    assert stage == Stage("a", "annotate", "t", (Route("accept"),))
    assert (stage.lease_ms, stage.overlap, stage.returns, stage.skips) == (1_800_000, Overlap(1), Return(), 3)
    assert not problems


def test_pilot_of_the_car_photos_is_read() -> None:
    stage, problems = one(
        {
            "take": {"first": 50, "by": "hash"},
            "overlap": {"each": "all"},
            "resolve": {"by": "unanimous", "else": "review"},
            "gate": "manual",
        }
    )
    assert (stage.take, stage.overlap) == (Take(50), Overlap(everyone=True))
    assert (stage.resolve, stage.gate, stage.pilot) == (Resolve("unanimous", "review"), "manual", True)
    assert not problems


def test_routes_are_read_in_order_with_their_conditions_and_samples() -> None:
    sample = {"rate": 0.1, "per": "annotator", "min": 5}
    stage, problems = one(
        {"then": [{"to": "review", "when": 'item.camera == "n"'}, {"to": "review", "sample": sample}, {"to": "accept"}]}
    )
    assert stage.then == (
        Route("review", 'item.camera == "n"'),
        Route("review", None, Sample(0.1, "annotator", 5)),
        Route("accept"),
    )
    assert not problems


def test_bare_word_means_a_route_to_it() -> None:
    assert one({"then": "accept"})[0].then == one({"then": ["accept"]})[0].then == (Route("accept"),)


def test_review_says_how_work_comes_back() -> None:
    stage, problems = one({"kind": "review", "return": {"reserve": {"author": "2h"}, "rounds": 0}})
    assert stage.returns == Return(7_200_000, 0)
    assert not problems


def test_each_number_of_answers_is_an_overlap() -> None:
    stage, _ = one({"overlap": {"each": 3}, "resolve": {"by": "majority", "else": "review"}})
    assert stage.overlap == Overlap(3)


def test_needs_is_a_list_or_one_name_and_names_each_once() -> None:
    assert one({"needs": "pilot"})[0].needs == ("pilot",)
    assert one({"needs": ["pilot", "rubric", "pilot"]})[0].needs == ("pilot", "rubric")


def test_stages_keep_the_order_of_the_document() -> None:
    stage = {"kind": "annotate", "team": "t", "then": ["accept"]}
    pipeline, _ = reading({"b": stage, "a": stage, "c": stage})
    assert list(pipeline.stages) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ([], "stages: must be a mapping of stages, not a list"),
        ({}, "stages: must be a mapping of stages, not a mapping"),
        ({f"s{n}": {} for n in range(MOST_STAGES + 1)}, "stages: there may be 100 stages, not 101"),
        ({"accept": {}}, "accept: accept is an end, not a stage"),
        ({"drop": {}}, "drop: drop is an end, not a stage"),
        ({"Pilot": {}}, 'Pilot: "Pilot" is no name for a stage'),
    ],
)
def test_what_is_wrong_with_the_section_is_said(value: object, problem: str) -> None:
    assert reading(value)[1] == [problem]


RESOLVED = {"by": "majority", "else": "review"}


@pytest.mark.parametrize(
    ("stage", "problem"),
    [
        ({"kind": None}, "a.kind: kind is missing"),
        ({"kind": "audit"}, "a.kind: audit comes later"),
        ({"kind": "label"}, 'a.kind: must be annotate, review or adjudicate, not "label"'),
        ({"team": None}, "a.team: team is missing"),
        ({"team": "The Team"}, 'a.team: "The Team" is no name'),
        ({"golden": {}}, "a.golden: golden comes later"),
        ({"taem": "t"}, 'a.taem: unknown key "taem"'),
        ({"lease": 30}, "a.lease: must be a duration, not 30"),
        ({"take": 50}, "a.take: must be a mapping with first or by, not 50"),
        ({"take": {"first": 0}}, "a.take.first: must be between 1 and 10,000,000, not 0"),
        ({"take": {"first": 5, "by": "random"}}, 'a.take.by: must be hash or order, not "random"'),
        ({"take": {"first": 5, "per": "item.source"}}, "a.take.per: per comes later"),
        ({"gate": "manual"}, "a.gate: a gate needs a slice to decide on"),
        ({"gate": {"when": "x"}, "take": {"first": 5}}, "a.gate: a gate with a condition comes later"),
        ({"gate": "auto", "take": {"first": 5}}, 'a.gate: must be manual, not "auto"'),
        ({"overlap": 0}, "a.overlap: must be between 1 and 100, not 0"),
        ({"overlap": 3}, "a.overlap: overlap over 1 must say how answers become one label"),
        ({"overlap": {"each": "all"}}, "a.overlap: overlap over 1 must say how answers become one label"),
        ({"overlap": {"min": 2, "max": 5}}, "a.overlap: adaptive overlap comes later"),
        ({"overlap": {"each": "everyone"}}, 'a.overlap.each: must be a whole number, not "everyone"'),
        ({"resolve": RESOLVED}, "a.resolve: there is nothing to resolve: overlap is 1"),
        ({"overlap": 3, "resolve": {"else": "r"}}, "a.resolve: by is missing"),
        ({"overlap": 3, "resolve": {"by": "majority"}}, "a.resolve: else is missing"),
        ({"overlap": 3, "resolve": {"by": "mace", "else": "r"}}, "a.resolve.by: mace comes later"),
        ({"overlap": 3, "resolve": "majority"}, 'a.resolve: must be a mapping with by or else, not "majority"'),
        ({"needs": 3}, "a.needs: must be a list of stages, not 3"),
        ({"needs": ["pilot", 3]}, "a.needs[1]: must name a stage, not 3"),
        ({"return": {"rounds": 1}}, "a.return: return is for review stages, not for annotate"),
        ({"kind": "review", "overlap": 1}, "a.overlap: overlap is for annotate stages, not for review"),
        ({"kind": "review", "take": {"first": 5}}, "a.take: take is for annotate stages, not for review"),
        ({"kind": "review", "return": {"rounds": -1}}, "a.return.rounds: must be between 0 and 20, not -1"),
        ({"kind": "review", "return": {"reserve": "48h"}}, 'a.return.reserve: must be a mapping with author, not "48h"'),
        ({"then": None}, "a.then: then is missing"),
        ({"then": []}, "a.then: must name where the item goes"),
        ({"then": ["accept"] * 51}, "a.then: there may be 50 entries, not 51"),
        ({"then": [3]}, "a.then[0]: must be a stage, accept or drop, not 3"),
        ({"then": [{"to": "r", "when": "unsure"}]}, "a.then[0]: the last entry of then must take every item"),
        ({"then": ["accept", "drop"]}, "a.then[0]: accept takes every item: what follows is never reached"),
        ({"then": [{"when": "unsure"}, "accept"]}, "a.then[0]: to is missing"),
        ({"then": [{"to": "r", "when": True}, "accept"]}, "a.then[0].when: must be a text, not true"),
        ({"then": [{"to": "r", "when": "unsur"}, "accept"]}, "a.then[0].when: there is no fact unsur"),
        ({"then": [{"to": "r", "sample": 0.1}, "accept"]}, "a.then[0].sample: must be a mapping with rate, per or min, not 0.1"),
        ({"then": [{"to": "r", "sample": {}}, "accept"]}, "a.then[0].sample: rate is missing"),
        ({"then": [{"to": "r", "sample": {"rate": 10}}, "accept"]}, "a.then[0].sample.rate: must be over 0 and at most 1, not 10"),
        ({"then": [{"to": "r", "sample": {"rate": 0.1, "min": 5}}, "accept"]}, "a.then[0].sample.min: min is for per: annotator"),
        ({"then": [{"to": "r", "sample": {"rate": 0.1, "weight": "x"}}, "accept"]}, "a.then[0].sample.weight: weight comes later"),
        (
            {"kind": "review", "then": [{"to": "r", "sample": {"rate": 0.1, "per": "annotator"}}, "accept"]},
            "a.then[0].sample.per: per: annotator is for annotate stages",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_stage_is_said(stage: dict[str, object], problem: str) -> None:
    assert problem in one(stage)[1]


def test_one_wrong_thing_is_one_problem() -> None:
    wrong = [
        {"overlap": {"min": 2}, "resolve": RESOLVED},
        {"overlap": {"each": "everyone"}, "resolve": RESOLVED},
        {"overlap": 0, "resolve": RESOLVED},
        {"kind": "audit"},
        {"then": [3]},
        {"gate": {"when": "x"}},
    ]
    assert [len(one(stage)[1]) for stage in wrong] == [1, 1, 1, 1, 1, 1]


def test_missing_section_reads_as_no_stages() -> None:
    assert reading(None) == (Pipeline({}), [])
