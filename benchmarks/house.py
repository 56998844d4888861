"""A real server in a process of its own, on SQLite or on a PostgreSQL of the benchmark's, and people to work in it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

import labelwright
from labelwright.operations import accounts
from labelwright.sdk.client import Client
from labelwright.sdk.project import ProjectClient
from labelwright.store import Store

ROOT = Path(__file__).resolve().parent.parent
CLASSES = (
    "billing", "refund", "login", "password", "shipping", "delivery_delay", "damaged_item", "cancel", "upgrade", "bug",
    "feature_request", "complaint", "praise", "privacy", "other",
)  # fmt: skip


@dataclass
class Running:
    """A server that answers, and its administrator's client."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]
    admin: Client
    database: str

    def memory(self) -> int:
        """Resident bytes of the server and its children."""
        tree = psutil.Process(self.process.pid)
        return sum(one.memory_info().rss for one in [tree, *tree.children(recursive=True)])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database: str = "", home: Path | None = None) -> Iterator[Running]:
    """Starts a server in a fresh home (or in this one) and stops it at the end."""
    with tempfile.TemporaryDirectory() as folder:
        place = home or Path(folder)
        port = free_port()
        env = {**os.environ, "LABELWRIGHT_HOME": str(place), "LABELWRIGHT_DATABASE": database}
        command = [str(Path(sys.executable).parent / "labelwright"), "serve", "--port", str(port)]
        with (place / "server.log").open("ab") as log:
            process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
            try:
                url = f"http://127.0.0.1:{port}"
                wait_for(url, process)
                token = (place / "local.token").read_text().strip()
                with labelwright.connect(url, token) as admin:
                    yield Running(url, place, process, admin, database or f"sqlite:///{place / 'labelwright.db'}")
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(30)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> float:
    """Waits until the server says it is ready; the seconds that took."""
    start = time.perf_counter()
    while process.poll() is None:
        try:
            if httpx.get(f"{url}/ready").status_code == 200:
                return time.perf_counter() - start
        except httpx.TransportError:
            time.sleep(0.02)
    raise RuntimeError("the server ended before it was ready")


@contextmanager
def postgres() -> Iterator[str]:
    """A durable PostgreSQL of the benchmark's own: the URL of an empty database."""
    from tests import postgres as cluster

    cluster.begin_run()
    try:
        url = cluster.cluster()
        for name in ("fsync", "synchronous_commit", "full_page_writes"):  # the tests switch them off
            cluster.statement(url, f"ALTER SYSTEM SET {name} = on")
        cluster.statement(url, "ALTER SYSTEM SET max_wal_size = '4GB'")
        cluster.statement(url, "SELECT pg_reload_conf()")
        cluster.statement(url, "CREATE DATABASE bench")
        yield cluster.database(url, "bench")
    finally:
        cluster.end_run()


def document(slug: str, stages: str) -> str:
    """A text project of 15 classes."""
    classes = ", ".join(f"{{id: {one}, name: {one}}}" for one in CLASSES)
    return f"""
project: {slug}
source: {{table: tickets.csv, key: ticket_id, parts: {{text: text}}}}
schema: {{category: {{type: choice, part: text, classes: [{classes}]}}}}
guideline: "## Categories {{#s-categories}}"
teams: {{{slug}-people: {{kind: own}}, {slug}-leads: {{kind: own}}}}
stages:
{stages.format(people=slug + "-people", leads=slug + "-leads")}
"""


PLAIN = "  annotate: {{kind: annotate, team: {people}, overlap: 1, then: [accept]}}"
TRIPLE = (
    "  annotate: {{kind: annotate, team: {people}, overlap: 3, resolve: {{by: majority, else: review}}, then: [accept]}}\n"
    "  review: {{kind: review, team: {leads}, then: [accept]}}"
)


def project(house: Running, slug: str, tickets: list[dict[str, object]], *, stages: str = PLAIN) -> None:
    """A started project with its items open."""
    house.admin.create_project(document(slug, stages))
    client = house.admin.project(slug)
    client.import_rows(tickets)
    client.start()
    let_in(client)


def let_in(client: ProjectClient) -> None:
    """Waits for the jobs that bring imported items into the work."""
    while any(job.state in ("queued", "running") for job in client.jobs()):
        for job in client.jobs():
            client.wait(job.id)


def people(house: Running, slug: str, count: int) -> list[str]:
    """API tokens of so many annotators of the project, laid into the database: sixty sign-ins at once are refused."""
    ids = [
        house.admin.invite(f"Person {n}", f"{slug}-{n}@example.org", role="annotator", team=f"{slug}-people")[0].id
        for n in range(count)
    ]
    tokens = {person: f"bench-{slug}-{person}-{'x' * 24}" for person in ids}
    store = Store.open(house.database)
    store.write(
        lambda tx: tx.many(
            "INSERT INTO api_token (hash, person, name, hint, created_at) VALUES (:hash, :person, 'bench', 'xxxx', 0)",
            [{"hash": accounts.digest(token), "person": person} for person, token in tokens.items()],
        )
    )
    store.close()
    return list(tokens.values())


def tickets(count: int) -> list[dict[str, object]]:
    """Customer-support-like records of about 200 characters, the same every time."""
    return [
        {
            "ticket_id": f"T-{n:07d}",
            "text": f"Ticket {n}: my invoice for order {n * 7919 % 1000000} shows a charge that I do not recognise. "
            "The parcel was promised for Tuesday but the tracking page has not moved. Thanks for a quick answer.",
        }
        for n in range(count)
    ]
