"""kill -9 in the middle of 32 annotators' work: what was acknowledged is there, once; what was not arrives later."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

import labelwright
from labelwright.errors import Conflict, Unavailable
from labelwright.sdk.client import Client
from tests.journeys.conftest import House
from tests.journeys.people import join

DOCUMENT = """
project: tickets
source: {table: tickets.csv, key: id, parts: {text: body}}
schema: {category: {type: choice, part: text, classes: [{id: refund, name: Refund}, {id: login, name: Login}]}}
guideline: "## Categories {#s-categories}"
teams: {crowd: {kind: own}}
stages:
  annotate: {kind: annotate, team: crowd, overlap: 1, then: [accept]}
"""
PEOPLE, TABS, ITEMS, BEFORE = 8, 4, 1500, 300


@dataclass
class Tab:
    """One tab of an annotator: it keeps what was not acknowledged and sends it again, with the same key."""

    token: str
    acknowledged: dict[int, str] = field(default_factory=dict)
    journal: list[tuple[int, str]] = field(default_factory=list)

    def work(self, url: Callable[[], str], stop: threading.Event, total: Counter[str]) -> None:
        while not stop.is_set() or self.journal:
            try:
                with labelwright.connect(url(), self.token) as client:
                    self._replay(client, total)
                    while not stop.is_set():
                        for lease in client.work.next("tickets").leases:
                            self.journal.append((lease.lease, str(lease.item.parts["text"].text)))
                            self._replay(client, total)
            except (Unavailable, OSError, ValueError):  # away, or it has not said yet where it is
                time.sleep(0.05)

    def _replay(self, client: Client, total: Counter[str]) -> None:
        while self.journal:
            lease, text = self.journal[0]
            receipt = client.work.submit(lease, {"category": "refund"}, active_ms=900, key=f"journal-{lease}")
            self.acknowledged[receipt.annotation] = text
            self.journal.pop(0)
            total["done"] += 1


def test_acknowledged_submits_survive_kill_9_and_the_others_arrive_once(new_house: Callable[..., House]) -> None:
    house = new_house()
    house.start()
    with house.client() as admin:
        admin.create_project(DOCUMENT)
        admin.project("tickets").import_rows([{"id": f"t{n}", "body": f"ticket {n}"} for n in range(ITEMS)])
        people = [join(admin, house.url, "crowd", "annotator", f"Worker{n}") for n in range(PEOPLE)]
        admin.project("tickets").start()
    tabs = [Tab(client.add_token("tab")) for client in people for _ in range(TABS)]
    for client in people:
        client.close()
    stop, total = threading.Event(), Counter[str]()
    threads = [threading.Thread(target=tab.work, args=(lambda: house.url, stop, total)) for tab in tabs]
    for thread in threads:
        thread.start()
    _until(lambda: total["done"] >= BEFORE)
    house.stop(kill=True)
    known = {annotation for tab in tabs for annotation in tab.acknowledged}
    assert len(known) >= BEFORE
    house.start()
    _until(lambda: total["done"] >= 2 * BEFORE)
    stop.set()
    for thread in threads:
        thread.join()
    texts = Counter(text for tab in tabs for text in tab.acknowledged.values())
    assert max(texts.values()) == 1, "no task was done by two"
    with house.client() as admin:
        labels = [label.key for label in admin.project("tickets").labels()]
    assert len(labels) == len(set(labels))
    assert len(labels) == sum(len(tab.acknowledged) for tab in tabs)


def _until(true: Callable[[], bool], patience: float = 60.0) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def test_the_same_key_gives_the_same_receipt(house: House) -> None:
    with house.client() as admin:
        admin.create_project(DOCUMENT.replace("project: tickets", "project: again").replace("crowd", "again-crowd"))
        admin.project("again").import_rows([{"id": "t1", "body": "one"}])
        with join(admin, house.url, "again-crowd", "annotator", "Again") as client:
            admin.project("again").start()
            lease = client.work.next("again").leases[0].lease
            first = client.work.submit(lease, {"category": "refund"}, key="the-same-key")
            assert client.work.submit(lease, {"category": "login"}, key="the-same-key") == first
            with pytest.raises(Conflict, match="submitted"):
                client.work.submit(lease, {"category": "refund"}, key="another-key")
