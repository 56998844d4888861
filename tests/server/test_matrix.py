"""Every route, every role: the table says who may, and a route that is not in it fails.

A row is (method, path): (who may, body). `anyone` needs no session, `self` only one; everything else is a verb of
`operations/permissions.py`, whose roles come from there. Object routes are asked for objects that exist.
"""

from __future__ import annotations

from typing import Any

import pytest

from labelwright.operations.permissions import VERBS
from labelwright.server.http.app import create_app
from labelwright.server.http.hot import HotRoutes
from tests.server.browser import Browser, Town, cars

ITEM = IMPORT = BATCH = TASK = 1
NOBODY = 10**9

ROUTES: dict[tuple[str, str], tuple[str, Any]] = {
    ("GET", "/health"): ("anyone", None),
    ("GET", "/ready"): ("anyone", None),
    ("POST", "/session"): ("anyone", {"email": "x@example.org", "password": "x"}),
    ("GET", "/links/{key}"): ("anyone", None),
    ("POST", "/links/{key}"): ("anyone", {"password": "correct horse"}),
    ("GET", "/media/{token}"): ("anyone", None),  # the signed link itself is the permission
    ("GET", "/me"): ("self", None),
    ("PUT", "/me/preferences"): ("self", {}),
    ("POST", "/me/password"): ("self", {"current": "x", "new": "long enough it is"}),
    ("GET", "/me/tokens"): ("self", None),
    ("POST", "/me/tokens"): ("self", {"name": "x"}),
    ("DELETE", "/me/tokens/{token}"): ("self", None),
    ("GET", "/projects"): ("self", None),
    ("GET", "/templates"): ("self", None),
    ("GET", "/work/home"): ("self", None),
    ("GET", "/work/reasons"): ("self", None),
    ("GET", "/work/leases"): ("work.do", None),
    ("POST", "/work/heartbeat"): ("self", {"leases": []}),
    ("POST", "/work/feedback/{annotation}/seen"): ("own", {}),
    ("POST", "/work/feedback/{annotation}/words"): ("own", {"text": "why?"}),
    ("GET", "/work/recent"): ("self", None),
    ("POST", "/work/next"): ("work.do", {"project": "cars", "count": 1}),
    ("POST", "/work/leases/{id}/open"): ("own", {}),
    ("POST", "/work/leases/{id}/submit"): ("own", {"answer": {}, "active_ms": 1}),
    ("PUT", "/work/leases/{id}/draft"): ("own", {"body": {}}),
    ("POST", "/work/leases/{id}/skip"): ("own", {"reason": "unclear"}),
    ("POST", "/work/leases/{id}/release"): ("own", {}),
    ("GET", "/work/leases/{id}/comments"): ("own", None),
    ("POST", "/work/leases/{id}/comments"): ("own", {"text": "x"}),
    ("GET", "/annotations/{id}/draft"): ("own", None),
    ("POST", "/annotations/{id}/undo"): ("own", {}),
    ("POST", "/annotations/{id}/revise"): ("own", {"answer": {}, "active_ms": 1}),
    ("GET", "/people"): ("people.see", None),
    ("POST", "/people"): ("people.manage", {"name": "N", "email": "new@example.org", "team": "part_timers"}),
    ("PATCH", "/people/{person}"): ("house.manage", {"name": "Other"}),
    ("POST", "/people/{person}/link"): ("house.manage", {}),
    ("POST", "/people/{person}/leave"): ("people.manage", {"team": "part_timers"}),
    ("GET", "/teams"): ("teams", None),
    ("POST", "/teams"): ("project.create", {"key": "other", "name": "Other"}),
    ("POST", "/projects"): ("project.create", {"document": cars("third")}),
    ("POST", "/definitions/validate"): ("project.create", {"document": cars("third")}),
    ("GET", "/projects/{slug}"): ("project.see", None),
    ("GET", "/projects/{slug}/home"): ("progress.see", None),
    ("GET", "/projects/{slug}/events"): ("project.see", None),
    ("GET", "/projects/{slug}/diagram.svg"): ("progress.see", None),
    ("GET", "/projects/{slug}/definition"): ("project.see", None),
    ("PUT", "/projects/{slug}/definition"): ("project.manage", {"document": cars()}),
    ("GET", "/projects/{slug}/definition/versions"): ("definition.see", None),
    ("GET", "/projects/{slug}/schemas/{version}"): ("project.see", None),
    ("GET", "/projects/{slug}/guideline"): ("project.see", None),
    ("PUT", "/projects/{slug}/guideline"): ("guideline.edit", {"document": "x"}),
    ("GET", "/projects/{slug}/people"): ("people.see", None),
    ("GET", "/projects/{slug}/jobs"): ("job.see", None),
    ("GET", "/jobs/{job}"): ("job.see", None),
    ("POST", "/jobs/{job}/cancel"): ("job.see", {}),
    ("GET", "/projects/{slug}/stuck"): ("project.manage", None),
    ("POST", "/projects/{slug}/stuck"): ("project.manage", {"tasks": [TASK], "act": "lift"}),
    ("POST", "/projects/{slug}/priority"): ("project.manage", {"items": [NOBODY], "steps": 1}),
    ("GET", "/projects/{slug}/batches"): ("people.see", None),
    ("POST", "/projects/{slug}/batches"): ("project.manage", {"stage": "annotate", "people": [NOBODY]}),
    ("POST", "/projects/{slug}/batches/waiting"): ("project.manage", {"items": [NOBODY]}),
    ("POST", "/projects/{slug}/batches/{batch}/people"): ("project.manage", {"people": [NOBODY]}),
    ("POST", "/projects/{slug}/batches/{batch}/take-back"): ("project.manage", {}),
    ("POST", "/projects/{slug}/stages/{stage}/phase"): ("project.manage", {"phase": "open"}),
    ("POST", "/projects/{slug}/stages/{stage}/gate"): ("project.manage", {}),
    ("GET", "/projects/{slug}/stages/{stage}/pilot"): ("project.manage", {}),
    ("POST", "/projects/{slug}/imports"): ("data.add", []),
    ("POST", "/projects/{slug}/imports/source"): ("data.add", {}),
    ("GET", "/projects/{slug}/imports"): ("data.add", None),
    ("GET", "/imports/{number}"): ("data.add", None),
    ("GET", "/imports/{number}/report"): ("data.add", None),
    ("GET", "/projects/{slug}/items"): ("data.see", None),
    ("GET", "/items/{item}"): ("data.see", None),
    ("GET", "/projects/{slug}/releases"): ("release.see", None),
    ("POST", "/projects/{slug}/releases"): ("release.make", {"note": "x"}),
    ("GET", "/projects/{slug}/releases/{n}"): ("release.see", None),
    ("GET", "/projects/{slug}/releases/{n}/losses"): ("release.see", None),
    ("GET", "/projects/{slug}/releases/{n}/manifest"): ("release.see", None),
    ("GET", "/projects/{slug}/releases/{n}/download"): ("release.see", None),
    ("GET", "/projects/{slug}/labels"): ("release.see", None),
    ("POST", "/imports/{number}/undo"): ("data.add", {}),
    ("POST", "/projects/{slug}/start"): ("project.manage", {}),
    ("POST", "/projects/{slug}/archive"): ("project.manage", {}),
    ("DELETE", "/session"): ("self", None),
}  # fmt: skip

