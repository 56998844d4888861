"""Looking at data: pages of items, and one item with all that happened to it."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.responses import Response

from labelwright.operations import browse
from labelwright.server.clock import iso, now_us
from labelwright.server.house import House
from labelwright.server.http.security import Asked, TheHouse
from labelwright.server.http.shapes import MOST, Id
from labelwright.store import Row

router = APIRouter(tags=["data"])

_GRID, _LARGE = 320, 640  # pixels of a thumbnail's longer side
_encode = msgspec.json.Encoder().encode
Ordinal = Annotated[int, Query(ge=0, le=MOST)]


class Part(BaseModel):
    """A medium of an item, at an address signed for the caller; a text stands inline."""

    media_type: str
    text: str | None
    url: str | None
    thumbnail_url: str | None
    width: int | None
    height: int | None


class Label(BaseModel):
    """An accepted label and how it was reached; the answer is None where people could not judge."""

    answer: dict[str, Any] | None
    method: str


class Item(BaseModel):
    """One item. People who work blind see no label."""

    id: int
    key: str
    source: str
    ordinal: int
    state: str
    stage: str | None
    round: int
    group: str | None
    fields: dict[str, Any]
    parts: dict[str, Part]
    label: Label | None


class ItemPage(BaseModel):
    """Some items, where the next ones begin (None: nowhere), and how many there are; a filter counts to 1,000."""

    items: list[Item]
    next: int | None
    total: int | str | None


class Happened(BaseModel):
    """One line of an item's history."""

    at: str
    kind: str
    person: str | None
    text: str | None
    facts: dict[str, Any]


class Answer(BaseModel):
    """One annotation of an item, with the verdicts on it."""

    id: int
    at: str
    kind: str
    verdict: str | None
    standing: str
    parent: int | None
    person: str
    stage: str | None
    round: int
    answer: dict[str, Any] | None
    reasons: list[str]
    comment: str
    unsure: bool
    cannot_judge: bool
    active_ms: int
    schema_version: int
    guideline_version: int


class Comment(BaseModel):
    """Something said about an item."""

    id: int
    at: str
    kind: str
    person: str | None
    text: str
    anchor: str | None
    blocking: bool
    closed: bool


class ItemDetail(Item):
    """One item with its history; people who work blind see neither answers nor names."""

    history: list[Happened]
    annotations: list[Answer]
    comments: list[Comment]


def _parts(house: House, person: int, parts: list[Row], size: int) -> dict[str, dict[str, Any]]:
    now_s = now_us() // 1_000_000
    links = house.links
    return {
        p.name: {
            "media_type": p.media_type,
            "text": p.text,
            "url": links.for_part(person, p.item, p.name, now_s) if p.uri else None,
            "thumbnail_url": links.for_part(person, p.item, p.name, now_s, size) if p.uri else None,
            "width": p.width,
            "height": p.height,
        }
        for p in parts
    }


def _shown(house: House, person: int, row: Row, parts: list[Row], *, blind: bool, size: int) -> dict[str, Any]:
    """Fields and label stay the JSON they are kept as."""
    label = None if blind or row.label is None else {"answer": msgspec.Raw(row.label.encode()), "method": row.method}
    return {
        "id": row.id,
        "key": row.key,
        "source": row.source,
        "ordinal": row.ordinal,
        "state": row.state,
        "stage": row.stage,
        "round": row.round,
        "group": row.group_key,
        "fields": msgspec.Raw(row.fields.encode()),
        "parts": _parts(house, person, parts, size),
        "label": label,
    }


def _total(found: browse.Items) -> int | str | None:
    if not found.more:
        return found.total
    return f"more than {browse.COUNTED:,}" if found.total == browse.COUNTED else None


@router.get("/projects/{slug}/items", response_model=ItemPage)
async def list_items(
    slug: str,
    caller: Asked,
    house: TheHouse,
    after: Ordinal | None = None,
    before: Ordinal | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    state: str | None = None,
    stage: str | None = None,
    label_class: Annotated[str | None, Query(alias="class", max_length=200)] = None,
    person: Annotated[int | None, Query(ge=1, le=MOST)] = None,
    q: Annotated[str | None, Query(max_length=200)] = None,
    batch: Annotated[int | None, Query(ge=1, le=MOST)] = None,
) -> Response:
    """A page of items by their order of arrival: those behind `after`, or the last ones before `before`."""
    asked = browse.Asked(state or None, stage or None, label_class, person, q, batch)
    found = await house.store.read_soon(
        lambda tx: browse.page(tx, caller.grants, slug, asked, after=after or 0, before=before, limit=limit)
    )
    page = {
        "items": [
            _shown(house, caller.person_id, row, found.parts[row.id], blind=found.blind, size=_GRID)
            for row in found.rows
        ],
        "next": found.next,
        "total": _total(found),
    }
    return Response(_encode(page), media_type="application/json")


@router.get("/items/{item}", response_model=ItemDetail)
async def get_item(item: Id, caller: Asked, house: TheHouse) -> Response:
    """One item with everything that happened to it."""
    found = await house.store.read_soon(lambda tx: browse.item(tx, caller.grants, item))
    shown = _shown(house, caller.person_id, found.row, found.parts, blind=found.blind, size=_LARGE)
    shown["history"] = [
        {"at": iso(h.at), "kind": h.kind, "person": h.person, "text": h.facts.get("text"), "facts": h.facts}
        for h in found.happened
    ]
    shown["annotations"] = [_answer(row) for row in found.annotations]
    shown["comments"] = [
        {
            "id": c.id, "at": iso(c.created_at), "kind": c.kind, "person": None if found.blind else c.person_name,
            "text": c.body, "anchor": c.anchor, "blocking": bool(c.blocking), "closed": c.closed_at is not None,
        }
        for c in found.comments
    ]  # fmt: skip
    return Response(_encode(shown), media_type="application/json")


def _answer(row: Row) -> dict[str, Any]:
    body = msgspec.json.decode(row.body)
    return {
        "id": row.id, "at": iso(row.created_at), "kind": row.kind, "verdict": row.verdict, "standing": row.standing,
        "parent": row.parent, "person": row.person_name, "stage": row.stage, "round": row.round,
        "answer": body.get("answer"), "reasons": body.get("reasons") or [], "comment": body.get("comment") or "",
        "unsure": bool(row.unsure), "cannot_judge": bool(row.cannot_judge), "active_ms": row.active_ms,
        "schema_version": row.schema_version, "guideline_version": row.guideline_version,
    }  # fmt: skip
