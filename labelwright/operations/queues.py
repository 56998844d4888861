"""What this process guesses about the queues, and the counters that follow a task.

Cursors let a search start where something is to be expected, `held` counts the leases handed out, `tail` the size of a
stage's rest. All are hints: a wrong one costs a second look, never a wrong answer.
"""

from __future__ import annotations

from labelwright.operations.plans import StageInForce
from labelwright.store import Row, Tx, counters, leases, starvations, tasks
from labelwright.workflow import leasing
from labelwright.workflow.tasks import AT_WORK

LIVE_MOST = 8  # leases one person may hold at a stage: prefetching must not hoard
_TAIL_FOR_US = 2_000_000  # how long the size of a stage's tail is believed


def cursors(tx: Tx, stage: int, person: int) -> dict[int, int]:
    """For each pool of a stage, the rank up to which this person need not look."""
    found: dict[int, int] = tx.hints.setdefault(("cursor", stage, person), {})
    return found


def reopened(tx: Tx, stage: int, pool: int, rank: int) -> None:
    """A task may be taken again: cursors beyond it come back once this transaction is durable."""
    hints = tx.hints

    def lower() -> None:
        for key, found in list(hints.items()):
            if key[0] == "cursor" and key[1] == stage and found.get(pool, rank) >= rank:
                found[pool] = rank - 1

    tx.after_commit(lower)


def reopened_all(tx: Tx, stage: int) -> None:
    """The stage's queues changed as a whole: everybody looks from the front again."""
    hints = tx.hints

    def lower() -> None:
        for key, found in list(hints.items()):
            if key[0] == "cursor" and key[1] == stage:
                found.clear()

    tx.after_commit(lower)


def moved(tx: Tx, task: Row, to: str) -> None:
    """Counters follow a task of purpose work to any state but done, which routing counts with what comes after it."""
    if task.purpose == "work":
        before = "waiting" if task.state in AT_WORK else task.state
        after = "waiting" if to in AT_WORK else to
        if before != after:
            counters.add(tx, task.project, {(task.stage, before): -1, (task.stage, after): 1})
    if to == "open":
        reopened(tx, task.stage, task.pool, task.rank)


def hold(tx: Tx, stage: int, person: int, more: int) -> None:
    """The person holds so many leases more (or fewer) at the stage."""
    held = tx.hints.setdefault(("held", stage), {})
    held[person] = max(0, held.get(person, 0) + more)


def holds_too_many(tx: Tx, stage: int, person: int) -> bool:
    """Whether the person holds as many leases at the stage as one may."""
    held = tx.hints.setdefault(("held", stage), {})
    if held.get(person, 0) < LIVE_MOST:
        return False
    held[person] = len(leases.live_of(tx, person, stage))  # the hint errs upwards; now it is right
    return bool(held[person] >= LIVE_MOST)


def limit(tx: Tx, stage: StageInForce, count: int, now: int) -> int:
    """How many to hand out at once: fewer at the tail, where a hoarder would starve the others."""
    if count == 1:
        return 1
    at, tail = tx.hints.get(("tail", stage.id), (0, 0))
    people = max(1, len(tx.hints.get(("held", stage.id), ())))
    if now - at > _TAIL_FOR_US:
        tail = tasks.at_work(tx, stage.id, leasing.TAIL_FACTOR * people + 1)
        tx.hints[("tail", stage.id)] = (now, tail)
    return leasing.prefetch(count, open_tasks=tail, people=people, pilot=stage.policy.pilot)


def starve(tx: Tx, stage: int, person: int, now: int) -> None:
    """The person asked and there was nothing for them: the record of waiting begins."""
    starving = tx.hints.setdefault(("starving", stage), {})
    if person not in starving:
        starving[person] = starvations.begin(tx, stage, person, "wait", now)


def feed(tx: Tx, stage: int, person: int, now: int) -> None:
    """There was something again: the record of waiting ends."""
    starving = tx.hints.get(("starving", stage))
    if starving and person in starving:
        starvations.end(tx, starving.pop(person), now)
