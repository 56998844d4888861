"""Data in, labels out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer

from labelwright.cli import exits
from labelwright.cli.reach import connect
from labelwright.cli.terminal import Json, Server, Terminal
from labelwright.errors import Invalid, InvalidData, NotFound, Problem
from labelwright.sdk import Import

TABLES = (".csv", ".json", ".jsonl", ".ndjson")
FILES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".txt", ".webp")
_SUFFIX = {"jsonl": "jsonl", "csv": "csv", "coco": "json"}

ProjectSlug = Annotated[str, typer.Argument(metavar="PROJECT", help="The project.")]


def import_(
    project: ProjectSlug,
    path: Annotated[Path | None, typer.Argument(help="A folder of files, or a .csv, .jsonl or .json table.")] = None,
    on_error: Annotated[
        Literal["stop", "skip"], typer.Option(help="At a bad row or file: leave nothing behind, or take the rest.")
    ] = "stop",
    undo: Annotated[int | None, typer.Option(metavar="N", help="Undo import N instead.")] = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """Bring a folder of images or a table of texts into a project.

    Importing again adds only what is new. Without PATH the server reads the folder or table that the definition names.
    """
    terminal = Terminal(json)
    with connect(server) as client:
        place = client.project(project)
        if undo is not None:
            undone = place.undo_import(undo)
            terminal.result(msgspec.to_builtins(undone), f"Import {undo} is undone.")
            return
        if path is None:
            with terminal.progress("Reading the source") as told:
                done = place.import_source(on_error=on_error, progress=told)
        elif path.is_dir():
            paths, refused = files(path)
            _refuse(terminal, refused, on_error)
            with terminal.progress("Sending files") as told:
                done = place.import_files(paths, root=path, on_error=on_error, progress=told)
        elif path.is_file():
            if path.suffix.lower() not in TABLES:
                raise Invalid(f"{path.name} is no table.", hint=f"Tables end with {', '.join(TABLES)}.")
            try:
                with terminal.progress(f"Sending {path.name}") as told:
                    done = place.import_table(path, on_error=on_error, progress=told)
            except InvalidData as error:
                terminal.refuse(error, str(path))
                raise typer.Exit(exits.code_of(error)) from error
        else:
            raise NotFound(f"There is no {path}.")
    _report(terminal, project, done, str(path) if path is not None and path.is_file() else "")


def files(folder: Path) -> tuple[list[Path], list[Problem]]:
    """Every file below the folder that may be an item, in order; links that lead out of it are refused."""
    found, refused, root = [], [], folder.resolve()
    for path in _walk(folder):
        if path.suffix.lower() not in FILES:
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            refused.append(Problem((path.relative_to(folder).as_posix(),), "leads out of the folder", "copy it there"))
        else:
            found.append(path)
    if not found and not refused:
        raise InvalidData(f"{folder} holds no images or texts.", hint=f"Files end with {', '.join(FILES)}.")
    return found, refused


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):  # does not follow links to folders, so no loop can hold it
        folders.sort()
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in sorted(names) if not name.startswith("."))


def _refuse(terminal: Terminal, refused: list[Problem], on_error: str) -> None:
    if refused and on_error == "stop":
        raise InvalidData(f"{len(refused)} files cannot be taken; nothing was sent.", refused)
    terminal.problems(refused)


def _report(terminal: Terminal, project: str, done: Import, file: str) -> None:
    counted = {"added": done.added, "unchanged": done.unchanged, "changed": done.changed, "refused": done.refused}
    said = ", ".join(f"{number:,} {name}" for name, number in counted.items() if number or name == "added")
    terminal.problems([one.problem() for one in done.problems], file)
    terminal.result(msgspec.to_builtins(done), f"Import {done.id}: {said}.")
    if done.added:
        terminal.hint("To undo it:", "import", project, "--undo", done.id)
    if done.refused:
        raise typer.Exit(exits.CODES[Invalid])


def release(
    project: ProjectSlug,
    note: Annotated[str, typer.Option(help="What this version is for.")] = "",
    split: Annotated[
        list[str] | None, typer.Option(metavar="NAME=SHARE", help="A split, such as train=0.8; once for each.")
    ] = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """Freeze the accepted labels as the next dataset version.

    Items of one group always fall into the same split.
    """
    terminal = Terminal(json)
    splits = dict(_share(one) for one in split or ())
    with connect(server) as client, terminal.progress("Freezing") as told:
        made = client.project(project).release(note, splits=splits, progress=told)
    terminal.result(
        msgspec.to_builtins(made),
        f"Version {made.n} of {project}: {made.items:,} items, manifest {made.manifest_sha256}.",
    )
    terminal.hint("To take it away:", "export", project, "--release", made.n)


def _share(text: str) -> tuple[str, float]:
    name, _, share = text.partition("=")
    try:
        return name, float(share)
    except ValueError as error:
        raise Invalid(f"{text!r} says no split and share.", hint="Write --split train=0.8 --split val=0.2.") from error


def export(
    project: ProjectSlug,
    format: Annotated[
        Literal["jsonl", "csv", "coco"], typer.Option("--format", "-f", help="The format to write.")
    ] = "jsonl",
    release: Annotated[int | None, typer.Option(metavar="N", help="A version; else what is accepted now.")] = None,
    out: Annotated[
        str | None, typer.Option("--out", "-o", metavar="FILE", help="The file to write, - for standard output.")
    ] = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """Write labels to a file, as JSONL, CSV or COCO.

    What the format cannot say is listed, so that nothing is lost in silence.
    """
    terminal = Terminal(json)
    with connect(server) as client:
        place = client.project(project)
        if out == "-":
            place.download(sys.stdout.buffer, format=format, release=release)
            return
        version = f"-v{release}" if release is not None else ""
        file = Path(out or f"{project}{version}.{_SUFFIX[format]}")
        draft = file.with_name(file.name + ".part")
        with terminal.progress("Writing") as told, draft.open("wb") as stream:
            size = place.download(stream, format=format, release=release, progress=told)
        draft.replace(file)
        losses = place.losses(release, format) if release is not None else []
        if release is None and not place.home().items.accepted:
            terminal.say("No label is accepted yet: the file holds none.")
    for loss in losses:
        terminal.say(f"  {loss.kind} in {format}: {loss.what} ({loss.why})")
    document = {"file": str(file), "bytes": size, "losses": msgspec.to_builtins(losses)}
    terminal.result(document, f"Wrote {file} ({size:,} bytes).")
