"""Answers to a whole schema: what is answered, what is missing, how they compare and what is said of them."""

from __future__ import annotations

import time
from typing import Any

import pytest

from labelwright.errors import InvalidAnswer
from labelwright.ontology import PartShape, Schema
from tests.unit.ontology.given import PARTS, refused, said, schema

TICKETS = schema(
    category={"type": "choice", "name": "Category", "classes": [{"id": "billing", "name": "Billing"}, "other"]},
    urgency={"type": "rating", "name": "Urgency", "levels": [1, 2, 3, 4, 5]},
    note={"type": "text", "name": "Note", "required": False},
)
SIMPLE = schema(category={"type": "choice", "classes": [{"id": f"c{n}", "name": f"Class {n}"} for n in range(15)]})
CARS = schema(
    vehicles={
        "type": "box",
        "part": "image",
        "classes": [{"id": "car", "name": "Car"}, {"id": "truck", "name": "Truck"}],
        "attributes": {"occluded": {"type": "boolean"}},
    }
)


def test_answer_comes_back_in_the_order_of_the_schema() -> None:
    answer = TICKETS.validate({"note": "late", "urgency": 3, "category": "billing"}, {})
    assert list(answer) == ["category", "urgency", "note"]


@pytest.mark.parametrize("note", [None, "", "   ", "\n"])
def test_field_that_need_not_be_answered_is_left_out_where_it_is_empty(note: object) -> None:
    given = {"category": "other", "urgency": 1}
    assert TICKETS.validate(given | {"note": note}, {}) == given


def test_missing_answers_are_named_all_at_once() -> None:
    assert said(refused(TICKETS, {"urgency": None})) == ["category: is not answered", "urgency: is not answered"]


def test_wrong_value_is_not_also_called_missing() -> None:
    assert said(refused(TICKETS, {"category": "biling", "urgency": 9})) == [
        'category: "biling" is not one of its classes (did you mean "billing"?)',
        "urgency: 9 is not one of its levels (levels: 1, 2, 3, 4, 5)",
    ]


def test_field_that_the_schema_does_not_have_is_refused_with_the_nearest() -> None:
    answer = {"category": "other", "urgency": 1, "notes": "x", "zzz": None}
    assert said(refused(TICKETS, answer)) == [
        'notes: the schema has no field "notes" (did you mean "note"?)',
        'zzz: the schema has no field "zzz" (known: category, urgency, note)',
    ]


@pytest.mark.parametrize("answer", [None, [], "billing", 3, True])
def test_answer_is_a_mapping(answer: object) -> None:
    with pytest.raises(InvalidAnswer, match="An answer is a mapping of fields to values"):
        TICKETS.validate(answer, {})


def test_error_counts_its_problems_and_says_the_first() -> None:
    with pytest.raises(InvalidAnswer) as caught:
        TICKETS.validate({}, {})
    assert caught.value.message == "The answer has 2 problems: category: is not answered."
    assert caught.value.code == "invalid_answer"


def test_first_fifty_problems_are_named_and_no_more_looked_for() -> None:
    problems = refused(TICKETS, {f"x{n}": 1 for n in range(10_000)})
    assert len(problems) == 51
    assert str(problems[-1]) == "and more: only the first 50 are named"
    with pytest.raises(InvalidAnswer, match="The answer has more than 50 problems: "):
        TICKETS.validate({f"x{n}": 1 for n in range(10_000)}, {})


def test_exactly_fifty_problems_are_all_there_are() -> None:
    problems = refused(SIMPLE, {"category": "c1"} | {f"x{n}": 1 for n in range(50)})
    assert len(problems) == 50


def test_long_and_broken_names_of_fields_make_short_problems_that_can_be_sent() -> None:
    [problem] = refused(SIMPLE, {"category": "c1", "k" * 100_000: 1})
    assert len(problem.place) < 60
    [problem] = refused(SIMPLE, {"category": "c1", "\ud800": 1})
    assert problem.place.encode() == b'"\\ud800"'
    [problem] = refused(SIMPLE, {"category": "c1", 7: 1})
    assert problem.place == "7"


# how answers compare


def test_distance_is_given_for_each_field() -> None:
    a, b = {"category": "billing", "urgency": 1}, {"category": "other", "urgency": 3}
    assert TICKETS.distance(a, b) == {"category": 1.0, "urgency": 0.5, "note": 0.0}


def test_answer_and_no_answer_are_as_far_apart_as_can_be() -> None:
    a: dict[str, object] = {"category": "billing", "urgency": 1, "note": "x"}
    b: dict[str, object] = {"category": "billing", "urgency": 1}
    assert TICKETS.distance(a, b)["note"] == 1.0
    assert TICKETS.distance(b, a)["note"] == 1.0


def test_agreement_is_that_of_the_worst_deciding_field() -> None:
    a: dict[str, object] = {"category": "billing", "urgency": 1, "note": "x"}
    b: dict[str, object] = {"category": "billing", "urgency": 3, "note": "y"}
    assert TICKETS.agreement([a, b]) == 0.5


