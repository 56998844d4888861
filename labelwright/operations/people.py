"""People and teams: who is here, inviting, changing, leaving, and how people fare in a project."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from labelwright.errors import Conflict, Denied, InvalidRequest, NotFound, Problem
from labelwright.operations import accounts, desk, events, permissions, plans
from labelwright.operations.permissions import (
    GIVEN_BY_LEAD,
    HOUSE_ROLES,
    PROJECT_ROLES,
    TEAM_ROLES,
    Grants,
    Membership,
)
from labelwright.operations.projects import enter
from labelwright.store import people, projects, sessions
from labelwright.store.engine import Row, Tx, UniqueViolation
from labelwright.store.scope import EVERYTHING, Scope

DAY = 86_400_000_000
RoleHeld = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Myself:
    """Somebody as they see themselves."""

    id: int
    name: str
    email: str
    preferences: str
    roles: list[RoleHeld]
    demo: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody as a manager sees them. `joined`: they have set a password. Numbers are of one project."""

    id: int
    name: str
    email: str
    joined: bool
    disabled: bool
    roles: list[RoleHeld]
    answers: int = 0
    today: int = 0
    median_ms: int | None = None
    active_ms: int = 0
    reviewed: int = 0
    returned: int = 0
    last_at: int | None = None


@dataclass(frozen=True, slots=True)
class TeamOfPeople:
    """A team with its people; `key` is empty for those who hold a role in the project itself."""

    key: str
    name: str
    kind: str
    people: list[Somebody]


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is invited, and to what: a team's role, a project's, or one in the whole house."""

    name: str
    email: str
    role: str
    team: str | None = None
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """The person, and whether a link was made: nobody who has a password needs one."""

    person: Somebody
    link_made: bool = field(default=False)


def _roles(tx: Tx, scope: Scope) -> dict[int, list[RoleHeld]]:
    held: defaultdict[int, list[RoleHeld]] = defaultdict(list)
    for row in people.memberships(tx, scope):
        held[row.person].append(
            {"role": row.role, "scope": row.scope, "scope_id": row.scope_id, "scope_name": row.name}
        )
    return held


def myself(tx: Tx, grants: Grants, person: int, *, demo: bool) -> Myself:
    """The person, their roles, and in the demo whom they may switch to."""
    me = permissions.own(grants)
    row = people.person(tx, me, person)
    if row is None:
        raise NotFound("There is no such person.")
    switch: list[dict[str, object]] = []
    if demo:
        everybody = _roles(tx, EVERYTHING)
        switch = [
            {"id": one.id, "name": one.name, "roles": sorted({str(held["role"]) for held in everybody[one.id]})}
            for one in accounts.demo_people(tx)
        ]
    return Myself(row.id, row.name, row.email, row.preferences, _roles(tx, me)[person], switch)


def _somebody(row: Row, roles: list[RoleHeld]) -> Somebody:
    return Somebody(row.id, row.name, row.email, bool(row.joined), row.disabled_at is not None, roles)


def everybody(tx: Tx, grants: Grants) -> list[Somebody]:
    """Every person within reach, by name."""
    scope = permissions.scope(grants, "people.see")
    roles = _roles(tx, scope)
    return [_somebody(row, roles.get(row.id, [])) for row in people.people(tx, scope)]


def of_project(tx: Tx, grants: Grants, slug: str, now: int) -> list[TeamOfPeople]:
    """The project's teams with their people and how they fare, and last those who lead it."""
    project, scope = enter(tx, grants, "people.see", slug)
    staffed = {row.team for row in projects.stages(tx, scope, project.id)}
    totals = {row.person: row for row in people.totals(tx, scope, project.id)}
    members: defaultdict[int, dict[int, list[RoleHeld]]] = defaultdict(dict)
    leading: defaultdict[int, list[RoleHeld]] = defaultdict(list)
    for person, roles in _roles(tx, scope).items():
        for role in roles:
            if role["scope"] == "team" and role["scope_id"] in staffed:
                members[int(role["scope_id"])].setdefault(person, []).append(role)
            elif scope.team_ids is None and role["scope"] != "team" and role["scope_id"] in (0, project.id):
                leading[person].append(role)
    rows = {row.id: row for row in people.people(tx, scope)}

    def fare(person: int, roles: list[RoleHeld]) -> Somebody:
        plain, total = _somebody(rows[person], roles), totals.get(person)
        if total is None:
            return plain
        recent = people.recent_times(tx, scope, project.id, person, now - now % DAY)
        judged = people.judged(tx, scope, project.id, person)
        return Somebody(
            plain.id, plain.name, plain.email, plain.joined, plain.disabled, roles, int(total.answers), recent.today,
            recent.median_ms, int(total.active_ms), judged.reviewed, int(judged.returned), total.last_at,
        )  # fmt: skip

    def listed(found: dict[int, list[RoleHeld]]) -> list[Somebody]:
        return sorted((fare(p, roles) for p, roles in found.items() if p in rows), key=lambda one: (one.name, one.id))

    teams = [
        TeamOfPeople(team.key, team.name, team.kind, listed(members[team.id]))
        for team in people.teams(tx, scope)
        if team.id in staffed
    ]
    return [*teams, TeamOfPeople("", "Leading", "own", listed(leading))] if leading else teams


