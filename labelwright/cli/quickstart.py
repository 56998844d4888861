"""Your own folder of images or table of texts, ready to label, with one command."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from labelwright import definition as documents
from labelwright import sdk
from labelwright.cli import reach
from labelwright.cli.data import TABLES, files
from labelwright.cli.definitions import put, slug
from labelwright.cli.house import given, serve_on_free_port, welcome
from labelwright.cli.terminal import Terminal
from labelwright.definition import templates
from labelwright.errors import Invalid, InvalidData, LabelwrightError, NotFound
from labelwright.server.bootstrap import Ready

_PEEKED = 200  # rows looked at to guess the columns
_MOST_CLASSES = 50  # values of a label column beyond which it is no label column


@dataclass(frozen=True, slots=True)
class Found:
    """What lies at the path: where items come from, and what may be asked about them."""

    source: Mapping[str, object]
    part: str
    kind: str  # box | choice
    classes: tuple[str, ...]


def quickstart(
    path: Annotated[Path, typer.Argument(help="A folder of images, or a .csv, .jsonl or .json table of texts.")],
    classes: Annotated[str | None, typer.Option(help="The classes, such as car,truck,bus.")] = None,
    label: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of classes, in a table.")] = None,
    text: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of texts; else the longest.")] = None,
    whole: Annotated[bool, typer.Option("--whole", help="One class for the whole image, instead of boxes.")] = False,
    name: Annotated[str | None, typer.Option(help="The project's name; else the path says it.")] = None,
) -> None:
    """Label your own folder of images or table of texts, now.

    Starts the server where none runs, makes a project of one stage, and says where to open it. Files stay where they
    are. Without classes the browser asks for them.
    """
    terminal = Terminal()
    found = look(path, classes, label, text, whole)
    project = slug(name or path.resolve().stem)
    if reach.local() is not None:
        with reach.connect(None) as client:
            terminal.say(f"Open {_set_up(terminal, client, path, project, found, by_reference=False)}")
        return
    settings = given()
    folder = path.resolve() if path.is_dir() else path.resolve().parent
    settings = settings.model_copy(update={"sources": (*settings.sources, folder)})
    serve_on_free_port(terminal, settings, lambda ready: _once_ready(terminal, ready, path, project, found).start())


def _once_ready(terminal: Terminal, ready: Ready, path: Path, project: str, found: Found) -> threading.Thread:
    """What is left to do when the server answers, beside it."""

    def carry_out() -> None:
        try:
            with reach.connect(ready.url) as client:
                address = _set_up(terminal, client, path, project, found, by_reference=True)
        except LabelwrightError as error:
            terminal.refuse(error)
            address = f"{ready.url}/new"
        welcome(terminal, ready, address)

    return threading.Thread(target=carry_out, name="quickstart", daemon=True)


def _set_up(
    terminal: Terminal, client: sdk.Client, path: Path, project: str, found: Found, *, by_reference: bool
) -> str:
    """Makes the project and brings the data in; the address to open."""
    if not found.classes:
        terminal.say("No classes were named: the browser asks for them.")
        return f"{client.url}/new?{_asked(path, project, found, by_reference=by_reference)}"
    asked = documents.read(templates.fill("alone", project, found.source, _schema(found)))
    created = put(client, asked)["created"]
    place = client.project(project)
    with terminal.progress("Reading") as told:
        done = _bring(place, path, told, by_reference=by_reference)
    terminal.say(f"{done.added:,} new items, {done.unchanged:,} known, {done.refused:,} refused")
    if created:
        place.start()
    return f"{client.url}/projects/{project}"


def _asked(path: Path, project: str, found: Found, *, by_reference: bool) -> str:
    """What is known already, for the page that asks the rest: a path this server may read, or one to be dropped."""
    shape = "boxes" if found.kind == "box" else "photos" if found.part == "image" else "texts"
    place = "folder" if by_reference else "drop"
    known: dict[str, object] = {place: path.resolve(), "name": project, "kind": shape, "who": "me"}
    parts = found.source["parts"]
    if found.part == "text" and isinstance(parts, dict):
        known |= {"text": parts[found.part], "key": found.source.get("key", "")}
    return urlencode({name: value for name, value in known.items() if value}, safe="/")


def _bring(place: sdk.ProjectClient, path: Path, told: sdk.Progress, *, by_reference: bool) -> sdk.Import:
    """A server of ours may read the path itself; another one gets it sent."""
    if by_reference:
        return place.import_source(on_error="skip", progress=told)
    if path.is_dir():
        return place.import_files(files(path)[0], root=path, on_error="skip", progress=told)
    return place.import_table(path, on_error="skip", progress=told)


# -- what lies there -------------------------------------------------------------------------------------------------


def look(path: Path, classes: str | None, label: str | None, text: str | None, whole: bool) -> Found:
    """What the path holds and what may be asked about it.

    Raises NotFound where nothing is there, InvalidData where a folder holds nothing or a table cannot be read, Invalid
    where it is neither a folder nor a table, or a column is not there.
    """
    named = tuple(one.strip() for one in (classes or "").split(",") if one.strip())
    if path.is_dir():
        files(path)
        return Found({"folder": str(path.resolve()), "parts": {"image": "image"}}, "image",
                     "choice" if whole else "box", named)  # fmt: skip
    if not path.is_file():
        raise NotFound(f"There is no {path}.")
    if path.suffix.lower() not in TABLES:
        raise Invalid(f"{path.name} is no table.", hint=f"Name a folder of images, or a {', '.join(TABLES)}.")
    rows = list(islice(_rows(path), _PEEKED))
    columns = list(rows[0]) if rows else []
    for column in (label, text):
        if column is not None and column not in columns:
            raise Invalid(f"{path.name} has no column {column}.", hint=f"It has {', '.join(columns)}.")
    body = text or _longest(rows, columns)
    key = next((one for one in columns if one.lower() in ("id", "key", "uid", "uuid") and one != body), None)
    source: dict[str, object] = {"table": str(path.resolve()), "parts": {"text": body}}
    if key is not None and len({str(row.get(key)) for row in rows}) == len(rows):
        source["key"] = key
    return Found(source, "text", "choice", named or (_values(path, label) if label else ()))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if path.suffix.lower() == ".csv":
                yield from csv.DictReader(file)
            elif path.suffix.lower() == ".json":
                yield from json.load(file)
            else:
                yield from (json.loads(line) for line in file if line.strip())
    except UnicodeDecodeError as error:
        raise InvalidData(f"{path.name} is not UTF-8 text.", hint="Save it as UTF-8, then try again.") from error
    except (csv.Error, json.JSONDecodeError) as error:
        raise InvalidData(f"{path.name} cannot be read as a table: {error}.") from error


def _longest(rows: list[dict[str, Any]], columns: list[str]) -> str:
    lengths = {name: sum(len(row[name]) for row in rows if _is_text(row.get(name))) for name in columns}
    if not lengths or not max(lengths.values()):
        raise Invalid("The table holds no texts.", hint="Name the column of texts with --text.")
    return max(lengths, key=lambda name: lengths[name])


def _is_text(value: object) -> bool:
    return isinstance(value, str) and any(letter.isalpha() for letter in value)


def _values(path: Path, label: str) -> tuple[str, ...]:
    values = sorted({str(row[label]) for row in _rows(path) if row.get(label) not in (None, "")})
    if not 2 <= len(values) <= _MOST_CLASSES:
        raise Invalid(
            f"Column {label} has {len(values):,} values: a choice has 2 to {_MOST_CLASSES}.",
            hint="Name the classes with --classes.",
        )
    return tuple(values)


def _schema(found: Found) -> dict[str, object]:
    keys = "1234567890"
    classes = []
    for place, one in enumerate(found.classes):
        document = {"id": slug(one), "name": one}
        classes.append(document | ({"key": keys[place]} if place < len(keys) else {}))
    field = "objects" if found.kind == "box" else "category"
    return {field: {"type": found.kind, "part": found.part, "classes": classes}}
