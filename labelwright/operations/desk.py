"""A manager's acts on the flow: phases and gates, batches, priority, and what is parked or stranded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from labelwright.errors import Conflict, InvalidRequest, NotFound
from labelwright.operations import flow, plans, queues, work
from labelwright.operations.plans import Plan, StageInForce
from labelwright.store import Row, Tx, desk, events, jobs, leases, tasks
from labelwright.store import annotations as annotation_rows
from labelwright.store import plans as plan_rows
from labelwright.workflow.tasks import AT_WORK

PHASES = ("open", "paused")
ACTS = ("settle", "lift", "give", "drop")
_WORDS = 3  # the last things said about a stuck item that are shown with it
_PRIORITY_STEP = 1 << 40  # one step of priority outranks every place in a project


# -- phases and gates ------------------------------------------------------------------------------------------------


def set_phase(tx: Tx, project: int, key: str, phase: str, reason: str, by: int, now: int) -> None:
    """Pauses a stage or opens it again. Leased work finishes; no task is written."""
    if phase not in PHASES:
        raise InvalidRequest(f"{phase} is no phase.", hint=f"One of {', '.join(PHASES)}.")
    stage = plans.current(tx, project).stage(key)
    if stage.phase == "closed":
        raise Conflict(f"{key} waits for {', '.join(stage.policy.needs)}.", hint="Open that gate instead.")
    plan_rows.set_phase(tx, stage.id, phase, by, now, reason)
    plans.changed(tx, project)
    events.add(tx, "stage_phase", now, project=project, actor=by, refs={"stage": key, "phase": phase})


def open_gate(tx: Tx, project: int, key: str, by: int, now: int) -> int:
    """Opens the gate behind a pilot: the stages that need it start, and items enter them. The admitting job's id."""
    plan = plans.current(tx, project)
    gated = [one for one in plan.stages.values() if key in one.policy.needs]
    if plan.stage(key).policy.gate is None or not gated:
        raise InvalidRequest(f"{key} has no gate.")
    for one in gated:
        if one.phase == "closed":
            plan_rows.set_phase(tx, one.id, "open", by, now, f"gate of {key} opened by hand")
    plans.changed(tx, project)
    events.add(tx, "gate_opened", now, project=project, actor=by, refs={"stage": key})
    return admit_soon(tx, project, now)


def admit_soon(tx: Tx, project: int, now: int) -> int:
    """Puts the job in line that lets items into the pipeline; its id.

    One that runs may have looked already, so another one waits behind it; one that waits will look, and is enough.
    """
    key = f"open_items:{project}"
    running = jobs.running(tx, key)
    behind = key if running is None else f"{key}:behind:{running}"
    return jobs.enqueue(tx, "open_items", {}, now=now, project=project, unique_key=behind)


# -- parked and stranded ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Skips:
    """How many people skipped a task for one reason."""

    reason: str
    people: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """A task that nobody can end without a manager, and why."""

    task: int
    item: int
    item_key: str
    stage: str
    state: str  # parked | stranded
    code: str
    text: str
    have: int
    wanted: int
    skips: tuple[Skips, ...] = ()
    words: tuple[str, ...] = ()


def told(tx: Tx, found: Sequence[Stuck]) -> list[Stuck]:
    """The same with what people said: their reasons to skip, most frequent first, and their last words on the item."""
    skips: dict[int, list[Skips]] = {}
    for row in desk.skip_reasons(tx, [one.task for one in found]):
        skips.setdefault(row.task, []).append(Skips(row.reason, row.people))
    words: dict[int, list[str]] = {}
    for row in desk.open_words(tx, [one.item for one in found]):
        words.setdefault(row.item, []).append(row.body)
    return [
        replace(one, skips=tuple(skips.get(one.task, ())), words=tuple(words.get(one.item, ())[:_WORDS]))
        for one in found
    ]


def stuck(tx: Tx, project: int, limit: int = 200) -> list[Stuck]:
    """Parked tasks, and open ones that nobody of the team may do, with the cause; at most `limit` of each stage."""
    plan = plans.current(tx, project)
    found: list[Stuck] = []
    for stage in plan.stages.values():
        for row in desk.parked(tx, stage.id, limit):
            code = row.parked_reason or "parked"
            found.append(
                Stuck(
                    row.id, row.item, row.key, stage.key, "parked", code, _PARKED.get(code, code), row.have, row.wanted
                )
            )
        people = plans.team(tx, stage.team)
        for row in desk.stranded(tx, stage.id, people, limit):
            code, text = _why_stranded(stage, row, len(people))
            found.append(Stuck(row.id, row.item, row.key, stage.key, "stranded", code, text, row.have, row.wanted))
    return found


_PARKED = {"skips": "several people skipped it", "flag": "somebody asked a question that must be answered first"}


def _why_stranded(stage: StageInForce, row: Row, team: int) -> tuple[str, str]:
    if team == 0:
        return "nobody", f"nobody is in the team of {stage.key}"
    if row.have + 1 < row.wanted or row.have >= team:
        return "overlap", f"waits for person {row.have + 1}: overlap {row.wanted}, team {team}"
    if stage.policy.kind != "annotate":
        return "own_work", "everybody who could judge it answered it, or skipped it"
    return "barred", "everybody in the team had it already, or skipped it"


