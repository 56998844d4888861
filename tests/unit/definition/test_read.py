"""A whole document: what it asks for, and everything wrong with it at once, with line and column."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwright import definition as definitions
from labelwright.definition import Guideline, Targets
from labelwright.definition.document import parse
from labelwright.definition.writing import write
from labelwright.errors import InvalidDefinition, Problem
from labelwright.workflow.policies import Overlap
from tests.unit.definition.documents import CAR_PHOTOS, TICKETS


def said(text: str) -> list[str]:
    """What is said of a document: `line:column place: message (hint)`."""
    with pytest.raises(InvalidDefinition) as caught:
        definitions.read(text)
    return [
        f"{one.line}:{one.column} {one.place}: {one.message}" + (f" ({one.hint})" if one.hint else "")
        for one in caught.value.problems
    ]


def test_car_photos_are_read_as_they_were_asked_for() -> None:
    read = definitions.read(CAR_PHOTOS)
    assert (read.project, read.name) == ("car-photos", "Car photos")
    assert (read.source.kind, read.source.path, read.source.group_by) == ("folder", "./images", "camera")
    assert list(read.schema.fields) == ["vehicles"]
    assert read.guideline == Guideline(path="guideline.md")
    assert {key: team.kind for key, team in read.teams.items()} == {"part_timers": "own", "leads": "own"}
    assert [stage.key for stage in read.pipeline.entries] == ["pilot", "annotate"]
    assert read.pipeline["pilot"].overlap == Overlap(everyone=True)
    assert read.targets == Targets()
    assert (read.document, read.sha256) == (CAR_PHOTOS, sha256(CAR_PHOTOS.encode()).hexdigest())


def test_tickets_are_read_with_their_targets_and_conditions() -> None:
    read = definitions.read(TICKETS)
    assert read.name == "Support tickets"
    assert read.targets == Targets(0.95, date(2027, 3, 31))
    when = read.pipeline["annotate"].then[0].when
    assert when is not None
    assert read.conditions.holds(when, {"label.category": "refund"}) is True
    assert read.conditions.holds(when, {"label.category": "billing", "agreement": 1.0}) is False


def test_guideline_may_stand_in_the_document_or_come_along_with_it() -> None:
    inline = CAR_PHOTOS.replace("guideline: guideline.md", "guideline: |\n  # Cars\n  Draw tight.")
    assert definitions.read(inline).guideline == Guideline(text="# Cars\nDraw tight.\n")
    assert definitions.read(CAR_PHOTOS, inline_guideline="# Cars").guideline == Guideline("guideline.md", "# Cars")
    without = CAR_PHOTOS.replace("guideline: guideline.md\n", "")
    assert definitions.read(without).guideline == Guideline()
    assert definitions.read(without, inline_guideline="# Cars").guideline == Guideline(text="# Cars")


def test_every_problem_of_every_section_is_named_at_once_in_the_order_of_the_lines() -> None:
    text = """\
project: Car photos
sorce: {folder: ./images}
schema: {vehicles: {type: boxes, part: image}}
teams: {leads: {kind: crowd}}
golden: {}
stages:
  annotate: {kind: annotate, team: part_timers, lease: 30, then: [{to: reveiw, when: agreement < 1}, accept]}
  review: {kind: review, team: leads, then: [accept]}
