"""What a manager's acts read and write: parked and stranded tasks, batches, reservations, priority."""

from __future__ import annotations

from collections.abc import Sequence

from labelwright.store import lists
from labelwright.store.engine import Row, Tx

_FRONT = 2_000  # stranded tasks gather at the front of a queue: what anybody may take there, is taken


def parked(tx: Tx, stage: int, limit: int) -> list[Row]:
    """Tasks set aside at a stage, with their items' keys."""
    return tx.rows(
        """SELECT t.*, i.key FROM task t JOIN item i ON i.id = t.item
           WHERE t.stage = :stage AND t.state = 'parked' ORDER BY t.id LIMIT :n""",
        stage=stage,
        n=limit,
    )


def stranded(tx: Tx, stage: int, people: Sequence[int], limit: int) -> list[Row]:
    """Open tasks at the front of a stage's queue that nobody is at and none of these people may take."""
    names = {f"p{n}": person for n, person in enumerate(people)}
    team = " UNION ALL ".join(f"SELECT CAST(:{name} AS BIGINT) AS id" for name in names) or "SELECT 0 AS id WHERE 1 = 0"
    return tx.rows(
        f"""SELECT t.*, i.key FROM (SELECT * FROM task WHERE stage = :stage AND state = 'open' AND reserved_for IS NULL
                                    ORDER BY rank LIMIT {_FRONT}) t
            JOIN item i ON i.id = t.item
            WHERE t.live = 0 AND NOT EXISTS (
              SELECT 1 FROM ({team}) who WHERE NOT EXISTS (
                SELECT 1 FROM lease l WHERE l.person = who.id AND l.item = t.item
                  AND ((l.counts = true AND (l.state IN ('reserved', 'active') OR l.side & t.bars <> 0))
                       OR (l.task = t.id AND l.state IN ('skipped', 'submitted')))))
            ORDER BY t.rank LIMIT :n""",
        stage=stage,
        n=limit,
        **names,
    )


def skip_reasons(tx: Tx, task_ids: Sequence[int]) -> list[Row]:
    """How many people skipped each of these tasks for which reason, most first."""
    return tx.rows(
        f"""SELECT task, reason, count(DISTINCT person) AS people FROM lease
            WHERE {lists.among(tx, "task", "tasks")} AND state = 'skipped' AND reason IS NOT NULL
            GROUP BY task, reason ORDER BY people DESC, reason""",
        tasks=lists.values(tx, task_ids),
    )


def open_words(tx: Tx, items: Sequence[int]) -> list[Row]:
    """What was said about these items and not closed, newest first."""
    return tx.rows(
        f"""SELECT item, body FROM comment WHERE {lists.among(tx, "item", "items")} AND closed_at IS NULL
            AND kind IN ('flag', 'question') ORDER BY id DESC""",
        items=lists.values(tx, items),
    )


def reopen(tx: Tx, task: int, *, bars: int, reserved_for: int | None) -> None:
    """Other bars for a task, and who it is for; earlier skips of it bar nobody any more."""
    tx.run(
        """UPDATE task SET bars = :bars, reserved_for = :person, reserved_until = NULL, available_at = 0,
             parked_reason = NULL WHERE id = :id""",
        id=task,
        bars=bars,
        person=reserved_for,
    )
    tx.run("UPDATE lease SET state = 'released' WHERE task = :id AND state = 'skipped'", id=task)


_FREE = "t.state = 'open' AND t.reserved_for IS NULL"


# -- batches ---------------------------------------------------------------------------------------------------------


def add_batch(tx: Tx, project: int, stage: int, key: str, name: str, now: int) -> int:
    """Makes a batch; its id."""
    made: int = tx.value(
        """INSERT INTO batch (project, stage, key, name, created_at) VALUES (:project, :stage, :key, :name, :now)
           RETURNING id""",
        project=project,
        stage=stage,
        key=key,
        name=name,
        now=now,
    )
    return made


