"""How the counted answers of a task become one label, or are found not to settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from labelwright.ontology import Schema

Answer = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Given:
    """One counted answer; `answer` is None where the person could not judge the item."""

    annotation: int
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The label, the method that made it, and the annotations it rests on."""

    answer: Answer
    method: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Why there is no label: `unsettled` (they differ) or `unusable` (half or more could not judge)."""

    reason: str


def resolve(by: str, given: Sequence[Given], schema: Schema) -> Resolved | Unsettled:
    """One label from the answers, in canonical form.

    `single` takes the only answer. `unanimous` wants all equal, `majority` more than half of those who judged;
    `median` takes, for each rating and number, the lower median (a value that somebody gave) and the majority for
    every other field. Answers that could not judge are missing; half or more of them make the item unusable.
    """
    judged = [one for one in given if one.answer is not None]
    if len(judged) * 2 <= len(given):
        return Unsettled("unusable")
    if by == "median":
        return _median(judged, schema)
    groups: dict[str, list[Given]] = {}
    for one in judged:
        groups.setdefault(schema.key(one.answer or {}), []).append(one)
    largest = max(groups.values(), key=len)
    enough = len(largest) == len(judged) if by in ("unanimous", "single") else len(largest) * 2 > len(judged)
    if not enough:
        return Unsettled("unsettled")
    return Resolved(largest[0].answer or {}, by, tuple(one.annotation for one in largest))


def _median(judged: Sequence[Given], schema: Schema) -> Resolved | Unsettled:
    answer: dict[str, object] = {}
    for name, field in schema.fields.items():
        values = [one.answer[name] for one in judged if one.answer is not None and name in one.answer]
        if not values:
            continue
        if field.type in ("rating", "number"):
            answer[name] = median_low([value for value in values if isinstance(value, int | float)])
            continue
        keys = [schema.key({name: value}) for value in values]
        most = max(set(keys), key=keys.count)
        if keys.count(most) * 2 <= len(judged):
            return Unsettled("unsettled")
        answer[name] = values[keys.index(most)]
    return Resolved(answer, "median", tuple(one.annotation for one in judged))
