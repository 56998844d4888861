"""Reading a schema: what it may say, and every problem at once where it says something else."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from ruamel.yaml import YAML

from labelwright.errors import InvalidDefinition
from labelwright.ontology import Field, Schema
from labelwright.ontology.field_types import FIELD_TYPES
from tests.unit.ontology.given import problems_of, said, schema

CHOICE: dict[str, Any] = {"type": "choice", "classes": ["a", "b"]}
BOX: dict[str, Any] = {"type": "box", "part": "image", "classes": ["car"]}


def test_fields_stand_in_the_order_of_the_document() -> None:
    assert list(schema(z=CHOICE, a=CHOICE, m=CHOICE).fields) == ["z", "a", "m"]


def test_every_problem_is_named_at_once_with_its_place() -> None:
    problems = problems_of(
        kind={"type": "chioce"},
        cars={"type": "box", "clases": ["car"]},
        grade={"type": "rating", "levels": [1, 1]},
    )
    assert said(problems) == [
        'schema.kind.type: there is no type "chioce" (did you mean "choice"?)',
        'schema.cars.clases: unknown key "clases" (did you mean "classes"?)',
        "schema.cars: part is missing (the part that it is drawn on, such as image)",
        "schema.cars: classes is missing (a list of 1 to 1,000)",
        "schema.grade.levels[1].value: the level 1 is there twice",
    ]


def test_error_counts_its_problems() -> None:
    with pytest.raises(InvalidDefinition, match="The schema has 1 problem") as caught:
        Schema.read({"kind": {"type": "nonsense"}})
    assert caught.value.code == "invalid_definition"


def test_places_start_where_the_reader_says_the_schema_stands() -> None:
    with pytest.raises(InvalidDefinition) as caught:
        Schema.read({"kind": 3}, ("projects", 0, "schema"))
    assert caught.value.problems[0].place == "projects[0].schema.kind"


@pytest.mark.parametrize("document", [None, [], "kind", 3, {}, {f"f{n}": CHOICE for n in range(51)}])
def test_schema_is_a_mapping_of_one_to_fifty_fields(document: object) -> None:
    with pytest.raises(InvalidDefinition) as caught:
        Schema.read(document)
    assert "must be a mapping of 1 to 50 fields" in caught.value.problems[0].message


@pytest.mark.parametrize("value", [None, [], "choice", 3, True])
def test_field_that_is_no_mapping_is_one_problem(value: object) -> None:
    [problem] = problems_of(kind=value)
    assert problem.place == "schema.kind"
    assert problem.message.startswith("must be a mapping")


# names


@pytest.mark.parametrize("name", ["Kind", "1st", "a-b", "a b", "ä", "_a", "", "a" * 41, "a.b"])
def test_field_is_named_by_a_lower_case_word(name: str) -> None:
    [problem] = problems_of(**{name: CHOICE})
    assert "cannot name a field" in problem.message


@pytest.mark.parametrize("name", [1, None, True, 2.5])
def test_field_named_by_something_else_than_a_word_is_refused(name: object) -> None:
    with pytest.raises(InvalidDefinition) as caught:
        Schema.read({name: CHOICE})
    assert "cannot name a field" in caught.value.problems[0].message


@pytest.mark.parametrize("name", ["cannot_judge", "unsure", "in", "null", "true", "return"])
def test_names_that_mean_something_else_are_reserved(name: str) -> None:
    [problem] = problems_of(**{name: CHOICE})
    assert problem.message == f"the name {name} is reserved"


@pytest.mark.parametrize("name", ["class", "id", "box", "prelabel", "attributes", "for"])
def test_names_of_the_keys_of_an_object_are_reserved_for_attributes(name: str) -> None:
    [problem] = problems_of(cars=BOX | {"attributes": {name: {"type": "boolean"}}})
    assert problem.place == f"schema.cars.attributes.{name}"
    assert problem.message == f"the name {name} is reserved"


@pytest.mark.parametrize("name", ["id", "class", "box", "label", "item", "key"])
def test_field_may_bear_a_name_that_only_attributes_may_not(name: str) -> None:
    assert list(schema(**{name: CHOICE}).fields) == [name]


# types


@pytest.mark.parametrize(
    "word",
    ["polygon", "polyline", "keypoints", "mask", "ranking", "pairwise", "span", "relation", "segment", "track"],
)
def test_type_of_a_later_release_is_refused_by_name(word: str) -> None:
    [problem] = problems_of(kind={"type": word, "part": "image"})
    assert problem.message == f"{word} comes later"
    assert "choice" in problem.hint


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("bbox", "box"),
        ("BoundingBox", "box"),
        ("bool", "boolean"),
        ("likert", "rating"),
        ("string", "text"),
        ("Integer", "number"),
        ("multilabel", "multi_choice"),
        ("classification", "choice"),
        ("raiting", "rating"),
    ],
)
def test_other_words_for_a_type_lead_to_it(word: str, meant: str) -> None:
    [problem] = problems_of(kind={"type": word})
    assert problem.hint == f'did you mean "{meant}"?'


def test_missing_type_says_which_there_are() -> None:
    [problem] = problems_of(kind={"classes": ["a", "b"]})
    assert str(problem) == (
        "schema.kind: type is missing (choice, multi_choice, boolean, rating, text, number or box)"
    )


@pytest.mark.parametrize("word", [3, True, [], {}])
def test_type_that_is_no_word_is_refused(word: object) -> None:
    [problem] = problems_of(kind={"type": word})
    assert problem.place == "schema.kind.type"


@pytest.mark.parametrize("word", ["rating", "box", "multi_choice"])
def test_attribute_cannot_be_of_every_type(word: str) -> None:
    [problem] = problems_of(cars=BOX | {"attributes": {"state": {"type": word}}})
    assert problem.message == f"an attribute cannot be a {word}"
    assert problem.hint == "choice, boolean, number or text"


# what every field may say


def test_field_that_says_nothing_is_named_by_its_id_and_must_be_answered() -> None:
    head = schema(kind=CHOICE).fields["kind"].head
    assert (head.id, head.name, head.required, head.part, head.key) == ("kind", "kind", True, "", "")


def test_attribute_need_not_be_answered_unless_it_says_so() -> None:
    attributes = {"hidden": {"type": "boolean"}, "side": {"type": "text", "required": True}}
    hidden, side = schema(cars=BOX | {"attributes": attributes}).fields["cars"].head.attributes
    assert (hidden.required, side.required) == (False, True)


def test_name_is_one_line_without_space_around_it() -> None:
    one = schema(kind=CHOICE | {"name": "  What   is\nit? "}).fields["kind"]
    assert one.name == "What is it?"


def test_field_keeps_its_guide_and_help() -> None:
    head = schema(kind=CHOICE | {"guide": "s-kind", "help": "Look at\nthe header."}).fields["kind"].head
    assert (head.guide, head.help) == ("s-kind", "Look at\nthe header.")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", 3),
        ("name", "x" * 101),
        ("part", ["image"]),
        ("required", "yes"),
        ("required", 1),
        ("decides", "no"),
        ("guide", {}),
        ("help", "x" * 2_001),
        ("help", "a\x00b"),
        ("key", "F1"),
        ("key", "é"),
        ("key", True),
        ("key", 12),
        ("key", ""),
    ],
)
def test_key_with_a_value_of_another_kind_is_refused_in_its_place(key: str, value: object) -> None:
    [problem] = problems_of(kind=CHOICE | {key: value})
    assert problem.place == f"schema.kind.{key}"


def test_condition_on_when_a_field_is_required_comes_later() -> None:
    [problem] = problems_of(why={"type": "text", "required_when": "grade >= 4"})
    assert problem.message == "required_when comes later"


@pytest.mark.parametrize(
    ("document", "key"),
    [
        (CHOICE, "levels"),
        (CHOICE, "attributes"),
        ({"type": "boolean"}, "classes"),
        ({"type": "text"}, "min"),
        (BOX | {"attributes": {"hidden": {"type": "boolean"}}}, "tolerance"),
    ],
)
def test_key_of_another_type_is_unknown(document: dict[str, Any], key: str) -> None:
    [problem] = problems_of(kind=document | {key: 3})
    assert problem.place == f"schema.kind.{key}"
    assert problem.message == f'unknown key "{key}"'


def test_attribute_has_no_part_of_its_own_and_decides_nothing() -> None:
    problems = problems_of(cars=BOX | {"attributes": {"hidden": {"type": "boolean", "part": "x", "decides": True}}})
    assert [problem.place for problem in problems] == [
        "schema.cars.attributes.hidden.part",
        "schema.cars.attributes.hidden.decides",
    ]


@pytest.mark.parametrize("value", [[], "hidden", 3, {f"a{n}": {"type": "boolean"} for n in range(31)}])
def test_attributes_are_a_mapping_of_at_most_thirty(value: object) -> None:
    [problem] = problems_of(cars=BOX | {"attributes": value})
    assert problem.place == "schema.cars.attributes"
    assert "at most 30" in problem.message


# classes


def test_bare_word_stands_for_a_class_of_that_id() -> None:
    one: Any = schema(kind={"type": "choice", "classes": ["car", {"id": "bus", "name": "Bus, coach"}]}).fields["kind"]
    assert [(each.id, each.name) for each in one.classes] == [("car", "car"), ("bus", "Bus, coach")]


def test_class_keeps_what_the_document_says_of_it() -> None:
    said_of_it = {"id": "c-1.x", "name": "Car", "key": "C", "color": "#1F77B4", "guide": "s-car", "help": "Also taxis."}
    one: Any = schema(kind={"type": "choice", "classes": [said_of_it, "b"]}).fields["kind"]
    found = one.classes[0]
    assert (found.id, found.name, found.key, found.color) == ("c-1.x", "Car", "c", "#1f77b4")
    assert (found.guide, found.help) == ("s-car", "Also taxis.")


@pytest.mark.parametrize("id_", ["a b", "ä", "", "-a", "a" * 65, "a/b", " a", "a\n"])
def test_class_id_is_a_plain_word(id_: str) -> None:
    [problem] = problems_of(kind={"type": "choice", "classes": [{"id": id_}, "z"]})
    assert problem.place == "schema.kind.classes[0].id"


def test_class_without_an_id_is_refused() -> None:
    [problem] = problems_of(kind={"type": "choice", "classes": [{"name": "Car"}, "z"]})
    assert str(problem) == "schema.kind.classes[0]: id is missing"


def test_number_as_class_id_is_told_to_be_quoted() -> None:
    problems = problems_of(kind={"type": "choice", "classes": [{"id": 7}, {"id": False}]})
    assert [(problem.place, problem.hint) for problem in problems] == [
        ("schema.kind.classes[0].id", 'write "7"'),
        ("schema.kind.classes[1].id", 'write "false"'),
    ]


@pytest.mark.parametrize("entry", [3, None, [], True])
def test_class_that_is_neither_word_nor_mapping_is_refused(entry: object) -> None:
    [problem] = problems_of(kind={"type": "choice", "classes": ["a", entry]})
    assert problem.place == "schema.kind.classes[1]"


def test_class_id_used_twice_is_refused() -> None:
    [problem] = problems_of(kind={"type": "choice", "classes": ["a", "b", "a"]})
    assert str(problem) == "schema.kind.classes[2].id: the id a is used twice"


def test_two_classes_that_people_could_not_tell_apart_are_refused() -> None:
    classes = [{"id": "a", "name": "Car"}, {"id": "b", "name": "Car"}]
    [problem] = problems_of(kind={"type": "choice", "classes": classes})
    assert problem.message == 'two classes are called "Car"'


@pytest.mark.parametrize("color", ["red", "#fff", "#12345g", 123456])
def test_colour_is_six_hexadecimal_digits(color: object) -> None:
    [problem] = problems_of(kind={"type": "choice", "classes": [{"id": "a", "color": color}, "b"]})
    assert problem.place == "schema.kind.classes[0].color"


@pytest.mark.parametrize("classes", [None, "a", [], ["a"], {"a": 1}, [f"c{n}" for n in range(1_001)]])
def test_choice_needs_a_list_of_two_to_a_thousand_classes(classes: object) -> None:
    [problem] = problems_of(kind={"type": "choice", "classes": classes})
    assert problem.place in ("schema.kind", "schema.kind.classes")


def test_thousand_classes_are_read() -> None:
    one: Any = schema(kind={"type": "choice", "classes": [f"c{n}" for n in range(1_000)]}).fields["kind"]
    assert len(one.classes) == 1_000


# keyboard keys


def test_key_means_one_thing_among_the_classes_of_a_field() -> None:
    [problem] = problems_of(
        kind={"type": "choice", "classes": [{"id": "a", "key": "c"}, {"id": "b", "key": "C"}]},
    )
    assert str(problem) == (
        "schema.kind.classes[1].key: the key c is taken by schema.kind.classes[0] "
        "(a key means one thing in the whole form)"
    )


def test_key_means_one_thing_in_the_whole_form() -> None:
    problems = problems_of(
        sure={"type": "boolean", "key": "o"},
        cars={
            "type": "box",
            "part": "image",
            "classes": [{"id": "car", "key": "o"}],
            "attributes": {"hidden": {"type": "boolean", "key": "o"}},
        },
    )
    assert [problem.place for problem in problems] == [
        "schema.cars.classes[0].key",
        "schema.cars.attributes.hidden.key",
    ]
    assert all("taken by schema.sure" in problem.message for problem in problems)


def test_digit_may_be_written_without_quotes() -> None:
    classes = [{"id": "a", "key": 1}, {"id": "b", "key": "2"}]
    one: Any = schema(kind={"type": "choice", "classes": classes}).fields["kind"]
    assert [each.key for each in one.classes] == ["1", "2"]


# deciding fields


def test_every_field_but_a_text_decides() -> None:
    one = schema(kind=CHOICE, note={"type": "text"}, sure={"type": "boolean"})
    assert one.deciding == ("kind", "sure")


def test_document_says_what_decides() -> None:
    one = schema(kind=CHOICE | {"decides": False}, note={"type": "text", "decides": True})
    assert one.deciding == ("note",)


def test_where_nothing_decides_everything_does() -> None:
    assert schema(note={"type": "text"}, reply={"type": "text"}).deciding == ("note", "reply")


# writing


def test_document_leaves_out_what_goes_without_saying() -> None:
    one = schema(
        kind=CHOICE | {"required": True, "decides": True},
        count={"type": "number", "min": 0, "integer": False},
        note={"type": "text", "required": False, "max_length": 5_000},
        cars=BOX | {"attributes": {"hidden": {"type": "boolean", "required": False}}, "max_objects": 1_000},
    )
    classes = [{"id": "a", "name": "a"}, {"id": "b", "name": "b"}]
    assert one.to_document() == {
        "kind": {"type": "choice", "name": "kind", "classes": classes},
        "count": {"type": "number", "name": "count", "min": 0},
        "note": {"type": "text", "name": "note", "required": False},
        "cars": {
            "type": "box",
            "name": "cars",
            "part": "image",
            "classes": [{"id": "car", "name": "car"}],
            "attributes": {"hidden": {"type": "boolean", "name": "hidden"}},
        },
    }


def test_schema_that_says_everything_reads_back_from_what_it_writes() -> None:
    document = {
        "kind": CHOICE | {"name": "Kind", "key": "k", "guide": "s-1", "help": "h", "part": "text", "decides": False},
        "tags": {"type": "multi_choice", "classes": ["a", "b", "c"], "min": 0, "max": 2, "required": False},
        "grade": {"type": "rating", "levels": [{"value": 0, "name": "none", "description": "d"}, 1]},
        "count": {"type": "number", "min": 0, "max": 9.5, "tolerance": 0.5, "unit": "m", "integer": True},
        "note": {"type": "text", "max_length": 7, "decides": True},
        "cars": BOX | {"min_size": 2.5, "max_objects": 10, "attributes": {"n": {"type": "number", "required": True}}},
    }
    one = Schema.read(document)
    assert Schema.read(one.to_document()) == one
    assert Schema.read(one.to_document()).to_document() == one.to_document()


def test_schemas_that_differ_are_not_equal() -> None:
    assert schema(kind=CHOICE) == schema(kind=CHOICE)
    assert schema(kind=CHOICE) != schema(kind=CHOICE | {"name": "K"})
    assert schema(kind=CHOICE) != schema(king=CHOICE)


# the examples of the reference


@pytest.mark.parametrize("kind", FIELD_TYPES.types.values(), ids=list(FIELD_TYPES.types))
def test_example_of_every_type_is_a_schema(kind: type[Field]) -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", inspect.cleandoc(kind.__doc__ or ""), re.DOTALL)
    [field] = Schema.read(YAML(typ="safe", pure=True).load(example)).fields.values()
    assert type(field) is kind
