"""The verbs of a person at work: take the next tasks, open, keep a draft, beat, skip, release.

Each is one transaction. What happens when an answer comes in stands in `submit.py`, what follows from it in `flow.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from labelwright.errors import Conflict, InvalidRequest, NotFound
from labelwright.operations import flow, payloads, plans, queues
from labelwright.operations.payloads import Remark
from labelwright.operations.plans import Plan, StageInForce
from labelwright.store import Row, Tx, counters, events, leases, tasks
from labelwright.store import payloads as payload_rows
from labelwright.workflow import leasing
from labelwright.workflow.leasing import RESERVED_US, Asking
from labelwright.workflow.tasks import AT_WORK, after_lease_end, after_skip, side_of

SKIP_REASONS = ("unclear", "bad_media", "wrong_language", "not_my_field", "other")
_RETRY_MS = 4_000


@dataclass(frozen=True, slots=True)
class Worker:
    """Who works, and the teams whose stages they may work at."""

    person: int
    teams: frozenset[int]


@dataclass(frozen=True, slots=True)
class Empty:
    """Why there is nothing: done, wait, paused, gate or cap; and when to ask again."""

    reason: str
    retry_ms: int


@dataclass(frozen=True, slots=True)
class Handed:
    """New leases with all that is needed to work on them, or why there are none."""

    leases: list[payloads.Payload]
    empty: Empty | None = None


def next_tasks(tx: Tx, worker: Worker, project: int, stage: str | None, count: int, now: int) -> Handed:
    """Up to `count` (1 to 4) new leases at one stage, or at the first of the person's stages that has any.

    Raises NotFound for a foreign project or stage, InvalidRequest for a count out of range.
    """
    if not 1 <= count <= leasing.PREFETCH_MOST:
        raise InvalidRequest(f"count is {count}; it is 1 to {leasing.PREFETCH_MOST}.")
    plan = plans.current(tx, project)
    stages = _stages_of(plan, worker, stage)
    for one in stages:
        if not plan.running or one.phase != "open":
            continue
        handed = _take(tx, plan, one, worker, count, now)
        if handed:
            return Handed(handed)
    return Handed([], _why_empty(tx, plan, stages, worker, now))


def _stages_of(plan: Plan, worker: Worker, key: str | None) -> list[StageInForce]:
    mine = [one for one in plan.stages.values() if one.team in worker.teams]
    if key is not None:
        mine = [one for one in mine if one.key == key]
    if not mine:
        raise NotFound(
            f"There is no stage {key or ''} of {plan.slug} where you work."
            if key
            else f"You do not work in {plan.slug}.",
            hint="A manager adds people to a stage's team.",
        )
    # Judging before answering: a review that waits holds up an item that is nearly there.
    return sorted(mine, key=lambda one: (one.policy.kind == "annotate", one.policy.take is None))


def _take(tx: Tx, plan: Plan, stage: StageInForce, worker: Worker, count: int, now: int) -> list[payloads.Payload]:
    if queues.holds_too_many(tx, stage.id, worker.person):
        return []
    pools = plans.pools(tx, stage.id, worker.person)
    asking = Asking(stage.id, worker.person, now, queues.limit(tx, stage, count, now), pools)
    terms = leases.Terms(
        side=int(side_of(stage.policy.kind)),
        expires=now + RESERVED_US,
        schema_version=plan.schema_version,
        guideline_version=plan.guideline_version,
        definition=plan.definition,
    )
    taken = leases.take(tx, asking, terms, queues.cursors(tx, stage.id, worker.person))
    if not taken:
        return []
    queues.hold(tx, stage.id, worker.person, len(taken))
    queues.feed(tx, stage.id, worker.person, now)
    return payloads.compose(tx, plan, stage, worker.person, taken)


def _why_empty(tx: Tx, plan: Plan, stages: Sequence[StageInForce], worker: Worker, now: int) -> Empty:
    phases = {one.phase for one in stages}
    if not plan.running:
        return Empty("wait", _RETRY_MS)
    if "open" not in phases:
        return Empty("paused" if "paused" in phases else "gate", _RETRY_MS)
    for one in stages:
        if one.phase == "open" and queues.holds_too_many(tx, one.id, worker.person):
            return Empty("cap", _RETRY_MS)
    counts = counters.of_project(tx, plan.project)
    if not any(counts[0, state] for state in ("held", "active")):
        return Empty("done", 60_000)
    for one in stages:
        if one.phase == "open":
            queues.starve(tx, one.id, worker.person, now)
    return Empty("wait", _RETRY_MS)


# -- while one works -------------------------------------------------------------------------------------------------


def resume(tx: Tx, worker: Worker, project: int, stage: str | None) -> list[payloads.Payload]:
    """The person's live leases in a project, with their drafts: what a reloaded page goes on with."""
    plan = plans.current(tx, project)
    found: list[payloads.Payload] = []
    for one in _stages_of(plan, worker, stage):
        live = leases.live_of(tx, worker.person, one.id)
        if live:
            drafts = leases.drafts(tx, [lease.id for lease in live])
            found += payloads.compose(tx, plan, one, worker.person, live, drafts=drafts)
    return found


