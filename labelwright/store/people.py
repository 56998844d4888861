"""People, teams and the roles they hold."""

from __future__ import annotations

from labelwright.store import scope as reach
from labelwright.store.engine import Row, Tx
from labelwright.store.scope import Scope

_PERSON = "p.id, p.email, p.name, p.kind, p.preferences, p.disabled_at, p.password_hash IS NOT NULL AS joined"


def person(tx: Tx, scope: Scope, person: int) -> Row | None:
    """One person within reach: id, email, name, kind, preferences, disabled_at, joined (has a password)."""
    return tx.one(f"SELECT {_PERSON} FROM person p WHERE p.id = :id AND {reach.people(scope, 'p.id')}", id=person)


def people(tx: Tx, scope: Scope) -> list[Row]:
    """Every human within reach, by name."""
    return tx.rows(
        f"SELECT {_PERSON} FROM person p WHERE p.kind = 'human' AND {reach.people(scope, 'p.id')} ORDER BY p.name, p.id"
    )


def memberships(tx: Tx, scope: Scope) -> list[Row]:
    """The roles within reach: person, role, scope, scope_id, and the team's key or the project's slug.

    What somebody within reach is elsewhere, in a team or a project beyond it, is not told.
    """
    return tx.rows(
        "SELECT h.person, h.role, h.scope, h.scope_id, COALESCE(t.key, j.slug, '') AS name FROM membership h"
        " LEFT JOIN team t ON h.scope = 'team' AND t.id = h.scope_id"
        " LEFT JOIN project j ON h.scope = 'project' AND j.id = h.scope_id"
        f" WHERE {reach.memberships(scope, 'h')} ORDER BY h.id"
    )


def held(tx: Tx, scope: Scope) -> list[Row]:
    """The roles of the scope's own person."""
    return tx.rows("SELECT role, scope, scope_id FROM membership WHERE person = :me ORDER BY id", me=scope.person_id)


def team_projects(tx: Tx, scope: Scope) -> list[Row]:
    """(team, project) for each team of the scope's own person that has a stage there."""
    return tx.rows(
        "SELECT DISTINCT s.team, s.project FROM stage s JOIN membership m ON m.scope = 'team' AND m.scope_id = s.team"
        " WHERE m.person = :me AND s.retired_at IS NULL",
        me=scope.person_id,
    )


def projects_of(tx: Tx, team: int) -> list[int]:
    """The projects in which the team has a stage: whoever is in it reaches them."""
    rows = tx.rows("SELECT DISTINCT project FROM stage WHERE team = :team AND retired_at IS NULL", team=team)
    return [row.project for row in rows]


def teams(tx: Tx, scope: Scope) -> list[Row]:
    """Every team within reach: id, key, name, kind, size (its people who may work)."""
    staffed = "true" if scope.project_ids is None else (
        f"t.id IN (SELECT team FROM stage WHERE {reach.projects(scope, 'project')})"
    )  # fmt: skip
    return tx.rows(
        "SELECT t.id, t.key, t.name, t.kind, (SELECT count(DISTINCT m.person) FROM membership m JOIN person p"
        " ON p.id = m.person AND p.disabled_at IS NULL WHERE m.scope = 'team' AND m.scope_id = t.id) AS size"
        f" FROM team t WHERE {reach.teams(scope, 't.id')} AND {staffed} ORDER BY t.name, t.id"
    )


def team(tx: Tx, scope: Scope, key: str) -> Row | None:
    """One team within reach, by its key."""
    found = [team for team in teams(tx, scope) if team.key == key]
    return found[0] if found else None


# -- writing ---------------------------------------------------------------------------------------------------------


def add_person(tx: Tx, email: str, name: str, kind: str, now: int) -> int:
    """A new person's id. Raises UniqueViolation for an address that is there already."""
    added: int = tx.value(
        "INSERT INTO person (email, name, kind, created_at) VALUES (:email, :name, :kind, :now) RETURNING id",
        email=email, name=name, kind=kind, now=now,
    )  # fmt: skip
    return added


def rename(tx: Tx, person: int, name: str) -> None:
    tx.run("UPDATE person SET name = :name WHERE id = :id", name=name, id=person)


def set_email(tx: Tx, person: int, email: str) -> None:
    tx.run("UPDATE person SET email = :email WHERE id = :id", email=email, id=person)


