"""The schema: the fields an annotator fills in, and what their answers mean."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import fsum

from labelwright.errors import InvalidAnswer, InvalidDefinition, Path, Problem
from labelwright.ontology.codes import FORMAT, Codes
from labelwright.ontology.field import PROBLEM_LIMIT, Field, PartShape, Place, Scalar
from labelwright.ontology.field_types import FIELD_TYPES
from labelwright.reading import nearest, path_step, shown

FIELD_LIMIT = 50

Answer = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields in the order of the document, each under its stable id.

    An answer is a mapping from field ids to values; `validate` gives its canonical form, and everything else here takes
    canonical answers only.
    """

    fields: Mapping[str, Field]
    deciding: tuple[str, ...] = field(init=False, compare=False)
    _order: tuple[Field, ...] = field(init=False, repr=False, compare=False)
    _scalars: tuple[Scalar, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        order = tuple(self.fields.values())
        deciding = tuple(one.id for one in order if one.head.decides)
        object.__setattr__(self, "_order", order)
        object.__setattr__(self, "_scalars", tuple(one for one in order if isinstance(one, Scalar)))
        object.__setattr__(self, "deciding", deciding or tuple(self.fields))

    @classmethod
    def read(cls, document: object, path: Path = ("schema",)) -> Schema:
        """The schema that a document describes.

        Raises InvalidDefinition with every problem there is, each with its path from `path` on.
        """
        problems: list[Problem] = []
        fields: dict[str, Field] = {}
        if not isinstance(document, Mapping) or not 1 <= len(document) <= FIELD_LIMIT:
            count = f"{len(document):,} of them" if isinstance(document, Mapping) else shown(document)
            problems.append(Problem(path, f"must be a mapping of 1 to {FIELD_LIMIT} fields, not {count}"))
        else:
            for id_, value in document.items():
                found = FIELD_TYPES.read(id_, value, (*path, path_step(id_)), problems)
                if found is not None:
                    fields[found.id] = found
            problems.extend(_clashes(fields.values(), path))
        if problems:
            count = f"{len(problems):,} problem{'s' * (len(problems) > 1)}"
            raise InvalidDefinition(f"The schema has {count}.", problems)
        return cls(fields)

    def to_document(self) -> dict[str, object]:
        """The schema as a document that reads back to an equal schema."""
        return {id_: one.document() for id_, one in self.fields.items()}

    def validate(self, answer: object, parts: Mapping[str, PartShape]) -> dict[str, object]:
        """The canonical form of an answer: fields in the order of the schema, those not answered left out.

        `parts` gives the size of each part that something is drawn on. A field that is missing, null, or empty where it
        need not be answered is not answered. Raises InvalidAnswer with at most 50 problems, saying so where there are
        more; paths lead into the answer, `("vehicles", 3, "box")`.
        """
        if not isinstance(answer, Mapping):
            raise InvalidAnswer(f"An answer is a mapping of fields to values, not {shown(answer)}.")
        problems: list[Problem] = []
        result: dict[str, object] = {}
        for one in self._order:
            head = one.head
            value = answer.get(head.id)
            before = len(problems)
            if value is not None:
                value = one.canonical(value, Place((head.id,), parts.get(head.part), problems))
            if value is not None:
                result[head.id] = value
            elif head.required and len(problems) == before:
                problems.append(Problem((head.id,), "is not answered"))
        if len(result) != len(answer):
            self._refuse_unknown(answer, problems)
        if problems:
            raise _invalid(problems)
        return result

    def _refuse_unknown(self, answer: Mapping[object, object], problems: list[Problem]) -> None:
        for key in answer:
            if key not in self.fields:
                message = f"the schema has no field {shown(key)}"
                problems.append(Problem((path_step(key),), message, nearest(key, self.fields)))
                if len(problems) > PROBLEM_LIMIT:
                    return

    def distance(self, a: Answer, b: Answer) -> dict[str, float]:
        """How far two answers are apart in each field, in [0, 1]: 1 where only one has it answered, 0 where neither.

        Here and below an empty list and no answer are the same.
        """
        return {one.id: self._apart(one, a, b) for one in self._order}

    @staticmethod
    def _apart(one: Field, a: Answer, b: Answer) -> float:
        ours, theirs = _given(a, one.head.id), _given(b, one.head.id)
        if ours is None or theirs is None:
            return float(ours is not theirs)
        return one.distance(ours, theirs)

    def agreement(self, answers: Sequence[Answer]) -> float | None:
        """The agreement on an item, in [0, 1]: over the deciding fields, the least of 1 - mean distance of all pairs.

        None where there are fewer than two answers.
        """
        if len(answers) < 2:
            return None
        pairs = list(combinations(answers, 2))
        deciding = [self.fields[id_] for id_ in self.deciding]
        apart = max(fsum(self._apart(one, a, b) for a, b in pairs) for one in deciding)
        return max(0.0, 1.0 - apart / len(pairs))

    def key(self, answer: Answer) -> str:
        """A text that is the same for two answers exactly where their deciding fields are equal."""
        return repr(self._identities(answer, self.deciding))

    def equal(self, a: Answer, b: Answer) -> bool:
        """Whether two answers are equal in every field; ids of drawn objects do not count."""
        return self._identities(a, self.fields) == self._identities(b, self.fields)

    def _identities(self, answer: Answer, ids: Iterable[str]) -> list[tuple[str, Hashable]]:
        found = ((id_, _given(answer, id_)) for id_ in ids)
        return [(id_, self.fields[id_].identity(value)) for id_, value in found if value is not None]

    def codes(self, answer: Answer) -> bytes:
        """The scalar fields of an answer in a few bytes that never change (format: `codes.py`)."""
        if not self._scalars:
            return b""
        out = bytearray((FORMAT,))
        for one in self._scalars:
            one.encode(answer.get(one.head.id), out)
        return bytes(out)

    def decode(self, codes: bytes) -> dict[str, object]:
        """The scalar fields of the answer that `codes` was made of, by the schema version it was made with.

        Raises InvalidData where the bytes are of another format or version.
        """
        if not codes and not self._scalars:
            return {}
        reader = Codes(codes)
        reader.format()
        found = {one.id: one.decode(reader) for one in self._scalars}
        reader.finish()
        return {id_: value for id_, value in found.items() if value is not None}

    def summary(self, answer: Answer, limit: int = 120) -> str:
        """The answer on one line for people, at most `limit` characters: `Billing · 3 Car, 1 Truck`."""
        known = (one for one in self._order if answer.get(one.id) is not None)
        several = len(self.fields) > 1
        texts = [(f"{one.name}: " if several else "") + one.summary(answer[one.id]) for one in known]
        line = " · ".join(texts)
        return line if len(line) <= limit else line[: limit - 1] + "…"


def _given(answer: Answer, id_: str) -> object | None:
    value = answer.get(id_)
    return None if value == [] else value


def _clashes(fields: Iterable[Field], path: Path) -> Iterator[Problem]:
    """A keyboard key means one thing in the whole form."""
    taken: dict[str, Path] = {}
    for key, at in (found for one in fields for found in _keys(one, (*path, one.id))):
        if key in taken:
            owner = Problem(taken[key], "").place
            yield Problem((*at, "key"), f"the key {key} is taken by {owner}", "a key means one thing in the whole form")
        taken.setdefault(key, at)


def _keys(field: Field, path: Path) -> Iterator[tuple[str, Path]]:
    if field.head.key:
        yield field.head.key, path
    for at, one in enumerate(getattr(field, "classes", ())):
        if one.key:
            yield one.key, (*path, "classes", at)
    for one in field.head.attributes:
        yield from _keys(one, (*path, "attributes", one.id))


def _invalid(problems: list[Problem]) -> InvalidAnswer:
    named = problems[:PROBLEM_LIMIT]
    count = f"{len(named)} problem{'s' * (len(named) > 1)}"
    if len(problems) > PROBLEM_LIMIT:
        named.append(Problem((), f"and more: only the first {PROBLEM_LIMIT} are named"))
        count = f"more than {count}"
    return InvalidAnswer(f"The answer has {count}: {named[0]}.", named)
