"""What holds for every schema and every answer."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelwright.errors import InvalidAnswer, InvalidDefinition
from labelwright.ontology import Schema, changes
from tests.unit.ontology.given import PARTS, answers, junk, schemas, schemas_and_answers, tried

slow_to_draw = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=60)


@given(schemas_and_answers())
@slow_to_draw
def test_canonical_form_of_a_canonical_answer_is_itself(drawn: tuple[Schema, list[dict[str, Any]]]) -> None:
    schema, [answer] = drawn
    assert schema.validate(answer, PARTS) == answer


@given(schemas_and_answers())
@slow_to_draw
def test_canonical_answer_survives_the_way_through_json(drawn: tuple[Schema, list[dict[str, Any]]]) -> None:
    schema, [answer] = drawn
    again = json.loads(json.dumps(answer))
    assert schema.validate(again, PARTS) == answer
    assert json.dumps(schema.validate(again, PARTS)) == json.dumps(answer)


@given(st.data())
@slow_to_draw
def test_order_of_keys_and_objects_makes_no_difference(data: st.DataObject) -> None:
    schema = data.draw(schemas)
    answer = data.draw(answers(schema))
    turned: dict[str, Any] = dict(reversed(answer.items()))
    for id_, value in turned.items():
        if isinstance(value, list):
            turned[id_] = list(reversed(value))
    assert json.dumps(schema.validate(turned, PARTS)) == json.dumps(schema.validate(answer, PARTS))


@given(st.data())
@slow_to_draw
def test_validation_changes_nothing_in_what_was_sent(data: st.DataObject) -> None:
    schema = data.draw(schemas)
    answer = data.draw(answers(schema))
    before = copy.deepcopy(answer)
    schema.validate(answer, PARTS)
    assert answer == before


@given(schemas_and_answers(count=2))
@slow_to_draw
def test_distance_is_symmetric_and_between_zero_and_one(drawn: tuple[Schema, list[dict[str, Any]]]) -> None:
    schema, [a, b] = drawn
    there = schema.distance(a, b)
    assert there == schema.distance(b, a)
    assert list(there) == list(schema.fields)
    assert all(0.0 <= apart <= 1.0 for apart in there.values())


@given(schemas_and_answers(count=2))
@slow_to_draw
def test_distance_is_zero_exactly_where_values_are_equal(drawn: tuple[Schema, list[dict[str, Any]]]) -> None:
    schema, [a, b] = drawn
    assert set(schema.distance(a, a).values()) == {0.0}
    for id_, apart in schema.distance(a, b).items():
        field: Any = schema.fields[id_]
        if field.type == "number" and field.tolerance:
            continue  # within the tolerance two numbers are as good as equal
        if field.type == "multi_choice":
            assert (apart == 0.0) == ((a.get(id_) or []) == (b.get(id_) or []))
            continue
        if field.type == "box":
            places = [sorted((one["class"], one["box"]) for one in answer.get(id_, [])) for answer in (a, b)]
            assert (apart == 0.0) == (places[0] == places[1])
        else:
            assert (apart == 0.0) == (a.get(id_) == b.get(id_))


@given(schemas_and_answers(count=2))
@slow_to_draw
def test_equal_answers_have_one_key_and_different_ones_two(drawn: tuple[Schema, list[dict[str, Any]]]) -> None:
    schema, [a, b] = drawn
    assert schema.equal(a, a)
    assert schema.equal(a, b) == schema.equal(b, a)
    assert schema.key(a) == schema.key(copy.deepcopy(a))
    if schema.equal(a, b):
        assert schema.key(a) == schema.key(b)
    if schema.deciding == tuple(schema.fields):
        assert schema.equal(a, b) == (schema.key(a) == schema.key(b))


@given(schemas_and_answers())
@slow_to_draw
def test_codes_give_the_scalar_fields_back(drawn: tuple[Schema, list[dict[str, Any]]]) -> None:
    schema, [answer] = drawn
    scalar = {id_: value for id_, value in answer.items() if schema.fields[id_].type not in ("text", "box")}
    codes = schema.codes(answer)
    assert isinstance(codes, bytes)
    assert schema.decode(codes) == scalar
    assert list(schema.decode(codes)) == list(scalar)


@given(schemas_and_answers(count=3))
@slow_to_draw
def test_agreement_is_between_zero_and_one_and_whole_among_equals(
    drawn: tuple[Schema, list[dict[str, Any]]],
) -> None:
    schema, [a, b, c] = drawn
    agreement = schema.agreement([a, b, c])
    assert agreement is not None
    assert 0.0 <= agreement <= 1.0
    assert schema.agreement([c, a, b]) == pytest.approx(agreement, abs=1e-12)
    assert schema.agreement([a, a, a]) == 1.0


@given(schemas_and_answers())
@slow_to_draw
def test_summary_is_one_short_line(drawn: tuple[Schema, list[dict[str, Any]]]) -> None:
    schema, [answer] = drawn
    summary = schema.summary(answer)
    assert len(summary) <= 120
    assert "\n" not in summary


@given(schemas)
@slow_to_draw
def test_schema_reads_back_from_its_document(schema: Schema) -> None:
    document = json.loads(json.dumps(schema.to_document()))
    assert Schema.read(document) == schema
    assert Schema.read(document).to_document() == document
    assert changes(schema, Schema.read(document)) == []


@given(st.data())
@slow_to_draw
def test_malformed_answer_raises_nothing_but_invalid_answer(data: st.DataObject) -> None:
    schema = data.draw(schemas)
    known = st.dictionaries(st.sampled_from([*schema.fields, "other"]), junk, max_size=4)
    answer = data.draw(junk | known)
    found = tried(lambda: schema.validate(answer, PARTS), InvalidAnswer)
    if isinstance(found, InvalidAnswer):
        assert bool(found.problems) == isinstance(answer, dict)
    else:
        assert schema.validate(found, PARTS) == found


@given(st.data())
@slow_to_draw
def test_answer_with_one_broken_spot_is_refused_by_name_or_still_legal(data: st.DataObject) -> None:
    schema = data.draw(schemas)
    answer = copy.deepcopy(schema.validate(data.draw(answers(schema)), PARTS))
    _break_one_spot(answer, data)
    found = tried(lambda: schema.validate(answer, PARTS), InvalidAnswer)
    if isinstance(found, InvalidAnswer):
        assert found.problems
    else:
        assert json.dumps(schema.validate(found, PARTS)) == json.dumps(found)
        assert schema.decode(schema.codes(found)) is not None
        assert set(schema.distance(found, found).values()) == {0.0}


def _break_one_spot(answer: dict[str, Any], data: st.DataObject) -> None:
    """Puts junk somewhere into a legal answer."""
    here: Any = answer
    while True:
        steps = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not steps:
            return
        step = data.draw(st.sampled_from(steps))
        if isinstance(here[step], (dict, list)) and here[step] and data.draw(st.booleans()):
            here = here[step]
        else:
            here[step] = data.draw(junk)
            return


@given(junk | st.dictionaries(st.sampled_from(["a", "b", "in"]), junk, max_size=3))
@slow_to_draw
def test_malformed_schema_raises_nothing_but_invalid_definition(document: Any) -> None:
    found = tried(lambda: Schema.read(document), InvalidDefinition)
    if isinstance(found, InvalidDefinition):
        assert found.problems
        assert all(problem.path[0] == "schema" for problem in found.problems)
    else:
        assert found.fields


_BLUEPRINT = {
    "kind": {"type": "choice", "classes": [{"id": "a", "key": "a", "color": "#aabbcc"}, "b"], "guide": "s-1"},
    "tags": {"type": "multi_choice", "classes": ["a", "b"], "min": 0, "max": 2},
    "sure": {"type": "boolean", "help": "Look twice."},
    "grade": {"type": "rating", "levels": [{"value": 1, "description": "bad"}, 2]},
    "count": {"type": "number", "min": 0, "max": 9, "tolerance": 1, "unit": "cars"},
    "note": {"type": "text", "required": False, "max_length": 10},
    "cars": {"type": "box", "part": "image", "classes": ["a"], "attributes": {"hidden": {"type": "boolean"}}},
}


@given(st.data())
@slow_to_draw
def test_schema_with_one_broken_spot_is_refused_with_its_place_or_still_legal(data: st.DataObject) -> None:
    document: dict[str, Any] = copy.deepcopy(_BLUEPRINT)
    _break_one_spot(document, data)
    found = tried(lambda: Schema.read(document), InvalidDefinition)
    if isinstance(found, InvalidDefinition):
        assert found.problems
    else:
        assert Schema.read(found.to_document()) == found
