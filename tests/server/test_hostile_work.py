"""People at work who send what they should not: too deep, twice, for somebody else, or about somebody else's answer."""

from __future__ import annotations

from typing import Any

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
    headers = {"idempotency-key": key or f"lease-{lease}"}
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
