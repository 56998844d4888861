"""A guideline's text as sections that annotations and classes can point to.

A section is a level-two heading with an identity that outlives its words: `## Tight boxes {#s-tight}`. Headings that
come without one are given one; what stands before the first heading is the section `s-intro` without a heading.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from markdown_it import MarkdownIt

from labelwright.errors import InvalidRequest, Problem

LONGEST = 500_000  # characters
_HEADING = re.compile(r"^##[ \t]+(?P<words>.*?)[ \t]*(?:\{#(?P<uid>[^}\s]*)\})?[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_UID = re.compile(r"s-[a-z0-9][a-z0-9-]{0,60}")
_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class Section:
    """One section; `html` is safe to show: no HTML of the writer's comes through."""

    uid: str
    heading: str
    html: str


def with_uids(document: str, used: Collection[str] = ()) -> str:
    """The document with an identity on every heading. `used` were given before and are not given anew.

    Raises InvalidRequest for an identity that is malformed or stands twice, and for a text over LONGEST.
    """
    if len(document) > LONGEST:
        raise InvalidRequest(f"A guideline has at most {LONGEST:,} characters; this has {len(document):,}.")
    lines = document.replace("\r\n", "\n").split("\n")
    headings = _headings(lines)
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, heading in headings:
        uid = heading["uid"]
        if uid is None:
            continue
        if not _UID.fullmatch(uid):
            what = f"{uid!r} is no section identity"
            problems.append(Problem(("document",), what, "write {#s-some-words}", line=number + 1))
        elif uid in seen:
            problems.append(Problem(("document",), f"{uid} stands twice", "each section has its own", line=number + 1))
        seen.add(uid)
    if problems:
        raise InvalidRequest("The guideline's sections cannot be told apart.", problems)
    for number, heading in headings:
        if heading["uid"] is None:
            uid = _fresh(heading["words"], seen | set(used))
            seen.add(uid)
            lines[number] = f"## {heading['words']} {{#{uid}}}"
    return "\n".join(lines)


def uids(document: str) -> frozenset[str]:
    """The identities in a document."""
    return frozenset(heading["uid"] for _, heading in _headings(document.split("\n")) if heading["uid"])


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
        found.append(Section(heading["uid"] or "", heading["words"], _markdown.render(body)))
    return found


def _headings(lines: list[str]) -> list[tuple[int, re.Match[str]]]:
    """Level-two headings with their line numbers; lines inside code fences are none."""
    found = []
    fence = ""
    for number, line in enumerate(lines):
        if (mark := _FENCE.match(line)) is not None:
            fence = mark[1] if not fence else "" if mark[1] == fence else fence
        elif not fence and (heading := _HEADING.match(line)) is not None:
            found.append((number, heading))
    return found


def _fresh(words: str, taken: Collection[str]) -> str:
    stem = "s-" + (re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].strip("-") or "section")
    uid, n = stem, 2
    while uid in taken:
        uid, n = f"{stem}-{n}", n + 1
    return uid
