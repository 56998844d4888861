"""Objects by their address: `file:///...` for a file of an allowed folder, `upload:SHA256` for what was uploaded."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from labelwright.errors import InvalidData
from labelwright.integrations.objects import anatomy, thumbnails
from labelwright.integrations.objects.anatomy import Anatomy
from labelwright.integrations.objects.content import Content
from labelwright.integrations.objects.places import Places
from labelwright.integrations.objects.uploads import SCHEME, Uploads

_REMEMBERED = 4096  # anatomies kept in memory, some hundred bytes each


@dataclass(frozen=True, slots=True)
class Object:
    """A medium that was looked at: where it lies, what it is, and the SHA-256 of its bytes."""

    uri: str
    sha256: str
    size: int
    anatomy: Anatomy


class Objects:
    """The objects of one deployment. `cache_bytes` bounds the thumbnails."""

    def __init__(self, home: Path, sources: Sequence[Path], cache_bytes: int) -> None:
        self.places = Places(sources)
        self.uploads = Uploads(home / "objects")
        self.cache = thumbnails.Cache(home / "cache" / "thumbnails")
        self.cache_bytes = cache_bytes
        self._known: OrderedDict[tuple[str, int, int], Anatomy] = OrderedDict()
        self._lock = threading.Lock()

    def look(self, path: Path) -> Object:
        """Reads a file of an allowed folder once. Raises InvalidData with what is wrong with it."""
        data = self.bytes(path)
        found = anatomy.read(data)
        return Object(path.as_uri(), hashlib.sha256(data).hexdigest(), len(data), found)

    def path(self, uri: str) -> Path:
        """Where an object lies now. Raises NotFound when it is gone, or no longer allowed."""
        if uri.startswith(SCHEME):
            return self.uploads.path(uri)
        return self.places.again(Path(unquote(urlsplit(uri).path)))

    def served(self, uri: str, media_type: str) -> Content:
        """An image as it may leave the house: without location and other private metadata.

        Raises NotFound when it is gone, InvalidData when it is no longer what was imported.
        """
        path = self.path(uri)
        stat = path.stat()
        key = (uri, stat.st_size, stat.st_mtime_ns)
        with self._lock:
            found = self._known.get(key)
        if found is None:
            found = anatomy.read(self.bytes(path))
            with self._lock:
                self._known[key] = found
                if len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
        if found.media_type != media_type:
            raise InvalidData("The file is no longer what was imported.")
        return Content(media_type, f"{stat.st_size:x}-{stat.st_mtime_ns:x}", path, found.pieces)

    def thumbnail(self, uri: str, media_type: str, size: int) -> bytes:
        """A new thumbnail of an image, drawn now. Raises as `served` does, and where it cannot be decoded."""
        return thumbnails.draw(self.served(uri, media_type).whole(), size)

    @staticmethod
    def bytes(path: Path) -> bytes:
        """A whole file. Raises InvalidData for one that is too large or cannot be read."""
        try:
            size = path.stat().st_size
            if size > anatomy.MAX_BYTES:
                raise InvalidData(f"the file has {size // 1_000_000} MB; {anatomy.MAX_BYTES // 1_000_000} is the most")
            return path.read_bytes()
        except OSError as error:
            raise InvalidData(f"the file cannot be read: {error.strerror}") from error
