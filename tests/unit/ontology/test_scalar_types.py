"""Choice, multi-choice, boolean, rating and number: what they take, how far apart, what they say."""

from __future__ import annotations

import time
from typing import Any

import pytest

from labelwright.ontology.field import Ordered
from tests.unit.ontology.given import problems_of, refused, said, schema

CLASSES = [{"id": "cat", "name": "Cat"}, {"id": "dog", "name": "Dog"}, {"id": "cow", "name": "Cow"}]
KIND = schema(kind={"type": "choice", "classes": CLASSES})
TAGS = schema(tags={"type": "multi_choice", "classes": CLASSES})
SURE = schema(sure={"type": "boolean"})
GRADE = schema(
    grade={
        "type": "rating",
        "levels": [{"value": 5, "name": "bad"}, {"value": 1, "name": "good"}, {"value": 2}, {"value": 9}],
    }
)
COUNT = schema(count={"type": "number"})


def field(**document: object) -> Any:
    return schema(**document).fields[next(iter(document))]


def number(**document: object) -> Any:
    return field(count={"type": "number", **document})


# choice


@pytest.mark.parametrize("value", ["cat", "cow"])
def test_choice_takes_an_id_of_a_class(value: str) -> None:
    assert KIND.validate({"kind": value}, {}) == {"kind": value}


@pytest.mark.parametrize("value", ["Cat", "", "cat ", 0, 1.5, True, ["cat"], {"id": "cat"}, "x" * 100_000, "\ud800"])
def test_choice_takes_nothing_else(value: object) -> None:
    [problem] = refused(KIND, {"kind": value})
    assert problem.path == ("kind",)
    assert "is not one of its classes" in problem.message
    assert len(problem.message) < 100


def test_misspelt_class_is_told_the_nearest() -> None:
    assert said(refused(KIND, {"kind": "dgo"})) == [
        'kind: "dgo" is not one of its classes (did you mean "dog"?)'
    ]


def test_class_that_is_nothing_alike_is_told_which_there_are() -> None:
    assert refused(KIND, {"kind": "helicopter"})[0].hint == "known: cat, dog, cow"


def test_choices_are_equal_or_as_far_apart_as_can_be() -> None:
    assert KIND.distance({"kind": "cat"}, {"kind": "cat"}) == {"kind": 0.0}
    assert KIND.distance({"kind": "cat"}, {"kind": "dog"}) == {"kind": 1.0}


def test_choice_says_the_name_of_its_class() -> None:
    assert KIND.summary({"kind": "dog"}) == "Dog"


# multi_choice


def test_chosen_classes_come_in_the_order_of_the_schema() -> None:
    assert TAGS.validate({"tags": ["cow", "cat"]}, {}) == {"tags": ["cat", "cow"]}


def test_python_tuple_serves_as_a_list() -> None:
    assert TAGS.validate({"tags": ("dog",)}, {}) == {"tags": ["dog"]}


@pytest.mark.parametrize("value", ["cat", 3, True, {"cat": True}])
def test_several_choices_are_a_list(value: object) -> None:
    [problem] = refused(TAGS, {"tags": value})
    assert problem.message.startswith("must be a list of classes")


def test_each_wrong_choice_is_named_where_it_stands() -> None:
    assert said(refused(TAGS, {"tags": ["cat", "cta", "cat"]})) == [
        'tags[1]: "cta" is not one of its classes (did you mean "cat"?)',
        "tags[2]: cat is chosen twice",
    ]
    assert [problem.place for problem in refused(TAGS, {"tags": [None, ["cat"], {}]})] == [
        "tags[0]",
        "tags[1]",
        "tags[2]",
    ]


def test_more_choices_than_classes_are_refused_before_any_is_looked_at() -> None:
    assert said(refused(TAGS, {"tags": ["x"] * 100_000})) == ["tags: 100,000 entries, but it has 3 classes"]


