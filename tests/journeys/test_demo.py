"""The demo as a visitor meets it: started for real, small, and watched until it does what it promises."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from labelwright import sdk
from labelwright.cli.demo.life import enough
from tests.journeys.conftest import House

PATIENCE = 120.0
PROMISED = 30.0  # seconds until the visitor's work is reviewed


def until(true: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """What `true` gives as soon as it gives anything; looks again and again."""
    end = time.monotonic() + patience
    while not (found := true()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)
    return found


def run(house: House) -> None:
    with (house.home / "../demo.log").open("ab") as log:
        house.process = subprocess.Popen(
            [sys.executable, "-m", "labelwright.cli", "demo", "--port", "0", "--images", "24", "--tickets", "60"],
            env=house.environment() | {"LABELWRIGHT_HOME": str(house.home / "demo")},
            stdout=log,
            stderr=log,
        )


def ready(house: House) -> str | None:
    assert house.process is not None
    assert house.process.poll() is None, (house.home / "../demo.log").read_text()
    home = house.home / "demo"
    try:
        made = json.loads((home / "demo.json").read_text())["complete"]
        url = json.loads((home / "server.lock").read_text())["url"]
    except (OSError, ValueError, KeyError):
        return None
    return url if made and sdk.client.alive(url) else None


def interrupt(house: House) -> int:
    assert house.process is not None
    house.process.send_signal(signal.SIGINT)
    code = house.process.wait(PATIENCE)
    house.process = None
    return code


@pytest.fixture(scope="module")
def demo(new_house: Callable[..., House]) -> House:
    house = new_house()
    run(house)
    until(lambda: ready(house))
    return house


@pytest.fixture(scope="module")
def visitor(demo: House) -> Iterator[sdk.Client]:
    home = demo.home / "demo"
    people = json.loads((home / "demo.json").read_text())["people"]
    token = (home / "local.token").read_text().strip()
    with sdk.connect(ready(demo) or "", token, demo_person=people["you"]) as client:
        yield client


def left(client: sdk.Client, project: str) -> dict[str, int]:
    batches = client.transport.get(f"/projects/{project}/batches", dict[str, Any])["batches"]
    return {batch["stage"]: batch["left"] for batch in batches}


def feedback(client: sdk.Client) -> set[int]:
    return {one["annotation"] for one in client.transport.get("/work/home", dict[str, Any])["feedback"]}


def test_whoever_opens_the_address_is_in_and_may_be_anybody(demo: House) -> None:
    with httpx.Client(base_url=ready(demo) or "", trust_env=False, follow_redirects=True) as browser:
        browser.get("/")
        me = browser.get("/api/v1/me").json()
    assert me["person"]["name"] == "You"
    assert [one["name"] for one in me["demo"]["people"]][:2] == ["You", "Ines Duarte"]
    assert len(me["demo"]["people"]) == 10


def test_screens_have_something_to_show_from_the_start(visitor: sdk.Client) -> None:
    assert {one.slug for one in visitor.projects()} == {"street-scenes", "support-tickets"}
    for slug in ("street-scenes", "support-tickets"):
        project = visitor.project(slug)
        home = project.home()
        assert home.items.accepted > 0
        assert any(stage.waiting for stage in home.stages if stage.kind == "review")
        assert [one.n for one in project.releases()] == [1]
    assert feedback(visitor)


def test_visitors_answer_is_reviewed_within_thirty_seconds(visitor: sdk.Client) -> None:
    before = feedback(visitor)
    [lease] = [one for one in visitor.work.next("street-scenes", stage="annotate").leases if not one.previous][:1] or [
        visitor.work.next("street-scenes", stage="annotate").leases[0]
    ]
    visitor.work.submit(lease.lease, {"vehicles": []}, active_ms=4000)
    began = time.monotonic()
    until(lambda: feedback(visitor) - before, PROMISED)
    assert time.monotonic() - began <= PROMISED


def test_colleagues_stop_at_sixty_percent_and_leave_the_visitors_items(visitor: sdk.Client) -> None:
    project = visitor.project("street-scenes")
    until(lambda: enough(project.home()))
    home = project.home()
    assert sum(stage.done for stage in home.stages if stage.kind == "annotate") <= 0.60 * home.items.total + 8
    assert left(visitor, "street-scenes")["annotate"] >= 5
    assert left(visitor, "street-scenes")["review"] >= 1


def test_first_walk_is_ticked_off_as_it_happens(demo: House, visitor: sdk.Client) -> None:
    with httpx.Client(base_url=ready(demo) or "", trust_env=False, follow_redirects=True) as browser:
        browser.get("/")
        walk(demo, visitor, browser)


def walk(demo: House, visitor: sdk.Client, browser: httpx.Client) -> None:
    def steps() -> list[bool]:
        home = browser.get("/api/v1/projects/support-tickets/home").json()
        return [one["done"] for one in home["checklist"]]

    assert steps() == [False, False, False, False]
    for _ in range(5):
        [lease] = visitor.work.next("support-tickets", stage="annotate").leases
        visitor.work.submit(lease.lease, {"category": "refund"}, active_ms=2000)
    assert steps() == [True, False, False, False]
    for _ in range(3):
        [lease] = visitor.work.next("support-tickets", stage="expert").leases
        visitor.work.review(lease.lease, "correct", answer={"category": "refund"}, reasons=["wrong_class"])
    project = visitor.project("support-tickets")
    made = project.release("Mine")
    with (demo.home / "mine.jsonl").open("wb") as file:
        project.download(file, release=made.n)
    assert steps() == [True, True, True, True]


def test_ctrl_c_ends_everything_and_a_second_run_goes_on(demo: House) -> None:
    people = json.loads((demo.home / "demo" / "demo.json").read_text())["people"]
    assert interrupt(demo) == 0
    run(demo)
    url = until(lambda: ready(demo))
    assert sdk.client.alive(url)
    assert json.loads((demo.home / "demo" / "demo.json").read_text())["people"] == people
    assert interrupt(demo) == 0
