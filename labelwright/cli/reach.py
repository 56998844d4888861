"""How a command finds the server it speaks to, and as whom.

The server that was named (`--server`, `LABELWRIGHT_URL`), else the one of this machine when it runs, else the one that
was signed in to last. The token is `LABELWRIGHT_TOKEN`, else the one that `labelwright login` kept, else `local.token`,
which the server of this machine leaves in its home for the same system user.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import platformdirs

from labelwright import sdk
from labelwright.cli.terminal import command
from labelwright.errors import SignInRequired, Unavailable
from labelwright.sdk.client import alive


def home() -> Path:
    """The folder of this machine's house."""
    return Path(os.environ.get("LABELWRIGHT_HOME") or platformdirs.user_data_path("labelwright"))


def kept() -> Path:
    """The file in which `labelwright login` keeps tokens."""
    return platformdirs.user_config_path("labelwright") / "servers.json"


def remember(url: str, token: str) -> Path:
    """Keeps a token for a server, readable by this user only; that server is the last one from now on."""
    file = kept()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    servers = {name: value for name, value in _remembered().items() if name != url}
    draft = file.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(servers | {url: token}, indent=2))
    draft.replace(file)
    return file


def _remembered() -> dict[str, str]:
    try:
        servers: dict[str, str] = json.loads(kept().read_text())
    except FileNotFoundError:
        return {}
    return servers


def local() -> tuple[str, str] | None:
    """Address and token of this machine's server, while it runs and lets this user in."""
    try:
        url = str(json.loads((home() / "server.lock").read_text("utf-8"))["url"])
        token = (home() / "local.token").read_text("ascii").strip()
    except (OSError, ValueError, KeyError):
        return None
    return (url, token) if alive(url) else None


def connect(server: str | None) -> sdk.Client:
    """A client of the server that is meant. Raises Unavailable or SignInRequired, with the command that helps."""
    here, servers = local(), _remembered()
    url = (server or (here[0] if here else next(reversed(servers), ""))).rstrip("/")
    if not url:
        raise Unavailable("No server runs here and none was signed in to.", hint=f"Start one: {command('serve')}")
    token = os.environ.get("LABELWRIGHT_TOKEN") or servers.get(url) or (here[1] if here and here[0] == url else None)
    if not token:
        raise SignInRequired(f"You are not signed in to {url}.", hint=f"Sign in: {command('login', url)}")
    return sdk.connect(url, token)
