"""Outside formats, one file each. A format is one line here.

Each module has `NAME`, `MEDIA_TYPE`, `ENDING`, `losses(schemas, parts)`, what the format cannot say, and
`write(labels, schemas)`: the file as a stream of bytes. It goes over the labels `PASSES` times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from labelwright.datasets.formats import coco, csv, jsonl
from labelwright.datasets.formats.loss import Loss, Schemas
from labelwright.datasets.neutral import Labels
from labelwright.errors import InvalidRequest


class Format(Protocol):
    """What every format module offers."""

    NAME: str
    MEDIA_TYPE: str
    ENDING: str
    PASSES: int

    def losses(self, schemas: Schemas, parts: Iterable[str]) -> list[Loss]:
        """What a file of this format would not say of items with these kinds of parts."""

    def write(self, labels: Labels, schemas: Schemas) -> Iterator[bytes]:
        """The file, block by block."""


FORMATS: dict[str, Format] = {"jsonl": jsonl, "csv": csv, "coco": coco}


def known(name: str) -> Format:
    """The format of this name. Raises InvalidRequest with the names there are."""
    if name not in FORMATS:
        raise InvalidRequest(f"There is no format {name}.", hint=f"Write one of {', '.join(FORMATS)}.")
    return FORMATS[name]


__all__ = ["FORMATS", "Format", "Loss", "Schemas", "known"]
