"""Number: a quantity, within bounds where they are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from labelwright.errors import InvalidData
from labelwright.ontology.classes import NAME_LIMIT
from labelwright.ontology.codes import Codes, put, put_double
from labelwright.ontology.field import Head, Ordered, Place
from labelwright.reading import Section, finite, shown

Quantity = int | float


@dataclass(frozen=True, slots=True)
class Number(Ordered):
    """A finite number within ±10^15 and within `min`..`max`; with `integer` a whole one. `unit` is what people read.

    A value is a JSON number; a whole one is always an int, so that 3 and 3.0 are the same answer.

    ```yaml
    speed: {type: number, part: image, min: 0, max: 130, tolerance: 5, unit: km/h}
    ```
    """

    type: ClassVar[str] = "number"
    keys: ClassVar[tuple[str, ...]] = ("min", "max", "integer", "tolerance", "unit")
    looser: ClassVar[Mapping[str, bool]] = {"min": False, "max": True, "integer": False}

    min: Quantity | None
    max: Quantity | None
    integer: bool
    tolerance: Quantity | None
    unit: str

    @classmethod
    def read(cls, head: Head, section: Section) -> Number:
        """The bounds, the tolerance and the unit."""
        low, high = section.number("min"), section.number("max")
        if low is not None and high is not None and low >= high:
            section.wrong("max", f"max {high} is not over min {low}")
        return cls(
            head,
            min=low,
            max=high,
            integer=section.flag("integer", False),
            tolerance=section.number("tolerance", over=0),
            unit=section.text("unit", "", longest=NAME_LIMIT),
        )

    def canonical(self, value: object, place: Place) -> Quantity | None:
        """The number, a whole one as int."""
        found = finite(value)
        if found is None:
            message = f"must be a finite number within ±10^15, not {shown(value)}"
        elif self.integer and not isinstance(found, int):
            message = f"must be a whole number, not {shown(value)}"
        elif self.min is not None and found < self.min:
            message = f"{shown(value)} is under {self.min}"
        elif self.max is not None and found > self.max:
            message = f"{shown(value)} is over {self.max}"
        else:
            return found
        place.refuse(message)
        return None

    def distance(self, a: Quantity, b: Quantity) -> float:
        """0 within the tolerance. Beyond it, the difference over max - min where both are given; else 1 where there is
        a tolerance, and |a - b| / max(|a|, |b|), at most 1, where there is neither."""
        apart = abs(a - b)
        if apart <= (self.tolerance or 0):
            return 0.0
        if self.min is not None and self.max is not None:
            return min(1.0, apart / (self.max - self.min))
        return 1.0 if self.tolerance else min(1.0, apart / max(abs(a), abs(b)))

    def summary(self, value: Quantity) -> str:
        """The number and its unit."""
        return f"{value} {self.unit}".strip()

    def details(self) -> dict[str, object]:
        """The bounds, the tolerance and the unit where they are given."""
        details: dict[str, object] = {
            key: limit
            for key, limit in (("min", self.min), ("max", self.max), ("tolerance", self.tolerance))
            if limit is not None
        }
        if self.unit:
            details["unit"] = self.unit
        if self.integer:
            details["integer"] = True
        return details

    def encode(self, value: Any, out: bytearray) -> None:
        """1 and the number as a double, exact for every number that is legal."""
        put(out, 0 if value is None else 1)
        if value is not None:
            put_double(out, value)

    def decode(self, codes: Codes) -> Quantity | None:
        """The number of the double."""
        if codes.place(1) is None:
            return None
        found = finite(codes.take_double())
        if found is None:
            raise InvalidData("The codes of an annotation hold no finite number.")
        return found
