"""50,000 texts in over the API, 50,000 labels out as JSONL and CSV; 1,000,000 streamed out in bounded memory."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks import house
from benchmarks.rows import Row, write
from labelwright.store import Store, Tx

COUNT = 50_000
LARGE = int(os.environ.get("BENCH_LARGE", "1000000"))
PEER = "Label Studio 1.23, SQLite"
MB = 1 << 20


class Peak:
    """The largest memory of a server while a block runs."""

    def __init__(self, running: house.Running) -> None:
        self._running = running
        self._ended = threading.Event()
        self.bytes = 0
        self._thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            self.bytes = max(self.bytes, self._running.memory())

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def main() -> None:
    rows: list[Row] = []
    with house.serving() as running:
        tickets = house.tickets(COUNT)
        seconds, shown = [], []
        with Peak(running) as peak:
            for n in range(3):
                running.admin.create_project(house.document(f"in{n}", house.PLAIN))
                client = running.admin.project(f"in{n}")
                seconds.append(timed(lambda c=client: c.import_rows(tickets)))  # type: ignore[misc]
                shown.append(seconds[-1] + timed(lambda c=client: house.let_in(c)))  # type: ignore[misc]
        rows.append(Row("import 50,000 texts over the API", round(median(seconds), 2), "s", 1.5, "lower", PEER, 7.63))
        rows.append(Row("the same until a job has let them into the work", round(median(shown), 2), "s"))
        rows.append(Row("memory while importing", round(peak.bytes / MB), "MB", 250, "lower", PEER, 461))
    rows += exports()
    write("import_export", rows)


def exports() -> list[Row]:
    rows: list[Row] = []
    with house.serving() as running:
        for size in (COUNT, LARGE):
            house.project(running, f"out{size}", house.tickets(size))
        home = running.home
        running.process.terminate()
        running.process.wait()
        store = Store.open(f"sqlite:///{home / 'labelwright.db'}")
        store.write(labelled)
        store.close()
        with house.serving(home=home) as again:
            client = again.admin.project(f"out{COUNT}")
            for format, peer in (("jsonl", 66.4), ("csv", 71.2)):
                seconds = [timed(lambda f=format: _drain(client, f)) for _ in range(3)]  # type: ignore[misc]
                rows.append(
                    Row(f"export 50,000 labels, {format}", round(median(seconds), 2), "s", 0.8, "lower", PEER, peer)
                )
            with Peak(again) as peak:
                seconds_large = timed(lambda: _drain(again.admin.project(f"out{LARGE}"), "jsonl"))
            rows.append(Row(f"memory while {LARGE:,} labels stream out", round(peak.bytes / MB), "MB", 300))
            rows.append(Row(f"export {LARGE:,} labels, jsonl", round(seconds_large, 1), "s"))
    return rows


def _drain(client: object, format: str) -> None:
    with Path(os.devnull).open("wb") as sink:
        client.download(sink, format=format)  # type: ignore[attr-defined]


def labelled(tx: Tx) -> None:
    """Every item is accepted with a label, laid into the database as rows."""
    person = tx.value("SELECT min(id) FROM person")
    tx.run(
        """INSERT INTO annotation (project, item, task, stage, person, kind, standing, schema_version, guideline_version,
             active_ms, request_id, created_at)
           SELECT project, item, id, stage, :me, 'answer', 'counted', 1, 1, 3200, 'laid-' || id, 1 FROM task""",
        me=person,
    )
    tx.run(
        """INSERT INTO annotation_body (annotation, body)
           SELECT id, '{"answer":{"category":"refund"}}' FROM annotation"""
    )
    tx.run(
        """INSERT INTO accepted_label (project, item, body, method, sources, schema_version, guideline_version, created_at)
           SELECT project, item, '{"category":"refund"}', 'single', '[' || id || ']', 1, 1, 1 FROM annotation"""
    )
    tx.run(
        """UPDATE item_state SET state = 'accepted',
             accepted_label = (SELECT l.id FROM accepted_label l WHERE l.item = item_state.item)"""
    )


if __name__ == "__main__":
    main()
