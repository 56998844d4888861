"""Reading a document by its keys: what is there, what is missing, what nobody knows, all of it noted at once.

Every room reads its own section of a document with a `Section`. A wrong value is noted in `problems` and stands in for
itself with a harmless one, so that reading goes on and the author sees everything at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from labelwright.errors import Path, Problem

NAME = re.compile(r"[a-z][a-z0-9_-]{0,62}")
NAME_RULE = "a lower-case letter, then letters, digits, - or _, at most 63"
_DURATION = re.compile(r"(\d{1,6})(s|m|h|d)")
_UNIT_MS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_FAULTS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_FAR = 10**15  # within it every whole number is exact as a float
_LONGEST_STEP = 100
_LISTED = 12  # known words that a hint lists, unknown keys that are named


def nearest(word: object, known: Iterable[str]) -> str:
    """The hint for a word that is not known: `did you mean "color"?`, or the words that are known."""
    words = list(known)
    near = get_close_matches(word[:64], words, n=1, cutoff=0.6) if isinstance(word, str) else []
    if near:
        return f'did you mean "{near[0]}"?'
    more = f" and {len(words) - _LISTED:,} more" if len(words) > _LISTED else ""
    return f"known: {', '.join(words[:_LISTED])}{more}" if words else ""


def fault(text: str) -> str:
    """What is wrong with the characters of a text (a control character, half a surrogate pair), or "".

    Such texts cannot be kept or written to a file everywhere. Tabs and line ends are legal.
    """
    found = _FAULTS.search(text)
    if found is None:
        return ""
    kind = "half a character" if found[0] >= "\ud800" else "a control character"
    return f"contains {kind} (U+{ord(found[0]):04X}) at position {found.start() + 1:,}"


def path_step(key: object) -> str:
    """A key as a path names it: itself, or a short form of one that is too long or cannot be written."""
    return key if isinstance(key, str) and len(key) <= _LONGEST_STEP and not fault(key) else shown(key)


def finite(value: object) -> int | float | None:
    """The number that a value is: within ±10^15, whole ones as int, never a boolean; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if not -_FAR <= value <= _FAR:  # what is no number or infinite fails it too
        return None
    return int(value) if value == int(value) else float(value)


