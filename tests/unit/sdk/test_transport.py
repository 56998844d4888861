"""The SDK over a server of a few lines: errors come back as themselves, streams stay streams, submits are safe."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import httpx
import msgspec
import pytest

import labelwright
from labelwright import errors
from labelwright.sdk import Client
from labelwright.sdk.transport import Transport, error_of

Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler) -> Client:
    """A client whose requests go to `handler` instead of a network."""
    made = labelwright.connect("http://127.0.0.1:1", "lw_secret")
    made.transport.http = httpx.Client(
        base_url="http://127.0.0.1:1", headers=made.transport.http.headers, transport=httpx.MockTransport(handler)
    )
    return made


def problem(status: int, code: str, **more: object) -> httpx.Response:
    return httpx.Response(status, json={"status": status, "code": code, "detail": "It is so.", **more})


@pytest.mark.parametrize("kind", [kind for kind in vars(errors).values() if isinstance(kind, type)
                                  and issubclass(kind, errors.LabelwrightError)])  # fmt: skip
def test_every_error_class_comes_back_as_itself(kind: type[errors.LabelwrightError]) -> None:
    body = msgspec.json.encode({"code": kind.code, "detail": "It is so.", "hint": "Go home."})
    found = error_of(418, body)
    assert type(found) is kind
    assert (found.code, found.message, found.hint) == (kind.code, "It is so.", "Go home.")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, errors.SignInRequired), (404, errors.NotFound), (429, errors.TooMany), (503, errors.Unavailable)],
)
def test_code_of_a_later_release_falls_back_to_its_status(status: int, kind: type[errors.LabelwrightError]) -> None:
    found = error_of(status, b'{"code": "from_the_future", "detail": "Hm."}')
    assert type(found) is kind
    assert found.code == "from_the_future"


def test_page_of_a_proxy_is_an_error_that_names_the_status() -> None:
    assert "502" in str(error_of(502, b"<html>Bad gateway</html>"))


def test_problems_keep_their_places() -> None:
    place = {"place": "schema.vehicles", "message": "is empty", "line": 4, "column": 3}
    c = client(lambda _: problem(422, "invalid_definition", problems=[place]))
    with pytest.raises(errors.InvalidDefinition) as refused:
        c.create_project("...")
    assert refused.value.problems == (errors.Problem(("schema.vehicles",), "is empty", "", 4, 3),)
    assert "line 4: schema.vehicles: is empty" in str(refused.value)


def test_too_many_says_how_long_to_wait() -> None:
    found = error_of(429, b'{"code": "too_many", "detail": "Slowly."}', "7")
    assert isinstance(found, errors.TooMany)
    assert found.retry_after == 7


def test_server_that_does_not_answer_is_unavailable() -> None:
    with labelwright.connect("http://127.0.0.1:1") as nobody, pytest.raises(errors.Unavailable, match="not answer"):
        nobody.me()


def test_token_goes_with_every_request_and_is_no_part_of_the_address() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"person": {"id": 1, "name": "Ada", "email": "a@example.org"}, "unknown": 1})

    assert client(answer).me().person.name == "Ada"
    assert seen[0].headers["Authorization"] == "Bearer lw_secret"
    assert "secret" not in str(seen[0].url)


def test_items_come_page_by_page_until_there_are_no_more() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        after = int(request.url.params.get("after", 0))
        items = [{"id": n, "key": f"k{n}"} for n in range(after + 1, after + 3)]
        return httpx.Response(200, json={"items": items, "next": after + 2 if after < 4 else None})

    found = client(answer).project("cars").items(page=2, state="accepted")
    assert [item.id for item in found] == [1, 2, 3, 4, 5, 6]


def test_rows_are_sent_as_a_stream_of_lines() -> None:
    sent: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.read())
        assert request.headers["Content-Type"] == "application/x-ndjson"
        assert "Content-Length" not in request.headers
        return httpx.Response(200, json={"id": 3, "added": 10_000})

    told: list[tuple[int, int | None]] = []
    rows = ({"id": n, "text": "x" * 20} for n in range(10_000))
    done = client(answer).project("t").import_rows(rows, on_error="skip", progress=lambda *now: told.append(now))
    assert done.added == 10_000
    assert sent[0].count(b"\n") == 10_000
    assert told[-1] == (10_000, 10_000)
    assert len(told) > 3


def test_files_are_sent_under_their_path_below_the_root(tmp_path: Path) -> None:
    (tmp_path / "day one").mkdir()
    paths = [tmp_path / "a.jpg", tmp_path / "day one" / "b.png"]
    for path in paths:
        path.write_bytes(path.name.encode())
    sent: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.read())
        return httpx.Response(200, json={"id": 4, "added": 2})

    client(answer).project("cars").import_files(paths, root=tmp_path)
    assert b'filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\na.jpg\r\n' in sent[0]
    assert b'filename="day one/b.png"\r\nContent-Type: image/png' in sent[0]


def test_labels_stream_line_by_line_whatever_the_chunks() -> None:
    lines = b"".join(b'{"key": "k%d", "label": {"category": "a"}}\n' % n for n in range(100))

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=(lines[n : n + 37] for n in range(0, len(lines), 37)))

    assert [label.key for label in client(answer).project("t").labels()] == [f"k{n}" for n in range(100)]


def test_download_writes_to_the_file_and_counts_bytes() -> None:
    file = io.BytesIO()
    c = client(lambda _: httpx.Response(200, content=iter([b"a" * 70_000, b"b"])))
    assert c.project("t").download(file, format="csv", release=3) == 70_001
    assert file.tell() == 70_001


def test_refused_download_is_the_servers_error_and_not_a_broken_stream() -> None:
    with pytest.raises(errors.NotFound):
        client(lambda _: problem(404, "not_found")).project("t").download(io.BytesIO())


def test_submit_is_sent_again_under_the_same_key_when_the_server_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labelwright.sdk.work.time.sleep", lambda _: None)
    keys: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        if len(keys) < 3:
            return problem(503, "unavailable")
        return httpx.Response(200, json={"annotation": 9, "standing": "counted"})

    assert client(answer).work.submit(5, {"category": "billing"}, active_ms=800).annotation == 9
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_release_waits_for_its_job_and_a_failed_job_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labelwright.sdk.project.time.sleep", lambda _: None)
    states = iter(["running", "done", "failed"])

    def answer(request: httpx.Request) -> httpx.Response:
        if "/jobs/" in str(request.url):
            return httpx.Response(200, json={"id": 1, "state": next(states), "result": {"n": 2}, "error": "disk full"})
        if request.method == "POST":
            return httpx.Response(202, json={"job": 1})
        return httpx.Response(200, json={"n": 2, "items": 40})

    project = client(answer).project("cars")
    assert project.release("first", splits={"train": 0.8, "val": 0.2}).items == 40
    with pytest.raises(errors.LabelwrightError, match="disk full"):
        project.release("second")


def test_address_may_end_with_a_slash() -> None:
    assert Transport("http://127.0.0.1:1/", None).url == "http://127.0.0.1:1"
