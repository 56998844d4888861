"""The hot verbs cost a bounded number of statements, whatever has happened before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from labelwright.operations import submit, work
from labelwright.operations.submit import Sent
from labelwright.store import Store, Tx
from tests.operations import floor


@contextmanager
def counting(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement that verbs send inside the block."""
    sent: list[str] = []
    execute, core, many, send = Tx._execute, Tx.core, Tx.many, Tx.send

    def counted(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: Tx, statement: Any, *args: Any, **more: Any) -> Any:
            if statement not in ("BEGIN", "COMMIT"):
                sent.append(str(statement))
            return original(self, statement, *args, **more)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(Tx, "_execute", counted(execute))
        patch.setattr(Tx, "core", counted(core))
        patch.setattr(Tx, "many", counted(many))
        if store.dialect == "postgresql":  # elsewhere it executes at once
            patch.setattr(Tx, "send", counted(send))
        yield sent


def _cycle(laid: floor.Floor, person: int, n: int, choice: str = "a", count: int = 1) -> int:
    handed = laid.store.write(
        lambda tx: work.next_tasks(tx, laid.worker(person), laid.project, "annotate", count, n * 1000)
    )
    lease = handed.leases[0].lease
    sent = Sent(answer={"category": choice}, active_ms=5)
    laid.store.write(lambda tx: submit.submit(tx, person, lease, sent, f"request-{person}-{n}", n * 1000))
    return lease


def test_next_costs_four_statements(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    laid = floor.lay(store, floor.PLAIN, team=3, items=20)
    _cycle(laid, laid.people[0], 1)
    with counting(store, monkeypatch) as sent:
        store.write(lambda tx: work.next_tasks(tx, laid.worker(laid.people[0]), laid.project, "annotate", 1, 9))
    assert len(sent) <= 4, sent


def test_submit_where_nothing_follows_costs_nine_statements(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stages = floor.OVERLAPPING.replace("OVERLAP", "3").replace("RATE", "0.1")
    laid = floor.lay(store, stages, team=3, items=20)
    _cycle(laid, laid.people[0], 1)
    got = store.write(lambda tx: work.next_tasks(tx, laid.worker(laid.people[0]), laid.project, "annotate", 1, 9))
    sent_answer = Sent(answer={"category": "a"}, active_ms=5)
    with counting(store, monkeypatch) as sent:
        store.write(lambda tx: submit.submit(tx, laid.people[0], got.leases[0].lease, sent_answer, "request-1", 10))
    assert len(sent) <= 9, sent


@pytest.mark.parametrize("rate", ["0.0001", "1.0"], ids=["accepted", "sampled for review"])
def test_submit_with_resolve_sample_and_routing_costs_thirteen_statements(
    store: Store, monkeypatch: pytest.MonkeyPatch, rate: str
) -> None:
    laid = floor.lay(store, floor.OVERLAPPING.replace("OVERLAP", "2").replace("RATE", rate), team=2, items=20)
    _cycle(laid, laid.people[0], 1)
    _cycle(laid, laid.people[1], 2)
    _cycle(laid, laid.people[0], 3)
    got = store.write(lambda tx: work.next_tasks(tx, laid.worker(laid.people[1]), laid.project, "annotate", 1, 9))
    answer = Sent(answer={"category": "a"}, active_ms=5)
    with counting(store, monkeypatch) as sent:
        store.write(lambda tx: submit.submit(tx, laid.people[1], got.leases[0].lease, answer, "request-x", 10))
    assert len(sent) <= 13, sent


def test_next_costs_the_same_after_a_hundred_own_answers(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stages = floor.OVERLAPPING.replace("OVERLAP", "3").replace("RATE", "0.1")
    laid = floor.lay(store, stages, team=3, items=120)
    for n in range(100):
        _cycle(laid, laid.people[0], n)
    with counting(store, monkeypatch) as sent:
        store.write(lambda tx: work.next_tasks(tx, laid.worker(laid.people[0]), laid.project, "annotate", 1, 10**6))
    assert len(sent) <= 4, sent
    cursors = store.hints[("cursor", _stage(store, laid), laid.people[0])]
    assert cursors[0] >= 100, "the search starts behind one's own work"


def _stage(store: Store, laid: floor.Floor) -> int:
    return int(
        store.read(lambda tx: tx.value("SELECT id FROM stage WHERE project = :p AND key = 'annotate'", p=laid.project))
    )
