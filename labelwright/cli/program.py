"""The program as a whole: which command was asked for, and how errors leave it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from labelwright import __version__, cli
from labelwright.cli import exits
from labelwright.cli.terminal import Terminal
from labelwright.errors import LabelwrightError

_AFTER = "Every command answers --help. Exit codes and examples: docs/reference/cli.md."


def application(wanted: str | None) -> typer.Typer:
    """The program with one command in full; the others have only their line in the help, and cost nothing."""
    app = typer.Typer(
        name="labelwright",
        help="From raw data to a dataset that is measured.",
        epilog=_AFTER,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_program)
    for name, (_, _, line) in cli.COMMANDS.items():
        command = cli.load(name) if name == wanted else _elsewhere
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name, help=line)
        else:
            app.command(name, short_help=line)(command)
    return app


def _program(version: bool = typer.Option(False, "--version", help="Say the version and end.")) -> None:
    """From raw data to a dataset that is measured."""
    if version:
        print(f"labelwright {__version__}")
        raise typer.Exit


def _elsewhere() -> None:
    """A command that was not asked for."""


def run(arguments: Sequence[str]) -> None:
    """Runs the command and ends the process with its exit code."""
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    app = application(wanted if wanted in cli.COMMANDS else None)
    try:
        app(list(arguments))
    except LabelwrightError as error:
        Terminal("--json" in arguments).refuse(error)
        sys.exit(exits.code_of(error))
    except KeyboardInterrupt:
        sys.exit(exits.INTERRUPTED)
