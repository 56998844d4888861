"""How documents are read: key by key, every problem collected with its path, none ending the reading."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from math import isfinite

from labelwright.errors import Path, Problem
from labelwright.ontology import texts

NAME_LIMIT = 100  # code points of a name people read
TEXT_LIMIT = 2_000  # code points of a help or description
NUMBER_LIMIT = 10**15  # within it every whole number is exact as a float

_KEY = re.compile(r"[a-z0-9]")
_COLOR = re.compile(r"#[0-9a-f]{6}")


def nearest(word: object, known: Iterable[str]) -> str:
    """The hint for a word that is not known: the nearest known one, else the list of them."""
    names = list(known)
    close = get_close_matches(word[:64].lower(), names, n=1, cutoff=0.6) if isinstance(word, str) else []
    if close:
        return f"did you mean {close[0]}?"
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return f"known here: {', '.join(names[:12])}{more}" if names else ""


def shown(value: object) -> str:
    """A value as a message names it: short, on one line, whatever it is."""
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:40] + "…")
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return f"{value}" if -NUMBER_LIMIT <= value <= NUMBER_LIMIT else "a number out of range"
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else f"a {type(value).__name__}"


def number(value: object) -> int | float | None:
    """The number that a value is: finite, within ±10^15, whole ones as int, never a boolean; None for all else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not -NUMBER_LIMIT <= value <= NUMBER_LIMIT:  # NaN and the infinities fail it too
        return None
    return int(value) if value == int(value) else float(value)


class Reading:
    """What one reading found: `problems` in document order, and which keyboard keys are taken."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._taken: dict[str, Path] = {}

    def complain(self, path: Path, message: str, hint: str = "") -> None:
        """Keeps one problem."""
        self.problems.append(Problem(path, message, hint))

    def claim(self, key: str, path: Path) -> str:
        """Takes a keyboard key (`a` to `z`, `0` to `9`) for the whole form; "" where it is not one or taken."""
        lower = key.lower()
        if not _KEY.fullmatch(lower):
            self.complain(path, f"{shown(key)} is no key", "one letter a to z or one digit")
        elif lower in self._taken:
            place = Problem(self._taken[lower], "").place
            self.complain(path, f"the key {lower} is taken by {place.removesuffix('.key')}", "one key means one thing")
        else:
            self._taken[lower] = path
            return lower
        return ""


class Section:
    """One mapping of a document. Asking for a key makes it known; `finish` refuses those nobody asked for."""

    def __init__(self, document: Mapping[object, object], path: Path, reading: Reading) -> None:
        self.document = document
        self.path = path
        self.reading = reading
        self._asked: list[str] = []

    @classmethod
    def open(cls, value: object, path: Path, reading: Reading, what: str) -> Section | None:
        """The section that a value is, or None and a problem where it is no mapping."""
        if isinstance(value, Mapping):
            return cls(value, path, reading)
        reading.complain(path, f"{what} is a mapping of keys to values, not {shown(value)}")
        return None

    def get(self, key: str) -> object:
        """The value as it stands; None where there is none."""
        self._asked.append(key)
        return self.document.get(key)

    def complain(self, key: str, message: str, hint: str = "") -> None:
        """Keeps a problem of the value under `key`, or of the whole section where the key is missing."""
        self.reading.complain((*self.path, key) if key in self.document else self.path, message, hint)

    def text(self, key: str, default: str = "", *, limit: int = TEXT_LIMIT) -> str:
        """A text without white space around it; a name (limit 100) has one line."""
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, str):
            self.complain(key, f"must be text, not {shown(value)}", f'write it in quotes: "{shown(value)}"')
            return default
        text = texts.tidy(str(value))
        if trouble := texts.fault(text):
            self.complain(key, trouble)
        elif len(text) > limit:
            self.complain(key, f"has {len(text):,} characters, at most {limit:,} are allowed")
        elif limit == NAME_LIMIT and "\n" in text:
            self.complain(key, "must be on one line")
        else:
            return text
        return default

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.get(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.complain(key, f"must be true or false, not {shown(value)}")
        return default

    def number(self, key: str, *, over: int | float | None = None) -> int | float | None:
        """A finite number (greater than `over`), or None."""
        value = self.get(key)
        if value is None:
            return None
        found = number(value)
        if found is None or not isfinite(found):
            self.complain(key, f"must be a number within ±10^15, not {shown(value)}")
            return None
        if over is not None and found <= over:
            self.complain(key, f"must be over {over}, not {shown(value)}")
            return None
        return found

    def whole(self, key: str, default: int | None, low: int, high: int) -> int | None:
        """A whole number in low..high."""
        value = self.get(key)
        if value is None:
            return default
        found = number(value)
        if not isinstance(found, int) or not low <= found <= high:
            self.complain(key, f"must be a whole number from {low:,} to {high:,}, not {shown(value)}")
            return default
        return found

    def key(self) -> str:
        """The keyboard key under `key`, taken for the whole form; a bare digit is one too."""
        value = self.get("key")
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            value = shown(value)
        if isinstance(value, str):
            return self.reading.claim(str(value), (*self.path, "key"))
        self.complain("key", f"{shown(value)} is no key", "one letter a to z or one digit")
        return ""

    def color(self) -> str:
        """The colour under `color`, as #rrggbb in small letters."""
        text = self.text("color", limit=NAME_LIMIT).lower()
        if text and not _COLOR.fullmatch(text):
            self.complain("color", f"{shown(text)} is no colour", 'write it as "#1f77b4"')
            return ""
        return text

    def entries(self, key: str, low: int, high: int, what: str) -> Iterator[tuple[object, Path]]:
        """The entries of the list under `key` with their paths; a problem where it is none, too short or too long."""
        value = self.get(key)
        if value is None:
            self.complain(key, f"{key} is missing", f"{low:,} to {high:,} {what}")
        elif not isinstance(value, list | tuple):
            self.complain(key, f"must be a list of {what}, not {shown(value)}")
        elif not low <= len(value) <= high:
            self.complain(key, f"has {len(value):,} {what}, {low:,} to {high:,} are allowed")
        else:
            yield from ((entry, (*self.path, key, at)) for at, entry in enumerate(value))

    def finish(self, later: Collection[str] = ()) -> None:
        """Refuses every key that nobody asked for: by name where it comes later, else with the nearest known one."""
        for key in self.document:
            if key in self._asked:
                continue
            path = (*self.path, key if isinstance(key, str) else shown(key))
            if isinstance(key, str) and key in later:
                self.reading.complain(path, f"{key} comes later", "leave it out for now")
            else:
                self.reading.complain(path, f"{shown(key)} is not known here", nearest(key, sorted(set(self._asked))))
