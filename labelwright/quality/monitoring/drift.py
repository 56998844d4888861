"""Did the error rate rise? Charts that add up small signs.

    CUSUM   W <- max(0, W + log likelihood ratio of e1 against e0), alarm at h; restarts at 0 after an alarm
    EWMA    z <- lambda x + (1 - lambda) z, alarm outside mu0 +- L s0 sqrt(lambda / (2 - lambda) (1 - (1 - lambda)^2t))

Both alarm now and then though nothing changed: `cusum_threshold` finds the h that does so once in `arl0` observations
on average. Feed them golden or uniformly drawn items only. Sources: Page (1954); Roberts (1959).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelwright.errors import InvalidRequest

_STEPS = 400  # states of the chain by which a run length is worked out


@dataclass(slots=True)
class BernoulliCUSUM:
    """A chart for errors: `e0` is the rate that is right, `e1` the one to be found soon, `h` where it alarms."""

    e0: float
    e1: float
    h: float
    value: float = 0.0
    observations: int = 0
    alarms: int = 0
    since: int = 0  # observation behind which the present rise began

    def __post_init__(self) -> None:
        if not 0 < self.e0 < self.e1 < 1 or self.h <= 0:
            raise InvalidRequest("0 < e0 < e1 < 1 and h > 0.")

    def observe(self, is_error: bool) -> bool:
        """Takes an observation in; whether it alarms. After an alarm the chart starts anew."""
        up, down = _steps(self.e0, self.e1)
        if self.value == 0.0:
            self.since = self.observations
        self.observations += 1
        self.value = max(0.0, self.value + (up if is_error else down))
        if self.value < self.h:
            return False
        self.alarms += 1
        self.value = 0.0
        return True


def average_run_length(e0: float, e1: float, h: float, rate: float) -> float:
    """Observations until an alarm, on average, where the true error rate is `rate`.

    The chart as a Markov chain over a grid of its values (Brook, Evans 1972); a step that ends between two of them is
    shared out to both.
    """
    up, down = _steps(e0, e1)
    width = h / _STEPS
    at = np.arange(_STEPS) * width
    moves = np.zeros((_STEPS, _STEPS))
    for by, share in ((up, rate), (down, 1 - rate)):
        to = np.maximum(at + by, 0.0) / width
        lower = np.floor(to).astype(np.int64)
        for state, part in ((lower, 1 - (to - lower)), (lower + 1, to - lower)):
            inside = state < _STEPS
            np.add.at(moves, (np.flatnonzero(inside), state[inside]), share * part[inside])
    return float(np.linalg.solve(np.eye(_STEPS) - moves, np.ones(_STEPS))[0])


def cusum_threshold(arl0: float, e0: float, e1: float) -> float:
    """The h at which a chart alarms once in `arl0` observations though the rate is e0. By bisection."""
    if arl0 <= 1:
        raise InvalidRequest("arl0 is more than one observation.")
    low, high = 0.01, 1.0
    while average_run_length(e0, e1, high, e0) < arl0 and high < 64:
        high *= 2
    while high - low > 1e-3:
        middle = (low + high) / 2
        if average_run_length(e0, e1, middle, e0) < arl0:
            low = middle
        else:
            high = middle
    return high


@dataclass(slots=True)
class EWMA:
    """A chart for anything with a mean `mu0` and a standard deviation `s0` while nothing changes."""

    mu0: float
    s0: float
    weight: float = 0.1
    limit: float = 2.7
    value: float | None = None
    observations: int = 0

    def observe(self, x: float) -> bool:
        """Takes an observation in; whether the mean has left its limits."""
        before = self.mu0 if self.value is None else self.value
        self.value = self.weight * x + (1 - self.weight) * before
        self.observations += 1
        low, high = self.limits()
        return not low <= self.value <= high

    def limits(self) -> tuple[float, float]:
        """Where the mean may be now."""
        share = self.weight / (2 - self.weight) * (1 - (1 - self.weight) ** (2 * self.observations))
        spread = self.limit * self.s0 * float(np.sqrt(share))
        return self.mu0 - spread, self.mu0 + spread


def _steps(e0: float, e1: float) -> tuple[float, float]:
    return float(np.log(e1 / e0)), float(np.log((1 - e1) / (1 - e0)))