def batch(tx: Tx, batch_id: int) -> Row | None:
    """The batch's row."""
    return tx.one("SELECT * FROM batch WHERE id = :id", id=batch_id)


def batches(tx: Tx, project: int) -> list[Row]:
    """A project's batches with what is left of each and whose it is, one row for each person."""
    return tx.rows(
        """SELECT b.id, b.name, b.key, b.created_at, s.key AS stage, p.person, h.name AS person_name,
             (SELECT count(*) FROM task t WHERE t.stage = b.stage AND t.pool = b.id AND t.state = 'open'
                AND t.reserved_for IS NULL) AS left_open
           FROM batch b JOIN stage s ON s.id = b.stage LEFT JOIN batch_person p ON p.batch = b.id
           LEFT JOIN person h ON h.id = p.person WHERE b.project = :project ORDER BY b.id, p.person""",
        project=project,
    )


def assign(tx: Tx, batch_id: int, person: int) -> None:
    """The batch is this person's too."""
    tx.run(
        "INSERT INTO batch_person (batch, person) VALUES (:batch, :person) ON CONFLICT DO NOTHING",
        batch=batch_id,
        person=person,
    )


def unassign(tx: Tx, batch_id: int) -> None:
    """The batch is nobody's."""
    tx.run("DELETE FROM batch_person WHERE batch = :batch", batch=batch_id)


def unassign_person(tx: Tx, stage: int, person: int) -> None:
    """No batch of the stage is this person's."""
    tx.run(
        "DELETE FROM batch_person WHERE person = :person AND batch IN (SELECT id FROM batch WHERE stage = :stage)",
        person=person,
        stage=stage,
    )


def batches_alone(tx: Tx, stage: int, person: int) -> list[int]:
    """Batches of the stage that are this person's and nobody else's."""
    rows = tx.rows(
        """SELECT b.id FROM batch b JOIN batch_person p ON p.batch = b.id WHERE b.stage = :stage
           GROUP BY b.id HAVING count(*) = 1 AND min(p.person) = :person""",
        stage=stage,
        person=person,
    )
    return [row.id for row in rows]


def deal(tx: Tx, stage: int, batch_ids: Sequence[int], first: int | None = None) -> int:
    """Deals what is everybody's and free at the stage, or the first so many, to the batches by rank; how many."""
    count = len(batch_ids)
    dealt = 0
    for n, batch_id in enumerate(batch_ids):
        dealt += tx.run(
            f"""UPDATE task SET pool = :batch WHERE id IN (
                  SELECT id FROM (SELECT id, row_number() OVER (ORDER BY rank) AS place FROM task
                    WHERE stage = :stage AND state = 'open' AND reserved_for IS NULL
                      AND pool IN ({_or_dealt(batch_ids)})) dealt
                  WHERE place % :count = :n AND place <= :first) AND pool = 0""",
            stage=stage,
            batch=batch_id,
            count=count,
            n=(n + 1) % count,
            first=first or 1 << 60,
        )
    return dealt


def _or_dealt(batch_ids: Sequence[int]) -> str:
    """Pool 0 and the batches being dealt: places stay the same while the dealing goes on."""
    return ", ".join(str(int(pool)) for pool in (0, *batch_ids))


def waiting_of(tx: Tx, project: int, items: Sequence[int]) -> list[Row]:
    """The waiting tasks of these items, counted by stage: all, those that are free, and of them those in a batch."""
    return tx.rows(
        f"""SELECT s.key AS stage, count(*) AS waiting, sum(CASE WHEN {_FREE} THEN 1 ELSE 0 END) AS free,
              sum(CASE WHEN {_FREE} AND t.pool <> 0 THEN 1 ELSE 0 END) AS batched
            FROM task t JOIN stage s ON s.id = t.stage
            WHERE {lists.among(tx, "t.item", "items")} AND t.project = :project AND t.purpose = 'work'
              AND t.state IN ('open', 'full', 'parked')
            GROUP BY s.id, s.key, s.ordinal ORDER BY s.ordinal""",
        project=project,
        items=lists.values(tx, items),
    )


