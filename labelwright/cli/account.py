"""Signing in to a server and being remembered there."""

from __future__ import annotations

import platform
from typing import Annotated

import typer

from labelwright import sdk
from labelwright.cli import reach
from labelwright.cli.terminal import Json, Terminal
from labelwright.sdk.client import sign_in


def login(
    url: Annotated[str, typer.Argument(metavar="URL", help="The server, such as http://127.0.0.1:8400.")],
    email: Annotated[str | None, typer.Option(help="Your address there; asked for when left out.")] = None,
    token: Annotated[str | None, typer.Option(help="An API token instead of address and password.")] = None,
    json: Json = False,
) -> None:
    """Sign in to a server and remember it.

    With an address and a password a token is made and kept; the password is not.
    """
    terminal, url = Terminal(json), url.rstrip("/")
    if token is None:
        email = email or typer.prompt("E-mail", err=True)
        password = typer.prompt("Password", hide_input=True, err=True)
        token = sign_in(url, email, password, f"labelwright on {platform.node() or 'this machine'}")
    with sdk.connect(url, token) as client:
        me = client.me()
    file = reach.remember(url, token)
    terminal.result(
        {"url": url, "person": {"id": me.person.id, "name": me.person.name, "email": me.person.email}},
        f"Signed in to {url} as {me.person.name}; the token is kept in {file}.",
    )
