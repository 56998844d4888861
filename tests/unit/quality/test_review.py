"""Error rates out of samples: unbiased, with intervals that cover, and refused where nothing can be known."""

from __future__ import annotations

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData


def population(seed: int = 1, n: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Predicted risks, and errors drawn from them."""
    generator = np.random.default_rng(seed)
    risk = generator.beta(0.4, 5, n)
    return risk, (generator.random(n) < risk).astype(float)


def design(risk: np.ndarray, reviews: int) -> np.ndarray:
    """A tenth at random, the rest by sqrt(g (1 - g))."""
    focused = np.sqrt(risk * (1 - risk))
    return np.clip(0.1 * reviews / len(risk) + 0.9 * reviews * focused / focused.sum(), None, 1.0)


def test_all_three_are_unbiased_cover_and_the_difference_is_the_tightest() -> None:
    risk, wrong = population()
    truth, pi = wrong.mean(), design(risk, 540)
    generator = np.random.default_rng(2)
    values: dict[str, list[float]] = {"ht": [], "hajek": [], "difference": []}
    covered = dict.fromkeys(values, 0)
    for _ in range(400):
        drawn = generator.random(len(risk)) < pi
        y, p, g = wrong[drawn], pi[drawn], risk[drawn]
        for name, found in (
            ("ht", q.horvitz_thompson(y, p, len(risk))), ("hajek", q.hajek(y, p, len(risk))),
            ("difference", q.difference_estimator(y, p, g, risk, population_probability=pi)),
        ):  # fmt: skip
            values[name].append(found.value)  # type: ignore[arg-type]
            covered[name] += found.ci_low <= truth <= found.ci_high  # type: ignore[operator]
    for name, several in values.items():
        assert np.mean(several) == pytest.approx(truth, abs=3 * np.std(several) / 20)
        assert covered[name] / 400 >= 0.915
    assert np.std(values["difference"]) < np.std(values["ht"])


def test_a_design_that_leaves_some_out_is_refused() -> None:
    risk, wrong = population(n=200)
    pi = np.where(risk > np.quantile(risk, 0.8), 1.0, 0.0)
    some = pi > 0
    with pytest.raises(q.NonIdentifiableDesign, match="160 of 200 items could never be drawn"):
        q.difference_estimator(wrong[some], pi[some], risk[some], risk, population_probability=pi)


def test_strata_weigh_as_many_items_as_they_have() -> None:
    found = q.stratified_error_rate({"a": (900, 90, 9), "b": (100, 50, 25)})
    assert found.value == pytest.approx(0.9 * 0.1 + 0.1 * 0.5)
    variance = 0.9**2 * 0.9 * 0.1 * 0.9 / 89 + 0.1**2 * 0.5 * 0.5 * 0.5 / 49
    assert found.se == pytest.approx(variance**0.5)
    assert found.ci_low < found.value < found.ci_high  # type: ignore[operator]


def test_no_error_in_33_reviews_says_little() -> None:
    found = q.stratified_error_rate({"one": (330, 33, 0)}, confidence_level=0.9)
    assert found.value == 0
    assert found.ci_high == pytest.approx(0.087, abs=1e-3)


def test_few_reviews_of_many_items_are_not_many_reviews() -> None:
    found = q.stratified_error_rate({"most": (9_900, 5, 0), "some": (100, 100, 0)})
    n = 1 / (0.99**2 / 5 + 0.01**2 / 100)
    assert found.ci_high == pytest.approx(1 - 0.025 ** (1 / n))
    assert found.ci_high > 0.5  # type: ignore[operator]


def test_a_guarantee_holds_where_the_usual_interval_may_not() -> None:
    """A large stratum with few reviews, mostly without an error: the usual interval forgets it."""
    generator, usual, sure = np.random.default_rng(5), 0, 0
    truth = 0.9 * 0.04 + 0.1 * 0.3
    for big, small in zip(generator.binomial(20, 0.04, 600).tolist(), generator.binomial(200, 0.3, 600).tolist(), strict=True):
        strata = {"big": (90_000, 20, big), "small": (10_000, 200, small)}
        one, other = q.stratified_error_rate(strata), q.stratified_error_rate(strata, guarantee=True)
        usual += one.ci_low <= truth <= one.ci_high  # type: ignore[operator]
        sure += other.ci_low <= truth <= other.ci_high  # type: ignore[operator]
    assert sure / 600 >= 0.93
    assert usual / 600 < 0.9
    assert q.stratified_error_rate({"a": (5, 5, 1), "b": (10, 2, 0)}, guarantee=True).ci_low == pytest.approx(5 / 15 * 0.2)


def test_strata_that_nobody_looked_at_are_named() -> None:
    found = q.stratified_error_rate({"a": (10, 5, 0), "b": (10, 0, 0), "empty": (0, 0, 0)})
    assert found.reason == "insufficient"
    assert "Nothing was reviewed of b" in found.meaning
    assert q.stratified_error_rate({}).reason == "insufficient"
    for nothing in (q.horvitz_thompson([], [], 10), q.hajek([], [], 0), q.difference_estimator([], [], [], []),
                    q.difference_estimator([], [], [], [0.1, 0.2])):  # fmt: skip
        assert nothing.reason == "insufficient"


def test_what_was_reviewed_in_full_is_known() -> None:
    found = q.stratified_error_rate({"a": (10, 10, 3), "b": (5, 5, 0)})
    assert (found.ci_low, found.value, found.ci_high) == (pytest.approx(0.2),) * 3


@pytest.mark.parametrize(
    ("wrong", "probability"), [([1], [0.0]), ([1], [1.5]), ([0.5], [0.5]), ([1, 0], [0.5]), ([1], [float("nan")]), ([1] * 11, [0.5] * 11)]
)
def test_what_cannot_be_is_refused(wrong: list[float], probability: list[float]) -> None:
    with pytest.raises(InvalidData):
        q.hajek(wrong, probability, 10)
    with pytest.raises(InvalidData):
        q.stratified_error_rate({"a": (5, 6, 0)})


def test_no_error_among_the_drawn_is_not_none_anywhere() -> None:
    """Where nothing varied the standard error is 0 and knows nothing: the rule of three bounds what may be there."""
    none, some = np.zeros(50), np.full(50, 0.1)
    for found in (q.horvitz_thompson(none, some, 500), q.hajek(none, some, 500),
                  q.difference_estimator(none, some, none, np.zeros(500))):  # fmt: skip
        assert (found.value, found.ci_low) == (0, 0)
        assert found.ci_high == pytest.approx(1 - 0.05 ** (1 / 50))
    everything = q.hajek(np.ones(50), some, 500)
    assert (everything.ci_low, everything.ci_high) == (pytest.approx(0.05 ** (1 / 50)), 1)
    uneven = q.horvitz_thompson(none, np.append(np.full(49, 0.5), 0.001), 1_000)
    assert uneven.ci_high > 0.9  # type: ignore[operator]
    certain = q.horvitz_thompson(none, np.ones(50), 50)
    assert (certain.ci_low, certain.ci_high) == (0, 0)


def test_an_estimate_outside_of_0_to_1_says_so_and_its_bounds_stay_in_order() -> None:
    found = q.horvitz_thompson(np.ones(50), np.full(50, 0.1), 300)
    assert found.value == pytest.approx(500 / 300)  # unbiased as it is
    assert found.ci_low <= found.ci_high <= 1  # type: ignore[operator]
    assert "outside of [0, 1]" in found.warnings[-1]
    assert found.meaning.startswith("100.0%")


def test_a_large_stratum_of_few_reviews_without_an_error_is_warned_of() -> None:
    strata = {"most": (9_900, 5, 0), "some": (100, 50, 10)}
    assert "guarantee=True" in q.stratified_error_rate(strata).warnings[0]
    assert not q.stratified_error_rate(strata, guarantee=True).warnings
    assert q.stratified_error_rate({"nothing": (0, 0, 0), **strata}).warnings
    assert not q.stratified_error_rate({"most": (9_900, 500, 25), "some": (100, 50, 0)}).warnings
