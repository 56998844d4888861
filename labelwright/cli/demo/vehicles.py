"""Vehicles of five classes, drawn as the boxes, wheels and windows they are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from labelwright.cli.demo.canvas import Canvas, Color, shade

CLASSES = ("car", "van", "truck", "bus", "bicycle")
WEIGHTS = (55, 15, 9, 7, 14)

_GLASS: Color = (58, 74, 92)
_TYRE: Color = (28, 28, 31)
_SHADOW: Color = (44, 45, 49)
_PAINTS: tuple[Color, ...] = (
    (196, 52, 48), (38, 84, 150), (228, 228, 224), (64, 68, 74), (152, 158, 164), (24, 26, 30), (44, 112, 84),
    (214, 156, 42), (112, 34, 44), (92, 138, 176), (186, 172, 146),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle: where its nearest left corner stands, how large it is, and whether one sees it from behind."""

    kind: str
    x: float
    z: float
    width: float
    length: float
    height: float
    paint: Color
    behind: bool
    across: bool = False

    @property
    def left(self) -> tuple[float, float]:
        return self.x, self.x + self.width

    @property
    def depth(self) -> tuple[float, float]:
        return self.z, self.z + self.length


_SIZES: Mapping[str, tuple[float, float, float]] = {
    "car": (1.8, 4.3, 1.48),
    "van": (2.0, 5.2, 2.35),
    "truck": (2.45, 8.5, 3.4),
    "bus": (2.5, 11.5, 3.1),
    "bicycle": (0.6, 1.8, 1.72),
}


def make(rng: Random, kind: str, x: float, z: float, *, behind: bool, across: bool = False) -> Vehicle:
    """A vehicle of a kind; `x` is the middle of where it stands, `across` it crosses the street."""
    width, length, height = (size * rng.uniform(0.94, 1.06) for size in _SIZES[kind])
    if across:
        width, length = length, width
    paint = rng.choice(_PAINTS)
    if kind == "bus":
        paint = rng.choice(((206, 48, 44), (232, 176, 44), (40, 104, 158), (58, 128, 92)))
    return Vehicle(kind, x - width / 2, z, width, length, height, paint, behind, across)


def draw(canvas: Canvas, one: Vehicle, night: bool) -> None:
    """Draws it, shadow first; the shadow is nobody's."""
    owner = canvas.owner
    canvas.begin(0)
    far = one.z + min(one.length, one.width * 4)
    canvas.ground((one.x - 0.1, one.x + one.width + 0.1), (one.z - 0.15, far), _SHADOW)
    canvas.begin(owner)
    _PAINTERS[one.kind](canvas, one)
    if not one.across and one.kind != "bicycle":
        _lamps(canvas, one, night)


def _side(one: Vehicle) -> float:
    """The x of the long side one can see."""
    x0, x1 = one.left
    return x0 if x0 > 0 else x1


def _block(canvas: Canvas, one: Vehicle, y: tuple[float, float], z: tuple[float, float], inset: float = 0.0) -> None:
    """A part of the body: its top, its long side, its near end."""
    x0, x1 = one.x + inset, one.x + one.width - inset
    if y[1] < canvas.camera.height:
        canvas.ground((x0, x1), z, shade(one.paint, 1.12), y[1])
    if x0 > 0 or x1 < 0:
        canvas.sideways(x0 if x0 > 0 else x1, y, z, shade(one.paint, 0.78))
    canvas.upright((x0, x1), y, z[0], one.paint)


def _wheels(canvas: Canvas, one: Vehicle, radius: float) -> None:
    x0, x1 = one.left
    if one.across:
        for x in (x0 + 0.2 * one.width, x1 - 0.2 * one.width):
            canvas.disc((x, radius, one.z), radius, _TYRE)
            canvas.disc((x, radius, one.z), radius * 0.5, (150, 152, 156))
        return
    for x in (x0 + 0.02, x1 - 0.24):
        canvas.upright((x, x + 0.22), (0.0, radius * 1.5), one.z + 0.02, _TYRE)
    side = _side(one)
    if x0 > 0 or x1 < 0:
        for z in (one.z + 0.18 * one.length, one.z + 0.8 * one.length):
            canvas.sideways(side, (0.0, radius * 1.8), (z - radius, z + radius), _TYRE)


def _window(canvas: Canvas, one: Vehicle, y: tuple[float, float], inset: float) -> None:
    canvas.upright((one.x + inset, one.x + one.width - inset), y, one.z - 0.01, _GLASS)