def open_lease(tx: Tx, person: int, lease: int, now: int) -> int:
    """The item is on screen: the term of its stage starts; its end in microseconds.

    Raises NotFound for a lease that is not the person's, Conflict where it has ended (a submit is still accepted).
    """
    row = _own(tx, person, lease)
    stage = plans.current(tx, row.project).by_id(row.stage)
    if person not in plans.team(tx, stage.team):
        raise Conflict(f"You work at {stage.key} no more.", hint="Submit all the same: work on a lease is kept.")
    term = stage.policy.lease_ms * 1000
    state = leases.open_(tx, lease, person, now, now + term)
    if state != "active":
        raise Conflict(f"Lease {lease} is {state}.", hint="Submit all the same: work on an ended lease is kept.")
    return now + term


def heartbeat(tx: Tx, person: int, lease_ids: Sequence[int], now: int) -> list[tuple[int, int | None]]:
    """Renews the person's live leases: (lease, its end), or None for one that lives no more.

    One that was asked for before the person left the team, and handed out after, is not renewed: it runs out.
    """
    if len(lease_ids) > 4 * queues.LIVE_MOST:
        raise InvalidRequest(f"{len(lease_ids)} leases in one heartbeat; at most {4 * queues.LIVE_MOST}.")
    found: dict[int, int] = {}
    for lease in lease_ids:
        row = leases.brief(tx, lease)
        if row is None or row.person != person:
            continue
        stage = plans.current(tx, row.project).by_id(row.stage)
        if person not in plans.team(tx, stage.team):
            continue
        term = stage.policy.lease_ms * 1000
        for renewed in leases.renew(tx, [lease], person, now + RESERVED_US, now + term):
            found[renewed.id] = renewed.expires_at
    return [(lease, found.get(lease)) for lease in lease_ids]


def save_draft(tx: Tx, person: int, lease: int, body: str, now: int) -> None:
    """Keeps an unfinished answer. Raises NotFound, or Conflict where the lease has ended."""
    if not leases.save_draft(tx, lease, person, body, now):
        row = _own(tx, person, lease)
        raise Conflict(f"Lease {lease} is {row.state}.", hint="Submit all the same: work on an ended lease is kept.")


def release(tx: Tx, person: int, lease: int, now: int) -> None:
    """Gives a lease back; on one that has ended already it does nothing."""
    _own(tx, person, lease)
    end_lease(tx, lease, "released", now)


