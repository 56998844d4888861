"""Where items are read from: rows of a table, files of a folder, files that were uploaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path, PurePosixPath

from labelwright.datasets import items, rows
from labelwright.datasets.items import NewItem, NewPart
from labelwright.datasets.rows import Format, Refused
from labelwright.datasets.source import Part, Source, renamed
from labelwright.errors import InvalidData, InvalidRequest, LabelwrightError, Problem
from labelwright.integrations.objects import Found, Incoming, Object, Objects
from labelwright.integrations.objects.anatomy import ENDINGS, ENDINGS_LATER, Anatomy, read
from labelwright.operations import ingest
from labelwright.operations.ingest import Outcome
from labelwright.operations.permissions import Grants
from labelwright.store import Tx, imports, jobs

TEXTS = frozenset({".txt", ".md"})
_BLOCK = 256 * 1024
_AT_ONCE = 64  # files looked at in one go
_LOOKERS = 2


def ask(tx: Tx, grants: Grants, slug: str, source_key: str, on_error: str, now: int) -> int:
    """Asks for an import of the folder or table the definition names; its job. Raises as `ingest.begin`."""
    project = ingest.may_add(tx, grants, slug)
    if imports.source(tx, project, source_key) is None:
        raise InvalidRequest(f"The project has no source {source_key}.")
    args: dict[str, object] = {"source": source_key, "on_error": on_error, "person": grants.person_id}
    return jobs.enqueue(
        tx, "import_source", args, now=now, project=project, person=grants.person_id,
        unique_key=f"import:{project}:{source_key}",
    )  # fmt: skip


def outcomes(objects: Objects, source: Source) -> Iterator[Outcome]:
    """The items of a folder or table of this machine.

    Raises InvalidData where it cannot be read at all, once it is read from: who reads gives the import up then.
    """
    if source.kind == "upload":
        raise InvalidData("The source names no folder and no table.", hint="Upload the data instead.")
    path = objects.places.resolve(source.path)
    if source.kind == "folder":
        if not path.is_dir():
            raise InvalidData(f"{source.path} is no folder.")
        yield from _folder(objects, source, path)
        return
    kind = rows.format_of(path.name)
    if kind is None or not path.is_file():
        raise InvalidData(f"{source.path} is no table.", hint="A table is a .csv, .jsonl or .json file.")
    yield from table(source, _chunks(path), kind, source.path)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def table(
    source: Source, chunks: Iterable[bytes], kind: Format, file: str = "", columns: Mapping[str, str] | None = None
) -> Iterator[Outcome]:
    """The items of a table's rows, each wrong row as a problem with its line. `columns` as in `renamed`."""
    source = renamed(source, columns or {})
    pictured = next((part.name for part in source.parts.values() if part.media != "text"), None)
    if pictured is not None:
        raise InvalidData(f"{file or 'the body'}: rows give texts, and part {pictured} is an image.")
    make = items.FromRows(source, file).item
    try:
        for row in rows.read(chunks, kind):
            if isinstance(row, Refused):
                yield row.problem(file)
                continue
            try:
                yield make(row.values, row.line)
            except InvalidData as error:
                yield ingest.refusal(file, row.line, error)
    except InvalidData as error:
        raise InvalidData(f"{file}: {error.message}" if file else error.message, hint=error.hint) from error


# -- files -----------------------------------------------------------------------------------------------------------


def _folder(objects: Objects, source: Source, folder: Path) -> Iterator[Outcome]:
    part = _only_part(source)
    wanted = ENDINGS | ENDINGS_LATER if part.media == "image" else TEXTS

    def look(found: Found) -> Outcome:
        try:
            return items.from_file(source, found.name, _part(objects, part, found.path))
        except LabelwrightError as error:
            return ingest.refusal(found.name, None, error)

    seen = False
    walk = objects.places.walk(folder)
    with ThreadPoolExecutor(_LOOKERS, thread_name_prefix="look") as lookers:
        while block := list(islice(walk, _AT_ONCE)):
            fit = [f for f in block if isinstance(f, Found) and f.path.suffix.lower() in wanted]
            unfit = [f for f in block if not isinstance(f, Found)]
            seen = seen or bool(fit) or bool(unfit)
            yield from (Problem((one.name,), one.message) for one in unfit)
            yield from lookers.map(look, fit)
    if not seen:
        raise InvalidData(f"{source.path} holds no {part.media}s.", hint=f"Looked for {', '.join(sorted(wanted))}.")


def _part(objects: Objects, part: Part, path: Path) -> NewPart:
    if part.media == "text":
        return _text(part, objects.bytes(path))
    return pictured(part, objects.look(path))


def pictured(part: Part, found: Object) -> NewPart:
    """An image as a part."""
    a: Anatomy = found.anatomy
    return NewPart(
        part.name, a.media_type, found.sha256, found.size, uri=found.uri, width=a.width, height=a.height,
        orientation=a.orientation,
    )  # fmt: skip


def _text(part: Part, data: bytes) -> NewPart:
    if not data.strip():
        raise InvalidData("the file is empty (zero bytes)")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise InvalidData(f"line {line}: byte 0x{byte:02X} is not UTF-8", hint="save it as UTF-8") from error
    if "\0" in text or len(text) > items.MAX_TEXT:
        raise InvalidData(f"no text, or over {items.MAX_TEXT:,} characters")
    return items.text_part(part.name, text)


def _only_part(source: Source) -> Part:
    if len(source.parts) != 1:
        raise InvalidData("A file gives one part, and the source has several.", hint="Import a table of texts instead.")
    return next(iter(source.parts.values()))


def uploaded(source: Source, name: str, incoming: Incoming) -> NewItem:
    """The item an uploaded file makes. Raises InvalidData with what is wrong with it; then nothing is kept."""
    try:
        part = _only_part(source)
        key = clean_name(name)
        data = incoming.bytes()
        if part.media == "text":
            made = _text(part, data)
            incoming.drop()
        else:
            anatomy = read(data)
            kept = incoming.keep()
            made = pictured(part, Object(kept.uri, kept.sha256, kept.size, anatomy))
        return items.from_file(source, key, made)
    except BaseException:
        incoming.drop()
        raise


def clean_name(name: str) -> str:
    """A file's name as a key: `/` between the steps, none of them leading anywhere else. Raises InvalidData."""
    steps = PurePosixPath(name.replace("\\", "/").lstrip("/")).parts
    if not steps or ".." in steps or "\0" in name or len(name) > items.MAX_KEY:
        raise InvalidData(f"{name[:80]!r} is no name for a file")
    return "/".join(steps)
