"""The classes an annotator chooses from: stable ids under names that may change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from labelwright.reading import Section, shown

CLASS_LIMIT = 1_000
NAME_LIMIT = 100  # characters of a name
TEXT_LIMIT = 2_000  # characters of a help or description

_KEYS = ("id", "name", "key", "color", "guide", "help")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_ID_RULE = "letters, digits, _ - and ., at most 64; its name may say more"
_KEY = re.compile(r"[a-z0-9]")
_COLOR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Class:
    """One class. Answers hold its `id`, which never changes; `name` is what people read.

    `key` is the keyboard key, `color` #rrggbb, `guide` the section of the guideline; each may be empty.
    """

    id: str
    name: str
    key: str = ""
    color: str = ""
    guide: str = ""
    help: str = ""

    def document(self) -> dict[str, object]:
        """The class as the document writes it, empty keys left out."""
        texts = {"key": self.key, "color": self.color, "guide": self.guide, "help": self.help}
        return {"id": self.id, "name": self.name, **{key: text for key, text in texts.items() if text}}


def read_classes(section: Section, *, least: int = 1) -> tuple[Class, ...]:
    """The list under `classes`; a bare word stands for `{id: word}`. Ids and names are unique in it."""
    found: list[Class] = []
    ids: set[str] = set()
    names: set[str] = set()
    for at, entry in enumerate(section.entries("classes", least, CLASS_LIMIT)):
        document = {"id": entry} if isinstance(entry, str) else entry
        one = Section(document, (*section.path, "classes", at), section.problems, _KEYS)
        id_ = one.text("id", longest=NAME_LIMIT)
        name = read_name(one, id_)
        if id_ and not _ID.fullmatch(id_):
            one.wrong("id", f"{shown(id_)} is no class id", _ID_RULE)
        elif id_ and id_ in ids:
            one.wrong("id", f"the id {id_} is used twice")
        elif name and name in names:
            one.wrong("name", f"two classes are called {shown(name)}", "annotators could not tell them apart")
        ids.add(id_)
        names.add(name)
        guide, help_ = one.text("guide", "", longest=NAME_LIMIT), one.text("help", "", longest=TEXT_LIMIT)
        found.append(Class(id_, name, read_key(one), _color(one), guide, help_))
    return tuple(found)


def read_name(section: Section, default: str) -> str:
    """The `name` that people read: one line, without white space around it."""
    name = " ".join(section.text("name", default, longest=NAME_LIMIT).split())
    return name or default


def read_key(section: Section) -> str:
    """The keyboard key under `key`: one letter or digit, in small letters; "" where there is none."""
    value = section.get("key")
    text = str(value).lower() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    if value is None or _KEY.fullmatch(text):
        return text
    section.wrong("key", f"{shown(value)} is no key", "one letter a to z or one digit")
    return ""


def _color(section: Section) -> str:
    text = section.text("color", "", longest=NAME_LIMIT).lower()
    if not text or _COLOR.fullmatch(text):
        return text
    section.wrong("color", f"{shown(text)} is no colour", 'write it as "#1f77b4"')
    return ""


def places(classes: tuple[Class, ...]) -> Mapping[str, int]:
    """Where each class id stands in the list, from 0."""
    return {one.id: at for at, one in enumerate(classes)}
