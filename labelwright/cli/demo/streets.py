"""Street scenes by number: the same number is the same picture, with the true box of every vehicle that can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from labelwright.cli.demo import vehicles
from labelwright.cli.demo.canvas import FINER, HEIGHT, WIDTH, Camera, Canvas, Color, mix, shade
from labelwright.cli.demo.vehicles import Vehicle

_SEEN = 0.28  # share of a vehicle that must be visible for a box
_WHOLE = 0.82  # share under which it counts as occluded
_SMALLEST = 9  # pixels of the shorter side
_FAR = 70.0

_WALLS: tuple[Color, ...] = (
    (196, 150, 118), (212, 196, 168), (168, 92, 74), (142, 150, 158), (222, 208, 182), (128, 108, 96),
    (186, 178, 170), (204, 126, 88), (156, 172, 160), (232, 224, 210),
)  # fmt: skip
_SKIES = {"day": ((104, 158, 212), (206, 226, 240)), "dusk": ((92, 92, 138), (244, 176, 128)),
          "rain": ((128, 138, 150), (188, 196, 202)), "night": ((12, 16, 36), (44, 50, 84))}  # fmt: skip
_LIGHTS = ("day",) * 5 + ("dusk", "rain", "rain", "night", "night")


# A tree's crown: where its four balls of leaves are, how large, and how much sun each gets.
_LEAVES = ((-0.7, 0.62, 0.95, 0.86), (0.7, 0.66, 0.9, 0.94), (0.0, 0.84, 1.05, 1.06), (0.1, 0.6, 0.9, 1.0))


@dataclass(frozen=True, slots=True)
class Truth:
    """A vehicle as it can be seen: class, box (left, top, width, height in pixels), whether something hides part."""

    kind: str
    box: tuple[float, float, float, float]
    occluded: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture as JPEG, and what is in it."""

    jpeg: bytes
    truth: tuple[Truth, ...]
    light: str


def scene(number: int) -> Scene:
    """The scene with this number."""
    rng = Random(f"street {number}")
    light = rng.choice(_LIGHTS)
    camera = Camera(HEIGHT * rng.uniform(0.40, 0.47), WIDTH * rng.uniform(0.42, 0.58), rng.uniform(1.7, 3.1))
    canvas = Canvas(camera)
    road = rng.choice((4.2, 5.4, 7.2))
    walk = road + rng.uniform(1.8, 2.8)
    _sky(canvas, light, rng)
    _street(canvas, road, walk, light, rng)
    things: list[tuple[float, object]] = [*_houses(rng, walk), *_furniture(rng, road, walk)]
    things += [(one.z, one) for one in _traffic(rng, road)]
    things.sort(key=lambda thing: -thing[0])
    kinds: list[str] = []
    areas: list[int] = []
    for _, thing in things:
        if isinstance(thing, Vehicle):
            kinds.append(thing.kind)
            canvas.begin(len(kinds))
            vehicles.draw(canvas, thing, light == "night")
            areas.append(canvas.area())
            canvas.begin(0)
        elif isinstance(thing, _House):
            _house(canvas, thing, light)
        elif isinstance(thing, _Tree):
            _tree(canvas, thing, light)
        elif isinstance(thing, _Walker):
            _walker(canvas, thing)
    picture = _weather(canvas.picture.reduce(FINER), light, rng)
    out = BytesIO()
    picture.save(out, "JPEG", quality=86)
    return Scene(out.getvalue(), _truth(canvas.owners, kinds, areas), light)


def _truth(owners: Image.Image, kinds: list[str], areas: list[int]) -> tuple[Truth, ...]:
    found = []
    counted = owners.histogram()
    for place, (kind, area) in enumerate(zip(kinds, areas, strict=True), 1):
        mine = owners.point([255 if value == place else 0 for value in range(256)])
        box = mine.getbbox()
        if box is None or not area:
            continue
        left, top, right, bottom = box
        share = counted[place] / area
        if share >= _SEEN and min(right - left, bottom - top) >= _SMALLEST:
            found.append(Truth(kind, (left, top, right - left, bottom - top), share < _WHOLE))
    return tuple(sorted(found, key=lambda one: one.box))


