"""What follows when a task is done: the answers become a label or do not, and the item goes on.

Everything here happens inside the verb that completed the task, in its transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from labelwright.operations import plans, queues
from labelwright.operations.plans import Plan, StageInForce
from labelwright.store import Row, Tx, counters, tasks
from labelwright.store import annotations as annotation_rows
from labelwright.store.tasks import NewTask
from labelwright.workflow import routing, sampling
from labelwright.workflow.policies import Route
from labelwright.workflow.resolve import Given, Resolved, Unsettled, resolve
from labelwright.workflow.routing import Decision
from labelwright.workflow.tasks import BARS_ANNOTATE, BARS_JUDGE, BARS_RETURNED, GRACE_US

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class TaskAtHand:
    """What routing needs to know of a task that just became done; a task's row has the same names."""

    id: int
    project: int
    stage: int
    item: int
    purpose: str
    round: int
    origin: int | None
    subject_annotation: int | None
    rank: int
    wanted: int


Task = TaskAtHand | Row


@dataclass(frozen=True, slots=True)
class Answer:
    """One counted answer in memory: `answer` is None where the item could not be judged."""

    annotation: int
    person: int
    answer: Mapping[str, Any] | None
    nth: int | None = None  # the person's n-th answer at the stage, when it was just given
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict in memory. `answer` is the label it leads to, None for return and drop."""

    annotation: int
    person: int
    verdict: str
    to: str
    answer: Mapping[str, Any] | None


def complete(tx: Tx, plan: Plan, task: Task, now: int, *, given: Sequence[Answer] | None = None) -> dict[str, object]:
    """Routes the item of an annotate task that just became done; what the event should say.

    `given` are the task's counted answers where the caller has them in hand; else they are read.
    """
    if task.purpose != "work":
        return {}
    stage = plan.by_id(task.stage)
    answers = list(given) if given is not None else [answer(row) for row in annotation_rows.counted(tx, task.id)]
    if task.round > 1 and task.origin is not None:
        return _back_to_returner(tx, plan, task, answers[-1], now)
    by = stage.policy.resolve.by if stage.policy.resolve and task.wanted > 1 else "single"
    schema = plans.schema(tx, plan.project, plan.schema_version)
    resolved = resolve(by, [Given(one.annotation, one.answer) for one in answers], schema)
    if isinstance(resolved, Unsettled):
        decision = routing.unsettled(plan.pipeline, stage.policy, resolved.reason)
        subject = answers[0].annotation if len(answers) == 1 else None
    else:
        decision = _decide(tx, plan, stage, task, answers, resolved)
        subject = resolved.sources[0] if len(answers) == 1 else None
    label = resolved if isinstance(resolved, Resolved) else None
    return _go(tx, plan, task, decision, subject, label, now)


def judged(tx: Tx, plan: Plan, task: Task, verdict: Judged, now: int) -> dict[str, object]:
    """Routes the item of a review or adjudication that just became done; what the event should say."""
    if task.purpose != "work":
        return {}
    stage = plan.by_id(task.stage)
    if verdict.verdict == "return":
        return _send_back(tx, plan, task, verdict, now)
    if verdict.verdict == "drop":
        return _go(tx, plan, task, Decision("drop", "verdict"), None, None, now)
    method = "corrected" if verdict.verdict == "correct" else "reviewed"
    label = Resolved(verdict.answer or {}, method, (verdict.annotation,))
    answer = Answer(verdict.annotation, verdict.person, verdict.answer)
    decision = _decide(tx, plan, stage, task, [answer], label)
    return _go(tx, plan, task, decision, verdict.annotation, label, now)


def answer(row: Row) -> Answer:
    """A counted answer's row, with its body."""
    given = None if row.cannot_judge else msgspec.json.decode(row.body).get("answer")
    return Answer(row.id, row.person, given, unsure=bool(row.unsure))


# -- deciding --------------------------------------------------------------------------------------------------------


