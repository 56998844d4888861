"""A server as a process: its first start, its lock and port, and its end."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from labelwright.server import standing
from labelwright.server.settings import Settings

SERVE = """
from labelwright.server import bootstrap
from labelwright.server.settings import Settings
bootstrap.serve(Settings(), lambda ready: print(ready.url, ready.link or "-", flush=True))
"""


def start(home: Path) -> tuple[subprocess.Popen[str], str, str]:
    """A server on a free port: its process, its address and the administrator's link."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "LABELWRIGHT_HOME": str(home), "LABELWRIGHT_PORT": "0"},
    )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout.readline().split()
    assert len(said) == 2, process.stderr.read() if process.stderr else ""
    return process, said[0], said[1]


def end(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGTERM)
    code = process.wait(30)
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    return code


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, str]]:
    """(home, address, link) of a server that runs for this file."""
    home = tmp_path_factory.mktemp("served")
    process, url, link = start(home)
    yield home, url, link
    if process.poll() is None:
        end(process)


def test_first_start_gives_a_link_and_a_token_for_this_machine_only(served: tuple[Path, str, str]) -> None:
    home, url, link = served
    assert link.startswith(f"{url}/link/")
    token = home / "local.token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "secret.key").stat().st_mode) == 0o600
    me = httpx.get(f"{url}/api/v1/me", headers={"authorization": f"Bearer {token.read_text().strip()}"})
    assert me.json()["roles"][0]["role"] == "admin"


def test_second_server_of_the_home_is_refused_and_names_the_first(served: tuple[Path, str, str]) -> None:
    home, url, _ = served
    with pytest.raises(standing.HomeTaken, match=url), standing.Lock(home):
        pytest.fail("two servers in one home")


def test_taken_port_names_its_owner() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(standing.PortTaken, match=f"Port {port} is taken by process {os.getpid()} "):
            standing.listen(Settings(port=port))


def test_address_that_is_not_of_this_machine_is_refused_by_name() -> None:
    with pytest.raises(standing.Unavailable, match=r"Cannot listen on 203\.0\.113\.1"):
        standing.listen(Settings(host="203.0.113.1"))


def test_lock_that_was_left_behind_by_a_dead_server_is_taken(tmp_path: Path) -> None:
    (tmp_path / "server.lock").write_text(json.dumps({"pid": 1, "url": "http://x"}))
    with standing.Lock(tmp_path) as lock:
        lock.tell("http://here")
        assert standing.running(tmp_path) == (os.getpid(), "http://here")
    assert standing.running(tmp_path) is None


def test_server_that_is_asked_to_stop_ends_streams_and_leaves_in_order(tmp_path: Path) -> None:
    process, url, link = start(tmp_path)
    with httpx.Client(base_url=url) as client:
        key = link.rsplit("/", 1)[1]
        me = client.post(f"/api/v1/links/{key}", json={"password": "correct horse battery"}).json()
        client.headers["x-csrf-token"] = me["csrf"]
        document = (
            "project: alone\nsource: {parts: {image: image}}\nschema: {ok: {type: boolean, part: image}}\n"
            "guideline: g.md\nteams: {me: {kind: own}}\nstages: {annotate: {kind: annotate, team: me, then: [accept]}}\n"
        )
        assert client.post("/api/v1/projects", json={"document": document}).status_code == 201
        with client.stream("GET", "/api/v1/projects/alone/events") as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 2000"
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert [line for line in lines if line] == []
            assert time.monotonic() - began < 15
    assert end(process) == 0
    assert standing.running(tmp_path) is None
    process, _, link = start(tmp_path)
    assert link == "-"  # claimed: no link is given any more
    assert end(process) == 0
