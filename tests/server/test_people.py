"""Inviting, joining, leaving; and who may give which role."""

from __future__ import annotations

import pytest

from tests.server.browser import PASSWORD, Browser, Town, cars


@pytest.fixture
def admin(town: Town) -> Browser:
    admin = town.administrator()
    admin.post("/projects", {"document": cars()})
    return admin


def invitation(name: str = "bo", **more: str) -> dict[str, str]:
    return {"name": name.title(), "email": f"{name}@example.org", **more}


def test_invited_person_joins_by_the_link(town: Town, admin: Browser) -> None:
    invited = admin.post("/people", invitation(team="part_timers")).json()
    assert invited["person"]["joined"] is False
    key = invited["link"].rsplit("/", 1)[1]
    newcomer = town.stranger()
    assert newcomer.get(f"/links/{key}").json() == {"purpose": "invite", "email": "bo@example.org", "name": "Bo"}
    me = newcomer.post(f"/links/{key}", {"password": PASSWORD, "email": "other@example.org"}).json()
    assert me["person"]["email"] == "bo@example.org"
    assert [(role["role"], role["scope_name"]) for role in me["roles"]] == [("annotator", "part_timers")]


def test_person_who_is_here_gets_the_role_and_no_link(town: Town, admin: Browser) -> None:
    me = admin.get("/me").json()["person"]
    town.house.store.write(lambda tx: tx.run("UPDATE person SET password_hash = 'x' WHERE id = :id", id=me["id"]))
    again = admin.post("/people", {"name": "Ada", "email": me["email"], "team": "part_timers"}).json()
    assert again["link"] is None
    assert "annotator" in {role["role"] for role in again["person"]["roles"]}


def test_role_must_fit_where_it_is_held(admin: Browser) -> None:
    for wrong in ({"team": "part_timers", "role": "admin"}, {"project": "cars", "role": "annotator"}, {"role": "expert"}):
        answer = admin.post("/people", invitation(**wrong))
        assert (answer.status_code, answer.json()["problems"][0]["place"]) == (422, "role")


def test_address_must_be_one(admin: Browser) -> None:
    assert admin.post("/people", {"name": "Bo", "email": "nonsense", "team": "leads"}).status_code == 422


def test_manager_of_a_project_staffs_it_but_makes_no_administrators(town: Town, admin: Browser) -> None:
    manager = town.somebody("mo", ("manager", "project", 1))
    assert manager.post("/people", invitation(team="part_timers")).status_code == 201
    assert manager.post("/people", invitation("cy", project="cars", role="ml_engineer")).status_code == 201
    assert manager.post("/people", invitation("di", role="admin")).status_code == 403
    admin.post("/projects", {"document": cars("vans", team="acme")})
    assert manager.post("/people", invitation("ed", team="acme")).status_code == 404
    assert manager.post("/people", invitation("ed", project="vans", role="manager")).status_code == 404


def test_vendor_lead_invites_into_the_own_team_only_and_learns_of_nobody_else(town: Town, admin: Browser) -> None:
    admin.post("/projects", {"document": cars("vans", team="acme", kind="vendor")})
    vendor = town.somebody("vi", ("vendor_lead", "team", 3))
    assert vendor.post("/people", invitation(team="acme")).status_code == 201
    assert vendor.post("/people", invitation("cy", team="part_timers")).status_code == 404
    answer = vendor.post("/people", {"name": "X", "email": "ada@example.org", "team": "acme"})
    assert answer.status_code == 403
    assert "Ada" not in answer.text


def test_leaving_a_team_ends_its_reach_at_once(town: Town, admin: Browser) -> None:
    person = town.person("bo", ("annotator", "team", 1))
    browser = town.signed_in(person)
    assert browser.get("/projects/cars").status_code == 200
    assert admin.post(f"/people/{person}/leave", {"team": "part_timers"}).status_code == 204
    assert browser.get("/projects/cars").status_code == 404
    assert admin.post(f"/people/{person}/leave", {"team": "part_timers"}).status_code == 404
    assert admin.post(f"/people/{person}/leave", {}).status_code == 422


