"""The client of a server: who one is, which projects there are, people and teams."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import httpx
import msgspec

from labelwright.sdk.project import ProjectClient
from labelwright.sdk.records import Me, Person, Project, Team, Validation
from labelwright.sdk.transport import Transport
from labelwright.sdk.work import WorkClient


class Client:
    """A server, as the person whose token this is. Use it in a `with`, or close it."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.work = WorkClient(transport)

    @property
    def url(self) -> str:
        """The server's address."""
        return self.transport.url

    def me(self) -> Me:
        """Who is signed in."""
        return self.transport.get("/me", Me)

    def projects(self) -> list[Project]:
        """Every project one is a member of."""
        return msgspec.convert(self.transport.get("/projects", dict[str, Any])["projects"], list[Project])

    def project(self, slug: str) -> ProjectClient:
        """A project by its slug; nothing is asked of the server yet."""
        return ProjectClient(self.transport, slug)

    def create_project(self, document: str, *, guideline: str | None = None) -> Project:
        """A new project, as a draft, with the text of the guideline file its document names.

        Raises InvalidDefinition with every problem of the document, Conflict where the name is taken.
        """
        return self.transport.send("POST", "/projects", Project, {"document": document, "guideline": guideline})

    def validate(self, document: str, project: str | None = None) -> Validation:
        """What is wrong with a definition and what it would change, without keeping it."""
        body = {"document": document} | ({"project": project} if project else {})
        return self.transport.send("POST", "/definitions/validate", Validation, body)

    def people(self) -> list[Person]:
        """Every person within reach."""
        return msgspec.convert(self.transport.get("/people", dict[str, Any])["people"], list[Person])

    def invite(
        self, name: str, email: str, *, role: str = "annotator", team: str | None = None, project: str | None = None
    ) -> tuple[Person, str | None]:
        """Gives somebody a role; the person, and the link that lets them set a password where they have none."""
        body = {"name": name, "email": email, "role": role, "team": team, "project": project}
        answer = self.transport.send("POST", "/people", dict[str, Any], body)
        return msgspec.convert(answer["person"], Person), answer.get("link")

    def new_link(self, person: int) -> str:
        """A fresh link with which somebody sets a password."""
        link: str = self.transport.send("POST", f"/people/{person}/link", dict[str, Any])["link"]
        return link

    def change_person(self, person: int, *, name: str | None = None, disabled: bool | None = None) -> Person:
        """Renames somebody, or disables or enables their account; what is left out stays."""
        body = {"name": name, "disabled": disabled}
        return self.transport.send(
            "PATCH", f"/people/{person}", Person, {key: value for key, value in body.items() if value is not None}
        )

    def teams(self) -> list[Team]:
        """Every team within reach."""
        return msgspec.convert(self.transport.get("/teams", dict[str, Any])["teams"], list[Team])

    def add_token(self, name: str, days: int | None = None) -> str:
        """A new API token of one's own, in full this once."""
        answer = self.transport.send("POST", "/me/tokens", dict[str, Any], {"name": name, "days": days})
        token: str = answer["token"]
        return token

    def close(self) -> None:
        """Closes the connections."""
        self.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def connect(url: str, token: str | None = None, *, timeout: float = 60.0, demo_person: int | None = None) -> Client:
    """A client of the server at `url`.

    `token` is an API token (made on the settings page, or by `labelwright login`). `timeout` is in seconds, for one
    answer. `demo_person` is for servers in demo mode: act as this person. Nothing is sent before the first call.
    """
    return Client(Transport(url, token, timeout=timeout, demo_person=demo_person))


def sign_in(url: str, email: str, password: str, token_name: str) -> str:
    """Signs in once with a password and makes an API token, which is returned. Raises SignInRequired."""
    transport = Transport(url, None)
    try:
        me = transport.send("POST", "/session", Me, {"email": email, "password": password})
        answer = transport.send(
            "POST", "/me/tokens", dict[str, Any], {"name": token_name}, X_CSRF_Token=me.csrf
        )
        transport.raw("DELETE", "/session", headers={"X-CSRF-Token": me.csrf})
    finally:
        transport.close()
    token: str = answer["token"]
    return token


def alive(url: str) -> bool:
    """Whether a server of this kind answers there."""
    try:
        return httpx.get(f"{url.rstrip('/')}/health", timeout=2.0, trust_env=False).is_success
    except httpx.TransportError:
        return False


