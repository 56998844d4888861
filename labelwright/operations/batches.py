"""Batches: named work of some people. A data set is split among three, and taken back when one of them leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labelwright.errors import InvalidRequest, NotFound
from labelwright.operations import plans, queues, work
from labelwright.operations.plans import StageInForce
from labelwright.store import Row, Tx, desk, events


@dataclass(frozen=True, slots=True)
class BatchPerson:
    """Whose batch it is."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch with its people; `left` tasks are free to take."""

    id: int
    name: str
    stage: str
    people: tuple[BatchPerson, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which tasks of a stage a split takes: all that is everybody's and free, or the first so many of it, or the free
    ones of some items in whoever's batch they are. `name` names the batches instead of their people.
    """

    first: int | None = None
    items: Sequence[int] | None = None
    name: str = ""


EVERYTHING_FREE = Chosen()


@dataclass(frozen=True, slots=True)
class Waiting:
    """The tasks of some items at one stage: `free` can be given to somebody, of them `batched` are in a batch already;
    `busy` ones are on a screen, promised to a person, or parked.
    """

    stage: str
    free: int
    batched: int
    busy: int


@dataclass(frozen=True, slots=True)
class Dealt:
    """The batches that were made, and how many tasks are in them."""

    batches: tuple[int, ...]
    tasks: int


def waiting(tx: Tx, project: int, items: Sequence[int]) -> list[Waiting]:
    """Where these items wait, in the order of the stages; those that wait nowhere are in no line."""
    return [
        Waiting(row.stage, row.free, row.batched, row.waiting - row.free) for row in desk.waiting_of(tx, project, items)
    ]


def of_project(tx: Tx, project: int) -> list[Batch]:
    """A project's batches, oldest first."""
    found: dict[int, Batch] = {}
    for row in desk.batches(tx, project):
        people = (BatchPerson(row.person, row.person_name),) if row.person is not None else ()
        before = found.get(row.id)
        found[row.id] = Batch(
            row.id, row.name, row.stage, (*before.people, *people) if before else people, row.left_open
        )
    return list(found.values())


def split(
    tx: Tx, project: int, key: str, people: Sequence[int], by: int, now: int, chosen: Chosen = EVERYTHING_FREE
) -> Dealt:
    """Splits what was chosen at a stage into one batch for each of these people.

    They get the tasks in turn, by rank. Raises InvalidRequest where items were named and none of them waits there.
    """
    plan = plans.current(tx, project)
    stage = plan.stage(key)
    _require_team(tx, stage, people)
    free = None if chosen.items is None else desk.free_of(tx, stage.id, chosen.items)
    if free is not None and not free:
        raise InvalidRequest(f"None of these items waits at {key}.", hint="Look where they stand, or wait for a lease.")
    names = _names(tx, people, chosen.name)
    made = [desk.add_batch(tx, project, stage.id, f"{now}-{n}", name, now) for n, name in enumerate(names)]
    for batch, person in zip(made, people, strict=True):
        desk.assign(tx, batch, person)
    if free is None:
        dealt = desk.deal(tx, stage.id, made, chosen.first)
    else:
        dealt = sum(desk.put(tx, batch, free[n :: len(made)]) for n, batch in enumerate(made))
    plans.pools_changed(tx)
    queues.reopened_all(tx, stage.id)
    events.add(tx, "split", now, project=project, actor=by, refs={"stage": key, "batches": made, "tasks": dealt})
    return Dealt(tuple(made), dealt)


def _names(tx: Tx, people: Sequence[int], name: str) -> list[str]:
    who = desk.names(tx, people)
    if not name:
        return [f"For {one}" for one in who]
    return [name] if len(who) == 1 else [f"{name}, {one}" for one in who]


def give(tx: Tx, project: int, batch: int, people: Sequence[int], by: int, now: int) -> None:
    """Makes a batch the work of these people and nobody else."""
    row = _batch(tx, project, batch)
    _require_team(tx, plans.current(tx, row.project).by_id(row.stage), people)
    desk.unassign(tx, batch)
    for person in people:
        desk.assign(tx, batch, person)
    plans.pools_changed(tx)
    events.add(tx, "batch_given", now, project=row.project, actor=by, refs={"batch": batch, "people": list(people)})


def take_back(tx: Tx, project: int, batch: int, by: int, now: int) -> int:
    """What is left of a batch is everybody's again, live leases on it are released; how many tasks."""
    row = _batch(tx, project, batch)
    for lease in desk.live_in_pool(tx, batch):
        work.end_lease(tx, lease, "released", now)
    desk.unassign(tx, batch)
    n = desk.to_everybody(tx, row.stage, batch)
    plans.pools_changed(tx)
    queues.reopened_all(tx, row.stage)
    events.add(tx, "batch_taken_back", now, project=row.project, actor=by, refs={"batch": batch, "tasks": n})
    return n


def _batch(tx: Tx, project: int, batch: int) -> Row:
    row = desk.batch(tx, batch)
    if row is None or row.project != project:
        raise NotFound(f"There is no batch {batch}.")
    return row


def _require_team(tx: Tx, stage: StageInForce, people: Sequence[int]) -> None:
    team = plans.team(tx, stage.team)
    strangers = [person for person in people if person not in team]
    if strangers or not people:
        raise InvalidRequest(
            f"{len(strangers)} of these people are not in the team of {stage.key}.", hint="Add them to the team first."
        )