def test_manager_can_be_taken_out_of_the_lead(town: Town, admin: Browser) -> None:
    person = town.person("mo", ("manager", "project", 1))
    assert admin.post(f"/people/{person}/leave", {"project": "cars"}).status_code == 204
    assert town.signed_in(person).get("/projects/cars").status_code == 404


def test_last_administrator_cannot_be_disabled(town: Town, admin: Browser) -> None:
    me = admin.get("/me").json()["person"]["id"]
    assert admin.ask("PATCH", f"/people/{me}", json={"disabled": True}).status_code == 409
    town.person("bo", ("admin", "org", 0))
    assert admin.ask("PATCH", f"/people/{me}", json={"disabled": True}).status_code == 200


def test_disabled_person_can_come_back(town: Town, admin: Browser) -> None:
    person = town.person("bo", ("annotator", "team", 1))
    admin.ask("PATCH", f"/people/{person}", json={"disabled": True})
    assert admin.post("/people", invitation(team="leads")).status_code == 409
    assert admin.post(f"/people/{person}/link").status_code == 404
    back = admin.ask("PATCH", f"/people/{person}", json={"disabled": False, "name": "Bob"}).json()
    assert (back["disabled"], back["name"]) == (False, "Bob")
    assert town.signed_in(person).get("/projects/cars").status_code == 200


def test_administrator_makes_a_link_for_a_forgotten_password(town: Town, admin: Browser) -> None:
    person = town.person("bo")
    fresh = admin.post(f"/people/{person}/link").json()
    assert fresh["purpose"] == "invite"
    key = fresh["link"].rsplit("/", 1)[1]
    assert town.stranger().post(f"/links/{key}", {"password": PASSWORD}).status_code == 200
    assert admin.post(f"/people/{person}/link").json()["purpose"] == "password"


def test_team_key_is_taken_once(admin: Browser) -> None:
    assert admin.post("/teams", {"key": "night", "name": "Night"}).status_code == 201
    assert admin.post("/teams", {"key": "night", "name": "Other"}).status_code == 409
    assert admin.post("/teams", {"key": "No Key", "name": "Other"}).status_code == 422


def test_project_people_tell_how_each_fares(town: Town, admin: Browser) -> None:
    person = town.person("bo", ("annotator", "team", 1))

    def work(tx) -> None:
        stage = tx.value("SELECT id FROM stage WHERE key = 'annotate'")
        tx.run(
            "INSERT INTO person_stage (stage, person, submitted, active_ms, last_at) VALUES (:s, :p, 3, 9000, 77)",
            s=stage, p=person,
        )  # fmt: skip
        for n, ms in enumerate((1000, 3000, 5000), start=1):
            tx.run(
                "INSERT INTO annotation (id, project, item, stage, person, kind, standing, schema_version,"
                " guideline_version, active_ms, request_id, created_at)"
                " VALUES (:n, 1, 1, :s, :p, 'answer', 'counted', 1, 1, :ms, :r, 77)",
                n=n, s=stage, p=person, ms=ms, r=f"r{n}",
            )  # fmt: skip
        tx.run(
            "INSERT INTO annotation (id, project, item, person, parent, kind, standing, verdict, schema_version,"
            " guideline_version, active_ms, request_id, created_at)"
            " VALUES (9, 1, 1, 1, 1, 'verdict', 'counted', 'return', 1, 1, 5, 'v', 78)"
        )

    town.house.store.write(work)
    teams = {team["key"]: team["people"] for team in admin.get("/projects/cars/people").json()["teams"]}
    [bo] = teams["part_timers"]
    assert (bo["answers"], bo["active_ms"], bo["median_ms"], bo["today"]) == (3, 9000, 3000, 0)
    assert (bo["reviewed"], bo["returned"]) == (1, 1)
    assert [one["name"] for one in teams[""]] == ["Ada"]