# -- inviting --------------------------------------------------------------------------------------------------------


def _place(tx: Tx, grants: Grants, invitation: Invitation) -> tuple[str, int]:
    """Where the role is held, once it is sure that the inviter may give it there."""
    role = invitation.role
    if invitation.team is not None:
        team = _team(tx, grants, invitation.team)
        _allow(role, TEAM_ROLES, "a team")
        if not _may_give(tx, grants, role, "team", team.id):
            raise Denied(
                f"A team's lead gives no role but {' and '.join(sorted(GIVEN_BY_LEAD))}.",
                hint="Ask a manager of the project.",
            )
        return "team", team.id
    if invitation.project is not None:
        project, _ = enter(tx, grants, "project.manage", invitation.project)
        _allow(role, PROJECT_ROLES, "a project")
        return "project", project.id
    permissions.scope(grants, "house.manage")
    _allow(role, HOUSE_ROLES, "the whole house")
    return "org", 0


def _team(tx: Tx, grants: Grants, key: str) -> Row:
    """The team whose people the person is about to change.

    Raises NotFound for one out of reach, Denied where they neither lead it nor all the projects in which it works: who
    joins a team reaches those, and who leaves it is missed there.
    """
    team = people.team(tx, permissions.scope(grants, "people.manage"), key)
    if team is None:
        raise NotFound(f"There is no team {key!r}.", hint="A manager adds teams.")
    if not _may_give(tx, grants, "annotator", "team", team.id):
        raise Denied(
            f"The team {key} works in projects that you do not lead, too.",
            hint="Ask an administrator, or give your project a team of its own.",
        )
    return team


def _may_give(tx: Tx, grants: Grants, role: str, where: str, where_id: int) -> bool:
    """Whether the role there is the person's to give."""
    if where == "org":
        return permissions.may(grants, "house.manage")
    if where == "project":
        return permissions.may(grants, "project.manage", where_id)
    if role in GIVEN_BY_LEAD and Membership("vendor_lead", "team", where_id) in grants.memberships:
        return True
    if not permissions.may(grants, "project.manage"):
        return False
    return all(permissions.may(grants, "project.manage", project) for project in people.projects_of(tx, where_id))


def _allow(role: str, roles: frozenset[str], where: str) -> None:
    if role not in roles:
        elsewhere = "name the team or the project" if roles == HOUSE_ROLES and role not in roles else ""
        there_are = f"there are {', '.join(sorted(roles))}"
        raise InvalidRequest(f"{role!r} is no role of {where}.", [Problem(("role",), there_are, elsewhere)])


def invite(tx: Tx, grants: Grants, invitation: Invitation, link: str, now: int) -> Invited:
    """Gives somebody a role; a person who is new or has not joined yet also gets the link with this digest.

    Whoever holds the link becomes that person: one who has roles that are not the inviter's to give keeps the link that
    was made with those.

    Raises Denied where the role is not the inviter's to give, NotFound for a team or project out of reach.
    """
    scope_kind, scope_id = _place(tx, grants, invitation)
    found = sessions.by_email(tx, invitation.email)
    if found is None:
        try:
            person = people.add_person(tx, invitation.email, invitation.name, "human", now)
        except UniqueViolation as error:
            raise Conflict("This person's account is disabled.", hint="An administrator can enable it.") from error
        events.person(tx, "person_added", now, actor=grants.person_id, person=person)
    else:
        person = found.id
        if permissions.scope(grants, "people.manage").team_ids is not None and not _known(tx, grants, person):
            raise Denied("This person is not yours to invite.", hint="Ask a manager of the project.")
    if people.join(tx, person, invitation.role, scope_kind, scope_id, now):
        refs = {"role": invitation.role, "scope": scope_kind, "scope_id": scope_id}
        events.person(tx, "membership_added", now, actor=grants.person_id, person=person, refs=refs)
        if scope_kind == "team":
            plans.team_changed(tx, scope_id)
    roles = _roles(tx, permissions.own(Grants(person)))[person]
    needs_link = (found is None or found.password_hash is None) and all(
        _may_give(tx, grants, str(held["role"]), str(held["scope"]), int(held["scope_id"])) for held in roles
    )
    if needs_link:
        accounts.add_link(tx, link, "invite", person, now)
    row = people.person(tx, EVERYTHING, person)
    assert row is not None
    shown = _roles(tx, permissions.scope(grants, "people.manage")).get(person, [])
    return Invited(_somebody(row, shown), needs_link)


