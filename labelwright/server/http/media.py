"""Media: by addresses that are signed for one person, in stretches, without anything private in them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from labelwright.errors import NotFound
from labelwright.integrations.objects import Content
from labelwright.operations import browse
from labelwright.operations.browse import Medium
from labelwright.operations.permissions import Grants
from labelwright.server.clock import now_us
from labelwright.server.house import House
from labelwright.server.http.security import Asked, TheHouse
from labelwright.server.media_links import Link
from labelwright.store import Tx

router = APIRouter(tags=["data"])

# Only what a browser draws and never runs; anything else would be offered as a file.
_INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "image/bmp", "text/plain; charset=utf-8"})
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_SMALL = 1_000_000  # bytes that go out in one piece
_DAY = 86_400

_BINARY = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}


@router.get(
    "/media/{token}",
    response_class=Response,
    responses={200: {"description": "The whole.", **_BINARY}, 206: {"description": "A stretch.", **_BINARY}},
)
async def get_media(token: str, request: Request, caller: Asked, house: TheHouse) -> Response:
    """A part of an item, or its thumbnail. Takes `Range`, `If-Range` and `If-None-Match`."""
    link = house.links.read(token, now_us() // 1_000_000)
    grants = await _grants(house, link, caller.person_id, caller.grants)
    medium = await house.store.read_soon(lambda tx: _medium(tx, link, grants))
    content = await asyncio.to_thread(_content, house, medium, link.size)
    return _answer(request, content)


async def _grants(house: House, link: Link, person: int, grants: Grants) -> Grants:
    """An address works for the person it was signed for; in the demo also for the visitor who stands in for them."""
    if link.person == person:
        return grants
    if house.settings.demo:
        return await house.access.switched(link.person)
    raise NotFound("There is no such picture.", hint="Reload the page.")


def _medium(tx: Tx, link: Link, grants: Grants) -> Medium:
    if link.lease is not None:
        return browse.of_lease(tx, link.person, link.lease, link.part)
    return browse.of_item(tx, grants, link.item or 0, link.part)


def _content(house: House, medium: Medium, size: int | None) -> Content:
    if size is None:
        return browse.content(house.objects, medium)
    return house.thumbnails.get(medium, size)


def _answer(request: Request, content: Content) -> Response:
    tag = f'"{content.tag}"'
    headers = {
        "etag": tag,
        "accept-ranges": "bytes",
        "cache-control": f"private, max-age={_DAY}, immutable",
        "content-security-policy": "default-src 'none'; sandbox",
        "content-disposition": "inline" if content.media_type in _INLINE else "attachment",
    }
    if tag in [one.strip() for one in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    asked = request.headers.get("range")
    if asked is not None and request.headers.get("if-range", tag) == tag:
        stretch = _stretch(asked, content.size)
        if stretch is None:
            return Response(status_code=416, headers={**headers, "content-range": f"bytes */{content.size}"})
        start, stop = stretch
        if stop - start < content.size:
            headers["content-range"] = f"bytes {start}-{stop - 1}/{content.size}"
            return _sent(content, start, stop, 206, headers)
    return _sent(content, 0, content.size, 200, headers)


def _stretch(asked: str, size: int) -> tuple[int, int] | None:
    """[start, stop) of a Range header; the whole for several stretches or another unit, None for one outside."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or found[0] == "bytes=-":
        return 0, size
    first, last = found[1], found[2]
    if not first:
        length = int(last[:18])
        return (max(0, size - length), size) if length else None
    start = int(first[:18])
    stop = min(size, int(last[:18]) + 1) if last else size
    return (start, stop) if start < stop else None


def _sent(content: Content, start: int, stop: int, status: int, headers: dict[str, str]) -> Response:
    headers["content-length"] = str(stop - start)
    if stop - start <= _SMALL:
        return Response(b"".join(content.read(start, stop)), status, headers, content.media_type)
    blocks: Iterator[bytes] = content.read(start, stop)
    return StreamingResponse(blocks, status, headers, content.media_type)
