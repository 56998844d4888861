"""What a person's own page shows: returned work, feedback on their answers, today's facts."""

from __future__ import annotations

from collections.abc import Sequence

from labelwright.store import lists
from labelwright.store.engine import Row, Tx

_LOOK_BACK = 2_000  # answers of one's own that are searched for feedback, so that the page stays fast for years


def stages(tx: Tx, person: int) -> list[Row]:
    """Stages in force of running projects at which one of the person's teams works."""
    return tx.rows(
        """SELECT s.id, s.key, s.kind, s.phase, s.project, p.slug, p.name, p.sampling_key
           FROM membership m JOIN stage s ON s.team = m.scope_id AND s.retired_at IS NULL
           JOIN project p ON p.id = s.project
           WHERE m.person = :person AND m.scope = 'team' AND p.started_at IS NOT NULL AND p.archived_at IS NULL
           GROUP BY s.id, p.id ORDER BY p.id, s.ordinal""",
        person=person,
    )


def returned(tx: Tx, person: int, now: int, limit: int = 50) -> list[Row]:
    """Tasks that wait for this person alone or lie open on their desk, with the verdict that sent each back."""
    return tx.rows(
        """SELECT t.id, t.item, t.stage, t.project, t.round, t.reserved_until, v.created_at, b.body
           FROM task t LEFT JOIN annotation v ON v.id = (SELECT max(id) FROM annotation a
             WHERE a.item = t.item AND a.kind = 'verdict' AND a.verdict = 'return')
           LEFT JOIN annotation_body b ON b.annotation = v.id
           WHERE t.reserved_for = :person AND t.state IN ('open', 'full') AND t.available_at <= :now
           ORDER BY t.id LIMIT :n""",
        person=person,
        now=now,
        n=limit,
    )


_MINE = f"""(SELECT id, lease, stage FROM annotation WHERE project = :project AND person = :person
             AND kind = 'answer' ORDER BY id DESC LIMIT {_LOOK_BACK}) mine"""
_STANDS = """v.kind = 'verdict'
             AND NOT EXISTS (SELECT 1 FROM annotation w WHERE w.parent = v.id AND w.kind = 'withdrawal')"""
_SAID = """SELECT v.id, v.verdict, v.created_at, v.item, v.project, {lease}, {stage}, vb.body AS verdict_body,
             mb.body AS answer_body, f.seen_at"""


def feedback(tx: Tx, project: int, person: int, limit: int) -> list[Row]:
    """The latest verdicts on this person's answers that say something and stand, with both bodies."""
    return tx.rows(
        f"""{_SAID.format(lease="mine.lease", stage="mine.stage")} FROM {_MINE}
            JOIN annotation v ON v.parent = mine.id AND {_STANDS}
            JOIN annotation_body vb ON vb.annotation = v.id
              AND (v.verdict <> 'accept' OR vb.body NOT LIKE '%"comment":""%')
            JOIN annotation_body mb ON mb.annotation = mine.id
            LEFT JOIN feedback_seen f ON f.annotation = v.id AND f.person = :person
            ORDER BY v.id DESC LIMIT :n""",
        project=project,
        person=person,
        n=limit,
    )


def verdicts(tx: Tx, project: int, person: int, limit: int) -> list[Row]:
    """(id, verdict) of the latest verdicts on this person's answers, also of those that say nothing."""
    return tx.rows(
        f"""SELECT v.id, v.verdict FROM {_MINE} JOIN annotation v ON v.parent = mine.id AND {_STANDS}
            ORDER BY v.id DESC LIMIT :n""",
        project=project,
        person=person,
        n=limit,
    )


def questioned(tx: Tx, project: int, person: int, limit: int) -> list[Row]:
    """This person's verdicts that an annotator asked about, latest first, with both bodies."""
    return tx.rows(
        f"""{_SAID.format(lease="v.lease", stage="v.stage")}
            FROM (SELECT DISTINCT annotation FROM (SELECT annotation, kind FROM comment WHERE project = :project
                    ORDER BY id DESC LIMIT {_LOOK_BACK}) c WHERE c.kind = 'question' AND c.annotation IS NOT NULL) asked
            JOIN annotation v ON v.id = asked.annotation AND v.person = :person AND v.kind = 'verdict'
            JOIN annotation_body vb ON vb.annotation = v.id
            JOIN annotation_body mb ON mb.annotation = v.parent
            LEFT JOIN feedback_seen f ON f.annotation = v.id AND f.person = :person
            ORDER BY v.id DESC LIMIT :n""",
        project=project,
        person=person,
        n=limit,
    )


def words(tx: Tx, items: Sequence[int]) -> list[Row]:
    """What annotators and reviewers wrote to each other about verdicts on these items, oldest first."""
    return tx.rows(
        f"""SELECT annotation, person, body, created_at FROM comment
            WHERE {lists.among(tx, "item", "items")} AND annotation IS NOT NULL ORDER BY id""",
        items=lists.values(tx, items),
    )


