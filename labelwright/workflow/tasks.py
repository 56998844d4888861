"""A task's state, and what each happening does to its numbers.

A task's state FOLLOWS from four things: `wanted` answers, `have` counted answers of distinct people, `live` leases
(reserved or active), and whether somebody set it aside. `settle` is the one place that says how.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntFlag
from typing import Literal

State = Literal["open", "full", "done", "parked", "cancelled"]
Standing = Literal["counted", "extra"]

AT_WORK: frozenset[str] = frozenset({"open", "full"})
GRACE_US = 10_000_000  # a submit can be undone for so long, and what comes after it waits for so long


class Side(IntFlag):
    """What a person did with an item. A task's `bars` are the sides that exclude a person who had an earlier lease."""

    ANSWERED = 1
    REVIEWED = 2
    AUDITED = 4


BARS_ANNOTATE = Side.ANSWERED | Side.REVIEWED
BARS_JUDGE = Side.ANSWERED  # nobody reviews or adjudicates an item they answered
BARS_RETURNED = Side.REVIEWED  # its author may answer again, its reviewer may not


def side_of(kind: str) -> Side:
    """The side that a lease at a stage of this kind puts a person on."""
    return Side.ANSWERED if kind == "annotate" else Side.REVIEWED


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a task's state follows from. Counts are of people and leases, never negative."""

    state: State
    wanted: int
    have: int
    live: int

    def settled(self) -> Numbers:
        """The same numbers with the state that follows from them."""
        return replace(self, state=settle(self.state, self.wanted, self.have, self.live))

    def parked(self) -> Numbers:
        """The same numbers, set aside until a manager acts."""
        return replace(self, state="parked")


def settle(state: State, wanted: int, have: int, live: int) -> State:
    """The state that follows from a task's numbers.

    Done, parked and cancelled tasks stay what they are: only an act of a person or an undo ends those.

    >>> settle("open", wanted=1, have=0, live=1)
    'full'
    >>> settle("full", wanted=2, have=1, live=0)
    'open'
    >>> settle("full", wanted=1, have=1, live=0)
    'done'
    """
    if state not in AT_WORK:
        return state
    if have >= wanted and have > 0:
        return "done"
    return "full" if have + live >= wanted else "open"


def standing(state: State, *, answered: bool) -> Standing:
    """Whether a submitted answer counts: while the task wants answers and the person has none there yet.

    Anything else is kept as an extra, which never routes and never counts. Nothing is dropped.
    """
    return "counted" if state not in ("done", "cancelled") and not answered else "extra"


def after_submit(numbers: Numbers, standing_: Standing, *, was_live: bool) -> Numbers:
    """The task's numbers after a submit on a lease that was live or had ended."""
    live = numbers.live - 1 if was_live else numbers.live
    have = numbers.have + 1 if standing_ == "counted" else numbers.have
    return replace(numbers, live=live, have=have).settled()


def after_lease_end(numbers: Numbers) -> Numbers:
    """After one live lease expired, was released or superseded."""
    return replace(numbers, live=numbers.live - 1).settled()


def after_skip(numbers: Numbers, *, skips: int, limit: int, pilot: bool) -> Numbers:
    """After a person skipped: in a pilot one answer fewer is wanted, elsewhere the `limit`-th person's skip parks it.

    `skips` counts the distinct people who skipped this task, this one included.
    """
    ended = replace(numbers, live=numbers.live - 1)
    if pilot and ended.wanted > 1:
        return replace(ended, wanted=ended.wanted - 1).settled()
    if skips >= limit and ended.state in AT_WORK:
        return replace(ended, state="parked")
    return ended.settled()


def after_undo(numbers: Numbers) -> Numbers:
    """After a counted answer was taken back into a new active lease, from any state but parked or cancelled."""
    return replace(numbers, state="open", have=numbers.have - 1, live=numbers.live + 1).settled()
