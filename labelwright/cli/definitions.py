"""Definitions: writing a first one, checking, applying, drawing. Checking and drawing a file need no server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from labelwright import definition as documents
from labelwright.cli import exits
from labelwright.cli.reach import connect
from labelwright.cli.terminal import Json, Server, Terminal, problem_document
from labelwright.definition import diagram as drawing
from labelwright.definition import templates
from labelwright.errors import Conflict, Invalid, InvalidDefinition, NotFound
from labelwright.sdk import Client

NAME = "labelwright.yaml"
File = Annotated[Path, typer.Argument(metavar="FILE", help="The definition.")]

# What a first document asks for: the source and the schema, to be changed by whoever knows the data.
_FIRST: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "boxes": (
        {"folder": "./images", "parts": {"image": "image"}},
        {
            "vehicles": {
                "type": "box", "part": "image",
                "classes": [{"id": "car", "name": "Car", "key": "c"}, {"id": "truck", "name": "Truck", "key": "t"}],
                "attributes": {"occluded": {"type": "boolean"}},
            }
        },
    ),
    "texts": (
        {"table": "texts.csv", "key": "id", "parts": {"text": "body"}},
        {
            "category": {
                "type": "choice", "part": "text",
                "classes": [{"id": "question", "name": "Question", "key": "q"},
                            {"id": "complaint", "name": "Complaint", "key": "c"}],
            }
        },
    ),
}  # fmt: skip

_GUIDELINE = """# Guideline

What the labels are for, and how to decide when it is not obvious.

## Start here

Say in three sentences what is labelled and why. Name the mistake that would cost most.
"""


def init(
    folder: Annotated[Path, typer.Argument(help="Where to write; made when it is not there.")] = Path(),
    kind: Annotated[Literal["boxes", "texts"], typer.Option(help="Boxes on images, or categories of texts.")] = "boxes",
    template: Annotated[str, typer.Option(help=f"The pipeline: {', '.join(templates.TEMPLATES)}.")] = "alone",
    json: Json = False,
) -> None:
    """Write a first labelwright.yaml and guideline."""
    terminal, file = Terminal(json), folder / NAME
    if file.exists():
        raise Conflict(f"{file} is there already.", hint="Name another folder, or change that file.")
    source, schema = _FIRST[kind]
    text = templates.fill(template, slug(folder.resolve().name), source, schema)
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    guideline = folder / "guideline.md"
    if not guideline.exists():
        guideline.write_text(_GUIDELINE, "utf-8")
    terminal.result({"definition": str(file), "guideline": str(guideline)}, f"Wrote {file} and {guideline}.")
    terminal.say("Change classes and source to yours, then:")
    terminal.hint(" ", "validate", file)


def slug(name: str) -> str:
    """A project's name made from any name: lower case, letters, digits and dashes, a letter first."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return (words if words[:1].isalpha() else f"project-{words}".rstrip("-"))[:63]


def read(terminal: Terminal, file: Path) -> documents.Definition:
    """The definition in a file, with its guideline; ends the command with every problem where it cannot be read."""
    try:
        text = file.read_text("utf-8")
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFound(f"There is no file {file}.") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{file} is not UTF-8 text: byte {error.start}.") from error
    try:
        asked = documents.read(text)
        guideline = file.parent / asked.guideline.path if asked.guideline.path else None
        if guideline is not None and guideline.is_file():
            asked = documents.read(text, inline_guideline=guideline.read_text("utf-8"))
    except InvalidDefinition as error:
        terminal.refuse(error, str(file))
        raise typer.Exit(exits.code_of(error)) from error
    return asked


def validate(
    file: File = Path(NAME),
    team: Annotated[
        list[str] | None, typer.Option(metavar="TEAM=N", help="How many people a team has, to be warned by.")
    ] = None,
    json: Json = False,
) -> None:
    """Check a definition and say everything that is wrong with it.

    Needs no server. With --team it also warns where a stage could never end as staffed.
    """
    terminal = Terminal(json)
    asked = read(terminal, file)
    warnings = documents.warnings(asked, dict(_size(one) for one in team or ()))
    terminal.problems(warnings, str(file))
    stages = asked.pipeline.stages
    terminal.result(
        {"ok": True, "project": asked.project, "sha256": asked.sha256, "stages": list(stages),
         "warnings": [problem_document(one) for one in warnings]},
        f"{file} is right: project {asked.project}, {_count(len(asked.schema.fields), 'field')}, "
        f"{_count(len(stages), 'stage')} ({', '.join(stages)}).",
    )  # fmt: skip
    terminal.hint("Put it in force:", "apply", file)


def _size(text: str) -> tuple[str, int]:
    name, _, number = text.partition("=")
    if not number.isdigit():
        raise Invalid(f"{text!r} says no team and number.", hint="Write --team part_timers=3.")
    return name, int(number)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def apply(
    file: File = Path(NAME),
    start: Annotated[bool, typer.Option("--start", help="Let the work begin, too.")] = False,
    server: Server = None,
    json: Json = False,
) -> None:
    """Put a definition in force: make the project, or change it.

    A change that would touch work in flight is refused with its reasons, and nothing is changed.
    """
    terminal = Terminal(json)
    asked = read(terminal, file)
    with connect(server) as client:
        terminal.problems([one.problem() for one in client.validate(asked.document).warnings], str(file))
        done = put(client, asked)
        if start:
            client.project(asked.project).start()
        address = f"{client.url}/projects/{asked.project}"
    made = f"Project {asked.project} is made." if done["created"] else f"Version {done['version']} is in force."
    terminal.result(done, made, *(f"  {change}" for change in done["changes"]), address)
    if done["created"]:
        lies = file.parent / asked.source.path if asked.source.path else None  # the server may not read it: it is sent
        terminal.hint("Bring data in:", "import", asked.project, *([lies] if lies else ()))
        if not start:
            terminal.hint("Then let the work begin:", "apply", file, "--start")


def put(client: Client, asked: documents.Definition) -> dict[str, Any]:
    """Makes the project of a definition, or changes it; what happened, as a document."""
    project = client.project(asked.project)
    try:
        before = project.definition()
    except NotFound:
        client.create_project(asked.document, guideline=asked.guideline.text)
        return {"project": asked.project, "created": True, "version": 1, "changes": []}
    applied = project.apply(asked.document, base_sha256=before.sha256, guideline=asked.guideline.text)
    return {"project": asked.project, "created": False, "version": applied.version, "changes": applied.changes}


def diagram(
    what: Annotated[str, typer.Argument(metavar="FILE|PROJECT", help="A definition, or a project.")] = NAME,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file to write; else standard output.")] = None,
    server: Server = None,
) -> None:
    """Draw a pipeline as an SVG.

    A file is drawn without a server; a project with the counts of its stages.
    """
    terminal = Terminal()
    if Path(what).exists():
        picture = drawing.svg(read(terminal, Path(what)), theme="light")
    else:
        with connect(server) as client:
            picture = client.project(what).diagram()
    if out is None:
        terminal.out.print(picture)
    else:
        out.write_text(picture, "utf-8")
        terminal.say(f"Wrote {out}.")