def _decide(
    tx: Tx, plan: Plan, stage: StageInForce, task: Task, answers: Sequence[Answer], label: Resolved
) -> Decision:
    """The route of a settled item. A draw that was made before holds: an undo never rolls again."""
    drawn: dict[str, tuple[Route, sampling.Draw]] = {}
    last = answers[-1]

    def draw(entry: Route) -> sampling.Draw:
        made = _draw(plan, stage, task, last, entry)
        drawn[entry.to] = (entry, made)
        return made

    facts = _facts(tx, plan, task, answers, label) if any(entry.when for entry in stage.policy.then) else {}
    decision = routing.route(stage.policy, lambda when: bool(plan.conditions.holds(when, facts)), draw)
    again = False
    for to, (_, made) in drawn.items():
        kept = annotation_rows.keep_sample(
            tx,
            {
                "stage": stage.id,
                "item": task.item,
                "round": task.round,
                "to": to,
                "probability": made.probability,
                "drawn": made.drawn,
                "person": last.person,
                "number": last.nth,
            },
        )
        again = again or not kept
    if not again:
        return decision
    before = annotation_rows.sampled(tx, stage.id, task.item, task.round)
    return routing.route(
        stage.policy,
        lambda when: bool(plan.conditions.holds(when, facts)),
        lambda entry: sampling.Draw(bool(before[entry.to].drawn), before[entry.to].probability),
    )


def _draw(plan: Plan, stage: StageInForce, task: Task, last: Answer, entry: Route) -> sampling.Draw:
    assert entry.sample is not None
    if entry.sample.per == "annotator":
        nth = last.nth or 1
        return sampling.per_annotator(
            plan.sampling_key, stage.key, entry.to, last.person, nth, entry.sample.rate, entry.sample.minimum
        )
    return sampling.per_item(plan.sampling_key, stage.key, entry.to, task.item, task.round, entry.sample.rate)


def _facts(tx: Tx, plan: Plan, task: Task, answers: Sequence[Answer], label: Resolved) -> dict[str, object]:
    schema = plans.schema(tx, plan.project, plan.schema_version)
    given = [one.answer for one in answers if one.answer is not None]
    facts: dict[str, object] = {
        "round": task.round,
        "cannot_judge": len(given) < len(answers),
        "unsure": any(one.unsure for one in answers),
        "annotator.answers": answers[-1].nth,
    }
    if len(given) > 1:
        facts["agreement"] = schema.agreement(given)
    for name, value in label.answer.items():
        if isinstance(value, str | int | float | bool):
            facts[f"label.{name}"] = value
    for name, value in tasks.item_fields(tx, task.item).items():
        facts[f"item.{name}"] = value
    return facts


# -- moving ----------------------------------------------------------------------------------------------------------


def _go(
    tx: Tx, plan: Plan, task: Task, decision: Decision, subject: int | None, label: Resolved | None, now: int
) -> dict[str, object]:
    """Carries a decision out: an accepted label, a dropped item, or a task at the next stage."""
    moves: Counter[counters.Key] = Counter()
    outcome: dict[str, object] = {"to": decision.to, "reason": decision.reason}
    for to, draw in decision.draws:
        outcome[f"p.{to}"] = draw.probability
    if decision.to == "accept" and label is not None:
        made = annotation_rows.accept(
            tx,
            {
                "project": plan.project,
                "item": task.item,
                "body": _encode(label.answer).decode(),
                "method": label.method,
                "sources": _encode(label.sources).decode(),
                "schema_version": plan.schema_version,
                "guideline_version": plan.guideline_version,
                "supersedes": None,
                "now": now,
            },
        )
        tasks.set_item(tx, task.item, "accepted", now, label=made, round_=task.round)
        moves += Counter({(0, "accepted"): 1})
        outcome["label"] = made
    elif decision.to in ("accept", "drop"):
        tasks.set_item(tx, task.item, "dropped", now, round_=task.round)
        moves += Counter({(0, "dropped"): 1})
    else:
        target = plan.stage(decision.to)
        outcome["task"] = _judging_task(tx, plan, target, task, subject, now)
        tasks.set_item(tx, task.item, "active", now, stage=target.id, round_=task.round)
        moves[target.id, "waiting"] += 1
        moves[0, "active"] += 1
    moves.update({(0, "active"): -1, (task.stage, "waiting"): -1, (task.stage, "done"): 1})
    counters.add(tx, plan.project, moves)
    return outcome


def drop(tx: Tx, plan: Plan, task: Row, now: int) -> None:
    """Ends the item of a cancelled task: it is counted and listed, never delivered."""
    tasks.set_item(tx, task.item, "dropped", now, round_=task.round)
    counters.add(tx, plan.project, {(0, "active"): -1, (0, "dropped"): 1})


