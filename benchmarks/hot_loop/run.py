"""next + submit by 32 and 64 annotators on 50,000 open tasks, SQLite and PostgreSQL, beside the floor in the same run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks import house, load
from benchmarks.rows import Row, write

SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
TASKS = 50_000
TARGETS = {"sqlite": (900, 60, 120), "postgresql": (350, 60, 120)}
FLOOR = os.environ.get("LABELWRIGHT_FLOOR", "")  # a command that serves the floor program on port 8182


def main() -> None:
    rows: list[Row] = []
    rates: dict[str, float] = {}
    for database in ("sqlite", "postgresql"):
        with ExitStack() as stack:
            url = stack.enter_context(house.postgres()) if database == "postgresql" else ""
            running = stack.enter_context(house.serving(url))
            house.project(running, "loop", house.tickets(TASKS))
            tokens = house.people(running, "loop", 64)
            for users in (32, 64):
                results = [
                    load.run(lambda s, n: load.Ours(s, running.url, "loop", tokens[n]), users, SECONDS, house.CLASSES)  # noqa: B023
                    for _ in range(ROUNDS)
                ]
                rates[f"{database} {users}"] = median(one.per_second for one in results)
                rows += figures(database, users, results)
    rows += floor(rates)
    write("hot_loop", rows)


def figures(database: str, users: int, results: list[load.Result]) -> list[Row]:
    rate, p32, p64 = TARGETS[database]
    p99 = p32 if users == 32 else p64
    label = f"{database}, {users} annotators"
    peer = "Label Studio 1.23, best set-up (PostgreSQL, uWSGI x4)"
    errors = sum((one.errors for one in results), start=type(results[0].errors)())
    if errors:
        print(f"{label}: {dict(errors)}", file=sys.stderr)
    return [
        Row(f"cycles/s, {label}", round(median(one.per_second for one in results)), "1/s", rate, "higher", peer,
            9.5 if users == 32 else 5.7),
        Row(f"next p99, {label}", median(load.quantile(one.next_ms, 0.99) for one in results), "ms", p99),
        Row(f"submit p99, {label}", median(load.quantile(one.submit_ms, 0.99) for one in results), "ms", p99),
        Row(f"tasks handed to two, {label}", sum(one.twice for one in results), "tasks", 0, "lower",
            "Label Studio 1.23, default install, 8 people", "14 of 121"),
        Row(f"errors, {label}", sum(errors.values()), "", 0),
    ]  # fmt: skip


def floor(rates: dict[str, float]) -> list[Row]:
    """The floor program under the same load, where its command is given."""
    if not FLOOR:
        print("LABELWRIGHT_FLOOR is not set: the floor was not measured", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "FLOOR_DB": f"{folder}/floor.db", "FLOOR_SYNC": "FULL"}
        process = subprocess.Popen(FLOOR.split(), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            url = "http://127.0.0.1:8182"
            rows = []
            for users in (32, 64):
                project = _floor_project(url)
                results = [
                    load.run(lambda s, n: load.Floor(s, url, project, n + 1), users, SECONDS, house.CLASSES)  # noqa: B023
                    for _ in range(ROUNDS)
                ]
                rate = median(one.per_second for one in results)
                rows.append(Row(f"floor cycles/s, {users} annotators", round(rate), "1/s", None, "higher"))
                rows.append(Row(f"share of the floor, sqlite, {users} annotators", round(rates[f"sqlite {users}"] / rate, 2),
                                "x", 0.6, "higher"))  # fmt: skip
            return rows
        finally:
            process.terminate()
            process.wait()


def _floor_project(url: str) -> int:
    for _ in range(200):
        try:
            with httpx.Client(base_url=url) as client:
                client.post("/login/0").raise_for_status()
                made = client.post("/projects", json={"title": "loop"}).json()["id"]
                client.post(f"/projects/{made}/import", json=house.tickets(TASKS), timeout=60).raise_for_status()
                return int(made)
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError("the floor does not answer")


if __name__ == "__main__":
    main()
