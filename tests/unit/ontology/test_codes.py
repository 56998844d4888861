"""The bytes of the scalar fields: what stands in them, and that nothing else is taken for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.errors import InvalidData
from labelwright.ontology import Schema
from labelwright.ontology.codes import Codes, put, put_double
from tests.unit.ontology.given import PARTS, schema, schemas, tried

ALL = schema(
    kind={"type": "choice", "classes": ["a", "b", "c"], "required": False},
    tags={"type": "multi_choice", "classes": [f"t{n}" for n in range(20)], "required": False},
    sure={"type": "boolean", "required": False},
    grade={"type": "rating", "levels": [1, 2, 5], "required": False},
    count={"type": "number", "required": False},
    note={"type": "text", "required": False},
    cars={"type": "box", "part": "image", "classes": ["car"], "required": False},
)


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        ({}, "01 00 00 00 00 00"),
        ({"kind": "a"}, "01 01 00 00 00 00"),
        ({"kind": "c", "sure": False, "grade": 5}, "01 03 00 01 03 00"),
        ({"tags": ["t0", "t2"]}, "01 00 06 00 00 00"),
        ({"tags": ["t19"]}, "01 00 81 80 20 00 00 00"),
        ({"sure": True}, "01 00 00 02 00 00"),
        ({"count": 1.5}, "01 00 00 00 00 01 3f f8 00 00 00 00 00 00"),
        ({"count": 0}, "01 00 00 00 00 01 00 00 00 00 00 00 00 00"),
    ],
)
def test_codes_are_these_bytes_for_ever(answer: dict[str, object], codes: str) -> None:
    assert ALL.codes(answer).hex(" ") == codes
    assert ALL.decode(bytes.fromhex(codes)) == answer


def test_texts_and_boxes_have_no_codes() -> None:
    cars = [{"id": "o1", "class": "car", "box": [1, 1, 9, 9]}]
    answer = ALL.validate({"note": "late", "cars": cars, "kind": "b"}, PARTS)
    assert ALL.codes(answer) == ALL.codes({"kind": "b"})


def test_schema_without_scalar_fields_has_no_bytes() -> None:
    one = schema(note={"type": "text"})
    assert one.codes({"note": "late"}) == b""
    assert one.decode(b"") == {}


@pytest.mark.parametrize("count", [3, 1e15, -(10**15), 0.1, 5e-324, 1 / 3])
def test_numbers_come_back_exactly(count: float) -> None:
    canonical = ALL.validate({"count": count}, {})
    assert ALL.decode(ALL.codes(canonical)) == canonical
    assert repr(ALL.decode(ALL.codes(canonical))) == repr(canonical)


def test_none_of_the_classes_is_told_from_no_answer() -> None:
    one = schema(tags={"type": "multi_choice", "classes": ["a"], "min": 0})
    assert one.decode(one.codes({"tags": []})) == {"tags": []}
    assert one.decode(one.codes({})) == {}


def test_rename_changes_no_code() -> None:
    before = schema(kind={"type": "choice", "classes": [{"id": "a", "name": "Old"}, "b"]})
    after = schema(kind={"type": "choice", "classes": [{"id": "a", "name": "New"}, "b"]})
    assert after.decode(before.codes({"kind": "a"})) == {"kind": "a"}


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        ("", "too early"),
        ("02 00 00 00 00 00", "format that is not known"),
        ("01", "too early"),
        ("01 00 00 00 00", "too early"),
        ("01 04 00 00 00 00", "entry 4 of 3"),
        ("01 00 00 03 00 00", "entry 3 of 2"),
        ("01 00 00 00 04 00", "entry 4 of 3"),
        ("01 00 00 00 00 02", "entry 2 of 1"),
        ("01 00 81 80 40 00 00 00", "does not have"),
        ("01 00 00 00 00 01 3f f8", "too early"),
        ("01 00 00 00 00 01 7f f8 00 00 00 00 00 00", "no finite number"),
        ("01 00 00 00 00 00 00", "another schema version"),
        ("81", "too early"),
    ],
)
def test_other_bytes_are_refused(codes: str, says: str) -> None:
    with pytest.raises(InvalidData, match=says):
        ALL.decode(bytes.fromhex(codes))


@given(schemas, st.binary(max_size=30))
def test_no_bytes_at_all_raise_anything_but_invalid_data(one: Schema, codes: bytes) -> None:
    found = tried(lambda: one.decode(b"\x01" + codes), InvalidData)
    assert isinstance(found, InvalidData) or set(found) <= set(one.fields)


@given(st.lists(st.integers(0, 2**80)), st.lists(st.floats(allow_nan=False)))
def test_what_is_put_is_taken(numbers: list[int], doubles: list[float]) -> None:
    out = bytearray()
    for number in numbers:
        put(out, number)
    for double in doubles:
        put_double(out, double)
    codes = Codes(bytes(out))
    assert [codes.take() for _ in numbers] == numbers
    assert [codes.take_double() for _ in doubles] == doubles
    codes.finish()
