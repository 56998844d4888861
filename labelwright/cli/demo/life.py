"""Colleagues at work while the visitor looks on: at a human pace, up to 60 % of a project."""

from __future__ import annotations

import threading

from labelwright import sdk
from labelwright.cli.demo.colleagues import MANAGER, Colleague, Role, Truths
from labelwright.cli.demo.history import COLLEAGUES
from labelwright.errors import LabelwrightError
from labelwright.sdk import ProjectHome

STOP_AT = 0.60  # share of a project after which colleagues leave the rest to the visitor
_LOOK_EVERY = 2.0  # seconds; with the grace of an answer and the time for reading, a review comes within 30
_REST = 15.0  # seconds between looks of somebody who has nothing left to do


def enough(home: ProjectHome) -> bool:
    """Whether the colleagues' share of the project is answered, or on somebody's screen."""
    annotating = [stage for stage in home.stages if stage.kind == "annotate"]
    taken = sum(stage.done + stage.leased for stage in annotating)
    return taken >= STOP_AT * home.items.total


class Life:
    """Everybody's loop, each in a thread of its own, until `end`."""

    def __init__(self, url: str, token: str, people: dict[str, int], truths: Truths) -> None:
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._live, args=(url, token, people, role, truths), name=role.key)
            for role in COLLEAGUES
        ]

    def begin(self) -> None:
        """Lets everybody start working."""
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def call_it_a_day(self) -> None:
        """Nobody takes anything new; whoever is at something gives it back."""
        self._stop.set()

    def end(self) -> None:
        """Waits until everybody has gone."""
        self.call_it_a_day()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(5.0)

    def _live(self, url: str, token: str, people: dict[str, int], role: Role, truths: Truths) -> None:
        manager = sdk.connect(url, token, demo_person=people[MANAGER.key])
        with manager, sdk.connect(url, token, demo_person=people[role.key]) as client:
            colleague, project = Colleague(client, role, truths), manager.project(role.project)
            while not self._stop.is_set():
                try:
                    pause = _REST if not role.judges and enough(project.home()) else self._turn(colleague)
                except LabelwrightError:  # the server is ending, or a manager changed something: look again
                    pause = _LOOK_EVERY
                self._stop.wait(pause)

    def _turn(self, colleague: Colleague) -> float:
        """One piece of work; how long to wait before the next."""
        leases = colleague.next()
        for lease in leases:
            colleague.client.work.open(lease.lease)
            seconds = colleague.seconds()
            if self._stop.wait(seconds):
                colleague.client.work.release(lease.lease)
            else:
                colleague.finish(lease, seconds)
        return 0.2 if leases else _LOOK_EVERY
