"""People of a project, each with a token, as they come in: invited, by their link, with a password of their own."""

from __future__ import annotations

import httpx

import labelwright
from labelwright.sdk.client import Client

PASSWORD = "a long password of the tests"


def join(admin: Client, url: str, team: str, role: str, name: str) -> Client:
    """Invites somebody, who takes the link and makes a token."""
    return taking(url, str(admin.invite(name, f"{name.lower()}@example.org", role=role, team=team)[1]))


def taking(url: str, link: str) -> Client:
    """Somebody who takes their link and works as a script does."""
    with httpx.Client(base_url=url) as browser:
        key = link.rsplit("/", 1)[1]
        me = browser.post(f"/api/v1/links/{key}", json={"password": PASSWORD}).raise_for_status().json()
        made = browser.post("/api/v1/me/tokens", json={"name": "test"}, headers={"X-CSRF-Token": me["csrf"]})
    return labelwright.connect(url, made.raise_for_status().json()["token"])
