"""The teams that a definition names. A team's key is organisation-wide: the same key is the same people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from labelwright.errors import Path, Problem
from labelwright.ontology.classes import read_name
from labelwright.reading import NAME, NAME_RULE, Section, shown

TeamKind = Literal["own", "vendor"]
MOST_TEAMS = 100
EXAMPLE = "such as {leads: {kind: own}}"
LATER = ("skill", "skills", "acknowledge", "contract", "sla", "qualify", "pay", "hours")


@dataclass(frozen=True, slots=True)
class Team:
    """A team as the document names it: people of the house (`own`) or of a `vendor`, who see their own work only."""

    key: str
    kind: TeamKind
    name: str


def read(value: object, path: Path, problems: list[Problem]) -> Mapping[str, Team]:
    """The teams by key, in document order; what is wrong with them goes to `problems`. None reads as no teams."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        problems.append(Problem(path, f"must be a mapping of teams, not {shown(value)}", EXAMPLE))
        return {}
    if len(value) > MOST_TEAMS:
        problems.append(Problem(path, f"there may be {MOST_TEAMS} teams, not {len(value):,}"))
        return {}
    if not value:
        problems.append(Problem(path, "there is no team", EXAMPLE))
    teams: dict[str, Team] = {}
    for key, document in value.items():
        if not NAME.fullmatch(key):
            problems.append(Problem((*path, key), f"{shown(key)} is no name for a team", NAME_RULE))
            continue
        section = Section(document, (*path, key), problems, ("kind", "name"), LATER)
        kind = section.word("kind", ("own", "vendor"), "own")
        teams[key] = Team(key, cast(TeamKind, kind), read_name(section, title(key)))
    return teams


def title(key: str) -> str:
    """A key as people read it: `part_timers` is "Part timers"."""
    words = key.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
