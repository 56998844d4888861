"""What one running server holds on its machine: the lock of its home, and the port it listens on."""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from pathlib import Path
from types import TracebackType
from typing import IO

from labelwright.errors import Conflict, Unavailable
from labelwright.server.settings import Settings

if sys.platform != "win32":
    import fcntl

_LISTENING = "0A"  # the state of a listening socket in /proc/net/tcp


class PortTaken(Conflict):
    """Another program listens on the port."""

    code = "port_taken"


class HomeTaken(Conflict):
    """Another server runs in this home."""

    code = "home_taken"


class Lock:
    """The one server of a home. The lock is the operating system's: it ends with the process, however that ends."""

    def __init__(self, home: Path) -> None:
        self._path = home / "server.lock"
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raises HomeTaken with the other server's process and address."""
        file = self._path.open("a+", encoding="utf-8")
        try:
            if sys.platform != "win32":
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            owner = running(self._path.parent)
            at = f" (process {owner[0]}, {owner[1]})" if owner else ""
            raise HomeTaken(
                f"A server runs in {self._path.parent} already{at}.",
                hint="Use that one, stop it, or set LABELWRIGHT_HOME to another folder.",
            ) from error
        self._file = file

    def tell(self, url: str) -> None:
        """Writes down where this server is, for whoever looks for it."""
        assert self._file is not None
        self._file.truncate(0)
        self._file.write(json.dumps({"pid": os.getpid(), "url": url}))
        self._file.flush()

    def __enter__(self) -> Lock:
        self.take()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()


def running(home: Path) -> tuple[int, str] | None:
    """(process id, address) of the server that runs in a home, as it said; None where none did."""
    try:
        said = json.loads((home / "server.lock").read_text("utf-8"))
        return int(said["pid"]), str(said["url"])
    except (OSError, ValueError, KeyError):
        return None


def listen(settings: Settings) -> socket.socket:
    """The socket to serve on. Raises PortTaken with the port's owner, Unavailable for an address that is not ours."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((settings.host, settings.port))
        found.listen(2048)
    except (OSError, OverflowError) as error:
        found.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"Port {settings.port} is taken by {owner_of(settings.port) or 'another program'}.",
                hint="Choose another one with --port or LABELWRIGHT_PORT.",
            ) from error
        raise Unavailable(f"Cannot listen on {settings.host} port {settings.port}: {error}.") from error
    return found


def owner_of(port: int) -> str:
    """The program that listens on a port of this machine, as far as it can be seen; empty where it cannot."""
    inodes = {f"socket:[{inode}]" for inode in _listening(port)}
    if not inodes:
        return ""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(os.readlink(descriptor) in inodes for descriptor in (process / "fd").iterdir()):
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
                return f"process {process.name} ({command[:80]})"
        except OSError:  # gone meanwhile, or somebody else's
            continue
    return ""


def _listening(port: int) -> list[str]:
    found = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text("ascii").splitlines()[1:]
        except OSError:  # not a Linux
            continue
        for line in lines:
            cells = line.split()
            if cells[3] == _LISTENING and int(cells[1].rsplit(":", 1)[1], 16) == port:
                found.append(cells[9])
    return found
