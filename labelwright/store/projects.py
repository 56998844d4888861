"""Projects, their definitions in all versions, and their stages."""

from __future__ import annotations

from labelwright.store import scope as reach
from labelwright.store.engine import Row, Tx
from labelwright.store.scope import Scope

_PROJECT = "id, slug, name, definition, created_at, started_at, archived_at"


def find(tx: Tx, scope: Scope, slug: str) -> Row | None:
    """One project within reach: id, slug, name, definition, created_at, started_at, archived_at."""
    return tx.one(
        f"SELECT {_PROJECT} FROM project WHERE slug = :slug AND {reach.projects(scope, 'id')}",
        slug=slug,
    )


def by_id(tx: Tx, scope: Scope, project: int) -> Row | None:
    """One project within reach, by its id."""
    return tx.one(
        f"SELECT {_PROJECT} FROM project WHERE id = :id AND {reach.projects(scope, 'id')}",
        id=project,
    )


def page(tx: Tx, scope: Scope) -> list[Row]:
    """Every project within reach, newest first."""
    return tx.rows(f"SELECT {_PROJECT} FROM project WHERE {reach.projects(scope, 'id')} ORDER BY id DESC")


def definition(tx: Tx, scope: Scope, project: int, version: int | None = None) -> Row | None:
    """A version of the definition, by default the one in force: with document, sha256 and the schema's version."""
    which = "d.id = p.definition" if version is None else "d.version = :version"
    return tx.one(
        "SELECT d.id, d.version, d.document, d.sha256, d.schema_version, d.guideline_version, d.person, d.created_at"
        f" FROM project p JOIN definition d ON d.project = p.id AND {which}"
        f" WHERE p.id = :project AND {reach.projects(scope, 'p.id')}",
        project=project, **({} if version is None else {"version": version}),
    )  # fmt: skip


def definitions(tx: Tx, scope: Scope, project: int) -> list[Row]:
    """Every version, newest first, without the documents, and who wrote it."""
    return tx.rows(
        "SELECT d.version, d.sha256, d.schema_version, d.guideline_version, d.created_at, p.name AS person"
        " FROM definition d JOIN person p ON p.id = d.person"
        f" WHERE d.project = :project AND {reach.projects(scope, 'd.project')} ORDER BY d.version DESC",
        project=project,
    )


def schema(tx: Tx, scope: Scope, project: int, version: int) -> str | None:
    """The schema of this version, as a document."""
    found: str | None = tx.value(
        "SELECT document FROM schema_version WHERE project = :project AND version = :version"
        f" AND {reach.projects(scope, 'project')}",
        project=project, version=version,
    )  # fmt: skip
    return found


def stages(tx: Tx, scope: Scope, project: int) -> list[Row]:
    """The stages of the definition in force, in its order, within the teams in reach."""
    return tx.rows(
        "SELECT s.id, s.key, s.kind, s.team, t.key AS team_key, t.name AS team_name, t.kind AS team_kind, s.ordinal,"
        " s.phase, s.phase_at, s.phase_by, s.phase_reason FROM stage s LEFT JOIN team t ON t.id = s.team"
        f" WHERE s.project = :project AND s.retired_at IS NULL AND {reach.projects(scope, 's.project')}"
        f" AND {reach.teams(scope, 's.team')} ORDER BY s.ordinal",
        project=project,
    )


# -- writing ---------------------------------------------------------------------------------------------------------


def add(tx: Tx, slug: str, name: str, sampling_key: bytes, now: int) -> int:
    """A new project's id. Raises UniqueViolation for a slug that is there already."""
    added: int = tx.value(
        "INSERT INTO project (slug, name, sampling_key, created_at) VALUES (:slug, :name, :key, :now) RETURNING id",
        slug=slug, name=name, key=sampling_key, now=now,
    )  # fmt: skip
    return added


