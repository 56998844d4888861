"""`labelwright demo`: everything made, played and started, and one address to open."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import platformdirs
import typer

from labelwright.cli.demo import samples
from labelwright.cli.demo.colleagues import Truths
from labelwright.cli.demo.history import Cast, History, Time
from labelwright.cli.demo.life import Life
from labelwright.cli.demo.samples import Scale
from labelwright.cli.house import given, serve_on_free_port, welcome
from labelwright.cli.terminal import Terminal
from labelwright.errors import Conflict
from labelwright.sdk.client import alive
from labelwright.server.bootstrap import Ready
from labelwright.server.settings import Settings

_MARK = "demo.json"  # says that a folder is the demo's, and how far it was made
_STEPS = 7

Home = Annotated[
    Path | None,
    typer.Option(envvar="LABELWRIGHT_HOME", help="The demo's folder; else one of its own in the user's data folder."),
]


def demo(
    reset: Annotated[bool, typer.Option("--reset", help="Throw the demo away and begin anew.")] = False,
    port: Annotated[int | None, typer.Option(help="The port; else 8400, or the next that is free.")] = None,
    home: Home = None,
    images: Annotated[int, typer.Option(min=24, max=2000, help="Street scenes to draw.")] = 180,
    tickets: Annotated[int, typer.Option(min=60, max=2000, help="Support tickets to write.")] = 1000,
) -> None:
    """Try it: two sample projects, colleagues at work, one address.

    A second run goes on where the first one stopped. Everything lies in one folder.
    """
    terminal = Terminal()
    folder = (home or platformdirs.user_data_path("labelwright-demo")).resolve()
    scale = prepare(folder, Scale(images, tickets), reset=reset)
    chosen = {} if port is None else {"port": port}
    root = folder / "samples"
    settings = given(home=folder, **chosen).model_copy(
        update={"demo": True, "database": "", "sources": (root,), "grace": 3.0}
    )
    running = Running(terminal, settings, scale)
    try:
        running.draw()
        serve_on_free_port(terminal, settings, running.started, running.leaving)
    finally:
        running.end()
    if running.failed is not None:
        raise running.failed


def prepare(home: Path, scale: Scale, *, reset: bool) -> Scale:
    """Makes the folder ready: as it was left, or empty; the scale it has.

    Raises Conflict where the folder is somebody's house and no demo, or a server runs in it.
    """
    mark = home / _MARK
    kept = json.loads(mark.read_text("utf-8")) if mark.exists() else None
    if kept is None and home.exists() and any(home.iterdir()):
        raise Conflict(
            f"{home} is no folder of the demo.", hint="Set LABELWRIGHT_HOME to another one, or leave it out."
        )
    if (url := _running(home)) is not None:
        raise Conflict(f"The demo runs already: {url}", hint="Open that address, or stop it with Ctrl-C there.")
    if kept is not None and not reset and kept["complete"]:
        return Scale(kept["images"], kept["tickets"])
    if kept is not None:
        for entry in home.iterdir():
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _note(home, scale, {}, complete=False)
    return scale


def _running(home: Path) -> str | None:
    try:
        url = str(json.loads((home / "server.lock").read_text("utf-8"))["url"])
    except (OSError, ValueError, KeyError):
        return None
    return url if alive(url) else None


def _note(home: Path, scale: Scale, people: dict[str, int], *, complete: bool) -> None:
    document = {"complete": complete, "images": scale.images, "tickets": scale.tickets, "people": people}
    draft = home / f"{_MARK}.new"
    draft.write_text(json.dumps(document), "utf-8")
    draft.replace(home / _MARK)


class Running:
    """One run of the demo: pictures being drawn, history being played, colleagues at work."""

    def __init__(self, terminal: Terminal, settings: Settings, scale: Scale) -> None:
        self.failed: BaseException | None = None
        self._terminal = terminal
        self._home = settings.home
        self._root = settings.home / "samples"
        self._scale = scale
        self._kept = json.loads((self._home / _MARK).read_text("utf-8"))
        self._time = Time()
        self._step = 0
        self._began = time.monotonic()
        self._stopping = threading.Event()
        self._life: Life | None = None
        self._threads: list[threading.Thread] = []
        self._drawn = threading.Event()

    def draw(self) -> None:
        """Starts to draw, where that was not done before; the clock goes back to when history begins."""
        if self._kept["complete"]:
            return
        samples.write_tickets(self._root, self._scale)
        self._said(f"Wrote {self._scale.tickets:,} tickets", self._began)
        History(Cast("", ""), self._time, self._root, self._scale).rewind()
        self._in_thread(self._draw)

    def _draw(self) -> None:
        def told(_done: int) -> None:
            if self._stopping.is_set():
                raise KeyboardInterrupt

        samples.draw(self._root, self._scale, told)
        self._drawn.set()

    def started(self, ready: Ready) -> None:
        """The server answers: the rest happens beside it."""
        self._in_thread(self._go_on, replace(ready, link=None))

    def _in_thread(self, body: Callable[..., None], *arguments: object) -> None:
        def guarded() -> None:
            try:
                body(*arguments)
            except BaseException as error:
                if not self._stopping.is_set():
                    self.failed = error
                    os.kill(os.getpid(), signal.SIGINT)

        thread = threading.Thread(target=guarded, name=body.__name__.strip("_"), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _go_on(self, ready: Ready) -> None:
        token = (self._home / "local.token").read_text("ascii").strip()
        people: dict[str, int] = self._kept["people"]
        if not self._kept["complete"]:
            cast = Cast(ready.url, token)
            try:
                self._play(cast)
            finally:
                self._time.ends()
                cast.close()
            people = cast.people
            _note(self._home, self._scale, people, complete=True)
        truths = Truths(samples.scenes_truth(self._root), samples.tickets_truth(self._scale))
        self._life = Life(ready.url, token, people, truths)
        self._life.begin()
        self._terminal.say(f"Ready after {time.monotonic() - self._began:.0f} s. You come in without a password.")
        welcome(self._terminal, ready, f"{ready.url}/projects/{samples.STREETS}")  # where the first steps are listed
        self._terminal.hint("To start over:", "demo", "--reset")

    def _play(self, cast: Cast) -> None:
        history = History(cast, self._time, self._root, self._scale)
        sorted_ = Truths({}, samples.tickets_truth(self._scale))
        with self._stepped("Gathered ten people, brought the tickets in"):
            history.gather()
            history.bring_tickets()
        with self._stepped("Agents sorted the first tickets, an expert looked at a sample"):
            history.first_day(sorted_)
        with self._stepped(f"Drew {self._scale.images:,} street scenes with their true boxes"):
            while not self._drawn.wait(0.1):
                self._carry_on()
        truths = Truths(samples.scenes_truth(self._root), sorted_.tickets)
        with self._stepped("Brought the street scenes in"):
            history.bring_streets()
        with self._stepped("Everybody labelled the pilot, its gate was opened"):
            history.pilot(truths)
        with self._stepped("A second day of labelling and review, a first version of each"):
            history.second_day(truths)

    def _carry_on(self) -> None:
        if self._stopping.is_set():
            raise KeyboardInterrupt

    @contextmanager
    def _stepped(self, done: str) -> Iterator[None]:
        self._carry_on()
        begun = time.monotonic()
        yield
        self._said(done, begun)

    def _said(self, done: str, begun: float) -> None:
        self._step += 1
        self._terminal.say(f"{self._step}/{_STEPS}  {done:<64} {time.monotonic() - begun:5.1f} s")

    def leaving(self) -> None:
        """The server was asked to stop, and still answers: the colleagues give back what they hold."""
        self._stopping.set()
        if self._life is not None:
            self._life.call_it_a_day()

    def end(self) -> None:
        """The colleagues go home, whatever is being made stops."""
        self._stopping.set()
        if self._life is not None:
            self._life.end()
        for thread in self._threads:
            thread.join(5.0)
        self._time.ends()