def _car(canvas: Canvas, one: Vehicle) -> None:
    h = one.height
    _wheels(canvas, one, 0.33)
    if one.across:
        _across_car(canvas, one)
        return
    z0, z1 = one.depth
    _block(canvas, one, (0.22, h * 0.58), (z0, z1))
    _wheels(canvas, one, 0.31)
    back, front = z0 + 0.12 * one.length, z0 + 0.62 * one.length
    x0, x1 = one.x + 0.12, one.x + one.width - 0.12
    side, top = (x0 if x0 > 0 else x1), (x0 + 0.14 if x0 > 0 else x1 - 0.14)
    if x0 > 0 or x1 < 0:
        quad = [(side, h * 0.58, back), (side, h * 0.58, front + 0.7), (top, h, front), (top, h, back + 0.35)]
        canvas.face(quad, shade(one.paint, 0.7))
        glass = [(side, h * 0.62, back + 0.25), (side, h * 0.62, front + 0.4), (top, h * 0.95, front - 0.1),
                 (top, h * 0.95, back + 0.5)]  # fmt: skip
        canvas.face(glass, _GLASS)
    canvas.ground((x0 + 0.14, x1 - 0.14), (back + 0.35, front), shade(one.paint, 1.15), h)
    rear = [(x0, h * 0.58, back), (x1, h * 0.58, back), (x1 - 0.14, h, back + 0.35), (x0 + 0.14, h, back + 0.35)]
    canvas.face(rear, shade(one.paint, 0.92))
    glass = [(x0 + 0.1, h * 0.62, back), (x1 - 0.1, h * 0.62, back), (x1 - 0.22, h * 0.95, back + 0.3),
             (x0 + 0.22, h * 0.95, back + 0.3)]  # fmt: skip
    canvas.face(glass, _GLASS)
    canvas.upright((one.x + 0.05, one.x + one.width - 0.05), (0.22, 0.36), z0 - 0.02, shade(one.paint, 0.62))
    mid = one.x + one.width / 2
    canvas.upright((mid - 0.26, mid + 0.26), (0.42, 0.54), z0 - 0.03, (226, 226, 220))


def _across_car(canvas: Canvas, one: Vehicle) -> None:
    h, z, (x0, x1) = one.height, one.z, one.left
    w = one.width
    canvas.upright((x0, x1), (0.25, h * 0.6), z, one.paint)
    cabin = [(x0 + 0.16 * w, h * 0.6, z), (x1 - 0.12 * w, h * 0.6, z), (x1 - 0.3 * w, h, z), (x0 + 0.3 * w, h, z)]
    canvas.face(cabin, shade(one.paint, 0.85))
    for a, b in ((0.22, 0.48), (0.52, 0.8)):
        canvas.face([(x0 + a * w, h * 0.63, z), (x0 + b * w, h * 0.63, z), (x0 + min(b, 0.69) * w, h * 0.95, z),
                     (x0 + max(a, 0.32) * w, h * 0.95, z)], _GLASS)  # fmt: skip
    _wheels(canvas, one, 0.33)


def _van(canvas: Canvas, one: Vehicle) -> None:
    _block(canvas, one, (0.3, one.height), one.depth)
    _wheels(canvas, one, 0.36)
    _window(canvas, one, (one.height * 0.58, one.height * 0.9), 0.2)
    z0, z1 = one.depth
    if one.across:
        canvas.upright((one.x + one.width * 0.72, one.x + one.width * 0.95), (one.height * 0.55, one.height * 0.88),
                       z0 - 0.01, _GLASS)  # fmt: skip
    elif one.x > 0 or one.x + one.width < 0:
        far = (z1 - 0.3 * one.length, z1 - 0.08 * one.length) if one.behind else (z0 + 0.2, z0 + 0.28 * one.length)
        canvas.sideways(_side(one), (one.height * 0.55, one.height * 0.88), far, _GLASS)
    mid = one.x + one.width / 2
    canvas.upright((mid - 0.01, mid + 0.02), (0.4, one.height * 0.9), z0 - 0.02, shade(one.paint, 0.7))


