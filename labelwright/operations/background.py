"""Background jobs as people see them."""

from __future__ import annotations

import msgspec

from labelwright.errors import NotFound
from labelwright.operations import permissions, releases
from labelwright.operations.permissions import Grants
from labelwright.operations.projects import enter
from labelwright.store import jobs
from labelwright.store.engine import Row, Tx


def one(tx: Tx, grants: Grants, job: int) -> Row:
    """A job one asked for oneself, or one of a project whose jobs one may see. Raises NotFound for any other."""
    found = jobs.one(tx, job)
    if found is not None:
        own = found.person == grants.person_id
        project = found.project
        if own or (project is not None and permissions.may(grants, "job.see", project)):
            return found
        if permissions.may(grants, "house.manage"):
            return found
    raise NotFound("There is no such job.")


def of_project(tx: Tx, grants: Grants, slug: str) -> list[Row]:
    """The project's latest jobs, newest first."""
    project, _ = enter(tx, grants, "job.see", slug)
    return jobs.of_project(tx, project.id)


def cancel(tx: Tx, grants: Grants, job: int, now: int) -> Row:
    """Asks the job to stop at its next chunk; its row. A job that has ended stays as it is."""
    before = one(tx, grants, job)
    jobs.cancel(tx, job, now)
    if before.kind == "freeze" and before.state == "queued":  # its body never runs, so the version is given up here
        releases.give_up(tx, before.project, msgspec.json.decode(before.args)["version"], now)
    return one(tx, grants, job)
