"""What is needed to act for a project: its definition in force, its stages, its versions, its teams' people."""

from __future__ import annotations

from labelwright.store.engine import Row, Tx


def in_force(tx: Tx, project: int) -> Row | None:
    """The project with its definition in force."""
    return tx.one(
        """SELECT p.id, p.slug, p.name, p.sampling_key, p.started_at, p.archived_at, d.id AS definition, d.version,
             d.document, d.schema_version, d.guideline_version
           FROM project p JOIN definition d ON d.id = p.definition WHERE p.id = :project""",
        project=project,
    )


def project_id(tx: Tx, slug: str) -> int | None:
    """The project under this slug."""
    found: int | None = tx.value("SELECT id FROM project WHERE slug = :slug", slug=slug)
    return found


def definition(tx: Tx, definition_id: int) -> Row | None:
    """One definition, in force or not."""
    return tx.one("SELECT * FROM definition WHERE id = :id", id=definition_id)


def stages(tx: Tx, project: int) -> list[Row]:
    """The project's stages in document order."""
    return tx.rows(
        """SELECT id, key, kind, team, phase, phase_at, phase_by, phase_reason FROM stage
           WHERE project = :project AND retired_at IS NULL ORDER BY ordinal, id""",
        project=project,
    )


def set_phase(tx: Tx, stage: int, phase: str, by: int, now: int, reason: str) -> None:
    """Opens, pauses or closes a stage."""
    tx.run(
        "UPDATE stage SET phase = :phase, phase_at = :now, phase_by = :by, phase_reason = :reason WHERE id = :stage",
        stage=stage,
        phase=phase,
        by=by,
        now=now,
        reason=reason,
    )


def schema_document(tx: Tx, project: int, version: int) -> str | None:
    """A schema version's document, as JSON."""
    document: str | None = tx.value(
        "SELECT document FROM schema_version WHERE project = :project AND version = :version",
        project=project,
        version=version,
    )
    return document


def members(tx: Tx, team: int) -> list[int]:
    """The people of a team who may sign in, in the order they joined."""
    rows = tx.rows(
        """SELECT DISTINCT m.person, min(m.id) AS joined FROM membership m JOIN person p ON p.id = m.person
           WHERE m.scope = 'team' AND m.scope_id = :team AND p.disabled_at IS NULL GROUP BY m.person ORDER BY joined""",
        team=team,
    )
    return [row.person for row in rows]


def batches_of(tx: Tx, stage: int, person: int) -> tuple[int, ...]:
    """The batches of this stage that are this person's."""
    rows = tx.rows(
        """SELECT b.id FROM batch b JOIN batch_person p ON p.batch = b.id
           WHERE p.person = :person AND b.stage = :stage ORDER BY b.id""",
        person=person,
        stage=stage,
    )
    return tuple(row.id for row in rows)
