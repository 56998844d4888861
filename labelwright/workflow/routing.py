"""Where an item goes when a task is done: the first entry of `then` that holds, wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from labelwright.workflow.policies import Pipeline, Route, Stage
from labelwright.workflow.sampling import Draw


@dataclass(frozen=True, slots=True)
class Decision:
    """Where to, by which sample (if one decided), and every sample that was looked at on the way.

    `reason`: `then` (an unconditional entry or a condition), `sample`, `unsettled` (the answers did not become one),
    `unusable` (nobody could judge it), `returned` (back to the stage that sent it back).
    """

    to: str
    reason: str
    draws: tuple[tuple[str, Draw], ...] = ()


def route(stage: Stage, holds: Callable[[str], bool], draw: Callable[[Route], Draw]) -> Decision:
    """The decision for a settled item at this stage.

    `holds` evaluates a condition over the facts there are; `draw` gives the draw for an entry with a sample, the same
    one whenever it is asked again. A definition that was read has an unconditional last entry, so there is always one.
    """
    draws: list[tuple[str, Draw]] = []
    for entry in stage.then:
        if entry.when is not None and not holds(entry.when):
            continue
        if entry.sample is None:
            return Decision(entry.to, "then", tuple(draws))
        drawn = draw(entry)
        draws.append((entry.to, drawn))
        if drawn.drawn:
            return Decision(entry.to, "sample", tuple(draws))
    raise ValueError(f"stage {stage.key}: no entry of then holds, and none is unconditional")


def unsettled(pipeline: Pipeline, stage: Stage, reason: str) -> Decision:
    """Where an item goes whose answers did not become one label: the stage in `else`, or a stage of people in `then`.

    Where there is neither, it ends as dropped: counted and listed, never delivered.
    """
    if stage.resolve is not None:
        return Decision(stage.resolve.otherwise, reason)
    for entry in stage.then:
        if entry.to in pipeline.stages:
            return Decision(entry.to, reason)
    return Decision("drop", reason)
