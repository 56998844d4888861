"""Rows out of bytes, one after the other: CSV, JSON lines, a JSON array. Memory stays that of one chunk and one row.

A reader takes chunks of bytes and gives `Row`s; a row that cannot be read is a `Refused` with its line and the reason,
and reading goes on where the format allows it. What spoils a whole file (it is empty, of another encoding, its header
is wrong) raises InvalidData at once.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Literal

import msgspec

from labelwright.errors import InvalidData, Problem

Format = Literal["csv", "jsonl", "json"]

MAX_ROW = 8_000_000  # bytes of one row
MAX_COLUMNS = 1_000
_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_LONE = re.compile("[\udc80-\udcff]")
_SPACE = b" \t\r\n"

csv.field_size_limit(MAX_ROW)


class Row(msgspec.Struct, frozen=True):
    """One row and the line it starts on (1-based)."""

    line: int
    values: dict[str, object]


class Refused(msgspec.Struct, frozen=True):
    """One row that cannot be read: where and why."""

    line: int
    message: str
    hint: str = ""

    def problem(self, file: str) -> Problem:
        """The same as a problem at a place: the file and the line."""
        return Problem((file,) if file else (), self.message, self.hint, line=self.line)


Reading = Iterator[Row | Refused]


def format_of(name: str, media_type: str = "") -> Format | None:
    """The row format that a file name or a media type says, or None when they say none."""
    kinds: dict[str, Format] = {
        "text/csv": "csv",
        "application/x-ndjson": "jsonl",
        "application/jsonl": "jsonl",
        "application/json": "json",
    }
    endings: dict[str, Format] = {"csv": "csv", "jsonl": "jsonl", "ndjson": "jsonl", "json": "json"}
    known = kinds.get(media_type.partition(";")[0].strip().lower())
    return known or endings.get(name.rpartition(".")[2].lower())


def read(chunks: Iterable[bytes], kind: Format) -> Reading:
    """The rows of the chunks. Raises InvalidData for what spoils the whole: empty, UTF-16, a header that is wrong."""
    begun = _begun(iter(chunks))
    if kind == "csv":
        return _csv(begun)
    if kind == "jsonl":
        return _jsonl(begun)
    return _json(begun)


def _begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks without a byte order mark; refuses nothing at all and another encoding."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= 4 and (head.strip(_SPACE) or len(head) > MAX_ROW):
            break
    if not head.removeprefix(_BOM).strip(_SPACE):
        raise InvalidData("There is nothing to read: the file is empty (zero bytes or only spaces).")
    for mark, name in _OTHER_BOMS.items():
        if head.startswith(mark):
            raise InvalidData(f"The file is {name}.", hint="Save it as UTF-8 and try again.")
    return chain([head.removeprefix(_BOM)], chunks)


def _lines(chunks: Iterable[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Whole lines in blocks, each with the number of its first line. Only `\\n` ends a line."""
    rest, number = b"", 1
    for chunk in chunks:
        pieces = (rest + chunk).split(b"\n")
        rest = pieces.pop()
        if len(rest) > MAX_ROW:
            raise InvalidData(f"Line {number + len(pieces)} is longer than {MAX_ROW:,} bytes.")
        if pieces:
            yield number, pieces
            number += len(pieces)
    if rest:
        yield number, [rest]


# -- JSON ------------------------------------------------------------------------------------------------------------


def _jsonl(chunks: Iterable[bytes]) -> Reading:
    decode = msgspec.json.Decoder(dict[str, object]).decode
    for first, lines in _lines(chunks):
        for number, line in enumerate(lines, first):
            if not line.strip(_SPACE):
                continue
            try:
                yield Row(number, decode(line))
            except msgspec.ValidationError:
                yield Refused(number, "the line must be a JSON object", 'such as {"id": "a-1", "text": "..."}')
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                yield _undecoded(number, line, error)
            except RecursionError:
                yield Refused(number, "the line is nested too deep")


def _undecoded(number: int, line: bytes, error: Exception) -> Refused:
    try:
        line.decode()
    except UnicodeDecodeError as wrong:
        return _not_utf8(number, line[wrong.start], wrong.start + 1)
    return Refused(number, f"the line is no JSON: {str(error).removeprefix('JSON is malformed: ')}")


def _not_utf8(number: int, byte: int, column: int) -> Refused:
    return Refused(number, f"byte 0x{byte:02X} at position {column} is not UTF-8", "save the file as UTF-8")


def _constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _json(chunks: Iterable[bytes]) -> Reading:
    """An array of objects, taken apart as it arrives. A broken array cannot be read on: it raises InvalidData."""
    return _Array(chunks).read()


