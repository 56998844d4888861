"""Changes between any two definitions: complete, and stricter the more is in use."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from labelwright.definition import Definition, InUse, compare, read, refused
from labelwright.definition.document import parse
from labelwright.definition.writing import write
from labelwright.errors import InvalidDefinition
from tests.unit.definition.documents import CAR_PHOTOS, TICKETS

EDITS: list[tuple[str, str]] = [
    ("guideline: guideline.md", "guideline: rules.md"),
    ("guideline: guideline.md", "name: Cars"),
    ("guideline: guideline.md", "targets: {accuracy: 0.9}"),
    ("./images", "./more"),
    ("group_by: fields.camera", "group_by: fields.day"),
    ("group_by: fields.camera", "subject: fields.camera"),
    ("group_by: fields.camera", "fields: {camera: text}"),
    ("group_by: fields.camera", "fields: {camera: number}"),
    ("name: Car,", "name: Motor car,"),
    ("{id: truck,", "{id: bus}, {id: truck,"),
    (", {id: truck, name: Truck, key: t}", ""),
    ("{occluded: {type: boolean}}", "{occluded: {type: boolean}, plate: {type: text}}"),
    ("leads: {kind: own}", "leads: {kind: vendor}"),
    ("leads: {kind: own}", "leads: {name: The leads}"),
    ("leads: {kind: own}", "leads: {kind: own}, spare: {}"),
    ("by: unanimous", "by: majority"),
    ("first: 50", "first: 60"),
    ("by: hash", "by: order"),
    ("overlap: {each: all}", "overlap: 3"),
    ("rate: 0.10", "rate: 0.20"),
    ("min: 5", "min: 6"),
    ("lease: 30m", "lease: 1h"),
    ("author: 48h", "author: 1h"),
    ("rounds: 3", "rounds: 2"),
    ("team: leads", "team: part_timers"),
    ("needs: [pilot], ", ""),
    ("kind: review", "kind: adjudicate"),
]
STAGES = ("pilot", "annotate", "review", "expert", "decide")


def readable(text: str) -> Definition | None:
    try:
        return read(text)
    except InvalidDefinition:
        return None


@st.composite
def edited(draw: st.DrawFn) -> Definition:
    """The car photos with a few edits, or the tickets."""
    if draw(st.integers(0, 9)) == 0:
        return read(TICKETS)
    text = CAR_PHOTOS
    for old, new in draw(st.lists(st.sampled_from(EDITS), max_size=4)):
        tried = text.replace(old, new, 1)
        text = tried if readable(tried) is not None else text
    return read(text)


def asked(one: Definition) -> Definition:
    """What was asked for, whatever the text."""
    return replace(one, document="", sha256="")


in_use = st.builds(
    InUse,
    items=st.booleans(),
    stages=st.frozensets(st.sampled_from(STAGES)),
    classes=st.none() | st.frozensets(st.sampled_from([("vehicles", "car"), ("vehicles", "truck")])),
)


@settings(max_examples=25)
@given(edited(), edited())
def test_there_is_no_change_exactly_where_the_same_is_asked_for(old: Definition, new: Definition) -> None:
    assert (compare(old, new) == []) is (asked(old) == asked(new))


@settings(max_examples=20)
@given(edited())
def test_definition_respelt_is_unchanged(one: Definition) -> None:
    value = parse(one.document).value
    assert isinstance(value, dict)
    assert compare(one, read(write(value))) == []


@settings(max_examples=25)
@given(edited(), edited(), in_use, in_use)
def test_more_in_use_is_never_refused_less(old: Definition, new: Definition, few: InUse, more: InUse) -> None:
    both = InUse(
        few.items or more.items,
        frozenset(few.stages) | frozenset(more.stages),
        None if few.classes is None or more.classes is None else frozenset(few.classes) | frozenset(more.classes),
    )
    assert set(refused(old, new, few)) <= set(refused(old, new, both))


@settings(max_examples=25)
@given(edited(), edited(), in_use)
def test_what_is_refused_is_a_change_with_its_place_and_way_out(old: Definition, new: Definition, used: InUse) -> None:
    changes = compare(old, new)
    for problem in refused(old, new, used):
        assert any(problem.message.startswith(change.message) for change in changes)
        assert problem.line
        assert problem.column
        assert problem.hint


@settings(max_examples=25)
@given(edited(), edited())
def test_nothing_but_another_key_is_refused_before_the_start(old: Definition, new: Definition) -> None:
    refusals = refused(old, new, None)
    assert [one.place for one in refusals] == (["project"] if old.project != new.project else [])


@settings(max_examples=20)
@given(edited(), in_use)
def test_applying_what_is_in_force_is_always_taken(one: Definition, used: InUse) -> None:
    assert refused(one, one, used) == []
