"""Labels as a stream of bytes in an outside format: a frozen version, or what is accepted now."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import msgspec

from labelwright.datasets import formats, neutral
from labelwright.datasets.formats import Format
from labelwright.operations import projects, releases
from labelwright.operations.permissions import Grants
from labelwright.store import Row, Store, Tx, labels
from labelwright.store import releases as rows
from labelwright.store.scope import EVERYTHING

_PAGE = 1_000  # rows read at once
T = TypeVar("T")

_sources = msgspec.json.Decoder(list[int]).decode


@dataclass(frozen=True, slots=True)
class Export:
    """A file that is made while it is read. `name` has no path."""

    name: str
    format: Format
    chunks: Iterator[bytes]


def of_version(store: Store, grants: Grants, slug: str, n: int, format_name: str) -> Export:
    """A frozen version in a format. Raises NotFound, Denied, InvalidRequest for an unknown format, Conflict."""
    chosen = formats.known(format_name)
    version = store.read(lambda tx: releases.frozen(tx, grants, slug, n))
    schemas = store.read(lambda tx: releases.schemas(tx, version.project))
    frozen = neutral.Written(lambda: version_lines(store, version.id))
    return Export(f"{slug}-v{n}.{chosen.ENDING}", chosen, chosen.write(frozen, schemas))


def version_lines(store: Store, version: int) -> Iterator[str]:
    """The lines of a version in their order, a page at a time."""
    after = -1

    def page(tx: Tx) -> list[Row]:
        return rows.lines(tx, version, after, _PAGE)

    while found := store.read(page):
        after = found[-1].ordinal
        for row in found:
            yield row.row


def of_now(store: Store, grants: Grants, slug: str, format_name: str) -> Export:
    """The labels accepted now, in a format; each row is right at the moment it is read. Raises as `of_version`."""
    chosen = formats.known(format_name)
    project, _ = store.read(lambda tx: projects.enter(tx, grants, "release.see", slug))
    schemas = store.read(lambda tx: releases.schemas(tx, project.id))
    standing = _Standing(store, project.id, store.read(lambda tx: labels.newest(tx, project.id)))
    several = chosen.PASSES > 1
    chunks = _over_a_copy(chosen, standing, schemas) if several else chosen.write(standing, schemas)
    return Export(f"{slug}-labels.{chosen.ENDING}", chosen, chunks)


def _over_a_copy(chosen: Format, standing: neutral.Labels, schemas: formats.Schemas) -> Iterator[bytes]:
    """For formats that read the rows twice: both times the same rows, from a file that has no name."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as copy:
        copy.writelines(f"{line}\n" for line in standing.lines())

        def again() -> Iterator[str]:
            copy.seek(0)
            return iter(copy)

        yield from chosen.write(neutral.Written(again), schemas)


@dataclass(frozen=True, slots=True)
class _Standing:
    """The labels of a project that stand while they are read, up to the label `newest`."""

    store: Store
    project: int
    newest: int

    def lines(self) -> Iterator[str]:
        return self._pages(lambda tx, found: composed(tx, found, _unsplit))

    def rows(self) -> Iterator[neutral.Row]:
        return self._pages(lambda tx, found: _unsigned(tx, found, _unsplit))

    def _pages(self, made: Callable[[Tx, list[Row]], list[T]]) -> Iterator[T]:
        after = 0

        def page(tx: Tx) -> tuple[int, list[T]]:
            found = labels.page(tx, EVERYTHING, self.project, after=after, newest=self.newest, limit=_PAGE)
            return (found[-1].id if found else 0), made(tx, found)

        while True:
            last, several = self.store.read(page)
            if not several:
                return
            after = last
            yield from several


def _unsplit(_: Row) -> None:
    return None


def composed(tx: Tx, found: list[Row], split: Callable[[Row], str | None]) -> list[str]:
    """The neutral lines of accepted labels, as `labels.page` found them."""
    made = _unsigned(tx, found, split)
    sources = [_sources(row.sources) for row in found]
    makers = {
        annotation: neutral.Maker(annotation, person, kind, neutral.instant(at), schema, guideline)
        for annotation, person, kind, schema, guideline, at in labels.makers(tx, list(chain.from_iterable(sources)))
    }
    for row, several in zip(made, sources, strict=True):
        row.made_by = [makers[one] for one in several if one in makers]
    return [neutral.line(row) for row in made]


def _unsigned(tx: Tx, found: list[Row], split: Callable[[Row], str | None]) -> list[neutral.Row]:
    """The rows without whose annotations they rest on."""
    parts: dict[int, dict[str, neutral.Part]] = {row.id: {} for row in found}
    keys = {row.id: row.key for row in found}
    for item, name, media_type, text, sha256, width, height in labels.parts(tx, list(keys)):
        path = keys[item] if text is None else None
        parts[item][name] = neutral.Part(media_type, text, path, sha256, width, height)
    return [
        neutral.Row(
            id=row.id,
            source=row.source,
            key=row.key,
            split=split(row),
            group=row.group_key,
            parts=parts[row.id],
            fields=msgspec.Raw(row.fields.encode()),
            label=msgspec.Raw(row.body.encode()),
            method=row.method,
            schema_version=row.schema_version,
            guideline_version=row.guideline_version,
            accepted_at=neutral.instant(row.created_at),
        )
        for row in found
    ]