def test_thousand_wrong_choices_cost_no_more_than_the_first_of_them() -> None:
    names = [f"class_{n}" for n in range(1_000)]
    one = schema(tags={"type": "multi_choice", "classes": names})
    before = time.process_time()
    assert len(refused(one, {"tags": [f"x{name}" for name in names]})) == 51
    assert time.process_time() - before < 5.0


def test_only_the_first_problems_name_the_nearest_word() -> None:
    one = schema(tags={"type": "multi_choice", "classes": [f"class_{n}" for n in range(20)]})
    hints = [problem.hint for problem in refused(one, {"tags": [f"xclass_{n}" for n in range(12)]})]
    assert hints[0] == 'did you mean "class_0"?'
    assert all(hints[:10])
    assert hints[10:] == ["", ""]


def test_required_field_wants_at_least_one_choice_unless_the_document_allows_none() -> None:
    assert said(refused(TAGS, {"tags": []})) == ["tags: 0 chosen, at least 1 must be"]
    none_of_them = schema(tags={"type": "multi_choice", "classes": CLASSES, "min": 0})
    assert none_of_them.validate({"tags": []}, {}) == {"tags": []}
    assert said(refused(none_of_them, {})) == ["tags: is not answered"]
    assert none_of_them.summary({"tags": []}) == "none"


def test_no_choice_is_no_answer_where_none_is_needed() -> None:
    optional = schema(tags={"type": "multi_choice", "classes": CLASSES, "required": False})
    assert optional.validate({"tags": []}, {}) == {}


def test_number_of_choices_stays_between_its_bounds() -> None:
    two = schema(tags={"type": "multi_choice", "classes": CLASSES, "min": 2, "max": 2})
    assert two.validate({"tags": ["dog", "cat"]}, {}) == {"tags": ["cat", "dog"]}
    assert said(refused(two, {"tags": ["cat"]})) == ["tags: 1 chosen, at least 2 must be"]
    assert said(refused(two, {"tags": ["cat", "dog", "cow"]})) == ["tags: 3 chosen, at most 2 may be"]


@pytest.mark.parametrize(
    ("bounds", "place"),
    [
        ({"min": 4}, "schema.tags.min"),
        ({"min": -1}, "schema.tags.min"),
        ({"min": "1"}, "schema.tags.min"),
        ({"max": 0}, "schema.tags.max"),
        ({"max": 4}, "schema.tags.max"),
        ({"max": 1.5}, "schema.tags.max"),
        ({"min": 3, "max": 2}, "schema.tags.max"),
    ],
)
def test_bounds_that_nobody_could_keep_are_refused(bounds: dict[str, object], place: str) -> None:
    [problem] = problems_of(tags={"type": "multi_choice", "classes": CLASSES, **bounds})
    assert problem.place == place


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        (["cat"], ["cat"], 0.0),
        (["cat"], ["dog"], 1.0),
        (["cat", "dog"], ["dog"], 0.5),
        (["cat", "dog"], ["dog", "cow"], 2 / 3),
        ([], [], 0.0),
        ([], ["cat"], 1.0),
    ],
)
def test_several_choices_are_apart_by_what_they_do_not_share(a: list[str], b: list[str], apart: float) -> None:
    assert TAGS.distance({"tags": a}, {"tags": b})["tags"] == pytest.approx(apart)


def test_several_choices_say_their_names() -> None:
    assert TAGS.summary({"tags": ["cat", "cow"]}) == "Cat, Cow"


# boolean


@pytest.mark.parametrize("value", [True, False])
def test_boolean_takes_true_and_false(value: bool) -> None:
    assert SURE.validate({"sure": value}, {}) == {"sure": value}


@pytest.mark.parametrize("value", [0, 1, "true", "yes", "", [], {}, 1.0])
def test_boolean_takes_nothing_that_is_only_like_them(value: object) -> None:
    [problem] = refused(SURE, {"sure": value})
    assert problem.message.startswith("must be true or false")


