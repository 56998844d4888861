"""The boxes and ways of a diagram, and every word in them."""

from __future__ import annotations

import pytest

from labelwright.definition import read
from labelwright.definition.diagram.scene import Box, Live, Scene, scene
from tests.unit.definition.documents import CAR_PHOTOS

HEAD = """\
project: p
source: {table: tickets.csv, parts: {text: body}, fields: {channel: text}}
schema: {category: {type: choice, part: text, classes: [{id: a}, {id: b}]}}
teams: {us: {name: The annotators}, them: {name: Experts}}
stages:
"""
REVIEW = "  review: {kind: review, team: them, then: [accept]}\n"
DECIDE = "  decide: {kind: adjudicate, team: them, then: [accept]}\n"


def shown(stages: str, live: Live | None = None) -> Scene:
    return scene(read(HEAD + stages), live)


def words(box: Box) -> list[str]:
    return [line.text for line in box.lines]


def labels(drawn: Scene, start: str) -> dict[str, str]:
    return {way.end: way.label for way in drawn.ways if way.start == start}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("{folder: ./images, parts: {image: image}}", ["./images", "one image each"]),
        ("{table: t.csv, parts: {image: body}}", ["t.csv", "text in column body"]),
        ("{parts: {image: image}}", ["uploaded", "one image each"]),
        ("{table: t.csv, parts: {image: body, title: head}}", ["t.csv", "text in column body", "text in column head"]),
    ],
)
def test_data_say_where_they_come_from_and_what_an_item_is(source: str, told: list[str]) -> None:
    document = (
        f"project: p\nsource: {source}\nschema: {{seen: {{type: boolean}}}}\nteams: {{us: {{}}}}\n"
        "stages:\n  annotate: {kind: annotate, team: us, then: [accept]}\n"
    )
    assert words(scene(read(document)).boxes["data"]) == told


@pytest.mark.parametrize(
    ("overlap", "told"),
    [
        ("1", ["The annotators"]),
        ("2, resolve: {by: majority, else: decide}", ["The annotators", "2 answers each"]),
        ("{each: 3}, resolve: {by: median, else: decide}", ["The annotators", "3 answers each"]),
        ("{each: all}, resolve: {by: unanimous, else: decide}", ["The annotators", "everyone answers"]),
    ],
)
def test_annotate_stage_says_who_answers_and_how_often(overlap: str, told: list[str]) -> None:
    route = "[{to: decide, when: unsure}, accept]"
    drawn = shown(f"  annotate: {{kind: annotate, team: us, overlap: {overlap}, then: {route}}}\n" + DECIDE)
    assert words(drawn.boxes["stage annotate"]) == told


def test_adjudication_says_what_is_done_there() -> None:
    stages = "  a: {kind: annotate, team: us, overlap: 2, resolve: {by: majority, else: decide}, then: [accept]}\n"
    assert words(shown(stages + DECIDE).boxes["stage decide"]) == ["Experts", "decide what is right"]


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("unanimous", "the answers are not all equal"),
        ("majority", "no answer has a majority"),
        ("median", "the answers leave no median"),
    ],
)
def test_each_way_to_one_label_says_when_it_fails(by: str, told: str) -> None:
    stages = f"  a: {{kind: annotate, team: us, overlap: 2, resolve: {{by: {by}, else: decide}}, then: [accept]}}\n"
    drawn = shown(stages + DECIDE)
    assert words(drawn.boxes["decision a"]) == [told]
    assert labels(drawn, "decision a") == {"stage decide": "yes", "accept": "no"}


@pytest.mark.parametrize(
    ("sample", "told"),
    [
        ("{rate: 0.1}", "10 % of items, by draw"),
        ("{rate: 0.125}", "12.5 % of items, by draw"),
        ("{rate: 1.0}", "100 % of items, by draw"),
        ("{rate: 0.001}", "0.1 % of items, by draw"),
        ("{rate: 0.1, per: annotator}", "10 % of each person's answers"),
        ("{rate: 0.1, per: annotator, min: 5}", "10 % of each person's answers, the first 5 always"),
    ],
)
def test_draw_is_told_in_percent(sample: str, told: str) -> None:
    stages = f"  a: {{kind: annotate, team: us, then: [{{to: review, sample: {sample}}}, accept]}}\n"
    assert words(shown(stages + REVIEW).boxes["decision a"]) == [told]


def test_condition_is_shown_as_it_is_written_on_one_line() -> None:
    stages = (
        "  a:\n    kind: annotate\n    team: us\n    then:\n      - to: review\n        when: >\n          unsure ||\n"
        '          item.channel == "phone"\n      - accept\n'
    )
    [line] = shown(stages + REVIEW).boxes["decision a"].lines
    assert (line.text, line.code) == ('unsure || item.channel == "phone"', True)


