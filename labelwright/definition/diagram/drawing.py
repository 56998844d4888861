"""The SVG text of a diagram: the same for the same definition, readable without seeing, in the colours of the house."""

from __future__ import annotations

import re
from html import escape as escaped
from typing import Literal

from labelwright.definition.definition import Definition
from labelwright.definition.diagram.layout import Line as Wire
from labelwright.definition.diagram.layout import Place, layout
from labelwright.definition.diagram.scene import Box, Live, Scene, scene
from labelwright.definition.diagram.scene import Line as Words

Theme = Literal["page", "light", "dark"]

# The literal values of the design tokens, for a picture that stands alone.
LIGHT = {
    "canvas": "#f6f6f3", "surface": "#ffffff", "sunken": "#f0f0ec", "line-strong": "#cdccc4", "ink": "#1a1c1e",
    "ink-2": "#565a61", "ink-3": "#696d74", "good": "#26734a",
}  # fmt: skip
DARK = {
    "canvas": "#121416", "surface": "#191c1f", "sunken": "#14171a", "line-strong": "#3e444b", "ink": "#eceef0",
    "ink-2": "#a8aeb6", "ink-3": "#8a919a", "good": "#5dba86",
}  # fmt: skip
SANS = "'Inter Variable', Inter, system-ui, sans-serif"
MONO = "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, monospace"

_ICONS = {
    "data": '<ellipse cx="8" cy="4" rx="5" ry="2"/><path d="M3 4v8c0 1.1 2.2 2 5 2s5-.9 5-2V4"/>'
    '<path d="M3 8c0 1.1 2.2 2 5 2s5-.9 5-2"/>',
    "pilot": '<path d="M3 13.5V3.5M13 13.500V3.500M3 5h10M3 9h10"/>',
    "annotate": '<path d="m3 13 .6-2.8L10.8 3 13 5.200l-7.2 7.200z"/>',
    "review": '<path d="M1.8 8C3.2 5.3 5.4 4 8 4s4.8 1.3 6.2 4c-1.4 2.7-3.6 4-6.2 4S3.2 10.7 1.8 8z"/>'
    '<circle cx="8" cy="8" r="1.8"/>',
    "adjudicate": '<path d="M8 2.500v11M5 13.500h6M3 4.500h10M3 4.5 1.3 9h3.400zM13 4.5 11.3 9h3.400z"/>',
    "accept": '<path d="m3 8.5 3.2 3.200L13 5"/>',
    "drop": '<path d="m4 4 8 8M12 4l-8 8"/>',
    "release": '<path d="m8 2 5.5 3v6L8 14l-5.5-3V5z"/><path d="M2.5 5 8 8l5.5-3M8 8v6"/>',
    "decision": '<path d="M8 2.5 13.5 8 8 13.5 2.5 8z"/>',
    "gate": '<path d="M3 13.500V4M13 13.500V4M3 6.500h10M3 10.500h10M6.3 6.500v4M9.7 6.500v4"/>',
}
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what no XML may hold
_BRANCHING = ("decision", "gate")
_MOST_LINES = 9


def svg(definition: Definition, counts: Live | None = None, theme: Theme = "page") -> str:
    """The pipeline as an SVG document.

    `counts` adds how the project stands. `theme` "page" takes the colours of the page it stands in (CSS variables of
    the design tokens, with the light ones as fallback); "light" and "dark" stand alone. Every stage's group carries
    `data-stage`, so that a page can act on it. No script, no style sheet, nothing from elsewhere.
    """
    pen = _Pen(theme)
    shown = scene(definition, counts)
    words = {box.id: _wrapped(box) for box in shown.boxes.values()}
    sizes = {box.id: _size(box, words[box.id]) for box in shown.boxes.values()}
    placed = layout(shown, sizes)
    what = f"Pipeline of {definition.name}"
    width, height = _n(placed.width), _n(placed.height)
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"',
        f' role="img" aria-labelledby="pipeline-title pipeline-text" font-family="{pen.sans}" font-size="11">',
        f'<title id="pipeline-title">{escape(what)}</title>',
        f'<desc id="pipeline-text">{escape(_told(shown))}</desc>',
    ]
    if theme != "page":
        body.append(f'<rect width="100%" height="100%" fill="{pen("canvas")}"/>')
    body += [pen.lane(lane, middle) for lane, middle in placed.lanes.items()]
    body += [pen.wire(wire) for wire in placed.lines]
    body += [pen.label(wire) for wire in placed.lines if wire.way.label]
    body += [pen.box(box, placed.places[box.id], words[box.id]) for box in shown.boxes.values()]
    return "\n".join([*body, "</svg>", ""])


