"""What the server answers, as frozen records.

Each holds the members a script is likely to need. A member this release does not know is left out, one the server does
not send has its default, so that a client and a server of neighbouring releases understand each other. Times are
ISO-8601 UTC strings as the server writes them.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from labelwright.errors import Problem


class Person(Struct, frozen=True, kw_only=True):
    """Somebody."""

    id: int
    name: str = ""
    email: str = ""
    joined: bool = True
    disabled: bool = False
    roles: list[dict[str, Any]] = []


class Me(Struct, frozen=True, kw_only=True):
    """Who is signed in."""

    person: Person
    csrf: str = ""
    roles: list[dict[str, Any]] = []


class Attention(Struct, frozen=True, kw_only=True):
    """Something a manager should look at."""

    kind: str
    text: str
    href: str = ""


class Project(Struct, frozen=True, kw_only=True):
    """A project and where it stands."""

    slug: str
    name: str = ""
    state: str = ""
    media: str = ""
    items: int = 0
    accepted: int = 0
    waiting: int = 0
    stuck: int = 0
    attention: list[Attention] = []
    roles: list[str] = []


class Place(Struct, frozen=True, kw_only=True):
    """One thing wrong at one place of what was sent."""

    place: str = ""
    message: str = ""
    hint: str = ""
    line: int | None = None
    column: int | None = None

    def problem(self) -> Problem:
        """The same as the server's errors carry it."""
        return Problem((self.place,) if self.place else (), self.message, self.hint, self.line, self.column)


class Validation(Struct, frozen=True, kw_only=True):
    """What the server says of a definition."""

    ok: bool
    problems: list[Place] = []
    warnings: list[Place] = []
    changes: list[str] = []
    definition: dict[str, Any] | None = None


class Definition(Struct, frozen=True, kw_only=True):
    """A project's definition as it holds now."""

    sha256: str
    version: int
    document: str | None = None


class Applied(Struct, frozen=True, kw_only=True):
    """What an edit of the definition changed."""

    version: int
    changes: list[str] = []


class HomeStage(Struct, frozen=True, kw_only=True):
    """A stage and the work that stands there."""

    key: str
    kind: str
    name: str = ""
    team: str | None = None
    phase: str = ""
    waiting: int = 0
    leased: int = 0
    parked: int = 0
    stranded: list[dict[str, Any]] = []
    done: int = 0

    @property
    def stuck(self) -> int:
        """Tasks that wait for a manager: parked, or that nobody of the team may do."""
        return sum(int(one.get("n", 0)) for one in self.stranded)


class ItemCounts(Struct, frozen=True, kw_only=True):
    """How many items are where."""

    held: int = 0
    active: int = 0
    accepted: int = 0
    dropped: int = 0
    total: int = 0


class ProjectHome(Struct, frozen=True, kw_only=True):
    """What the project's home page shows."""

    items: ItemCounts
    stages: list[HomeStage] = []
    attention: list[Attention] = []


class Part(Struct, frozen=True, kw_only=True):
    """One medium of an item; a text may stand inline."""

    media_type: str
    url: str | None = None
    thumbnail_url: str | None = None
    text: str | None = None
    width: int | None = None
    height: int | None = None


class ItemLabel(Struct, frozen=True, kw_only=True):
    """The accepted label of an item; the answer is None where people could not judge."""

    answer: dict[str, Any] | None = None
    method: str = ""


class Item(Struct, frozen=True, kw_only=True):
    """One thing to label."""

    id: int
    key: str
    ordinal: int = 0
    state: str = ""
    stage: str | None = None
    round: int = 0
    fields: dict[str, Any] = {}
    parts: dict[str, Part] = {}
    label: ItemLabel | None = None


class ItemPage(Struct, frozen=True, kw_only=True):
    """Some items, and where the next ones begin; `total` may be `more than 1,000`."""

    items: list[Item]
    next: int | None = None
    total: int | str | None = None


class Import(Struct, frozen=True, kw_only=True):
    """What an import found."""

    id: int
    state: str = ""
    added: int = 0
    unchanged: int = 0
    changed: int = 0
    refused: int = 0
    problems: list[Place] = []


class Job(Struct, frozen=True, kw_only=True):
    """Background work."""

    id: int
    kind: str = ""
    state: str = ""
    done: int = 0
    total: int | None = None
    result: dict[str, Any] | None = None
    error: str | None = None


class Release(Struct, frozen=True, kw_only=True):
    """A frozen dataset version."""

    n: int
    state: str = ""
    items: int = 0
    note: str = ""
    created_at: str = ""
    by: str = ""
    splits: dict[str, float] = {}
    manifest_sha256: str | None = None


class Loss(Struct, frozen=True, kw_only=True):
    """Something a format does not carry (`lost`), or carries in a form of its own (`folded`)."""

    what: str
    kind: str = "lost"
    why: str = ""


class Label(Struct, frozen=True, kw_only=True):
    """An accepted label with the item it belongs to; the answer is None where people could not judge."""

    key: str
    answer: dict[str, Any] | None = field(name="label", default=None)
    id: int = 0
    fields: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {}
    method: str = ""
    split: str | None = None
    group: str | None = None


class Team(Struct, frozen=True, kw_only=True):
    """People who work together; `kind` is own or vendor."""

    key: str
    name: str = ""
    kind: str = "own"
    size: int = 0


class LeaseStage(Struct, frozen=True, kw_only=True):
    """The stage a lease is for."""

    key: str
    kind: str


class LeaseItem(Struct, frozen=True, kw_only=True):
    """The item as whoever works on it sees it."""

    parts: dict[str, Part] = {}
    fields: dict[str, Any] = {}


class Lease(Struct, frozen=True, kw_only=True):
    """A claim on one task, with what is needed to do it."""

    lease: int
    ref: str
    stage: LeaseStage
    project: str = ""
    item: LeaseItem = LeaseItem()
    schema_version: int = 0
    guideline_version: int | None = None
    draft: Any = None
    previous: Any = None
    review: dict[str, Any] | None = None


class Empty(Struct, frozen=True, kw_only=True):
    """Why there is nothing to do, and after how many milliseconds to ask again."""

    reason: str
    retry_ms: int | None = None


class Next(Struct, frozen=True, kw_only=True):
    """The next leases, or why there are none."""

    leases: list[Lease] = []
    empty: Empty | None = None


class Receipt(Struct, frozen=True, kw_only=True):
    """What became of a submit: `counted`, or kept as `extra`."""

    annotation: int
    standing: str = "counted"
    undo_until: str | None = None
