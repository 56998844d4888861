"""Where the guideline is unclear: groups of items alike on which people disagree more than elsewhere.

Items come in clusters, or in embeddings that k-means makes into clusters. Of each, out of n items with two answers or
more, d are not unanimous. The more answers an item has the sooner one differs, so d is compared with what items with as
many answers do everywhere:

    p = P(Bin(n, e) >= d),  e the mean over its items of the rate among all items with as many answers
    rate = (a + d) / (a + b + n),  a, b the Beta prior that the clusters themselves have by moments

and p is put right for the number of clusters (Benjamini, Hochberg). What stands out is the agenda of a calibration
session: its most confused pair, its words, and items to talk about. Sources: Benjamini, Hochberg (1995); Arthur,
Vassilvitskii (2007) for the first centres of k-means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from labelwright.errors import InvalidData
from labelwright.quality.coding import as_array, encode, present
from labelwright.quality.consensus.truth import probabilities, vote_shares
from labelwright.quality.estimate import Result
from labelwright.quality.finite import LARGEST, finite, whole
from labelwright.quality.matrix import LabelMatrix, must_be
from labelwright.quality.seeded import seeded
from labelwright.quality.tails import adjusted, binomial_tail

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
_WORDS = re.compile(r"[^\W\d_]{2,}")
_STEPS = 50  # of k-means
_ENOUGH = 10  # answered items that make a cluster's rate worth something


@dataclass(frozen=True, slots=True)
class Ambiguity(Result):
    """One cluster. `answered` of its `items` have two answers or more, of which `disagreed` are not unanimous; `rate`
    is that share, shrunken, `expected` what items with as many answers have everywhere.

    `entropy` is the mean entropy of the posterior, 0 to 1. `q` is the probability by chance, put right for the number
    of clusters. `between` is the share of pairs of people who differ, `within` that of repeats by one person who does:
    far below `between`, people follow rules of their own. `pair` are the two labels most mixed up, `pair_share` their
    part of all disagreement here. `examples` are items to talk about, `words` what their texts have and others have
    not.
    """

    cluster: Any
    items: int
    answered: int
    disagreed: int
    rate: float
    expected: float
    entropy: float
    p: float
    q: float
    between: float
    within: float | None
    pair: tuple[Any, Any] | None
    pair_share: float | None
    examples: tuple[Any, ...]
    words: tuple[str, ...]
    meaning: str


def ambiguity_by_cluster(
    matrix: LabelMatrix,
    clusters: ArrayLike | Mapping[Any, Any],
    *,
    posterior: ArrayLike | None = None,
    texts: Sequence[str] | None = None,
    repeats: Mapping[Any, bool] | None = None,
    k: int | None = None,
    examples: int = 5,
    seed: int = 0,
) -> list[Ambiguity]:
    """Every cluster, the least probable by chance first.

    `clusters` is {item: cluster}, the cluster of each of `matrix.items` (I,), or their embeddings (I, D), of which
    k-means makes `k` clusters (by default sqrt(I / 2), 50 at most). `posterior` (I, K) is that of a truth estimator,
    by default the shares of votes; `texts` (I,) belong to the items; `repeats` says of items that somebody answered
    twice whether both answers were the same. O(I K + clusters K^2), and O(I D k) a step of k-means. Raises InvalidData
    for columns that do not fit.
    """
    must_be(LabelMatrix, matrix)
    n, labels = len(matrix.items), len(matrix.labels)
    code, names = _clusters(matrix, clusters, k, seed)
    if not n:
        return []
    share = vote_shares(matrix)
    q = share if posterior is None else probabilities(matrix, posterior)
    if texts is not None and len(texts) != n:
        raise InvalidData(f"{n} items have {len(texts)} texts.")
    if texts is not None and not all(isinstance(text, str) for text in texts):
        raise InvalidData("A text is missing, or is none.", hint="Leave texts out, or give '' where there is none.")
    examples = whole(examples, "examples")
    entropy = -(q * np.log(np.where(q > 0, q, 1.0))).sum(1) / log(max(2, labels))
    m = matrix.per_item
    several, differ = m >= 2, share.max(1, initial=0.0) < 1
    answered = np.bincount(code[several], minlength=len(names))
    disagreed = np.bincount(code[several & differ], minlength=len(names))
    by_many = np.bincount(m[several], differ[several]) / np.maximum(1, np.bincount(m[several]))
    expected = np.bincount(code[several], by_many[m[several]], len(names)) / np.maximum(1, answered)
    p = binomial_tail(disagreed, answered, expected)
    corrected = adjusted(p)
    a, b = _prior(disagreed, answered)
    pairs = (1 - np.square(share).sum(1)) * m / np.maximum(1, m - 1)  # of two answers of the item, that they differ
    words = _words(texts, code, len(names)) if texts is not None else [()] * len(names)
    same, values = _repeats(matrix, repeats), matrix.labels.tolist()
    found = []
    for c, name in enumerate(names):
        at = np.flatnonzero(code == c)
        of = at[several[at]]
        pair, pair_share = _pair(share[of], m[of], values)
        again = [same[item] for item in at.tolist() if item in same]
        rate = float((a + disagreed[c]) / (a + b + answered[c]))
        found.append(Ambiguity(
            name, len(at), int(answered[c]), int(disagreed[c]), rate, float(expected[c]),
            float(entropy[at[m[at] > 0]].mean()) if (m[at] > 0).any() else 0.0, float(p[c]), float(corrected[c]),
            float(pairs[of].mean()) if len(of) else 0.0, 1 - sum(again) / len(again) if again else None,
            pair, pair_share, _examples(matrix, of, differ, pairs, entropy, examples), words[c],
            _meaning(name, rate, float(expected[c]), float(corrected[c]), pair),
        ))  # fmt: skip
    return sorted(found, key=lambda one: (one.q, one.p, -one.rate, str(one.cluster)))


def _clusters(
    matrix: LabelMatrix, clusters: ArrayLike | Mapping[Any, Any], k: int | None, seed: int
) -> tuple[Codes, list[Any]]:
    n = len(matrix.items)
    if isinstance(clusters, Mapping):
        gone = [item for item in matrix.items.tolist() if item not in clusters]
        if gone:
            raise InvalidData(f"The item {gone[0]!s} has no cluster.")
        given = np.empty(n, object)
        given[:] = [clusters[item] for item in matrix.items.tolist()]
    else:
        given = as_array(clusters, 2, "The clusters")
    if given.ndim not in (1, 2) or len(given) != n:
        raise InvalidData(f"{n} items have clusters or embeddings of shape {given.shape}.")
    if given.ndim == 1:
        codes, known = encode(present(given, "clusters"))
        return codes.astype(np.int64), known.tolist()
    points = finite(given, "Embeddings", largest=LARGEST)
    many = min(50, round(sqrt(n / 2))) if k is None else min(n, whole(k, "k", 1))
    used, dense = np.unique(k_means(points, many, seed), return_inverse=True)
    return dense.astype(np.int64), list(range(len(used)))


def _prior(disagreed: Codes, answered: Codes) -> tuple[float, float]:
    """The Beta prior of the clusters' rates, by moments around the rate of all; of ten items with fewer than three."""
    some = answered >= _ENOUGH
    mean = float(disagreed.sum()) / max(1, int(answered.sum()))
    strength = float(_ENOUGH)
    if some.sum() >= 3 and 0 < mean < 1:
        rates, chance = disagreed[some] / answered[some], mean * (1 - mean)
        between = float(rates.var(ddof=1)) - chance * float((1 / answered[some]).mean())
        strength = float(np.clip(chance / max(between, 1e-9) - 1, 1.0, 1_000.0))
    return mean * strength, (1 - mean) * strength


