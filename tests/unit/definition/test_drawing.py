"""The SVG itself: words that fit, colours of the house, and arrows that point."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwright.definition import read
from labelwright.definition.diagram import Live, svg
from labelwright.definition.diagram.drawing import DARK, LIGHT
from labelwright.definition.writing import write
from tests.unit.definition.documents import CAR_PHOTOS, TICKETS

SVG = "{http://www.w3.org/2000/svg}"
TOKENS = (Path(__file__).parents[3] / "web" / "src" / "design" / "tokens.css").read_text()


def root(document: str, live: Live | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(svg(read(document), live, "light"))


def group(drawn: ElementTree.Element, title: str) -> ElementTree.Element:
    """The group of the box with this title."""
    return next(one for one in drawn.iter(f"{SVG}g") if (one.findtext(f"{SVG}title") or "").split("\n")[0] == title)


def lines(box: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in box.iter(f"{SVG}text")]


def frame(box: ElementTree.Element) -> tuple[float, float, float, float]:
    rect = next(box.iter(f"{SVG}rect"))
    x, y, width, height = (float(rect.get(key, "0")) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_colours_are_the_design_tokens(theme: str, colours: dict[str, str]) -> None:
    light, dark = TOKENS.split('[data-theme="dark"]', 1)
    block = {"light": light, "dark": dark}[theme]
    for token, colour in colours.items():
        assert re.search(rf"--{token}:\s*{colour}\b", block), token


def test_box_holds_title_count_and_policy_in_this_order() -> None:
    live = Live(items=1000, waiting={"annotate": 1431})
    assert lines(group(root(CAR_PHOTOS, live), "Annotate")) == ["Annotate", "1,431waiting", "Part timers"]


def test_decision_holds_its_question_and_conditions() -> None:
    assert lines(group(root(TICKETS), "Where next?"))[:3] == ["Where next?", "1 no answer has a", "majority"]


def test_every_word_stands_inside_its_box() -> None:
    for document in (CAR_PHOTOS, TICKETS):
        for box in root(document, Live(1_234_567, 1_234_567, 0, {"annotate": 1_234_567})).iter(f"{SVG}g"):
            if box.get("data-kind") is None:
                continue
            left, top, right, bottom = frame(box)
            for text in box.iter(f"{SVG}text"):
                x, y = float(text.get("x", "0")), float(text.get("y", "0"))
                assert left < x < right
                assert top < y < bottom


def test_conditions_are_set_in_the_letters_of_code() -> None:
    code = [text for text in group(root(TICKETS), "Where next?").iter(f"{SVG}text") if text.get("font-family")]
    assert "2 agreement < 0.67 ||" in ["".join(text.itertext()) for text in code]
    assert all("Mono" in (text.get("font-family") or "") for text in code)


def test_returns_are_dashed_and_nothing_else_is() -> None:
    dashed = [path for path in root(CAR_PHOTOS).iter(f"{SVG}path") if path.get("stroke-dasharray")]
    assert len(dashed) == 1


def test_open_gate_is_marked_by_words_and_not_by_colour_alone() -> None:
    opened = group(root(CAR_PHOTOS, Live(items=1, phase={"annotate": "open"})), "Gate, open")
    assert lines(opened) == ["Gate, open", "a person opened it"]
    assert LIGHT["good"] in ElementTree.tostring(opened, encoding="unicode")
    closed = group(root(CAR_PHOTOS), "Gate")
    assert LIGHT["good"] not in ElementTree.tostring(closed, encoding="unicode")


def test_each_way_ends_in_an_arrow() -> None:
    drawn = root(CAR_PHOTOS)
    ways = [path for path in drawn.findall(f"{SVG}path") if path.get("fill") == "none"]
    heads = [path for path in drawn.findall(f"{SVG}path") if path.get("fill") != "none"]
    assert len(ways) == len(heads) == 12


def test_picture_says_its_own_size() -> None:
    drawn = root(CAR_PHOTOS)
    assert drawn.get("viewBox") == f"0 0 {drawn.get('width')} {drawn.get('height')}"
    assert drawn.get("role") == "img"


def test_box_tells_all_its_words_in_its_title_even_those_that_were_cut() -> None:
    title = group(root(TICKETS), "Where next?").findtext(f"{SVG}title") or ""
    assert title.split("\n") == [
        "Where next?",
        "1 no answer has a majority",
        '2 agreement < 0.67 || label.category == "refund"',
        "3 50 % of items, by draw where",
        'item.channel == "phone"',
        "4 20 % of items, by draw",
    ]


def test_page_theme_asks_the_page_for_every_colour_and_font() -> None:
    picture = svg(read(CAR_PHOTOS))
    colours = re.findall(r'(?:fill|stroke)="([^"]+)"', picture)
    assert all(colour == "none" or colour.startswith("var(--") for colour in colours)
    assert 'font-family="var(--font, ' in picture


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=60).filter(str.strip))
def test_any_name_makes_a_well_formed_picture(name: str) -> None:
    document = CAR_PHOTOS.replace("leads: {kind: own}", "leads: " + write({"x": {"name": name}})[3:].strip())
    picture = svg(read(document))
    titles = [one.text or "" for one in ElementTree.fromstring(picture).iter(f"{SVG}title")]
    assert any(" ".join(name.split()) in title for title in titles)


def test_characters_that_no_xml_may_hold_are_replaced() -> None:
    document = CAR_PHOTOS.replace("leads: {kind: own}", 'leads: {name: "A\\uFFFEB"}')
    titles = [one.text or "" for one in ElementTree.fromstring(svg(read(document))).iter(f"{SVG}title")]
    assert any("A\ufffdB" in title for title in titles)
