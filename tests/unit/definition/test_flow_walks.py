"""The check of the flow against walks: what is taken lets every item end, what is refused has an item that does not.

Pipelines are drawn at random, right ones and wrong ones. A second, slow reading of the rules decides each by walking
every way an item can take.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import event, given, settings
from hypothesis import strategies as st

from labelwright.definition import Definition, read
from labelwright.errors import InvalidDefinition

HEAD = """\
project: p
source: {parts: {text: body}}
schema: {category: {type: choice, part: text, classes: [{id: a}, {id: b}]}}
teams: {us: {}}
stages:
"""
KEYS = ("s0", "s1", "s2", "s3", "s4")


@dataclass(frozen=True)
class Drawn:
    """A stage of a drawn pipeline: where its items may go, the last of it unconditionally."""

    kind: str
    pilot: bool
    to: tuple[str, ...]
    otherwise: str | None

    def text(self, key: str) -> str:
        parts = [f"kind: {self.kind}", "team: us"]
        if self.pilot:
            parts.append("take: {first: 5}")
        if self.otherwise is not None:
            parts.append(f"overlap: 2, resolve: {{by: majority, else: {self.otherwise}}}")
        routes = [*(f"{{to: {one}, when: unsure}}" for one in self.to[:-1]), self.to[-1]]
        parts.append(f"then: [{', '.join(routes)}]")
        return f"  {key}: {{{', '.join(parts)}}}\n"

    @property
    def ways(self) -> tuple[str, ...]:
        return self.to if self.otherwise is None else (*self.to, self.otherwise)


Pipelines = Mapping[str, Drawn]


@st.composite
def pipelines(draw: st.DrawFn) -> Pipelines:
    keys = KEYS[: draw(st.integers(1, len(KEYS)))]
    stages = {}
    for number, key in enumerate(keys):
        kind = draw(st.sampled_from(["annotate", "annotate", "review", "adjudicate"]))
        later = list(keys[number + 1 :])
        # Mostly forward, so that right pipelines are drawn as often as wrong ones.
        targets = st.sampled_from([*later * 3, "accept", "accept", "drop", *keys])
        to = tuple(draw(st.lists(targets, min_size=1, max_size=2)))
        annotates = kind == "annotate"
        pilot = annotates and draw(st.integers(0, 4)) == 0
        otherwise = draw(st.sampled_from(keys)) if annotates and draw(st.integers(0, 4)) == 0 else None
        stages[key] = Drawn(kind, pilot, to, otherwise)
    return stages


def document(stages: Pipelines) -> str:
    return HEAD + "".join(stage.text(key) for key, stage in stages.items())


def taken(stages: Pipelines) -> Definition | None:
    try:
        return read(document(stages))
    except InvalidDefinition:
        return None


def entering(stages: Pipelines) -> list[str]:
    """Annotate stages that nobody routes to."""
    targets = {to for stage in stages.values() for to in stage.ways}
    return [key for key, stage in stages.items() if stage.kind == "annotate" and key not in targets]


def ends(stages: Pipelines, at: str, way: tuple[str, ...] = ()) -> set[str] | None:
    """The ends that walks from a stage come to; None where one goes round."""
    if at not in stages:
        return {at}
    if at in way:
        return None
    found: set[str] = set()
    for to in stages[at].ways:
        inner = ends(stages, to, (*way, at))
        if inner is None:
            return None
        found |= inner
    return found


def right(stages: Pipelines) -> bool:
    """The rules of a flow, one by one, as a person would try them."""
    walks = [ends(stages, key) for key in stages]
    if any(walk is None for walk in walks):
        return False
    first = entering(stages)
    if len([key for key in first if not stages[key].pilot]) != 1:
        return False
    if any(stage.pilot and key not in first for key, stage in stages.items()):
        return False
    seen: set[str] = set()
    left = list(first)
    while left:
        key = left.pop()
        if key in stages and key not in seen:
            seen.add(key)
            left += stages[key].ways
    if seen != set(stages):
        return False
    if any(stage.otherwise and stages[stage.otherwise].kind == "annotate" for stage in stages.values()):
        return False
    return any("accept" in stage.to for stage in stages.values())


@settings(max_examples=120)
@given(pipelines())
def test_flow_is_taken_exactly_where_every_item_ends(stages: Pipelines) -> None:
    definition = taken(stages)
    event("taken" if definition else "refused")
    assert (definition is not None) == right(stages), document(stages)


@settings(max_examples=50)
@given(pipelines(), st.randoms(use_true_random=False))
def test_item_in_a_flow_that_was_taken_comes_to_an_end_in_few_steps(stages: Pipelines, chance: object) -> None:
    definition = taken(stages)
    if definition is None:
        return
    pipeline = definition.pipeline
    for entry in pipeline.entries:
        at, steps = entry.key, 0
        while at in pipeline.stages:
            stage = pipeline[at]
            ways = [route.to for route in stage.then] + ([stage.resolve.otherwise] if stage.resolve else [])
            at = chance.choice(ways)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
            steps += 1
        assert at in ("accept", "drop")
        assert steps <= len(pipeline.stages)


@settings(max_examples=30)
@given(pipelines())
def test_items_enter_by_pilots_first_and_then_at_one_stage(stages: Pipelines) -> None:
    definition = taken(stages)
    if definition is None:
        return
    entries = definition.pipeline.entries
    assert [stage.pilot for stage in entries] == sorted((stage.pilot for stage in entries), reverse=True)
    assert sum(not stage.pilot for stage in entries) == 1


@settings(max_examples=30)
@given(pipelines())
def test_refusal_of_a_flow_names_the_place(stages: Pipelines) -> None:
    try:
        read(document(stages))
    except InvalidDefinition as error:
        problems = error.problems
    else:
        return
    assert all(one.path[0] == "stages" and (one.line or 0) >= 5 for one in problems)
