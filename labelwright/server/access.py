"""What is remembered of who may do what, so that a request asks the database nothing about its caller.

An entry lives until its session ends, an event says that the person's access changed, or five minutes passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from labelwright.operations import accounts, events
from labelwright.operations.permissions import Grants
from labelwright.server.clock import DAY, HOUR, MINUTE
from labelwright.store import Store

_REMEMBERED = 10_000
_TERM = 5 * MINUTE
_VISIT = 10 * MINUTE  # how far apart visits are written down


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `visitor_id` is whose session or token it is: another person only in the demo."""

    person_id: int
    grants: Grants
    csrf: str
    key: str
    by_token: bool
    visitor_id: int


@dataclass(slots=True)
class _Known:
    caller: Caller
    until: int
    created_at: int
    seen_at: int


class Access:
    """The memory of sessions, tokens and grants of one process."""

    def __init__(self, store: Store, session_days: int) -> None:
        self._store = store
        self._session_term = session_days * DAY
        self._known: dict[str, _Known] = {}
        self._switched: dict[int, Grants] = {}  # people of the demo
        self._changes = 0

    @property
    def session_term(self) -> int:
        return self._session_term

    def heard(self, kind: str, _project: int | None, refs: Mapping[str, object]) -> None:
        """An event: what it may have changed is forgotten. From any thread."""
        if kind not in events.OF_ACCESS:
            return
        self._changes += 1
        person = refs.get("person")
        for key, known in tuple(self._known.items()):
            if person is None or known.caller.person_id == person:
                self._known.pop(key, None)
        self._switched.clear()

    async def caller(self, secret: str, by_token: bool, now: int) -> Caller | None:
        """Whoever holds this session key or API token, or None."""
        key = accounts.digest(secret)
        known = self._known.get(key)
        if known is None or known.until <= now or known.caller.by_token != by_token:
            known = await self._load(key, by_token, now)
        if known is not None and now - known.seen_at > (HOUR if by_token else _VISIT):
            known.seen_at = now
            await self._visit(known, now)
        return known.caller if known else None

    async def fresh(self, caller: Caller) -> Grants:
        """What the caller holds right now, asked anew: after a verb that gave them something."""
        return await self._store.read_soon(lambda tx: accounts.grants(tx, caller.person_id))

    async def switched(self, person: int) -> Grants:
        """What a person of the demo holds. Raises Denied for anybody else: the switch reaches nobody real."""
        found = self._switched.get(person)
        if found is None:
            changes = self._changes
            found = await self._store.read_soon(lambda tx: accounts.demo_grants(tx, person))
            if changes == self._changes:
                self._switched[person] = found
        return found

    async def _load(self, key: str, by_token: bool, now: int) -> _Known | None:
        changes = self._changes
        find = accounts.by_token if by_token else accounts.by_session
        held = await self._store.read_soon(lambda tx: find(tx, key, now))
        self._known.pop(key, None)
        if held is None:
            return None
        caller = Caller(held.person_id, held.grants, held.csrf, key, by_token, held.person_id)
        until = now + _TERM if held.expires_at is None else min(held.expires_at, now + _TERM)
        known = _Known(caller, until, held.created_at, held.seen_at)
        if changes == self._changes:  # nobody lost anything while it was read
            self._known[key] = known
            if len(self._known) > _REMEMBERED:
                self._known.pop(next(iter(self._known)), None)
        return known

    async def _visit(self, known: _Known, now: int) -> None:
        key, created_at = known.caller.key, known.created_at
        if known.caller.by_token:
            await self._store.write_soon(lambda tx: accounts.token_used(tx, key, now))
        else:
            await self._store.write_soon(
                lambda tx: accounts.prolong(tx, key, created_at, now, term=self._session_term)
            )
