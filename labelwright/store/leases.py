"""Leases: handing tasks out, and the record of time and of waiting.

The rule of who may take what is `workflow.leasing.may_take`; the statements here carry it out, and a property test
compares both. Cursors (`after`) are hints: an empty answer is asked again from the front.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labelwright.store.engine import Row, Tx
from labelwright.workflow.leasing import PREFETCH_MOST, Asking

# Without counts, side and bars a returned task, a second review round with one lead, and a pilot item after an
# unopened prefetch would never come back.
_NOT_BARRED = """NOT EXISTS (SELECT 1 FROM lease l WHERE l.person = :me AND l.item = t.item
     AND ((l.counts = true AND (l.state IN ('reserved', 'active') OR l.side & t.bars <> 0))
          OR (l.task = t.id AND l.state IN ('skipped', 'submitted'))))"""
# `+ 0` keeps planners from walking the whole stage in order of rank: what is reserved for a person is little.
_RESERVED = f"""SELECT t.id FROM task t WHERE t.reserved_for = :me AND t.stage + 0 = :stage AND t.state = 'open'
   AND t.available_at <= :now AND {_NOT_BARRED} ORDER BY t.rank LIMIT :n"""
_OPEN = f"""SELECT t.id FROM task t WHERE t.stage = :stage AND t.pool = :pool AND t.state = 'open'
   AND t.reserved_for IS NULL AND t.rank > :after AND t.available_at <= :now AND {_NOT_BARRED}
   ORDER BY t.rank LIMIT :n"""
_TAKE = """UPDATE task SET live = live + 1,
   state = CASE WHEN have + live + 1 >= wanted THEN 'full' ELSE 'open' END"""
_COLUMNS = """task, item, project, stage, person, side, counts, state, leased_at, expires_at, schema_version,
   guideline_version, definition"""
_VALUES = """t.id, t.item, t.project, t.stage, :me, :side, true, 'reserved', :now, :expires, :schema_version,
   :guideline_version, :definition"""

_OF_TASK = "rank, pool, round, origin, subject_annotation"

_SQLITE_TAKE = {
    kind: f"{_TAKE} WHERE id IN ({choose}) RETURNING id AS task, {_OF_TASK}"
    for kind, choose in (("reserved", _RESERVED), ("open", _OPEN))
}
_SQLITE_LEASE = f"""INSERT INTO lease ({_COLUMNS}) SELECT {_VALUES} FROM task t WHERE t.id IN (:t0, :t1, :t2, :t3)
   RETURNING id, task, item"""
_POSTGRESQL = {
    kind: f"""WITH c AS ({choose} FOR UPDATE OF t SKIP LOCKED),
      t AS ({_TAKE} FROM c WHERE task.id = c.id RETURNING task.id, item, project, stage, {_OF_TASK}),
      n AS (INSERT INTO lease ({_COLUMNS}) SELECT {_VALUES} FROM t RETURNING id, task, item)
      SELECT n.id, n.task, n.item, {_OF_TASK} FROM n JOIN t ON t.id = n.task"""
    for kind, choose in (("reserved", _RESERVED), ("open", _OPEN))
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a new lease carries: its side, its end, and the versions its payload is composed of."""

    side: int
    expires: int
    schema_version: int
    guideline_version: int
    definition: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A lease with what its payload needs of the task."""

    id: int
    task: int
    item: int
    rank: int
    pool: int
    round: int
    origin: int | None
    subject_annotation: int | None


_FRONT = -(1 << 62)


def take(tx: Tx, asking: Asking, terms: Terms, after: dict[int, int]) -> list[Taken]:
    """Up to `asking.limit` new leases: what is reserved for the person first, then pool by pool, by rank.

    `after` maps a pool to a rank up to which nothing is expected; it is moved on by what is taken.
    """
    params: dict[str, object] = {
        "me": asking.person,
        "stage": asking.stage,
        "now": asking.now,
        "side": terms.side,
        "expires": terms.expires,
        "schema_version": terms.schema_version,
        "guideline_version": terms.guideline_version,
        "definition": terms.definition,
    }
    if tx.dialect == "postgresql":
        # Two tabs of one person would both pass the test above: their asking is put in line.
        tx.send("SELECT pg_advisory_xact_lock(:me)", me=asking.person)
    taken = _search(tx, "reserved", {**params, "n": asking.limit})
    for pool in asking.pools:
        if len(taken) >= asking.limit:
            break
        params |= {"n": asking.limit - len(taken), "pool": pool, "after": after.get(pool, _FRONT)}
        found = _search(tx, "open", params)
        if not found and after.get(pool, _FRONT) > _FRONT:
            found = _search(tx, "open", {**params, "after": _FRONT})
        if found:
            after[pool] = found[-1].rank
        taken += found
    return taken


def _search(tx: Tx, kind: str, params: dict[str, object]) -> list[Taken]:
    if tx.dialect == "postgresql":
        return sorted((Taken(*row) for row in tx.rows(_POSTGRESQL[kind], **params)), key=_by_rank)
    rows = {row.task: row for row in tx.rows(_SQLITE_TAKE[kind], **params)}
    if not rows:
        return []
    ids = list(rows)
    chosen = {f"t{n}": ids[n] if n < len(ids) else None for n in range(PREFETCH_MOST)}
    leased = tx.rows(_SQLITE_LEASE, **params, **chosen)
    return sorted((Taken(row.id, row.task, row.item, *rows[row.task][1:]) for row in leased), key=_by_rank)


def _by_rank(taken: Taken) -> tuple[int, int]:
    return taken.rank, taken.task


_FOR_SUBMIT = """SELECT l.id, l.task, l.item, l.project, l.stage, l.person, l.state AS lease_state, l.side, l.leased_at,
   l.opened_at, l.expires_at, l.schema_version, l.guideline_version, l.definition, t.state, t.wanted, t.have, t.live,
   t.round, t.bars, t.purpose, t.origin, t.subject_annotation, t.pool, t.rank, t.reserved_for, p.name AS part,
   p.width, p.height, (SELECT a.annotation FROM task_answer a WHERE a.task = t.id AND a.person = l.person) AS answered
 FROM lease l JOIN task t ON t.id = l.task LEFT JOIN part p ON p.item = l.item
 WHERE l.id = :lease"""


def held(tx: Tx, lease: int) -> list[Row]:
    """The lease with its task, one row for each part of the item; locked, where the database locks rows."""
    return tx.rows(_FOR_SUBMIT + (" FOR UPDATE OF l, t" if tx.dialect == "postgresql" else ""), lease=lease)


def brief(tx: Tx, lease: int, *, lock: bool = False) -> Row | None:
    """The lease alone."""
    return tx.one(
        "SELECT * FROM lease WHERE id = :id" + (" FOR UPDATE" if lock and tx.dialect == "postgresql" else ""), id=lease
    )


def close(
    tx: Tx, lease: int, state: str, now: int, *, counts: bool, active_ms: int | None = None, reason: str | None = None
) -> None:
    """Ends a lease; what is known of its time and its reason is kept."""
    tx.send(
        """UPDATE lease SET state = :state, counts = :counts, closed_at = :now,
             active_ms = COALESCE(:active, active_ms), reason = COALESCE(:reason, reason) WHERE id = :lease""",
        lease=lease,
        state=state,
        counts=counts,
        now=now,
        active=active_ms,
        reason=reason,
    )


def supersede_others(tx: Tx, task: int, person: int, lease: int, now: int) -> int:
    """Ends the person's other live lease on the task; how many there were."""
    return tx.run(
        """UPDATE lease SET state = 'superseded', counts = false, closed_at = :now
           WHERE task = :task AND person = :person AND id <> :lease AND state IN ('reserved', 'active')""",
        task=task,
        person=person,
        lease=lease,
        now=now,
    )