MEMBERS = {
    "annotator": ("annotator", "team"), "reviewer": ("reviewer", "team"), "expert": ("expert", "team"),
    "vendor_lead": ("vendor_lead", "team"), "manager": ("manager", "project"), "ml_engineer": ("ml_engineer", "project"),
    "auditor": ("auditor", "project"), "admin": ("admin", "org"),
}  # fmt: skip
# POST /teams and /projects are of the house: who leads one project may make another.
QUERIES = {"/projects/{slug}/labels": "?format=jsonl", "/projects/{slug}/releases/{n}/download": "?format=jsonl",
           "/projects/{slug}/releases/{n}/losses": "?format=jsonl",
           "/work/leases": "?project=cars"}  # fmt: skip
UNSTREAMED = {"/projects/{slug}/events"}  # an allowed stream never ends: it is asked by those who may not


@pytest.fixture
def stocked(town: Town) -> dict[str, Browser]:
    """A browser for each role in the project `cars`, with one object of each kind in it."""
    maker = town.administrator()
    for slug in ("cars", "vans"):
        made = maker.post("/projects", {"document": cars(slug, team="part_timers" if slug == "cars" else "acme")})
        assert made.status_code == 201

    def stock(tx: Any) -> None:
        tx.run('INSERT INTO "import" (id, project, source, state, person, created_at, done_at)'
               " VALUES (1, 1, 1, 'done', 1, 1, 1)")
        tx.run('INSERT INTO item (id, project, source, ordinal, key, "import", visible) VALUES (1, 1, 1, 1, \'a\', 1, true)')
        tx.run("INSERT INTO item_state (item, project, state, admission, changed_at) VALUES (1, 1, 'held', 1, 1)")
        tx.run(
            "INSERT INTO task (id, project, stage, item, bars, rank, state, wanted, available_at, definition, created_at)"
            " VALUES (1, 1, 1, 1, 3, 1, 'parked', 1, 1, 1, 1)"
        )
        tx.run("INSERT INTO batch (id, project, stage, key, name, created_at) VALUES (1, 1, 1, 'b', 'B', 1)")
        tx.run(
            "INSERT INTO job (id, kind, project, args, state, run_at, created_at) VALUES (1, 'freeze', 1, '{}', 'done', 1, 1)"
        )
        tx.run(
            "INSERT INTO dataset_version (id, project, n, state, settings, manifest, manifest_sha256, person, created_at)"
            " VALUES (1, 1, 1, 'frozen', :settings, '{}', 'x', 1, 1)",
            settings='{"shares": {}, "newest": 1, "definition": 1}',
        )

    town.house.store.write(stock)
    scopes = {"team": 1, "project": 1, "org": 0}
    browsers = {name: town.somebody(name, (role, scope, scopes[scope])) for name, (role, scope) in MEMBERS.items()}
    town.person("dummy", ("annotator", "team", 1))
    browsers["elsewhere"] = town.somebody("elsewhere", ("manager", "project", 2))
    browsers["nobody"] = town.somebody("nobody")
    browsers["stranger"] = town.stranger()
    return browsers


