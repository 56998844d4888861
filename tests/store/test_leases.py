"""Handing out: the statement carries out the rule, and a race hands nothing out twice."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelwright.operations import work
from labelwright.store import Store, Tx, leases
from labelwright.workflow.leasing import Asking, Candidate, Held, may_take
from tests.operations import floor

TERMS = leases.Terms(side=1, expires=10_000, schema_version=1, guideline_version=1, definition=1)


@pytest.mark.parametrize(("overlap", "people", "items"), [(1, 16, 120), (3, 16, 60)])
def test_sixteen_people_at_once_get_no_task_too_often(store: Store, overlap: int, people: int, items: int) -> None:
    template = floor.REVIEWED if overlap == 1 else floor.OVERLAPPING.replace("OVERLAP", str(overlap))
    stages = template.replace("RATE", "0.1")
    laid = floor.lay(store, stages, team=people, items=items)
    handed: Counter[str] = Counter()
    twice: list[tuple[int, str]] = []
    lock = threading.Lock()

    def one(person: int) -> None:
        mine: set[str] = set()
        while True:
            got = store.write(lambda tx: work.next_tasks(tx, laid.worker(person), laid.project, "annotate", 1, 1))
            if not got.leases:
                return
            text = got.leases[0].parts[0].text or ""
            lease = got.leases[0].lease
            store.write(lambda tx, lease=lease: tx.run("UPDATE lease SET state = 'submitted' WHERE id = :l", l=lease))
            with lock:
                if text in mine:
                    twice.append((person, text))
                mine.add(text)
                handed[text] += 1

    threads = [threading.Thread(target=one, args=(person,)) for person in laid.people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not twice, "never the same person twice on an item"
    assert len(handed) == items
    assert set(handed.values()) == {overlap}


states = st.sampled_from(["open", "open", "open", "full", "done", "parked", "cancelled"])
lease_states = st.sampled_from(["reserved", "active", "submitted", "expired", "released", "skipped", "undone"])
task_rows = st.tuples(
    st.integers(0, 2),  # item
    states,
    st.sampled_from([0, 1, 2, 3, 7]),  # bars
    st.sampled_from([None, None, 0, 1]),  # reserved for a person
    st.integers(0, 1),  # pool
    st.integers(0, 4),  # available at
)
lease_rows = st.tuples(st.integers(0, 3), st.integers(0, 1), st.sampled_from([1, 2, 4]), lease_states)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tasks=st.lists(task_rows, min_size=1, max_size=6), held=st.lists(lease_rows, max_size=8), now=st.integers(0, 4))
def test_the_statement_hands_out_what_the_rule_allows(
    store: Store,
    tasks: list[tuple],
    held: list[tuple],
    now: int,  # type: ignore[type-arg]
) -> None:
    laid = floor.lay(store, floor.PLAIN, team=2, items=3)
    store.write(lambda tx: _scene(tx, laid, tasks, held))
    stage = store.read(lambda tx: tx.value("SELECT id FROM stage WHERE project = :p", p=laid.project))
    person = laid.people[0]
    asking = Asking(stage, person, now, 4, (0, 1))
    expected = store.read(lambda tx: _allowed(tx, laid.project, asking))

    def take(tx: Tx) -> list[int]:
        return [one.task for one in leases.take(tx, asking, TERMS, {})]

    taken = store.write(take)
    assert set(taken) <= set(expected)
    # One of two tasks of an item may bar the other, once it is taken.
    left = [task for task, item in expected.items() if item not in {expected[one] for one in taken}]
    assert not left or len(taken) == 4


def _scene(tx: Tx, laid: floor.Floor, tasks: list[tuple], held: list[tuple]) -> None:  # type: ignore[type-arg]
    tx.run("DELETE FROM task WHERE project = :p", p=laid.project)
    stage = tx.value("SELECT id FROM stage WHERE project = :p", p=laid.project)
    made = []
    for rank, (item, state, bars, reserved, pool, at) in enumerate(tasks):
        made.append(
            tx.value(
                """INSERT INTO task (project, stage, item, bars, wanted, rank, state, definition, created_at, available_at,
                     pool, reserved_for) VALUES (:p, :s, :i, :b, 9, :r, :st, 1, 0, :at, :pool, :rf) RETURNING id""",
                p=laid.project,
                s=stage,
                i=laid.items[item],
                b=bars,
                r=rank,
                st=state,
                at=at,
                pool=pool,
                rf=None if reserved is None else laid.people[reserved],
            )
        )
    live: set[tuple[int, int]] = set()
    for task, person, side, state in held:
        task_id = made[task % len(made)]
        if state in ("reserved", "active"):
            if (task_id, person) in live:
                continue
            live.add((task_id, person))
        tx.run(
            """INSERT INTO lease (task, item, project, stage, person, side, counts, state, leased_at, expires_at,
                 schema_version, guideline_version, definition)
               SELECT id, item, project, stage, :who, :side, :counts, :state, 0, 9, 1, 1, 1 FROM task WHERE id = :t""",
            t=task_id,
            who=laid.people[person],
            side=side,
            state=state,
            counts=state in ("reserved", "active", "submitted"),
        )


def _allowed(tx: Tx, project: int, asking: Asking) -> dict[int, int]:
    held = [
        Held(row.task, row.item, row.side, row.state, bool(row.counts))
        for row in tx.rows("SELECT * FROM lease WHERE person = :me", me=asking.person)
    ]
    tasks = [
        Candidate(r.id, r.stage, r.item, r.pool, r.rank, r.state, r.bars, r.reserved_for, r.available_at)
        for r in tx.rows("SELECT * FROM task WHERE project = :p", p=project)
    ]
    return {task.id: task.item for task in tasks if may_take(task, asking, held)}


@pytest.mark.parametrize(("kind", "index"), [("reserved", "ix_task_reserved"), ("open", "ix_task_open")])
def test_handing_out_looks_where_few_rows_stand(sqlite_url: str, kind: str, index: str) -> None:
    store = Store.open(sqlite_url)
    names = ("me", "stage", "now", "n", "pool", "after")
    plan = store.read(
        lambda tx: tx.rows(f"EXPLAIN QUERY PLAN {leases._SQLITE_TAKE[kind]}", **dict.fromkeys(names, 1))
    )
    store.close()
    searched = [row.detail for row in plan if row.detail.startswith(("SEARCH t ", "SCAN t"))]
    assert len(searched) == 1
    assert index in searched[0]
