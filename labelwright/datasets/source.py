"""Where a project's items come from: the `source` section of a definition.

    source: {folder: ./images, parts: {image: image}}                  one item for each image file
    source: {table: tickets.csv, key: ticket_id, parts: {text: body}}  one item for each row; the part is a column
    source: {parts: {image: image}}                                    whatever is uploaded
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from labelwright.errors import InvalidData, Path, Problem
from labelwright.ontology.field import RESERVED_WORDS
from labelwright.reading import NAME, NAME_RULE, Section, nearest, one_of, shown

SourceKind = Literal["folder", "table", "upload"]
Media = Literal["image", "text"]
FieldKind = Literal["text", "number"]

MOST_FIELDS = 100
MEDIA = ("image", "text")
MEDIA_LATER = ("video", "audio", "document", "pdf", "point_cloud", "time_series")
KEYS = ("folder", "table", "parts", "key", "fields", "group_by", "subject")
_LATER = ("bucket", "lake", "query", "rights", "retention", "prelabels", "url", "order")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of an item: its media, and the column that holds it where rows are read."""

    name: str
    media: Media
    column: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where items come from. `path` is as written; it resolves only under the folder the server allows.

    `key` is the column that identifies a row (None: a file is its own name). `group_by` and `subject` name item fields.
    `fields` are the item fields that conditions may use, with their kind.
    """

    kind: SourceKind
    path: str
    parts: Mapping[str, Part]
    key: str | None = None
    fields: Mapping[str, FieldKind] = field(default_factory=dict)
    group_by: str | None = None
    subject: str | None = None


def renamed(source: Source, columns: Mapping[str, str]) -> Source:
    """The source for one table that calls its columns otherwise: `columns` gives the table's name for the source's.

    Raises InvalidData for a column that the source does not read.

    >>> tickets = Source("table", "t.csv", {"text": Part("text", "text", "body")}, key="id")
    >>> renamed(tickets, {"body": "message"}).parts["text"].column
    'message'
    """
    read_here = [part.column for part in source.parts.values()] + ([source.key] if source.key else [])
    unknown = [name for name in columns if name not in read_here]
    if unknown:
        raise InvalidData(f"The source reads no column {unknown[0]}.", hint=f"It reads {', '.join(read_here)}.")
    parts = {name: replace(part, column=columns.get(part.column, part.column)) for name, part in source.parts.items()}
    return replace(source, parts=parts, key=columns.get(source.key, source.key) if source.key else None)


def read(value: object, path: Path, problems: list[Problem]) -> Source:
    """The source; what is wrong with it goes to `problems`. None reads as an empty one."""
    if value is None:
        return Source("upload", "", {})
    section = Section(value, path, problems, KEYS, _LATER)
    kind, where = _where(section)
    parts = _parts(section, kind)
    if "key" in section and kind == "folder":
        section.wrong("key", "a folder has no key", "a file's path inside the folder identifies it: leave it out")
    return Source(
        kind=kind,
        path=where,
        parts=parts,
        key=section.text("key", "") or None,
        fields=_fields(section),
        group_by=_reference(section, "group_by"),
        subject=_reference(section, "subject"),
    )


def _where(section: Section) -> tuple[SourceKind, str]:
    if "folder" in section and "table" in section:
        section.wrong("table", "a source is a folder or a table, not both")
    if "folder" in section:
        return "folder", section.text("folder")
    if "table" in section:
        table = section.text("table")
        if table and not table.lower().endswith((".csv", ".jsonl", ".ndjson", ".json")):
            later = table.lower().endswith((".parquet", ".xlsx", ".tsv"))
            what = f"a {table.rsplit('.', 1)[-1]} table comes later" if later else f"{shown(table)} is no known table"
            section.wrong("table", what, "write .csv, .jsonl or .json")
        return "table", table
    return "upload", ""


def _parts(section: Section, kind: SourceKind) -> Mapping[str, Part]:
    if section.missing("parts", "such as {image: image} for files, {text: body} for a column"):
        return {}
    value = section.get("parts")
    if not isinstance(value, Mapping) or not value:
        section.wrong("parts", f"must be a mapping of parts, not {shown(value)}", "such as {image: image}")
        return {}
    if kind == "folder" and len(value) > 1:
        section.wrong("parts", "a folder gives one part: the file", "several parts of an item need a table of texts")
    parts = {}
    for name, what in value.items():
        at = (*section.at("parts"), name)
        if not NAME.fullmatch(name):
            section.problems.append(Problem(at, f"{shown(name)} is no name for a part", NAME_RULE))
        elif not isinstance(what, str) or not what:
            section.problems.append(Problem(at, f"must be {one_of((*MEDIA, 'a column'))}, not {shown(what)}"))
        else:
            parts[name] = _part(name, what, kind, at, section.problems)
    return parts


def _part(name: str, what: str, kind: SourceKind, at: Path, problems: list[Problem]) -> Part:
    """In a folder the value is the media; in a table a column of texts; in an upload either."""
    if kind == "table":
        return Part(name, "text", what)
    if what in MEDIA:
        return Part(name, cast(Media, what), name)
    if what in MEDIA_LATER:
        problems.append(Problem(at, f"{what} comes later", f"now: {one_of(MEDIA)}"))
    elif kind == "folder":
        near = nearest(what, MEDIA)
        problems.append(Problem(at, f"must be {one_of(MEDIA)}, not {shown(what)}", near if "mean" in near else ""))
    return Part(name, "image" if kind == "folder" else "text", what)


def _fields(section: Section) -> Mapping[str, FieldKind]:
    value = section.get("fields")
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        section.wrong("fields", f"must be a mapping of item fields, not {shown(value)}", "such as {camera: text}")
        return {}
    if len(value) > MOST_FIELDS:
        section.wrong("fields", f"there may be {MOST_FIELDS} item fields, not {len(value):,}")
        return {}
    kinds = Section(value, section.at("fields"), section.problems, value)
    fields = {}
    for name in value:
        if not _IDENTIFIER.fullmatch(name) or name in RESERVED_WORDS:
            kinds.wrong(name, f"{shown(name)} cannot stand in a condition", "letters, digits and _, no reserved word")
        fields[name] = cast(FieldKind, kinds.word(name, ("text", "number"), "text"))
    return fields


def _reference(section: Section, key: str) -> str | None:
    value = section.text(key, "")
    if not value:
        return None
    name = value.removeprefix("fields.")
    if name == value or not name:
        section.wrong(key, f"must name an item field, not {shown(value)}", f"write fields.{value}")
        return None
    return name