def k_means(points: Floats, k: int, seed: int) -> Codes:
    """The cluster of each point (I,), from k-means++ centres; O(I D k) a step."""
    if len(points) == 0:
        return np.zeros(0, np.int64)
    generator, size = seeded(seed), np.square(points).sum(1)
    centres = points[[int(generator.integers(len(points)))]]
    near = np.full(len(points), np.inf)
    for _ in range(max(1, k) - 1):
        near = np.minimum(near, np.maximum(0.0, size - points @ (2 * centres[-1]) + centres[-1] @ centres[-1]))
        if near.sum() <= 1e-12 * max(1.0, float(size.max())):  # fewer different points than clusters
            break
        centres = np.vstack((centres, points[int(generator.choice(len(points), p=near / near.sum()))]))
    code = np.full(len(points), -1)
    for _ in range(_STEPS):
        new = (np.square(centres).sum(1) - points @ (2 * centres).T).argmin(1)
        if (new == code).all():
            break
        code = new
        many = np.bincount(code, minlength=len(centres))[:, None]
        member = csr_array((np.ones(len(code)), (code, np.arange(len(code)))), shape=(len(centres), len(code)))
        centres = np.where(many > 0, (member @ points) / np.maximum(1, many), centres)
    return code.astype(np.int64)


def _pair(share: Floats, m: Codes, labels: list[Any]) -> tuple[tuple[Any, Any] | None, float | None]:
    weight = m / np.maximum(1, m - 1)  # shares times this: the chance that two of the item's answers are these two
    mixed = np.triu(share.T @ (share * weight[:, None]), 1) if len(share) else np.zeros((0, 0))
    if not mixed.any():
        return None, None
    one, other = np.unravel_index(int(mixed.argmax()), mixed.shape)
    return (labels[int(one)], labels[int(other)]), float(mixed.max() / mixed.sum())


