"""What a pipeline diagram shows, before anything has a place: boxes with their words, and the ways between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from labelwright.definition.definition import Definition
from labelwright.workflow.policies import ENDS, Route, Sample, Stage
from labelwright.workforce.teams import title

Kind = Literal["data", "pilot", "annotate", "review", "adjudicate", "decision", "gate", "accept", "drop", "release"]
Lane = Literal["prepare", "produce", "deliver"]

_UNSETTLED = {
    "unanimous": "the answers are not all equal",
    "majority": "no answer has a majority",
    "median": "the answers leave no median",
}
_QUESTIONS = {
    "annotate": "Another answer?",
    "adjudicate": "Needs a decision?",
    "accept": "Good enough?",
    "drop": "To be dropped?",
}


@dataclass(frozen=True, slots=True)
class Live:
    """How a project stands: `waiting` and `phase` (open, paused, closed) by stage key; the rest counts items."""

    items: int = 0
    accepted: int = 0
    dropped: int = 0
    waiting: Mapping[str, int] = field(default_factory=dict)
    phase: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of small text in a box; `code` is a condition as it is written in the document."""

    text: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """One box. `stage` is the key of the stage it belongs to, "" for the ends; `done`: nothing more will come here."""

    id: str
    kind: Kind
    lane: Lane
    title: str
    lines: tuple[Line, ...] = ()
    count: int | None = None
    unit: str = ""
    stage: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One way between two boxes. `main`: what most items take; `back`: work that is returned."""

    start: str
    end: str
    label: str = ""
    main: bool = False
    back: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """All boxes by id, in reading order, and all ways."""

    boxes: Mapping[str, Box]
    ways: tuple[Way, ...]


def scene(definition: Definition, live: Live | None = None) -> Scene:
    """The boxes and ways of a definition, with counts where it is known how the project stands."""
    boxes = [_data(definition, live)]
    ways: list[Way] = []
    for stage in definition.pipeline.stages.values():
        boxes.extend(_boxes(definition, stage, live))
        ways.extend(_ways(definition, stage))
    boxes.extend(_ends(definition, live))
    ways.extend(_entering(definition))
    ways.append(Way("accept", "release", main=True))
    return Scene({box.id: box for box in boxes}, tuple(ways))


def _data(definition: Definition, live: Live | None) -> Box:
    source = definition.source
    where = {"folder": source.path, "table": source.path, "upload": "uploaded"}[source.kind]
    parts = [
        "one image each" if part.media == "image" else f"text in column {part.column}" for part in source.parts.values()
    ]
    lines = (Line(where), *map(Line, parts))
    return Box("data", "data", "prepare", "Data", lines, live.items if live else None, "items")


def _boxes(definition: Definition, stage: Stage, live: Live | None) -> Iterator[Box]:
    waiting = live.waiting.get(stage.key, 0) if live else None
    done = stage.pilot and live is not None and live.items > 0 and waiting == 0
    lane: Lane = "prepare" if stage.pilot else "produce"
    kind: Kind = "pilot" if stage.pilot else stage.kind
    unit = "waiting"
    if stage.take is not None and waiting is None:
        waiting, unit = stage.take.first, "first items"
    elif stage.take is not None:
        unit = f"of {stage.take.first:,} waiting"
    lines = tuple(_policy(definition, stage))
    yield Box(f"stage {stage.key}", kind, lane, title(stage.key), lines, waiting, unit, stage.key, done)
    branches = list(_branches(stage))
    if branches:
        where = {target for _, target in branches}
        numbered = len(where) > 1
        texts: list[Line] = []
        for number, (why, _) in enumerate(branches, 1):
            first, *rest = why
            texts += [Line(f"{number} {first.text}", first.code) if numbered else first, *rest]
        question = _question(definition, where)
        yield Box(f"decision {stage.key}", "decision", lane, question, tuple(texts), stage=stage.key)
    if stage.gate is not None:
        behind = [key for key, one in definition.pipeline.stages.items() if stage.key in one.needs]
        passed = live is not None and any(live.phase.get(key) == "open" for key in behind)
        name, text = ("Gate, open", "a person opened it") if passed else ("Gate", "a person opens it")
        yield Box(f"gate {stage.key}", "gate", lane, name, (Line(text),), stage=stage.key, done=passed)


def _policy(definition: Definition, stage: Stage) -> Iterator[Line]:
    team = definition.teams[stage.team].name
    yield Line(team)
    if stage.overlap.everyone:
        yield Line("everyone answers")
    elif stage.overlap.count > 1:
        yield Line(f"{stage.overlap.count} answers each")
    if stage.kind == "adjudicate":
        yield Line("decide what is right")


def _question(definition: Definition, where: set[str]) -> str:
    if len(where) > 1:
        return "Where next?"
    (target,) = where
    stage = definition.pipeline.stages.get(target)
    if stage is not None and stage.kind == "review":
        return f"Needs {title(stage.key).lower()}?" if len(stage.key) < 14 else "Needs review?"
    return _QUESTIONS[stage.kind if stage is not None else target]


def _branches(stage: Stage) -> Iterator[tuple[tuple[Line, ...], str]]:
    """The conditional ways out of a stage: why an item takes it, and where it leads."""
    if stage.resolve is not None:
        yield (Line(_UNSETTLED[stage.resolve.by]),), stage.resolve.otherwise
    for route in stage.then:
        if not route.unconditional:
            yield tuple(_why(route)), route.to


def _why(route: Route) -> Iterator[Line]:
    if route.sample is not None:
        of = " where" if route.when is not None else ""
        yield Line(_sample(route.sample) + of)
    if route.when is not None:
        yield Line(" ".join(route.when.split()), code=True)


def _sample(sample: Sample) -> str:
    share = f"{sample.rate * 100:.4g} %"
    if sample.per == "item":
        return f"{share} of items, by draw"
    first = f", the first {sample.minimum} always" if sample.minimum else ""
    return f"{share} of each person's answers{first}"


def _ways(definition: Definition, stage: Stage) -> Iterator[Way]:
    start = f"stage {stage.key}"
    rest = _end(definition, stage.then[-1].to)
    branches = list(_branches(stage))
    if branches:
        decision = f"decision {stage.key}"
        yield Way(start, decision, main=True)
        where = list(dict.fromkeys(target for _, target in branches))
        for target in where:
            numbers = [str(number) for number, (_, to) in enumerate(branches, 1) if to == target]
            if _end(definition, target) != rest:
                yield Way(decision, _end(definition, target), "yes" if len(where) == 1 else ", ".join(numbers))
        yield Way(decision, rest, "no" if len(where) == 1 else "else", main=not stage.pilot)
    else:
        yield Way(start, rest, "", main=stage.kind == "annotate" and not stage.pilot)
    if stage.gate is not None:
        yield Way(start, f"gate {stage.key}", "when all are done")
    if stage.kind == "review" and stage.returns.rounds > 0:
        for author in _authors(definition, stage):
            yield Way(start, f"stage {author.key}", f"returned, {_times(stage.returns.rounds)} at most", back=True)


def _times(rounds: int) -> str:
    return {1: "once", 2: "twice"}.get(rounds, f"{rounds} times")


def _end(definition: Definition, target: str) -> str:
    return target if target in ENDS else f"stage {definition.pipeline[target].key}"


def _authors(definition: Definition, review: Stage) -> list[Stage]:
    """The annotate stages right before a review, to which it returns work; pilots only where there is nothing else."""
    leading = [
        stage
        for stage in definition.pipeline.stages.values()
        if stage.kind == "annotate" and review.key in {to for _, to in _branches(stage)} | {stage.then[-1].to}
    ]
    return [stage for stage in leading if not stage.pilot] or leading


def _entering(definition: Definition) -> Iterator[Way]:
    gated = False
    for stage in definition.pipeline.entries:
        if stage.pilot:
            yield Way("data", f"stage {stage.key}", main=True)
            continue
        for gate in stage.needs:
            gated = True
            yield Way(f"gate {gate}", f"stage {stage.key}", "open: the rest flows on", main=True)
        if not gated:
            yield Way("data", f"stage {stage.key}", main=True)


def _ends(definition: Definition, live: Live | None) -> Iterator[Box]:
    used = {route.to for stage in definition.pipeline.stages.values() for route in stage.then}
    accepted, dropped = (live.accepted, live.dropped) if live else (None, None)
    yield Box("accept", "accept", "deliver", "Accept", (Line("labels ready to release"),), accepted, "accepted")
    if "drop" in used:
        yield Box("drop", "drop", "deliver", "Drop", (Line("never delivered"),), dropped, "dropped")
    yield Box("release", "release", "deliver", "Release", (Line("frozen dataset versions"),))
