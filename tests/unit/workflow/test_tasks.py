"""A task's state follows from its numbers, and from nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.workflow.tasks import (
    BARS_ANNOTATE,
    BARS_JUDGE,
    BARS_RETURNED,
    Numbers,
    Side,
    after_lease_end,
    after_skip,
    after_submit,
    after_undo,
    settle,
    side_of,
    standing,
)

at_work = st.sampled_from(["open", "full"])
ended = st.sampled_from(["done", "parked", "cancelled"])
numbers = st.builds(Numbers, at_work, st.integers(1, 5), st.integers(0, 5), st.integers(1, 5))


@pytest.mark.parametrize(
    ("wanted", "have", "live", "state"),
    [
        (1, 0, 0, "open"),
        (1, 0, 1, "full"),
        (1, 1, 0, "done"),
        (3, 1, 1, "open"),
        (3, 1, 2, "full"),
        (3, 2, 2, "full"),
        (3, 3, 0, "done"),
        (3, 4, 1, "done"),
        (1, 0, 5, "full"),
    ],
)
def test_state_follows_from_numbers(wanted: int, have: int, live: int, state: str) -> None:
    assert settle("open", wanted, have, live) == state
    assert settle("full", wanted, have, live) == state


@given(ended, st.integers(1, 5), st.integers(0, 5), st.integers(0, 5))
def test_what_was_ended_stays_what_it_is(state: str, wanted: int, have: int, live: int) -> None:
    assert settle(state, wanted, have, live) == state  # type: ignore[arg-type]


@given(numbers)
def test_settling_twice_changes_nothing(one: Numbers) -> None:
    assert one.settled().settled() == one.settled()


@pytest.mark.parametrize(
    ("state", "answered", "expected"),
    [
        ("open", False, "counted"),
        ("full", False, "counted"),
        ("parked", False, "counted"),
        ("done", False, "extra"),
        ("cancelled", False, "extra"),
        ("open", True, "extra"),
        ("full", True, "extra"),
    ],
)
def test_an_answer_counts_while_the_task_wants_it_and_once_for_each_person(
    state: str, answered: bool, expected: str
) -> None:
    assert standing(state, answered=answered) == expected  # type: ignore[arg-type]


def test_a_late_answer_counts_without_a_live_lease_to_end() -> None:
    after = after_submit(Numbers("open", 1, 0, 0), "counted", was_live=False)
    assert after == Numbers("done", 1, 1, 0)


def test_an_extra_changes_no_count_of_answers() -> None:
    assert after_submit(Numbers("done", 1, 1, 1), "extra", was_live=True) == Numbers("done", 1, 1, 0)


@given(numbers)
def test_the_end_of_a_lease_makes_room(one: Numbers) -> None:
    after = after_lease_end(one)
    assert after.live == one.live - 1
    assert after.have == one.have


def test_the_third_persons_skip_parks_a_task() -> None:
    one = Numbers("full", 1, 0, 1)
    assert after_skip(one, skips=2, limit=3, pilot=False).state == "open"
    assert after_skip(one, skips=3, limit=3, pilot=False).state == "parked"


def test_in_a_pilot_a_skip_wants_one_answer_fewer_and_may_complete_the_item() -> None:
    assert after_skip(Numbers("full", 3, 1, 2), skips=1, limit=3, pilot=True) == Numbers("full", 2, 1, 1)
    assert after_skip(Numbers("full", 3, 2, 1), skips=1, limit=3, pilot=True) == Numbers("done", 2, 2, 0)
    assert after_skip(Numbers("full", 1, 0, 1), skips=3, limit=3, pilot=True).state == "parked", "not below one"


@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 3))
def test_undo_gives_the_answer_back_as_a_lease(wanted: int, have: int, live: int) -> None:
    after = after_undo(Numbers("done", wanted, have, live))
    assert (after.have, after.live) == (have - 1, live + 1)


def test_sides_and_bars() -> None:
    assert side_of("annotate") == Side.ANSWERED
    assert side_of("review") == side_of("adjudicate") == Side.REVIEWED
    assert BARS_ANNOTATE == Side.ANSWERED | Side.REVIEWED, "who reviewed an item does not answer it"
    assert not BARS_RETURNED & Side.ANSWERED, "its author may mend what came back"
    assert BARS_JUDGE & Side.ANSWERED, "nobody judges what they answered"
