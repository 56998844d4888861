"""Conditions: what may be written, what is said of the rest, and how they are evaluated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.workflow.conditions import FACTS, LONGEST, Conditions, Undecided

AT = ("stages", "annotate", "then", 0, "when")
ITEM = {"camera": "text", "speed": "number"}
LABEL = {"category": "choice", "alert": "rating", "boxes": "box"}
CONDITIONS = Conditions(ITEM, LABEL)
SAME = "both sides must be of one kind"


def said(text: str) -> str:
    """What is said of a condition, as `message | hint`."""
    problems = CONDITIONS.check(text, AT)
    assert all(problem.path == AT for problem in problems)
    return "; ".join(f"{problem.message} | {problem.hint}" for problem in problems)


@pytest.mark.parametrize(
    "text",
    [
        "agreement < 0.67",
        "agreement < 0.67 && round == 1",
        "unsure || cannot_judge",
        "!unsure",
        'item.camera == "north"',
        "item.camera in ['north', 'south']",
        "item.camera.startsWith('n')",
        "item.speed > 80.0",
        "label.category == 'refund' && label.alert >= 4",
        "annotator.answers <= 20",
        "(agreement < 0.5 ? unsure : cannot_judge)",
        "agreement\n  < 0.67",
    ],
)
def test_conditions_over_declared_facts_are_taken(text: str) -> None:
    assert said(text) == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("agreement < 1", "< does not go with a number with decimals and a whole number | write 1.0"),
        ("0 <= agreement", "<= does not go with a whole number and a number with decimals | write 0.0"),
        ("agreement == -1", "== does not go with a number with decimals and a whole number | write -1.0"),
        ("round == 1.0", "== does not go with a whole number and a number with decimals | write 1"),
        ("agreement < item.camera", f"< does not go with a number with decimals and a text | {SAME}"),
        ("agreement < 0.5 && 3", f"&& does not go with true or false and a whole number | {SAME}"),
        ("agremeent < 1.0", 'there is no fact agremeent | did you mean "agreement"?'),
        ("item.camra == 'n'", 'item.camra is not declared | did you mean "item.camera"?'),
        ("item.zone == 'n'", "item.zone is not declared | declare it under source: fields: {zone: text}"),
        ("item['camera'] == 'n'", "item stands before a field | write item.camera"),
        (
            "label.boxes == 'n'",
            f"label.boxes has no one value that a condition could compare | known: {', '.join(CONDITIONS.facts)}",
        ),
        ("confidence < 0.8", f"confidence comes later | now: {', '.join(CONDITIONS.facts)}"),
        ("prelabel.score < 0.8", f"prelabel comes later | now: {', '.join(CONDITIONS.facts)}"),
        ("abs(agreement) < 0.8", "there is no abs | write both sides: x < -1.0 || x > 1.0"),
        ("agreement", "gives a number with decimals, not true or false | compare it: agreement < 0.67"),
        ("1", "gives a whole number, not true or false | compare it: agreement < 0.67"),
        ("", "must not be empty | "),
        ("agreement <", "ends too early | such as agreement < 0.67"),
        ("agreement = 0.5", "= is not known | write =="),
        ("unsure and cannot_judge", "and is not known | write &&"),
        ("unsure or cannot_judge", "or is not known | write ||"),
        ("agreement.low < 0.5", f"a fact has no member of that name | known: {', '.join(CONDITIONS.facts)}"),
        ("(" * 400 + "unsure" + ")" * 400, "is nested too deeply | "),
        ("unsure || " * 200 + "unsure", "a condition has at most 1,000 characters, not 2,006 | "),
    ],
)
def test_a_wrong_condition_is_told_the_way_out(text: str, says: str) -> None:
    assert said(text) == says


def test_place_of_a_wrong_condition_is_counted_inside_its_text() -> None:
    [problem] = CONDITIONS.check("unsure ||\n  agreement < 1", AT)
    assert (problem.line, problem.column) == (2, 13)


def test_names_inside_quotes_are_no_facts() -> None:
    assert CONDITIONS.uses("item.camera == 'agreement' && label.alert > 3") == {"item.camera", "label.alert"}
    assert CONDITIONS.uses('unsure || item.camera == "round \\" agreement"') == {"unsure", "item.camera"}


@pytest.mark.parametrize(
    ("text", "facts", "holds"),
    [
        ("agreement < 0.67", {"agreement": 0.5}, True),
        ("agreement < 0.67", {"agreement": 0.67}, False),
        ("agreement < 0.67", {"agreement": 0}, True),
        ("round > 1 && unsure", {"round": 2, "unsure": True}, True),
        ('item.camera == "north"', {"item.camera": "north"}, True),
        ("item.speed > 80.0", {"item.speed": "81.5"}, True),
        ("item.speed > 80.0", {"item.speed": 81}, True),
        ("label.category == 'refund'", {"label.category": "billing"}, False),
        ("unsure || agreement < 0.5", {"unsure": True}, True),
        ("round > 1 && agreement < 0.5", {"round": 1}, False),
    ],
)
def test_condition_holds_over_the_facts_there_are(text: str, facts: dict[str, object], holds: bool) -> None:
    assert CONDITIONS.holds(text, facts) is holds


@pytest.mark.parametrize(
    ("text", "facts", "reason"),
    [
        ("agreement < 0.67", {}, "waits for agreement"),
        ("agreement < 0.67", {"agreement": None}, "waits for agreement"),
        ("unsure || agreement < 0.5", {"unsure": False}, "waits for agreement"),
        ("item.camera == 'n'", {"item.camera": 3}, "waits for item.camera"),
        ("item.speed > 1.0", {"item.speed": "fast"}, "waits for item.speed"),
        ("label.alert > 3", {"label.alert": True}, "waits for label.alert"),
        ("round / 0 > 1", {"round": 1}, "cannot be evaluated: divide by zero"),
        ("int(item.camera) > 1", {"item.camera": "n"}, "cannot be evaluated: cannot convert string to int"),
    ],
)
def test_condition_over_a_fact_that_is_not_there_waits_and_says_so(
    text: str, facts: dict[str, object], reason: str
) -> None:
    verdict = CONDITIONS.holds(text, facts)
    assert verdict == Undecided(reason)
    assert not verdict


def test_loop_over_loops_is_cut_off_and_not_run() -> None:
    numbers = f"[{','.join('1' * 40)}]"
    text = f"{numbers}.all(a, {numbers}.all(b, {numbers}.all(c, {numbers}.all(d, a + b + c + d > 0))))"
    assert CONDITIONS.holds(text, {}) == Undecided("cannot be evaluated: Iteration budget exceeded")


def test_facts_nobody_declared_change_nothing() -> None:
    assert CONDITIONS.holds("round == 1", {"round": 1, "item.other": "x", "weather": object()}) is True


@given(st.text(max_size=LONGEST + 20) | st.text(alphabet="agremnt<>=!&|().01 '\"?:[]{}item.\n", max_size=80))
def test_any_text_is_taken_or_refused_but_never_breaks(text: str) -> None:
    for problem in CONDITIONS.check(text, AT):
        assert problem.message
    if not CONDITIONS.check(text, AT):
        assert isinstance(CONDITIONS.holds(text, {}), (bool, Undecided))


facts_of_one_item = st.fixed_dictionaries(
    {},
    optional={
        "agreement": st.floats(0, 1),
        "round": st.integers(1, 5),
        "unsure": st.booleans(),
        "cannot_judge": st.booleans(),
        "item.camera": st.text(max_size=5),
        "item.speed": st.floats() | st.text(max_size=4),
    },
)


@given(facts_of_one_item, st.floats(0, 1).map(lambda x: round(x, 3)))
def test_condition_agrees_with_python_where_every_fact_is_there(facts: dict[str, object], limit: float) -> None:
    verdict = CONDITIONS.holds(f"agreement < {limit:.3f} && !unsure", facts)
    agreement, unsure = facts.get("agreement"), facts.get("unsure")
    if isinstance(agreement, float) and isinstance(unsure, bool):
        assert verdict is (agreement < limit and not unsure)
    elif unsure is True or (isinstance(agreement, float) and agreement >= limit):
        assert verdict is False
    else:
        assert isinstance(verdict, Undecided)


def test_every_fact_of_every_project_can_stand_in_a_condition() -> None:
    for name, kind in FACTS.items():
        text = {"double": f"{name} < 1.0", "int": f"{name} < 1", "bool": name}[kind]
        assert said(text) == ""
