"""The certificate: how soon it comes, how seldom it is wrong, and what is certain."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest

import labelwright.quality as q
from labelwright.errors import Conflict, InvalidData, InvalidRequest


def reviews(generator: np.random.Generator, n: int, errors: int) -> np.ndarray:
    wrong = np.zeros(n, bool)
    wrong[:errors] = True
    generator.shuffle(wrong)
    return wrong


def decided(order: np.ndarray, most: int, target: float = 0.95) -> tuple[str, int]:
    test = q.AccuracyCertificate(len(order), target)
    for at, wrong in enumerate(order[:most].tolist(), 1):
        if test.observe(wrong) != "open":
            return test.verdict, at
    return "open", most


def test_a_flawless_snapshot_is_certified_after_89_reviews_and_a_small_one_after_83() -> None:
    assert decided(np.zeros(50_000, bool), 1_000) == ("certified", 89)
    assert decided(np.zeros(1_000, bool), 1_000) == ("certified", 83)


@pytest.mark.parametrize(("accuracy", "mean"), [(0.99, 144), (0.98, 255), (0.97, 691)])
def test_it_takes_as_many_reviews_as_was_simulated(accuracy: float, mean: float) -> None:
    generator = np.random.default_rng(1)
    errors = round(50_000 * (1 - accuracy))
    took = [q.reviews_until_certified(reviews(generator, 50_000, errors)[:10_000], 2_501, 0.95, 50_000)
            for _ in range(150)]  # fmt: skip
    assert None not in took
    assert np.mean(took) == pytest.approx(mean, rel=0.2)  # type: ignore[arg-type]


@pytest.mark.parametrize(("accuracy", "mean", "tenth"), [(0.99, 121, 0.43), (0.98, 205, 0.19), (0.97, 382, 0.08)])
def test_a_thousand_images(accuracy: float, mean: float, tenth: float) -> None:
    """Mean reviews until certified, and how often a tenth of the images does."""
    generator = np.random.default_rng(7)
    took = [q.reviews_until_certified(reviews(generator, 1_000, round(1_000 * (1 - accuracy))), 51, 0.95)
            for _ in range(1_500)]  # fmt: skip
    assert None not in took
    assert np.mean(took) == pytest.approx(mean, rel=0.07)  # type: ignore[arg-type]
    assert np.mean(np.array(took) <= 100) == pytest.approx(tenth, abs=0.04)


def test_at_the_boundary_it_lies_at_most_as_often_as_it_says() -> None:
    """1,000 images with 51 errors: one more than the claim allows. Nominal 5 %; three standard errors are 1.2 points."""
    generator = np.random.default_rng(2)
    runs = [q.reviews_until_certified(reviews(generator, 1_000, 51), 51, 0.95) is not None for _ in range(3_000)]
    assert 0.03 <= np.mean(runs) <= 0.062


def test_what_is_certain_needs_no_chance() -> None:
    test = q.AccuracyCertificate(100, 0.95)
    for _ in range(6):
        test.observe(True)
    assert test.verdict == "failed"
    assert "6 errors are more" in test.snapshot().meaning
    small = q.AccuracyCertificate(20, 0.9, 0.999999)
    verdicts = [small.observe(False) for _ in range(20)]
    assert verdicts[17] == "certified"  # two items are left, three errors would break the claim
    assert verdicts[16] == "open"


def test_the_lower_bound_rises_and_ends_at_the_truth() -> None:
    generator = np.random.default_rng(3)
    order = reviews(generator, 300, 9).tolist()
    test, bounds = q.AccuracyCertificate(300, 0.9), []
    for wrong in order:
        test.observe(wrong)
        bounds.append(test.lower_bound())
    assert bounds == sorted(bounds)
    assert bounds[-1] == pytest.approx(0.97)
    assert all(bound <= 0.97 + 1e-12 for bound in bounds)


def test_the_lower_bound_covers_at_every_look() -> None:
    """95 % of runs never claim too much, however often one looks."""
    generator, broken = np.random.default_rng(4), 0
    for _ in range(120):
        test = q.AccuracyCertificate(400, 0.9)
        too_much = False
        for at, wrong in enumerate(reviews(generator, 400, 24).tolist(), 1):
            test.observe(wrong)
            if at % 40 == 0:
                too_much |= test.lower_bound() > 0.94 + 1e-12
        broken += too_much
    assert broken / 120 <= 0.11  # 5 % and three standard errors


def test_all_steps_at_once_are_the_steps_one_by_one() -> None:
    generator = np.random.default_rng(5)
    for errors in (0, 3, 10, 14, 16, 40):
        order = reviews(generator, 300, errors)
        verdict, took = decided(order, 300)
        found = q.reviews_until_certified(order, 16, 0.95)
        assert found == (took if verdict == "certified" else None)
        part = q.reviews_until_certified(order[:100], 16, 0.95, 300)
        assert part == (found if found is not None and found <= 100 else None)


def test_the_bound_is_the_claim_that_the_same_reviews_certify() -> None:
    order = reviews(np.random.default_rng(8), 2_000, 20)[:700]
    test = q.AccuracyCertificate(2_000)
    for wrong in order.tolist():
        test.observe(wrong)
    allowed = round((1 - test.lower_bound()) * 2_000)
    assert q.reviews_until_certified(order, allowed + 1, 0.95, 2_000) is not None
    assert q.reviews_until_certified(order, allowed, 0.95, 2_000) is None
    found = test.snapshot()
    assert found.delivered == pytest.approx(found.lower_bound + found.wrong / 2_000)


def test_every_epoch_has_its_share_of_the_chance_of_being_wrong() -> None:
    test, spent = q.AccuracyCertificate(1_000, epoch=1), 0.0
    for epoch in range(1, 2_000):
        spent += 1 - test.confidence
        assert test.epoch == epoch
        test = test.restart()
    assert spent == pytest.approx(0.05, abs=2e-5)
    assert spent < 0.05
    assert test.restart(800, repaired=100).n_population == 800
    whole = q.AccuracyCertificate(1_000)
    with pytest.raises(Conflict, match="spent all"):
        whole.restart()


def test_certificates_of_strata_hold_together() -> None:
    """Four classes exactly at the boundary: at least one false certificate in at most 5 % of runs."""
    tests = q.certificates_by_stratum({"car": 200, "van": 200, "bus": 200, "tram": 200}, {"car": 0.9, "van": 0.95,
                                      "bus": 0.95, "tram": 0.95})  # fmt: skip
    assert {test.confidence for test in tests.values()} == {1 - 0.05 / 4}
    assert tests["car"].target == 0.9
    generator, false = np.random.default_rng(9), 0
    for _ in range(1_000):
        false += any(q.reviews_until_certified(reviews(generator, 200, 11), 11, 1 - 0.05 / 4) for _ in range(4))
    assert false / 1_000 <= 0.071
    for populations, target in (({}, 0.9), ({"a": 10}, {"b": 0.9})):
        with pytest.raises(InvalidRequest):
            q.certificates_by_stratum(populations, target)  # type: ignore[arg-type]


@pytest.mark.parametrize("most", [300, 1_000])
def test_reviewers_who_miss_errors_do_not_make_false_claims_true(most: int) -> None:
    """51 errors of 1,000, each seen with probability .7: nominal 5 %, however much is reviewed."""
    generator, false, sharp = np.random.default_rng(10), 0, 0
    for run in range(600):
        wrong = np.zeros(1_000, bool)
        wrong[:51] = generator.random(51) < 0.7
        generator.shuffle(wrong)
        sharp += q.reviews_until_certified(wrong[:most], 51, 0.95, 1_000) is not None
        if run < 100:
            test = q.AccuracyCertificate(1_000, sensitivity=0.7)
            for is_error in wrong[:most].tolist():
                if test.observe(is_error) != "open":
                    break
            false += test.verdict == "certified"
    assert false <= 10
    assert sharp / 600 > 0.1  # who believes in perfect reviewers is told what is not so
    small = q.AccuracyCertificate(50, sensitivity=0.3)
    assert [small.observe(False) for _ in range(50)][-1] == "open"  # three errors may well be missed
    assert small.lower_bound() < 0.95


def test_what_was_repaired_before_is_right_and_the_rest_is_proven() -> None:
    whole, part = q.AccuracyCertificate(1_000, 0.95), q.AccuracyCertificate(1_000, 0.95, repaired=800)
    took = {}
    for name, test in (("whole", whole), ("part", part)):
        while test.observe(False) == "open":
            continue
        took[name] = test.reviewed
    assert took["part"] < took["whole"]  # 51 errors among 200 are easier to rule out than among 1,000
    assert part.lower_bound() >= 0.95


def risks(accuracy: float, n: int = 20_000) -> np.ndarray:
    mean = 1 - accuracy
    return np.random.default_rng(6).beta(0.4, 0.4 * (1 - mean) / mean, n)


def test_far_above_the_target_one_proves_at_once_and_near_it_one_repairs_first() -> None:
    ways = [0, 500, 1_000, 2_000]
    far = q.plan_certificate(risks(0.981), repairs=ways, runs=30)
    assert far.best is not None
    assert far.best.repair == 0
    assert far.best.reviews == pytest.approx(250, rel=0.25)
    near = q.plan_certificate(risks(0.955), repairs=ways, runs=30, most_reviews=6_000)
    assert near.best is not None
    assert near.best.repair in (500, 1_000)
    assert near.best.reviews < 2_400  # type: ignore[operator]
    below = q.plan_certificate(risks(0.945), repairs=ways, runs=30, most_reviews=6_000, cost_per_review=0.2)
    assert below.ways[0].success < 0.1  # fewer are right than is claimed
    assert below.best is not None
    assert below.best.repair >= 1_000
    assert below.best.cost == pytest.approx(0.2 * below.best.reviews)  # type: ignore[operator]


def test_a_plan_that_cannot_succeed_says_so() -> None:
    hopeless = q.plan_certificate(np.full(200, 0.5), runs=5)
    assert hopeless.best is None
    assert "repair more" in hopeless.meaning
    with pytest.raises(InvalidData):
        q.plan_certificate([0.1, 1.2])


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidRequest):
        q.AccuracyCertificate(0)
    for wrong in ({"target": 1.0}, {"sensitivity": 0.0}, {"sensitivity": 1.1}, {"epoch": 0}, {"repaired": 10}):
        with pytest.raises(InvalidRequest):
            q.AccuracyCertificate(10, **wrong)  # type: ignore[arg-type]
    test = q.AccuracyCertificate(2)
    test.observe(False)
    test.observe(False)
    with pytest.raises(Conflict, match="Every item"):
        test.observe(False)


@pytest.mark.parametrize("said", [None, float("nan"), "right", 2, pd.NA])
def test_what_is_no_verdict_is_no_review(said: object) -> None:
    test = q.AccuracyCertificate(100)
    with pytest.raises(InvalidData, match="neither true nor false"):
        test.observe(said)  # type: ignore[arg-type]
    assert test.reviewed == 0


@pytest.mark.parametrize("more", [
    {"n_population": np.inf}, {"n_population": 1e308}, {"n_population": 10.5}, {"n_population": 10**30},
    {"repaired": 100}, {"repaired": np.nan}, {"epoch": np.nan}, {"epoch": 0}, {"epoch": 10**12}, {"epoch": "first"},
])  # fmt: skip
def test_populations_and_epochs_are_counted(more: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        q.AccuracyCertificate(**({"n_population": 100} | more))


def test_reviews_are_a_row_of_verdicts_out_of_the_population() -> None:
    for wrong in ([0, np.nan], ["a"], [[0, 1]], [2]):
        with pytest.raises(InvalidData):
            q.reviews_until_certified(wrong, 3, 0.95, 60)
    with pytest.raises(InvalidData, match="cannot come from"):
        q.reviews_until_certified(np.zeros(61, bool), 3, 0.95, 60)
    with pytest.raises(InvalidRequest):
        q.reviews_until_certified(np.zeros(6, bool), 3, 1.0, 60)


def test_no_promise_is_rounded_up() -> None:
    test = q.AccuracyCertificate(100_000, 0.9996, 0.995)
    for _ in range(30_000):
        if test.observe(False) == "certified":
            break
    assert "At least 99.96% of" in test.snapshot().meaning
    assert "with 99.5% confidence" in test.snapshot().meaning


@pytest.mark.parametrize("n", [8, 12, 16])
@pytest.mark.parametrize("target", [0.7, 0.85, 0.9])
@pytest.mark.parametrize("repaired", [0, 3])
def test_over_all_orders_of_a_small_lot_false_certificates_are_as_rare_as_promised(
    n: int, target: float, repaired: int
) -> None:
    errors, left = int(n * (1 - target) + 1e-9) + 1, n - repaired
    false = 0
    orders = [*combinations(range(left), errors)]
    for at in orders:
        test = q.AccuracyCertificate(n, target, 0.8, repaired=repaired)
        for place in range(left):
            if test.observe(place in at) != "open":
                break
        false += test.verdict == "certified"
    assert false / len(orders) <= 0.2
