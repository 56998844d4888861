"""Background jobs: how far they are, and asking them to stop."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter
from pydantic import BaseModel

from labelwright.operations import background
from labelwright.server.clock import iso, iso_or_none, now_us
from labelwright.server.http.security import Asked, TheHouse
from labelwright.server.http.shapes import Id
from labelwright.store import Row

router = APIRouter(tags=["jobs"])


class Job(BaseModel):
    """A job; `done` of `total` is its progress where it knows, `result` what it made, `error` why it failed."""

    id: int
    kind: str
    state: str
    done: int
    total: int | None
    result: dict[str, object] | None
    error: str | None
    created_at: str
    finished_at: str | None


class Jobs(BaseModel):
    """Jobs, newest first."""

    jobs: list[Job]


class JobAsked(BaseModel):
    """The job that was put in line: follow it at `/jobs/{job}`."""

    job: int


def shown(row: Row) -> Job:
    """A job's row as the API writes it."""
    return Job(
        id=row.id, kind=row.kind, state=row.state, done=row.done, total=row.total,
        result=msgspec.json.decode(row.result) if row.result else None, error=row.error,
        created_at=iso(row.created_at), finished_at=iso_or_none(row.finished_at),
    )  # fmt: skip


@router.get("/jobs/{job}")
async def job(job: Id, caller: Asked, house: TheHouse) -> Job:
    """How far a job is."""
    return shown(await house.store.read_soon(lambda tx: background.one(tx, caller.grants, job)))


@router.post("/jobs/{job}/cancel")
async def cancel_job(job: Id, caller: Asked, house: TheHouse) -> Job:
    """Asks a job to stop at its next step."""
    now = now_us()
    return shown(await house.store.write_soon(lambda tx: background.cancel(tx, caller.grants, job, now)))


@router.get("/projects/{slug}/jobs")
async def project_jobs(slug: str, caller: Asked, house: TheHouse) -> Jobs:
    """The project's latest jobs."""
    rows = await house.store.read_soon(lambda tx: background.of_project(tx, caller.grants, slug))
    return Jobs(jobs=[shown(row) for row in rows])
