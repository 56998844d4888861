"""A follower reads every event once, in commit order, whoever writes beside it."""

from __future__ import annotations

import threading
import time

from labelwright.store import Store, events


def test_a_follower_misses_nothing_of_eight_writers(store: Store) -> None:
    per_writer, writers = 60, 8
    ended = threading.Event()

    def write(n: int) -> None:
        for i in range(per_writer):
            store.write(lambda tx, i=i: events.add(tx, "x", 1, refs={"writer": n, "i": i}))  # type: ignore[misc]

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    seen: list[int] = []
    cursor = events.Cursor()

    def follow() -> None:
        nonlocal cursor
        until = time.monotonic() + 30  # transactions of other databases in the cluster may hold the snapshot back
        while time.monotonic() < until:
            last = ended.is_set()
            rows, cursor = store.read(lambda tx, at=cursor: events.after(tx, at, 50))  # type: ignore[misc]
            seen.extend(row.id for row in rows)
            if last and not rows and len(seen) >= per_writer * writers:
                return

    follower = threading.Thread(target=follow)
    follower.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended.set()
    follower.join()
    assert len(seen) == len(set(seen)) == per_writer * writers
    assert store.read(events.end) == cursor