def recent(tx: Tx, project: int, person: int, limit: int) -> list[Row]:
    """The person's last answers in a project that count, newest first, with their bodies."""
    return tx.rows(
        f"""SELECT a.id, a.item, a.task, a.lease, a.stage, a.project, a.created_at, a.cannot_judge, b.body
            FROM (SELECT * FROM annotation WHERE project = :project AND person = :person AND kind = 'answer'
                    ORDER BY id DESC LIMIT {_LOOK_BACK}) a
            JOIN task_answer t ON t.task = a.task AND t.person = a.person AND t.annotation = a.id
            JOIN annotation_body b ON b.annotation = a.id
            WHERE a.lease IS NOT NULL ORDER BY a.id DESC LIMIT :n""",
        project=project,
        person=person,
        n=limit,
    )


def counts(tx: Tx, task: int, person: int) -> int | None:
    """The annotation that counts for this person at the task."""
    found: int | None = tx.value(
        "SELECT annotation FROM task_answer WHERE task = :task AND person = :person", task=task, person=person
    )
    return found


def seen(tx: Tx, annotation: int, person: int, now: int) -> None:
    """The person read the feedback, with all that was said about it until now."""
    tx.run(
        """INSERT INTO feedback_seen (annotation, person, seen_at) VALUES (:annotation, :person, :now)
           ON CONFLICT (annotation, person) DO UPDATE SET seen_at = excluded.seen_at""",
        annotation=annotation,
        person=person,
        now=now,
    )


def today(tx: Tx, project: int, person: int, since: int) -> list[Row]:
    """What the person submitted in a project since a time: (at, active_ms, task), latest first.

    `task` is None where the submit is no further piece of work: a revision, an answer taken back, an extra.
    """
    return tx.rows(
        """SELECT a.created_at, a.active_ms,
             CASE WHEN a.kind = 'verdict' OR a.parent IS NULL THEN x.task ELSE NULL END AS task
           FROM annotation a LEFT JOIN task_answer x ON x.task = a.task AND x.person = a.person
           WHERE a.project = :project AND a.person = :person AND a.kind IN ('answer', 'verdict')
             AND a.created_at >= :since ORDER BY a.id DESC LIMIT 5000""",
        project=project,
        person=person,
        since=since,
    )


def parts(tx: Tx, item: int) -> list[Row]:
    """The item's parts."""
    return tx.rows(
        "SELECT name, media_type, uri, text, width, height FROM part WHERE item = :item ORDER BY name", item=item
    )


# -- batches ---------------------------------------------------------------------------------------------------------

_OWN = "SELECT b.id FROM batch b JOIN batch_person p ON p.batch = b.id WHERE b.stage = :stage AND p.person = :person"
_MOST = 10_000  # tasks of a batch that are counted


def batches_since(tx: Tx, stage: int, person: int) -> int | None:
    """When the first of the person's own batches at a stage was made; None where they have none."""
    since: int | None = tx.value(
        """SELECT min(b.created_at) FROM batch b JOIN batch_person p ON p.batch = b.id
           WHERE b.stage = :stage AND p.person = :person""",
        stage=stage,
        person=person,
    )
    return since


def batch_left(tx: Tx, stage: int, person: int) -> int:
    """What is left of the person's own batches at a stage, counted up to 10,000."""
    return int(
        tx.value(
            f"""SELECT count(*) FROM (SELECT 1 FROM task t WHERE t.stage = :stage AND t.state = 'open'
                  AND t.reserved_for IS NULL AND t.pool IN ({_OWN}) LIMIT {_MOST}) few""",
            stage=stage,
            person=person,
        )
    )


def batch_held(tx: Tx, stage: int, person: int) -> int:
    """How many tasks of their own batches at a stage the person holds just now."""
    return int(
        tx.value(
            f"""SELECT count(*) FROM lease l JOIN task t ON t.id = l.task
                WHERE l.state IN ('reserved', 'active') AND l.person = :person AND t.stage = :stage
                  AND t.state <> 'open' AND t.pool IN ({_OWN})""",
            stage=stage,
            person=person,
        )
    )


def batch_done(tx: Tx, project: int, stage: int, person: int, since: int) -> int:
    """How many tasks of their own batches at a stage the person has answered since a time, counted up to 10,000."""
    before = tx.value(
        """SELECT id FROM annotation WHERE project = :project AND person = :person AND created_at < :since
           ORDER BY id DESC LIMIT 1""",
        project=project,
        person=person,
        since=since,
    )
    return int(
        tx.value(
            f"""SELECT count(*) FROM (SELECT 1 FROM annotation a JOIN task t ON t.id = a.task
                  JOIN task_answer c ON c.task = a.task AND c.person = a.person AND c.annotation = a.id
                  WHERE a.project = :project AND a.person = :person AND a.id > :before AND a.kind = 'answer'
                    AND t.stage = :stage AND t.pool IN ({_OWN}) LIMIT {_MOST}) few""",
            project=project,
            stage=stage,
            person=person,
            before=before or 0,
        )
    )
