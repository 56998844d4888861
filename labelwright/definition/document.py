"""The text of a definition as plain values, with the line and column of each.

YAML is read event by event and far narrower than it is: no anchors and aliases (bombs are made of them), no tags, one
document, every key once, and limits on size, depth and number of values. Words are what they look like: `yes` and
`2027-03-31` are texts, only `true` and `false` are booleans.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from labelwright.errors import InvalidDefinition, Path, Problem

MOST_BYTES = 1_000_000
MOST_VALUES = 20_000
DEEPEST = 20

_INT = re.compile(r"[-+]?\d{1,18}")
_FLOAT = re.compile(r"[-+]?(\d{1,18}\.\d{0,18}|\.\d{1,18}|\d{1,18})([eE][-+]?\d{1,2})?")
_WORDS: Mapping[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the text, counted from 1. `inside` is where a value's own text begins, if it stands there as is."""

    line: int
    column: int
    inside: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a text and the spot of each path: of its key, or of the entry of a list."""

    value: object
    spots: Mapping[Path, Spot]

    def locate(self, problem: Problem) -> Problem:
        """The problem with its line and column.

        A problem that already counts inside the text of a value (a condition) is moved to where that text stands.
        A path that is not in the text (a missing key) lies where the nearest thing around it does.
        """
        path = problem.path
        while path not in self.spots and path:
            path = path[:-1]
        spot = self.spots.get(path, Spot(1, 1))
        line, column = spot.line, spot.column
        if problem.line == 1 and problem.column is not None and spot.inside and path == problem.path:
            line, column = spot.inside[0], spot.inside[1] + problem.column - 1
        return replace(problem, line=line, column=column)


def parse(text: str) -> Document:
    """The values and spots of a text. Raises InvalidDefinition where it is no such document, naming line and column."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise _invalid(f"the document is larger than {MOST_BYTES // 1_000_000} MB", Spot(1, 1))
    builder = _Builder()
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        spot = Spot(mark.line + 1, mark.column + 1) if mark else Spot(1, 1)
        raise _invalid(f"this is no YAML: {error.problem or error.context}", spot, _yaml_hint(error)) from None
    except ReaderError as error:
        before = text[: error.position]
        spot = Spot(before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise _invalid(f"the character U+{error.character:04X} cannot stand in a document", spot) from None
    except (YAMLError, ValueError, OverflowError) as error:
        raise _invalid(f"this is no YAML: {error}", Spot(1, 1)) from None
    if not builder.documents or builder.value is None:
        raise _invalid("the document is empty", Spot(1, 1), "start with project: my-project")
    if builder.problems:
        raise InvalidDefinition("The document cannot be read.", builder.problems)
    return Document(builder.value, builder.spots)


def _invalid(message: str, spot: Spot, hint: str = "") -> InvalidDefinition:
    return InvalidDefinition("The document cannot be read.", [Problem((), message, hint, spot.line, spot.column)])


def _yaml_hint(error: MarkedYAMLError) -> str:
    problem = str(error.problem)
    if "\\t" in problem:
        return "indent with spaces, not tabs"
    if "mapping values are not allowed" in problem:
        return 'a text with ": " in it needs quotes'
    return ""


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read. `key` is the key whose value comes next; None: a key comes next."""

    value: dict[str, object] | list[object]
    path: Path
    key: str | None = None


class _Builder:
    """Turns events into values without recursion, so that depth costs nothing but its limit."""

    def __init__(self) -> None:
        self.value: object = None
        self.documents = 0
        self.spots: dict[Path, Spot] = {}
        self.problems: list[Problem] = []
        self._open: list[_Open] = []
        self._count = 0

    def take(self, event: Event) -> None:
        """One event. Raises InvalidDefinition where going on would be pointless or costly."""
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _invalid("there is a second document", _spot(event), "a definition is one document, without ---")
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._open.pop()
        elif isinstance(event, NodeEvent):
            self._begin(event)

    def _begin(self, event: NodeEvent) -> None:
        spot = _spot(event)
        if isinstance(event, AliasEvent) or event.anchor:
            raise _invalid("anchors and aliases are not used here", spot, "write the value out where it is meant")
        if isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent)) and event.tag is not None:
            raise _invalid(f"the tag {str(event.tag)[:40]} is not used here", spot, "leave it out")
        self._count += 1
        if self._count > MOST_VALUES:
            raise _invalid(f"the document has more than {MOST_VALUES:,} values", spot)
        top = self._open[-1] if self._open else None
        if isinstance(top.value if top else None, dict) and top is not None and top.key is None:
            self._key(top, event, spot)
        else:
            self._value(top, event, spot)

    def _key(self, top: _Open, event: Event, spot: Spot) -> None:
        if not isinstance(event, ScalarEvent):
            raise _invalid("a key must be a word", spot, "a value that starts with { or [ needs a key before it")
        key = str(event.value)
        path = (*top.path, key)
        if isinstance(top.value, dict) and key in top.value:
            first = self.spots[path]
            message = f"the key stands here a second time, first on line {first.line}"
            self.problems.append(Problem(path, message, "keep one of the two", spot.line, spot.column))
        top.key = key
        self.spots[path] = spot

    def _value(self, top: _Open | None, event: Event, spot: Spot) -> None:
        path: Path = ()
        if top is not None:
            path = (*top.path, len(top.value) if isinstance(top.value, list) else str(top.key))
        value: object
        if isinstance(event, ScalarEvent):
            value = _scalar(event)
            inside = _inside(event, spot)
            known = self.spots.get(path, spot)
            self.spots[path] = replace(known, inside=inside)
        else:
            value = {} if isinstance(event, MappingStartEvent) else []
            self.spots.setdefault(path, spot)
        if top is None:
            self.value = value
        elif isinstance(top.value, list):
            top.value.append(value)
        else:
            top.value[str(top.key)] = value
            top.key = None
        if isinstance(value, (dict, list)):
            self._open.append(_Open(value, path))
            if len(self._open) > DEEPEST:
                raise _invalid(f"the document is nested deeper than {DEEPEST}", spot)


def _spot(event: Event) -> Spot:
    return Spot(event.start_mark.line + 1, event.start_mark.column + 1)


def _inside(event: ScalarEvent, spot: Spot) -> tuple[int, int] | None:
    """Where a scalar's own text begins, where it stands in the document letter by letter on one line."""
    if event.start_mark.line != event.end_mark.line or event.style in ("|", ">"):
        return None
    quotes = 1 if event.style in ("'", '"') else 0
    width = event.end_mark.column - event.start_mark.column - 2 * quotes
    return (spot.line, spot.column + quotes) if width == len(event.value) else None


def _scalar(event: ScalarEvent) -> object:
    text = str(event.value)
    if event.style is not None:  # quoted, or a block of text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
