"""The flow of a definition: every item comes to an end, and what would keep it from there is said."""

from __future__ import annotations

import pytest

from labelwright.definition import read
from labelwright.errors import InvalidDefinition

HEAD = """\
project: p
source: {parts: {text: body}, fields: {channel: text}}
schema: {category: {type: choice, part: text, classes: [{id: a}, {id: b}]}}
teams: {us: {}, them: {}}
stages:
"""
ANNOTATE = "  annotate: {kind: annotate, team: us, then: [{to: review, sample: {rate: 0.5}}, accept]}\n"
REVIEW = "  review: {kind: review, team: them, then: [accept]}\n"
PILOT = "  pilot: {kind: annotate, team: us, take: {first: 5}, gate: manual, then: [accept]}\n"


def said(stages: str) -> list[str]:
    """What is said of these stages, without the lines."""
    try:
        read(HEAD + stages)
    except InvalidDefinition as error:
        return [f"{one.place}: {one.message}" + (f" ({one.hint})" if one.hint else "") for one in error.problems]
    return []


@pytest.mark.parametrize(
    "stages",
    [
        ANNOTATE + REVIEW,
        PILOT + "  annotate: {kind: annotate, team: us, needs: [pilot], then: [accept]}\n",
        PILOT + PILOT.replace("pilot:", "rubric:") + ANNOTATE.replace("us,", "us, needs: [pilot, rubric],") + REVIEW,
        "  first: {kind: annotate, team: us, then: [second]}\n  second: {kind: annotate, team: them, then: [accept]}\n",
        ANNOTATE.replace("accept]", "drop]") + REVIEW,
        "  a: {kind: annotate, team: us, overlap: 2, resolve: {by: majority, else: d}, then: [accept]}\n"
        "  d: {kind: adjudicate, team: them, then: [{to: review, when: unsure}, accept]}\n" + REVIEW,
        "  a: {kind: annotate, team: us, then: [b]}\n"
        "  b: {kind: annotate, team: them, then: [{to: review, when: unsure}, accept]}\n" + REVIEW,
    ],
)
def test_flow_in_which_every_item_ends_is_taken(stages: str) -> None:
    assert said(stages) == []


@pytest.mark.parametrize(
    ("stages", "problem"),
    [
        (ANNOTATE, 'stages.annotate.then[0]: there is no stage review (known: annotate, accept, drop)'),
        (ANNOTATE + REVIEW.replace("[accept]", "[acept]"), 'stages.review.then[0]: there is no stage acept (did you mean "accept"?)'),
        (ANNOTATE.replace("us", "uss") + REVIEW, 'stages.annotate.team: there is no team uss (did you mean "us"?)'),
        (REVIEW, "stages: items have no stage to enter (add an annotate stage without take)"),
        (PILOT, "stages: items outside the slice have no stage to enter (add an annotate stage without take)"),
        (
            "  a: {kind: annotate, team: us, then: [accept]}\n  b: {kind: annotate, team: us, then: [accept]}\n",
            "stages.b: items cannot enter both a and b (route to one of them, or give it a slice: take: {first: 50})",
        ),
        (
            "  annotate: {kind: annotate, team: us, then: [accept]}\n" + REVIEW,
            "stages.review: nothing comes to review (name it in the then or else of a stage)",
        ),
        ("  a: {kind: annotate, team: us, then: [drop]}\n", "stages: no item is ever accepted (let a stage end in accept)"),
        (
            ANNOTATE + REVIEW.replace("[accept]", "[annotate]"),
            "stages.review.then[0]: items would go round: annotate to review to annotate (work goes back by the verdict return alone)",
        ),
        (
            "  a: {kind: annotate, team: us, then: [a]}\n",
            "stages.a.then[0]: items would go round: a to a (work goes back by the verdict return alone)",
        ),
        (
            PILOT + ANNOTATE.replace("to: review", "to: pilot").replace("us,", "us, needs: [pilot],"),
            "stages.pilot.take: pilot takes its own slice, yet others route to it (do one or the other)",
        ),
        (
            "  a: {kind: annotate, team: us, overlap: 3, resolve: {by: majority, else: drop}, then: [accept]}\n",
            "stages.a.resolve.else: drop cannot settle what the answers left open (name a review or adjudicate stage)",
        ),
        (
            ("  a: {kind: annotate, team: us, overlap: 3, resolve: {by: majority, else: b}, then: [accept]}\n"
            "  b: {kind: annotate, team: them, then: [accept]}\n"),
            "stages.a.resolve.else: b cannot settle what the answers left open (name a review or adjudicate stage)",
        ),
        (
            "  a: {kind: annotate, team: us, overlap: 3, resolve: {by: majority, else: reveiw}, then: [accept]}\n" + REVIEW,
            'stages.a.resolve.else: there is no stage reveiw (did you mean "review"?)',
        ),
        (PILOT + ANNOTATE.replace("us,", "us, needs: [pilto],"), 'stages.annotate.needs[0]: there is no stage pilto (did you mean "pilot"?)'),
        (ANNOTATE.replace("us,", "us, needs: [annotate],"), "stages.annotate.needs[0]: a stage cannot wait for itself"),
        (
            PILOT.replace("gate: manual, ", "") + ANNOTATE.replace("us,", "us, needs: [pilot],") + REVIEW,
            "stages.annotate.needs[0]: pilot has no gate to wait for (add gate: manual to pilot)",
        ),
        (
            PILOT.replace("us,", "us, needs: [rubric],") + PILOT.replace("pilot:", "rubric:").replace("us,", "us, needs: [pilot],") + ANNOTATE + REVIEW,
            "stages.pilot.needs[0]: rubric and pilot wait for each other",
        ),
        (
            ANNOTATE.replace("sample: {rate: 0.5}", "when: agreement < 0.5") + REVIEW,
            "stages.annotate.then[0].when: there is no agreement at annotate: it has no answers to compare (use it where overlap is over 1)",
        ),
    ],
)  # fmt: skip
def test_what_would_keep_items_from_an_end_is_said(stages: str, problem: str) -> None:
    assert problem in said(stages)


def test_flow_is_told_even_beside_a_wrong_lease_but_not_where_a_stage_is_unclear() -> None:
    ring = ANNOTATE + REVIEW.replace("[accept]", "[annotate]")
    assert any("go round" in one for one in said(ring.replace("us,", "us, lease: soon,")))
    assert not any("go round" in one for one in said(ring.replace("kind: review", "kind: check")))


def test_flow_of_a_hundred_stages_with_two_ways_each_is_checked_at_once() -> None:
    stages = "".join(
        f"  s{n}: {{kind: annotate, team: us, then: [{{to: s{n + 2}, when: unsure}}, s{n + 1}]}}\n" for n in range(97)
    )
    stages += "  s97: {kind: annotate, team: us, then: [s98]}\n  s98: {kind: annotate, team: us, then: [accept]}\n"
    assert said(stages) == []