def one_of(words: Sequence[str]) -> str:
    """`a, b or c`: words to choose from, as a sentence has them."""
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def shown(value: object) -> str:
    """A value as a message quotes it: short, and never a whole document."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)) and not -_FAR <= value <= _FAR:
        return "a number out of range"
    text = str(value)[:41].encode(errors="backslashreplace").decode()
    text = text if len(text) <= 40 else f"{text[:39]}…"
    return f'"{text}"' if isinstance(value, str) else text


def duration_ms(text: str) -> int | None:
    """Milliseconds of `90s`, `30m`, `48h` or `3d`; None where the text is no such duration.

    >>> duration_ms("30m")
    1800000
    """
    match = _DURATION.fullmatch(text)
    return int(match[1]) * _UNIT_MS[match[2]] if match else None


class Section:
    """One mapping of a document. Unknown keys are noted when it is opened, with the nearest known one.

    `later` names keys (or words) that this release does not know yet: they are refused by name, never ignored.
    `broken` says that the value was no mapping at all, so that nothing more need be said about what is missing in it.
    """

    def __init__(
        self, value: object, path: Path, problems: list[Problem], keys: Iterable[str], later: Iterable[str] = ()
    ) -> None:
        self.path = path
        self.problems = problems
        known = dict.fromkeys(keys)
        self.broken = not isinstance(value, Mapping)
        self.values: Mapping[str, object] = value if isinstance(value, Mapping) else {}
        if self.broken:
            self.wrong(None, f"must be a mapping with {one_of(tuple(known))}, not {shown(value)}")
        unknown = [key for key in self.values if key not in known]
        for key in unknown[:_LISTED]:
            if key in later:
                self.wrong(key, f"{key} comes later", "this release does not know it: leave it out")
            else:
                self.wrong(path_step(key), f"unknown key {shown(key)}", nearest(key, known))
        if len(unknown) > _LISTED:
            self.wrong(None, f"and {len(unknown) - _LISTED:,} more unknown keys")

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def at(self, key: str | int | None) -> Path:
        """The path of a key of this section."""
        return self.path if key is None else (*self.path, key)

    def wrong(self, key: str | int | None, message: str, hint: str = "") -> None:
        """Notes what is wrong with a key, or with the section itself where the key is None."""
        self.problems.append(Problem(self.at(key), message, hint))

    def get(self, key: str) -> object:
        """The value as it stands; None where there is none."""
        return self.values.get(key)

    def missing(self, key: str, hint: str = "") -> bool:
        """Whether the key is not there (or empty); notes it unless the whole section is broken."""
        if self.values.get(key) is not None:
            return False
        if not self.broken:
            self.wrong(None if key not in self.values else key, f"{key} is missing", hint)
        return True

    def text(self, key: str, default: str | None = None, *, longest: int = 500) -> str:
        """A text that is not empty; required where there is no default."""
        value = self.values.get(key)
        if value is None:
            if default is None:
                self.missing(key)
            return default or ""
        if not isinstance(value, str):
            self.wrong(key, f"must be a text, not {shown(value)}", _quote_it(value))
        elif not value.strip():
            self.wrong(key, "must not be empty")
        elif len(value) > longest:
            self.wrong(key, f"must have at most {longest:,} characters, not {len(value):,}")
        elif trouble := fault(value):
            self.wrong(key, trouble)
        else:
            return value
        return default or ""

    def name(self, key: str, default: str | None = None) -> str:
        """A name that serves as an identity: a lower-case word."""
        value = self.text(key, default)
        if value and not NAME.fullmatch(value):
            self.wrong(key, f"{shown(value)} is no name", NAME_RULE)
            return default or ""
        return value

    def whole(self, key: str, default: int | None = None, *, least: int = 1, most: int = 1_000_000_000) -> int:
        """A whole number between `least` and `most`; required where there is no default."""
        value = self.values.get(key)
        if value is None:
            if default is None:
                self.missing(key)
        elif isinstance(value, bool) or not isinstance(value, int):
            self.wrong(key, f"must be a whole number, not {shown(value)}")
        elif not least <= value <= most:
            self.wrong(key, f"must be between {least:,} and {most:,}, not {value:,}")
        else:
            return value
        return least if default is None else default

    def number(self, key: str, *, over: float | None = None) -> int | float | None:
        """A finite number greater than `over`, or None where there is none."""
        value = self.values.get(key)
        found = finite(value)
        if found is not None and (over is None or found > over):
            return found
        if found is not None:
            self.wrong(key, f"must be over {over}, not {shown(value)}")
        elif value is not None:
            self.wrong(key, f"must be a number within ±10^15, not {shown(value)}")
        return None

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.values.get(key)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.wrong(key, f"must be true or false, not {shown(value)}")
        return default

    def entries(self, key: str, least: int, most: int) -> Sequence[object]:
        """The entries of a list of `least` to `most`; required. None at all where there is something wrong with it."""
        value = self.values.get(key)
        if value is None:
            self.missing(key, f"a list of {least:,} to {most:,}")
        elif not isinstance(value, (list, tuple)):
            self.wrong(key, f"must be a list, not {shown(value)}")
        elif not least <= len(value) <= most:
            self.wrong(key, f"must have {least:,} to {most:,} entries, not {len(value):,}")
        else:
            return value
        return ()

    def share(self, key: str, default: float | None = None) -> float:
        """A share over 0 and at most 1; required where there is no default."""
        value = self.values.get(key)
        if value is None:
            if default is None:
                self.missing(key)
        elif isinstance(value, bool) or not isinstance(value, (int, float)):
            self.wrong(key, f"must be a share such as 0.10, not {shown(value)}")
        elif not 0 < value <= 1:
            self.wrong(key, f"must be over 0 and at most 1, not {shown(value)}", "0.10 is 10 %")
        else:
            return float(value)
        return 1.0 if default is None else default

    def duration(self, key: str, default_ms: int) -> int:
        """Milliseconds of a duration such as `30m` or `48h`."""
        value = self.values.get(key)
        if value is None:
            return default_ms
        length = duration_ms(value) if isinstance(value, str) else None
        if not length:
            self.wrong(key, f"must be a duration, not {shown(value)}", "such as 90s, 30m, 48h or 3d")
            return default_ms
        return length

    def word(self, key: str, words: Sequence[str], default: str | None = None, *, later: Iterable[str] = ()) -> str:
        """One of some words; `later` are words this release refuses by name. Required where there is no default."""
        value = self.values.get(key)
        if value is None:
            if default is None:
                self.missing(key, one_of(words))
        elif isinstance(value, str) and value in words:
            return value
        elif isinstance(value, str) and value in later:
            self.wrong(key, f"{value} comes later", f"now: {one_of(words)}")
        else:
            near = nearest(value, words) if isinstance(value, str) else ""
            self.wrong(key, f"must be {one_of(words)}, not {shown(value)}", near if near.startswith("did") else "")
        return words[0] if default is None else default


def _quote_it(value: object) -> str:
    return f'write "{shown(value)}"' if isinstance(value, (bool, int, float)) else ""
