"""What a project's home asks: short index ranges and sums, never a count over a project."""

from __future__ import annotations

from collections.abc import Sequence

from labelwright.store import scope as reach
from labelwright.store.engine import Row, Tx
from labelwright.store.scope import Scope

STEP = 5000  # events folded in one read


def live(tx: Tx, scope: Scope, project: int) -> dict[int, int]:
    """Live leases by stage: as many rows as people hold tasks."""
    rows = tx.rows(
        "SELECT stage, count(*) AS n FROM lease WHERE state IN ('reserved', 'active') AND project = :project"
        f" AND {reach.projects(scope, 'project')} GROUP BY stage",
        project=project,
    )
    return {row.stage: row.n for row in rows}


def oldest_waiting(tx: Tx, scope: Scope, project: int, stages: Sequence[int]) -> dict[int, int]:
    """When the first task of each stage's queue was made."""
    found = {}
    for stage in stages:
        at = tx.value(
            "SELECT created_at FROM task WHERE stage = :stage AND pool = 0 AND state = 'open' AND reserved_for IS NULL"
            f" AND project = :project AND {reach.projects(scope, 'project')} ORDER BY rank LIMIT 1",
            stage=stage, project=project,
        )  # fmt: skip
        if at is not None:
            found[stage] = at
    return found


def submissions(tx: Tx, scope: Scope, project: int, after: int, since: int) -> list[Row]:
    """The next events of answers behind the event `after`, not before `since`: (id, kind, at, actor, stage, refs)."""
    return tx.rows(
        "SELECT e.id, e.kind, e.at, e.actor, t.stage, e.refs FROM event e LEFT JOIN task t ON t.id = e.task"
        " WHERE e.project = :project AND e.id > :after AND e.at >= :since"
        " AND e.kind IN ('submitted', 'undone', 'admitted')"
        f" AND {reach.projects(scope, 'e.project')} ORDER BY e.id LIMIT {STEP}",
        project=project, after=after, since=since,
    )  # fmt: skip


def last_event_before(tx: Tx, scope: Scope, project: int, at: int) -> int:
    """The id of an event of the project not long before a time, found by halving; 0 when all are later."""
    ends = tx.one(
        "SELECT COALESCE(min(id), 0) AS first, COALESCE(max(id), 0) AS last FROM event"
        f" WHERE project = :project AND {reach.projects(scope, 'project')}",
        project=project,
    )
    assert ends is not None
    low, high = ends.first - 1, ends.last
    while high - low > 200:
        middle = (low + high) // 2
        row = tx.one(
            "SELECT id, at FROM event WHERE project = :project AND id > :middle ORDER BY id LIMIT 1",
            project=project, middle=middle,
        )  # fmt: skip
        if row is not None and row.at < at:
            low = row.id
        else:
            high = middle
    return max(0, int(low))


def active_times(tx: Tx, scope: Scope, project: int, people: Sequence[int], since: int) -> dict[int, int]:
    """Active milliseconds of each person's answers since a time, over at most their last 2,000."""
    found = {}
    for person in people:
        found[person] = tx.value(
            "SELECT COALESCE(sum(active_ms), 0) FROM (SELECT active_ms, created_at FROM annotation"
            f" WHERE project = :project AND person = :person AND {reach.projects(scope, 'project')}"
            " ORDER BY id DESC LIMIT 2000) r WHERE created_at >= :since",
            project=project, person=person, since=since,
        )  # fmt: skip
    return {person: int(ms) for person, ms in found.items()}


def names(tx: Tx, scope: Scope, people: Sequence[int]) -> dict[int, str]:
    """Names of people within reach."""
    if not people:
        return {}
    listed = ", ".join(str(int(person)) for person in people)
    rows = tx.rows(f"SELECT p.id, p.name FROM person p WHERE p.id IN ({listed}) AND {reach.people(scope, 'p.id')}")
    return {row.id: row.name for row in rows}


def walked(tx: Tx, scope: Scope, project: int, person: int, most: tuple[int, int]) -> Row:
    """What the person did since somebody else last froze a version.

    `answers` and `verdicts` count up to `most`; `version` is the last one they froze, `taken` whether they downloaded
    one.
    """
    found = tx.one(
        f"""SELECT
              (SELECT count(*) FROM (SELECT 1 AS one FROM annotation a WHERE a.project = :project AND a.person = :person
                 AND a.kind = 'answer' AND a.created_at > since.at LIMIT :answers) x) AS answers,
              (SELECT count(*) FROM (SELECT 1 AS one FROM annotation a WHERE a.project = :project AND a.person = :person
                 AND a.kind = 'verdict' AND a.created_at > since.at LIMIT :verdicts) y) AS verdicts,
              (SELECT max(n) FROM dataset_version v
                 WHERE v.project = :project AND v.person = :person AND v.state = 'frozen') AS version,
              EXISTS (SELECT 1 FROM event e
                 WHERE e.project = :project AND e.actor = :person AND e.kind = 'downloaded') AS taken
            FROM (SELECT coalesce(max(v.created_at), 0) AS at FROM dataset_version v WHERE v.project = :project
                    AND v.person <> :person AND {reach.projects(scope, "v.project")}) since""",
        project=project,
        person=person,
        answers=most[0],
        verdicts=most[1],
    )
    assert found is not None
    return found
