"""Looking at data: pages of items, one item with its history, the media behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from labelwright.errors import InvalidData, InvalidRequest, NotFound
from labelwright.integrations.objects import Content, Objects
from labelwright.integrations.objects import thumbnails as pictures
from labelwright.operations import permissions, plans
from labelwright.operations.permissions import Grants
from labelwright.store import Row, Store, Tx, copies, counters, history, items, pages
from labelwright.store.pages import Edge, Filter
from labelwright.store.scope import Scope

COUNTED = pages.MOST  # how far a filtered list is counted
STATES = ("held", "active", "accepted", "doubtful", "dropped")
_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page of items is asked for, as people say it."""

    state: str | None = None
    stage: str | None = None
    label_class: str | None = None
    person: int | None = None
    words: str | None = None
    batch: int | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A page. Under a filter `total` is counted to 1,000 (`more`: there are others), and only on the first page."""

    rows: list[Row]
    parts: Mapping[int, list[Row]]
    next: int | None
    total: int | None
    more: bool
    blind: bool


def page(
    tx: Tx, grants: Grants, slug: str, asked: Asked, *, after: int = 0, before: int | None = None, limit: int = 100
) -> Items:
    """A page of a project's items, in three statements once the project is known: those behind the ordinal `after`,
    or the last ones before `before`. Blind people see no labels.

    Raises NotFound for a project, a stage or a person that is not there, Denied for those who may not see data.
    """
    project = plans.find(tx, grants, slug)
    scope = permissions.scope(grants, "data.see", project)
    edge = Edge(after) if before is None else Edge(before, True)
    wanted = _filter(tx, project, asked, blind=scope.blind)
    found = pages.page(tx, scope, project, wanted, edge, limit)
    parts: dict[int, list[Row]] = {row.id: [] for row in found.rows}
    for part in items.parts(tx, list(parts)) if parts else ():
        parts[part.item].append(part)
    total, more = _total(tx, scope, project, wanted, edge, found, limit)
    return Items(found.rows, parts, found.next, total, more, scope.blind)


def _filter(tx: Tx, project: int, asked: Asked, *, blind: bool) -> Filter:
    if asked.state is not None and asked.state not in STATES:
        raise InvalidRequest(f"There is no state {asked.state}.", hint=f"Write one of {', '.join(STATES)}.")
    if blind and (asked.person is not None or asked.label_class is not None):
        raise InvalidRequest("Who answered, and what, is not for you to see.", code="blind")
    if "\0" in (asked.label_class or "") + (asked.words or ""):
        raise InvalidRequest("A filter holds no zero byte.")
    stage = plans.current(tx, project).stage(asked.stage).id if asked.stage is not None else None
    return Filter(asked.state, stage, asked.label_class or None, asked.person, asked.words or None, asked.batch)


def _total(
    tx: Tx, scope: Scope, project: int, wanted: Filter, edge: Edge, found: pages.Page, limit: int
) -> tuple[int | None, bool]:
    """Counters know the items by state; anything else is counted on the first page, and only so far."""
    if wanted.asked in ((), ("state",)) and scope.team_ids is None:
        counts = counters.of_project(tx, project)
        states = (wanted.state,) if wanted.state is not None else STATES
        return sum(counts[0, state] for state in states), False
    if edge.ordinal or edge.back:
        return None, False
    if len(found.rows) < limit:
        return len(found.rows), found.next is not None
    return pages.count(tx, scope, project, wanted)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of an item's history. `person` is a name, None for blind people and for the house itself."""

    at: int
    kind: str
    person: str | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One item with everything that happened to it; blind people get neither label, answers nor names."""

    row: Row
    parts: list[Row]
    annotations: list[Row]
    comments: list[Row]
    happened: list[Happened]
    blind: bool


def item(tx: Tx, grants: Grants, item_id: int) -> Item:
    """One item. Raises NotFound, also where its import was undone; Denied for those who may not see data."""
    reach = permissions.reach(grants)
    row = items.one(tx, reach, item_id)
    scope = permissions.scope(grants, "data.see", row.project) if row is not None else reach
    if row is None or (scope.team_ids is not None and items.one(tx, scope, item_id) is None):
        raise NotFound("There is no such item.")
    answers = history.answers(tx, item_id)
    comments = history.comments(tx, item_id)
    happened = [Happened(row.done_at, "imported", None, {"import": row.import_id})]
    happened += [
        Happened(e.at, e.kind, None if scope.blind else e.person_name, msgspec.json.decode(e.refs))
        for e in history.events(tx, item_id)
    ]
    happened += [
        Happened(c.created_at, c.kind, None if scope.blind else c.person_name, {"text": c.body}) for c in comments
    ]
    happened.sort(key=lambda one: one.at)
    shown = [] if scope.blind else answers
    return Item(row, items.parts(tx, [item_id]), shown, comments, happened, scope.blind)


# -- media -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Medium:
    """A part that somebody may look at."""

    item: int
    project: int
    name: str
    media_type: str
    uri: str | None
    text: str | None
    fingerprint: str


def of_lease(tx: Tx, person: int, lease: int, name: str) -> Medium:
    """A part of the item a person holds, or held, under a lease. Raises NotFound."""
    return _medium(items.part_of_lease(tx, person, lease, name))


def of_item(tx: Tx, grants: Grants, item_id: int, name: str) -> Medium:
    """A part of an item whose data a person may see. Raises NotFound."""
    medium = _medium(items.part(tx, permissions.reach(grants), item_id, name))
    permissions.scope(grants, "data.see", medium.project)
    return medium


def _medium(row: Row | None) -> Medium:
    if row is None:
        raise NotFound("There is no such picture.")
    return Medium(row.item, row.project, row.name, row.media_type, row.uri, row.text, row.fingerprint)


def content(objects: Objects, medium: Medium) -> Content:
    """The part as it may be served. Raises NotFound where its file is gone or is another one now."""
    if medium.uri is None:
        return Content(f"{medium.media_type}; charset=utf-8", medium.fingerprint, None, ((medium.text or "").encode(),))
    try:
        return objects.served(medium.uri, medium.media_type)
    except InvalidData as error:
        raise NotFound(f"The file behind the item cannot be shown: {error.message}.") from error


class Thumbnails:
    """Thumbnails, drawn once and kept in a bounded cache of which the database keeps the list."""

    def __init__(self, store: Store, objects: Objects, now: Callable[[], int]) -> None:
        self._store = store
        self._objects = objects
        self._now = now
        self._total: int | None = None
        self._day = 0
        self._used: set[str] = set()

    def get(self, medium: Medium, size: int) -> Content:
        """The thumbnail of an image. Raises NotFound where there is none to draw."""
        if medium.uri is None or not medium.media_type.startswith("image/"):
            raise NotFound("Only images have thumbnails.")
        size = pictures.size_for(size)
        name = f"{medium.fingerprint[:16]}-{medium.item}-{medium.name}-{size}"
        data = self._objects.cache.get(name)
        if data is None:
            data = self._drawn(medium, size, name)
        else:
            self._note_use(name)
        return Content(pictures.MEDIA_TYPE, name, None, (data,))

    def _drawn(self, medium: Medium, size: int, name: str) -> bytes:
        assert medium.uri is not None
        try:
            data = self._objects.thumbnail(medium.uri, medium.media_type, size)
        except InvalidData as error:
            raise NotFound(f"The picture cannot be drawn: {error.message}") from error
        self._objects.cache.put(name, data)
        now, length = self._now(), len(data)
        self._store.write(
            lambda tx: copies.register(
                tx, "thumbnail", name, length, now, item=medium.item, project=medium.project
            )
        )
        self._bound(length)
        return data

    def _note_use(self, name: str) -> None:
        """Writes down that a thumbnail is used, once a day for each."""
        now = self._now()
        if now // _DAY_US != self._day or len(self._used) > 100_000:
            self._day = now // _DAY_US
            self._used = set()
        if name not in self._used:
            self._used.add(name)
            self._store.write(lambda tx: copies.used(tx, [name], now))

    def _bound(self, added: int) -> None:
        if self._total is None:
            self._total = self._store.read(lambda tx: copies.total(tx, "thumbnail"))
        else:
            self._total += added
        while self._total > self._objects.cache_bytes:
            dropped = self._store.write(lambda tx: copies.drop_oldest(tx, "thumbnail", 50))
            for row in dropped:
                self._objects.cache.remove(row.uri)
                self._total -= row.size
            if not dropped:
                break
