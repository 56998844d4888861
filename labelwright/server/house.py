"""Everything a request may reach for, wired once by `bootstrap`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from labelwright.integrations.objects import Objects
from labelwright.operations.browse import Thumbnails
from labelwright.server.access import Access
from labelwright.server.clock import now_us
from labelwright.server.limits import SignInLimits
from labelwright.server.live import Hub
from labelwright.server.media_links import MediaLinks
from labelwright.server.settings import Settings
from labelwright.store import Store


@dataclass(slots=True)
class House:
    """One running deployment in this process. `secret` signs links to media and the names annotators see."""

    settings: Settings
    store: Store
    hub: Hub
    access: Access
    secret: bytes
    limits: SignInLimits = field(default_factory=SignInLimits)
    jobs: Any = None
    links: MediaLinks = field(init=False)
    objects: Objects = field(init=False)
    thumbnails: Thumbnails = field(init=False)

    def __post_init__(self) -> None:
        self.links = MediaLinks(self.secret)
        self.objects = Objects(self.settings.home, self.settings.sources, self.settings.cache)
        self.thumbnails = Thumbnails(self.store, self.objects, now_us)
