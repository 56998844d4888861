"""Certificates, guarantees and label issues: what they promise, simulated at full size, and what they cost."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.acceptance.simulations import all_rows
from benchmarks.cases import Prepared, measured
from benchmarks.rows import Row, write

K = 15
SIZES = (10_000, 50_000, 500_000)


def noisy(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels of 15 classes of which 8 % were moved, probabilities of a fair model, and the truth."""
    generator = np.random.default_rng(1)
    truth = generator.integers(0, K, n)
    logits = generator.normal(0, 1, (n, K))
    logits[np.arange(n), truth] += 3.5
    p = np.exp(logits)
    p /= p.sum(1, keepdims=True)
    labels = np.where(generator.random(n) < 0.08, (truth + generator.integers(1, K, n)) % K, truth)
    return labels, p, truth


def issues(n: int, theirs: bool = False) -> Prepared:
    labels, p, _ = noisy(n)
    if theirs:
        from cleanlab.filter import find_label_issues

        return lambda: np.flatnonzero(find_label_issues(labels, p, n_jobs=1)).tolist()
    import labelwright.quality as q

    return lambda: q.find_label_issues(labels, p).items.tolist()


def scores(name: str, theirs: bool = False) -> Prepared:
    labels, p, _ = noisy(50_000)
    if theirs:
        from cleanlab.rank import get_label_quality_scores

        return lambda: get_label_quality_scores(labels, p, method=name)
    import labelwright.quality as q

    return lambda: q.label_quality_scores(labels, p, score=name)


def boxes(images: int, theirs: bool = False) -> Prepared:
    """Five boxes an image, predictions moved a little; every tenth image has a class swapped."""
    generator = np.random.default_rng(2)
    corner = generator.uniform(0, 800, (images * 5, 2))
    given = np.hstack((corner, corner + generator.uniform(30, 150, corner.shape)))
    image, kind = np.repeat(np.arange(images), 5), generator.integers(0, 3, images * 5)
    said = np.where((image % 10 == 0) & (np.arange(len(kind)) % 5 == 0), (kind + 1) % 3, kind)
    model, sure = given + generator.normal(0, 3, given.shape), generator.beta(20, 0.6, len(kind))
    if theirs:
        from cleanlab.object_detection.rank import get_label_quality_scores

        labels = [{"bboxes": given[at : at + 5], "labels": said[at : at + 5]} for at in range(0, len(kind), 5)]
        predictions = []
        for at in range(0, len(kind), 5):
            by_class = np.empty(3, object)
            for k in range(3):
                of = at + np.flatnonzero(kind[at : at + 5] == k)
                by_class[k] = np.hstack((model[of], sure[of, None]))
            predictions.append(by_class)
        return lambda: len(get_label_quality_scores(labels, predictions, verbose=False))
    import labelwright.quality as q

    return lambda: len(q.box_label_issues((image, given, said), (image, model, kind, sure)).scores)


def sequence(n: int, method: str) -> Prepared:
    import labelwright.quality as q

    x = np.random.default_rng(3).beta(9, 1, n)
    return lambda: q.bounded_confidence_sequence(x, method=method).low[-1]


def proof(n: int, bound: bool) -> Prepared:
    import labelwright.quality as q

    wrong = (np.random.default_rng(4).random(n) < 0.03).tolist()

    def run() -> Any:
        test = q.AccuracyCertificate(1_000_000)
        for one in wrong:
            test.observe(one)
        return test

    if not bound:
        return run
    test = run()
    return lambda: test.lower_bound()


