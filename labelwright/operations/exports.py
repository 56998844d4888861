"""Labels as a stream of bytes in an outside format: a frozen version, or what is accepted now."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec

from labelwright.datasets import formats, neutral
from labelwright.datasets.formats import Format
from labelwright.operations import projects, releases
from labelwright.operations.permissions import Grants
from labelwright.store import Row, Store, Tx, labels
from labelwright.store import releases as rows
from labelwright.store.scope import EVERYTHING

_PAGE = 1_000  # rows read at once


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
    name = f"{slug}-v{n}.{chosen.ENDING}"
    return Export(name, chosen, chosen.write(lambda: version_lines(store, version.id), schemas))


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
    newest = store.read(lambda tx: labels.newest(tx, project.id))
    name = f"{slug}-labels.{chosen.ENDING}"
    if chosen.PASSES > 1:
        return Export(name, chosen, _over_a_copy(chosen, lambda: _standing_lines(store, project.id, newest), schemas))
    return Export(name, chosen, chosen.write(lambda: _standing_lines(store, project.id, newest), schemas))


def _over_a_copy(chosen: Format, lines: Callable[[], Iterator[str]], schemas: formats.Schemas) -> Iterator[bytes]:
    """For formats that read the rows twice: both times the same rows, from a file that has no name."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as copy:
        copy.writelines(f"{line}\n" for line in lines())

        def again() -> Iterator[str]:
            copy.seek(0)
            return iter(copy)

        yield from chosen.write(again, schemas)


def _standing_lines(store: Store, project: int, newest: int) -> Iterator[str]:
    after = 0

    def page(tx: Tx) -> tuple[int, list[str]]:
        found = labels.page(tx, EVERYTHING, project, after=after, newest=newest, limit=_PAGE)
        return (found[-1].id if found else 0), composed(tx, found, lambda _: None)

    while True:
        last, lines = store.read(page)
        if not lines:
            return
        after = last
        yield from lines


def composed(tx: Tx, found: list[Row], split: Callable[[Row], str | None]) -> list[str]:
    """The neutral lines of accepted labels, as `labels.page` found them."""
    ids = [row.id for row in found]
    parts: dict[int, dict[str, neutral.Part]] = {i: {} for i in ids}
    keys = {row.id: row.key for row in found}
    for p in labels.parts(tx, ids) if ids else ():
        is_text = p.text is not None
        parts[p.item][p.name] = neutral.Part(
            media_type=p.media_type,
            text=p.text,
            path=None if is_text else keys[p.item],
            sha256=p.fingerprint,
            width=p.width,
            height=p.height,
        )
    sources = {row.id: msgspec.json.decode(row.sources, type=list[int]) for row in found}
    needed = [annotation for several in sources.values() for annotation in several]
    makers = {
        m.id: neutral.Maker(
            m.id, m.person, m.kind, neutral.instant(m.created_at), m.schema_version, m.guideline_version
        )
        for m in (labels.makers(tx, needed) if needed else ())
    }
    return [
        neutral.line(
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
                made_by=[makers[annotation] for annotation in sources[row.id] if annotation in makers],
            )
        )
        for row in found
    ]
