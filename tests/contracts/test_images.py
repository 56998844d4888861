"""Images are known from their bytes alone, and leave the house without what is private in them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageOps
from PIL.PngImagePlugin import PngInfo

from labelwright.errors import InvalidData
from labelwright.integrations.objects import anatomy, thumbnails
from labelwright.integrations.objects.content import Content
from tests import pictures

KINDS = ("JPEG", "PNG", "WEBP")


def cleaned(data: bytes, folder: Path) -> bytes:
    file = folder / "picture"
    file.write_bytes(data)
    found = anatomy.read(data)
    return Content(found.media_type, "t", file, found.pieces).whole()


def upright(data: bytes) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")


@pytest.mark.parametrize("kind", [*KINDS, "BMP"])
def test_size_and_kind_come_from_the_bytes(kind: str) -> None:
    found = anatomy.read(pictures.drawn(kind, (41, 30)))
    assert (found.media_type, found.width, found.height, found.orientation) == (f"image/{kind.lower()}", 41, 30, 1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("turn", range(1, 9))
def test_size_is_of_the_upright_frame_and_what_is_served_stays_so(kind: str, turn: int, tmp_path: Path) -> None:
    data = pictures.drawn(kind, (40, 30), turn, private=True)
    found = anatomy.read(data)
    assert (found.width, found.height) == ((30, 40) if turn >= 5 else (40, 30))
    assert found.orientation == turn
    served = cleaned(data, tmp_path)
    assert upright(served).size == (found.width, found.height)
    assert ImageChops.difference(upright(served), upright(data)).getbbox() is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("turn", [1, 6])
def test_private_metadata_never_leaves_and_no_pixel_changes(kind: str, turn: int, tmp_path: Path) -> None:
    data = pictures.drawn(kind, orientation=turn, private=True)
    assert pictures.SECRET in data
    served = cleaned(data, tmp_path)
    assert pictures.SECRET not in served
    before, after = (Image.open(io.BytesIO(one)).convert("RGB") for one in (data, served))
    assert ImageChops.difference(before, after).getbbox() is None
    assert set(Image.open(io.BytesIO(served)).getexif()) <= {0x0112}


def test_text_of_a_png_and_whatever_follows_the_end_never_leave(tmp_path: Path) -> None:
    out = io.BytesIO()
    image = Image.open(io.BytesIO(pictures.drawn("PNG")))
    info = PngInfo()
    info.add_text("where", pictures.SECRET.decode())
    image.save(out, "PNG", pnginfo=info)
    for data in (out.getvalue(), pictures.drawn("PNG") + pictures.SECRET, pictures.drawn("JPEG") + pictures.SECRET):
        assert pictures.SECRET not in cleaned(data, tmp_path)


@pytest.mark.parametrize("kind", [*KINDS, "BMP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_image_is_named(kind: str, share: float) -> None:
    data = pictures.drawn(kind, (200, 150))
    with pytest.raises(InvalidData, match="truncated"):
        anatomy.read(data[: int(len(data) * share)])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "zero bytes"),
        (pictures.bomb(), "20,000 x 15,000 pixels are 300 megapixels"),
        (b"hello", "no image that is known"),
        (b"GIF89a....", "GIF comes later"),
        (b"MM\0*....", "TIFF comes later"),
        (b"\0\0\0\x18ftypheic", "HEIC comes later"),
        (b'<svg xmlns="x"/>', "SVG comes later"),
        (b"\xff\xd8\xff", "truncated"),
        (b"\x89PNG\r\n\x1a\n", "truncated"),
    ],
)
def test_what_is_no_image_to_label_says_why(data: bytes, says: str) -> None:
    with pytest.raises(InvalidData, match=says):
        anatomy.read(data)


def test_any_cut_or_flipped_byte_is_an_answer_and_never_a_crash() -> None:
    for kind in (*KINDS, "BMP"):
        data = pictures.drawn(kind, orientation=6 if kind != "BMP" else 1, private=True)
        for at in range(min(len(data), 400)):
            for broken in (data[:at], data[:at] + b"\xff" + data[at + 1 :], data[:at] + b"\0" + data[at + 1 :]):
                try:
                    anatomy.read(broken)
                except InvalidData:
                    continue


@pytest.mark.parametrize("kind", [*KINDS, "BMP"])
def test_thumbnail_is_upright_webp_without_metadata(kind: str) -> None:
    turn = 6 if kind != "BMP" else 1
    made = Image.open(io.BytesIO(thumbnails.draw(pictures.drawn(kind, (800, 400), turn, private=kind != "BMP"), 160)))
    assert made.format == "WEBP"
    assert made.size == ((80, 160) if turn == 6 else (160, 80))
    assert not made.getexif()


def test_thumbnails_of_grey_sixteen_bit_and_palette_pictures_are_drawn() -> None:
    for mode in ("L", "I;16", "P", "1", "LA", "RGBA"):
        out = io.BytesIO()
        Image.new(mode, (50, 20)).save(out, "PNG")
        assert Image.open(io.BytesIO(thumbnails.draw(out.getvalue(), 160))).size == (50, 20)


def test_a_picture_that_cannot_be_decoded_is_an_error_of_ours() -> None:
    data = pictures.drawn("PNG", (64, 64))
    at = data.index(b"IDAT")
    with pytest.raises(InvalidData, match="damaged"):
        thumbnails.draw(data[: at + 8] + bytes(20) + data[at + 28 :], 160)


@pytest.mark.parametrize("folder", ["coco_cc", "aerial_cars", "plates_dashcam"])
def test_real_photographs_lose_no_pixel_and_keep_no_metadata(folder: str, tmp_path: Path) -> None:
    files = sorted((pictures.real("boxes-vehicles") / folder / "images").iterdir())
    for file in files[::5]:
        data = file.read_bytes()
        found = anatomy.read(data)
        served = cleaned(data, tmp_path)
        assert upright(data).size == (found.width, found.height)
        assert ImageChops.difference(upright(data), upright(served)).getbbox() is None
        assert not re.search(rb"Exif\0\0(?!MM\0\*\0\0\0\x08\0\x01\x01\x12)", served)
