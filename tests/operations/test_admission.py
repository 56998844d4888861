"""Items enter the pipeline: the slice of a pilot first, the rest when its gate is open, and no wish to look is lost."""

from __future__ import annotations

import pytest

from labelwright.errors import InvalidRequest
from labelwright.operations import admission, desk, plans
from labelwright.store import Store, Tx, jobs
from labelwright.store import counters as counts
from tests.operations import floor

SMALL_PILOT = floor.PILOT.replace("first: 100", "first: 3").replace("RATE", "1.0")


def waiting(tx: Tx, laid: floor.Floor, key: str) -> int:
    stage = plans.current(tx, laid.project).stage(key).id
    return counts.of_project(tx, laid.project)[stage, "waiting"]


def admit_all(store: Store, laid: floor.Floor) -> int:
    admitted = 0
    while n := store.write(lambda tx: admission.admit(tx, laid.project, 5)):
        admitted += n
    return admitted


def test_a_pilot_takes_its_slice_and_the_rest_waits_behind_the_gate(store: Store) -> None:
    laid = floor.lay(store, SMALL_PILOT, team=2, items=10)
    assert store.read(lambda tx: (waiting(tx, laid, "pilot"), waiting(tx, laid, "annotate"))) == (3, 0)
    assert store.read(lambda tx: counts.of_project(tx, laid.project)[0, "held"]) == 7
    store.write(lambda tx: desk.open_gate(tx, laid.project, "pilot", laid.leads[0], 5))
    assert admit_all(store, laid) == 7
    assert store.read(lambda tx: (waiting(tx, laid, "pilot"), waiting(tx, laid, "annotate"))) == (3, 7)


def test_a_pilots_slice_does_not_grow_with_what_comes_later(store: Store) -> None:
    laid = floor.lay(store, SMALL_PILOT, team=2, items=10)
    store.write(lambda tx: floor.add_items(tx, laid.project, 20, laid.people[0]))
    admit_all(store, laid)
    assert store.read(lambda tx: waiting(tx, laid, "pilot")) == 3


def test_everybody_of_the_team_is_wanted_in_a_pilot(store: Store) -> None:
    laid = floor.lay(store, SMALL_PILOT, team=3, items=5)
    wanted = store.read(
        lambda tx: {r.wanted for r in tx.rows("SELECT wanted FROM task WHERE project = :p", p=laid.project)}
    )
    assert wanted == {3}


def test_a_stage_without_a_gate_has_none_to_open(store: Store) -> None:
    laid = floor.lay(store, floor.PLAIN, items=1)
    with pytest.raises(InvalidRequest, match="no gate"):
        store.write(lambda tx: desk.open_gate(tx, laid.project, "annotate", laid.people[0], 5))


def test_a_wish_to_look_is_not_lost_on_a_job_that_has_looked_already(store: Store) -> None:
    laid = floor.lay(store, floor.PLAIN, items=1)

    def ask(tx: Tx) -> int:
        return desk.admit_soon(tx, laid.project, 5)

    first = store.write(ask)
    assert store.write(ask) == first, "one that waits is enough"
    running = store.write(lambda tx: jobs.claim(tx, 6))
    assert running.id == first
    second = store.write(ask)
    assert second != first, "one that runs may have looked already"
    assert store.write(ask) == second
    store.write(lambda tx: jobs.finish(tx, first, running.token, "done", 7))
    third = store.write(lambda tx: jobs.claim(tx, 8))
    assert third.id == second
    assert store.write(ask) not in (first, second), "the second runs now and may have looked"
