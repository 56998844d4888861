"""The events of accounts, people, projects and guidelines, and who hears of them.

An event goes into the record with the change it tells of; after the commit, this process's listener hears of it too.
Kinds that change who may do what carry the person in `refs`, so that doors forget what they remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from labelwright.store import Store, events
from labelwright.store.engine import Tx

Listener = Callable[[str, int | None, Mapping[str, object] | None], None]

OF_ACCESS = frozenset(
    {
        "person_changed",
        "membership_added",
        "membership_ended",
        "password_changed",
        "session_ended",
        "token_ended",
        "definition_applied",
        "project_created",
    }
)


def listen(store: Store, listener: Listener) -> None:
    """`listener(kind, project, refs)` hears every event of this process after its commit, on the writer's thread."""
    store.hints[events.LISTENER] = listener


def person(
    tx: Tx, kind: str, now: int, *, actor: int | None, person: int, refs: Mapping[str, object] | None = None
) -> None:
    """An event about a person and what they may do."""
    events.add(tx, kind, now, actor=actor, refs={"person": person, **(refs or {})})


def team(tx: Tx, kind: str, now: int, *, actor: int | None, team: int) -> None:
    """An event about a team."""
    events.add(tx, kind, now, actor=actor, refs={"team": team})
