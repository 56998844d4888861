"""How much a posterior may be believed, and one that may be.

Posteriors of crowds are over-confident, because people's errors are not independent. One parameter, fitted on gold
items by likelihood, mends most of it:

    temperature   q^(1/T) / Z             (50 golds or more)
    isotonic      of the largest q alone  (300 golds or more)

Without that many golds `temperature` answers T = 3, for display only: no stop rule, no acceptance and no delivery may
use it. Expected calibration error: the mean gap between confidence and accuracy over ten bins of confidence, weighted
by how many items each bin holds; in [0, 1]. Sources: Guo et al. (2017); Zadrozny, Elkan (2002).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.coding import column
from labelwright.quality.consensus.truth import Floats, Gold, TruthEstimator, gold_codes
from labelwright.quality.estimate import Result
from labelwright.quality.finite import finite
from labelwright.quality.normal import two_sided, wilson

Posterior = ArrayLike | TruthEstimator
Truth = ArrayLike | Gold
ENOUGH_FOR_TEMPERATURE, ENOUGH_FOR_ISOTONIC = 50, 300
DISPLAY_TEMPERATURE = 3.0
_MOST = 1_000_000  # bins
_GOLDEN = (np.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class Calibration(Result):
    """How to mend a posterior. `decides` is False where it may be shown and must not decide anything."""

    method: Literal["temperature", "isotonic"]
    temperature: float
    steps: tuple[tuple[float, float], ...]  # of isotonic: confidence from here on, and what it is worth
    n_gold: int
    decides: bool

    def apply(self, posterior: ArrayLike) -> Floats:
        """The mended posterior; the order of classes within a row stays. Raises InvalidData for what is none."""
        q = _probabilities(posterior)
        if self.method == "temperature":
            with np.errstate(divide="ignore"):
                scores = np.log(q) / self.temperature
            scores -= scores.max(1, keepdims=True)
            powered = np.exp(scores)
            found: Floats = powered / powered.sum(1, keepdims=True)
            return found
        k = q.shape[1]
        at, worth = (np.array(column) for column in zip(*self.steps, strict=True))
        sure = q.max(1)
        top = np.maximum(worth[np.clip(np.searchsorted(at, sure, side="right") - 1, 0, None)], 1 / k)
        less = np.divide(top - 1 / k, sure - 1 / k, out=np.zeros_like(sure), where=sure > 1 / k)
        toward_even = less[:, None] * q + (1 - less[:, None]) / k  # too sure: mixed with an even row
        rest = np.divide(1 - top, 1 - sure, out=np.zeros_like(sure), where=sure < 1)
        sharper = q * rest[:, None]  # not sure enough: the others shrink
        sharper[np.arange(len(q)), q.argmax(1)] = top
        made: Floats = np.where((top <= sure)[:, None], toward_even, sharper)
        return made


def calibrate_posterior(
    posterior: Posterior, truth: Truth, *, method: Literal["temperature", "isotonic"] = "temperature"
) -> Calibration:
    """How to mend a posterior, fitted on gold items: their rows (n, K) and the codes (n,) of their true classes.

    Or a fitted estimator and {item: true label}. The rows must come from a fit that did not know these truths: golds
    that an estimator was given are refused (InvalidRequest). Raises InvalidData where shapes, codes, names do not fit.
    """
    q, y = _pair(posterior, truth)
    if method not in ("temperature", "isotonic"):
        raise InvalidRequest(f"{method} is no way to calibrate.", hint="temperature or isotonic.")
    if method == "isotonic" and len(y) >= ENOUGH_FOR_ISOTONIC:
        return Calibration("isotonic", 1.0, _isotonic(q.max(1), q.argmax(1) == y), len(y), True)
    if len(y) < ENOUGH_FOR_TEMPERATURE:
        return Calibration("temperature", DISPLAY_TEMPERATURE, (), len(y), False)
    return Calibration("temperature", _temperature(q, y), (), len(y), True)


@dataclass(frozen=True, slots=True)
class ReliabilityBin(Result):
    """Items of like confidence: how sure the posterior was, how often it was right, and the bounds of that (Wilson)."""

    confidence: float
    accuracy: float
    low: float
    high: float
    count: int


def reliability(
    posterior: Posterior, truth: Truth, *, bins: int = 10, confidence_level: float = 0.95
) -> list[ReliabilityBin]:
    """The reliability diagram: bins of equal width that hold an item; arguments as of `calibrate_posterior`.

    Raises InvalidRequest for no bin.
    """
    q, y = _pair(posterior, truth)
    if not 1 <= bins <= _MOST:
        raise InvalidRequest(f"{bins} bins are none, or too many.")
    z = two_sided(confidence_level)
    sure, right = q.max(1), (q.argmax(1) == y).astype(np.float64)
    at = np.minimum((sure * bins).astype(np.int64), bins - 1)
    made = []
    for one in np.unique(at):
        here = at == one
        n, p = int(here.sum()), float(right[here].mean())
        made.append(ReliabilityBin(float(sure[here].mean()), p, *wilson(p, n, z), n))
    return made


def expected_calibration_error(posterior: Posterior, truth: Truth, *, bins: int = 10) -> float:
    """The mean gap between how sure the posterior is and how often it is right. O(n)."""
    found = reliability(posterior, truth, bins=bins)
    n = sum(one.count for one in found)
    return sum(one.count * abs(one.confidence - one.accuracy) for one in found) / n


def _pair(posterior: Posterior, truth: Truth) -> tuple[Floats, NDArray[np.int64]]:
    if isinstance(posterior, TruthEstimator):
        return _of_estimator(posterior, truth)
    if isinstance(truth, Mapping):
        raise InvalidRequest(
            f"Golds by name go with a fitted estimator of truth, not with {type(posterior).__name__}.",
            hint="Or give the rows of golds in the posterior (n, K), and codes (n,).",
        )
    q, y = _probabilities(posterior), column(truth, "truths")
    if not len(q):
        raise InvalidData("There is no gold item.")
    if y.shape != (len(q),):
        raise InvalidData(f"A posterior (n, K) and n truths are compared, not {q.shape} and {y.shape}.")
    if y.dtype.kind not in "iu" or (y < 0).any() or (y >= q.shape[1]).any():
        raise InvalidData(
            "Truths are codes of the posterior's columns.", hint="The code of a label is its place in `labels_`."
        )
    return q, y.astype(np.int64)


def _of_estimator(model: TruthEstimator, gold: Any) -> tuple[Floats, NDArray[np.int64]]:
    codes = gold_codes(model.items_, model.labels_, gold)
    rows = np.flatnonzero(codes >= 0)
    if not len(rows):
        raise InvalidData("There is no gold item.")
    told = rows[model.known_[rows]]
    if len(told):
        raise InvalidRequest(
            f"The fit was given the truth of {len(told):,} golds, of item {model.items_[told[0]]!s} first: what it says"
            " of them tells nothing.",
            hint="Fit without them, or keep some golds back.",
        )
    return model.posterior_[rows], codes[rows]


def _probabilities(posterior: ArrayLike) -> Floats:
    q = finite(posterior, "Posteriors", largest=2)
    if not q.size:
        return np.zeros((0, 2))
    if q.ndim != 2 or q.shape[1] < 2 or (q < 0).any() or not np.allclose(q.sum(1), 1, atol=1e-6):
        raise InvalidData("The rows of a posterior are not negative and sum to 1 over two classes or more.")
    return q


def _temperature(q: Floats, y: NDArray[np.int64]) -> float:
    """The T of least negative log-likelihood: unimodal in log T, so a golden section finds it."""
    scores = np.log(np.maximum(q, 1e-300))
    mine = scores[np.arange(len(y)), y]

    def loss(log_t: float) -> float:
        scaled = scores / np.exp(log_t)
        top = scaled.max(1)
        total = top + np.log(np.exp(scaled - top[:, None]).sum(1))
        return float((total - mine / np.exp(log_t)).mean())

    low, high = np.log(0.05), np.log(100.0)
    a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_a, at_b = loss(a), loss(b)
    while high - low > 1e-6:
        if at_a < at_b:
            high, b, at_b = b, a, at_a
            a = high - _GOLDEN * (high - low)
            at_a = loss(a)
        else:
            low, a, at_a = a, b, at_b
            b = low + _GOLDEN * (high - low)
            at_b = loss(b)
    return float(np.exp((low + high) / 2))


def _isotonic(sure: Floats, right: NDArray[np.bool_]) -> tuple[tuple[float, float], ...]:
    """Pool adjacent violators: accuracy as a rising step function of confidence."""
    order = np.argsort(sure, kind="stable")
    blocks: list[list[float]] = []  # from, sum, count
    for x, y in zip(sure[order].tolist(), right[order].tolist(), strict=True):
        blocks.append([x, float(y), 1.0])
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][2] >= blocks[-1][1] * blocks[-2][2]:
            last = blocks.pop()
            blocks[-1][1] += last[1]
            blocks[-1][2] += last[2]
    return tuple((start, total / count) for start, total, count in blocks)
