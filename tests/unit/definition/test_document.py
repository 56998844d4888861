"""The text of a definition: values, places, and what is refused before anything is read from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.definition.document import DEEPEST, MOST_BYTES, MOST_VALUES, Spot, parse
from labelwright.errors import InvalidDefinition, Problem


def refused(text: str) -> str:
    """What is said of a text, as `line:column message | hint`."""
    with pytest.raises(InvalidDefinition) as caught:
        parse(text)
    return "; ".join(f"{one.line}:{one.column} {one.message} | {one.hint}" for one in caught.value.problems)


def test_values_are_what_they_look_like() -> None:
    text = """
    whole: 12
    minus: -3
    share: 0.10
    power: 1e3
    yes_is_a_word: yes
    day: 2027-03-31
    term: 30m
    truth: true
    nothing:
    none: null
    tilde: ~
    quoted: "12"
    single: '2027'
    octal: 010
    thousand: 1_000
    colon: 12:30
    infinite: .inf
    list: [a, {b: 1}, []]
    """
    assert parse(text).value == {
        "whole": 12,
        "minus": -3,
        "share": 0.1,
        "power": 1000.0,
        "yes_is_a_word": "yes",
        "day": "2027-03-31",
        "term": "30m",
        "truth": True,
        "nothing": None,
        "none": None,
        "tilde": None,
        "quoted": "12",
        "single": "2027",
        "octal": 10,
        "thousand": "1_000",
        "colon": "12:30",
        "infinite": ".inf",
        "list": ["a", {"b": 1}, []],
    }


def test_block_of_text_is_kept_line_by_line() -> None:
    assert parse("guideline: |\n  # Cars\n\n  Draw tight.\n").value == {"guideline": "# Cars\n\nDraw tight.\n"}


def test_keys_are_words_whatever_they_look_like() -> None:
    assert parse("{1: a, true: b, null: c}").value == {"1": "a", "true": "b", "null": "c"}


def test_spots_lie_at_keys_and_entries_and_know_where_plain_text_begins() -> None:
    spots = parse("a:\n  b: [x, 'y y']\n  c: {d: z}\n").spots
    assert spots["a",] == Spot(1, 1)
    assert spots["a", "b"] == Spot(2, 3)
    assert spots["a", "b", 0] == Spot(2, 7, (2, 7))
    assert spots["a", "b", 1] == Spot(2, 10, (2, 11))
    assert spots["a", "c", "d"] == Spot(3, 7, (3, 10))


def test_place_inside_a_value_is_moved_to_where_its_text_stands() -> None:
    document = parse("then:\n  - {to: review, when: 'agreement < 1'}\n")
    inside = Problem(("then", 0, "when"), "wrong", line=1, column=11)
    assert (document.locate(inside).line, document.locate(inside).column) == (2, 35)


@pytest.mark.parametrize("text", ['when: "agree\\u006dent < 1"', "when: >\n  agreement\n  < 1", "when: a b\n  c d"])
def test_place_inside_a_value_that_is_written_otherwise_lies_at_its_key(text: str) -> None:
    problem = parse(text).locate(Problem(("when",), "wrong", line=1, column=11))
    assert (problem.line, problem.column) == (1, 1)


def test_what_is_missing_lies_where_the_nearest_thing_around_it_does() -> None:
    document = parse("stages:\n  review: {kind: review}\n")
    problem = document.locate(Problem(("stages", "review", "team", "name"), "missing"))
    assert (problem.line, problem.column) == (2, 3)
    assert document.locate(Problem((), "missing")).line == 1


def test_key_twice_names_both_lines() -> None:
    assert refused("a: 1\nb: {c: 1, c: 2}\na: 3\n") == (
        "2:11 the key stands here a second time, first on line 2 | keep one of the two; "
        "3:1 the key stands here a second time, first on line 1 | keep one of the two"
    )


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "1:1 the document is empty | start with project: my-project"),
        ("# only a comment\n", "1:1 the document is empty | start with project: my-project"),
        (BOMB, "1:4 anchors and aliases are not used here | write the value out where it is meant"),
        ("a: *b", "1:4 anchors and aliases are not used here | write the value out where it is meant"),
        (
            "a: !!python/object:os.system x",
            "1:4 the tag tag:yaml.org,2002:python/object:os.syste is not used here | leave it out",
        ),
        ("a: !secret x", "1:4 the tag !secret is not used here | leave it out"),
        ("a: 1\n---\nb: 2\n", "2:1 there is a second document | a definition is one document, without ---"),
        ("? [a, b]\n: c\n", "1:3 a key must be a word | a value that starts with { or [ needs a key before it"),
        ("a: {b: 1", "1:9 this is no YAML: expected ',' or '}', but got '<stream end>' | "),
        ("a: b: c", '1:5 this is no YAML: mapping values are not allowed here | a text with ": " in it needs quotes'),
        (
            "\ta: 1",
            "1:1 this is no YAML: found character '\\t' that cannot start any token | indent with spaces, not tabs",
        ),
        ("a: 1\nb: \x00\n", "2:4 the character U+0000 cannot stand in a document | "),
        ("a: x\ud800", "1:5 the character U+D800 cannot stand in a document | "),
        ("a: " + "[" * 2000, f"1:{3 + DEEPEST} the document is nested deeper than {DEEPEST} | "),
        ("- " * 500, f"1:{1 + 2 * DEEPEST} the document is nested deeper than {DEEPEST} | "),
    ],
)
def test_text_that_is_no_document_is_refused_with_its_place(text: str, says: str) -> None:
    assert refused(text) == says


def test_document_over_the_limit_is_refused_before_it_is_read() -> None:
    assert refused("a: " + "ä" * (MOST_BYTES // 2)) == "1:1 the document is larger than 1 MB | "


def test_document_of_too_many_values_is_refused_where_they_become_too_many() -> None:
    says = refused("".join(f"- {n}\n" for n in range(MOST_VALUES + 5)))
    assert says == f"{MOST_VALUES}:3 the document has more than {MOST_VALUES:,} values | "


@given(st.text(max_size=200) | st.text(alphabet="ab:-{}[],'\"|>&*!%#?@`\n\t \\\ud800\x00\x85\u2028\ufeff", max_size=60))
def test_any_text_is_read_or_refused_but_never_breaks(text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        assert parse(text).value is not None
    except InvalidDefinition as error:
        problems = error.problems or (Problem((), "nothing was said"),)
    assert all((problem.line or 0) >= 1 and (problem.column or 0) >= 1 for problem in problems)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text("abc xyz", min_size=1, max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcd", min_size=1, max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


def written(value: object) -> str:
    """A value in flow style, as a second hand would write it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(one) for one in value) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return f"'{value}'" if isinstance(value, str) else str(value)


@given(st.dictionaries(st.text("abcd", min_size=1, max_size=3), values, min_size=1, max_size=5))
def test_what_was_written_is_what_is_read(value: dict[str, object]) -> None:
    assert parse(written(value)).value == value
