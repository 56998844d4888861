"""Whether the server lives, and whether it can work: for load balancers and whoever starts it."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

import labelwright
from labelwright.server.http import problems
from labelwright.server.http.security import TheHouse

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process answers."""

    status: str = "ok"
    version: str


@router.get("/health")
async def health() -> Health:
    """Whether the process answers."""
    return Health(version=labelwright.__version__)


@router.get("/ready", response_model=Health)
async def ready(house: TheHouse) -> Health | Response:
    """Whether the database answers and the server is not stopping."""
    if house.hub.closing:
        return problems.respond(503, "stopping", "The server is stopping.")
    await house.store.read_soon(lambda tx: tx.value("SELECT 1"))
    return Health(version=labelwright.__version__)
