"""Watching people: what it promises, simulated at full size, and what it costs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.cases import Prepared, measured
from benchmarks.monitoring.simulations import all_rows
from benchmarks.rows import Row, write

SIZES = (10_000, 100_000, 1_000_000)
PEOPLE = 500


def one_by_one(test: str, n: int) -> Prepared:
    import labelwright.quality as q

    def run() -> None:
        if test == "GoldenEvidence":
            golden = q.GoldenEvidence()
            for at in range(n):
                golden.observe(at % 20 == 0, 0.05)
        else:
            evidence = q.EProcess(0.95)
            for at in range(n):
                evidence.observe(at % 20 > 0)

    return run


def at_once(n: int) -> Prepared:
    from labelwright.quality.monitoring.evidence import log_evidence

    generator = np.random.default_rng(1)
    wrong = generator.integers(0, 30, n)
    return lambda: log_evidence(generator.integers(0, 300, n), wrong, 0.95).shape


def work(n: int) -> dict[str, Any]:
    """Lead times of 500 people, three an item, with submit times; and their labels in order."""
    generator = np.random.default_rng(2)
    items = n // 3
    item = np.repeat(np.arange(items), 3)
    who = (generator.integers(0, PEOPLE, items)[:, None] + np.array([0, 167, 331])).ravel() % PEOPLE
    length = generator.lognormal(3, 0.6, items)[item]
    effects = generator.normal(0, 0.25, items)[item] + generator.normal(0, 0.25, PEOPLE)[who]
    seconds = np.exp(1 + 0.8 * np.log(length) + effects + generator.normal(0, 0.45, len(item)))
    return {"item": item, "who": who, "seconds": seconds, "length": length, "at": np.cumsum(seconds / 50),
            "label": generator.integers(0, 15, len(item))}  # fmt: skip


def times(n: int, flags: bool) -> Prepared:
    import labelwright.quality as q

    w = work(n)
    if not flags:
        return lambda: q.lead_times(w["item"], w["who"], w["seconds"], length=w["length"]).slope
    model = q.lead_times(w["item"], w["who"], w["seconds"], length=w["length"])
    return lambda: len(q.speed_flags(model, submitted=w["at"]))


def order(find: str, n: int) -> Prepared:
    import labelwright.quality as q

    w = work(n)
    return lambda: len(getattr(q, find)(w["who"], w["label"]))


def of_matrix(find: str, n: int) -> Prepared:
    import labelwright.quality as q

    w = work(n)
    matrix = q.from_columns(w["item"], w["who"], w["label"])
    if find == "mix_by_annotator":
        return lambda: len(q.mix_by_annotator(matrix))
    keys = dict.fromkeys(range(n // 3), 0)
    return lambda: getattr(q, find)(matrix, keys).tested


def scores(people: int) -> Prepared:
    import labelwright.quality as q

    theta, rho = np.random.default_rng(3).dirichlet(np.ones(15), (people, 15)), np.full(15, 1 / 15)
    return lambda: (q.spammer_score(theta).sum(), q.label_information(theta, rho).sum())


def choice(pool: int) -> Prepared:
    import labelwright.quality as q

    golds = [q.GoldItem(n, n % 30) for n in range(pool)]
    return lambda: q.next_gold(golds, {n: n for n in range(0, pool, 3)}, 5_000, seed=1)


def main() -> None:
    rows = all_rows()
    for test in ("GoldenEvidence", "EProcess"):
        found = measured(one_by_one, test, 20_000)
        rows.append(Row(f"{test}: updates one by one", round(20_000 / found.seconds), "a second", 10_000, "higher"))
    found = measured(at_once, 1_000_000)
    rows.append(Row("evidence of counts, a million people at once", round(found.seconds, 3), "s"))
    for n in SIZES:
        found = measured(times, n, False)
        target = 1.0 if n == SIZES[-1] else None
        rows.append(Row(f"lead_times, {n:,} answers (slope {found.answer:.3f})", round(found.seconds, 4), "s", target))
    rows.append(Row(f"lead_times, {n:,} answers: memory", round(found.megabytes), "MB", 500))
    for n in SIZES:
        rows.append(Row(f"speed_flags, {n:,} answers", round(measured(times, n, True).seconds, 4), "s", 3.0 if n == SIZES[-1] else None))
    for find in ("label_streaks", "label_patterns"):
        for n in SIZES:
            rows.append(Row(f"{find}, {n:,} labels", round(measured(order, find, n).seconds, 4), "s", 3.0 if n == SIZES[-1] else None))
    rows.append(Row("mix_by_annotator, 1,000,000 labels", round(measured(of_matrix, "mix_by_annotator", SIZES[-1]).seconds, 4), "s"))
    for find in ("suspect_keys", "shared_errors"):
        rows.append(Row(f"{find}, 100,000 golden answers", round(measured(of_matrix, find, SIZES[1]).seconds, 4), "s", 2.0))
    rows.append(Row("spammer_score and label_information, 10,000 people, 15 classes", round(measured(scores, 10_000).seconds, 4), "s"))
    rows.append(Row("next_gold out of 1,000", round(measured(choice, 1_000).seconds * 1e3, 3), "ms", 5))
    write("monitoring", rows)


if __name__ == "__main__":
    main()
