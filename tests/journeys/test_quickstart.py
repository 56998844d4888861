"""Your own folder or table, ready to label with one command."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import pytest

from labelwright.cli import exits, quickstart
from labelwright.errors import Invalid, NotFound
from tests.journeys.conftest import House
from tests.journeys.test_cli_data import pictures, tickets


@contextmanager
def running(house: House, *arguments: object) -> Iterator[str]:
    """A quickstart that goes on running; the address it says to open."""
    house.env["LABELWRIGHT_PORT"] = "0"
    with (house.home / "server.log").open("wb") as log:
        house.process = subprocess.Popen(
            [sys.executable, "-m", "labelwright.cli", "quickstart", *map(str, arguments)],
            env=house.environment(), stdout=log, stderr=log,
        )  # fmt: skip
    try:
        for _ in range(300):
            if found := re.search(r"Labelwright is at (\S+)", house.log()):
                break
            time.sleep(0.1)
        else:
            raise AssertionError(house.log())
        yield found[1]
    finally:
        house.stop()


def test_folder_and_classes_are_all_it_takes(new_house: Callable[..., House], tmp_path: Path) -> None:
    house, folder = new_house(), pictures(tmp_path / "My cars", 6)
    with running(house, folder, "--classes", "car, lorry") as address, house.client() as client:
        assert address == f"{house.url}/projects/my-cars"
        assert f"{house.url}/link/" in house.log()
        assert client.project("my-cars").home().items.total == 6
        lease = client.work.next("my-cars").leases[0]
        assert lease.item.parts["image"].width == 64
        box = {"id": "o1", "class": "lorry", "box": [1, 1, 9, 9], "attributes": {}}
        assert client.work.submit(lease.lease, {"objects": [box]}).standing == "counted"


def test_second_time_it_goes_on_where_it_was(new_house: Callable[..., House], tmp_path: Path) -> None:
    house, file = new_house(), tickets(tmp_path / "tickets.csv", 4)
    for _ in range(2):
        with running(house, file, "--label", "channel", "--classes", "order,other"), house.client() as client:
            assert client.project("tickets").home().items.total == 4


def test_with_a_server_running_it_only_makes_the_project(house: House, tmp_path: Path) -> None:
    said = house.cli("quickstart", tickets(tmp_path / "mails.csv", 3), "--classes", "order,other")
    assert said.code == exits.DONE, said.err
    assert f"Open {house.url}/projects/mails" in said.err


def known(address: str) -> dict[str, str]:
    """What an address of the page for new projects carries."""
    page, _, asked = address.partition("?")
    assert page.endswith("/new")
    return dict(parse_qsl(asked))


def test_without_classes_the_browser_asks_and_knows_the_rest(new_house: Callable[..., House], tmp_path: Path) -> None:
    house, folder = new_house(), pictures(tmp_path / "un named", 1)
    with running(house, folder) as address:
        assert known(address) == {"folder": str(folder.resolve()), "name": "un-named", "kind": "boxes", "who": "me"}
        claim = re.search(r"/link/\S+\?next=(\S+)", house.log())
        assert claim is not None
        assert unquote(claim[1]) == address.removeprefix(house.url)


def test_a_server_that_runs_already_gets_the_data_from_the_browser(house: House, tmp_path: Path) -> None:
    file = tickets(tmp_path / "notes.csv", 3)
    said = house.cli("quickstart", file).err
    address = re.search(r"Open (\S+)", said)
    assert address is not None, said
    table = {"kind": "texts", "text": "body", "key": "id"}
    assert known(address[1]) == {"drop": str(file), "name": "notes", "who": "me"} | table


@pytest.mark.parametrize(
    ("name", "data", "options", "code"),
    [
        ("none", None, (), exits.CODES[NotFound]),
        ("", None, (), exits.CODES[Invalid]),
        ("data.csv", b"id,body\n1,caf\xe9\n", (), exits.CODES[Invalid]),
        ("data.jsonl", b"{", (), exits.CODES[Invalid]),
        ("data.parquet", b"x", (), exits.CODES[Invalid]),
        ("data.csv", b"id,n\n1,2\n", (), exits.CODES[Invalid]),
        ("data.csv", b"id,body\n1,hello\n", ("--label", "kind"), exits.CODES[Invalid]),
    ],
)
def test_what_cannot_be_a_project_is_refused_before_a_server_starts(
    new_house: Callable[..., House], tmp_path: Path, name: str, data: bytes | None, options: tuple[str, ...], code: int
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    house = new_house()
    said = house.cli("quickstart", tmp_path / name, *options)
    assert (said.code, (house.home / "server.lock").exists()) == (code, False), said.err


def test_label_column_gives_the_classes_and_the_longest_column_the_text(tmp_path: Path) -> None:
    file = tmp_path / "reviews.jsonl"
    file.write_text('{"uid": 1, "t": "long and windy", "s": "good"}\n{"uid": 2, "t": "short one", "s": "bad"}\n')
    found = quickstart.look(file, None, "s", None, False)
    assert (found.classes, found.source["parts"], found.source["key"]) == (("bad", "good"), {"text": "t"}, "uid")