@pytest.mark.parametrize(
    ("stages", "question"),
    [
        ("  a: {kind: annotate, team: us, then: [{to: review, when: unsure}, accept]}\n" + REVIEW, "Needs review?"),
        (
            "  a: {kind: annotate, team: us, then: [{to: expert_check, when: unsure}, accept]}\n"
            + REVIEW.replace("review:", "expert_check:", 1),
            "Needs expert check?",
        ),
        (
            "  a: {kind: annotate, team: us, then: [{to: second_pass_of_them, when: unsure}, accept]}\n"
            + REVIEW.replace("review:", "second_pass_of_them:", 1),
            "Needs review?",
        ),
        ("  a: {kind: annotate, team: us, then: [{to: decide, when: unsure}, accept]}\n" + DECIDE, "Needs a decision?"),
        (
            (
                "  a: {kind: annotate, team: us, then: [{to: b, when: unsure}, accept]}\n"
                "  b: {kind: annotate, team: them, then: [accept]}\n"
            ),
            "Another answer?",
        ),
        ("  a: {kind: annotate, team: us, then: [{to: drop, when: cannot_judge}, accept]}\n", "To be dropped?"),
        ("  a: {kind: annotate, team: us, then: [{to: accept, when: '!unsure'}, review]}\n" + REVIEW, "Good enough?"),
        (
            "  a: {kind: annotate, team: us, then: [{to: drop, when: cannot_judge}, {to: review, when: unsure}, accept]}\n"
            + REVIEW,
            "Where next?",
        ),
    ],
)
def test_decision_asks_what_is_decided(stages: str, question: str) -> None:
    assert shown(stages).boxes["decision a"].title == question


def test_stage_with_one_way_out_has_no_decision() -> None:
    drawn = shown("  a: {kind: annotate, team: us, then: [accept]}\n")
    assert "decision a" not in drawn.boxes
    assert labels(drawn, "stage a") == {"accept": ""}


def test_branch_that_leads_where_the_rest_goes_anyway_draws_one_way() -> None:
    stages = "  a: {kind: annotate, team: us, then: [{to: accept, when: unsure}, accept]}\n"
    drawn = shown(stages)
    assert [way.end for way in drawn.ways if way.start == "decision a"] == ["accept"]


def test_drop_is_drawn_only_where_something_is_dropped() -> None:
    assert "drop" not in shown("  a: {kind: annotate, team: us, then: [accept]}\n").boxes
    drawn = shown("  a: {kind: annotate, team: us, then: [{to: drop, when: cannot_judge}, accept]}\n", Live(dropped=3))
    assert (drawn.boxes["drop"].count, drawn.boxes["drop"].unit) == (3, "dropped")


def test_two_pilots_lead_over_two_gates_to_what_needs_them() -> None:
    pilot = "{kind: annotate, team: us, take: {first: 5}, gate: manual, then: [accept]}\n"
    drawn = shown(f"  p: {pilot}  q: {pilot}  a: {{kind: annotate, team: us, needs: [p, q], then: [accept]}}\n")
    assert labels(drawn, "data") == {"stage p": "", "stage q": ""}
    assert labels(drawn, "gate p") == labels(drawn, "gate q") == {"stage a": "open: the rest flows on"}


def test_pilot_without_a_gate_lets_the_rest_flow_from_the_data() -> None:
    drawn = shown(
        "  p: {kind: annotate, team: us, take: {first: 5}, then: [accept]}\n"
        "  a: {kind: annotate, team: us, then: [accept]}\n"
    )
    assert labels(drawn, "data") == {"stage p": "", "stage a": ""}


def test_review_returns_to_those_who_made_the_answers_it_sees() -> None:
    drawn = scene(read(CAR_PHOTOS))
    assert [(way.start, way.end) for way in drawn.ways if way.back] == [("stage review", "stage annotate")]


def test_review_of_a_pilot_alone_returns_to_the_pilot() -> None:
    stages = (
        "  p: {kind: annotate, team: us, take: {first: 5}, then: [review]}\n"
        "  a: {kind: annotate, team: us, then: [accept]}\n" + REVIEW
    )
    assert [(way.start, way.end) for way in shown(stages).ways if way.back] == [("stage review", "stage p")]


def test_adjudication_returns_nothing() -> None:
    stages = "  a: {kind: annotate, team: us, overlap: 2, resolve: {by: majority, else: decide}, then: [accept]}\n"
    assert not any(way.back for way in shown(stages + DECIDE).ways)


@pytest.mark.parametrize(
    ("live", "count", "unit", "done"),
    [
        (None, 50, "first items", False),
        (Live(items=0, waiting={}), 0, "of 50 waiting", False),
        (Live(items=900, waiting={"pilot": 12}), 12, "of 50 waiting", False),
        (Live(items=900, waiting={"pilot": 0}), 0, "of 50 waiting", True),
    ],
)
def test_pilot_counts_its_slice_and_is_done_when_nothing_waits(
    live: Live | None, count: int, unit: str, done: bool
) -> None:
    box = scene(read(CAR_PHOTOS), live).boxes["stage pilot"]
    assert (box.count, box.unit, box.done) == (count, unit, done)


@pytest.mark.parametrize(
    ("phase", "title"), [("open", "Gate, open"), ("closed", "Gate"), ("paused", "Gate"), (None, "Gate")]
)
def test_gate_is_open_when_what_waits_for_it_is(phase: str | None, title: str) -> None:
    live = Live(items=1, phase={"annotate": phase} if phase else {})
    box = scene(read(CAR_PHOTOS), live).boxes["gate pilot"]
    assert box.title == title
    assert box.done is (phase == "open")


def test_boxes_stand_in_reading_order() -> None:
    assert list(scene(read(CAR_PHOTOS)).boxes) == [
        "data",
        "stage pilot",
        "decision pilot",
        "gate pilot",
        "stage annotate",
        "decision annotate",
        "stage review",
        "accept",
        "release",
    ]


def test_most_items_way_is_marked() -> None:
    main = {(way.start, way.end) for way in scene(read(CAR_PHOTOS)).ways if way.main}
    assert main == {
        ("data", "stage pilot"),
        ("stage pilot", "decision pilot"),
        ("gate pilot", "stage annotate"),
        ("stage annotate", "decision annotate"),
        ("decision annotate", "accept"),
        ("accept", "release"),
    }
