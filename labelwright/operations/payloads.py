"""What goes to a person's screen with a lease: the item, and for judging the answers, without saying whose they are.

An annotator sees lease ids and a `ref` of their own, never ids of tasks or items: ids that recur among colleagues
would give hidden checks away.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from labelwright.errors import InvalidRequest
from labelwright.operations.plans import Plan, StageInForce
from labelwright.store import Row, Tx
from labelwright.store import annotations as annotation_rows
from labelwright.store import payloads as store
from labelwright.store.leases import Taken
from labelwright.workflow.sampling import number

_COMMENT_MOST = 4_000


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an item. `uri` stays behind the door, which signs an address for it."""

    name: str
    media_type: str
    text: str | None
    uri: str | None
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as it is shown for judging: no author, no time."""

    annotation: int
    answer: Any
    cannot_judge: bool
    unsure: bool


@dataclass(frozen=True, slots=True)
class Previous:
    """The round before: what was answered, and why it came back."""

    answer: Any
    reasons: Sequence[str]
    comment: str
    suggested: Any


@dataclass(frozen=True, slots=True)
class Judging:
    """What a review or adjudication judges, and where it came from."""

    answers: Sequence[Shown]
    came_by: str  # sample | unsettled | returned | then
    rate: float | None
    rounds_left: int


@dataclass(frozen=True, slots=True)
class Payload:
    """One lease ready to work on. `draft` and answers are JSON values as they were sent."""

    lease: int
    ref: str
    stage: str
    kind: str
    parts: Sequence[Part]
    fields: Mapping[str, Any]
    schema_version: int
    guideline_version: int
    round: int
    draft: Any = None
    previous: Previous | None = None
    review: Judging | None = None


def ref(key: bytes, person: int, item: int) -> str:
    """A person's own name for an item: six letters and digits, another for each person."""
    digest = hmac.digest(key, f"ref|{person}|{item}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:5]).decode().lower()[:6]


def compose(
    tx: Tx,
    plan: Plan,
    stage: StageInForce,
    person: int,
    taken: Sequence[Taken],
    drafts: Mapping[int, str] | None = None,
) -> list[Payload]:
    """The payloads of a person's leases at one stage, in their order."""
    parts: dict[int, list[Row]] = {}
    for start in range(0, len(taken), 4):
        for row in store.parts(tx, [one.item for one in taken[start : start + 4]]):
            parts.setdefault(row.item, []).append(row)
    judging = stage.policy.kind != "annotate"
    made = []
    for one in taken:
        rows = parts.get(one.item, [])
        returned = store.last_return(tx, one.item) if one.round > 1 else None
        draft = (drafts or {}).get(one.id)
        made.append(
            Payload(
                lease=one.id,
                ref=ref(plan.sampling_key, person, one.item),
                stage=stage.key,
                kind=stage.policy.kind,
                parts=[Part(r.name, r.media_type, r.text, r.uri, r.width, r.height) for r in rows],
                fields=msgspec.json.decode(rows[0].fields) if rows and rows[0].fields != "{}" else {},
                schema_version=plan.schema_version,
                guideline_version=plan.guideline_version,
                round=one.round,
                draft=msgspec.json.decode(draft) if draft else None,
                previous=_previous(tx, returned) if returned is not None else None,
                review=_judging(tx, plan, stage, person, one) if judging else None,
            )
        )
    return made


def _previous(tx: Tx, returned: Row) -> Previous:
    body = msgspec.json.decode(returned.body)
    judged = annotation_rows.one(tx, returned.parent) if returned.parent else None
    return Previous(
        answer=msgspec.json.decode(judged.body).get("answer") if judged else None,
        reasons=body.get("reasons", []),
        comment=body.get("comment", ""),
        suggested=body.get("answer"),
    )


def _judging(tx: Tx, plan: Plan, stage: StageInForce, person: int, taken: Taken) -> Judging:
    if taken.subject_annotation is not None:
        subject = annotation_rows.one(tx, taken.subject_annotation)
        rows = [subject] if subject is not None else []
    else:
        rows = annotation_rows.counted(tx, taken.origin) if taken.origin is not None else []
        # Whoever judges cannot tell from the order who answered.
        rows.sort(key=lambda row: number(plan.sampling_key, "order", person, row.id))
    draw = store.draw(tx, taken.item, taken.round, stage.key)
    came_by = "returned" if taken.round > 1 else "sample" if draw else "unsettled" if len(rows) != 1 else "then"
    return Judging(
        answers=[shown(row) for row in rows],
        came_by=came_by,
        rate=draw.probability if draw else None,
        rounds_left=max(0, stage.policy.returns.rounds - taken.round + 1),
    )


def shown(row: Row) -> Shown:
    """An annotation's row, with its body, as it is shown."""
    body = msgspec.json.decode(row.body)
    return Shown(row.id, body.get("answer"), bool(row.cannot_judge), bool(row.unsure))


@dataclass(frozen=True, slots=True)
class Remark:
    """A word in an item's thread: a flag, a question or a reply; about one object or annotation, or about the whole."""

    kind: str
    text: str
    anchor: str | None = None
    blocking: bool = False
    about: int | None = None


def comment(tx: Tx, lease: Row, person: int, remark: Remark, now: int) -> int:
    """Adds to the item's thread; the comment's id. Raises InvalidRequest for an empty or overlong text."""
    text = remark.text
    if not text.strip() or len(text) > _COMMENT_MOST:
        raise InvalidRequest(f"The comment has {len(text)} characters; it needs 1 to {_COMMENT_MOST}.")
    return store.comment(
        tx,
        {
            "project": lease.project,
            "item": lease.item,
            "annotation": remark.about,
            "lease": lease.id,
            "person": person,
            "kind": remark.kind,
            "anchor": remark.anchor,
            "body": text,
            "blocking": remark.blocking,
            "now": now,
        },
    )
