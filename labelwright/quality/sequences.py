"""Sequences labelled by several people: documents of tokens with spans, clips of frames with segments.

A `SequenceMatrix` is a `LabelMatrix` whose items are the positions (tokens, frames) of all sequences, one after
another, so that whatever takes labels takes it. It also knows where each sequence begins, and how labels make spans
(`Scheme`): BIO tags for tokens, states for frames.

A span is (start, end, kind) in positions, `end` exclusive. Somebody who read a sequence and found nothing has an answer
without spans; somebody who did not read it has none. Spans of one answer do not overlap: tags cannot say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData
from labelwright.quality.matrix import LabelMatrix, must_fit
from labelwright.quality.scheme import Bools, Ints, Scheme, bio

Answer = tuple[Any, Any, Iterable[tuple[int, int, Any]]]  # sequence, annotator, spans


class Span(NamedTuple):
    """Positions `start` to `end` (exclusive) of a sequence are of a kind."""

    sequence: Any
    start: int
    end: int
    kind: Any


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class SequenceMatrix(LabelMatrix):
    """A LabelMatrix of T positions: `sequences` are the names of D sequences, `offsets` (D + 1,) where each begins."""

    sequences: NDArray[Any]
    offsets: Ints
    scheme: Scheme

    made_by: ClassVar[str] = "q.from_spans(lengths, answers), or q.from_segments(seconds, answers)"

    def kept(self, mask: Bools) -> Self:
        """The matrix of some of the annotations; sequences and people without any stay known."""
        return replace(self, item=self.item[mask], annotator=self.annotator[mask], label=self.label[mask])

    @cached_property
    def sequence_of(self) -> Ints:
        """The code of each position's sequence, shape (T,)."""
        return np.repeat(np.arange(len(self.sequences)), np.diff(self.offsets))

    def spans(self, codes: ArrayLike) -> list[Span]:
        """The spans of one label code for each position, shape (T,); I-x after anything else opens a span too."""
        tags = np.asarray(codes)
        if tags.shape != (len(self.items),):
            raise InvalidData(f"There are {len(self.items):,} positions, and tags of shape {tags.shape}.")
        start, end, kind = _runs(self.scheme, tags, self.sequence_of)
        where = self.sequence_of[start]
        begin = self.offsets[where]
        columns = (self.sequences[where].tolist(), (start - begin).tolist(), (end - begin).tolist(), kind.tolist())
        return [Span(name, a, b, self.scheme.kinds[k]) for name, a, b, k in zip(*columns, strict=True)]

    @cached_property
    def by_person(self) -> Ints:
        """The annotations in the order of people, and of positions within each, shape (n,)."""
        return np.argsort(self.annotator, kind="stable")

    @cached_property
    def before(self) -> Ints:
        """The same person's label at the position before each annotation, shape (n,); K where there is none."""
        order = self.by_person
        item, who = self.item[order], self.annotator[order]
        found = np.full(len(order), len(self.labels))
        next_to = (who[1:] == who[:-1]) & (item[1:] == item[:-1] + 1)
        next_to &= self.sequence_of[item[1:]] == self.sequence_of[item[:-1]]
        found[order[1:][next_to]] = self.label[order[:-1][next_to]]
        return found

    def spans_of_answers(self) -> tuple[Ints, Ints, Ints, Ints]:
        """What people marked: annotator, start and end as positions out of T, and kind, as codes; sorted by person."""
        item, who = self.item[self.by_person].astype(np.int64), self.annotator[self.by_person].astype(np.int64)
        within = who * (len(self.sequences) + 1) + self.sequence_of[item]
        start, end, kind = _runs(self.scheme, self.label[self.by_person], within)
        return who[start], item[start], item[start] + end - start, kind

    def read(self) -> tuple[Ints, Ints]:
        """Who read what: the codes of sequence and annotator of each answer, sorted."""
        width = max(1, len(self.annotators))
        pairs = np.unique(self.sequence_of[self.item] * width + self.annotator)
        sequence, annotator = np.divmod(pairs, width)
        return sequence, annotator

    def gold(self, spans: Mapping[Any, Iterable[tuple[int, int, Any]]]) -> dict[int, Any]:
        """The true labels of the sequences whose true spans are given, as `fit` takes them."""
        code = {name: at for at, name in enumerate(self.sequences.tolist())}
        known: dict[int, Any] = {}
        for name, found in spans.items():
            if name not in code:
                raise InvalidData(f"The gold sequence {name!s} has no place in the matrix.")
            begin, end = self.offsets[code[name] : code[name] + 2].tolist()
            tags = _tags(self.scheme, [end - begin], [list(found)], [f"the gold of {name!s}"])
            known.update(zip(range(begin, end), self.labels[tags].tolist(), strict=True))
        return known


