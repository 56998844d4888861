"""Multi-choice: any number of classes of a list."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from labelwright.errors import InvalidData
from labelwright.ontology.classes import Class, places, read_classes
from labelwright.ontology.codes import Codes, put
from labelwright.ontology.field import Head, Place, Scalar
from labelwright.reading import Section, shown


@dataclass(frozen=True, slots=True)
class MultiChoice(Scalar):
    """Several classes, between `min` and `max` of them, in the order of the schema: `["dog", "cat"]`.

    Where it must be answered, `min` is 1 unless the document says 0: then `[]` is the answer "none of them".

    ```yaml
    animals: {type: multi_choice, part: image, classes: [cat, dog, cow], min: 0}
    ```
    """

    type: ClassVar[str] = "multi_choice"
    keys: ClassVar[tuple[str, ...]] = ("classes", "min", "max")
    looser: ClassVar[Mapping[str, bool]] = {"min": False, "max": True}

    classes: tuple[Class, ...]
    min: int
    max: int | None
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", places(self.classes))

    @classmethod
    def read(cls, head: Head, section: Section) -> MultiChoice:
        """The classes, and how many of them may be chosen."""
        classes = read_classes(section)
        most = max(1, len(classes))
        low = section.whole("min", int(head.required), least=0, most=most)
        high = section.whole("max", most, most=most) if "max" in section else None
        if high is not None and low > high:
            section.wrong("max", f"max {high} is under min {low}")
        return cls(head, classes, low, high)

    def canonical(self, value: object, place: Place) -> list[str] | None:
        """The chosen ids in the order of the classes, none twice."""
        if not isinstance(value, list | tuple):
            place.refuse(f"must be a list of classes, not {shown(value)}")
            return None
        if len(value) > len(self.classes):
            place.refuse(f"{len(value):,} entries, but it has {len(self.classes):,} classes")
            return None
        chosen, before = set(), len(place.problems)
        for at, one in enumerate(value):
            if place.full:
                break
            if not isinstance(one, str) or one not in self._places:
                place.inner(at).refuse(f"{shown(one)} is not one of its classes", place.nearest(one, self._places))
            elif one in chosen:
                place.inner(at).refuse(f"{one} is chosen twice")
            else:
                chosen.add(str(one))
        if len(place.problems) > before or (not chosen and not self.head.required):
            return None
        if len(chosen) < self.min:
            place.refuse(f"{len(chosen)} chosen, at least {self.min} must be")
        elif self.max is not None and len(chosen) > self.max:
            place.refuse(f"{len(chosen)} chosen, at most {self.max} may be")
        else:
            return sorted(chosen, key=self._places.__getitem__)
        return None

    def distance(self, a: Sequence[str], b: Sequence[str]) -> float:
        """The Jaccard distance: 1 - |both| / |either|; 0 where both are empty."""
        either = len({*a, *b})
        return (either - len({*a} & {*b})) / either if either else 0.0

    def identity(self, value: Sequence[str]) -> Hashable:
        """The chosen ids, whatever the order of the classes."""
        return tuple(sorted(value))

    def summary(self, value: Sequence[str]) -> str:
        """The names of the classes, or `none`."""
        names = (self.classes[self._places[one]].name if one in self._places else one for one in value)
        return ", ".join(names) or "none"

    def details(self) -> dict[str, object]:
        """`classes`, and `min` and `max` where they differ from what goes without saying."""
        details: dict[str, object] = {"classes": [one.document() for one in self.classes]}
        if self.min != int(self.head.required):
            details["min"] = self.min
        if self.max is not None:
            details["max"] = self.max
        return details

    def encode(self, value: Any, out: bytearray) -> None:
        """1 + the sum of 2^place over the chosen classes."""
        put(out, 0 if value is None else 1 + sum(1 << self._places[one] for one in value))

    def decode(self, codes: Codes) -> list[str] | None:
        """The classes whose bit is set."""
        number = codes.take()
        if number == 0:
            return None
        chosen = number - 1
        if chosen >> len(self.classes):
            raise InvalidData("The codes of an annotation name a class that the schema version does not have.")
        return [one.id for place, one in enumerate(self.classes) if chosen >> place & 1]