def skip(tx: Tx, person: int, lease: int, reason: str, comment: str, now: int) -> None:
    """The person cannot or will not do this task; only they are barred from it.

    In a pilot one answer fewer is wanted; elsewhere the skip of the stage's `skips`-th person parks the task.
    Raises NotFound, InvalidRequest for an unknown reason, Conflict where the lease was submitted.
    """
    if reason not in SKIP_REASONS:
        raise InvalidRequest(f"{reason} is no reason to skip.", hint=f"One of {', '.join(SKIP_REASONS)}.")
    row = _own(tx, person, lease)
    if row.state == "submitted":
        raise Conflict(f"Lease {lease} was submitted.", hint="Undo the submit first.")
    if row.state not in leasing.LIVE:
        return
    task = tasks.locked(tx, row.task)
    if task is None:
        raise NotFound("The task is gone.")
    stage = plans.current(tx, row.project).by_id(row.stage)
    leases.close(tx, lease, "skipped", now, counts=False, reason=reason)
    skips = leases.skippers(tx, row.task)
    pilot = stage.policy.pilot and task.round == 1
    to = after_skip(tasks.numbers(task), skips=skips, limit=stage.policy.skips, pilot=pilot)
    tasks.set_numbers(
        tx, task.id, to, free=task.reserved_for == person, reason="skips" if to.state == "parked" else None
    )
    if comment:
        payloads.comment(tx, row, person, Remark("flag", comment), now)
    queues.hold(tx, row.stage, person, -1)
    if to.state == "done" and task.state != "done":  # in a pilot a skip can complete the item
        flow.complete(tx, plans.current(tx, row.project), task, now)
    else:
        queues.moved(tx, task, to.state)
    events.add(
        tx,
        "skipped",
        now,
        project=row.project,
        actor=person,
        item=row.item,
        task=task.id,
        refs={"lease": lease, "reason": reason, "state": to.state, "wanted": to.wanted},
    )


def flag(tx: Tx, person: int, lease: int, text: str, anchor: str | None, blocking: bool, now: int) -> int:
    """A question or remark pinned to the item; a blocking one parks the task. The comment's id."""
    row = _own(tx, person, lease)
    made = payloads.comment(tx, row, person, Remark("flag", text, anchor, blocking), now)
    task = tasks.locked(tx, row.task)
    if blocking and task is not None and task.state in AT_WORK:
        numbers = tasks.numbers(task)
        if row.state in leasing.LIVE:
            leases.close(tx, lease, "released", now, counts=False)
            numbers = after_lease_end(numbers)
            queues.hold(tx, row.stage, person, -1)
        tasks.set_numbers(tx, task.id, numbers.parked(), reason="flag")
        queues.moved(tx, task, "parked")
    events.add(
        tx,
        "flagged",
        now,
        project=row.project,
        actor=person,
        item=row.item,
        task=row.task,
        refs={"comment": made, "blocking": blocking},
    )
    return made


def thread(tx: Tx, person: int, lease: int) -> list[dict[str, Any]]:
    """What was said about the item of one's lease, not by whom; about a verdict only by its two sides, to either."""
    row = _own(tx, person, lease)
    return [
        {
            "id": said.id,
            "kind": said.kind,
            "text": said.body,
            "anchor": said.anchor,
            "mine": said.person == person,
            "at": said.created_at,
            "closed": said.closed_at is not None,
        }
        for said in payload_rows.comments(tx, row.item)
        if said.annotation is None or person in (said.judge, said.author)
    ]


def end_lease(tx: Tx, lease: int, how: str, now: int) -> None:
    """A live lease expires, is released or superseded: its task's numbers follow."""
    row = leases.brief(tx, lease, lock=True)
    if row is None or row.state not in leasing.LIVE:
        return
    task = tasks.locked(tx, row.task)
    if task is None:
        return
    leases.close(tx, lease, how, now, counts=False)
    to = after_lease_end(tasks.numbers(task))
    tasks.set_numbers(tx, task.id, to, reason=task.parked_reason)
    queues.moved(tx, task, to.state)
    queues.hold(tx, row.stage, row.person, -1)


def expire(tx: Tx, now: int, limit: int = 50) -> int:
    """Ends what is overdue: leases, and reservations of returned work; how many leases ended."""
    overdue = leases.expired(tx, now, limit)
    for lease in overdue:
        end_lease(tx, lease, "expired", now)
    for task in tasks.free_overdue(tx, now):
        queues.reopened(tx, task.stage, task.pool, task.rank)
    return len(overdue)


def _own(tx: Tx, person: int, lease: int) -> Row:
    row = leases.brief(tx, lease)
    if row is None or row.person != person:
        raise NotFound(f"You have no lease {lease}.")
    return row
