"""What a project was asked to do: checking a document, making a project of it, changing it, reading it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from labelwright import definition as documents
from labelwright.definition import Definition
from labelwright.definition.diagram import Live, svg
from labelwright.definition.diagram.drawing import Theme
from labelwright.definition.document import parse
from labelwright.definition.templates import TEMPLATES, fill
from labelwright.errors import Conflict, InFlight, InvalidDefinition, NotFound, Problem, Stale
from labelwright.operations import home, permissions, plans, sections
from labelwright.operations.permissions import Grants
from labelwright.operations.projects import enter
from labelwright.store import counters, events, guidelines, people, projects
from labelwright.store.engine import Row, Tx, UniqueViolation
from labelwright.store.scope import EVERYTHING, Scope
from labelwright.workflow.policies import Stage
from labelwright.workforce.teams import title

SOURCE = "main"  # the key of the source that a document names; a project has one for now


@dataclass(frozen=True, slots=True)
class Checked:
    """What a document would mean: problems that refuse it, or the definition with what may go wrong as staffed."""

    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    changes: tuple[str, ...] = ()
    definition: Definition | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Applied:
    """The version in force and what changed with it, in words."""

    version: int
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InForce:
    """A version of the definition. Blind people get no document and their own stages only."""

    version: int
    sha256: str
    schema_version: int
    guideline_version: int
    document: str | None
    stages: tuple[Stage, ...]
    definition: Definition


def read(text: str, guideline: str | None = None) -> Definition:
    """The definition a document asks for. Raises InvalidDefinition with every problem."""
    return documents.read(text, inline_guideline=guideline)


def validate(tx: Tx, grants: Grants, text: str, slug: str | None = None) -> Checked:
    """What the document would mean; with a project, also what it would change there and whether it may."""
    if slug is None:
        permissions.scope(grants, "project.create")
    else:
        project, _ = enter(tx, grants, "project.manage", slug)
    try:
        asked = read(text)
    except InvalidDefinition as error:
        return Checked(error.problems)
    unfit = _unfit_teams(tx, grants, asked)
    if unfit:
        return Checked(tuple(unfit))
    warnings = tuple(documents.warnings(asked, _staff(tx, asked)))
    if slug is None or project.definition == 0:
        return Checked((), warnings, (), asked)
    refused, changes = _compare(tx, project, asked)
    return Checked(tuple(refused), warnings, tuple(changes), asked)


def _staff(tx: Tx, asked: Definition) -> dict[str, tuple[int, ...]]:
    teams = {row.key: row.id for row in people.teams(tx, EVERYTHING)}
    return {key: plans.team(tx, teams.get(key)) for key in asked.teams}


# -- making and changing ---------------------------------------------------------------------------------------------


def create(tx: Tx, grants: Grants, asked: Definition, sampling_key: bytes, now: int) -> Row:
    """A draft of a project. Whoever makes it leads it, and works in its new teams as `_staff_creator` says.

    Raises Conflict where the name is taken, InvalidDefinition where a team is there with another kind.
    """
    permissions.scope(grants, "project.create")
    try:
        project = projects.add(tx, asked.project, asked.name, sampling_key, now)
    except UniqueViolation as error:
        raise Conflict(f"There is a project {asked.project!r} already.", hint="Choose another name.") from error
    text = sections.with_uids(asked.guideline.text or "")
    guidelines.add(tx, project, 1, text, "", person=grants.person_id, now=now)
    people.join(tx, grants.person_id, "manager", "project", project, now)
    _put(tx, project, asked, grants, now, version=1, schema_version=1, guideline_version=1)
    refs: dict[str, object] = {"slug": asked.project, "sha256": asked.sha256}
    events.add(tx, "project_created", now, project=project, actor=grants.person_id, refs=refs)
    row = projects.by_id(tx, EVERYTHING, project)
    assert row is not None
    return row


def apply(tx: Tx, grants: Grants, slug: str, asked: Definition, now: int, *, base: str | None) -> Applied:
    """Puts another definition in force: in a draft any, in a running project one that touches nothing in flight.

    `base` is the sha256 of the document the writer started from. Raises Stale when somebody changed it in between,
    InFlight with every change that is refused, Conflict for an archived project.
    """
    project, scope = enter(tx, grants, "project.manage", slug)
    before = projects.definition(tx, scope, project.id)
    assert before is not None
    if project.archived_at is not None:
        raise Conflict(f"Project {slug} is archived.", hint="Its definition stays as it is.")
    if base is not None and base != before.sha256:
        raise Stale("Somebody changed the definition in between.", hint="Read it again and repeat your change.")
    if asked.sha256 == before.sha256:
        return Applied(before.version, ())
    refused, changes = _compare(tx, project, asked)
    if refused:
        raise InFlight("The change would touch work in flight; nothing was changed.", refused)
    guideline_version = _guideline(tx, scope, project.id, before, asked, grants.person_id, now)
    opened: frozenset[str] = frozenset()
    if project.started_at is None:
        projects.clear_draft(tx, project.id)
        tx.forget("definition")
        tx.forget("schema", project.id)
        versions = {"version": 1, "schema_version": 1, "guideline_version": guideline_version}
    else:
        same = _schema_of(asked) == projects.schema(tx, scope, project.id, before.schema_version)
        opened = plans.current(tx, project.id).opened()
        versions = {
            "version": before.version + 1,
            "schema_version": before.schema_version + (0 if same else 1),
            "guideline_version": guideline_version,
        }
    _put(tx, project.id, asked, grants, now, **versions, opened=opened)
    refs = {"version": versions["version"], "sha256": asked.sha256}
    events.add(tx, "definition_applied", now, project=project.id, actor=grants.person_id, refs=refs)
    return Applied(versions["version"], tuple(changes))


def _compare(tx: Tx, project: Row, asked: Definition) -> tuple[list[Problem], list[str]]:
    """What is refused, and what would change, in words. A draft may change in everything but its project's key."""
    before = plans.definition(tx, project.definition)
    changes = [change.message for change in documents.compare(before, asked)]
    in_use = _in_use(tx, project.id) if project.started_at is not None else None
    return documents.refused(before, asked, in_use), changes


