"""The workbench in a browser: boxes, questions and texts by key, a lost connection, a closed window, a review and its return."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from labelwright.sdk.client import Client
from tests.journeys.conftest import House
from tests.journeys.people import PASSWORD

STREETS = """
project: streets
source: {folder: ./images, parts: {image: image}}
schema:
  cars: {type: box, part: image, classes: [{id: car, name: Car}, {id: bus, name: Bus}], attributes: {occluded: {type: boolean}}}
guideline: "## Cars {#s-cars}"
teams: {painters: {kind: own}, judges: {kind: own}}
stages:
  annotate: {kind: annotate, team: painters, then: [review]}
  review: {kind: review, team: judges, then: [accept]}
"""
CROSSING = """
project: crossing
source: {folder: ./images, parts: {image: image}}
schema:
  cars:
    type: box
    part: image
    classes: [{id: car, name: Car, key: c}, {id: bus, name: Bus, key: s}, {id: van, name: Van}]
    attributes: {side: {type: choice, classes: [left, right], required: true}, plate: {type: text}}
  weather: {type: choice, part: image, classes: [sun, rain]}
  night: {type: boolean, part: image, key: z}
  people: {type: number, part: image, integer: true}
guideline: "## Cars {#s-cars}"
teams: {painters: {kind: own}, judges: {kind: own}}
stages:
  annotate: {kind: annotate, team: painters, then: [review]}
  review: {kind: review, team: judges, then: [accept]}
"""
LETTERS = """
project: letters
source: {table: letters.csv, key: id, parts: {text: body}}
schema: {topic: {type: choice, part: text, classes: [{id: bill, name: Bill}, {id: card, name: Card}, {id: rest, name: Rest}]}}
guideline: "## Topics {#s-topics}"
teams: {painters: {kind: own}}
stages:
  annotate: {kind: annotate, team: painters, then: [accept]}
