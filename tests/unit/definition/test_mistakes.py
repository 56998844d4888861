"""Mistakes that people make when they write a definition, and what they read then.

Each starts from a document that is right and makes one mistake. What is said must name the place, and mostly the way
out, so that nobody needs this manual twice. One mistake is one problem, with no echo of it elsewhere.
"""

from __future__ import annotations

import re

import pytest

from labelwright import definition
from labelwright.errors import InvalidDefinition
from tests.unit.definition.documents import CAR_PHOTOS, TICKETS


def said(text: str) -> list[str]:
    """What is said of a document, each with the word of the document that it points at."""
    with pytest.raises(InvalidDefinition) as caught:
        definition.read(text)
    lines = text.splitlines()
    found = []
    for one in caught.value.problems:
        assert one.line
        assert one.column
        word = re.split(r"[:,} ]", lines[one.line - 1][one.column - 1 :], maxsplit=1)[0]
        found.append(f"{word} > {one.message}" + (f" ({one.hint})" if one.hint else ""))
    return found


def mistaken(document: str, old: str, new: str) -> str:
    assert old in document, old
    return document.replace(old, new, 1)


CARS = [
    # -- spelling of keys and words
    (
        "project:",
        "Project:",
        ['Project > unknown key "Project" (did you mean "project"?)', "Project > project is missing"],
    ),
    ("folder:", "dir:", ['dir > unknown key "dir" (known: folder, table, parts, key, fields, group_by, subject)']),
    ("group_by:", "groupby:", ['groupby > unknown key "groupby" (did you mean "group_by"?)']),
    (
        "teams:",
        "team:",
        [
            "project > teams is missing (such as {leads: {kind: own}})",
            'team > unknown key "team" (did you mean "teams"?)',
        ],
    ),
    ("kind: own}, leads", "kind: inhouse}, leads", ['kind > must be own or vendor, not "inhouse"']),
    ("overlap: {each: all}", "overlap: all", ['overlap > must be a whole number, not "all"']),
    ("gate: manual", "gate: true", ["gate > must be manual, not true"]),
    ("by: unanimous", "by: consensus", ['by > must be unanimous, majority or median, not "consensus"']),
    ("needs: [pilot]", "needs: [Pilot]", ['Pilot] > there is no stage Pilot (did you mean "pilot"?)']),
    # -- values of another kind
    ("first: 50", "first: fifty", ['first > must be a whole number, not "fifty"']),
    ("first: 50", "first: 50.0", ["first > must be a whole number, not 50.0"]),
    ("rate: 0.10", "rate: 10", ["rate > must be over 0 and at most 1, not 10 (0.10 is 10 %)"]),
    ("rate: 0.10", "rate: 10%", ['rate > must be a share such as 0.10, not "10%"']),
    ("min: 5", "min: -5", ["min > must be between 0 and 1,000,000,000, not -5"]),
    ("lease: 30m", "lease: 30 minutes", ['lease > must be a duration, not "30 minutes" (such as 90s, 30m, 48h or 3d)']),
    ("author: 48h", "author: 2", ["author > must be a duration, not 2 (such as 90s, 30m, 48h or 3d)"]),
    ("rounds: 3", "rounds: unlimited", ['rounds > must be a whole number, not "unlimited"']),
    # -- what comes later
    (
        "source: {folder: ./images",
        "source: {bucket: s3://cars",
        ["bucket > bucket comes later (this release does not know it: leave it out)"],
    ),
    ("type: box", "type: polygon", None),
    ("kind: review", "kind: audit", None),
    (
        "gate: manual",
        "gate: {when: alpha.low >= 0.667}",
        ["gate > a gate with a condition comes later (now: gate: manual, a person opens it)"],
    ),
    (
        "overlap: 1",
        "overlap: {min: 2, max: 5, until: 0.98}",
        ["overlap > adaptive overlap comes later (now: a number, or {each: all})"],
    ),
    (
        "overlap: 1",
        "golden: {rate: 0.05}",
        ["golden > golden comes later (this release does not know it: leave it out)"],
    ),
    # -- the flow
    (
        "then: [accept]}\n  annotate",
        "then: [annotate]}\n  annotate",
        ["stages > items outside the slice have no stage to enter (add an annotate stage without take)"],
    ),
    ("}}, accept]}\n  review", "}}, acept]}\n  review", ['acept] > there is no stage acept (did you mean "accept"?)']),
    (
        "}}, accept]}\n  review",
        "}}]}\n  review",
        ["{to > the last entry of then must take every item (add a bare word after it, such as accept)"],
    ),
    (
        "else: review",
        "else: accept",
        ["else > accept cannot settle what the answers left open (name a review or adjudicate stage)"],
    ),
    (", gate: manual", "", ["pilot] > pilot has no gate to wait for (add gate: manual to pilot)"]),
    (
        "take: {first: 50, by: hash}, ",
        "",
        [
            "gate > a gate needs a slice to decide on (add take: {first: 50})",
            "annotate > items cannot enter both pilot and annotate (route to one of them, or give it a slice: take: {first: 50})",
        ],
    ),
    ("team: leads", "team: lead", ['team > there is no team lead (did you mean "leads"?)']),
    # -- the schema against the source
    ("part: image\n", "part: images\n", ['part > the source has no part images (did you mean "image"?)']),
    ("{image: image}", "{photo: image}", ["part > the source has no part image (known: photo)"]),
    ("{image: image}", "{image: jpg}", ['image > must be image or text, not "jpg"']),
]