def free_of(tx: Tx, stage: int, items: Sequence[int]) -> list[int]:
    """The free tasks of these items at the stage, by rank, in whoever's batch they are."""
    rows = tx.rows(
        f"""SELECT t.id FROM task t WHERE {lists.among(tx, "t.item", "items")} AND t.stage = :stage
            AND t.purpose = 'work' AND {_FREE} ORDER BY t.rank""",
        stage=stage,
        items=lists.values(tx, items),
    )
    return [row.id for row in rows]


def put(tx: Tx, batch_id: int, task_ids: Sequence[int]) -> int:
    """Puts these tasks into the batch, where they are still free; how many."""
    return tx.run(
        f"UPDATE task AS t SET pool = :batch WHERE {lists.among(tx, 't.id', 'tasks')} AND {_FREE}",
        batch=batch_id,
        tasks=lists.values(tx, task_ids),
    )


def to_everybody(tx: Tx, stage: int, batch_id: int) -> int:
    """What is left of the batch is everybody's; how many tasks."""
    return tx.run(
        "UPDATE task SET pool = 0 WHERE stage = :stage AND pool = :batch AND state IN ('open', 'full', 'parked')",
        stage=stage,
        batch=batch_id,
    )


def live_in_pool(tx: Tx, batch_id: int) -> list[int]:
    """Live leases on the batch's tasks."""
    rows = tx.rows(
        """SELECT l.id FROM lease l JOIN task t ON t.id = l.task
           WHERE l.state IN ('reserved', 'active') AND t.pool = :batch""",
        batch=batch_id,
    )
    return [row.id for row in rows]


def names(tx: Tx, people: Sequence[int]) -> list[str]:
    """The people's names, in the order asked."""
    return [str(tx.value("SELECT name FROM person WHERE id = :id", id=person)) for person in people]


# -- priority and departures -----------------------------------------------------------------------------------------


def shift_rank(tx: Tx, project: int, items: Sequence[int], by: int) -> int:
    """Moves the waiting tasks of these items in their queues; how many."""
    return sum(
        tx.run(
            """UPDATE task SET rank = rank + :by
               WHERE item = :item AND project = :project AND state IN ('open', 'full', 'parked')""",
            by=by,
            item=item,
            project=project,
        )
        for item in items
    )


def stages_of_team(tx: Tx, team: int) -> list[Row]:
    """Stages in force at which the team works."""
    return tx.rows(
        """SELECT s.id, s.project FROM stage s JOIN project p ON p.id = s.project
           WHERE s.team = :team AND s.retired_at IS NULL AND p.archived_at IS NULL AND p.definition <> 0""",
        team=team,
    )


def reserved_at(tx: Tx, stage: int, person: int) -> list[Row]:
    """Tasks of the stage that are reserved for the person."""
    return tx.rows("SELECT * FROM task WHERE reserved_for = :person AND stage = :stage", person=person, stage=stage)


def unanswered_by(tx: Tx, stage: int, person: int) -> list[Row]:
    """Tasks at work in their first round at the stage that the person has not answered."""
    return tx.rows(
        """SELECT * FROM task t WHERE t.stage = :stage AND t.round = 1 AND t.state IN ('open', 'full')
           AND NOT EXISTS (SELECT 1 FROM task_answer a WHERE a.task = t.id AND a.person = :person)""",
        stage=stage,
        person=person,
    )


def tasks_of(tx: Tx, item: int) -> list[Row]:
    """Every task of the item."""
    return tx.rows("SELECT * FROM task WHERE item = :item ORDER BY id", item=item)


def live_on(tx: Tx, task: int) -> list[int]:
    """Live leases on the task."""
    rows = tx.rows("SELECT id FROM lease WHERE task = :task AND state IN ('reserved', 'active')", task=task)
    return [row.id for row in rows]
