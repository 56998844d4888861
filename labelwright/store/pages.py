"""The pages of a project's items, by seek on the ordinal: the last page of a million costs what the first one does."""

from __future__ import annotations

from dataclasses import dataclass

from labelwright.store.engine import Row, Tx
from labelwright.store.items import of_teams
from labelwright.store.scope import Scope, projects

WINDOW = 20_000  # items looked through for one page where no index answers the filter
MOST = 1_000  # a filtered list is counted so far and no further


@dataclass(frozen=True, slots=True)
class Filter:
    """What a page is restricted to; None is no restriction. `stage` and `batch` are ids, `words` in key or text."""

    state: str | None = None
    stage: int | None = None
    label_class: str | None = None
    person: int | None = None
    words: str | None = None
    batch: int | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of the restrictions."""
        return tuple(name for name in self.__dataclass_fields__ if getattr(self, name) is not None)


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a page begins: behind this ordinal, or (`back`) before it."""

    ordinal: int = 0
    back: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Items by ordinal. `next` is the edge to go on from, None where there is nothing more."""

    rows: list[Row]
    next: int | None


@dataclass(frozen=True, slots=True)
class _Way:
    """How candidates are found in order: FROM, conditions, the column that orders, and whether it is a window."""

    tables: str
    conditions: tuple[str, ...]
    by: str
    windowed: bool = False


_EDGE_ID = {
    False: "> COALESCE((SELECT id FROM item WHERE project = :project AND ordinal <= :edge"
    " ORDER BY ordinal DESC LIMIT 1), 0)",
    True: "< COALESCE((SELECT id FROM item WHERE project = :project AND ordinal >= :edge"
    " ORDER BY ordinal LIMIT 1), 9223372036854775807)",
}
_STATES = "item_state s CROSS JOIN item i"
_ONE_INDEX = {
    "state": (_STATES, ("i.id = s.item", "s.project = :project", "s.state = :state"), "s.item"),
    "stage": (_STATES, ("i.id = s.item", "s.project = :project", "s.stage = :stage"), "s.item"),
    "person": (
        "lease e CROSS JOIN item i CROSS JOIN item_state s",
        (
            "i.id = e.item AND s.item = e.item",
            "e.person = :person AND e.project = :project AND e.state = 'submitted'",
            """NOT EXISTS (SELECT 1 FROM lease f WHERE f.person = e.person AND f.item = e.item
               AND f.state = 'submitted' AND f.id < e.id)""",
        ),
        "e.item",
    ),
}


def _way(tx: Tx, scope: Scope, wanted: Filter, back: bool) -> _Way:
    """One index answers no filter, a state, a stage or a person alone; anything else looks through a window."""
    shown = ("i.project = :project", projects(scope, "i.project"))
    asked = wanted.asked
    if len(asked) == 1 and asked[0] in _ONE_INDEX and scope.team_ids is None:
        tables, found, by = _ONE_INDEX[asked[0]]
        return _Way(tables, (*found, *shown, f"{by} {_EDGE_ID[back]}"), by)
    conditions: tuple[str, ...] = ("s.item = i.id", *shown, f"i.ordinal {'<' if back else '>'} :edge")
    windowed = bool(asked) or scope.team_ids is not None
    if windowed:
        place = "strpos" if tx.dialect == "postgresql" else "instr"
        possible = {
            "state": "s.state = :state",
            "stage": "s.stage = :stage",
            "label_class": f"{place}(l.body, :label_class) > 0",
            "words": f"""({place}(lower(i.key), lower(:words)) > 0 OR EXISTS (SELECT 1 FROM part w
                WHERE w.item = i.id AND {place}(lower(w.text), lower(:words)) > 0))""",
            "person": """EXISTS (SELECT 1 FROM lease e WHERE e.person = :person AND e.item = i.id
                AND e.state = 'submitted')""",
            "batch": "EXISTS (SELECT 1 FROM task b WHERE b.item = i.id AND b.pool = :batch)",
        }
        conditions += (f"i.ordinal {'>=' if back else '<='} :window", of_teams(scope, "i.id"))
        conditions += tuple(possible[name] for name in asked)
    return _Way("item i CROSS JOIN item_state s", conditions, "i.ordinal", windowed)


def _params(project: int, wanted: Filter, edge: Edge, windowed: bool) -> dict[str, object]:
    params: dict[str, object] = {"project": project, "edge": edge.ordinal}
    params |= {name: getattr(wanted, name) for name in wanted.asked}
    if wanted.label_class is not None:
        params["label_class"] = f'"{wanted.label_class}"'
    if windowed:
        params["window"] = edge.ordinal - WINDOW if edge.back else edge.ordinal + WINDOW
    return params


_JOINS = """JOIN import m ON m.id = i.import AND m.state = 'done'
   LEFT JOIN accepted_label l ON l.id = s.accepted_label"""


def page(tx: Tx, scope: Scope, project: int, wanted: Filter, edge: Edge, limit: int) -> Page:
    """Up to `limit` items beyond the edge, in the order of ordinals."""
    way = _way(tx, scope, wanted, edge.back)
    last = _last(tx, project) if way.windowed else 0
    if way.windowed and edge.back:
        edge = Edge(min(edge.ordinal, last + 1), back=True)
    rows = tx.rows(
        f"""SELECT i.id, i.key, i.ordinal, i.fields, i.group_key, src.key AS source, s.state, s.round, s.changed_at,
              g.key AS stage, l.body AS label, l.method
            FROM {way.tables} {_JOINS} JOIN source src ON src.id = i.source LEFT JOIN stage g ON g.id = s.stage
            WHERE {" AND ".join(way.conditions)} ORDER BY {way.by} {"DESC" if edge.back else "ASC"} LIMIT :n""",
        n=limit + 1,
        **_params(project, wanted, edge, way.windowed),
    )
    more = len(rows) > limit
    rows = rows[:limit]
    following = rows[-1].ordinal if more else _behind_window(edge, last) if way.windowed else None
    return Page(rows[::-1] if edge.back else rows, following)


def _last(tx: Tx, project: int) -> int:
    """The highest ordinal of a project."""
    return int(tx.value("SELECT COALESCE(max(ordinal), 0) FROM item WHERE project = :project", project=project))


def _behind_window(edge: Edge, last: int) -> int | None:
    """The far edge of the window, or None where no item lies behind it. `last` is the highest ordinal."""
    if edge.back:
        return edge.ordinal - WINDOW if edge.ordinal - WINDOW > 1 else None
    return edge.ordinal + WINDOW if last > edge.ordinal + WINDOW else None


def count(tx: Tx, scope: Scope, project: int, wanted: Filter) -> tuple[int, bool]:
    """How many items the filter leaves, counted to MOST at the furthest; and whether there may be more."""
    way = _way(tx, scope, wanted, False)
    n = int(
        tx.value(
            f"""SELECT count(*) FROM (SELECT 1 FROM {way.tables} {_JOINS} WHERE {" AND ".join(way.conditions)}
                LIMIT :n) few""",
            n=MOST + 1,
            **_params(project, wanted, Edge(), way.windowed),
        )
    )
    more = n > MOST or (way.windowed and _behind_window(Edge(), _last(tx, project)) is not None)
    return min(n, MOST), more

