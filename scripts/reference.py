"""Writes the reference pages that follow from the code: `python scripts/reference.py [--check]`.

Commands, settings and errors each have their page in `docs/reference`, and the API its document. With `--check`
nothing is written, and the exit code is 1 when a page is stale.
"""

from __future__ import annotations

import inspect
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import typer
from pydantic_core import PydanticUndefined

from labelwright import cli, errors
from labelwright.cli import exits
from labelwright.ontology.field_types import FIELD_TYPES
from labelwright.server import bootstrap
from labelwright.server.http import problems
from labelwright.server.http.app import create_app
from labelwright.server.settings import Settings

PAGES = Path(__file__).resolve().parent.parent / "docs" / "reference"
WRITTEN = "Written by `make reference` from the code.\n"


_COMMANDS = f"""# Commands

{WRITTEN}
`labelwright --version` says the version; every command answers `--help`. With `--json` a command answers with one JSON
document on standard output, errors too. The CLI speaks to a server over HTTP, except where it starts one or only reads
a file.

Which server: `--server` or `LABELWRIGHT_URL`, else the one that runs on this machine for the same user, else the one
that `labelwright login` went to last. As whom: `LABELWRIGHT_TOKEN`, else the token that `login` kept, else the one that
the server of this machine left in its home.
"""

_SETTINGS = f"""# Settings

{WRITTEN}
A server reads its settings from the environment; `labelwright serve` takes the common ones as options.

| variable | default | says |
|---|---|---|"""

_ERRORS = f"""# Errors

{WRITTEN}
The API answers an error as problem details (RFC 9457, `application/problem+json`) with a stable `code`, a sentence, a
`hint` where there is a way out, and `problems` with a place each. The SDK raises the class, the CLI ends with the exit
code. A code that is not listed is a particular case of the class with its status.

| code | class | status | exit code | means |
|---|---|---|---|---|"""


def commands() -> str:
    """Every command with its arguments and options."""
    out = [_COMMANDS]
    for name in cli.COMMANDS:
        loaded = cli.load(name)
        if isinstance(loaded, typer.Typer):
            group: Any = typer.main.get_command(loaded)
            for part, command in group.commands.items():
                out.extend(_command(f"{name} {part}", command))
        else:
            app = typer.Typer(add_completion=False)
            app.command(name)(loaded)
            out.extend(_command(name, typer.main.get_command(app)))
    out.append("## Exit codes\n")
    out.append("| code | means | errors |\n|---|---|---|")
    for code, meaning in exits.MEANINGS.items():
        kinds = ", ".join(f"`{kind.__name__}`" for kind, of in exits.CODES.items() if of == code)
        out.append(f"| {code} | {meaning} | {kinds} |")
    return "\n".join(out) + "\n"


def _command(name: str, command: Any) -> Iterator[str]:
    yield f"## labelwright {name}\n"
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    words = " ".join(_bracketed(p) for p in arguments)
    yield f"    labelwright {name}{' ' if words else ''}{words}{' [OPTIONS]' if options else ''}\n"
    yield inspect.cleandoc(command.help or "") + "\n"
    if arguments or options:
        yield "| | |\n|---|---|"
        for one in (*arguments, *options):
            spelled = _metavar(one) if one in arguments else ", ".join((*one.opts, *one.secondary_opts))
            value = "" if one in arguments or one.is_flag else f" {_metavar(one)}"
            says = [f"{(one.help or '').rstrip('.')}."]
            says += [f"Default: `{one.default}`."] if isinstance(one.default, str | int) and one.default else []
            says += [f"Or `{one.envvar}`."] if one.envvar else []
            yield f"| `{spelled}{value}` | {' '.join(says)} |"
        yield ""


def _metavar(parameter: Any) -> str:
    choices = get_args(parameter.type_descriptor.annotation)
    return str(parameter.metavar or " or ".join(map(str, choices)) or parameter.name.upper()).replace("|", " or ")


def _bracketed(parameter: Any) -> str:
    return _metavar(parameter) if parameter.required else f"[{_metavar(parameter)}]"


def settings() -> str:
    """Every setting of a server with its variable and default."""
    out = [_SETTINGS]
    for name, setting in Settings.model_fields.items():
        bare = setting.default is PydanticUndefined or setting.default in ("", None, ())
        default = "" if bare else f"`{setting.default}`"
        out.append(f"| `LABELWRIGHT_{name.upper()}` | {default} | {setting.description} |")
    return "\n".join(out) + "\n"


def error_codes() -> str:
    """The tree of errors, with code, status and exit code."""
    out = [_ERRORS]
    for kind in tree(errors.LabelwrightError):
        status = next((problems.STATUSES[k] for k in kind.__mro__ if k in problems.STATUSES), 500)
        meaning = " ".join(inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].split())
        code = next((exits.CODES[k] for k in kind.__mro__ if k in exits.CODES), exits.UNFORESEEN)
        out.append(f"| `{kind.code}` | `{kind.__name__}` | {status} | {code} | {meaning} |")
    return "\n".join(out) + "\n"


def tree(kind: type[errors.LabelwrightError]) -> Iterator[type[errors.LabelwrightError]]:
    """An error class of `labelwright.errors` and everything below it."""
    if kind.__module__ == errors.__name__:
        yield kind
        for child in kind.__subclasses__():
            yield from tree(child)


_FIELD_TYPES = f"""# Field types

{WRITTEN}
A schema maps field names to fields. Every field takes `type`, `part` (the part of the item it is about), `name`,
`required` (true unless it says false), `guide` (a section of the guideline), `help`, and `decides` (whether it counts
for agreement). A class is `{{id, name, key, color, guide, help}}`: its id is stable, the rest may change; `key` is the
one key that gives the answer.
"""


def field_types() -> str:
    """Every field type: what it answers, its own keys, whether it may be an attribute of a box."""
    out = [_FIELD_TYPES]
    for name, kind in FIELD_TYPES.types.items():
        out.append(f"## {name}\n\n{inspect.cleandoc(kind.__doc__ or '')}\n")
        keys = ", ".join(f"`{key}`" for key in (*kind.keys, *(("attributes",) if kind.attributed else ())))
        out.append(f"Keys of its own: {keys or 'none'}.")
        attribute = "may" if name in FIELD_TYPES.attributes else "may not"
        out.append(f"It {attribute} be an attribute of a box.\n")
        out.append(f"Distance of two answers, in [0, 1]: {inspect.cleandoc(kind.distance.__doc__ or '')}\n")
    later = ", ".join(f"`{name}`" for name in FIELD_TYPES.later)
    out.append(f"## Later\n\nThe names {later} are kept for what comes later, and refused until then.")
    return "\n".join(out) + "\n"


def api() -> str:
    """The OpenAPI document, from which the web app's client is generated."""
    with tempfile.TemporaryDirectory() as home:
        house = bootstrap.wire(Settings(home=Path(home)))
        try:
            document = create_app(house).openapi()
        finally:
            bootstrap.close(house)
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def pages() -> dict[Path, str]:
    """Every generated page as it should be."""
    return {
        PAGES / "cli.md": commands(),
        PAGES / "settings.md": settings(),
        PAGES / "errors.md": error_codes(),
        PAGES / "field-types.md": field_types(),
        PAGES / "openapi.json": api(),
    }


def main(arguments: list[str]) -> int:
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text() != text]
    if "--check" in arguments:
        print("\n".join(f"{path.name} is stale: make reference" for path in stale) or "every page is fresh")
        return 1 if stale else 0
    for path, text in pages().items():
        path.write_text(text)
    print(f"wrote {', '.join(path.name for path in stale) or 'nothing: every page was fresh'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
