"""How a project stands: its items, its stages, who works today.

What happened is folded from events in this process's memory: a screen reads what is new since the last one did.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

import msgspec

from labelwright.operations import plans, projects
from labelwright.operations.permissions import Grants, may
from labelwright.operations.plans import Plan, StageInForce
from labelwright.operations.projects import Attention, Standing, StuckAt
from labelwright.store import counters, home
from labelwright.store import projects as rows
from labelwright.store.engine import Row, Tx
from labelwright.store.scope import EVERYTHING, Scope
from labelwright.workflow.policies import Stage
from labelwright.workforce.teams import title

HOUR = 3_600_000_000
DAY = 24 * HOUR
_KEPT = 48 * HOUR
_STEPS = 4  # reads of events in one screen; a server that has just started catches up over several
_LATE = 2_000_000  # microseconds after which no transaction on PostgreSQL is still to commit an earlier event


@dataclass(frozen=True, slots=True)
class StageCard:
    """One stage with what is there now and what went through in the last 24 hours.

    A closed one waits for the gates behind the stages it `needs`; `phase_reason` says why one is paused; `mine` is one
    at whose team the person works.
    """

    key: str
    kind: str
    name: str
    team: str
    phase: str
    waiting: int
    leased: int
    parked: int
    stranded: tuple[StuckAt, ...]
    done: int
    oldest_waiting_at: int | None
    in_day: int
    out_day: int
    overlap: str
    policy: str
    needs: tuple[str, ...]
    phase_reason: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Today:
    """What somebody did since midnight UTC."""

    id: int
    name: str
    answers: int
    active_ms: int


@dataclass(frozen=True, slots=True)
class PilotStanding:
    """The project's pilot; `open` once its gate is."""

    stage: str
    items: int
    complete: int
    open: bool


@dataclass(frozen=True, slots=True)
class Home:
    """The whole screen."""

    project: Standing
    items: dict[str, int]
    stages: tuple[StageCard, ...]
    attention: tuple[Attention, ...]
    accepted_by_hour: tuple[tuple[int, int], ...]
    people_today: tuple[Today, ...]
    pilot: PilotStanding | None


@dataclass(slots=True)
class _Pulse:
    """What was folded so far: counts by hour."""

    last: int = -1
    accepted: Counter[int] = field(default_factory=Counter)
    entered: Counter[tuple[str, int]] = field(default_factory=Counter)
    left: Counter[tuple[int, int]] = field(default_factory=Counter)
    answers: Counter[tuple[int, int]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, row: Row) -> None:
        refs = msgspec.json.decode(row.refs)
        hour = row.at - row.at % HOUR
        self.last = row.id
        if row.stage is None:
            self.entered[refs.get("stage", ""), hour] += refs.get("items", 0)
            return
        one, to = 1, refs.get("to")
        done = refs.get("state") == "done"
        if row.kind == "undone":  # as if it had never been given
            one, to = -1, refs.get("from")
            done = to is not None
            hour = refs["given_at"] - refs["given_at"] % HOUR
        self.answers[row.actor, hour] += one
        if done:
            self.left[row.stage, hour] += one
        if to == "accept":
            self.accepted[hour] += one
        elif to:
            self.entered[to, hour] += one

    def drop_before(self, at: int) -> None:
        for counts in (self.entered, self.left, self.answers):
            for key in [key for key in counts if key[1] < at]:
                del counts[key]
        for hour in [hour for hour in self.accepted if hour < at]:
            del self.accepted[hour]


def _pulse(tx: Tx, project: int, now: int) -> _Pulse:
    pulse: _Pulse = tx.hints.setdefault(("pulse", project), _Pulse())
    since = now - _KEPT
    until = now if tx.dialect == "sqlite" else now - _LATE
    with pulse.lock:
        if pulse.last < 0:
            pulse.last = home.last_event_before(tx, EVERYTHING, project, since)
        for _ in range(_STEPS):
            found = home.submissions(tx, EVERYTHING, project, pulse.last, since)
            ready = [row for row in found if row.at <= until]
            for row in ready:
                pulse.take(row)
            if len(ready) < home.STEP:
                break
        pulse.drop_before(since - since % HOUR)
    return pulse


def read(tx: Tx, grants: Grants, slug: str, now: int) -> Home:
    """How the project stands, as far as the person may see it: a vendor's lead sees the stages of their team."""
    project, scope = projects.enter(tx, grants, "progress.see", slug)
    plan = plans.current(tx, project.id)
    counts = counters.of_project(tx, project.id)
    stuck = projects.stuck_at(tx, project.id, now) if plan.running else []
    pulse = _pulse(tx, project.id, now)
    items = {state: counts[0, state] for state in ("held", "active", "accepted", "dropped")}
    shown = projects.standing(tx, grants, slug, now)
    return Home(
        project=shown,
        items=items | {"total": sum(n for (stage, _), n in counts.items() if stage == 0)},
        stages=_cards(tx, scope, plan, counts, stuck, pulse, now, grants.person_id),
        attention=shown.attention,
        accepted_by_hour=tuple(sorted(pulse.accepted.items())),
        people_today=_today(tx, scope, project.id, pulse, now) if may(grants, "people.see", project.id) else (),
        pilot=_pilot(plan, counts),
    )


