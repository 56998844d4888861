"""The first minutes of a house: the administrator's link, and the token that lets this system user's CLI in."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from labelwright.operations import accounts
from labelwright.server.clock import now_us
from labelwright.server.house import House


def administrator_link(house: House) -> str | None:
    """A fresh link for the first administrator; None once one of them has a password. Earlier links end."""
    key, now = secrets.token_urlsafe(24), now_us()
    made = house.store.write(lambda tx: accounts.claim_link(tx, accounts.digest(key), now))
    return f"{house.settings.url}/link/{key}" if made else None


def local_token(house: House) -> Path:
    """The file with the token for this system user's CLI, written where it is missing or no longer opens anything."""
    path = house.settings.home / "local.token"
    now = now_us()
    kept = accounts.digest(path.read_text("ascii").strip()) if path.exists() else ""
    if kept and house.store.read(lambda tx: accounts.by_token(tx, kept, now)) is not None:
        return path
    path.unlink(missing_ok=True)  # an old file may have another mode
    secret = f"lw_{secrets.token_urlsafe(32)}"
    house.store.write(lambda tx: accounts.local_token(tx, (accounts.digest(secret), secret[-4:]), now))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret + "\n")
    return path
