"""Files that somebody made to do harm: pixel bombs, endless markers, endless blanks, things that are no files."""

from __future__ import annotations

import asyncio
import io
import os
import struct
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from labelwright.datasets import rows
from labelwright.errors import InvalidData
from labelwright.integrations.objects import anatomy, thumbnails
from labelwright.server.settings import Settings
from tests import pictures
from tests.operations.stock import PHOTOS, TEXTS
from tests.server.browser import Town
from tests.server.test_data import Yard

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> Settings:
    """A house that may read one folder."""
    (tmp_path / "allowed" / "photos").mkdir(parents=True)
    (tmp_path / "allowed" / "texts").mkdir()
    return Settings(
        home=tmp_path / "home", database=sqlite_url, sources=(tmp_path / "allowed",), secret="of the tests", demo=False
    )


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def header(width: int, height: int) -> bytes:
    """One bit a pixel, which compresses to nearly nothing."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))


def black(width: int, height: int) -> bytes:
    return chunk(b"IDAT", zlib.compress(bytes((width // 8 + 1) * height), 9))


def scattered(between: bytes) -> bytes:
    """A whole PNG whose pixels come byte by byte, with something between any two."""
    plain = pictures.drawn("PNG", (400, 300))
    start = plain.index(b"IDAT") - 4
    length = int.from_bytes(plain[start : start + 4])
    body = plain[start + 8 : start + 8 + length]
    several = between.join(chunk(b"IDAT", bytes([one])) for one in body)
    return plain[:start] + several + plain[start + 12 + length :]


def test_picture_of_two_sizes_is_refused(town: Town) -> None:
    """The small one would be measured and the large one drawn: 100 kB that take eight gigabytes."""
    photos = Yard(town, PHOTOS)
    png = PNG + header(12_000, 12_000) + black(12_000, 12_000) + header(1, 1) + chunk(b"IEND", b"")
    jpeg = pictures.drawn(size=(64, 64))
    frame = jpeg.index(b"\xff\xc0")
    length = 2 + int.from_bytes(jpeg[frame + 2 : frame + 4])
    twice = jpeg[:-2] + jpeg[frame : frame + length] + jpeg[-2:]
    for name, data in (("a.png", png), ("a.jpg", twice)):
        answer = photos.upload((name, data))
        assert (answer.status_code, "two headers" in answer.text) == (422, True), name


def test_nothing_is_drawn_that_the_decoder_finds_too_large() -> None:
    with pytest.raises(InvalidData, match="large"):
        thumbnails.draw(PNG + header(12_000, 12_000) + black(12_000, 12_000) + chunk(b"IEND", b""), 320)


def test_markers_without_end_take_no_time(town: Town) -> None:
    """The search holds the interpreter: everybody would wait for it."""
    photos = Yard(town, PHOTOS)
    started = time.process_time()
    assert photos.upload(("a.jpg", b"\xff\xd8\xff" + b"\xff" * 60_000)).status_code == 422
    assert time.process_time() - started < 5


def test_picture_in_many_pieces_is_remembered_as_few(town: Town) -> None:
    whole = scattered(b"")
    assert len(anatomy.read(whole).pieces) < 5
    photos = Yard(town, PHOTOS)
    assert photos.upload(("a.png", whole)).status_code == 201
    part = photos.items()["items"][0]["parts"]["image"]
    served = photos.manager.get(part["url"].removeprefix("/api/v1")).content
    before, after = (Image.open(io.BytesIO(one)).convert("RGB").tobytes() for one in (whole, served))
    assert before == after
    torn = photos.upload(("b.png", scattered(chunk(b"tEXt", b"k\0private"))))
    assert (torn.status_code, "pieces" in torn.text) == (422, True)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "json"])
def test_blanks_without_end_are_given_up(kind: rows.Format) -> None:
    pulled = 0

    def blanks() -> Iterator[bytes]:
        nonlocal pulled
        for pulled in range(1, 2_000):  # noqa: B007 - how far it was read is what is asked below
            yield b" \n" * 32_768

    with pytest.raises(InvalidData, match="nothing to read"):
        list(rows.read(blanks(), kind))
    assert pulled < 200


def test_folder_of_texts_with_what_is_no_text_names_each_and_goes_on(town: Town, settings: Settings) -> None:
    folder = settings.sources[0] / "texts"
    (folder / "a.txt").write_text("one")
    os.mkfifo(folder / "pipe.txt")
    with (folder / "huge.txt").open("wb") as huge:
        huge.truncate(5_000_000_000)
    deep = folder / "deep"
    deep.mkdir()
    here = os.getcwd()
    try:
        os.chdir(deep)
        for _ in range(20):  # a path longer than the system takes: this folder cannot be opened by its name
            os.mkdir("d" * 250)
            os.chdir("d" * 250)
    finally:
        os.chdir(here)
    texts = Yard(town, TEXTS.replace("{{table: t.csv, key: id, parts: {{text: body}}, group_by: fields.customer}}",
                                     "{{folder: texts, parts: {{text: text}}}}"))  # fmt: skip
    texts.manager.post("/projects/yard/imports/source", {"on_error": "skip"})
    texts.jobs()
    [done] = texts.manager.get("/projects/yard/imports").json()["imports"]
    assert (done["state"], done["added"], done["refused"]) == ("done", 1, 3)
    said = {problem["place"].split("/")[0]: problem["message"] for problem in done["problems"]}
    assert set(said) == {"pipe.txt", "huge.txt", "deep"}
    assert str(settings.sources[0]) not in str(done["problems"])


def test_job_that_fails_as_nobody_foresaw_tells_no_inside(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    texts = Yard(town, TEXTS)
    project = texts.project
    now = 1
    town.house.store.write(
        lambda tx: tx.run(
            "INSERT INTO job (kind, project, args, state, run_at, created_at, attempts)"
            " VALUES ('freeze', :project, '{\"version\": \"/srv/secret/path\"}', 'queued', :now, :now, 4)",
            project=project, now=now,
        )
    )  # fmt: skip
    texts.jobs()
    [job, *_] = texts.manager.get("/projects/yard/jobs").json()["jobs"]
    assert job["state"] == "failed"
    assert "/srv/secret/path" not in job["error"]
    assert f"job {job['id']}" in job["error"]
    logged = capsys.readouterr()
    assert "/srv/secret/path" in logged.out + logged.err


def test_upload_that_dawdles_keeps_nobody_from_their_pictures(town: Town) -> None:
    photos = Yard(town, PHOTOS)
    photos.upload(("a.jpg", pictures.drawn()))
    picture = photos.items()["items"][0]["parts"]["image"]["url"]
    client = photos.manager.client

    async def scene() -> int:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        taken, go_on = asyncio.Event(), asyncio.Event()

        async def body() -> AsyncIterator[bytes]:
            yield b"--x\r\n"
            taken.set()
            await go_on.wait()

        kind = {"content-type": "multipart/form-data; boundary=x"}
        upload = asyncio.create_task(client.post("/api/v1/projects/yard/imports", content=body(), headers=kind))
        await taken.wait()
        try:
            return (await asyncio.wait_for(client.get(picture), 10)).status_code
        finally:
            go_on.set()
            await upload

    assert town.loop.run(scene()) == 200


def kept_files(settings: Settings) -> list[Path]:
    return [path for path in (settings.home / "objects").rglob("*") if path.is_file()]


def part_of_form(name: str, data: bytes) -> bytes:
    return f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode() + data + b"\r\n"


FORM = {"content-type": "multipart/form-data; boundary=x"}


def test_no_file_stays_behind_that_no_item_has(town: Town, settings: Settings) -> None:
    """A copy that nobody knows of can never be destroyed."""
    photos = Yard(town, PHOTOS)
    one, two, three = (pictures.drawn(size=(20, 10 + n)) for n in range(3))
    broken = part_of_form("a.jpg", one) + part_of_form("b.jpg", two)[:-50]
    assert photos.bring(broken, FORM).status_code == 422
    assert kept_files(settings) == []
    assert photos.upload(("a.jpg", one)).json()["added"] == 1
    again = photos.upload(("a.jpg", two), ("b.jpg", three), ("b.jpg", two), query="?on_error=skip").json()
    assert (again["changed"], again["added"], again["refused"]) == (1, 1, 1)
    assert len(kept_files(settings)) == 2
    for item in photos.items()["items"]:
        assert photos.manager.get(item["parts"]["image"]["url"].removeprefix("/api/v1")).status_code == 200


def test_failed_import_takes_nothing_from_one_that_is_under_way(town: Town) -> None:
    photos = Yard(town, PHOTOS)
    assert photos.manager.post("/projects", {"document": PHOTOS.format(slug="field")}).status_code == 201
    shared, client = part_of_form("a.jpg", pictures.drawn(size=(33, 33))), photos.manager.client
    whole = shared + part_of_form("b.jpg", pictures.drawn()) + b"--x--\r\n"

    async def scene() -> None:
        taken, go_on = asyncio.Event(), asyncio.Event()

        async def body() -> AsyncIterator[bytes]:
            yield whole[: len(shared) + 10]
            taken.set()
            await go_on.wait()
            yield whole[len(shared) + 10 :]

        upload = asyncio.create_task(client.post("/api/v1/projects/yard/imports", content=body(), headers=FORM))
        await taken.wait()
        other = shared + part_of_form("b.jpg", b"no picture") + b"--x--\r\n"
        failed = await client.post("/api/v1/projects/field/imports", content=other, headers=FORM)
        assert failed.status_code == 422
        go_on.set()
        assert (await upload).json()["added"] == 2

    town.loop.run(scene())
    photos.jobs()
    for item in photos.items()["items"]:
        assert photos.manager.get(item["parts"]["image"]["url"].removeprefix("/api/v1")).status_code == 200
