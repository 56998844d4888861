"""People at work who send what they should not: too deep, twice, for somebody else, or about somebody else's answer."""

from __future__ import annotations

from typing import Any

import pytest

from labelwright.operations import work
from labelwright.operations.work import Worker
from labelwright.server.clock import now_us
from tests.server.browser import Browser, Town

TICKETS = """
project: {slug}
source: {{table: t.csv, key: id, parts: {{text: body}}}}
schema: {{kind: {{type: choice, part: text, classes: [{{id: a, name: A}}, {{id: b, name: B}}]}}}}
guideline: "## All {{#s-all}}"
teams: {{{slug}_people: {{kind: own}}, {slug}_leads: {{kind: own}}}}
stages:
{stages}
"""
PLAIN = "  annotate: {kind: annotate, team: PEOPLE, then: [accept]}"
DECIDED = """\
  annotate: {kind: annotate, team: PEOPLE, overlap: 2, resolve: {by: majority, else: decide}, then: [accept]}
  decide: {kind: adjudicate, team: LEADS, then: [accept]}"""


class Floor:
    """A running project of ten texts, and people at its stages."""

    def __init__(self, town: Town, slug: str, stages: str = PLAIN) -> None:
        self.town, self.slug = town, slug
        row = town.house.store.read(lambda tx: tx.one("SELECT id FROM person WHERE email = 'ada@example.org'"))
        self.manager = town.administrator() if row is None else town.signed_in(row.id)
        stages = stages.replace("PEOPLE", f"{slug}_people").replace("LEADS", f"{slug}_leads")
        made = self.manager.post("/projects", {"document": TICKETS.format(slug=slug, stages=stages)})
        assert made.status_code == 201, made.text
        body = "id,body\n" + "".join(f"{slug}{n},text {n}\n" for n in range(10))
        self.manager.ask("POST", f"/projects/{slug}/imports", content=body, headers={"content-type": "text/csv"})
        self.manager.post(f"/projects/{slug}/start")
        while town.house.jobs.run_one():
            continue

    def somebody(self, name: str, team: str = "people", role: str = "annotator") -> Browser:
        key = f"{self.slug}_{team}"
        found = self.town.house.store.read(lambda tx: tx.value("SELECT id FROM team WHERE key = :key", key=key))
        return self.town.somebody(name, (role, "team", found))

    def leases(self, browser: Browser, count: int = 1) -> list[dict[str, Any]]:
        found = browser.post("/work/next", {"project": self.slug, "count": count}).json()["leases"]
        assert isinstance(found, list)
        return found

    def wait(self) -> None:
        """The grace of every answer given so far is over."""
        self.town.house.store.write(lambda tx: tx.run("UPDATE task SET available_at = 0"))
        self.town.house.store.write(lambda tx: tx.run("UPDATE annotation SET created_at = created_at - 60000000"))


def submit(browser: Browser, lease: int, key: str = "", **sent: Any) -> Any:
    headers = {"idempotency-key": key or f"of-lease-{lease}"}
    return browser.post(f"/work/leases/{lease}/submit", {"active_ms": 5, **sent}, headers=headers)


def answered(floor: Floor, browser: Browser, kind: str = "a", key: str = "") -> int:
    """The id of an answer just given."""
    [lease] = floor.leases(browser)
    receipt = submit(browser, lease["lease"], key, answer={"kind": kind})
    assert receipt.status_code == 200, receipt.text
    return int(receipt.json()["annotation"])


def test_draft_that_is_nested_without_end_is_refused(town: Town) -> None:
    floor = Floor(town, "cars")
    anna = floor.somebody("anna")
    [lease] = floor.leases(anna)
    sent = anna.ask("PUT", f"/work/leases/{lease['lease']}/draft", content=b"[" * 100_000 + b"]" * 100_000)
    assert (sent.status_code, sent.json()["code"]) == (422, "invalid_request")
    assert anna.get("/work/leases?project=cars").status_code == 200


