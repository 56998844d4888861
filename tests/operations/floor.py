"""A small project laid straight into the database: people, teams, a definition, items. For tests of the work verbs."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from msgspec import json

from labelwright import definition
from labelwright.operations import admission, plans
from labelwright.operations.work import Worker
from labelwright.store import Store, Tx, counters
from labelwright.workflow import sampling

_numbers = itertools.count(1)
KEY = b"k" * 32

TEXT = """
project: {slug}
source: {{table: t.csv, key: id, parts: {{text: body}}}}
schema: {{category: {{type: choice, part: text, classes: [{{id: a, name: A}}, {{id: b, name: B}}, {{id: c, name: C}}]}}}}
guideline: "## All {{#s-all}}"
teams: {{people: {{kind: own}}, leads: {{kind: own}}}}
stages:
{stages}
"""
PLAIN = """
  annotate: {kind: annotate, team: people, overlap: 1, then: [accept]}
"""
REVIEWED = """
  annotate: {kind: annotate, team: people, overlap: 1, then: [{to: review, sample: {rate: RATE}}, accept]}
  review: {kind: review, team: leads, then: [accept]}
"""
OVERLAPPING = """
  annotate: {kind: annotate, team: people, overlap: OVERLAP, resolve: {by: majority, else: review}, then: [{to: review, sample: {rate: RATE}}, accept]}
  review: {kind: review, team: leads, then: [accept]}
"""
PILOT = """
  pilot: {kind: annotate, team: people, take: {first: 100, by: hash}, overlap: {each: all}, resolve: {by: unanimous, else: review}, gate: manual, then: [{to: review, sample: {rate: RATE}}, accept]}
  annotate: {kind: annotate, team: people, needs: [pilot], overlap: 1, then: [accept]}
  review: {kind: review, team: leads, then: [accept]}
"""


@dataclass
class Floor:
    """What was laid: the project, its people by team, its items."""

    store: Store
    project: int
    slug: str
    people: list[int]
    leads: list[int]
    items: list[int]
    teams: dict[str, int]

    def worker(self, person: int) -> Worker:
        own = {self.teams["people"]} if person in self.people else set()
        return Worker(person, frozenset(own | ({self.teams["leads"]} if person in self.leads else set())))


def lay(store: Store, stages: str, *, team: int = 3, leads: int = 1, items: int = 4, solo: bool = False) -> Floor:
    """Lays a started project with its items admitted. `solo`: the one person of the team leads, too."""
    return store.write(lambda tx: _lay(tx, store, stages, team, leads, items, solo))


def _person(tx: Tx, team: int, role: str) -> int:
    n = next(_numbers)
    person: int = tx.value(
        "INSERT INTO person (email, name, kind, created_at) VALUES (:e, :n, 'human', 0) RETURNING id",
        e=f"p{n}@example.org",
        n=f"Person {n}",
    )
    join(tx, person, team, role)
    return person


def join(tx: Tx, person: int, team: int, role: str) -> None:
    tx.run(
        "INSERT INTO membership (person, scope, scope_id, role, created_at) VALUES (:p, 'team', :t, :r, 0)",
        p=person,
        t=team,
        r=role,
    )


def _lay(tx: Tx, store: Store, stages: str, team: int, leads: int, items: int, solo: bool) -> Floor:
    slug = f"floor-{next(_numbers)}"
    document = TEXT.format(slug=slug, stages=stages)
    read = definition.read(document)
    teams = {
        key: tx.value(
            "INSERT INTO team (key, name, kind, created_at) VALUES (:k, :k, 'own', 0) RETURNING id", k=f"{slug}-{key}"
        )
        for key in ("people", "leads")
    }
    people = [_person(tx, teams["people"], "annotator") for _ in range(team)]
    if solo:
        join(tx, people[0], teams["leads"], "reviewer")
    judges = [people[0]] if solo else [_person(tx, teams["leads"], "reviewer") for _ in range(leads)]
    project: int = tx.value(
        """INSERT INTO project (slug, name, sampling_key, created_at, started_at) VALUES (:s, :s, :key, 0, 1) RETURNING id""",
        s=slug,
        key=KEY,
    )
    version: int = tx.value(
        """INSERT INTO definition (project, version, document, sha256, schema_version, guideline_version, person, created_at)
           VALUES (:p, 1, :d, :sha, 1, 1, :by, 0) RETURNING id""",
        p=project,
        d=document,
        sha=read.sha256,
        by=people[0],
    )
    tx.run("UPDATE project SET definition = :d WHERE id = :p", d=version, p=project)
    tx.run(
        "INSERT INTO schema_version (project, version, document, created_at) VALUES (:p, 1, :d, 0)",
        p=project,
        d=json.encode(read.schema.to_document()).decode(),
    )
    for n, stage in enumerate(read.pipeline.stages.values()):
        tx.run(
            """INSERT INTO stage (project, key, kind, team, ordinal, phase, phase_at) VALUES (:p, :k, :kind, :t, :n, :ph, 0)""",
            p=project,
            k=stage.key,
            kind=stage.kind,
            t=teams[stage.team],
            n=n,
            ph="closed" if stage.needs else "open",
        )
    made = add_items(tx, project, items, people[0])
    while admission.admit(tx, project, 0):
        continue
    return Floor(store, project, slug, people, judges, made, teams)


def add_items(tx: Tx, project: int, count: int, by: int) -> list[int]:
    """Items of a finished import, held."""
    source = tx.value("SELECT id FROM source WHERE project = :p", p=project) or tx.value(
        "INSERT INTO source (project, key, spec) VALUES (:p, 'main', '{}') RETURNING id", p=project
    )
    batch = tx.value(
        """INSERT INTO import (project, source, state, person, created_at) VALUES (:p, :s, 'done', :by, 0) RETURNING id""",
        p=project,
        s=source,
        by=by,
    )
    first = tx.value("SELECT COALESCE(max(ordinal), 0) FROM item WHERE project = :p", p=project)
    made = []
    for n in range(first + 1, first + count + 1):
        item: int = tx.value(
            """INSERT INTO item (project, source, ordinal, key, import, visible) VALUES (:p, :s, :n, :k, :i, true) RETURNING id""",
            p=project,
            s=source,
            n=n,
            k=f"t{n}",
            i=batch,
        )
        tx.run(
            """INSERT INTO part (item, name, media_type, text, fingerprint, fingerprint_kind, size)
               VALUES (:i, 'text', 'text/plain', :t, 'x', 'sha256', 4)""",
            i=item,
            t=f"text {n}",
        )
        tx.run(
            """INSERT INTO item_state (item, project, state, admission, changed_at) VALUES (:i, :p, 'held', :a, 0)""",
            i=item,
            p=project,
            a=sampling.admission(KEY, "main", f"t{n}"),
        )
        made.append(item)
    counters.add(tx, project, {(0, "held"): count})
    plans.changed(tx, project)
    return made
