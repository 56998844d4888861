"""The executor: what was acknowledged is there, what failed left nothing, and readers never see half a verb."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from labelwright.errors import InvalidRequest, Unavailable
from labelwright.store import Store, Tx, UniqueViolation
from tests import postgres


def add(tx: Tx, kind: str = "x") -> int:
    made: int = tx.value("INSERT INTO event (kind, at) VALUES (:k, 1) RETURNING id", k=kind)
    return made


def count(store: Store, kind: str = "x") -> int:
    return int(store.read(lambda tx: tx.value("SELECT count(*) FROM event WHERE kind = :k", k=kind)))


def test_a_write_is_there_when_it_returns(store: Store) -> None:
    store.write(add)
    assert count(store) == 1


def test_a_verb_that_raises_leaves_nothing_and_harms_nobody_in_its_group(store: Store) -> None:
    def fails(tx: Tx) -> None:
        add(tx, "lost")
        raise ValueError("on purpose")

    failures: list[Exception] = []

    def one(n: int) -> None:
        try:
            store.write(fails if n % 2 else add)
        except ValueError as error:
            failures.append(error)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failures) == 16
    assert count(store) == 16
    assert count(store, "lost") == 0


def test_a_second_such_row_is_a_unique_violation_and_the_rest_of_the_group_stands(store: Store) -> None:
    def person(tx: Tx) -> None:
        tx.run("INSERT INTO person (email, name, kind, created_at) VALUES ('a', 'a', 'human', 0)")

    store.write(person)
    with pytest.raises(UniqueViolation):
        store.write(person)
    store.write(add)
    assert count(store) == 1


def test_what_is_to_follow_a_commit_follows_it_and_only_it(store: Store) -> None:
    heard: list[int] = []

    def fails(tx: Tx) -> None:
        tx.after_commit(lambda: heard.append(-1))
        raise ValueError("on purpose")

    def works(tx: Tx) -> None:
        made = add(tx)
        tx.after_commit(lambda: heard.append(made))

    with pytest.raises(ValueError, match="on purpose"):
        store.write(fails)
    store.write(works)
    assert len(heard) == 1
    assert heard[0] > 0


def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)read-?only|readonly"):
        store.read(add)
    assert count(store) == 0


def test_a_read_sees_one_snapshot(store: Store) -> None:
    store.write(add)

    def twice(tx: Tx) -> tuple[int, int]:
        before = tx.value("SELECT count(*) FROM event")
        store.write(add)
        return before, tx.value("SELECT count(*) FROM event")

    assert store.read(twice) == (1, 1)
    assert count(store) == 2


def test_async_doors_get_results_and_errors(store: Store) -> None:
    async def scene() -> list[object]:
        return await asyncio.gather(
            store.write_soon(add),
            store.write_soon(lambda tx: 1 // 0),
            store.read_soon(lambda tx: 7),
            return_exceptions=True,
        )

    made, failed, seven = asyncio.run(scene())
    assert isinstance(made, int)
    assert isinstance(failed, ZeroDivisionError)
    assert seven == 7


def test_a_verb_that_would_wait_for_itself_is_told(store: Store) -> None:
    with pytest.raises(RuntimeError, match="pass its Tx"):
        store.write(lambda tx: store.write(add))


def test_a_closed_store_refuses(store: Store) -> None:
    store.close()
    with pytest.raises(Unavailable):
        store.write(add)


def test_what_is_remembered_is_forgotten_with_the_commit_that_changes_it(store: Store) -> None:
    store.write(lambda tx: tx.remember("thing", 1, thing="old"))

    def change(tx: Tx) -> object:
        tx.forget("thing")
        return tx.recall("thing", 1)

    assert store.write(change) is None, "the changing transaction trusts its own reads alone"
    assert store.read(lambda tx: tx.recall("thing", 1)) is None


def test_a_reader_older_than_a_change_cannot_put_the_old_thing_back(store: Store) -> None:
    def late(tx: Tx) -> None:
        store.write(lambda other: other.forget("thing"))
        tx.remember("thing", 1, thing="old")

    store.read(late)
    assert store.read(lambda tx: tx.recall("thing", 1)) is None


WRITER = """
import sys, threading
from labelwright.store import Store
store = Store.open(sys.argv[1])
def loop():
    while True:
        made = store.write(lambda tx: tx.value("INSERT INTO event (kind, at) VALUES ('kept', 1) RETURNING id"))
        sys.stdout.write(f"{made}\\n")
        sys.stdout.flush()
for _ in range(8):
    threading.Thread(target=loop).start()
"""


def test_every_acknowledged_write_survives_kill_9(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'house.db'}"
    process = subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(500)]
    os.kill(process.pid, signal.SIGKILL)
    rest = process.stdout.read().splitlines()
    acknowledged += [int(line) for line in rest[:-1]]
    process.wait()
    process.stdout.close()
    store = Store.open(url)
    kept = {row.id for row in store.read(lambda tx: tx.rows("SELECT id FROM event WHERE kind = 'kept'"))}
    store.close()
    assert set(acknowledged) <= kept


def test_text_that_no_column_can_hold_is_an_invalid_request(store: Store) -> None:
    with pytest.raises(InvalidRequest):
        store.read(lambda tx: tx.value("SELECT id FROM person WHERE name = :name", name="half a \ud800 character"))
    assert store.read(lambda tx: tx.value("SELECT 1")) == 1


def test_database_that_goes_away_and_comes_back_costs_no_writer_and_no_reader(
    postgres_url: str, postgresql_url: str
) -> None:
    name = postgresql_url.split("?")[0].rsplit("/", 1)[1]
    store = Store.open(postgresql_url)
    store.write(add)
    postgres.statement(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgres.statement(
        postgres_url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    )
    for _ in range(8):  # more often than there are writers and readers
        with pytest.raises(Unavailable):
            store.write(add)
        with pytest.raises(Unavailable):
            count(store)
    postgres.statement(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    for n in range(8):
        store.write(add)
        assert count(store) == n + 2
    store.close()
