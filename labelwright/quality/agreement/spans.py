"""Agreement on spans: how alike are the spans that people marked, or what was found and what is true?

Agreement on spans is F1, not a kappa: how many spans nobody marked is not defined, and F1 is what kappa tends to as
they grow (Hripcsak, Rothschild 2005). With M spans that both marked,

    F1 = 2 M / (n_a + n_b),   exact: same start, end and kind;   partial: of tokens, each with its kind

`span_agreement` is its mean over pairs of people: each document counts as many spans as were marked in it, however many
people read it, so F1 is how often a span that somebody marked was marked by another reader too. `token_agreement` is
Krippendorff's alpha of the tags on tokens that at least one person tagged: with all the others, where everybody says O,
it would tell how rare spans are. Documents are the sampling unit of all intervals: tokens of one document go together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from labelwright.errors import InvalidRequest
from labelwright.quality.agreement import metrics
from labelwright.quality.agreement.alpha import krippendorff_alpha, verdict
from labelwright.quality.agreement.pairs import counts_of_pairable, pair_sums, pairable
from labelwright.quality.estimate import NO_PAIRABLE_ITEMS, NO_VARIATION, SINGLE_ANNOTATOR, Estimate, Result
from labelwright.quality.matrix import must_be, must_fit
from labelwright.quality.normal import below_one, ratio, two_sided, unseen
from labelwright.quality.sequences import SequenceMatrix

Floats = NDArray[np.float64]
Match = Literal["exact", "partial"]


@dataclass(frozen=True, slots=True)
class SpanScore(Result):
    """What was found beside what is true, in spans (exact) or tokens (partial); a share of nothing is None."""

    precision: float | None
    recall: float | None
    f1: float | None
    n_found: int
    n_true: int
    n_matched: int


def span_f1(
    true: Iterable[tuple[Any, int, int, Any]], found: Iterable[tuple[Any, int, int, Any]], match: Match = "exact"
) -> SpanScore:
    """Precision, recall and F1 over all spans at once; each span is (document, start, end, kind), `end` exclusive.

    Spans that are given twice count once. O(spans), or O(tokens in spans) for partial matches.

    >>> span_f1([("a", 0, 2, "PER")], [("a", 0, 1, "PER")], "partial").f1
    0.6666666666666666
    """
    given, sought = _parts(found, match), _parts(true, match)
    both = len(given & sought)
    return SpanScore(
        both / len(given) if given else None, both / len(sought) if sought else None,
        2 * both / (len(given) + len(sought)) if given or sought else None, len(given), len(sought), both,
    )  # fmt: skip


def span_agreement(matrix: SequenceMatrix, match: Match = "exact", *, confidence_level: float = 0.95) -> Estimate:
    """Mean pairwise F1 of what people marked, in [0, 1], over documents that two or more people read. O(n log n).

    `no_variation` where nobody marked anything. The interval is linearised over documents.
    """
    must_be(SequenceMatrix, matrix)
    _check(match)
    documents = len(matrix.sequences)
    readers = np.bincount(matrix.read()[0], minlength=documents)
    kinds = max(1, len(matrix.scheme.kinds))
    if match == "exact":
        _, start, end, kind = matrix.spans_of_answers()
        longest = int(np.diff(matrix.offsets).max(initial=0))
        key = (start * (longest + 1) + end - start) * kinds + kind
    else:
        kind = matrix.scheme.kind[matrix.label]
        start = matrix.item[kind >= 0].astype(np.int64)
        key = start * kinds + kind[kind >= 0]
    _, first, times = np.unique(key, return_index=True, return_counts=True)
    document = matrix.sequence_of[start[first]]
    return pairwise_f1(
        _sums(document, times * (times - 1), documents), _sums(document, times, documents), readers,
        f"Span F1, {match}", confidence_level, matrix.n_annotators,
    )  # fmt: skip


def token_agreement(matrix: SequenceMatrix, *, confidence_level: float = 0.95) -> Estimate:
    """Krippendorff's alpha of the tags on tokens that at least one person tagged; `n_items` counts these tokens.

    The interval leaves out each document in turn, on the scale of log(1 - alpha). O(n + documents K).
    """
    must_be(SequenceMatrix, matrix)
    z = two_sided(confidence_level)
    touched = np.zeros(len(matrix.items), np.bool_)
    touched[matrix.item[matrix.scheme.kind[matrix.label] >= 0]] = True
    some = matrix.kept(touched[matrix.item])
    alpha = krippendorff_alpha(some, ci=None)
    alpha = replace(alpha, method="Krippendorff's alpha, tagged tokens")
    if alpha.value is None:
        if not touched.any() and pairable(matrix).any():
            return replace(alpha, reason=NO_VARIATION, meaning=_NOTHING)
        return alpha
    counts = counts_of_pairable(some)
    sums = pair_sums(some, metrics.metric(some, "nominal", counts, None), counts)
    document, d = matrix.sequence_of, len(matrix.sequences)
    of = document[sums.items]
    n, within = np.bincount(of, sums.m, d), np.bincount(of, sums.within, d)
    must_fit("The labels of all documents", d, len(counts))
    held = np.zeros((d, len(counts)))
    there = pairable(some)
    np.add.at(held, (document[some.item[there]], some.label[there]), 1.0)
    rated = n > 0
    left, total = sums.n - n, np.square(sums.n - n) - np.square(counts - held).sum(1)
    low = high = se = None
    i, notes = int(rated.sum()), alpha.warnings
    if not within.any():
        low, high = 1 - unseen(i, z) / float(alpha.expected or 1.0), 1.0
        notes = (*notes, "no disagreement was seen: the lower bound is the rule of three")
    elif i < 3 or (total[rated] <= 0).any():
        notes = (*notes, "too few documents carry the variation: no interval")
    else:
        without = 1 - (left - 1)[rated] * (within.sum() - within)[rated] / total[rated]
        se = float((i * alpha.value - (i - 1) * without).std(ddof=1) / np.sqrt(i))
        low, high = below_one(alpha.value, se, z)
    return replace(
        alpha, se=se, ci_low=low, ci_high=high, confidence_level=None if low is None else confidence_level,
        warnings=notes, meaning=verdict(alpha.value, low),
    )  # fmt: skip


_NOTHING = "Nobody marked anything, so there is nothing to agree on."


def pairwise_f1(
    shared: Floats, given: Floats, readers: NDArray[np.int64], method: str, confidence_level: float, n_annotators: int
) -> Estimate:
    """Mean pairwise F1 out of sums over the ordered pairs of each document's readers.

    `shared` (D,) is what both of a pair gave, over ordered pairs; `given` (D,) what all gave, and `readers` (D,) of how
    many. A document weighs as much as was given in it.
    """
    z = two_sided(confidence_level)
    several = readers >= 2
    bottom = np.where(several, given, 0.0)
    top = np.divide(shared, readers - 1, out=np.zeros(len(readers)), where=several)
    facts: dict[str, Any] = {
        "method": method, "n_items": int(several.sum()), "n_annotations": int(readers[several].sum()),
        "n_annotators": n_annotators,
    }  # fmt: skip
    if not several.any():
        alone = n_annotators == 1
        return Estimate(
            value=None, reason=SINGLE_ANNOTATOR if alone else NO_PAIRABLE_ITEMS, **facts,
            meaning="Nobody read the same as somebody else, so agreement cannot be measured.",
        )  # fmt: skip
    if not bottom.any():
        return Estimate(value=None, reason=NO_VARIATION, meaning=_NOTHING, **facts)
    value, se = ratio(top, bottom)
    low = high = None
    notes = tuple([f"{int((readers == 1).sum()):,} were read once and take no part"] * bool((readers == 1).any()))
    if value >= 1 - 1e-12:
        low, high, se = 1 - unseen(int((bottom > 0).sum()), z), 1.0, None
        notes = (*notes, "no difference was seen: the lower bound is the rule of three")
    elif se is not None:
        low, high = below_one(value, se, z)
        low = max(0.0, low)
    return Estimate(
        value=value, se=se, ci_low=low, ci_high=high, confidence_level=None if low is None else confidence_level,
        observed=value, warnings=notes, meaning=f"{value:.0%} of what one person marks another marks as well.", **facts,
    )  # fmt: skip


def _sums(at: NDArray[np.int64], values: NDArray[np.int64], size: int) -> Floats:
    return np.bincount(at, values, size).astype(np.float64)


def _parts(spans: Iterable[tuple[Any, int, int, Any]], match: Match) -> set[Any]:
    _check(match)
    if match == "exact":
        return {tuple(span) for span in spans}
    return {(document, at, kind) for document, start, end, kind in spans for at in range(start, end)}


def _check(match: Match) -> None:
    if match not in ("exact", "partial"):
        raise InvalidRequest(f"Spans match exact or partial, not {match}.")
