"""Where projects stand, from a terminal."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from labelwright.cli.reach import connect
from labelwright.cli.terminal import Json, Server, Terminal


def status(
    project: Annotated[str | None, typer.Argument(help="One project; all of them when left out.")] = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """Show where projects stand."""
    terminal = Terminal(json)
    with connect(server) as client:
        if project is None:
            found = client.projects()
            terminal.table(
                msgspec.to_builtins(found),
                ("project", "state", "items", "accepted", "waiting", "stuck"),
                [(p.slug, p.state, p.items, p.accepted, p.waiting, p.stuck) for p in found],
            )
            if not found:
                terminal.hint("No project yet. Begin one:", "init")
            return
        home = client.project(project).home()
    items = home.items
    terminal.say(f"{project}: {items.accepted:,} of {items.total:,} items accepted, {items.dropped:,} dropped")
    terminal.table(
        msgspec.to_builtins(home),
        ("stage", "kind", "phase", "waiting", "in work", "done", "stuck"),
        [(s.key, s.kind, s.phase, s.waiting, s.leased, s.done, s.stuck) for s in home.stages],
    )
    for one in home.attention:
        terminal.say(f"! {one.text}")
