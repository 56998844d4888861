"""The verbs by which work arrives: submit an answer or a verdict, undo it within the grace, revise it later.

A submit is accepted on any lease of one's own that was not submitted yet, live or ended: it counts while the task
wants answers, and is kept as an extra afterwards. Nothing that was sent is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from labelwright.errors import Conflict, InvalidRequest, Locked, NotFound
from labelwright.ontology import PartShape, Schema
from labelwright.operations import flow, payloads, plans, queues
from labelwright.operations.flow import Answer, Judged
from labelwright.operations.plans import Plan, StageInForce
from labelwright.store import Row, Tx, events, leases, tasks
from labelwright.store import annotations as annotation_rows
from labelwright.store.annotations import NewAnnotation
from labelwright.store.engine import UniqueViolation
from labelwright.workflow import leasing
from labelwright.workflow.tasks import GRACE_US, Numbers, after_submit, after_undo, standing

VERDICTS = ("accept", "correct", "return", "drop")
REASONS = {
    "missed_object": "An object was missed",
    "wrong_class": "The class is wrong",
    "loose_box": "The box is loose",
    "extra_object": "There is an object too many",
    "wrong_attribute": "An attribute is wrong",
    "guideline_misread": "The guideline says otherwise",
    "other": "Something else",
}
_ACTIVE_MOST_MS = 24 * 3_600_000
_encode = msgspec.json.Encoder().encode


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    """What a person sends: an answer (or that they cannot judge), or a verdict on somebody else's."""

    active_ms: int = 0
    answer: dict[str, Any] | None = None
    cannot_judge: bool = False
    unsure: bool = False
    verdict: str | None = None
    annotation: int | None = None  # which of several answers is accepted
    to: str = "author"  # author | another: where returned work goes
    reasons: list[str] = []
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """An acknowledged submit: the annotation, whether it counts, and until when it can be undone (microseconds)."""

    annotation: int
    standing: str
    undo_until: int | None


def submit(tx: Tx, person: int, lease: int, sent: Sent, request_id: str, now: int) -> Receipt:
    """Keeps what was sent, once, and carries on with the item when its task is done.

    The same `request_id` again gives the same receipt. An archived project takes extras only. Raises NotFound for a
    lease of somebody else, InvalidAnswer with every problem, InvalidRequest for a verdict that makes no sense here,
    Conflict where the lease was submitted under another request id, or another answer under this one.
    """
    rows = leases.held(tx, lease)
    if not rows or rows[0].person != person:
        raise NotFound(f"You have no lease {lease}.")
    held = rows[0]
    if held.lease_state in ("submitted", "undone"):
        return _again(tx, held, person, request_id)
    plan = plans.current(tx, held.project)
    stage = plan.by_id(held.stage)
    schema = plans.schema(tx, held.project, held.schema_version)
    answering = stage.policy.kind == "annotate"
    answer = _checked(schema, rows, sent, answering)
    judged = None if answering else _verdict(tx, stage, held, sent, answer)
    stands = standing(held.state, answered=held.answered is not None) if plan.running else "extra"
    was_live = held.lease_state in leasing.LIVE
    to = after_submit(Numbers(held.state, held.wanted, held.have, held.live), stands, was_live=was_live)
    leases.close(tx, lease, "submitted", now, counts=True, active_ms=sent.active_ms)
    if not was_live and leases.supersede_others(tx, held.task, person, lease, now):
        to = replace(to, live=to.live - 1).settled()
    written = _written(held, sent, request_id, now, schema, answer)
    if judged is not None:
        body = _encode(_body(sent, answer, judged)).decode()
        written = msgspec.structs.replace(written, kind="verdict", parent=judged.annotation, body=body)
    made = _kept(tx, msgspec.structs.replace(written, standing=stands))
    refs: dict[str, object] = {"annotation": made, "lease": lease, "standing": stands, "state": to.state}
    if was_live:
        queues.hold(tx, held.stage, person, -1)
    if stands == "counted":
        annotation_rows.count(tx, held.task, person, made)
    if stands == "counted" or was_live or to.live != held.live:
        tasks.set_numbers(tx, held.task, to, free=stands == "counted" and held.reserved_for is not None)
    if stands == "counted":
        nth = annotation_rows.tally(tx, held.stage, person, sent.active_ms, now) if held.purpose == "work" else None
        task = _task_row(held)
        if to.state == "done" and judged is not None:
            refs |= flow.judged(tx, plan, task, replace(judged, annotation=made, person=person), now)
        elif to.state == "done":
            mine = Answer(made, person, answer, nth, sent.unsure)
            refs |= flow.complete(tx, plan, task, now, given=_all_given(tx, task, mine))
        elif to.state == "open":
            queues.reopened(tx, held.stage, held.pool, held.rank)
    events.add(tx, "submitted", now, project=held.project, actor=person, item=held.item, task=held.task, refs=refs)
    return Receipt(made, stands, now + GRACE_US if stands == "counted" else None)


