"""People and teams."""

from __future__ import annotations

import secrets
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from labelwright.operations import accounts
from labelwright.operations import people as verbs
from labelwright.server.clock import iso_or_none, now_us
from labelwright.server.house import House
from labelwright.server.http.accounts import Email, Role, address
from labelwright.server.http.security import Asked, TheHouse
from labelwright.server.http.shapes import Id, Key, Name

router = APIRouter(tags=["people"])

RoleName = Literal["admin", "manager", "ml_engineer", "reviewer", "expert", "annotator", "vendor_lead", "auditor"]


class Somebody(BaseModel):
    """Somebody as a manager sees them; `joined` once they have set a password."""

    id: int
    name: str
    email: str
    joined: bool
    disabled: bool
    roles: list[Role]


class Fare(Somebody):
    """How somebody fares in one project. Reviewed and returned are of their recent answers."""

    answers: int
    today: int
    median_ms: int | None
    active_ms: int
    reviewed: int
    returned: int
    last_at: str | None


class TeamOfPeople(BaseModel):
    """A team with its people; an empty key stands for those who lead the project."""

    key: str
    name: str
    kind: str
    people: list[Fare]


class ProjectPeople(BaseModel):
    """Everybody of a project, by team."""

    teams: list[TeamOfPeople]


class Everybody(BaseModel):
    """Every person within reach."""

    people: list[Somebody]


class Invitation(BaseModel):
    """Who is invited: with a team the role is one of the team, with a project one of the project, else of the house."""

    name: Name
    email: Email
    role: RoleName = "annotator"
    team: Key | None = None
    project: Key | None = None


class Invited(BaseModel):
    """The person, and the link that lets them set a password; null for those who have one."""

    person: Somebody
    link: str | None


class PersonChange(BaseModel):
    """What to change; what is left out stays."""

    name: Name | None = None
    disabled: bool | None = None


class Leaving(BaseModel):
    """The team, or the project's lead, to take somebody out of."""

    team: Key | None = None
    project: Key | None = None


class NewLink(BaseModel):
    """A fresh link: `invite` or `password`."""

    purpose: str
    link: str


class Team(BaseModel):
    """A team; `size` counts its people."""

    key: str
    name: str
    kind: str
    size: int


class Teams(BaseModel):
    """Every team within reach."""

    teams: list[Team]


class NewTeam(BaseModel):
    """A team of the house (`own`) or of a vendor."""

    key: Key
    name: Name
    kind: Literal["own", "vendor"] = "own"


def _plain(one: verbs.Somebody) -> Somebody:
    roles = [Role.model_validate(role) for role in one.roles]
    return Somebody(id=one.id, name=one.name, email=one.email, joined=one.joined, disabled=one.disabled, roles=roles)


def _fare(one: verbs.Somebody) -> Fare:
    return Fare(
        **_plain(one).model_dump(), answers=one.answers, today=one.today, median_ms=one.median_ms,
        active_ms=one.active_ms, reviewed=one.reviewed, returned=one.returned, last_at=iso_or_none(one.last_at),
    )  # fmt: skip


def link_url(house: House, key: str) -> str:
    """Where the web app takes somebody who holds this key."""
    return f"{house.settings.url}/link/{key}"


@router.get("/projects/{slug}/people")
async def project_people(slug: str, caller: Asked, house: TheHouse) -> ProjectPeople:
    """The project's people by team, and how they fare."""
    found = await house.store.read_soon(lambda tx: verbs.of_project(tx, caller.grants, slug, now_us()))
    return ProjectPeople(
        teams=[
            TeamOfPeople(key=team.key, name=team.name, kind=team.kind, people=[_fare(one) for one in team.people])
            for team in found
        ]
    )


@router.get("/people")
async def people(caller: Asked, house: TheHouse) -> Everybody:
    """Every person within reach."""
    found = await house.store.read_soon(lambda tx: verbs.everybody(tx, caller.grants))
    return Everybody(people=[_plain(one) for one in found])


@router.post("/people", status_code=201)
async def invite(body: Invitation, caller: Asked, house: TheHouse) -> Invited:
    """Gives somebody a role, and makes them known where they were not."""
    key, now = secrets.token_urlsafe(32), now_us()
    wanted = verbs.Invitation(body.name, address(body.email), body.role, body.team, body.project)
    done = await house.store.write_soon(
        lambda tx: verbs.invite(tx, caller.grants, wanted, accounts.digest(key), now)
    )
    return Invited(person=_plain(done.person), link=link_url(house, key) if done.link_made else None)


@router.patch("/people/{person}")
async def change_person(person: Id, body: PersonChange, caller: Asked, house: TheHouse) -> Somebody:
    """Renames somebody, or disables or enables their account."""
    now = now_us()
    return _plain(
        await house.store.write_soon(
            lambda tx: verbs.change(tx, caller.grants, person, now, name=body.name, disabled=body.disabled)
        )
    )


@router.post("/people/{person}/link", status_code=201)
async def renew_link(person: Id, caller: Asked, house: TheHouse) -> NewLink:
    """A fresh link with which the person sets a new password."""
    key, now = secrets.token_urlsafe(32), now_us()
    purpose = await house.store.write_soon(
        lambda tx: verbs.renew_link(tx, caller.grants, person, accounts.digest(key), now)
    )
    return NewLink(purpose=purpose, link=link_url(house, key))


@router.post("/people/{person}/leave", status_code=204)
async def leave(person: Id, body: Leaving, caller: Asked, house: TheHouse) -> None:
    """Takes somebody out of a team; what they hold there goes back to the others."""
    now = now_us()
    await house.store.write_soon(
        lambda tx: verbs.leave(tx, caller.grants, person, now, team=body.team, project=body.project)
    )


@router.get("/teams")
async def teams(caller: Asked, house: TheHouse) -> Teams:
    """Every team within reach."""
    rows = await house.store.read_soon(lambda tx: verbs.teams(tx, caller.grants))
    return Teams(teams=[Team(key=row.key, name=row.name, kind=row.kind, size=row.size) for row in rows])


@router.post("/teams", status_code=201)
async def add_team(body: NewTeam, caller: Asked, house: TheHouse) -> Team:
    """A new team without people."""
    now = now_us()
    await house.store.write_soon(lambda tx: verbs.add_team(tx, caller.grants, body.key, body.name, body.kind, now))
    return Team(key=body.key, name=body.name, kind=body.kind, size=0)
