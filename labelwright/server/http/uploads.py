"""Request bodies as streams: read by a thread while they arrive, never held whole."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import AsyncIterator, Iterator
from email.message import Message
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import unquote

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser

from labelwright.datasets import rows
from labelwright.datasets.source import Source
from labelwright.errors import InvalidData, InvalidRequest, LabelwrightError, Problem
from labelwright.integrations.objects import Incoming, Objects
from labelwright.operations import ingest, sources
from labelwright.operations.ingest import Outcome

_STALLED_S = 60.0  # a body that sends nothing for so long is given up
_BLOCK = 256 * 1024


def pulled(stream: AsyncIterator[bytes], loop: asyncio.AbstractEventLoop) -> Iterator[bytes]:
    """The body's chunks, for a thread that is not the loop's. Raises InvalidRequest where the sender fell silent."""
    while True:
        coming = asyncio.run_coroutine_threadsafe(_next(stream), loop)
        try:
            chunk = coming.result(_STALLED_S)
        except (concurrent.futures.TimeoutError, concurrent.futures.CancelledError) as error:
            coming.cancel()
            raise InvalidRequest("The body stopped coming.", hint="Send it again.") from error
        if chunk is None:
            return
        if chunk:
            yield chunk


async def _next(stream: AsyncIterator[bytes]) -> bytes | None:
    return await anext(stream, None)


class _File:
    """One file of a form: a table is kept aside to be read as rows, anything else goes to the objects."""

    def __init__(self, name: str, objects: Objects, source: Source) -> None:
        self.name = name
        self.source = source
        self.kind = rows.format_of(name)
        self.table: IO[bytes] | None = TemporaryFile() if self.kind is not None else None  # noqa: SIM115 - see drop
        self.incoming: Incoming | None = None if self.table is not None else objects.uploads.incoming()
        self.wrong: LabelwrightError | None = None

    def write(self, data: bytes) -> None:
        if self.table is not None:
            self.table.write(data)
        elif self.incoming is not None and self.wrong is None:
            try:
                self.incoming.write(data)
            except LabelwrightError as error:
                self.wrong = error

    def outcomes(self) -> Iterator[Outcome]:
        if self.table is not None and self.kind is not None:
            self.table.seek(0)
            with self.table as table:
                yield from sources.table(self.source, iter(lambda: table.read(_BLOCK), b""), self.kind, self.name)
            return
        assert self.incoming is not None
        try:
            if self.wrong is not None:
                raise self.wrong
            yield sources.uploaded(self.source, self.name, self.incoming)
        except LabelwrightError as error:
            self.incoming.drop()
            yield ingest.refusal(self.name, None, error)

    def drop(self) -> None:
        if self.table is not None:
            self.table.close()
        if self.incoming is not None:
            self.incoming.drop()


class _Form:
    """A multipart body under way."""

    def __init__(self, boundary: bytes, objects: Objects, source: Source) -> None:
        self._objects = objects
        self._source = source
        self._header = ["", ""]
        self._headers: dict[str, str] = {}
        self.file: _File | None = None
        self.ended: list[_File] = []
        self.seen = 0
        callbacks: Any = {
            "on_header_field": lambda data, a, b: self._heard(0, data[a:b]),
            "on_header_value": lambda data, a, b: self._heard(1, data[a:b]),
            "on_header_end": self._header_ended,
            "on_headers_finished": self._begun,
            "on_part_data": lambda data, a, b: self._data(data[a:b]),
            "on_part_end": self._ended,
        }
        self.parser = MultipartParser(boundary, callbacks)

    def _data(self, data: bytes) -> None:
        if self.file is not None:
            self.file.write(data)

    def _heard(self, which: int, data: bytes) -> None:
        self._header[which] += data.decode(errors="replace")

    def _header_ended(self) -> None:
        self._headers[self._header[0].strip().lower()] = self._header[1].strip()
        self._header = ["", ""]

    def _begun(self) -> None:
        name = _file_name(self._headers.get("content-disposition", ""))
        self._headers = {}
        self.file = _File(name, self._objects, self._source) if name else None
        self.seen += self.file is not None

    def _ended(self) -> None:
        if self.file is not None:
            self.ended.append(self.file)
        self.file = None


def form(content_type: str, chunks: Iterator[bytes], objects: Objects, source: Source) -> Iterator[Outcome]:
    """The items of the files of a multipart body. Raises InvalidData where the body is no form, or has no file."""
    told = Message()
    told["content-type"] = content_type
    boundary = told.get_boundary()
    if not boundary:
        raise InvalidData("The form names no boundary between its parts.")
    under_way = _Form(boundary.encode(), objects, source)
    try:
        for chunk in chunks:
            under_way.parser.write(chunk)
            yield from _given(under_way)
        under_way.parser.finalize()
        yield from _given(under_way)
    except MultipartParseError as error:
        raise InvalidData(f"The form is broken: {error}.") from error
    finally:
        for left in (*under_way.ended, *([under_way.file] if under_way.file else ())):
            left.drop()
    if under_way.file is not None:
        raise InvalidData("The form ends in the middle of a file.")
    if not under_way.seen:
        raise InvalidData("The form holds no file.", hint="Each file is a part with a file name.")


def _given(under_way: _Form) -> Iterator[Outcome]:
    while under_way.ended:
        file = under_way.ended.pop(0)
        try:
            yield from file.outcomes()
        except InvalidData as error:  # a table that cannot be read at all
            yield Problem((), error.message, error.hint)


def _file_name(disposition: str) -> str:
    told = Message()
    told["content-disposition"] = disposition
    name = told.get_filename() or ""
    return unquote(name) if "%22" in name else name
