"""The whole house in one file, and a house out of it, from either database into either."""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from labelwright.errors import Conflict, InvalidData, NotFound
from labelwright.operations import accounts, backup, definitions
from labelwright.store import Store, dump, people, sessions
from tests.server.browser import cars

STAMP = ("0.1.0", "2026-03-01T09:00:00Z")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with an upload and a key."""
    home = tmp_path / "home"
    (home / "objects" / "ab").mkdir(parents=True)
    (home / "objects" / "ab" / "cd").write_bytes(b"a photo")
    (home / "secret.key").write_text("signs")
    return home


def settle(store: Store) -> None:
    """A house with an administrator and a project."""

    def act(tx) -> None:
        person = accounts.first_administrator(tx, 1)
        people.set_password(tx, person, "a hash")
        sessions.open_session(tx, "hash", person, "csrf", 1, 10**18)
        definitions.create(tx, accounts.grants(tx, person), definitions.read(cars()), b"\x00\xffkey", 2)

    store.write(act)


def everything(store: Store) -> dict[str, list[bytes]]:
    return store.read(lambda tx: {name: list(dump.rows(tx, name)) for name in dump.names()})


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_restored_house_has_every_row_and_object(
    store: Store, to: str, home: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    settle(store)
    taken = backup.take(store, home, tmp_path / "house.tar", STAMP)
    assert taken.objects == 1
    fresh = tmp_path / "fresh"
    if to == "sqlite":
        other = Store.open(f"sqlite:///{tmp_path / 'other.db'}")
    else:
        other = Store.open(another_postgresql(request))
    told: list[str] = []
    backup.restore(other, fresh, tmp_path / "house.tar", told.append)
    assert everything(other) == everything(store)
    assert (fresh / "objects" / "ab" / "cd").read_bytes() == b"a photo"
    assert (fresh / "secret.key").read_text() == "signs"
    assert "rows/person.jsonl" in told
    assert other.read(lambda tx: tx.value("SELECT count(*) FROM session")) == 0
    added = other.write(lambda tx: people.add_person(tx, "new@example.org", "New", "human", 3))
    assert added > 1  # ids go on after the restored ones
    other.close()


def another_postgresql(request: pytest.FixtureRequest) -> str:
    """A second fresh PostgreSQL database."""
    from tests import postgres

    url = request.getfixturevalue("postgres_url")
    template = request.getfixturevalue("postgres_template")
    name = "restored"
    postgres.statement(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    postgres.statement(url, f"CREATE DATABASE {name} TEMPLATE {template}")
    return postgres.database(url, name)


@pytest.fixture
def sqlite_store(sqlite_url: str):
    opened = Store.open(sqlite_url)
    yield opened
    opened.close()


def test_backup_never_overwrites_a_file(sqlite_store: Store, home: Path, tmp_path: Path) -> None:
    (tmp_path / "there.tar").write_text("mine")
    with pytest.raises(Conflict, match="is there already"):
        backup.take(sqlite_store, home, tmp_path / "there.tar", STAMP)
    assert (tmp_path / "there.tar").read_text() == "mine"


def test_backup_that_fails_leaves_nothing(sqlite_store: Store, home: Path, tmp_path: Path) -> None:
    def fail(_: str) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        backup.take(sqlite_store, home, tmp_path / "out" / "house.tar", STAMP, fail)
    assert list((tmp_path / "out").iterdir()) == []


def test_house_with_people_is_not_overwritten(sqlite_store: Store, home: Path, tmp_path: Path) -> None:
    settle(sqlite_store)
    backup.take(sqlite_store, home, tmp_path / "house.tar", STAMP)
    with pytest.raises(Conflict, match="not empty"):
        backup.restore(sqlite_store, tmp_path / "fresh", tmp_path / "house.tar")


def test_missing_or_foreign_file_is_named(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        backup.restore(sqlite_store, tmp_path, tmp_path / "nowhere.tar")
    (tmp_path / "photo.tar").write_bytes(b"\xff" * 5000)
    with pytest.raises(InvalidData, match="no backup of Labelwright"):
        backup.restore(sqlite_store, tmp_path, tmp_path / "photo.tar")


def rewritten(source: Path, target: Path, change) -> None:
    """A copy of the tar in which `change(name, data)` gives each member's new data, or None to leave it out."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            data = change(member.name, old.extractfile(member).read())
            if data is not None:
                member.size = len(data)
                new.addfile(member, io.BytesIO(data))


def test_damage_is_found_before_anything_is_put_in(sqlite_store: Store, home: Path, tmp_path: Path) -> None:
    source, bad = tmp_path / "house.tar", tmp_path / "bad.tar"
    backup.take(sqlite_store, home, source, STAMP)
    empty = Store.open(f"sqlite:///{tmp_path / 'empty.db'}")
    rewritten(source, bad, lambda name, data: data + b"x" if name.startswith("objects") else data)
    with pytest.raises(InvalidData, match="objects/ab/cd is not what was put in"):
        backup.restore(empty, tmp_path / "fresh", bad)
    rewritten(source, bad, lambda name, data: None if name == "rows/person.jsonl" else data)
    with pytest.raises(InvalidData, match=r"rows/person\.jsonl is missing"):
        backup.restore(empty, tmp_path / "fresh", bad)
    assert not (tmp_path / "fresh").exists()
    empty.close()


def test_member_outside_of_the_home_is_refused(sqlite_store: Store, home: Path, tmp_path: Path) -> None:
    source, bad = tmp_path / "house.tar", tmp_path / "bad.tar"
    backup.take(sqlite_store, home, source, STAMP)

    def climb(name: str, data: bytes) -> bytes:
        return data.replace(b"objects/ab/cd", b"objects/../../x") if name == "manifest.json" else data

    rewritten(source, bad, climb)
    with tarfile.open(bad) as old:
        members = {member.name: old.extractfile(member).read() for member in old.getmembers()}
    members["objects/../../x"] = members.pop("objects/ab/cd")
    with tarfile.open(bad, "w") as new:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    empty = Store.open(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(InvalidData, match="no file of a house"):
        backup.restore(empty, tmp_path / "fresh" / "home", bad)
    assert not (tmp_path / "x").exists()
    assert empty.read(dump.empty)
    empty.close()


def test_backup_of_another_revision_names_the_release_that_reads_it(
    sqlite_store: Store, home: Path, tmp_path: Path
) -> None:
    source, old = tmp_path / "house.tar", tmp_path / "old.tar"
    backup.take(sqlite_store, home, source, ("0.9.0", STAMP[1]))

    def aged(name: str, data: bytes) -> bytes:
        return json.dumps(json.loads(data) | {"revision": "0000"}).encode() if name == "manifest.json" else data

    rewritten(source, old, aged)
    empty = Store.open(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(InvalidData, match=r"release 0\.9\.0"):
        backup.restore(empty, tmp_path / "fresh", old)
    empty.close()


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Files are everybody's to read unless whoever makes them says otherwise, as on most machines."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_what_holds_the_whole_house_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The keys and everybody's answers are in a backup and in the database, wherever they lie."""
    home = tmp_path / "made-by-the-operator"
    home.mkdir(mode=0o755)
    store = Store.open(f"sqlite:///{home / 'labelwright.db'}")
    settle(store)
    backup.take(store, home, tmp_path / "house.tar", STAMP)
    readable = [path.name for path in (*home.iterdir(), tmp_path / "house.tar") if path.stat().st_mode & 0o077]
    store.close()
    assert readable == []
