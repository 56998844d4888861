"""What a person needs to see of an item and of earlier answers, read for few items at a time."""

from __future__ import annotations

from collections.abc import Sequence

from labelwright.store.engine import Row, Tx


def parts(tx: Tx, items: Sequence[int]) -> list[Row]:
    """The parts of up to four items with the items' fields."""
    chosen = {f"i{n}": items[n] if n < len(items) else None for n in range(4)}
    return tx.rows(
        """SELECT p.item, p.name, p.media_type, p.uri, p.text, p.width, p.height, i.fields FROM part p
           JOIN item i ON i.id = p.item WHERE p.item IN (:i0, :i1, :i2, :i3) ORDER BY p.item, p.name""",
        **chosen,
    )


def last_return(tx: Tx, item: int) -> Row | None:
    """The latest verdict that sent the item back, with its body."""
    return tx.one(
        """SELECT a.id, a.parent, a.created_at, b.body FROM annotation a JOIN annotation_body b ON b.annotation = a.id
           WHERE a.item = :item AND a.kind = 'verdict' AND a.verdict = 'return' ORDER BY a.id DESC LIMIT 1""",
        item=item,
    )


def draw(tx: Tx, item: int, round_: int, to: str) -> Row | None:
    """The draw that sent the item to a stage in a round."""
    return tx.one(
        'SELECT probability, drawn FROM sample WHERE item = :item AND round = :round AND "to" = :to AND drawn = true',
        item=item,
        round=round_,
        to=to,
    )


def comment(tx: Tx, row: dict[str, object]) -> int:
    """Writes a comment; its id."""
    made: int = tx.value(
        """INSERT INTO comment (project, item, annotation, lease, person, kind, anchor, body, blocking, created_at)
           VALUES (:project, :item, :annotation, :lease, :person, :kind, :anchor, :body, :blocking, :now)
           RETURNING id""",
        **row,
    )
    return made


def comments(tx: Tx, item: int) -> list[Row]:
    """The item's thread, oldest first. A word about a verdict says whose that is (judge), on whose answer (author)."""
    return tx.rows(
        """SELECT c.*, v.person AS judge, m.person AS author
           FROM comment c LEFT JOIN annotation v ON v.id = c.annotation
           LEFT JOIN annotation m ON m.id = v.parent WHERE c.item = :item ORDER BY c.id""",
        item=item,
    )
