"""Guideline versions: written once, never changed."""

from __future__ import annotations

from labelwright.store import scope as reach
from labelwright.store.engine import Row, Tx
from labelwright.store.scope import Scope


def version(tx: Tx, scope: Scope, project: int, version: int | None = None) -> Row | None:
    """A version, by default the newest: version, document, note, created_at."""
    which = "" if version is None else "AND version = :version"
    return tx.one(
        "SELECT version, document, note, created_at FROM guideline_version"
        f" WHERE project = :project {which} AND {reach.projects(scope, 'project')} ORDER BY version DESC LIMIT 1",
        project=project, **({} if version is None else {"version": version}),
    )  # fmt: skip


def versions(tx: Tx, scope: Scope, project: int) -> list[Row]:
    """Every version, newest first, without the texts: version, note, created_at, person."""
    return tx.rows(
        "SELECT g.version, g.note, g.created_at, p.name AS person FROM guideline_version g"
        f" JOIN person p ON p.id = g.person WHERE g.project = :project AND {reach.projects(scope, 'g.project')}"
        " ORDER BY g.version DESC",
        project=project,
    )


def documents(tx: Tx, scope: Scope, project: int) -> list[str]:
    """The text of every version: section identities in them are never given again."""
    rows = tx.rows(
        "SELECT document FROM guideline_version"
        f" WHERE project = :project AND {reach.projects(scope, 'project')}",
        project=project,
    )
    return [row.document for row in rows]


def add(tx: Tx, project: int, version: int, document: str, note: str, *, person: int, now: int) -> None:
    """A new version."""
    tx.run(
        "INSERT INTO guideline_version (project, version, document, note, person, created_at)"
        " VALUES (:project, :version, :document, :note, :person, :now)",
        project=project, version=version, document=document, note=note, person=person, now=now,
    )  # fmt: skip


def clear(tx: Tx, project: int) -> None:
    """Takes every version away: of a draft, whose guideline nobody has worked by."""
    tx.run("DELETE FROM guideline_version WHERE project = :project", project=project)
