"""What happened, in commit order: ids and outcomes, no personal data, no answers.

On PostgreSQL a follower that reads `id > last` would miss rows that commit late. Events carry their transaction's id,
and followers read only up to the oldest transaction still running; on SQLite the one writer makes `id` the order.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from labelwright.store.engine import Row, Tx

_encode = msgspec.json.Encoder().encode

LISTENER = "events.listener"  # the key in `Tx.hints` of whoever hears of events after their commit

_ADD = """INSERT INTO event (project, kind, at, actor, item, task, refs)
   VALUES (:project, :kind, :at, :actor, :item, :task, :refs)"""


def add(
    tx: Tx,
    kind: str,
    now: int,
    *,
    project: int | None = None,
    actor: int | None = None,
    item: int | None = None,
    task: int | None = None,
    refs: dict[str, object] | None = None,
) -> None:
    """Writes one event of this transaction; after the commit this process's listener hears of it."""
    tx.send(
        _ADD,
        project=project,
        kind=kind,
        at=now,
        actor=actor,
        item=item,
        task=task,
        refs=_encode(refs).decode() if refs else "{}",
    )
    if (listener := tx.hints.get(LISTENER)) is not None:
        tx.after_commit(lambda: listener(kind, project, refs))


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a follower has read: (transaction, id); the beginning by default."""

    tx: int = 0
    id: int = 0


def after(tx: Tx, cursor: Cursor, limit: int = 1000) -> tuple[list[Row], Cursor]:
    """The next events in commit order, and the cursor behind them."""
    if tx.dialect == "sqlite":
        rows = tx.rows("SELECT * FROM event WHERE id > :id ORDER BY id LIMIT :n", id=cursor.id, n=limit)
    else:
        rows = tx.rows(
            """SELECT * FROM event WHERE (tx, id) > (:tx::text::xid8, :id)
               AND tx < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY tx, id LIMIT :n""",
            tx=str(cursor.tx),
            id=cursor.id,
            n=limit,
        )
    return rows, Cursor(int(rows[-1].tx), rows[-1].id) if rows else cursor


def end(tx: Tx) -> Cursor:
    """The cursor behind everything that has happened so far."""
    if tx.dialect == "sqlite":
        return Cursor(0, tx.value("SELECT COALESCE(max(id), 0) FROM event"))
    row = tx.one(
        "SELECT tx, id FROM event WHERE tx < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY tx DESC, id DESC LIMIT 1"
    )
    return Cursor(int(row.tx), row.id) if row else Cursor()
