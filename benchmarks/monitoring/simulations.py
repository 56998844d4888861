"""How often watching accuses the innocent, and how soon it finds the others: simulated at full size, by whole arrays."""

from __future__ import annotations

import numpy as np
from scipy.special import betaln, logsumexp

import labelwright.quality as q
from benchmarks.rows import Row
from labelwright.quality.monitoring.evidence import log_evidence
from labelwright.quality.monitoring.golden import log_ratios

PAUSE = np.log(20)


def first(hit: np.ndarray) -> np.ndarray:
    """When each row is hit, counted from 1; infinity for never."""
    return np.where(hit.any(1), hit.argmax(1) + 1.0, np.inf)


EARLIER = "an earlier simulation"


def beside(name: str, value: float, unit: str, recorded: float) -> Row:
    """A simulated figure beside that of an earlier, smaller simulation: equal but for the error of both, no target."""
    return Row(name, value, unit, None, "lower", EARLIER, recorded)


def share(found: np.ndarray) -> float:
    return round(float(found.mean()), 4)


# -- golden items that are alike -------------------------------------------------------------------------------------


def bounds(p0: float, most: int) -> np.ndarray:
    """So many errors among n answers pause by `EProcess`, n = 1 .. most."""
    n, wrong = np.arange(1, most + 1)[:, None], np.arange(most // 3)[None, :]
    pauses = (log_evidence(np.maximum(n - wrong, 0), wrong, p0) >= PAUSE) & (wrong <= n)
    return np.where(pauses.any(1), pauses.argmax(1), most + 1)


def paused(generator: np.random.Generator, accuracy: float, limits: np.ndarray, runs: int) -> np.ndarray:
    """When each of many people reaches the limit."""
    blocks = []
    for _ in range(runs // 2_000):
        errors = np.cumsum(generator.random((2_000, len(limits))) >= accuracy, axis=1, dtype=np.int32)
        blocks.append(first(errors >= limits))
    return np.concatenate(blocks)


def e_process() -> list[Row]:
    generator, rows = np.random.default_rng(1), []
    cases = ((0.95, 0.031, ((0.90, 153), (0.85, 40), (0.75, 14), (0.65, 8))),
             (0.90, 0.029, ((0.85, 247), (0.80, 64), (0.70, 20), (0.60, 11))))  # fmt: skip
    for p0, false, powers in cases:
        limits = bounds(p0, 1_000)
        ever = np.isfinite(paused(generator, p0, limits, 40_000))
        rows.append(Row(f"EProcess {p0}: paused ever, at exactly {p0}", share(ever), "share", 0.05, "lower", EARLIER, false))
        for accuracy, target in powers:
            took = float(np.median(paused(generator, accuracy, limits, 20_000)))
            rows.append(beside(f"EProcess {p0}: median until a pause at {accuracy}", took, "answers", target))
    return rows


def sprt() -> list[Row]:
    generator, rows, test = np.random.default_rng(2), [], q.SPRT(0.95, 0.85)
    recorded = ((0.98, 0.001, 27), (0.95, 0.035, 42), (0.90, 0.52, 61), (0.85, 0.90, 39), (0.80, 0.98, 24))
    for accuracy, pause, answers in recorded:
        up, down = np.full(40_000, np.inf), np.full(40_000, np.inf)
        for at in range(0, 40_000, 4_000):
            right = generator.random((4_000, 800)) < accuracy
            value = np.cumsum(np.where(right, test.if_right, test.if_wrong), axis=1)
            up[at : at + 4_000], down[at : at + 4_000] = first(value >= test.upper), first(value <= test.lower)
        name = f"SPRT .95 / .85 at {accuracy}"
        rows.append(beside(f"{name}: paused", share(up < down), "share", pause))
        rows.append(beside(f"{name}: answers until a verdict", round(float(np.minimum(up, down).mean()), 1), "answers", answers))
    return rows


def sequence() -> list[Row]:
    """By the definition: p is left out where the marginal likelihood of Beta(8, 2) is 20 times that of p."""
    generator, rows = np.random.default_rng(3), []
    for accuracy in (0.75, 0.90, 0.97):
        wrong = np.cumsum(generator.random((5_000, 1_000)) >= accuracy, axis=1)
        right = np.arange(1, 1_001) - wrong
        ratio = betaln(8 + right, 2 + wrong) - betaln(8, 2) - right * np.log(accuracy) - wrong * np.log1p(-accuracy)
        rows.append(Row(f"confidence_sequence: misses {accuracy} ever", share((ratio >= PAUSE).any(1)), "share", 0.05))
    return rows


# -- golden items that differ ----------------------------------------------------------------------------------------


def golden() -> list[Row]:
    """A third of the golden items is hard. Errors of a person at the target .95 are .12 and .015 there and elsewhere."""
    generator, rows, easy_hard = np.random.default_rng(4), [], np.array([0.015, 0.12])

    def evidence(errors: np.ndarray, nulls: np.ndarray, runs: int) -> np.ndarray:
        blocks = []
        for _ in range(runs // 500):
            hard = (generator.random((500, 300)) < 1 / 3).astype(int)
            logs = np.cumsum(log_ratios(generator.random((500, 300)) < errors[hard], nulls[hard]), axis=1)
            blocks.append(first(logsumexp(logs, axis=2) - np.log(logs.shape[2]) >= PAUSE))
        return np.concatenate(blocks)

    for accuracy, target in ((0.95, 0.03), (0.96, 0.013)):
        ever = np.isfinite(evidence(easy_hard * (1 - accuracy) / 0.05, easy_hard, 8_000))
        rows.append(Row(f"GoldenEvidence, a third hard: paused within 300 at {accuracy}", share(ever), "share", 0.05, "lower", EARLIER, target))
    for accuracy, target in ((0.85, 42), (0.75, 15)):
        took = float(np.median(evidence(easy_hard * (1 - accuracy) / 0.05, easy_hard, 4_000)))
        rows.append(beside(f"GoldenEvidence, a third hard: median until a pause at {accuracy}", took, "answers", target))
    # golden items harder than the work: people at the target err in 8 % of them
    harder = np.array([0.02, 0.20])
    ever = evidence(harder, harder, 4_000)
    took = paused(generator, 1 - 0.08, bounds(0.95, 300), 20_000)
    for most in (100, 300):
        rows.append(Row(f"golden items harder than work: GoldenEvidence pauses good people within {most}", share(ever <= most), "share", 0.05))
        rows.append(Row(f"golden items harder than work: one p0 for all pauses good people within {most}", share(took <= most), "share"))
    return rows


def pool() -> list[Row]:
    """60 people, 12 of them bad (.75 to .88 against .95), 60 golden answers each."""
    generator, runs = np.random.default_rng(5), 4_000
    limits, bad = bounds(0.95, 60), np.arange(60) < 12
    fdr, power, false_pauses, pauses = [], [], [], []
    for _ in range(runs):
        accuracy = np.where(bad, generator.uniform(0.75, 0.88, 60), 0.95)
        errors = np.cumsum(generator.random((60, 60)) >= accuracy[:, None], axis=1)
        wrong = errors[:, -1]
        judged = q.e_bh(np.exp(log_evidence(60 - wrong, wrong, 0.95)).tolist(), 0.1)
        fdr.append(sum(not bad[who] for who in judged) / max(1, len(judged)))
        power.append(sum(bad[who] for who in judged) / 12)
        stopped = (errors >= limits).any(1)
        false_pauses.append((stopped & ~bad).sum() / max(1, stopped.sum()))
        pauses.append((stopped & bad).sum() / 12)
    return [
        Row("e_bh at .1: false discoveries", share(np.array(fdr)), "share", 0.1, "lower", EARLIER, 0.002),
        beside("e_bh at .1: bad people found", share(np.array(power)), "share", 0.62),
        beside("M >= 20 at any time: bad people paused", share(np.array(pauses)), "share", 0.80),
        beside("M >= 20 at any time: good people among the paused", share(np.array(false_pauses)), "share", 0.085),
    ]


# -- drift -----------------------------------------------------------------------------------------------------------


def cusum() -> list[Row]:
    """By drawing, not by the chain that `average_run_length` solves."""
    generator, rows = np.random.default_rng(6), []
    up, down = np.log(2.0), np.log(0.90 / 0.95)
    recorded = {3.0: (1_200, 110, 49), 3.5: (2_300, 131, 61), 4.0: (4_000, 154, 63)}
    for h, targets in recorded.items():
        for rate, target in zip((0.05, 0.10, 0.15), targets, strict=True):
            value, took, going = np.zeros(4_000), np.zeros(4_000), np.arange(4_000)
            while len(going):
                took[going] += 1
                value = np.maximum(0.0, value + np.where(generator.random(len(going)) < rate, up, down))
                going, value = going[value < h], value[value < h]
            exact = round(q.average_run_length(0.05, 0.10, h, rate), 1)
            name = f"CUSUM h = {h}: run length at {rate} (average_run_length {exact})"
            rows.append(beside(name, round(float(took.mean()), 1), "answers", target))
    return rows


# -- keys, schedule, collusion ---------------------------------------------------------------------------------------


def keys() -> list[Row]:
    """12 people right in 97 %, 200 golden items of 6 classes, 4 % wrong keys."""
    found = there = false = 0
    for seed in range(200):
        generator = np.random.default_rng(seed)
        truth = generator.integers(0, 6, 200)
        wrong = generator.random(200) < 0.04
        key = np.where(wrong, (truth + generator.integers(1, 6, 200)) % 6, truth)
        said = np.where(generator.random((12, 200)) < 0.97, truth, (truth + generator.integers(1, 6, (12, 200))) % 6)
        who, item = np.divmod(np.arange(2_400), 200)
        check = q.suspect_keys(q.from_columns(item, who, said.ravel(), value_domain=range(6)), dict(enumerate(key.tolist())))
        suspects = {one.item for one in check.suspects}
        bad = set(np.flatnonzero(wrong).tolist())
        found, there, false = found + len(suspects & bad), there + len(bad), false + len(suspects - bad)
    return [
        Row("suspect_keys: wrong keys found", round(found / there, 4), "share", 0.95, "higher"),
        Row("suspect_keys: right keys suspected", round(false / (200 * 200 - there), 5), "share", 0.01),
    ]


def schedule() -> list[Row]:
    """A person who is right in 95 % and held to 95 %: the one nobody is ever sure about."""
    fifty, later = [], []
    for seed in range(60):
        answers = np.random.default_rng(seed)
        right, slots = 0, []
        for slot in range(2_000):
            since = slot - slots[-1] - 1 if slots else slot
            if q.is_gold_slot(q.gold_schedule(right, len(slots), slot, since=since), slot, seed=seed):
                slots.append(slot)
                right += answers.random() < 0.95
        fifty.append(slots[49])
        later.append(sum(slot >= 500 for slot in slots) / 1_500)
    return [
        beside("gold_schedule: items until 50 golden answers", round(float(np.mean(fifty)), 1), "items", 170),
        Row("gold_schedule: golden share after 500 items", share(np.array(later)), "share", 0.055),
    ]


def collusion() -> list[Row]:
    """40 people, 780 pairs, 300 golden items, 5 % wrong keys; three pairs copy 60 %, or nobody does."""
    false, found = [], []
    for seed in range(100):
        for copies in (0.0, 0.6):
            generator = np.random.default_rng(seed)
            truth = generator.integers(0, 6, 300)
            key = np.where(generator.random(300) < 0.05, (truth + 1) % 6, truth)
            hard = 1 / (1 + np.exp(generator.normal(2.2, 0.6, (40, 1)) - generator.normal(0, 1.2, 300)))
            trap = (truth + generator.integers(1, 6, 300)) % 6
            other = (truth + generator.integers(1, 6, (40, 300))) % 6
            said = np.where(generator.random((40, 300)) < generator.random(300), trap, other)
            said = np.where(generator.random((40, 300)) < hard, said, truth)
            for one in (0, 2, 4):
                said[one + 1] = np.where(generator.random(300) < copies, said[one], said[one + 1])
            who, item = np.divmod(np.arange(12_000), 300)
            check = q.shared_errors(q.from_columns(item, who, said.ravel()), dict(enumerate(key.tolist())))
            if copies:
                pairs = {frozenset((pair.one, pair.other)) for pair in check.pairs}
                found.append(sum(frozenset((one, one + 1)) in pairs for one in (0, 2, 4)) / 3)
            else:
                false.append(bool(check.pairs))
    return [
        Row("shared_errors: pools in which an honest pair is accused", share(np.array(false)), "share", 0.05),
        Row("shared_errors: copying pairs found", share(np.array(found)), "share", None, "higher"),
    ]


def all_rows() -> list[Row]:
    """Every simulation."""
    made = (e_process, sprt, sequence, golden, pool, cusum, keys, schedule, collusion)
    return [row for simulate in made for row in simulate()]
