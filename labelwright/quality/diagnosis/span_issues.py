"""Which spans are probably wrong, against a model's probabilities of each token's label.

A token's score is the model's probability of its label; a span has the lowest of its tokens, a document the lowest of
all of them: one token out of place makes a span wrong, however sure the others are. A run of tokens outside that the
model would have labelled is an issue too, an overlooked span. Probabilities must be out of sample.

Source: Wang, Mueller (2022), label errors in token classification.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData
from labelwright.quality.coding import column, encode, present
from labelwright.quality.diagnosis.label_issues import label_quality_scores
from labelwright.quality.estimate import Result

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SpanIssue(Result):
    """Tokens `start` to `end` (exclusive, within the document) have the label `given`; the model says `suggested` of
    the token that it believes in least."""

    document: Any
    start: int
    end: int
    given: int
    suggested: int
    score: float


@dataclass(frozen=True, slots=True)
class SpanIssues(Result):
    """`issues` below the limit, the worst first; `tokens` (T,) with their scores; `documents` with their `scores`."""

    issues: tuple[SpanIssue, ...]
    tokens: Floats
    documents: tuple[Any, ...]
    scores: Floats


def span_label_issues(
    documents: ArrayLike, labels: ArrayLike, pred_probs: ArrayLike, *, bio: bool = False, limit: float = 0.5
) -> SpanIssues:
    """Label codes (T,) of the tokens of all documents, in order, against out-of-sample probabilities (T, K).

    `documents` (T,) names each token's document; tokens of one stand together. Code 0 is outside. A span is a run of
    one other code; with `bio` the codes are O, B-x, I-x, B-y, I-y, ... and B- opens a span. Tokens outside that the
    model would label are an issue too. O(T K). Raises InvalidData for columns that do not fit, or a document that
    stands in two places.
    """
    names, y = present(documents, "documents"), column(labels, "labels")
    if names.shape != y.shape:
        raise InvalidData(f"{y.shape} labels have {names.shape} documents.")
    tokens = label_quality_scores(labels, pred_probs, score="self_confidence")
    if not len(tokens):
        return SpanIssues((), tokens, (), tokens)
    best = np.asarray(pred_probs, np.float64).argmax(1)
    new = np.append(True, names[1:] != names[:-1])
    first = np.flatnonzero(new)
    known = tuple(names[first].tolist())
    if len(encode(names)[1]) != len(known):
        raise InvalidData("A document's tokens stand together, in order.")
    kind, suggested = ((y + 1) // 2, (best + 1) // 2) if bio else (y, best)
    kind = np.where((y == 0) & (best != 0) & (tokens < limit), -suggested, kind)  # overlooked, as the model has it
    opens = y % 2 == 1 if bio else np.zeros(len(y), bool)
    starts = np.flatnonzero(new | opens | np.append(True, kind[1:] != kind[:-1]))
    ends = np.append(starts[1:], len(y))
    lowest = np.minimum.reduceat(tokens, starts)
    issues = []
    for at in np.flatnonzero((lowest < limit) & (kind[starts] != 0)):
        a, b = int(starts[at]), int(ends[at])
        of = int(np.searchsorted(first, a, side="right")) - 1
        worst, begin = a + int(tokens[a:b].argmin()), int(first[of])
        issues.append(SpanIssue(known[of], a - begin, b - begin, int(y[worst]), int(best[worst]), float(lowest[at])))
    issues.sort(key=lambda issue: issue.score)
    return SpanIssues(tuple(issues), tokens, known, np.minimum.reduceat(tokens, first))
