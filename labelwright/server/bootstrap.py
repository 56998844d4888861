"""The wiring of the whole house: the one place that knows every part."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

import labelwright
from labelwright.operations import backup as backups
from labelwright.operations import events, plans
from labelwright.operations.backup import Taken, Told
from labelwright.server import first_start, logs, standing
from labelwright.server.access import Access
from labelwright.server.clock import iso, now_us
from labelwright.server.house import House
from labelwright.server.http.app import create_app
from labelwright.server.jobs.runner import Runner
from labelwright.server.live import Hub, follow
from labelwright.server.settings import Settings
from labelwright.store import Store


def wire(settings: Settings) -> House:
    """The house of these settings, with its database open. Close it with `close`."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store.open(settings.database_url)
    hub = Hub()
    access = Access(store, settings.session_days)
    hub.listen(access.heard)
    events.listen(store, hub.tell)
    hub.listen(plans.listener(store))
    house = House(settings=settings, store=store, hub=hub, access=access, secret=_secret(settings))
    house.jobs = Runner(store, now_us, {"settings": settings, "house": house, "objects": house.objects})
    return house


_SWITCH_S = 0.0005


@dataclass(frozen=True, slots=True)
class Ready:
    """What whoever started the server is told once it answers. `link` stands until somebody has claimed the house."""

    url: str
    link: str | None
    home: Path


def _nobody() -> None:
    """Whoever need not hear that the server ends."""


def serve(settings: Settings, told: Callable[[Ready], object], leaving: Callable[[], object] = _nobody) -> None:
    """Runs the server until it is asked to stop; `told` hears once when it answers.

    `leaving` hears when it is asked to stop, while it still answers.

    Raises PortTaken, HomeTaken or Unavailable before anything is begun.
    """
    logs.configure(settings.log_format)
    # The writer gives the interpreter up at every statement; it should not wait the usual 5 ms to have it back.
    sys.setswitchinterval(_SWITCH_S)
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with standing.Lock(settings.home) as lock, standing.listen(settings) as listening:
        settings = settings.model_copy(update={"port": listening.getsockname()[1]})
        house = wire(settings)
        try:
            link = first_start.administrator_link(house)
            first_start.local_token(house)
            lock.tell(settings.url)
            _run(house, listening, lambda: told(Ready(settings.url, link, settings.home)), leaving)
        finally:
            close(house)


def _run(house: House, listening: socket.socket, told: Callable[[], object], leaving: Callable[[], object]) -> None:
    config = uvicorn.Config(
        create_app(house), log_config=None, access_log=False, server_header=False, http="httptools",
        timeout_graceful_shutdown=int(house.settings.grace) or None, lifespan="off", backlog=2048,
    )  # fmt: skip
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # both ways to stop it close the house in order
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config, house, told, leaving).run(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that ends its streams when it is asked to stop, so that nobody waits for them."""

    def __init__(
        self, config: uvicorn.Config, house: House, told: Callable[[], object], leaving: Callable[[], object]
    ) -> None:
        super().__init__(config)
        self._house = house
        self._told = told
        self._leaving = leaving

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._house.jobs is not None:
            self._house.jobs.start()
        if self._house.store.dialect == "postgresql":
            self._following = asyncio.create_task(follow(self._house.store, self._house.hub))
        self._told()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._leaving()
        self._house.hub.close()
        if self._house.store.dialect == "postgresql":
            self._following.cancel()
        await super().shutdown(sockets)


def backup(settings: Settings, target: Path, told: Told) -> Taken:
    """Copies the house into one file, whether or not a server runs in it. `told` hears each member's name."""
    store = Store.open(settings.database_url)
    try:
        now = now_us()
        return backups.take(store, settings.home, target, (labelwright.__version__, iso(now)), told)
    finally:
        store.close()


def restore(settings: Settings, source: Path, told: Told) -> Taken:
    """Puts a backup into an empty house in which no server runs."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with standing.Lock(settings.home):
        store = Store.open(settings.database_url)
        try:
            return backups.restore(store, settings.home, source, told)
        finally:
            store.close()


def close(house: House) -> None:
    """Finishes what was begun and closes the database."""
    house.hub.close()
    if house.jobs is not None:
        house.jobs.stop()
    house.store.close()


def _secret(settings: Settings) -> bytes:
    """The signing key: set by the operator, or kept in the home."""
    if settings.secret:
        return settings.secret.encode()
    kept = settings.home / "secret.key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), "ascii")
    return kept.read_text("ascii").encode()
