"""The loops: one that runs jobs, one that ends what is overdue."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import structlog

from labelwright.errors import LabelwrightError
from labelwright.operations import work
from labelwright.server.jobs import registry
from labelwright.store import Row, Store, jobs

log = structlog.get_logger(__name__)
_EXPIRE_EVERY_S = 1.0
_LOOK_EVERY_S = 2.0  # for jobs that another process put in line


class Runner:
    """Runs jobs one after the other in a thread of its own, and expires leases in another."""

    def __init__(self, store: Store, now: Callable[[], int], things: Mapping[str, Any]) -> None:
        self._store = store
        self._now = now
        self._things = dict(things)
        self._wake = threading.Event()
        self._stop = threading.Event()
        store.hints["wake_jobs"] = self._wake.set
        self._threads = [
            threading.Thread(target=self._run_jobs, name="jobs", daemon=True),
            threading.Thread(target=self._expire, name="expire", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends the loops after the chunk in hand; a job that was cut short goes on at the next start."""
        self._stop.set()
        self._wake.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _run_jobs(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                ran = self.run_one()
            except Exception:
                log.exception("job loop")
                ran = False
            if not ran:
                self._wake.wait(_LOOK_EVERY_S)

    def run_one(self) -> bool:
        """Claims and runs one job to its end; False where none waits."""
        row = self._store.write(lambda tx: jobs.claim(tx, self._now()))
        if row is None:
            return False
        context = registry.JobContext(
            store=self._store,
            job=row.id,
            token=row.token,
            project=row.project,
            person=row.person,
            args=msgspec.json.decode(row.args),
            cursor=row.cursor,
            now=self._now,
            things=self._things,
        )
        if self._stop.is_set():
            return False
        self._carry_out(row, context)
        return True

    def _carry_out(self, row: Row, context: registry.JobContext) -> None:
        try:
            result = registry.body_of(row.kind)(context)
        except registry.Cancelled:
            self._store.write(lambda tx: jobs.finish(tx, row.id, row.token, "cancelled", self._now()))
        except jobs.ClaimLost:
            log.warning("job claim lost", job=row.id, kind=row.kind)
        except LabelwrightError as error:  # it says what is wrong: trying again would say the same
            message = str(error)
            self._store.write(lambda tx: jobs.finish(tx, row.id, row.token, "failed", self._now(), error=message))
        except Exception:
            log.exception("job failed", job=row.id, kind=row.kind, attempt=row.attempts)
            self._fail(row, f"Something went wrong that nobody foresaw; the log has the cause at job {row.id}.")
        else:
            self._store.write(lambda tx: jobs.finish(tx, row.id, row.token, "done", self._now(), result=result or {}))

    def _fail(self, row: Row, message: str) -> None:
        now = self._now()
        if row.attempts >= jobs.ATTEMPTS_MOST:
            self._store.write(lambda tx: jobs.finish(tx, row.id, row.token, "failed", now, error=message))
        else:
            later = now + 1_000_000 * 2**row.attempts
            self._store.write(lambda tx: jobs.try_later(tx, row.id, row.token, later, message))

    def _expire(self) -> None:
        while not self._stop.wait(_EXPIRE_EVERY_S):
            try:
                while self._store.write(lambda tx: work.expire(tx, self._now())) > 0:
                    continue
            except Exception:
                log.exception("expire loop")
