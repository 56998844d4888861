"""A manager's acts on the flow: phases, gates, what is stuck, batches, priority."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from labelwright.operations import batches, desk, projects
from labelwright.server.clock import now_us
from labelwright.server.http.security import Asked, TheHouse
from labelwright.server.http.shapes import Id, Ref
from labelwright.store import Tx

router = APIRouter(tags=["flow"])


class Phase(BaseModel):
    """Open or paused, and why."""

    phase: Literal["open", "paused"]
    reason: str = Field("", max_length=1000)


class JobAsked(BaseModel):
    """The job that carries it out."""

    job: int


class Skips(BaseModel):
    """How many people skipped a task for one reason."""

    reason: str
    people: int


class Stuck(BaseModel):
    """A task that nobody can end without a manager, why, and what people said of it."""

    task: int
    item: int
    item_key: str
    stage: str
    state: str
    code: str
    text: str
    have: int
    wanted: int
    skips: list[Skips]
    words: list[str]


class StuckTasks(BaseModel):
    """What is parked or stranded."""

    tasks: list[Stuck]


class StuckAct(BaseModel):
    """How to end stuck tasks: settle with the answers there are, lift the bars, give to a person, drop the items."""

    tasks: list[Ref] = Field(min_length=1, max_length=1000)
    act: Literal["settle", "lift", "give", "drop"]
    person: Ref | None = None


class Ended(BaseModel):
    """How many were ended, or moved."""

    count: int


class Priority(BaseModel):
    """Items to move ahead (or back, below 0) wherever they wait."""

    items: list[Ref] = Field(min_length=1, max_length=10_000)
    steps: int = Field(ge=-10, le=10)


class BatchPerson(BaseModel):
    """Whose batch it is."""

    id: int
    name: str


class Batch(BaseModel):
    """Named work of some people; `left` tasks are free to take."""

    id: int
    name: str
    stage: str
    people: list[BatchPerson]
    left: int


class Batches(BaseModel):
    """A project's batches."""

    batches: list[Batch]


class Split(BaseModel):
    """Split what is free at a stage among these people, in equal shares; with `first` only so many of it, with `items`
    what of these items waits there, also from other batches. `name` names the batch instead of its person.
    """

    stage: str
    people: list[Ref] = Field(min_length=1, max_length=100)
    first: int | None = Field(None, ge=1, le=1_000_000)
    items: list[Ref] | None = Field(None, min_length=1, max_length=10_000)
    name: str = Field("", max_length=100)


class Dealt(BaseModel):
    """The batches made, and how many tasks are in them."""

    batches: list[int]
    tasks: int


class SomeItems(BaseModel):
    """Items somebody chose."""

    items: list[Ref] = Field(min_length=1, max_length=10_000)


class WaitingAt(BaseModel):
    """Tasks of the items at a stage: `free` can be given, of them `batched` are in a batch already, `busy` cannot."""

    stage: str
    free: int
    batched: int
    busy: int


class WaitingItems(BaseModel):
    """Where the items wait; those that wait nowhere are in no line."""

    stages: list[WaitingAt]


class BatchPeople(BaseModel):
    """The people a batch is given to."""

    people: list[Ref] = Field(min_length=1, max_length=100)


@router.post("/projects/{slug}/stages/{stage}/phase", status_code=204)
async def set_stage_phase(slug: str, stage: str, body: Phase, caller: Asked, house: TheHouse) -> None:
    """Pauses a stage or opens it again; leased work finishes."""
    now = now_us()

    def verb(tx: Tx) -> None:
        found = projects.managed(tx, caller.grants, slug)
        desk.set_phase(tx, found.id, stage, body.phase, body.reason, caller.person_id, now)

    await house.store.write_soon(verb)


@router.post("/projects/{slug}/stages/{stage}/gate")
async def open_stage_gate(slug: str, stage: str, caller: Asked, house: TheHouse) -> JobAsked:
    """Opens the gate behind a pilot: the stages that wait for it start."""
    now = now_us()

    def verb(tx: Tx) -> int:
        found = projects.managed(tx, caller.grants, slug)
        return desk.open_gate(tx, found.id, stage, caller.person_id, now)

    return JobAsked(job=await house.store.write_soon(verb))


