"""The `stages` section of a definition, read into the values of policies.py.

What a stage says by itself is checked here; what it says about others (a team, another stage) is checked where the
whole document is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

from labelwright.errors import Path, Problem
from labelwright.reading import NAME, NAME_RULE, Section, shown
from labelwright.workflow.conditions import Conditions
from labelwright.workflow.policies import (
    ENDS,
    Overlap,
    Pipeline,
    Resolve,
    Return,
    Route,
    Sample,
    Stage,
    StageKind,
    Take,
)

KINDS = ("annotate", "review", "adjudicate")
RESOLVERS = ("unanimous", "majority", "median")
EXAMPLE = "such as {annotate: {kind: annotate, team: labelers, then: [accept]}}"
MOST_STAGES = 100
MOST_ROUTES = 50
KEYS = ("kind", "team", "take", "needs", "overlap", "resolve", "gate", "lease", "return", "then")
_LATER = ("skill", "skills", "golden", "prelabel", "privacy", "order", "blind", "qualify", "retired", "priority")
_KINDS_LATER = ("prelabel", "accept", "audit", "model", "webhook")
_RESOLVERS_LATER = ("pooled_dawid_skene", "dawid_skene", "one_coin", "mace", "glad", "vb", "mean", "cluster", "staple")
_ADAPTIVE = ("min", "max", "until", "random")
_ONLY = {"take": "annotate", "needs": "annotate", "overlap": "annotate", "resolve": "annotate", "return": "review"}


def read(value: object, path: Path, problems: list[Problem], conditions: Conditions) -> Pipeline:
    """The stages in document order; what is wrong with them goes to `problems`. None reads as no stages."""
    if value is None:
        return Pipeline({})
    if not isinstance(value, Mapping) or not value:
        problems.append(Problem(path, f"must be a mapping of stages, not {shown(value)}", EXAMPLE))
        return Pipeline({})
    if len(value) > MOST_STAGES:
        problems.append(Problem(path, f"there may be {MOST_STAGES} stages, not {len(value)}"))
        return Pipeline({})
    stages: dict[str, Stage] = {}
    for key, document in value.items():
        at = (*path, key)
        if key in ENDS:
            problems.append(Problem(at, f"{key} is an end, not a stage", "every item that is routed there is done"))
        elif not NAME.fullmatch(key):
            problems.append(Problem(at, f"{shown(key)} is no name for a stage", NAME_RULE))
        else:
            stages[key] = _stage(key, Section(document, at, problems, KEYS, _LATER), conditions)
    return Pipeline(stages)


def _stage(key: str, section: Section, conditions: Conditions) -> Stage:
    kind = section.word("kind", KINDS, later=_KINDS_LATER)
    known = section.get("kind") in KINDS
    for policy, owner in _ONLY.items():
        if known and policy in section and owner != kind:
            section.wrong(policy, f"{policy} is for {owner} stages, not for {kind}")
    take = _take(section)
    gate = "manual" if _gate(section, take) else None
    before = len(section.problems)
    overlap = _overlap(section)
    unclear = len(section.problems) > before
    return Stage(
        key=key,
        kind=cast(StageKind, kind),
        team=section.name("team"),
        then=_then(section, conditions, kind),
        take=take,
        needs=_needs(section),
        overlap=overlap,
        resolve=_resolve(section, overlap, unclear),
        gate=cast(Literal["manual"] | None, gate),
        lease_ms=section.duration("lease", 30 * 60_000),
        returns=_returns(section),
    )


def _take(section: Section) -> Take | None:
    if section.get("take") is None:
        return None
    later = ("per", "share", "where")
    take = Section(section.get("take"), section.at("take"), section.problems, ("first", "by"), later)
    order = take.word("by", ("hash", "order"), "hash")
    return Take(take.whole("first", most=10_000_000), cast(Literal["hash", "order"], order))


def _gate(section: Section, take: Take | None) -> bool:
    """Whether there is a gate that a person opens; a gate with a condition is refused by name."""
    gate = section.get("gate")
    if gate is None:
        return False
    if isinstance(gate, Mapping):
        section.wrong("gate", "a gate with a condition comes later", "now: gate: manual, a person opens it")
        return True
    section.word("gate", ("manual",), "manual")
    if take is None:
        section.wrong("gate", "a gate needs a slice to decide on", "add take: {first: 50}")
    return True


def _overlap(section: Section) -> Overlap:
    value = section.get("overlap")
    if value is None or not isinstance(value, Mapping):
        return Overlap(section.whole("overlap", 1, most=100))
    if any(word in value for word in _ADAPTIVE):
        section.wrong("overlap", "adaptive overlap comes later", "now: a number, or {each: all}")
        return Overlap()
    each = Section(value, section.at("overlap"), section.problems, ("each",))
    if each.get("each") == "all":
        return Overlap(everyone=True)
    return Overlap(each.whole("each", most=100))


def _resolve(section: Section, overlap: Overlap, unclear: bool) -> Resolve | None:
    """How answers become one label; nothing is said about an overlap that is wrong itself."""
    several = overlap.everyone or overlap.count > 1
    if section.get("resolve") is None:
        if several:
            how = "resolve: {by: majority, else: review}"
            section.wrong("overlap", "overlap over 1 must say how answers become one label", f"add {how}")
        return None
    resolve = Section(section.get("resolve"), section.at("resolve"), section.problems, ("by", "else"))
    by = resolve.word("by", RESOLVERS, later=_RESOLVERS_LATER)
    if not several and not unclear:
        section.wrong("resolve", "there is nothing to resolve: overlap is 1", "raise overlap or leave resolve out")
    return Resolve(cast(Literal["unanimous", "majority", "median"], by), resolve.name("else"))


def _needs(section: Section) -> tuple[str, ...]:
    value = section.get("needs")
    if value is None:
        return ()
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        section.wrong("needs", f"must be a list of stages, not {shown(value)}", "such as [pilot]")
        return ()
    names = []
    for number, name in enumerate(value):
        if not isinstance(name, str):
            section.problems.append(Problem((*section.at("needs"), number), f"must name a stage, not {shown(name)}"))
        elif name not in names:
            names.append(name)
    return tuple(names)


def _returns(section: Section) -> Return:
    if section.get("return") is None:
        return Return()
    returns = Section(section.get("return"), section.at("return"), section.problems, ("reserve", "rounds"))
    reserve = Return().reserve_ms
    if returns.get("reserve") is not None:
        hold = Section(returns.get("reserve"), returns.at("reserve"), section.problems, ("author",))
        reserve = hold.duration("author", reserve)
    return Return(reserve, returns.whole("rounds", Return().rounds, least=0, most=20))


def _then(section: Section, conditions: Conditions, kind: str) -> tuple[Route, ...]:
    if section.missing("then", "where the item goes next, such as [accept]"):
        return ()
    value = section.get("then")
    entries = value if isinstance(value, list) else [value]
    if not entries:
        section.wrong("then", "must name where the item goes", "such as [accept]")
    if len(entries) > MOST_ROUTES:
        section.wrong("then", f"there may be {MOST_ROUTES} entries, not {len(entries):,}")
        return ()
    routes = [_route(entry, (*section.at("then"), n), section, conditions) for n, entry in enumerate(entries)]
    for number, route in enumerate(routes):
        at = (*section.at("then"), number)
        last = number == len(routes) - 1
        if last and not route.unconditional:
            section.problems.append(
                Problem(at, "the last entry of then must take every item", "add a bare word after it, such as accept")
            )
        if not last and route.unconditional and route.to:
            section.problems.append(Problem(at, f"{route.to} takes every item: what follows is never reached"))
        if route.sample is not None and route.sample.per == "annotator" and kind != "annotate":
            section.problems.append(Problem((*at, "sample", "per"), "per: annotator is for annotate stages"))
    return tuple(routes)


def _route(value: object, at: Path, section: Section, conditions: Conditions) -> Route:
    if isinstance(value, str):
        return Route(value)
    if not isinstance(value, Mapping):
        section.problems.append(Problem(at, f"must be a stage, accept or drop, not {shown(value)}"))
        return Route("")
    entry = Section(value, at, section.problems, ("to", "when", "sample"), ("retired", "share"))
    when = entry.text("when", "", longest=10_000) or None
    if when is not None:
        section.problems.extend(conditions.check(when, entry.at("when")))
    return Route(entry.name("to"), when, _sample(entry))


def _sample(entry: Section) -> Sample | None:
    if entry.get("sample") is None:
        return None
    sample = Section(
        entry.get("sample"), entry.at("sample"), entry.problems, ("rate", "per", "min"), ("uniform", "weight", "risk")
    )
    per = sample.word("per", ("item", "annotator"), "item")
    if "min" in sample and per != "annotator":
        sample.wrong("min", "min is for per: annotator", "the first so many answers of each person are taken")
    return Sample(sample.share("rate"), cast(Literal["item", "annotator"], per), sample.whole("min", 0, least=0))
