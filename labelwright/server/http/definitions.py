"""The definition of a project: checking a document, reading, changing, drawing it."""

from __future__ import annotations

from asyncio import to_thread
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from labelwright.datasets.source import Source
from labelwright.definition import Definition as Document
from labelwright.definition.diagram.drawing import Theme
from labelwright.operations import definitions
from labelwright.server.clock import iso, now_us
from labelwright.server.http import problems
from labelwright.server.http.problems import Place
from labelwright.server.http.projects import LONGEST
from labelwright.server.http.security import Asked, TheHouse
from labelwright.server.http.shapes import MOST, Id

router = APIRouter(tags=["definitions"])


class ToCheck(BaseModel):
    """A document, and the project it would change."""

    document: str = Field(max_length=LONGEST)
    project: str | None = Field(None, max_length=100)


class StageSummary(BaseModel):
    """A stage of a definition."""

    key: str
    kind: str
    name: str
    team: str
    overlap: str
    needs: list[str]
    gate: str | None
    pilot: bool
    policy: str


class TeamSummary(BaseModel):
    """A team of a definition."""

    name: str
    kind: str


class Summary(BaseModel):
    """What a document says: `schema` as its own document, field by field."""

    project: str
    name: str
    media: list[str]
    schema_: dict[str, object] = Field(serialization_alias="schema")
    stages: list[StageSummary]
    teams: dict[str, TeamSummary]


class Checked(BaseModel):
    """Whether a document can be carried out; `problems` refuse it, `warnings` tell what may never end as staffed."""

    ok: bool
    problems: list[Place]
    warnings: list[Place]
    changes: list[str]
    definition: Summary | None


class Columns(BaseModel):
    """The columns that are read of a table: one for each part of an item, and the one that identifies a row, if any."""

    parts: dict[str, str]
    key: str | None


class Definition(BaseModel):
    """A version of the definition. People who work blind get no document, and their own stages only."""

    version: int
    sha256: str
    schema_version: int
    guideline_version: int
    document: str | None
    schema_: dict[str, object] = Field(serialization_alias="schema")
    columns: Columns
    stages: list[StageSummary]
    teams: dict[str, TeamSummary]


class Change(BaseModel):
    """A new document; `base_sha256` is the one the writer started from, where they want to be told of others."""

    document: str = Field(max_length=LONGEST)
    guideline: str | None = Field(None, max_length=500_000)
    base_sha256: str | None = Field(None, max_length=64)


class Applied(BaseModel):
    """The version in force and what changed with it."""

    version: int
    changes: list[str]


class Version(BaseModel):
    """A version of the definition and who wrote it."""

    version: int
    at: str
    by: str
    sha256: str
    schema_version: int
    guideline_version: int


class Versions(BaseModel):
    """Every version, newest first."""

    versions: list[Version]


class Template(BaseModel):
    """A pipeline to begin with: its stages with roles in place of teams, and a whole document as an example."""

    key: str
    name: str
    description: str
    roles: dict[str, TeamSummary]
    stages: dict[str, object]
    document: str


class Templates(BaseModel):
    """Every template."""

    templates: list[Template]


class Schema(BaseModel):
    """A version of the schema, as a document."""

    version: int
    schema_: dict[str, object] = Field(serialization_alias="schema")


def _stages(found: definitions.InForce | Document) -> list[StageSummary]:
    stages = found.stages if isinstance(found, definitions.InForce) else tuple(found.pipeline.stages.values())
    return [StageSummary.model_validate(definitions.summary(stage)) for stage in stages]


def _teams(document: Document) -> dict[str, TeamSummary]:
    return {key: TeamSummary(name=team.name, kind=team.kind) for key, team in document.teams.items()}


def _summary(document: Document) -> Summary:
    return Summary(
        project=document.project,
        name=document.name,
        media=sorted({part.media for part in document.source.parts.values()}),
        schema_=dict(document.schema.to_document()),
        stages=_stages(document),
        teams=_teams(document),
    )


def _places(found: definitions.Checked) -> tuple[list[Place], list[Place]]:
    return (
        [Place.model_validate(place) for place in problems.places(found.problems)],
        [Place.model_validate(place) for place in problems.places(found.warnings)],
    )


@router.post("/definitions/validate")
async def validate_definition(body: ToCheck, caller: Asked, house: TheHouse) -> Checked:
    """Checks a document: all its problems at once, each with its line."""
    found = await house.store.read_soon(
        lambda tx: definitions.validate(tx, caller.grants, body.document, body.project)
    )
    wrong, doubtful = _places(found)
    summary = _summary(found.definition) if found.definition is not None else None
    return Checked(
        ok=not wrong, problems=wrong, warnings=doubtful, changes=list(found.changes), definition=summary
    )


@router.get("/templates")
async def templates(_: Asked) -> Templates:
    """Documents to begin a project with."""
    return Templates(templates=[Template.model_validate(one) for one in definitions.templates()])


@router.get("/projects/{slug}/definition")
async def definition(
    slug: str, caller: Asked, house: TheHouse, version: Annotated[int | None, Query(ge=1, le=MOST)] = None
) -> Definition:
    """The definition in force, or another version of it."""
    found = await house.store.read_soon(lambda tx: definitions.in_force(tx, caller.grants, slug, version))
    return Definition(
        version=found.version,
        sha256=found.sha256,
        schema_version=found.schema_version,
        guideline_version=found.guideline_version,
        document=found.document,
        schema_=dict(found.definition.schema.to_document()),
        columns=_columns(found.definition.source),
        stages=_stages(found),
        teams=_teams(found.definition) if found.document is not None else {},
    )


def _columns(source: Source) -> Columns:
    texts = {part.name: part.column for part in source.parts.values() if part.media == "text"}
    return Columns(parts=texts, key=source.key)


@router.put("/projects/{slug}/definition")
async def apply_definition(slug: str, body: Change, caller: Asked, house: TheHouse) -> Applied:
    """Puts another definition in force, where nothing in flight is touched."""
    asked, now = await to_thread(definitions.read, body.document, body.guideline), now_us()
    done = await house.store.write_soon(
        lambda tx: definitions.apply(tx, caller.grants, slug, asked, now, base=body.base_sha256)
    )
    return Applied(version=done.version, changes=list(done.changes))


@router.get("/projects/{slug}/definition/versions")
async def definition_versions(slug: str, caller: Asked, house: TheHouse) -> Versions:
    """Every version of the definition."""
    rows = await house.store.read_soon(lambda tx: definitions.versions(tx, caller.grants, slug))
    return Versions(
        versions=[
            Version(
                version=row.version, at=iso(row.created_at), by=row.person, sha256=row.sha256,
                schema_version=row.schema_version, guideline_version=row.guideline_version,
            )
            for row in rows
        ]
    )  # fmt: skip


@router.get("/projects/{slug}/schemas/{version}")
async def schema(slug: str, version: Id, caller: Asked, house: TheHouse) -> Schema:
    """A version of the schema: older work is shown by the version it was made under."""
    found = await house.store.read_soon(lambda tx: definitions.schema(tx, caller.grants, slug, version))
    return Schema(version=version, schema_=found)


@router.get(
    "/projects/{slug}/diagram.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}},
)
async def diagram(slug: str, caller: Asked, house: TheHouse, theme: Theme = "page") -> Response:
    """The pipeline as a picture with how the project stands; `page` takes the colours of the page it is put in."""
    svg = await house.store.read_soon(lambda tx: definitions.drawn(tx, caller.grants, slug, theme))
    return Response(svg, media_type="image/svg+xml", headers={"cache-control": "no-cache"})
