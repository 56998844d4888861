"""One project: its definition, its data in, its labels out."""

from __future__ import annotations

import mimetypes
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from labelwright import errors
from labelwright.sdk.records import (
    Applied,
    Definition,
    Import,
    Item,
    ItemPage,
    Job,
    Label,
    Loss,
    Project,
    ProjectHome,
    Release,
)
from labelwright.sdk.transport import CHUNK, Transport

Progress = Callable[[int, int | None], None]
"""Told `(done, total)`; the total is None while nobody knows it."""


def _quiet(_done: int, _total: int | None) -> None:
    """The progress of whoever does not ask."""


class ProjectClient:
    """A project of the server, by its slug."""

    def __init__(self, transport: Transport, slug: str) -> None:
        self._transport = transport
        self.slug = slug
        self._path = f"/projects/{slug}"

    # -- what was asked for ----------------------------------------------------------------------------------------

    def info(self) -> Project:
        """The project and where it stands. Raises NotFound where one is no member of it."""
        return self._transport.get(self._path, Project)

    def home(self) -> ProjectHome:
        """The stages with their live counts."""
        return self._transport.get(f"{self._path}/home", ProjectHome)

    def definition(self) -> Definition:
        """The definition as it holds now."""
        return self._transport.get(f"{self._path}/definition", Definition)

    def apply(self, document: str, *, guideline: str | None = None, base_sha256: str | None = None) -> Applied:
        """Puts a new definition in force, with the text of the guideline file it names.

        Raises InvalidDefinition, InFlight where work would be touched, or Stale when the base has changed since.
        """
        body = {"document": document, "guideline": guideline, "base_sha256": base_sha256}
        return self._transport.send("PUT", f"{self._path}/definition", Applied, body)

    def guideline(self, document: str, note: str = "") -> None:
        """A new version of the guideline, in Markdown."""
        self._transport.raw("PUT", f"{self._path}/guideline", json={"document": document, "note": note})

    def diagram(self) -> str:
        """The pipeline as an SVG that stands alone."""
        return self._transport.raw("GET", f"{self._path}/diagram.svg?theme=light").decode()

    def start(self, progress: Progress = _quiet) -> Job:
        """Lets the work begin, and waits until the items are in the pipeline."""
        return self.wait(self._asked(f"{self._path}/start"), progress)

    # -- data in ---------------------------------------------------------------------------------------------------

    def import_rows(
        self, rows: Iterable[Mapping[str, Any]], *, on_error: str = "stop", progress: Progress = _quiet
    ) -> Import:
        """Streams rows of any number; what was added, unchanged, changed and refused."""
        encoder = msgspec.json.Encoder()

        def lines() -> Iterator[bytes]:
            buffer, done = bytearray(), 0
            for done, row in enumerate(rows, 1):
                encoder.encode_into(row, buffer, -1)
                buffer += b"\n"
                if len(buffer) > CHUNK:
                    yield bytes(buffer)
                    buffer.clear()
                    progress(done, None)
            yield bytes(buffer)
            progress(done, done)

        return self._upload(lines(), "application/x-ndjson", on_error)

    def import_table(self, path: Path, *, on_error: str = "stop", progress: Progress = _quiet) -> Import:
        """Streams a `.csv`, `.jsonl` or `.json` file as it is; progress counts bytes."""
        kind = {".csv": "text/csv", ".jsonl": "application/x-ndjson", ".ndjson": "application/x-ndjson"}
        media_type = kind.get(path.suffix.lower(), "application/json")
        with path.open("rb") as file:
            return self._upload(_chunks(file, path.stat().st_size, progress), media_type, on_error)

    def import_files(
        self, paths: Sequence[Path], *, root: Path, on_error: str = "stop", progress: Progress = _quiet
    ) -> Import:
        """Streams files; each becomes an item whose key is its path below `root`. Progress counts files."""
        boundary = uuid.uuid4().hex

        def body() -> Iterator[bytes]:
            for done, path in enumerate(paths):
                progress(done, len(paths))
                name = path.relative_to(root).as_posix().replace('"', "%22")
                kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                yield (
                    f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
                    f"Content-Type: {kind}\r\n\r\n"
                ).encode()
                with path.open("rb") as file:
                    while chunk := file.read(CHUNK):
                        yield chunk
                yield b"\r\n"
            yield f"--{boundary}--\r\n".encode()
            progress(len(paths), len(paths))

        return self._upload(body(), f"multipart/form-data; boundary={boundary}", on_error)

    def import_source(self, *, on_error: str = "stop", progress: Progress = _quiet) -> Import:
        """Reads the folder or table that the definition names, on the server, and waits for it."""
        job = self.wait(self._asked(f"{self._path}/imports/source", {"on_error": on_error}), progress)
        return self._transport.get(f"/imports/{(job.result or {})['import']}", Import)

    def undo_import(self, number: int) -> Import:
        """Takes back an import whose items nobody has answered. Raises Locked with their number where some have."""
        return self._transport.send("POST", f"/imports/{number}/undo", Import)

    def _upload(self, body: Iterable[bytes], media_type: str, on_error: str) -> Import:
        path = f"{self._path}/imports"
        return self._transport.upload(path, Import, body, media_type, on_error=on_error)

    # -- what is there ---------------------------------------------------------------------------------------------

    def items(self, *, page: int = 100, **filters: object) -> Iterator[Item]:
        """Every item, in order, a page at a time; filters are `state`, `stage`, `class`, `person`, `q`, `batch`."""
        after: object = None
        while True:
            found = self._transport.get(f"{self._path}/items", ItemPage, after=after, limit=page, **filters)
            yield from found.items
            if found.next is None:
                return
            after = found.next

    # -- labels out ------------------------------------------------------------------------------------------------

    def labels(self, release: int | None = None) -> Iterator[Label]:
        """The accepted labels as they stand now, or those of a release, streamed."""
        decoder = msgspec.json.Decoder(Label)
        for line in _lines(self._exported("jsonl", release)):
            yield decoder.decode(line)

    def download(
        self, file: BinaryIO, *, format: str = "jsonl", release: int | None = None, progress: Progress = _quiet
    ) -> int:
        """Writes the labels in a format (jsonl, csv, coco) to an open file; the number of bytes."""
        done = 0
        for chunk in self._exported(format, release):
            done += file.write(chunk)
            progress(done, None)
        return done

    def _exported(self, format: str, release: int | None) -> Iterator[bytes]:
        where = "labels" if release is None else f"releases/{release}/download"
        with self._transport.stream(f"{self._path}/{where}", format=format) as response:
            yield from response.iter_bytes()

    def releases(self) -> list[Release]:
        """Every dataset version, newest first."""
        answer = self._transport.get(f"{self._path}/releases", dict[str, Any])
        return msgspec.convert(answer["releases"], list[Release])

    def release(
        self, note: str = "", *, splits: Mapping[str, float] | None = None, progress: Progress = _quiet
    ) -> Release:
        """Freezes what is accepted now as the next dataset version, and waits for it."""
        body: dict[str, Any] = {"note": note} | ({"splits": dict(splits)} if splits else {})
        done = self.wait(self._asked(f"{self._path}/releases", body), progress)
        return self._transport.get(f"{self._path}/releases/{(done.result or {})['n']}", Release)

    def losses(self, release: int, format: str) -> list[Loss]:
        """What a format cannot say of a release."""
        answer = self._transport.get(f"{self._path}/releases/{release}/losses", dict[str, Any], format=format)
        return msgspec.convert(answer["losses"], list[Loss])

    def manifest(self, release: int) -> bytes:
        """The manifest of a release, byte for byte as it was hashed."""
        return self._transport.raw("GET", f"{self._path}/releases/{release}/manifest")

    def pilot(self, stage: str) -> dict[str, Any]:
        """A pilot's page: how far it is, how often people agree, and where they do not."""
        return self._transport.get(f"{self._path}/stages/{stage}/pilot", dict[str, Any])

    def open_gate(self, stage: str, progress: Progress = _quiet) -> Job:
        """Opens the gate behind a pilot and waits until items have entered the stages that waited for it."""
        return self.wait(self._asked(f"{self._path}/stages/{stage}/gate"), progress)

    def _asked(self, path: str, body: object = None) -> int:
        """Asks for background work; the id of its job."""
        job: int = self._transport.send("POST", path, dict[str, Any], body)["job"]
        return job

    def jobs(self) -> list[Job]:
        """The project's latest jobs, newest first."""
        answer = self._transport.get(f"{self._path}/jobs", dict[str, Any])
        return msgspec.convert(answer["jobs"], list[Job])

    def wait(self, job_id: int, progress: Progress = _quiet) -> Job:
        """Waits until a job has ended. Raises the error it ended with."""
        pause = 0.02
        while (job := self._transport.get(f"/jobs/{job_id}", Job)).state in ("queued", "running"):
            progress(job.done, job.total)
            time.sleep(pause)
            pause = min(1.0, pause * 1.5)
        if job.state != "done":
            raise errors.LabelwrightError(f"The job ended as {job.state}: {job.error}", code="job_failed")
        progress(job.done, job.total)
        return job


def _chunks(file: BinaryIO, size: int, progress: Progress) -> Iterator[bytes]:
    done = 0
    while chunk := file.read(CHUNK):
        yield chunk
        done += len(chunk)
        progress(done, size)


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a body that comes in chunks, without empty ones."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from filter(None, whole)
    if rest:
        yield rest
