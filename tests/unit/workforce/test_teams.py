"""The teams section."""

from __future__ import annotations

import pytest

from labelwright.errors import Problem
from labelwright.workforce.teams import Team, read, title


def reading(value: object) -> tuple[object, list[str]]:
    problems: list[Problem] = []
    return read(value, ("teams",), problems), [f"{one.place}: {one.message}" for one in problems]


def test_teams_are_read_in_document_order_with_names_people_read() -> None:
    teams, problems = reading({"part_timers": {"kind": "own"}, "acme": {"kind": "vendor", "name": "ACME Data"}})
    assert teams == {
        "part_timers": Team("part_timers", "own", "Part timers"),
        "acme": Team("acme", "vendor", "ACME Data"),
    }
    assert not problems


def test_name_of_a_team_stands_on_one_line() -> None:
    teams, problems = reading({"leads": {"name": "  The\n leads "}})
    assert teams == {"leads": Team("leads", "own", "The leads")}
    assert not problems


def test_team_without_a_kind_is_of_the_house() -> None:
    teams, problems = reading({"leads": {}})
    assert teams == {"leads": Team("leads", "own", "Leads")}
    assert not problems


def test_document_without_teams_reads_as_none_because_the_whole_says_so_already() -> None:
    assert reading(None) == ({}, [])


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({}, "teams: there is no team"),
        ({f"t{n}": {} for n in range(101)}, "teams: there may be 100 teams, not 101"),
        ([], "teams: must be a mapping of teams, not a list"),
        ("leads", 'teams: must be a mapping of teams, not "leads"'),
        ({"Leads": {}}, 'teams.Leads: "Leads" is no name for a team'),
        ({"leads": None}, "teams.leads: must be a mapping with kind or name, not nothing"),
        ({"leads": {"kind": "crowd"}}, 'teams.leads.kind: must be own or vendor, not "crowd"'),
        ({"leads": {"skill": "x"}}, "teams.leads.skill: skill comes later"),
        ({"leads": {"kidn": "own"}}, 'teams.leads.kidn: unknown key "kidn"'),
        ({"leads": {"name": 3}}, "teams.leads.name: must be a text, not 3"),
    ],
)
def test_what_is_wrong_with_a_team_is_said(value: object, problem: str) -> None:
    assert reading(value)[1] == [problem]


@pytest.mark.parametrize(("key", "name"), [("part_timers", "Part timers"), ("a-b", "A b"), ("", "")])
def test_key_becomes_a_title(key: str, name: str) -> None:
    assert title(key) == name