def _examples(
    matrix: LabelMatrix, of: Codes, differ: NDArray[np.bool_], pairs: Floats, entropy: Floats, many: int
) -> tuple[Any, ...]:
    some = of[differ[of]]
    order = np.lexsort((-entropy[some], -pairs[some]))[:many]
    return tuple(matrix.items[some[order]].tolist())


def _repeats(matrix: LabelMatrix, repeats: Mapping[Any, bool] | None) -> dict[int, bool]:
    if not repeats:
        return {}
    number = {item: at for at, item in enumerate(matrix.items.tolist())}
    gone = [item for item in repeats if item not in number]
    if gone:
        raise InvalidData(f"The repeated item {gone[0]!s} has no place in the matrix.")
    return {number[item]: bool(same) for item, same in repeats.items()}


def _words(texts: Sequence[str], code: Codes, k: int, many: int = 6) -> list[tuple[str, ...]]:
    """The words of each cluster that others have not, by how often times how much more often."""
    inside: list[Counter[str]] = [Counter() for _ in range(k)]
    for text, c in zip(texts, code.tolist(), strict=True):
        inside[c].update(set(_WORDS.findall(text.lower())))
    everywhere: Counter[str] = Counter()
    for one in inside:
        everywhere.update(one)
    size, n = np.bincount(code, minlength=k).tolist(), len(code)
    found = []
    for c, one in enumerate(inside):
        rest = max(1, n - size[c])
        scored = [
            (often * log((often + 0.5) / (size[c] + 1) * (rest + 1) / (everywhere[word] - often + 0.5)), word)
            for word, often in one.items()
        ]
        best = sorted(scored, key=lambda of: (-of[0], of[1]))[:many]
        found.append(tuple(word for score, word in best if score > 0))
    return found


def _meaning(name: Any, rate: float, expected: float, q: float, pair: tuple[Any, Any] | None) -> str:
    if q > 0.05 or pair is None:
        return f"{name}: people disagree not clearly more than elsewhere."
    said = f"{name}: people disagree on {rate:.0%} of items, where {expected:.0%} were to be expected"
    return f"{said}; talk about {pair[0]} and {pair[1]}."
