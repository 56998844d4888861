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


# -- what an invitation must not open --------------------------------------------------------------------------------


def test_manager_reaches_no_other_project_through_a_team_it_shares(town: Town, admin: Browser) -> None:
    """Whoever joins a team reaches all of its projects, so leading one of them is not enough."""
    for project in ("vans", "shared"):
        assert admin.post("/projects", {"document": cars(project, team="acme")}).status_code == 201
    manager = town.somebody("mo", ("manager", "project", 3))  # of shared, not of vans
    for role in ("annotator", "reviewer", "vendor_lead"):
        refused = manager.post("/people", invitation("mo", team="acme", role=role))
        assert (refused.status_code, refused.json()["code"]) == (403, "denied")
    assert manager.get("/projects/vans/items").status_code == 404
    worker = town.person("wu", ("annotator", "team", 3))
    assert manager.post(f"/people/{worker}/leave", {"team": "acme"}).status_code == 403
    assert town.signed_in(worker).get("/projects/vans").status_code == 200


def test_nobody_gives_work_to_a_team_of_others_by_naming_it(town: Town, admin: Browser) -> None:
    """It would show who they are, and put work before them."""
    admin.post("/projects", {"document": cars("vans", team="acme")})
    manager = town.somebody("mo", ("manager", "project", 1))
    bait = {"document": cars("bait", team="acme")}
    checked = manager.post("/definitions/validate", bait).json()
    assert not checked["ok"]
    assert checked["problems"][0]["place"] == "teams.acme"
    assert checked["problems"][0]["line"]
    refused = manager.post("/projects", bait)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_definition")
    assert "works in projects that you do not lead" in refused.json()["problems"][0]["message"]
    assert manager.post("/projects", {"document": cars("own", team="mine")}).status_code == 201
    assert admin.post("/projects", bait).status_code == 201


def test_whoever_leads_every_project_of_a_team_staffs_it(town: Town, admin: Browser) -> None:
    admin.post("/projects", {"document": cars("vans", team="part_timers")})
    manager = town.somebody("mo", ("manager", "project", 1), ("manager", "project", 2))
    assert manager.post("/people", invitation(team="part_timers")).status_code == 201


@pytest.mark.parametrize("role", ["reviewer", "expert"])
def test_vendor_lead_gives_no_role_that_may_more_than_their_own(town: Town, admin: Browser, role: str) -> None:
    person = town.person("vi", ("vendor_lead", "team", 1))
    vendor = town.signed_in(person)
    assert vendor.post("/people", invitation("vi", team="part_timers", role=role)).status_code == 403
    assert vendor.put("/projects/cars/guideline", {"document": "mine"}).status_code == 403
    assert vendor.get("/projects/cars/items").status_code == 403
    assert vendor.post("/people", invitation(team="part_timers", role="vendor_lead")).status_code == 201


@pytest.mark.parametrize(
    "held", [("admin", "org", 0), ("manager", "project", 2), ("reviewer", "team", 3)], ids=["house", "project", "team"]
)
def test_link_of_somebody_who_has_not_joined_goes_to_nobody_who_could_not_give_their_roles(
    town: Town, admin: Browser, held: tuple[str, str, int]
) -> None:
    """The link sets the password: who gets it is that person from then on, with all their roles."""
    admin.post("/projects", {"document": cars("vans", team="acme")})
    person = town.person("ceo", held)
    kept = admin.post(f"/people/{person}/link").json()["link"].rsplit("/", 1)[1]
    manager = town.somebody("mo", ("manager", "project", 1))
    answer = manager.post("/people", invitation("ceo", team="part_timers"))
    assert (answer.status_code, answer.json()["link"]) == (201, None)
    assert town.stranger().get(f"/links/{kept}").status_code == 200


def test_inviting_again_makes_a_fresh_link_where_the_roles_are_ones_own_to_give(town: Town, admin: Browser) -> None:
    manager = town.somebody("mo", ("manager", "project", 1))
    first = manager.post("/people", invitation(team="part_timers")).json()["link"]
    second = manager.post("/people", invitation(team="part_timers")).json()["link"]
    assert first is not None
    assert second not in (None, first)


def test_roles_that_somebody_holds_elsewhere_are_told_to_nobody_who_does_not_reach_there(
    town: Town, admin: Browser
) -> None:
    admin.post("/projects", {"document": cars("vans", team="acme")})
    roles = (("annotator", "team", 1), ("annotator", "team", 3), ("auditor", "project", 2), ("auditor", "org", 0))
    person = town.person("wu", *roles)
    for browser in (
        town.somebody("mo", ("manager", "project", 1)), town.somebody("vi", ("vendor_lead", "team", 1)),
    ):  # fmt: skip
        [wu] = [one for one in browser.get("/people").json()["people"] if one["id"] == person]
        assert [(role["role"], role["scope_name"]) for role in wu["roles"]] == [("annotator", "part_timers")]
    told = town.somebody("mu", ("manager", "project", 1)).post("/people", invitation("wu", team="part_timers")).text
    assert "vans" not in told
    assert "acme" not in told
    assert len(admin.get("/people").json()["people"][-1]["roles"]) == 4