# -- what stands still -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _House:
    side: int
    x: float
    z: tuple[float, float]
    height: float
    wall: Color
    shop: Color | None
    seed: int


@dataclass(frozen=True, slots=True)
class _Tree:
    x: float
    z: float
    height: float
    leaf: Color | None  # None: a lamp


@dataclass(frozen=True, slots=True)
class _Walker:
    x: float
    z: float
    coat: Color


def _sky(canvas: Canvas, light: str, rng: Random) -> None:
    top, low = _SKIES[light]
    horizon = canvas.camera.horizon
    for step in range(32):
        y = horizon * step / 32
        canvas.polygon([(0, y), (WIDTH, y), (WIDTH, y + horizon / 32 + 1), (0, y + horizon / 32 + 1)],
                       mix(top, low, step / 31))  # fmt: skip
    if light in ("day", "dusk"):
        for _ in range(rng.randint(1, 4)):
            x, y, size = rng.uniform(0, WIDTH), rng.uniform(20, horizon * 0.6), rng.uniform(18, 42)
            for puff in range(5):
                dx, r = (puff - 2) * size * 0.7, size * (1.0 - abs(puff - 2) * 0.22)
                canvas.ellipse((x + dx - r, y - r * 0.5, x + dx + r, y + r * 0.45), mix(low, (255, 255, 255), 0.55))
    if light == "night":
        for _ in range(60):
            x, y = rng.uniform(0, WIDTH), rng.uniform(0, horizon * 0.8)
            canvas.ellipse((x, y, x + 1.4, y + 1.4), (190, 196, 220))
    for place in range(14):  # the town behind
        x = place * WIDTH / 13 - 40
        tall = rng.uniform(10, 62)
        canvas.polygon([(x, horizon), (x, horizon - tall), (x + 80, horizon - tall), (x + 80, horizon)],
                       mix(low, (96, 104, 122), rng.uniform(0.35, 0.55)))  # fmt: skip


def _street(canvas: Canvas, road: float, walk: float, light: str, rng: Random) -> None:
    horizon = canvas.camera.horizon
    canvas.polygon([(0, horizon), (WIDTH, horizon), (WIDTH, HEIGHT), (0, HEIGHT)], (112, 116, 104))
    stone: Color = (164, 160, 152) if light != "rain" else (128, 128, 126)
    tar: Color = (84, 86, 91) if light != "rain" else (66, 70, 76)
    for side in (-1, 1):
        canvas.ground((side * road, side * (walk + 6)), (1.0, 400.0), stone)
        canvas.ground((side * road, side * (road + 0.22)), (1.0, 400.0), shade(stone, 1.14))
    canvas.ground((-road, road), (1.0, 400.0), tar)
    for dash in range(2, 90, 6):
        canvas.ground((-0.09, 0.09), (float(dash), dash + 2.8), (226, 224, 212))
    if road > 5:
        for side in (-1, 1):
            edge = side * (road - 2.1)
            canvas.ground((edge - 0.05, edge + 0.05), (1.0, 200.0), shade(tar, 1.45))
    if rng.random() < 0.4:
        z = rng.uniform(9, 17)
        for stripe in range(int(road * 2 / 1.1)):
            x = -road + 0.35 + stripe * 1.1
            canvas.ground((x, x + 0.55), (z, z + 2.6), (222, 220, 210))
    for _ in range(10):
        x, z = rng.uniform(-road, road), rng.uniform(4, 40)
        patch = shade(tar, rng.uniform(0.9, 1.07))
        canvas.ground((x, x + rng.uniform(0.4, 1.4)), (z, z + rng.uniform(0.5, 2.2)), patch)


