"""A guideline's sections keep their identity, and its text is safe to show."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.errors import InvalidRequest
from labelwright.operations import sections

TEXT = "Hello.\n\n## Tight boxes {#s-tight}\n\nNo gap.\n\n```\n## not a heading\n```\n\n## Occlusion\n\nGuess.\n"


def test_headings_without_an_identity_are_given_one() -> None:
    assert "## Occlusion {#s-occlusion}" in sections.with_uids(TEXT)


def test_sections_come_in_order_with_the_intro_first() -> None:
    found = sections.read(sections.with_uids(TEXT))
    assert [(one.uid, one.heading) for one in found] == [
        ("s-intro", ""), ("s-tight", "Tight boxes"), ("s-occlusion", "Occlusion"),
    ]  # fmt: skip
    assert "not a heading" in found[1].html


def test_identity_that_was_used_before_is_not_given_again() -> None:
    assert "{#s-occlusion-2}" in sections.with_uids(TEXT, {"s-occlusion"})


def test_same_words_twice_are_two_sections() -> None:
    assert sections.uids(sections.with_uids("## A\n## A\n")) == {"s-a", "s-a-2"}


def test_identity_that_stands_twice_or_is_malformed_is_refused_with_its_line() -> None:
    with pytest.raises(InvalidRequest) as caught:
        sections.with_uids("## A {#s-a}\n## B {#s-a}\n## C {#Wrong}\n")
    assert [problem.line for problem in caught.value.problems] == [2, 3]


def test_text_over_the_limit_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="at most"):
        sections.with_uids("x" * (sections.LONGEST + 1))


@pytest.mark.parametrize(
    "evil",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", '<img src=x onerror="alert(1)">',
     "![x](data:text/html,<script>)", "[x](vbscript:x)", '"><svg onload=alert(1)>'],
)  # fmt: skip
def test_no_html_and_no_script_of_the_writer_comes_through(evil: str) -> None:
    [section] = sections.read(evil)
    for wrong in ("<script", "<img src=x", "<svg", 'href="javascript', 'href="vbscript', 'src="data:text/html'):
        assert wrong not in section.html


@given(st.text(alphabet=st.sampled_from("#{}s-ab `~\n"), max_size=200))
def test_naming_the_sections_twice_changes_nothing(text: str) -> None:
    try:
        once = sections.with_uids(text)
    except InvalidRequest:
        return
    assert sections.with_uids(once) == once
    assert len({one.uid for one in sections.read(once)}) == len(sections.read(once))


@pytest.mark.parametrize(
    "heading",
    [
        "## a" + " " * 3_000 + "b",
        "## a" + " " * 3_000 + "{#s",
        "##" + " \t" * 3_000 + "x",
        "## " + "{#s-" * 3_000 + "x",
    ],
    ids=["blanks", "brace", "tabs", "braces"],
)
def test_heading_of_any_make_takes_no_time(heading: str) -> None:
    """A search that goes back and forth holds the interpreter: everybody would wait for it."""
    started = time.process_time()
    sections.with_uids(heading)
    assert time.process_time() - started < 1


def test_as_many_headings_of_the_same_words_as_there_may_be_take_no_time() -> None:
    started = time.process_time()
    named = sections.with_uids("## H\n" * 20_000, {"s-h", "s-h-3"})
    assert time.process_time() - started < 5
    assert len(sections.uids(named)) == 20_000
    assert "s-h-3" not in sections.uids(named)


@pytest.mark.parametrize("hard", ["[", "![", "|a"])
def test_passage_that_would_be_shown_for_minutes_is_refused_with_its_line(hard: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        sections.with_uids("## A\n\nFine.\n\n" + hard * (sections.LONGEST_PASSAGE + 1))
    [problem] = caught.value.problems
    assert (problem.line, "empty line" in problem.hint) == (5, True)
    several = "\n\n".join(["- a point of some length that is made"] * 2_000)
    assert sections.with_uids(several) == several


@pytest.mark.parametrize(
    ("line", "words", "uid"),
    [
        ("## Tight boxes {#s-tight}", "Tight boxes", "s-tight"),
        ("##\tTight{#s-tight} ", "Tight", "s-tight"),
        ("## {#s-only}", "", "s-only"),
        ("## A {brace} {#s-a}", "A {brace}", "s-a"),
        ("## A {#s-a} more", "A {#s-a} more", "s-a-s-a-more"),
    ],
)
def test_heading_is_words_and_an_identity_at_its_end(line: str, words: str, uid: str) -> None:
    [section] = sections.read(sections.with_uids(line))
    assert (section.heading, section.uid) == (words, uid)
