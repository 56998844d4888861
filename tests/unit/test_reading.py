"""Reading a section of a document: values, and what is noted about wrong ones."""

from __future__ import annotations

import pytest

from labelwright.errors import Problem
from labelwright.reading import Section, duration_ms, fault, finite, nearest, one_of, shown


def opened(value: object, *keys: str, later: tuple[str, ...] = ()) -> tuple[Section, list[Problem]]:
    problems: list[Problem] = []
    return Section(value, ("stages", "review"), problems, keys, later), problems


def test_unknown_key_is_named_with_the_nearest_known_one() -> None:
    _, [problem] = opened({"taem": "leads"}, "team", "kind")
    assert problem.place == "stages.review.taem"
    assert (problem.message, problem.hint) == ('unknown key "taem"', 'did you mean "team"?')


def test_unknown_key_far_from_all_known_ones_lists_them() -> None:
    _, [problem] = opened({"xyz": 1}, "team", "kind")
    assert problem.hint == "known: team, kind"


def test_key_of_a_later_release_is_refused_by_name() -> None:
    _, [problem] = opened({"golden": {}}, "team", later=("golden",))
    assert problem.message == "golden comes later"


def test_value_that_is_no_mapping_is_one_problem_and_not_one_for_each_missing_key() -> None:
    section, problems = opened([1], "team", "kind")
    assert section.text("team") == ""
    assert section.broken
    assert [problem.message for problem in problems] == ["must be a mapping with team or kind, not a list"]


def test_missing_text_is_noted_at_the_section_and_empty_one_at_its_key() -> None:
    section, problems = opened({"team": None}, "team", "kind")
    section.text("kind")
    section.text("team")
    assert [problem.path for problem in problems] == [("stages", "review"), ("stages", "review", "team")]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (3, "must be a text, not 3"),
        (True, "must be a text, not true"),
        ("  ", "must not be empty"),
        ("x" * 501, "must have at most 500 characters, not 501"),
        ([], "must be a text, not a list"),
    ],
)
def test_text_of_the_wrong_kind_is_noted(value: object, message: str) -> None:
    section, problems = opened({"name": value}, "name")
    assert section.text("name") == ""
    assert [problem.message for problem in problems] == [message]


def test_number_in_place_of_a_text_is_told_to_be_quoted() -> None:
    section, problems = opened({"name": 7}, "name")
    section.text("name")
    assert problems[0].hint == 'write "7"'


@pytest.mark.parametrize("value", ["a\x00b", "a\x1bb", "a\ud800b", "\x7f"])
def test_text_with_characters_that_cannot_be_kept_is_noted(value: str) -> None:
    section, problems = opened({"name": value}, "name")
    assert section.text("name") == ""
    assert "character (U+" in problems[0].message


def test_fault_names_the_character_and_its_position() -> None:
    assert fault("ab\x00") == "contains a control character (U+0000) at position 3"
    assert fault("\udc00") == "contains half a character (U+DC00) at position 1"
    assert fault("tab\tand\nline, ä, 😀, \u2028") == ""


@pytest.mark.parametrize(
    ("value", "number"), [(3, 3), (3.0, 3), (-0.0, 0), (0.5, 0.5), (10**15, 10**15), (-1e15, -(10**15))]
)
def test_finite_number_is_itself_and_a_whole_one_an_int(value: object, number: float) -> None:
    assert finite(value) == number
    assert type(finite(value)) is type(number)


@pytest.mark.parametrize("value", [True, None, "3", [3], float("nan"), float("inf"), -1e16, 10**400, 3j])
def test_what_is_no_finite_number_is_none(value: object) -> None:
    assert finite(value) is None


def test_number_is_over_its_bound() -> None:
    section, problems = opened({"a": 0, "b": "x", "c": 2.5}, "a", "b", "c", "d")
    assert section.number("a", over=0) is None
    assert section.number("b") is None
    assert section.number("c", over=0) == 2.5
    assert section.number("d") is None
    assert [problem.message for problem in problems] == [
        "must be over 0, not 0",
        'must be a number within ±10^15, not "x"',
    ]


@pytest.mark.parametrize("value", ["yes", 1, 0, []])
def test_flag_is_true_or_false_and_nothing_like_it(value: object) -> None:
    section, problems = opened({"required": value}, "required")
    assert section.flag("required", True) is True
    assert len(problems) == 1


def test_flag_that_is_not_there_has_its_default() -> None:
    section, problems = opened({"a": False}, "a", "b")
    assert (section.flag("a", True), section.flag("b", True), section.flag("b", False)) == (False, True, False)
    assert not problems


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "classes is missing"),
        ("car", 'must be a list, not "car"'),
        ({"car": 1}, "must be a list, not a mapping"),
        ([1], "must have 2 to 3 entries, not 1"),
        ([1, 2, 3, 4], "must have 2 to 3 entries, not 4"),
    ],
)
def test_list_of_another_kind_or_length_is_noted_and_gives_no_entries(value: object, message: str) -> None:
    section, problems = opened({"classes": value}, "classes")
    assert list(section.entries("classes", 2, 3)) == []
    assert [problem.message for problem in problems] == [message]