def test_no_is_an_answer() -> None:
    optional = schema(sure={"type": "boolean", "required": False})
    assert optional.validate({"sure": False}, {}) == {"sure": False}


def test_yes_and_no_are_as_far_apart_as_can_be() -> None:
    assert SURE.distance({"sure": True}, {"sure": False}) == {"sure": 1.0}
    assert SURE.distance({"sure": False}, {"sure": False}) == {"sure": 0.0}


def test_boolean_says_yes_or_no() -> None:
    assert (SURE.summary({"sure": True}), SURE.summary({"sure": False})) == ("yes", "no")


# rating


def test_levels_are_ordered_by_their_value() -> None:
    one: Any = GRADE.fields["grade"]
    assert [(level.value, level.name) for level in one.levels] == [(1, "good"), (2, "2"), (5, "bad"), (9, "9")]


@pytest.mark.parametrize("value", [1, 5, 9])
def test_rating_takes_the_value_of_a_level(value: int) -> None:
    assert GRADE.validate({"grade": value}, {}) == {"grade": value}


def test_whole_float_is_the_level() -> None:
    found = GRADE.validate({"grade": 5.0}, {})["grade"]
    assert (found, type(found)) == (5, int)


@pytest.mark.parametrize("value", [3, 0, -1, 1.5, True, "5", [5], float("nan"), float("inf"), 10**400])
def test_rating_takes_nothing_else(value: object) -> None:
    [problem] = refused(GRADE, {"grade": value})
    assert "is not one of its levels" in problem.message
    assert problem.hint == "levels: 1, 2, 5, 9"


@pytest.mark.parametrize(("a", "b", "apart"), [(1, 1, 0.0), (1, 2, 1 / 3), (2, 5, 1 / 3), (1, 9, 1.0), (9, 2, 2 / 3)])
def test_ratings_are_apart_by_the_levels_between_them_whatever_their_numbers(a: int, b: int, apart: float) -> None:
    assert GRADE.distance({"grade": a}, {"grade": b})["grade"] == pytest.approx(apart)


def test_rating_says_its_number_and_its_name() -> None:
    assert (GRADE.summary({"grade": 1}), GRADE.summary({"grade": 2})) == ("1 good", "2")


@pytest.mark.parametrize(
    ("levels", "place"),
    [
        (None, "schema.grade.levels"),
        ([1], "schema.grade.levels"),
        ([], "schema.grade.levels"),
        (5, "schema.grade.levels"),
        (list(range(22)), "schema.grade.levels"),
        ([1, "2"], "schema.grade.levels[1]"),
        ([1, {"name": "two"}], "schema.grade.levels[1]"),
        ([1, {"value": "2"}], "schema.grade.levels[1].value"),
        ([1, {"value": 1.5}], "schema.grade.levels[1].value"),
        ([1, {"value": 1_001}], "schema.grade.levels[1].value"),
        ([1, True], "schema.grade.levels[1].value"),
        ([1, 2, 1], "schema.grade.levels[2].value"),
        ([1, {"value": 2, "nme": "x"}], "schema.grade.levels[1].nme"),
        ([1, {"value": 2, "description": 3}], "schema.grade.levels[1].description"),
    ],
)
def test_levels_of_another_form_are_refused_in_their_place(levels: object, place: str) -> None:
    [problem] = problems_of(grade={"type": "rating", "levels": levels})
    assert problem.place == place


def test_level_keeps_its_description() -> None:
    levels = [{"value": 1, "description": "Eyes open,\nlooks ahead."}, 2]
    one = field(grade={"type": "rating", "levels": levels})
    assert one.levels[0].description == "Eyes open,\nlooks ahead."


# number