def _known(tx: Tx, grants: Grants, person: int) -> bool:
    return people.person(tx, permissions.scope(grants, "people.see"), person) is not None


def renew_link(tx: Tx, grants: Grants, person: int, link: str, now: int) -> str:
    """A link that lets somebody set a new password, made by an administrator; its purpose."""
    row = people.person(tx, permissions.scope(grants, "house.manage"), person)
    if row is None or row.disabled_at is not None:
        raise NotFound("There is no such person.")
    purpose = "password" if row.joined else "invite"
    accounts.add_link(tx, link, purpose, person, now)
    events.person(tx, "link_made", now, actor=grants.person_id, person=person, refs={"purpose": purpose})
    return purpose


# -- changing --------------------------------------------------------------------------------------------------------


def change(tx: Tx, grants: Grants, person: int, now: int, *, name: str | None, disabled: bool | None) -> Somebody:
    """Renames somebody, or disables or enables their account, which ends what they came in with. For administrators.

    Disabling gives back what they hold. Raises Conflict for the last administrator.
    """
    scope = permissions.scope(grants, "house.manage")
    row = people.person(tx, scope, person)
    if row is None:
        raise NotFound("There is no such person.")
    if name is not None:
        people.rename(tx, person, name)
    if disabled is not None and disabled != (row.disabled_at is not None):
        if disabled:
            _leave_in_order(tx, scope, person, now)
        people.set_disabled(tx, person, now if disabled else None)
    events.person(tx, "person_changed", now, actor=grants.person_id, person=person, refs={"disabled": disabled})
    changed = people.person(tx, scope, person)
    assert changed is not None
    return _somebody(changed, _roles(tx, scope).get(person, []))


def _leave_in_order(tx: Tx, scope: Scope, person: int, now: int) -> None:
    roles = _roles(tx, scope)
    enabled = {row.id for row in people.people(tx, scope) if row.disabled_at is None}
    admins = {one for one, held in roles.items() if one in enabled and any(role["role"] == "admin" for role in held)}
    if admins == {person}:
        raise Conflict("The last administrator cannot be disabled.", hint="Make somebody else administrator first.")
    sessions.end_sessions(tx, person)
    sessions.end_tokens(tx, person)
    sessions.end_links(tx, person)
    for role in roles.get(person, []):
        if role["scope"] == "team":
            desk.leave(tx, person, int(role["scope_id"]), now)


def leave(tx: Tx, grants: Grants, person: int, now: int, *, team: str | None, project: str | None) -> None:
    """Takes somebody out of a team (what they hold there is given back) or out of a project's lead."""
    if team is not None:
        found = _team(tx, grants, team)
        if not people.leave(tx, person, "team", found.id):
            raise NotFound(f"Nobody with this id is in a team {team!r}.")
        scope_kind, scope_id = "team", found.id
        desk.leave(tx, person, found.id, now)
    elif project is not None:
        entered, _ = enter(tx, grants, "project.manage", project)
        if not people.leave(tx, person, "project", entered.id):
            raise NotFound("Nobody with this id leads the project.")
        scope_kind, scope_id = "project", entered.id
    else:
        raise InvalidRequest("Say which team, or which project.")
    refs = {"scope": scope_kind, "scope_id": scope_id}
    events.person(tx, "membership_ended", now, actor=grants.person_id, person=person, refs=refs)


# -- teams -----------------------------------------------------------------------------------------------------------


def teams(tx: Tx, grants: Grants) -> list[Row]:
    """Every team within reach: key, name, kind, size. Whoever may make projects sees all, to staff them."""
    wide = permissions.may(grants, "project.create")
    scope = permissions.scope(grants, "project.create" if wide else "people.see")
    return people.teams(tx, EVERYTHING if wide else scope)


def add_team(tx: Tx, grants: Grants, key: str, name: str, kind: str, now: int) -> None:
    """A new team without people. Raises Conflict for a key that is taken."""
    permissions.scope(grants, "project.create")
    try:
        team = people.add_team(tx, key, name, kind, now)
    except UniqueViolation as error:
        hint = "The same key is the same people everywhere."
        raise Conflict(f"There is a team {key!r} already.", hint=hint) from error
    events.team(tx, "team_added", now, actor=grants.person_id, team=team)