def from_spans(
    lengths: Mapping[Any, int], answers: Iterable[Answer], *, kinds: Sequence[Any] | None = None
) -> SequenceMatrix:
    """The BIO matrix of documents: `lengths` in tokens, and (document, annotator, spans) for each answer.

    Spans are (start, end, kind) in tokens, `end` exclusive; an empty list says that there is nothing. `kinds` declares
    what may be found, by default what was found. The later of two answers of one person for one document stands.
    Raises InvalidData for an unknown document or kind, and for spans that overlap or leave their document.
    """
    given = listed(answers)
    return from_scheme(bio(kinds_of(given) if kinds is None else kinds), lengths, given)


def listed(answers: Iterable[tuple[Any, Any, Iterable[Any]]]) -> list[tuple[Any, Any, list[Any]]]:
    """Answers with their spans in lists. Raises InvalidData for what is no answer."""
    try:
        return [(where, who, list(spans)) for where, who, spans in answers]
    except (TypeError, ValueError) as error:
        raise InvalidData(
            "There is an answer that is no (sequence, annotator, spans).", hint="Who found nothing has the spans []."
        ) from error


def must_map(lengths: Any) -> None:
    """Raises InvalidData for lengths without the names of what is so long."""
    if not isinstance(lengths, Mapping):
        raise InvalidData(
            "Lengths map the name of each sequence to its length.", hint="Of a list: dict(enumerate(lengths))."
        )


def kinds_of(answers: Iterable[tuple[Any, Any, Sequence[tuple[Any, Any, Any]]]]) -> list[Any]:
    """What was found, sorted by its text. Raises InvalidData for what is no span."""
    try:
        return sorted({kind for _, _, spans in answers for _, _, kind in spans}, key=str)
    except (TypeError, ValueError) as error:
        raise InvalidData("There is a span that is no (start, end, kind).") from error


def from_scheme(scheme: Scheme, lengths: Mapping[Any, int], answers: Iterable[Answer]) -> SequenceMatrix:
    """The matrix of sequences under a scheme; `from_spans` and `from_segments` say which. O(positions answered)."""
    must_map(lengths)
    sequences = list(lengths)
    size = _whole([lengths[name] for name in sequences], "The lengths of sequences")
    if (size < 0).any():
        raise InvalidData("A sequence is not shorter than nothing.")
    must_fit("All sequences in a row", sum(size.tolist()))
    offsets = np.concatenate(([0], np.cumsum(size)))
    code = {name: at for at, name in enumerate(sequences)}
    last: dict[tuple[int, Any], list[tuple[int, int, Any]]] = {}
    replaced = 0
    for where, who, spans in answers:
        if where not in code:
            raise InvalidData(f"{who!s} answered {where!s}, whose length is not given.")
        if who is None or who != who:
            raise InvalidData(f"An answer for {where!s} has no annotator.")
        replaced += int(size[code[where]]) if (code[where], who) in last else 0
        last[code[where], who] = list(spans)
    people = list(dict.fromkeys(who for _, who in last))
    with suppress(TypeError):  # people of several kinds have no order of their own: the order of appearance stands
        people.sort()
    number = {who: at for at, who in enumerate(people)}
    answered = sorted(last, key=lambda key: (key[0], number[key[1]]))
    each = [int(size[where]) for where, _ in answered]
    must_fit("The tags of all answers", sum(each))
    names = [f"the answer of {who!s} for {sequences[where]!s}" for where, who in answered]
    label = _tags(scheme, each, [last[key] for key in answered], names)
    item = _ranges(np.array([offsets[where] for where, _ in answered], np.int64), np.array(each, np.int64))
    annotator = np.repeat(np.array([number[who] for _, who in answered], np.int64), each)
    order = np.argsort(item, kind="stable")  # people are in order within each sequence already
    return SequenceMatrix(
        np.arange(offsets[-1]), _objects(people), scheme.labels, item[order].astype(np.int32),
        annotator[order].astype(np.int32), label[order].astype(np.int32), replaced,
        sequences=_objects(sequences), offsets=offsets, scheme=scheme,
    )  # fmt: skip


