"""Whether the stages of a definition make a flow in which every item comes to an end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from labelwright.datasets.source import Source
from labelwright.errors import Path, Problem
from labelwright.ontology.schema import Schema
from labelwright.reading import nearest
from labelwright.workflow.conditions import Conditions
from labelwright.workflow.policies import ENDS, Pipeline, Stage
from labelwright.workforce.teams import Team

PEOPLE_DECIDE = ("review", "adjudicate")
_SETTLES = "name a review or adjudicate stage"
_DRAWN = ("box",)
_SHAPE = ("kind", "take", "overlap", "resolve", "then")  # what the flow follows from


def edges(stage: Stage) -> Iterator[tuple[str, Path]]:
    """Where a stage sends items, with the place that says so: the entries of `then` and the `else` of resolve."""
    for number, route in enumerate(stage.then):
        yield route.to, ("stages", stage.key, "then", number)
    if stage.resolve is not None:
        yield stage.resolve.otherwise, ("stages", stage.key, "resolve", "else")


def references(pipeline: Pipeline, teams: Mapping[str, Team]) -> list[Problem]:
    """Names that lead nowhere: teams, stages to go to, gates to wait for."""
    found = []
    for stage in pipeline.stages.values():
        at: Path = ("stages", stage.key)
        if stage.team and teams and stage.team not in teams:  # a section that is missing is told once
            found.append(Problem((*at, "team"), f"there is no team {stage.team}", nearest(stage.team, teams)))
        for number, route in enumerate(stage.then):
            if route.to and route.to not in pipeline.stages and route.to not in ENDS:
                hint = nearest(route.to, (*pipeline.stages, *ENDS))
                found.append(Problem((*at, "then", number), f"there is no stage {route.to}", hint))
        if stage.resolve is not None and stage.resolve.otherwise:
            found.extend(_otherwise(pipeline, stage.resolve.otherwise, (*at, "resolve", "else")))
        for number, name in enumerate(stage.needs):
            found.extend(_needed(pipeline, stage, name, (*at, "needs", number)))
    return found


def _otherwise(pipeline: Pipeline, name: str, at: Path) -> list[Problem]:
    if name in pipeline.stages:
        return []
    if name in ENDS:
        return [Problem(at, f"{name} cannot settle what the answers left open", _SETTLES)]
    settling = [key for key, stage in pipeline.stages.items() if stage.kind in PEOPLE_DECIDE]
    return [Problem(at, f"there is no stage {name}", nearest(name, settling))]


def _needed(pipeline: Pipeline, stage: Stage, name: str, at: Path) -> list[Problem]:
    gates = [key for key, one in pipeline.stages.items() if one.gate is not None and key != stage.key]
    if name == stage.key:
        return [Problem(at, "a stage cannot wait for itself")]
    if name not in pipeline.stages:
        return [Problem(at, f"there is no stage {name}", nearest(name, gates))]
    if name not in gates:
        return [Problem(at, f"{name} has no gate to wait for", f"add gate: manual to {name}")]
    if stage.key in pipeline.stages[name].needs:
        return [Problem(at, f"{name} and {stage.key} wait for each other")]
    return []


def flow(pipeline: Pipeline, conditions: Conditions, noted: Collection[Problem]) -> list[Problem]:
    """Whether every item enters at one place, moves without a ring and can be accepted.

    Where the shape of a stage is not known for sure (`noted` says what is wrong already), nothing is said about it.
    """
    if any(one.path[:1] == ("stages",) and (len(one.path) < 3 or one.path[2] in _SHAPE) for one in noted):
        return []
    rings = list(_rings(pipeline))
    if rings:
        return rings
    found = list(_entries(pipeline))
    for key, stage in pipeline.stages.items():
        if stage.resolve is not None and pipeline[stage.resolve.otherwise].kind not in PEOPLE_DECIDE:
            what = f"{stage.resolve.otherwise} cannot settle what the answers left open"
            found.append(Problem(("stages", key, "resolve", "else"), what, _SETTLES))
    reached = _reached(pipeline)
    for key, stage in pipeline.stages.items():
        if key not in reached and stage not in pipeline.entries:
            found.append(Problem(("stages", key), f"nothing comes to {key}", "name it in the then or else of a stage"))
    if not any(route.to == "accept" for stage in pipeline.stages.values() for route in stage.then):
        found.append(Problem(("stages",), "no item is ever accepted", "let a stage end in accept"))
    found.extend(_agreement(pipeline, conditions))
    return found


def _rings(pipeline: Pipeline) -> Iterator[Problem]:
    """A walk in depth; an entry that leads back to a stage on the way closes a ring."""
    seen: set[str] = set()
    for start in pipeline.stages:
        walk = [(start, edges(pipeline[start]))]
        while walk and start not in seen:
            key, left = walk[-1]
            to, at = next(left, (None, ()))
            if to is None:
                seen.add(key)
                walk.pop()
            elif to in (way := [one for one, _ in walk]):
                ring = " to ".join([*way[way.index(to) :], to])
                yield Problem(at, f"items would go round: {ring}", "work goes back by the verdict return alone")
            elif to in pipeline.stages and to not in seen:
                walk.append((to, edges(pipeline[to])))


def _entries(pipeline: Pipeline) -> Iterator[Problem]:
    whole = [stage for stage in pipeline.entries if stage.take is None]
    targets = {to for stage in pipeline.stages.values() for to, _ in edges(stage)}
    for stage in pipeline.stages.values():
        if stage.take is not None and stage.key in targets:
            at = ("stages", stage.key, "take")
            yield Problem(at, f"{stage.key} takes its own slice, yet others route to it", "do one or the other")
    if not whole:
        hint = "add an annotate stage without take"
        what = "items outside the slice have no stage to enter" if pipeline.entries else "items have no stage to enter"
        yield Problem(("stages",), what, hint)
    for stage in whole[1:]:
        what = f"items cannot enter both {whole[0].key} and {stage.key}"
        yield Problem(("stages", stage.key), what, "route to one of them, or give it a slice: take: {first: 50}")


def _reached(pipeline: Pipeline) -> set[str]:
    reached: set[str] = set()
    left = [stage.key for stage in pipeline.entries]
    while left:
        key = left.pop()
        if key in pipeline.stages and key not in reached:
            reached.add(key)
            left.extend(to for to, _ in edges(pipeline[key]))
    return reached


def _agreement(pipeline: Pipeline, conditions: Conditions) -> Iterator[Problem]:
    for stage in pipeline.stages.values():
        if stage.kind == "annotate" and stage.overlap.wanted(2) > 1:
            continue
        for number, route in enumerate(stage.then):
            if route.when is not None and "agreement" in conditions.uses(route.when):
                at = ("stages", stage.key, "then", number, "when")
                what = f"there is no agreement at {stage.key}: it has no answers to compare"
                yield Problem(at, what, "use it where overlap is over 1")


def parts(schema: Schema, source: Source) -> list[Problem]:
    """Fields over a part that items do not have, or drawn on one that cannot be drawn on."""
    found = []
    for name, field in schema.fields.items():
        at: Path = ("schema", name, "part")
        if not field.part or not source.parts:
            continue
        if field.part not in source.parts:
            found.append(Problem(at, f"the source has no part {field.part}", nearest(field.part, source.parts)))
        elif field.type in _DRAWN and source.parts[field.part].media != "image":
            found.append(Problem(at, f"a {field.type} is drawn on an image, and {field.part} is a text"))
    return found

