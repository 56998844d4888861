"""Every main screen as a manager and as an annotator: a clean console, no refusal, no barrier, in the light and dark."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from labelwright.sdk.client import Client
from tests.journeys.conftest import House
from tests.journeys.looks import Watch
from tests.journeys.people import PASSWORD, join

YARD = """
project: yard
name: Cars in the yard
source: {parts: {image: image}}
schema:
  cars: {type: box, part: image, classes: [{id: car, name: Car}, {id: bus, name: Bus}], attributes: {occluded: {type: boolean}}}
  wet: {type: boolean, part: image}
guideline: "## Cars {#s-cars}\\n\\nEvery car that can be seen."
teams: {painters: {kind: own}, judges: {kind: own}}
stages:
  pilot: {kind: annotate, team: painters, take: {first: 3, by: hash}, overlap: {each: all}, resolve: {by: unanimous, else: review}, gate: manual, then: [accept]}
  annotate: {kind: annotate, team: painters, needs: [pilot], then: [review]}
  review: {kind: review, team: judges, then: [accept]}
"""
LETTERS = """
project: letters
source: {table: letters.csv, key: id, parts: {text: body}}
schema: {topic: {type: choice, part: text, classes: [{id: bill, name: Bill}, {id: card, name: Card}]}}
guideline: "## Topics {#s-topics}\\n\\nWhat it is about."
teams: {painters: {kind: own}}
stages:
  annotate: {kind: annotate, team: painters, then: [accept]}
"""
LANE = """
project: lane
source: {parts: {image: image}}
schema: {cars: {type: box, part: image, classes: [{id: car, name: Car}], attributes: {occluded: {type: boolean}}}, wet: {type: boolean, part: image}}
guideline: "## Cars {#s-cars}"
teams: {painters: {kind: own}}
stages:
  annotate: {kind: annotate, team: painters, then: [accept]}
"""
BOX = {"id": "o1", "class": "car", "box": [10, 10, 40, 30], "attributes": {"occluded": False}}


@pytest.fixture(scope="module")
def town(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which everything there is to see has happened: a pilot, answers, skips, a version, a batch, a draft."""
    folder = tmp_path_factory.mktemp("yard")
    for n in range(8):
        out = io.BytesIO()
        Image.new("RGB", (320, 200), (40, 60 + 10 * n, 90)).save(out, "JPEG")
        (folder / f"{n:02}.jpg").write_bytes(out.getvalue())
    with house.client() as admin:
        for document in (YARD, LANE, LETTERS, LETTERS.replace("project: letters", "project: sketch")):
            admin.create_project(document)
        for slug in ("yard", "lane"):
            admin.project(slug).import_files(sorted(folder.iterdir()), root=folder)
        admin.project("letters").import_rows([{"id": f"l{n}", "body": f"letter number {n}"} for n in range(12)])
        painters = [join(admin, house.url, "painters", "annotator", name) for name in ("Pia", "Pat", "Pim")]
        for slug in ("yard", "lane", "letters"):
            admin.project(slug).start()
        for n, client in enumerate(painters):
            _work(client, n)
        people = {one.name: one.id for one in admin.people()}
        body = {"stage": "annotate", "people": [people["Pia"]], "first": 2}
        admin.transport.send("POST", "/projects/letters/batches", dict[str, Any], body)
        admin.project("letters").release(note="first")
        yield house
        for client in painters:
            client.close()


def _work(client: Client, n: int) -> None:
    """The pilot with an answer of one's own, one skip, two letters."""
    while leases := client.work.next("yard", stage="pilot").leases:
        for lease in leases:
            client.work.submit(lease.lease, {"cars": [BOX] * (n > 0), "wet": n == 1}, active_ms=3000)
    [skipped] = client.work.next("letters", count=1).leases
    client.work.skip(skipped.lease, "unclear", "Is it a bill?")
    for _ in range(2):
        [lease] = client.work.next("letters", count=1).leases
        client.work.submit(lease.lease, {"topic": "card"}, active_ms=3000)


def enter(page: Any, house: House, role: str, **more: str) -> Watch:
    """Signs somebody new in, whom a page then follows."""
    with house.client() as admin:
        link = str(admin.invite(f"Somebody {role}", f"{role}@example.org", role=role, **more)[1])
    page.context.request.post(f"{house.url}/api/v1/links/{link.rsplit('/', 1)[1]}", data={"password": PASSWORD})
    page.set_default_timeout(10_000)
    return Watch(page)


def _item(page: Any) -> None:
    page.locator(".th > .bare").first.click()
    page.wait_for_selector(".panel .tl")


