"""A million leases with the server killed over and over: no task in two hands, no acknowledged answer lost or doubled."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import uvloop

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks import house
from benchmarks.rows import Row, write
from labelwright.store import Store, Tx

LEASES = int(os.environ.get("BENCH_LEASES", "1000000"))
PEOPLE = 32
LIFE = 20.0  # seconds between two kills
AWAY = (aiohttp.ClientError, ConnectionError, asyncio.TimeoutError)


@dataclass
class Annotator:
    """Takes four tasks at once and answers them; what was not acknowledged goes again, under the same key."""

    token: str
    journal: list[int] = field(default_factory=list)
    acknowledged: dict[int, int] = field(default_factory=dict)  # lease: annotation
    seen: Counter[str] = field(default_factory=Counter)  # leases by the text of their item

    async def work(self, session: aiohttp.ClientSession, url: str, until: int, total: Counter[str]) -> None:
        """Until enough leases are out, nothing is left, or the server is away."""
        try:
            await self._take(session, "GET", f"{url}/api/v1/work/leases?project=million&stage=annotate", total)
            while total["leases"] < until:
                if not await self._take(session, "POST", f"{url}/api/v1/work/next", total):
                    return
        except AWAY:
            total["away"] += 1

    async def _take(self, session: aiohttp.ClientSession, method: str, url: str, total: Counter[str]) -> int:
        body = json.dumps({"project": "million", "stage": "annotate", "count": 4}) if method == "POST" else None
        leases = (await self._asked(session, method, url, body))["leases"]
        for one in leases:
            if one["lease"] not in self.acknowledged and one["lease"] not in self.journal:
                self.journal.append(one["lease"])
                self.seen[one["item"]["parts"]["text"]["text"]] += 1
                total["leases"] += 1
        while self.journal:
            lease = self.journal[0]
            answer = json.dumps({"answer": {"category": random.choice(house.CLASSES)}, "active_ms": 900})
            at = f"{url.partition('/work/')[0]}/work/leases/{lease}/submit"
            receipt = await self._asked(session, "POST", at, answer, {"Idempotency-Key": f"million-{lease}"})
            self.acknowledged[lease] = receipt["annotation"]
            self.journal.pop(0)
        return len(leases)

    async def _asked(
        self, session: aiohttp.ClientSession, method: str, url: str, body: str | None, more: dict[str, str] | None = None
    ) -> dict[str, object]:  # fmt: skip
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **(more or {})}
        async with session.request(method, url, data=body, headers=headers) as response:
            raw = await response.read()
            if response.status != 200:
                raise RuntimeError(f"{method} {url}: {response.status} {raw[:200]!r}")
        return json.loads(raw)


async def life(running: house.Running, people: list[Annotator], total: Counter[str], kill: bool) -> None:
    """One life of the server; with `kill` it ends in the middle of everybody's work."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        at_work = asyncio.gather(*(one.work(session, running.url, LEASES, total) for one in people))
        if kill:
            await asyncio.wait([asyncio.ensure_future(at_work)], timeout=LIFE * random.uniform(0.5, 1.5))
            running.process.kill()
            total["kills"] += 1
        await at_work


def main() -> None:
    start, total = time.perf_counter(), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with house.serving(home=home) as running:
            house.project(running, "million", house.tickets(LEASES + 50_000))
            people = [Annotator(token) for token in house.people(running, "million", PEOPLE)]
        while total["leases"] < LEASES:
            with house.serving(home=home) as running:
                uvloop.run(life(running, people, total, kill=True))
        with house.serving(home=home) as running:  # what was not acknowledged when the last one was killed
            uvloop.run(life(running, people, total, kill=False))
        store = Store.open(f"sqlite:///{home / 'labelwright.db'}")
        kept = store.read(counted)
        store.close()
    texts = sum((one.seen for one in people), start=Counter[str]())
    acknowledged = [annotation for one in people for annotation in one.acknowledged.values()]
    write("hand_out", [
        Row("leases handed out", total["leases"], "leases", LEASES, "higher"),
        Row("kill -9 of the server meanwhile", total["kills"], "times"),
        Row("tasks handed to two", sum(n > 1 for n in texts.values()) + kept["twice"], "tasks", 0,
            "lower", "Label Studio 1.23, default install, 8 people", "14 of 121"),
        Row("acknowledged answers that are lost", len(set(acknowledged) - kept["ids"]), "answers", 0),
        Row("answers that stand twice", kept["doubled"], "answers", 0),
        Row("all of it", round(time.perf_counter() - start), "s"),
    ])  # fmt: skip


def counted(tx: Tx) -> dict[str, object]:
    """What the database holds: the ids of counted answers, tasks with two holders, items with two answers."""
    return {
        "ids": {row.annotation for row in tx.rows("SELECT annotation FROM task_answer")},
        "twice": tx.value(
            """SELECT count(*) FROM (SELECT task FROM lease WHERE state IN ('reserved', 'active', 'submitted')
               GROUP BY task HAVING count(*) > 1)"""
        ),
        "doubled": tx.value("SELECT count(*) FROM (SELECT item FROM annotation GROUP BY item HAVING count(*) > 1)"),
    }


if __name__ == "__main__":
    main()
