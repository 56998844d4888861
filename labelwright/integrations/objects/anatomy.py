"""An image read from its bytes without decoding a pixel: its size, its orientation, whether it is whole, and which of
its bytes may leave the house.

Location and other private metadata are taken out losslessly: what is served is a list of pieces of the file, with the
container's own counts put right. Nothing is decoded or encoded, so a pixel bomb costs nothing and no picture loses
anything. Colour profiles stay, because they change how a picture looks; the orientation stays, because boxes live in
the upright frame.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass

from labelwright.errors import InvalidData

MAX_PIXELS = 100_000_000
MAX_BYTES = 200_000_000
MAX_SEGMENTS = 100_000  # of a file; a camera writes some dozens, a PNG of MAX_BYTES some ten thousand
MAX_PIECES = 1_000  # of what is served; anatomies are kept in memory
ENDINGS = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp"})
ENDINGS_LATER = frozenset({".gif", ".tif", ".tiff", ".heic", ".heif", ".avif", ".svg", ".dng", ".jp2"})

Piece = bytes | tuple[int, int]  # bytes of our own, or a stretch [from, to) of the file


@dataclass(frozen=True, slots=True)
class Anatomy:
    """What an image is. `width` and `height` are of the upright frame; `pieces` make the file that may be served."""

    media_type: str
    width: int
    height: int
    orientation: int
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class _Found:
    media_type: str
    width: int
    height: int
    orientation: int
    pieces: list[Piece]


def read(data: bytes) -> Anatomy:
    """The anatomy of a JPEG, PNG, WebP or BMP.

    Raises InvalidData with the reason: zero bytes, no image, a kind that is not taken yet, truncated, over MAX_PIXELS.
    """
    if not data:
        raise InvalidData("the file is empty (zero bytes)")
    found = _of_kind(data)
    if found.width * found.height > MAX_PIXELS:
        raise InvalidData(
            f"{found.width:,} x {found.height:,} pixels are {found.width * found.height // 1_000_000} megapixels; "
            f"{MAX_PIXELS // 1_000_000} is the most"
        )
    if found.width <= 0 or found.height <= 0:
        raise InvalidData("the image has no pixels")
    turned = found.orientation >= 5
    width, height = (found.height, found.width) if turned else (found.width, found.height)
    return Anatomy(found.media_type, width, height, found.orientation, _joined(found.pieces))


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """The pieces, stretches that touch made one."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else b""
        if isinstance(piece, tuple) and isinstance(last, tuple) and last[1] == piece[0]:
            joined[-1] = (last[0], piece[1])
        else:
            joined.append(piece)
    if len(joined) > MAX_PIECES:
        raise _torn()
    return tuple(joined)


def _of_kind(data: bytes) -> _Found:
    try:
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(data)
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return _webp(data)
        if data.startswith(b"BM"):
            return _bmp(data)
    except (struct.error, IndexError) as error:
        raise _truncated() from error
    kind = _other(data)
    if kind:
        raise InvalidData(f"{kind} comes later", hint="save it as PNG or JPEG")
    raise InvalidData("the file is no image that is known here", hint="JPEG, PNG, WebP and BMP are")


def _truncated() -> InvalidData:
    return InvalidData("the image is truncated: its end is missing")


def _torn() -> InvalidData:
    return InvalidData("the image is in too many pieces", hint="save it anew")


def _two_headers() -> InvalidData:
    return InvalidData("the image has two headers: it would be measured by one and drawn by the other")


def _other(data: bytes) -> str:
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data.startswith((b"II*\0", b"MM\0*")):
        return "TIFF"
    if data[4:8] == b"ftyp":
        return {b"avif": "AVIF", b"heic": "HEIC", b"mif1": "HEIC"}.get(data[8:12], "")
    return "SVG" if data.lstrip()[:5] in (b"<?xml", b"<svg ") else ""


# -- JPEG ------------------------------------------------------------------------------------------------------------

_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # the next marker behind entropy-coded data
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def _jpeg(data: bytes) -> _Found:
    found = _Found("image/jpeg", 0, 0, 1, [data[:2]])
    at = 2
    for _ in range(MAX_SEGMENTS):
        match = _MARKER.search(data, at)
        if match is None:
            raise _truncated()
        if found.pieces and match.start() > at:
            found.pieces.append((at, match.start()))
        kind = data[match.end() - 1]
        if kind == 0xD9:
            found.pieces.append(data[match.start() : match.end()])
            break
        if kind in _FRAMES and found.width:
            raise _two_headers()
        at = match.end() + int.from_bytes(data[match.end() : match.end() + 2])
        if at + 2 > len(data):
            raise _truncated()
        segment = data[match.end() + 2 : at]
        if kind in _FRAMES:
            found.height, found.width = struct.unpack_from(">HH", segment, 1)
        if kind == 0xE1 and segment.startswith(b"Exif\0\0"):
            found.orientation = orientation(segment[6:])
        if _kept(kind, segment):
            found.pieces.append((match.start(), at))
    else:
        raise _torn()
    if found.orientation != 1:
        body = b"Exif\0\0" + _exif(found.orientation)
        first = next((n for n, p in enumerate(found.pieces[1:], 1) if not _is_jfif(data, p)), 1)
        found.pieces.insert(first, b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body)
    return found


