"""Small pictures for grids: upright, WebP, without metadata, in a folder that never grows over its limit."""

from __future__ import annotations

import io
import threading
from pathlib import Path

from PIL import Image, ImageOps

from labelwright.errors import InvalidData
from labelwright.integrations.objects.anatomy import MAX_PIXELS

SIZES = (160, 320, 640)  # pixels of the longer side
MEDIA_TYPE = "image/webp"

Image.MAX_IMAGE_PIXELS = None  # `draw` asks the decoder for the size itself
_decoding = threading.BoundedSemaphore(2)  # a decoded picture may take hundreds of megabytes


def size_for(wanted: int) -> int:
    """The smallest kept size that is large enough, or the largest."""
    return next((size for size in SIZES if size >= wanted), SIZES[-1])


def draw(data: bytes, size: int) -> bytes:
    """The picture, upright, with its longer side `size` pixels at most, as WebP.

    Raises InvalidData where the picture cannot be decoded, or is larger than `anatomy` lets in.
    """
    try:
        with _decoding, Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "BMP")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise InvalidData("The picture is too large to be drawn.")
            image.draft("RGB", (size * 2, size * 2))
            small = _plain(image)
            small.thumbnail((size, size))
            small = ImageOps.exif_transpose(small)
            out = io.BytesIO()
            small.convert("RGBA" if small.mode == "RGBA" else "RGB").save(out, "WEBP", quality=78, method=2)
            return out.getvalue()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise InvalidData("The picture cannot be drawn: it is damaged.") from error


def _plain(image: Image.Image) -> Image.Image:
    """Eight bits a channel, in RGB, RGBA or grey."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image if image.mode in ("RGB", "RGBA", "L") else image.convert("RGBA")


class Cache:
    """The folder of thumbnails. Which there are, and how long unused, is kept in the table of copies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def get(self, name: str) -> bytes | None:
        """The thumbnail of this name, or None."""
        try:
            return self._place(name).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, name: str, data: bytes) -> None:
        """Keeps the thumbnail; a reader sees all of it or nothing."""
        path = self._place(name)
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(f".{threading.get_ident()}")
        part.write_bytes(data)
        part.replace(path)

    def remove(self, name: str) -> None:
        """Takes the thumbnail away."""
        self._place(name).unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name}.webp"
