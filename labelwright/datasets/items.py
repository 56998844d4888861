"""What an item is, before it has a number: its name in its source, its parts, the user's own fields.

An item's identity is (project, source, key). Two readings of the same key are the same item; whether it *changed*
shows in its parts' fingerprints and its fields.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from labelwright.datasets.source import Source
from labelwright.errors import InvalidData

MAX_KEY = 500  # characters
MAX_TEXT = 1_000_000  # characters of one text part: what a screen can still show

_encode = msgspec.json.Encoder(order="deterministic").encode


class NewPart(msgspec.Struct, frozen=True):
    """One part of an item to be: `uri` for media that lie elsewhere, `text` for a text that stands in the item.

    `size` in bytes; `width` and `height` in pixels of the upright frame; `fingerprint` as `fingerprint_kind` says.
    """

    name: str
    media_type: str
    fingerprint: str
    size: int
    uri: str | None = None
    text: str | None = None
    width: int | None = None
    height: int | None = None
    orientation: int | None = None
    fingerprint_kind: str = "sha256"


class NewItem(msgspec.Struct, frozen=True):
    """One item to be. `fields` is canonical JSON text; `file` and `line` say where it was read (line 0: a file)."""

    key: str
    parts: tuple[NewPart, ...]
    fields: str = "{}"
    group: str | None = None
    subject: str | None = None
    file: str = ""
    line: int = 0


def text_part(name: str, text: str) -> NewPart:
    """A text as a part, with the SHA-256 of its UTF-8 bytes."""
    data = text.encode()
    return NewPart(name, "text/plain", hashlib.sha256(data).hexdigest(), len(data), text=text)


def canonical_fields(fields: Mapping[str, object]) -> str:
    """The user's own fields as JSON text that is the same for the same values, whatever their order."""
    return _encode(fields).decode() if fields else "{}"


class FromRows:
    """Makes items of a table's rows: the part columns become texts, the key column its key, the rest its fields.

    Without a key column the key is the first 20 digits of the SHA-256 of the texts, so that reading the table again
    finds the same items.
    """

    def __init__(self, source: Source, file: str) -> None:
        self._columns = [(part.name, part.column) for part in source.parts.values()]
        self._key = source.key
        self._used = {column for _, column in self._columns} | ({source.key} if source.key else set())
        self._group = source.group_by
        self._subject = source.subject
        self._file = file

    def item(self, row: Mapping[str, object], line: int) -> NewItem:
        """The item of a row. Raises InvalidData with the reason: a column is missing, empty, or not a text."""
        try:
            parts = tuple([text_part(name, _text(row, column)) for name, column in self._columns])
            key = self._of_texts(parts) if self._key is None else _key(row, self._key)
            used = self._used
            fields = {name: value for name, value in row.items() if name not in used}
            group, subject = _named(fields, self._group), _named(fields, self._subject)
            return NewItem(key, parts, canonical_fields(fields), group, subject, self._file, line)
        except UnicodeEncodeError as error:
            raise InvalidData("a text holds half a character (a lone surrogate)") from error
        except (OverflowError, RecursionError) as error:
            raise InvalidData("a value is too large or nested too deep") from error

    @staticmethod
    def _of_texts(parts: tuple[NewPart, ...]) -> str:
        return hashlib.sha256("".join(part.fingerprint for part in parts).encode()).hexdigest()[:20]


def from_file(source: Source, key: str, part: NewPart) -> NewItem:
    """The item a file makes: its path inside the source is its key, its folder is the field `folder`."""
    folder, _, _ = key.rpartition("/")
    fields = {"folder": folder}
    group, subject = _named(fields, source.group_by), _named(fields, source.subject)
    return NewItem(key, (part,), canonical_fields(fields), group, subject, file=key)


def _text(row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    if value is None:
        have = ", ".join(list(row)[:8])
        raise InvalidData(f"column {column} is missing", hint=f"the row has {have or 'no columns'}")
    if not isinstance(value, str):
        raise InvalidData(f"column {column} must be a text, not {type(value).__name__}")
    if not value.strip():
        raise InvalidData(f"column {column} is empty")
    if "\0" in value:
        raise InvalidData(f"column {column} holds a zero byte")
    if len(value) > MAX_TEXT:
        raise InvalidData(f"column {column} has {len(value):,} characters; {MAX_TEXT:,} is the most")
    return value


def _key(row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    if value is None:
        raise InvalidData(f"key column {column} is missing")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InvalidData(f"key column {column} must be a text or a whole number, not {type(value).__name__}")
    key = str(value).strip()
    key.encode()
    if not key:
        raise InvalidData(f"key column {column} is empty")
    if len(key) > MAX_KEY or "\0" in key:
        raise InvalidData(f"key column {column} has no usable key: at most {MAX_KEY} characters, no zero byte")
    return key


def _named(fields: Mapping[str, object], name: str | None) -> str | None:
    value = fields.get(name) if name is not None else None
    if value is None or value == "":
        return None
    text = str(value)
    if "\0" in text or len(text) > MAX_KEY:
        raise InvalidData(f"field {name} cannot group: at most {MAX_KEY} characters, no zero byte")
    return text