def asked(browser: Browser, method: str, path: str, body: Any, person: int = 0) -> int:
    filled = path.format(
        slug="cars", key="none", token=1, job=1, number=IMPORT, item=ITEM, n=1, batch=BATCH, stage="annotate",
        version=1, person=person, id=NOBODY, annotation=NOBODY,
    )  # fmt: skip
    address = f"/{filled}" if path in ("/health", "/ready") else filled + QUERIES.get(path, "")
    headers = {"idempotency-key": "matrix-0001"} if method == "POST" else {}
    return browser.ask(method, address, json=body, headers=headers).status_code


def routes_of(app: Any) -> set[tuple[str, str]]:
    document = app.openapi()
    found = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, operations in document["paths"].items()
        for method in operations
    }
    for middleware in app.user_middleware:
        if middleware.cls is HotRoutes:
            found |= {(route.method, route.path.removeprefix("/api/v1")) for route in middleware.kwargs["routes"]}
    return found


def test_every_route_is_in_the_table(town: Town) -> None:
    app = create_app(town.house)
    assert routes_of(app) - set(ROUTES) == set(), "say in ROUTES who may"
    assert set(ROUTES) - routes_of(app) == set(), "routes that are gone"


def expected(who: str, role: str, path: str) -> set[int] | None:
    """The statuses that refuse this role; None where it is let in."""
    if who == "anyone":
        return None
    if role == "stranger":
        return {401}
    if who in ("self", "own"):
        return None
    in_project = "{slug}" in path
    if in_project and role in ("elsewhere", "nobody"):
        return {404}
    if role == "nobody":
        return {403, 404}
    object_of_project = path.startswith(("/jobs/", "/imports/", "/items/", "/work/"))
    if role == "elsewhere":
        refused = object_of_project or path in ("/people/{person}/leave",) or who == "house.manage"
        invites_elsewhere = path == "/people" and who == "people.manage"
        return {403, 404} if refused or invites_elsewhere or "manager" not in VERBS[who] else None
    if who == "teams":
        return None if role in VERBS["project.create"] | VERBS["people.see"] else {403, 404}
    return None if role in VERBS[who] else {403, 404}


VERBS = {**VERBS, "teams": VERBS["project.create"] | VERBS["people.see"]}


@pytest.mark.parametrize("role", [*MEMBERS, "elsewhere", "nobody", "stranger"])
def test_role_is_let_in_where_the_table_says_and_nowhere_else(
    town: Town, stocked: dict[str, Browser], role: str
) -> None:
    dummy = town.house.store.read(lambda tx: tx.value("SELECT id FROM person WHERE email = 'dummy@example.org'"))
    wrong = []
    for (method, path), (who, body) in ROUTES.items():
        refused = expected(who, role, path)
        if path in UNSTREAMED and refused is None:
            continue
        status = asked(stocked[role], method, path, body, dummy)
        own_secret = path in ("/session", "/me/password", "/links/{key}", "/media/{token}", "/me/tokens/{token}")
        let_in = status not in (401, 403, 404) or own_secret or (who == "own" and status == 404)
        if (refused is None and not let_in) or (refused is not None and status not in refused):
            wrong.append(f"{role}: {method} {path} answered {status}, expected {refused or 'to be let in'}")
        if status >= 500:
            wrong.append(f"{role}: {method} {path} answered {status}")
    assert not wrong, "\n".join(wrong)


def answers(browser: Browser, method: str, path: str, body: Any, slug: str, number: int) -> tuple[int, str]:
    """The status and the words of an answer, with the name that was asked for taken out."""
    filled = path.format(
        slug=slug, job=number, number=number, item=number, n=1, batch=number, stage="annotate", version=1,
        person=NOBODY, id=NOBODY, annotation=NOBODY, token=1, key="none",
    )  # fmt: skip
    sent = {**body, "project": slug} if isinstance(body, dict) and "project" in body else body
    address = filled + QUERIES.get(path, "").replace("cars", slug)
    answer = browser.ask(method, address, json=sent, headers={"idempotency-key": "matrix-0001"})
    return answer.status_code, answer.text.replace(slug, "X").replace(str(number), "N")


@pytest.mark.parametrize("role", ["elsewhere", "nobody"])
def test_what_is_not_ones_own_reads_like_what_is_not_there(town: Town, stocked: dict[str, Browser], role: str) -> None:
    told_apart = []
    for (method, path), (who, body) in ROUTES.items():
        names = any(f"{{{name}}}" in path for name in ("slug", "job", "number", "item")) or "cars" in QUERIES.get(path, "")
        if who in ("anyone", "teams") or not (names or path == "/work/next"):
            continue
        there = answers(stocked[role], method, path, body, "cars", 1)
        absent = answers(stocked[role], method, path, body, "nowhere", NOBODY)
        if there != absent:
            told_apart.append((method, path, there, absent))
    assert told_apart == []
