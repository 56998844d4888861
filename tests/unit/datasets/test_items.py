"""What a row or a file becomes, and the reasons for which it becomes nothing."""

from __future__ import annotations

import hashlib

import pytest

from labelwright.datasets import items
from labelwright.datasets.items import FromRows, NewPart
from labelwright.datasets.source import Part, Source
from labelwright.errors import InvalidData

TABLE = Source("table", "t.csv", {"text": Part("text", "text", "body")}, key="id", group_by="customer")


def test_a_row_becomes_an_item_with_its_key_its_text_and_its_own_fields() -> None:
    item = FromRows(TABLE, "t.csv").item({"id": 7, "body": "Hällo", "customer": "c-1", "z": 1, "a": None}, 3)
    assert (item.key, item.group, item.line) == ("7", "c-1", 3)
    assert item.fields == '{"a":null,"customer":"c-1","z":1}'
    part = item.parts[0]
    assert (part.text, part.size, part.media_type) == ("Hällo", 6, "text/plain")
    assert part.fingerprint == hashlib.sha256("Hällo".encode()).hexdigest()


def test_without_a_key_the_same_text_is_the_same_item() -> None:
    source = Source("upload", "", {"text": Part("text", "text", "text")})
    make = FromRows(source, "").item
    one, two = (make({"text": text}, 1) for text in ("a", "b"))
    assert one.key == make({"text": "a", "other": 1}, 9).key
    assert one.key != two.key


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"id": "1"}, "column body is missing"),
        ({"id": "1", "body": " "}, "column body is empty"),
        ({"id": "1", "body": 3}, "column body must be a text, not int"),
        ({"id": "1", "body": "a\0b"}, "zero byte"),
        ({"id": "1", "body": "x" * 1_000_001}, "1,000,001 characters"),
        ({"body": "a"}, "key column id is missing"),
        ({"id": "", "body": "a"}, "key column id is empty"),
        ({"id": True, "body": "a"}, "must be a text or a whole number"),
        ({"id": "k" * 501, "body": "a"}, "no usable key"),
    ],
)
def test_a_row_that_cannot_be_an_item_says_why(row: dict[str, object], says: str) -> None:
    with pytest.raises(InvalidData, match=says):
        FromRows(TABLE, "t.csv").item(row, 1)


def test_a_file_is_named_by_its_path_and_grouped_by_its_folder() -> None:
    source = Source("folder", "x", {"image": Part("image", "image", "image")}, group_by="folder")
    item = items.from_file(source, "north/1.jpg", NewPart("image", "image/jpeg", "ab", 3, uri="file:///x"))
    assert (item.key, item.group, item.fields) == ("north/1.jpg", "north", '{"folder":"north"}')