def _cards(
    tx: Tx, scope: Scope, plan: Plan, counts: Counter[counters.Key], stuck: list[StuckAt], pulse: _Pulse, now: int,
    person: int,
) -> tuple[StageCard, ...]:  # fmt: skip
    seen = [(row, plan.stages[row.key]) for row in rows.stages(tx, scope, plan.project) if row.key in plan.stages]
    live = home.live(tx, scope, plan.project)
    oldest = home.oldest_waiting(tx, scope, plan.project, [stage.id for _, stage in seen])
    day = now - DAY

    def flow(counted: Counter[tuple[str, int]] | Counter[tuple[int, int]], key: str | int) -> int:
        return sum(n for (which, hour), n in counted.items() if which == key and hour >= day - HOUR)

    return tuple(
        StageCard(
            key=stage.key,
            kind=stage.policy.kind,
            name=title(stage.key),
            team=row.team_name,
            phase=stage.phase,
            waiting=counts[stage.id, "waiting"],
            leased=live.get(stage.id, 0),
            parked=counts[stage.id, "parked"],
            stranded=tuple(one for one in stuck if one.stage == stage.key),
            done=counts[stage.id, "done"],
            oldest_waiting_at=oldest.get(stage.id),
            in_day=flow(pulse.entered, stage.key),
            out_day=flow(pulse.left, stage.id),
            overlap="everyone" if stage.policy.overlap.everyone else str(stage.policy.overlap.count),
            policy=policy(stage.policy),
            needs=tuple(stage.policy.needs),
            phase_reason=row.phase_reason,
            mine=person in plans.team(tx, stage.team),
        )
        for row, stage in seen
    )


def _today(tx: Tx, scope: Scope, project: int, pulse: _Pulse, now: int) -> tuple[Today, ...]:
    midnight = now - now % DAY
    answers: Counter[int] = Counter()
    for (person, hour), n in tuple(pulse.answers.items()):
        if hour >= midnight:
            answers[person] += n
    names = home.names(tx, scope, list(answers))
    active = home.active_times(tx, scope, project, list(names), midnight)
    found = [Today(person, name, answers[person], active[person]) for person, name in names.items()]
    return tuple(sorted(found, key=lambda one: (one.name, one.id)))


def _pilot(plan: Plan, counts: Counter[counters.Key]) -> PilotStanding | None:
    for stage in plan.stages.values():
        take = stage.policy.take
        if take is not None:
            admitted = counts[stage.id, "admitted"]
            return PilotStanding(stage.key, admitted or take.first, counts[stage.id, "done"], _opened(plan, stage))
    return None


def _opened(plan: Plan, stage: StageInForce) -> bool:
    return not any(one.phase == "closed" and stage.key in one.policy.needs for one in plan.stages.values())


def policy(stage: Stage) -> str:
    """What a stage does, in one line: who answers how often, and what is looked at again."""
    said = []
    if stage.take is not None:
        said.append(f"the first {stage.take.first}")
    if stage.kind == "annotate":
        n = stage.overlap.count
        several = "one answer each" if n == 1 else f"{n} answers each"
        said.append("everybody answers" if stage.overlap.everyone else several)
    for route in stage.then:
        if route.sample is not None:
            each = " of each person" if route.sample.per == "annotator" else ""
            said.append(f"{route.sample.rate:.0%}{each} to {route.to}")
        elif route.when is not None:
            said.append(f"to {route.to} when {route.when}")
    if stage.resolve is not None:
        said.append(f"{stage.resolve.by}, else {stage.resolve.otherwise}")
    if stage.gate is not None:
        said.append("opened by hand")
    return " · ".join(said) or f"{stage.kind} everything"


# -- the first walk --------------------------------------------------------------------------------------------------

_ANSWERS, _VERDICTS = 5, 3


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the first walk through a project, and whether the person has made it."""

    text: str
    done: bool
    href: str


def checklist(tx: Tx, grants: Grants, slug: str, person: int) -> tuple[Step, ...]:
    """The first walk of somebody who tries the house out: label, review, freeze, download."""
    project, scope = projects.enter(tx, grants, "progress.see", slug)
    plan = plans.current(tx, project.id)
    did = home.walked(tx, scope, project.id, person, (_ANSWERS, _VERDICTS))
    releases = f"/projects/{slug}/releases"
    steps = [
        Step(f"Label five{_so_far(did.answers, _ANSWERS)}", did.answers >= _ANSWERS, _work(plan, judging=False)),
        Step(f"Review three{_so_far(did.verdicts, _VERDICTS)}", did.verdicts >= _VERDICTS, _work(plan, judging=True)),
        Step("Freeze a version", did.version is not None, releases),
        Step("Download it", bool(did.taken), releases),
    ]
    return tuple(step for step in steps if step.href)


def _so_far(n: int, wanted: int) -> str:
    return f" ({n} done)" if 0 < n < wanted else ""


def _work(plan: Plan, *, judging: bool) -> str:
    """Where the person would work: the last stage of its kind, which in a pipeline with a pilot is the open one."""
    keys = [key for key, one in plan.stages.items() if (one.policy.kind != "annotate") == judging]
    return f"/work/{plan.slug}/{keys[-1]}" if keys else ""
