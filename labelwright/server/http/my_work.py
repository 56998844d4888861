"""A person's own page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from labelwright.operations import my_work as verbs
from labelwright.operations.submit import REASONS
from labelwright.operations.work import SKIP_REASONS
from labelwright.server.clock import DAY, iso, iso_or_none, now_us
from labelwright.server.house import House
from labelwright.server.http.security import Asked, TheHouse
from labelwright.server.http.shapes import Id

router = APIRouter(tags=["work"])


class Queue(BaseModel):
    """A stage where one works; `own` is what is left of one's own batches, null where one has none."""

    project: str
    project_name: str
    stage: str
    kind: str
    phase: str
    waiting: int
    own: int | None


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
    """One part of the item that feedback is about."""

    media_type: str
    text: str | None
    url: str | None
    width: int | None
    height: int | None


class Feedback(BaseModel):
    """What a reviewer did with an answer: `before` is one's own, `after` the reviewer's, null where it came back."""

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
    """The whole page."""

    returned: list[Returned]
    queues: list[Queue]
    feedback: list[Feedback]
    today: Today


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
    page = await house.store.read_soon(lambda tx: verbs.page(tx, caller.person_id, start))
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


def _feedback(house: House, person: int, one: verbs.Feedback) -> Feedback:
    second = now_us() // 1_000_000
    parts = {
        part.name: Part(
            media_type=part.media_type,
            text=part.text,
            url=house.links.for_lease(person, one.lease, part.name, second) if part.uri and one.lease else None,
            width=part.width,
            height=part.height,
        )
        for part in one.parts
    }
    return Feedback(
        annotation=one.annotation,
        project=one.project,
        ref=one.ref,
        at=iso(one.at),
        verdict=one.verdict,
        reasons=one.reasons,
        comment=one.comment,
        before=dict(one.before) if one.before else None,
        after=dict(one.after) if one.after else None,
        parts=parts,
        unread=one.unread,
    )


@router.post("/work/feedback/{annotation}/seen", status_code=204)
async def feedback_seen(annotation: Id, caller: Asked, house: TheHouse) -> None:
    """One read it."""
    now = now_us()
    await house.store.write_soon(lambda tx: verbs.mark_seen(tx, caller.person_id, annotation, now))


@router.get("/work/reasons")
async def reasons(_caller: Asked) -> Reasons:
    """The coded reasons, in the order of their keys."""
    return Reasons(
        review=[Reason(code=code, text=text) for code, text in REASONS.items()],
        skip=[Reason(code=code, text=_SKIP_WORDS[code]) for code in SKIP_REASONS],
    )