def _tags(
    scheme: Scheme, lengths: Sequence[int], spans: Sequence[Sequence[tuple[int, int, Any]]], names: Sequence[str]
) -> Ints:
    """The label codes of answers, one after another."""
    code = {kind: at for at, kind in enumerate(scheme.kinds)}
    base = np.concatenate(([0], np.cumsum(np.array(lengths, np.int64)))).astype(np.int64)
    try:
        rows = [(at, a, b, code.get(kind, -1)) for at, some in enumerate(spans) for a, b, kind in some]
    except (TypeError, ValueError) as error:
        raise InvalidData("There is a span that is no (start, end, kind).") from error
    at, start, end, kind = _whole(rows, "Starts and ends of spans").reshape(-1, 4).T
    for wrong, why in (
        (kind < 0, "a kind that is not declared"),
        ((start < 0) | (end > np.diff(base)[at]) | (start >= end), "an empty span or one that leaves the sequence"),
    ):
        if wrong.any():
            raise InvalidData(f"There is {why} in {names[at[np.flatnonzero(wrong)[0]]]}.")
    within = _ranges(base[at] + start, end - start)
    twice = np.flatnonzero(np.bincount(within, minlength=int(base[-1])) > 1)
    if len(twice):
        answer = int(np.searchsorted(base, twice[0], side="right")) - 1
        raise InvalidData(f"Spans overlap in {names[answer]}.", hint="Take each layer of spans by itself.")
    tags = np.zeros(int(base[-1]), np.int64)
    tags[within] = np.repeat(scheme.inner[kind], end - start)
    tags[base[at] + start] = scheme.opening[kind]
    return tags


def _runs(scheme: Scheme, tags: NDArray[Any], within: Ints) -> tuple[Ints, Ints, Ints]:
    """Start, end and kind of the spans in a row of tags; none crosses from one value of `within` to the next."""
    kind = scheme.kind[tags]
    same = np.zeros(len(tags), np.bool_)
    same[1:] = (kind[1:] == kind[:-1]) & (within[1:] == within[:-1])
    goes_on = (kind >= 0) & same & ~scheme.begins[tags]
    start = np.flatnonzero((kind >= 0) & ~goes_on)
    stops = np.append(np.flatnonzero(~goes_on), len(tags))
    return start, stops[np.searchsorted(stops, start, side="right")], kind[start]


def _whole(values: Sequence[Any], what: str) -> Ints:
    """Values as whole numbers. Raises InvalidData for others: none is cut to fit."""
    try:
        numbers = np.array(values, np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidData(f"{what} are no numbers.") from error
    if not (np.isfinite(numbers) & (np.floor(numbers) == numbers)).all():
        raise InvalidData(f"{what} are not whole numbers.", hint="Count in tokens; seconds are for from_segments.")
    return numbers.astype(np.int64)


def _ranges(start: Ints, length: Ints) -> Ints:
    """start, start + 1, ... of each of several ranges, one after another."""
    begin = np.cumsum(length) - length
    return np.repeat(start - begin, length) + np.arange(int(length.sum()))


def _objects(values: Sequence[Any]) -> NDArray[Any]:
    made = np.empty(len(values), object)
    made[:] = values
    return made
