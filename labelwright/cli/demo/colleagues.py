"""Simulated people: each works through the API with the SDK, as anybody's script would."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from labelwright import sdk
from labelwright.cli.demo import judgement
from labelwright.cli.demo.judgement import Verdict
from labelwright.cli.demo.samples import STREETS
from labelwright.cli.demo.streets import Truth
from labelwright.sdk import Lease


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody of the demo: what they do where. `care` of 2 errs half as often as 1."""

    key: str
    name: str
    project: str = ""
    team: str = ""
    role: str = ""
    care: float = 1.0

    @property
    def judges(self) -> bool:
        return self.role in ("reviewer", "expert")


VISITOR = Role("you", "You")
MANAGER = Role("ines", "Ines Duarte", role="manager")


@dataclass(frozen=True, slots=True)
class Truths:
    """What is true of every item: of a picture by its bytes, of a ticket by its words."""

    scenes: Mapping[str, tuple[Truth, ...]]
    tickets: Mapping[str, str]


class Colleague:
    """One simulated person at one stage after another of a project."""

    def __init__(self, client: sdk.Client, role: Role, truths: Truths) -> None:
        self.client = client
        self.role = role
        self.rng = Random(f"colleague {role.key}")
        self._truths = truths

    def next(self, count: int = 1) -> list[Lease]:
        """The next pieces of work, if there are any."""
        return self.client.work.next(self.role.project, count=count).leases

    def seconds(self) -> float:
        """How long the person needs for the next piece of work."""
        if self.role.project == STREETS:
            return self.rng.uniform(3, 6) if self.role.judges else self.rng.uniform(9, 24)
        return self.rng.uniform(2, 4) if self.role.judges else self.rng.uniform(3, 9)

    def finish(self, lease: Lease, seconds: float) -> None:
        """Answers or judges what was leased."""
        active_ms = round(seconds * 1000)
        if lease.stage.kind == "annotate":
            answer = self._answer(lease)
            unsure = self.rng.random() < 0.04
            self.client.work.submit(lease.lease, answer, active_ms=active_ms, unsure=unsure)
        else:
            self._judge(lease, active_ms)

    def _answer(self, lease: Lease) -> dict[str, Any]:
        care = self.role.care * (4 if lease.previous else 1)  # whoever got it back looks twice
        if self.role.project == STREETS:
            return judgement.drawn(self.rng, self._scene(lease), care)
        return judgement.sorted_as(self.rng, self._category(lease), care)

    def _judge(self, lease: Lease, active_ms: int) -> None:
        review = lease.review or {}
        answers = review.get("answers", [])
        single = len(answers) == 1
        best = 0 if single else self._best(lease, answers)
        said = self._verdict(lease, answers[best]["answer"], single and review.get("rounds_left", 0) > 1)
        if not single:
            said = judgement.plain(said)
        more: dict[str, Any] = {"active_ms": active_ms, "reasons": list(said.reasons), "comment": said.comment}
        if said.answer is not None:
            more["answer"] = said.answer
        if not single:
            more["annotation"] = answers[best]["annotation"]
        self.client.work.review(lease.lease, said.verdict, **more)

    def _best(self, lease: Lease, answers: list[Any]) -> int:
        return judgement.best_of(self._scene(lease), [one["answer"] for one in answers])

    def _verdict(self, lease: Lease, answer: Mapping[str, Any] | None, may_return: bool) -> Verdict:
        if self.role.project == STREETS:
            return judgement.of_boxes(self.rng, self._scene(lease), answer, may_return=may_return)
        return judgement.of_category(self.rng, self._category(lease), answer, may_return=may_return)

    def _scene(self, lease: Lease) -> tuple[Truth, ...]:
        url = lease.item.parts["image"].url or ""
        picture = self.client.transport.http.get(url)
        picture.raise_for_status()
        return self._truths.scenes.get(hashlib.sha256(picture.content).hexdigest(), ())

    def _category(self, lease: Lease) -> str:
        return self._truths.tickets.get(lease.item.parts["text"].text or "", "other")
