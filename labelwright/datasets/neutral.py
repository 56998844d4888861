"""The neutral row: one labelled item as one JSON line. It is what a version holds, what is hashed, what formats read.

UTF-8, `\\n` endings, no NaN, times in ISO 8601 UTC, the schema version on each line; the order of the keys is fixed, so
that the same label gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

import msgspec


class Part(msgspec.Struct, omit_defaults=True, gc=False):
    """A part as a reader needs it: the text itself, or the path of a medium with its SHA-256 and its upright size."""

    media_type: str
    text: str | None = None
    path: str | None = None
    sha256: str | None = None
    width: int | None = None
    height: int | None = None


class Maker(msgspec.Struct, gc=False):
    """One annotation the label rests on: whose (an id, never a name), of which kind, under which versions, when."""

    annotation: int
    person: int
    kind: str
    at: str
    schema_version: int
    guideline_version: int


class Row(msgspec.Struct, gc=False):
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
    made_by: list[Maker] = []

    def answer(self) -> dict[str, Any]:
        """The answer by field; empty where people could not judge."""
        label = _label(self.label)
        return {} if label is None or label.get("cannot_judge") is True else label


class Labels(Protocol):
    """Labelled items in their order, as often as one asks: as whole lines, or as rows (without `made_by`)."""

    def lines(self) -> Iterator[str]:
        """From the first one on, as whole lines."""

    def rows(self) -> Iterator[Row]:
        """From the first one on, as rows without `made_by`."""


_label = msgspec.json.Decoder(dict[str, Any] | None).decode
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Row).decode


@dataclass(frozen=True, slots=True)
class Written:
    """Labels that stand somewhere as lines; `lines` reads them from the first one."""

    lines: Callable[[], Iterator[str]]

    def rows(self) -> Iterator[Row]:
        """The lines as rows."""
        return map(_decode, self.lines())


def line(row: Row) -> str:
    """The row as its JSON line, without the line end."""
    return _encode(row).decode()


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
