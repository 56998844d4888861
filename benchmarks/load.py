"""A load generator: annotators who take the next task and answer it at once, without thinking."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp
import uvloop


class Annotator(Protocol):
    """One person's side of a server."""

    async def next(self) -> tuple[object, str] | None:
        """A handle for the submit and the task's own name, or None when there is nothing."""

    async def submit(self, handle: object, label: str) -> None: ...


@dataclass
class Result:
    """What a run measured; times in milliseconds."""

    cycles: int = 0
    seconds: float = 0
    next_ms: list[float] = field(default_factory=list)
    submit_ms: list[float] = field(default_factory=list)
    twice: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        return self.cycles / self.seconds if self.seconds else 0


def quantile(values: list[float], q: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(q * len(ordered)))], 2) if ordered else float("nan")


def run(
    make: Callable[[aiohttp.ClientSession, int], Annotator], users: int, seconds: float, labels: tuple[str, ...]
) -> Result:
    """`users` annotators for so many seconds."""
    return uvloop.run(_run(make, users, seconds, labels))


async def _run(make: Callable[[aiohttp.ClientSession, int], Annotator], users: int, seconds: float,
               labels: tuple[str, ...]) -> Result:  # fmt: skip
    result = Result()
    holders: dict[str, set[int]] = defaultdict(set)
    start = time.perf_counter()
    end = start + seconds

    async def one(session: aiohttp.ClientSession, n: int) -> None:
        person, r = make(session, n), random.Random(n)
        while time.perf_counter() < end and sum(result.errors.values()) < 100:
            t0 = time.perf_counter()
            try:
                got = await person.next()
            except Exception as error:  # counted and shown
                result.errors[f"next: {error}"[:80]] += 1
                continue
            t1 = time.perf_counter()
            if got is None:
                return
            handle, name = got
            holders[name].add(n)
            try:
                await person.submit(handle, r.choice(labels))
            except Exception as error:
                result.errors[f"submit: {error}"[:80]] += 1
                continue
            result.next_ms.append(1e3 * (t1 - t0))
            result.submit_ms.append(1e3 * (time.perf_counter() - t1))
            result.cycles += 1

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(one(session, n) for n in range(users)))
    result.seconds = time.perf_counter() - start
    result.twice = sum(1 for people in holders.values() if len(people) > 1)
    return result


class Ours:
    """An annotator of Labelwright, with an API token."""

    def __init__(self, session: aiohttp.ClientSession, url: str, project: str, token: str) -> None:
        self._session = session
        self._url = f"{url}/api/v1/work"
        self._ask = json.dumps({"project": project, "stage": "annotate"}).encode()
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._n = 0

    async def next(self) -> tuple[object, str] | None:
        async with self._session.post(f"{self._url}/next", data=self._ask, headers=self._headers) as response:
            raw = await response.read()
            if response.status != 200:
                raise RuntimeError(f"{response.status} {raw[:60]!r}")
        leases = json.loads(raw)["leases"]
        return (leases[0]["lease"], leases[0]["item"]["parts"]["text"]["text"]) if leases else None

    async def submit(self, handle: object, label: str) -> None:
        self._n += 1
        body = json.dumps({"answer": {"category": label}, "active_ms": 3200}).encode()
        headers = {**self._headers, "Idempotency-Key": f"bench-{handle}-{self._n}"}
        async with self._session.post(f"{self._url}/leases/{handle}/submit", data=body, headers=headers) as response:
            raw = await response.read()
            if response.status != 200:
                raise RuntimeError(f"{response.status} {raw[:60]!r}")


class Floor:
    """An annotator of the floor program: a bare driver without accounts, validation or events."""

    def __init__(self, session: aiohttp.ClientSession, url: str, project: int, user: int) -> None:
        self._session = session
        self._url = url
        self._project = project
        self._user = user
        self._cookies: dict[str, str] | None = None

    async def _cookie(self) -> dict[str, str]:
        if self._cookies is None:
            async with self._session.post(f"{self._url}/login/{self._user}") as response:
                self._cookies = {name: morsel.value for name, morsel in response.cookies.items()}
        return self._cookies

    async def next(self) -> tuple[object, str] | None:
        cookies = await self._cookie()
        async with self._session.post(f"{self._url}/projects/{self._project}/next", cookies=cookies) as response:
            raw = await response.read()
            if response.status == 404:
                return None
        task = json.loads(raw)["id"]
        return task, str(task)

    async def submit(self, handle: object, label: str) -> None:
        body = {"lead_time": 3.2, "result": [{"value": {"choices": [label]}, "type": "choices"}]}
        cookies = await self._cookie()
        async with self._session.post(
            f"{self._url}/tasks/{handle}/annotations", data=json.dumps(body).encode(), cookies=cookies
        ) as response:
            await response.read()
            if response.status != 201:
                raise RuntimeError(str(response.status))