def _kept(tx: Tx, written: NewAnnotation) -> int:
    """The id of what was written. Raises Conflict where its request id was used before."""
    try:
        return annotation_rows.add(tx, written)
    except UniqueViolation as error:
        raise _used(written.request_id) from error


def _used(request_id: str) -> Conflict:
    return Conflict(f"The Idempotency-Key {request_id} was used for another answer.", hint="Make one for each answer.")


def _again(tx: Tx, held: Row, person: int, request_id: str) -> Receipt:
    before = annotation_rows.by_request(tx, person, request_id)
    if before is None or before.lease != held.id:
        raise Conflict(
            f"This task is {held.lease_state} already, perhaps in another tab.", hint="Revise that answer, or undo it."
        )
    return Receipt(before.id, before.standing, before.created_at + GRACE_US if before.standing == "counted" else None)


def _checked(schema: Schema, rows: Sequence[Row], sent: Sent, answering: bool) -> dict[str, Any] | None:
    """The answer in canonical form; None where there is none to check."""
    if not 0 <= sent.active_ms <= _ACTIVE_MOST_MS:
        raise InvalidRequest(f"active_ms is {sent.active_ms}; it is 0 to {_ACTIVE_MOST_MS}.")
    if answering:
        if sent.verdict is not None:
            raise InvalidRequest("This stage takes answers, not verdicts.", hint="Send `answer` or `cannot_judge`.")
        if sent.cannot_judge:
            return None
        if sent.answer is None:
            raise InvalidRequest("There is no answer.", hint="Send `answer`, or `cannot_judge: true`.")
    elif sent.verdict not in VERDICTS:
        raise InvalidRequest(f"{sent.verdict} is no verdict.", hint=f"One of {', '.join(VERDICTS)}.")
    if sent.answer is None:
        return None
    shapes = {row.part: PartShape(row.width, row.height, None) for row in rows if row.part is not None}
    return schema.validate(sent.answer, shapes)


def _verdict(tx: Tx, stage: StageInForce, held: Row, sent: Sent, answer: dict[str, Any] | None) -> Judged:
    """The verdict, with the label it leads to; its `annotation` is the answer it is about."""
    unknown = [reason for reason in sent.reasons if reason not in REASONS]
    if unknown:
        raise InvalidRequest(f"{unknown[0]} is no reason.", hint=f"One of {', '.join(REASONS)}.")
    about = held.subject_annotation or _chosen(tx, held, sent.annotation)
    if sent.verdict == "correct" and answer is None:
        raise InvalidRequest("A correction needs the corrected `answer`.")
    if sent.verdict == "return":
        _may_return(stage, held, sent)
    if sent.verdict == "accept":
        if about is None:
            raise InvalidRequest("Several answers are judged here.", hint="Say which one with `annotation`.")
        answer = _accepted_answer(tx, about)
    return Judged(about or 0, held.person, sent.verdict or "", sent.to, answer)


def _chosen(tx: Tx, held: Row, annotation: int | None) -> int | None:
    """The answer that was chosen of several. Raises InvalidRequest for one that is not judged here."""
    if annotation is None or any(row.id == annotation for row in annotation_rows.counted(tx, held.origin)):
        return annotation
    raise InvalidRequest(f"Annotation {annotation} is not one of those that are judged here.")


