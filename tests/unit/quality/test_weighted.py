"""A certificate out of reviews that are drawn by risk: never more false ones than it says, however bad the risks."""

from __future__ import annotations

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import Conflict, InvalidData, InvalidRequest


def verdict(risk: np.ndarray, wrong: np.ndarray, most: int, seed: int, target: float = 0.95) -> tuple[str, int]:
    test = q.WeightedCertificate(risk, target, seed=seed)
    while test.verdict == "open" and test.reviewed < most:
        test.observe(bool(wrong[test.draw()]))
    return test.verdict, test.reviewed


@pytest.mark.parametrize("useful", [True, False])
def test_at_the_boundary_it_lies_at_most_as_often_as_it_says(useful: bool) -> None:
    """300 items with 31 errors, one more than the claim allows. Nominal 5 %; three standard errors are 3.8 points."""
    generator, false, runs = np.random.default_rng(1), 0, 300
    for run in range(runs):
        risk = generator.beta(0.4, 3.6, 300)
        wrong = np.zeros(300, bool)
        order = np.argsort(-np.log(generator.random(300)) / risk) if useful else generator.permutation(300)
        wrong[order[:31]] = True
        false += verdict(risk, wrong, 150, run, 0.9)[0] == "certified"
    assert false / runs <= 0.088


def test_a_good_set_is_certified_with_about_the_reviews_of_a_uniform_order() -> None:
    generator, took, uniform = np.random.default_rng(2), [], []
    for run in range(10):
        risk = generator.beta(0.4, 20, 4_000)
        wrong = generator.random(4_000) < risk
        found = verdict(risk, wrong, 2_000, run)
        assert found[0] == "certified"
        took.append(found[1])
        uniform.append(q.reviews_until_certified(generator.permutation(wrong), 201, 0.95))
    assert 0.3 < np.mean(took) / np.mean(uniform) < 2.5  # type: ignore[arg-type]


def test_items_are_drawn_with_the_probability_that_is_written_down() -> None:
    risk = np.array([0.0, 0.02, 0.5, 0.5, 1.0])
    often, said = np.zeros(5), np.zeros(5)
    for seed in range(3_000):
        test = q.WeightedCertificate(risk, 0.5, seed=seed)
        item = test.draw()
        assert test.draw() == item
        often[item] += 1
        said[item] = test.probability
    assert often / 3_000 == pytest.approx(said, abs=0.035)  # four standard errors
    assert said.sum() == pytest.approx(1.0)
    assert said.min() >= 0.1


def test_everything_reviewed_once_ends_certain() -> None:
    for errors, end in ((3, "certified"), (7, "failed")):
        wrong = np.arange(60) < errors
        test = q.WeightedCertificate(np.full(60, 0.1), 0.9, 0.999999, seed=4)
        seen = []
        while test.reviewed < 60:
            seen.append(test.draw())
            test.observe(bool(wrong[seen[-1]]))
        assert sorted(seen) == list(range(60))
        assert test.verdict == end
        with pytest.raises(Conflict, match="Every item"):
            test.draw()
    found = test.snapshot()
    assert "7 errors are more" in found.meaning
    assert (found.lower_bound, found.wrong) == (0.0, 7)


def test_what_cannot_be_is_refused() -> None:
    for bad in ([], [1.2], [float("nan")], [[0.1]]):
        with pytest.raises(InvalidData):
            q.WeightedCertificate(bad)
    for wrong in ({"target": 1.0}, {"confidence": 0.0}, {"epsilon": 0.0}):
        with pytest.raises(InvalidRequest):
            q.WeightedCertificate([0.1, 0.2], **wrong)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="No item was drawn"):
        q.WeightedCertificate([0.1, 0.2]).observe(False)
    alike = q.WeightedCertificate([0.0, 0.0, 0.0, 0.0], 0.5, seed=1)
    alike.draw()
    assert alike.probability == 0.25
