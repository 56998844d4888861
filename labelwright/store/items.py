"""Items with their parts: writing many, finding them by key or id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import astuple

from labelwright.datasets.items import NewItem, NewPart
from labelwright.store import lists
from labelwright.store.engine import Row, Tx
from labelwright.store.scope import Scope, projects, teams


@dataclass(frozen=True, slots=True)
class Place:
    """Where new items go: their project, source and import."""

    project: int
    source: int
    import_id: int


def known(tx: Tx, place: Place, keys: Sequence[str]) -> list[Row]:
    """Those of the keys that the source has, one row a part: (id, key, import, state of the import, fields, ...)."""
    return tx.rows(
        f"""SELECT i.id, i.key, i.import AS import_id, m.state, i.fields, p.name, p.fingerprint
            FROM item i JOIN import m ON m.id = i.import JOIN part p ON p.item = i.id
            WHERE i.project = :project AND i.source = :source AND {lists.among(tx, "i.key", "keys")}""",
        project=place.project,
        source=place.source,
        keys=lists.values(tx, keys),
    )


def add(tx: Tx, place: Place, new: Sequence[NewItem], admissions: Sequence[int], now: int) -> list[int]:
    """Writes new items, staged; their ids. `admissions` are their places in the hidden order."""
    ids, first = _numbers(tx, place.project, len(new))
    tx.load(
        "item",
        ("id", "project", "source", "ordinal", "key", "import", "fields", "group_key", "subject"),
        [
            (i, place.project, place.source, n, one.key, place.import_id, one.fields, one.group, one.subject)
            for i, n, one in zip(ids, range(first, first + len(new)), new, strict=True)
        ],
    )
    add_parts(tx, zip(ids, new, strict=True))
    tx.load(
        "item_state",
        ("item", "project", "state", "admission", "changed_at"),
        [(i, place.project, "held", admission, now) for i, admission in zip(ids, admissions, strict=True)],
    )
    return ids


def add_parts(tx: Tx, of: Iterable[tuple[int, NewItem]]) -> None:
    """Writes the parts of items."""
    tx.load(
        "part",
        ("item", *NewPart.__struct_fields__),
        [(i, *astuple(p)) for i, one in of for p in one.parts],
    )


def revive(tx: Tx, place: Place, of: Sequence[tuple[int, NewItem]]) -> None:
    """Items of an import that was undone belong to this one now, with what they are today."""
    tx.many(
        """UPDATE item SET import = :import_id, fields = :fields, group_key = :group_key, subject = :subject,
             visible = false WHERE id = :id""",
        [
            {"id": i, "import_id": place.import_id, "fields": x.fields, "group_key": x.group, "subject": x.subject}
            for i, x in of
        ],
    )
    tx.many("DELETE FROM part WHERE item = :id", [{"id": i} for i, _ in of])
    add_parts(tx, of)


def _numbers(tx: Tx, project: int, n: int) -> tuple[list[int], int]:
    """Ids and the first ordinal for `n` new items. The project is locked, so both rise together."""
    first = int(tx.value("SELECT COALESCE(max(ordinal), 0) + 1 FROM item WHERE project = :project", project=project))
    if tx.dialect == "sqlite":
        top = int(tx.value("SELECT COALESCE(max(id), 0) FROM item"))
        return list(range(top + 1, top + 1 + n)), first
    rows = tx.rows("SELECT nextval(pg_get_serial_sequence('item', 'id')) AS id FROM generate_series(1, :n)", n=n)
    return sorted(row.id for row in rows), first


# -- reading ---------------------------------------------------------------------------------------------------------


def one(tx: Tx, scope: Scope, item: int) -> Row | None:
    """An item within reach, with where it stands and its accepted label."""
    return tx.one(
        f"""SELECT i.id, i.project, i.key, i.ordinal, i.fields, i.group_key, src.key AS source, m.state AS import_state,
              m.id AS import_id, m.done_at, m.person AS imported_by, s.state, s.round, s.changed_at, g.key AS stage,
              l.body AS label, l.method
            FROM item i JOIN import m ON m.id = i.import JOIN source src ON src.id = i.source
            JOIN item_state s ON s.item = i.id LEFT JOIN stage g ON g.id = s.stage
            LEFT JOIN accepted_label l ON l.id = s.accepted_label
            WHERE i.id = :item AND m.state = 'done' AND {projects(scope, "i.project")} AND {of_teams(scope, "i.id")}""",
        item=item,
    )


def of_teams(scope: Scope, column: str) -> str:
    """The condition that an item has a task at a stage of a team within reach."""
    if scope.team_ids is None:
        return "true"
    return f"""EXISTS (SELECT 1 FROM task t JOIN stage x ON x.id = t.stage WHERE t.item = {column}
        AND {teams(scope, "x.team")})"""


def parts(tx: Tx, ids: Sequence[int]) -> list[Row]:
    """The parts of these items, by item and name. Whoever asks has checked that the items are within reach."""
    return tx.rows(
        f"""SELECT item, name, media_type, uri, text, fingerprint, size, width, height FROM part
            WHERE {lists.among(tx, "item", "items")} ORDER BY item, name""",
        items=lists.values(tx, ids),
    )


def part(tx: Tx, scope: Scope, item: int, name: str) -> Row | None:
    """One part of an item within reach."""
    return tx.one(
        f"""SELECT p.item, p.name, p.media_type, p.uri, p.text, p.fingerprint, i.project
            FROM part p JOIN item i ON i.id = p.item
            WHERE p.item = :item AND p.name = :name AND {projects(scope, "i.project")}""",
        item=item,
        name=name,
    )


def part_of_lease(tx: Tx, person: int, lease: int, name: str) -> Row | None:
    """A part of the item that this person holds or held under this lease."""
    return tx.one(
        """SELECT p.item, p.name, p.media_type, p.uri, p.text, p.fingerprint, l.project
           FROM lease l JOIN part p ON p.item = l.item WHERE l.id = :lease AND l.person = :person AND p.name = :name""",
        lease=lease,
        person=person,
        name=name,
    )
