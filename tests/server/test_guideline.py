"""The guideline in versions."""

from __future__ import annotations

import pytest

from tests.server.browser import Browser, Town, cars


@pytest.fixture
def admin(town: Town) -> Browser:
    admin = town.administrator()
    admin.post("/projects", {"document": cars(), "guideline": "## Tight boxes\n\nNo gap.\n"})
    return admin


def test_first_version_comes_with_the_definition(admin: Browser) -> None:
    found = admin.get("/projects/cars/guideline").json()
    assert found["version"] == 1
    assert [section["uid"] for section in found["sections"]] == ["s-tight-boxes"]


def test_publishing_makes_a_version_and_keeps_the_old_one(admin: Browser) -> None:
    text = admin.get("/projects/cars/guideline").json()["document"] + "\n## Vans\n\nBig cars.\n"
    found = admin.put("/projects/cars/guideline", {"document": text, "note": "vans"}).json()
    assert (found["version"], found["versions"][0]["note"], found["versions"][0]["by"]) == (2, "vans", "Ada")
    assert len(admin.get("/projects/cars/guideline?version=1").json()["sections"]) == 1
    assert admin.get("/projects/cars/guideline?version=9").status_code == 404
    assert admin.get("/projects/cars/definition").json()["guideline_version"] == 2


def test_same_text_makes_no_version(admin: Browser) -> None:
    text = admin.get("/projects/cars/guideline").json()["document"]
    assert admin.put("/projects/cars/guideline", {"document": text}).json()["version"] == 1


def test_identity_of_a_removed_section_is_not_given_again(admin: Browser) -> None:
    admin.put("/projects/cars/guideline", {"document": "## Other\n"})
    found = admin.put("/projects/cars/guideline", {"document": "## Other {#s-other}\n## Tight boxes\n"}).json()
    assert [section["uid"] for section in found["sections"]] == ["s-other", "s-tight-boxes-2"]


def test_two_who_write_at_once_do_not_overwrite_each_other(admin: Browser) -> None:
    admin.put("/projects/cars/guideline", {"document": "## Other\n"})
    late = admin.put("/projects/cars/guideline", {"document": "## Mine\n", "base": 1})
    assert (late.status_code, late.json()["code"]) == (409, "stale")


def test_annotators_read_it_and_cannot_write_it(town: Town, admin: Browser) -> None:
    annotator = town.somebody("bo", ("annotator", "team", 1))
    assert annotator.get("/projects/cars/guideline").status_code == 200
    assert annotator.put("/projects/cars/guideline", {"document": "x"}).status_code == 403


def test_draft_that_changes_its_definition_keeps_its_guideline(admin: Browser) -> None:
    admin.put("/projects/cars/guideline", {"document": "## Other\n"})
    admin.put("/projects/cars/definition", {"document": cars().replace("0.5", "0.2")})
    assert admin.get("/projects/cars/guideline").json()["version"] == 2
    assert admin.get("/projects/cars/definition").json()["guideline_version"] == 2


def test_guideline_of_an_archived_project_stays_as_it_is(admin: Browser) -> None:
    admin.post("/projects/cars/archive")
    refused = admin.put("/projects/cars/guideline", {"document": "## Other\n"})
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert admin.get("/projects/cars/guideline").json()["version"] == 1
