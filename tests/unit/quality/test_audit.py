"""Several auditors, one sealed order: what counts, what a skip is, and why the order of finishing would lie."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import labelwright.quality as q
from labelwright.errors import Conflict, InvalidData, InvalidRequest
from labelwright.quality.acceptance.certificate import breaking

ITEMS = [f"image {n}" for n in range(400)]


def test_the_order_is_of_the_items_and_the_seed_alone() -> None:
    one, turned = q.SealedAudit(ITEMS, seed=7), q.SealedAudit(ITEMS[::-1], seed=7)
    assert one.order == turned.order
    assert one.seal == turned.seal
    assert sorted(one.order) == sorted(ITEMS)
    other = q.SealedAudit(ITEMS, seed=8)
    assert other.order != one.order
    assert other.seal != one.seal


def test_only_the_longest_prefix_counts() -> None:
    audit = q.SealedAudit(ITEMS, 0.9, seed=1)
    handed = audit.next(5)
    assert handed == list(audit.order[:5])
    for item in handed[2:]:
        audit.record(item, False)
    assert audit.counted == 0
    assert audit.certificate().reviewed == 0
    audit.record(handed[0], True)
    assert audit.counted == 1
    audit.record(handed[1], False)
    assert audit.counted == 5
    assert audit.next(2) == list(audit.order[5:7])
    test = q.AccuracyCertificate(400, 0.9)
    for wrong in (True, False, False, False, False):
        test.observe(wrong)
    assert audit.certificate() == test.snapshot()


def test_a_skip_is_an_error_until_somebody_settles_it() -> None:
    audit = q.SealedAudit(ITEMS, 0.9, seed=2)
    for at, item in enumerate(audit.order[:60]):
        audit.record(item, None if at % 20 == 0 else False)
    before = audit.certificate()
    assert (before.wrong, len(audit.skipped)) == (3, 3)
    for item in audit.skipped:
        audit.record(item, False)
    after = audit.certificate()
    assert (after.wrong, audit.skipped) == (0, [])
    assert after.evidence > before.evidence
    assert after.verdict == "certified"


def test_skips_alone_never_make_a_snapshot_fail() -> None:
    audit = q.SealedAudit(ITEMS[:40], 0.9, seed=3)
    for item in audit.order[:5]:
        audit.record(item, None)
    assert audit.certificate().verdict == "open"
    assert "settle" in audit.certificate().meaning
    for item in audit.order[:5]:
        audit.record(item, True)
    assert audit.certificate().verdict == "failed"


def test_reviews_stand_and_strangers_are_refused() -> None:
    audit = q.SealedAudit(ITEMS[:3], 0.9, seed=4)
    audit.record(audit.order[0], False)
    with pytest.raises(Conflict, match="stands"):
        audit.record(audit.order[0], True)
    with pytest.raises(InvalidData, match="not of this snapshot"):
        audit.record("image 9", True)
    with pytest.raises(InvalidData, match="twice"):
        q.SealedAudit(["a", "a"], seed=1)
    with pytest.raises(InvalidRequest):
        q.SealedAudit([], seed=1)
    audit.record(audit.order[1], None)
    audit.record(audit.order[1], None)  # a second one cannot judge it either
    assert audit.next(5) == [audit.order[2]]
    repaired = q.SealedAudit(ITEMS, 0.9, seed=1, repaired=100, epoch=1)
    assert repaired.certificate().n_population == 500
    assert repaired.certificate().confidence > 0.95


def test_the_order_of_finishing_lies_and_the_prefix_does_not() -> None:
    """4,000 items exactly at the boundary, 64 auditors, errors take twice as long: nominal 5 %."""
    generator, errors, runs = np.random.default_rng(5), breaking(4_000, 0.95), 400
    false = {"prefix": 0, "finished": 0}
    for _ in range(runs):
        wrong = np.zeros(4_000, bool)
        wrong[:errors] = True
        generator.shuffle(wrong)
        wrong = wrong[:1_500]
        takes = generator.exponential(np.where(wrong, 2.0, 1.0))
        # auditor k works on items k, k + 64, ...: when is each item done
        padded = np.concatenate((takes, np.zeros(-len(takes) % 64))).reshape(-1, 64)
        done = np.cumsum(padded, 0).ravel()[: len(takes)]
        by_time = wrong[np.argsort(done, kind="stable")]
        for name, order in (("prefix", wrong), ("finished", by_time)):
            false[name] += q.reviews_until_certified(order, errors, 0.95, 4_000) is not None
    assert false["prefix"] / runs <= 0.08
    assert false["finished"] / runs > 0.1


def test_an_audit_with_the_seed_of_the_reviews_before_it_is_not_of_the_same_items() -> None:
    """A tenth is reviewed and put right, then audited by the same seed: those items must not come first."""
    generator, certified, runs = np.random.default_rng(9), 0, 40
    for seed in range(runs):
        wrong = dict.fromkeys(ITEMS, False)
        wrong.update((ITEMS[at], True) for at in generator.choice(len(ITEMS), 60, replace=False))
        reviewed = q.union_of_designs(q.permanent_numbers(ITEMS, seed), np.full(len(ITEMS), 0.15)).chosen
        wrong.update((ITEMS[at], False) for at in reviewed)
        if sum(wrong.values()) < breaking(len(ITEMS), 0.9):
            continue
        audit = q.SealedAudit(ITEMS, 0.9, 0.9, seed=seed)
        for item in audit.order[:60]:
            audit.record(item, wrong[item])
        certified += audit.certificate().verdict == "certified"
    assert certified / runs <= 0.2


def test_what_was_skipped_is_not_delivered_right() -> None:
    audit = q.SealedAudit(ITEMS[:200], 0.9, seed=1)
    for at, item in enumerate(audit.order):
        audit.record(item, None if at < 10 else at < 13)
    found = audit.certificate()
    assert (found.verdict, found.wrong, found.lower_bound) == ("certified", 13, pytest.approx(1 - 13 / 200))
    assert found.delivered == pytest.approx(1 - 10 / 200)


def test_items_of_any_column_have_one_order_and_one_seal() -> None:
    given = list(range(50))
    audit = q.SealedAudit(given, seed=1)
    frame = pd.Series(given, index=[f"row {n}" for n in given])
    for other in (np.array(given), frame):
        assert (q.SealedAudit(other, seed=1).order, q.SealedAudit(other, seed=1).seal) == (audit.order, audit.seal)
    assert audit.next(0) == audit.next(-1) == []
    with pytest.raises(InvalidData, match="items is missing"):
        q.SealedAudit(["a", None], seed=1)


@pytest.mark.parametrize("said", ["right", 2, [True, False]])
def test_what_is_no_verdict_is_no_review(said: object) -> None:
    audit = q.SealedAudit(ITEMS, seed=1)
    with pytest.raises(InvalidData, match="neither true nor false"):
        audit.record(audit.order[0], said)  # type: ignore[arg-type]
    audit.record(audit.order[0], float("nan"))  # type: ignore[arg-type]
    assert audit.skipped == [audit.order[0]]
