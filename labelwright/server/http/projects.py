"""Projects: the list, making one, its home, starting and archiving it."""

from __future__ import annotations

import secrets
from asyncio import to_thread
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from labelwright.operations import definitions, home, projects
from labelwright.server.clock import iso, iso_or_none, now_us
from labelwright.server.http.jobs import JobAsked
from labelwright.server.http.security import Asked, TheHouse

router = APIRouter(tags=["projects"])

LONGEST = 1_000_000  # characters of a definition


class Attention(BaseModel):
    """Something that waits for a manager; `href` leads to where it is ended."""

    kind: str
    text: str
    href: str


class Project(BaseModel):
    """One project. Numbers are 0 for people who may not see its progress."""

    slug: str
    name: str
    state: Literal["draft", "running", "archived"]
    media: Literal["image", "text"] | None
    items: int
    accepted: int
    waiting: int
    stuck: int
    attention: list[Attention]
    roles: list[str]


class Projects(BaseModel):
    """Every project of the caller, newest first."""

    projects: list[Project]


class NewProject(BaseModel):
    """A definition (`labelwright.yaml`), and the text of the guideline file it names."""

    document: str = Field(max_length=LONGEST)
    guideline: str | None = Field(None, max_length=500_000)


class Items(BaseModel):
    """The project's items by state."""

    held: int
    active: int
    accepted: int
    dropped: int
    total: int


class Stranded(BaseModel):
    """Tasks that nobody can end without a manager, by cause."""

    n: int
    cause: str
    code: str
    state: str


class Stage(BaseModel):
    """A stage with what is there now, and what came in and went out within 24 hours.

    A closed one waits for the gates behind the stages it `needs`; `phase_reason` says why one is paused; `mine` is one
    at whose team the caller works.
    """

    key: str
    kind: str
    name: str
    team: str
    phase: str
    waiting: int
    leased: int
    parked: int
    stranded: list[Stranded]
    done: int
    oldest_waiting_at: str | None
    in_day: int
    out_day: int
    overlap: str
    policy: str
    needs: list[str]
    phase_reason: str
    mine: bool


class AtHour(BaseModel):
    """How many in the hour that begins at `at`."""

    at: str
    n: int


class Today(BaseModel):
    """What somebody did since midnight UTC."""

    id: int
    name: str
    answers: int
    active_ms: int


class Pilot(BaseModel):
    """The project's pilot; `open` once its gate is."""

    stage: str
    items: int
    complete: int
    open: bool


class Step(BaseModel):
    """A step of the first walk through a demo."""

    text: str
    done: bool
    href: str


class Home(BaseModel):
    """How a project stands; with `checklist` in the demo, ticked off for the visitor whoever they act as."""

    project: Project
    items: Items
    stages: list[Stage]
    attention: list[Attention]
    accepted_by_hour: list[AtHour]
    people_today: list[Today]
    pilot: Pilot | None
    checklist: list[Step] | None


def _project(one: projects.Standing) -> Project:
    return Project.model_validate(
        {name: getattr(one, name) for name in Project.model_fields if name != "attention"}
        | {"attention": _attention(one.attention)}
    )


def _attention(found: tuple[projects.Attention, ...]) -> list[Attention]:
    return [Attention(kind=one.kind, text=one.text, href=one.href) for one in found]


def _stage(card: home.StageCard) -> Stage:
    stranded = [Stranded(n=one.n, cause=one.text, code=one.code, state=one.state) for one in card.stranded]
    plain = {name: getattr(card, name) for name in Stage.model_fields if name not in ("stranded", "oldest_waiting_at")}
    return Stage(**plain, stranded=stranded, oldest_waiting_at=iso_or_none(card.oldest_waiting_at))


@router.get("/projects")
async def list_projects(caller: Asked, house: TheHouse) -> Projects:
    """Every project of the caller."""
    found = await house.store.read_soon(lambda tx: projects.standings(tx, caller.grants, now_us()))
    return Projects(projects=[_project(one) for one in found])


@router.post("/projects", status_code=201)
async def create_project(body: NewProject, caller: Asked, house: TheHouse) -> Project:
    """A draft of a project from its definition."""
    asked = await to_thread(definitions.read, body.document, body.guideline)
    key, now = secrets.token_bytes(32), now_us()
    made = await house.store.write_soon(lambda tx: definitions.create(tx, caller.grants, asked, key, now))
    fresh = await house.access.fresh(caller)
    return _project(await house.store.read_soon(lambda tx: projects.standing(tx, fresh, made.slug, now)))


@router.get("/projects/{slug}")
async def project(slug: str, caller: Asked, house: TheHouse) -> Project:
    """One project as the list has it."""
    return _project(await house.store.read_soon(lambda tx: projects.standing(tx, caller.grants, slug, now_us())))


@router.get("/projects/{slug}/home")
async def project_home(slug: str, caller: Asked, house: TheHouse) -> Home:
    """How the project stands."""
    found = await house.store.read_soon(lambda tx: home.read(tx, caller.grants, slug, now_us()))
    steps = None
    if house.settings.demo:
        steps = await house.store.read_soon(lambda tx: home.checklist(tx, caller.grants, slug, caller.visitor_id))
    return Home(
        project=_project(found.project),
        items=Items(**found.items),
        stages=[_stage(card) for card in found.stages],
        attention=_attention(found.attention),
        accepted_by_hour=[AtHour(at=iso(at), n=n) for at, n in found.accepted_by_hour],
        people_today=[
            Today(id=one.id, name=one.name, answers=one.answers, active_ms=one.active_ms) for one in found.people_today
        ],
        pilot=None if found.pilot is None else Pilot(
            stage=found.pilot.stage, items=found.pilot.items, complete=found.pilot.complete, open=found.pilot.open
        ),
        checklist=None if steps is None else [Step.model_validate(one, from_attributes=True) for one in steps],
    )  # fmt: skip


@router.post("/projects/{slug}/start")
async def start_project(slug: str, caller: Asked, house: TheHouse) -> JobAsked:
    """Starts a draft: a job lets its items into the pipeline."""
    now = now_us()
    return JobAsked(job=await house.store.write_soon(lambda tx: projects.start(tx, caller.grants, slug, now)))


@router.post("/projects/{slug}/archive", status_code=204)
async def archive_project(slug: str, caller: Asked, house: TheHouse) -> None:
    """Closes a project for work; everything made stays."""
    now = now_us()
    await house.store.write_soon(lambda tx: projects.archive(tx, caller.grants, slug, now))
