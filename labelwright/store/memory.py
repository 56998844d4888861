"""What this process remembers of the database, so that hot verbs need not ask again.

Remembered are things read in a transaction; they are forgotten by the transaction that changes them, once it is
durable. A reader whose snapshot is older than such a change cannot put the old thing back: what it remembers is kept
only if nothing was forgotten since it began.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Any

Key = tuple[Hashable, ...]


class Memory:
    """Things by key; `epoch` rises whenever something is forgotten."""

    def __init__(self) -> None:
        self._things: dict[Key, Any] = {}
        self._lock = threading.Lock()
        self.epoch = 0

    def recall(self, key: Key) -> Any:
        """The thing, or None."""
        return self._things.get(key)

    def remember(self, key: Key, thing: Any, epoch: int) -> None:
        """Keeps the thing, if nothing was forgotten since `epoch`."""
        with self._lock:
            if epoch == self.epoch:
                self._things[key] = thing

    def forget(self, *prefix: Hashable) -> None:
        """Forgets every key that starts so."""
        with self._lock:
            self.epoch += 1
            for key in [key for key in self._things if key[: len(prefix)] == prefix]:
                del self._things[key]
