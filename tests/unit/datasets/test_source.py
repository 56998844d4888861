"""The source section."""

from __future__ import annotations

import pytest

from labelwright.datasets.source import Part, Source, read, renamed
from labelwright.errors import InvalidData, Problem


def reading(value: object) -> tuple[Source, list[str]]:
    problems: list[Problem] = []
    return read(value, ("source",), problems), [f"{one.place}: {one.message}" for one in problems]


def test_folder_of_images_has_one_part_and_paths_for_keys() -> None:
    source, problems = reading({"folder": "./images", "parts": {"image": "image"}, "group_by": "fields.camera"})
    assert source == Source("folder", "./images", {"image": Part("image", "image", "image")}, group_by="camera")
    assert not problems


def test_table_maps_parts_to_columns_of_text() -> None:
    source, problems = reading({"table": "tickets.csv", "key": "ticket_id", "parts": {"text": "body"}})
    assert source == Source("table", "tickets.csv", {"text": Part("text", "text", "body")}, key="ticket_id")
    assert not problems


def test_a_table_may_call_its_columns_otherwise() -> None:
    source, _ = reading({"parts": {"subject": "title", "text": "body"}, "key": "id"})
    other = renamed(source, {"body": "message", "id": "nr"})
    assert [part.column for part in other.parts.values()] == ["title", "message"]
    assert other.key == "nr"
    assert renamed(source, {}) == source
    with pytest.raises(InvalidData, match="no column txt") as refused:
        renamed(source, {"txt": "message"})
    assert refused.value.hint == "It reads title, body, id."


def test_column_of_a_table_may_be_called_like_a_medium() -> None:
    source, _ = reading({"table": "tickets.csv", "parts": {"text": "image"}})
    assert source.parts["text"] == Part("text", "text", "image")


def test_upload_takes_files_or_columns() -> None:
    images, _ = reading({"parts": {"image": "image"}})
    rows, _ = reading({"parts": {"subject": "title", "text": "body"}, "key": "id"})
    assert (images.kind, images.parts["image"].media) == ("upload", "image")
    assert [(part.media, part.column) for part in rows.parts.values()] == [("text", "title"), ("text", "body")]


def test_item_fields_are_declared_with_their_kind_and_named_by_references() -> None:
    source, problems = reading(
        {
            "parts": {"image": "image"},
            "fields": {"camera": "text", "speed": "number"},
            "group_by": "fields.camera",
            "subject": "fields.driver",
        }
    )
    assert source.fields == {"camera": "text", "speed": "number"}
    assert (source.group_by, source.subject) == ("camera", "driver")
    assert not problems


PARTS = {"image": "image"}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (3, "source: must be a mapping with folder, table, parts, key, fields, group_by or subject, not 3"),
        ({"folder": "./images"}, "source: parts is missing"),
        ({"folder": "./images", "parts": {}}, "source.parts: must be a mapping of parts, not a mapping"),
        ({"folder": "./images", "parts": "image"}, 'source.parts: must be a mapping of parts, not "image"'),
        ({"folder": "a", "table": "b.csv", "parts": PARTS}, "source.table: a source is a folder or a table, not both"),
        ({"bucket": "s3://cabin/clips/", "parts": PARTS}, "source.bucket: bucket comes later"),
        ({"folder": "a", "parts": {"clip": "video"}}, "source.parts.clip: video comes later"),
        ({"parts": {"clip": "video"}}, "source.parts.clip: video comes later"),
        ({"folder": "a", "parts": {"image": "imgae"}}, 'source.parts.image: must be image or text, not "imgae"'),
        ({"folder": "a", "parts": {"Image": "image"}}, 'source.parts.Image: "Image" is no name for a part'),
        ({"folder": "a", "parts": {"image": 3}}, "source.parts.image: must be image, text or a column, not 3"),
        ({"folder": "a", "parts": {"a": "image", "b": "image"}}, "source.parts: a folder gives one part: the file"),
        ({"folder": "a", "key": "id", "parts": PARTS}, "source.key: a folder has no key"),
        ({"table": "t.parquet", "parts": {"text": "b"}}, "source.table: a parquet table comes later"),
        ({"table": "t.doc", "parts": {"text": "b"}}, 'source.table: "t.doc" is no known table'),
        ({"parts": PARTS, "group_by": "camera"}, 'source.group_by: must name an item field, not "camera"'),
        ({"parts": PARTS, "subject": "fields."}, 'source.subject: must name an item field, not "fields."'),
        ({"parts": PARTS, "fields": ["camera"]}, "source.fields: must be a mapping of item fields, not a list"),
        (
            {"parts": PARTS, "fields": {f"f{n}": "text" for n in range(101)}},
            "source.fields: there may be 100 item fields, not 101",
        ),
        ({"parts": PARTS, "fields": {"a b": "text"}}, 'source.fields.a b: "a b" cannot stand in a condition'),
        ({"parts": PARTS, "fields": {"in": "text"}}, 'source.fields.in: "in" cannot stand in a condition'),
        ({"parts": PARTS, "fields": {"a": "date"}}, 'source.fields.a: must be text or number, not "date"'),
        ({"parts": PARTS, "rights": "cc-by"}, "source.rights: rights comes later"),
    ],
)
def test_what_is_wrong_with_a_source_is_said(value: object, problem: str) -> None:
    assert problem in reading(value)[1]


def test_reference_without_fields_is_told_how_to_write_it() -> None:
    problems: list[Problem] = []
    read({"parts": PARTS, "group_by": "camera"}, ("source",), problems)
    assert problems[0].hint == "write fields.camera"


def test_missing_source_reads_as_an_empty_one() -> None:
    assert reading(None) == (Source("upload", "", {}), [])
