"""Bytes as they are served: pieces of a file and bytes of our own, with any stretch of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from labelwright.integrations.objects.anatomy import Piece

_BLOCK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """Something to serve. `tag` changes when the bytes do."""

    media_type: str
    tag: str
    path: Path | None
    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        """Bytes of the whole."""
        return sum(map(_length, self.pieces))

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes of [start, stop), in blocks."""
        file = self.path.open("rb") if self.path is not None else None
        try:
            at = 0
            for piece in self.pieces:
                length = _length(piece)
                first, last = max(start - at, 0), min(stop - at, length)
                at += length
                if first >= last:
                    continue
                if isinstance(piece, bytes):
                    yield piece[first:last]
                    continue
                assert file is not None
                file.seek(piece[0] + first)
                left = last - first
                while left > 0 and (block := file.read(min(left, _BLOCK))):
                    left -= len(block)
                    yield block
        finally:
            if file is not None:
                file.close()

    def whole(self) -> bytes:
        """Everything."""
        return b"".join(self.read(0, self.size))


def _length(piece: Piece) -> int:
    return len(piece) if isinstance(piece, bytes) else piece[1] - piece[0]
