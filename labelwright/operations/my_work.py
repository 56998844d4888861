"""A person's own page: what came back, where there is work, what reviewers said, and today's facts. No rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from msgspec import json

from labelwright.errors import Locked, NotFound
from labelwright.operations import flow, payloads, plans, submit
from labelwright.operations.payloads import Remark
from labelwright.store import Row, Tx, counters, events, leases, tasks
from labelwright.store import annotations as annotation_rows
from labelwright.store import my_work as rows

_QUARTER_US = 15 * 60 * 1_000_000
_FEEDBACK_MOST = 40
_REVIEWED = 60  # of one's last reviews that are counted by verdict
_RECENT = 20


@dataclass(frozen=True, slots=True)
class Batch:
    """The person's own batches at a stage: how many tasks they have answered, and how many there are for them."""

    done: int
    size: int


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
    batch: Batch | None


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
class Said:
    """A word about a verdict, of the annotator or the reviewer."""

    text: str
    at: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict on an answer: `before` is the annotator's, `after` the reviewer's (None: returned), `said` what both
    wrote about it since. `unread` where the other one had the last word."""

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
    said: list[Said]
    unread: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """An answer of one's own that counts; `open` while it may still be changed."""

    annotation: int
    project: str
    stage: str
    ref: str
    lease: int
    at: int
    answer: Mapping[str, Any] | None  # None: cannot judge
    parts: list[Row]
    open: bool


@dataclass(frozen=True, slots=True)
class Today:
    """Since local midnight: how many, the median active time of one, all of it, and by quarter of an hour."""

    count: int
    median_ms: int | None
    active_ms: int
    quarters: list[tuple[int, int, int]]  # start, active_ms, submits


@dataclass(frozen=True, slots=True)
class MyWork:
    """The page: `reviewed` counts the last verdicts on one's answers, `questions` are about one's own verdicts."""

    returned: list[Returned]
    queues: list[Queue]
    feedback: list[Feedback]
    reviewed: Mapping[str, int]
    questions: list[Feedback]
    today: Today


def page(tx: Tx, person: int, since: int, now: int) -> MyWork:
    """The page of one person; `since` is their local midnight. All times in microseconds."""
    stages = rows.stages(tx, person)
    projects = {stage.project: stage for stage in stages}
    counts = counters.of_projects(tx, list(projects))
    verdicts = [row for id_ in projects for row in rows.verdicts(tx, id_, person, _REVIEWED)]
    latest = sorted(verdicts, key=lambda row: -row.id)[:_REVIEWED]
    return MyWork(
        returned=[
            _returned(row, projects, stages, person)
            for row in rows.returned(tx, person, now)
            if row.project in projects
        ],
        queues=[_queue(tx, stage, person, counts[stage.project][stage.id, "waiting"]) for stage in stages],
        feedback=_newest(
            tx, projects, person, (row for id_ in projects for row in rows.feedback(tx, id_, person, _FEEDBACK_MOST))
        ),
        reviewed=Counter(row.verdict for row in latest),
        questions=_newest(
            tx, projects, person, (row for id_ in projects for row in rows.questioned(tx, id_, person, _FEEDBACK_MOST))
        ),
        today=_today([row for project in projects for row in rows.today(tx, project, person, since)]),
    )


def _newest(tx: Tx, projects: Mapping[int, Row], person: int, found: Iterable[Row]) -> list[Feedback]:
    latest = sorted(found, key=lambda row: -row.id)[:_FEEDBACK_MOST]
    said: dict[int, list[Said]] = {}
    for one in rows.words(tx, [row.item for row in latest]):
        said.setdefault(one.annotation, []).append(Said(one.body, one.created_at, one.person == person))
    return [_feedback(tx, row, projects[row.project], person, said.get(row.id, [])) for row in latest]


def _queue(tx: Tx, stage: Row, person: int, waiting: int) -> Queue:
    since = rows.batches_since(tx, stage.id, person)
    left = None if since is None else rows.batch_left(tx, stage.id, person)
    batch = None
    if since is not None and left is not None:
        done = rows.batch_done(tx, stage.project, stage.id, person, since)
        batch = Batch(done, done + left + rows.batch_held(tx, stage.id, person))
    return Queue(stage.slug, stage.name, stage.key, stage.kind, stage.phase, waiting, left, batch)


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


