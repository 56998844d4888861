"""What happened to one item: annotations, comments, events."""

from __future__ import annotations

from labelwright.store.engine import Row, Tx


def answers(tx: Tx, item: int) -> list[Row]:
    """Every annotation of an item within reach, with its body, oldest first."""
    return tx.rows(
        """SELECT a.id, a.kind, a.verdict, a.standing, a.parent, a.person, p.name AS person_name, g.key AS stage,
             a.round, a.unsure, a.cannot_judge, a.active_ms, a.schema_version, a.guideline_version, a.created_at, b.body
           FROM annotation a JOIN annotation_body b ON b.annotation = a.id JOIN person p ON p.id = a.person
           LEFT JOIN stage g ON g.id = a.stage WHERE a.item = :item ORDER BY a.id""",
        item=item,
    )


def comments(tx: Tx, item: int) -> list[Row]:
    """Every comment on an item within reach, oldest first."""
    return tx.rows(
        """SELECT c.id, c.kind, c.annotation, c.person, p.name AS person_name, c.anchor, c.body, c.blocking,
             c.created_at, c.closed_at
           FROM comment c JOIN person p ON p.id = c.person WHERE c.item = :item ORDER BY c.id""",
        item=item,
    )


def events(tx: Tx, item: int) -> list[Row]:
    """Every event of an item within reach, oldest first."""
    return tx.rows(
        """SELECT e.id, e.kind, e.at, e.actor, p.name AS person_name, e.refs FROM event e
           LEFT JOIN person p ON p.id = e.actor WHERE e.item = :item ORDER BY e.id""",
        item=item,
    )
