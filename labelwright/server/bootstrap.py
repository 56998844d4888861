"""The wiring of the whole house: the one place that knows every part."""

from __future__ import annotations

import secrets

from labelwright.operations import events, plans
from labelwright.server.access import Access
from labelwright.server.clock import now_us
from labelwright.server.house import House
from labelwright.server.jobs.runner import Runner
from labelwright.server.live import Hub
from labelwright.server.settings import Settings
from labelwright.store import Store


def wire(settings: Settings) -> House:
    """The house of these settings, with its database open. Close it with `close`."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store.open(settings.database_url)
    hub = Hub()
    access = Access(store, settings.session_days)
    hub.listen(access.heard)
    events.listen(store, hub.tell)
    hub.listen(plans.listener(store))
    house = House(settings=settings, store=store, hub=hub, access=access, secret=_secret(settings))
    house.jobs = Runner(store, now_us, {"settings": settings, "house": house})
    return house


def close(house: House) -> None:
    """Finishes what was begun and closes the database."""
    house.hub.close()
    if house.jobs is not None:
        house.jobs.stop()
    house.store.close()


def _secret(settings: Settings) -> bytes:
    """The signing key: set by the operator, or kept in the home."""
    if settings.secret:
        return settings.secret.encode()
    kept = settings.home / "secret.key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), "ascii")
    return kept.read_text("ascii").encode()