@pytest.mark.parametrize(
    ("old", "new", "told"), CARS, ids=[f"{old[:20]}>{new[:20]}".replace("\n", " ") for old, new, _ in CARS]
)
def test_mistake_in_the_car_photos_is_told_with_its_place(old: str, new: str, told: list[str] | None) -> None:
    found = said(mistaken(CAR_PHOTOS, old, new))
    if told is None:
        assert found, "refused, in words that others write"
    else:
        assert sorted(found) == sorted(told)


CONDITIONS = [
    (
        "agreement < 0.67",
        "agreement < 1",
        "< > < does not go with a number with decimals and a whole number (write 1.0)",
    ),
    ("agreement < 0.67", "agrement < 0.67", 'agrement > there is no fact agrement (did you mean "agreement"?)'),
    ("agreement < 0.67", "agreement <", "|| > cannot be read: extraneous input '||'"),
    ("||", "or", "or > or is not known (write ||)"),
    ('== "refund"', '= "refund"', "= > = is not known (write ==)"),
    (
        "label.category",
        "label.categroy",
        '.categroy > there is no fact label.categroy (did you mean "label.category"?)',
    ),
    ("label.category", "category", 'category > there is no fact category (did you mean "label.category"?)'),
]


@pytest.mark.parametrize(("old", "new", "told"), CONDITIONS)
def test_mistake_in_a_condition_is_told_inside_its_line(old: str, new: str, told: str) -> None:
    assert said(mistaken(TICKETS, old, new)) == [told]


YAML = [
    ("\n  vehicles:", "\n\tvehicles:", "indent with spaces, not tabs"),
    ("guideline: guideline.md", "guideline: see: guideline.md", 'a text with ": " in it needs quotes'),
    (
        "teams: {part_timers: {kind: own}, ",
        "teams: {part_timers: {kind: own}, leads: {}, ",
        "the key stands here a second time",
    ),
    ("{folder: ./images,", "{folder: ./images", "this is no YAML"),
    ("stages:\n", "---\nstages:\n", "there is a second document"),
    ("team: leads", "team: *leads", "anchors and aliases are not used here"),
    ("team: leads", "team: !leads x", "the tag !leads is not used here"),
]


@pytest.mark.parametrize(("old", "new", "told"), YAML)
def test_mistake_in_the_yaml_is_one_problem_with_its_place(old: str, new: str, told: str) -> None:
    found = said(mistaken(CAR_PHOTOS, old, new))
    assert len(found) == 1
    assert told in found[0]


def test_two_mistakes_are_two_problems() -> None:
    text = mistaken(mistaken(CAR_PHOTOS, "rate: 0.10", "rate: 10"), "first: 50", "first: 0")
    assert said(text) == [
        "first > must be between 1 and 10,000,000, not 0",
        "rate > must be over 0 and at most 1, not 10 (0.10 is 10 %)",
    ]


def test_mistake_in_one_section_does_not_hide_those_in_another() -> None:
    text = mistaken(mistaken(CAR_PHOTOS, "type: box", "type: polygon"), "team: leads", "team: lead")
    assert [one.split(" ")[0] for one in said(text)] == ["type", "team"]
