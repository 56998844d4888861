"""Imports: staged, then done or failed by one UPDATE, later perhaps undone. Items are seen while theirs is done."""

from __future__ import annotations

from labelwright.store.engine import Row, Tx
from labelwright.store.scope import Scope, projects


def source(tx: Tx, project: int, key: str) -> Row | None:
    """A source of a project."""
    return tx.one("SELECT id, key, spec FROM source WHERE project = :project AND key = :key", project=project, key=key)


def lock_project(tx: Tx, project: int) -> None:
    """Imports into one project write one after the other, so that ordinals and ids rise together."""
    if tx.dialect == "postgresql":
        tx.run("SELECT 1 FROM project WHERE id = :id FOR NO KEY UPDATE", id=project)


def add(tx: Tx, project: int, source_id: int, person: int, report: str, now: int) -> int:
    """A new import, staged; its id."""
    made: int = tx.value(
        """INSERT INTO import (project, source, state, person, report, created_at)
           VALUES (:project, :source, 'staged', :person, :report, :now) RETURNING id""",
        project=project,
        source=source_id,
        person=person,
        report=report,
        now=now,
    )
    return made


def staged(tx: Tx, source_id: int) -> Row | None:
    """The import that is filling this source now."""
    return tx.one(
        "SELECT id, report FROM import WHERE source = :source AND state = 'staged' ORDER BY id LIMIT 1",
        source=source_id,
    )


def note(tx: Tx, import_id: int, report: str) -> bool:
    """Writes how far a staged import is; False when it is staged no more."""
    return bool(
        tx.run("UPDATE import SET report = :report WHERE id = :id AND state = 'staged'", id=import_id, report=report)
    )


def settle(tx: Tx, import_id: int, state: str, report: str, now: int) -> bool:
    """Ends a staged import: this one statement shows all of its items, or none of them ever."""
    return bool(
        tx.run(
            """UPDATE import SET state = :state, report = :report, done_at = :now
               WHERE id = :id AND state = 'staged'""",
            id=import_id,
            state=state,
            report=report,
            now=now,
        )
    )


def undo(tx: Tx, import_id: int, now: int) -> bool:
    """Hides all items of a finished import; False when it is not done."""
    return bool(
        tx.run(
            "UPDATE import SET state = 'undone', undone_at = :now WHERE id = :id AND state = 'done'",
            id=import_id,
            now=now,
        )
    )


_SELECT = """SELECT m.id, m.project, m.state, m.person, m.report, m.created_at, m.done_at, m.undone_at, s.key AS source,
   p.name AS person_name FROM import m JOIN source s ON s.id = m.source JOIN person p ON p.id = m.person"""


def one(tx: Tx, scope: Scope, import_id: int) -> Row | None:
    """An import within reach."""
    return tx.one(f"{_SELECT} WHERE m.id = :id AND {projects(scope, 'm.project')}", id=import_id)


def of_project(tx: Tx, scope: Scope, project: int, limit: int = 100) -> list[Row]:
    """A project's latest imports, newest first."""
    return tx.rows(
        f"{_SELECT} WHERE m.project = :project AND {projects(scope, 'm.project')} ORDER BY m.id DESC LIMIT :n",
        project=project,
        n=limit,
    )


def newest_annotation(tx: Tx) -> int:
    """The id of the latest annotation of all."""
    return int(tx.value("SELECT COALESCE(max(id), 0) FROM annotation"))


def answered(tx: Tx, import_id: int, *, after: int) -> int:
    """How many items of the import have an annotation newer than `after`."""
    if after:  # few are newer: from the annotations to the items
        return int(
            tx.value(
                """SELECT count(DISTINCT a.item) FROM annotation a CROSS JOIN item i
                   WHERE a.id > :after AND i.id = a.item AND i.import = :id""",
                id=import_id,
                after=after,
            )
        )
    return int(
        tx.value(
            """SELECT count(*) FROM item i WHERE i.import = :id
               AND EXISTS (SELECT 1 FROM annotation a WHERE a.item = i.id)""",
            id=import_id,
        )
    )


def hidden(tx: Tx, import_id: int, limit: int) -> list[int]:
    """Items of a finished import that are not let into the work yet."""
    rows = tx.rows(
        "SELECT id FROM item WHERE import = :id AND visible = false ORDER BY id LIMIT :n", id=import_id, n=limit
    )
    return [row.id for row in rows]


def shown(tx: Tx, import_id: int, limit: int) -> list[Row]:
    """Items of an undone import that are still in the work: (id, state)."""
    return tx.rows(
        """SELECT i.id, s.state FROM item i JOIN item_state s ON s.item = i.id
           WHERE i.import = :id AND i.visible = true ORDER BY i.id LIMIT :n""",
        id=import_id,
        n=limit,
    )


def show(tx: Tx, items: list[int], visible: bool) -> None:
    """Lets items into the work, or takes them out of it."""
    tx.many("UPDATE item SET visible = :visible WHERE id = :id", [{"id": i, "visible": visible} for i in items])


def hold(tx: Tx, items: list[int], now: int) -> None:
    """The items are held again, as on their first day."""
    tx.many(
        "UPDATE item_state SET state = 'held', stage = NULL, changed_at = :now WHERE item = :id",
        [{"id": i, "now": now} for i in items],
    )


def clear(tx: Tx, import_id: int, limit: int) -> list[int]:
    """Takes up to `limit` items of a failed import away, but none that was ever worked on; their ids."""
    rows = tx.rows(
        """SELECT id FROM item WHERE import = :id AND NOT EXISTS (SELECT 1 FROM task t WHERE t.item = item.id)
           LIMIT :n""",
        id=import_id,
        n=limit,
    )
    found = [row.id for row in rows]
    for statement in (
        "DELETE FROM part WHERE item = :id",
        "DELETE FROM item_state WHERE item = :id",
        "DELETE FROM copy WHERE item = :id",
        "DELETE FROM item WHERE id = :id",
    ):
        tx.many(statement, [{"id": i} for i in found])
    return found