"""


@pytest.fixture(scope="module")
def admin(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("streets")
    for n in range(12):
        out = io.BytesIO()
        Image.new("RGB", (800, 600), (40, 60 + 10 * n, 90)).save(out, "JPEG")
        (folder / f"{n:02}.jpg").write_bytes(out.getvalue())
    with house.client() as admin:
        for document, slug in ((STREETS, "streets"), (CROSSING, "crossing")):
            admin.create_project(document)
            admin.project(slug).import_files(sorted(folder.iterdir()), root=folder)
            admin.project(slug).start()
        admin.create_project(LETTERS)
        admin.project("letters").import_rows([{"id": f"l{n}", "body": f"letter number {n}"} for n in range(40)])
        admin.project("letters").start()
        yield admin


kept_sessions: dict[str, Any] = {}  # who comes back in a later test


def sign_in(page: Any, house: House, admin: Client, name: str, role: str, team: str) -> int:
    person, address = admin.invite(name, f"{name.lower()}@example.org", role=role, team=team)
    link = str(address)
    taken = page.context.request.post(f"{house.url}/api/v1/links/{link.rsplit('/', 1)[1]}", data={"password": PASSWORD})
    assert taken.ok, taken.text()
    return person.id


def at_work(page: Any, house: House, place: str) -> None:
    page.goto(f"{house.url}/work/{place}")
    page.wait_for_selector(".wb [data-stage]")


def ref(page: Any) -> str:
    return str(page.inner_text(".wb-head .ref")).split()[0]


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Any) -> None:
    page.wait_for_function("() => /saved/i.test(document.querySelector('.wb-foot [role=status]').textContent)")


def draw(page: Any, x: int, y: int) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 20)
    page.mouse.move(x + 100, y + 60)
    page.mouse.up()


def accepted(admin: Client, project: str) -> int:
    return admin.project(project).home().items.accepted


def test_boxes_by_drag_and_by_two_clicks_with_undo_reach_the_reviewer(page: Any, house: House, admin: Client) -> None:
    sign_in(page, house, admin, "Mira", "annotator", "painters")
    at_work(page, house, "streets/annotate")
    press(page, "2")
    draw(page, 300, 300)
    page.mouse.click(500, 400)
    page.mouse.move(560, 430)
    page.mouse.click(580, 450)
    rows = page.locator(".orow")
    assert [row.split("\n")[1] for row in rows.all_inner_texts()] == ["Bus", "Bus"]
    press(page, "1", "o")  # the selected box: its class, its answer
    assert "Car" in rows.all_inner_texts()[1]
    size = rows.nth(1).locator(".px").inner_text()
    press(page, "Delete")
    assert rows.count() == 1
    press(page, "Control+z")
    assert rows.nth(1).locator(".px").inner_text() == size
    press(page, "Control+z", "Control+z")
    assert "Bus" in rows.all_inner_texts()[1]
    press(page, "Control+Shift+z", "Control+Shift+z", "d", "Shift+ArrowRight")
    before = ref(page)
    press(page, "Enter")
    page.wait_for_function(
        "before => !document.querySelector('.wb-head .ref').textContent.startsWith(before)", arg=before
    )
    saved(page)
    assert admin.project("streets").home().stages[1].waiting == 1
    kept_sessions["Mira"] = page.context.cookies()


def test_boxes_and_the_questions_beside_them_are_answered_with_the_keys_of_the_definition(
    page: Any, house: House, admin: Client
) -> None:
    page.context.add_cookies(kept_sessions["Mira"])
    at_work(page, house, "crossing/annotate")
    assert page.locator(".classes .kbd").all_inner_texts() == ["C", "S", "3", "/"]
    assert page.locator(".wb-foot .btn", has_text="Skip").inner_text().split() == ["Skip", "Shift", "S"]
    press(page, "s")
    draw(page, 300, 300)
    assert page.locator(".orow").inner_text().split("\n")[1] == "Bus"
    press(page, "Enter")  # an attribute is open: nothing is sent, the box stays
    assert page.locator(".orow .ask, .osel").count() == 1
    press(page, "e", "p")
    page.keyboard.type("AB 1")
    press(page, "Enter", "c", "Enter")  # out of the field, a car after all; Enter goes to the first question
    assert page.inner_text(".question.on h3") == "Weather"
    press(page, "2", "z", "t")
    page.keyboard.type("3")
    press(page, "Enter")
    assert page.locator(".question.on").count() == 0
    before = ref(page)
    press(page, "Enter")
    page.wait_for_function(
        "before => !document.querySelector('.wb-head .ref').textContent.startsWith(before)", arg=before
    )
    saved(page)


def test_texts_by_key_go_on_without_a_connection_and_arrive_when_it_is_back(
    page: Any, house: House, admin: Client
) -> None:
    sign_in(page, house, admin, "Jo", "annotator", "painters")
    at_work(page, house, "letters/annotate")
    page.wait_for_function("() => document.querySelectorAll('.slots i:not(.wait)').length === 3")
    press(page, "1", "Enter", "2", "Enter")
    saved(page)
    page.wait_for_function("() => document.querySelectorAll('.slots i:not(.wait)').length === 3")
    page.context.set_offline(True)
    press(page, "3", "Enter", "1", "Enter")
    page.wait_for_selector("text=Offline, 2 pending")
    page.context.set_offline(False)
    saved(page)
    page.wait_for_function("() => !document.querySelector('.wb-foot [role=status]').textContent.includes('pending')")
    assert accepted(admin, "letters") == 4


def test_a_closed_window_loses_nothing(page: Any, house: House, admin: Client) -> None:
    sign_in(page, house, admin, "Kim", "annotator", "painters")
    at_work(page, house, "letters/annotate")
    page.wait_for_function("() => document.querySelectorAll('.slots i:not(.wait)').length === 3")
    before = accepted(admin, "letters")
    page.context.set_offline(True)
    press(page, "1", "Enter", "2")
    open_task = ref(page)
    page.wait_for_timeout(200)
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    at_work(again, house, "letters/annotate")
    saved(again)
    assert ref(again) == open_task
    assert again.inner_text(".cls.on").endswith("Card")
    again.wait_for_function("() => !document.querySelector('.wb-foot [role=status]').textContent.includes('Saving')")
    assert accepted(admin, "letters") == before + 1


def test_a_reviewer_returns_it_with_words(page: Any, house: House, admin: Client) -> None:
    sign_in(page, house, admin, "Rosa", "reviewer", "judges")
    at_work(page, house, "streets/review")  # shows by itself once it cannot be undone any more
    page.wait_for_selector(".drow")
    titles = [row.split("\n")[1] for row in page.locator(".drow").all_inner_texts()]
    assert titles == ["Bus", "Car"]
    press(page, "r", "6", "t")
    page.keyboard.type("Leave out the shadow.")
    press(page, "Control+Enter")
    page.wait_for_selector(".mid")
    saved(page)
    kept_sessions["Rosa"] = page.context.cookies()


def test_a_reviewer_puts_right_an_answer_beside_the_boxes_by_key(page: Any, house: House, admin: Client) -> None:
    page.context.add_cookies(kept_sessions["Rosa"])
    at_work(page, house, "crossing/review")
    page.wait_for_selector(".drow")
    shown = [" ".join(row.split("\n")[1:]) for row in page.locator(".drow").all_inner_texts()]
    assert [one.split()[0] for one in shown] == ["Car", "Weather", "Night", "People"]
    press(page, "c", "q", "1", "z", "Escape")
    assert [row.split("\n")[1] for row in page.locator(".drow").all_inner_texts()] == ["Weather", "Night"]
    press(page, "d", "1", "Enter")  # the night as the annotator had it
    page.wait_for_selector(".mid")
    saved(page)
    [label] = admin.project("crossing").labels()
    answer = label.answer
    assert (answer["weather"], answer["night"], answer["people"]) == ("sun", True, 3)
    assert [(one["class"], one["attributes"]) for one in answer["cars"]] == [("car", {"side": "left", "plate": "AB 1"})]


def test_backspace_takes_the_last_answer_back(page: Any, house: House, admin: Client) -> None:
    sign_in(page, house, admin, "Lou", "annotator", "painters")
    at_work(page, house, "letters/annotate")
    first = ref(page)
    before = accepted(admin, "letters")
    press(page, "1", "Enter")
    saved(page)
    assert accepted(admin, "letters") == before + 1
    press(page, "Backspace")
    page.wait_for_function("first => document.querySelector('.wb-head .ref').textContent.startsWith(first)", arg=first)
    assert page.inner_text(".cls.on").endswith("Bill")
    assert accepted(admin, "letters") == before
    press(page, "2", "Enter")
    saved(page)
    assert accepted(admin, "letters") == before + 1


def test_the_sheet_shows_the_keys_that_hold_here(page: Any, house: House, admin: Client) -> None:
    sign_in(page, house, admin, "Max", "annotator", "painters")
    at_work(page, house, "streets/annotate")
    press(page, "Shift+?")
    sheet = page.locator("[role=dialog]")
    assert "Box, two clicks or drag" in sheet.inner_text()
    assert "No two commands share a key here" in sheet.inner_text()
    page.keyboard.type("copy")
    assert sheet.locator("dl > div").count() == 1
    press(page, "Escape")
    assert sheet.count() == 0


def test_a_place_in_ones_batch_and_an_earlier_answer_changed_from_ones_own_page(
    page: Any, house: House, admin: Client
) -> None:
    person = sign_in(page, house, admin, "Pat", "annotator", "painters")
    asked = {"stage": "annotate", "people": [person], "first": 3}
    admin.transport.send("POST", "/projects/letters/batches", dict[str, Any], asked)
    at_work(page, house, "letters/annotate")
    page.wait_for_selector("text=Task 1 of 3")
    press(page, "1", "Enter")
    page.wait_for_selector("text=Task 2 of 3")
    saved(page)
    before = [label.answer["topic"] for label in admin.project("letters").labels()]
    page.goto(f"{house.url}/work")
    page.wait_for_selector(".recent .ra >> text=Bill")
    page.click(".recent .ra button")
    page.wait_for_selector("text=changing an earlier answer")
    assert page.inner_text(".cls.on").endswith("Bill")
    press(page, "3", "Enter")
    page.wait_for_selector("text=changing an earlier answer", state="detached")
    saved(page)
    after = [label.answer["topic"] for label in admin.project("letters").labels()]
    assert (len(after), after.count("rest")) == (len(before), before.count("rest") + 1)


def test_returned_work_is_questioned_and_what_redo_opens(page: Any, house: House, admin: Client) -> None:
    page.context.add_cookies(kept_sessions["Mira"])
    page.goto(f"{house.url}/work")
    page.wait_for_selector("text=returned to you", timeout=40_000)  # shows by itself once it may be taken
    entry = page.locator(".fb", has_text="Leave out the shadow.")
    entry.get_by_text("Question it").click()
    page.keyboard.type("Which shadow?")
    press(page, "Control+Enter")
    page.wait_for_selector("text=You: Which shadow?")
    press(page, "Enter")
    page.wait_for_selector(".came-back")
    assert "loose box" in page.inner_text(".came-back")
    assert page.locator(".orow").count() == 2


def test_the_reviewer_answers_the_question(page: Any, house: House, admin: Client) -> None:
    page.context.add_cookies(kept_sessions["Rosa"])
    page.goto(f"{house.url}/work")
    page.wait_for_selector("text=Annotator: Which shadow?")
    page.fill("[aria-label='Your answer']", "The one to the left.")
    press(page, "Control+Enter")
    page.wait_for_selector("text=Questions about your reviews", state="detached")
    page.context.clear_cookies()
    page.context.add_cookies(kept_sessions["Mira"])
    page.goto(f"{house.url}/work")
    page.wait_for_selector("text=Reviewer: The one to the left.")
