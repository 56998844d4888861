"""Boolean: yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from labelwright.ontology.codes import Codes, put
from labelwright.ontology.field import Head, Place, Scalar
from labelwright.reading import Section, shown


@dataclass(frozen=True, slots=True)
class Boolean(Scalar):
    """Yes or no. A value is `true` or `false`; neither means that nobody said.

    ```yaml
    urgent: {type: boolean, part: text, name: "Must it be answered today?"}
    ```
    """

    type: ClassVar[str] = "boolean"
    keys: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def read(cls, head: Head, section: Section) -> Boolean:  # noqa: ARG003 - a boolean has no keys of its own
        """A boolean has no keys of its own."""
        return cls(head)

    def canonical(self, value: object, place: Place) -> bool | None:
        """`true` or `false`, and nothing that is only like them."""
        if isinstance(value, bool):
            return value
        place.refuse(f"must be true or false, not {shown(value)}")
        return None

    def distance(self, a: bool, b: bool) -> float:
        """0 for the same, else 1."""
        return 0.0 if a is b else 1.0

    def summary(self, value: bool) -> str:
        """`yes` or `no`."""
        return "yes" if value else "no"

    def details(self) -> dict[str, object]:
        """Nothing."""
        return {}

    def encode(self, value: Any, out: bytearray) -> None:
        """1 for false, 2 for true."""
        put(out, 0 if value is None else 1 + value)

    def decode(self, codes: Codes) -> bool | None:
        """True or false."""
        place = codes.place(2)
        return None if place is None else place == 1
