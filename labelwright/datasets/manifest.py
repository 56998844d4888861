"""What a dataset version says of itself: what is in it, under which rules it was made, and the hashes that prove it.

The manifest names people by id only: a version is kept for ever, a name is not.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

FORMAT = "labelwright/version/1"

_encode = msgspec.json.Encoder(order="deterministic").encode


class _Facts(msgspec.Struct):
    """What the tally needs of a line."""

    split: str | None
    method: str
    schema_version: int
    guideline_version: int


_facts = msgspec.json.Decoder(_Facts)


@dataclass(slots=True)
class Tally:
    """Counts and hashes of rows, taken in their order: over all of them and for each split.

    The hash is SHA-256 over the lines with their line ends: `sha256sum` of the JSONL download gives the same.
    """

    items: int = 0
    splits: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    schema_versions: Counter[int] = field(default_factory=Counter)
    guideline_versions: Counter[int] = field(default_factory=Counter)
    _all: Any = field(default_factory=hashlib.sha256)

    def add(self, line: str) -> None:
        """Takes one row in."""
        facts = _facts.decode(line)
        self._all.update(f"{line}\n".encode())
        self.items += 1
        self.splits[facts.split or "all"] += 1
        self.methods[facts.method] += 1
        self.schema_versions[facts.schema_version] += 1
        self.guideline_versions[facts.guideline_version] += 1

    @property
    def sha256(self) -> str:
        """The hash over all lines so far."""
        return str(self._all.hexdigest())


@dataclass(frozen=True, slots=True)
class Made:
    """How a version came about: who (an id), when (ISO 8601), why, from which definition, cut how."""

    project: str
    n: int
    note: str
    by: int
    at: str
    definition: Mapping[str, object]
    shares: Mapping[str, float]
    group_by: str | None
    schemas: Mapping[int, object]  # documents by version
    guidelines: Mapping[int, str]  # SHA-256 of the text by version


def document(made: Made, tally: Tally) -> bytes:
    """The manifest as canonical JSON: the same facts give the same bytes."""
    return _encode(
        {
            "format": FORMAT,
            "project": made.project,
            "version": made.n,
            "note": made.note,
            "made_by": made.by,
            "made_at": made.at,
            "definition": made.definition,
            "items": tally.items,
            "rows_sha256": tally.sha256,
            "splits": {
                name: {"share": share, "items": tally.splits.get(name, 0)} for name, share in made.shares.items()
            },
            "group_by": made.group_by,
            "methods": dict(tally.methods),
            "schema": {
                str(version): {"document": made.schemas[version], "items": n}
                for version, n in tally.schema_versions.items()
            },
            "guideline": {
                str(version): {"sha256": made.guidelines[version], "items": n}
                for version, n in tally.guideline_versions.items()
            },
        }
    )


def sha256(manifest: bytes) -> str:
    """The manifest's own hash, by which a version is cited."""
    return hashlib.sha256(manifest).hexdigest()
