"""A browser without a network: one session's cookies and CSRF token, on an event loop of its own."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from labelwright.operations import accounts
from labelwright.operations.permissions import Grants
from labelwright.server.clock import now_us
from labelwright.server.house import House
from labelwright.store import people

ADDRESS = "http://labelwright.test"
PASSWORD = "correct horse battery"  # nosec


class Browser:
    """Sends requests to an application in this process; paths are under /api/v1 unless they begin with `//`."""

    def __init__(self, app: Any, loop: asyncio.Runner, **headers: str) -> None:
        self._loop = loop
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS, headers=headers)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        path = path[1:] if path.startswith("//") else f"/api/v1{path}"
        return self._loop.run(self.client.request(method, path, **more))

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, body: object = None, **more: Any) -> httpx.Response:
        return self.ask("POST", path, json={} if body is None else body, **more)

    def put(self, path: str, body: object, **more: Any) -> httpx.Response:
        return self.ask("PUT", path, json=body, **more)

    def keep(self, me: dict[str, Any]) -> dict[str, Any]:
        """Remembers the CSRF token, as the web app does."""
        self.client.headers["x-csrf-token"] = me["csrf"]
        return me

    def close(self) -> None:
        self._loop.run(self.client.aclose())


class Town:
    """A house with people in it, made without passwords, which are slow on purpose."""

    def __init__(self, house: House, app: Any, loop: asyncio.Runner) -> None:
        self.house = house
        self.app = app
        self.loop = loop
        self._opened: list[Browser] = []

    def stranger(self, **headers: str) -> Browser:
        """Somebody who is not signed in."""
        self._opened.append(Browser(self.app, self.loop, **headers))
        return self._opened[-1]

    def person(self, name: str, *roles: tuple[str, str, int]) -> int:
        """Somebody with roles (role, scope, scope id); the id."""

        def add(tx: Any) -> int:
            made = people.add_person(tx, f"{name}@example.org", name.title(), "human", now_us())
            for role, scope, scope_id in roles:
                people.join(tx, made, role, scope, scope_id, now_us())
            tx.forget("team")
            return made

        return self.house.store.write(add)

    def signed_in(self, person: int) -> Browser:
        """A browser with a session of the person."""
        secret, csrf, now = f"session-{person}-{len(self._opened)}", "c" * 20, now_us()
        key = accounts.digest(secret)
        self.house.store.write(lambda tx: accounts.sign_in(tx, person, key, csrf, now, term=10**12))
        browser = self.stranger(**{"x-csrf-token": csrf})
        browser.client.cookies.set("labelwright_session", secret)
        return browser

    def somebody(self, name: str, *roles: tuple[str, str, int]) -> Browser:
        """A new person's browser."""
        return self.signed_in(self.person(name, *roles))

    def administrator(self) -> Browser:
        return self.somebody("ada", ("admin", "org", 0))

    def grants(self, person: int) -> Grants:
        return self.house.store.read(lambda tx: accounts.grants(tx, person))

    def close(self) -> None:
        for browser in self._opened:
            browser.close()


CARS = """\
project: {slug}
source: {{parts: {{image: image}}}}
schema:
  kind: {{type: choice, part: image, classes: [{{id: car, name: Car}}, {{id: van, name: Van}}]}}
guideline: guideline.md
teams: {{{team}: {{kind: {kind}}}, leads: {{kind: own}}}}
stages:
  annotate: {{kind: annotate, team: {team}, then: [{{to: review, sample: {{rate: 0.5}}}}, accept]}}
  review:   {{kind: review, team: leads, then: [accept]}}
"""


def cars(slug: str = "cars", team: str = "part_timers", kind: str = "own") -> str:
    """A definition of two stages and two teams."""
    return CARS.format(slug=slug, team=team, kind=kind)