def _judging_task(tx: Tx, plan: Plan, stage: StageInForce, origin: Task, subject: int | None, now: int) -> int:
    """A task at a later stage. Nobody can take it before the grace of the submit it came from is over."""
    judges = stage.policy.kind != "annotate"
    team = len(plans.team(tx, stage.team)) if stage.policy.overlap.everyone else 1
    queues.reopened(tx, stage.id, 0, origin.rank)
    return tasks.add(
        tx,
        NewTask(
            project=plan.project,
            stage=stage.id,
            item=origin.item,
            bars=int(BARS_JUDGE if judges else BARS_ANNOTATE),
            wanted=stage.policy.overlap.wanted(team),
            rank=origin.rank,
            definition=plan.definition,
            created_at=now,
            available_at=now + GRACE_US,
            round=origin.round,
            origin=origin.id,
            subject_annotation=subject if judges else None,
        ),
    )


def _back_to_returner(tx: Tx, plan: Plan, task: Task, answer: Answer, now: int) -> dict[str, object]:
    """Returned work, done anew, goes back to the stage that returned it, outside the sample."""
    returner = tasks.that(tx, task.origin)
    stage = plan.by_id(returner.stage)
    decision = Decision(stage.key, "returned")
    return _go(tx, plan, task, decision, answer.annotation, None, now)


def _send_back(tx: Tx, plan: Plan, task: Task, verdict: Judged, now: int) -> dict[str, object]:
    """A new task at the stage that made the answer, one round on: for its author first, or for another."""
    origin = tasks.that(tx, task.origin)
    while plan.by_id(origin.stage).policy.kind != "annotate":  # a review of a review: back to who answered
        origin = tasks.that(tx, origin.origin)
    stage = plan.by_id(origin.stage)
    answered = annotation_rows.counted(tx, origin.id)
    author = answered[0].person if answered and verdict.to == "author" else None
    reserve = plan.by_id(task.stage).policy.returns.reserve_ms * 1000
    new = tasks.add(
        tx,
        NewTask(
            project=plan.project,
            stage=stage.id,
            item=task.item,
            bars=int(BARS_RETURNED if verdict.to == "author" else BARS_ANNOTATE),
            wanted=1,
            rank=task.rank,
            definition=plan.definition,
            created_at=now,
            available_at=now + GRACE_US,
            round=task.round + 1,
            origin=task.id,
            reserved_for=author,
            reserved_until=now + reserve if author is not None else None,
        ),
    )
    tasks.set_item(tx, task.item, "active", now, stage=stage.id, round_=task.round + 1)
    queues.reopened(tx, stage.id, 0, task.rank)
    counters.add(tx, plan.project, {(task.stage, "waiting"): -1, (task.stage, "done"): 1, (stage.id, "waiting"): 1})
    return {"to": stage.key, "reason": "return", "task": new, "round": task.round + 1}


def begun(tx: Tx, task: Row) -> bool:
    """Whether what came after a done task was begun, or a version holds the item: then it cannot be taken back."""
    after = tasks.following(tx, task.id)
    return tasks.leased(tx, after.id) if after is not None else annotation_rows.frozen(tx, task.item)


def take_back(tx: Tx, task: Row, now: int) -> str | None:
    """Cancels what came after a done task: its next task, or its accepted label; None where that was begun, or a
    version holds the item.

    The item is again at the task's stage; counters follow, as if the task had not been done. Says where the item came
    back from: a stage's key, accept or drop.
    """
    if begun(tx, task):
        return None
    after = tasks.following(tx, task.id)
    moves: Counter[counters.Key] = Counter({(task.stage, "waiting"): 1, (task.stage, "done"): -1, (0, "active"): 1})
    if after is not None:
        source = plans.current(tx, task.project).by_id(after.stage).key
        tasks.cancel(tx, after.id)
        moves[after.stage, "waiting"] -= 1
        moves[after.stage, "cancelled"] += 1
        moves[0, "active"] -= 1
    else:
        state = tasks.item_state(tx, task.item)
        source = "accept" if state == "accepted" else "drop"
        moves[0, state] -= 1
        annotation_rows.withdraw_accepted(tx, task.item, now)
    tasks.set_item(tx, task.item, "active", now, stage=task.stage, round_=task.round)
    counters.add(tx, task.project, moves)
    return source
