"""What a person's own page shows: returned work, feedback on their answers, today's facts."""

from __future__ import annotations

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


def returned(tx: Tx, person: int, limit: int = 50) -> list[Row]:
    """Tasks that wait for this person alone, with the verdict that sent each back."""
    return tx.rows(
        """SELECT t.id, t.item, t.stage, t.project, t.round, t.reserved_until, v.created_at, b.body
           FROM task t LEFT JOIN annotation v ON v.id = (SELECT max(id) FROM annotation a
             WHERE a.item = t.item AND a.kind = 'verdict' AND a.verdict = 'return')
           LEFT JOIN annotation_body b ON b.annotation = v.id
           WHERE t.reserved_for = :person AND t.state = 'open' ORDER BY t.id LIMIT :n""",
        person=person,
        n=limit,
    )


def feedback(tx: Tx, project: int, person: int, limit: int) -> list[Row]:
    """The latest verdicts on this person's answers that say something, with both bodies."""
    return tx.rows(
        f"""SELECT v.id, v.verdict, v.created_at, v.item, mine.id AS mine, mine.lease, mine.stage,
              vb.body AS verdict_body, mb.body AS answer_body, f.seen_at
            FROM (SELECT id, lease, stage FROM annotation WHERE project = :project AND person = :person
                    AND kind = 'answer' ORDER BY id DESC LIMIT {_LOOK_BACK}) mine
            JOIN annotation v ON v.parent = mine.id AND v.kind = 'verdict' AND v.verdict <> 'accept'
            JOIN annotation_body vb ON vb.annotation = v.id
            JOIN annotation_body mb ON mb.annotation = mine.id
            LEFT JOIN feedback_seen f ON f.annotation = v.id AND f.person = :person
            ORDER BY v.id DESC LIMIT :n""",
        project=project,
        person=person,
        n=limit,
    )


def seen(tx: Tx, annotation: int, person: int, now: int) -> None:
    """The person read the feedback."""
    tx.run(
        """INSERT INTO feedback_seen (annotation, person, seen_at) VALUES (:annotation, :person, :now)
           ON CONFLICT DO NOTHING""",
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


def batch_left(tx: Tx, stage: int, person: int) -> int | None:
    """What is left of the person's own batches at a stage, None where they have none; counted up to 10,000."""
    if (
        tx.value(
            "SELECT 1 FROM batch b JOIN batch_person p ON p.batch = b.id WHERE b.stage = :stage AND p.person = :person",
            stage=stage,
            person=person,
        )
        is None
    ):
        return None
    return int(
        tx.value(
            """SELECT count(*) FROM (SELECT 1 FROM task t WHERE t.stage = :stage AND t.state = 'open'
                 AND t.reserved_for IS NULL AND t.pool IN (SELECT b.id FROM batch b JOIN batch_person p
                   ON p.batch = b.id WHERE b.stage = :stage AND p.person = :person) LIMIT 10000) few""",
            stage=stage,
            person=person,
        )
    )
