"""What an edit of a schema means for work done under the old one."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelwright.errors import InvalidAnswer
from labelwright.ontology import Schema, changes
from tests.unit.ontology.given import PARTS, answers, schemas, tried

BEFORE: dict[str, Any] = {
    "kind": {"type": "choice", "part": "text", "classes": [{"id": "a", "name": "A", "key": "a"}, {"id": "b"}]},
    "tags": {"type": "multi_choice", "classes": ["x", "y", "z"], "min": 1, "max": 2, "required": False},
    "sure": {"type": "boolean", "required": False},
    "grade": {"type": "rating", "levels": [{"value": 1, "name": "bad"}, 2, 3]},
    "count": {"type": "number", "min": 0, "max": 9, "unit": "cars", "tolerance": 1, "integer": True},
    "note": {"type": "text", "required": False},
    "cars": {
        "type": "box",
        "part": "image",
        "classes": ["car"],
        "min_size": 2,
        "attributes": {"hidden": {"type": "boolean"}, "state": {"type": "choice", "classes": ["p", "m"]}},
    },
}


def edited(*path: str | int, to: object = None, drop: bool = False) -> list[tuple[str, str, str]]:
    """What changes when the document is edited at one place: place, kind and message of each change."""
    after = copy.deepcopy(BEFORE)
    here: Any = after
    for step in path[:-1]:
        here = here[step]
    if drop:
        del here[path[-1]]
    else:
        here[path[-1]] = to
    found = changes(Schema.read(BEFORE), Schema.read(after))
    return [(".".join(map(str, change.path)), change.kind, change.message) for change in found]


def test_nothing_changes_where_nothing_was_edited() -> None:
    assert changes(Schema.read(BEFORE), Schema.read(copy.deepcopy(BEFORE))) == []


# fields


def test_new_field_that_need_not_be_answered_is_an_addition() -> None:
    assert edited("more", to={"type": "text", "required": False}) == [("more", "addition", "the field more is new")]


def test_new_field_that_must_be_answered_breaks_work() -> None:
    assert edited("more", to={"type": "boolean"}) == [
        ("more", "breaking", "the new field more must be answered, earlier answers lack it")
    ]


def test_field_that_is_gone_breaks_work() -> None:
    assert edited("sure", drop=True) == [("sure", "breaking", "the field sure is gone")]


def test_field_of_another_type_breaks_work_and_that_is_all_that_is_said() -> None:
    assert edited("sure", to={"type": "text", "name": "x"}) == [("sure.type", "breaking", "was a boolean, is a text")]


def test_order_of_fields_is_a_matter_of_looks() -> None:
    after = dict(reversed(BEFORE.items()))
    [change] = changes(Schema.read(BEFORE), Schema.read(after))
    assert (change.path, change.kind, change.message) == ((), "text", "the fields stand in another order")


@pytest.mark.parametrize(
    ("path", "to", "kind"),
    [
        (("kind", "name"), "Kind of thing", "text"),
        (("kind", "help"), "Read the header.", "text"),
        (("kind", "guide"), "s-kind", "text"),
        (("kind", "key"), "k", "text"),
        (("count", "unit"), "vehicles", "text"),
        (("kind", "part"), "title", "breaking"),
        (("kind", "required"), False, "addition"),
        (("sure", "required"), True, "breaking"),
        (("kind", "decides"), False, "breaking"),
        (("note", "decides"), True, "breaking"),
        (("tags", "min"), 2, "breaking"),
        (("tags", "max"), 3, "addition"),
        (("tags", "max"), 1, "breaking"),
        (("count", "min"), -1, "addition"),
        (("count", "min"), 1, "breaking"),
        (("count", "max"), 10, "addition"),
        (("count", "max"), 8.5, "breaking"),
        (("count", "integer"), False, "addition"),
        (("count", "tolerance"), 2, "breaking"),
        (("note", "max_length"), 6_000, "addition"),
        (("note", "max_length"), 4_000, "breaking"),
        (("cars", "min_size"), 1, "addition"),
        (("cars", "min_size"), 3, "breaking"),
        (("cars", "max_objects"), 2_000, "addition"),
        (("cars", "max_objects"), 10, "breaking"),
    ],
)
def test_another_value_of_one_key_is_one_change(path: tuple[str, ...], to: object, kind: str) -> None:
    [(place, found, message)] = edited(*path, to=to)
    assert place == ".".join(path)
    assert found == kind
    assert message


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("count", "max"), "addition"),
        (("count", "min"), "addition"),
        (("tags", "max"), "addition"),
        (("count", "tolerance"), "breaking"),
        (("count", "unit"), "text"),
        (("kind", "classes", 0, "key"), "text"),
    ],
)
def test_key_that_is_taken_out_is_one_change(path: tuple[str | int, ...], kind: str) -> None:
    [(_, found, message)] = edited(*path, drop=True)
    assert found == kind
    assert message.endswith("is not set")


def test_bound_that_was_not_there_breaks_work() -> None:
    free = Schema.read({"count": {"type": "number"}})
    bound = Schema.read({"count": {"type": "number", "max": 10**9}})
    assert [(change.kind, change.message) for change in changes(free, bound)] == [
        ("breaking", "was not set, is 1000000000")
    ]
    assert [change.kind for change in changes(bound, free)] == ["addition"]


# classes and levels


def test_new_class_is_an_addition() -> None:
    classes = [*BEFORE["kind"]["classes"], {"id": "c"}]
    assert edited("kind", "classes", to=classes) == [("kind.classes.c", "addition", "the class c is new")]


def test_class_that_is_gone_breaks_the_work_that_used_it_and_is_named() -> None:
    after = copy.deepcopy(BEFORE)
    after["tags"]["classes"] = ["x", "y"]
    [change] = changes(Schema.read(BEFORE), Schema.read(after))
    assert (change.kind, change.class_id, change.path) == ("breaking", "z", ("tags", "classes", "z"))


def test_renamed_class_keeps_its_id_and_breaks_nothing() -> None:
    assert edited("kind", "classes", 0, "name", to="Alpha") == [
        ("kind.classes.a.name", "text", 'was "A", is "Alpha"')
    ]


@pytest.mark.parametrize(("key", "to"), [("color", "#aabbcc"), ("help", "h"), ("guide", "s-a"), ("key", "z")])
def test_what_a_class_looks_like_is_a_text(key: str, to: str) -> None:
    [(place, kind, _)] = edited("kind", "classes", 0, key, to=to)
    assert (place, kind) == (f"kind.classes.a.{key}", "text")


def test_order_of_classes_is_a_matter_of_looks() -> None:
    classes = list(reversed(BEFORE["kind"]["classes"]))
    assert edited("kind", "classes", to=classes) == [("kind.classes", "text", "they stand in another order")]


@pytest.mark.parametrize("levels", [[1, 2], [1, 2, 3, 4], [0, 1, 2, 3]])
def test_scale_of_another_length_breaks_work(levels: list[int]) -> None:
    named = [{"value": 1, "name": "bad"} if level == 1 else level for level in levels]
    [(_, kind, _)] = edited("grade", "levels", to=named)
    assert kind == "breaking"


def test_description_of_a_level_is_a_text() -> None:
    assert edited("grade", "levels", 0, "description", to="Sleeps.") == [
        ("grade.levels.1.description", "text", 'was not set, is "Sleeps."')
    ]


def test_answers_are_the_same_before_and_after_classes_change_places() -> None:
    before = Schema.read({"tags": {"type": "multi_choice", "classes": ["x", "y"]}})
    after = Schema.read({"tags": {"type": "multi_choice", "classes": ["y", "x"]}})
    old, new = (one.validate({"tags": ["x", "y"]}, {}) for one in (before, after))
    assert after.equal(old, new)
    assert after.key(old) == before.key(new)


# attributes


def test_new_attribute_is_an_addition_unless_it_must_be_answered() -> None:
    assert edited("cars", "attributes", "side", to={"type": "text"}) == [
        ("cars.attributes.side", "addition", "the attribute side is new")
    ]
    assert edited("cars", "attributes", "side", to={"type": "text", "required": True}) == [
        ("cars.attributes.side", "breaking", "the new attribute side must be answered, earlier answers lack it")
    ]


def test_attribute_that_is_gone_breaks_work() -> None:
    assert edited("cars", "attributes", "hidden", drop=True) == [
        ("cars.attributes.hidden", "breaking", "the attribute hidden is gone")
    ]


def test_changes_inside_an_attribute_name_it() -> None:
    assert edited("cars", "attributes", "hidden", "name", to="Hidden?") == [
        ("cars.attributes.hidden.name", "text", 'was "hidden", is "Hidden?"')
    ]
    assert edited("cars", "attributes", "hidden", "required", to=True) == [
        ("cars.attributes.hidden.required", "breaking", "must be answered now")
    ]
    assert edited("cars", "attributes", "state", "classes", to=["p", "m", "q"]) == [
        ("cars.attributes.state.classes.q", "addition", "the class q is new")
    ]


def test_several_edits_are_all_told() -> None:
    after = copy.deepcopy(BEFORE)
    after["kind"]["name"] = "Kind"
    after["cars"]["classes"].append("bus")
    del after["sure"]
    found = changes(Schema.read(BEFORE), Schema.read(after))
    assert [(change.path[0], change.kind) for change in found] == [
        ("kind", "text"),
        ("sure", "breaking"),
        ("cars", "addition"),
    ]


# the promise


@given(st.data())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=150)
def test_answer_stays_legal_and_the_same_after_every_edit_that_does_not_break_work(data: st.DataObject) -> None:
    old = data.draw(schemas)
    document = copy.deepcopy(old.to_document())
    _edit(document, data)
    new = tried(lambda: Schema.read(document), Exception)  # type: ignore[type-var]  # any refusal is as good
    if not isinstance(new, Schema):
        return
    found = changes(old, new)
    if any(change.kind == "breaking" for change in found):
        return
    answer = old.validate(data.draw(answers(old)), PARTS)
    after = tried(lambda: new.validate(answer, PARTS), InvalidAnswer)
    assert not isinstance(after, InvalidAnswer)
    assert new.equal(after, answer)
    assert set(new.distance(after, answer).values()) == {0.0}
    assert new.agreement([after, answer]) == old.agreement([answer, answer])


def _edit(document: dict[str, Any], data: st.DataObject) -> None:
    """One edit of one field."""
    id_ = data.draw(st.sampled_from(list(document)))
    one = document[id_]
    lists = one.get("classes") or one.get("levels")
    edits: list[Any] = [
        lambda: one.update(required=data.draw(st.booleans())),
        lambda: one.update(name=data.draw(st.sampled_from(["Another", "Name"]))),
        lambda: one.update(min=data.draw(st.integers(0, 3))),
        lambda: one.update(max=data.draw(st.integers(1, 100))),
        lambda: one.update(max_length=data.draw(st.integers(1, 99))),
        lambda: one.update(min_size=data.draw(st.integers(1, 9))),
        lambda: one.update(integer=data.draw(st.booleans())),
        lambda: document.pop(id_),
        lambda: document.update(newx={"type": "boolean", "required": data.draw(st.booleans())}),
    ]
    if lists:
        edits += [lambda: lists.pop(), lambda: lists.reverse(), lambda: lists.append({"id": "newcomer"})]
    data.draw(st.sampled_from(edits))()