"""
    told = said(text)
    assert told.pop(3).startswith("3:21 schema.vehicles.type: ")
    assert told == [
        '1:1 project: "Car photos" is no name (a lower-case letter, then letters, digits, - or _, at most 63)',
        "1:1 : source is missing (such as {parts: {image: image}})",
        '2:1 sorce: unknown key "sorce" (did you mean "source"?)',
        '4:17 teams.leads.kind: must be own or vendor, not "crowd"',
        "5:1 golden: golden comes later (this release does not know it: leave it out)",
        "7:30 stages.annotate.team: there is no team part_timers (known: leads)",
        "7:49 stages.annotate.lease: must be a duration, not 30 (such as 90s, 30m, 48h or 3d)",
        '7:67 stages.annotate.then[0]: there is no stage reveiw (did you mean "review"?)',
        "7:96 stages.annotate.then[0].when: < does not go with a number with decimals and a whole number (write 1.0)",
    ]


def test_message_of_the_error_lists_the_problems_by_line() -> None:
    with pytest.raises(InvalidDefinition) as caught:
        definitions.read(CAR_PHOTOS.replace("team: leads", "team: leaders"))
    assert str(caught.value) == (
        "The definition has one problem.\n"
        '  line 18: stages.review.team: there is no team leaders (did you mean "leads"?)'
    )


@pytest.mark.parametrize("key", ["project", "source", "schema", "teams", "stages"])
def test_section_that_must_be_there_is_missed(key: str) -> None:
    value = parse(CAR_PHOTOS).value
    assert isinstance(value, dict)
    del value[key]
    assert any(f"{key} is missing" in one for one in said(write(value)))


@pytest.mark.parametrize("key", ["golden", "accept", "privacy", "rules", "prelabel", "prices", "sources"])
def test_what_a_later_release_will_know_is_refused_by_name(key: str) -> None:
    assert said(f"{CAR_PHOTOS}{key}: {{}}\n") == [
        f"19:1 {key}: {key} comes later (this release does not know it: leave it out)"
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("part: image\n", "part: photo\n", "6:5 schema.vehicles.part: the source has no part photo (known: image)"),
        ("schema:", "schema: 3\nxx:", "3:1 schema: must be a mapping of fields, not 3"),
        ("guideline: guideline.md", "guideline: [a]", "9:1 guideline: must be a text, not a list"),
        ("guideline: guideline.md", "name: ''", "9:1 name: must not be empty"),
        ("guideline: guideline.md", "targets: {accuracy: 95}", "9:11 targets.accuracy: must be over 0 and at most 1, not 95 (0.10 is 10 %)"),
        ("guideline: guideline.md", "targets: {by: soon}", '9:11 targets.by: must be a day, not "soon" (such as 2027-03-31)'),
        ("guideline: guideline.md", "targets: {cost: 1}", "9:11 targets.cost: cost comes later (this release does not know it: leave it out)"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_one_section_is_said(old: str, new: str, problem: str) -> None:
    assert problem in said(CAR_PHOTOS.replace(old, new, 1))


def test_box_cannot_be_drawn_on_a_text() -> None:
    text = CAR_PHOTOS.replace("{folder: ./images, parts: {image: image}", "{table: t.csv, parts: {image: body}")
    assert said(text) == ["6:5 schema.vehicles.part: a box is drawn on an image, and image is a text"]


def test_document_that_is_no_mapping_is_refused_as_a_whole() -> None:
    assert said("- a\n- b\n")[0].startswith("1:1 : must be a mapping with project, name, source, schema")
    assert said("just words")[0].startswith("1:1 : must be a mapping with")


def test_more_problems_than_one_reads_are_counted() -> None:
    lines = "".join(f"  s{n}: {{kind: audit, team: nobody, lease: {n}, then: [nowhere]}}\n" for n in range(90))
    told = said(CAR_PHOTOS + lines)
    assert len(told) == 101
    assert told[-1] == "1:1 : and 260 more problems (mend these first)"


def test_same_document_is_the_same_definition() -> None:
    assert definitions.read(CAR_PHOTOS) == definitions.read(CAR_PHOTOS)
    assert definitions.read(CAR_PHOTOS) != definitions.read(TICKETS)


# -- any mutation of a right document is read or refused, and nothing else ------------------------------------------

_JUNK: list[object] = [None, True, False, 0, 1, -1, 3, 0.5, 1e9, "", " ", "accept", "drop", "review", "annotate", "pilot",
                       "x" * 600, [], {}, [[]], [None], {"a": 1}, {"each": "all"}, "30m", "agreement < 1", "\n", "ä😀"]  # fmt: skip
_KEYS = [
    "kind",
    "team",
    "then",
    "overlap",
    "resolve",
    "needs",
    "take",
    "gate",
    "to",
    "when",
    "sample",
    "type",
    "part",
    "x",
]


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a document."""
    found = [path] if path else []
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        found += places(inner, (*path, step))
    return found


def inside(value: object, path: tuple[str | int, ...]) -> object:
    for step in path:
        value = value[step]  # type: ignore[index]  # a path of `places` always leads on
    return value


def put(draw: Callable[[st.SearchStrategy[object]], object], document: object) -> None:
    """One change somewhere: another value, a part of the document itself, a key more, or something gone."""
    path = draw(st.sampled_from(places(document)))
    assert isinstance(path, tuple)
    holder, last = inside(document, path[:-1]), path[-1]
    act = draw(st.sampled_from(["junk", "copy", "delete", "insert"]))
    if act == "junk":
        holder[last] = deepcopy(draw(st.sampled_from(_JUNK)))  # type: ignore[index]
    elif act == "copy":
        other = draw(st.sampled_from(places(document)))
        holder[last] = parse(write({"v": inside(document, other)})).value["v"]  # type: ignore[index,arg-type]
    elif act == "delete":
        del holder[last]  # type: ignore[attr-defined]
    elif isinstance(holder, dict):
        holder[str(draw(st.sampled_from(_KEYS)))] = deepcopy(draw(st.sampled_from(_JUNK)))
    else:
        holder.append(deepcopy(draw(st.sampled_from(_JUNK))))  # type: ignore[attr-defined]


@st.composite
def mutated(draw: Callable[[st.SearchStrategy[object]], object]) -> str:
    value = parse(str(draw(st.sampled_from([CAR_PHOTOS, TICKETS])))).value
    assert isinstance(value, dict)
    for _ in range(int(str(draw(st.integers(1, 4))))):
        if places(value):
            put(draw, value)
    return write(value)


@settings(max_examples=60)
@given(mutated())
def test_any_mutation_of_a_right_document_is_read_or_refused_with_its_places(text: str) -> None:
    problems = []
    try:
        read = definitions.read(text)
        definitions.warnings(read, dict.fromkeys(read.teams, 2))
    except InvalidDefinition as error:
        problems = list(error.problems) or [Problem((), "")]
    assert all(one.message and one.line and one.column for one in problems)
    assert len({(one.path, one.message, one.line, one.column) for one in problems}) == len(problems)


@settings(max_examples=60)
@given(st.data())
def test_any_damage_to_the_text_is_read_or_refused(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([CAR_PHOTOS, TICKETS]))
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 30))
    more = data.draw(st.text(" \n\t:,[]{}'\"-#&*!|>%@`ab01", max_size=6))
    with suppress(InvalidDefinition):
        definitions.read(text[:at] + more + text[at + cut :])


@settings(max_examples=20)
@given(mutated())
def test_reading_is_stable(text: str) -> None:
    def outcome() -> object:
        try:
            return definitions.read(text)
        except InvalidDefinition as error:
            return error.problems

    assert outcome() == outcome()
