"""Rows out of bytes, however the bytes are cut, and every way a row or a file can be wrong."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.datasets import rows
from labelwright.datasets.rows import Format, Refused, Row
from labelwright.errors import InvalidData


def read(data: bytes | str, kind: Format, size: int = 7) -> list[Row | Refused]:
    raw = data.encode() if isinstance(data, str) else data
    return list(rows.read((raw[at : at + size] for at in range(0, len(raw), size)), kind))


_cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12)
_tables = st.lists(st.fixed_dictionaries({"id": _cells, "text": _cells, "größe": _cells}), min_size=1, max_size=8)


@given(_tables, st.integers(1, 40))
def test_every_format_gives_back_the_rows_however_the_bytes_are_cut(table: list[dict[str, str]], size: int) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]))
    writer.writeheader()
    writer.writerows(table)
    array = json.dumps(table, ensure_ascii=False, indent=1)
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in table)
    for text, kind in ((out.getvalue(), "csv"), (array, "json"), (lines, "jsonl")):
        found = read(text, kind, size)  # type: ignore[arg-type]
        assert [row.values for row in found if isinstance(row, Row)] == table


def test_rows_say_the_line_they_start_on() -> None:
    assert [row.line for row in read('id,text\n1,"two\nlines"\n2,b\n', "csv")] == [2, 4]
    assert [row.line for row in read('{"a":1}\n\n{"a":2}', "jsonl")] == [1, 3]
    assert [row.line for row in read('[\n{"a":\n1},\n{"a":2}]', "json")] == [2, 4]


def test_byte_order_mark_is_taken_off() -> None:
    assert read(b"\xef\xbb\xbfid,text\n1,a\n", "csv") == [Row(2, {"id": "1", "text": "a"})]
    assert read(b'\xef\xbb\xbf{"id":1}', "jsonl", 2) == [Row(1, {"id": 1})]


def test_line_separators_inside_a_text_end_no_row() -> None:
    assert read("id,text\n1,a\u2028b\x0bc\n", "csv") == [Row(2, {"id": "1", "text": "a\u2028b\x0bc"})]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "json"])
@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_nothing_to_read_is_said(kind: Format, data: bytes) -> None:
    with pytest.raises(InvalidData, match="zero bytes"):
        read(data, kind)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "json"])
def test_another_encoding_is_named(kind: Format) -> None:
    with pytest.raises(InvalidData, match="UTF-16"):
        read("id,text\n1,a\n".encode("utf-16"), kind)


def test_a_row_of_another_encoding_is_refused_alone_with_its_line() -> None:
    data = b"id,text\n1,a\n2,caf\xe9\n3,c\n"
    assert [str(r.problem("t.csv")) for r in read(data, "csv", 100) if isinstance(r, Refused)] == [
        "line 3: t.csv: byte 0xE9 at position 4 is not UTF-8 (save the file as UTF-8)"
    ]
    assert [r.line for r in read(data, "csv", 100) if isinstance(r, Row)] == [2, 4]
    refused = read(b'{"a":"b"}\n{"a":"\xe9"}\n{"a":"c"}', "jsonl")[1]
    assert isinstance(refused, Refused)
    assert (refused.line, refused.message) == (2, "byte 0xE9 at position 7 is not UTF-8")
    with pytest.raises(InvalidData, match="line 2: byte 0xE9 is not UTF-8"):
        read(b'[{"a":"b"},\n {"a":"\xe9"}]', "json")


def test_a_ragged_row_is_refused_and_reading_goes_on() -> None:
    first, second = read("id,text\n1,a,b\n2,c\n", "csv")
    assert isinstance(first, Refused)
    assert (first.line, first.message) == (2, "3 cells where the header has 2")
    assert second == Row(3, {"id": "2", "text": "c"})


def test_a_quote_that_never_closes_is_refused_with_the_line_it_opens_on() -> None:
    found = read('id,text\n1,a\n2,"b\n3,c\n', "csv")
    assert [type(row) for row in found] == [Row, Refused]
    assert found[1].line == 3


@pytest.mark.parametrize(
    ("data", "says"),
    [("id,\n1,2\n", "column 2 of the header has no name"), ("id,id\n1,2\n", "column id stands twice")],
)
def test_a_header_that_is_wrong_spoils_the_file(data: str, says: str) -> None:
    with pytest.raises(InvalidData, match=says):
        read(data, "csv")


def test_lines_that_are_no_objects_are_refused() -> None:
    found = read('{"a":1}\n[1]\n{"a":\n{"a":NaN}\n', "jsonl")
    assert [row.line for row in found if isinstance(row, Refused)] == [2, 3, 4]
    assert isinstance(read('[{"a":1}, 12, "x"]', "json")[1], Refused)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ('{"a":1}', "expected \\["),
        ("[]", "array is empty"),
        ('[{"a":1},\n{"a":}]', "line 2: the row is no JSON"),
        ('[{"a":1}', "the file ends"),
        ('[{"a":1}] x', "more behind the end"),
        ('[{"a":NaN}]', "no JSON"),
    ],
)
def test_a_broken_array_is_named_with_its_line(data: str, says: str) -> None:
    with pytest.raises(InvalidData, match=says):
        read(data, "json")


def test_format_follows_the_media_type_then_the_name() -> None:
    assert rows.format_of("a.txt", "text/csv; charset=utf-8") == "csv"
    assert rows.format_of("a.b/c.NDJSON") == "jsonl"
    assert rows.format_of("picture.png", "image/png") is None
