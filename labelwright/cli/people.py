"""People, from a terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from labelwright import sdk
from labelwright.cli.reach import connect
from labelwright.cli.terminal import Json, Server, Terminal
from labelwright.errors import NotFound

user = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Email = Annotated[str, typer.Argument(help="The person's address.")]


@user.command("list")
def list_people(server: Server = None, json: Json = False) -> None:
    """Everybody within reach, with their roles."""
    terminal = Terminal(json)
    with connect(server) as client:
        people = client.people()
    documents = [
        {"id": p.id, "name": p.name, "email": p.email, "joined": p.joined, "disabled": p.disabled, "roles": p.roles}
        for p in people
    ]
    rows = [
        (p.name, p.email, ", ".join(_role(role) for role in p.roles), "disabled" if p.disabled
         else "" if p.joined else "invited")
        for p in people
    ]  # fmt: skip
    terminal.table(documents, ("name", "e-mail", "roles", ""), rows)


def _role(role: dict[str, object]) -> str:
    where = role.get("scope_name")
    return f"{role['role']} of {where}" if where else str(role["role"])


@user.command("add")
def add(
    email: Email,
    name: Annotated[str | None, typer.Option(help="The person's name; the address says it when left out.")] = None,
    role: Annotated[str, typer.Option(help="What they may do: annotator, reviewer, manager, ...")] = "annotator",
    team: Annotated[str | None, typer.Option(help="The team they join.")] = None,
    project: Annotated[str | None, typer.Option(help="The project the role is for, where no team is given.")] = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """Give somebody a role, and a link where they are new."""
    terminal = Terminal(json)
    with connect(server) as client:
        person, link = client.invite(name or email.split("@")[0], email, role=role, team=team, project=project)
    lines = [f"{person.name} is {role}" + (f" in {team or project}." if team or project else ".")]
    lines += [f"Send them this link, which works once: {link}"] if link else []
    terminal.result({"id": person.id, "email": person.email, "link": link}, *lines)


@user.command("link")
def link(email: Email, server: Server = None, json: Json = False) -> None:
    """A fresh link with which somebody sets a new password."""
    terminal = Terminal(json)
    with connect(server) as client:
        made = client.new_link(_found(client, email).id)
    terminal.result({"email": email, "link": made}, f"Send them this link, which works once: {made}")


@user.command("disable")
def disable(email: Email, server: Server = None, json: Json = False) -> None:
    """End somebody's sessions and tokens, and let them in no more."""
    _switch(Terminal(json), server, email, disabled=True)


@user.command("enable")
def enable(email: Email, server: Server = None, json: Json = False) -> None:
    """Let somebody in again."""
    _switch(Terminal(json), server, email, disabled=False)


def _switch(terminal: Terminal, server: str | None, email: str, *, disabled: bool) -> None:
    with connect(server) as client:
        person = client.change_person(_found(client, email).id, disabled=disabled)
    terminal.result(
        {"id": person.id, "email": person.email, "disabled": person.disabled},
        f"{person.name} {'is let in no more' if disabled else 'may sign in again'}.",
    )


def _found(client: sdk.Client, email: str) -> sdk.Person:
    for person in client.people():
        if person.email == email.strip().lower():
            return person
    raise NotFound(f"There is nobody with the address {email}.")
