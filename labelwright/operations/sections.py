"""A guideline's text as sections that annotations and classes can point to.

A section is a level-two heading with an identity that outlives its words: `## Tight boxes {#s-tight}`. Headings that
come without one are given one; what stands before the first heading is the section `s-intro` without a heading.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from markdown_it import MarkdownIt

from labelwright.errors import InvalidRequest, Problem

LONGEST = 500_000  # characters
LONGEST_PASSAGE = 20_000  # characters without an empty line: showing one takes time by the square of its length
_OPENING = ("## ", "##\t")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_UID = re.compile(r"s-[a-z0-9][a-z0-9-]{0,60}")
_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class Section:
    """One section; `html` is safe to show: no HTML of the writer's comes through."""

    uid: str
    heading: str
    html: str


class Heading(NamedTuple):
    """A level-two heading: its words, and the identity at its end where it has one."""

    words: str
    uid: str | None


def with_uids(document: str, used: Collection[str] = ()) -> str:
    """The document with an identity on every heading. `used` were given before and are not given anew.

    Raises InvalidRequest for an identity that is malformed or stands twice, and for a text or a passage that is too
    long.
    """
    if len(document) > LONGEST:
        raise InvalidRequest(f"A guideline has at most {LONGEST:,} characters; this has {len(document):,}.")
    lines = document.replace("\r\n", "\n").split("\n")
    headings = _headings(lines)
    long = f"a passage of over {LONGEST_PASSAGE:,} characters"
    problems = [Problem(("document",), long, "put an empty line into it", line=at) for at in _too_long(lines)]
    seen: set[str] = set()
    for number, heading in headings:
        uid = heading.uid
        if uid is None:
            continue
        if not _UID.fullmatch(uid):
            what = f"{uid!r} is no section identity"
            problems.append(Problem(("document",), what, "write {#s-some-words}", line=number + 1))
        elif uid in seen:
            problems.append(Problem(("document",), f"{uid} stands twice", "each section has its own", line=number + 1))
        seen.add(uid)
    if problems:
        raise InvalidRequest("The guideline cannot be taken as it is.", problems)
    taken = seen | set(used)
    numbers: dict[str, int] = {}
    for number, heading in headings:
        if heading.uid is None:
            uid = _fresh(heading.words, taken, numbers)
            taken.add(uid)
            lines[number] = f"## {heading.words} {{#{uid}}}"
    return "\n".join(lines)


def uids(document: str) -> frozenset[str]:
    """The identities in a document."""
    return frozenset(heading.uid for _, heading in _headings(document.split("\n")) if heading.uid)


def read(document: str) -> list[Section]:
    """The sections in order."""
    lines = document.split("\n")
    headings = _headings(lines)
    starts = [number for number, _ in headings]
    intro = "\n".join(lines[: starts[0]] if starts else lines).strip()
    found = [Section("s-intro", "", _markdown.render(intro))] if intro else []
    ends = [*starts[1:], len(lines)][: len(starts)]
    for (number, heading), end in zip(headings, ends, strict=True):
        body = "\n".join(lines[number + 1 : end]).strip()
        found.append(Section(heading.uid or "", heading.words, _markdown.render(body)))
    return found


def _too_long(lines: list[str]) -> list[int]:
    """The lines (from 1) where passages begin that are too long."""
    found: list[int] = []
    first, length = 1, 0
    for number, line in enumerate(lines, 1):
        if not line.strip() or line[:3] in _OPENING:
            first, length = number + 1, 0
            continue
        length += len(line)
        if length > LONGEST_PASSAGE and first not in found[-1:]:
            found.append(first)
    return found


def _headings(lines: list[str]) -> list[tuple[int, Heading]]:
    """Level-two headings with their line numbers; lines inside code fences are none."""
    found = []
    fence = ""
    for number, line in enumerate(lines):
        if (mark := _FENCE.match(line)) is not None:
            fence = mark[1] if not fence else "" if mark[1] == fence else fence
        elif not fence and (heading := _heading(line)) is not None:
            found.append((number, heading))
    return found


def _heading(line: str) -> Heading | None:
    """The heading that a line is. No pattern: one that allows blanks anywhere tries them in every way."""
    if line[:3] not in _OPENING:
        return None
    text = line[3:].strip(" \t")
    if text.endswith("}"):
        inner = text[:-1]
        after = max((at for at, one in enumerate(inner) if one == "}" or one.isspace()), default=-1) + 1
        at = inner.find("{#", after)
        if at >= 0:
            return Heading(text[:at].rstrip(" \t"), inner[at + 2 :])
    return Heading(text, None)


def _fresh(words: str, taken: Collection[str], numbers: dict[str, int]) -> str:
    """An identity that is not taken; `numbers` remember how far the counting of the same words has come."""
    stem = "s-" + (re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].strip("-") or "section")
    uid, n = stem, numbers.get(stem, 2)
    while uid in taken:
        uid, n = f"{stem}-{n}", n + 1
    numbers[stem] = n
    return uid
