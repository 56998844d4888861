"""What a job is: a function of its context, registered under its kind.

    @job("freeze")
    def freeze(context: JobContext) -> dict[str, object]: ...

Bodies work in chunks, each its own `context.store.write` of at most 20 ms, so that annotators never wait behind one,
and report after each chunk. A chunk must be idempotent: after a crash the job goes on from its last cursor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from labelwright.store import Store, jobs

Body = Callable[["JobContext"], "dict[str, object] | None"]
KINDS = ("admit", "freeze", "imports")  # modules of this package that register bodies
_bodies: dict[str, Body] = {}


class Cancelled(Exception):
    """Somebody asked the job to stop."""


@dataclass
class JobContext:
    """What a job's body gets."""

    store: Store
    job: int
    token: int
    project: int | None
    person: int | None
    args: dict[str, Any]
    cursor: str | None
    now: Callable[[], int]
    things: dict[str, Any] = field(default_factory=dict)  # what bootstrap gives to jobs: "objects", "settings"

    @property
    def objects(self) -> Any:
        return self.things["objects"]

    def progress(self, done: int, total: int | None = None, cursor: str | None = None) -> None:
        """How far the job is; keeps the claim. Raises Cancelled when somebody asked it to stop."""
        now = self.now()
        stop = self.store.write(
            lambda tx: jobs.progress(tx, self.job, self.token, now, done=done, total=total, cursor=cursor)
        )
        if cursor is not None:
            self.cursor = cursor
        if stop:
            raise Cancelled


def job(kind: str) -> Callable[[Body], Body]:
    """Registers the body of a kind of job."""

    def register(body: Body) -> Body:
        _bodies[kind] = body
        return body

    return register


def body_of(kind: str) -> Body:
    """The body of a kind. Raises KeyError."""
    if kind not in _bodies:
        for name in KINDS:
            import_module(f"labelwright.server.jobs.{name}")
    return _bodies[kind]
