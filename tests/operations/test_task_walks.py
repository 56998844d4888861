"""Random walks of people at work, on both databases: no identity breaks and no item is lost.

The same walk and invariants as the rules' runnable model: leases, opens, late and repeated submits, skips, releases,
expiry, undo, returns and departures, in teams of one to three, with overlap, pilots and reviews.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest

from labelwright.errors import Conflict, InvalidRequest, Locked
from labelwright.operations import desk, submit, work
from labelwright.operations.submit import Sent
from labelwright.store import Store, Tx
from labelwright.store import counters as counts
from tests.operations import floor

SECOND = 1_000_000
HOUR = 3600 * SECOND


class Walk:
    """One seeded walk over one project."""

    def __init__(self, store: Store, seed: int, stages: str, *, team: int, leads: int = 1, solo: bool = False) -> None:
        self.store = store
        self.r = random.Random(seed)
        self.floor = floor.lay(store, stages, team=team, leads=leads, solo=solo)
        self.now = 0
        self.held: list[tuple[int, int]] = []
        self.done: list[tuple[int, int]] = []
        self.requests = 0

    def everybody(self) -> list[int]:
        return sorted({*self.floor.people, *self.floor.leads})

    def take(self, person: int) -> bool:
        handed = self.store.write(
            lambda tx: work.next_tasks(tx, self.floor.worker(person), self.floor.project, None, 1, self.now)
        )
        self.held += [(person, payload.lease) for payload in handed.leases]
        return bool(handed.leases)

    def answer(self, person: int, lease: int, value: int, request: str | None = None) -> None:
        self.requests += 1
        kind = self.store.read(
            lambda tx: tx.value("SELECT s.kind FROM lease l JOIN stage s ON s.id = l.stage WHERE l.id = :l", l=lease)
        )
        if kind == "annotate":
            sent = Sent(answer={"category": "ab"[value]}, active_ms=1000)
        else:
            verdict = "return" if value else "correct"
            sent = Sent(verdict=verdict, answer=None if value else {"category": "c"}, active_ms=1000)
        key = request or f"request-{self.requests}"
        try:
            receipt = self.store.write(lambda tx: submit.submit(tx, person, lease, sent, key, self.now))
        except InvalidRequest:  # the last round: no return is offered
            self.answer(person, lease, 0)
            return
        except Conflict:
            return
        if receipt.standing == "counted":
            self.done.append((person, receipt.annotation))

    def undo(self) -> None:
        person, annotation = self.done[-1]
        try:
            payload = self.store.write(lambda tx: submit.undo(tx, person, annotation, self.now))
        except Locked as error:
            if "has begun" in str(error):
                pytest.fail("somebody was handed what came after, inside the grace")
        else:
            self.held.append((person, payload.lease))

    def tick(self, us: int) -> None:
        self.now += us
        while self.store.write(lambda tx: work.expire(tx, self.now)):
            continue

    def end(self, how: str) -> None:
        person, lease = self.r.choice(self.held)
        if how == "skip":
            try:
                self.store.write(lambda tx: work.skip(tx, person, lease, "unclear", "", self.now))
            except Conflict:
                return
        else:
            self.store.write(lambda tx: work.release(tx, person, lease, self.now))

    def step(self) -> None:
        act = self.r.choice(
            ["next"] * 3 + ["submit"] * 3 + ["skip", "undo", "late", "release", "tick", "tick", "hour", "open", "again"]
        )
        if act == "next":
            self.take(self.r.choice(self.everybody()))
        elif act == "submit" and self.held:
            self.answer(*self.held.pop(self.r.randrange(len(self.held))), self.r.randint(0, 1))
        elif act == "again" and self.held:
            self.answer(*self.r.choice(self.held), self.r.randint(0, 1))
        elif act == "open" and self.held:
            person, lease = self.r.choice(self.held)
            try:
                self.store.write(lambda tx: work.open_lease(tx, person, lease, self.now))
            except Conflict:
                return
        elif act in ("skip", "release") and self.held:
            self.end(act)
        elif act == "undo" and self.done:
            self.undo()
        elif act in ("tick", "late", "hour"):
            self.tick({"tick": self.r.choice([1, 6, 11]), "late": 2000, "hour": 3600}[act] * SECOND)

    def leave(self) -> None:
        person = self.r.choice(self.floor.people)
        team = self.floor.teams["people"]

        def verb(tx: Tx) -> None:
            tx.run("DELETE FROM membership WHERE person = :p AND scope_id = :t", p=person, t=team)
            desk.leave(tx, person, team, self.now)

        self.store.write(verb)
        self.floor.people.remove(person)
        self.floor.leads = [lead for lead in self.floor.leads if lead != person]

    def finish(self) -> Counter[str]:
        """Everybody works until nothing is handed out any more; what is left is listed, by why."""
        for _ in range(8):
            self.tick(50 * HOUR)
            busy = True
            while busy:
                busy = False
                for person in self.everybody():
                    if self.take(person):
                        busy = True
                        self.answer(*self.held.pop(), 0)
                self.check()
        listed = self.store.read(lambda tx: {one.item: one.state for one in desk.stuck(tx, self.floor.project)})
        left: Counter[str] = Counter()
        for item, state in self.item_states():
            if state not in ("accepted", "dropped"):
                left[listed.get(item, "LOST")] += 1
        return left

    def item_states(self) -> list[tuple[int, str]]:
        rows = self.store.read(
            lambda tx: tx.rows("SELECT item, state FROM item_state WHERE project = :p", p=self.floor.project)
        )
        return [(row.item, row.state) for row in rows]

    def check(self) -> None:
        self.store.read(lambda tx: check(tx, self.floor.project))


def check(tx: Tx, project: int) -> None:
    """Every identity between tasks, leases, answers, items and counters."""
    tasks = tx.rows(
        """SELECT t.*, (SELECT count(*) FROM task_answer a WHERE a.task = t.id) AS answers,
             (SELECT count(*) FROM lease l WHERE l.task = t.id AND l.state IN ('reserved', 'active')) AS leases
           FROM task t WHERE t.project = :p""",
        p=project,
    )
    for task in tasks:
        assert task.have == task.answers, "have is the number of counted answers"
        assert task.live == task.leases, "live is the number of live leases"
        if task.state == "open":
            assert task.have + task.live < task.wanted or task.have == 0, "an open task wants somebody"
        if task.state == "full":
            assert task.have + task.live >= task.wanted, "a full task wants nobody"
    at_work = Counter(task.item for task in tasks if task.state in ("open", "full", "parked"))
    items = tx.rows("SELECT item, state FROM item_state WHERE project = :p", p=project)
    for item in items:
        ended = item.state in ("accepted", "dropped", "held")
        assert at_work[item.item] == (0 if ended else 1), f"item {item.item} is {item.state}"
    counted = +counts.of_project(tx, project)
    expected: Counter[tuple[int, str]] = Counter((0, item.state) for item in items)
    for task in tasks:
        expected[task.stage, "waiting" if task.state in ("open", "full") else task.state] += 1
    assert {k: n for k, n in counted.items() if k[1] != "admitted"} == dict(expected)
    labels = tx.rows(
        """SELECT item, count(*) AS n FROM accepted_label WHERE project = :p AND withdrawn_at IS NULL GROUP BY item""",
        p=project,
    )
    accepted = {item.item for item in items if item.state == "accepted"}
    assert {row.item: row.n for row in labels} == dict.fromkeys(accepted, 1), "an accepted item has one label"


CASES = {
    "one person": (floor.REVIEWED.replace("RATE", "1.0"), {"team": 1}),
    "three people, two leads": (floor.REVIEWED.replace("RATE", "1.0"), {"team": 3, "leads": 2}),
    "one person who leads": (floor.REVIEWED.replace("RATE", "1.0"), {"team": 1, "solo": True}),
    "overlap over the team": (floor.OVERLAPPING.replace("OVERLAP", "3").replace("RATE", "1.0"), {"team": 2}),
    "overlap three": (floor.OVERLAPPING.replace("OVERLAP", "3").replace("RATE", "0.3"), {"team": 3}),
    "overlap two, sampled": (floor.OVERLAPPING.replace("OVERLAP", "2").replace("RATE", "0.3"), {"team": 3}),
    "pilot of one": (floor.PILOT.replace("RATE", "1.0"), {"team": 1}),
    "pilot of three": (floor.PILOT.replace("RATE", "1.0"), {"team": 3, "leads": 2}),
}


def _seeds(store: Store) -> Iterator[int]:
    return iter(range(6 if store.dialect == "sqlite" else 2))


@pytest.mark.parametrize("leaves", [False, True], ids=["all stay", "one leaves"])
@pytest.mark.parametrize("case", CASES)
def test_random_work_breaks_no_identity_and_loses_no_item(store: Store, case: str, leaves: bool) -> None:
    stages, people = CASES[case]
    for seed in _seeds(store):
        walk = Walk(store, seed, stages, **people)  # type: ignore[arg-type]
        for _ in range(150):
            walk.step()
            walk.check()
        if leaves and len(walk.floor.people) > 1:
            walk.leave()
            walk.check()
        left = walk.finish()
        assert left["LOST"] == 0, f"{case}, seed {seed}: {left}"
