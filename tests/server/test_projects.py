"""Projects from the first document to the archive, as people with different roles meet them."""

from __future__ import annotations

import pytest

from labelwright.server.clock import now_us
from labelwright.store import counters, events
from tests.server.browser import Browser, Town, cars


@pytest.fixture
def admin(town: Town) -> Browser:
    return town.administrator()


def made(admin: Browser, document: str = "", **more) -> dict:
    answer = admin.post("/projects", {"document": document or cars(), **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_document_makes_a_draft_that_its_maker_leads(admin: Browser) -> None:
    project = made(admin)
    assert (project["slug"], project["state"], project["media"]) == ("cars", "draft", "image")
    assert "manager" in project["roles"]
    assert [one["slug"] for one in admin.get("/projects").json()["projects"]] == ["cars"]


def test_second_project_of_the_same_name_is_refused(admin: Browser) -> None:
    made(admin)
    again = admin.post("/projects", {"document": cars()})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_wrong_document_says_everything_at_once(admin: Browser) -> None:
    answer = admin.post("/projects", {"document": cars().replace("annotate,", "anotate,").replace("leads: {", "lead: {")})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_definition")
    assert len(answer.json()["problems"]) >= 2
    assert all(problem["line"] for problem in answer.json()["problems"])
    assert admin.get("/projects").json()["projects"] == []


def test_checking_a_document_makes_nothing(admin: Browser) -> None:
    checked = admin.post("/definitions/validate", {"document": cars()}).json()
    assert checked["ok"] is True
    assert [stage["key"] for stage in checked["definition"]["stages"]] == ["annotate", "review"]
    assert any("nobody is in" in warning["message"] for warning in checked["warnings"])
    assert admin.get("/teams").json()["teams"] == []
    wrong = admin.post("/definitions/validate", {"document": "project: [1"}).json()
    assert wrong["ok"] is False
    assert wrong["problems"]


def test_team_of_another_kind_is_not_the_same_people(admin: Browser) -> None:
    made(admin)
    answer = admin.post("/projects", {"document": cars("vans", kind="vendor")})
    assert (answer.status_code, answer.json()["problems"][0]["place"]) == (422, "teams.part_timers.kind")
    assert len(admin.get("/projects").json()["projects"]) == 1


def test_maker_is_in_the_judging_team_and_in_the_only_team(admin: Browser) -> None:
    made(admin)
    sizes = {team["key"]: team["size"] for team in admin.get("/teams").json()["teams"]}
    assert sizes == {"leads": 1, "part_timers": 0}
    alone = (
        "project: alone\nsource: {parts: {image: image}}\n"
        "schema: {ok: {type: boolean, part: image}}\nguideline: g.md\nteams: {me: {kind: own}}\n"
        "stages: {annotate: {kind: annotate, team: me, then: [accept]}}\n"
    )
    made(admin, alone)
    sizes = {team["key"]: team["size"] for team in admin.get("/teams").json()["teams"]}
    assert sizes["me"] == 1


def test_draft_may_be_changed_as_one_likes_and_stays_version_one(admin: Browser) -> None:
    made(admin)
    first = admin.get("/projects/cars/definition").json()
    changed = cars().replace("name: Van", "name: Minibus").replace("rate: 0.5", "rate: 0.2")
    answer = admin.put("/projects/cars/definition", {"document": changed, "base_sha256": first["sha256"]})
    assert answer.json()["version"] == 1
    now = admin.get("/projects/cars/definition").json()
    assert now["document"] == changed
    assert now["schema"]["kind"]["classes"][1]["name"] == "Minibus"


def test_stage_of_a_draft_opens_when_its_gate_is_taken_away(admin: Browser) -> None:
    pilot = "  pilot: {kind: annotate, team: part_timers, take: {first: 5, by: hash}, gate: manual, then: [accept]}\n"
    gated = cars().replace("stages:\n", f"stages:\n{pilot}").replace("then: [{to", "needs: [pilot], then: [{to")
    assert admin.post("/projects", {"document": gated}).status_code == 201
    phases = [stage["phase"] for stage in admin.get("/projects/cars/home").json()["stages"]]
    assert phases == ["open", "closed", "open"]
    assert admin.put("/projects/cars/definition", {"document": cars()}).status_code == 200
    phases = [stage["phase"] for stage in admin.get("/projects/cars/home").json()["stages"]]
    assert phases == ["open", "open"]


def test_new_stage_of_a_running_project_is_open_where_its_gate_is(town: Town, admin: Browser) -> None:
    pilot = "  pilot: {kind: annotate, team: part_timers, take: {first: 5, by: hash}, gate: manual, then: [accept]}\n"
    gated = cars().replace("stages:\n", f"stages:\n{pilot}").replace("then: [{to", "needs: [pilot], then: [{to")
    assert admin.post("/projects", {"document": gated}).status_code == 201
    admin.post("/projects/cars/start")
    slice_ = "  {key}: {{kind: annotate, team: part_timers, take: {{first: 5, by: hash}}, needs: [pilot], then: [accept]}}\n"

    def phases_with(document: str) -> dict[str, str]:
        answer = admin.put("/projects/cars/definition", {"document": document})
        assert answer.status_code == 200, answer.json()["problems"]
        return {stage["key"]: stage["phase"] for stage in admin.get("/projects/cars/home").json()["stages"]}

    closed = gated.replace("  annotate:", slice_.format(key="second") + "  annotate:")
    assert phases_with(closed)["second"] == "closed"
    assert admin.post("/projects/cars/stages/pilot/gate").status_code == 200
    found = phases_with(closed.replace("  annotate:", slice_.format(key="third") + "  annotate:"))
    assert (found["annotate"], found["second"], found["third"]) == ("open", "open", "open")


def test_two_who_edit_at_once_do_not_overwrite_each_other(admin: Browser) -> None:
    made(admin)
    answer = admin.put("/projects/cars/definition", {"document": cars().replace("0.5", "0.2"), "base_sha256": "0" * 64})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")


def test_definition_cannot_rename_its_project(admin: Browser) -> None:
    made(admin)
    answer = admin.put("/projects/cars/definition", {"document": cars("vans")})
    assert (answer.status_code, answer.json()["code"]) == (409, "in_flight")


def test_start_puts_the_admission_in_line_once(admin: Browser) -> None:
    made(admin)
    job = admin.post("/projects/cars/start").json()["job"]
    assert admin.get(f"/jobs/{job}").json()["kind"] == "open_items"
    assert admin.get("/projects/cars").json()["state"] == "running"
    assert admin.post("/projects/cars/start").status_code == 409


def test_archived_project_stays_readable_and_unchanged(admin: Browser) -> None:
    made(admin)
    assert admin.post("/projects/cars/archive").status_code == 204
    assert admin.post("/projects/cars/archive").status_code == 409
    assert admin.post("/projects/cars/start").status_code == 409
    assert admin.put("/projects/cars/definition", {"document": cars().replace("0.5", "0.2")}).status_code == 409
    assert admin.get("/projects/cars/definition").json()["document"] == cars()
    refused = admin.post("/projects/cars/stages/annotate/phase", {"phase": "paused", "reason": "over"})
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


def test_home_tells_counts_flow_and_people_without_counting(town: Town, admin: Browser) -> None:
    made(admin)
    admin.post("/projects/cars/start")
    person = town.person("bo", ("annotator", "team", 1))
    now = now_us()

    def happen(tx) -> None:
        stages = {row.key: row.id for row in tx.rows("SELECT id, key FROM stage")}
        counters.add(tx, 1, {(0, "held"): 5, (0, "accepted"): 2, (stages["annotate"], "waiting"): 3})
        tx.run("INSERT INTO source (id, project, key, spec) VALUES (9, 1, 's', '{}')")
        tx.run("INSERT INTO import (id, project, source, state, person, created_at) VALUES (1, 1, 9, 'done', 1, 1)")
        tx.run('INSERT INTO item (id, project, source, ordinal, key, "import") VALUES (1, 1, 9, 1, \'a\', 1)')
        tx.run(
            "INSERT INTO task (id, project, stage, item, bars, rank, state, wanted, available_at, definition, created_at)"
            " VALUES (1, 1, :s, 1, 3, 1, 'done', 1, 1, 1, 1)",
            s=stages["annotate"],
        )
        events.add(tx, "admitted", now, project=1, refs={"stage": "annotate", "items": 4})
        events.add(tx, "submitted", now, project=1, actor=person, item=1, task=1, refs={"state": "done", "to": "accept"})
        events.add(tx, "submitted", now, project=1, actor=person, item=1, task=1, refs={"state": "done", "to": "review"})

    town.house.store.write(happen)
    home = admin.get("/projects/cars/home").json()
    assert home["items"] == {"held": 5, "active": 0, "accepted": 2, "dropped": 0, "total": 7}
    annotate, review = home["stages"]
    assert (annotate["waiting"], annotate["in_day"], annotate["out_day"]) == (3, 4, 2)
    assert (review["key"], review["in_day"], review["team"]) == ("review", 1, "Leads")
    assert sum(hour["n"] for hour in home["accepted_by_hour"]) == 1
    assert [(one["name"], one["answers"]) for one in home["people_today"]] == [("Bo", 2)]
    town.house.store.write(lambda tx: events.add(tx, "submitted", now, project=1, actor=person, task=1, refs={}))
    assert admin.get("/projects/cars/home").json()["people_today"][0]["answers"] == 3
    taken_back = {"given_at": now, "from": "accept"}
    town.house.store.write(lambda tx: events.add(tx, "undone", now, project=1, actor=person, task=1, refs=taken_back))
    home = admin.get("/projects/cars/home").json()
    assert sum(hour["n"] for hour in home["accepted_by_hour"]) == 0
    assert (home["stages"][0]["out_day"], home["people_today"][0]["answers"]) == (1, 2)


def test_home_says_which_stages_are_ones_own_and_why_one_is_paused(town: Town, admin: Browser) -> None:
    made(admin)
    stages = {row.key: row.team for row in town.house.store.read(lambda tx: tx.rows("SELECT key, team FROM stage"))}
    reviewer = town.somebody("rita", ("reviewer", "team", stages["review"]), ("reviewer", "project", 1))
    admin.post("/projects/cars/start")
    admin.post("/projects/cars/stages/annotate/phase", {"phase": "paused", "reason": "the guideline is rewritten"})
    annotate, review = reviewer.get("/projects/cars/home").json()["stages"]
    assert (annotate["mine"], review["mine"]) == (False, True)
    assert (annotate["phase"], annotate["phase_reason"]) == ("paused", "the guideline is rewritten")


def test_fold_starts_where_the_kept_hours_start(town: Town, admin: Browser) -> None:
    made(admin)
    now = now_us()
    old = now - 100 * 3_600_000_000

    def happen(tx) -> None:
        for n in range(700):
            events.add(tx, "skipped", old + n, project=1)
        for n in range(3):
            events.add(tx, "admitted", now + n - 10, project=1, refs={"stage": "annotate", "items": 1})

    town.house.store.write(happen)
    assert admin.get("/projects/cars/home").json()["stages"][0]["in_day"] == 3


def test_annotators_get_the_schema_and_their_own_stage_but_no_document(town: Town, admin: Browser) -> None:
    made(admin)
    browser = town.somebody("bo", ("annotator", "team", 1))
    found = browser.get("/projects/cars/definition").json()
    assert found["document"] is None
    assert [stage["key"] for stage in found["stages"]] == ["annotate"]
    assert found["teams"] == {}
    assert "kind" in found["schema"]
    assert browser.get("/projects/cars/schemas/1").json()["schema"] == found["schema"]
    [listed] = browser.get("/projects").json()["projects"]
    assert (listed["items"], listed["attention"], listed["roles"]) == (0, [], ["annotator"])


def test_project_of_others_is_not_there(town: Town, admin: Browser) -> None:
    made(admin)
    made(admin, cars("vans", team="acme", kind="vendor"))
    vendor = town.somebody("vi", ("vendor_lead", "team", 3))
    assert [one["slug"] for one in vendor.get("/projects").json()["projects"]] == ["vans"]
    for path in ("", "/home", "/definition", "/guideline", "/people", "/events", "/jobs", "/diagram.svg"):
        assert vendor.get(f"/projects/cars{path}").json()["code"] == "not_found"
    assert vendor.get("/projects/cars").json()["detail"].replace("cars", "X") == vendor.get(
        "/projects/nowhere"
    ).json()["detail"].replace("nowhere", "X")


def test_vendor_lead_sees_the_own_stages_and_people_only(town: Town, admin: Browser) -> None:
    made(admin, cars("vans", team="acme", kind="vendor"))
    teams = {row.key: row.id for row in town.house.store.read(lambda tx: tx.rows("SELECT id, key FROM team"))}
    town.person("anna", ("annotator", "team", teams["acme"]))
    vendor = town.somebody("vi", ("vendor_lead", "team", teams["acme"]))
    assert [stage["key"] for stage in vendor.get("/projects/vans/home").json()["stages"]] == ["annotate"]
    [team] = vendor.get("/projects/vans/people").json()["teams"]
    assert [one["name"] for one in team["people"]] == ["Anna", "Vi"]
    assert {one["name"] for one in vendor.get("/people").json()["people"]} == {"Anna", "Vi"}


def test_diagram_is_a_picture_without_script(admin: Browser) -> None:
    made(admin)
    answer = admin.get("/projects/cars/diagram.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.text.startswith("<svg")
    assert "<script" not in answer.text


def test_templates_are_documents_that_can_be_carried_out(admin: Browser) -> None:
    for template in admin.get("/templates").json()["templates"]:
        checked = admin.post("/definitions/validate", {"document": template["document"]}).json()
        assert checked["ok"], (template["key"], checked["problems"])


def test_job_of_others_is_not_there(town: Town, admin: Browser) -> None:
    made(admin)
    job = admin.post("/projects/cars/start").json()["job"]
    annotator = town.somebody("bo", ("annotator", "team", 1))
    assert annotator.get(f"/jobs/{job}").status_code == 404
    assert annotator.post(f"/jobs/{job}/cancel").status_code == 404
    assert admin.post(f"/jobs/{job}/cancel").json()["state"] == "cancelled"
    assert [one["id"] for one in admin.get("/projects/cars/jobs").json()["jobs"]] == [job]


def test_running_project_takes_texts_and_additions_and_says_what_changed(admin: Browser) -> None:
    made(admin)
    admin.post("/projects/cars/start")
    more = cars().replace("{id: van, name: Van}", "{id: van, name: Minibus}, {id: bus, name: Bus}")
    checked = admin.post("/definitions/validate", {"document": more, "project": "cars"}).json()
    assert checked["ok"] is True
    assert len(checked["changes"]) == 2
    done = admin.put("/projects/cars/definition", {"document": more}).json()
    assert done["version"] == 2
    assert done["changes"] == checked["changes"]
    now = admin.get("/projects/cars/definition").json()
    assert now["schema_version"] == 2
    assert len(admin.get("/projects/cars/schemas/1").json()["schema"]["kind"]["classes"]) == 2
    versions = admin.get("/projects/cars/definition/versions").json()["versions"]
    assert [version["version"] for version in versions] == [2, 1]


def test_running_project_refuses_what_touches_work_in_flight_and_changes_nothing(town: Town, admin: Browser) -> None:
    made(admin)
    admin.post("/projects/cars/start")
    town.house.store.write(lambda tx: counters.add(tx, 1, {(0, "held"): 5}))
    less = cars().replace("{id: van, name: Van}", "{id: bus, name: Bus}").replace("name: Car", "name: Automobile")
    checked = admin.post("/definitions/validate", {"document": less, "project": "cars"}).json()
    assert checked["ok"] is False
    refused = admin.put("/projects/cars/definition", {"document": less})
    assert (refused.status_code, refused.json()["code"]) == (409, "in_flight")
    [problem] = refused.json()["problems"]
    assert problem["line"] == 4
    assert "van" in problem["message"].lower()
    assert admin.get("/projects/cars/definition").json()["version"] == 1
