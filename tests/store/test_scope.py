"""Who may see which rows is part of every question to the store.

A read takes a `Scope` right after its transaction and has no default for it. Reads that take none are listed here with
what stands in its place: the id of something that a scoped read, or the task and lease of the asking person, let
through. A new read in no list fails.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from labelwright.store import Store, people, projects
from labelwright.store import scope as reach
from labelwright.store.scope import EVERYTHING, Scope

ROOM = Path(people.__file__).parent
READS = {"rows", "one", "value"}
WRITES = ("INSERT INTO", "UPDATE ", "DELETE FROM")

WITHOUT: dict[str, str] = {
    "annotations": "rows of a task or lease that its verb has in hand",
    "copies": "the house's own: the cache and what may be destroyed",
    "counters": "sums of projects that were entered",
    "desk": "rows of a project that a manager has entered",
    "dump": "the house's own: backup and restore",
    "events": "the house's own: followers in commit order",
    "history": "rows of an item that a scoped read let through",
    "jobs": "the house's own queue; `operations.background` decides who sees a job",
    "leases": "leases of the asking person",
    "my_work": "rows of the asking person",
    "payloads": "what belongs to leases just handed out",
    "pilots": "rows of a stage of a project that was entered",
    "plans": "a project's definition, for verbs that have entered it",
    "sessions": "the secret itself is the question",
    "starvations": "rows of the asking person",
    "tasks": "rows of a task that its verb has in hand",
    "imports.source": "a project that was entered",
    "imports.staged": "the importing job's own",
    "imports.newest_annotation": "an import that a scoped read let through",
    "imports.answered": "an import that a scoped read let through",
    "imports.hidden": "the importing job's own",
    "imports.shown": "the importing job's own",
    "items.known": "the importing job's own",
    "items.parts": "items that a scoped read let through",
    "items.part_of_lease": "a lease of the asking person",
    "labels.newest": "a project that was entered",
    "labels.parts": "items that a scoped read let through",
    "labels.makers": "labels that a scoped read let through",
    "labels.standing": "the freezing job's own",
    "people.projects_of": "a team whose roles are to be given: which projects that opens, within reach or not",
    "releases.freezing": "the freezing job's own",
    "releases.locked": "the freezing job's own",
    "releases.lines": "a version that a scoped read let through",
    "releases.guidelines": "a version that a scoped read let through",
    "releases.since": "a project that was entered",
}


def reads() -> Iterator[tuple[str, str, ast.FunctionDef]]:
    """(module, function, tree) of every public function of the store that reads and does not write."""
    for path in sorted(ROOM.glob("*.py")):
        for tree in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(tree, ast.FunctionDef) or tree.name.startswith("_") or not tree.args.args:
                continue
            if tree.args.args[0].arg != "tx":
                continue
            calls = [n.func.attr for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
            texts = [n.value.upper() for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
            if READS & set(calls) and not any(word in text for text in texts for word in WRITES):
                yield path.stem, tree.name, tree


def test_every_read_takes_a_scope_without_default_or_says_what_stands_in_its_place() -> None:
    wrong = []
    for module, name, tree in reads():
        names = [argument.arg for argument in tree.args.args]
        scoped = len(names) > 1 and names[1] == "scope" and len(tree.args.defaults) <= len(names) - 2
        if not scoped and module not in WITHOUT and f"{module}.{name}" not in WITHOUT:
            wrong.append(f"{module}.{name}")
    assert wrong == []


def test_list_of_reads_without_a_scope_names_nothing_that_is_gone() -> None:
    there = {f"{module}.{name}" for module, name, _ in reads()} | {path.stem for path in ROOM.glob("*.py")}
    assert [name for name in WITHOUT if name not in there] == []


def within(project_ids: set[int] | None, team_ids: set[int] | None = None, person: int = 0) -> Scope:
    return Scope(
        None if project_ids is None else frozenset(project_ids),
        None if team_ids is None else frozenset(team_ids), person, False, frozenset(),
    )  # fmt: skip


def test_condition_names_each_id_once_in_order() -> None:
    assert reach.projects(within({3, 1}), "p.id") == "p.id IN (1, 3)"
    assert reach.projects(within(set()), "p.id") == "false"
    assert reach.projects(EVERYTHING, "p.id") == "true"


@pytest.fixture
def town(store: Store) -> dict[str, int]:
    """Two projects with a team each; anna works in the first, bert in the second, mo leads the second."""

    def make(tx) -> dict[str, int]:
        made: dict[str, int] = {}
        for slug in ("one", "two"):
            made[slug] = projects.add(tx, slug, slug, b"", 1)
            made[f"team_{slug}"] = people.add_team(tx, f"team_{slug}", slug, "vendor", 1)
            projects.put_stage(
                tx, made[slug], "annotate", "annotate", team=made[f"team_{slug}"], ordinal=0, phase="open", now=1
            )
        for name, kind, place, role in (
            ("anna", "team", "team_one", "annotator"),
            ("bert", "team", "team_two", "annotator"),
            ("mo", "project", "two", "manager"),
        ):
            made[name] = people.add_person(tx, name, name, "human", 1)
            people.join(tx, made[name], role, kind, made[place], 1)
        return made

    return store.write(make)


def seen(store: Store, scope: Scope) -> set[str]:
    return {row.name for row in store.read(lambda tx: people.people(tx, scope))}


def test_people_are_seen_through_the_projects_and_teams_they_share(store: Store, town: dict[str, int]) -> None:
    assert seen(store, EVERYTHING) == {"anna", "bert", "mo"}
    assert seen(store, within({town["one"]})) == {"anna"}
    assert seen(store, within({town["two"]})) == {"bert", "mo"}
    assert seen(store, within({town["two"]}, {town["team_two"]})) == {"bert"}
    assert seen(store, within({town["two"]}, {town["team_one"]})) == set()
    assert seen(store, within(set(), set(), town["anna"])) == {"anna"}


def test_projects_teams_and_stages_end_where_the_scope_ends(store: Store, town: dict[str, int]) -> None:
    def look(tx, scope: Scope):
        return (
            [row.slug for row in projects.page(tx, scope)],
            [row.key for row in people.teams(tx, scope)],
            [row.key for row in projects.stages(tx, scope, town["two"])],
        )

    assert store.read(lambda tx: look(tx, within({town["one"]}))) == (["one"], ["team_one"], [])
    assert store.read(lambda tx: look(tx, within({town["two"]}, set()))) == (["two"], [], [])
    assert store.read(lambda tx: look(tx, within({town["two"]}))) == (["two"], ["team_two"], ["annotate"])
