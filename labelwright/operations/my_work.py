"""A person's own page: what came back, where there is work, what reviewers said, and today's facts. No rank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from msgspec import json

from labelwright.errors import NotFound
from labelwright.operations import payloads
from labelwright.store import Row, Tx, counters
from labelwright.store import annotations as annotation_rows
from labelwright.store import my_work as rows

_QUARTER_US = 15 * 60 * 1_000_000
_FEEDBACK_MOST = 40


@dataclass(frozen=True, slots=True)
class Queue:
    """A stage where the person works: all that waits there, and what is left of their own batches (None: none)."""

    project: str
    project_name: str
    stage: str
    kind: str
    phase: str
    waiting: int
    own: int | None


@dataclass(frozen=True, slots=True)
class Returned:
    """Work that came back for this person, with the reviewer's reasons; theirs alone until `until`."""

    project: str
    stage: str
    ref: str
    at: int | None
    until: int | None
    reasons: list[str]
    comment: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reviewer did with an answer of theirs: `before` is theirs, `after` the reviewer's (None: returned)."""

    annotation: int
    project: str
    stage: int
    ref: str
    lease: int | None
    at: int
    verdict: str
    reasons: list[str]
    comment: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    parts: list[Row]
    unread: bool


@dataclass(frozen=True, slots=True)
class Today:
    """Since local midnight: how many, the median active time of one, all of it, and by quarter of an hour."""

    count: int
    median_ms: int | None
    active_ms: int
    quarters: list[tuple[int, int, int]]  # start, active_ms, submits


@dataclass(frozen=True, slots=True)
class MyWork:
    """The whole page."""

    returned: list[Returned]
    queues: list[Queue]
    feedback: list[Feedback]
    today: Today


def page(tx: Tx, person: int, since: int) -> MyWork:
    """The page of one person; `since` is their local midnight in microseconds."""
    stages = rows.stages(tx, person)
    projects = {stage.project: stage for stage in stages}
    counts = counters.of_projects(tx, list(projects))
    queues = [
        Queue(
            s.slug,
            s.name,
            s.key,
            s.kind,
            s.phase,
            counts[s.project][s.id, "waiting"],
            rows.batch_left(tx, s.id, person),
        )
        for s in stages
    ]
    found = [_feedback(tx, one, project, person) for project in projects.values() for one in _said(tx, project, person)]
    found.sort(key=lambda one: -one.annotation)
    return MyWork(
        returned=[
            _returned(row, projects, stages, person) for row in rows.returned(tx, person) if row.project in projects
        ],
        queues=queues,
        feedback=found[:_FEEDBACK_MOST],
        today=_today([row for project in projects for row in rows.today(tx, project, person, since)]),
    )


def _said(tx: Tx, project: Row, person: int) -> list[Row]:
    return rows.feedback(tx, project.project, person, _FEEDBACK_MOST)


def _returned(row: Row, projects: Mapping[int, Row], stages: list[Row], person: int) -> Returned:
    project = projects[row.project]
    body = json.decode(row.body) if row.body else {}
    return Returned(
        project=project.slug,
        stage=next((s.key for s in stages if s.id == row.stage), ""),
        ref=payloads.ref(bytes(project.sampling_key), person, row.item),
        at=row.created_at,
        until=row.reserved_until,
        reasons=body.get("reasons", []),
        comment=body.get("comment", ""),
    )


def _feedback(tx: Tx, row: Row, project: Row, person: int) -> Feedback:
    said, mine = json.decode(row.verdict_body), json.decode(row.answer_body)
    return Feedback(
        annotation=row.id,
        project=project.slug,
        stage=row.stage,
        ref=payloads.ref(bytes(project.sampling_key), person, row.item),
        lease=row.lease,
        at=row.created_at,
        verdict=row.verdict,
        reasons=said.get("reasons", []),
        comment=said.get("comment", ""),
        before=mine.get("answer"),
        after=said.get("answer"),
        parts=rows.parts(tx, row.item),
        unread=row.seen_at is None,
    )


def _today(submits: list[Row]) -> Today:
    """All time counts; a task counts once, however often its answer was taken back and given anew."""
    quarters: dict[int, tuple[int, int]] = {}
    tasks: set[int] = set()
    for row in submits:
        start = row.created_at // _QUARTER_US * _QUARTER_US
        active, n = quarters.get(start, (0, 0))
        counts = row.task is not None and row.task not in tasks
        if counts:
            tasks.add(row.task)
        quarters[start] = (active + row.active_ms, n + counts)
    times = [row.active_ms for row in submits]
    return Today(
        count=len(tasks),
        median_ms=round(median(times)) if times else None,
        active_ms=sum(times),
        quarters=[(start, *quarters[start]) for start in sorted(quarters)],
    )


def mark_seen(tx: Tx, person: int, annotation: int, now: int) -> None:
    """The person read a verdict on an answer of theirs. Raises NotFound for anybody else's."""
    verdict = annotation_rows.one(tx, annotation)
    mine = annotation_rows.one(tx, verdict.parent) if verdict is not None and verdict.parent else None
    if mine is None or mine.person != person:
        raise NotFound(f"There is no feedback {annotation} for you.")
    rows.seen(tx, annotation, person, now)
