"""A project in one sitting, in a browser: from a table to a version on the manager's disk."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labelwright.sdk.client import Client
from tests.journeys.conftest import House
from tests.journeys.people import PASSWORD, taking

TICKETS, PILOT = 24, 4


@pytest.fixture(scope="module")
def admin(house: House) -> Iterator[Client]:
    with house.client() as client:
        yield client


@pytest.fixture
def manager(page: Any, house: House, admin: Client) -> Any:
    """A page in which a manager of the whole house is signed in."""
    who = f"marta{len(admin.people())}@example.org"
    link = str(admin.invite("Marta Klein", who, role="manager")[1])
    taken = page.context.request.post(f"{house.url}/api/v1/links/{link.rsplit('/', 1)[1]}", data={"password": PASSWORD})
    assert taken.ok, taken.text()
    page.set_default_timeout(10_000)
    return page


def table(file: Path) -> Path:
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["ticket_id", "body", "channel"])
        writer.writerows([f"t-{n:02}", f"My card was declined at shop {n}.", "mail"] for n in range(TICKETS))
    return file


def answer(client: Client, stage: str, most: int = 100) -> int:
    done = 0
    while done < most and (leases := client.work.next("tickets", stage=stage).leases):
        for lease in leases:
            client.work.submit(lease.lease, {"category": "card"}, active_ms=2000)
            done += 1
    return done


def step(page: Any, name: str) -> None:
    page.locator("nav[aria-label=Steps] button", has_text=name).click()


def shown(page: Any, text: str) -> None:
    page.get_by_text(text).first.wait_for()


def test_from_a_table_to_a_version_in_one_sitting(manager: Any, house: House, admin: Client, tmp_path: Path) -> None:
    page = manager
    page.goto(f"{house.url}/projects")
    page.locator("input[type=file]").nth(1).set_input_files(table(tmp_path / "tickets.csv"))
    page.get_by_role("button", name="Make the draft").click()
    _set_up(page)
    ana = taking(house.url, _invite(page, "Ana Ferreira"))
    step(page, "Pipeline")
    page.get_by_label("Pilot, takes the first").fill(str(PILOT))
    step(page, "Review and start")
    page.get_by_role("button", name="Start the project").click()
    shown(page, f"0 of {PILOT} items answered by everybody")
    with ana:
        assert answer(ana, "pilot") == PILOT
        shown(page, "The pilot is complete.")
        shown(page, f"{PILOT} of {TICKETS}")
        page.keyboard.press("r")
        page.get_by_role("button", name="Open the gate").click()
        page.get_by_role("button", name="Open it").click()
        shown(page, "gate open")
        chosen = _batch(page)
        assert answer(ana, "annotate", len(chosen)) == len(chosen)
        page.get_by_role("row", name="For Ana Ferreira").wait_for(state="detached")
        project = admin.project("tickets")
        assert {item.key for item in project.items(stage="review")} == chosen  # her first five are all looked at
        assert answer(ana, "annotate") == TICKETS - PILOT - len(chosen)
        _release(page, tmp_path, project.home().items.accepted)


def _set_up(page: Any) -> None:
    """Columns, classes and a guideline; the form at the right follows."""
    assert page.get_by_label("Text to label").input_value() == "body"
    assert page.get_by_label("What identifies a row").input_value() == "ticket_id"
    page.get_by_role("button", name="Import tickets.csv").click()
    shown(page, f"{TICKETS} items added")
    shown(page, "My card was declined at shop 0.")
    page.keyboard.press("Control+Enter")
    adding = page.get_by_label("Add a class")
    adding.fill("Card")
    adding.press("Enter")
    adding.fill("Bill")
    adding.press("Enter")
    for placeholder in ("first", "second"):
        page.get_by_label(f"Remove {placeholder}").click()
    choices = page.locator(".trial .cls")
    choices.nth(1).wait_for()
    assert [re.sub(r"^\w\n", "", one) for one in choices.all_inner_texts()] == ["Card", "Bill"]
    step(page, "Guideline")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Saved").wait_for()


def _invite(page: Any, name: str) -> str:
    step(page, "People")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Email").fill("ana@example.org")
    page.get_by_role("button", name="Invite").click()
    return str(page.locator(".note .mono").inner_text())


def _batch(page: Any) -> set[str]:
    """Three items become Ana's, and show under her name; their keys."""
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.get_by_role("tab", name="In work").click()
    boxes = page.get_by_role("checkbox", name="Select t-")
    boxes.nth(2).click()
    boxes.nth(4).click(modifiers=["Shift"])
    chosen = {one.get_attribute("aria-label").removeprefix("Select ") for one in boxes.all()[2:5]}
    shown(page, "3 wait at Annotate")
    page.get_by_label("Person").select_option(label="Ana Ferreira")
    page.get_by_role("button", name="Give 3 tasks").click()
    shown(page, "3 tasks given to Ana Ferreira")
    page.keyboard.press("g")
    page.keyboard.press("u")
    row = page.get_by_role("row", name="For Ana Ferreira")
    assert row.get_by_role("cell").nth(3).inner_text() == "3"
    return chosen


def _release(page: Any, folder: Path, accepted: int) -> None:
    """A version is frozen, and what is downloaded holds every accepted label."""
    page.keyboard.press("g")
    page.keyboard.press("r")
    shown(page, f"{accepted} ")
    page.get_by_role("button", name="Freeze").first.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Note").fill("first")
    sheet.get_by_role("button", name="Freeze").click()
    shown(page, "Version 1 is frozen")
    with page.expect_download() as loading:
        page.get_by_role("link", name="Download JSON").click()
    loading.value.save_as(folder / "labels.jsonl")
    labels = [json.loads(line)["label"] for line in io.StringIO((folder / "labels.jsonl").read_text())]
    assert len(labels) == accepted > PILOT
    assert all(label == {"category": "card"} for label in labels)


def test_a_table_that_calls_its_columns_otherwise_is_read_as_the_manager_says(
    manager: Any, house: House, admin: Client, tmp_path: Path
) -> None:
    page, file = manager, tmp_path / "more.csv"
    file.write_text("nr,message\nx-1,Where is my card?\nx-2,I paid twice.\n")
    page.goto(f"{house.url}/projects/tickets/data?import=1")
    sheet = page.get_by_role("dialog")
    sheet.locator("input[type=file]").nth(1).set_input_files(file)
    shown(sheet, "more.csv has no columns body and ticket_id")
    assert sheet.get_by_role("button", name="Import more.csv").is_disabled()
    sheet.get_by_label("Text, column").select_option("message")
    sheet.get_by_label("What identifies a row, column").select_option("nr")
    sheet.get_by_role("button", name="Import more.csv").click()
    shown(sheet, "2 items added")
    found = {item.key: item.parts["text"].text for item in admin.project("tickets").items(q="x-")}
    assert found == {"x-1": "Where is my card?", "x-2": "I paid twice."}
