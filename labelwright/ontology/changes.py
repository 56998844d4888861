"""What an edit of a schema means for work that was done under the old one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from labelwright.errors import Path
from labelwright.ontology.field import Field
from labelwright.ontology.schema import Schema
from labelwright.reading import shown

ChangeKind = Literal["addition", "text", "breaking"]

_TEXTS = {"name", "key", "color", "guide", "help", "description", "unit"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two schemas.

    `addition`: every answer that was legal still is, and means the same. `text`: only what people read, press or see
    differs. `breaking`: an answer may be illegal now, or is not comparable with a new one. `path` leads to the place in
    the document, classes and levels by their id: `("vehicles", "classes", "car")`. `class_id` is the class that is
    gone, or "" where the change is none of that kind: nothing breaks where no answer uses it.
    """

    path: Path
    kind: ChangeKind
    message: str
    class_id: str = ""


def changes(old: Schema, new: Schema) -> list[Change]:
    """Every difference, in the order of the old document and then of the new; empty where they are equal."""
    return list(_fields(old.fields, new.fields, (), "field"))


def _fields(old: Mapping[str, Field], new: Mapping[str, Field], path: Path, what: str) -> Iterator[Change]:
    for id_, before in old.items():
        if id_ in new:
            yield from _field(before, new[id_], (*path, id_), attribute=what == "attribute")
        else:
            yield Change((*path, id_), "breaking", f"the {what} {id_} is gone")
    for id_, one in new.items():
        if id_ not in old and one.required:
            yield Change((*path, id_), "breaking", f"the new {what} {id_} must be answered, earlier answers lack it")
        elif id_ not in old:
            yield Change((*path, id_), "addition", f"the {what} {id_} is new")
    if _reordered(old, new):
        yield Change(path, "text", f"the {what}s stand in another order")


def _field(old: Field, new: Field, path: Path, *, attribute: bool) -> Iterator[Change]:
    if old.type != new.type:
        yield Change((*path, "type"), "breaking", f"was a {old.type}, is a {new.type}")
        return
    if old.required is not new.required:
        kind: ChangeKind = "breaking" if new.required else "addition"
        yield Change((*path, "required"), kind, "must be answered now" if new.required else "need not be answered now")
    if old.head.decides is not new.head.decides:
        verb = "counts" if new.head.decides else "does not count"
        yield Change((*path, "decides"), "breaking", f"{verb} for agreement now")
    before, after = old.document(attribute=attribute), new.document(attribute=attribute)
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if was == now or key in ("required", "decides", "attributes"):
            continue
        if key in ("classes", "levels"):
            yield from _entries(key, was, now, (*path, key))
        else:
            yield Change((*path, key), _value(old, new, key), f"was {_said(was)}, is {_said(now)}")
    yield from _fields(_asked(old), _asked(new), (*path, "attributes"), "attribute")


def _asked(field: Field) -> dict[str, Field]:
    return {one.id: one for one in field.head.attributes}


def _value(old: Field, new: Field, key: str) -> ChangeKind:
    """What another value of one key means: some only name things, some only widen what is legal."""
    if key in _TEXTS:
        return "text"
    if key not in old.looser:
        return "breaking"
    before, after = getattr(old, key), getattr(new, key)  # None: no bound at all
    if before is None or after is None:
        return "addition" if after is None else "breaking"
    return "addition" if (after > before) is old.looser[key] else "breaking"


def _entries(key: str, was: Any, now: Any, path: Path) -> Iterator[Change]:
    """The differences of two lists of classes or levels, entry by entry."""
    identity, what = ("id", "class") if key == "classes" else ("value", "level")
    old, new = ({entry[identity]: entry for entry in entries} for entries in (was, now))
    for id_, before in old.items():
        at = (*path, str(id_))
        if id_ not in new:
            yield Change(at, "breaking", f"the {what} {id_} is gone", class_id=id_ if what == "class" else "")
            continue
        after = new[id_]
        for text in dict.fromkeys([*before, *after]):
            if before.get(text) != after.get(text):
                yield Change((*at, text), "text", f"was {_said(before.get(text))}, is {_said(after.get(text))}")
    for id_ in new:
        if id_ not in old:
            kind: ChangeKind = "addition" if what == "class" else "breaking"
            yield Change((*path, str(id_)), kind, f"the {what} {id_} is new")
    if _reordered(old, new):
        yield Change(path, "text", "they stand in another order")


def _reordered(old: Mapping[Any, object], new: Mapping[Any, object]) -> bool:
    """Whether what both have stands in another order."""
    return [id_ for id_ in old if id_ in new] != [id_ for id_ in new if id_ in old]


def _said(value: object) -> str:
    return "not set" if value is None else shown(value)
