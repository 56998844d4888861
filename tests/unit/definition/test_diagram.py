"""The pipeline as a picture: what it shows, where things stand, and that nothing lies on anything else."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwright.definition import read
from labelwright.definition.diagram import Live, svg
from labelwright.definition.diagram.layout import Layout, layout
from labelwright.definition.diagram.scene import Scene, Way, scene
from labelwright.definition.templates import TEMPLATES, fill
from tests.unit.definition.documents import BOXES, CAR_PHOTOS, FOLDER, TICKETS

LIVE = Live(1000, 412, 3, {"pilot": 0, "annotate": 431, "review": 19}, {"annotate": "open"})
DOCUMENTS = [CAR_PHOTOS, TICKETS, *(fill(key, "p", FOLDER, BOXES) for key in TEMPLATES)]


def ways(document: str) -> set[tuple[str, str, str]]:
    return {(way.start, way.end, way.label) for way in scene(read(document)).ways}


def placed(shown: Scene) -> Layout:
    return layout(shown, dict.fromkeys(shown.boxes, (156.0, 60.0)))


def test_car_photos_flow_from_the_data_over_pilot_gate_and_review_to_the_release() -> None:
    assert ways(CAR_PHOTOS) == {
        ("data", "stage pilot", ""),
        ("stage pilot", "decision pilot", ""),
        ("decision pilot", "stage review", "yes"),
        ("decision pilot", "accept", "no"),
        ("stage pilot", "gate pilot", "when all are done"),
        ("gate pilot", "stage annotate", "open: the rest flows on"),
        ("stage annotate", "decision annotate", ""),
        ("decision annotate", "stage review", "yes"),
        ("decision annotate", "accept", "no"),
        ("stage review", "stage annotate", "returned, 3 times at most"),
        ("stage review", "accept", ""),
        ("accept", "release", ""),
    }


def test_decision_tells_its_conditions_and_numbers_the_ways_where_there_are_several() -> None:
    decision = scene(read(TICKETS)).boxes["decision annotate"]
    assert decision.title == "Where next?"
    assert [(line.text, line.code) for line in decision.lines] == [
        ("1 no answer has a majority", False),
        ('2 agreement < 0.67 || label.category == "refund"', True),
        ("3 50 % of items, by draw where", False),
        ('item.channel == "phone"', True),
        ("4 20 % of items, by draw", False),
    ]
    labels = {way.end: way.label for way in scene(read(TICKETS)).ways if way.start == decision.id}
    assert labels == {"stage decide": "1", "stage expert": "2, 3, 4", "accept": "else"}


@pytest.mark.parametrize(
    ("rounds", "label"),
    [(1, "returned, once at most"), (2, "returned, twice at most"), (5, "returned, 5 times at most")],
)
def test_return_says_how_often_it_may_happen(rounds: int, label: str) -> None:
    assert label in {way[2] for way in ways(CAR_PHOTOS.replace("rounds: 3", f"rounds: {rounds}"))}


def test_review_that_may_not_return_draws_no_way_back() -> None:
    assert not any(way.back for way in scene(read(CAR_PHOTOS.replace("rounds: 3", "rounds: 0"))).ways)


def test_lanes_hold_pilots_above_the_stages_above_the_ends() -> None:
    lanes = {box.id: box.lane for box in scene(read(CAR_PHOTOS)).boxes.values()}
    assert [lanes[one] for one in ("data", "gate pilot", "stage annotate", "accept", "release")] == [
        "prepare", "prepare", "produce", "deliver", "deliver",
    ]  # fmt: skip
    rows = placed(scene(read(CAR_PHOTOS))).places
    assert rows["stage pilot"].y < rows["stage annotate"].y < rows["accept"].y


def test_counts_stand_in_the_boxes_and_a_pilot_that_is_done_is_sunken() -> None:
    boxes = scene(read(CAR_PHOTOS), LIVE).boxes
    assert [(boxes[one].count, boxes[one].unit) for one in ("data", "stage annotate", "accept")] == [
        (1000, "items"), (431, "waiting"), (412, "accepted"),
    ]  # fmt: skip
    assert (boxes["stage pilot"].count, boxes["stage pilot"].unit) == (0, "of 50 waiting")
    assert boxes["stage pilot"].done
    assert boxes["gate pilot"].title == "Gate, open"
    assert scene(read(CAR_PHOTOS)).boxes["gate pilot"].title == "Gate"


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("theme", ["page", "light", "dark"])
def test_picture_is_well_formed_and_the_same_each_time(document: str, theme: str) -> None:
    picture = svg(read(document), LIVE, theme)  # type: ignore[arg-type]  # one of the three
    root = ElementTree.fromstring(picture)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert picture == svg(read(document), LIVE, theme)  # type: ignore[arg-type]  # one of the three


def test_picture_carries_no_script_style_or_address_of_anywhere() -> None:
    picture = svg(read(TICKETS), LIVE)
    assert not re.search(r"<(script|style|image|a|foreignObject)\b|\bstyle=|href|url\(|\bon\w+=", picture)
    assert re.findall(r"https?://\S+?(?=\")", picture) == ["http://www.w3.org/2000/svg"]


def test_page_takes_its_own_colours_and_a_picture_that_stands_alone_has_none_to_ask_for() -> None:
    definition = read(CAR_PHOTOS)
    assert "var(--surface, #ffffff)" in svg(definition)
    assert "var(" not in svg(definition, theme="light") + svg(definition, theme="dark")
    assert "#191c1f" in svg(definition, theme="dark")


def test_names_are_escaped_wherever_they_stand() -> None:
    nasty = "A <b>\"&' x"
    document = CAR_PHOTOS.replace(
        "leads: {kind: own}", f"leads: {{kind: own, name: '{nasty.replace(chr(39), chr(39) * 2)}'}}"
    )
    document = document.replace("project: car-photos", 'project: car-photos\nname: "</title><script>x</script>"')
    picture = svg(read(document))
    root = ElementTree.fromstring(picture)
    assert "<script>" not in picture
    assert any(text == nasty for text in root.itertext())


def test_every_stage_can_be_found_in_the_page() -> None:
    root = ElementTree.fromstring(svg(read(CAR_PHOTOS)))
    stages = [
        group.get("data-stage") for group in root.iter("{http://www.w3.org/2000/svg}g") if group.get("data-stage")
    ]
    assert set(stages) == {"pilot", "annotate", "review"}


def test_who_does_not_see_the_picture_is_told_the_flow() -> None:
    root = ElementTree.fromstring(svg(read(CAR_PHOTOS)))
    told = root.findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "Pipeline of Car photos"
    assert "Review (Leads) leads to Accept; Annotate (returned, 3 times at most)." in told


def test_long_words_are_cut_inside_their_box_and_whole_in_its_title() -> None:
    document = TICKETS.replace("name: ACME Data", f"name: {'W' * 90}")
    picture = svg(read(document))
    assert f">{'W' * 90}<" not in picture
    assert "W" * 90 in picture
    assert "…" in picture


def overlaps(drawn: Layout) -> list[tuple[str, str]]:
    return [
        (a, b)
        for (a, p), (b, q) in combinations(drawn.places.items(), 2)
        if p.x < q.x + q.width and q.x < p.x + p.width and p.y < q.y + q.height and q.y < p.y + p.height
    ]


def through_boxes(drawn: Layout) -> list[tuple[Way, str]]:
    """Ways that run through a box which is not at their end."""
    found = []
    for line in drawn.lines:
        for (ax, ay), (bx, by) in pairwise(line.points):
            for box, place in drawn.places.items():
                apart = (
                    max(ax, bx) <= place.x + 1
                    or min(ax, bx) >= place.x + place.width - 1
                    or max(ay, by) <= place.y + 1
                    or min(ay, by) >= place.y + place.height - 1
                )
                if not apart:
                    found.append((line.way, box))
    return found


def laid_upon(drawn: Layout) -> list[tuple[Way, Way]]:
    """Pairs of ways that run along the same line, so that one could not be told from the other."""
    found = []
    for one, other in combinations(drawn.lines, 2):
        for a, b in pairwise(one.points):
            for c, d in pairwise(other.points):
                for fixed, along in ((0, 1), (1, 0)):
                    if a[fixed] == b[fixed] and c[fixed] == d[fixed] and abs(a[fixed] - c[fixed]) < 3:
                        low = max(min(a[along], b[along]), min(c[along], d[along]))
                        high = min(max(a[along], b[along]), max(c[along], d[along]))
                        found += [(one.way, other.way)] if high - low > 2 else []
    return found


def check_layout(shown: Scene) -> None:
    drawn = placed(shown)
    assert set(drawn.places) == set(shown.boxes)
    assert {line.way for line in drawn.lines} == set(shown.ways)
    assert overlaps(drawn) == []
    assert through_boxes(drawn) == []
    assert laid_upon(drawn) == []
    for line in drawn.lines:
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in line.points)
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(line.points)), "ways run at right angles"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_box_lies_on_another_and_no_way_runs_through_one(document: str) -> None:
    check_layout(scene(read(document)))


@st.composite
def pipelines(draw: st.DrawFn) -> str:
    """A document with any flow of up to eight stages: each routes to later ones only."""
    count = draw(st.integers(1, 6))
    pilots = draw(st.integers(0, 2))
    lines = [
        "project: p",
        "source: {parts: {text: body}}",
        "schema: {a: {type: boolean, part: text}}",
        "teams: {us: {}}",
    ]
    lines.append("stages:")
    for n in range(pilots):
        to = draw(st.sampled_from(["accept", "drop"]))
        lines.append(f"  p{n}: {{kind: annotate, team: us, take: {{first: 5}}, gate: manual, then: [{to}]}}")
    needs = f"needs: [{', '.join(f'p{n}' for n in range(pilots))}], " if pilots else ""
    for n in range(count):
        after = [f"s{m}" for m in range(n + 1, count)]
        routes = [f"s{n + 1}"] if n + 1 < count else ["accept"]
        if after and draw(st.booleans()):
            routes.insert(0, f"{{to: {draw(st.sampled_from([*after, 'accept', 'drop']))}, when: unsure}}")
        kind = "annotate" if n == 0 else draw(st.sampled_from(["annotate", "review", "adjudicate"]))
        lines.append(f"  s{n}: {{kind: {kind}, team: us, {needs if n == 0 else ''}then: [{', '.join(routes)}]}}")
    return "\n".join([*lines, ""])


@settings(max_examples=60)
@given(pipelines())
def test_any_flow_has_a_clear_picture(document: str) -> None:
    definition = read(document)
    check_layout(scene(definition))
    ElementTree.fromstring(svg(definition))
