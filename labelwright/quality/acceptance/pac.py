"""Which of a model's labels may stand without a person, and with what guarantee.

`pac_labels`: at most epsilon of all final labels are wrong, with probability 1 - alpha (probably approximately
correct). K items are drawn at random and labelled by experts. For each threshold u on the uncertainty U,

    L_u = share of all items that are wrong and have U <= u

grows with u, so thresholds are tested from strict to lax and the last one that passes stands: the first that should not
pass would have to pass by chance, and one such chance is all there is (no union over thresholds). The test is that of
`AccuracyCertificate`, without replacement against floor(N epsilon) + 1 errors; with replacement its null rate stays as
it is. Items of equal uncertainty come in a random order. Experts' labels are taken as right.

`conformal_selection`: of the labels that are accepted a share of at most q is wrong on average (false discovery rate),
from p_j = (1 + calibration items that are wrong and score as high as j) / (n + 1) and Benjamini and Hochberg's step.

Sources: Candes, Ilyas, Zrnic (2025); Jin, Candes (2023).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.acceptance.certificate import breaking, log_evidence, reviews_until_certified
from labelwright.quality.coding import column
from labelwright.quality.estimate import Result, at_least, at_most
from labelwright.quality.finite import LARGEST, finite, flags, whole
from labelwright.quality.seeded import seeded
from labelwright.quality.tails import adjusted

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PacLabels(Result):
    """`accepted` (N,) marks the labels of the model that stand; `drawn` (K,) are the items that experts labelled, in
    order, and `to_label` those that are left for people.

    `threshold` is the largest uncertainty that was accepted, None where none was. `coverage` is the share of items
    without a person, `saved` their number, `money_saved` its price. `error_seen` is the share of wrong labels among
    drawn items up to the threshold: a description, no bound. `epsilon` bounds the error of all N final labels.
    """

    accepted: NDArray[np.bool_]
    drawn: Rows
    to_label: Rows
    threshold: float | None
    coverage: float
    saved: int
    money_saved: float | None
    error_seen: float | None
    epsilon: float
    alpha: float
    guarantee: Literal["PAC"]
    meaning: str

    def error_bound(self, human_error: float = 0.0) -> float:
        """What bounds the error on average where people err in what they label: epsilon + (1 - coverage) human_error.

        Only in that: experts who take the model's errors for right while it is tested make any bound false.
        """
        if not 0 <= human_error <= 1:
            raise InvalidRequest(f"human_error is {human_error}; it is between 0 and 1.")
        return min(1.0, self.epsilon + (1 - self.coverage) * human_error)


@dataclass(frozen=True, slots=True)
class ConformalSelection(Result):
    """`selected` (M,) marks the labels that stand, `p_values` (M,) what that rests on; `coverage` is their share."""

    selected: NDArray[np.bool_]
    p_values: Floats
    coverage: float
    q: float
    guarantee: Literal["FDR"]
    meaning: str


def calibration_draw(n: int, size: int, *, replacement: bool = False, seed: int = 0) -> Rows:
    """The items, in order, that experts label before `pac_labels` is asked with the same numbers.

    Raises InvalidRequest for a size that cannot be drawn.
    """
    n, size = whole(n, "n", 1), whole(size, "size", 1)
    if size > n and not replacement:
        raise InvalidRequest(f"{size:,} of {n:,} items cannot be drawn.")
    generator = seeded(seed)
    return generator.integers(0, n, size) if replacement else generator.permutation(n)[:size]


def pac_labels(
    uncertainty: ArrayLike,
    predictions: Sequence[Any] | NDArray[Any],
    oracle: Callable[[Rows], Sequence[Any] | NDArray[Any]] | Sequence[Any] | NDArray[Any],
    epsilon: float = 0.05,
    alpha: float = 0.05,
    *,
    draw: int | None = None,
    replacement: bool = False,
    cost_per_label: float | None = None,
    seed: int = 0,
) -> PacLabels:
    """Accepts the model's labels of the surest items so that at most epsilon of all labels end wrong.

    `uncertainty` and `predictions` (N,) are the model's; `oracle(rows)` gives the experts' labels of `draw` rows (by
    default 2 % of them, 500 at least), the same as `calibration_draw` says; where all N are known, as in a study,
    `oracle` may be these. A draw of 1 to 5 % saves most. O(N log N).
    Raises InvalidData where columns do not fit, InvalidRequest for numbers that cannot be.
    """
    u = finite(uncertainty, "Uncertainties")
    said = column(predictions, "predictions")
    if u.shape != said.shape:
        raise InvalidData(f"{len(said):,} predictions have {u.shape} uncertainties.")
    if cost_per_label is not None and not 0 <= cost_per_label <= LARGEST:
        raise InvalidRequest(f"cost_per_label is {cost_per_label}; it is a number from 0 on.")
    if not 0 < epsilon < 1 or not 0 < alpha < 1:
        raise InvalidRequest("epsilon and alpha are between 0 and 1.")
    n = len(u)
    if not n:
        raise InvalidData("There is no label to accept.")
    size = min(n, max(500, round(0.02 * n))) if draw is None else draw
    drawn = calibration_draw(n, size, replacement=replacement, seed=seed)
    asked = size if callable(oracle) else n
    truth = column(oracle(drawn) if callable(oracle) else oracle, "experts' labels")
    if len(truth) != asked:
        raise InvalidData(
            f"The oracle gave {len(truth):,} labels for {asked:,} items.",
            hint="It is a function of rows that gives a label of each, or the labels of all items.",
        )
    truth = truth if callable(oracle) else truth[drawn]
    wrong = np.array([bool(one != other) for one, other in zip(said[drawn].tolist(), truth.tolist(), strict=True)])
    place = np.empty(n, np.int64)
    place[np.lexsort((seeded(seed, 1).random(n), u))] = np.arange(n)
    up_to = _cutoff(place[drawn], wrong, n, breaking(n, 1 - epsilon), alpha, replacement)
    return _labels(u, place < up_to, place[drawn] < up_to, drawn, wrong, epsilon, alpha, cost_per_label)


def _cutoff(place: Rows, wrong: NDArray[np.bool_], n: int, d0: int, alpha: float, replacement: bool) -> int:
    """How many of the surest items may be accepted: the laxest cut whose errors are proven to be fewer than `d0`.

    Cuts only matter where they take in one more wrong item of the draw, and one that passes has all stricter ones pass.
    """
    cuts = np.append(np.unique(place[wrong]), n)

    def passes(cut: int) -> bool:
        errors = wrong & (place < cut)
        if replacement:
            return bool((log_evidence(errors, np.full(len(errors), d0 / n)) >= -log(alpha)).any())
        return reviews_until_certified(errors, d0, 1 - alpha, n) is not None

    low, high = -1, len(cuts)
    while high - low > 1:
        middle = (low + high) // 2
        if passes(int(cuts[middle])):
            low = middle
        else:
            high = middle
    return int(cuts[low]) if low >= 0 else 0


def _labels(
    u: Floats, sure: NDArray[np.bool_], sure_drawn: NDArray[np.bool_], drawn: Rows, wrong: NDArray[np.bool_],
    epsilon: float, alpha: float, cost: float | None,
) -> PacLabels:  # fmt: skip
    by_experts = np.zeros(len(u), bool)
    by_experts[drawn] = True
    accepted = sure & ~by_experts
    saved, n = int(accepted.sum()), len(u)
    seen = float(wrong[sure_drawn].mean()) if sure_drawn.any() else None
    meaning = (
        f"{saved:,} of {n:,} labels stand without a person; at most {at_most(epsilon)} of all labels are wrong, with"
        f" {at_least(1 - alpha, 0)} confidence, where people label the others right."
        if saved
        else "No label of the model is proven to do without a person: people label everything."
    )
    return PacLabels(
        accepted, drawn, np.flatnonzero(~sure & ~by_experts), float(u[sure].max()) if sure.any() else None,
        saved / n, saved, None if cost is None else cost * saved, seen, epsilon, alpha, "PAC", meaning,
    )  # fmt: skip


def conformal_selection(
    scores_cal: ArrayLike, wrong_cal: ArrayLike, scores: ArrayLike, q: float = 0.05
) -> ConformalSelection:
    """Selects labels of which a share of at most q is wrong on average, over draws of the calibration items.

    `scores_cal` and `wrong_cal` (n,) belong to items drawn like the others, whose label was checked; `scores` (M,) are
    those of the labels in question. High means sure. The promise is an average: one batch may hold more.
    O((n + M) log n). Raises InvalidData for columns that do not fit.
    """
    known, asked = finite(scores_cal, "Calibration scores"), finite(scores, "Scores")
    bad = flags(wrong_cal, "Marks of calibration items")
    if known.shape != bad.shape or asked.ndim != 1:
        raise InvalidData("Each calibration score has one mark, and scores are a row.")
    if not 0 < q < 1:
        raise InvalidRequest("q is between 0 and 1.")
    errors = np.sort(known[bad])
    p = (1 + len(errors) - np.searchsorted(errors, asked, side="left")) / (len(known) + 1)
    selected: NDArray[np.bool_] = adjusted(p) <= q
    many = int(selected.sum())
    meaning = (
        f"{many:,} of {len(asked):,} labels stand without a person; over many such selections at most {at_most(q)} of"
        " what stands is wrong on average, and one may hold more."
    )
    return ConformalSelection(selected, p, many / len(asked) if len(asked) else 0.0, q, "FDR", meaning)
