"""Is the answer key right? Most golden items that look hard have a wrong one.

    suspect    P(X >= d), X ~ Binomial(m, 1 - trusted): d of m trusted answers against the key, were it right
    corrected  accuracy = (measured - g / (K - 1)) / (1 - g - g / (K - 1)), g the share of wrong keys of K classes

Trusted is who has an accuracy of .95 at least on the OTHER golden items, without those on which most people say the
same against the key: wrong keys must not make their critics look bad. (With 4 % wrong keys, people who are right in
97 % are right in 93 % by the keys: nobody would be trusted, and nothing found.)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwright.errors import InvalidRequest
from labelwright.quality.consensus.truth import gold_codes
from labelwright.quality.estimate import INSUFFICIENT, NOT_IDENTIFIABLE, Estimate, Result
from labelwright.quality.matrix import LabelMatrix, must_fit, must_know_who
from labelwright.quality.monitoring.golden import accuracy_interval, proper
from labelwright.quality.tails import adjusted, binomial_tail

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SuspectKey(Result):
    """A golden item whose key trusted people contradict.

    `against` of `answers` trusted answers do, most of them with `instead`, given `agreeing` times. `p` is how probable
    that is of a right key, `q` the same after all items that were tested (Benjamini, Hochberg). It `is_wrong` probably
    where more of them say `instead` than the key; else it is hard, or two answers are right.
    """

    item: Any
    key: Any
    instead: Any
    answers: int
    against: int
    agreeing: int
    is_wrong: bool
    p: float
    q: float


@dataclass(frozen=True, slots=True)
class KeyCheck(Result):
    """`suspects`, the surest first, out of `tested` items; right keys among them by chance: `by_chance` at most.

    `untested` items had no answer of anybody trusted; `trusted` counts the people whose answers were taken.
    """

    suspects: tuple[SuspectKey, ...]
    tested: int
    untested: int
    trusted: int
    by_chance: float
    meaning: str


def suspect_keys(
    matrix: LabelMatrix,
    keys: Mapping[Any, Any],
    *,
    trusted: Collection[Any] | None = None,
    least: float = 0.95,
    p: float = 0.01,
    prior: tuple[float, float] = (0.5, 0.5),
) -> KeyCheck:
    """Golden items whose key is probably wrong: trusted people contradict it more than their errors explain.

    `keys` gives the label of each golden item; other items of the matrix do not count. `trusted` names people; without
    it they are, for each item anew, whose accuracy on the other golden items is `least` by the mean of its Beta
    posterior under `prior`: with Jeffreys' nine right answers out of nine are enough, eight are not. A suspect has a
    tail below `p`. An expert looks at suspects: a trap that good people fall into looks the same.
    O(n + golden items * K).

    Raises InvalidData for a key the matrix does not know or counts without people, InvalidRequest for levels.
    """
    must_know_who(matrix)
    if not 0 < least < 1 or not 0 < p < 1:
        raise InvalidRequest(f"least {least} and p {p} are between 0 and 1.")
    proper(prior)
    must_fit("What was said of all items", len(matrix.items), len(matrix.labels))
    answered = set(matrix.items.tolist())
    key = gold_codes(matrix.items, matrix.labels, {item: label for item, label in keys.items() if item in answered})
    mine = matrix.kept(key[matrix.item] >= 0)
    wrong = mine.label != key[mine.item]
    if trusted is None:
        counts = _good(mine, wrong, _against(mine, key), least, prior)
    else:
        named = set(trusted)
        counts = np.isin(mine.annotator, [code for code, who in enumerate(mine.annotators.tolist()) if who in named])
    other = _against(mine.kept(counts), key)
    answers = np.bincount(mine.item[counts], minlength=len(mine.items))
    against = np.bincount(mine.item[counts & wrong], minlength=len(mine.items))
    tested = np.flatnonzero(answers)
    tails = binomial_tail(against[tested], answers[tested], 1 - least)
    names, labels, found = mine.items.tolist(), mine.labels.tolist(), []
    for item, tail, q in zip(tested.tolist(), tails.tolist(), adjusted(tails).tolist(), strict=True):
        if tail < p:
            instead, agreeing, m, d = int(other[item].argmax()), int(other[item].max()), answers[item], against[item]
            found.append(
                SuspectKey(names[item], labels[key[item]], labels[instead], int(m), int(d), agreeing,
                           bool(agreeing > m - d), tail, q)
            )  # fmt: skip
    found.sort(key=lambda one: (one.p, repr(one.item)))
    many, chance = sum(one.is_wrong for one in found), p * len(tested)
    return KeyCheck(
        tuple(found), len(tested), len(keys) - len(tested), len(np.unique(mine.annotator[counts])), chance,
        f"{many} of {len(tested)} keys are probably wrong and {len(found) - many} items hard; up to {chance:.1f} would"
        " look so by chance.",
    )  # fmt: skip


def _against(mine: LabelMatrix, key: NDArray[np.int64]) -> NDArray[np.int64]:
    """How often each label that is not the key was given, shape (I, K)."""
    k = len(mine.labels)
    said = np.bincount(mine.item.astype(np.int64) * k + mine.label, minlength=len(mine.items) * k)
    said = said.reshape(len(mine.items), k)
    said[key >= 0, key[key >= 0]] = 0
    return said


def _good(
    mine: LabelMatrix, wrong: Flags, against: NDArray[np.int64], least: float, prior: tuple[float, float]
) -> Flags:
    """Which annotations are of somebody who is good on the other items whose keys most people do not contradict."""
    sound = (2 * against.max(1, initial=0) <= mine.per_item) | (mine.per_item < 3)
    counts, j, who = sound[mine.item], len(mine.annotators), mine.annotator
    others = np.bincount(who[counts], minlength=j)[who] - counts
    right = np.bincount(who[counts & ~wrong], minlength=j)[who] - (counts & ~wrong)
    good: Flags = (right + prior[0]) / (others + sum(prior)) >= least
    return good


def correct_for_key_errors(
    right: int, n: int, key_error: float, n_classes: int, *, confidence_level: float = 0.95
) -> Estimate:
    """The accuracy behind `right` of `n` golden answers where a share `key_error` of the keys is wrong.

    Wrong keys name each other class equally often, and people err without regard to them. `observed` is the measured
    share, the interval Jeffreys' carried over the same line; both are kept within [0, 1], with a warning where the
    measured share is more than wrong keys allow. Undefined for n = 0, and where `key_error` >= (K - 1) / K: such keys
    say nothing. `key_error` counts as known. Raises InvalidRequest for a rate or classes that are none.
    """
    if not 0 <= key_error <= 1 or not n_classes >= 2:
        raise InvalidRequest(f"key_error {key_error} is between 0 and 1, and {n_classes} classes are 2 at least.")
    measured = accuracy_interval(right, n, confidence_level=confidence_level)
    leaks = key_error / (n_classes - 1)
    slope = 1 - key_error - leaks
    method = "correct_for_key_errors"
    if measured.value is None:
        return Estimate(method=method, value=None, reason=INSUFFICIENT, meaning="There is no golden answer yet.")
    if slope <= 1e-12:
        return Estimate(
            method=method, value=None, reason=NOT_IDENTIFIABLE, n_annotations=n, observed=measured.value,
            meaning=f"Keys of {n_classes} classes that are wrong in {key_error:.0%} say nothing of people.",
        )  # fmt: skip

    def line(share: float) -> float:
        return min(1.0, max(0.0, (share - leaks) / slope))

    value = line(measured.value)
    beyond = not leaks <= measured.value <= 1 - key_error
    return Estimate(
        method=method, value=value, ci_low=line(measured.low), ci_high=line(measured.high),
        confidence_level=confidence_level, n_annotations=n, observed=measured.value,
        meaning=f"{measured.value:.1%} by the keys is {value:.1%} of the truth.",
        warnings=("the measured share is more extreme than so many wrong keys allow",) if beyond else (),
    )  # fmt: skip
