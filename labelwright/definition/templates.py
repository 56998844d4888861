"""Pipelines to start from: the shapes of the reference projects, each a complete document once it is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from labelwright.definition.writing import write
from labelwright.errors import NotFound
from labelwright.workforce.teams import Team

Stages = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Template:
    """A pipeline with roles in place of teams. `roles` gives each the words people choose by and its usual team."""

    key: str
    name: str
    summary: str
    roles: Mapping[str, Team]
    stages: Stages


def _team(key: str, kind: str, name: str) -> Team:
    return Team(key, "vendor" if kind == "vendor" else "own", name)


_LABELERS = _team("labelers", "own", "Labelers")
_REVIEWERS = _team("reviewers", "own", "Reviewers")

TEMPLATES: Mapping[str, Template] = {
    one.key: one
    for one in (
        Template(
            "pilot_spot_check",
            "Pilot, then a 10 % spot check",
            "Everyone labels 50 items; you compare and open the rest. A reviewer checks a tenth of each person's work.",
            {"labelers": _LABELERS, "reviewers": _REVIEWERS},
            {
                "pilot": {
                    "kind": "annotate", "team": "labelers", "take": {"first": 50, "by": "hash"},
                    "overlap": {"each": "all"}, "resolve": {"by": "unanimous", "else": "review"}, "gate": "manual",
                    "then": ["accept"],
                },
                "annotate": {
                    "kind": "annotate", "team": "labelers", "needs": ["pilot"], "overlap": 1, "lease": "30m",
                    "then": [{"to": "review", "sample": {"rate": 0.10, "per": "annotator", "min": 5}}, "accept"],
                },
                "review": {
                    "kind": "review", "team": "reviewers", "return": {"reserve": {"author": "48h"}, "rounds": 3},
                    "then": ["accept"],
                },
            },
        ),
        Template(
            "vendor_expert_review",
            "A vendor, then a 20 % expert review",
            "Three people each label a pilot of 300; then every item gets one answer, and experts review a fifth.",
            {"vendor": _team("vendor", "vendor", "Vendor"), "experts": _team("experts", "own", "Experts")},
            {
                "pilot": {
                    "kind": "annotate", "team": "vendor", "take": {"first": 300, "by": "hash"}, "overlap": 3,
                    "resolve": {"by": "majority", "else": "expert"}, "gate": "manual", "then": ["accept"],
                },
                "annotate": {
                    "kind": "annotate", "team": "vendor", "needs": ["pilot"], "overlap": 1,
                    "then": [{"to": "expert", "sample": {"rate": 0.20}}, "accept"],
                },
                "expert": {"kind": "review", "team": "experts", "then": ["accept"]},
            },
        ),
        Template(
            "alone",
            "One person alone",
            "You label every item once. Add a review when somebody joins.",
            {"labelers": _team("labelers", "own", "Labelers")},
            {"annotate": {"kind": "annotate", "team": "labelers", "then": ["accept"]}},
        ),
        Template(
            "overlap_majority",
            "Three answers, the majority decides",
            "Three people label each item without seeing each other. Where no two agree, somebody decides.",
            {"labelers": _LABELERS, "deciders": _team("deciders", "own", "Deciders")},
            {
                "annotate": {
                    "kind": "annotate", "team": "labelers", "overlap": 3,
                    "resolve": {"by": "majority", "else": "decide"}, "then": ["accept"],
                },
                "decide": {"kind": "adjudicate", "team": "deciders", "then": ["accept"]},
            },
        ),
    )
}  # fmt: skip


def fill(
    key: str,
    project: str,
    source: Mapping[str, object],
    schema: Mapping[str, object],
    teams: Mapping[str, Team] | None = None,
) -> str:
    """The document of a new project: a template with its source, schema and teams.

    `project` is the slug; `teams` gives the team of each role, where it is not the usual one. Raises NotFound where
    there is no such template. The text is complete, and as right as the source and schema in it.
    """
    if key not in TEMPLATES:
        raise NotFound(f"There is no template {key}.", hint=f"There are {', '.join(TEMPLATES)}.")
    template = TEMPLATES[key]
    chosen = {role: (teams or {}).get(role, usual) for role, usual in template.roles.items()}
    stages = {name: {**stage, "team": chosen[str(stage["team"])].key} for name, stage in template.stages.items()}
    return write(
        {
            "project": project,
            "source": source,
            "schema": schema,
            "guideline": "guideline.md",
            "teams": {team.key: {"kind": team.kind, "name": team.name} for team in chosen.values()},
            "stages": stages,
        }
    )
