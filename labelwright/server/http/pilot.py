"""A pilot's page."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from labelwright.operations import pilot as verbs
from labelwright.operations import projects
from labelwright.quality.agreement.answers import AnswerAgreement
from labelwright.server.clock import now_us
from labelwright.server.house import House
from labelwright.server.http.my_work import Part
from labelwright.server.http.security import Asked, TheHouse
from labelwright.store import Tx

router = APIRouter(tags=["flow"])


class Agreement(BaseModel):
    """A percent agreement: a value in [0, 1], or null with the reason; descriptive, not corrected for chance."""

    value: float | None
    se: float | None
    n_items: int
    n_annotations: int
    reason: str
    method: str


class FieldAgreement(Agreement):
    """The likeness of one field's answers."""

    field: str


class Pair(BaseModel):
    """Two people, the share of common items on which they gave equal answers, and how many those were."""

    a: int
    b: int
    value: float
    n: int


class PilotPerson(BaseModel):
    """Somebody who answered."""

    id: int
    name: str


class PilotAnswer(BaseModel):
    """One person's answer; null where they could not judge the item."""

    person: int
    name: str
    annotation: int
    answer: dict[str, Any] | None


class Disagreement(BaseModel):
    """An item on which people differ."""

    item: int
    key: str
    agreement: float
    answers: list[PilotAnswer]
    parts: dict[str, Part]


class PilotPage(BaseModel):
    """How far the pilot is, how often people agree, and where they do not."""

    items: int
    complete: int
    answers: int
    gate: str
    waiting: list[str]
    people: list[PilotPerson]
    alike: Agreement
    likeness: Agreement
    by_field: list[FieldAgreement]
    pairs: list[Pair]
    disagreements: list[Disagreement]


def _agreement(one: AnswerAgreement) -> dict[str, Any]:
    return {
        "value": one.value,
        "se": one.se,
        "n_items": one.n_items,
        "n_annotations": one.n_annotations,
        "reason": one.reason,
        "method": one.method,
    }


@router.get("/projects/{slug}/stages/{stage}/pilot")
async def pilot_page(slug: str, stage: str, caller: Asked, house: TheHouse) -> PilotPage:
    """The pilot's page: progress, percent agreement with its n, and the disagreements side by side."""

    def verb(tx: Tx) -> verbs.Pilot:
        found, _ = projects.enter(tx, caller.grants, "project.manage", slug)
        return verbs.page(tx, found.id, stage)

    page = await house.store.read_soon(verb)
    return PilotPage(
        items=page.items,
        complete=page.complete,
        answers=page.answers,
        gate=page.gate,
        waiting=list(page.waiting),
        people=[PilotPerson(id=person, name=name) for person, name in page.people.items()],
        alike=Agreement(**_agreement(page.alike)),
        likeness=Agreement(**_agreement(page.likeness)),
        by_field=[FieldAgreement(field=name, **_agreement(one)) for name, one in page.by_field.items()],
        pairs=[Pair(a=a, b=b, value=v, n=n) for (a, b), (v, n) in (page.alike.pairs or {}).items()],
        disagreements=[_disagreement(house, caller.person_id, one) for one in page.disagreements],
    )


def _disagreement(house: House, person: int, one: verbs.Disagreement) -> Disagreement:
    second = now_us() // 1_000_000
    return Disagreement(
        item=one.item,
        key=one.key,
        agreement=one.agreement,
        answers=[
            PilotAnswer(
                person=given.person,
                name=given.name,
                annotation=given.annotation,
                answer=dict(given.answer) if given.answer is not None else None,
            )
            for given in one.answers
        ],
        parts={
            part.name: Part(
                media_type=part.media_type,
                text=part.text,
                url=house.links.for_part(person, one.item, part.name, second) if part.uri else None,
                width=part.width,
                height=part.height,
            )
            for part in one.parts
        },
    )
