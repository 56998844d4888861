"""Warnings: where a stage can never end with the people there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwright.definition import read, warnings
from tests.unit.definition.documents import CAR_PHOTOS, TICKETS

OVERLAP = """\
project: p
source: {parts: {text: body}}
schema: {category: {type: choice, part: text, classes: [{id: a}, {id: b}]}}
teams: {us: {}, them: {}}
stages:
  annotate: {kind: annotate, team: us, overlap: 3, resolve: {by: majority, else: decide}, then: [accept]}
  decide: {kind: adjudicate, team: them, then: [accept]}
"""
ONE_TEAM = OVERLAP.replace("team: them", "team: us").replace(", them: {}", "")


def said(document: str, staff: Mapping[str, int | Collection[int]]) -> list[str]:
    return [f"{one.line} {one.place}: {one.message}" for one in warnings(read(document), staff)]


def test_project_with_enough_people_has_no_warning() -> None:
    assert said(CAR_PHOTOS, {"part_timers": 3, "leads": 1}) == []
    assert said(TICKETS, {"acme": 2, "experts": 1}) == []


def test_team_of_nobody_is_named_at_each_of_its_stages() -> None:
    assert said(TICKETS, {"acme": 2, "experts": 0}) == [
        "22 stages.expert.team: nobody is in experts: expert would wait for people",
        "23 stages.decide.team: nobody is in experts: decide would wait for people",
    ]


def test_overlap_above_the_size_of_the_team_can_never_be_done() -> None:
    assert said(OVERLAP, {"us": 2, "them": 1}) == [
        "6 stages.annotate.overlap: overlap 3 needs 3 people, and us has 2: no item can be done"
    ]


def test_team_whose_size_is_not_known_is_not_judged() -> None:
    assert said(OVERLAP, {}) == []


def test_everyone_is_always_enough_for_a_pilot() -> None:
    assert said(CAR_PHOTOS, {"part_timers": 1, "leads": 1}) == []


def test_review_whose_only_reviewer_is_the_author_waits_for_ever() -> None:
    document = CAR_PHOTOS.replace("team: leads", "team: part_timers").replace(", leads: {kind: own}", "")
    [warning] = said(document, {"part_timers": 1})
    assert warning == (
        "18 stages.review.team: part_timers has 1, and all of them may have answered an item: nobody is left to review it"
    )


def test_pilot_that_everyone_answers_leaves_no_reviewer_of_the_same_team() -> None:
    document = CAR_PHOTOS.replace("team: leads", "team: part_timers").replace(", leads: {kind: own}", "")
    assert len(said(document, {"part_timers": 5})) == 1


def test_one_team_needs_one_person_more_than_it_gives_answers() -> None:
    assert said(ONE_TEAM, {"us": 4}) == []
    assert said(ONE_TEAM, {"us": 3}) == [
        "7 stages.decide.team: us has 3, and all of them may have answered an item: nobody is left to decide it"
    ]


def test_people_in_two_teams_are_counted_where_they_are_known() -> None:
    assert said(OVERLAP, {"us": [1, 2, 3], "them": [3]}) == [
        "7 stages.decide.team: them has 1, and all of them may have answered an item: nobody is left to decide it"
    ]
    assert said(OVERLAP, {"us": [1, 2, 3], "them": [3, 4]}) == []


def test_second_answer_by_the_same_team_needs_other_people() -> None:
    document = OVERLAP.split("stages:")[0].replace(", them: {}", "") + (
        "stages:\n  a: {kind: annotate, team: us, then: [b]}\n  b: {kind: annotate, team: us, then: [accept]}\n"
    )
    assert said(document, {"us": 2}) == []
    assert said(document, {"us": 1}) == [
        "7 stages.b.team: us has 1, and up to 1 of them answered an item before it comes here"
    ]


def test_gate_that_nothing_waits_for_and_team_without_a_stage_are_told() -> None:
    document = CAR_PHOTOS.replace("needs: [pilot], ", "").replace(
        "leads: {kind: own}}", "leads: {kind: own}, spare: {}}"
    )
    assert said(document, {"part_timers": 3, "leads": 1}) == [
        "10 teams.spare: spare works at no stage",
        "14 stages.pilot.gate: no stage waits for the gate of pilot",
    ]


@pytest.mark.parametrize("document", [CAR_PHOTOS, TICKETS, OVERLAP, ONE_TEAM])
@settings(max_examples=20)
@given(data=st.data())
def test_more_people_never_make_more_warnings(document: str, data: st.DataObject) -> None:
    definition = read(document)
    few = {team: data.draw(st.integers(0, 5)) for team in definition.teams}
    more = {team: size + data.draw(st.integers(0, 5)) for team, size in few.items()}
    assert len(warnings(definition, more)) <= len(warnings(definition, few))