def _chosen(page: Any) -> None:
    page.get_by_role("checkbox").nth(1).click()
    page.get_by_text("waits").first.wait_for()


def _person(page: Any) -> None:
    page.get_by_role("row", name="Pia").first.click()
    page.wait_for_selector(".panel .kv")


def _stuck(page: Any) -> None:
    page.keyboard.press("r")
    page.wait_for_selector("[role=dialog] .ends")


def _step(name: str) -> Callable[[Any], None]:
    def go(page: Any) -> None:
        page.locator("nav[aria-label=Steps] button", has_text=name).click()
        page.wait_for_selector(f".mid h1:has-text('{name}')")

    return go


def _drawn(page: Any) -> None:
    at = page.locator(".boxview").bounding_box()
    page.mouse.move(at["x"] + 200, at["y"] + 200)
    page.mouse.down()
    page.mouse.move(at["x"] + 300, at["y"] + 280, steps=2)
    page.mouse.up()
    page.wait_for_selector(".orow.on")


def _keys(page: Any) -> None:
    page.keyboard.press("?")
    page.wait_for_selector("[role=dialog] dl")


def _palette(page: Any) -> None:
    page.keyboard.press("Control+k")
    page.wait_for_selector("[role=option]")


MANAGING: list[tuple[str, str, Callable[[Any], None] | None]] = [
    ("/projects", "a.prow", None),
    ("/projects", "a.prow", _palette),
    ("/new", ".shape", None),
    ("/projects/yard", ".figs", None),
    ("/projects/letters", ".figs", _stuck),
    ("/projects/yard/data", ".th img", None),
    ("/projects/yard/data", ".th img", _item),
    ("/projects/letters/data", ".th", _chosen),
    ("/projects/letters/data?view=table", ".item-rows", None),
    ("/projects/letters/data?import=1", "[role=dialog] table", None),
    ("/projects/yard/pipeline", ".diagram svg", None),
    ("/projects/yard/guideline", "main h2", None),
    ("/projects/letters/people", "table.people", _person),
    ("/projects/yard/pilot/pilot", ".differ", None),
    ("/projects/letters/releases", ".formats", None),
    ("/projects/yard/releases", "main h1", None),
    *(("/projects/sketch/setup", ".steps", _step(name)) for name in (
        "Data", "What to label", "Guideline", "People", "Pipeline", "Review and start"
    )),
    ("/people", "table.people", None),
    ("/settings", "main h1", None),
    ("/work", ".cols", None),
    ("/nowhere", "main", None),
]  # fmt: skip


def test_screens_of_a_manager(page: Any, town: House) -> None:
    watch = enter(page, town, "manager")
    _walk(watch, town, MANAGING)


def test_screens_of_an_annotator(page: Any, town: House) -> None:
    watch = enter(page, town, "annotator", team="painters")
    _walk(
        watch,
        town,
        [
            ("/work", ".cols", None),
            ("/work/lane/annotate", ".wb canvas", _drawn),
            ("/work/letters/annotate", ".wb .cls", None),
            ("/work/letters/annotate", ".wb .cls", _keys),
            ("/settings", "main h1", None),
        ],
    )


def test_screens_of_a_reviewer(page: Any, town: House) -> None:
    watch = enter(page, town, "reviewer", team="judges")
    page.set_default_timeout(30_000)  # what was submitted can be judged when it can no longer be undone
    _walk(watch, town, [("/work/yard/review", ".wb .verdict", None), ("/projects/yard", ".figs", None)])


def test_screens_before_somebody_is_signed_in(page: Any, town: House) -> None:
    watch = Watch(page)
    page.goto(f"{town.url}/signin")
    page.wait_for_selector("input[type=password]")
    watch.look("/signin")
    with town.client() as admin:
        link = str(admin.invite("Zoe", "zoe@example.org", role="auditor")[1])
    page.goto(f"{town.url}/link/{link.rsplit('/', 1)[1]}")
    page.wait_for_selector("input[type=password]")
    watch.look("/link")
    assert [one for one in watch.troubles if "401" not in one] == []  # who is not signed in is told so


def _walk(watch: Watch, house: House, screens: list[tuple[str, str, Callable[[Any], None] | None]]) -> None:
    for path, sign, act in screens:
        watch.where = path
        watch.page.goto(house.url + path)
        watch.page.wait_for_selector(sign)
        if act is not None:
            act(watch.page)
        watch.look(f"{path} {act.__name__.strip('_') if act else ''}".strip())
    assert not watch.troubles, "\n".join(watch.troubles)
