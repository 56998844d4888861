"""The values a pipeline is read into, and what follows from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.workflow.policies import (
    ENDS,
    Overlap,
    Pipeline,
    Resolve,
    Return,
    Route,
    Sample,
    Stage,
    StageKind,
    Take,
)


def stage(key: str, *to: str, kind: StageKind = "annotate", take: int = 0, otherwise: str = "") -> Stage:
    return Stage(
        key,
        kind,
        "us",
        tuple(Route(one) for one in to or ("accept",)),
        take=Take(take) if take else None,
        resolve=Resolve("majority", otherwise) if otherwise else None,
    )


def pipeline(*stages: Stage) -> Pipeline:
    return Pipeline({one.key: one for one in stages})


def entries(*stages: Stage) -> list[str]:
    return [one.key for one in pipeline(*stages).entries]


@pytest.mark.parametrize(
    ("overlap", "team", "wanted"),
    [
        (Overlap(), 5, 1),
        (Overlap(3), 5, 3),
        (Overlap(3), 2, 3),
        (Overlap(everyone=True), 5, 5),
        (Overlap(everyone=True), 1, 1),
        (Overlap(everyone=True), 0, 1),
    ],
)
def test_overlap_wants_its_number_or_everybody(overlap: Overlap, team: int, wanted: int) -> None:
    assert overlap.wanted(team) == wanted


@given(st.integers(0, 1000))
def test_everyone_is_never_nobody(team: int) -> None:
    assert Overlap(everyone=True).wanted(team) == max(1, team)


@pytest.mark.parametrize(
    ("route", "unconditional"),
    [
        (Route("accept"), True),
        (Route("review", when="unsure"), False),
        (Route("review", sample=Sample(0.1)), False),
        (Route("review", "unsure", Sample(0.1)), False),
    ],
)
def test_route_without_condition_and_draw_takes_every_item(route: Route, unconditional: bool) -> None:
    assert route.unconditional is unconditional


def test_stage_that_takes_a_slice_is_a_pilot() -> None:
    assert stage("a", take=5).pilot
    assert not stage("a").pilot


def test_items_enter_at_annotate_stages_that_nobody_routes_to() -> None:
    assert entries(stage("a", "b"), stage("b"), stage("r", kind="review")) == ["a"]


def test_stage_that_settles_what_is_left_open_is_no_entry() -> None:
    assert entries(stage("a", otherwise="b"), stage("b")) == ["a"]


def test_pilots_come_before_the_rest_in_the_order_of_the_document() -> None:
    assert entries(stage("a"), stage("p", take=5), stage("q", take=9)) == ["p", "q", "a"]


def test_review_without_a_way_to_it_is_no_entry() -> None:
    assert entries(stage("r", kind="review"), stage("d", kind="adjudicate")) == []


def test_stage_is_found_by_its_key() -> None:
    one = pipeline(stage("a"), stage("b"))
    assert one["b"].key == "b"
    with pytest.raises(KeyError):
        one["c"]


def test_usual_policies_are_those_of_the_page() -> None:
    assert Return() == Return(reserve_ms=48 * 3_600_000, rounds=3)
    assert stage("a").lease_ms == 30 * 60_000
    assert Sample(0.1) == Sample(0.1, "item", 0)
    assert ENDS == ("accept", "drop")
