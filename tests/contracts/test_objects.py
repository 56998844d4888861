"""Paths stay inside the folders the operator named; uploads are kept by content; any stretch of bytes can be read."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from labelwright.errors import InvalidData, NotFound, TooLarge
from labelwright.integrations.objects import Content, Found, Objects, Unfit
from labelwright.integrations.objects.uploads import Incoming
from tests import pictures


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "allowed"
    (root / "photos" / "b").mkdir(parents=True)
    (root / "photos" / "a.jpg").write_bytes(pictures.drawn())
    (root / "photos" / "b" / "c.jpg").write_bytes(pictures.drawn(size=(10, 10)))
    (root / "photos" / ".hidden").write_bytes(b"x")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "s.jpg").write_bytes(b"secret")
    return root


@pytest.fixture
def objects(tmp_path: Path, root: Path) -> Objects:
    return Objects(tmp_path / "home", [root], 1_000_000)


@pytest.mark.parametrize("path", ["photos", "./photos", "photos/b/.."])
def test_a_folder_is_found_under_an_allowed_one(objects: Objects, root: Path, path: str) -> None:
    assert objects.places.resolve(path) == root / "photos"
    assert objects.places.resolve(str(root / path)) == root / "photos"


@pytest.mark.parametrize("path", ["../secret", "photos/../../secret/s.jpg", "/etc/passwd", "missing", "a\0b"])
def test_a_path_that_leaves_the_allowed_folders_is_refused(objects: Objects, path: str) -> None:
    with pytest.raises(InvalidData):
        objects.places.resolve(path)


def test_a_link_that_leaves_or_loops_is_refused(objects: Objects, root: Path) -> None:
    (root / "out").symlink_to(root.parent / "secret")
    (root / "ring").symlink_to(root / "ring")
    with pytest.raises(InvalidData, match="outside"):
        objects.places.resolve("out/s.jpg")
    with pytest.raises(InvalidData, match="back to itself"):
        objects.places.resolve("ring")


def test_a_server_without_folders_says_how_to_allow_one(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match="LABELWRIGHT_SOURCES"):
        Objects(tmp_path, [], 0).places.resolve("photos")


def test_walking_names_files_in_order_and_each_bad_link_with_its_reason(objects: Objects, root: Path) -> None:
    photos = root / "photos"
    (photos / "b" / "up").symlink_to(photos)
    (photos / "dead").symlink_to(photos / "nowhere")
    (photos / "out.jpg").symlink_to(root.parent / "secret" / "s.jpg")
    (photos / "ring").symlink_to(photos / "ring")
    (photos / "same.jpg").symlink_to(photos / "a.jpg")
    found = list(objects.places.walk(photos))
    assert [f.name for f in found if isinstance(f, Found)] == ["a.jpg", "b/c.jpg", "same.jpg"]
    assert {f.name: f.message for f in found if isinstance(f, Unfit)} == {
        "b/up": "the link leads back to a folder above it: a loop",
        "dead": "the link leads nowhere",
        "out.jpg": "the link leads outside the source",
        "ring": "the link leads back to itself",
    }


def test_an_object_is_known_by_its_hash_and_served_by_its_address(objects: Objects, root: Path) -> None:
    path = root / "photos" / "a.jpg"
    found = objects.look(path)
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert objects.served(found.uri, "image/jpeg").size > 0
    with pytest.raises(InvalidData, match="no longer what was imported"):
        objects.served(found.uri, "image/png")
    path.unlink()
    with pytest.raises(NotFound):
        objects.served(found.uri, "image/jpeg")


def test_a_file_swapped_for_a_link_out_of_the_folder_is_not_served(objects: Objects, root: Path) -> None:
    path = root / "photos" / "a.jpg"
    found = objects.look(path)
    path.unlink()
    path.symlink_to(root.parent / "secret" / "s.jpg")
    with pytest.raises(NotFound):
        objects.served(found.uri, "image/jpeg")


def test_an_upload_is_kept_once_under_its_hash(objects: Objects) -> None:
    kept = []
    for _ in range(2):
        incoming = objects.uploads.incoming()
        incoming.write(pictures.drawn()[:100])
        incoming.write(pictures.drawn()[100:])
        kept.append(incoming.keep())
    assert [one.new for one in kept] == [True, False]
    assert kept[0].uri == kept[1].uri == "upload:" + hashlib.sha256(pictures.drawn()).hexdigest()
    assert objects.served(kept[0].uri, "image/jpeg").whole()
    objects.uploads.remove(kept[0].uri)
    with pytest.raises(NotFound):
        objects.path(kept[0].uri)


def test_an_upload_over_the_limit_or_dropped_leaves_nothing(tmp_path: Path) -> None:
    incoming = Incoming(tmp_path, most=10)
    with pytest.raises(TooLarge):
        incoming.write(b"x" * 11)
    incoming.drop()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("uri", ["upload:../../etc/passwd", "upload:" + "/" * 64, "file:///etc/passwd"])
def test_an_address_made_up_reaches_nothing(objects: Objects, uri: str) -> None:
    with pytest.raises(NotFound):
        objects.path(uri)


def test_every_stretch_of_content_is_that_of_the_whole(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(bytes(range(100)))
    content = Content("image/png", "t", file, (b"head", (10, 20), b"mid", (50, 55)))
    whole = b"head" + bytes(range(10, 20)) + b"mid" + bytes(range(50, 55))
    assert content.size == len(whole)
    for start in range(len(whole)):
        for stop in range(start, len(whole) + 1):
            assert b"".join(content.read(start, stop)) == whole[start:stop]