def _may_return(stage: StageInForce, held: Row, sent: Sent) -> None:
    if held.round > stage.policy.returns.rounds:
        raise InvalidRequest(
            f"The item came back {held.round - 1} times already.", hint="Accept it, correct it, or drop it."
        )
    if sent.to not in ("author", "another"):
        raise InvalidRequest(f"Work returns to its author or to another, not to {sent.to}.")


def _accepted_answer(tx: Tx, about: int) -> dict[str, Any]:
    subject = annotation_rows.one(tx, about)
    if subject is None or subject.cannot_judge:
        raise InvalidRequest("The author could not judge the item.", hint="Correct it, return it, or drop it.")
    found: dict[str, Any] = msgspec.json.decode(subject.body)["answer"]
    return found


def _written(
    held: Row, sent: Sent, request_id: str, now: int, schema: Schema, answer: dict[str, Any] | None
) -> NewAnnotation:
    """What was sent under a lease, as a counted answer."""
    return NewAnnotation(
        project=held.project,
        item=held.item,
        person=held.person,
        kind="answer",
        standing="counted",
        schema_version=held.schema_version,
        guideline_version=held.guideline_version,
        active_ms=sent.active_ms,
        request_id=request_id,
        created_at=now,
        body=_encode(_body(sent, answer, None)).decode(),
        lease=held.id,
        task=held.task,
        stage=held.stage,
        verdict=sent.verdict,
        unsure=sent.unsure,
        cannot_judge=sent.cannot_judge,
        codes=schema.codes(answer) if answer is not None else None,
        round=held.round,
    )


def _body(sent: Sent, answer: dict[str, Any] | None, judged: Judged | None) -> dict[str, Any]:
    """What is kept: a verdict keeps the label it leads to, so that what comes after it need not search."""
    body: dict[str, Any] = {}
    kept = judged.answer if judged is not None else answer
    if kept is not None:
        body["answer"] = kept
    if judged is not None:
        body |= {"reasons": sent.reasons, "comment": sent.comment, "to": sent.to}
    return body


def _task_row(held: Row) -> flow.TaskAtHand:
    return flow.TaskAtHand(
        id=held.task,
        project=held.project,
        stage=held.stage,
        item=held.item,
        purpose=held.purpose,
        round=held.round,
        origin=held.origin,
        subject_annotation=held.subject_annotation,
        rank=held.rank,
        wanted=held.wanted,
    )


def _all_given(tx: Tx, task: flow.TaskAtHand, mine: Answer) -> list[Answer]:
    """Every counted answer of the task; the one just given last, with its number."""
    if task.wanted == 1:
        return [mine]
    others = [flow.answer(row) for row in annotation_rows.counted(tx, task.id) if row.id != mine.annotation]
    return [*others, mine]


# -- taking back -----------------------------------------------------------------------------------------------------


