"""What is uploaded, kept under the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from labelwright.errors import NotFound, TooLarge
from labelwright.integrations.objects.anatomy import MAX_BYTES

SCHEME = "upload:"


@dataclass(frozen=True, slots=True)
class Kept:
    """An uploaded object: `new` if it was not there before."""

    uri: str
    sha256: str
    size: int
    path: Path
    new: bool


class Incoming:
    """An upload under way: written and hashed piece by piece, invisible until it is kept."""

    def __init__(self, folder: Path, most: int = MAX_BYTES, keeping: Callable[[str], object] = lambda _: None) -> None:
        self._folder = folder
        self._keeping = keeping  # hears the address before the object is there
        self._most = most
        self._path = folder / f".incoming-{secrets.token_hex(8)}"
        self._file = self._path.open("xb")
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        """Takes the next bytes in. Raises TooLarge."""
        self.size += len(data)
        if self.size > self._most:
            raise TooLarge(f"A file is over {self._most // 1_000_000} MB.")
        self._hash.update(data)
        self._file.write(data)

    def bytes(self) -> bytes:
        """Everything written so far."""
        self._file.flush()
        return self._path.read_bytes()

    def keep(self) -> Kept:
        """Makes the object durable under its hash."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        sha256 = self._hash.hexdigest()
        path = _place(self._folder, sha256)
        new = not path.exists()
        path.parent.mkdir(exist_ok=True)
        self._keeping(SCHEME + sha256)
        self._path.replace(path)
        return Kept(SCHEME + sha256, sha256, self.size, path, new)

    def drop(self) -> None:
        """Leaves nothing behind."""
        self._file.close()
        self._path.unlink(missing_ok=True)


class Uploads:
    """The folder of uploaded objects."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._under_way: Counter[str] = Counter()  # kept by imports that have not ended
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in folder.glob(".incoming-*"):  # of a server that was killed
            left.unlink(missing_ok=True)

    def incoming(self) -> Incoming:
        """A new upload. Whoever keeps it lets go of it when it is a part of something, or of nothing."""
        return Incoming(self._folder, keeping=self._hold)

    def _hold(self, uri: str) -> None:
        with self._lock:
            self._under_way[uri] += 1

    def let_go(self, uris: Sequence[str], unused: Sequence[str]) -> None:
        """An import ended that kept these. Those that nothing uses are taken away, unless another one kept them too."""
        with self._lock:
            self._under_way.subtract(uris)
            for uri in unused:
                if self._under_way[uri] <= 0:
                    self.remove(uri)
            self._under_way = +self._under_way

    def path(self, uri: str) -> Path:
        """Where an object lies. Raises NotFound."""
        path = _place(self._folder, uri.removeprefix(SCHEME))
        if not path.is_file():
            raise NotFound("The uploaded file is no longer there.")
        return path

    def remove(self, uri: str) -> None:
        """Takes the object away."""
        _place(self._folder, uri.removeprefix(SCHEME)).unlink(missing_ok=True)


def _place(folder: Path, sha256: str) -> Path:
    if len(sha256) != 64 or not sha256.isalnum():
        raise NotFound("There is no such object.")
    return folder / sha256[:2] / sha256[2:]
