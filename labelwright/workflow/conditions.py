"""Conditions: CEL expressions over typed facts, checked when a definition is read.

    agreement < 0.67 && round == 1
    item.camera == "north" || label.category == "refund"

CEL (cel.dev) is total and without effects: an expression cannot loop for long, reach out or change anything. This is
the only module that knows the library; its messages are turned into ones that name the way out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from cel_expr_python import cel  # type: ignore[import-untyped]  # it ships stubs without a py.typed marker

from labelwright.errors import Path, Problem
from labelwright.reading import nearest

LONGEST = 1_000
FACTS = {
    "agreement": "double",  # of the item's answers at the stage, 0 to 1; only where there are several
    "round": "int",  # 1, and one more each time the item came back
    "unsure": "bool",  # somebody marked their answer as unsure
    "cannot_judge": "bool",  # somebody answered that the item cannot be judged
    "annotator.answers": "int",  # how many answers the author of the last one has given at the stage
}
LATER = ("confidence", "prelabel", "cost", "alpha", "golden", "questions", "skill", "entropy")
_TYPES = {"double": cel.Type.DOUBLE, "int": cel.Type.INT, "bool": cel.Type.BOOL, "string": cel.Type.STRING}
_ITEM_TYPES = {"text": "string", "number": "double"}
_LABEL_TYPES = {"choice": "string", "boolean": "bool", "rating": "int", "number": "double", "text": "string"}
_INSTEAD = {"and": "&&", "or": "||", "not": "!", "=": "=="}
_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")
_OVERLOAD = re.compile(r"found no matching overload for '(\S+)' applied to '\((.*)\)'")
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_UNKNOWN = re.compile(r'No value with name "([^"]*)"')
_STRINGS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_NAMES = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")


@dataclass(frozen=True, slots=True)
class Undecided:
    """Why a condition is neither true nor false: `waits for agreement`, or an error in the evaluation."""

    reason: str

    def __bool__(self) -> bool:
        """An undecided condition does not hold."""
        return False


class Conditions:
    """The conditions that one definition may write: over the facts of every project, its items' fields and its label.

    `item_fields` gives the kind (`text`, `number`) of each declared item field, `label_fields` the type of each field
    of the schema. `label.*` is the label as it stands when the stage is done; fields without one value have no fact.
    """

    def __init__(self, item_fields: Mapping[str, str], label_fields: Mapping[str, str]) -> None:
        items = {f"item.{name}": _ITEM_TYPES[kind] for name, kind in item_fields.items()}
        label = {f"label.{name}": _LABEL_TYPES[kind] for name, kind in label_fields.items() if kind in _LABEL_TYPES}
        named = {name: kind for name, kind in {**items, **label}.items() if _NAMES.fullmatch(name)}
        self.facts: Mapping[str, str] = {**FACTS, **named}
        self._compiled: dict[str, cel.Expression] = {}

    @cached_property
    def _environment(self) -> cel.Env:
        return cel.NewEnv(variables={name: _TYPES[kind] for name, kind in self.facts.items()})

    def check(self, text: str, path: Path) -> list[Problem]:
        """What is wrong with a condition; line and column count inside its own text. Empty where it can be used."""
        if len(text) > LONGEST:
            return [Problem(path, f"a condition has at most {LONGEST:,} characters, not {len(text):,}")]
        try:
            expression = self._compile(text)
        except (RuntimeError, ValueError) as error:
            return self._problems(text, path, str(error))
        kind = str(expression.return_type().name()).lower()
        if kind != "bool":
            return [Problem(path, f"gives {_article(kind)}, not true or false", "compare it: agreement < 0.67")]
        return []

    def uses(self, text: str) -> frozenset[str]:
        """The facts that a condition names."""
        return frozenset(_NAMES.findall(_STRINGS.sub('""', text))) & frozenset(self.facts)

    def holds(self, text: str, facts: Mapping[str, object]) -> bool | Undecided:
        """Whether a checked condition holds over these facts; None or absence means that a fact is not there yet.

        `false && x` is false whatever x will be, so a condition waits only for facts that could still decide it.

        >>> Conditions({}, {}).holds("agreement < 0.67", {"agreement": 0.5})
        True
        >>> Conditions({}, {}).holds("agreement < 0.67", {}).reason
        'waits for agreement'
        """
        known = {name: _as(self.facts[name], value) for name, value in facts.items() if name in self.facts}
        there = {name: value for name, value in known.items() if value is not None}
        try:
            value = self._compile(text).eval(data=there).plain_value()
        except RuntimeError as error:  # the budget of an evaluation is spent
            value = str(error)
        if isinstance(value, bool):
            return value
        waits = _UNKNOWN.search(str(value))
        return Undecided(f"waits for {waits[1]}" if waits else f"cannot be evaluated: {_tail(str(value))}")

    def _compile(self, text: str) -> cel.Expression:
        if text not in self._compiled:
            self._compiled[text] = self._environment.compile(text)
        return self._compiled[text]

    def _problems(self, text: str, path: Path, error: str) -> list[Problem]:
        found = [(int(m[1]), int(m[2]), m[3].strip()) for m in _ERROR.finditer(error)]
        if not found:
            deep = "recursion limit" in error
            return [Problem(path, "is nested too deeply" if deep else f"cannot be read: {_tail(error)}")]
        line, column, message = found[0]  # what follows is mostly a consequence of the first
        what, hint = self._say(text, message, _offset(text, line, column))
        return [Problem(path, what, hint, line, column)]

    def _say(self, text: str, message: str, at: int) -> tuple[str, str]:
        if undeclared := _UNDECLARED.search(message):
            return self._undeclared(undeclared[1])
        if overload := _OVERLOAD.search(message):
            return _mismatch(text, at, overload[1].strip("_"), overload[2].split(", "))
        if "mismatched input '<EOF>'" in message:
            return ("ends too early", "such as agreement < 0.67") if text.strip() else ("must not be empty", "")
        for word, instead in _INSTEAD.items():
            if re.search(rf"(?:input|at:) '{re.escape(word)}\s*'", message):
                return f"{word} is not known", f"write {instead}"
        if "operand of a select operation" in message:
            return "a fact has no member of that name", f"known: {', '.join(self.facts)}"
        return f"cannot be read: {message.split(' expecting ')[0].removeprefix('Syntax error: ')}", ""

    def _undeclared(self, name: str) -> tuple[str, str]:
        first, _, member = name.partition(".")
        if first in LATER and name not in self.facts:
            return f"{first} comes later", f"now: {', '.join(self.facts)}"
        if first == "item" and member:
            declare = f"declare it under source: fields: {{{member}: text}}"
            return f"{name} is not declared", self._member(first, member) or declare
        if first == "label" and member:
            if near := self._member(first, member):
                return f"there is no fact {name}", near
            return f"{name} has no one value that a condition could compare", f"known: {', '.join(self.facts)}"
        if name == "item":
            return "item stands before a field", "write item.camera"
        if name == "abs":
            return "there is no abs", "write both sides: x < -1.0 || x > 1.0"
        return f"there is no fact {name}", nearest(name, self.facts)


    def _member(self, first: str, member: str) -> str:
        members = [fact.removeprefix(f"{first}.") for fact in self.facts if fact.startswith(f"{first}.")]
        near = get_close_matches(member, members, n=1)
        return f'did you mean "{first}.{near[0]}"?' if near else ""


def _mismatch(text: str, at: int, operator: str, types: list[str]) -> tuple[str, str]:
    """What to say of an operator over types that do not go together; mostly `agreement < 1`."""
    what = f"{operator} does not go with {' and '.join(_article(kind) for kind in types)}"
    after = re.match(r"\s*[<>=!+*/%-]+\s*(-?\d+(?:\.\d+)?)", text[at:])
    before = re.search(r"(-?\d+(?:\.\d+)?)\s*$", text[:at])
    literal = after or before
    if sorted(types) == ["double", "int"] and literal:
        number = literal[1]
        return what, f"write {number}.0" if "." not in number else f"write {number.split('.')[0]}"
    return what, "both sides must be of one kind"


def _as(kind: str, value: object) -> object:
    """A fact as its declared kind; None (not there) where it is no such thing. Tables hold numbers as texts."""
    try:
        if kind == "double" and isinstance(value, (int, float, str)) and not isinstance(value, bool):
            return float(value)
    except ValueError:
        return None
    python = {"double": float, "int": int, "bool": bool, "string": str}[kind]
    return value if isinstance(value, python) and (kind == "bool" or not isinstance(value, bool)) else None


def _article(kind: str) -> str:
    words = {"double": "a number with decimals", "int": "a whole number", "bool": "true or false", "string": "a text"}
    return words.get(kind, kind)


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    return sum(len(one) + 1 for one in lines[: line - 1]) + column - 1


def _tail(error: str) -> str:
    """The sentence of an error, without the status words around it."""
    return re.sub(r"^[A-Z_]+: |\s*\[[A-Z_]+\]$", "", error.strip().splitlines()[0])
