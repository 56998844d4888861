"""The job that freezes a dataset version."""

from __future__ import annotations

from labelwright.errors import LabelwrightError
from labelwright.operations import freeze
from labelwright.server.jobs.registry import Cancelled, JobContext, job
from labelwright.store.jobs import ClaimLost


@job("freeze")
def freeze_version(context: JobContext) -> dict[str, object]:
    """Writes the version chunk by chunk, from its last cursor on, then makes it final."""
    store, version = context.store, int(context.args["version"])
    claim = freeze.Claim(context.job, context.token)
    try:
        n, total = store.read(lambda tx: freeze.begun(tx, version))
        cursor: int | None = int(context.cursor or 0)
        done = 0
        while cursor is not None:
            cursor = freeze.step(store, claim, version, cursor)
            done += freeze.CHUNK
            if cursor is not None:
                context.progress(min(done, total), total, str(cursor))
        sha256 = freeze.conclude(store, claim, version, context.now())
    except ClaimLost:
        raise
    except (Cancelled, LabelwrightError):
        freeze.give_up(store, version)
        raise
    return {"n": n, "manifest_sha256": sha256}


@job("clear_version")
def clear_version(context: JobContext) -> dict[str, object]:
    """Takes away the rows of a version that was given up."""
    freeze.give_up(context.store, int(context.args["version"]))
    return {}
