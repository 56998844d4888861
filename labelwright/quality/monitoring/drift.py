"""Did the error rate rise? Charts that add up small signs.

    CUSUM   W <- max(0, W + log likelihood ratio of e1 against e0), alarm at h; restarts at 0 after an alarm
    EWMA    z <- lambda x + (1 - lambda) z, alarm outside mu0 +- L s0 sqrt(lambda / (2 - lambda) (1 - (1 - lambda)^2t))

    change point  argmax over t of the log likelihood ratio of what came after t: where work is to be looked at again

Both alarm now and then though nothing changed: `cusum_threshold` finds the h that does so once in `arl0` observations
on average. Feed them golden or uniformly drawn items; one drawn with a probability pi has the weight overall rate / pi.
A new guideline version is a new e0. Sources: Page (1954); Roberts (1959).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.estimate import Result
from labelwright.quality.finite import LARGEST, finite, flags

_NEAR = 2.0  # log likelihood within which a moment may be that of the change
_LEAST, _LONGEST = 1e-12, 1e12  # an error rate, and a run: beyond them rounding decides
_CELLS, _STEP = 30_000_000, 50  # of work for a run length, and what a step costs beside its cells
_SETTLED, _NOTHING = 1e-9, 1e-16  # the part of a rise that no longer counts


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
        _rising(self.e0, self.e1)
        if not 0 < self.h < np.inf or not 0 <= self.value < np.inf:
            raise InvalidRequest(f"h is {self.h} and the value {self.value}: h is above 0, the value 0 or more.")

    def observe(self, is_error: bool, weight: float = 1.0) -> bool:
        """Takes an observation in; whether it alarms. After an alarm the chart starts anew.

        `weight`, of an item drawn with probability pi, is r / pi, r the share of all items that is looked at: they are
        1 on average. Run lengths are then only about those of `average_run_length`.
        """
        if not 0 < weight <= LARGEST:
            raise InvalidRequest(f"The weight is {weight}; it is above 0.", hint="The overall rate over the item's.")
        up, down = _steps(self.e0, self.e1)
        if self.value == 0.0:
            self.since = self.observations
        self.observations += 1
        self.value = max(0.0, self.value + weight * (up if is_error else down))
        if self.value < self.h:
            return False
        self.alarms += 1
        self.value = 0.0
        return True


@dataclass(frozen=True, slots=True)
class ChangePoint(Result):
    """`at` observations were of the old rate, what follows is not: look at that again. None where nothing rose.

    `evidence` is the log likelihood ratio of a change there, `rate` the error rate since. A change at `earliest` is a
    seventh (e^-2) as likely: whoever wants to miss nothing looks from there.
    """

    at: int | None
    evidence: float
    rate: float | None
    earliest: int | None


def change_point(errors: ArrayLike, e0: float, e1: float, *, weights: ArrayLike | None = None) -> ChangePoint:
    """Since when a sequence of n errors (true or false) has the rate e1 instead of e0: the best t, if any.

    The estimate by which work is quarantined. At the alarm of a CUSUM it is the chart's `since`. `weights` as in
    `BernoulliCUSUM.observe`. O(n). Raises InvalidData for errors or weights that are none, InvalidRequest for rates.
    """
    _rising(e0, e1)
    x = flags(errors, "Errors")
    w = np.ones(x.shape) if weights is None else finite(weights, "The weights", largest=LARGEST)
    if w.shape != x.shape or (w <= 0).any():
        raise InvalidData("Errors have a weight each, above 0.")
    up, down = _steps(e0, e1)
    steps = w * np.where(x, up, down)
    after = np.concatenate((np.cumsum(steps[::-1])[::-1], [0.0]))
    best = float(after.max())
    if best <= 1e-12:
        return ChangePoint(None, 0.0, None, None)
    at = int(np.flatnonzero(after >= best - 1e-9)[-1])
    rate = float(w[at:] @ x[at:] / w[at:].sum())
    return ChangePoint(at, best, rate, int(np.flatnonzero(after >= best - _NEAR)[0]))


def average_run_length(e0: float, e1: float, h: float, rate: float) -> float:
    """Observations until an alarm, on average, where the true error rate is `rate`.

    Exact: the mean length of a rise, from 0 to 0 again or to an alarm, over the probability that it ends in an alarm.
    O(h / log(e1 / e0)) a step of the longest rise that counts. Raises InvalidRequest for rates or an h that are none,
    rates that are too close together, and runs longer than 10^12.
    """
    _rising(e0, e1)
    if not 0 < rate <= 1 or not 0 < h < np.inf:
        raise InvalidRequest(f"The rate is {rate} and h {h}: the rate is above 0 and up to 1, h above 0.")
    run = _run_length(e0, e1, h, rate)
    if run > _LONGEST:
        raise InvalidRequest("Such a chart hardly ever alarms: its run is too long to work out.", hint="A lower h.")
    return run


def _run_length(e0: float, e1: float, h: float, rate: float) -> float:
    up, down = _steps(e0, e1)
    mass, errors, length, alarm = np.ones(1), 0, 0.0, 0.0  # P(no end yet) by how many errors there were, and the fewest
    step = work = 0
    while work < _CELLS:
        step, work = step + 1, work + _STEP + len(mass)
        left = float(mass.sum())
        length += left
        mass = np.convolve(mass, (1 - rate, rate))
        value = (errors + np.arange(len(mass))) * (up - down) + step * down
        alarm += float(mass[value >= h].sum())
        on = np.flatnonzero((value > 0) & (value < h))
        if not len(on) or left <= max(_SETTLED * alarm, _NOTHING):
            return length / alarm if alarm > 0 else float(np.inf)
        mass, errors = mass[on], errors + int(on[0])
    raise InvalidRequest(f"The rates {e0} and {e1} are too close together.", hint="Look for a larger rise.")


def cusum_threshold(arl0: float, e0: float, e1: float) -> float:
    """The h at which a chart alarms once in `arl0` observations though the rate is e0. By bisection.

    Raises InvalidRequest for rates that are none, and an `arl0` outside (1, 10^12].
    """
    _rising(e0, e1)
    if not 1 < arl0 <= _LONGEST:
        raise InvalidRequest(f"arl0 is {arl0}; it is more than one observation, and up to 10^12.")
    low, high = 0.01, 1.0
    while _run_length(e0, e1, high, e0) < arl0:
        low, high = high, high * 2
    while high - low > 1e-3:
        middle = (low + high) / 2
        if _run_length(e0, e1, middle, e0) < arl0:
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

    def __post_init__(self) -> None:
        if not abs(self.mu0) <= LARGEST or not 0 < self.s0 <= LARGEST:
            raise InvalidRequest(f"The mean is {self.mu0} and the deviation {self.s0}: numbers, the latter above 0.")
        if not 0 < self.weight <= 1 or not 0 < self.limit <= LARGEST:
            raise InvalidRequest(f"The weight is {self.weight}, in (0, 1], and the limit {self.limit}, above 0.")

    def observe(self, x: float) -> bool:
        """Takes an observation in; whether the mean has left its limits. Raises InvalidData for no number."""
        if not abs(x) <= LARGEST:
            raise InvalidData(f"{x} is no number that could be observed.")
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


def _rising(e0: float, e1: float) -> None:
    if not _LEAST <= e0 < e1 < 1:
        raise InvalidRequest(f"The rates are {e0} and {e1}: 0 < e0 < e1 < 1.")


def _steps(e0: float, e1: float) -> tuple[float, float]:
    return float(np.log(e1 / e0)), float(np.log((1 - e1) / (1 - e0)))
