"""Who may do what: one table, from which both the answer and the reach follow.

A person holds memberships: a role in the whole house, in a project, or in a team. A team's role reaches the projects
in which the team has a stage. Nothing here asks the database: the grants come in as a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from labelwright.errors import Denied, NotFound
from labelwright.store.scope import Scope

ROLES = ("admin", "manager", "ml_engineer", "reviewer", "expert", "annotator", "vendor_lead", "auditor")
TEAM_ROLES = frozenset({"reviewer", "expert", "annotator", "vendor_lead"})
PROJECT_ROLES = frozenset({"manager", "ml_engineer", "auditor"})
HOUSE_ROLES = frozenset({"admin"}) | PROJECT_ROLES
GIVEN_BY_LEAD = frozenset({"annotator", "vendor_lead"})  # by a team's lead: no role may more than the giver's
SEEING = frozenset({"admin", "manager", "ml_engineer", "auditor"})  # the others work blind

_LEADING = frozenset({"admin", "manager"})
_BUILDING = _LEADING | {"ml_engineer"}
_JUDGING = frozenset({"reviewer", "expert"})

VERBS: Mapping[str, frozenset[str]] = {
    "house.manage": frozenset({"admin"}),
    "project.create": _BUILDING,
    "project.see": frozenset(ROLES),
    "project.manage": _LEADING,
    "progress.see": SEEING | _JUDGING | {"vendor_lead"},
    "definition.see": SEEING,
    "guideline.edit": _LEADING | {"expert"},
    "data.see": SEEING | _JUDGING,
    "data.add": _BUILDING,
    "release.see": SEEING,
    "release.make": _BUILDING,
    "people.see": _LEADING | {"auditor", "vendor_lead"},
    "people.manage": _LEADING | {"vendor_lead"},
    "work.do": _JUDGING | {"annotator", "vendor_lead"},
    "job.see": _BUILDING,
}


@dataclass(frozen=True, slots=True)
class Membership:
    """A role held in the house (`org`, id 0), a team or a project."""

    role: str
    scope: str
    scope_id: int


@dataclass(frozen=True, slots=True)
class Grants:
    """Everything a person holds. `team_projects` are the projects in which each of their teams has a stage."""

    person_id: int
    memberships: tuple[Membership, ...] = ()
    team_projects: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(membership.role for membership in self.memberships)

    @property
    def teams(self) -> frozenset[int]:
        """The teams whose work this person does."""
        return frozenset(m.scope_id for m in self.memberships if m.scope == "team" and m.role in VERBS["work.do"])

    def reaches(self, membership: Membership, project: int) -> bool:
        """Whether the membership has a say in the project."""
        if membership.scope == "org":
            return True
        if membership.scope == "project":
            return membership.scope_id == project
        return project in self.team_projects.get(membership.scope_id, frozenset())


def may(grants: Grants, verb: str, project: int | None = None) -> bool:
    """Whether the verb is theirs at all, or in this project."""
    return bool(_holding(grants, verb, project))


def scope(grants: Grants, verb: str, project: int | None = None) -> Scope:
    """How far the person reaches with this verb: in one project, or over all of theirs.

    Raises NotFound for a project they have no part in, Denied where they have a part but not this verb.
    """
    holding = _holding(grants, verb, project)
    if not holding:
        if project is not None and not any(grants.reaches(m, project) for m in grants.memberships):
            raise NotFound("There is no such project.", hint="It may have another name, or not be yours to see.")
        raise Denied(f"Your role does not allow this ({verb}).", hint="Ask a manager of the project.")
    wide = any(m.scope == "org" for m in holding)
    free = all(m.scope != "team" for m in holding) if project is None else any(m.scope != "team" for m in holding)
    found = frozenset({project}) if project is not None else _projects(grants, holding)
    roles = frozenset(m.role for m in holding)
    return Scope(
        project_ids=None if wide and project is None else found,
        team_ids=None if wide or free else frozenset(m.scope_id for m in holding if m.scope == "team"),
        person_id=grants.person_id,
        blind=not roles & SEEING,
        roles=roles,
    )


def reach(grants: Grants) -> Scope:
    """All projects the person has any part in; nowhere for somebody without a role."""
    return scope(grants, "project.see") if may(grants, "project.see") else own(grants)


def own(grants: Grants) -> Scope:
    """The reach over one's own things only: nobody needs a role to see themselves."""
    return Scope(frozenset(), frozenset(), grants.person_id, True, grants.roles)


def _holding(grants: Grants, verb: str, project: int | None) -> list[Membership]:
    allowed = VERBS[verb]
    held = [m for m in grants.memberships if m.role in allowed]
    return held if project is None else [m for m in held if grants.reaches(m, project)]


def _projects(grants: Grants, holding: list[Membership]) -> frozenset[int]:
    found = {m.scope_id for m in holding if m.scope == "project"}
    for membership in holding:
        if membership.scope == "team":
            found |= grants.team_projects.get(membership.scope_id, frozenset())
    return frozenset(found)