def _in_use(tx: Tx, project: int) -> documents.InUse:
    """What a running project has by now. Which classes its answers use is not counted: any may be."""
    counted = {stage for (stage, _), n in counters.of_project(tx, project).items() if n}
    used = {row.key for row in projects.stages(tx, EVERYTHING, project) if row.id in counted}
    return documents.InUse(items=0 in counted, stages=used)


def _guideline(
    tx: Tx, scope: Scope, project: int, before: Row, asked: Definition, person: int, now: int
) -> int:  # fmt: skip
    """The guideline's version: a new one where the document's own text is another than it was."""
    earlier = documents.read(before.document).guideline.text
    newest = guidelines.version(tx, scope, project)
    assert newest is not None
    if asked.guideline.text is None or asked.guideline.text == earlier:
        return int(newest.version)
    used = {uid for text in guidelines.documents(tx, scope, project) for uid in sections.uids(text)}
    text = sections.with_uids(asked.guideline.text, used)
    if text == newest.document:
        return int(newest.version)
    guidelines.add(tx, project, newest.version + 1, text, "with the definition", person=person, now=now)
    return int(newest.version) + 1


def _schema_of(asked: Definition) -> str:
    return msgspec.json.encode(asked.schema.to_document()).decode()


def _put(
    tx: Tx, project: int, asked: Definition, grants: Grants, now: int, *, version: int, schema_version: int,
    guideline_version: int, opened: frozenset[str] = frozenset(),
) -> None:  # fmt: skip
    """Writes the version with its schema, teams, source and stages, and puts it in force.

    A new stage that waits for other gates than those that were `opened` starts closed.
    """
    known = projects.schema(tx, EVERYTHING, project, schema_version)
    if known is None:
        projects.add_schema(tx, project, schema_version, _schema_of(asked), now)
    projects.add_definition(
        tx, project, version, asked.document, asked.sha256, schema_version=schema_version,
        guideline_version=guideline_version, person=grants.person_id, now=now,
    )  # fmt: skip
    projects.rename(tx, project, asked.name)
    projects.put_source(tx, project, SOURCE, msgspec.json.encode(asked.source).decode())
    teams = _put_teams(tx, grants, asked, now)
    for ordinal, stage in enumerate(asked.pipeline.stages.values()):
        projects.put_stage(
            tx, project, stage.key, stage.kind, team=teams[stage.team], ordinal=ordinal,
            phase="open" if opened.issuperset(stage.needs) else "closed", now=now,
        )  # fmt: skip
    there = {row.key for row in projects.stages(tx, EVERYTHING, project)}
    projects.retire_stages(tx, project, frozenset(there - set(asked.pipeline.stages)), now)
    plans.changed(tx, project)


def _put_teams(tx: Tx, grants: Grants, asked: Definition, now: int) -> dict[str, int]:
    """The ids of the document's teams; those that are new are made. Raises InvalidDefinition for one that is unfit."""
    problems = _unfit_teams(tx, grants, asked)
    if problems:
        raise InvalidDefinition("The definition names a team that it cannot have.", problems)
    there = {row.key: row.id for row in people.teams(tx, EVERYTHING)}
    ids: dict[str, int] = {}
    for key, team in asked.teams.items():
        if key in there:
            ids[key] = there[key]
            continue
        ids[key] = people.add_team(tx, key, team.name, team.kind, now)
        events.add(tx, "team_added", now, actor=grants.person_id, refs={"team": ids[key]})
        _staff_creator(tx, asked, key, ids[key], grants.person_id, now)
    return ids


