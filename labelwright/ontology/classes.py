"""The classes an annotator chooses from: stable ids under names that may change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from labelwright.ontology.reading import NAME_LIMIT, Section, shown

CLASS_LIMIT = 1_000

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


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


def read_classes(section: Section, *, low: int = 1) -> tuple[Class, ...]:
    """The list under `classes`; a bare word stands for `{id: word}`. Ids and names are unique in it."""
    found: list[Class] = []
    ids: set[str] = set()
    names: set[str] = set()
    for entry, path in section.entries("classes", low, CLASS_LIMIT, "classes"):
        document: object = {"id": entry} if isinstance(entry, str) else entry
        part = Section.open(document, path, section.reading, "a class")
        if part is None:
            continue
        id_ = part.text("id", limit=NAME_LIMIT)
        one = Class(
            id=id_,
            name=part.text("name", id_, limit=NAME_LIMIT) or id_,
            key=part.key(),
            color=part.color(),
            guide=part.text("guide", limit=NAME_LIMIT),
            help=part.text("help"),
        )
        part.finish()
        if not _ID.fullmatch(id_):
            if "id" not in part.document or isinstance(part.document["id"], str):
                message = f"{shown(id_)} is no class id" if id_ else "a class needs an id"
                part.complain("id", message, "letters, digits, _ - and ., at most 64; the name may say more")
        elif id_ in ids:
            part.complain("id", f"the id {id_} is used twice")
        elif one.name in names:
            part.complain("name", f"two classes are called {shown(one.name)}", "annotators could not tell them apart")
        ids.add(id_)
        names.add(one.name)
        found.append(one)
    return tuple(found)


def places(classes: tuple[Class, ...]) -> Mapping[str, int]:
    """Where each class id stands in the list, from 0."""
    return {one.id: at for at, one in enumerate(classes)}
