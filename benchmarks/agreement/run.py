"""Agreement at the size of a project, beside the packages krippendorff and scikit-learn in the same run."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.agreement import coverage, spans
from benchmarks.cases import Prepared, measured
from benchmarks.rows import Row, write

K = 15


def ratings(items: int, people: int, each: int | None = None) -> np.ndarray:
    """Items x people with 15 classes, seven labels in ten right; NaN beyond `each` answers an item."""
    generator = np.random.default_rng(1)
    truth = generator.integers(0, K, items)
    found = np.where(generator.random((items, people)) < 0.7, truth[:, None], generator.integers(0, K, (items, people)))
    found = found.astype(float)
    if each is not None:
        order = generator.random((items, people)).argsort(1)
        found[np.arange(items)[:, None], order[:, each:]] = np.nan
    return found


def alpha(items: int, people: int, each: int | None, level: str, ci: str | None) -> Prepared:
    import labelwright.quality as q

    wide = ratings(items, people, each)
    return lambda: q.krippendorff_alpha(q.from_wide(wide), level, ci=ci).value


def their_alpha(items: int, people: int, each: int | None, level: str) -> Prepared:
    import krippendorff

    data = ratings(items, people, each).T
    return lambda: krippendorff.alpha(reliability_data=data, level_of_measurement=level)


def live(n: int) -> Prepared:
    import labelwright.quality as q

    stream = [(k // 3, k % 3, (k * 7919) % K) for k in range(n)]

    def run() -> float | None:
        following = q.LiveAgreement()
        for one in stream:
            following.add(*one)
        return following.value()

    return run


def bootstrap(items: int, ci: str = "bootstrap") -> Prepared:
    import labelwright.quality as q

    matrix = q.from_wide(ratings(items, 3))
    return lambda: q.krippendorff_alpha(matrix, ci=ci).ci_low


def cohen(items: int, people: int) -> Prepared:
    import labelwright.quality as q

    wide = ratings(items, people)
    return lambda: float(q.pairwise_kappa(q.from_wide(wide)).kappa[0, 1])


def their_cohen(items: int, people: int) -> Prepared:
    from sklearn.metrics import cohen_kappa_score

    wide = ratings(items, people)

    def run() -> float:
        pairs = itertools.combinations(range(people), 2)
        every = [cohen_kappa_score(wide[:, a], wide[:, b]) for a, b in pairs]
        return float(every[0])

    return run


def drawn(items: int) -> Any:
    """Three people's boxes on each item, about eight, one in fourteen missed."""
    import labelwright.quality as q

    generator = np.random.default_rng(2)
    item = np.repeat(np.arange(items), generator.poisson(8, items))
    corner = generator.random((len(item), 2)) * 800
    true = np.hstack([corner, corner + 30 + generator.random((len(item), 2)) * 120])
    seen = [generator.random(len(item)) < 0.93 for _ in range(3)]
    boxes = np.concatenate([true[one] + generator.normal(0, 4, (one.sum(), 4)) for one in seen])
    people = np.repeat(np.arange(3), [one.sum() for one in seen])
    everybody = (np.repeat(np.arange(items), 3), np.tile(np.arange(3), items))
    return q.from_boxes(np.concatenate([item[one] for one in seen]), people, boxes, answers=everybody)


def boxes(items: int) -> Prepared:
    import labelwright.quality as q

    objects = drawn(items)
    return lambda: q.object_agreement(objects).detection.value


def distances(items: int) -> Prepared:
    import labelwright.quality as q

    objects = drawn(items)
    return lambda: q.distance_alpha(q.answer_distances(objects)).value


def main() -> None:
    rows: list[Row] = []

    def beside(name: str, target: float | None, ours: Any, theirs: Any = None, peer: str = "krippendorff") -> None:
        mine = measured(*ours)
        value = None
        if theirs is not None:
            other = measured(*theirs, calls=1)
            value = f"{other.seconds:.3g} s, {other.megabytes:.0f} MB"
            assert abs(mine.answer - other.answer) < 1e-9, (name, mine.answer, other.answer)
        rows.append(Row(name, round(mine.seconds, 4), "s", target, "lower", peer if theirs else "", value))
        if name.startswith("alpha, 1,000,000"):
            rows.append(Row(f"{name}: memory", round(mine.megabytes), "MB", 350))

    for level, target in (("nominal", 0.12), ("ordinal", 0.3), ("interval", 0.3)):
        beside(f"alpha, 1,000,000 items x 3, {level}", target, (alpha, 1_000_000, 3, None, level, None),
               (their_alpha, 1_000_000, 3, None, level))  # fmt: skip
    for items in (10_000, 100_000):
        beside(f"alpha, {items:,} items x 3, nominal", None, (alpha, items, 3, None, "nominal", None))
    beside("alpha, 50,000 x 50, 3 ratings an item", 0.02, (alpha, 50_000, 50, 3, "nominal", None),
           (their_alpha, 50_000, 50, 3, "nominal"))  # fmt: skip
    beside("alpha with log-jackknife, 100,000 items x 3", 0.1, (alpha, 100_000, 3, None, "nominal", "log_jackknife"))
    beside("1,000 bootstrap replicates, 50,000 x 3", 0.5, (bootstrap, 50_000))
    beside("1,000 replicates of items and people, 1,000 x 3", None, (bootstrap, 1_000, "two_way_bootstrap"))
    beside("Cohen, all pairs of 50 people, 50,000 items", 0.2, (cohen, 50_000, 50), (their_cohen, 50_000, 50),
           "scikit-learn")  # fmt: skip
    for items, target in ((1_000, 0.06), (10_000, None), (100_000, None)):
        name = f"boxes, {items:,} images x 3, detection, localisation, classification"
        rows.append(Row(name, round(measured(boxes, items).seconds, 4), "s", target, "lower",
                        "NumPy and SciPy, matched pair by pair, recorded", 0.058 if target else None))  # fmt: skip
    rows.append(Row("boxes, 1,000 images x 3, distance alpha", round(measured(distances, 1_000).seconds, 3), "s"))
    updates = measured(live, 400_000)
    rows.append(Row("live alpha", round(400_000 / updates.seconds), "updates/s", 400_000, "higher"))
    rows += coverage.rows() + spans.rows()
    write("agreement", rows)


if __name__ == "__main__":
    main()
