"""A project made through its verbs, with jobs that run when asked: for tests of data coming in and labels going out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from labelwright import definition
from labelwright.datasets.rows import Format
from labelwright.integrations.objects import Objects
from labelwright.operations import definitions, ingest, projects, sources
from labelwright.operations.ingest import OnError, Report
from labelwright.operations.permissions import Grants, Membership
from labelwright.server.jobs.runner import Runner
from labelwright.store import Store, Tx, annotations, counters, tasks

TEXTS = """
project: {slug}
source: {{table: t.csv, key: id, parts: {{text: body}}, group_by: fields.customer}}
schema: {{category: {{type: choice, part: text, classes: [{{id: billing, name: B}}, {{id: other, name: O}}]}}}}
guideline: "## All {{#s-all}}"
teams: {{people: {{kind: own}}}}
stages:
  annotate: {{kind: annotate, team: people, then: [accept]}}
"""
PHOTOS = """
project: {slug}
source: {{folder: photos, parts: {{image: image}}, group_by: fields.folder}}
schema: {{vehicles: {{type: box, part: image, classes: [{{id: car, name: Car}}, {{id: van, name: Van}}]}}}}
guideline: "## All {{#s-all}}"
teams: {{people: {{kind: own}}}}
stages:
  annotate: {{kind: annotate, team: people, then: [accept]}}
"""

_numbers = itertools.count(1)
_clock = itertools.count(1_700_000_000_000_000, 1_000)


def now() -> int:
    """A clock that never stands still."""
    return next(_clock)


@dataclass
class Stock:
    """A project with its maker, who may do everything."""

    store: Store
    objects: Objects
    slug: str
    project: int
    person: int
    grants: Grants
    ran: list[str] = field(default_factory=list)

    def bring(
        self, data: bytes | str, kind: Format = "csv", on_error: OnError = "stop", *, file: str = "t.csv"
    ) -> Report:
        """Imports a table through the whole way, jobs included."""
        raw = data.encode() if isinstance(data, str) else data
        chunks = (raw[at : at + 999] for at in range(0, len(raw), 999))
        return self.take(lambda begun: sources.table(begun.source, chunks, kind, file), on_error)

    def take(self, outcomes: Any, on_error: OnError = "stop") -> Report:
        begun = self.store.write(lambda tx: ingest.begin(tx, self.grants, self.slug, "main", now()))
        driver = ingest.Driver(self.store, begun, on_error, now, ended=self.objects.uploads.let_go)
        report = driver.run(outcomes(begun))
        self.run_jobs()
        return report

    def undo(self, import_id: int) -> None:
        looked = self.store.read(lambda tx: ingest.unanswered(tx, self.grants, import_id))
        self.store.write(lambda tx: ingest.undo(tx, self.grants, looked, now()))
        self.run_jobs()

    def imports(self) -> list[Any]:
        return self.store.read(lambda tx: ingest.listed(tx, self.grants, self.slug))

    def run_jobs(self) -> None:
        runner = Runner(self.store, now, {"objects": self.objects})
        while runner.run_one():
            continue
        self.store.hints.pop("wake_jobs", None)

    def counts(self) -> dict[str, int]:
        found = self.store.read(lambda tx: counters.of_project(tx, self.project))
        return {state: n for (stage, state), n in found.items() if stage == 0 and n}

    def rows(self, table: str, where: str = "true") -> int:
        return int(self.store.read(lambda tx: tx.value(f"SELECT count(*) FROM {table} WHERE {where}")))

    def value(self, sql: str, **params: object) -> Any:
        return self.store.read(lambda tx: tx.value(sql, **params))

    def accept(self, labels: Iterable[tuple[str, Any]]) -> None:
        """Accepts labels by item key, as if people had given them."""
        self.store.write(lambda tx: self._accept(tx, list(labels)))

    def _accept(self, tx: Tx, labels: list[tuple[str, Any]]) -> None:
        at = now()
        moves: dict[counters.Key, int] = {}
        for key, answer in labels:
            row = tx.one(
                """SELECT i.id, s.state FROM item i JOIN item_state s ON s.item = i.id
                   WHERE i.project = :p AND i.key = :k""",
                p=self.project,
                k=key,
            )
            assert row is not None, key
            body = msgspec.json.encode(answer).decode()
            made = annotations.add(
                tx,
                annotations.NewAnnotation(
                    project=self.project, item=row.id, person=self.person, kind="answer", standing="counted",
                    schema_version=1, guideline_version=1, active_ms=1000, request_id=f"r{next(_numbers)}",
                    created_at=at, body=msgspec.json.encode({"answer": answer}).decode(),
                ),
            )  # fmt: skip
            label = annotations.accept(
                tx,
                {"project": self.project, "item": row.id, "body": body, "method": "single", "sources": f"[{made}]",
                 "schema_version": 1, "guideline_version": 1, "supersedes": None, "now": at},
            )  # fmt: skip
            tasks.set_item(tx, row.id, "accepted", at, label=label)
            moves[0, row.state] = moves.get((0, row.state), 0) - 1
            moves[0, "accepted"] = moves.get((0, "accepted"), 0) + 1
        counters.add(tx, self.project, moves)


def lay(store: Store, home: Path, document: str = TEXTS, *, started: bool = True, cache: int = 10_000_000) -> Stock:
    """A project of its own, started unless said otherwise. Folders are read under `home`/allowed."""
    slug = f"stock-{next(_numbers)}"
    (home / "allowed").mkdir(exist_ok=True)
    objects = Objects(home / "home", [home / "allowed"], cache)

    def make(tx: Tx) -> tuple[int, int, Grants]:
        person: int = tx.value(
            "INSERT INTO person (email, name, kind, created_at) VALUES (:e, 'Maker', 'human', 0) RETURNING id",
            e=f"{slug}@example.org",
        )
        grants = Grants(person, (Membership("admin", "org", 0),))
        read = definition.read(document.format(slug=slug))
        row = definitions.create(tx, grants, read, b"k" * 32, 1)
        if started:
            projects.start(tx, grants, slug, 2)
        return row.id, person, grants

    project, person, grants = store.write(make)
    return Stock(store, objects, slug, project, person, grants)


def csv(rows: Iterable[tuple[str, str]], start: int = 0) -> str:
    """A table of (id, body) with a customer for every other row."""
    lines = [f'{key},"{body}",c-{n // 2}' for n, (key, body) in enumerate(rows, start)]
    return "\n".join(["id,body,customer", *lines, ""])
