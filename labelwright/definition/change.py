"""What an edit of a definition changes, and whether a running project may take it.

A running project takes what touches nothing in flight: an addition, a text, a stage that has no tasks. Anything else is
refused with the reason and the way out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, fields

from labelwright.datasets.source import Source
from labelwright.definition.definition import Definition
from labelwright.definition.document import parse
from labelwright.errors import Path, Problem
from labelwright.ontology.changes import changes as schema_changes
from labelwright.workflow.policies import Pipeline, Stage

NEVER = ("never",)
ALWAYS = ("always",)
ITEMS = ("items",)

_STAGE = {
    "team": "let people join or leave the team instead",
    "take": "a slice is drawn once, when the stage starts",
    "needs": "open or pause the stage by hand instead",
    "gate": "open or pause the stage by hand instead",
    "overlap": "settle tasks or give them to somebody in Stuck, or begin a new project",
    "resolve": "settle tasks in Stuck, or begin a new project",
    "then": "add a new stage for a new project: routes under work in flight stay",
    "lease": "release leases by hand instead",
    "return": "the rounds of work that was returned already were promised so",
}
_REASONS = {
    "never": "",
    "always": "",
    "items": ", and there are items already",
    "stage": ", and work is or was done there",
    "class": ", and answers may use it",
}
_KEYS = {"lease_ms": "lease", "returns": "return"}  # what the document calls a policy


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `path` leads to it in the document that has it, `message` says it in words.

    `touches` is what it would reach: () for nothing, else ("stage", key), ("class", field, id) or ("items",), refused
    where that is in use; ("always",) is refused once a project runs, ("never",) even before. `hint` is the way out.
    """

    path: Path
    message: str
    touches: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class InUse:
    """What a running project has by now: whether there are items, which stages have or had tasks, which classes answers
    use, as (field, class id) with attributes as `vehicles.attributes.color`. None: any class may be in use."""

    items: bool = True
    stages: Collection[str] = field(default_factory=frozenset)
    classes: Collection[tuple[str, str]] | None = None

    def reaches(self, touches: tuple[str, ...]) -> bool:
        """Whether what a change touches is in use."""
        if not touches:
            return False
        if touches[0] == "stage":
            return touches[1] in self.stages
        if touches[0] == "class":
            return self.classes is None or touches[1:] in self.classes
        return touches in (NEVER, ALWAYS) or self.items


def compare(old: Definition, new: Definition) -> list[Change]:
    """Every difference between two definitions, section by section; empty where they ask for the same."""
    return [
        *_head(old, new),
        *_source(old.source, new.source),
        *_schema(old, new),
        *_teams(old, new),
        *_stages(old.pipeline, new.pipeline),
    ]


def refused(old: Definition, new: Definition, in_use: InUse | None) -> list[Problem]:
    """The changes that a project does not take, with line and column in the new document; empty if it takes all.

    `in_use` is None for a project that has not started: nothing is in flight there, only its key stands.
    """
    document = parse(new.document)
    return [
        document.locate(Problem(change.path, change.message + _REASONS[change.touches[0]], change.hint))
        for change in compare(old, new)
        if change.touches == NEVER or (in_use is not None and in_use.reaches(change.touches))
    ]


def _head(old: Definition, new: Definition) -> Iterator[Change]:
    if old.project != new.project:
        what = f"the project is called {old.project}, not {new.project}"
        yield Change(("project",), what, NEVER, "make a new project for another name")
    if old.name != new.name:
        yield Change(("name",), f"the name was {old.name}, is {new.name}")
    if old.guideline != new.guideline:
        yield Change(("guideline",), "the guideline is another one")
    if old.targets != new.targets:
        yield Change(("targets",), "the targets are others")


def _source(old: Source, new: Source) -> Iterator[Change]:
    for name, kind in new.fields.items():
        if name not in old.fields:
            yield Change(("source", "fields", name), f"the item field {name} is declared")
        elif old.fields[name] != kind:
            yield Change(("source", "fields", name), f"the item field {name} was a {old.fields[name]}, is a {kind}")
    for name in old.fields:
        if name not in new.fields:
            yield Change(("source", "fields"), f"the item field {name} is declared no more")
    hint = "items keep what they were read with: begin a new project"
    for key, was, now in (
        ("parts", old.parts, new.parts),
        ("key", old.key, new.key),
        ("group_by", old.group_by, new.group_by),
        ("subject", old.subject, new.subject),
    ):
        if was != now:
            yield Change(("source", key), f"{key} is another one", ITEMS, hint)
    if (old.kind, old.path) != (new.kind, new.path):
        yield Change(("source",), f"items come from {new.path or 'uploads'}, no more from {old.path or 'uploads'}")


def _schema(old: Definition, new: Definition) -> Iterator[Change]:
    for one in schema_changes(old.schema, new.schema):
        path: Path = ("schema", *one.path)
        if one.kind != "breaking":
            yield Change(path, one.message)
        elif one.class_id:
            place = ".".join(str(step) for step in one.path[: one.path.index("classes")])
            hint = "keep it, and say in its help that it is not used any more"
            yield Change(path, one.message, ("class", place, one.class_id), hint)
        else:
            yield Change(path, one.message, ITEMS, "add a new field instead")


def _teams(old: Definition, new: Definition) -> Iterator[Change]:
    for key, team in new.teams.items():
        before = old.teams.get(key)
        if before is None:
            yield Change(("teams", key), f"the team {key} is new")
        elif before.kind != team.kind:
            what = f"the team {key} was {before.kind}, is {team.kind}"
            yield Change(("teams", key, "kind"), what, ALWAYS, "the same key is the same people: name another team")
        elif before.name != team.name:
            yield Change(("teams", key, "name"), f"the team {key} was called {before.name}, is {team.name}")
    for key in old.teams:
        if key not in new.teams:
            yield Change(("teams",), f"the team {key} works here no more")


def _stages(old: Pipeline, new: Pipeline) -> Iterator[Change]:
    entering = {stage.key for stage in new.entries}
    for key, stage in new.stages.items():
        if key in old.stages:
            yield from _policies(old[key], stage)
        elif key in entering:
            what = f"the stage {key} is new and would take items in"
            yield Change(("stages", key), what, ITEMS, "let another stage route to it, or begin a new project")
        else:
            yield Change(("stages", key), f"the stage {key} is new")
    for key in old.stages:
        if key not in new.stages:
            hint = "pause it instead"
            yield Change(("stages",), f"the stage {key} is gone", ("stage", key), hint)
    both = [key for key in old.stages if key in new.stages]
    if both != [key for key in new.stages if key in old.stages]:
        yield Change(("stages",), "the stages stand in another order")


def _policies(old: Stage, new: Stage) -> Iterator[Change]:
    at: Path = ("stages", new.key)
    if old.kind != new.kind:
        what = f"{new.key} was {old.kind}, is {new.kind}"
        yield Change((*at, "kind"), what, ALWAYS, "a key is an identity: write the other stage under a new key")
    for policy in fields(Stage):
        if policy.name in ("key", "kind") or getattr(old, policy.name) == getattr(new, policy.name):
            continue
        key = _KEYS.get(policy.name, policy.name)
        what = f"{key} of {new.key} is another one"
        yield Change((*at, key), what, ("stage", new.key), _STAGE.get(key, ""))
