"""Projects: finding one's way in, the list of them, starting and archiving one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from labelwright.errors import Conflict, NotFound
from labelwright.operations import desk, permissions, plans
from labelwright.operations.permissions import Grants
from labelwright.store import counters, events, projects
from labelwright.store.engine import Row, Tx
from labelwright.store.scope import Scope
from labelwright.workforce.teams import title

_STUCK_FOR = 10_000_000  # microseconds that a list of stuck tasks is good for a screen
SHOWN = 100  # stuck tasks of a stage that are told apart by cause


@dataclass(frozen=True, slots=True)
class Attention:
    """Something that waits for a manager, and where it is ended."""

    kind: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One project in a list. `stuck` counts parked and stranded tasks."""

    id: int
    slug: str
    name: str
    state: str
    media: str | None
    items: int
    accepted: int
    waiting: int
    stuck: int
    attention: tuple[Attention, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StuckAt:
    """How many tasks of a stage are stuck for one reason."""

    stage: str
    state: str
    code: str
    text: str
    n: int


def enter(tx: Tx, grants: Grants, verb: str, slug: str) -> tuple[Row, Scope]:
    """The project under this slug, and how far the person reaches in it with the verb.

    Raises NotFound where there is no such project or the person has no part in it, Denied where they have a part but
    not this verb. The two absences read the same.
    """
    found = projects.find(tx, permissions.reach(grants), slug)
    if found is None:
        raise NotFound(f"There is no project {slug!r}.", hint="It may have another name, or not be yours to see.")
    return found, permissions.scope(grants, verb, found.id)


def managed(tx: Tx, grants: Grants, slug: str) -> Row:
    """The project, for acts of its manager on its work. Raises NotFound, Denied, or Conflict for an archived one."""
    found, _ = enter(tx, grants, "project.manage", slug)
    if found.archived_at is not None:
        raise Conflict(f"Project {slug} is archived.", hint="Its work stays as it is.")
    return found


def stage_keys(tx: Tx, scope: Scope, project: int) -> frozenset[str]:
    """The stages of a project within reach: a vendor's lead has those of the own team."""
    return frozenset(row.key for row in projects.stages(tx, scope, project))


def state_of(project: Row) -> str:
    """draft, running or archived."""
    return "archived" if project.archived_at is not None else "draft" if project.started_at is None else "running"


def standings(tx: Tx, grants: Grants, now: int) -> list[Standing]:
    """Every project of the person, newest first. Numbers only where they may see progress."""
    rows = projects.page(tx, permissions.reach(grants))
    seen = [row.id for row in rows if permissions.may(grants, "progress.see", row.id)]
    counts = counters.of_projects(tx, seen)
    return [_standing(tx, grants, row, counts.get(row.id), now) for row in rows]


def standing(tx: Tx, grants: Grants, slug: str, now: int) -> Standing:
    """One project as the list has it."""
    project, _ = enter(tx, grants, "project.see", slug)
    may = permissions.may(grants, "progress.see", project.id)
    return _standing(tx, grants, project, counters.of_project(tx, project.id) if may else None, now)


def _standing(tx: Tx, grants: Grants, project: Row, counts: Counter[counters.Key] | None, now: int) -> Standing:
    plan = plans.current(tx, project.id)
    stuck = stuck_at(tx, project.id, now) if counts is not None and plan.running else []
    leads = permissions.may(grants, "project.manage", project.id)
    counts = counts or Counter()
    items = sum(n for (stage, _), n in counts.items() if stage == 0)
    waiting = sum(n for (stage, state), n in counts.items() if stage and state == "waiting")
    return Standing(
        project.id, project.slug, project.name, state_of(project), _media(tx, project), items, counts[0, "accepted"],
        waiting, sum(one.n for one in stuck), tuple(attention(tx, project, counts, stuck) if leads else ()),
        tuple(sorted({m.role for m in grants.memberships if grants.reaches(m, project.id)})),
    )  # fmt: skip


def _media(tx: Tx, project: Row) -> str | None:
    """image where any part is one, else text; None where there are no parts."""
    kinds = {part.media for part in plans.definition(tx, project.definition).source.parts.values()}
    return "image" if "image" in kinds else "text" if kinds else None


def stuck_at(tx: Tx, project: int, now: int) -> list[StuckAt]:
    """Stuck tasks by stage and cause, at most ten seconds old."""
    at, found = tx.hints.get(("stuck", project), (0, []))
    if not 0 <= now - at < _STUCK_FOR:
        causes = Counter((one.stage, one.state, one.code, one.text) for one in desk.stuck(tx, project, SHOWN))
        found = [StuckAt(*cause, n) for cause, n in sorted(causes.items())]
        tx.hints[("stuck", project)] = (now, found)
    return list(found)


def attention(tx: Tx, project: Row, counts: Counter[counters.Key], stuck: list[StuckAt]) -> list[Attention]:
    """What waits for a manager, most pressing first: stuck tasks, a pilot to look at, a team without people."""
    plan = plans.current(tx, project.id)
    home = f"/projects/{project.slug}"
    found = []
    for one in stuck:
        tasks = "1 task" if one.n == 1 else f"{one.n} tasks"
        found.append(Attention(one.state, f"{tasks} at {title(one.stage)}: {one.text}", f"{home}/pipeline"))
    if not plan.running:
        return found
    for stage in plan.stages.values():
        closed = any(other.phase == "closed" and stage.key in other.policy.needs for other in plan.stages.values())
        done, waiting = counts[stage.id, "done"], counts[stage.id, "waiting"]
        if stage.policy.gate is not None and closed and done and not waiting:
            text = f"{title(stage.key)} is answered: look, then open its gate"
            found.append(Attention("gate", text, f"{home}/pilot/{stage.key}"))
        if waiting and not plans.team(tx, stage.team):
            found.append(Attention("nobody", f"Nobody is in the team of {title(stage.key)}", f"{home}/people"))
        if stage.phase == "paused":
            found.append(Attention("paused", f"{title(stage.key)} is paused", f"{home}/pipeline?stage={stage.key}"))
    return found


# -- starting and archiving ------------------------------------------------------------------------------------------


def start(tx: Tx, grants: Grants, slug: str, now: int) -> int:
    """Starts a draft: items enter the pipeline by a job, whose id this is. Raises Conflict for any other state."""
    project, _ = enter(tx, grants, "project.manage", slug)
    if project.started_at is not None or project.archived_at is not None:
        raise Conflict(f"Project {slug} is {state_of(project)}: only a draft can be started.")
    projects.set_started(tx, project.id, now)
    plans.changed(tx, project.id)
    events.add(tx, "project_started", now, project=project.id, actor=grants.person_id)
    return desk.admit_soon(tx, project.id, now)


def archive(tx: Tx, grants: Grants, slug: str, now: int) -> None:
    """Closes a project for work; all that was made stays and can be read. Raises Conflict when it is closed already."""
    project, _ = enter(tx, grants, "project.manage", slug)
    if project.archived_at is not None:
        raise Conflict(f"Project {slug} is archived already.")
    projects.set_archived(tx, project.id, now)
    plans.changed(tx, project.id)
    events.add(tx, "project_archived", now, project=project.id, actor=grants.person_id)
