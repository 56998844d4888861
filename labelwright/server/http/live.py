"""The live stream of a project: what kinds of things changed, at most once a second."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
from fastapi import APIRouter
from starlette.responses import StreamingResponse

from labelwright.operations import projects
from labelwright.server.http.security import Asked, TheHouse
from labelwright.server.live import Hub

router = APIRouter(tags=["live"])

_PAUSE = 1.0  # seconds between two messages
_BEAT = 15.0  # seconds of silence after which a comment keeps proxies from hanging up


@router.get(
    "/projects/{slug}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def follow_project(slug: str, caller: Asked, house: TheHouse) -> StreamingResponse:
    """Server-sent events: `event: changed` with `{"kinds": [...]}`."""
    project, _ = await house.store.read_soon(lambda tx: projects.enter(tx, caller.grants, "project.see", slug))
    return StreamingResponse(
        changes(house.hub, project.id, caller.person_id),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def changes(
    hub: Hub, project: int, person: int = 0, pause: float = _PAUSE, beat: float = _BEAT
) -> AsyncIterator[bytes]:
    """The messages of one stream, until the server stops, the client goes, or the person may have lost the project."""
    stream = hub.open(project, person)
    try:
        yield b"retry: 2000\n\n"
        while stream.kinds or not stream.over:
            try:
                await asyncio.wait_for(stream.woken.wait(), beat)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            kinds = stream.take()
            if kinds:
                yield b"event: changed\ndata: " + msgspec.json.encode({"kinds": kinds}) + b"\n\n"
            if not stream.over:
                await asyncio.sleep(pause)
    finally:
        hub.shut(project, stream)
