"""Who makes the same mistakes as somebody else, on golden items, more often than those items explain?

    s     golden items that a and b both got wrong with the same label
    lam   sum over golden items that a got wrong and b answered, of r_b P(others say what a said), r_b how often b is
          wrong for one error that others make on the same items; the larger of both directions
    p     P(Poisson(lam) >= s), and q over all pairs with a golden item in common

An item that leads everybody astray, or whose key is wrong, is in `lam` and accuses nobody. Fisher's exact test of "a
wrong" against "b wrong" does not know it: with 5 % wrong keys it accuses a third of all honest pairs. The Poisson tail
is a little larger than that of the sum of so many different chances, so errs for the accused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, triu
from scipy.special import gammainc

from labelwright.errors import InvalidRequest
from labelwright.quality.consensus.truth import gold_codes
from labelwright.quality.estimate import Result
from labelwright.quality.matrix import LabelMatrix, must_know_who
from labelwright.quality.tails import adjusted

_PULL = 2.0  # answers' worth of the pool's error rate in what others say on an item


@dataclass(frozen=True, slots=True)
class SharedErrors(Result):
    """Two people who share `shared` wrong answers where `expected` are explained; `common` golden items in all."""

    one: Any
    other: Any
    common: int
    shared: int
    expected: float
    p: float
    q: float


@dataclass(frozen=True, slots=True)
class CollusionCheck(Result):
    """The `pairs` with q <= alpha, the least probable first, of `tested` ones that have a golden item in common."""

    pairs: tuple[SharedErrors, ...]
    tested: int
    meaning: str


def shared_errors(matrix: LabelMatrix, keys: Mapping[Any, Any], *, alpha: float = 0.05) -> CollusionCheck:
    """Pairs of people whose errors on golden items coincide beyond chance, at a false discovery rate of `alpha`.

    `keys` gives the label of each golden item; other items do not count. O(sum over golden items of m^2) in time,
    O(pairs) in space. Somebody who copies makes errors with the other; so do two who always say the same class, or were
    taught the same mistake. Good people make few errors, so copying among them takes many golden items to show.

    Raises InvalidData for a key outside the value domain or counts without people, InvalidRequest for alpha.
    """
    must_know_who(matrix)
    if not 0 < alpha < 1:
        raise InvalidRequest(f"alpha is {alpha}; it is between 0 and 1.")
    answered = set(matrix.items.tolist())
    key = gold_codes(matrix.items, matrix.labels, {item: label for item, label in keys.items() if item in answered})
    mine = matrix.kept(key[matrix.item] >= 0)
    j, i, k = len(mine.annotators), len(mine.items), len(mine.labels)
    wrong, m = mine.label != key[mine.item], mine.per_item.astype(np.float64)
    item, who = mine.item[wrong], mine.annotator[wrong]
    cell = item.astype(np.int64) * k + mine.label[wrong]
    base = _PULL * float(wrong.mean()) if len(wrong) else 0.0
    theirs = np.bincount(item, minlength=i)[mine.item] - wrong  # errors of the others on the same item
    usual = np.bincount(mine.annotator, (theirs + base) / (m[mine.item] - 1 + _PULL), j)
    r = (np.bincount(who, minlength=j) + 1) / (usual + 1)
    has = csr_array((np.ones(len(mine)), (mine.annotator, mine.item)), shape=(j, i))
    said = csr_array((np.ones(len(item)), (who, cell)), shape=(j, i * k))
    common, shared = triu(has @ has.T, 1).tocoo(), triu(said @ said.T, 1).tocoo()
    a, b, s = shared.row, shared.col, shared.data
    tested, found = len(common.data), []
    if len(s):
        others = 1 / (np.maximum(m[item] - 2, 0) + _PULL)  # people but a and b
        alike = np.bincount(cell, minlength=i * k)[cell] - 1 + base / max(1, k - 1)
        led = csr_array((alike * others, (who, item)), shape=(j, i)) @ has.T
        own = csr_array((others, (who, cell)), shape=(j, i * k)) @ said.T  # b's own answers are none of the others'
        expected = np.maximum(r[b] * (led[a, b] - own[a, b]), r[a] * (led[b, a] - own[a, b]))
        p = gammainc(s, np.maximum(expected, 1e-12))
        q = adjusted(p, tested)
        names, both = mine.annotators.tolist(), csr_array(common)
        found = [
            SharedErrors(names[a[at]], names[b[at]], int(both[a[at], b[at]]), int(s[at]), float(expected[at]),
                         float(p[at]), float(q[at]))
            for at in np.flatnonzero(q <= alpha).tolist()
        ]  # fmt: skip
    found.sort(key=lambda pair: (pair.p, repr(pair.one), repr(pair.other)))
    return CollusionCheck(
        tuple(found), tested, f"{len(found)} of {tested} pairs share more errors than their golden items explain."
    )
