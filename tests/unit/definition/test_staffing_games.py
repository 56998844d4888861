"""Warnings against a game: an opponent hands out the work in the worst way there is; does an item get stuck?

For one item every choice of people at every stage on its way is tried. A warning must be there exactly where some
choice leaves a stage without anybody who may do it.
"""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from labelwright.definition import Definition, read, warnings

HEAD = """\
project: p
source: {parts: {text: body}}
schema: {category: {type: choice, part: text, classes: [{id: a}, {id: b}]}}
teams: {a: {}, b: {}, c: {}}
stages:
"""


@st.composite
def documents(draw: st.DrawFn, most: int) -> str:
    """One to so many annotate stages in a row, a review or adjudication behind them, teams at random."""
    count = draw(st.integers(1, most))
    lines = []
    for n in range(count):
        team = draw(st.sampled_from("abc"))
        overlap = draw(st.sampled_from(["1", "1", "2", "{each: all}"]))
        resolve = "" if overlap == "1" else ", resolve: {by: majority, else: judge}"
        to = f"s{n + 1}" if n + 1 < count else "judge"
        lines.append(f"  s{n}: {{kind: annotate, team: {team}, overlap: {overlap}{resolve}, then: [{to}]}}\n")
    kind = draw(st.sampled_from(["review", "adjudicate"]))
    lines.append(f"  judge: {{kind: {kind}, team: {draw(st.sampled_from('abc'))}, then: [accept]}}\n")
    return HEAD + "".join(lines)


people = st.lists(st.integers(0, 4), max_size=4, unique=True)
staff = st.fixed_dictionaries({"a": people, "b": people, "c": people})


def stuck(definition: Definition, teams: dict[str, list[int]], at: str, answered: frozenset[int]) -> bool:
    """Whether somebody who hands out work badly can leave the item at this stage, or at one behind it."""
    if at not in definition.pipeline.stages:
        return False
    stage = definition.pipeline[at]
    able = [one for one in teams[stage.team] if one not in answered]
    if stage.kind != "annotate":
        return not able or any(stuck(definition, teams, route.to, answered) for route in stage.then)
    wanted = stage.overlap.wanted(len(teams[stage.team]))
    if len(able) < wanted:
        return True
    ways = [route.to for route in stage.then] + ([stage.resolve.otherwise] if stage.resolve else [])
    return any(
        stuck(definition, teams, way, answered | set(chosen)) for chosen in combinations(able, wanted) for way in ways
    )


def told(document: str, teams: dict[str, list[int]]) -> tuple[bool, bool]:
    """Whether a warning is there, and whether an item can get stuck."""
    definition = read(document)
    warned = [one for one in warnings(definition, teams) if one.path[0] == "stages"]
    can = stuck(definition, teams, "s0", frozenset())
    event("stuck" if can else "flows")
    return bool(warned), can


@settings(max_examples=80)
@given(documents(most=2), staff)
def test_warning_is_there_exactly_where_an_item_can_get_stuck(document: str, teams: dict[str, list[int]]) -> None:
    warned, can = told(document, teams)
    assert warned is can


@settings(max_examples=50)
@given(documents(most=3), staff)
def test_no_item_that_can_get_stuck_goes_without_a_warning(document: str, teams: dict[str, list[int]]) -> None:
    warned, can = told(document, teams)
    assert warned or not can


@pytest.mark.parametrize("size", range(6))
def test_sizes_alone_judge_as_people_do_where_teams_share_nobody(size: int) -> None:
    document = (
        HEAD.replace(", c: {}", "")
        + "  s0: {kind: annotate, team: a, overlap: 2, resolve: {by: majority, else: judge}, "
        "then: [accept]}\n  judge: {kind: review, team: b, then: [accept]}\n"
    )
    definition = read(document)
    by_size = warnings(definition, {"a": size, "b": 1})
    by_people = warnings(definition, {"a": list(range(size)), "b": [9]})
    assert by_size == by_people
