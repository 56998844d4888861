"""What a project was asked to do, ready to act on: read once, kept in memory, dropped when it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from labelwright import definition as definitions
from labelwright.errors import NotFound
from labelwright.ontology.schema import Schema
from labelwright.operations import permissions
from labelwright.operations.permissions import Grants
from labelwright.store import Row, Store, Tx, plans
from labelwright.workflow.conditions import Conditions
from labelwright.workflow.policies import Pipeline, Stage


@dataclass(frozen=True, slots=True)
class StageInForce:
    """A stage's policies with its row: `phase` is open, paused or closed (waiting for a gate)."""

    id: int
    key: str
    phase: str
    team: int | None
    policy: Stage


@dataclass(frozen=True, slots=True)
class Plan:
    """The definition in force of one project."""

    project: int
    slug: str
    definition: int
    pipeline: Pipeline
    conditions: Conditions
    schema: Schema
    schema_version: int
    guideline_version: int
    sampling_key: bytes
    running: bool
    stages: Mapping[str, StageInForce]

    def by_id(self, stage: int) -> StageInForce:
        """The stage with this id. Raises NotFound where the definition in force has it no more."""
        for one in self.stages.values():
            if one.id == stage:
                return one
        raise NotFound(f"Project {self.slug} has no such stage any more.")

    def stage(self, key: str) -> StageInForce:
        """The stage with this key. Raises NotFound with the keys there are."""
        if key not in self.stages:
            raise NotFound(f"Project {self.slug} has no stage {key}.", hint=f"It has {', '.join(self.stages)}.")
        return self.stages[key]

    def opened(self) -> frozenset[str]:
        """The stages whose gates were opened: somebody behind them works."""
        return frozenset(need for one in self.stages.values() if one.phase != "closed" for need in one.policy.needs)


def current(tx: Tx, project: int) -> Plan:
    """The plan of a project. Raises NotFound."""
    known: Plan | None = tx.recall("plan", project)
    if known is not None:
        return known
    row = plans.in_force(tx, project)
    if row is None:
        raise NotFound("There is no such project.")
    read = _read(tx, row)
    in_force = {
        stage.key: StageInForce(stage.id, stage.key, stage.phase, stage.team, read.pipeline[stage.key])
        for stage in plans.stages(tx, project)
        if stage.key in read.pipeline.stages
    }
    plan = Plan(
        project=row.id,
        slug=row.slug,
        definition=row.definition,
        pipeline=read.pipeline,
        conditions=read.conditions,
        schema=read.schema,
        schema_version=row.schema_version,
        guideline_version=row.guideline_version,
        sampling_key=bytes(row.sampling_key),
        running=row.started_at is not None and row.archived_at is None,
        stages=in_force,
    )
    tx.remember("plan", project, thing=plan)
    return plan


def find(tx: Tx, grants: Grants, slug: str) -> int:
    """The project under this slug, asked of the database once. Raises NotFound, also where the person has no part."""
    found: int | None = tx.recall("slug", slug)
    if found is None:
        found = plans.project_id(tx, slug)
        if found is not None:
            tx.remember("slug", slug, thing=found)
    if found is None or not permissions.may(grants, "project.see", found):
        raise NotFound(f"There is no project {slug!r}.", hint="It may have another name, or not be yours to see.")
    return found


def definition(tx: Tx, definition_id: int) -> definitions.Definition:
    """A definition by its row's id, in force or not. Raises NotFound."""
    known: definitions.Definition | None = tx.recall("definition", definition_id)
    if known is not None:
        return known
    row = plans.definition(tx, definition_id)
    if row is None:
        raise NotFound("There is no such definition.")
    read = definitions.read(row.document)
    tx.remember("definition", definition_id, thing=read)
    return read


def _read(tx: Tx, row: Row) -> definitions.Definition:
    read: definitions.Definition | None = tx.recall("definition", row.definition)
    if read is None:
        read = definitions.read(row.document)
        tx.remember("definition", row.definition, thing=read)
    return read


def schema(tx: Tx, project: int, version: int) -> Schema:
    """A schema version of a project. Raises NotFound."""
    found: Schema | None = tx.recall("schema", project, version)
    if found is None:
        document = plans.schema_document(tx, project, version)
        if document is None:
            raise NotFound(f"The project has no schema version {version}.")
        found = Schema.read(msgspec.json.decode(document))
        tx.remember("schema", project, version, thing=found)
    return found


def pools(tx: Tx, stage: int, person: int) -> tuple[int, ...]:
    """Where a person's tasks of a stage come from: own batches first, then what is everybody's."""
    found: tuple[int, ...] | None = tx.recall("pools", stage, person)
    if found is None:
        found = (*plans.batches_of(tx, stage, person), 0)
        tx.remember("pools", stage, person, thing=found)
    return found


def team(tx: Tx, team_id: int | None) -> tuple[int, ...]:
    """The people of a team, in the order they joined."""
    if team_id is None:
        return ()
    found: tuple[int, ...] | None = tx.recall("team", team_id)
    if found is None:
        found = tuple(plans.members(tx, team_id))
        tx.remember("team", team_id, thing=found)
    return found


def team_changed(tx: Tx, team_id: int) -> None:
    """The team has other people once this transaction is durable."""
    tx.forget("team", team_id)


# Kinds of events that change no plan, and come by the thousand.
_OF_WORK = frozenset({"submitted", "skipped", "undone", "revised", "flagged", "admitted", "visited"})


def listener(store: Store) -> Callable[[str, int | None, Mapping[str, object]], None]:
    """Hears every event, other servers' too: what this process remembers of plans, teams and batches is dropped."""

    def heard(kind: str, _project: int | None, _refs: Mapping[str, object]) -> None:
        if kind not in _OF_WORK:
            store.memory.forget()

    return heard


def changed(tx: Tx, project: int) -> None:
    """The project's plan is another one once this transaction is durable."""
    tx.forget("plan", project)


def pools_changed(tx: Tx) -> None:
    """Some batch has other people once this transaction is durable."""
    tx.forget("pools")
