"""The job that lets items into the pipeline: after a start, a finished import, an opened gate."""

from __future__ import annotations

from labelwright.operations import admission
from labelwright.server.jobs.registry import JobContext, job


@job("open_items")
def open_items(context: JobContext) -> dict[str, object]:
    """Admits chunk by chunk until no item may enter now."""
    project = context.project
    assert project is not None
    admitted = 0
    while n := context.store.write(lambda tx: admission.admit(tx, project, context.now())):
        admitted += n
        context.progress(admitted)
    return {"admitted": admitted}
