"""A picture seen through a camera, and beside it who is where: points of the world in metres become pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 960, 600
FINER = 2  # the picture is drawn so much larger, then made smaller: that smooths its edges

Point = tuple[float, float, float]  # right of the camera, above the ground, ahead; metres
Color = tuple[int, int, int]
Flat = tuple[float, float]  # pixels


@dataclass(frozen=True, slots=True)
class Camera:
    """Where one stands: the horizon's and the vanishing point's pixels, metres above the ground."""

    horizon: float
    centre: float
    height: float
    zoom: float = 620.0

    def flat(self, point: Point) -> Flat:
        """The pixel of a point ahead of the camera."""
        x, y, z = point
        z = max(z, 0.5)
        return self.centre + self.zoom * x / z, self.horizon + self.zoom * (self.height - y) / z


class Canvas:
    """The picture and its map of owners. What is drawn while `owner` is n hides what was there, in both."""

    def __init__(self, camera: Camera) -> None:
        self.camera = camera
        self.picture = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER))
        self.owners = Image.new("L", (WIDTH, HEIGHT))
        self.owner = 0
        self._silhouette: Image.Image | None = None
        self._pens = [(ImageDraw.Draw(self.owners), 1)]
        self._draw = ImageDraw.Draw(self.picture)

    def begin(self, owner: int) -> None:
        """From now on everything drawn belongs to this owner (0: nobody)."""
        self.owner = owner
        self._silhouette = Image.new("1", (WIDTH, HEIGHT)) if owner else None
        self._pens = [(ImageDraw.Draw(self.owners), 1)]
        if self._silhouette is not None:
            self._pens.append((ImageDraw.Draw(self._silhouette), 1))

    def area(self) -> int:
        """How many pixels the present owner would show with nothing before them."""
        return sum(self._silhouette.histogram()[1:]) if self._silhouette is not None else 0

    def polygon(self, points: Sequence[Flat], color: Color) -> None:
        """A filled polygon in pixels."""
        self._draw.polygon([(x * FINER, y * FINER) for x, y in points], fill=color)
        for pen, _ in self._pens:
            pen.polygon(list(points), fill=self._ink(pen))

    def ellipse(self, box: tuple[float, float, float, float], color: Color) -> None:
        """A filled ellipse in pixels."""
        left, top, right, bottom = min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])
        self._draw.ellipse((left * FINER, top * FINER, right * FINER, bottom * FINER), fill=color)
        for pen, _ in self._pens:
            pen.ellipse((left, top, right, bottom), fill=self._ink(pen))

    def line(self, points: Sequence[Flat], color: Color, width: float) -> None:
        """A line in pixels."""
        self._draw.line([(x * FINER, y * FINER) for x, y in points], fill=color, width=max(1, round(width * FINER)))
        for pen, _ in self._pens:
            pen.line(list(points), fill=self._ink(pen), width=max(1, round(width)))

    def _ink(self, pen: ImageDraw.ImageDraw) -> int:
        return self.owner if pen.mode == "L" else 1

    def face(self, points: Sequence[Point], color: Color) -> None:
        """A flat face in the world."""
        self.polygon([self.camera.flat(point) for point in points], color)

    def upright(self, x: tuple[float, float], y: tuple[float, float], z: float, color: Color) -> None:
        """A rectangle that faces the camera."""
        self.face([(x[0], y[0], z), (x[1], y[0], z), (x[1], y[1], z), (x[0], y[1], z)], color)

    def sideways(self, x: float, y: tuple[float, float], z: tuple[float, float], color: Color) -> None:
        """A rectangle along the street."""
        self.face([(x, y[0], z[0]), (x, y[0], z[1]), (x, y[1], z[1]), (x, y[1], z[0])], color)

    def ground(self, x: tuple[float, float], z: tuple[float, float], color: Color, y: float = 0.0) -> None:
        """A rectangle on the ground, or `y` metres above it."""
        self.face([(x[0], y, z[0]), (x[1], y, z[0]), (x[1], y, z[1]), (x[0], y, z[1])], color)

    def disc(self, centre: Point, radius: float, color: Color, squeeze: float = 1.0) -> None:
        """A disc that faces the camera; `squeeze` narrows it."""
        x, y = self.camera.flat(centre)
        r = radius * self.camera.zoom / max(centre[2], 0.5)
        self.ellipse((x - r * squeeze, y - r, x + r * squeeze, y + r), color)


def shade(color: Color, by: float) -> Color:
    """The colour, darker below 1 and lighter above."""
    return tuple(max(0, min(255, round(value * by))) for value in color)  # type: ignore[return-value]


def mix(a: Color, b: Color, share: float) -> Color:
    """So much of the second colour in the first."""
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]
