"""A whole house in this process, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import argon2
import pytest
import structlog

from labelwright.server import bootstrap, passwords
from labelwright.server.http.app import create_app
from labelwright.server.settings import Settings
from tests.server.browser import Town


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> None:
    """Log lines as the server writes them; structlog's own default draws every local variable of a stack."""
    renderer = structlog.processors.JSONRenderer()
    merge = structlog.contextvars.merge_contextvars
    structlog.configure(processors=[merge, structlog.processors.format_exc_info, renderer])


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> None:
    """argon2id with the smallest parameters: what makes it slow on purpose is not what these tests are about."""
    passwords._hasher = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> Settings:
    """The settings of the house under test: a fresh SQLite home."""
    return Settings(home=tmp_path, database=sqlite_url, sources=(), secret="of the tests", demo=False)


@pytest.fixture
def town(settings: Settings) -> Iterator[Town]:
    """A house with its doors, and people to send through them."""
    house = bootstrap.wire(settings)
    with asyncio.Runner() as loop:
        made = Town(house, create_app(house), loop)
        yield made
        made.close()
    bootstrap.close(house)
