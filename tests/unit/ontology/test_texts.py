"""Text: one spelling, legal characters, and the distance between two of them."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.ontology import texts
from tests.unit.ontology.given import problems_of, refused, said, schema

NOTE = schema(note={"type": "text", "max_length": 12})
LONG = schema(note={"type": "text", "max_length": 20_000})


@pytest.mark.parametrize(
    ("value", "canonical"),
    [
        ("late", "late"),
        ("  late\n", "late"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("e\u0301", "é"),
        ("a\tb", "a\tb"),
        ("a  b", "a  b"),
        ("😀👨‍👩‍👧", "😀👨‍👩‍👧"),
        ("\u2003x\u00a0", "x"),
    ],
)
def test_text_has_one_spelling(value: str, canonical: str) -> None:
    assert NOTE.validate({"note": value}, {}) == {"note": canonical}


@pytest.mark.parametrize("value", [3, True, ["late"], {"text": "late"}, 1.5])
def test_text_is_text(value: object) -> None:
    [problem] = refused(NOTE, {"note": value})
    assert problem.message.startswith("must be text")


@pytest.mark.parametrize("value", ["", " ", "\n\t", "\u2003"])
def test_text_of_nothing_is_no_answer(value: str) -> None:
    assert said(refused(NOTE, {"note": value})) == ["note: is not answered"]


@pytest.mark.parametrize(
    ("value", "named"),
    [("a\x00b", "U+0000"), ("a\x1bb", "U+001B"), ("\x7fa", "U+007F"), ("a\ud800b", "U+D800"), ("a\udfff", "U+DFFF")],
)
def test_characters_that_cannot_be_kept_are_refused_by_name(value: str, named: str) -> None:
    [problem] = refused(NOTE, {"note": value})
    assert named in problem.message


def test_length_counts_code_points_of_the_canonical_form() -> None:
    assert NOTE.validate({"note": "  " + "😀" * 12 + "  "}, {}) == {"note": "😀" * 12}
    assert NOTE.validate({"note": "e\u0301" * 12}, {}) == {"note": "é" * 12}
    assert said(refused(NOTE, {"note": "x" * 13})) == ["note: has 13 characters, at most 12 are allowed"]


def test_text_that_is_far_too_long_costs_nothing() -> None:
    huge = "é" * 5_000_000
    before = time.process_time()
    [problem] = refused(NOTE, {"note": huge})
    assert time.process_time() - before < 0.5
    assert problem.message == "has 5,000,000 characters, at most 12 are allowed"


@pytest.mark.parametrize("limit", [0, -1, 20_001, "10", 1.5, True])
def test_limit_of_a_text_is_between_one_and_twenty_thousand(limit: object) -> None:
    [problem] = problems_of(note={"type": "text", "max_length": limit})
    assert problem.place == "schema.note.max_length"


def test_text_says_its_beginning_on_one_line() -> None:
    assert NOTE.summary({"note": "a\nb"}) == "“a b”"
    summary = LONG.summary({"note": "word " * 4_000})
    assert len(summary) <= 62
    assert summary.endswith("…”")


# one spelling


@given(st.text())
def test_tidy_text_stays_as_it_is(text: str) -> None:
    tidy = texts.tidy(text)
    assert texts.tidy(tidy) == tidy
    assert unicodedata.is_normalized("NFC", tidy)
    assert tidy == tidy.strip()
    assert "\r" not in tidy


# distance


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [
        ("kitten", "sitting", 3),
        ("", "", 0),
        ("", "abc", 3),
        ("abc", "abc", 0),
        ("flaw", "lawn", 2),
        ("ab", "ba", 2),
        ("intention", "execution", 5),
        ("é", "e", 1),
        ("a" * 70, "a" * 69 + "b", 1),
        ("xa" * 40, "ax" * 40, 2),
    ],
)
def test_known_edit_distances(a: str, b: str, edits: int) -> None:
    assert texts.edits(a, b) == edits
    assert texts.edits(b, a) == edits


def plain_edits(a: str, b: str) -> int:
    """The textbook table, row by row."""
    row = list(range(len(b) + 1))
    for at, left in enumerate(a, 1):
        before, row[0] = row[0], at
        for place, right in enumerate(b, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (left != right))
    return row[-1]


@given(st.text("abc", max_size=40), st.text("abc", max_size=40))
def test_edit_distance_equals_that_of_the_textbook(a: str, b: str) -> None:
    assert texts.edits(a, b) == plain_edits(a, b)


@given(st.text("ab", min_size=60, max_size=140), st.text("ab", min_size=60, max_size=140))
def test_edit_distance_holds_beyond_the_width_of_a_machine_word(a: str, b: str) -> None:
    assert texts.edits(a, b) == plain_edits(a, b)


@given(st.lists(st.integers(0, 3), max_size=15), st.lists(st.integers(0, 3), max_size=15))
def test_edit_distance_works_on_any_units(a: list[int], b: list[int]) -> None:
    assert texts.edits(a, b) == plain_edits("".join(map(str, a)), "".join(map(str, b)))


@given(st.text("ab ", max_size=12), st.text("ab ", max_size=12), st.text("ab ", max_size=12))
def test_edits_obey_the_triangle(a: str, b: str, c: str) -> None:
    assert texts.edits(a, c) <= texts.edits(a, b) + texts.edits(b, c)


@given(st.text(max_size=30), st.text(max_size=30))
def test_distance_of_texts_is_symmetric_within_bounds_and_zero_only_for_equals(a: str, b: str) -> None:
    apart = texts.distance(a, b)
    assert apart == texts.distance(b, a)
    assert 0.0 <= apart <= 1.0
    assert (apart == 0.0) == (a == b)


def test_distance_is_edits_over_the_longer() -> None:
    assert texts.distance("kitten", "sitting") == 3 / 7
    assert texts.distance("", "abc") == 1.0


def test_long_texts_are_compared_word_by_word() -> None:
    words = [f"word{n}" for n in range(500)]
    a, b = " ".join(words), " ".join(["other", *words[1:]])
    assert len(a) > texts.LONG
    assert texts.distance(a, b) == 1 / 999  # of 500 words and 499 gaps


@pytest.mark.parametrize("change", [("  ", " "), (".", ","), ("\n", " ")])
def test_long_texts_that_differ_only_in_gaps_or_marks_are_not_equal(change: tuple[str, str]) -> None:
    before, after = change
    a = "word, word. word\n  " * 200 + "end"
    assert texts.distance(a, a.replace(before, after, 1)) > 0.0


def test_short_and_long_text_are_compared_alike_from_both_sides() -> None:
    a, b = "word " * 600, "word"
    assert texts.distance(a, b) == texts.distance(b, a)


def test_longest_texts_that_share_nothing_are_compared_in_bounded_time() -> None:
    a, b = "ab" * 500 + "! " * 9_500, ". " * 10_000
    before = time.process_time()
    assert 0.0 < texts.distance(a, b) <= 1.0
    assert time.process_time() - before < 5.0


def test_distance_of_a_text_field_is_that_of_its_texts() -> None:
    assert NOTE.distance({"note": "kitten"}, {"note": "sitting"}) == {"note": 3 / 7}
