"""Box: upright rectangles around objects, each with a class and attributes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from labelwright.ontology import matching
from labelwright.ontology.classes import Class, places, read_classes
from labelwright.ontology.field import Field, Head, Place
from labelwright.reading import Section, finite, shown

OBJECT_LIMIT = 5_000
DEFAULT_OBJECTS = 1_000
SLACK = 1  # pixels that a box may reach over the edge; it is cut there
GRID = 100  # steps in a pixel: edges are rounded to 1/100

_OBJECT_KEYS = ("id", "class", "box", "attributes", "prelabel")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_PRELABEL_LIMIT = 2**63
_PLAIN = frozenset((int, float))
_FAR = 10**9


@dataclass(frozen=True, slots=True)
class Box(Field):
    """Objects on an image: `[{"id": "o1", "class": "car", "box": [x, y, width, height], "attributes": {}}]`.

    Pixels of the upright image, from its top left corner. Edges are rounded to 1/100 px; a box that reaches over the
    edge of the image by at most 1 px is cut there; afterwards both sides have at least `min_size` px. Objects come in
    the order of their ids (`o2` before `o10`). Where it must be answered, `[]` is the answer "nothing there".

    ```yaml
    vehicles:
      type: box
      part: image
      classes: [{id: car, name: Car, key: c}, {id: truck, name: Truck, key: t}]
      attributes: {occluded: {type: boolean}, color: {type: choice, classes: [red, other], required: true}}
    ```
    """

    type: ClassVar[str] = "box"
    keys: ClassVar[tuple[str, ...]] = ("classes", "min_size", "max_objects")
    attributed: ClassVar[bool] = True
    looser: ClassVar[Mapping[str, bool]] = {"min_size": False, "max_objects": True}

    classes: tuple[Class, ...]
    min_size: int | float
    max_objects: int
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)
    _asked: Mapping[str, tuple[Field, bool]] = field(init=False, repr=False, compare=False)  # and whether it must be
    _demanded: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", places(self.classes))
        object.__setattr__(self, "_asked", {one.id: (one, one.required) for one in self.head.attributes})
        object.__setattr__(self, "_demanded", any(one.required for one in self.head.attributes))

    @classmethod
    def read(cls, head: Head, section: Section) -> Box:
        """The classes, the least size and the greatest number of objects."""
        return cls(
            head,
            classes=read_classes(section),
            min_size=section.number("min_size", over=0) or 1,
            max_objects=section.whole("max_objects", DEFAULT_OBJECTS, most=OBJECT_LIMIT),
        )

    def canonical(self, value: object, place: Place) -> list[dict[str, object]] | None:
        """The objects in the order of their ids, edges on the grid and inside the image."""
        if not isinstance(value, list | tuple):
            place.refuse(f"must be a list of objects, not {shown(value)}")
            return None
        if len(value) > self.max_objects:
            place.refuse(f"has {len(value):,} objects, at most {self.max_objects:,} are allowed")
            return None
        if place.part is None or place.part.width is None or place.part.height is None:
            place.refuse(f"the size of the image {self.head.part} is not known")
            return None
        size = place.part.width, place.part.height
        found: list[dict[str, object]] = []
        seen: set[str] = set()
        before = len(place.problems)
        for index, one in enumerate(value):
            inner = place.inner(index)
            if isinstance(one, Mapping):
                found.append(self._object(one, size, seen, inner))
            else:
                inner.refuse(f"an object is a mapping with {', '.join(_OBJECT_KEYS)}, not {shown(one)}")
            if place.full:
                break
        if len(place.problems) > before or (not found and not self.head.required):
            return None
        found.sort(key=_drawn)
        return found

    def _object(
        self, one: Mapping[Any, object], size: tuple[int, int], seen: set[str], place: Place
    ) -> dict[str, object]:
        class_ = one.get("class")
        if not isinstance(class_, str) or class_ not in self._places:
            message = "an object needs a class" if class_ is None else f"{shown(class_)} is not one of its classes"
            place.inner("class").refuse(message, place.nearest(class_, self._places))
        result: dict[str, object] = {
            "id": _object_id(one.get("id"), seen, place),
            "class": class_,
            "box": self._rectangle(one.get("box"), size, place),
            "attributes": self._attributes(one.get("attributes"), place),
        }
        prelabel = one.get("prelabel")
        if prelabel is not None:
            result["prelabel"] = _prelabel(prelabel, place)
        for key in one:
            if key not in _OBJECT_KEYS and not place.full:
                place.inner(key).refuse(f"{shown(key)} is not known here", place.nearest(key, _OBJECT_KEYS))
        return result

    def _rectangle(self, box: object, size: tuple[int, int], place: Place) -> list[float] | None:
        x, y, wide, high = _sides(box)
        if x is None or y is None or wide is None or high is None:
            message = f"must be four finite numbers [x, y, width, height], not {shown(box)}"
        elif wide <= 0 or high <= 0:
            message = f"width {wide:g} and height {high:g} must be over 0"
        elif x < -SLACK or y < -SLACK or x + wide > size[0] + SLACK or y + high > size[1] + SLACK:
            message = (
                f"reaches from {x:g}, {y:g} to {x + wide:g}, {y + high:g}, "
                f"outside the image of {size[0]:,} by {size[1]:,} px"
            )
        else:
            left, top = max(0, round(x * GRID)), max(0, round(y * GRID))
            wide = min(size[0] * GRID, round((x + wide) * GRID)) - left
            high = min(size[1] * GRID, round((y + high) * GRID)) - top
            least = self.min_size * GRID
            if wide >= least and high >= least:
                return [left / GRID, top / GRID, wide / GRID, high / GRID]
            message = f"{wide / GRID:g} by {high / GRID:g} px on the image is under {self.min_size:g} px"
        place.inner("box").refuse(message)
        return None

    def _attributes(self, value: object, place: Place) -> dict[str, object]:
        if not value and not self._demanded and (value is None or isinstance(value, Mapping)):
            return {}
        inner = place.inner("attributes")
        if value is not None and not isinstance(value, Mapping):
            inner.refuse(f"must be a mapping, not {shown(value)}")
            return {}
        given: Mapping[Any, object] = value or {}
        found: dict[str, object] = {}
        for id_, (one, required) in self._asked.items():
            answer, at, before = given.get(id_), inner.inner(id_), len(place.problems)
            if answer is not None:
                answer = one.canonical(answer, at)
            if answer is not None:
                found[id_] = answer
            elif required and len(place.problems) == before:
                at.refuse("is not answered")
        if len(found) != len(given):
            for key in given:
                if key not in self._asked and not place.full:
                    inner.inner(key).refuse(f"{shown(key)} is no attribute", place.nearest(key, self._asked))
        return found

    def distance(self, a: Any, b: Any) -> float:
        """1 - 2 x (sum of intersections over unions of matched boxes) / (number of boxes of both).

        Boxes match one to one within a class where the intersection is at least half of the union. 0 where classes and
        places are equal: ids, attributes and prelabels do not count.
        """
        return max(0.0, 1.0 - matching.agreement(_shapes(a), _shapes(b)))

    def identity(self, value: Any) -> Hashable:
        """The objects with class, place and attributes, in an order that their ids do not decide."""
        return tuple(
            sorted(
                (
                    one["class"],
                    tuple(one["box"]),
                    tuple((id_, repr(self._asked[id_][0].identity(found))) for id_, found in one["attributes"].items()),
                )
                for one in value
            )
        )

    def summary(self, value: Any) -> str:
        """How many objects of each class: `3 Car, 1 Truck`."""
        if not value:
            return "nothing there"
        counts = Counter(one["class"] for one in value)
        names = {one.id: one.name for one in self.classes}
        order = sorted(counts, key=lambda class_: self._places.get(class_, len(self._places)))
        return ", ".join(f"{counts[class_]} {names.get(class_, class_)}" for class_ in order)

    def details(self) -> dict[str, object]:
        """`classes`, and `min_size` and `max_objects` where they differ from what goes without saying."""
        details: dict[str, object] = {"classes": [one.document() for one in self.classes]}
        if self.min_size != 1:
            details["min_size"] = self.min_size
        if self.max_objects != DEFAULT_OBJECTS:
            details["max_objects"] = self.max_objects
        return details


def _sides(box: object) -> tuple[int | float | None, ...]:
    """The four finite numbers of a box, or four times None; the first way is the fast one for what JSON gives."""
    if not isinstance(box, list | tuple) or len(box) != 4:
        return None, None, None, None
    x, y, wide, high = box
    plain = _PLAIN.issuperset(map(type, box))
    if plain and -_FAR < x < _FAR and -_FAR < y < _FAR and 0 < wide < _FAR and 0 < high < _FAR:
        return x, y, wide, high
    return tuple(finite(side) for side in box)


def _object_id(value: object, seen: set[str], place: Place) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        message = "an object needs an id" if value is None else f"{shown(value)} is no id of an object"
        place.inner("id").refuse(message, "letters, digits and _ . : -, at most 64")
    elif value in seen:
        place.inner("id").refuse(f"the id {value} is used twice")
    else:
        seen.add(value)
        return str(value)
    return ""


def _prelabel(value: object, place: Place) -> str | int | None:
    if isinstance(value, str) and _ID.fullmatch(value):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _PRELABEL_LIMIT:
        return value
    place.inner("prelabel").refuse(f"{shown(value)} is no id of a prelabel")
    return None


def _drawn(one: Mapping[str, Any]) -> tuple[int, str]:
    """Ids in the order they are counted up: o2 before o10."""
    return len(one["id"]), one["id"]


def _shapes(objects: Sequence[Mapping[str, Any]]) -> list[matching.Shape]:
    shapes = []
    for one in objects:
        x, y, wide, high = one["box"]
        left, top = round(x * GRID), round(y * GRID)
        shapes.append((one["class"], (left, top, left + round(wide * GRID), top + round(high * GRID))))
    return shapes
