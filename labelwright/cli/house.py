"""The house itself: starting its server, copying it, making it again from a copy."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer
from pydantic import ValidationError

from labelwright.cli.terminal import Json, Terminal
from labelwright.errors import Conflict, Invalid, NotFound, Problem
from labelwright.server import bootstrap
from labelwright.server.bootstrap import Ready
from labelwright.server.settings import Settings

Home = Annotated[
    Path | None, typer.Option(envvar="LABELWRIGHT_HOME", help="The folder of the house; else the user's data folder.")
]
Database = Annotated[
    str | None, typer.Option(envvar="LABELWRIGHT_DATABASE", help="postgresql://...; else SQLite in the home.")
]


def serve(
    port: Annotated[int | None, typer.Option(help="The port; 0 takes any free one. Else 8400.")] = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on; else this machine only.")] = None,
    home: Home = None,
    database: Database = None,
) -> None:
    """Start the server.

    The first start prints a link with which the administrator chooses a password. Every setting has a variable of its
    own: docs/reference/settings.md.
    """
    terminal = Terminal()
    settings = given(port=port, host=host, home=home, database=database)
    bootstrap.serve(settings, lambda ready: welcome(terminal, ready))


def serve_on_free_port(
    terminal: Terminal,
    settings: Settings,
    started: Callable[[Ready], object],
    leaving: Callable[[], object] = lambda: None,
) -> None:
    """Serves until Ctrl-C. A port that is taken is named with its owner, and the next one is tried."""
    for port in range(settings.port, settings.port + _PORTS):
        try:
            bootstrap.serve(settings.model_copy(update={"port": port}), started, leaving)
        except Conflict as error:
            if error.code != "port_taken" or port == settings.port + _PORTS - 1:
                raise
            terminal.say(f"{error.message} Trying {port + 1}.")
        else:
            return


def given(**chosen: Any) -> Settings:
    """The settings of the environment with what the command line says. Raises Invalid with every wrong one."""
    chosen = {name: value for name, value in chosen.items() if value is not None}
    try:
        found = Settings(**chosen)
    except ValidationError as error:
        problems = [
            Problem((f"LABELWRIGHT_{'_'.join(map(str, one['loc'])).upper()}",), one["msg"]) for one in error.errors()
        ]
        raise Invalid("The settings are wrong.", problems) from error
    if sys.stderr.isatty() and "log_format" not in found.model_fields_set:
        return found.model_copy(update={"log_format": "console"})
    return found


_WIDEST = 78  # columns of a box
_PORTS = 20  # tried one after the other


def welcome(terminal: Terminal, ready: Ready, address: str | None = None) -> None:
    """One box with the address; at a first start also the administrator's link, which leads on to the address."""
    lines = [f"Labelwright is at {address or ready.url}"]
    if ready.link:  # first: the address alone would ask for a password that nobody has chosen yet
        on = f"?next={quote(address.removeprefix(ready.url))}" if address else ""
        claim = "Open this link to choose the administrator's password:"
        lines = [claim, ready.link + on, "", "From then on " + lines[0]]
    width = max(map(len, lines)) + 2
    if width > _WIDEST:  # a terminal would break the box, and the addresses in it
        terminal.say("\n".join(["", *lines, ""]))
    else:
        terminal.say("┌" + "─" * width + "┐")
        for line in lines:
            terminal.say(f"│ {line.ljust(width - 1)}│")
        terminal.say("└" + "─" * width + "┘")
    terminal.say(f"House: {ready.home}    Stop: Ctrl-C")


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    home: Home = None,
    database: Database = None,
    json: Json = False,
) -> None:
    """Copy the whole house into one file.

    The server may go on running. Files that projects refer to where they lie are not in it; uploads are.
    """
    terminal = Terminal(json)
    if file.exists():
        raise Conflict(f"{file} is there already.", hint="Name another file.")
    settings = given(home=home, database=database)
    if not settings.database and not (settings.home / "labelwright.db").exists():
        raise NotFound(f"There is no house in {settings.home}.", hint="Name it with --home or LABELWRIGHT_HOME.")
    with terminal.progress("Copying") as told:
        taken = bootstrap.backup(settings, file, _counted(told))
    terminal.result(
        {"file": str(file), "rows": taken.rows, "objects": taken.objects, "bytes": taken.size},
        f"Wrote {file}: {taken.rows:,} rows, {taken.objects:,} files, {taken.size:,} bytes.",
    )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `backup` wrote.")],
    home: Home = None,
    database: Database = None,
    json: Json = False,
) -> None:
    """Make a house from a backup.

    The house must be empty, and no server may run in it. The database may be of the other kind.
    """
    terminal = Terminal(json)
    if not file.is_file():
        raise NotFound(f"There is no file {file}.")
    settings = given(home=home, database=database)
    with terminal.progress("Restoring") as told:
        taken = bootstrap.restore(settings, file, _counted(told))
    terminal.result(
        {"home": str(settings.home), "rows": taken.rows, "objects": taken.objects},
        f"The house in {settings.home} is as it was: {taken.rows:,} rows, {taken.objects:,} files.",
    )
    where = {"--home": home, "--database": database}
    terminal.hint("Start it:", "serve", *(word for option, value in where.items() if value for word in (option, value)))


def _counted(told: Any) -> Any:
    """Turns "a member by its name" into "so many, of nobody knows how many"."""
    seen = 0

    def one(_name: str) -> None:
        nonlocal seen
        seen += 1
        told(seen, None)

    return one