@pytest.mark.parametrize(
    ("value", "canonical"),
    [(3, 3), (3.0, 3), (-0.0, 0), (0.1, 0.1), (-2.5, -2.5), (10**15, 10**15), (1e15, 10**15), (5e-324, 5e-324)],
)
def test_number_is_itself_and_a_whole_one_an_int(value: float, canonical: float) -> None:
    found = COUNT.validate({"count": value}, {})["count"]
    assert (found, type(found), repr(found)) == (canonical, type(canonical), repr(canonical))


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), -float("inf"), 1e16, 10**400, -(10**400), True, "3", None, [3], {}]
)
def test_what_is_no_finite_number_is_refused(value: object) -> None:
    [problem] = refused(COUNT, {"count": value})
    assert problem.message.startswith("must be a finite number" if value is not None else "is not answered")


def test_number_stays_within_its_bounds() -> None:
    one = schema(count={"type": "number", "min": 0, "max": 9.5})
    assert one.validate({"count": 9.5}, {}) == {"count": 9.5}
    assert one.validate({"count": 0}, {}) == {"count": 0}
    assert said(refused(one, {"count": 9.6})) == ["count: 9.6 is over 9.5"]
    assert said(refused(one, {"count": -1e-9})) == ["count: -1e-09 is under 0"]


def test_whole_number_has_no_fraction() -> None:
    one = schema(count={"type": "number", "integer": True})
    assert one.validate({"count": 4.0}, {}) == {"count": 4}
    assert said(refused(one, {"count": 4.5})) == ["count: must be a whole number, not 4.5"]


@pytest.mark.parametrize(
    ("document", "a", "b", "apart"),
    [
        ({"min": 0, "max": 10}, 2, 7, 0.5),
        ({"min": 0, "max": 10, "tolerance": 1}, 2, 3, 0.0),
        ({"min": 0, "max": 10, "tolerance": 1}, 2, 4, 0.2),
        ({"tolerance": 0.5}, 1, 1.5, 0.0),
        ({"tolerance": 0.5}, 1, 1.6, 1.0),
        ({}, 8, 10, 0.2),
        ({}, -1, 1, 1.0),
        ({}, 0, 5, 1.0),
        ({}, 0, 0, 0.0),
        ({"min": 0}, 8, 10, 0.2),
    ],
)
def test_numbers_are_apart_by_their_range_their_tolerance_or_their_size(
    document: dict[str, object], a: float, b: float, apart: float
) -> None:
    assert number(**document).distance(a, b) == pytest.approx(apart)
    assert number(**document).distance(b, a) == pytest.approx(apart)


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"min": "0"}, "schema.count.min"),
        ({"max": float("nan")}, "schema.count.max"),
        ({"min": 3, "max": 3}, "schema.count.max"),
        ({"min": 3, "max": 2}, "schema.count.max"),
        ({"tolerance": 0}, "schema.count.tolerance"),
        ({"tolerance": -1}, "schema.count.tolerance"),
        ({"integer": 1}, "schema.count.integer"),
        ({"unit": 3}, "schema.count.unit"),
    ],
)
def test_bounds_of_a_number_make_sense(document: dict[str, object], place: str) -> None:
    [problem] = problems_of(count={"type": "number", **document})
    assert problem.place == place


def test_number_says_its_unit() -> None:
    assert number(unit="km/h").summary(50) == "50 km/h"
    assert number().summary(0.5) == "0.5"


# what has an order has a median


def test_median_is_a_value_that_somebody_gave() -> None:
    grade, count = GRADE.fields["grade"], COUNT.fields["count"]
    assert isinstance(grade, Ordered)
    assert isinstance(count, Ordered)
    assert grade.median([9, 1, 2]) == 2
    assert grade.median([5, 2]) == 2
    assert count.median([1.5, 3, 2, 0]) == 1.5
    assert count.median([4]) == 4


@pytest.mark.parametrize("one", [KIND, TAGS, SURE])
def test_what_has_no_order_has_no_median(one: Any) -> None:
    assert not any(isinstance(each, Ordered) for each in one.fields.values())
