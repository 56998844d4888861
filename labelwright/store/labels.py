"""Accepted labels as they stand, page by page, with all that a neutral row says of them."""

from __future__ import annotations

from collections.abc import Sequence

from labelwright.store import lists
from labelwright.store.engine import Row, Tx
from labelwright.store.scope import Scope, projects


def newest(tx: Tx, project: int) -> int:
    """The id of the project's latest accepted label, 0 where there is none."""
    return int(tx.value("SELECT COALESCE(max(id), 0) FROM accepted_label WHERE project = :project", project=project))


def page(tx: Tx, scope: Scope, project: int, *, after: int, newest: int, limit: int) -> list[Row]:
    """Up to `limit` items behind the item id `after` whose accepted label is `newest` or an earlier one."""
    return tx.rows(
        f"""SELECT i.id, i.ordinal, i.key, i.fields, i.group_key, src.key AS source, l.id AS label, l.body, l.method,
              l.sources, l.schema_version, l.guideline_version, l.created_at
            FROM item_state s CROSS JOIN item i CROSS JOIN accepted_label l JOIN source src ON src.id = i.source
            WHERE s.project = :project AND s.state = 'accepted' AND s.item > :after AND i.id = s.item
              AND i.visible = true AND l.id = s.accepted_label AND l.id <= :newest
              AND {projects(scope, "s.project")} ORDER BY s.item LIMIT :n""",
        project=project,
        after=after,
        newest=newest,
        n=limit,
    )


def parts(tx: Tx, ids: Sequence[int]) -> list[Row]:
    """The parts of items, as a row needs them."""
    return tx.rows(
        f"""SELECT item, name, media_type, text, fingerprint, width, height FROM part
            WHERE {lists.among(tx, "item", "items")} ORDER BY item, name""",
        items=lists.values(tx, ids),
    )


def makers(tx: Tx, ids: Sequence[int]) -> list[Row]:
    """The annotations that labels rest on."""
    return tx.rows(
        f"""SELECT id, person, kind, schema_version, guideline_version, created_at FROM annotation
            WHERE {lists.among(tx, "id", "ids")}""",
        ids=lists.values(tx, ids),
    )


def standing(tx: Tx, ids: Sequence[int]) -> dict[int, int]:
    """The accepted label of each item that has one now; the items stay as they are until this transaction ends."""
    share = " FOR SHARE" if tx.dialect == "postgresql" else ""
    rows = tx.rows(
        f"""SELECT item, accepted_label FROM item_state
            WHERE {lists.among(tx, "item", "items")} AND state = 'accepted' ORDER BY item{share}""",
        items=lists.values(tx, ids),
    )
    return {row.item: row.accepted_label for row in rows}
