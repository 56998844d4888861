"""What every test may ask for: a database of its own on either kind, and the certainty that nothing leaves here."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from labelwright.store import Store
from tests import postgres

settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")

_LOOPBACK = ("127.", "::1", "localhost")
_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.end_run()


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Whoever reaches for the network outside this machine fails the test that did it."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(_LOOPBACK):  # type: ignore[index]
            raise AssertionError(f"a test reached for {address}: nothing here may leave the machine")
        connect(self, address)  # type: ignore[arg-type]

    def guarded_look_up(host: object, *args: object, **more: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not str(name).startswith((*_LOOPBACK, "0.0.0.0")):
            raise AssertionError(f"a test looked up {name}: nothing here may leave the machine")
        return look_up(host, *args, **more)  # type: ignore[arg-type]

    socket.socket.connect, socket.getaddrinfo = guarded_connect, guarded_look_up  # type: ignore[assignment, method-assign]
    yield
    socket.socket.connect, socket.getaddrinfo = connect, look_up  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of the run's PostgreSQL cluster, started by the first test that asks."""
    return postgres.cluster()


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of the process that runs the test, so that parallel ones never share a database."""
    return os.environ.get("PYTEST_XDIST_WORKER", "only")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows, copied for each test instead of migrated."""
    path = tmp_path_factory.mktemp("template") / "labelwright.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, worker: str) -> str:
    """The name of a PostgreSQL database with all tables and no rows."""
    name = f"template_{worker}"
    postgres.statement(postgres_url, f"CREATE DATABASE {name}")
    Store.open(postgres.database(postgres_url, name)).close()
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'labelwright.db')}"


@pytest.fixture
def postgresql_url(postgres_url: str, postgres_template: str, worker: str) -> Iterator[str]:
    """A fresh PostgreSQL database."""
    name = f"test_{worker}_{next(_numbers)}"
    postgres.statement(postgres_url, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield postgres.database(postgres_url, name)
    postgres.statement(postgres_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """A fresh database, once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A fresh open store, once on SQLite and once on PostgreSQL."""
    opened = Store.open(store_url)
    yield opened
    opened.close()
