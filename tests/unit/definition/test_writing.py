"""What is written reads back as it was."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.definition import writing
from labelwright.definition.document import parse
from labelwright.definition.writing import write

_AWKWARD = [
    "",
    " ",
    "a b",
    "yes",
    "null",
    "~",
    "30m",
    "1.5",
    ".5",
    "1e3",
    "0x1",
    "a: b",
    "a #b",
    "- a",
    "a\n b",
    "\n",
    "a\n\n",
    "# h\n\ntext\n",
    "two\nlines",
    "x\ttab",
    "x \ny",
    "=",
    "<<",
    "ä😀\x85\u2028",
    "'",
    '"',
    "{}",
    "[a]",
    "&a",
    "*a",
    "!t",
    "%",
    "@",
    "`",
    "|",
    ">",
    "?",
    "? a",
    "...",
    "---",
    "\ufeff",
    "\x7f",
    "\\",
    "\\n",
    "a,b",
    "]",
    "}",
    ",",
    ":",
    "#",
]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(_AWKWARD)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(1e-9, 1e9) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=15,
)


@given(st.dictionaries(texts, values, min_size=1, max_size=5))
def test_any_document_reads_back_as_it_was(value: dict[str, object]) -> None:
    assert parse(write(value)).value == value


def test_text_of_many_lines_is_written_line_by_line() -> None:
    assert write({"guideline": "# Cars\n\nDraw tight.\n"}) == "guideline: |\n  # Cars\n\n  Draw tight.\n"


def test_short_mappings_stand_on_one_line_and_long_ones_on_several() -> None:
    assert write({"teams": {"a": {"kind": "own"}}}) == "teams: {a: {kind: own}}\n"
    long = {"teams": {f"team_{n}": {"kind": "own", "name": "x" * 20} for n in range(4)}}
    assert write(long).splitlines()[:2] == ["teams:", "  team_0: {kind: own, name: xxxxxxxxxxxxxxxxxxxx}"]


def test_deep_mapping_at_the_top_is_spread_even_if_it_is_short() -> None:
    assert write({"stages": {"a": {"then": ["accept"]}}}) == "stages:\n  a: {then: [accept]}\n"


@pytest.mark.parametrize("text", ["30m", "48h", "part_timers", "./images", "Part timers", "guideline.md", "0.5.1a"][:6])
def test_plain_words_need_no_quotes(text: str) -> None:
    assert write({"key": text}) == f"key: {text}\n"


@pytest.mark.parametrize("text", ["true", "null", "12", "1.5", ".5", "a: b", "", "- a", "it's", "1e3"])
def test_texts_that_look_like_something_else_are_quoted(text: str) -> None:
    assert write({"key": text}) == f'key: "{text}"\n'


def test_example_in_the_docstring_holds() -> None:
    assert doctest.testmod(writing).failed == 0
