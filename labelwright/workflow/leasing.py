"""Who may be handed which task: one rule, said once as a value that the store carries out.

`Asking` says what a person asks for; `may_take` is the rule over plain values, which tests hold the store's statement
to on random states.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LIVE = ("reserved", "active")
RESERVED_US = 2 * 60_000_000  # a prefetched lease, renewed while the tab lives
PREFETCH_MOST = 4
TAIL_FACTOR = 4  # below so many open tasks for each person at work, prefetching would starve somebody


@dataclass(frozen=True, slots=True)
class Asking:
    """A person asks for up to `limit` tasks of one stage at time `now` (microseconds).

    `pools` are searched in order: the person's own batches, then 0 for everybody. `after` holds, for each pool, a rank
    below which nothing is expected: a hint only, so whoever carries this out starts again from the front when a pool
    seems empty.
    """

    stage: int
    person: int
    now: int
    limit: int
    pools: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the rule looks at in a task."""

    id: int
    stage: int
    item: int
    pool: int
    rank: int
    state: str
    bars: int
    reserved_for: int | None
    available_at: int


@dataclass(frozen=True, slots=True)
class Held:
    """What the rule looks at in an earlier lease of the same person."""

    task: int
    item: int
    side: int
    state: str
    counts: bool


def may_take(task: Candidate, asking: Asking, held: Iterable[Held]) -> bool:
    """Whether the person may be handed this task now.

    Barred are: a task that is not open, waits, or is reserved for somebody else; an item on which the person holds a
    live lease, or stands on a barred side; a task which the person skipped or has submitted.
    """
    if task.state != "open" or task.stage != asking.stage or task.available_at > asking.now:
        return False
    if task.reserved_for not in (None, asking.person):
        return False
    if task.reserved_for is None and task.pool not in asking.pools:
        return False
    for lease in held:
        if lease.item != task.item:
            continue
        if lease.counts and (lease.state in LIVE or lease.side & task.bars):
            return False
        if lease.task == task.id and lease.state in ("skipped", "submitted"):
            return False
    return True


def prefetch(asked: int, *, open_tasks: int, people: int, pilot: bool) -> int:
    """How many leases to hand out at once: as asked, but one alone in a pilot and in the tail of a stage."""
    if pilot or open_tasks < TAIL_FACTOR * max(1, people):
        return 1
    return max(1, min(asked, PREFETCH_MOST))