def _unfit_teams(tx: Tx, grants: Grants, asked: Definition) -> list[Problem]:
    """Teams that are there already and are of another kind, or work in projects that the person does not lead.

    Naming one of those would put work before its people, and show who they are.
    """
    managing = permissions.may(grants, "project.manage")
    within = permissions.scope(grants, "project.manage") if managing else permissions.own(grants)
    mine = {row.key for row in people.teams(tx, within)}
    document = parse(asked.document)
    problems = []
    for row in people.teams(tx, EVERYTHING):
        team = asked.teams.get(row.key)
        if team is None:
            continue
        if row.key not in mine and people.projects_of(tx, row.id):
            what = f"the team {row.key} is there already, and works in projects that you do not lead"
            problems.append(Problem(("teams", row.key), what, "name a team of your own, or ask an administrator"))
        elif row.kind != team.kind:
            what = f"the team {row.key} is there already and is of the kind {row.kind}"
            problems.append(Problem(("teams", row.key, "kind"), what, "the same key is the same people everywhere"))
    return [document.locate(problem) for problem in problems]


def _staff_creator(tx: Tx, asked: Definition, key: str, team: int, person: int, now: int) -> None:
    """Whoever makes a new team of the house is in it where they would else have to add themselves first.

    That is the only team of a project, and every team that judges; not the annotators of others, because a pilot
    waits for everybody in the team.
    """
    kinds = {stage.kind for stage in asked.pipeline.stages.values() if stage.team == key}
    judges = bool(kinds) and "annotate" not in kinds
    if asked.teams[key].kind == "own" and (judges or len(asked.teams) == 1):
        people.join(tx, person, "reviewer" if judges else "annotator", "team", team, now)
        plans.team_changed(tx, team)


# -- reading ---------------------------------------------------------------------------------------------------------


def in_force(tx: Tx, grants: Grants, slug: str, version: int | None = None) -> InForce:
    """The definition in force, or another version of it. Raises NotFound for a version that never was."""
    project, scope = enter(tx, grants, "project.see", slug)
    row = projects.definition(tx, scope, project.id, version)
    if row is None:
        raise NotFound(f"The definition has no version {version}.")
    asked = plans.definition(tx, row.id)
    whole = permissions.may(grants, "definition.see", project.id)
    mine = {stage.key for stage in projects.stages(tx, scope, project.id)}
    stages: Sequence[Stage] = [s for s in asked.pipeline.stages.values() if whole or s.key in mine]
    return InForce(
        row.version, row.sha256, row.schema_version, row.guideline_version, row.document if whole else None,
        tuple(stages), asked,
    )  # fmt: skip


def versions(tx: Tx, grants: Grants, slug: str) -> list[Row]:
    """Every version, newest first: version, sha256, schema_version, guideline_version, created_at, person."""
    project, scope = enter(tx, grants, "definition.see", slug)
    return projects.definitions(tx, scope, project.id)


def schema(tx: Tx, grants: Grants, slug: str, version: int) -> dict[str, object]:
    """A version of the schema, as a document: older work is shown by the version it was made under."""
    project, scope = enter(tx, grants, "project.see", slug)
    found = projects.schema(tx, scope, project.id, version)
    if found is None:
        raise NotFound(f"The schema has no version {version}.")
    document: dict[str, object] = msgspec.json.decode(found)
    return document


def summary(stage: Stage) -> dict[str, object]:
    """A stage in words that a screen shows."""
    return {
        "key": stage.key,
        "kind": stage.kind,
        "name": title(stage.key),
        "team": stage.team,
        "overlap": "everyone" if stage.overlap.everyone else str(stage.overlap.count),
        "needs": list(stage.needs),
        "gate": stage.gate,
        "pilot": stage.pilot,
        "policy": home.policy(stage),
    }


_EXAMPLE_SCHEMA = {"subject": {"type": "choice", "classes": [{"id": "yes", "name": "Yes"}, {"id": "no", "name": "No"}]}}


def templates() -> list[dict[str, object]]:
    """Pipelines to begin with, each with a document as an example."""
    return [
        {
            "key": one.key,
            "name": one.name,
            "description": one.summary,
            "roles": {role: {"name": team.name, "kind": team.kind} for role, team in one.roles.items()},
            "stages": one.stages,
            "document": fill(one.key, "my-project", {"parts": {"image": "image"}}, _EXAMPLE_SCHEMA),
        }
        for one in TEMPLATES.values()
    ]


def drawn(tx: Tx, grants: Grants, slug: str, theme: Theme) -> str:
    """The pipeline as an SVG picture with how the project stands, of the stages within reach."""
    project, scope = enter(tx, grants, "progress.see", slug)
    row = projects.definition(tx, scope, project.id)
    assert row is not None
    counts = counters.of_project(tx, project.id)
    stages = projects.stages(tx, scope, project.id)
    live = Live(
        items=sum(n for (stage, _), n in counts.items() if stage == 0),
        accepted=counts[0, "accepted"],
        dropped=counts[0, "dropped"],
        waiting={stage.key: counts[stage.id, "waiting"] for stage in stages},
        phase={stage.key: stage.phase for stage in stages},
    )
    return svg(plans.definition(tx, row.id), live, theme)
