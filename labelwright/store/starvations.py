"""When people had nothing to do, and why: the record behind idle time."""

from __future__ import annotations

from labelwright.store.engine import Tx


def begin(tx: Tx, stage: int, person: int, reason: str, now: int) -> int:
    """A person asked and there was nothing; the row's id."""
    made: int = tx.value(
        "INSERT INTO starvation (person, stage, reason, from_at) VALUES (:person, :stage, :reason, :now) RETURNING id",
        person=person,
        stage=stage,
        reason=reason,
        now=now,
    )
    return made


def end(tx: Tx, starvation: int, now: int) -> None:
    """There was something again."""
    tx.run("UPDATE starvation SET to_at = :now WHERE id = :id", id=starvation, now=now)
