"""`next` for one annotator: at 1,000 and 1,000,000 open tasks, and at overlap 3 after 100,000 answers of one's own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks import house, load
from benchmarks.rows import Row, write
from labelwright.store import Store, Tx

SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
LARGE = int(os.environ.get("BENCH_LARGE", "1000000"))
OWN = int(os.environ.get("BENCH_OWN", "100000"))
PEER = "Label Studio 1.23, SQLite, 50,000 tasks"


def main() -> None:
    rows: list[Row] = []
    with house.serving() as running:
        for size in (1_000, LARGE):
            slug = f"n{size}"
            house.project(running, slug, house.tickets(size))
            rows += measured(running, slug, f"{size:,} open tasks")
    rows += after_own_answers()
    write("next_item", rows)


def measured(running: house.Running, slug: str, label: str, token: str = "") -> list[Row]:
    token = token or house.people(running, slug, 1)[0]
    result = load.run(lambda s, _: load.Ours(s, running.url, slug, token), 1, SECONDS, house.CLASSES)
    return [
        Row(f"next p50, {label}", load.quantile(result.next_ms, 0.5), "ms", 5, "lower", PEER, 108),
        Row(f"next p99, {label}", load.quantile(result.next_ms, 0.99), "ms", 15, "lower", PEER, 308),
    ]


def after_own_answers() -> list[Row]:
    """The history is laid into the database as rows; nobody could wait for so many requests."""
    with house.serving() as running:
        house.project(running, "own", house.tickets(OWN + 2_000), stages=house.TRIPLE)
        token = house.people(running, "own", 3)[0]
        home = running.home
        running.process.terminate()
        running.process.wait()
        store = Store.open(f"sqlite:///{home / 'labelwright.db'}")
        store.write(answered)
        store.close()
        with house.serving(home=home) as again:
            return measured(again, "own", f"overlap 3 after {OWN:,} own answers", token)


def answered(tx: Tx) -> None:
    """The first annotator has answered the first tasks of the stage; each still wants two others."""
    person = tx.value("SELECT id FROM person WHERE email = 'own-0@example.org'")
    stage = tx.value("SELECT id FROM stage WHERE key = 'annotate'")
    tx.run(
        """INSERT INTO lease (task, item, project, stage, person, side, counts, state, leased_at, expires_at,
             schema_version, guideline_version, definition)
           SELECT id, item, project, stage, :me, 1, true, 'submitted', 0, 0, 1, 1, definition FROM task
           WHERE stage = :stage ORDER BY rank LIMIT :n""",
        me=person,
        stage=stage,
        n=OWN,
    )
    tx.run("UPDATE task SET have = 1 WHERE stage = :stage AND id IN (SELECT task FROM lease)", stage=stage)


if __name__ == "__main__":
    main()
