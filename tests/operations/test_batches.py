"""Batches from chosen items: who gets them, what is left out, and how they change hands."""

from __future__ import annotations

import pytest

from labelwright.errors import InvalidRequest
from labelwright.operations import batches, work
from labelwright.operations.batches import Chosen, Waiting
from labelwright.store import Store
from tests.operations import floor


def split(laid: floor.Floor, people: list[int], chosen: Chosen, at: int = 1) -> int:
    return laid.store.write(
        lambda tx: batches.split(tx, laid.project, "annotate", people, laid.people[0], at, chosen)
    ).tasks


def waiting(laid: floor.Floor, items: list[int]) -> list[Waiting]:
    return laid.store.read(lambda tx: batches.waiting(tx, laid.project, items))


def of_project(laid: floor.Floor) -> list[batches.Batch]:
    return laid.store.read(lambda tx: batches.of_project(tx, laid.project))


def take(laid: floor.Floor, person: int, at: int = 1) -> int | None:
    """The item somebody gets next."""
    handed = laid.store.write(lambda tx: work.next_tasks(tx, laid.worker(person), laid.project, "annotate", 1, at))
    if not handed.leases:
        return None
    lease = handed.leases[0].lease
    item: int = laid.store.read(lambda tx: tx.value("SELECT item FROM lease WHERE id = :l", l=lease))
    return item


def test_chosen_items_are_one_persons_under_their_name(store: Store) -> None:
    laid = floor.lay(store, floor.PLAIN, team=2, items=8)
    mine, other = laid.people
    chosen = laid.items[2:5]
    assert split(laid, [mine], Chosen(items=chosen, name="Night")) == 3
    [batch] = of_project(laid)
    assert (batch.name, batch.left, [person.id for person in batch.people]) == ("Night", 3, [mine])
    assert take(laid, mine) in chosen
    assert take(laid, other) not in chosen


def test_chosen_items_are_shared_in_turn_and_each_batch_says_whose_it_is(store: Store) -> None:
    laid = floor.lay(store, floor.PLAIN, team=2, items=8)
    assert split(laid, laid.people, Chosen(items=laid.items[:5], name="Night")) == 5
    assert sorted(batch.left for batch in of_project(laid)) == [2, 3]
    assert {batch.name for batch in of_project(laid)} == {
        f"Night, {person.name}" for batch in of_project(laid) for person in batch.people
    }


def test_items_on_a_screen_are_left_out_and_those_of_another_batch_change_hands(store: Store) -> None:
    laid = floor.lay(store, floor.PLAIN, team=2, items=6)
    mine, other = laid.people
    split(laid, [mine], Chosen(items=laid.items[:3]))
    held = take(laid, mine)
    assert waiting(laid, laid.items) == [Waiting("annotate", free=5, batched=2, busy=1)]
    assert split(laid, [other], Chosen(items=laid.items), 2) == 5
    assert [batch.left for batch in of_project(laid)] == [0, 5]
    assert {take(laid, other) for _ in range(5)} == set(laid.items) - {held}


def test_items_that_wait_nowhere_make_no_batch(store: Store) -> None:
    laid = floor.lay(store, floor.PLAIN, team=2, items=2)
    held = take(laid, laid.people[0])
    assert held is not None
    with pytest.raises(InvalidRequest, match="waits at annotate"):
        split(laid, [laid.people[1]], Chosen(items=[held]))
    assert of_project(laid) == []


def test_items_of_another_project_are_out_of_reach(store: Store) -> None:
    laid, elsewhere = floor.lay(store, floor.PLAIN, items=2), floor.lay(store, floor.PLAIN, items=2)
    assert waiting(laid, elsewhere.items) == []
    with pytest.raises(InvalidRequest):
        split(laid, laid.people[:1], Chosen(items=elsewhere.items))


def test_what_is_left_of_a_batch_moves_to_another_person_and_comes_back_to_all(store: Store) -> None:
    laid = floor.lay(store, floor.PLAIN, team=3, items=4)
    mine, other, third = laid.people
    split(laid, [mine], Chosen(items=laid.items))
    begun = take(laid, mine)
    [batch] = of_project(laid)
    store.write(lambda tx: batches.give(tx, laid.project, batch.id, [other], mine, 2))
    assert take(laid, mine, 3) is None
    assert take(laid, other, 3) not in (None, begun)
    assert store.write(lambda tx: batches.take_back(tx, laid.project, batch.id, mine, 4)) == 4
    assert {take(laid, third, 5) for _ in range(4)} == set(laid.items)