def undo(tx: Tx, person: int, annotation: int, now: int) -> payloads.Payload:
    """Takes a counted answer back within the grace: a new active lease with the old answer as its draft.

    What came after is cancelled; nobody can have opened it yet. Raises NotFound, or Locked when the grace is over or
    the task was parked or cancelled since.
    """
    given = annotation_rows.one(tx, annotation)
    if given is None or given.person != person or given.lease is None:
        raise NotFound(f"You have no annotation {annotation}.")
    if now > given.created_at + GRACE_US:
        raise Locked("An answer can be undone for 10 seconds.", hint="Revise it instead.")
    held = leases.held(tx, given.lease)[0]
    if held.answered != annotation:
        raise Locked(f"Annotation {annotation} does not count any more.")
    task = tasks.locked(tx, held.task)
    if task is None or task.state in ("parked", "cancelled"):
        raise Locked("The task was set aside since.", hint="A manager ends that.")
    plan = plans.current(tx, held.project)
    stage = at_work(tx, plan, held)
    refs: dict[str, object] = {"annotation": annotation, "given_at": given.created_at}
    if task.state == "done" and task.purpose == "work":
        refs["from"] = flow.take_back(tx, task, now)
        if refs["from"] is None:
            raise Locked("What came after has begun, or a dataset version holds the item.")
    annotation_rows.add(tx, _withdrawal(given, now))
    annotation_rows.uncount(tx, held.task, person)
    annotation_rows.untally(tx, held.stage, person)
    leases.close(tx, held.id, "undone", now, counts=False)
    tasks.set_numbers(tx, held.task, after_undo(tasks.numbers(task)))
    lease = leases.add(tx, held, now, now + stage.policy.lease_ms * 1000)
    queues.hold(tx, held.stage, person, 1)
    draft = given.body
    leases.save_draft(tx, lease, person, draft, now)
    events.add(
        tx,
        "undone",
        now,
        project=given.project,
        actor=person,
        item=given.item,
        task=held.task,
        refs={**refs, "lease": lease},
    )
    taken = leases.Taken(
        lease, held.task, held.item, held.rank, held.pool, held.round, held.origin, held.subject_annotation
    )
    return payloads.compose(tx, plan, stage, person, [taken], drafts={lease: draft})[0]


def at_work(tx: Tx, plan: Plan, held: Row) -> StageInForce:
    """The stage of an answer. Raises Locked where nothing is changed any more, or not by this person."""
    if not plan.running:
        raise Locked(f"Project {plan.slug} is archived: its answers stay as they are.")
    stage = plan.by_id(held.stage)
    if held.person not in plans.team(tx, stage.team):
        raise Locked(f"You work at {stage.key} no more: your answers stay as they are.", hint="Write to a manager.")
    return stage


def _withdrawal(given: Row, now: int) -> NewAnnotation:
    """The annotation that takes another one back."""
    return NewAnnotation(
        project=given.project,
        item=given.item,
        person=given.person,
        kind="withdrawal",
        standing="extra",
        schema_version=given.schema_version,
        guideline_version=given.guideline_version,
        active_ms=0,
        request_id=f"undo-{given.id}",
        created_at=now,
        body="{}",
        task=given.task,
        stage=given.stage,
        parent=given.id,
        round=given.round,
    )


def revise(tx: Tx, person: int, annotation: int, sent: Sent, request_id: str, now: int) -> Receipt:
    """Corrects one's own counted answer later on, as a new annotation that names the old one.

    Possible while what came after was not leased and no version holds the item: that is routed anew with the same
    draws. Raises NotFound, InvalidAnswer, or Locked.
    """
    before = annotation_rows.by_request(tx, person, request_id)
    if before is not None and before.parent != annotation:
        raise _used(request_id)
    if before is not None:
        return Receipt(before.id, before.standing, None)
    given = annotation_rows.one(tx, annotation)
    if given is None or given.person != person or given.lease is None or given.kind != "answer":
        raise NotFound(f"You have no answer {annotation}.")
    rows = leases.held(tx, given.lease)
    held = rows[0]
    task = tasks.locked(tx, held.task)
    if task is None or held.answered != annotation or task.state == "cancelled":
        raise Locked(f"Annotation {annotation} does not count any more.")
    plan = plans.current(tx, held.project)
    at_work(tx, plan, held)
    schema = plans.schema(tx, held.project, held.schema_version)
    answer = _checked(schema, rows, sent, answering=True)
    done = task.state == "done" and task.purpose == "work"
    if done and not flow.take_back(tx, task, now):
        raise Locked(
            "What came after has begun, or a dataset version holds the item.",
            hint="Write to the reviewer in the item's thread.",
        )
    written = _written(held, sent, request_id, now, schema, answer)
    made = _kept(tx, msgspec.structs.replace(written, parent=annotation, round=given.round))
    annotation_rows.count(tx, held.task, person, made)
    refs: dict[str, object] = {"annotation": made, "parent": annotation}
    if done:
        refs |= flow.complete(tx, plan, _task_row(held), now)
    events.add(tx, "revised", now, project=given.project, actor=person, item=given.item, task=held.task, refs=refs)
    return Receipt(made, "counted", None)