def _feedback(tx: Tx, row: Row, project: Row, person: int, said: list[Said]) -> Feedback:
    body, answered = json.decode(row.verdict_body), json.decode(row.answer_body)
    last = next((one.at for one in reversed(said)), row.created_at)
    return Feedback(
        annotation=row.id,
        project=project.slug,
        stage=row.stage,
        ref=payloads.ref(bytes(project.sampling_key), person, row.item),
        lease=row.lease,
        at=row.created_at,
        verdict=row.verdict,
        reasons=body.get("reasons", []),
        comment=body.get("comment", ""),
        before=answered.get("answer"),
        after=body.get("answer"),
        parts=rows.parts(tx, row.item),
        said=said,
        unread=(row.seen_at is None or row.seen_at < last) and not (said and said[-1].mine),
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
    """The person read a verdict on an answer of theirs, or a question about a verdict of theirs.

    Raises NotFound for anybody else.
    """
    _between(tx, person, annotation)
    rows.seen(tx, annotation, person, now)


def say(tx: Tx, person: int, annotation: int, text: str, now: int) -> None:
    """A word about a verdict: the annotator asks, the reviewer answers; neither learns who the other is.

    Raises NotFound for anybody else, InvalidRequest for an empty or overlong text.
    """
    verdict, mine = _between(tx, person, annotation)
    asks = mine.person == person
    lease = leases.brief(tx, (mine if asks else verdict).lease)
    if lease is None:
        raise NotFound(f"There is no feedback {annotation} for you.")
    kind = "question" if asks else "reply"
    made = payloads.comment(tx, lease, person, Remark(kind, text, about=annotation), now)
    rows.seen(tx, annotation, person, now)
    refs: dict[str, object] = {"comment": made, "annotation": annotation, "blocking": False}
    events.add(tx, "flagged", now, project=lease.project, actor=person, item=lease.item, task=lease.task, refs=refs)


def _between(tx: Tx, person: int, annotation: int) -> tuple[Row, Row]:
    """A verdict and the answer it is about, for the two people it lies between."""
    verdict = annotation_rows.one(tx, annotation)
    mine = annotation_rows.one(tx, verdict.parent) if verdict is not None and verdict.parent else None
    if verdict is None or mine is None or verdict.kind != "verdict" or person not in (mine.person, verdict.person):
        raise NotFound(f"There is no feedback {annotation} for you.")
    return verdict, mine


# -- one's own answers ------------------------------------------------------------------------------------------------


def recent(tx: Tx, person: int) -> list[Recent]:
    """The person's last answers that count, newest first, in every project where they work."""
    stages = {stage.id: stage for stage in rows.stages(tx, person)}
    projects = {stage.project: stage for stage in stages.values()}
    found = [row for project in projects for row in rows.recent(tx, project, person, _RECENT)]
    found.sort(key=lambda row: -row.id)
    return [
        Recent(
            annotation=row.id,
            project=projects[row.project].slug,
            stage=stages[row.stage].key,
            ref=payloads.ref(bytes(projects[row.project].sampling_key), person, row.item),
            lease=row.lease,
            at=row.created_at,
            answer=json.decode(row.body).get("answer"),
            parts=rows.parts(tx, row.item),
            open=_changeable(tx, row.task),
        )
        for row in found[:_RECENT]
        if row.stage in stages
    ]


def _changeable(tx: Tx, task_id: int) -> bool:
    task = tasks.one(tx, task_id)
    if task is None or task.state == "cancelled":
        return False
    return task.state != "done" or task.purpose != "work" or not flow.begun(tx, task)


def reopen(tx: Tx, person: int, annotation: int) -> payloads.Payload:
    """An answer of one's own that counts, as it was worked on: the item, and the answer as a draft to `revise`.

    Raises NotFound, or Locked where what came after has begun, or one works there no more.
    """
    given = annotation_rows.one(tx, annotation)
    if given is None or given.person != person or given.kind != "answer" or given.lease is None:
        raise NotFound(f"You have no answer {annotation}.")
    task = tasks.one(tx, given.task)
    if task is None or rows.counts(tx, given.task, person) != annotation:
        raise Locked(f"Annotation {annotation} does not count any more.")
    if not _changeable(tx, given.task):
        raise Locked(
            "What came after has begun, or a dataset version holds the item.",
            hint="Write to the reviewer in the item's thread.",
        )
    plan = plans.current(tx, given.project)
    stage = submit.at_work(tx, plan, given)
    taken = leases.Taken(
        given.lease, task.id, task.item, task.rank, task.pool, task.round, task.origin, task.subject_annotation
    )
    draft = json.encode({**json.decode(given.body), "unsure": bool(given.unsure)}).decode()
    return payloads.compose(tx, plan, stage, person, [taken], drafts={given.lease: draft})[0]
