"""What a command says: results on standard output, all else on standard error; `--json` makes it one document."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from labelwright.errors import LabelwrightError, Problem

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document, errors too.")]
Server = Annotated[
    str | None, typer.Option("--server", envvar="LABELWRIGHT_URL", metavar="URL", help="The server to speak to.")
]


def program() -> str:
    """How this program is called from here, so that a printed command works as printed."""
    called = Path(sys.argv[0]).absolute()
    found = shutil.which("labelwright")
    if found and Path(found).resolve() == called.resolve():
        return "labelwright"
    here = os.path.relpath(called)
    return shlex.quote(here if len(here) < len(str(called)) and not here.startswith("..") else str(called))


def command(*words: object) -> str:
    """A command line that works as printed."""
    return " ".join([program(), *(shlex.quote(str(word)) for word in words)])


class Terminal:
    """Where one command writes. With `as_json` the result is one document and nothing else is said."""

    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json
        self.out = Console(soft_wrap=True, highlight=False, markup=False)
        self.err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, quiet=as_json)

    def result(self, document: Any, *lines: str) -> None:
        """What the command found: the document with `--json`, else the lines."""
        if self.as_json:
            sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")
        else:
            for line in lines:
                self.out.print(line)

    def table(self, document: Any, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """What the command found, as a table; numbers stand at the right."""
        if self.as_json:
            self.result(document)
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column, head in enumerate(heads):
            numbers = bool(rows) and all(isinstance(row[column], int) for row in rows)
            table.add_column(head, justify="right" if numbers else "left", overflow="fold")
        for row in rows:
            table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
        self.out.print(table)

    def say(self, text: str) -> None:
        """Something on the way."""
        self.err.print(text)

    def hint(self, before: str, *words: object) -> None:
        """What to do next, as a command that works as printed."""
        self.err.print(f"{before} {command(*words)}")

    def problems(self, problems: Sequence[Problem], file: str = "") -> None:
        """Every problem on a line of its own; of a file as compilers write them: file:line:column: place: message."""
        for one in problems:
            if file and one.line is not None:
                place = f" {one.place}:" if one.path else ""
                hint = f" ({one.hint})" if one.hint else ""
                self.err.print(f"{file}:{one.line}:{one.column or 1}:{place} {one.message}{hint}")
            else:
                self.err.print(f"{file}: {one}" if file else f"  {one}")

    def refuse(self, error: LabelwrightError, file: str = "") -> None:
        """An error that ends the command, with the file it is about."""
        problems: Sequence[Problem] = getattr(error, "problems", ())
        if self.as_json:
            self.result({"error": {
                "code": error.code, "detail": error.message, "hint": error.hint,
                "problems": [problem_document(one) for one in problems],
            }})  # fmt: skip
            return
        self.err.print(error.message, style="red")
        self.problems(problems, file)
        if error.hint:
            self.err.print(error.hint)

    @contextmanager
    def progress(self, label: str) -> Iterator[Callable[[int, int | None], None]]:
        """A bar for long work, told `(done, total)`; plain silence where nobody looks."""
        if self.as_json or not self.err.is_terminal:
            yield lambda _done, _total: None
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), console=self.err, transient=True) as bar:
            task = bar.add_task(label, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)


def problem_document(problem: Problem) -> dict[str, Any]:
    """A problem as JSON writes it."""
    return {"place": problem.place, "message": problem.message, "hint": problem.hint,
            "line": problem.line, "column": problem.column}  # fmt: skip