def _kept(kind: int, segment: bytes) -> bool:
    """Everything but comments and application segments; of those the ones that change how the picture looks."""
    if 0xE0 <= kind <= 0xEF:
        return (kind, segment[:5]) in ((0xE0, b"JFIF\0"), (0xE2, b"ICC_P"), (0xEE, b"Adobe"))
    return kind != 0xFE


def _is_jfif(data: bytes, piece: Piece) -> bool:
    return not isinstance(piece, bytes) and data[piece[0] + 1] == 0xE0


# -- PNG -------------------------------------------------------------------------------------------------------------

_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT tRNS cHRM gAMA iCCP sRGB sBIT bKGD hIST pHYs sPLT cICP mDCV cLLI acTL fcTL fdAT".split()
)


def _png(data: bytes) -> _Found:
    found = _Found("image/png", 0, 0, 1, [data[:8]])
    at = 8
    for _ in range(MAX_SEGMENTS):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise _truncated()
        if kind == b"IHDR" and found.width:
            raise _two_headers()
        if kind == b"IHDR":
            found.width, found.height = struct.unpack_from(">II", data, at + 8)
        if kind == b"eXIf":
            found.orientation = orientation(data[at + 8 : end - 4])
        if kind == b"IEND":
            break
        if kind in _PNG_KEPT:
            found.pieces.append((at, end))
        at = end
    else:
        raise _torn()
    if found.orientation != 1:
        body = b"eXIf" + _exif(found.orientation)
        found.pieces.insert(2, struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)))
    found.pieces.append((at, end))
    return found


# -- WebP ------------------------------------------------------------------------------------------------------------

_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04


def _webp(data: bytes) -> _Found:
    found = _Found("image/webp", 0, 0, 1, [])
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise _truncated()
    at = 12
    head = b""
    for _ in range(MAX_SEGMENTS):
        if at + 8 > end:
            break
        kind = data[at : at + 4]
        body = at + 8
        after = body + int.from_bytes(data[at + 4 : body], "little")
        if after > end:
            raise _truncated()
        after += after & 1
        if kind == b"EXIF":
            found.orientation = orientation(data[body:after].removeprefix(b"Exif\0\0"))
        elif kind == b"VP8X":
            head = data[at:after]
        elif kind in _WEBP_KEPT:
            found.pieces.append((at, min(after, end)))
        if not found.width:
            found.width, found.height = _webp_size(kind, data, body)
        at = after
    else:
        raise _torn()
    if head:
        flags = head[8] & ~(_EXIF_FLAG | _XMP_FLAG) | (_EXIF_FLAG if found.orientation != 1 else 0)
        found.pieces.insert(0, head[:8] + bytes([flags]) + head[9:])
        if found.orientation != 1:
            exif = _exif(found.orientation)
            found.pieces.append(b"EXIF" + struct.pack("<I", len(exif)) + exif)
    size = 4 + sum(len(p) if isinstance(p, bytes) else p[1] - p[0] for p in found.pieces)
    found.pieces.insert(0, b"RIFF" + struct.pack("<I", size) + b"WEBP")
    return found


def _webp_size(kind: bytes, data: bytes, at: int) -> tuple[int, int]:
    if kind == b"VP8X":
        return int.from_bytes(data[at + 4 : at + 7], "little") + 1, int.from_bytes(data[at + 7 : at + 10], "little") + 1
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", data, at + 1)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, at + 6)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


# -- BMP -------------------------------------------------------------------------------------------------------------


def _bmp(data: bytes) -> _Found:
    start, header = struct.unpack_from("<II", data, 10)
    if header < 40:
        raise InvalidData("a BMP of such an old kind comes later", hint="save it as PNG")
    width, height, _, bits, packed = struct.unpack_from("<iiHHI", data, 18)
    needs = start + ((width * bits + 31) // 32) * 4 * abs(height) if packed in (0, 3) else start + 1
    if width * abs(height) <= MAX_PIXELS and needs > len(data):
        raise _truncated()
    return _Found("image/bmp", width, abs(height), 1, [(0, len(data))])


# -- orientation -----------------------------------------------------------------------------------------------------

_ORIENTATION = 0x0112


def orientation(tiff: bytes) -> int:
    """The orientation (1 to 8) that a block of EXIF says; 1 where it says none or is broken."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        at = struct.unpack_from(f"{order}I", tiff, 4)[0]
        for n in range(struct.unpack_from(f"{order}H", tiff, at)[0]):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * n)
            if tag == _ORIENTATION:
                return value if kind == 3 and 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _exif(value: int) -> bytes:
    """A block of EXIF that says the orientation and nothing else."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
