"""How items enter the pipeline: the pilot's slice first, then, when its gate is open, the rest.

Items that are not admitted are held and have no task, so that closing or pausing a stage writes no task.
"""

from __future__ import annotations

from labelwright.operations import plans, queues
from labelwright.operations.plans import Plan, StageInForce
from labelwright.store import Tx, counters, events, tasks
from labelwright.workflow.tasks import BARS_ANNOTATE

CHUNK = 400  # items admitted in one transaction, some 10 ms


def admit(tx: Tx, project: int, now: int) -> int:
    """Admits one chunk of held items to the stage whose turn it is; how many, 0 when none may enter now."""
    plan = plans.current(tx, project)
    if not plan.running:
        return 0
    for entry in plan.pipeline.entries:
        stage = plan.stage(entry.key)
        room = _room(tx, plan, stage)
        if room <= 0:
            continue
        hidden = entry.take is not None and entry.take.by == "hash"
        items = tasks.admit(tx, stage.id, project, now, min(room, CHUNK), hidden_order=hidden)
        if items:
            _make_tasks(tx, plan, stage, items, now)
            return len(items)
    return 0


def _room(tx: Tx, plan: Plan, stage: StageInForce) -> int:
    """How many items the stage may take now: none behind a closed gate, in a pilot what its slice still lacks."""
    if stage.phase == "closed":
        return 0
    if stage.policy.take is None:
        return CHUNK
    return stage.policy.take.first - counters.of_project(tx, plan.project)[stage.id, "admitted"]


def _make_tasks(tx: Tx, plan: Plan, stage: StageInForce, items: list[int], now: int) -> None:
    people = len(plans.team(tx, stage.team))
    wanted = stage.policy.overlap.wanted(people)
    tasks.add_for_items(
        tx,
        items,
        {"stage": stage.id, "bars": int(BARS_ANNOTATE), "wanted": wanted, "definition": plan.definition, "now": now},
    )
    n = len(items)
    counters.add(
        tx, plan.project, {(stage.id, "admitted"): n, (stage.id, "waiting"): n, (0, "held"): -n, (0, "active"): n}
    )
    queues.reopened(tx, stage.id, 0, 0)  # a slice in hidden order has any ranks
    events.add(tx, "admitted", now, project=plan.project, refs={"stage": stage.key, "items": len(items)})
