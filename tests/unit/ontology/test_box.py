"""Boxes: geometry on the image, classes and attributes, ids, order, distance."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.ontology import PartShape
from tests.unit.ontology.given import PARTS, problems_of, refused, said, schema

CARS = schema(
    cars={"type": "box", "part": "image", "classes": [{"id": "car", "name": "Car"}, {"id": "bus", "name": "Bus"}]}
)
ASKED = schema(
    cars={
        "type": "box",
        "part": "image",
        "classes": ["car"],
        "attributes": {
            "state": {"type": "choice", "classes": ["parked", "moving"], "required": True},
            "hidden": {"type": "boolean"},
            "wheels": {"type": "number", "integer": True, "min": 0},
            "plate": {"type": "text", "max_length": 8},
        },
    }
)


def box(*sides: object, id_: object = "o1", **more: object) -> dict[str, object]:
    return {"id": id_, "class": "car", "box": list(sides), **more}


def placed(*sides: object, one: Any = CARS, parts: Any = PARTS) -> list[float]:
    """Where a box comes to stand."""
    [found] = one.validate({"cars": [box(*sides)]}, parts)["cars"]
    return list(found["box"])


def wrong(*objects: object, one: Any = CARS) -> list[str]:
    return said(refused(one, {"cars": list(objects)}))


# the objects


def test_object_comes_back_with_its_keys_in_order() -> None:
    sent = {"attributes": {}, "box": [10, 20, 30, 40], "class": "bus", "prelabel": 7, "id": "o1"}
    [found] = CARS.validate({"cars": [sent]}, PARTS)["cars"]  # type: ignore[misc]  # a list
    assert found == {"id": "o1", "class": "bus", "box": [10.0, 20.0, 30.0, 40.0], "attributes": {}, "prelabel": 7}
    assert list(found) == ["id", "class", "box", "attributes", "prelabel"]


def test_attributes_are_there_even_where_none_was_sent() -> None:
    [found] = CARS.validate({"cars": [box(1, 1, 9, 9)]}, PARTS)["cars"]  # type: ignore[misc]  # a list
    assert found["attributes"] == {}
    assert "prelabel" not in found


def test_nothing_there_is_an_answer_where_one_is_needed() -> None:
    assert CARS.validate({"cars": []}, PARTS) == {"cars": []}
    assert said(refused(CARS, {})) == ["cars: is not answered"]
    optional = schema(cars={"type": "box", "part": "image", "classes": ["car"], "required": False})
    assert optional.validate({"cars": []}, PARTS) == {}


@pytest.mark.parametrize("value", ["car", 3, {"o1": box(1, 1, 9, 9)}, True])
def test_objects_are_a_list(value: object) -> None:
    [problem] = refused(CARS, {"cars": value})
    assert problem.message.startswith("must be a list of objects")


@pytest.mark.parametrize("value", ["car", 3, [1, 2, 3, 4], None])
def test_object_is_a_mapping(value: object) -> None:
    [problem] = refused(CARS, {"cars": [value]})
    assert problem.place == "cars[0]"
    assert problem.message.startswith("an object is a mapping with id, class, box, attributes, prelabel")


def test_every_problem_of_every_object_is_named() -> None:
    assert wrong(box(1, 1, 9, 9), {"id": "o1", "class": "cra", "box": [1, 2, 3]}, {"clas": "car"}) == [
        'cars[1].class: "cra" is not one of its classes (did you mean "car"?)',
        "cars[1].id: the id o1 is used twice",
        "cars[1].box: must be four finite numbers [x, y, width, height], not a list",
        "cars[2].class: an object needs a class (known: car, bus)",
        "cars[2].id: an object needs an id (letters, digits and _ . : -, at most 64)",
        "cars[2].box: must be four finite numbers [x, y, width, height], not nothing",
        'cars[2].clas: "clas" is not known here (did you mean "class"?)',
    ]


@pytest.mark.parametrize("id_", ["o1", "A-b_c.d:e", "7", "x" * 64])
def test_id_of_an_object_is_a_plain_word(id_: str) -> None:
    [found] = CARS.validate({"cars": [box(1, 1, 9, 9, id_=id_)]}, PARTS)["cars"]  # type: ignore[misc]  # a list
    assert found["id"] == id_


@pytest.mark.parametrize("id_", ["", " o1", "o 1", "ö", "x" * 65, 1, True, None, ["o1"], "o\n", "\ud800"])
def test_other_ids_of_objects_are_refused(id_: object) -> None:
    [problem] = refused(CARS, {"cars": [box(1, 1, 9, 9, id_=id_)]})
    assert problem.place == "cars[0].id"


@pytest.mark.parametrize("class_", ["Car", "", 1, ["car"], {"id": "car"}, None, "\udfff"])
def test_object_has_a_class_of_the_field(class_: object) -> None:
    [problem] = refused(CARS, {"cars": [box(1, 1, 9, 9) | {"class": class_}]})
    assert problem.place == "cars[0].class"


@pytest.mark.parametrize("prelabel", [1, 2**63 - 1, "m1:o4"])
def test_prelabel_is_an_id(prelabel: object) -> None:
    [found] = CARS.validate({"cars": [box(1, 1, 9, 9, prelabel=prelabel)]}, PARTS)["cars"]  # type: ignore[misc]
    assert found["prelabel"] == prelabel


@pytest.mark.parametrize("prelabel", [0, -1, 2**63, 1.5, True, "", "a b", [1]])
def test_other_prelabels_are_refused(prelabel: object) -> None:
    [problem] = refused(CARS, {"cars": [box(1, 1, 9, 9, prelabel=prelabel)]})
    assert problem.place == "cars[0].prelabel"


def test_objects_come_in_the_order_they_are_counted_up() -> None:
    sent = [box(n, 1, 9, 9, id_=id_) for n, id_ in enumerate(["o10", "o2", "o1", "b9", "zz1"])]
    found: Any = CARS.validate({"cars": sent}, PARTS)["cars"]
    assert [one["id"] for one in found] == ["b9", "o1", "o2", "o10", "zz1"]


# the place on the image


@pytest.mark.parametrize(
    ("sides", "stands"),
    [
        ((10, 20, 30, 40), [10, 20, 30, 40]),
        ((10.123, 20.456, 30.111, 40.222), [10.12, 20.46, 30.11, 40.22]),
        ((0, 0, 640, 480), [0, 0, 640, 480]),
        ((-0.5, -1, 10, 10), [0, 0, 9.5, 9]),
        ((635, 475, 6, 6), [635, 475, 5, 5]),
        ((-1, -1, 642, 482), [0, 0, 640, 480]),
        ((639, 479, 1, 1), [639, 479, 1, 1]),
        ((-0.0, 0.001, 5, 5), [0, 0, 5, 5]),
    ],
)
def test_edges_are_rounded_to_a_hundredth_and_cut_at_the_image(
    sides: tuple[float, ...], stands: list[float]
) -> None:
    found = placed(*sides)
    assert found == stands
    assert all(type(side) is float for side in found)
    assert not str(found).count("-0.0")


@pytest.mark.parametrize(
    "sides",
    [(-1.01, 0, 10, 10), (0, -2, 10, 10), (632, 0, 10, 10), (0, 472, 10, 10), (700, 500, 5, 5), (0, 0, 1e9, 1e9)],
)
def test_box_that_reaches_over_the_edge_by_more_than_a_pixel_is_refused(sides: tuple[float, ...]) -> None:
    [problem] = refused(CARS, {"cars": [box(*sides)]})
    assert problem.place == "cars[0].box"
    assert "outside the image of 640 by 480 px" in problem.message


def test_message_says_how_far_a_box_reaches() -> None:
    assert wrong(box(600, 10, 50.5, 20)) == [
        "cars[0].box: reaches from 600, 10 to 650.5, 30, outside the image of 640 by 480 px"
    ]


@pytest.mark.parametrize("sides", [(5, 5, 0, 5), (5, 5, 5, -3), (5, 5, -0.0, 5), (5, 5, 0, 0)])
def test_box_without_a_size_is_refused(sides: tuple[float, ...]) -> None:
    [text] = wrong(box(*sides))
    assert "must be over 0" in text


@pytest.mark.parametrize("sides", [(5, 5, 0.9, 5), (5, 5, 5, 0.5), (-1, 5, 1.5, 5), (639.5, 5, 1.5, 5)])
def test_box_of_less_than_a_pixel_on_the_image_is_refused(sides: tuple[float, ...]) -> None:
    [text] = wrong(box(*sides))
    assert text.endswith("px on the image is under 1 px")


def test_document_sets_the_least_size() -> None:
    small = schema(cars={"type": "box", "part": "image", "classes": ["car"], "min_size": 0.25})
    large = schema(cars={"type": "box", "part": "image", "classes": ["car"], "min_size": 12})
    assert placed(5, 5, 0.25, 0.25, one=small) == [5, 5, 0.25, 0.25]
    assert said(refused(small, {"cars": [box(5, 5, 0.24, 1)]}))[0].endswith("is under 0.25 px")
    assert said(refused(large, {"cars": [box(5, 5, 11, 40)]}))[0].endswith("11 by 40 px on the image is under 12 px")


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        [1, 2, 3],
        [1, 2, 3, 4, 5],
        ["1", 2, 3, 4],
        [True, 2, 3, 4],
        [None, 2, 3, 4],
        [[1], 2, 3, 4],
        [float("nan"), 2, 3, 4],
        [1, float("nan"), 3, 4],
        [1, 2, float("nan"), 4],
        [1, 2, 3, float("nan")],
        [float("inf"), 2, 3, 4],
        [1, 2, float("inf"), 4],
        [-float("inf"), 2, float("inf"), 4],
        [10**400, 2, 3.0, 4],
        [1.0, 2, 10**400, 4],
        {"x": 1, "y": 2, "width": 3, "height": 4},
        "1,2,3,4",
    ],
)
def test_box_is_four_finite_numbers(value: object) -> None:
    [problem] = refused(CARS, {"cars": [box() | {"box": value}]})
    assert problem.place == "cars[0].box"
    assert problem.message.startswith("must be four finite numbers")


@pytest.mark.parametrize("parts", [{}, {"image": PartShape()}, {"image": PartShape(640)}, {"other": PartShape(9, 9)}])
def test_image_of_unknown_size_takes_no_boxes(parts: dict[str, PartShape]) -> None:
    problems = refused(CARS, {"cars": [box(1, 1, 9, 9)]}, parts)
    assert said(problems) == ["cars: the size of the image image is not known"]


@given(
    st.floats(-1, 640, allow_nan=False),
    st.floats(-1, 480, allow_nan=False),
    st.floats(0.01, 642, allow_nan=False),
    st.floats(0.01, 482, allow_nan=False),
)
def test_box_that_is_taken_stays_where_it_is(x: float, y: float, wide: float, high: float) -> None:
    if x + wide > 641 or y + high > 481 or wide < 2.1 or high < 2.1 or x > 637 or y > 477:
        return
    first = placed(x, y, wide, high)
    assert placed(*first) == first
    left, top, across, down = first
    assert left >= 0
    assert top >= 0
    assert left + across <= 640 + 1e-9
    assert top + down <= 480 + 1e-9
    assert abs(left - max(0.0, x)) <= 0.0051
    assert abs(left + across - min(640.0, x + wide)) <= 0.0051


# attributes


def test_attributes_come_in_the_order_of_the_schema_and_in_canonical_form() -> None:
    sent = {"plate": " AB 12 ", "wheels": 4.0, "state": "moving", "hidden": False}
    [found] = ASKED.validate({"cars": [box(1, 1, 9, 9, attributes=sent)]}, PARTS)["cars"]  # type: ignore[misc]
    assert list(found["attributes"].items()) == [
        ("state", "moving"),
        ("hidden", False),
        ("wheels", 4),
        ("plate", "AB 12"),
    ]


def test_attribute_that_need_not_be_answered_is_left_out_where_it_is_empty() -> None:
    sent = {"state": "parked", "hidden": None, "plate": "  "}
    [found] = ASKED.validate({"cars": [box(1, 1, 9, 9, attributes=sent)]}, PARTS)["cars"]  # type: ignore[misc]
    assert found["attributes"] == {"state": "parked"}


@pytest.mark.parametrize("attributes", [None, {}, {"hidden": True}, {"state": None}])
def test_required_attribute_is_asked_of_every_object(attributes: object) -> None:
    assert wrong(box(1, 1, 9, 9, attributes=attributes), one=ASKED) == [
        "cars[0].attributes.state: is not answered"
    ]


def test_problems_of_attributes_name_the_object_and_the_attribute() -> None:
    sent = {"state": "praked", "hidden": 1, "wheels": -1, "plate": "x" * 9, "colour": "red"}
    assert wrong(box(1, 1, 9, 9, attributes=sent), one=ASKED) == [
        'cars[0].attributes.state: "praked" is not one of its classes (did you mean "parked"?)',
        "cars[0].attributes.hidden: must be true or false, not 1",
        "cars[0].attributes.wheels: -1 is under 0",
        "cars[0].attributes.plate: has 9 characters, at most 8 are allowed",
        'cars[0].attributes.colour: "colour" is no attribute (known: state, hidden, wheels, plate)',
    ]


@pytest.mark.parametrize("attributes", [[], "hidden", 3, True, False, 0])
def test_attributes_are_a_mapping(attributes: object) -> None:
    [problem] = refused(CARS, {"cars": [box(1, 1, 9, 9, attributes=attributes)]})
    assert str(problem).startswith("cars[0].attributes: must be a mapping")


def test_field_without_attributes_refuses_every_one() -> None:
    assert wrong(box(1, 1, 9, 9, attributes={"hidden": True})) == ['cars[0].attributes.hidden: "hidden" is no attribute']


# bounds


def test_more_objects_than_allowed_are_refused_before_any_is_looked_at() -> None:
    assert wrong(*[None] * 1_001) == ["cars: has 1,001 objects, at most 1,000 are allowed"]


def test_document_allows_more_objects_up_to_five_thousand() -> None:
    many = schema(cars={"type": "box", "part": "image", "classes": ["car"], "max_objects": 5_000})
    objects = [box(n % 600, n % 400, 9, 9, id_=f"o{n}") for n in range(5_000)]
    found: Any = many.validate({"cars": objects}, PARTS)["cars"]
    assert len(found) == 5_000
    [problem] = problems_of(cars={"type": "box", "part": "image", "classes": ["car"], "max_objects": 5_001})
    assert problem.place == "schema.cars.max_objects"


@pytest.mark.parametrize("value", [0, -1, "1", float("nan"), float("inf"), True])
def test_least_size_is_over_zero(value: object) -> None:
    [problem] = problems_of(cars={"type": "box", "part": "image", "classes": ["car"], "min_size": value})
    assert problem.place == "schema.cars.min_size"


def test_thousand_broken_objects_cost_no_more_than_the_first_of_them() -> None:
    classes = schema(cars={"type": "box", "part": "image", "classes": [f"class_{n}" for n in range(1_000)]})
    before = time.process_time()
    problems = refused(classes, {"cars": [{"id": 0, "class": f"clas_{n}", "box": 0, "x" * n: 1} for n in range(1_000)]})
    assert time.process_time() - before < 10.0
    assert len(problems) == 51


def test_very_many_keys_of_one_object_cost_no_more_than_the_first_of_them() -> None:
    keys = {f"k{n}": 1 for n in range(200_000)}
    before = time.process_time()
    assert len(refused(CARS, {"cars": [box(1, 1, 9, 9, **keys)]})) == 51
    assert len(refused(ASKED, {"cars": [box(1, 1, 9, 9, attributes=keys)]})) == 51
    assert time.process_time() - before < 3.0


# distance and equality


def answer(*objects: tuple[object, ...], class_: str = "car") -> dict[str, object]:
    found = [box(*sides, id_=f"o{n}") | {"class": class_} for n, sides in enumerate(objects)]
    return CARS.validate({"cars": found}, PARTS)


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        ([], [], 0.0),
        ([(10, 10, 50, 50)], [], 1.0),
        ([(10, 10, 50, 50)], [(10, 10, 50, 50)], 0.0),
        ([(10, 10, 50, 50)], [(15, 10, 50, 50)], 1 - 45 / 55),
        ([(10, 10, 50, 50)], [(40, 10, 50, 50)], 1.0),
        ([(10, 10, 50, 50), (200, 10, 50, 50)], [(10, 10, 50, 50)], 1 / 3),
        ([(10, 10, 50, 50), (200, 10, 50, 50)], [(200, 10, 50, 50), (10, 10, 50, 50)], 0.0),
    ],
)
def test_boxes_are_apart_by_what_does_not_match(a: Any, b: Any, apart: float) -> None:
    assert CARS.distance(answer(*a), answer(*b))["cars"] == pytest.approx(apart)


def test_boxes_of_another_class_do_not_match() -> None:
    assert CARS.distance(answer((10, 10, 50, 50)), answer((10, 10, 50, 50), class_="bus")) == {"cars": 1.0}


def test_smallest_difference_there_is_counts() -> None:
    a, b = answer((0, 0, 640, 480)), answer((0, 0, 640, 479.99))
    assert 0.0 < CARS.distance(a, b)["cars"] < 1e-4
    assert not CARS.equal(a, b)


def test_attributes_count_for_equality_and_not_for_distance() -> None:
    def with_(**attributes: object) -> dict[str, object]:
        return ASKED.validate({"cars": [box(1, 1, 9, 9, attributes={"state": "parked", **attributes})]}, PARTS)

    assert ASKED.distance(with_(hidden=True), with_(hidden=False)) == {"cars": 0.0}
    assert not ASKED.equal(with_(hidden=True), with_(hidden=False))
    assert not ASKED.equal(with_(hidden=True), with_())
    assert ASKED.key(with_(hidden=True)) != ASKED.key(with_(hidden=False))
    assert ASKED.equal(with_(wheels=4), with_(wheels=4.0))


def test_prelabels_do_not_count_for_equality() -> None:
    a = CARS.validate({"cars": [box(1, 1, 9, 9, prelabel=3)]}, PARTS)
    b = CARS.validate({"cars": [box(1, 1, 9, 9)]}, PARTS)
    assert CARS.equal(a, b)


def test_field_tells_equal_values_by_itself() -> None:
    one = CARS.fields["cars"]
    a, b = answer((10, 10, 50, 50))["cars"], answer((10, 10, 50, 50))["cars"]
    assert one.equal(a, b)
    assert not one.equal(a, answer((10, 10, 50, 51))["cars"])
