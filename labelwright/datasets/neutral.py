"""The neutral row: one labelled item as one JSON line. It is what a version holds, what is hashed, what formats read.

UTF-8, `\\n` endings, no NaN, times in ISO 8601 UTC, the schema version on each line; the order of the keys is fixed, so
that the same label gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec


class Part(msgspec.Struct, omit_defaults=True):
    """A part as a reader needs it: the text itself, or the path of a medium with its SHA-256 and its upright size."""

    media_type: str
    text: str | None = None
    path: str | None = None
    sha256: str | None = None
    width: int | None = None
    height: int | None = None


class Maker(msgspec.Struct):
    """One annotation the label rests on: whose (an id, never a name), of which kind, under which versions, when."""

    annotation: int
    person: int
    kind: str
    at: str
    schema_version: int
    guideline_version: int


class Row(msgspec.Struct):
    """One labelled item. `fields` and `label` are JSON as it was kept; `method` says how the label was reached."""

    id: int
    source: str
    key: str
    split: str | None
    group: str | None
    parts: dict[str, Part]
    fields: msgspec.Raw
    label: msgspec.Raw
    method: str
    schema_version: int
    guideline_version: int
    accepted_at: str
    made_by: list[Maker]


class Read(msgspec.Struct):
    """What formats need of a row: the label as a value, the item's own fields as the JSON they are."""

    id: int
    source: str
    key: str
    split: str | None
    group: str | None
    parts: dict[str, Part]
    fields: msgspec.Raw
    label: dict[str, Any] | None
    method: str
    schema_version: int
    guideline_version: int
    accepted_at: str


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Read)


def line(row: Row) -> str:
    """The row as its JSON line, without the line end."""
    return _encoder.encode(row).decode()


def read(lines: Iterable[str]) -> Iterator[Read]:
    """The rows of the lines."""
    return map(_decoder.decode, lines)


_THOUSANDTHS = tuple(f".{n:03d}Z" for n in range(1000))


def instant(us: int) -> str:
    """A time of so many microseconds UTC as ISO 8601, to the millisecond.

    >>> instant(1_700_000_000_123_456)
    '2023-11-14T22:13:20.123Z'
    """
    seconds, rest = divmod(us, 1_000_000)
    return _second(seconds) + _THOUSANDTHS[rest // 1000]


@lru_cache(maxsize=4096)
def _second(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}"


def judged(label: dict[str, Any] | None) -> dict[str, Any]:
    """The answer by field; empty where people could not judge."""
    return {} if label is None or label.get("cannot_judge") is True else label
