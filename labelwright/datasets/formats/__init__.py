"""Outside formats, one file each. A format is one line here.

Each module has `NAME`, `MEDIA_TYPE`, `ENDING`, `losses(schemas, parts)`, what the format cannot say, and
`write(lines, schemas)`: the file as a stream of bytes from neutral JSON lines. `lines` is called once for each
of the `PASSES` over the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from labelwright.datasets.formats import coco, csv, jsonl
from labelwright.datasets.formats.loss import Loss, Schemas
from labelwright.errors import InvalidRequest

Lines = Callable[[], Iterable[str]]


class Format(Protocol):
    """What every format module offers."""

    NAME: str
    MEDIA_TYPE: str
    ENDING: str
    PASSES: int

    def losses(self, schemas: Schemas, parts: Iterable[str]) -> list[Loss]: ...
    def write(self, lines: Lines, schemas: Schemas) -> Iterator[bytes]: ...


FORMATS: dict[str, Format] = {
    "jsonl": jsonl,
    "csv": csv,
    "coco": coco,
}


def known(name: str) -> Format:
    """The format of this name. Raises InvalidRequest with the names there are."""
    if name not in FORMATS:
        raise InvalidRequest(f"There is no format {name}.", hint=f"Write one of {', '.join(FORMATS)}.")
    return FORMATS[name]


__all__ = ["FORMATS", "Format", "Lines", "Loss", "Schemas", "known"]
