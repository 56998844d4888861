"""Tasks and where items stand. The state that is written here always comes from `workflow.tasks.settle`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, json
from msgspec.structs import asdict

from labelwright.store.engine import Row, Tx
from labelwright.workflow.tasks import Numbers


class NewTask(Struct, frozen=True):
    """A task to be made: open, and available from `available_at` on."""

    project: int
    stage: int
    item: int
    bars: int
    wanted: int
    rank: int
    definition: int
    created_at: int
    available_at: int
    round: int = 1
    pool: int = 0
    purpose: str = "work"
    origin: int | None = None
    subject_annotation: int | None = None
    reserved_for: int | None = None
    reserved_until: int | None = None


_FIELDS = NewTask.__struct_fields__
_ADD = f"INSERT INTO task ({', '.join(_FIELDS)}, state) VALUES ({', '.join(':' + f for f in _FIELDS)}, 'open')"


def add(tx: Tx, task: NewTask) -> int:
    """Makes the task; its id."""
    made: int = tx.value(f"{_ADD} RETURNING id", **asdict(task))
    return made


def add_many(tx: Tx, tasks: Iterable[NewTask]) -> None:
    """Makes many."""
    tx.many(_ADD, [asdict(task) for task in tasks])


def locked(tx: Tx, task: int) -> Row | None:
    """The task's row, locked until the transaction ends where the database locks rows."""
    return tx.one("SELECT * FROM task WHERE id = :id" + _for_update(tx), id=task)


def one(tx: Tx, task: int) -> Row | None:
    """The task's row."""
    return tx.one("SELECT * FROM task WHERE id = :id", id=task)


def that(tx: Tx, task: int | None) -> Row:
    """The row of a task that another one names, and that is therefore there."""
    row = tx.one("SELECT * FROM task WHERE id = :id", id=task)
    if row is None:
        raise LookupError(f"task {task}")
    return row


def leased(tx: Tx, task: int) -> bool:
    """Whether anybody was ever handed the task."""
    return tx.value("SELECT 1 FROM lease WHERE task = :task LIMIT 1", task=task) is not None


def cancel(tx: Tx, task: int) -> None:
    """Nobody is to do the task any more."""
    tx.run("UPDATE task SET state = 'cancelled', reserved_for = NULL, reserved_until = NULL WHERE id = :id", id=task)


def _for_update(tx: Tx) -> str:
    return " FOR UPDATE" if tx.dialect == "postgresql" else ""


def numbers(row: Row) -> Numbers:
    """The numbers of a task's row."""
    return Numbers(row.state, row.wanted, row.have, row.live)


def set_numbers(tx: Tx, task: int, to: Numbers, *, free: bool = False, reason: str | None = None) -> None:
    """Writes the numbers; `free` also ends a reservation, `reason` says why it is parked."""
    reservation = ", reserved_for = NULL, reserved_until = NULL" if free else ""
    tx.send(
        f"""UPDATE task SET state = :state, wanted = :wanted, have = :have, live = :live,
              parked_reason = :reason{reservation} WHERE id = :id""",
        id=task,
        state=to.state,
        wanted=to.wanted,
        have=to.have,
        live=to.live,
        reason=reason,
    )


def free(tx: Tx, task: int) -> None:
    """Ends a reservation."""
    tx.run("UPDATE task SET reserved_for = NULL, reserved_until = NULL WHERE id = :id", id=task)


def free_overdue(tx: Tx, now: int) -> list[Row]:
    """Ends reservations whose time is over; (stage, pool, rank) of what is free now."""
    return tx.rows(
        """UPDATE task SET reserved_for = NULL, reserved_until = NULL
           WHERE reserved_for IS NOT NULL AND reserved_until <= :now RETURNING stage, pool, rank""",
        now=now,
    )


def following(tx: Tx, origin: int) -> Row | None:
    """The task that came out of this one and still stands."""
    return tx.one(
        "SELECT * FROM task WHERE origin = :origin AND state <> 'cancelled' ORDER BY id DESC LIMIT 1", origin=origin
    )


def at_work(tx: Tx, stage: int, limit: int) -> int:
    """How many tasks of the stage are free to take, counted up to `limit`."""
    return int(
        tx.value(
            """SELECT count(*) FROM (SELECT 1 FROM task WHERE stage = :stage AND state = 'open' AND reserved_for IS NULL
               LIMIT :n) few""",
            stage=stage,
            n=limit,
        )
    )


# -- items -----------------------------------------------------------------------------------------------------------


def set_item(
    tx: Tx,
    item: int,
    state: str,
    now: int,
    *,
    stage: int | None = None,
    round_: int | None = None,
    label: int | None = None,
) -> None:
    """Writes where an item stands. `accepted_label` is kept only in the state accepted."""
    tx.send(
        """UPDATE item_state SET state = :state, stage = :stage, round = COALESCE(:round, round),
           accepted_label = :label, changed_at = :now WHERE item = :item""",
        item=item,
        state=state,
        stage=stage,
        round=round_,
        label=label,
        now=now,
    )


def item_state(tx: Tx, item: int) -> str:
    """Where the item stands."""
    return str(tx.value("SELECT state FROM item_state WHERE item = :item", item=item))


def item_fields(tx: Tx, item: int) -> dict[str, object]:
    """The item's own fields."""
    found: dict[str, object] = json.decode(tx.value("SELECT fields FROM item WHERE id = :item", item=item))
    return found


def admit(tx: Tx, stage: int, project: int, now: int, limit: int, *, hidden_order: bool) -> list[int]:
    """Takes up to `limit` held items of finished imports into a stage; their ids.

    In the hidden order slices are cut by keyed hash; otherwise in the order of import.
    """
    order = "s.admission" if hidden_order else "s.item"
    rows = tx.rows(
        f"""UPDATE item_state SET state = 'active', stage = :stage, changed_at = :now WHERE item IN (
              SELECT s.item FROM item_state s JOIN item i ON i.id = s.item
              WHERE s.project = :project AND s.state = 'held' AND i.visible = true ORDER BY {order} LIMIT :n)
              AND state = 'held' RETURNING item""",
        stage=stage,
        project=project,
        now=now,
        n=limit,
    )
    return [row.item for row in rows]


def add_for_items(tx: Tx, items: Iterable[int], like: Mapping[str, object]) -> None:
    """One task of the first round for each item, ranked by the item's place in its project."""
    tx.many(
        """INSERT INTO task (project, stage, item, bars, wanted, rank, definition, created_at, available_at, state)
           SELECT project, :stage, id, :bars, :wanted, ordinal, :definition, :now, :now, 'open'
           FROM item WHERE id = :item""",
        [{**like, "item": item} for item in items],
    )