def add_definition(
    tx: Tx, project: int, version: int, document: str, sha256: str, *, schema_version: int, guideline_version: int,
    person: int, now: int,
) -> int:  # fmt: skip
    """A new version, in force from now on; its id."""
    added: int = tx.value(
        "INSERT INTO definition"
        " (project, version, document, sha256, schema_version, guideline_version, person, created_at)"
        " VALUES (:project, :version, :document, :sha256, :schema, :guideline, :person, :now) RETURNING id",
        project=project, version=version, document=document, sha256=sha256, schema=schema_version,
        guideline=guideline_version, person=person, now=now,
    )  # fmt: skip
    tx.run("UPDATE project SET definition = :definition WHERE id = :id", definition=added, id=project)
    return added


def renew_definition(tx: Tx, project: int, *, guideline_version: int, person: int, now: int) -> None:
    """The definition in force once more, as a new version that speaks of another guideline version."""
    added = tx.value(
        "INSERT INTO definition"
        " (project, version, document, sha256, schema_version, guideline_version, person, created_at)"
        " SELECT d.project, d.version + 1, d.document, d.sha256, d.schema_version, :guideline, :person, :now"
        " FROM definition d JOIN project p ON p.definition = d.id WHERE p.id = :project RETURNING id",
        guideline=guideline_version, person=person, now=now, project=project,
    )  # fmt: skip
    tx.run("UPDATE project SET definition = :definition WHERE id = :id", definition=added, id=project)


def clear_draft(tx: Tx, project: int) -> None:
    """Takes a draft's definition and schema away: nobody worked by them, and the next ones take their numbers."""
    tx.run("UPDATE project SET definition = 0 WHERE id = :id", id=project)
    tx.run("DELETE FROM definition WHERE project = :id", id=project)
    tx.run("DELETE FROM schema_version WHERE project = :id", id=project)


def add_schema(tx: Tx, project: int, version: int, document: str, now: int) -> None:
    tx.run(
        "INSERT INTO schema_version (project, version, document, created_at)"
        " VALUES (:project, :version, :document, :now)",
        project=project, version=version, document=document, now=now,
    )  # fmt: skip


def put_source(tx: Tx, project: int, key: str, spec: str) -> None:
    """The source under this key, new or changed."""
    tx.run(
        "INSERT INTO source (project, key, spec) VALUES (:project, :key, :spec)"
        " ON CONFLICT (project, key) DO UPDATE SET spec = excluded.spec",
        project=project, key=key, spec=spec,
    )  # fmt: skip


def put_stage(tx: Tx, project: int, key: str, kind: str, *, team: int, ordinal: int, phase: str, now: int) -> None:
    """The stage under this key: a new one starts in `phase`, a known one keeps its own once the project has started."""
    tx.run(
        "INSERT INTO stage (project, key, kind, team, ordinal, phase, phase_at)"
        " VALUES (:project, :key, :kind, :team, :ordinal, :phase, :now)"
        " ON CONFLICT (project, key) DO UPDATE SET kind = excluded.kind, team = excluded.team,"
        " ordinal = excluded.ordinal, retired_at = NULL,"
        " phase = CASE WHEN (SELECT p.started_at FROM project p WHERE p.id = :project) IS NULL"
        " THEN excluded.phase ELSE stage.phase END",
        project=project, key=key, kind=kind, team=team, ordinal=ordinal, phase=phase, now=now,
    )  # fmt: skip


def retire_stages(tx: Tx, project: int, keys: frozenset[str], now: int) -> None:
    """Stages that the definition no longer has."""
    for key in sorted(keys):
        tx.run(
            "UPDATE stage SET retired_at = :now WHERE project = :project AND key = :key",
            now=now, project=project, key=key,
        )  # fmt: skip


def rename(tx: Tx, project: int, name: str) -> None:
    tx.run("UPDATE project SET name = :name WHERE id = :id", name=name, id=project)


def set_started(tx: Tx, project: int, now: int) -> None:
    tx.run("UPDATE project SET started_at = :now WHERE id = :id", now=now, id=project)


def set_archived(tx: Tx, project: int, now: int) -> None:
    tx.run("UPDATE project SET archived_at = :now WHERE id = :id", now=now, id=project)