def others(what: str, n: int) -> Prepared:
    import labelwright.quality as q

    generator = np.random.default_rng(5)
    confidence = generator.beta(2, 0.55, n)
    wrong = (generator.random(n) > confidence).astype(int)
    who = generator.integers(0, 40, n).tolist()
    if what == "pac_labels":
        return lambda: q.pac_labels(1 - confidence, np.zeros(n, int), lambda items: wrong[items]).saved
    if what == "conformal_selection":
        half = n // 2
        return lambda: q.conformal_selection(confidence[:half], wrong[:half], confidence[half:]).selected.sum()
    if what == "inclusion_probabilities":
        return lambda: q.inclusion_probabilities(1 - confidence, n // 20).sum()
    if what == "stratified_sample":
        return lambda: len(q.stratified_sample(who, 0.1).chosen)
    if what == "permanent_numbers":
        return lambda: q.permanent_numbers(range(n), 1)[0]
    labels, _, truth = noisy(n)
    if what == "confusion_pairs":
        return lambda: len(q.confusion_pairs(labels.tolist(), truth.tolist(), who))
    wide = np.where(generator.random((n, 3)) < 0.9, truth[:, None], generator.integers(0, K, (n, 3)))
    matrix = q.from_wide(wide)
    points = generator.normal(0, 1, (n, 32))
    clusters = points if what.endswith("embeddings") else np.asarray(who)
    return lambda: len(q.ambiguity_by_cluster(matrix, clusters, k=30 if points is clusters else None))


def main() -> None:
    rows = all_rows()
    for n in SIZES:
        mine = measured(issues, n)
        target = 0.1 if n == 50_000 else None
        if n == SIZES[-1]:
            rows.append(Row(f"find_label_issues, {n:,} x 15", round(mine.seconds, 4), "s"))
            rows.append(Row(f"find_label_issues, {n:,} x 15: memory", round(mine.megabytes), "MB", 500))
            continue
        other = measured(issues, n, True)
        same = len(set(mine.answer) & set(other.answer)) / len(set(mine.answer) | set(other.answer))
        assert same > 0.98, same
        rows.append(Row(f"find_label_issues, {n:,} x 15 ({same:.1%} of issues the same)", round(mine.seconds, 4), "s", target,
                        "lower", "cleanlab", round(other.seconds, 4)))  # fmt: skip
    for name in ("self_confidence", "normalized_margin", "confidence_weighted_entropy"):
        mine, other = measured(scores, name), measured(scores, name, True)
        assert np.abs(mine.answer - other.answer).max() < 1e-9, name
        rows.append(Row(f"label_quality_scores, {name}, 50,000 x 15", round(mine.seconds, 4), "s", 0.1, "lower", "cleanlab",
                        round(other.seconds, 4)))  # fmt: skip
    mine, other = measured(boxes, 2_000), measured(boxes, 2_000, True, calls=1)
    rows.append(Row("box_label_issues, 2,000 images of five", round(mine.seconds, 4), "s", None, "lower", "cleanlab",
                    round(other.seconds, 3)))  # fmt: skip
    for n in (1_000, 10_000, 100_000):
        rows.append(Row(f"bounded_confidence_sequence, {n:,} scores", round(measured(sequence, n, "betting").seconds, 4), "s",
                        5.0 if n == 100_000 else None))  # fmt: skip
    rows.append(Row("bounded_confidence_sequence, empirical Bernstein, 100,000 scores",
                    round(measured(sequence, 100_000, "empirical_bernstein").seconds, 4), "s"))  # fmt: skip
    found = measured(proof, 20_000, False)
    rows.append(Row("AccuracyCertificate: reviews one by one", round(20_000 / found.seconds), "a second", 10_000, "higher"))
    rows.append(Row("AccuracyCertificate: lower bound after 5,000 reviews", round(measured(proof, 5_000, True).seconds, 4), "s", 0.2))
    for what in ("pac_labels", "conformal_selection", "inclusion_probabilities", "stratified_sample", "permanent_numbers",
                 "confusion_pairs"):  # fmt: skip
        rows.append(Row(f"{what}, 500,000 items", round(measured(others, what, 500_000).seconds, 3), "s", 3.0))
    rows.append(Row("ambiguity_by_cluster, 50,000 items x 3, 40 clusters", round(measured(others, "ambiguity", 50_000).seconds, 3), "s", 1.0))
    rows.append(Row("ambiguity_by_cluster, 50,000 embeddings of 32, 30 clusters",
                    round(measured(others, "ambiguity of embeddings", 50_000).seconds, 3), "s", 10.0))  # fmt: skip
    write("acceptance", rows)


if __name__ == "__main__":
    main()