def decided(town: Town) -> tuple[Floor, Browser, int]:
    """A project in which two differ on an item, and the lease of whoever decides between them."""
    floor = Floor(town, "cars", DECIDED)
    for name, kind in (("anna", "a"), ("bert", "b")):
        answered(floor, floor.somebody(name), kind)
    floor.wait()
    decider = floor.somebody("dora", "leads", "expert")
    [lease] = floor.leases(decider)
    return floor, decider, lease["lease"]


@pytest.mark.parametrize("verdict", ["accept", "correct", "return", "drop"])
def test_verdict_names_no_answer_but_those_it_judges(town: Town, verdict: str) -> None:
    """Else a decider could read any answer of the house, and speak to any annotator of it."""
    _, decider, lease = decided(town)
    elsewhere = Floor(town, "vans")
    victim = elsewhere.somebody("vera")
    foreign = answered(elsewhere, victim)
    sent = submit(decider, lease, verdict=verdict, annotation=foreign, answer={"kind": "a"}, comment="look here")
    assert (sent.status_code, sent.json()["code"]) == (422, "invalid_request")
    assert victim.get("/work/home").json()["feedback"] == []


def test_decider_accepts_one_of_the_answers_that_are_judged(town: Town) -> None:
    _, decider, lease = decided(town)
    [held] = decider.get("/work/leases?project=cars").json()["leases"]
    chosen = held["review"]["answers"][0]["annotation"]
    assert submit(decider, lease, verdict="accept", annotation=chosen).status_code == 200


# -- the same key again ----------------------------------------------------------------------------------------------


def test_key_of_another_answer_keeps_no_answer_silently_back(town: Town) -> None:
    floor = Floor(town, "cars")
    anna = floor.somebody("anna")
    answered(floor, anna, key="used-before")
    [lease] = floor.leases(anna)
    refused = submit(anna, lease["lease"], "used-before", answer={"kind": "b"})
    assert (refused.status_code, "Idempotency-Key" in refused.text, "UNIQUE" in refused.text) == (409, True, False)
    second = submit(anna, lease["lease"], answer={"kind": "b"}).json()["annotation"]
    change = {"answer": {"kind": "a"}, "active_ms": 5}
    refused = anna.post(f"/annotations/{second}/revise", change, headers={"idempotency-key": "used-before"})
    assert (refused.status_code, "Idempotency-Key" in refused.text) == (409, True)
    revised = [
        anna.post(f"/annotations/{second}/revise", change, headers={"idempotency-key": "a-key-of-its-own"}).json()
        for _ in range(2)
    ]
    assert revised[0] == revised[1]
    assert revised[0]["annotation"] > second


def test_key_of_one_person_means_nothing_for_another(town: Town) -> None:
    floor = Floor(town, "cars")
    anna, bert = floor.somebody("anna"), floor.somebody("bert")
    assert answered(floor, anna, key="the-same-key") != answered(floor, bert, key="the-same-key")


# -- when one no longer works there ----------------------------------------------------------------------------------


def test_archived_project_takes_answers_as_extras_and_changes_nothing(town: Town) -> None:
    floor = Floor(town, "cars")
    anna = floor.somebody("anna")
    before = answered(floor, anna)
    [lease] = floor.leases(anna)
    assert floor.manager.post("/projects/cars/archive").status_code == 204
    labels = floor.manager.get("/projects/cars/labels").text
    assert submit(anna, lease["lease"], answer={"kind": "b"}).json()["standing"] == "extra"
    change = {"answer": {"kind": "b"}, "active_ms": 5}
    revised = anna.post(f"/annotations/{before}/revise", change, headers={"idempotency-key": "revise-it"})
    assert (revised.status_code, revised.json()["code"]) == (409, "locked")
    assert anna.post(f"/annotations/{before}/undo").json()["code"] == "locked"
    assert floor.manager.get("/projects/cars/labels").text == labels


