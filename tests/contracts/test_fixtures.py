"""The house's own promises about its tests: both databases are real, fresh and private; nothing leaves the machine."""

from __future__ import annotations

import socket

import pytest

from labelwright.store import Store

ADD = "INSERT INTO person(email, name, kind, created_at) VALUES('a@example.org', 'Ada', 'human', 1)"


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_gets_an_empty_database_of_its_own(store: Store, turn: int) -> None:
    people = "SELECT count(*) FROM person WHERE kind = 'human'"
    assert store.read(lambda tx: tx.value(people)) == 0
    store.write(lambda tx: tx.run(ADD))
    assert store.read(lambda tx: tx.value(people)) == 1


def test_reaching_outside_the_machine_fails_the_test() -> None:
    with socket.socket() as outside, pytest.raises(AssertionError, match="leave the machine"):
        outside.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match="leave the machine"):
        socket.getaddrinfo("example.org", 80)
