"""What an edit changes, and what a running project takes of it."""

from __future__ import annotations

import pytest

from labelwright.definition import read
from labelwright.definition.change import InUse, compare, refused
from tests.unit.definition.documents import CAR_PHOTOS, TICKETS

EVERYTHING = InUse(items=True, stages={"pilot", "annotate", "review", "expert", "decide"})
NOTHING = InUse(items=False)


def edited(old: str, new: str, document: str = CAR_PHOTOS) -> str:
    assert old in document
    return document.replace(old, new, 1)


def changed(document: str, before: str = CAR_PHOTOS) -> list[str]:
    return [change.message for change in compare(read(before), read(document))]


def refusals(document: str, in_use: InUse = EVERYTHING, before: str = CAR_PHOTOS) -> list[str]:
    return [
        f"{one.line} {one.place}: {one.message} ({one.hint})" for one in refused(read(before), read(document), in_use)
    ]


def test_same_document_changes_nothing_however_it_is_spelt() -> None:
    respelt = CAR_PHOTOS.replace("rate: 0.10", "rate: 0.1").replace("overlap: 1, ", "") + "# a comment\n"
    assert changed(respelt) == []
    assert refusals(respelt) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("guideline: guideline.md", "name: Cars", "the name was Car photos, is Cars"),
        ("guideline: guideline.md", "guideline: rules.md", "the guideline is another one"),
        ("guideline: guideline.md", "targets: {accuracy: 0.9}", "the targets are others"),
        ("./images", "./more", "items come from ./more, no more from ./images"),
        (
            "group_by: fields.camera",
            "group_by: fields.camera, fields: {camera: text}",
            "the item field camera is declared",
        ),
        ("leads: {kind: own}", "leads: {name: The leads}", "the team leads was called Leads, is The leads"),
        ("name: Car, key", "name: Motor car, key", 'was "Car", is "Motor car"'),
        ("{id: truck,", "{id: bus}, {id: truck,", "the class bus is new"),
    ],
)
def test_text_or_addition_is_taken_by_a_running_project(old: str, new: str, message: str) -> None:
    assert message in changed(edited(old, new))
    assert refusals(edited(old, new)) == []


def test_new_team_and_new_stage_behind_an_unused_one_are_taken() -> None:
    document = edited("then: [accept]}\n", "then: [{to: second, when: unsure}, accept]}\n", CAR_PHOTOS[::1])
    document = document.replace(
        "review: {kind: review", "second: {kind: review, team: chiefs, then: [accept]}\n  review: {kind: review"
    )
    document = document.replace("leads: {kind: own}", "leads: {kind: own}, chiefs: {kind: own}")
    document = document.replace("[{to: second, when: unsure}, accept]", "[accept]", 1)
    document = document.replace("rounds: 3}, then: [accept]", "rounds: 3}, then: [{to: second, when: unsure}, accept]")
    assert changed(document) == ["the team chiefs is new", "the stage second is new", "then of review is another one"]
    assert refusals(document, InUse(stages={"pilot", "annotate"})) == []
    assert refusals(document) == [
        (
            "19 stages.review.then: then of review is another one, and work is or was done there "
            "(add a new stage for a new project: routes under work in flight stay)"
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "project: car-photos",
            "project: cars",
            "1 project: the project is called car-photos, not cars (make a new project for another name)",
        ),
        (
            "group_by: fields.camera",
            "group_by: fields.day",
            (
                "2 source.group_by: group_by is another one, and there are items already "
                "(items keep what they were read with: begin a new project)"
            ),
        ),
        (
            ", {id: truck, name: Truck, key: t}",
            "",
            (
                "7 schema.vehicles.classes.truck: the class truck is gone, and answers may use it "
                "(keep it, and say in its help that it is not used any more)"
            ),
        ),
        (
            "leads: {kind: own}",
            "leads: {kind: vendor}",
            "10 teams.leads.kind: the team leads was own, is vendor (the same key is the same people: name another team)",
        ),
        (
            "team: leads",
            "team: part_timers",
            (
                "18 stages.review.team: team of review is another one, and work is or was done there "
                "(let people join or leave the team instead)"
            ),
        ),
        (
            "rate: 0.10",
            "rate: 0.20",
            (
                "17 stages.annotate.then: then of annotate is another one, and work is or was done there "
                "(add a new stage for a new project: routes under work in flight stay)"
            ),
        ),
        (
            "lease: 30m",
            "lease: 1h",
            (
                "16 stages.annotate.lease: lease of annotate is another one, and work is or was done there "
                "(release leases by hand instead)"
            ),
        ),
        (
            "first: 50",
            "first: 60",
            (
                "13 stages.pilot.take: take of pilot is another one, and work is or was done there "
                "(a slice is drawn once, when the stage starts)"
            ),
        ),
    ],
)
def test_what_would_touch_work_in_flight_is_refused_with_the_way_out(old: str, new: str, problem: str) -> None:
    assert refusals(edited(old, new)) == [problem]


