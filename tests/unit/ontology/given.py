"""Schemas and answers for the tests: small ones by hand, and any there could be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st

from labelwright.errors import Invalid, InvalidAnswer, InvalidDefinition, Problem
from labelwright.ontology import PartShape, Schema
from labelwright.ontology.texts import tidy

T = TypeVar("T")
E = TypeVar("E", bound=Invalid)

PARTS = {"image": PartShape(640, 480), "text": PartShape(text_length=300)}


def schema(**fields: object) -> Schema:
    """The schema of these fields."""
    return Schema.read(fields)


def tried(act: Callable[[], T], expected: type[E]) -> T | E:
    """What an act gives, or the error of that kind which it raises; its message can be sent."""
    try:
        return act()
    except expected as error:
        str(error).encode()
        return error


def problems_of(**fields: object) -> list[Problem]:
    """What is wrong with a schema; at least one problem."""
    with pytest.raises(InvalidDefinition) as caught:
        Schema.read(fields)
    return list(caught.value.problems)


def refused(one: Schema, answer: object, parts: Mapping[str, PartShape] = PARTS) -> list[Problem]:
    """What is wrong with an answer; at least one problem."""
    with pytest.raises(InvalidAnswer) as caught:
        one.validate(answer, parts)
    str(caught.value).encode()
    return list(caught.value.problems)


def said(problems: list[Problem]) -> list[str]:
    """Problems as people read them."""
    return [str(problem) for problem in problems]


# any schema there could be

ids = st.from_regex(r"[a-z][a-z0-9_]{0,6}q", fullmatch=True)  # the q keeps them off the reserved words
class_ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,5}", fullmatch=True)


@st.composite
def class_lists(draw: st.DrawFn, least: int) -> list[object]:
    found = draw(st.lists(class_ids, min_size=least, max_size=6, unique=True))
    return [draw(st.sampled_from([one, {"id": one}, {"id": one, "name": f"The {one}"}])) for one in found]


@st.composite
def documents(draw: st.DrawFn, *, attribute: bool = False) -> dict[str, object]:
    """One field of any type."""
    kinds = ["choice", "boolean", "number", "text"]
    kind = draw(st.sampled_from(kinds if attribute else [*kinds, "multi_choice", "rating", "box"]))
    document: dict[str, object] = {"type": kind, "required": draw(st.booleans())}
    if kind in ("choice", "multi_choice", "box"):
        document["classes"] = draw(class_lists(2 if kind == "choice" else 1))
    if kind == "multi_choice" and draw(st.booleans()):
        document["min"] = 0
    if kind == "rating":
        document["levels"] = draw(st.lists(st.integers(-5, 9), min_size=2, max_size=7, unique=True))
    if kind == "number":
        document.update(draw(st.sampled_from([{}, {"min": -10, "max": 90.5}, {"tolerance": 0.5}, {"integer": True}])))
    if kind == "text":
        document["max_length"] = draw(st.integers(1, 60))
    if kind == "box":
        document["part"] = "image"
        document["attributes"] = draw(st.dictionaries(ids, documents(attribute=True), max_size=3))
    return document


schemas = st.dictionaries(ids, documents(), min_size=1, max_size=4).map(Schema.read)


# any legal answer to it


@st.composite
def values(draw: st.DrawFn, one: Any) -> object:
    """A value that the field takes."""
    if one.type == "choice":
        return draw(st.sampled_from(one.classes)).id
    if one.type == "multi_choice":
        least = one.min if one.required else 0
        return draw(st.lists(st.sampled_from([each.id for each in one.classes]), min_size=least, unique=True))
    if one.type == "boolean":
        return draw(st.booleans())
    if one.type == "rating":
        return draw(st.sampled_from(one.levels)).value
    if one.type == "number":
        whole = st.integers(-10, 90)
        return draw(whole if one.integer else whole | st.floats(-10, 90))
    if one.type == "text":
        letters = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=one.max_length)
        legal = letters.filter(lambda text: 0 < len(tidy(text)) <= one.max_length)
        return draw(legal if one.required else legal | st.just("  "))
    return draw(st.lists(objects(one), max_size=5, unique_by=lambda each: each["id"]))


@st.composite
def objects(draw: st.DrawFn, one: Any) -> dict[str, Any]:
    """An object of a box field on an image of 640 by 480."""
    x, y = draw(st.floats(-1, 600)), draw(st.floats(-1, 440))
    found: dict[str, Any] = {
        "id": draw(st.from_regex(r"o[0-9]{1,3}", fullmatch=True)),
        "class": draw(st.sampled_from(one.classes)).id,
        "box": [x, y, draw(st.floats(2.5, 640 - x)), draw(st.floats(2.5, 480 - y))],
    }
    attributes = {each.id: draw(values(each)) for each in one.head.attributes if each.required or draw(st.booleans())}
    if attributes or draw(st.booleans()):
        found["attributes"] = attributes
    if draw(st.booleans()):
        found["prelabel"] = draw(st.integers(1, 10**6))
    return found


@st.composite
def answers(draw: st.DrawFn, one: Schema) -> dict[str, object]:
    """A legal answer, not yet in canonical form."""
    return {
        id_: draw(values(field)) for id_, field in one.fields.items() if field.required or draw(st.booleans())
    }


@st.composite
def schemas_and_answers(draw: st.DrawFn, count: int = 1) -> tuple[Schema, list[dict[str, object]]]:
    """A schema and so many canonical answers to it."""
    one = draw(schemas)
    return one, [one.validate(draw(answers(one)), PARTS) for _ in range(count)]


# anything that JSON, or a script, could send

JUNK_KEYS = ["id", "class", "box", "attributes", "prelabel", "\udfff", "k" * 300]

junk: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(2**63), 2**53])
    | st.floats()
    | st.text(st.characters(exclude_categories=[]), max_size=5)
    | st.sampled_from(["id", "class", "box", "car", "o1", "x" * 5_000, "\ud800", "\x00"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(JUNK_KEYS) | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
