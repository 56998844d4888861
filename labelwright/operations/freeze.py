"""Freezing a version, chunk by chunk: each step may be done twice and writes its rows once.

A row is written only while its label still stands, in the transaction that locks where its item stands: whoever takes
the label back either came first, and the row is left out, or finds the row, and is refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import msgspec

from labelwright.datasets import manifest, neutral, splits
from labelwright.errors import Conflict
from labelwright.operations import exports, plans
from labelwright.operations.releases import Settings
from labelwright.store import Row, Store, Tx, counters, events, jobs, labels, releases
from labelwright.store import plans as plan_rows
from labelwright.store.scope import EVERYTHING

CHUNK = 200  # rows frozen in one transaction, some 10 ms


@dataclass(frozen=True, slots=True)
class Claim:
    """The job that freezes: a step by any other worker, or after the claim was lost, is refused."""

    job: int
    token: int


def begun(tx: Tx, version_id: int) -> tuple[int, int]:
    """The version's number, and about how many rows it will have."""
    version = _version(tx, version_id)
    return version.n, counters.of_project(tx, version.project)[0, "accepted"]


def step(store: Store, claim: Claim, version_id: int, cursor: int) -> int | None:
    """Writes the chunk behind the item `cursor`; the cursor to go on from, None when all is written.

    Raises Conflict where the version is not being frozen any more, ClaimLost where another worker has the job.
    """
    made = store.read(lambda tx: _chunk(tx, version_id, cursor))
    if not made:
        return None

    def write(tx: Tx) -> None:
        _held(tx, claim)
        _freezing(releases.locked(tx, version_id))
        standing = labels.standing(tx, [item for _, item, _, _, _ in made])
        releases.write(tx, version_id, [row for row in made if standing.get(row[1]) == row[2]])

    store.write(write)
    return made[-1][1]


def _chunk(tx: Tx, version_id: int, cursor: int) -> list[tuple[int, int, int, str, str]]:
    """(ordinal, item, accepted label, split, line) of the next rows."""
    version = _version(tx, version_id)
    key = plans.current(tx, version.project).sampling_key
    settings = msgspec.json.decode(version.settings, type=Settings)

    def split(row: Row) -> str:
        return splits.of(key, splits.group_of(row.source, row.key, row.group_key), settings.shares)

    rows = labels.page(tx, EVERYTHING, version.project, after=cursor, newest=settings.newest, limit=CHUNK)
    lines = exports.composed(tx, rows, split)
    return [(row.ordinal, row.id, row.label, split(row), line) for row, line in zip(rows, lines, strict=True)]


def conclude(store: Store, claim: Claim, version_id: int, now: int) -> str:
    """Makes the version final, with its manifest; the manifest's SHA-256. Raises as `step`."""
    tally = manifest.Tally()
    for line in exports.version_lines(store, version_id):
        tally.add(line)
    document = store.read(lambda tx: manifest.document(_made(tx, version_id), tally))
    sha256 = manifest.sha256(document)

    def write(tx: Tx) -> str:
        _held(tx, claim)
        version = _freezing(releases.locked(tx, version_id))
        releases.freeze(tx, version_id, document.decode(), sha256, tally.items, now)
        refs: dict[str, object] = {"version": version.n, "items": tally.items, "sha256": sha256}
        events.add(tx, "version_frozen", now, project=version.project, actor=version.person, refs=refs)
        return sha256

    return store.write(write)


def give_up(store: Store, version_id: int) -> None:
    """A freeze that failed or was cancelled leaves no rows: they would hold their labels for ever."""
    store.write(lambda tx: releases.fail(tx, version_id))
    while store.write(lambda tx: releases.clear(tx, version_id, CHUNK)):
        continue


def _made(tx: Tx, version_id: int) -> manifest.Made:
    version = _version(tx, version_id)
    settings = msgspec.json.decode(version.settings, type=Settings)
    definition = plan_rows.definition(tx, settings.definition)
    assert definition is not None
    plan = plans.current(tx, version.project)
    guidelines = releases.guidelines(tx, version.project)
    return manifest.Made(
        project=plan.slug,
        n=version.n,
        note=version.note,
        by=version.person,
        at=neutral.instant(version.created_at),
        definition={"version": definition.version, "sha256": definition.sha256},
        shares=settings.shares,
        group_by=plans.definition(tx, settings.definition).source.group_by,
        schemas={
            row.version: msgspec.json.decode(row.document)
            for row in releases.schemas(tx, EVERYTHING, version.project)
        },
        guidelines={row.version: hashlib.sha256(row.document.encode()).hexdigest() for row in guidelines},
    )


def _version(tx: Tx, version_id: int) -> Row:
    return _freezing(releases.by_id(tx, EVERYTHING, version_id))


def _freezing(version: Row | None) -> Row:
    if version is None or version.state != "freezing":
        raise Conflict("The version is not being frozen any more.")
    return version


def _held(tx: Tx, claim: Claim) -> None:
    if not jobs.holds(tx, claim.job, claim.token):
        raise jobs.ClaimLost(f"Job {claim.job} is somebody else's now.")
