"""Where the boxes of a diagram stand and how the ways between them run.

Boxes stand on a grid: columns follow the flow, rows the lanes. Between rows lie channels, between columns gaps; a way
that does not lead straight to its neighbour runs through them at right angles, each on a track of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from labelwright.definition.diagram.scene import Box, Scene, Way

WIDTH = 172
PITCH = 244
MARGIN = 16
GUTTER = 64  # for the names of the lanes
TRACK = 24
PAD = 20
PORT = 30
LABEL = 60  # a level run shorter than this carries no label, if there is another
LANES = ("produce", "prepare", "deliver")  # a row that two share has the name of the first

Point = tuple[float, float]
Run = tuple[Way, tuple[Point, ...]]


@dataclass(frozen=True, slots=True)
class Cell:
    """The grid place of a box."""

    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box stands, in pixels of the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A way as points, with the middle of its label."""

    way: Way
    points: tuple[Point, ...]
    label: Point


@dataclass(frozen=True, slots=True)
class Layout:
    """The drawing: its size, boxes, lines, and the middle of each lane that has boxes."""

    width: float
    height: float
    places: Mapping[str, Place]
    lines: tuple[Line, ...]
    lanes: Mapping[str, float]


def layout(scene: Scene, sizes: Mapping[str, tuple[float, float]]) -> Layout:
    """The drawing of a scene whose boxes have these sizes (width, height)."""
    return _Drawing(scene, cells(scene), sizes).drawn()


def cells(scene: Scene) -> Mapping[str, Cell]:
    """The grid: pilots along the top, stages by how far along the flow they are, the ends below."""
    columns: dict[str, int] = {}
    rows: dict[str, int] = {}
    taken: set[tuple[int, int]] = set()

    def put(ids: Sequence[str], column: int, row: int) -> None:
        while any((column + n, row) in taken for n in range(len(ids))):
            row += 1
        for n, one in enumerate(ids):
            columns[one], rows[one] = column + n, row
            taken.add((column + n, row))

    pilots = [box for box in scene.boxes.values() if box.lane == "prepare" and box.id.startswith("stage ")]
    put(["data"], 0, 0)
    for box in pilots:
        put(_with_followers(scene, box), 1, 0)
    below = max(rows.values()) + 1 if pilots else 0
    for box in _in_order(scene):
        before = [columns[way.start] for way in scene.ways if _leads(scene, way, box.id) and way.start in columns]
        put(_with_followers(scene, box), max(before, default=-1 if pilots else 0) + 1, below)
    last = max(rows.values()) + 1
    for box in scene.boxes.values():
        if box.lane == "deliver" and box.id != "release":
            starts = [columns[way.start] for way in scene.ways if way.end == box.id]
            put([box.id], median_low(starts), last)
    put(["release"], columns["accept"] + 1, last)
    return {one: Cell(columns[one], rows[one]) for one in scene.boxes}


def _with_followers(scene: Scene, box: Box) -> list[str]:
    """A stage with its own decision and gate, which stand beside it."""
    return [one.id for one in scene.boxes.values() if one.stage == box.stage]


def _leads(scene: Scene, way: Way, to: str) -> bool:
    return way.end == to and not way.back and scene.boxes[way.start].lane == "produce"


def _in_order(scene: Scene) -> list[Box]:
    """The stages of the middle lane, each after all that lead to it. The flow has no rings."""
    left = [box for box in scene.boxes.values() if box.lane == "produce" and box.id.startswith("stage ")]
    ordered: list[Box] = []
    while left:
        names = {box.stage for box in left}
        ready = [
            box
            for box in left
            if not any(_leads(scene, way, box.id) and scene.boxes[way.start].stage in names for way in scene.ways)
        ]
        ordered += ready
        left = [box for box in left if box not in ready]
    return ordered


@dataclass(slots=True)
class _Route:
    """A way before it has coordinates: which sides it leaves and enters, which channels and gap it runs through."""

    way: Way
    down: bool
    channels: tuple[int, ...]
    gap: int | None = None
    enters_below: bool = False


