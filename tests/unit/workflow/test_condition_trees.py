"""Any condition that can be written means what it says: the library against a second evaluator, a few lines long.

Conditions are drawn as trees, written as CEL text, and evaluated twice over the same facts, some of which are missing.
The second evaluator knows three truth values, after Kleene: true, false, and not known yet.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwright.workflow.conditions import Conditions, Undecided

CONDITIONS = Conditions(
    {"camera": "text", "speed": "number"},
    {"category": "choice", "level": "rating", "size": "number", "blurred": "boolean"},
)
AT = ("when",)

BOOLS = ("unsure", "cannot_judge", "label.blurred")
INTS = ("round", "annotator.answers", "label.level")
DOUBLES = ("agreement", "item.speed", "label.size")
TEXTS = ("item.camera", "label.category")
COMPARE: Mapping[str, Callable[[object, object], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}

Facts = Mapping[str, object]


@dataclass(frozen=True)
class Fact:
    name: str

    def text(self) -> str:
        return self.name

    def value(self, facts: Facts) -> bool | None:
        known = facts.get(self.name)
        assert known is None or isinstance(known, bool)
        return known


@dataclass(frozen=True)
class Compared:
    name: str
    sign: str
    literal: object

    def text(self) -> str:
        literal = f"'{self.literal}'" if isinstance(self.literal, str) else repr(self.literal)
        return f"{self.name} {self.sign} {literal}"

    def value(self, facts: Facts) -> bool | None:
        known = facts.get(self.name)
        return None if known is None else COMPARE[self.sign](known, self.literal)


@dataclass(frozen=True)
class Among:
    name: str
    literals: tuple[str, ...]

    def text(self) -> str:
        return f"{self.name} in [{', '.join(repr(one) for one in self.literals)}]"

    def value(self, facts: Facts) -> bool | None:
        known = facts.get(self.name)
        return None if known is None else known in self.literals


@dataclass(frozen=True)
class Not:
    inner: Tree

    def text(self) -> str:
        return f"!({self.inner.text()})"

    def value(self, facts: Facts) -> bool | None:
        known = self.inner.value(facts)
        return None if known is None else not known


@dataclass(frozen=True)
class Both:
    left: Tree
    right: Tree

    def text(self) -> str:
        return f"({self.left.text()}) && ({self.right.text()})"

    def value(self, facts: Facts) -> bool | None:
        known = (self.left.value(facts), self.right.value(facts))
        if False in known:
            return False
        return None if None in known else True


@dataclass(frozen=True)
class Either:
    left: Tree
    right: Tree

    def text(self) -> str:
        return f"({self.left.text()}) || ({self.right.text()})"

    def value(self, facts: Facts) -> bool | None:
        known = (self.left.value(facts), self.right.value(facts))
        if True in known:
            return True
        return None if None in known else False


Tree = Fact | Compared | Among | Not | Both | Either

numbers = st.floats(-4, 4).map(lambda x: round(x, 2) + 0.0)
words = st.text("abc", max_size=2)
signs = st.sampled_from(sorted(COMPARE))
leaves = st.one_of(
    st.builds(Fact, st.sampled_from(BOOLS)),
    st.builds(Compared, st.sampled_from(INTS), signs, st.integers(-4, 4)),
    st.builds(Compared, st.sampled_from(DOUBLES), signs, numbers),
    st.builds(Compared, st.sampled_from(TEXTS), signs, words),
    st.builds(Among, st.sampled_from(TEXTS), st.lists(words, min_size=1, max_size=3).map(tuple)),
)
trees = st.recursive(
    leaves,
    lambda inner: st.builds(Not, inner) | st.builds(Both, inner, inner) | st.builds(Either, inner, inner),
    max_leaves=8,
)
facts = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.booleans() for name in BOOLS},
        **{name: st.integers(-4, 4) for name in INTS},
        **dict.fromkeys(DOUBLES, numbers),
        **dict.fromkeys(TEXTS, words),
    },
)


@settings(max_examples=300)
@given(trees, facts)
def test_condition_means_what_it_says(tree: Tree, known: dict[str, object]) -> None:
    text = tree.text()
    assert CONDITIONS.check(text, AT) == []
    verdict, expected = CONDITIONS.holds(text, known), tree.value(known)
    if expected is None:
        assert isinstance(verdict, Undecided)
        assert verdict.reason.removeprefix("waits for ") not in known
    else:
        assert verdict is expected


@given(trees)
def test_condition_uses_the_facts_that_stand_in_it_and_no_others(tree: Tree) -> None:
    def named(one: Tree) -> set[str]:
        if isinstance(one, (Fact, Compared, Among)):
            return {one.name}
        return named(one.inner) if isinstance(one, Not) else named(one.left) | named(one.right)

    assert CONDITIONS.uses(tree.text()) == named(tree)


@given(trees, facts, st.sampled_from([*BOOLS, *INTS, *DOUBLES, *TEXTS]))
def test_fact_that_arrives_never_turns_a_verdict_over(tree: Tree, known: dict[str, object], late: str) -> None:
    """What was decided without a fact stays decided when the fact is there."""
    before = CONDITIONS.holds(tree.text(), {name: value for name, value in known.items() if name != late})
    after = CONDITIONS.holds(tree.text(), known)
    if isinstance(before, bool):
        assert after is before


@given(trees, st.sampled_from(DOUBLES), st.integers(-9, 9))
def test_whole_number_beside_a_decimal_is_told_how_to_write_it(tree: Tree, fact: str, number: int) -> None:
    [problem] = CONDITIONS.check(f"({tree.text()}) && {fact} < {number}", AT)
    assert problem.hint == f"write {number}.0"
    assert problem.line == 1
    assert problem.column == len(f"({tree.text()}) && {fact} <")


@given(trees, st.sampled_from([*BOOLS, *INTS, *DOUBLES, *TEXTS]))
def test_misspelt_fact_is_named_with_the_right_one(tree: Tree, fact: str) -> None:
    wrong = fact[:-1] + "x" + fact[-1]
    [problem] = CONDITIONS.check(f"{wrong} == {fact} && ({tree.text()})", AT)
    assert wrong in problem.message
    assert f'did you mean "{fact}"?' in problem.hint
    assert (problem.line, problem.column) == (1, 1 if "." not in fact else fact.index(".") + 1)


@pytest.mark.parametrize("kind", ["text", "number"])
def test_item_field_of_each_kind_can_be_compared(kind: str) -> None:
    conditions = Conditions({"f": kind}, {})
    literal = {"text": "'a'", "number": "1.0"}[kind]
    assert conditions.check(f"item.f == {literal}", AT) == []


@pytest.mark.parametrize(
    ("kind", "literal"), [("choice", "'a'"), ("text", "'a'"), ("boolean", "true"), ("rating", "3"), ("number", "3.0")]
)
def test_label_field_of_each_type_can_be_compared(kind: str, literal: str) -> None:
    conditions = Conditions({}, {"f": kind})
    assert conditions.check(f"label.f == {literal}", AT) == []


@pytest.mark.parametrize("kind", ["box", "multi_choice", "boxes", ""])
def test_label_field_without_one_value_has_no_fact(kind: str) -> None:
    [problem] = Conditions({}, {"f": kind}).check("label.f == 'a'", AT)
    assert problem.message == "label.f has no one value that a condition could compare"
