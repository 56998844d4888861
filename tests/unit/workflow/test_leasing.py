"""Who may be handed which task, case by case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from labelwright.workflow.leasing import Asking, Candidate, Held, may_take, prefetch

ME, OTHER = 1, 2
TASK = Candidate(id=10, stage=5, item=7, pool=0, rank=1, state="open", bars=3, reserved_for=None, available_at=100)
ASKING = Asking(stage=5, person=ME, now=100, limit=1, pools=(0,))


def held(**more: object) -> Held:
    return replace(Held(task=9, item=7, side=1, state="submitted", counts=True), **more)  # type: ignore[arg-type]


def test_an_open_task_is_handed_out() -> None:
    assert may_take(TASK, ASKING, [])


@pytest.mark.parametrize("state", ["full", "done", "parked", "cancelled"])
def test_a_task_in_any_other_state_is_not(state: str) -> None:
    assert not may_take(replace(TASK, state=state), ASKING, [])


def test_nobody_is_handed_a_task_before_its_time_or_of_another_stage_or_pool() -> None:
    assert not may_take(replace(TASK, available_at=101), ASKING, [])
    assert not may_take(replace(TASK, stage=6), ASKING, [])
    assert not may_take(replace(TASK, pool=3), ASKING, [])
    assert may_take(replace(TASK, pool=3), replace(ASKING, pools=(3, 0)), [])


def test_reserved_work_is_its_persons_whatever_the_pool() -> None:
    assert not may_take(replace(TASK, reserved_for=OTHER), ASKING, [])
    assert may_take(replace(TASK, reserved_for=ME, pool=3), ASKING, [])


def test_who_answered_an_item_is_barred_where_answering_bars() -> None:
    assert not may_take(TASK, ASKING, [held()])
    assert may_take(replace(TASK, bars=2), ASKING, [held()]), "returned work: its author may mend it"
    assert may_take(TASK, ASKING, [held(counts=False)]), "an undone answer bars nobody"
    assert may_take(TASK, ASKING, [held(item=8)]), "another item"


def test_who_holds_the_item_is_barred_whatever_the_side() -> None:
    assert not may_take(replace(TASK, bars=0), ASKING, [held(state="active")])
    assert not may_take(replace(TASK, bars=0), ASKING, [held(state="reserved")])


@pytest.mark.parametrize("state", ["skipped", "submitted"])
def test_who_ended_the_same_task_is_not_handed_it_again(state: str) -> None:
    assert not may_take(replace(TASK, bars=0), ASKING, [held(task=10, state=state, counts=False)])


@pytest.mark.parametrize("state", ["expired", "released", "superseded", "undone"])
def test_who_let_go_of_a_task_may_have_it_again(state: str) -> None:
    assert may_take(TASK, ASKING, [held(task=10, state=state, counts=False)])


def test_prefetching_stops_where_it_would_starve_others() -> None:
    assert prefetch(3, open_tasks=1000, people=3, pilot=False) == 3
    assert prefetch(9, open_tasks=1000, people=3, pilot=False) == 4, "never more than four"
    assert prefetch(3, open_tasks=11, people=3, pilot=False) == 1
    assert prefetch(3, open_tasks=1000, people=3, pilot=True) == 1
    assert prefetch(3, open_tasks=3, people=0, pilot=False) == 1