def test_agreement_of_several_is_the_mean_over_all_pairs() -> None:
    answers = [{"category": name} for name in ("c1", "c1", "c2")]
    assert SIMPLE.agreement(answers) == pytest.approx(1 / 3)


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_answers_have_no_agreement(count: int) -> None:
    assert SIMPLE.agreement([{"category": "c1"}] * count) is None


def test_key_looks_at_deciding_fields_and_equality_at_all() -> None:
    a: dict[str, object] = {"category": "billing", "urgency": 1, "note": "x"}
    b: dict[str, object] = {"category": "billing", "urgency": 1, "note": "y"}
    assert TICKETS.key(a) == TICKETS.key(b)
    assert not TICKETS.equal(a, b)


def test_key_tells_an_answer_from_none() -> None:
    optional = schema(sure={"type": "boolean", "required": False}, kind={"type": "boolean", "required": False})
    keys = {optional.key(one) for one in ({}, {"sure": False}, {"sure": True}, {"kind": True}, {"kind": False})}
    assert len(keys) == 5


def test_equality_wants_the_same_fields() -> None:
    assert not TICKETS.equal({"category": "other"}, {"category": "other", "urgency": 1})


def test_empty_list_and_no_answer_are_the_same() -> None:
    marked = CARS.validate({"vehicles": [{"id": "o1", "class": "car", "box": [1, 1, 9, 9]}]}, PARTS)
    assert CARS.equal({}, {"vehicles": []})
    assert CARS.key({}) == CARS.key({"vehicles": []})
    assert CARS.distance({}, {"vehicles": []}) == {"vehicles": 0.0}
    assert CARS.distance({"vehicles": []}, marked) == CARS.distance({}, marked) == {"vehicles": 1.0}


def test_no_and_zero_are_answers() -> None:
    one = schema(sure={"type": "boolean", "required": False}, count={"type": "number", "required": False})
    assert one.distance({}, {"sure": False, "count": 0}) == {"sure": 1.0, "count": 1.0}
    assert not one.equal({}, {"count": 0})


def test_boxes_of_two_people_are_equal_whatever_their_ids_and_order() -> None:
    def drawn(*objects: tuple[str, str, float]) -> dict[str, Any]:
        found = [{"id": id_, "class": class_, "box": [x, 1, 9, 9]} for id_, class_, x in objects]
        return CARS.validate({"vehicles": found}, PARTS)

    a, b = drawn(("o1", "car", 5), ("o2", "truck", 50)), drawn(("x", "truck", 50), ("y", "car", 5))
    assert a != b
    assert CARS.equal(a, b)
    assert CARS.key(a) == CARS.key(b)
    assert CARS.distance(a, b) == {"vehicles": 0.0}


# what is said of them


def test_summary_names_the_fields_where_there_are_several() -> None:
    assert TICKETS.summary({"category": "billing", "urgency": 4}) == "Category: Billing · Urgency: 4"


def test_summary_of_one_field_is_its_value() -> None:
    assert SIMPLE.summary({"category": "c3"}) == "Class 3"


def test_summary_counts_objects_by_class() -> None:
    boxes = [{"id": f"o{n}", "class": "truck" if n < 1 else "car", "box": [n, 1, 9, 9]} for n in range(4)]
    assert CARS.summary(CARS.validate({"vehicles": boxes}, PARTS)) == "3 Car, 1 Truck"
    assert CARS.summary({"vehicles": []}) == "nothing there"


def test_long_summary_is_cut() -> None:
    answer: dict[str, object] = {"category": "billing", "urgency": 1, "note": "long " * 100}
    summary = TICKETS.summary(answer, 40)
    assert len(summary) == 40
    assert summary.endswith("…")


def test_summary_of_nothing_is_empty() -> None:
    assert TICKETS.summary({}) == ""


# how long it takes: bounds ten times what a slow machine needs, so that only a change of kind fails


def seconds(act: Any, times: int) -> float:
    best = float("inf")
    for _ in range(3):
        before = time.process_time()
        for _ in range(times):
            act()
        best = min(best, (time.process_time() - before) / times)
    return best


def test_choice_is_validated_in_microseconds() -> None:
    assert seconds(lambda: SIMPLE.validate({"category": "c7"}, PARTS), 2_000) < 15e-6


def test_twenty_boxes_are_validated_well_under_a_millisecond() -> None:
    boxes = [
        {"id": f"o{n}", "class": "car", "box": [n * 30.123, 10.5, 29.25, 20.75], "attributes": {"occluded": True}}
        for n in range(20)
    ]
    answer = {"vehicles": boxes}
    parts = {"image": PartShape(1_000, 800)}
    assert len(CARS.validate(answer, parts)["vehicles"]) == 20  # type: ignore[arg-type]  # a list
    assert seconds(lambda: CARS.validate(answer, parts), 100) < 1.4e-3


def test_schema_is_read_once_and_serves_many_answers_without_being_changed() -> None:
    document = CARS.to_document()
    for _ in range(3):
        CARS.validate({"vehicles": []}, PARTS)
        refused(CARS, {"vehicles": [3]})
    assert CARS.to_document() == document
    assert Schema.read(document) == CARS