def _truck(canvas: Canvas, one: Vehicle) -> None:
    z0, z1 = one.depth
    cargo: Color = (222, 222, 216)
    if one.across or one.behind:
        near, cab = (z0, z1 - 2.0), (z1 - 1.9, z1)
        if not one.across:
            _block(canvas, one, (0.5, one.height * 0.78), cab, 0.05)
        box = Vehicle(one.kind, one.x, z0, one.width * (0.76 if one.across else 1), 1.0, one.height, cargo, True)
        _block(canvas, box, (0.85, one.height), near if not one.across else (z0, z0 + 0.1))
        if one.across:
            x = one.x + one.width * 0.78
            canvas.upright((x, one.x + one.width), (0.5, one.height * 0.8), z0, one.paint)
            canvas.upright((x + 0.3, one.x + one.width - 0.1), (one.height * 0.45, one.height * 0.74), z0, _GLASS)
        else:
            mid = one.x + one.width / 2
            canvas.upright((mid - 0.02, mid + 0.03), (0.9, one.height - 0.1), z0 - 0.01, (150, 150, 146))
            canvas.upright((one.x, one.x + one.width), (0.55, 0.85), z0, (58, 60, 64))
    else:
        box = Vehicle(one.kind, one.x, z0, one.width, 1.0, one.height, cargo, True)
        _block(canvas, box, (0.85, one.height), (z0 + 2.0, z1))
        _block(canvas, one, (0.45, one.height * 0.78), (z0, z0 + 1.9), 0.05)
        _window(canvas, one, (one.height * 0.45, one.height * 0.72), 0.2)
    _wheels(canvas, one, 0.48)


def _bus(canvas: Canvas, one: Vehicle) -> None:
    z0, z1 = one.depth
    h = one.height
    _block(canvas, one, (0.32, h), (z0, z1))
    if one.across:
        step = one.width / 7
        for n in range(7):
            x = one.x + n * step
            canvas.upright((x + 0.12, x + step - 0.12), (h * 0.46, h * 0.84), z0 - 0.01, _GLASS)
    else:
        _window(canvas, one, (h * 0.42, h * 0.82), 0.18)
        canvas.upright((one.x + 0.4, one.x + one.width - 0.4), (h * 0.86, h * 0.95), z0 - 0.01, (32, 34, 36))
        canvas.upright((one.x + 0.7, one.x + one.width - 0.7), (h * 0.88, h * 0.93), z0 - 0.02, (244, 178, 60))
        if one.x > 0 or one.x + one.width < 0:
            step = (z1 - z0) / 7
            for n in range(7):
                z = z0 + n * step
                canvas.sideways(_side(one), (h * 0.46, h * 0.84), (z + 0.15, z + step - 0.15), _GLASS)
    _wheels(canvas, one, 0.46)


def _bicycle(canvas: Canvas, one: Vehicle) -> None:
    mid, z = one.x + one.width / 2, one.z
    coat, skin = one.paint, (206, 166, 138)
    if one.across:
        for x in (one.x + 0.33, one.x + one.width - 0.33):
            canvas.disc((x, 0.34, z), 0.34, _TYRE)
            canvas.disc((x, 0.34, z), 0.27, (120, 122, 126))
        flat = canvas.camera.flat
        thick = 0.06 * canvas.camera.zoom / z
        canvas.line([flat((one.x + 0.33, 0.34, z)), flat((mid, 0.8, z)), flat((one.x + one.width - 0.33, 0.34, z))],
                    coat, thick)  # fmt: skip
    else:
        canvas.disc((mid, 0.34, z), 0.34, _TYRE, 0.22)
        canvas.disc((mid, 0.34, z), 0.25, (112, 114, 118), 0.12)
        canvas.upright((mid - 0.34, mid + 0.34), (0.98, 1.05), z + 0.1, _TYRE)
    canvas.upright((mid - 0.16, mid - 0.05), (0.24, 0.95), z, (52, 60, 84))
    canvas.upright((mid + 0.05, mid + 0.16), (0.42, 0.95), z, (52, 60, 84))
    body = [(mid - 0.2, 0.88, z), (mid + 0.2, 0.88, z), (mid + 0.25, 1.42, z), (mid - 0.25, 1.42, z)]
    canvas.face(body, shade(coat, 1.05))
    canvas.disc((mid, 1.57, z), 0.13, skin)
    canvas.disc((mid, 1.62, z), 0.14, shade(coat, 0.6), 0.95)


def _lamps(canvas: Canvas, one: Vehicle, night: bool) -> None:
    color: Color = (224, 44, 40) if one.behind else (250, 240, 206)
    dim = color if night or one.behind else shade(color, 0.92)
    low = 0.62 if one.kind == "car" else 0.75
    for x in (one.x + 0.06, one.x + one.width - 0.4):
        canvas.upright((x, x + 0.34), (low, low + 0.17), one.z - 0.03, dim)


_PAINTERS: Mapping[str, Callable[[Canvas, Vehicle], None]] = {
    "car": _car, "van": _van, "truck": _truck, "bus": _bus, "bicycle": _bicycle
}  # fmt: skip
