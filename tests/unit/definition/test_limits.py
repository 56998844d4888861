"""What is exactly at a limit is taken, and one more is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from labelwright.datasets import source
from labelwright.definition import document
from labelwright.errors import InvalidDefinition, Problem
from labelwright.workflow import conditions, stages
from labelwright.workforce import teams


def of_fields(count: int) -> list[Problem]:
    problems: list[Problem] = []
    fields = {f"f{n}": "text" for n in range(count)}
    source.read({"parts": {"text": "body"}, "fields": fields}, ("source",), problems)
    return problems


def of_teams(count: int) -> list[Problem]:
    problems: list[Problem] = []
    teams.read({f"t{n}": {} for n in range(count)}, ("teams",), problems)
    return problems


def of_stages(count: int) -> list[Problem]:
    problems: list[Problem] = []
    stage = {"kind": "annotate", "team": "us", "then": ["accept"]}
    stages.read({f"s{n}": stage for n in range(count)}, ("stages",), problems, conditions.Conditions({}, {}))
    return problems


def of_routes(count: int) -> list[Problem]:
    problems: list[Problem] = []
    then = [*({"to": "r", "when": "unsure"} for _ in range(count - 1)), "accept"]
    stage = {"kind": "annotate", "team": "us", "then": then}
    stages.read({"s": stage}, ("stages",), problems, conditions.Conditions({}, {}))
    return problems


def of_letters(count: int) -> list[Problem]:
    text = "unsure".ljust(count)
    return conditions.Conditions({}, {}).check(text, ("when",))


def of_document(text: str) -> list[Problem]:
    try:
        document.parse(text)
    except InvalidDefinition as error:
        return list(error.problems)
    return []


def of_bytes(count: int) -> list[Problem]:
    return of_document("a: b".ljust(count))


def of_values(count: int) -> list[Problem]:
    return of_document("\n".join("- 1" for _ in range(count - 1)))  # the list itself is one


def of_levels(count: int) -> list[Problem]:
    return of_document("[" * count + "]" * count)


def of_answers(count: int) -> list[Problem]:
    problems: list[Problem] = []
    resolve = {"by": "majority", "else": "r"}
    stage = {"kind": "annotate", "team": "us", "overlap": count, "resolve": resolve, "then": ["accept"]}
    stages.read({"s": stage}, ("stages",), problems, conditions.Conditions({}, {}))
    return problems


def of_rounds(count: int) -> list[Problem]:
    problems: list[Problem] = []
    stage = {"kind": "review", "team": "us", "return": {"rounds": count}, "then": ["accept"]}
    stages.read({"s": stage}, ("stages",), problems, conditions.Conditions({}, {}))
    return problems


@pytest.mark.parametrize(
    ("problems_of", "limit"),
    [
        (of_fields, source.MOST_FIELDS),
        (of_teams, teams.MOST_TEAMS),
        (of_stages, stages.MOST_STAGES),
        (of_routes, stages.MOST_ROUTES),
        (of_letters, conditions.LONGEST),
        (of_bytes, document.MOST_BYTES),
        (of_values, document.MOST_VALUES),
        (of_levels, document.DEEPEST),
        (of_answers, 100),
        (of_rounds, 20),
    ],
)
def test_limit_itself_is_taken_and_one_more_is_refused(problems_of: Callable[[int], list[Problem]], limit: int) -> None:
    assert problems_of(limit) == []
    assert len(problems_of(limit + 1)) == 1
