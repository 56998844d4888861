"""Who wants to hear of changes: the in-process hub between commits and the event streams.

Verbs tell it after their commit, on a writer's thread; streams wait on the event loop. On PostgreSQL other servers
write too, so a follower reads their events from the table once a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import msgspec
import structlog

from labelwright.errors import LabelwrightError
from labelwright.operations.events import OF_ACCESS
from labelwright.store import Store, events

_log = structlog.get_logger("live")


class Stream:
    """One person's ear at one project: the kinds of events since it last looked; `over` when it is to end."""

    def __init__(self, loop: asyncio.AbstractEventLoop, person: int) -> None:
        self.person = person
        self.over = False
        self.kinds: set[str] = set()
        self.woken = asyncio.Event()
        self._loop = loop

    def wake(self, kind: str) -> None:
        """From any thread. Only the first kind since the last look wakes the loop."""
        first = not self.kinds
        self.kinds.add(kind)
        if first and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.woken.set)

    def end(self) -> None:
        """From any thread: there is nothing more to hear."""
        self.over = True
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.woken.set)

    def take(self) -> list[str]:
        """The kinds so far; from now on it waits anew."""
        kinds, self.kinds = self.kinds, set()
        self.woken.clear()
        return sorted(kinds)


class Hub:
    """Tells streams and whoever remembers something that an event was committed."""

    def __init__(self) -> None:
        self.closing = False
        self._streams: dict[int, set[Stream]] = {}
        self._listeners: list[Callable[[str, int | None, Mapping[str, object]], None]] = []

    def listen(self, listener: Callable[[str, int | None, Mapping[str, object]], None]) -> None:
        """`listener(kind, project, refs)` hears everything, on the thread that tells."""
        self._listeners.append(listener)

    def tell(self, kind: str, project: int | None, refs: Mapping[str, object] | None = None) -> None:
        """An event is durable."""
        for listener in self._listeners:
            listener(kind, project, refs or {})
        for stream in tuple(self._streams.get(project or 0, ())):
            stream.wake(kind)
        if kind in OF_ACCESS:  # whoever still may, comes back
            self._end(project, refs or {})

    def _end(self, project: int | None, refs: Mapping[str, object]) -> None:
        """Ends the streams of a project whose access changed, or those of the person whose did."""
        for found, streams in tuple(self._streams.items()):
            for stream in tuple(streams):
                if found == project or (project is None and stream.person == refs.get("person")):
                    stream.end()

    def open(self, project: int, person: int) -> Stream:
        """A person's stream of the project's events; close it with `shut`."""
        stream = Stream(asyncio.get_running_loop(), person)
        stream.over = self.closing
        self._streams.setdefault(project, set()).add(stream)
        return stream

    def shut(self, project: int, stream: Stream) -> None:
        self._streams.get(project, set()).discard(stream)
        if not self._streams.get(project):
            self._streams.pop(project, None)

    def close(self) -> None:
        """The server stops: every stream ends."""
        self.closing = True
        for streams in tuple(self._streams.values()):
            for stream in tuple(streams):
                stream.end()


async def follow(store: Store, hub: Hub, every: float = 1.0) -> None:
    """Tells the hub what other servers on the same PostgreSQL committed, until cancelled."""
    cursor = await store.read_soon(events.end)
    while True:
        await asyncio.sleep(every)
        try:
            rows, cursor = await store.read_soon(lambda tx, at=cursor: events.after(tx, at))  # type: ignore[misc]
        except LabelwrightError as error:
            _log.warning("events cannot be followed", error=str(error))
            continue
        for row in rows:
            hub.tell(row.kind, row.project, msgspec.json.decode(row.refs))
