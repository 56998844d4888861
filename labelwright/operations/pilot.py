"""The pilot's page: how far it is, how often people agree, and where they do not, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import json

from labelwright.errors import InvalidRequest
from labelwright.ontology import Schema
from labelwright.operations import plans
from labelwright.quality.agreement.answers import AnswerAgreement, answer_agreement
from labelwright.store import Row, Tx
from labelwright.store import my_work as part_rows
from labelwright.store import pilots as rows

_ITEMS_MOST = 2_000
_SHOWN_MOST = 50


@dataclass(frozen=True, slots=True)
class Given:
    """One person's answer; None where they could not judge the item."""

    person: int
    name: str
    annotation: int
    answer: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An item on which people differ; `agreement` is the mean likeness of its answers, in [0, 1]."""

    item: int
    key: str
    agreement: float
    answers: Sequence[Given]
    parts: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Pilot:
    """The page. `alike` counts equal answers, `likeness` weighs how far apart they are, `by_field` too."""

    items: int
    complete: int
    answers: int
    gate: str  # open | closed | none
    waiting: Sequence[str]  # the stages behind the gate
    people: Mapping[int, str]
    alike: AnswerAgreement
    likeness: AnswerAgreement
    by_field: Mapping[str, AnswerAgreement]
    disagreements: Sequence[Disagreement]


def page(tx: Tx, project: int, key: str) -> Pilot:
    """The page of one pilot stage. Raises NotFound, or InvalidRequest for a stage that is no pilot."""
    plan = plans.current(tx, project)
    stage = plan.stage(key)
    if not stage.policy.pilot:
        raise InvalidRequest(f"{key} is no pilot: it takes every item.")
    tasks = rows.slice_of(tx, stage.id, _ITEMS_MOST)
    given = rows.answers(tx, stage.id)
    by_item: dict[int, list[Given]] = {}
    for row in given:
        answer = None if row.cannot_judge else json.decode(row.body).get("answer")
        by_item.setdefault(row.item, []).append(Given(row.person, row.name, row.id, answer))
    gated = [one for one in plan.stages.values() if key in one.policy.needs]
    closed = any(one.phase == "closed" for one in gated)
    return Pilot(
        items=len(tasks),
        complete=sum(task.state == "done" for task in tasks),
        answers=len(given),
        gate="none" if not gated else "closed" if closed else "open",
        waiting=[one.key for one in gated],
        people={row.person: row.name for row in given},
        alike=answer_agreement(_judged(by_item, plan.schema.key)),
        likeness=answer_agreement(_judged(by_item, dict), _likeness(plan.schema)),
        by_field=_by_field(by_item, plan.schema),
        disagreements=_disagreements(tx, {task.item: task.key for task in tasks}, by_item, plan.schema),
    )


def _judged(by_item: Mapping[int, list[Given]], form: Any) -> dict[int, dict[int, Any]]:
    """The answers of those who could judge, in a comparable form."""
    return {
        item: {one.person: form(one.answer) for one in given if one.answer is not None}
        for item, given in by_item.items()
    }


def _likeness(schema: Schema) -> Any:
    def alike(a: Mapping[str, Any], b: Mapping[str, Any]) -> float:
        return schema.agreement([a, b]) or 0.0

    return alike


def _by_field(by_item: Mapping[int, list[Given]], schema: Schema) -> dict[str, AnswerAgreement]:
    def one(name: str) -> AnswerAgreement:
        def alike(a: Any, b: Any) -> float:
            return 1.0 - schema.distance(a, b).get(name, 0.0)

        return answer_agreement(_judged(by_item, dict), alike)

    return {name: one(name) for name in schema.fields}


def _disagreements(
    tx: Tx, keys: Mapping[int, str], by_item: Mapping[int, list[Given]], schema: Schema
) -> list[Disagreement]:
    """The items with the least likeness first; an answer beside a 'cannot judge' differs fully."""
    found: list[tuple[float, int]] = []
    for item, given in by_item.items():
        judged = [one.answer for one in given if one.answer is not None]
        if len(given) < 2 or item not in keys:
            continue
        alike = (schema.agreement(judged) or 0.0) if len(judged) > 1 else 1.0 if not judged else 0.0
        if alike < 1.0 or 0 < len(judged) < len(given):
            found.append((alike, item))
    found.sort()
    return [
        Disagreement(item, keys[item], alike, by_item[item], part_rows.parts(tx, item))
        for alike, item in found[:_SHOWN_MOST]
    ]
