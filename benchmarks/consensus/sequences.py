"""Spans and segments: cost by tokens, what the models find on real tweets, and how often boundaries are where they say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.cases import Prepared, measured
from benchmarks.rows import Row
from tests.unit.quality.test_segments import clips
from tests.unit.quality.test_sequences import strict_f1

SIZES = (10_000, 100_000, 1_000_000)
KINDS = ("PER", "LOC", "ORG")
MODELS: dict[str, dict[str, Any]] = {
    "SequenceDawidSkene": {}, "HMMCrowd": {}, "HMMCrowd(memory=True)": {"memory": True},
}  # fmt: skip
MAJORITY = {"e": 0.402, "a": 0.800}  # strict span F1 of the majority of tokens


def answers(n: int) -> tuple[dict[int, int], list[Any], list[Any]]:
    """Documents of 25 tokens or so, three of 200 people each, who miss spans, take a token more, confuse kinds."""
    generator = np.random.default_rng(3)
    lengths = {at: int(length) for at, length in enumerate(generator.integers(12, 37, n // 75))}
    skill = generator.beta(8, 3, 200)
    given, truth = [], []
    for document, length in lengths.items():
        spans, at = [], int(generator.integers(0, 6))
        while at < length - 3:
            end = at + int(generator.integers(1, 4))
            spans.append((at, end, KINDS[int(generator.integers(3))]))
            at = end + int(generator.integers(3, 10))
        truth += [(document, *span) for span in spans]
        for who in generator.choice(200, 3, replace=False):
            mine = []
            for a, b, kind in spans:
                more, other = generator.random() < 0.15, generator.random() < 0.1
                if generator.random() < skill[who]:
                    mine.append((a, min(length, b + more), KINDS[int(generator.integers(3))] if other else kind))
            given.append((document, int(who), mine))
    return lengths, given, truth


def fit(model: str, n: int) -> Prepared:
    import labelwright.quality as q

    lengths, given, truth = answers(n)
    made = getattr(q, model.partition("(")[0])

    def run() -> tuple[int, int, float | None]:
        matrix = q.from_spans(lengths, given, kinds=KINDS)
        found = made(**MODELS[model]).fit(matrix)
        return len(matrix), len(found.log_likelihood_), q.span_f1(truth, matrix.spans(found.codes())).f1

    return run


def boundaries(error: float, missed: float, each: int) -> tuple[float, float]:
    """F1 of boundaries within half a second, and the share of intervals that hold theirs, over 20 crowds."""
    import labelwright.quality as q

    matched, both, held = 0, 0, []
    for seed in range(20):
        matrix, truth = clips(seed, error, missed, each)
        found = q.found_segments(q.HMMCrowd().fit(matrix), matrix)
        true = [(clip, *segment) for clip, segments in truth.items() for segment in segments]
        score = q.boundary_f1(true, [(s.sequence, s.start, s.end, s.kind) for s in found], 0.5)
        matched, both = matched + score.n_matched, both + score.n_found + score.n_true
        for s in found:
            for start, end, kind in truth[s.sequence]:
                if kind == s.kind and min(end, s.end) > max(start, s.start):
                    held += [s.start_low <= start <= s.start_high, s.end_low <= end <= s.end_high]
    return 2 * matched / both, float(np.mean(held))


def rows() -> list[Row]:
    made = []
    for model in MODELS:
        for n in SIZES:
            found = measured(fit, model, n, calls=1 if n == SIZES[-1] else 3)
            labels, steps, f1 = found.answer
            name = f"{model}, {labels:,} token labels ({steps} steps, span F1 {f1:.3f})"
            made.append(Row(name, round(found.seconds, 3), "s", 10.0 if n == SIZES[-1] else None))
            if n == SIZES[-1]:
                made.append(Row(f"{model}, {labels:,} token labels: memory", round(found.megabytes), "MB", 500))
    for error, missed, each in ((0.4, 0.12, 4), (0.4, 0.3, 4), (0.15, 0.12, 4), (0.8, 0.12, 4), (0.4, 0.12, 2)):
        f1, share = boundaries(error, missed, each)
        case = f"boundaries off by {error} s, {missed:.0%} missed, {each} people"
        made.append(Row(f"F1 of found boundaries within 0.5 s: {case}", round(f1, 3), "share", None, "higher"))
        made.append(Row(f"coverage of 95 %: {case}", round(share, 3), "share", 0.9, "higher"))
    try:
        import labelwright.quality as q

        for section, votes in MAJORITY.items():
            for name, model, joint in (("SequenceDawidSkene", q.SequenceDawidSkene, True), ("HMMCrowd", q.HMMCrowd, True),
                                       ("HMMCrowd, each kind by itself", q.HMMCrowd, False)):  # fmt: skip
                f1, target = strict_f1(section, joint, model), round(votes + 0.05, 3) if joint else None
                made.append(Row(f"strict span F1, tweets {section}: {name}", round(f1, 3), "share", target, "higher",
                                "majority of tokens", votes))  # fmt: skip
    except pytest.skip.Exception:  # the tweets are not at hand
        pass
    return made
