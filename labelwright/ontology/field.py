"""What every field is: its head (id, name, part, required), and what a field type must answer."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any, ClassVar

from labelwright.errors import Path, Problem
from labelwright.ontology.classes import NAME_LIMIT, TEXT_LIMIT, read_key, read_name
from labelwright.ontology.codes import Codes
from labelwright.reading import Section, nearest, one_of, path_step, shown

ATTRIBUTE_LIMIT = 30
PROBLEM_LIMIT = 50  # problems of one answer that are looked for
HINT_LIMIT = 10  # of them that name the nearest known word: to find it among a thousand classes takes a while
LATER_KEYS = ("required_when",)

# What answers, exports and conditions already use by these names; the second line is kept by the condition language.
RESERVED_FIELDS = frozenset({"cannot_judge", "unsure"})
RESERVED_ATTRIBUTES = frozenset({"id", "class", "box", "attributes", "prelabel"})
RESERVED_WORDS = frozenset({"as", "break", "const", "continue", "else", "false", "for", "function", "if", "import"})
RESERVED_WORDS |= {"in", "let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while"}

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SEPARATORS = re.compile(r"[ _-]")
_ATTRIBUTE_KEYS = ("type", "name", "key", "required", "guide", "help")
_FIELD_KEYS = (*_ATTRIBUTE_KEYS, "part", "decides")


@dataclass(frozen=True, slots=True)
class PartShape:
    """How large a part is: width and height of an upright image in pixels, length of a text in code points."""

    width: int | None = None
    height: int | None = None
    text_length: int | None = None


@dataclass(slots=True)
class Place:
    """Where a value stands while it is judged: its path, the part it belongs to, and the problems found so far.

    Not frozen, for one is made for each value of each answer, and a frozen one takes three times as long.
    """

    path: Path
    part: PartShape | None
    problems: list[Problem]

    @property
    def full(self) -> bool:
        """Whether enough problems were found: the rest of a list or mapping need not be looked at."""
        return len(self.problems) > PROBLEM_LIMIT

    def refuse(self, message: str, hint: str = "") -> None:
        """Keeps one reason why the value here is not legal."""
        self.problems.append(Problem(self.path, message, hint))

    def nearest(self, word: object, known: Iterable[str]) -> str:
        """The hint for a word that is not known; none after the first problems of an answer."""
        return nearest(word, known) if len(self.problems) < HINT_LIMIT else ""

    def inner(self, step: object) -> Place:
        """The place of a value inside the value here."""
        return Place((*self.path, step if isinstance(step, int) else path_step(step)), self.part, self.problems)


@dataclass(frozen=True, slots=True)
class Head:
    """What the document says of any field. `id` is its key in the document, `key` a key of the keyboard.

    `attributes` are the questions asked of each drawn object, fields themselves; empty for all other types.
    """

    id: str
    name: str
    key: str = ""
    part: str = ""
    required: bool = True
    decides: bool = True
    guide: str = ""
    help: str = ""
    attributes: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Field(ABC):
    """One thing an annotator fills in. Each type is a subclass in `field_types`; values it returns are canonical.

    `keys`: the keys of its document that are its own. `attributed`: it draws objects, which may have attributes, on a
    part it needs. `decides_unless_told`: whether its answers count for the agreement of an item where the document does
    not say. `looser`: the keys that only widen what was legal by growing (True) or by shrinking (False).
    """

    type: ClassVar[str]
    keys: ClassVar[tuple[str, ...]]
    attributed: ClassVar[bool] = False
    decides_unless_told: ClassVar[bool] = True
    looser: ClassVar[Mapping[str, bool]] = {}

    head: Head

    @classmethod
    @abstractmethod
    def read(cls, head: Head, section: Section) -> Field:
        """The field, from the keys of its own type; a field is returned even where the section kept problems."""

    @abstractmethod
    def canonical(self, value: object, place: Place) -> object | None:
        """The canonical form of a value that is not None.

        None where it is no legal value (the place then keeps each reason), or where the field need not be answered and
        the value is empty.
        """

    @abstractmethod
    def distance(self, a: Any, b: Any) -> float:
        """How far two canonical values are apart, in [0, 1]; symmetric, 0 for equal ones."""

    @abstractmethod
    def summary(self, value: Any) -> str:
        """The value in a few words for people."""

    @abstractmethod
    def details(self) -> dict[str, object]:
        """The keys of its own type as the document writes them."""

    def identity(self, value: Any) -> Hashable:
        """What makes two canonical values the same answer, whoever gave it."""
        return value  # type: ignore[no-any-return]  # canonical values of the plain types are hashable

    def equal(self, a: Any, b: Any) -> bool:
        """Whether two canonical values are the same answer."""
        return self.identity(a) == self.identity(b)

    @property
    def id(self) -> str:
        """The key of the field in the document and in answers; it never changes."""
        return self.head.id

    @property
    def name(self) -> str:
        """What people read."""
        return self.head.name

    @property
    def part(self) -> str:
        """The part of the item it is about, or ""."""
        return self.head.part

    @property
    def required(self) -> bool:
        """Whether an answer without it is refused."""
        return self.head.required

    def document(self, *, attribute: bool = False) -> dict[str, object]:
        """The field as the document writes it, what goes without saying left out."""
        head = self.head
        document: dict[str, object] = {"type": self.type, "name": head.name}
        for key in ("part", "key", "guide", "help"):
            if text := getattr(head, key):
                document[key] = text
        if head.required is attribute:
            document["required"] = head.required
        if head.decides is not self.decides_unless_told and not attribute:
            document["decides"] = head.decides
        document.update(self.details())
        if head.attributes:
            document["attributes"] = {one.id: one.document(attribute=True) for one in head.attributes}
        return document


class Scalar(Field):
    """A field whose values have codes (`codes.py`)."""

    __slots__ = ()

    @abstractmethod
    def encode(self, value: Any, out: bytearray) -> None:
        """Appends the code of a canonical value, or of None."""

    @abstractmethod
    def decode(self, codes: Codes) -> object | None:
        """The canonical value of the next code, or None. Raises InvalidData where it is none."""


class Ordered(Scalar):
    """A scalar field whose values have an order."""

    __slots__ = ()

    def median(self, values: Sequence[Any]) -> Any:
        """The lower median of at least one value: one that somebody gave."""
        return median_low(values)


@dataclass(frozen=True, slots=True)
class Kinds:
    """The field types there are. `attributes`: which of them an attribute may be. `later`: what is not built yet.

    `meant`: the type that people mean by other words, these in small letters without space, _ and -.
    """

    types: Mapping[str, type[Field]]
    attributes: tuple[str, ...]
    later: tuple[str, ...]
    meant: Mapping[str, str]

    def read(
        self, id_: object, value: object, path: Path, problems: list[Problem], *, attribute: bool = False
    ) -> Field | None:
        """One field of a schema, or one attribute of a field; None where not even its type is known."""
        reserved = RESERVED_WORDS | (RESERVED_ATTRIBUTES if attribute else RESERVED_FIELDS)
        if not isinstance(id_, str) or not _ID.fullmatch(id_):
            message = f"{shown(id_)} cannot name {'an attribute' if attribute else 'a field'}"
            problems.append(Problem(path, message, "a lower-case letter, then letters, digits or _, at most 40"))
        elif id_ in reserved:
            problems.append(Problem(path, f"the name {id_} is reserved", f"another word would do, such as {id_}_"))
        kind = self._kind(value, path, problems, self.attributes if attribute else tuple(self.types))
        if kind is None:
            return None
        keys = (*_ATTRIBUTE_KEYS, *kind.keys) if attribute else (*_FIELD_KEYS, *kind.keys)
        section = Section(value, path, problems, (*keys, "attributes") if kind.attributed else keys, LATER_KEYS)
        return kind.read(self._head(str(id_), kind, section, attribute), section)

    def _kind(
        self, value: object, path: Path, problems: list[Problem], known: tuple[str, ...]
    ) -> type[Field] | None:
        section = Section(value, path, problems, value if isinstance(value, Mapping) else ("type",))
        word = section.get("type")
        if isinstance(word, str) and word in known:
            return self.types[word]
        if word is None:
            section.missing("type", one_of(known))
        elif not isinstance(word, str):
            section.wrong("type", f"must be {one_of(known)}, not {shown(word)}")
        elif word in self.types:
            section.wrong("type", f"an attribute cannot be a {word}", one_of(known))
        elif word in self.later:
            section.wrong("type", f"{word} comes later", f"now: {one_of(known)}")
        else:
            meant = self.meant.get(_SEPARATORS.sub("", word.lower()))
            section.wrong("type", f"there is no type {shown(word)}", nearest(meant if meant in known else word, known))
        return None

    def _head(self, id_: str, kind: type[Field], section: Section, attribute: bool) -> Head:
        part = "" if attribute else section.text("part", "", longest=NAME_LIMIT)
        if kind.attributed and not part:
            section.missing("part", "the part that it is drawn on, such as image")
        return Head(
            id=id_,
            name=read_name(section, id_),
            key=read_key(section),
            part=part,
            required=section.flag("required", not attribute),
            decides=attribute or section.flag("decides", kind.decides_unless_told),
            guide=section.text("guide", "", longest=NAME_LIMIT),
            help=section.text("help", "", longest=TEXT_LIMIT),
            attributes=self._attributes(section) if kind.attributed else (),
        )

    def _attributes(self, section: Section) -> tuple[Field, ...]:
        value, at = section.get("attributes"), section.at("attributes")
        if value is None:
            return ()
        if not isinstance(value, Mapping) or len(value) > ATTRIBUTE_LIMIT:
            count = f"{len(value):,} of them" if isinstance(value, Mapping) else shown(value)
            section.wrong("attributes", f"must be a mapping of at most {ATTRIBUTE_LIMIT} attributes, not {count}")
            return ()
        found = (
            self.read(id_, one, (*at, path_step(id_)), section.problems, attribute=True)
            for id_, one in value.items()
        )
        return tuple(one for one in found if one is not None)