def _told(shown: Scene) -> str:
    """The diagram in sentences, for who does not see it."""
    sentences = []
    for box in shown.boxes.values():
        ways = [way for way in shown.ways if way.start == box.id]
        if ways:
            to = "; ".join(f"{shown.boxes[w.end].title}{f' ({w.label})' if w.label else ''}" for w in ways)
            lines = ", ".join(line.text for line in box.lines)
            sentences.append(f"{box.title}{f' ({lines})' if lines else ''} leads to {to}.")
    return " ".join(sentences)


def _size(box: Box, words: list[Words]) -> tuple[float, float]:
    if box.kind in _BRANCHING:
        return 172.0, 12 + 18 + 15.0 * len(words)
    return 156.0, 15 + 18 + (22 if box.count is not None else 0) + 15.0 * len(words)


def _wrapped(box: Box) -> list[Words]:
    """The lines of a box, broken where it would leave it; what does not fit stands in the title."""
    inner = 152.0 if box.kind in _BRANCHING else 136.0
    lines = [Words(part, line.code) for line in box.lines for part in _broken(line, inner)]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], Words("…")]


def _broken(line: Words, inner: float) -> list[str]:
    lines = [""]
    for word in line.text.split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if not lines[-1] or len(lines) == 3 or _wide(longer, line.code) <= inner:
            lines[-1] = longer
        else:
            lines.append(word)
    return [_cut(one, line.code, inner) for one in lines]


def _cut(text: str, code: bool, inner: float) -> str:
    if _wide(text, code) <= inner:
        return text
    while text and _wide(text + "…", code) > inner:
        text = text[:-1]
    return text + "…"


def _wide(text: str, code: bool = False) -> float:
    """About how wide a text is at 11 px; a little more than Inter needs, so that nothing leaves its box."""
    if code:
        return 6.62 * len(text)
    return 1.06 * sum(_letter(letter) for letter in text)


def _letter(letter: str) -> float:
    if letter in "iljI.,:;'|!()[] ":
        return 3.4
    if letter in "frt":
        return 4.3
    if letter in "mwMW@%":
        return 9.6
    if ord(letter) > 0x2E7F:
        return 11.5
    return 7.6 if letter.isupper() else 6.3


def escape(text: str) -> str:
    """A text as XML may hold it, in an element or in an attribute."""
    return escaped(_UNPRINTABLE.sub("\ufffd", text))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