class _Array:
    """A JSON array under way: `text[at:]` is what has come and is not read, `line` the line at `at`."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.text = ""
        self.at = 0
        self.line = 1
        self.decoder = json.JSONDecoder(parse_constant=_constant)
        self.chunks = iter(chunks)
        self.bytes = b""

    def more(self) -> bool:
        """Takes the next chunk in; False when there is none."""
        chunk = next(self.chunks, None)
        if chunk is None:
            if self.bytes:
                raise InvalidData(f"line {self.line}: the file ends inside a character.")
            return False
        data = self.bytes + chunk
        end = _whole(data)
        try:
            text = data[:end].decode()
        except UnicodeDecodeError as error:
            line = self.line + self.text.count("\n", self.at) + data.count(b"\n", 0, error.start)
            byte = data[error.start]
            raise InvalidData(f"line {line}: byte 0x{byte:02X} is not UTF-8.", hint="Save it as UTF-8.") from error
        self.bytes = data[end:]
        self.text, self.at = self.text[self.at :] + text, 0
        return True

    def peek(self) -> str:
        """The next character that is no space, not taken; "" at the end."""
        while True:
            found = _NO_SPACE.match(self.text, self.at)
            end = found.end() if found else self.at
            self.line += self.text.count("\n", self.at, end)
            self.at = end
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, allowed: str) -> str:
        """Takes the next character, which must be one of those allowed."""
        found = self.peek()
        if found == "" or found not in allowed:
            what = f"found {found!r}" if found else "the file ends"
            raise InvalidData(f"line {self.line}: expected {' or '.join(allowed)} of a JSON array, {what}.")
        self.at += 1
        return found

    def value(self) -> object:
        """The next whole value."""
        while True:
            try:
                value, end = self.decoder.raw_decode(self.text, self.at)
            except RecursionError as error:
                raise InvalidData(f"line {self.line}: the row is nested too deep.") from error
            except ValueError as error:
                if len(self.text) - self.at > MAX_ROW:
                    raise InvalidData(f"line {self.line}: no JSON, or a row of over {MAX_ROW:,} bytes.") from error
                if not self.more():
                    why = getattr(error, "msg", error)
                    raise InvalidData(f"line {self.line}: the row is no JSON: {why}.") from error
                continue
            if end == len(self.text) and not isinstance(value, dict | list | str) and self.more():
                continue  # a number might go on in the next chunk
            self.line += self.text.count("\n", self.at, end)
            self.at = end
            return value

    def _on(self) -> bool:
        """Takes what usually stands between two objects, if it does."""
        found = _BETWEEN.match(self.text, self.at)
        if found is None:
            return False
        self.line += self.text.count("\n", self.at, found.end())
        self.at = found.end()
        return True

    def read(self) -> Reading:
        self.take("[")
        if self.peek() == "]":
            raise InvalidData("There is nothing to read: the array is empty.")
        more = True
        while more:
            if not self.text.startswith("{", self.at):
                self.peek()
            line = self.line
            value = self.value()
            if isinstance(value, dict):
                yield Row(line, value)
            else:
                yield Refused(line, "every element must be a JSON object", 'such as {"id": "a-1", "text": "..."}')
            more = self._on() or self.take(",]") == ","
        if self.peek():
            raise InvalidData(f"line {self.line}: there is more behind the end of the array.")


_NO_SPACE = re.compile(r"[ \t\r\n]*")
_BETWEEN = re.compile(r"[ \t\r\n]*,[ \t\r\n]*(?=\{)")


def _whole(data: bytes) -> int:
    """How many of the bytes are whole UTF-8 characters, as far as the tail can tell."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            needs = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(data) - back if back < needs else len(data)
    return len(data)


# -- CSV -------------------------------------------------------------------------------------------------------------


class _Text:
    """Decoded lines of a file: a byte that is no UTF-8 becomes a lone surrogate, so that its row alone is refused."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.blocks = _lines(chunks)
        self.dirty = False

    def __iter__(self) -> Iterator[str]:
        for _, lines in self.blocks:
            try:
                text = b"\n".join(lines).decode()
            except UnicodeDecodeError:
                self.dirty = True
                text = b"\n".join(lines).decode(errors="surrogateescape")
            for line in text.split("\n"):
                yield line + "\n"


def _csv(chunks: Iterable[bytes]) -> Reading:
    text = _Text(chunks)
    reader = csv.reader(text, strict=True)
    header = _header(reader, text)
    width = len(header)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refused(line, f"the row is no CSV: {error}", "a text with commas or line ends needs quotes around it")
            continue
        if not cells:
            continue
        refused = _unfit(line, cells, width) or (_foreign(line, cells) if text.dirty else None)
        yield refused or Row(line, dict(zip(header, cells, strict=True)))


def _header(reader: Iterator[list[str]], text: _Text) -> list[str]:
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise InvalidData(f"line 1: the header is no CSV: {error}.") from error
    if text.dirty and _LONE.search("".join(header)):
        raise InvalidData("line 1: the header is not UTF-8.", hint="Save the file as UTF-8.")
    if len(header) > MAX_COLUMNS:
        raise InvalidData(f"line 1: {len(header):,} columns; {MAX_COLUMNS:,} is the most.")
    if "" in header:
        raise InvalidData(f"line 1: column {header.index('') + 1} of the header has no name.")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise InvalidData(f"line 1: column {twice[0]} stands twice in the header.")
    return header


def _unfit(line: int, cells: list[str], width: int) -> Refused | None:
    if len(cells) == width:
        return None
    return Refused(line, f"{len(cells)} cells where the header has {width}", "a text with commas needs quotes")


def _foreign(line: int, cells: list[str]) -> Refused | None:
    found = next((m for cell in cells if (m := _LONE.search(cell))), None)
    return _not_utf8(line, ord(found[0]) - 0xDC00, found.start() + 1) if found else None
