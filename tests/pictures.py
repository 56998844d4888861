"""Pictures for tests: small ones drawn here, whole, private, turned or broken; real ones where they exist."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

SECRET = b"52.5200N-SECRET-PLACE"


def drawn(kind: str = "JPEG", size: tuple[int, int] = (40, 30), orientation: int = 1, private: bool = False) -> bytes:
    """An image with a red left half, with or without metadata that must never leave the house."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    exif = Image.Exif()
    if orientation != 1:
        exif[0x0112] = orientation
    if private:
        exif[0x010E] = SECRET.decode()
    if kind == "BMP":
        image.save(out, kind)
        return out.getvalue()
    image.save(out, kind, exif=exif.tobytes(), **({"comment": SECRET} if private and kind == "JPEG" else {}))
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that says it has 300 megapixels."""
    head = struct.pack(">IIBBBBB", 20_000, 15_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    made = b"\x89PNG\r\n\x1a\n"
    for kind, body in chunks:
        made += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return made


def real(folder: str) -> Path:
    """A folder of real data; the test is skipped where there is none."""
    base = Path(os.environ.get("LABELWRIGHT_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not (base / folder).is_dir():
        pytest.skip(f"no {folder} in {base}: set LABELWRIGHT_TEST_DATA")
    return base / folder
