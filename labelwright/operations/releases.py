"""Labels going out: versions that are frozen and never change, and the accepted labels of the moment.

Doubtful and dropped items are in neither. A version holds the labels that were accepted when it was asked for; each row
is written only while its label still stands, in the same transaction that would refuse to take it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from labelwright.datasets import formats, splits
from labelwright.datasets.formats import Loss
from labelwright.errors import Conflict, NotFound
from labelwright.operations import plans, projects
from labelwright.operations.permissions import Grants
from labelwright.store import Row, Tx, counters, events, jobs, labels, releases
from labelwright.store.scope import EVERYTHING

_COUNTED = 10_000

_encode = msgspec.json.Encoder().encode


class Settings(msgspec.Struct):
    """How a version is cut: into which shares, from the labels up to `newest` (an id), under which definition."""

    shares: dict[str, float]
    newest: int
    definition: int


@dataclass(frozen=True, slots=True)
class Next:
    """What a version frozen now would hold, and how it differs from the last one (each counted to 10,000)."""

    acceptable: int
    added: int
    changed: int
    removed: int


# -- versions --------------------------------------------------------------------------------------------------------


def ask(tx: Tx, grants: Grants, slug: str, note: str, shares: Mapping[str, float], now: int) -> tuple[int, int]:
    """Asks for a version: its number, and the job that freezes it.

    Raises InvalidRequest for shares that cannot be, Conflict where nothing is accepted or one is being frozen.
    """
    project, _ = projects.enter(tx, grants, "release.make", slug)
    cut = splits.shares(shares)
    running = releases.freezing(tx, project.id)
    if running is not None and jobs.pending(tx, f"freeze:{project.id}"):
        raise Conflict(f"Version {running.n} is being frozen.", hint="Wait for it, or cancel its job.")
    if running is not None:  # its job failed too often
        give_up(tx, project.id, running.id, now)
    if counters.of_project(tx, project.id)[0, "accepted"] <= 0:
        raise Conflict("No label is accepted yet: a version would be empty.")
    plan = plans.current(tx, project.id)
    settings = Settings(cut, labels.newest(tx, project.id), plan.definition)
    made = releases.add(tx, project.id, note, _encode(settings).decode(), grants.person_id, now)
    job = jobs.enqueue(
        tx, "freeze", {"version": made.id}, now=now, project=project.id, person=grants.person_id,
        unique_key=f"freeze:{project.id}",
    )  # fmt: skip
    return made.n, job


def give_up(tx: Tx, project: int, version: int, now: int) -> None:
    """A version that nobody freezes any more: a job takes its rows away, which would hold their labels for ever."""
    releases.fail(tx, version)
    jobs.enqueue(tx, "clear_version", {"version": version}, now=now, project=project)


def listed(tx: Tx, grants: Grants, slug: str) -> tuple[list[Row], Next]:
    """A project's versions, newest first, and what the next one would hold."""
    project, scope = projects.enter(tx, grants, "release.see", slug)
    found = releases.of_project(tx, scope, project.id)
    acceptable = counters.of_project(tx, project.id)[0, "accepted"]
    last = next((row for row in found if row.state == "frozen"), None)
    if last is None:
        return found, Next(acceptable, acceptable, 0, 0)
    newest = msgspec.json.decode(last.settings, type=Settings).newest
    added, changed = releases.since(tx, project.id, last.id, newest, _COUNTED)
    return found, Next(acceptable, added, changed, max(0, last.items + added - acceptable))


def one(tx: Tx, grants: Grants, slug: str, n: int) -> Row:
    """A version. Raises NotFound."""
    project, scope = projects.enter(tx, grants, "release.see", slug)
    found = releases.one(tx, scope, project.id, n)
    if found is None:
        raise NotFound(f"Project {slug} has no version {n}.")
    return found


def frozen(tx: Tx, grants: Grants, slug: str, n: int) -> Row:
    """A version that is final. Raises NotFound, or Conflict while it is being frozen and after it failed."""
    found = one(tx, grants, slug, n)
    if found.state != "frozen":
        raise Conflict(f"Version {n} is {found.state}: there is nothing to take away yet.")
    return found


def downloaded(tx: Tx, grants: Grants, slug: str, n: int, format_name: str, now: int) -> None:
    """Writes down that somebody takes a version away: labels that left the house are on record."""
    project, _ = projects.enter(tx, grants, "release.see", slug)
    events.add(tx, "downloaded", now, project=project.id, actor=grants.person_id, refs={"n": n, "format": format_name})


def manifest_of(tx: Tx, grants: Grants, slug: str, n: int) -> str:
    """A version's manifest, byte for byte as it was hashed."""
    version = frozen(tx, grants, slug, n)
    found = releases.manifest(tx, EVERYTHING, version.id)
    assert found is not None
    return found


def losses(tx: Tx, grants: Grants, slug: str, format_name: str) -> list[Loss]:
    """What a format does not carry of this project's labels."""
    project, scope = projects.enter(tx, grants, "release.see", slug)
    kinds = {row.media_type.partition("/")[0] for row in releases.first_parts(tx, scope, project.id)}
    return formats.known(format_name).losses(schemas(tx, project.id), kinds)


def schemas(tx: Tx, project: int) -> list[dict[str, Any]]:
    """The documents of a project's schema versions, oldest first."""
    return [msgspec.json.decode(row.document) for row in releases.schemas(tx, EVERYTHING, project)]