def set_disabled(tx: Tx, person: int, at: int | None) -> None:
    tx.run("UPDATE person SET disabled_at = :at WHERE id = :id", at=at, id=person)


def set_preferences(tx: Tx, person: int, preferences: str) -> None:
    tx.run("UPDATE person SET preferences = :preferences WHERE id = :id", preferences=preferences, id=person)


def set_password(tx: Tx, person: int, password_hash: str) -> None:
    tx.run("UPDATE person SET password_hash = :hash WHERE id = :id", hash=password_hash, id=person)


def add_team(tx: Tx, key: str, name: str, kind: str, now: int) -> int:
    """A new team's id. Raises UniqueViolation for a key that is there already."""
    added: int = tx.value(
        "INSERT INTO team (key, name, kind, created_at) VALUES (:key, :name, :kind, :now) RETURNING id",
        key=key, name=name, kind=kind, now=now,
    )  # fmt: skip
    return added


def join(tx: Tx, person: int, role: str, scope_kind: str, scope_id: int, now: int) -> bool:
    """Gives the role; False when it was held already."""
    return bool(
        tx.run(
            "INSERT INTO membership (person, scope, scope_id, role, created_at)"
            " VALUES (:person, :kind, :id, :role, :now) ON CONFLICT DO NOTHING",
            person=person, kind=scope_kind, id=scope_id, role=role, now=now,
        )
    )  # fmt: skip


def leave(tx: Tx, person: int, scope_kind: str, scope_id: int) -> bool:
    """Takes every role there; False when there was none."""
    return bool(
        tx.run(
            "DELETE FROM membership WHERE person = :person AND scope = :kind AND scope_id = :id",
            person=person, kind=scope_kind, id=scope_id,
        )
    )  # fmt: skip


# -- how people fare in a project --------------------------------------------------------------------------------------

RECENT = 2000  # answers of a person that are looked at; older ones are in the sums of person_stage


def totals(tx: Tx, scope: Scope, project: int) -> list[Row]:
    """Per person within reach: all answers, active time and the last one's time."""
    return tx.rows(
        "SELECT f.person, sum(f.submitted) AS answers, sum(f.active_ms) AS active_ms, max(f.last_at) AS last_at"
        " FROM person_stage f JOIN stage s ON s.id = f.stage"
        f" WHERE s.project = :project AND {reach.projects(scope, 's.project')} AND {reach.people(scope, 'f.person')}"
        " GROUP BY f.person",
        project=project,
    )


def recent_times(tx: Tx, scope: Scope, project: int, person: int, since: int) -> Row:
    """Of one person's recent answers: tasks answered since a time (`today`), the median active time of the last 200."""
    found: Row = tx.one(
        "WITH r AS (SELECT created_at, active_ms, kind, parent, task FROM annotation"
        " WHERE project = :project AND person = :person AND kind <> 'withdrawal'"
        f" AND {reach.projects(scope, 'project')} ORDER BY id DESC LIMIT {RECENT})"
        " SELECT (SELECT count(DISTINCT x.task) FROM r JOIN task_answer x ON x.task = r.task AND x.person = :person"
        " WHERE r.created_at >= :since AND (r.kind = 'verdict' OR r.parent IS NULL)) AS today,"
        " (SELECT active_ms FROM (SELECT active_ms FROM r ORDER BY created_at DESC LIMIT 200) q ORDER BY active_ms"
        " LIMIT 1 OFFSET (SELECT CASE WHEN count(*) > 200 THEN 100 ELSE count(*) / 2 END FROM r)) AS median_ms",
        project=project, person=person, since=since,
    )  # fmt: skip
    return found


def judged(tx: Tx, scope: Scope, project: int, person: int) -> Row:
    """Of one person's recent answers: how many were reviewed, and how many of those returned."""
    found: Row = tx.one(
        "SELECT count(*) AS reviewed, COALESCE(sum(CASE WHEN v.verdict = 'return' THEN 1 ELSE 0 END), 0) AS returned"
        " FROM (SELECT id FROM annotation WHERE project = :project AND person = :person"
        f" AND {reach.projects(scope, 'project')} ORDER BY id DESC LIMIT {RECENT}) a"
        " JOIN annotation v ON v.parent = a.id AND v.kind = 'verdict'",
        project=project, person=person,
    )  # fmt: skip
    return found
