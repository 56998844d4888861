"""Every error is a problem document with a code, a sentence and no stack; and browsers are told what to refuse."""

from __future__ import annotations

import json

import pytest
from fastapi import APIRouter

from labelwright import errors
from labelwright.server.http import problems
from labelwright.server.http.app import create_app
from labelwright.server.settings import Settings
from tests.server.browser import Town


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/projects/nowhere", 404, "not_found"),
        ("PATCH", "/me", 405, "method_not_allowed"),
        ("POST", "//anything", 405, "method_not_allowed"),
        ("GET", "//assets/old-1234.js", 404, "not_found"),
        ("POST", "/session", 422, "invalid_request"),
        ("GET", "/jobs/9999999999999999999999", 422, "invalid_request"),
        ("GET", "/jobs/words", 422, "invalid_request"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(town: Town, method: str, path: str, status: int, code: str) -> None:
    answer = town.administrator().ask(method, path)
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert (answer.status_code, said["status"], said["code"]) == (status, status, code)
    assert said["detail"]


def test_nobody_signed_in_is_a_problem(town: Town) -> None:
    assert town.stranger().get("/me").json()["code"] == "sign_in_required"


def test_body_that_is_no_json_is_a_problem(town: Town) -> None:
    answer = town.stranger().ask("POST", "/session", content=b"{", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_wrong_shape_names_the_place(town: Town) -> None:
    [place] = town.stranger().post("/session", {"email": "a@b"}).json()["problems"]
    assert place["place"] == "password"


def test_body_over_the_limit_is_refused_before_it_is_read(town: Town) -> None:
    answer = town.stranger().post("/session", {"email": "a@b", "password": "x" * 9_000_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_body_that_does_not_say_its_length_is_cut_off_at_the_limit(town: Town) -> None:
    async def endless():
        for _ in range(100):
            yield b" " * 1_000_000

    answer = town.stranger().ask(
        "POST", "/session", content=endless(), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413


def test_what_nobody_foresaw_has_an_id_in_the_log_and_no_stack(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    router = APIRouter()

    @router.get("/api/v1/broken")
    async def broken() -> None:
        raise RuntimeError("the secret is 1234")

    app = create_app(town.house)
    app.include_router(router)
    town.app = app
    answer = town.stranger().get("/broken", headers={"x-request-id": "abc-1"})
    assert answer.status_code == 500
    assert answer.json()["id"] == answer.headers["x-request-id"] == "abc-1"
    assert "1234" not in answer.text
    assert "RuntimeError" not in answer.text
    logged = capsys.readouterr()
    assert "abc-1" in logged.out + logged.err


def test_request_id_that_could_forge_a_log_line_is_replaced(town: Town) -> None:
    answer = town.stranger().get("//health", headers={"x-request-id": "a b\tc"})
    assert answer.headers["x-request-id"] != "a b\tc"


def test_every_error_class_has_a_status() -> None:
    def kinds(of: type[errors.LabelwrightError]):
        yield of
        for kind in of.__subclasses__():
            yield from kinds(kind)

    for kind in kinds(errors.LabelwrightError):
        if kind is not errors.LabelwrightError:
            assert any(base in problems.STATUSES for base in kind.__mro__), kind


def test_problems_of_an_error_keep_line_and_column() -> None:
    where = errors.Problem(("stages", 0, "then"), "no such stage", "did you mean review?", 7, 3)
    said = json.loads(problems.of(errors.InvalidDefinition("One problem.", [where])).body)
    assert said["problems"] == [
        {"place": "stages[0].then", "message": "no such stage", "hint": "did you mean review?", "line": 7, "column": 3}
    ]


def test_too_many_says_how_long_to_wait() -> None:
    answer = problems.of(errors.TooMany("Slowly.", retry_after=2.4))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")


def test_every_answer_carries_the_security_headers(town: Town) -> None:
    for path in ("//health", "/me", "/nowhere", "//"):
        headers = town.stranger().get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]


def test_page_carries_the_nonce_of_its_own_policy(town: Town, tmp_path) -> None:
    from labelwright.server.http.web import WebApp

    (tmp_path / "index.html").write_text("<html><head><title>x</title></head></html>")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "app-1.js").write_text("let x")
    app = create_app(town.house)
    web = WebApp(town.house, tmp_path)

    async def answer(scope, receive, send):
        from starlette.requests import Request

        await (await web.answer(Request(scope, receive)))(scope, receive, send)

    app.router.default = answer
    town.app = app
    browser = town.stranger()
    pages = [browser.get("//"), browser.get("//projects/cars/data")]
    nonces = {page.text.split('csp-nonce" content="')[1].split('"')[0] for page in pages}
    assert len(nonces) == 2
    for page in pages:
        assert page.headers["cache-control"] == "no-store"
        assert any(f"'nonce-{nonce}'" in page.headers["content-security-policy"] for nonce in nonces)
    asset = browser.get("//assets/app-1.js")
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["content-type"].startswith("text/javascript")
    assert browser.get("//assets/../../secret.key").status_code in (200, 404)  # the page or nothing, never the file
    assert "of the tests" not in browser.get("//..%2f..%2fsecret.key").text


def test_without_the_built_web_app_the_page_says_how_to_build_it(town: Town, tmp_path) -> None:
    from starlette.requests import Request

    from labelwright.server.http.web import WebApp

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b"", "server": ("x", 1),
             "scheme": "http", "root_path": ""}  # fmt: skip
    page = town.loop.run(WebApp(town.house, tmp_path / "none").answer(Request(scope)))
    assert b"make web" in page.body


def test_health_and_ready_answer_and_ready_says_when_the_server_stops(town: Town) -> None:
    browser = town.stranger()
    assert browser.get("//health").json()["status"] == "ok"
    assert browser.get("//ready").status_code == 200
    town.house.hub.closing = True
    assert (browser.get("//ready").status_code, browser.get("//health").status_code) == (503, 200)


def test_hsts_is_sent_over_https_only(town: Town) -> None:
    assert "strict-transport-security" not in town.stranger().get("//health").headers
    town.house.settings = town.house.settings.model_copy(update={"public_url": "https://labels.example.org"})
    town.app = create_app(town.house)
    assert "strict-transport-security" in town.stranger().get("//health").headers


def test_body_of_work_that_does_not_say_its_length_is_cut_off_at_the_limit(town: Town) -> None:
    async def endless():
        for _ in range(100):
            yield b" " * 1_000_000

    answer = town.somebody("bo").ask("PUT", "/work/leases/1/draft", content=endless())
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"//{'a' * 300}", 200),  # longer than a file's name may be
        ("GET", f"//{'a/' * 3000}x", 200),  # longer than a path may be
        ("GET", "/work/home?since=0001-01-01T00:00:00%2B23:00", 200),
        ("GET", "/work/home?since=0001-01-01T00:00:00", 200),
        ("GET", "/work/home?since=9999-12-31T23:59:59-23:00", 200),
    ],
)
def test_a_request_beyond_all_measure_is_answered(town: Town, method: str, path: str, status: int) -> None:
    assert town.somebody("bo").ask(method, path).status_code == status


def test_sender_who_leaves_in_the_middle_is_no_mishap_of_the_server(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    browser, sent = town.somebody("bo"), []
    request = browser.client.build_request("POST", "/api/v1/work/next", headers={"content-length": "100"})
    request.headers["cookie"] = f"labelwright_session={browser.client.cookies['labelwright_session']}"
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "query_string": b"",
        "path": "/api/v1/work/next", "raw_path": b"/api/v1/work/next", "headers": request.headers.raw,
    }  # fmt: skip

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    town.loop.run(town.app(scope, receive, send))
    assert sent[0]["status"] == 422
    logged = capsys.readouterr()
    assert "unforeseen" not in logged.out + logged.err


@pytest.mark.parametrize("path", ["/links/{}", "//link/{}", "/media/{}"])
def test_log_holds_no_secret_that_stands_in_an_address(
    settings: Settings, town: Town, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    settings = settings.model_copy(update={"access_log": True})
    town.house.settings = settings
    town.app = create_app(town.house)
    town.stranger().get(path.format("a-secret-of-a-link"))
    logged = capsys.readouterr()
    assert path.strip("/").split("/")[0] in logged.out + logged.err
    assert "a-secret-of-a-link" not in logged.out + logged.err
