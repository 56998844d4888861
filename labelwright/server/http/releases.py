"""Labels out: versions that never change, and the labels accepted now, in the formats other tools read."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from labelwright.operations import exports, releases
from labelwright.operations.exports import Export
from labelwright.server.clock import iso, iso_or_none, now_us
from labelwright.server.http.security import Asked, TheHouse
from labelwright.store import Row

router = APIRouter(tags=["releases"])

FormatName = Literal["jsonl", "csv", "coco"]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]

_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"application/octet-stream": {"schema": {"type": "string"}}}}
}


class Release(BaseModel):
    """A dataset version. `splits` are the shares it was cut at; hash and frozen_at come when it is final."""

    n: int
    state: Literal["freezing", "frozen", "failed"]
    items: int
    note: str
    by: str
    splits: dict[str, float]
    manifest_sha256: str | None
    created_at: str
    frozen_at: str | None


class SinceLast(BaseModel):
    """How the accepted labels differ from the last version, each counted to 10,000."""

    added: int
    changed: int
    removed: int


class NextRelease(BaseModel):
    """What a version frozen now would hold."""

    acceptable: int
    since_last: SinceLast


class Releases(BaseModel):
    """A project's versions, newest first, and the next one."""

    releases: list[Release]
    next: NextRelease


class ReleaseAsked(BaseModel):
    """Why, and how to cut: shares that sum to 1; none is one split, `all`. Groups never straddle two splits."""

    note: str = Field("", max_length=2_000)
    splits: dict[str, float] = Field({}, max_length=20)


class FreezeAsked(BaseModel):
    """The version that was asked for, and the job that freezes it."""

    n: int
    job: int


class Loss(BaseModel):
    """Something a format does not carry (lost), or carries in a form of its own (folded)."""

    what: str
    kind: Literal["lost", "folded"]
    why: str


class Losses(BaseModel):
    """What a format loses of a project's labels; nothing, for an empty list."""

    format: str
    losses: list[Loss]


def _shown(row: Row) -> Release:
    settings = msgspec.json.decode(row.settings, type=releases.Settings)
    return Release(
        n=row.n, state=row.state, items=row.items, note=row.note, by=row.person_name, splits=settings.shares,
        manifest_sha256=row.manifest_sha256, created_at=iso(row.created_at), frozen_at=iso_or_none(row.frozen_at),
    )  # fmt: skip


@router.get("/projects/{slug}/releases")
async def list_releases(slug: str, caller: Asked, house: TheHouse) -> Releases:
    """Every version, and what the next one would hold."""
    found, coming = await house.store.read_soon(lambda tx: releases.listed(tx, caller.grants, slug))
    since = SinceLast(added=coming.added, changed=coming.changed, removed=coming.removed)
    return Releases(
        releases=[_shown(row) for row in found], next=NextRelease(acceptable=coming.acceptable, since_last=since)
    )


@router.post("/projects/{slug}/releases", status_code=202)
async def freeze_release(slug: str, body: ReleaseAsked, caller: Asked, house: TheHouse) -> FreezeAsked:
    """Asks for a version of what is accepted now; a job freezes it."""
    n, job = await house.store.write_soon(
        lambda tx: releases.ask(tx, caller.grants, slug, body.note, body.splits, now_us())
    )
    return FreezeAsked(n=n, job=job)


@router.get("/projects/{slug}/releases/{n}")
async def get_release(slug: str, n: Number, caller: Asked, house: TheHouse) -> Release:
    """One version."""
    return _shown(await house.store.read_soon(lambda tx: releases.one(tx, caller.grants, slug, n)))


@router.get("/projects/{slug}/releases/{n}/losses")
async def release_losses(
    slug: str, n: Number, caller: Asked, house: TheHouse, format_name: Annotated[FormatName, Query(alias="format")]
) -> Losses:
    """What a format does not carry of this version."""

    def look(tx: Any) -> list[Any]:
        releases.one(tx, caller.grants, slug, n)
        return releases.losses(tx, caller.grants, slug, format_name)

    found = await house.store.read_soon(look)
    return Losses(format=format_name, losses=[Loss(**asdict(one)) for one in found])


@router.get("/projects/{slug}/releases/{n}/manifest", response_class=Response, responses=_FILE)
async def release_manifest(slug: str, n: Number, caller: Asked, house: TheHouse) -> Response:
    """What the version says of itself, byte for byte as it was hashed."""
    text = await house.store.read_soon(lambda tx: releases.manifest_of(tx, caller.grants, slug, n))
    return Response(text.encode(), media_type="application/json", headers=_named(f"{slug}-v{n}-manifest.json"))


@router.get("/projects/{slug}/releases/{n}/download", response_class=StreamingResponse, responses=_FILE)
async def download_release(
    slug: str,
    n: Number,
    caller: Asked,
    house: TheHouse,
    format_name: Annotated[FormatName, Query(alias="format")] = "jsonl",
) -> StreamingResponse:
    """The version in a format, as a stream of any length."""
    export = await asyncio.to_thread(exports.of_version, house.store, caller.grants, slug, n, format_name)
    await house.store.write_soon(lambda tx: releases.downloaded(tx, caller.grants, slug, n, format_name, now_us()))
    return _streamed(export)


@router.get("/projects/{slug}/labels", response_class=StreamingResponse, responses=_FILE)
async def download_labels(
    slug: str, caller: Asked, house: TheHouse, format_name: Annotated[FormatName, Query(alias="format")] = "jsonl"
) -> StreamingResponse:
    """The labels accepted now in a format, as a stream of any length."""
    return _streamed(await asyncio.to_thread(exports.of_now, house.store, caller.grants, slug, format_name))


def _streamed(export: Export) -> StreamingResponse:
    return StreamingResponse(export.chunks, media_type=export.format.MEDIA_TYPE, headers=_named(export.name))


def _named(name: str) -> dict[str, str]:
    """Slugs are plain words, so the name needs no quoting of its own."""
    return {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-cache"}