def open_(tx: Tx, lease: int, person: int, now: int, expires: int) -> str | None:
    """Starts the term of a reserved lease of this person; the state it has then, None if there is no such lease."""
    tx.run(
        """UPDATE lease SET state = 'active', opened_at = COALESCE(opened_at, :now), expires_at = :expires
           WHERE id = :lease AND person = :person AND state IN ('reserved', 'active')""",
        lease=lease,
        person=person,
        now=now,
        expires=expires,
    )
    state: str | None = tx.value(
        "SELECT state FROM lease WHERE id = :lease AND person = :person", lease=lease, person=person
    )
    return state


def renew(tx: Tx, lease_ids: Sequence[int], person: int, reserved_until: int, active_until: int) -> list[Row]:
    """Moves the end of the person's live leases on; (id, expires_at) of those that still live."""
    renewed: list[Row] = []
    for lease in lease_ids:
        renewed += tx.rows(
            """UPDATE lease SET expires_at = CASE WHEN state = 'active' THEN :active ELSE :reserved END
               WHERE id = :lease AND person = :person AND state IN ('reserved', 'active') RETURNING id, expires_at""",
            lease=lease,
            person=person,
            active=active_until,
            reserved=reserved_until,
        )
    return renewed


def expired(tx: Tx, now: int, limit: int) -> list[int]:
    """Live leases whose end has passed, oldest first."""
    rows = tx.rows(
        """SELECT id FROM lease WHERE state IN ('reserved', 'active') AND expires_at <= :now
           ORDER BY expires_at LIMIT :n""",
        now=now,
        n=limit,
    )
    return [row.id for row in rows]


