"""Maintained counts, so that no screen ever counts a project's rows.

Stage 0 counts the project's items by state (held, active, accepted, doubtful, dropped); other rows count a stage's
tasks of purpose work (waiting = open or full, parked, done, cancelled). Each writer has a shard of its own; a count is
the sum over shards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from labelwright.store.engine import Row, Tx

Key = tuple[int, str]  # stage (0: the project's items), state


def add(tx: Tx, project: int, changes: Mapping[Key, int]) -> None:
    """Adds to the counts, in one statement."""
    rows = sorted((stage, state, n) for (stage, state), n in changes.items() if n)
    if not rows:
        return
    params: dict[str, object] = {"project": project, "shard": tx.shard}
    values = []
    for i, (stage, state, n) in enumerate(rows):
        params |= {f"stage{i}": stage, f"state{i}": state, f"n{i}": n}
        values.append(f"(:project, :stage{i}, :state{i}, :shard, :n{i})")
    tx.send(
        f"INSERT INTO counter (project, stage, state, shard, n) VALUES {', '.join(values)} "
        "ON CONFLICT (project, stage, state, shard) DO UPDATE SET n = counter.n + excluded.n",
        **params,
    )


def of_project(tx: Tx, project: int) -> Counter[Key]:
    """Every count of a project."""
    rows = tx.rows(
        "SELECT stage, state, sum(n) AS n FROM counter WHERE project = :project GROUP BY stage, state", project=project
    )
    return Counter({(row.stage, row.state): int(row.n) for row in rows})


def of_projects(tx: Tx, projects: list[int]) -> dict[int, Counter[Key]]:
    """The counts of several projects at once, in one statement."""
    rows: list[Row] = []
    if projects:
        names = {f"p{i}": project for i, project in enumerate(projects)}
        listed = ", ".join(f":{name}" for name in names)
        rows = tx.rows(
            f"""SELECT project, stage, state, sum(n) AS n FROM counter WHERE project IN ({listed})
                GROUP BY project, stage, state""",
            **names,
        )
    found: dict[int, Counter[Key]] = {project: Counter() for project in projects}
    for row in rows:
        found[row.project][(row.stage, row.state)] = int(row.n)
    return found
