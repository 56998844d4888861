"""Data in: files and rows that are uploaded, folders and tables of the server's own, and taking them back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from labelwright.datasets import rows
from labelwright.errors import InvalidRequest
from labelwright.operations import ingest, sources
from labelwright.operations.ingest import Begun, Driver, Outcome, Report
from labelwright.server.clock import iso, iso_or_none, now_us
from labelwright.server.http import uploads
from labelwright.server.http.jobs import JobAsked
from labelwright.server.http.problems import Place
from labelwright.server.http.security import Asked, TheHouse
from labelwright.server.http.shapes import Id, Key
from labelwright.store import Row

router = APIRouter(tags=["data"])

# Threads of their own: bodies that come slowly must not hold up pictures, which are read in the loop's few.
_carriers = ThreadPoolExecutor(64, thread_name_prefix="import")
_SHOWN = 100  # problems in an answer; the report has more

OnError = Literal["stop", "skip"]
Columns = Annotated[Sequence[str], Query(max_length=100)]


class Import(BaseModel):
    """What an import did: items added, known and unchanged, known with other content, and rows or files refused."""

    id: int
    state: Literal["staged", "done", "undone", "failed"]
    source: str
    by: str
    added: int
    unchanged: int
    changed: int
    refused: int
    problems: list[Place]
    at: str
    done_at: str | None
    undone_at: str | None


class Imports(BaseModel):
    """A project's imports, newest first."""

    imports: list[Import]


class ImportReport(BaseModel):
    """All that was refused, and keys whose content is another one than before; both named up to a thousand."""

    id: int
    refused: int
    problems: list[Place]
    changed: int
    changed_keys: list[str]


class SourceAsked(BaseModel):
    """Which source of the project to read, and what to do about rows that are wrong."""

    source: str = Field("main", pattern=r"^[a-z][a-z0-9_-]{0,63}$")
    on_error: OnError = "stop"


def _report(row: Row) -> Report:
    return msgspec.json.decode(row.report, type=Report)


def _places(report: Report, most: int) -> list[Place]:
    return [Place(place=p.place, message=p.message, hint=p.hint, line=p.line) for p in report.problems[:most]]


def _shown(row: Row) -> Import:
    report = _report(row)
    return Import(
        id=row.id, state=row.state, source=row.source, by=row.person_name, added=report.added,
        unchanged=report.unchanged, changed=report.changed, refused=report.refused, problems=_places(report, _SHOWN),
        at=iso(row.created_at), done_at=iso_or_none(row.done_at), undone_at=iso_or_none(row.undone_at),
    )  # fmt: skip


_ROWS = {"schema": {"type": "string"}}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": _ROWS,
            "application/x-ndjson": _ROWS,
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            },
        },
    }
}


@router.post("/projects/{slug}/imports", status_code=201, openapi_extra=_BODY)
async def import_data(
    slug: str,
    request: Request,
    caller: Asked,
    house: TheHouse,
    on_error: OnError = "stop",
    source: Key | None = None,
    column: Columns = (),
) -> Import:
    """Takes rows or files in. The body is read as it comes; nothing is seen before all of it is in.

    `column=body=message` reads the column `message` of this table where the definition says `body`.
    """
    columns = _columns(column)
    kind = request.headers.get("content-type", "")
    is_form = kind.lower().startswith("multipart/form-data")
    row_format = rows.format_of("", kind)
    if not is_form and row_format is None:
        raise InvalidRequest(
            f"A body of {kind or 'no type'} is not taken.",
            hint="Send text/csv, application/x-ndjson, application/json or multipart/form-data.",
        )
    loop = asyncio.get_running_loop()
    begun = await house.store.write_soon(lambda tx: ingest.begin(tx, caller.grants, slug, source or "main", now_us()))
    chunks = uploads.pulled(request.stream(), loop)

    def outcomes() -> Iterator[Outcome]:
        if row_format is None:
            return uploads.form(kind, chunks, house.objects, begun.source)
        return sources.table(begun.source, chunks, row_format, columns=columns)

    await loop.run_in_executor(_carriers, _carry_out, house, begun, on_error, outcomes())
    return _shown(await house.store.read_soon(lambda tx: ingest.one(tx, caller.grants, begun.id)))


def _columns(given: Sequence[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    wrong = next((one for one, (was, _, now) in zip(given, pairs, strict=True) if not was or not now), None)
    if wrong is not None:
        raise InvalidRequest(f"{wrong} names no columns.", hint="Write column=body=message: first the definition.")
    return {was: now for was, _, now in pairs}


def _carry_out(house: TheHouse, begun: Begun, on_error: OnError, outcomes: Iterator[Outcome]) -> None:
    Driver(house.store, begun, on_error, now_us, ended=house.objects.uploads.let_go).run(outcomes)


@router.post("/projects/{slug}/imports/source", status_code=202)
async def import_source(slug: str, body: SourceAsked, caller: Asked, house: TheHouse) -> JobAsked:
    """Reads the folder or table that the definition names; a job does it, whose result names the import."""
    job = await house.store.write_soon(
        lambda tx: sources.ask(tx, caller.grants, slug, body.source, body.on_error, now_us())
    )
    return JobAsked(job=job)


@router.get("/projects/{slug}/imports")
async def list_imports(slug: str, caller: Asked, house: TheHouse) -> Imports:
    """What was taken in, newest first."""
    found = await house.store.read_soon(lambda tx: ingest.listed(tx, caller.grants, slug))
    return Imports(imports=[_shown(row) for row in found])


@router.get("/imports/{number}")
async def get_import(number: Id, caller: Asked, house: TheHouse) -> Import:
    """One import."""
    return _shown(await house.store.read_soon(lambda tx: ingest.one(tx, caller.grants, number)))


@router.get("/imports/{number}/report")
async def import_report(
    number: Id, caller: Asked, house: TheHouse, limit: Annotated[int, Query(ge=1, le=ingest.KEPT)] = ingest.KEPT
) -> ImportReport:
    """Everything an import refused, with file and line."""
    row = await house.store.read_soon(lambda tx: ingest.one(tx, caller.grants, number))
    report = _report(row)
    return ImportReport(
        id=row.id, refused=report.refused, problems=_places(report, limit), changed=report.changed,
        changed_keys=report.changed_keys[:limit],
    )  # fmt: skip


@router.post("/imports/{number}/undo")
async def undo_import(number: Id, caller: Asked, house: TheHouse) -> Import:
    """Takes an import back. Refused with their number where items have answers already."""
    looked = await house.store.read_soon(lambda tx: ingest.unanswered(tx, caller.grants, number))
    return _shown(await house.store.write_soon(lambda tx: ingest.undo(tx, caller.grants, looked, now_us())))
