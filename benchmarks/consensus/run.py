"""Truth out of crowds at 10,000, 100,000 and 1,000,000 labels: cost grows as the labels do."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.agreement.run import drawn
from benchmarks.cases import Prepared, measured
from benchmarks.consensus import adaptive_overlap, nominal, sequences, shapes
from benchmarks.rows import Row, write

K, PEOPLE, EACH = 15, 200, 3
SIZES = (10_000, 100_000, 1_000_000)
# crowd-kit 1.4.2 on its own machine's record: fit seconds at these sizes
PEER: dict[str, tuple[float | None, ...]] = {
    "DawidSkene": (0.73, 3.77, 21.9), "OneCoinDawidSkene": (4.7, 4.3, 14.9), "MajorityVote": (0.010, 0.038, 0.416),
    "GLAD": (7.8, 50.0, None), "MACE": (17.0, 160.0, None),  # GLAD: not ready after 50 s
}  # fmt: skip
TARGET = {  # a twentieth of the peer's, but for DawidSkene
    ("DawidSkene", 1_000_000): 3.0, ("OneCoinDawidSkene", 100_000): 0.215, ("GLAD", 100_000): 2.5, ("MACE", 100_000): 2.5,
}  # fmt: skip


def crowd(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Labels of 200 people, three an item: 8 % spam, half of the errors go where each person's habit leads."""
    generator = np.random.default_rng(4)
    items = n // EACH
    truth = generator.integers(0, K, items)
    skill = np.where(np.arange(PEOPLE) < PEOPLE * 0.92, generator.beta(8, 2, PEOPLE), 1 / K)
    habit = generator.integers(0, K, (PEOPLE, K))
    who = (generator.integers(0, PEOPLE, (items, 1)) + np.array([[0, 67, 131]])) % PEOPLE
    right = generator.random(who.shape) < skill[who]
    usual = np.where(generator.random(who.shape) < 0.5, habit[who, truth[:, None]], generator.integers(0, K, who.shape))
    label = np.where(right, truth[:, None], usual)
    return np.repeat(np.arange(items), EACH), who.ravel(), label.ravel(), truth


def fit(estimator: str, n: int) -> Prepared:
    import labelwright.quality as q

    items, people, labels, truth = crowd(n)

    def run() -> tuple[float, int]:
        found = getattr(q, estimator)().fit(q.from_columns(items, people, labels))
        return float((found.codes() == truth).mean()), len(found.log_likelihood_)

    return run


def boxes(items: int) -> Prepared:
    import labelwright.quality as q

    objects = drawn(items)
    return lambda: len(q.ObjectConsensus().fit(objects).objects_)


def main() -> None:
    rows: list[Row] = []
    for estimator, peer in PEER.items():
        for at, n in enumerate(SIZES):
            found = measured(fit, estimator, n, calls=1 if n == SIZES[-1] else 3)
            accuracy, steps = found.answer
            name = f"{estimator}, {n:,} labels ({steps} steps, accuracy {accuracy:.3f})"
            rows.append(Row(name, round(found.seconds, 3), "s", TARGET.get((estimator, n)), "lower",
                            "crowd-kit 1.4.2, recorded" if peer[at] else "", peer[at]))  # fmt: skip
            if n == SIZES[-1]:
                rows.append(Row(f"{estimator}, {n:,} labels: memory", round(found.megabytes), "MB", 400))
    for items, target in ((1_000, 0.12), (10_000, None), (100_000, None)):
        found = measured(boxes, items)
        name = f"consensus boxes, {items:,} images x 3 ({found.answer:,} objects, none left over)"
        rows.append(Row(name, round(found.seconds, 3), "s", target, "lower", "datumaro IntersectMerge, recorded",
                        6.27 if target else None))  # fmt: skip
    rows += nominal.rows({n: crowd(n) for n in SIZES}) + shapes.rows() + sequences.rows() + adaptive_overlap.rows()
    write("consensus", rows)


if __name__ == "__main__":
    main()
