"""Consensus of other shapes than one class: ratings, numbers, preferences, texts, and whom to ask next; what it costs."""

from __future__ import annotations

import numpy as np

from benchmarks.cases import Prepared, measured
from benchmarks.rows import Row

PEOPLE, EACH = 200, 5


def _readings(n: int, steps: int | None) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Items, people, readings and truth: everybody with a bias and noise of their own; rounded to a scale or not."""
    generator = np.random.default_rng(9)
    items = n // EACH
    truth = generator.normal(0, 3, items) if steps is None else generator.integers(0, steps, items)
    who = (generator.integers(0, PEOPLE, (items, 1)) + np.arange(EACH) * 37) % PEOPLE
    bias, noise = generator.normal(0, 0.4, PEOPLE), np.exp(generator.normal(-0.3, 0.5, PEOPLE))
    said = truth[:, None] + bias[who] + noise[who] * generator.normal(size=who.shape)
    said = said if steps is None else np.clip(np.rint(said), 0, steps - 1).astype(int)
    return np.repeat(np.arange(items), EACH), who.ravel(), said.ravel(), truth


def ordinal(n: int) -> Prepared:
    import labelwright.quality as q

    items, people, said, truth = _readings(n, 7)

    def run() -> tuple[float, float]:
        found = q.OrdinalDawidSkene().fit(q.from_columns(items, people, said, value_domain=list(range(7))))
        median = np.median(said.reshape(-1, EACH), axis=1)
        return float(np.abs(found.codes() - truth).mean()), float(np.abs(median - truth).mean())

    return run


def continuous(n: int) -> Prepared:
    import labelwright.quality as q

    items, people, said, truth = _readings(n, None)

    def run() -> tuple[float, float]:
        found = q.ContinuousConsensus().fit(q.from_columns(items, people, said))
        mean = said.reshape(-1, EACH).mean(1)
        return float(np.sqrt(np.square(found.truth_ - truth).mean())), float(np.sqrt(np.square(mean - truth).mean()))

    return run


def preferences(model: str, options: int, n: int) -> Prepared:
    import labelwright.quality as q

    generator = np.random.default_rng(9)
    theta = generator.normal(size=options)
    left = generator.integers(0, options, n)
    right = (left + generator.integers(1, options, n)) % options
    who = generator.integers(0, 100, n)
    sure = np.where(who < 30, 0.0, theta[left] - theta[right])  # thirty people guess
    winner = np.where(generator.random(n) < 1 / (1 + np.exp(-sure)), left, right)
    data = q.from_comparisons(left, right, winner, who)
    return lambda: float(np.corrcoef(getattr(q, model)().fit(data).strength_, theta)[0, 1])


def texts(items: int) -> Prepared:
    import labelwright.quality as q

    generator = np.random.default_rng(9)
    words = generator.integers(0, 500, (items, 1, 12))
    said = np.where(generator.random((items, 3, 12)) < 0.25, generator.integers(0, 500, (items, 3, 12)), words)
    sentences = [" ".join(f"w{word}" for word in row) for row in said.reshape(-1, 12)]
    people = generator.integers(0, 17, (items, 1)) * 3 + np.arange(3)
    matrix = q.from_columns(np.repeat(np.arange(items), 3), people.ravel(), sentences)
    return lambda: len(q.medoids(matrix, q.chrf_distance, weights="reliability"))


def routing(items: int) -> Prepared:
    import labelwright.quality as q

    generator = np.random.default_rng(9)
    posterior, confusion = generator.dirichlet(np.ones(15), items), generator.dirichlet(np.ones(15), (50, 15))
    people = np.stack([generator.permutation(50)[:2] for _ in range(items)])
    matrix = q.from_columns(np.repeat(np.arange(items), 2), people.ravel(), generator.integers(0, 15, items * 2))
    return lambda: len(q.route_answers(matrix, posterior, confusion, capacity=40, temperature=2.0))


def rows() -> list[Row]:
    """Seconds, and what the estimate errs beside the plain median, mean or model in the same run."""
    made = []
    for name, case, unit in (("ratings of 7 steps, posterior median", ordinal, "mean distance"),
                             ("numbers, weights that must prove themselves", continuous, "root-mean-square error")):  # fmt: skip
        for n in (10_000, 100_000, 1_000_000):
            found = measured(case, n, calls=1)
            mine, plain = found.answer
            made.append(Row(f"{name}, {n:,} answers", round(found.seconds, 3), "s"))
        made.append(Row(f"{name}: {unit}", round(mine, 3), "", plain, "lower", "plain median or mean, same run", round(plain, 3)))
    plain, noisy = (measured(preferences, model, 50, 20_000, calls=1) for model in ("BradleyTerry", "NoisyBradleyTerry"))
    made += [
        Row("Bradley-Terry, 50 options, 20,000 comparisons", round(plain.seconds, 3), "s"),
        Row("noisy Bradley-Terry, the same, 30 of 100 people guess", round(noisy.seconds, 3), "s"),
        Row("noisy Bradley-Terry: correlation with the truth", round(noisy.answer, 4), "", round(plain.answer, 4), "higher",
            "Bradley-Terry, same run", round(plain.answer, 4)),
        Row("Bradley-Terry, 1,000 options, 50,000 comparisons",
            round(measured(preferences, "BradleyTerry", 1_000, 50_000, calls=1).seconds, 2), "s"),
        Row("medoids by chrF with reliability, 10,000 items x 3 texts", round(measured(texts, 10_000, calls=1).seconds, 2), "s"),
        Row("whom to ask: 2,000 open items x 50 people, 15 classes", round(measured(routing, 2_000).seconds, 3), "s"),
    ]  # fmt: skip
    return made
