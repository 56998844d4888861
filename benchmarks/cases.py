"""Cases of a library, each in a process of its own: median seconds of three calls, and the process's peak memory."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

Prepared = Callable[[], Any]


@dataclass(frozen=True)
class Measured:
    """Seconds of a call (median of three), megabytes the process held at most, and what the last call returned."""

    seconds: float
    megabytes: float
    answer: Any


def measured(prepare: Callable[..., Prepared], *arguments: Any, calls: int = 3) -> Measured:
    """Calls what `prepare(*arguments)` returns, in a fresh process; preparing is not timed."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (prepare, arguments, calls))


def _measure(prepare: Callable[..., Prepared], arguments: tuple[Any, ...], calls: int) -> Measured:
    call = prepare(*arguments)
    times, answer = [], None
    for _ in range(calls):
        start = time.perf_counter()
        answer = call()
        times.append(time.perf_counter() - start)
    return Measured(median(times), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, answer)
