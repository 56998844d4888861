"""Dataset versions: written once, row by row, then frozen; rows are never changed."""

from __future__ import annotations

from collections.abc import Sequence

from labelwright.store.engine import Row, Tx
from labelwright.store.scope import Scope, projects


def add(tx: Tx, project: int, note: str, settings: str, person: int, now: int) -> Row:
    """A new version in the state freezing, with the next number: (id, n)."""
    row = tx.one(
        """INSERT INTO dataset_version (project, n, state, note, settings, person, created_at)
           SELECT :project, COALESCE(max(n), 0) + 1, 'freezing', :note, :settings, :person, :now
           FROM dataset_version WHERE project = :project RETURNING id, n""",
        project=project,
        note=note,
        settings=settings,
        person=person,
        now=now,
    )
    assert row is not None
    return row


def freezing(tx: Tx, project: int) -> Row | None:
    """The version that is being frozen now."""
    return tx.one("SELECT id, n FROM dataset_version WHERE project = :project AND state = 'freezing'", project=project)


def locked(tx: Tx, version: int) -> Row | None:
    """The version, which stays as it is until this transaction ends."""
    lock = " FOR UPDATE" if tx.dialect == "postgresql" else ""
    return tx.one(f"SELECT * FROM dataset_version WHERE id = :id{lock}", id=version)


def write(tx: Tx, version: int, rows: Sequence[tuple[int, int, int, str, str]]) -> int:
    """Writes rows (ordinal, item, accepted label, split, line) that are not there yet; how many there were given."""
    tx.many(
        """INSERT INTO dataset_row (version, ordinal, item, accepted_label, split, row)
           VALUES (:version, :ordinal, :item, :label, :split, :row) ON CONFLICT (version, ordinal) DO NOTHING""",
        [
            {"version": version, "ordinal": o, "item": i, "label": a, "split": s, "row": line}
            for o, i, a, s, line in rows
        ],
    )
    return len(rows)


def freeze(tx: Tx, version: int, manifest: str, sha256: str, items: int, now: int) -> bool:
    """Makes the version final; False where it is not being frozen any more."""
    return bool(
        tx.run(
            """UPDATE dataset_version SET state = 'frozen', manifest = :manifest, manifest_sha256 = :sha256,
                 items = :items, frozen_at = :now WHERE id = :id AND state = 'freezing'""",
            id=version,
            manifest=manifest,
            sha256=sha256,
            items=items,
            now=now,
        )
    )


def fail(tx: Tx, version: int) -> None:
    """Gives the version up."""
    tx.run("UPDATE dataset_version SET state = 'failed' WHERE id = :id AND state = 'freezing'", id=version)


def clear(tx: Tx, version: int, limit: int) -> int:
    """Takes up to `limit` rows of a failed version away; how many."""
    return tx.run(
        """DELETE FROM dataset_row WHERE version = :id AND ordinal IN
             (SELECT ordinal FROM dataset_row WHERE version = :id ORDER BY ordinal LIMIT :n)""",
        id=version,
        n=limit,
    )


_SELECT = """SELECT v.id, v.project, v.n, v.state, v.note, v.settings, v.manifest_sha256, v.items, v.created_at,
   v.frozen_at, v.person, p.name AS person_name FROM dataset_version v JOIN person p ON p.id = v.person"""


def of_project(tx: Tx, scope: Scope, project: int, limit: int = 200) -> list[Row]:
    """A project's versions, newest first."""
    return tx.rows(
        f"""{_SELECT} WHERE v.project = :project AND {projects(scope, "v.project")} ORDER BY v.n DESC LIMIT :n""",
        project=project,
        n=limit,
    )


def one(tx: Tx, scope: Scope, project: int, n: int) -> Row | None:
    """A version by its number."""
    return tx.one(
        f"{_SELECT} WHERE v.project = :project AND v.n = :n AND {projects(scope, 'v.project')}", project=project, n=n
    )


def by_id(tx: Tx, scope: Scope, version: int) -> Row | None:
    """A version by its id."""
    return tx.one(f"{_SELECT} WHERE v.id = :id AND {projects(scope, 'v.project')}", id=version)


def manifest(tx: Tx, scope: Scope, version: int) -> str | None:
    """A frozen version's manifest, as it was hashed."""
    found: str | None = tx.value(
        f"SELECT manifest FROM dataset_version v WHERE id = :id AND {projects(scope, 'v.project')}", id=version
    )
    return found


def lines(tx: Tx, version: int, after: int, limit: int) -> list[Row]:
    """The next rows behind an ordinal: (ordinal, row). Whoever asks has checked that the version is within reach."""
    return tx.rows(
        "SELECT ordinal, row FROM dataset_row WHERE version = :id AND ordinal > :after ORDER BY ordinal LIMIT :n",
        id=version,
        after=after,
        n=limit,
    )


def first_parts(tx: Tx, scope: Scope, project: int) -> list[Row]:
    """Names and media types of the parts of a project's first item."""
    return tx.rows(
        f"""SELECT name, media_type FROM part WHERE item = (SELECT i.id FROM item i
              WHERE i.project = :project AND {projects(scope, "i.project")} ORDER BY i.ordinal LIMIT 1)
            ORDER BY name""",
        project=project,
    )


def schemas(tx: Tx, scope: Scope, project: int) -> list[Row]:
    """Every schema version of a project, oldest first: (version, document)."""
    return tx.rows(
        f"""SELECT version, document FROM schema_version x WHERE project = :project AND {projects(scope, "x.project")}
            ORDER BY version""",
        project=project,
    )


def guidelines(tx: Tx, project: int) -> list[Row]:
    """Every guideline version of a project: (version, document)."""
    return tx.rows(
        "SELECT version, document FROM guideline_version WHERE project = :project ORDER BY version", project=project
    )


def since(tx: Tx, project: int, version: int, newest: int, limit: int) -> tuple[int, int]:
    """How many labels later than `newest` stand, up to `limit`: of items the version lacks, and of items it has."""
    row = tx.one(
        """SELECT count(*) AS later, COALESCE(sum(CASE WHEN EXISTS (SELECT 1 FROM dataset_row r
             WHERE r.item = x.item AND r.version = :version) THEN 1 ELSE 0 END), 0) AS again
           FROM (SELECT l.item FROM accepted_label l CROSS JOIN item_state s
                 WHERE l.project = :project AND l.id > :newest AND s.item = l.item AND s.state = 'accepted'
                   AND s.accepted_label = l.id
                 LIMIT :n) x""",
        project=project,
        version=version,
        newest=newest,
        n=limit,
    )
    assert row is not None
    return int(row.later - row.again), int(row.again)
