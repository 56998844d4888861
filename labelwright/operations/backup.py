"""The whole house in one file, and a house out of such a file.

A backup is a tar of `rows/<table>.jsonl` (one snapshot of the database), `objects/...` (what was uploaded) and, last,
`manifest.json` with the SHA-256 of every other member. It can be taken while a server runs, and put into either
database. What is referenced and not uploaded stays where it is.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from labelwright.errors import Conflict, InvalidData, NotFound
from labelwright.store import Store, dump
from labelwright.store.engine import Tx

_MANIFEST = "manifest.json"
_KEY = "secret.key"
_PIECE = 1 << 20

Told = Callable[[str], object]  # hears the name of each member when it is done


class Manifest(msgspec.Struct, forbid_unknown_fields=True):
    """What a backup says of itself: the SHA-256 of each member and the number of each table's rows."""

    format: int
    version: str
    revision: str
    taken_at: str
    rows: dict[str, int]
    sha256: dict[str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was copied."""

    path: Path
    rows: int
    objects: int
    size: int


class _Hashing(io.RawIOBase):
    """A file being read, and the hash of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.sha256.update(piece)
        return piece


def take(store: Store, home: Path, target: Path, stamp: tuple[str, str], told: Told = lambda _: None) -> Taken:
    """Copies the house into `target`, which appears only when it is whole. `stamp` is (release, ISO time).

    Raises Conflict where the file is there already.
    """
    if target.exists():
        raise Conflict(f"{target} is there already.", hint="Name another file, or move that one away.")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    made = Manifest(1, stamp[0], dump.REVISION, stamp[1], {}, {})
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600, exist_ok=False)  # the house's keys are in it
    try:
        with tarfile.open(unfinished, "w") as tar:
            store.read(lambda tx: _take_rows(tx, tar, made, told))
            for path in _objects(home):
                name = path.relative_to(home).as_posix()
                with path.open("rb") as file:
                    _add(tar, made, name, file, path.stat().st_size)
                told(name)
            _add(tar, None, _MANIFEST, io.BytesIO(data := msgspec.json.encode(made)), len(data))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    objects = sum(name.startswith("objects/") for name in made.sha256)
    return Taken(target, sum(made.rows.values()), objects, target.stat().st_size)


def _objects(home: Path) -> Iterator[Path]:
    """Uploads, and the key that signs what annotators see."""
    if (home / _KEY).is_file():
        yield home / _KEY
    yield from sorted(path for path in (home / "objects").rglob("*") if path.is_file())


def _take_rows(tx: Tx, tar: tarfile.TarFile, made: Manifest, told: Told) -> None:
    for table in dump.names():
        with tempfile.TemporaryFile() as file:
            count = 0
            for line in dump.rows(tx, table):
                file.write(line)
                count += 1
            size = file.tell()
            file.seek(0)
            _add(tar, made, f"rows/{table}.jsonl", file, size)
        made.rows[table] = count
        told(f"rows/{table}.jsonl")


def _add(tar: tarfile.TarFile, made: Manifest | None, name: str, file: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size = size
    member.mode = 0o600
    hashing = _Hashing(file)
    tar.addfile(member, hashing)
    if made is not None:
        made.sha256[name] = hashing.sha256.hexdigest()


# -- restoring -------------------------------------------------------------------------------------------------------


def restore(store: Store, home: Path, source: Path, told: Told = lambda _: None) -> Taken:
    """Puts a backup into an empty house. Everything is checked against its hashes before anything is put in.

    Raises Conflict where the house is not empty, NotFound where there is no such file, InvalidData where the file is
    no backup, is damaged, or is of another release's tables.
    """
    if ((home / "objects").exists() and any((home / "objects").iterdir())) or not store.read(dump.empty):
        raise Conflict(f"The house in {home} is not empty.", hint="Restore into a new LABELWRIGHT_HOME.")
    if not source.is_file():
        raise NotFound(f"There is no file {source}.")
    try:
        with tarfile.open(source, "r") as tar:
            made = _checked(tar, source)
            files = list(_within(home, made.sha256))
            rows = _put_rows(store, tar, made, told)
            _put_objects(home, tar, files, told)
    except tarfile.TarError as error:
        raise InvalidData(f"{source} is no backup of Labelwright, or it is damaged: {error}.") from error
    objects = sum(name.startswith("objects/") for name in made.sha256)
    return Taken(source, rows, objects, source.stat().st_size)


def _checked(tar: tarfile.TarFile, source: Path) -> Manifest:
    try:
        made = msgspec.json.decode(_open(tar, _MANIFEST).read(), type=Manifest)
    except (KeyError, msgspec.DecodeError) as error:
        raise InvalidData(f"{source} is no backup of Labelwright, or it is damaged: it has no manifest.") from error
    if made.format != 1 or made.revision != dump.REVISION:
        raise InvalidData(
            f"{source} was taken by release {made.version}, whose tables are of revision {made.revision}; "
            f"this release has {dump.REVISION}.",
            hint=f"Restore it with release {made.version}, then start this one on it.",
        )
    there = {member.name for member in tar.getmembers()} - {_MANIFEST}
    if there != set(made.sha256):
        different = sorted(there ^ set(made.sha256))
        raise InvalidData(f"{source} is damaged: {different[0]} is missing or does not belong there.")
    for name, expected in made.sha256.items():
        digest = hashlib.sha256()
        file = _open(tar, name)
        while piece := file.read(_PIECE):
            digest.update(piece)
        if digest.hexdigest() != expected:
            raise InvalidData(f"{source} is damaged: {name} is not what was put in.")
    return made


def _open(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    file = tar.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file


def _put_rows(store: Store, tar: tarfile.TarFile, made: Manifest, told: Told) -> int:
    """All rows in one transaction: a restore that is cut short leaves an empty house."""

    def put(tx: Tx) -> int:
        count = 0
        for table in dump.names():
            name = f"rows/{table}.jsonl"
            if name in made.sha256:
                count += dump.load(tx, table, _open(tar, name))
                told(name)
        dump.finish(tx)
        return count

    return store.write(put)


def _put_objects(home: Path, tar: tarfile.TarFile, names: Iterable[str], told: Told) -> None:
    for name in names:
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _open(tar, name) as file, path.open("wb") as kept:
            shutil.copyfileobj(file, kept, _PIECE)
        path.chmod(0o600)
        told(name)


def _within(home: Path, names: Iterable[str]) -> Iterator[str]:
    """The members that are files of the home. Raises InvalidData for one that would stand outside of it."""
    for name in names:
        if name.startswith("rows/"):
            continue
        inside = (home / name).resolve().is_relative_to(home.resolve())
        if not inside or not (name == _KEY or name.startswith("objects/")):
            raise InvalidData(f"The backup holds {name!r}, which is no file of a house.")
        yield name