class End(NamedTuple):
    """One end of a route at a side of a box; they sort from left to right. `side`: -1 left, 0 below, 1 right."""

    side: int
    aim: float
    route: int
    outgoing: bool


class _Drawing:
    def __init__(self, scene: Scene, grid: Mapping[str, Cell], sizes: Mapping[str, tuple[float, float]]) -> None:
        self.scene, self.grid, self.sizes = scene, grid, sizes
        self.rows = max(cell.row for cell in grid.values()) + 1
        self.columns = max(cell.column for cell in grid.values()) + 1
        self.crowd: dict[int, int] = {}  # how many ways run through each gap
        self.straight = [way for way in scene.ways if self._is_straight(way)]
        self.routes = [self._route(way) for way in scene.ways if way not in self.straight]
        self.ports = self._ports()
        self.gaps = self._gaps()
        self.tracks, self.depth = self._tracks()

    def _is_straight(self, way: Way) -> bool:
        start, end = self.grid[way.start], self.grid[way.end]
        if way.back or start.row != end.row or end.column <= start.column:
            return False
        between = {cell.column for cell in self.grid.values() if cell.row == start.row}
        return not between & set(range(start.column + 1, end.column))

    def _route(self, way: Way) -> _Route:
        start, end = self.grid[way.start], self.grid[way.end]
        if start.row == end.row:
            return _Route(way, down=False, channels=(start.row,))
        if end.row > start.row:
            channels = (start.row + 1, end.row)
            gap = self._gap(way) if end.row > start.row + 1 else None
            return _Route(way, down=True, channels=channels if gap is not None else channels[:1], gap=gap)
        channels = (start.row, end.row + 1)
        gap = self._gap(way) if end.row < start.row - 1 else None
        return _Route(way, False, channels if gap is not None else channels[:1], gap, enters_below=True)

    def _gap(self, way: Way) -> int:
        """The gap a way takes through whole rows: near both its ends, across few straight ways, and not yet crowded."""
        start, end = self.grid[way.start], self.grid[way.end]
        passed = range(min(start.row, end.row) + 1, max(start.row, end.row))

        def cost(gap: int) -> float:
            crossed = sum(
                self.grid[one.start].row in passed and self.grid[one.start].column < gap <= self.grid[one.end].column
                for one in self.straight
            )
            detour = abs(start.column + 0.5 - gap) + abs(end.column + 0.5 - gap)
            return detour + 1.5 * crossed + 0.3 * self.crowd.get(gap, 0) - 0.01 * gap

        chosen = min(range(1, self.columns + 1), key=cost)
        self.crowd[chosen] = self.crowd.get(chosen, 0) + 1
        return chosen

    def _middle(self, box: str) -> float:
        return GUTTER + self.grid[box].column * PITCH + WIDTH / 2

    def _gap_x(self, gap: int) -> float:
        return GUTTER + gap * PITCH - (PITCH - WIDTH) / 2

    def _ports(self) -> dict[tuple[int, bool], float]:
        """The x of both ends of each route, spread over the side of its box so that ways from one side nest."""
        sides: dict[tuple[str, bool], list[End]] = {}
        for number, route in enumerate(self.routes):
            start, end = route.way.start, route.way.end
            for box, other, below, outgoing in (
                (start, end, route.down, True),
                (end, start, route.enters_below, False),
            ):
                aim = self._gap_x(route.gap) if route.gap is not None else self._middle(other)
                middle = self._middle(box)
                one = End((aim > middle) - (aim < middle), -aim, number, outgoing)
                sides.setdefault((box, below), []).append(one)
        ports: dict[tuple[int, bool], float] = {}
        for (box, _), ends in sides.items():
            ends.sort()
            for place, (_, _, number, outgoing) in enumerate(ends):
                step = min(PORT, (self.sizes[box][0] - 24) / max(1, len(ends) - 1))
                ports[number, outgoing] = self._middle(box) + (place - (len(ends) - 1) / 2) * step
        self._align(ports, sides)
        return ports

    def _align(self, ports: dict[tuple[int, bool], float], sides: Mapping[tuple[str, bool], list[End]]) -> None:
        """Lets a way to the box right below fall straight, and keeps others in that channel out of its line."""
        for (box, below), ends in sides.items():
            order = [(number, outgoing) for _, _, number, outgoing in ends]
            for place, (number, outgoing) in enumerate(order):
                if not (outgoing and below and self._falls(self.routes[number])):
                    continue
                ports[number, True] = ports[number, False]
                for n in range(place + 1, len(order)):
                    ports[order[n]] = max(ports[order[n]], ports[order[n - 1]] + PORT / 2)
                for n in range(place - 1, -1, -1):
                    ports[order[n]] = min(ports[order[n]], ports[order[n + 1]] - PORT / 2)
            cell = self.grid[box]
            above = [one for one, other in self.grid.items() if other == Cell(cell.column, cell.row - 1)]
            if below or not above:
                continue
            hanging = [
                ports[number, outgoing]
                for _, _, number, outgoing in sides.get((above[0], True), [])
                if not self._falls(self.routes[number])
            ]
            falling = any(not outgoing and self._falls(self.routes[number]) for number, outgoing in order)
            if not falling and any(abs(ports[one] - x) < 8 for one in order for x in hanging):
                for one in order:
                    ports[one] += PORT / 2

    def _falls(self, route: _Route) -> bool:
        start, end = self.grid[route.way.start], self.grid[route.way.end]
        return route.gap is None and start.column == end.column and end.row == start.row + 1

    def _gaps(self) -> dict[int, float]:
        """The x of each route that runs down a gap; several share it side by side."""
        used: dict[int, list[int]] = {}
        for number, route in enumerate(self.routes):
            if route.gap is not None:
                used.setdefault(route.gap, []).append(number)
        return {
            number: self._gap_x(gap) + (place - (len(numbers) - 1) / 2) * 12
            for gap, numbers in used.items()
            for place, number in enumerate(numbers)
        }

    def _runs(self, number: int) -> list[tuple[int, float, float]]:
        """The level runs of a route: the channel, and from where to where."""
        route = self.routes[number]
        start, end = self.ports[number, True], self.ports[number, False]
        if route.gap is None:
            return [(route.channels[0], start, end)]
        return [(route.channels[0], start, self.gaps[number]), (route.channels[1], self.gaps[number], end)]

    def _tracks(self) -> tuple[dict[tuple[int, int], int], dict[int, int]]:
        """The track of each level run in its channel, counted from above, and how many tracks a channel has."""
        tracks: dict[tuple[int, int], int] = {}
        depth: dict[int, int] = {}
        for channel in range(self.rows + 1):
            runs = [
                (self._nesting(number, channel, a, b), number, min(a, b), max(a, b))
                for number in range(len(self.routes))
                for at, a, b in self._runs(number)
                if at == channel and abs(a - b) > 1
            ]
            placed: list[tuple[int, float, float]] = []
            for _, number, low, high in sorted(runs):
                above = [track for track, a, b in placed if high + 8 >= a and low - 8 <= b]
                track = max(above, default=-1) + 1
                placed.append((track, low, high))
                tracks[number, channel] = track
            depth[channel] = max((track for track, _, _ in placed), default=-1) + 1
        return tracks, depth

    def _nesting(self, number: int, channel: int, a: float, b: float) -> tuple[int, float]:
        """The order of runs from above: ways through the channel so that few cross, then arcs over the row below."""
        way = self.routes[number].way
        rows = {self.grid[way.start].row, self.grid[way.end].row}
        if rows == {channel}:
            return 2, -abs(a - b)  # the widest arc lies outermost
        if rows == {channel - 1}:
            return 0, abs(a - b)
        upper = a if self.grid[way.start].row < channel else b
        return 1, -upper if b > a else upper

    def drawn(self) -> Layout:
        heights = [
            max((self.sizes[box][1] for box, cell in self.grid.items() if cell.row == row), default=0)
            for row in range(self.rows)
        ]
        tops, channels = [], []
        y = float(MARGIN)
        for row, height in enumerate(heights):
            channels.append(y + (PAD if row or self.depth[row] else 0))
            room = PAD * 2 + TRACK * max(0, self.depth[row] - 1) if row or self.depth[row] else 0
            y += room
            tops.append(y)
            y += height
        channels.append(y + PAD)
        places = {
            box: Place(
                self._middle(box) - self.sizes[box][0] / 2,
                tops[cell.row] + (heights[cell.row] - self.sizes[box][1]) / 2,
                *self.sizes[box],
            )
            for box, cell in self.grid.items()
        }
        runs = [self._straight(way, places) for way in self.straight]
        runs += [self._bent(number, places, channels) for number in range(len(self.routes))]
        lines = [
            Line(way, points, _label(points, [other for _, other in runs if other != points])) for way, points in runs
        ]
        width = max([GUTTER + (self.columns - 1) * PITCH + WIDTH, *(x + 4 for x in self.gaps.values())]) + MARGIN
        bottom = y + (PAD + TRACK * self.depth[self.rows] if self.depth[self.rows] else 0) + MARGIN
        return Layout(width, bottom, places, tuple(lines), self._lanes(tops, heights))

    def _lanes(self, tops: list[float], heights: list[float]) -> dict[str, float]:
        middles: dict[str, float] = {}
        taken: set[int] = set()
        for lane in LANES:
            rows = [self.grid[box.id].row for box in self.scene.boxes.values() if box.lane == lane]
            if rows and min(rows) not in taken:
                middles[lane] = tops[min(rows)] + heights[min(rows)] / 2
                taken.add(min(rows))
        return middles

    def _straight(self, way: Way, places: Mapping[str, Place]) -> Run:
        start, end = places[way.start], places[way.end]
        y = start.y + start.height / 2
        return way, ((start.x + start.width, y), (end.x, y))

    def _bent(self, number: int, places: Mapping[str, Place], channels: Sequence[float]) -> Run:
        route = self.routes[number]
        start, end = places[route.way.start], places[route.way.end]
        points = [(self.ports[number, True], start.y + start.height if route.down else start.y)]
        for channel, a, b in self._runs(number):
            if abs(a - b) > 1:
                y = channels[channel] + TRACK * self.tracks[number, channel]
                points += [(a, y), (b, y)]
        points.append((self.ports[number, False], end.y + end.height if route.enters_below else end.y))
        return route.way, tuple(points)


def _label(points: tuple[Point, ...], others: Sequence[tuple[Point, ...]]) -> Point:
    """Where the label of a way stands: on its longest level run, where no other way passes; else below its start."""
    level = [leg for leg in pairwise(points) if abs(leg[0][0] - leg[1][0]) > LABEL]
    if not level:
        (x, y), (_, below) = points[0], points[1]
        middle = (y + below) / 2
        passed = [a[1] for other in others for a, b in pairwise(other) if a[1] == b[1] and (a[0] - x) * (b[0] - x) <= 0]
        return x, middle if all(abs(at - middle) > 12 for at in passed) else y + (11 if below > y else -11)
    (ax, y), (bx, _) = max(level, key=lambda leg: abs(leg[0][0] - leg[1][0]))
    crossings = [
        start[0]
        for other in others
        for start, end in pairwise(other)
        if start[0] == end[0] and min(start[1], end[1]) < y + 9 and max(start[1], end[1]) > y - 9
    ]
    spots = [ax + (bx - ax) * share for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)]
    return min(spots, key=lambda x: sum(abs(crossing - x) < LABEL for crossing in crossings)), y