def settle_stuck(
    tx: Tx, project: int, task_ids: Sequence[int], act: str, by: int, now: int, *, person: int | None = None
) -> int:
    """Ends stuck tasks: `settle` with the answers there are, `lift` the bars so that anybody may take it, `give` it to
    one person, or `drop` the item. How many were ended.

    Raises InvalidRequest where an act is impossible for one of them; nothing is changed then.
    """
    if act not in ACTS:
        raise InvalidRequest(f"{act} is no act.", hint=f"One of {', '.join(ACTS)}.")
    plan = plans.current(tx, project)
    ended = 0
    for task_id in task_ids:
        task = tasks.locked(tx, task_id)
        if task is None or task.project != project:
            raise NotFound(f"The project has no task {task_id}.")
        if task.state in ("done", "cancelled"):
            continue
        if act == "settle":
            _settle(tx, plan, task, now)
        elif act == "lift":
            _lift(tx, task)
        elif act == "give":
            _give(tx, plan, task, person)
        else:
            _drop(tx, plan, task, now)
        ended += 1
        events.add(
            tx,
            "stuck_ended",
            now,
            project=project,
            actor=by,
            item=task.item,
            task=task.id,
            refs={"act": act, "from": task.state},
        )
    return ended


def _settle(tx: Tx, plan: Plan, task: Row, now: int) -> None:
    if task.have == 0:
        raise InvalidRequest(f"Task {task.id} has no answer yet.", hint="Give it to somebody, or drop it.")
    to = replace(tasks.numbers(task), state="open", wanted=task.have).settled()
    tasks.set_numbers(tx, task.id, to, free=True)
    unparked = _unparked(tx, task)
    flow.complete(tx, plan, unparked, now)


def _lift(tx: Tx, task: Row) -> None:
    _reopen(tx, task, reserved_for=None)


def _give(tx: Tx, plan: Plan, task: Row, person: int | None) -> None:
    stage = plan.by_id(task.stage)
    if person is None or person not in plans.team(tx, stage.team):
        raise InvalidRequest(f"That person is not in the team of {stage.key}.", hint="Add them to the team first.")
    _reopen(tx, task, reserved_for=person)


def _drop(tx: Tx, plan: Plan, task: Row, now: int) -> None:
    tasks.cancel(tx, task.id)
    queues.moved(tx, task, "cancelled")
    flow.drop(tx, plan, task, now)


def _reopen(tx: Tx, task: Row, *, reserved_for: int | None) -> None:
    desk.reopen(tx, task.id, bars=0, reserved_for=reserved_for)
    to = replace(tasks.numbers(task), state="open").settled()
    if to.state == "done":
        raise InvalidRequest(f"Task {task.id} has all its answers.", hint="Settle it with what there is.")
    tasks.set_numbers(tx, task.id, to)
    queues.moved(tx, task, to.state)


def _unparked(tx: Tx, task: Row) -> Row:
    if task.state == "parked":
        queues.moved(tx, task, "open")
    row = tasks.one(tx, task.id)
    assert row is not None
    return row


# -- priority, departures, undone imports ----------------------------------------------------------------------------


def prioritise(tx: Tx, project: int, items: Sequence[int], steps: int, by: int, now: int) -> int:
    """Moves items ahead (or back) by so many steps of priority wherever they wait; how many tasks moved."""
    n = desk.shift_rank(tx, project, items, -steps * _PRIORITY_STEP)
    for stage in plans.current(tx, project).stages.values():
        queues.reopened_all(tx, stage.id)
    events.add(tx, "prioritised", now, project=project, actor=by, refs={"items": len(items), "steps": steps})
    return n


def leave(tx: Tx, person: int, team: int, now: int) -> None:
    """A person leaves a team: live leases are released, reservations end, pilots write them off, batches come back."""
    plans.team_changed(tx, team)
    for stage in desk.stages_of_team(tx, team):
        plan = plans.current(tx, stage.project)
        policy = plan.by_id(stage.id).policy
        for lease in leases.live_of(tx, person, stage.id):
            work.end_lease(tx, lease.id, "released", now)
        for task in desk.reserved_at(tx, stage.id, person):
            tasks.free(tx, task.id)
            queues.reopened(tx, task.stage, task.pool, task.rank)
        for batch in desk.batches_alone(tx, stage.id, person):
            desk.to_everybody(tx, stage.id, batch)
        desk.unassign_person(tx, stage.id, person)
        if policy.overlap.everyone:
            for task in desk.unanswered_by(tx, stage.id, person):
                write_off(tx, plan, task, now)
    plans.pools_changed(tx)


def write_off(tx: Tx, plan: Plan, task: Row, now: int) -> None:
    """One answer fewer is wanted of a pilot's task, because one person fewer is there."""
    if task.wanted <= 1:
        return
    to = replace(tasks.numbers(task), wanted=task.wanted - 1).settled()
    tasks.set_numbers(tx, task.id, to)
    if to.state == "done":
        flow.complete(tx, plan, task, now)
    else:
        queues.moved(tx, task, to.state)


def cancel_items(tx: Tx, items: Sequence[int], now: int) -> None:
    """The items are not to be worked on: what is open is cancelled, live leases are superseded."""
    for item in items:
        for task in desk.tasks_of(tx, item):
            if task.state in AT_WORK or task.state == "parked":
                for lease in desk.live_on(tx, task.id):
                    work.end_lease(tx, lease, "superseded", now)
                tasks.cancel(tx, task.id)
                queues.moved(tx, task, "cancelled")


def answered(tx: Tx, items: Sequence[int]) -> int:
    """How many of these items have answers."""
    return sum(annotation_rows.any_on(tx, item) for item in items)
