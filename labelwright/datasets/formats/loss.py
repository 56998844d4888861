"""What a format cannot say, and what it must know of a schema: its versions as documents, the oldest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schemas = Sequence[Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing a file of this format does not carry, or carries so that other readers overlook it.

    `kind` is lost (it is not in the file) or folded (it is there, in a form of our own).
    """

    what: str
    kind: str
    why: str


def fields_of(schemas: Schemas) -> dict[str, Mapping[str, Any]]:
    """Every field that any of the schema versions has, in the order of first appearance, as its latest document."""
    found: dict[str, Mapping[str, Any]] = {}
    for schema in schemas:
        found |= schema
    return found


def classes_of(schemas: Schemas, field: str) -> dict[str, str]:
    """Class ids of a field with their latest names, in the order of first appearance over all versions."""
    found: dict[str, str] = {}
    for schema in schemas:
        for entry in schema.get(field, {}).get("classes", ()):
            found[entry["id"]] = entry.get("name", entry["id"])
    return found
