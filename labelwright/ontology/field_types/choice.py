"""Choice: exactly one class of a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from labelwright.ontology.classes import Class, places, read_classes
from labelwright.ontology.codes import Codes, put
from labelwright.ontology.field import Head, Place, Scalar
from labelwright.reading import Section, shown


@dataclass(frozen=True, slots=True)
class Choice(Scalar):
    """One of several classes. A value is a class id: `"billing"`.

    ```yaml
    category: {type: choice, part: text, classes: [{id: billing, name: Billing, key: b}, {id: other, name: Other}]}
    ```
    """

    type: ClassVar[str] = "choice"
    keys: ClassVar[tuple[str, ...]] = ("classes",)

    classes: tuple[Class, ...]
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", places(self.classes))

    @classmethod
    def read(cls, head: Head, section: Section) -> Choice:
        """The classes, two or more."""
        return cls(head, read_classes(section, least=2))

    def canonical(self, value: object, place: Place) -> str | None:
        """The class id itself."""
        if isinstance(value, str) and value in self._places:
            return str(value)
        place.refuse(f"{shown(value)} is not one of its classes", place.nearest(value, self._places))
        return None

    def distance(self, a: str, b: str) -> float:
        """0 for the same class, else 1."""
        return 0.0 if a == b else 1.0

    def summary(self, value: str) -> str:
        """The name of the class."""
        return self.classes[self._places[value]].name if value in self._places else value

    def details(self) -> dict[str, object]:
        """`classes`."""
        return {"classes": [one.document() for one in self.classes]}

    def encode(self, value: Any, out: bytearray) -> None:
        """1 + the place of the class."""
        put(out, 0 if value is None else 1 + self._places[value])

    def decode(self, codes: Codes) -> str | None:
        """The class at the place."""
        place = codes.place(len(self.classes))
        return None if place is None else self.classes[place].id