def _houses(rng: Random, walk: float) -> list[tuple[float, object]]:
    found: list[tuple[float, object]] = []
    for side in (-1, 1):
        z = rng.uniform(3.0, 7.0)
        gap = rng.randint(2, 5)
        for place in range(9):
            long = rng.uniform(7.0, 13.0)
            if place == gap:
                z += rng.uniform(6.0, 10.0)
            if z > _FAR + 20:
                break
            shop = rng.choice(_WALLS) if rng.random() < 0.5 else None
            house = _House(side, side * walk, (z, z + long), rng.uniform(6.5, 17.0), rng.choice(_WALLS), shop,
                           rng.randrange(1 << 30))  # fmt: skip
            found.append((z + long * 0.999, house))
            z += long
    return found


def _house(canvas: Canvas, one: _House, light: str) -> None:
    rng = Random(one.seed)
    near, far = one.z
    haze = _SKIES[light][1]
    wall = mix(one.wall, haze, min(0.5, near / 130))
    lit: Color = (250, 214, 128)
    glass = mix((74, 92, 112), haze, min(0.4, near / 150))
    outer = one.x + one.side * 9
    canvas.upright((min(one.x, outer), max(one.x, outer)), (0.0, one.height), near, shade(wall, 0.94))
    canvas.sideways(one.x, (0.0, one.height), (near, far), shade(wall, 0.8))
    canvas.sideways(one.x, (one.height - 0.35, one.height), (near, far), shade(wall, 0.62))
    storeys = max(1, int((one.height - 3.4) // 2.9))
    across = max(2, int((far - near) // 2.3))
    step = (far - near) / across
    for storey in range(storeys):
        y = 3.9 + storey * 2.9
        for place in range(across):
            z = near + place * step
            dark = light in ("night", "dusk") and rng.random() < 0.45
            canvas.sideways(one.x, (y, y + 1.6), (z + step * 0.25, z + step * 0.75), lit if dark else glass)
        for place in range(3):
            x = one.x + one.side * (1.2 + place * 2.6)
            dark = light in ("night", "dusk") and rng.random() < 0.45
            canvas.upright((min(x, x + one.side * 1.3), max(x, x + one.side * 1.3)), (y, y + 1.6), near,
                           lit if dark else shade(glass, 1.1))  # fmt: skip
    if one.shop:
        canvas.sideways(one.x, (0.5, 2.5), (near + 0.6, far - 0.6), lit if light == "night" else shade(glass, 0.8))
        canvas.sideways(one.x, (2.6, 3.2), (near + 0.4, far - 0.4), mix(one.shop, haze, min(0.4, near / 150)))
    else:
        mid = (near + far) / 2
        canvas.sideways(one.x, (0.0, 2.3), (mid - 0.6, mid + 0.6), shade(wall, 0.45))


def _furniture(rng: Random, road: float, walk: float) -> list[tuple[float, object]]:
    found: list[tuple[float, object]] = []
    green = rng.random() < 0.6
    for side in (-1, 1):
        z = rng.uniform(6.0, 12.0)
        while z < _FAR:
            leaf = (rng.randint(58, 110), rng.randint(112, 148), rng.randint(52, 80))
            tree = _Tree(side * (road + 0.8), z, rng.uniform(4.5, 6.5), leaf if green and rng.random() < 0.6 else None)
            found.append((z, tree))
            z += rng.uniform(8.0, 15.0)
    for _ in range(rng.randint(0, 6)):
        z = rng.uniform(7.0, 40.0)
        coat = (rng.randint(30, 210), rng.randint(30, 160), rng.randint(30, 170))
        found.append((z, _Walker(rng.choice((-1, 1)) * rng.uniform(road + 0.6, walk - 0.3), z, coat)))
    return found


def _tree(canvas: Canvas, one: _Tree, light: str) -> None:
    h = one.height
    if one.leaf is None:
        canvas.upright((one.x - 0.06, one.x + 0.06), (0.0, h), one.z, (70, 74, 78))
        reach = one.x - 1.3 if one.x > 0 else one.x + 1.3
        canvas.upright((min(one.x, reach), max(one.x, reach)), (h - 0.1, h), one.z, (70, 74, 78))
        glow: Color = (255, 232, 166) if light in ("night", "dusk") else (206, 206, 198)
        canvas.disc((reach, h - 0.15, one.z), 0.2, glow)
        return
    dark = 0.45 if light == "night" else 1.0
    leaf = mix(shade(one.leaf, dark), _SKIES[light][1], min(0.4, one.z / 160))
    canvas.upright((one.x - 0.13, one.x + 0.13), (0.0, h * 0.55), one.z, shade((96, 76, 58), dark))
    for dx, y, r, sun in _LEAVES:
        canvas.disc((one.x + dx, h * y, one.z), r, shade(leaf, sun))


def _walker(canvas: Canvas, one: _Walker) -> None:
    canvas.upright((one.x - 0.14, one.x - 0.01), (0.0, 0.85), one.z, (48, 52, 66))
    canvas.upright((one.x + 0.02, one.x + 0.15), (0.0, 0.85), one.z, (48, 52, 66))
    canvas.upright((one.x - 0.21, one.x + 0.21), (0.8, 1.42), one.z, one.coat)
    canvas.disc((one.x, 1.57, one.z), 0.14, (200, 160, 132))


# -- what moves ------------------------------------------------------------------------------------------------------


def _traffic(rng: Random, road: float) -> list[Vehicle]:
    """Vehicles in both lanes and parked at the kerbs, none inside another."""
    made: list[Vehicle] = []
    lane = road / 2 if road < 5 else (road - 2.1) / 2
    wanted = rng.choices((1, 2, 3, 4, 5, 6, 7, 8), weights=(5, 9, 15, 18, 18, 15, 11, 9))[0]
    for _ in range(wanted * 6):
        if len(made) == wanted:
            break
        kind = rng.choices(vehicles.CLASSES, vehicles.WEIGHTS)[0]
        side = rng.choice((-1, 1))
        z = rng.uniform(6.5, 16.0) if rng.random() < 0.55 else rng.uniform(12.0, 44.0)
        parked = road > 5 and kind in ("car", "van") and rng.random() < 0.45
        across = not parked and kind != "bus" and rng.random() < 0.09
        x = side * (road - 1.05) if parked else side * lane + rng.uniform(-0.25, 0.25)
        if kind == "bicycle" and not across:
            x = side * (road - 0.7 if road < 5 else road - 2.6)
        one = vehicles.make(rng, kind, x, z, behind=side > 0 if not parked else rng.random() < 0.75, across=across)
        if all(_apart(one, other) for other in made):
            made.append(one)
    return made


def _apart(a: Vehicle, b: Vehicle) -> bool:
    beside = a.left[1] + 0.25 < b.left[0] or b.left[1] + 0.25 < a.left[0]
    return beside or a.depth[1] + 0.9 < b.depth[0] or b.depth[1] + 0.9 < a.depth[0]


# -- weather ---------------------------------------------------------------------------------------------------------


def _weather(picture: Image.Image, light: str, rng: Random) -> Image.Image:
    if light == "day":
        return picture
    if light == "dusk":
        return Image.blend(picture, Image.new("RGB", picture.size, (150, 96, 84)), 0.2)
    if light == "night":
        dark = Image.blend(picture, Image.new("RGB", picture.size, (14, 18, 42)), 0.5)
        bright = picture.convert("L").point([0 if value < 205 else 255 for value in range(256)])
        glow = bright.resize((WIDTH // 4, HEIGHT // 4)).filter(ImageFilter.GaussianBlur(3)).resize(picture.size)
        return Image.composite(picture, dark, glow.point([min(255, value * 2) for value in range(256)]))
    wet = Image.blend(picture, Image.new("RGB", picture.size, (136, 146, 156)), 0.24)
    streaks = Image.new("L", picture.size)
    pen = ImageDraw.Draw(streaks)
    slant = rng.uniform(-6, 6)
    for _ in range(420):
        x, y, long = rng.uniform(-10, WIDTH + 10), rng.uniform(-20, HEIGHT), rng.uniform(9, 24)
        pen.line((x, y, x + slant * long / 24, y + long), fill=rng.randint(40, 105))
    return Image.composite(Image.new("RGB", picture.size, (224, 230, 236)), wet, streaks)
