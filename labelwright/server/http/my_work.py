"""A person's own page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from labelwright.operations import my_work as verbs
from labelwright.operations.submit import REASONS
from labelwright.operations.work import SKIP_REASONS
from labelwright.server.clock import DAY, iso, iso_or_none, now_us
from labelwright.server.house import House
from labelwright.server.http.security import Asked, TheHouse
from labelwright.server.http.shapes import Id
from labelwright.store import Row

router = APIRouter(tags=["work"])
_THUMBNAIL = 320  # pixels of the longer side


class BatchPlace(BaseModel):
    """Where one is in one's own batches at a stage."""

    done: int
    size: int


class Queue(BaseModel):
    """A stage where one works; `own` is what is left of one's own batches, null where one has none."""

    project: str
    project_name: str
    stage: str
    kind: str
    phase: str
    waiting: int
    own: int | None
    batch: BatchPlace | None


class Returned(BaseModel):
    """Work that came back for oneself."""

    project: str
    stage: str
    ref: str
    at: str | None
    until: str | None
    reasons: list[str]
    comment: str


class Part(BaseModel):
    """One part of the item that feedback or an answer is about."""

    media_type: str
    text: str | None
    url: str | None
    thumbnail_url: str | None = None
    width: int | None
    height: int | None


class Said(BaseModel):
    """A word about a verdict, of the annotator or the reviewer."""

    text: str
    at: str
    mine: bool


class Feedback(BaseModel):
    """What a reviewer did with an answer: `before` is the annotator's, `after` the reviewer's, null where it came back.

    `said` is what both wrote about it since; `unread` where the other one had the last word.
    """

    annotation: int
    project: str
    ref: str
    at: str
    verdict: str
    reasons: list[str]
    comment: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    parts: dict[str, Part]
    said: list[Said]
    unread: bool


class Quarter(BaseModel):
    """A quarter of an hour at work."""

    at: str
    active_ms: int
    submits: int


class Today(BaseModel):
    """Since local midnight. Active time is input in the visible tab; a gap of over 60 seconds is not counted."""

    count: int
    median_ms: int | None
    active_ms: int
    by_quarter: list[Quarter]


class MyWork(BaseModel):
    """The page: `reviewed` counts the last verdicts on one's answers, `questions` are about one's own verdicts."""

    returned: list[Returned]
    queues: list[Queue]
    feedback: list[Feedback]
    reviewed: dict[str, int]
    questions: list[Feedback]
    today: Today


class RecentAnswer(BaseModel):
    """An answer of one's own that counts, null where one could not judge; `open` while it may still be changed."""

    annotation: int
    project: str
    stage: str
    ref: str
    at: str
    answer: dict[str, Any] | None
    parts: dict[str, Part]
    open: bool


class RecentWork(BaseModel):
    """One's own last answers, newest first."""

    recent: list[RecentAnswer]


class Words(BaseModel):
    """A question about a verdict, or the reviewer's answer."""

    text: str = Field(min_length=1, max_length=4000)


class Reason(BaseModel):
    """A coded reason and its words."""

    code: str
    text: str


class Reasons(BaseModel):
    """The reasons of reviewers, and those for skipping."""

    review: list[Reason]
    skip: list[Reason]


_SKIP_WORDS = {
    "unclear": "The guideline does not say",
    "bad_media": "It cannot be seen or read",
    "wrong_language": "A language I do not read",
    "not_my_field": "Not my field",
    "other": "Something else",
}


@router.get("/work/home")
async def my_work(caller: Asked, house: TheHouse, since: datetime | None = None) -> MyWork:
    """What came back, where there is work, feedback, and today's facts; `since` is local midnight."""
    start = _microseconds(since) if since else now_us() // DAY * DAY
    now = now_us()
    page = await house.store.read_soon(lambda tx: verbs.page(tx, caller.person_id, start, now))
    return MyWork(
        returned=[
            Returned(
                project=one.project,
                stage=one.stage,
                ref=one.ref,
                at=iso_or_none(one.at),
                until=iso_or_none(one.until),
                reasons=one.reasons,
                comment=one.comment,
            )
            for one in page.returned
        ],
        queues=[Queue.model_validate(one, from_attributes=True) for one in page.queues],
        feedback=[_feedback(house, caller.person_id, one) for one in page.feedback],
        reviewed=dict(page.reviewed),
        questions=[_feedback(house, caller.person_id, one) for one in page.questions],
        today=Today(
            count=page.today.count,
            median_ms=page.today.median_ms,
            active_ms=page.today.active_ms,
            by_quarter=[Quarter(at=iso(at), active_ms=ms, submits=n) for at, ms, n in page.today.quarters],
        ),
    )


def _microseconds(at: datetime) -> int:
    """The time as the house counts it; one without a zone is UTC."""
    return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1_000_000)


def _parts(house: House, person: int, lease: int | None, rows: list[Row]) -> dict[str, Part]:
    second = now_us() // 1_000_000

    def address(part: Row, size: int | None = None) -> str | None:
        return house.links.for_lease(person, lease, part.name, second, size) if part.uri and lease else None

    return {
        part.name: Part(
            media_type=part.media_type,
            text=part.text,
            url=address(part),
            thumbnail_url=address(part, _THUMBNAIL) if part.media_type.startswith("image/") else None,
            width=part.width,
            height=part.height,
        )
        for part in rows
    }


def _feedback(house: House, person: int, one: verbs.Feedback) -> Feedback:
    return Feedback(
        annotation=one.annotation,
        project=one.project,
        ref=one.ref,
        at=iso(one.at),
        verdict=one.verdict,
        reasons=one.reasons,
        comment=one.comment,
        before=dict(one.before) if one.before is not None else None,
        after=dict(one.after) if one.after is not None else None,
        parts=_parts(house, person, one.lease, one.parts),
        said=[Said(text=word.text, at=iso(word.at), mine=word.mine) for word in one.said],
        unread=one.unread,
    )


@router.get("/work/recent")
async def recent_work(caller: Asked, house: TheHouse) -> RecentWork:
    """One's own last answers that count, in every project where one works."""
    found = await house.store.read_soon(lambda tx: verbs.recent(tx, caller.person_id))
    return RecentWork(
        recent=[
            RecentAnswer(
                annotation=one.annotation,
                project=one.project,
                stage=one.stage,
                ref=one.ref,
                at=iso(one.at),
                answer=dict(one.answer) if one.answer is not None else None,
                parts=_parts(house, caller.person_id, one.lease, one.parts),
                open=one.open,
            )
            for one in found
        ]
    )


@router.post("/work/feedback/{annotation}/words", status_code=204)
async def say_about_feedback(annotation: Id, body: Words, caller: Asked, house: TheHouse) -> None:
    """The annotator asks about a verdict, the reviewer answers; neither learns who the other is."""
    now = now_us()
    await house.store.write_soon(lambda tx: verbs.say(tx, caller.person_id, annotation, body.text, now))


@router.post("/work/feedback/{annotation}/seen", status_code=204)
async def feedback_seen(annotation: Id, caller: Asked, house: TheHouse) -> None:
    """One read it, with all that was said about it."""
    now = now_us()
    await house.store.write_soon(lambda tx: verbs.mark_seen(tx, caller.person_id, annotation, now))


@router.get("/work/reasons")
async def reasons(_caller: Asked) -> Reasons:
    """The coded reasons, in the order of their keys."""
    return Reasons(
        review=[Reason(code=code, text=text) for code, text in REASONS.items()],
        skip=[Reason(code=code, text=_SKIP_WORDS[code]) for code in SKIP_REASONS],
    )