def live_of(tx: Tx, person: int, stage: int) -> list[Taken]:
    """The person's live leases at a stage, the opened ones first."""
    rows = tx.rows(
        f"""SELECT l.id, l.task, l.item, {_OF_TASK} FROM lease l JOIN task t ON t.id = l.task
            WHERE l.state IN ('reserved', 'active') AND l.person = :person AND l.stage = :stage
            ORDER BY l.state, t.rank""",
        person=person,
        stage=stage,
    )
    return [Taken(*row) for row in rows]


def add(tx: Tx, held_: Row, now: int, expires: int) -> int:
    """A new active lease on the task of an earlier one, for the same person: what an undo gives back."""
    lease: int = tx.value(
        f"""INSERT INTO lease ({_COLUMNS}, opened_at) VALUES (:task, :item, :project, :stage, :person, :side, true,
            'active', :now, :expires, :schema_version, :guideline_version, :definition, :now) RETURNING id""",
        task=held_.task,
        item=held_.item,
        project=held_.project,
        stage=held_.stage,
        person=held_.person,
        side=held_.side,
        now=now,
        expires=expires,
        schema_version=held_.schema_version,
        guideline_version=held_.guideline_version,
        definition=held_.definition,
    )
    return lease


def skippers(tx: Tx, task: int) -> int:
    """How many people skipped the task."""
    return int(tx.value("SELECT count(DISTINCT person) FROM lease WHERE task = :task AND state = 'skipped'", task=task))


def save_draft(tx: Tx, lease: int, person: int, body: str, now: int) -> bool:
    """Keeps the unfinished answer of a live lease of this person; False where there is no such lease."""
    return bool(
        tx.run(
            """INSERT INTO draft (lease, body, saved_at) SELECT id, :body, :now FROM lease
               WHERE id = :lease AND person = :person AND state IN ('reserved', 'active')
               ON CONFLICT (lease) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at""",
            lease=lease,
            person=person,
            body=body,
            now=now,
        )
    )


def drafts(tx: Tx, lease_ids: Sequence[int]) -> dict[int, str]:
    """The drafts of these leases."""
    found: dict[int, str] = {}
    for lease in lease_ids:
        body = tx.value("SELECT body FROM draft WHERE lease = :lease", lease=lease)
        if body is not None:
            found[lease] = body
    return found
