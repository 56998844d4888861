"""Rating: one level of an ordered scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from labelwright.ontology.classes import TEXT_LIMIT, read_name
from labelwright.ontology.codes import Codes, put
from labelwright.ontology.field import Head, Ordered, Place
from labelwright.reading import Section, shown

LEVEL_LIMIT = 21
VALUE_LIMIT = 1_000

_KEYS = ("value", "name", "description")


@dataclass(frozen=True, slots=True)
class Level:
    """One level: the whole number that answers hold, what people read, and when it is to be given."""

    value: int
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Rating(Ordered):
    """A level of an ordered scale, lowest first. A value is the number of the level: `4`.

    The scale is ordinal: only the order of the levels counts, not the numbers they bear.

    ```yaml
    alertness: {type: rating, part: image, levels: [{value: 1, name: awake}, {value: 2, name: tired}, 3]}
    ```
    """

    type: ClassVar[str] = "rating"
    keys: ClassVar[tuple[str, ...]] = ("levels",)

    levels: tuple[Level, ...]
    _ranks: Mapping[int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ranks", {level.value: rank for rank, level in enumerate(self.levels)})

    @classmethod
    def read(cls, head: Head, section: Section) -> Rating:
        """The levels, two or more, lowest value first."""
        levels: dict[int, Level] = {}
        for at, entry in enumerate(section.entries("levels", 2, LEVEL_LIMIT)):
            document = {"value": entry} if isinstance(entry, int) else entry
            one = Section(document, (*section.path, "levels", at), section.problems, _KEYS)
            before = len(section.problems)
            value = one.whole("value", least=-VALUE_LIMIT, most=VALUE_LIMIT)
            if value in levels and len(section.problems) == before:
                one.wrong("value", f"the level {value} is there twice")
            description = one.text("description", "", longest=TEXT_LIMIT)
            levels.setdefault(value, Level(value, read_name(one, str(value)), description))
        return cls(head, tuple(levels[value] for value in sorted(levels)))

    def canonical(self, value: object, place: Place) -> int | None:
        """The value of the level, as an int."""
        if isinstance(value, int | float) and not isinstance(value, bool) and value in self._ranks:
            return int(value)
        known = ", ".join(str(level.value) for level in self.levels)
        place.refuse(f"{shown(value)} is not one of its levels", f"levels: {known}")
        return None

    def distance(self, a: int, b: int) -> float:
        """The levels between them over the most there can be: |rank a - rank b| / (levels - 1)."""
        return abs(self._ranks[a] - self._ranks[b]) / (len(self.levels) - 1)

    def summary(self, value: int) -> str:
        """The value and the name of the level."""
        name = self.levels[self._ranks[value]].name if value in self._ranks else str(value)
        return name if name == str(value) else f"{value} {name}"

    def details(self) -> dict[str, object]:
        """`levels`."""
        return {"levels": [self._level(level) for level in self.levels]}

    @staticmethod
    def _level(level: Level) -> dict[str, object]:
        document: dict[str, object] = {"value": level.value, "name": level.name}
        return document | ({"description": level.description} if level.description else {})

    def encode(self, value: Any, out: bytearray) -> None:
        """1 + the rank of the level."""
        put(out, 0 if value is None else 1 + self._ranks[value])

    def decode(self, codes: Codes) -> int | None:
        """The value of the level at the rank."""
        rank = codes.place(len(self.levels))
        return None if rank is None else self.levels[rank].value
