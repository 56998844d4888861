"""Who may see which rows: the one place where a person's reach becomes WHERE.

Every read of the store takes a `Scope` right after its transaction and has no default for it. `EVERYTHING` is for the
house itself (jobs, folds, the lookup that decides a scope), never for a request.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """How far a person reaches for one verb. `None` stands for all projects, or for all teams.

    `blind` people see neither who answered nor how others answered; `roles` are those that gave this reach.
    """

    project_ids: frozenset[int] | None
    team_ids: frozenset[int] | None
    person_id: int
    blind: bool
    roles: frozenset[str]


EVERYTHING = Scope(None, None, 0, False, frozenset())


def projects(scope: Scope, column: str) -> str:
    """The condition that `column` holds a project within reach: a text to put after AND.

    Ids are integers of ours and stand in the text, sorted, so that the statement needs no further parameters.
    """
    return _within(scope.project_ids, column)


def teams(scope: Scope, column: str) -> str:
    """The condition that `column` holds a team within reach."""
    return _within(scope.team_ids, column)


def _within(ids: frozenset[int] | None, column: str) -> str:
    if ids is None:
        return "true"
    if not ids:
        return "false"
    return f"{column} IN ({', '.join(str(int(i)) for i in sorted(ids))})"


def people(scope: Scope, column: str) -> str:
    """The condition that `column` holds a person within reach: oneself, and those of the teams and projects there."""
    if scope.project_ids is None and scope.team_ids is None:
        return "true"
    reach = f"EXISTS (SELECT 1 FROM membership m WHERE m.person = {column} AND {memberships(scope, 'm')})"
    return f"({column} = {int(scope.person_id)} OR {reach})"


def memberships(scope: Scope, table: str) -> str:
    """The condition that a role in `table` is within reach: one's own, and those in the teams and projects there."""
    if scope.project_ids is None and scope.team_ids is None:
        return "true"
    staffed = f"SELECT team FROM stage WHERE {projects(scope, 'project')}"
    place = f"{table}.scope_id"
    held = f"{table}.scope = 'team' AND {teams(scope, place)} AND {place} IN ({staffed})"
    if scope.team_ids is None:
        held = f"({held} OR {table}.scope = 'project' AND {projects(scope, place)})"
    return f"({table}.person = {int(scope.person_id)} OR {held})"
