"""Several auditors, one sealed order: what counts, what a skip is, and why the order of finishing would lie."""

from __future__ import annotations

import numpy as np
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