@router.get("/projects/{slug}/stuck")
async def stuck_tasks(slug: str, caller: Asked, house: TheHouse) -> StuckTasks:
    """What is parked or stranded, with the cause of each."""

    def verb(tx: Tx) -> list[desk.Stuck]:
        found, _ = projects.enter(tx, caller.grants, "project.manage", slug)
        return desk.told(tx, desk.stuck(tx, found.id))

    tasks = await house.store.read_soon(verb)
    return StuckTasks(tasks=[Stuck.model_validate(one, from_attributes=True) for one in tasks])


@router.post("/projects/{slug}/stuck")
async def end_stuck_tasks(slug: str, body: StuckAct, caller: Asked, house: TheHouse) -> Ended:
    """Ends stuck tasks in one of four ways; all of them or none."""
    now = now_us()

    def verb(tx: Tx) -> int:
        found = projects.managed(tx, caller.grants, slug)
        return desk.settle_stuck(tx, found.id, body.tasks, body.act, caller.person_id, now, person=body.person)

    return Ended(count=await house.store.write_soon(verb))


@router.post("/projects/{slug}/priority")
async def prioritise(slug: str, body: Priority, caller: Asked, house: TheHouse) -> Ended:
    """Moves items ahead or back in the queues where they wait."""
    now = now_us()

    def verb(tx: Tx) -> int:
        found = projects.managed(tx, caller.grants, slug)
        return desk.prioritise(tx, found.id, body.items, body.steps, caller.person_id, now)

    return Ended(count=await house.store.write_soon(verb))


@router.get("/projects/{slug}/batches")
async def list_batches(slug: str, caller: Asked, house: TheHouse) -> Batches:
    """The project's batches, whose they are and what is left of each."""

    def verb(tx: Tx) -> list[batches.Batch]:
        found, scope = projects.enter(tx, caller.grants, "people.see", slug)
        within = projects.stage_keys(tx, scope, found.id)
        return [one for one in batches.of_project(tx, found.id) if one.stage in within]

    found = await house.store.read_soon(verb)
    return Batches(batches=[Batch.model_validate(one, from_attributes=True) for one in found])


@router.post("/projects/{slug}/batches", status_code=201)
async def split_stage(slug: str, body: Split, caller: Asked, house: TheHouse) -> Dealt:
    """Splits what is free at a stage among people; each gets a batch of their own."""
    now = now_us()
    chosen = batches.Chosen(body.first, body.items, body.name.strip())

    def verb(tx: Tx) -> batches.Dealt:
        found = projects.managed(tx, caller.grants, slug)
        return batches.split(tx, found.id, body.stage, body.people, caller.person_id, now, chosen)

    dealt = await house.store.write_soon(verb)
    return Dealt(batches=list(dealt.batches), tasks=dealt.tasks)


@router.post("/projects/{slug}/batches/waiting")
async def items_waiting(slug: str, body: SomeItems, caller: Asked, house: TheHouse) -> WaitingItems:
    """What of some items could be given to somebody, stage by stage; nothing is changed."""

    def verb(tx: Tx) -> list[batches.Waiting]:
        found, _ = projects.enter(tx, caller.grants, "project.manage", slug)
        return batches.waiting(tx, found.id, body.items)

    found = await house.store.read_soon(verb)
    return WaitingItems(stages=[WaitingAt.model_validate(one, from_attributes=True) for one in found])


@router.post("/projects/{slug}/batches/{batch}/people", status_code=204)
async def give_batch(slug: str, batch: Id, body: BatchPeople, caller: Asked, house: TheHouse) -> None:
    """Gives a batch to other people."""
    now = now_us()

    def verb(tx: Tx) -> None:
        found = projects.managed(tx, caller.grants, slug)
        batches.give(tx, found.id, batch, body.people, caller.person_id, now)

    await house.store.write_soon(verb)


@router.post("/projects/{slug}/batches/{batch}/take-back")
async def take_batch_back(slug: str, batch: Id, caller: Asked, house: TheHouse) -> Ended:
    """What is left of a batch is everybody's again."""
    now = now_us()

    def verb(tx: Tx) -> int:
        found = projects.managed(tx, caller.grants, slug)
        return batches.take_back(tx, found.id, batch, caller.person_id, now)

    return Ended(count=await house.store.write_soon(verb))
