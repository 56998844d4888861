"""Agreement on spans and units: cost, beside pygamma-agreement, and how often intervals hold what they should."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.cases import Prepared, measured
from benchmarks.rows import Row

RUNS = 1_000
# people, units there are, and seconds of pygamma-agreement 0.5.9 (exact, GLPK) for 30 random continua of the same make
CASES = ((2, 200, 1.30), (3, 10, 0.84), (3, 60, 1.73), (3, 200, 47.2), (5, 30, 370.0))


def units(people: int, many: int) -> list[tuple[int, float, float, str]]:
    """Units that 85 % of the people find, half a second off, one kind in ten another."""
    generator = np.random.default_rng(1)
    made = []
    for who in range(people):
        for at, start in enumerate(np.sort(np.random.default_rng(2).random(many)) * many * 6):
            if generator.random() < 0.85:
                mine = max(0.0, start + generator.normal() / 2)
                kind = "abc"[at % 3 if generator.random() < 0.9 else int(generator.integers(3))]
                made.append((who, mine, mine + 1.5 + generator.exponential(2), kind))
    return made


def gamma(people: int, many: int) -> Prepared:
    import labelwright.quality as q

    found = units(people, many)
    return lambda: q.gamma_agreement(found).gamma.value


def unitizing(many: int) -> Prepared:
    import labelwright.quality as q

    found, last = [], {}
    for who, start, end, kind in units(3, many):
        if start >= last.get((who, kind), 0.0):
            found.append((who, start, end, kind))
            last[who, kind] = end
    return lambda: q.unitizing_alpha(found, 0, many * 6 + 100).alpha.value


def marked(generator: np.random.Generator, documents: int, people: int) -> Any:
    """Documents of ten places for a span, which differ in how often people mark them."""
    import labelwright.quality as q

    lengths, answers = dict.fromkeys(range(documents), 20), []
    for document in range(documents):
        skill = generator.beta(6, 3)
        for who in range(people):
            found = generator.random(10) < skill
            answers.append((document, who, [(2 * at, 2 * at + 1, "x") for at in np.flatnonzero(found).tolist()]))
    return q.from_spans(lengths, answers)


def spans(documents: int, method: str) -> Prepared:
    import labelwright.quality as q

    matrix = marked(np.random.default_rng(1), documents, 3)
    return lambda: (getattr(q, method)(matrix).value, len(matrix))[1]


def covered(documents: int, people: int) -> tuple[float, float]:
    """The shares of draws in which the intervals of span F1 and of token alpha hold their value in the population."""
    import labelwright.quality as q

    whole = marked(np.random.default_rng(99), 30_000, people)
    true = q.span_agreement(whole).value or 0.0, q.token_agreement(whole).value or 0.0
    held = np.zeros(2)
    for run in range(RUNS):
        matrix = marked(np.random.default_rng(run), documents, people)
        for at, found in enumerate((q.span_agreement(matrix), q.token_agreement(matrix))):
            held[at] += found.ci_low is not None and found.ci_high is not None and found.ci_low <= true[at] <= found.ci_high
    return float(held[0] / RUNS), float(held[1] / RUNS)


def rows() -> list[Row]:
    made = []
    for people, many, theirs in CASES:
        found = measured(gamma, people, many)
        name = f"gamma, {people} people, {many} units, 30 random continua (gamma {found.answer:.3f})"
        made.append(Row(name, round(found.seconds, 3), "s", theirs / 2, "lower", "pygamma-agreement 0.5.9, recorded", theirs))
    for many in (1_000, 10_000):
        made.append(Row(f"alpha of units, 3 people, {many:,} units", round(measured(unitizing, many).seconds, 4), "s"))
    for method in ("span_agreement", "token_agreement"):
        for documents in (1_667, 16_667):
            found = measured(spans, documents, method)
            made.append(Row(f"{method}, {found.answer:,} token labels", round(found.seconds, 3), "s"))
    for documents, people in ((30, 2), (100, 3), (300, 5)):
        for name, share in zip(("span F1", "token alpha"), covered(documents, people), strict=True):
            case = f"{documents} documents x {people}"
            made.append(Row(f"coverage of 95 %, {name}: {case}", round(share, 3), "share", 0.93, "higher"))
    return made
