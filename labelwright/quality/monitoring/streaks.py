"""Does the order of somebody's labels look like work? Items come in random order, so labels should too.

    streak   r times label l in a row: at most p_l^r (1 + (n - r)(1 - p_l)) such runs are expected of n labels, p_l the
             share of l among everybody else's labels
    pattern  label l is followed by itself g places on, a times out of b: hypergeometric tail, as in random order

Each is made a p by the number of labels and lags it was looked for in, and a q over people. Source: Feller (1968).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.coding import encode, present, ranks
from labelwright.quality.estimate import INSUFFICIENT, SINGLE_ANNOTATOR, Result
from labelwright.quality.tails import adjusted, hypergeometric_tail

Floats = NDArray[np.float64]
_FEWEST = 20  # labels of a person below which order says nothing
_LOOK = 3.0  # standard deviations below which no exact tail is worked out: it could not be small among so many


@dataclass(frozen=True, slots=True)
class Streak(Result):
    """A person's least probable run: `length` times `label` from `row` on. `p` and `q` are None where `reason` says."""

    annotator: Any
    labels: int
    label: Any
    length: int
    row: int
    p: float | None
    q: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Pattern(Result):
    """A person's least probable repetition: `label` comes again `lag` places on in a `share` of cases.

    `expected` is that share in random order. Where nothing repeats more often than it might these are None, and `p` is
    1; `p` and `q` are None where `reason` says.
    """

    annotator: Any
    labels: int
    label: Any
    lag: int | None
    share: float | None
    expected: float | None
    p: float | None
    q: float | None
    reason: str | None


def label_streaks(annotators: ArrayLike, labels: ArrayLike, at: ArrayLike | None = None) -> list[Streak]:
    """The longest run of each person, against the others' labels, in the order of their ids.

    Columns of n labels in the order in which they were given, or ordered by `at`. Undefined with one person, who has
    no others, and with fewer than 20 labels. O(n log n). Raises InvalidData for columns of different length.
    """
    s = _Sequences(annotators, labels, at)
    j, k, n = len(s.people), len(s.known), len(s.who)
    counts = np.bincount(s.who * k + s.label, minlength=j * k).reshape(j, k)
    others = counts.sum(0) - counts + 0.5
    share = others / others.sum(1, keepdims=True)
    starts = np.flatnonzero((np.diff(s.who, prepend=-1) != 0) | (np.diff(s.label, prepend=-1) != 0))
    length, who, label = np.diff(np.append(starts, n)), s.who[starts], s.label[starts]
    p = share[who, label]
    expected = length * np.log(p) + np.log1p((s.many[who] - length) * (1 - p))
    worst = _first_of_each(who, expected)
    tails = np.minimum(1.0, np.exp(expected[worst]) * k)
    reasons = [SINGLE_ANNOTATOR if j < 2 else reason for reason in s.reasons()]
    return [
        Streak(
            s.people[code], int(s.many[code]), s.known[label[run]], int(length[run]), int(s.row[starts[run]]),
            None if reason else float(tails[code]), q, reason,
        )
        for code, (run, q, reason) in enumerate(zip(worst.tolist(), _over_people(tails, reasons), reasons, strict=True))
    ]  # fmt: skip


def label_patterns(
    annotators: ArrayLike, labels: ArrayLike, at: ArrayLike | None = None, *, lags: int = 20
) -> list[Pattern]:
    """The least probable repetition of each person at 1 to `lags` places, in the order of their ids.

    Against their own labels in random order, so that a preference is no pattern. Columns as in `label_streaks`;
    undefined with fewer than 20 labels. O(n * lags). Raises InvalidData for columns of different length, InvalidRequest
    for no lag.
    """
    s = _Sequences(annotators, labels, at)
    if not lags >= 1:
        raise InvalidRequest(f"{lags} lags are none.")
    lags = min(lags, max(1, int(s.many.max(initial=0)) - 1))  # farther on there is nothing
    j, k = len(s.people), len(s.known)
    key = s.who * k + s.label
    seen = []
    for lag in range(1, lags + 1):
        room = np.maximum(s.many - lag, 0)[:, None]
        before = np.bincount(key[s.place < room[s.who, 0]], minlength=j * k).reshape(j, k)
        after = np.bincount(key[s.place >= lag], minlength=j * k).reshape(j, k)
        again = np.bincount(key[lag:][key[lag:] == key[:-lag]], minlength=j * k).reshape(j, k)
        mean = before * after / np.maximum(room, 1)
        spread = mean * (room - before) * (room - after) / np.maximum(room * (room - 1), 1)
        cell = np.nonzero(again - mean > _LOOK * np.sqrt(spread))
        b, a, of = before[cell], again[cell], room[cell[0], 0]
        tails = hypergeometric_tail(a, b, after[cell], of)
        seen.append(np.stack((*cell, np.full(len(b), lag), tails, a / b, mean[cell] / b)))
    cells = np.concatenate(seen, axis=1)
    worst = _first_of_each(cells[0].astype(np.int64), cells[3])
    found = {int(person): rest for person, *rest in cells[:, worst].T.tolist()}
    tails = np.array([min(1.0, found[code][2] * k * lags) if code in found else 1.0 for code in range(j)])
    reasons = s.reasons()
    made = []
    for code, (reason, q) in enumerate(zip(reasons, _over_people(tails, reasons), strict=True)):
        who, many, p = s.people[code], int(s.many[code]), None if reason else float(tails[code])
        if code in found and reason is None:
            label, lag, _, share, expected = found[code]
            made.append(Pattern(who, many, s.known[int(label)], int(lag), share, expected, p, q, reason))
        else:
            made.append(Pattern(who, many, None, None, None, None, p, q, reason))
    return made


class _Sequences:
    """Labels by person, each person's in their order: codes, the place in the person's sequence, the row given."""

    def __init__(self, annotators: ArrayLike, labels: ArrayLike, at: ArrayLike | None) -> None:
        given, said = present(annotators, "annotators"), present(labels, "labels")
        when = np.arange(len(said)) if at is None else ranks(present(at, "moments"), "moments")
        if not len(said) == len(given) == len(when):
            raise InvalidData(f"There are {len(given)} annotators, {len(said)} labels and {len(when)} moments.")
        (who, people), (label, known) = encode(given), encode(said)
        self.row = np.lexsort((when, who))
        self.who, self.label = who[self.row].astype(np.int64), label[self.row]
        self.people, self.known = people.tolist(), known.tolist()
        self.many = np.bincount(who, minlength=len(people))
        self.place = np.arange(len(who)) - (np.cumsum(self.many) - self.many)[self.who]

    def reasons(self) -> list[str | None]:
        """Why nothing can be said of a person, None of others."""
        return [INSUFFICIENT if many < _FEWEST else None for many in self.many.tolist()]


def _first_of_each(group: NDArray[Any], value: Floats) -> NDArray[np.int64]:
    """Where each group that is there has its least value, the first of several."""
    order = np.lexsort((value, group))
    found: NDArray[np.int64] = order[np.flatnonzero(np.diff(group[order], prepend=-1))]
    return found


def _over_people(tails: Floats, reasons: list[str | None]) -> list[float | None]:
    known = [code for code, reason in enumerate(reasons) if reason is None]
    q = dict(zip(known, adjusted(tails[known]).tolist(), strict=True))
    return [q.get(code) for code in range(len(reasons))]
