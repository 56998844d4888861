"""Annotations: append-only. A correction is a new row that names its parent; bodies stand apart."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import asdict

from labelwright.store.engine import Row, Tx


class NewAnnotation(Struct, frozen=True):
    """One answer, verdict, ruling or withdrawal, to be kept for ever. `body` is JSON text."""

    project: int
    item: int
    person: int
    kind: str
    standing: str
    schema_version: int
    guideline_version: int
    active_ms: int
    request_id: str
    created_at: int
    body: str
    lease: int | None = None
    task: int | None = None
    stage: int | None = None
    parent: int | None = None
    verdict: str | None = None
    unsure: bool = False
    cannot_judge: bool = False
    codes: bytes | None = None
    round: int = 1


_FIELDS = tuple(f for f in NewAnnotation.__struct_fields__ if f != "body")
_ADD = f"INSERT INTO annotation ({', '.join(_FIELDS)}) VALUES ({', '.join(':' + f for f in _FIELDS)}) RETURNING id"


def add(tx: Tx, new: NewAnnotation) -> int:
    """Writes the annotation and its body; its id. A second use of a person's request id is a UniqueViolation."""
    row = asdict(new)
    body = row.pop("body")
    made: int = tx.value(_ADD, **row)
    tx.send("INSERT INTO annotation_body (annotation, body) VALUES (:annotation, :body)", annotation=made, body=body)
    return made


def by_request(tx: Tx, person: int, request_id: str) -> Row | None:
    """What this person wrote under this request id."""
    return tx.one(
        "SELECT * FROM annotation WHERE person = :person AND request_id = :request", person=person, request=request_id
    )


def one(tx: Tx, annotation: int) -> Row | None:
    """The annotation with its body."""
    return tx.one(
        "SELECT a.*, b.body FROM annotation a JOIN annotation_body b ON b.annotation = a.id WHERE a.id = :id",
        id=annotation,
    )


def any_on(tx: Tx, item: int) -> bool:
    """Whether the item has any answer or verdict."""
    return tx.value("SELECT 1 FROM annotation WHERE item = :item LIMIT 1", item=item) is not None


def count(tx: Tx, task: int, person: int, annotation: int) -> None:
    """Makes it the counted answer of this person at this task, in place of an earlier revision."""
    tx.send(
        """INSERT INTO task_answer (task, person, annotation) VALUES (:task, :person, :annotation)
           ON CONFLICT (task, person) DO UPDATE SET annotation = excluded.annotation""",
        task=task,
        person=person,
        annotation=annotation,
    )


def uncount(tx: Tx, task: int, person: int) -> None:
    """The person has no counted answer at the task any more."""
    tx.run("DELETE FROM task_answer WHERE task = :task AND person = :person", task=task, person=person)


_BODIES = """SELECT n.id, n.person, n.kind, n.verdict, n.unsure, n.cannot_judge, n.created_at, n.round, b.body
   FROM task_answer a JOIN annotation n ON n.id = a.annotation JOIN annotation_body b ON b.annotation = n.id"""


def counted(tx: Tx, task: int) -> list[Row]:
    """The counted answers of a task with their bodies, in the order they were given."""
    return tx.rows(f"{_BODIES} WHERE a.task = :task ORDER BY n.id", task=task)


def tally(tx: Tx, stage: int, person: int, active_ms: int, now: int) -> int:
    """One more submit of this person at this stage; how many there are now."""
    n: int = tx.value(
        """INSERT INTO person_stage (stage, person, submitted, active_ms, last_at)
           VALUES (:stage, :person, 1, :active, :now)
           ON CONFLICT (stage, person) DO UPDATE SET submitted = person_stage.submitted + 1,
             active_ms = person_stage.active_ms + excluded.active_ms, last_at = excluded.last_at
           RETURNING submitted""",
        stage=stage,
        person=person,
        active=active_ms,
        now=now,
    )
    return n


# -- samples and accepted labels -------------------------------------------------------------------------------------


def sampled(tx: Tx, stage: int, item: int, round_: int) -> dict[str, Row]:
    """The draws that were made for an item at a stage in a round, by the stage they are for."""
    rows = tx.rows(
        "SELECT * FROM sample WHERE stage = :stage AND item = :item AND round = :round",
        stage=stage,
        item=item,
        round=round_,
    )
    return {row.to: row for row in rows}


def keep_sample(tx: Tx, row: dict[str, object]) -> bool:
    """Writes a draw once: the first one holds, so that an undo does not roll again. False where there was one."""
    return bool(
        tx.run(
            """INSERT INTO sample (stage, item, round, "to", probability, drawn, person, number)
               VALUES (:stage, :item, :round, :to, :probability, :drawn, :person, :number) ON CONFLICT DO NOTHING""",
            **row,
        )
    )


def accept(tx: Tx, row: dict[str, object]) -> int:
    """Writes an accepted label; its id."""
    made: int = tx.value(
        """INSERT INTO accepted_label (project, item, body, method, sources, schema_version, guideline_version,
             supersedes, created_at)
           VALUES (:project, :item, :body, :method, :sources, :schema_version, :guideline_version, :supersedes, :now)
           RETURNING id""",
        **row,
    )
    return made


def withdraw_accepted(tx: Tx, item: int, now: int) -> None:
    """The item's standing accepted label was taken back before anything rested on it."""
    tx.run(
        "UPDATE accepted_label SET withdrawn_at = :now WHERE item = :item AND withdrawn_at IS NULL", item=item, now=now
    )


def untally(tx: Tx, stage: int, person: int) -> None:
    """A submit was undone: the next one has its number again."""
    tx.run(
        "UPDATE person_stage SET submitted = submitted - 1 WHERE stage = :stage AND person = :person",
        stage=stage,
        person=person,
    )


def frozen(tx: Tx, item: int) -> bool:
    """Whether a version holds the item."""
    return tx.value("SELECT 1 FROM dataset_row WHERE item = :item LIMIT 1", item=item) is not None
