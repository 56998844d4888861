"""A running server for the journeys: a process of its own, a fresh home, any free port; and a Chromium to look with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import labelwright
from labelwright import sdk

SCREENSHOTS = Path(__file__).parent / "screenshots"
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
     if (path := shutil.which(name))), None
)  # fmt: skip
PATIENCE = 30.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@dataclass
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document of a command with `--json`."""
        return json.loads(self.out)


@dataclass
class House:
    """A home of a server, and the process while it runs."""

    home: Path
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        """What processes of this house see: nothing of the tester's own servers and tokens."""
        own = ("LABELWRIGHT_", "PYTHONDONTWRITEBYTECODE")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        config = {"HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / "config")}
        return clean | config | {"LABELWRIGHT_HOME": str(self.home)} | self.env

    def start(self) -> None:
        """Starts the server on any free port and waits until it answers."""
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "labelwright.cli", "serve", "--port", "0"],
                env=self.environment(),
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"the server did not start:\n{self.log()}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return sdk.client.alive(self.url)
        except (OSError, ValueError, KeyError):
            return False

    def stop(self, *, kill: bool = False) -> None:
        """Stops the server: asked to, or as the loss of power would."""
        if self.process is not None:
            self.process.kill() if kill else self.process.terminate()
            self.process.wait(PATIENCE)
            self.process = None

    @property
    def url(self) -> str:
        """Where the server answers."""
        found: str = json.loads((self.home / "server.lock").read_text())["url"]
        return found

    @property
    def token(self) -> str:
        """The token the server left for this system user: the administrator's."""
        return (self.home / "local.token").read_text().strip()

    def log(self) -> str:
        """What the server said so far."""
        return (self.home / "server.log").read_text()

    def client(self, token: str | None = None) -> sdk.Client:
        """The SDK, as the administrator or as whose token it is."""
        return labelwright.connect(self.url, token or self.token)

    def cli(self, *arguments: object, cwd: Path | None = None) -> Said:
        """A command, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "labelwright.cli", *map(str, arguments)],
            env=self.environment(),
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def new_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., House]]:
    """Makes homes; whatever runs in them ends with the module."""
    made: list[House] = []

    def make(**env: str) -> House:
        made.append(House(tmp_path_factory.mktemp("home"), env))
        return made[-1]

    yield make
    for house in made:
        house.stop()


@pytest.fixture(scope="module")
def house(new_house: Callable[..., House], tmp_path_factory: pytest.TempPathFactory) -> House:
    """A running server on SQLite, one for a module's tests, that may read folders of theirs."""
    made = new_house(LABELWRIGHT_SOURCES=str(tmp_path_factory.getbasetemp()))
    made.start()
    return made


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser; without one the journeys that want it are skipped."""
    if CHROMIUM is None:
        pytest.skip("no Chromium: sudo apt-get install -y chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] * (os.getuid() == 0))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page of its own at 1280 x 800. An error in its console fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, errors