def test_stage_that_has_no_tasks_may_change_and_go() -> None:
    document = edited("by: unanimous", "by: majority")
    assert refusals(document, InUse(stages={"annotate", "review"})) == []
    gone = read_without_pilot()
    assert refusals(gone, InUse(stages={"review"})) == []
    assert refusals(gone, InUse(stages={"pilot", "review"})) == [
        "11 stages: the stage pilot is gone, and work is or was done there (pause it instead)"
    ]


def read_without_pilot() -> str:
    lines = CAR_PHOTOS.splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.startswith("  pilot:"))
    return "".join(lines[:start] + lines[start + 3 :]).replace("needs: [pilot], ", "")


def test_class_that_no_answer_uses_may_go() -> None:
    document = edited(", {id: truck, name: Truck, key: t}", "")
    assert refusals(document, InUse(classes={("vehicles", "car")})) == []
    assert len(refusals(document, InUse(classes={("vehicles", "truck")}))) == 1
    assert len(refusals(document, InUse(classes=None))) == 1


def test_kind_of_a_stage_never_changes_under_its_key() -> None:
    document = edited("expert: {kind: review", "expert: {kind: adjudicate", TICKETS)
    assert refusals(document, NOTHING, TICKETS) == [
        (
            "22 stages.expert.kind: expert was review, is adjudicate "
            "(a key is an identity: write the other stage under a new key)"
        )
    ]


def test_second_pilot_comes_too_late_for_items_that_have_entered() -> None:
    late = "stages:\n  late: {kind: annotate, team: leads, take: {first: 5}, gate: manual, then: [accept]}\n"
    document = edited("stages:\n", late)
    assert refusals(document) == [
        (
            "12 stages.late: the stage late is new and would take items in, and there are items already "
            "(let another stage route to it, or begin a new project)"
        )
    ]
    assert refusals(document, NOTHING) == []


def test_field_that_must_be_answered_comes_too_late_for_answers_that_were_given() -> None:
    document = edited("schema:\n", "schema:\n  weather: {type: text}\n")
    [problem] = refusals(document)
    assert problem.startswith("4 schema.weather: the new field weather must be answered")
    assert refusals(document, NOTHING) == []
    assert refusals(edited("schema:\n", "schema:\n  weather: {type: text, required: false}\n")) == []


def test_order_of_stages_is_a_text() -> None:
    lines = CAR_PHOTOS.splitlines(keepends=True)
    document = "".join([*lines[:11], lines[-1], *lines[11:-1]])
    assert changed(document) == ["the stages stand in another order"]
    assert refusals(document) == []


def test_project_that_has_not_started_takes_everything_but_another_key() -> None:
    other = TICKETS.replace("project: support-tickets", "project: car-photos")
    assert refused(read(CAR_PHOTOS), read(other), None) == []
    [problem] = refused(read(CAR_PHOTOS), read(TICKETS), None)
    assert problem.place == "project"


def test_every_refusal_names_the_way_out() -> None:
    for one in refused(read(CAR_PHOTOS), read(TICKETS), EVERYTHING):
        assert one.hint
        assert one.line
