"""The live stream tells what changed, at most once a second, and ends when the server does."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from labelwright.server.http.live import changes
from labelwright.server.live import Hub, follow
from labelwright.store import Store, events


def collected(hub: Hub, act, count: int, **more) -> list[bytes]:
    """The first messages of a stream while `act` runs beside it."""

    async def run() -> list[bytes]:
        found = []
        async with aclosing(changes(hub, 1, **more)) as stream:
            beside = None
            async for message in stream:
                if beside is None:
                    beside = asyncio.create_task(act())
                found.append(message)
                if len(found) == count:
                    break
        await beside
        return found

    return asyncio.run(run())


def test_kinds_that_come_together_are_one_message() -> None:
    hub = Hub()

    async def act() -> None:
        for kind in ("submitted", "submitted", "skipped"):
            await asyncio.to_thread(hub.tell, kind, 1)

    first, second, *_ = collected(hub, act, 2, pause=0.05)
    assert first.startswith(b"retry:")
    assert second.startswith(b"event: changed\ndata: ")
    assert hub._streams == {}


def test_messages_keep_their_distance() -> None:
    hub = Hub()
    times: list[float] = []

    async def run() -> None:
        async with aclosing(changes(hub, 1, pause=0.2)) as stream:
            async for message in stream:
                if message.startswith(b"event"):
                    times.append(asyncio.get_running_loop().time())
                hub.tell("submitted", 1)
                if len(times) == 3:
                    return

    asyncio.run(run())
    assert times[1] - times[0] >= 0.19
    assert times[2] - times[1] >= 0.19


def test_other_projects_are_not_heard() -> None:
    hub = Hub()

    async def act() -> None:
        hub.tell("submitted", 2)

    messages = collected(hub, act, 2, beat=0.1)
    assert messages[1] == b": still here\n\n"


def test_stream_ends_when_the_server_stops() -> None:
    hub = Hub()

    async def run() -> list[bytes]:
        asyncio.get_running_loop().call_later(0.05, hub.close)
        return [message async for message in changes(hub, 1)]

    assert asyncio.run(run()) == [b"retry: 2000\n\n"]


def test_events_of_another_server_are_followed(store: Store) -> None:
    hub = Hub()
    heard: list[tuple[str, int | None]] = []
    hub.listen(lambda kind, project, _: heard.append((kind, project)))

    async def run() -> None:
        following = asyncio.create_task(follow(store, hub, every=0.02))
        await asyncio.sleep(0.1)
        await store.write_soon(lambda tx: events.add(tx, "submitted", 1, project=7))
        for _ in range(100):
            if heard:
                break
            await asyncio.sleep(0.02)
        following.cancel()
        with pytest.raises(asyncio.CancelledError):
            await following

    asyncio.run(run())
    assert heard == [("submitted", 7)]


def test_listener_hears_of_an_event_after_its_commit_and_never_of_one_undone(store: Store) -> None:
    from labelwright.operations import events as verbs

    heard: list[str] = []
    verbs.listen(store, lambda kind, _project, _refs: heard.append(kind))
    store.write(lambda tx: events.add(tx, "kept", 1))

    def fails(tx) -> None:
        events.add(tx, "undone", 1)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.write(fails)
    store.write(lambda tx: None)
    assert heard == ["kept"]


@pytest.mark.parametrize(
    ("kind", "project", "person", "over"),
    [
        ("membership_ended", None, 7, True),  # the listener left a team
        ("person_changed", None, 7, True),  # or was disabled
        ("definition_applied", 1, None, True),  # the project has other teams
        ("membership_ended", None, 8, False),
        ("definition_applied", 2, None, False),
        ("submitted", 1, None, False),
    ],
)
def test_stream_ends_when_its_listener_may_have_lost_the_project(
    kind: str, project: int | None, person: int | None, over: bool
) -> None:
    """Whoever still has it comes back at once; whoever has not hears nothing more."""
    hub = Hub()
    refs = {} if person is None else {"person": person}

    async def run() -> list[bytes]:
        found = []
        async with aclosing(changes(hub, 1, person=7, beat=0.1, pause=0.0)) as stream:
            async for message in stream:
                found.append(message)
                if len(found) == 4:
                    break
                if len(found) == 1:
                    await asyncio.to_thread(hub.tell, kind, project, refs)
        return found

    heard = asyncio.run(run())
    assert (len(heard) < 4) is over
    assert any(kind.encode() in message for message in heard) is (project == 1)
