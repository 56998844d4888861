"""The demo's data: the same every time, and true to what it says of itself."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from labelwright import definition
from labelwright.cli.demo import samples, streets, tickets, vehicles
from labelwright.cli.demo.canvas import HEIGHT, WIDTH, Camera, Canvas
from labelwright.cli.demo.samples import Scale

SCENES = {number: streets.scene(number) for number in range(1, 9)}


def test_same_number_is_the_same_scene_and_another_is_another() -> None:
    assert streets.scene(3) == SCENES[3]
    assert len({one.jpeg for one in SCENES.values()}) == len(SCENES)


@pytest.mark.parametrize("number", SCENES)
def test_true_boxes_lie_inside_the_picture_and_can_be_seen(number: int) -> None:
    scene = SCENES[number]
    assert Image.open(BytesIO(scene.jpeg)).size == (WIDTH, HEIGHT)
    for one in scene.truth:
        left, top, width, height = one.box
        assert one.kind in vehicles.CLASSES
        assert min(width, height) >= 9
        assert left >= 0
        assert top >= 0
        assert left + width <= WIDTH
        assert top + height <= HEIGHT


def test_most_scenes_hold_vehicles_and_some_are_partly_hidden() -> None:
    truth = [one for scene in SCENES.values() for one in scene.truth]
    assert len(truth) > 2 * len(SCENES)
    assert any(one.occluded for one in truth)


def test_picture_carries_no_private_metadata() -> None:
    assert not Image.open(BytesIO(SCENES[1].jpeg)).getexif()


def test_camera_sees_what_is_far_small_and_near_the_vanishing_point() -> None:
    camera = Camera(horizon=250, centre=480, height=2.0)
    near, far = camera.flat((2, 0, 5)), camera.flat((2, 0, 50))
    assert abs(far[0] - 480) < abs(near[0] - 480)
    assert 250 < far[1] < near[1]


def test_what_stands_in_front_hides_what_is_behind() -> None:
    canvas = Canvas(Camera(horizon=250, centre=480, height=2.0))
    canvas.begin(1)
    canvas.polygon([(0, 0), (99, 0), (99, 99), (0, 99)], (1, 2, 3))
    whole = canvas.area()
    canvas.begin(2)
    canvas.polygon([(50, 0), (99, 0), (99, 99), (50, 99)], (4, 5, 6))
    seen = canvas.owners.histogram()
    assert whole == 10_000
    assert (seen[1], seen[2]) == (5_000, 5_000)


def test_tickets_are_the_same_every_time_and_no_text_comes_twice() -> None:
    found = list(tickets.tickets(1_000))
    assert found == list(tickets.tickets(1_000))
    assert found[:50] == list(tickets.tickets(50))
    assert len({one.text for one in found}) == len({one.key for one in found}) == 1_000


def test_every_category_has_tickets_and_something_it_is_taken_for() -> None:
    found = {one.category for one in tickets.tickets(1_000)}
    assert found == set(tickets.CATEGORIES) == set(tickets.CONFUSED)
    assert len(found) == 15
    for category, others in tickets.CONFUSED.items():
        assert category not in others
        assert set(others) <= found


def test_no_placeholder_is_left_in_a_ticket() -> None:
    assert not any("{" in one.text or "}" in one.text for one in tickets.tickets(2_000))


def test_documents_are_right_and_say_what_the_demo_promises(tmp_path) -> None:
    scale = Scale(180, 1000)
    scenes = definition.read(samples.streets_document(tmp_path, scale))
    sorting = definition.read(samples.tickets_document(tmp_path))
    assert scenes.pipeline["pilot"].overlap.everyone
    spot_check = scenes.pipeline["annotate"].then[0].sample
    assert spot_check is not None
    assert (spot_check.rate, spot_check.per) == (0.10, "annotator")
    assert scenes.pipeline["annotate"].needs == ("pilot",)
    assert sorting.pipeline["annotate"].then[0].to == "expert"


def test_visitor_has_forty_items_of_their_own_and_fewer_in_a_small_demo() -> None:
    scale = Scale(180, 1000)
    assert scale.reserved(scale.images) == scale.reserved(scale.tickets) == 40
    assert Scale(24, 60).reserved(24) == 6


def test_what_is_drawn_is_known_again_by_its_bytes(tmp_path) -> None:
    digest, found = samples.draw_one(str(tmp_path), 2)
    [file] = tmp_path.iterdir()
    assert file.read_bytes() == SCENES[2].jpeg
    assert [kind for kind, _, _ in found] == [one.kind for one in SCENES[2].truth]
    assert len(digest) == 64