def test_whoever_left_the_team_revises_no_answers(town: Town) -> None:
    floor = Floor(town, "cars")
    anna = floor.somebody("anna")
    before = answered(floor, anna)
    me = anna.get("/me").json()["person"]["id"]
    assert floor.manager.post(f"/people/{me}/leave", {"team": "cars_people"}).status_code == 204
    change = {"answer": {"kind": "b"}, "active_ms": 5}
    revised = anna.post(f"/annotations/{before}/revise", change, headers={"idempotency-key": "revise-it"})
    assert (revised.status_code, revised.json()["code"]) == (409, "locked")


def test_lease_that_slipped_past_a_departure_cannot_be_kept_alive(town: Town) -> None:
    """A request that was let in before its sender left the team may still be in line when they have left."""
    floor = Floor(town, "cars")
    anna = floor.somebody("anna")
    me = anna.get("/me").json()["person"]["id"]
    store, worker = town.house.store, Worker(me, town.grants(me).teams)
    floor.manager.post(f"/people/{me}/leave", {"team": "cars_people"})
    project = store.read(lambda tx: tx.value("SELECT id FROM project WHERE slug = 'cars'"))
    [late] = store.write(lambda tx: work.next_tasks(tx, worker, project, None, 1, now_us())).leases
    assert anna.post("/work/heartbeat", {"leases": [late.lease]}).json()["leases"] == [
        {"lease": late.lease, "gone": True}
    ]
    assert anna.post(f"/work/leases/{late.lease}/open").status_code == 409


# -- the same work twice ---------------------------------------------------------------------------------------------


def test_undoing_and_revising_again_and_again_makes_one_answer_no_more_than_one(town: Town) -> None:
    floor = Floor(town, "cars")
    anna = floor.somebody("anna")
    answered(floor, anna)
    given = answered(floor, anna)
    for n in range(3):
        lease = anna.post(f"/annotations/{given}/undo").json()["lease"]
        given = submit(anna, lease, answer={"kind": "b"}).json()["annotation"]
        change = {"answer": {"kind": "a"}, "active_ms": 5}
        headers = {"idempotency-key": f"revision-{n}"}
        given = anna.post(f"/annotations/{given}/revise", change, headers=headers).json()["annotation"]
    today = anna.get("/work/home").json()["today"]
    assert (today["count"], sum(quarter["submits"] for quarter in today["by_quarter"])) == (2, 2)
    teams = floor.manager.get("/projects/cars/people").json()["teams"]
    [anna_there] = [one for team in teams for one in team["people"] if one["name"] == "Anna"]
    assert (anna_there["answers"], anna_there["today"]) == (2, 2)
    [listed] = floor.manager.get("/projects/cars/home").json()["people_today"]
    assert listed["answers"] == 2


def test_words_about_a_verdict_are_read_by_the_two_between_whom_they_lie(town: Town) -> None:
    floor = Floor(town, "cars", DECIDED)
    anna, bert = floor.somebody("anna"), floor.somebody("bert")
    leases = {}
    for browser, kind in ((anna, "a"), (bert, "b")):
        [lease] = floor.leases(browser)
        leases[browser] = lease["lease"]
        assert submit(browser, lease["lease"], answer={"kind": kind}).status_code == 200
    floor.wait()
    decider = floor.somebody("dora", "leads", "expert")
    [held] = floor.leases(decider)
    leases[decider] = held["lease"]
    chosen = next(one["annotation"] for one in held["review"]["answers"] if one["answer"] == {"kind": "b"})
    sent = submit(decider, held["lease"], verdict="correct", annotation=chosen, answer={"kind": "a"}, comment="no b")
    verdict = sent.json()["annotation"]
    assert bert.post(f"/work/feedback/{verdict}/words", {"text": "why is my b wrong?"}).status_code == 204
    assert anna.post(f"/work/leases/{leases[anna]}/comments", {"text": "of the item"}).status_code == 200
    threads = {
        browser: [said["text"] for said in browser.get(f"/work/leases/{lease}/comments").json()["comments"]]
        for browser, lease in leases.items()
    }
    assert threads[anna] == ["of the item"]
    assert threads[bert] == threads[decider] == ["why is my b wrong?", "of the item"]
