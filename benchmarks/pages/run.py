"""A page of 100 items, first and last, and the project's home, at 50,000 and 1,000,000 items."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks import house, load
from benchmarks.rows import Row, write

SIZES = (50_000, int(os.environ.get("BENCH_LARGE", "1000000")))
REPEATS = 60
PEER = "Label Studio 1.23, SQLite, 50,000 tasks"


def main() -> None:
    rows: list[Row] = []
    with house.serving() as running:
        token = (running.home / "local.token").read_text().strip()
        with httpx.Client(base_url=f"{running.url}/api/v1", headers={"Authorization": f"Bearer {token}"}) as http:
            for size in SIZES:
                slug = f"p{size}"
                house.project(running, slug, house.tickets(size))
                first = f"/projects/{slug}/items?limit=100"
                last = f"{first}&after={size - 101}"
                for label, path, target, peer in (
                    ("first page of 100", first, 10, 102),
                    ("last page of 100", last, 10, 105),
                    ("home", f"/projects/{slug}/home", 5, 256),
                ):
                    rows.append(
                        Row(f"{label}, {size:,} items, p95", p95(http, path), "ms", target, "lower", PEER, peer)
                    )
    write("pages", rows)


def p95(http: httpx.Client, path: str) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        http.get(path).raise_for_status()
        times.append(1e3 * (time.perf_counter() - start))
    return load.quantile(times, 0.95)


if __name__ == "__main__":
    main()
