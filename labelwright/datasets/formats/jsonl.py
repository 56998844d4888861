"""JSON lines: our neutral lane. Nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from labelwright.datasets.formats.loss import Loss, Schemas
from labelwright.datasets.neutral import Labels

NAME = "JSON lines"
MEDIA_TYPE = "application/x-ndjson"
ENDING = "jsonl"
PASSES = 1

_BLOCK = 500  # lines written at once


def losses(schemas: Schemas, parts: Iterable[str]) -> list[Loss]:  # noqa: ARG001 - each format is asked alike
    """Nothing."""
    return []


def write(labels: Labels, schemas: Schemas) -> Iterator[bytes]:  # noqa: ARG001
    """The lines as they are."""
    rows = labels.lines()
    while block := list(islice(rows, _BLOCK)):
        block.append("")
        yield "\n".join(block).encode()