def test_list_gives_its_entries() -> None:
    section, problems = opened({"classes": ["a", "b"]}, "classes")
    assert list(section.entries("classes", 2, 3)) == ["a", "b"]
    assert not problems


def test_long_list_of_known_words_is_cut_in_the_hint() -> None:
    hint = nearest("zzz", [f"word_{n}" for n in range(40)])
    assert hint.endswith("word_11 and 28 more")


def test_what_is_no_word_at_all_gets_the_list() -> None:
    assert nearest(None, ("a", "b")) == "known: a, b"


@pytest.mark.parametrize("value", [10**400, -1e300, float("inf"), float("nan")])
def test_number_out_of_range_is_shown_without_its_digits(value: object) -> None:
    assert shown(value) == "a number out of range"


def test_key_that_cannot_be_written_is_named_in_a_form_that_can() -> None:
    _, problems = opened({"a\ud800": 1, "k" * 300: 2, 7: 3}, "team")
    assert [str(problem).encode().decode() for problem in problems] == [str(problem) for problem in problems]
    assert [problem.path[-1] for problem in problems] == ['"a\\ud800"', f'"{"k" * 39}…"', "7"]


def test_broken_text_is_shown_so_that_a_message_can_be_sent() -> None:
    assert shown("a\ud800") == '"a\\ud800"'


@pytest.mark.parametrize("value", ["Leads", "1st", "a b", "", "ä", "a" * 64, "-x"])
def test_name_is_a_lower_case_word(value: str) -> None:
    section, problems = opened({"team": value}, "team")
    assert section.name("team") == ""
    assert len(problems) == 1


def test_name_may_hold_digits_and_marks() -> None:
    section, problems = opened({"team": "part-timers_2"}, "team")
    assert section.name("team") == "part-timers_2"
    assert not problems


@pytest.mark.parametrize("value", [0, 21, True, "3", 2.0, [3]])
def test_whole_number_out_of_range_or_of_another_kind_is_noted(value: object) -> None:
    section, problems = opened({"rounds": value}, "rounds")
    assert section.whole("rounds", 3, most=20) == 3
    assert len(problems) == 1


@pytest.mark.parametrize("value", [0, 0.0, 1.01, -0.1, True, "10 %", float("nan"), float("inf")])
def test_share_is_over_zero_and_at_most_one(value: object) -> None:
    section, problems = opened({"rate": value}, "rate")
    section.share("rate")
    assert len(problems) == 1


@pytest.mark.parametrize(("value", "share"), [(1, 1.0), (0.1, 0.1), (1.0, 1.0)])
def test_share_of_one_takes_everything(value: object, share: float) -> None:
    section, problems = opened({"rate": value}, "rate")
    assert section.share("rate") == share
    assert not problems


@pytest.mark.parametrize(
    ("text", "ms"), [("90s", 90_000), ("30m", 1_800_000), ("48h", 172_800_000), ("3d", 259_200_000)]
)
def test_durations_carry_their_unit(text: str, ms: int) -> None:
    assert duration_ms(text) == ms


@pytest.mark.parametrize("value", [30, "30", "30 m", "m", "-3h", "0m", "1y", "1000000000000h", None])
def test_duration_without_a_unit_or_of_no_length_is_not_taken(value: object) -> None:
    section, problems = opened({"lease": value}, "lease")
    assert section.duration("lease", 5) == 5
    assert len(problems) == (value is not None)


def test_word_out_of_the_list_names_the_nearest() -> None:
    section, problems = opened({"kind": "reveiw"}, "kind")
    section.word("kind", ("annotate", "review"))
    assert str(problems[0]) == ('stages.review.kind: must be annotate or review, not "reveiw" (did you mean "review"?)')


def test_word_of_a_later_release_is_refused_by_name() -> None:
    section, problems = opened({"kind": "prelabel"}, "kind")
    section.word("kind", ("annotate", "review"), later=("prelabel",))
    assert problems[0].message == "prelabel comes later"


def test_missing_word_says_what_there_is_to_choose_from() -> None:
    section, problems = opened({}, "kind")
    section.word("kind", ("own", "vendor"))
    assert (problems[0].message, problems[0].hint) == ("kind is missing", "own or vendor")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "a mapping"),
        ([], "a list"),
        (None, "nothing"),
        (False, "false"),
        (1.5, "1.5"),
        ("x" * 60, '"' + "x" * 39 + '…"'),
    ],
)
def test_values_are_quoted_short(value: object, text: str) -> None:
    assert shown(value) == text


def test_words_are_joined_as_a_sentence_has_them() -> None:
    assert [one_of(()), one_of(("a",)), one_of(("a", "b")), one_of(("a", "b", "c"))] == ["", "a", "a or b", "a, b or c"]


def test_nearest_of_nothing_says_nothing() -> None:
    assert nearest("x", ()) == ""


def test_more_unknown_keys_than_one_reads_are_counted() -> None:
    _, problems = opened({f"unknown_{n}": 1 for n in range(20)}, "team")
    assert len(problems) == 13
    assert problems[-1].message == "and 8 more unknown keys"
    assert problems[-1].path == ("stages", "review")
