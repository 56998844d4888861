"""Background work as rows: claimed with a rising token, so that a worker that lost its claim can write no more."""

from __future__ import annotations

import msgspec

from labelwright.errors import Conflict
from labelwright.store.engine import Row, Tx

CLAIM_US = 60_000_000  # a claim lasts so long without a heartbeat
ATTEMPTS_MOST = 5
_encode = msgspec.json.Encoder().encode


class ClaimLost(Conflict):
    """Another worker has the job now."""

    code = "claim_lost"


def enqueue(
    tx: Tx,
    kind: str,
    args: dict[str, object],
    *,
    now: int,
    project: int | None = None,
    person: int | None = None,
    unique_key: str | None = None,
    run_at: int | None = None,
) -> int:
    """Puts a job in line; its id. With a `unique_key` that waits or runs already, that job's id instead."""
    if unique_key is not None:
        there = tx.value(
            "SELECT id FROM job WHERE unique_key = :key AND state IN ('queued', 'running')", key=unique_key
        )
        if there is not None:
            return int(there)
    job: int = tx.value(
        """INSERT INTO job (kind, project, person, args, unique_key, state, run_at, created_at)
           VALUES (:kind, :project, :person, :args, :key, 'queued', :run_at, :now) RETURNING id""",
        kind=kind,
        project=project,
        person=person,
        args=_encode(args).decode(),
        key=unique_key,
        run_at=run_at if run_at is not None else now,
        now=now,
    )
    wake = tx.hints.get("wake_jobs")
    if wake is not None:
        tx.after_commit(wake)
    return job


def running(tx: Tx, prefix: str) -> int | None:
    """The job that runs under a unique key that starts so, the latest of them; None where none does."""
    found: int | None = tx.value(
        "SELECT max(id) FROM job WHERE state = 'running' AND (unique_key = :key OR unique_key LIKE :behind)",
        key=prefix,
        behind=f"{prefix}:behind:%",
    )
    return found


def claim(tx: Tx, now: int) -> Row | None:
    """The job that has waited longest, or one whose worker fell silent; it is ours until CLAIM_US from now."""
    skip = " FOR UPDATE SKIP LOCKED" if tx.dialect == "postgresql" else ""
    return tx.one(
        f"""UPDATE job SET state = 'running', token = token + 1, attempts = attempts + 1, claimed_until = :until
            WHERE id = (SELECT id FROM job WHERE (state = 'queued' AND run_at <= :now)
                          OR (state = 'running' AND claimed_until <= :now) ORDER BY run_at, id LIMIT 1{skip})
            RETURNING *""",
        now=now,
        until=now + CLAIM_US,
    )


def progress(tx: Tx, job: int, token: int, now: int, *, done: int, total: int | None, cursor: str | None) -> bool:
    """A heartbeat with how far the job is. True if it should stop; raises ClaimLost where another worker has it."""
    row = tx.one(
        """UPDATE job SET claimed_until = :until, done = :done, total = COALESCE(:total, total),
             cursor = COALESCE(:cursor, cursor)
           WHERE id = :id AND token = :token AND state = 'running' RETURNING cancel_requested""",
        id=job,
        token=token,
        until=now + CLAIM_US,
        done=done,
        total=total,
        cursor=cursor,
    )
    if row is None:
        raise ClaimLost(f"Job {job} is somebody else's now.")
    return bool(row.cancel_requested)


def finish(
    tx: Tx, job: int, token: int, state: str, now: int, *, result: object = None, error: str | None = None
) -> None:
    """Ends the job, unless another worker has it now."""
    tx.run(
        """UPDATE job SET state = :state, result = :result, error = :error, finished_at = :now, claimed_until = NULL
           WHERE id = :id AND token = :token""",
        id=job,
        token=token,
        state=state,
        now=now,
        error=error,
        result=_encode(result).decode() if result is not None else None,
    )


def try_later(tx: Tx, job: int, token: int, run_at: int, error: str) -> None:
    """The attempt failed; there will be another one."""
    tx.run(
        """UPDATE job SET state = 'queued', run_at = :at, error = :error, claimed_until = NULL
           WHERE id = :id AND token = :token""",
        id=job,
        token=token,
        at=run_at,
        error=error,
    )


def cancel(tx: Tx, job: int, now: int) -> None:
    """A waiting job is cancelled at once, a running one is asked to stop at its next chunk."""
    tx.run(
        "UPDATE job SET state = 'cancelled', finished_at = :now WHERE id = :id AND state = 'queued'", id=job, now=now
    )
    tx.run("UPDATE job SET cancel_requested = true WHERE id = :id AND state = 'running'", id=job)


def one(tx: Tx, job: int) -> Row | None:
    """The job's row."""
    return tx.one("SELECT * FROM job WHERE id = :id", id=job)


def of_project(tx: Tx, project: int, limit: int = 50) -> list[Row]:
    """A project's latest jobs."""
    return tx.rows("SELECT * FROM job WHERE project = :project ORDER BY id DESC LIMIT :n", project=project, n=limit)


def next_due(tx: Tx) -> int | None:
    """When the next job may start, in microseconds; None where none waits."""
    due: int | None = tx.value("SELECT min(run_at) FROM job WHERE state = 'queued'")
    return due


def holds(tx: Tx, job: int, token: int) -> bool:
    """Whether the worker with this token still has the job."""
    found = tx.value("SELECT 1 FROM job WHERE id = :id AND token = :token AND state = 'running'", id=job, token=token)
    return found is not None


def pending(tx: Tx, unique_key: str) -> bool:
    """Whether a job with this key waits or runs."""
    found = tx.value(
        "SELECT 1 FROM job WHERE unique_key = :key AND state IN ('queued', 'running')", key=unique_key
    )
    return found is not None
