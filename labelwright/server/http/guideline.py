"""The guideline: reading a version, publishing the next."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from labelwright.operations import guideline as verbs
from labelwright.operations.sections import LONGEST
from labelwright.server.clock import iso, now_us
from labelwright.server.http.security import Asked, TheHouse
from labelwright.server.http.shapes import MOST

router = APIRouter(tags=["guideline"])


class Section(BaseModel):
    """A section; `html` is safe to show as it is."""

    uid: str
    heading: str
    html: str


class Version(BaseModel):
    """A version of the guideline, who published it and why."""

    version: int
    at: str
    by: str
    note: str


class Guideline(BaseModel):
    """A version of the guideline, and the list of all."""

    version: int
    document: str
    sections: list[Section]
    versions: list[Version]


class NewGuideline(BaseModel):
    """The next text; `base` is the version it started from, where the writer wants to be told of others."""

    document: str = Field(max_length=LONGEST)
    note: str = Field("", max_length=500)
    base: int | None = Field(None, ge=1, le=MOST)


def _shown(found: verbs.Guideline) -> Guideline:
    return Guideline(
        version=found.version,
        document=found.document,
        sections=[Section(uid=one.uid, heading=one.heading, html=one.html) for one in found.sections],
        versions=[
            Version(version=row.version, at=iso(row.created_at), by=row.person, note=row.note)
            for row in found.versions
        ],
    )


@router.get("/projects/{slug}/guideline")
async def guideline(
    slug: str, caller: Asked, house: TheHouse, version: Annotated[int | None, Query(ge=1, le=MOST)] = None
) -> Guideline:
    """The newest version, or the one asked for."""
    return _shown(await house.store.read_soon(lambda tx: verbs.read(tx, caller.grants, slug, version)))


@router.put("/projects/{slug}/guideline")
async def publish_guideline(slug: str, body: NewGuideline, caller: Asked, house: TheHouse) -> Guideline:
    """Publishes the text as the newest version."""
    now = now_us()
    await house.store.write_soon(
        lambda tx: verbs.publish(tx, caller.grants, slug, body.document, body.note, now, base=body.base)
    )
    return _shown(await house.store.read_soon(lambda tx: verbs.read(tx, caller.grants, slug)))
