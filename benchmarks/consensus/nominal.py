"""Beyond votes: difficulty, competence, a model beside people, the choice among them, and truth while answers come in."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from benchmarks.cases import Prepared, measured
from benchmarks.rows import Row
from tests.unit.quality.test_truth import crowd as real_crowd

DRAWS = 200
# accuracy of crowd-kit 1.4.2, whose MACE gives habits to the wrong people; of a recorded notebook for IBCC
REAL = {
    ("GLAD", "rte"): 0.925, ("GLAD", "dog"): 0.834, ("GLAD", "bluebird"): 0.7222,
    ("MACE", "rte"): 0.9275, ("MACE", "dog"): 0.8364, ("MACE", "bluebird"): 0.7685,
    ("IBCC", "rte"): 0.9275, ("IBCC", "dog"): 0.8389, ("IBCC", "bluebird"): 0.8889,
}  # fmt: skip


def _starts(columns: tuple[np.ndarray, ...], many: int) -> Prepared:
    import labelwright.quality as q

    return lambda: q.DawidSkene(n_init=many, max_iter=20, tol=1e-12).fit(q.from_columns(*columns[:3])).converged_


def _with_model(items: int, classes: int = 15, people: int = 200) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels (I, J) with NaN, three an item, a calibrated model's probabilities (I, K) and the truth."""
    generator = np.random.default_rng(5)
    truth, good = generator.integers(0, classes, items), generator.beta(3, 2, people)
    who = (generator.integers(0, people, (items, 1)) + np.array([[0, 67, 131]])) % people
    label = np.where(generator.random(who.shape) < good[who], truth[:, None], generator.integers(0, classes, who.shape))
    wide = np.full((items, people), np.nan)
    wide[np.arange(items)[:, None], who] = label
    scores = 2 * (generator.normal(size=(items, classes)) + 2 * np.eye(classes)[truth])
    probs = np.exp(scores - scores.max(1, keepdims=True))
    return wide, probs / probs.sum(1, keepdims=True), truth


def crowdlab(items: int) -> Prepared:
    import labelwright.quality as q

    wide, probs, truth = _with_model(items)
    where, who = np.nonzero(~np.isnan(wide))
    label = wide[where, who].astype(int)

    def run() -> tuple[float, float]:
        rated = q.from_columns(where, who, label, value_domain=range(15))
        return float((q.Crowdlab().fit(rated, probs).codes() == truth).mean()), float(len(rated))

    return run


def with_evidence(items: int) -> Prepared:
    import labelwright.quality as q

    wide, probs, truth = _with_model(items)
    rated = q.from_wide(wide, value_domain=range(15))
    return lambda: float((q.DawidSkene().fit(rated, pred_probs=probs).codes() == truth).mean())


def cleanlab(items: int) -> Prepared:
    from cleanlab.multiannotator import get_label_quality_multiannotator

    wide, probs, truth = _with_model(items)

    def run() -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = get_label_quality_multiannotator(wide, probs, verbose=False)
        return float((found["label_quality"]["consensus_label"] == truth).mean())

    return run


def live(columns: tuple[np.ndarray, ...]) -> Prepared:
    import labelwright.quality as q

    order = np.random.default_rng(1).permutation(len(columns[0]))
    stream = list(zip(*(column[order].tolist() for column in columns[:3]), strict=True))

    def run() -> None:
        found = q.LiveConsensus(range(15))
        for row in stream:
            found.add(*row)

    return run


def collusion(columns: tuple[np.ndarray, ...]) -> Prepared:
    import labelwright.quality as q

    rated = q.from_columns(*columns[:3])
    model = q.DawidSkene().fit(rated)
    return lambda: q.collusion_check(rated, model).tested


def choice(name: str) -> Prepared:
    """How far the accuracy on the rest falls short of the best candidate's, and of the default's, in the mean."""
    import labelwright.quality as q
    from labelwright.quality.consensus.choice import CANDIDATES

    rated, rows, codes = real_crowd(name)
    fitted = {made: make().fit(rated) for made, make in CANDIDATES.items()}
    right = {made: one.codes()[rows] == codes for made, one in fitted.items()}

    def run() -> tuple[float, float, float]:
        generator, chosen, fixed = np.random.default_rng(1), [], []
        for _ in range(DRAWS):
            golds, rest = np.split(generator.permutation(len(rows)), [100])
            gold = dict(zip(rated.items[rows[golds]].tolist(), rated.labels[codes[golds]].tolist(), strict=True))
            chosen.append(right[q.choose_model(rated, fitted, gold).name][rest].mean())
            fixed.append([one[rest].mean() for one in right.values()])
        mean = np.mean(fixed, 0)
        return float(np.mean(chosen)), float(mean.max()), float(mean[0])

    return run


def accuracy(estimator: str, name: str) -> Prepared:
    import labelwright.quality as q

    rated, rows, codes = real_crowd(name)
    return lambda: float((getattr(q, estimator)().fit(rated).codes()[rows] == codes).mean())


def rows(columns: dict[int, tuple[np.ndarray, ...]]) -> list[Row]:
    """`columns` are the crowds to measure on, by their labels."""
    made = []
    middle = columns[100_000]
    one, five = (measured(_starts, middle, many).seconds for many in (1, 5))
    made.append(Row("five starts beside one, 100,000 labels", round(five / one, 2), "times", 5.0))
    for items in (5_000, 50_000, 500_000):
        mine = measured(crowdlab, items)
        name = f"Crowdlab, {items:,} items x 3 labels (accuracy {mine.answer[0]:.3f})"
        theirs = measured(cleanlab, items, calls=1) if items == 50_000 else None
        made.append(Row(name, round(mine.seconds, 3), "s", theirs and round(theirs.seconds / 5, 3), "lower",
                        "cleanlab 2.9" if theirs else "", theirs and round(theirs.seconds, 2)))  # fmt: skip
    beside = measured(with_evidence, 50_000)
    made.append(Row("DawidSkene with a model as evidence, 50,000 items: accuracy", round(beside.answer, 4), "", None,
                    "higher", "Crowdlab", round(measured(crowdlab, 50_000, calls=1).answer[0], 4)))  # fmt: skip
    for n in (10_000, 100_000):
        found = measured(live, columns[n], calls=1)
        made.append(Row(f"LiveConsensus, {n:,} answers", round(found.seconds / n * 1e6), "µs an answer"))
    for n, given in columns.items():
        found = measured(collusion, given)
        made.append(Row(f"collusion_check, {n:,} labels ({found.answer:,} pairs)", round(found.seconds, 3), "s"))
    try:
        for (estimator, name), recorded in REAL.items():
            peer = "a recorded notebook" if estimator == "IBCC" else "crowd-kit 1.4.2"
            made.append(Row(f"{estimator}, {name}: accuracy", round(accuracy(estimator, name)(), 4), "",
                            round(recorded - 0.005, 4), "higher", peer, recorded))  # fmt: skip
        for name in ("rte", "dog"):
            chosen, best, default = choice(name)()
            made.append(Row(f"choice by 100 golds, {name}: accuracy on the rest, {DRAWS} draws", round(chosen, 4), "",
                            round(best - 0.005, 4), "higher", f"the best fixed one; the default {default:.4f}",
                            round(best, 4)))  # fmt: skip
    except pytest.skip.Exception:  # the crowds are not at hand
        pass
    return made
