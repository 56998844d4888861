"""What a pilot's page compares: the counted answers of its slice."""

from __future__ import annotations

from labelwright.store.engine import Row, Tx


def slice_of(tx: Tx, stage: int, limit: int) -> list[Row]:
    """The first-round tasks of a stage, in order, with their items' keys."""
    return tx.rows(
        """SELECT t.id, t.item, t.state, t.have, t.wanted, i.key FROM task t JOIN item i ON i.id = t.item
           WHERE t.stage = :stage AND t.round = 1 AND t.purpose = 'work' AND t.state <> 'cancelled'
           ORDER BY t.rank LIMIT :n""",
        stage=stage,
        n=limit,
    )


def answers(tx: Tx, stage: int) -> list[Row]:
    """Every counted first-round answer at the stage with its body and its author's name."""
    return tx.rows(
        """SELECT a.task, t.item, n.id, n.person, p.name, n.cannot_judge, b.body FROM task t
           JOIN task_answer a ON a.task = t.id JOIN annotation n ON n.id = a.annotation
           JOIN annotation_body b ON b.annotation = n.id JOIN person p ON p.id = n.person
           WHERE t.stage = :stage AND t.round = 1 AND t.purpose = 'work' ORDER BY t.rank, n.id""",
        stage=stage,
    )
