"""Where a stage can never end with the people there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from labelwright.definition.check import edges
from labelwright.definition.definition import Definition
from labelwright.definition.document import parse
from labelwright.errors import Path, Problem
from labelwright.workflow.policies import Pipeline, Stage

Staff = Mapping[str, int | Collection[int]]


def warnings(definition: Definition, team_sizes: Staff) -> list[Problem]:
    """What would keep items waiting for ever, in words for the manager, with line and column.

    `team_sizes` gives for each team how many they are, or the people themselves where teams may share some. Nobody
    answers an item twice, and nobody reviews what they answered: a stage needs as many people as it wants answers,
    and as many again as its own people may have answered the item before.
    """
    document = parse(definition.document)
    found = [_warning(definition, stage, team_sizes) for stage in definition.pipeline.stages.values()]
    found.append(_idle_gate(definition))
    found.extend(_idle_teams(definition))
    located = [document.locate(one) for one in found if one is not None]
    return sorted(located, key=lambda one: (one.line or 0, one.column or 0))


def _warning(definition: Definition, stage: Stage, staff: Staff) -> Problem | None:
    at: Path = ("stages", stage.key)
    if stage.team not in staff:
        return None
    people = _size(staff[stage.team])
    if people == 0:
        return Problem((*at, "team"), f"nobody is in {stage.team}: {stage.key} would wait for people", "add somebody")
    wanted = stage.overlap.wanted(people) if stage.kind == "annotate" else 1
    if wanted > people:
        what = f"overlap {wanted} needs {wanted} people, and {stage.team} has {people}: no item can be done"
        return Problem((*at, "overlap"), what, "add people, or lower overlap")
    barred = _barred(definition.pipeline, stage, staff)
    if wanted + barred <= people:
        return None
    if stage.kind == "annotate":
        what = f"{stage.team} has {people}, and up to {barred} of them answered an item before it comes here"
    else:
        verb = "review" if stage.kind == "review" else "decide"
        what = f"{stage.team} has {people}, and all of them may have answered an item: nobody is left to {verb} it"
    return Problem((*at, "team"), what, f"add people to {stage.team}, or name another team")


def _barred(pipeline: Pipeline, stage: Stage, staff: Staff) -> int:
    """How many people of the stage may at most have answered an item before it comes here.

    On each way to it the stages before take as many as they want answers, but nobody twice. An upper bound, which is
    reached unless three teams or more share people.
    """
    before: dict[str, list[Stage]] = {key: [] for key in pipeline.stages}
    for one in pipeline.stages.values():
        for to, _ in edges(one):
            if to in before:
                before[to].append(one)
    known: dict[str, tuple[int, frozenset[str]]] = {}

    def way(key: str) -> tuple[int, frozenset[str]]:
        """The most answers on one way to a stage, and the teams on all of them."""
        if key not in known:
            ways = [(way(one.key), one) for one in before[key]]
            most = max((so_far + _answering(one, stage, staff) for (so_far, _), one in ways), default=0)
            teams = frozenset[str]().union(*(there | _team(one) for (_, there), one in ways))
            known[key] = most, teams
        return known[key]

    most, teams = way(stage.key)
    return min(most, _shared(stage.team, teams, staff))


def _team(stage: Stage) -> frozenset[str]:
    return frozenset((stage.team,)) if stage.kind == "annotate" else frozenset()


def _answering(before: Stage, stage: Stage, staff: Staff) -> int:
    """How many of the people of `stage` may have answered an item at the stage before."""
    if before.kind != "annotate":
        return 0
    shared = _shared(stage.team, _team(before), staff)
    return min(before.overlap.wanted(_size(staff.get(before.team, 0))), shared)


def _shared(team: str, others: Collection[str], staff: Staff) -> int:
    """How many people of a team are in any of the others; a team of which only the size is known shares nobody."""
    ours = staff[team]
    if team in others or isinstance(ours, int):
        return _size(ours) if team in others else 0
    known = (people for other in others if not isinstance(people := staff.get(other, 0), int))
    return len(set(ours) & set().union(*known))


def _size(people: int | Collection[int]) -> int:
    return people if isinstance(people, int) else len(people)


def _idle_gate(definition: Definition) -> Problem | None:
    needed = {name for stage in definition.pipeline.stages.values() for name in stage.needs}
    for stage in definition.pipeline.stages.values():
        if stage.gate is not None and stage.key not in needed:
            hint = f"add needs: [{stage.key}] to the stage that should wait"
            return Problem(("stages", stage.key, "gate"), f"no stage waits for the gate of {stage.key}", hint)
    return None


def _idle_teams(definition: Definition) -> list[Problem]:
    at_work = {stage.team for stage in definition.pipeline.stages.values()}
    return [
        Problem(("teams", key), f"{key} works at no stage", "name it in a stage, or leave it out")
        for key in definition.teams
        if key not in at_work
    ]
