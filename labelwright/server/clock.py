"""The one clock of the doors: everything further in takes the time as an argument."""

from __future__ import annotations

import time
from datetime import UTC, datetime

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


_behind = 0


def now_us() -> int:
    """Microseconds since 1970, UTC."""
    return time.time_ns() // 1000 - _behind


def run_behind(microseconds: int) -> None:
    """Lets this process live so far in the past: the demo plays its first days in seconds, catching up step by step."""
    global _behind
    _behind = microseconds


def iso(at: int) -> str:
    """The time as the API writes it: `2026-03-01T09:12:00.000000Z`."""
    return datetime.fromtimestamp(at / SECOND, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def iso_or_none(at: int | None) -> str | None:
    """`iso`, for a time that may not have come."""
    return None if at is None else iso(at)
