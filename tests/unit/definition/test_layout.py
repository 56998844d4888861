"""Where boxes stand and how ways run, on small scenes made by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from labelwright.definition import read
from labelwright.definition.diagram.layout import GUTTER, MARGIN, PITCH, TRACK, Cell, Layout, Line, cells, layout
from labelwright.definition.diagram.scene import Box, Scene, Way, scene
from tests.unit.definition.documents import CAR_PHOTOS, TICKETS

SIZE = (156.0, 60.0)
DATA = Box("data", "data", "prepare", "Data")
ACCEPT = Box("accept", "accept", "deliver", "Accept")
RELEASE = Box("release", "release", "deliver", "Release")


def stage(key: str) -> Box:
    return Box(f"stage {key}", "annotate", "produce", key, stage=key)


def pilot(key: str) -> Box:
    return Box(f"stage {key}", "pilot", "prepare", key, stage=key)


def decision(key: str, lane: str = "produce") -> Box:
    return Box(f"decision {key}", "decision", lane, "?", stage=key)  # type: ignore[arg-type]  # one of the lanes


def gate(key: str) -> Box:
    return Box(f"gate {key}", "gate", "prepare", "Gate", stage=key)


def made(boxes: list[Box], *ways: tuple[str, str]) -> Scene:
    known = {box.id: box for box in (DATA, *boxes, ACCEPT, RELEASE)}
    return Scene(known, tuple(Way(start, end) for start, end in (*ways, ("accept", "release"))))


def drawn(shown: Scene) -> Layout:
    return layout(shown, dict.fromkeys(shown.boxes, SIZE))


def line(laid: Layout, start: str, end: str) -> Line:
    return next(one for one in laid.lines if (one.way.start, one.way.end) == (start, end))


def bends(one: Line) -> int:
    return len(one.points) - 2


CHAIN = made([stage("a"), stage("b")], ("data", "stage a"), ("stage a", "stage b"), ("stage b", "accept"))


def test_stages_follow_each_other_to_the_right_and_end_below() -> None:
    assert cells(CHAIN) == {
        "data": Cell(0, 0),
        "stage a": Cell(1, 0),
        "stage b": Cell(2, 0),
        "accept": Cell(2, 1),
        "release": Cell(3, 1),
    }


def test_neighbours_are_joined_by_a_straight_way() -> None:
    laid = drawn(CHAIN)
    for start, end in (("data", "stage a"), ("stage a", "stage b"), ("accept", "release")):
        one = line(laid, start, end)
        assert bends(one) == 0
        assert one.points[0][1] == one.points[1][1]


def test_way_to_the_box_right_below_falls_straight() -> None:
    one = line(drawn(CHAIN), "stage b", "accept")
    assert bends(one) == 0
    assert one.points[0][0] == one.points[1][0]


def test_decision_and_gate_stand_beside_their_pilot_in_a_row_of_their_own() -> None:
    shown = made(
        [pilot("p"), decision("p", "prepare"), gate("p"), stage("a")],
        ("data", "stage p"),
        ("stage p", "decision p"),
        ("stage p", "gate p"),
        ("gate p", "stage a"),
        ("decision p", "accept"),
        ("stage a", "accept"),
    )
    grid = cells(shown)
    assert [grid[one] for one in ("data", "stage p", "decision p", "gate p")] == [Cell(n, 0) for n in range(4)]
    assert grid["stage a"] == Cell(0, 1)
    assert grid["accept"].row == 2


def test_way_over_a_box_of_its_row_runs_above_it() -> None:
    shown = made(
        [pilot("p"), decision("p", "prepare"), gate("p"), stage("a")],
        ("data", "stage p"),
        ("stage p", "decision p"),
        ("stage p", "gate p"),
        ("gate p", "stage a"),
        ("stage a", "accept"),
    )
    laid = drawn(shown)
    one = line(laid, "stage p", "gate p")
    assert bends(one) == 2
    assert one.points[1][1] < min(place.y for place in laid.places.values())


def test_second_pilot_stands_below_the_first() -> None:
    shown = made(
        [pilot("p"), pilot("q"), stage("a")],
        ("data", "stage p"),
        ("data", "stage q"),
        ("data", "stage a"),
        ("stage a", "accept"),
        ("stage p", "accept"),
        ("stage q", "accept"),
    )
    grid = cells(shown)
    assert (grid["stage p"], grid["stage q"], grid["stage a"].row) == (Cell(1, 0), Cell(1, 1), 2)


def test_two_stages_after_the_same_one_stand_below_each_other() -> None:
    shown = made(
        [stage("a"), decision("a"), stage("b"), stage("c")],
        ("data", "stage a"),
        ("stage a", "decision a"),
        ("decision a", "stage b"),
        ("decision a", "stage c"),
        ("stage b", "accept"),
        ("stage c", "accept"),
    )
    grid = cells(shown)
    assert (grid["stage b"], grid["stage c"]) == (Cell(3, 0), Cell(3, 1))
    assert grid["accept"].row == 2


def test_stage_stands_behind_the_last_that_leads_to_it() -> None:
    shown = made(
        [stage("a"), decision("a"), stage("b"), stage("c")],
        ("data", "stage a"),
        ("stage a", "decision a"),
        ("decision a", "stage b"),
        ("decision a", "stage c"),
        ("stage b", "stage c"),
        ("stage c", "accept"),
    )
    grid = cells(shown)
    assert grid["stage c"].column == grid["stage b"].column + 1


def test_way_through_a_whole_row_takes_a_gap_between_columns() -> None:
    shown = made(
        [stage("a"), decision("a"), stage("b"), stage("c")],
        ("data", "stage a"),
        ("stage a", "decision a"),
        ("decision a", "stage b"),
        ("decision a", "stage c"),
        ("stage b", "accept"),
        ("stage c", "accept"),
    )
    laid = drawn(shown)
    one = line(laid, "stage b", "accept")
    assert bends(one) == 4
    down = one.points[2]
    inside = [place for place in laid.places.values() if place.x - 1 < down[0] < place.x + place.width + 1]
    assert inside == []


def test_ways_that_would_share_a_channel_take_tracks_of_their_own() -> None:
    laid = drawn(scene(read(CAR_PHOTOS)))
    levels = [
        (a[1], min(a[0], b[0]), max(a[0], b[0]))
        for one in laid.lines
        for a, b in pairwise(one.points)
        if a[1] == b[1] and bends(one)
    ]
    for number, (y, low, high) in enumerate(levels):
        for other, other_low, other_high in levels[number + 1 :]:
            assert y != other or high < other_low or other_high < low


def test_return_runs_nearer_to_its_row_than_what_comes_from_above() -> None:
    laid = drawn(scene(read(CAR_PHOTOS)))
    back = line(laid, "stage review", "stage annotate")
    onward = line(laid, "gate pilot", "stage annotate")
    assert back.points[1][1] > onward.points[1][1]


def test_ends_of_ways_at_a_box_are_apart_and_inside_it() -> None:
    for document in (CAR_PHOTOS, TICKETS):
        laid = drawn(scene(read(document)))
        for box, place in laid.places.items():
            ends = [one.points[0][0] for one in laid.lines if one.way.start == box and bends(one)]
            ends += [one.points[-1][0] for one in laid.lines if one.way.end == box and bends(one)]
            assert all(place.x < x < place.x + place.width for x in ends)


@pytest.mark.parametrize("document", [CAR_PHOTOS, TICKETS])
def test_labels_stand_on_their_ways(document: str) -> None:
    for one in drawn(scene(read(document))).lines:
        x, y = one.label
        on = [
            min(a[0], b[0]) - 3 <= x <= max(a[0], b[0]) + 3 and min(a[1], b[1]) - 3 <= y <= max(a[1], b[1]) + 3
            for a, b in pairwise(one.points)
        ]
        assert any(on), one


@pytest.mark.parametrize("document", [CAR_PHOTOS, TICKETS])
def test_label_stands_clear_of_other_ways(document: str) -> None:
    laid = drawn(scene(read(document)))
    for one in laid.lines:
        if not one.way.label:
            continue
        x, y = one.label
        for other in laid.lines:
            if other is one:
                continue
            for a, b in pairwise(other.points):
                crosses = a[0] == b[0] and abs(a[0] - x) < 8 and min(a[1], b[1]) < y < max(a[1], b[1])
                assert not crosses, (one.way, other.way)


def test_drawing_is_as_large_as_what_is_in_it() -> None:
    laid = drawn(CHAIN)
    assert laid.width == GUTTER + 3 * PITCH + 172 + MARGIN
    right = max(place.x + place.width for place in laid.places.values())
    bottom = max(place.y + place.height for place in laid.places.values())
    assert right < laid.width
    assert bottom + MARGIN == laid.height


def test_boxes_of_a_row_are_centred_on_one_line() -> None:
    sizes = {box: (156.0, 40.0 + 20 * number) for number, box in enumerate(CHAIN.boxes)}
    places = layout(CHAIN, sizes).places
    middles = {places[one].y + places[one].height / 2 for one in ("data", "stage a", "stage b")}
    assert len(middles) == 1


def test_channel_grows_with_the_ways_in_it() -> None:
    few = made(
        [stage("a"), stage("b"), stage("c")], ("stage a", "stage b"), ("stage b", "stage c"), ("stage c", "accept")
    )
    more = Scene(few.boxes, (*few.ways, Way("stage c", "stage a", back=True), Way("stage c", "stage b", back=True)))
    assert drawn(more).height > drawn(few).height + TRACK


def test_lanes_are_named_once_each_where_they_have_a_row_of_their_own() -> None:
    assert set(drawn(CHAIN).lanes) == {"produce", "deliver"}
    assert set(drawn(scene(read(CAR_PHOTOS))).lanes) == {"prepare", "produce", "deliver"}


def test_same_scene_is_laid_out_the_same() -> None:
    assert drawn(scene(read(TICKETS))) == drawn(scene(read(TICKETS)))