class _Pen:
    """Draws in one theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.sans = escape(f"var(--font, {SANS})" if theme == "page" else SANS)
        self.mono = escape(f"var(--mono, {MONO})" if theme == "page" else MONO)

    def __call__(self, token: str) -> str:
        if self.theme == "page":
            return f"var(--{token}, {LIGHT[token]})"
        return (DARK if self.theme == "dark" else LIGHT)[token]

    def text(self, x: float, y: float, words: str, *, ink: str = "ink-2", more: str = "") -> str:
        return f'<text x="{_n(x)}" y="{_n(y)}" fill="{self(ink)}"{more}>{escape(words)}</text>'

    def lane(self, lane: str, middle: float) -> str:
        more = f' text-anchor="middle" transform="rotate(-90 20 {_n(middle)})" letter-spacing="0.4"'
        return self.text(20, middle + 4, lane.capitalize(), ink="ink-3", more=more)

    def wire(self, wire: Wire) -> str:
        points = list(wire.points)
        (ax, ay), (bx, by) = points[-2], points[-1]
        dx, dy = (bx > ax) - (bx < ax), (by > ay) - (by < ay)
        points[-1] = (bx - 6 * dx, by - 6 * dy)
        path = "M" + " L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        head = f"M{_n(bx)} {_n(by)} " + (f"l-4 {-7 * dy} h8z" if dy else f"l{-7 * dx} -4 v8z")
        width = "2.5" if wire.way.main else "1.5"
        dash = ' stroke-dasharray="4 3"' if wire.way.back else ""
        return (
            f'<path d="{path}" fill="none" stroke="{self("ink-3")}" stroke-width="{width}"{dash} '
            f'stroke-linejoin="round"/><path d="{head}" fill="{self("ink-3")}"/>'
        )

    def label(self, wire: Wire) -> str:
        x, y = wire.label
        wide = _wide(wire.way.label) + 8
        return (
            f'<rect x="{_n(x - wide / 2)}" y="{_n(y - 8)}" width="{_n(wide)}" height="16" fill="{self("canvas")}"/>'
            + self.text(x, y + 4, wire.way.label, more=' text-anchor="middle"')
        )

    def box(self, box: Box, place: Place, words: list[Words]) -> str:
        told = "\n".join([box.title, *(line.text for line in box.lines)])
        stage = f' data-stage="{escape(box.stage)}"' if box.stage else ""
        parts = [f'<g data-kind="{box.kind}"{stage}><title>{escape(told)}</title>', self._frame(box, place)]
        branching = box.kind in _BRANCHING
        x, y = place.x + (11 if branching else 10), place.y + (6 if branching else 7)
        parts.append(self._icon(box.kind, x, y + 1, 14 if branching else 16))
        size = 12 if branching else 13
        more = f' font-size="{size}" font-weight="600"'
        parts.append(self.text(x + (20 if branching else 22), y + 13, box.title, ink="ink", more=more))
        y += 18
        if box.count is not None:
            parts.append(self._count(box, x, y))
            y += 22
        for line in words:
            more = f' font-family="{self.mono}"' if line.code else ""
            parts.append(self.text(x, y + 11.5, line.text, ink="ink" if line.code else "ink-2", more=more))
            y += 15
        return "".join([*parts, "</g>"])

    def _frame(self, box: Box, place: Place) -> str:
        branching = box.kind in _BRANCHING
        fill, line = self("sunken" if box.done and not branching else "surface"), self("line-strong")
        frame = (
            f'<rect x="{_n(place.x + 0.5)}" y="{_n(place.y + 0.5)}" width="{_n(place.width - 1)}" '
            f'height="{_n(place.height - 1)}" rx="{4 if branching else 6}" fill="{fill}" stroke="{line}"/>'
        )
        if not branching:
            return frame
        bar = self("good" if box.kind == "gate" and box.done else "ink-2")
        path = f"M{_n(place.x + 3)} {_n(place.y)} h-1 a2 4 0 0 0 -2 4 v{_n(place.height - 8)} a2 4 0 0 0 2 4 h1z"
        return f'{frame}<path d="{path}" fill="{bar}"/>'

    def _icon(self, kind: str, x: float, y: float, size: int) -> str:
        return (
            f'<g transform="translate({_n(x)} {_n(y)}) scale({size / 16:g})" fill="none" stroke="{self("ink-2")}" '
            f'stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">{_ICONS[kind]}</g>'
        )

    def _count(self, box: Box, x: float, y: float) -> str:
        return (
            f'<text x="{_n(x)}" y="{_n(y + 16)}" fill="{self("ink")}" font-size="15" font-weight="600">{box.count:,}'
            f'<tspan dx="5" fill="{self("ink-2")}" font-size="12" font-weight="400">{escape(box.unit)}</tspan></text>'
        )

