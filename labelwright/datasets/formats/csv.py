"""CSV: one row an item, one column a field. Objects stand as JSON in their cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

import msgspec

from labelwright.datasets import neutral
from labelwright.datasets.formats.loss import Loss, Schemas, fields_of

NAME = "CSV"
MEDIA_TYPE = "text/csv; charset=utf-8"
ENDING = "csv"
PASSES = 1

_BLOCK = 500  # rows written at once
_BEFORE = ("id", "source", "key", "split", "group")
_AFTER = ("cannot_judge", "method", "schema_version", "guideline_version", "accepted_at", "fields")

_json = msgspec.json.Encoder().encode


def losses(schemas: Schemas, parts: Iterable[str]) -> list[Loss]:  # noqa: ARG001 - each format is asked alike
    """Boxes and several choices are folded into one cell; whose annotations made a label is lost."""
    found = [
        Loss(key, "folded", f"a {field['type']} is no single value: its cell holds JSON")
        for key, field in fields_of(schemas).items()
        if field["type"] in ("box", "multi_choice")
    ]
    found.append(Loss("fields", "folded", "an item's own fields stand in one cell as JSON"))
    found.append(Loss("made_by", "lost", "a row has no place for the annotations a label rests on"))
    found.append(Loss("parts", "lost", "media type and SHA-256 of the parts are left out"))
    return found


def write(labels: neutral.Labels, schemas: Schemas) -> Iterator[bytes]:
    """A header and a row for each label; columns are `part.NAME` for parts and `label.FIELD` for answers."""
    rows = labels.rows()
    first = next(rows, None)
    parts = list(first.parts) if first else []
    keys = list(fields_of(schemas))
    sized = {name: first.parts[name].width is not None for name in parts} if first else {}
    header = [*_BEFORE, *_columns(parts, sized), *(f"label.{key}" for key in keys), *_AFTER]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    yield _taken(buffer)
    everything = chain([first], rows) if first else iter(())
    while block := list(islice(everything, _BLOCK)):
        writer.writerows(_cells(row, parts, sized, keys) for row in block)
        yield _taken(buffer)


def _columns(parts: Sequence[str], sized: dict[str, bool]) -> list[str]:
    names = []
    for part in parts:
        names.append(f"part.{part}")
        if sized[part]:
            names += [f"part.{part}.width", f"part.{part}.height"]
    return names


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _cells(row: neutral.Row, parts: Sequence[str], sized: dict[str, bool], keys: Sequence[str]) -> list[Any]:
    cells: list[Any] = [row.id, row.source, row.key, row.split, row.group]
    for name in parts:
        part = row.parts.get(name)
        cells.append(None if part is None else part.text if part.text is not None else part.path)
        if sized[name]:
            cells += [part.width, part.height] if part else [None, None]
    answer = row.answer()
    cells += [_cell(answer.get(key)) for key in keys]
    cells += ["false" if answer else "true", row.method, row.schema_version, row.guideline_version, row.accepted_at]
    cells.append(bytes(row.fields).decode())
    return cells


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return value
    return _json(value).decode()
