"""Do alpha's intervals hold what they promise, and do the ways to them agree?"""

from __future__ import annotations

import numpy as np
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidRequest


def drawn(generator: np.random.Generator, items: int, raters: int, shares: list[float], right: float) -> q.LabelMatrix:
    """Ratings whose alpha is right^2 in the long run: the truth, or a draw from the shares."""
    k = len(shares)
    truth = generator.choice(k, items, p=shares)
    noise = generator.choice(k, (items, raters), p=shares)
    return q.from_wide(np.where(generator.random((items, raters)) < right, truth[:, None], noise))


def test_closed_forms_and_bootstrap_agree_where_items_are_many() -> None:
    rated = drawn(np.random.default_rng(1), 2_000, 3, [0.5, 0.3, 0.2], 0.8)
    jackknife = q.krippendorff_alpha(rated, ci="jackknife")
    for other in ("linearized", "bootstrap", "log_jackknife"):
        found = q.krippendorff_alpha(rated, ci=other)
        assert found.se == pytest.approx(jackknife.se, rel=0.1)
        assert (found.ci_low, found.ci_high) == (
            pytest.approx(jackknife.ci_low, abs=3e-3), pytest.approx(jackknife.ci_high, abs=3e-3),
        )  # fmt: skip


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_jackknife_in_closed_form_is_the_one_that_leaves_out_each_item(level: str) -> None:
    rated = drawn(np.random.default_rng(2), 40, 3, [0.5, 0.3, 0.2], 0.8)
    found = q.krippendorff_alpha(rated, level, ci="jackknife")
    if level == "ordinal":  # the distances stay those of all items
        ranks = np.cumsum(np.bincount(rated.label)) - np.bincount(rated.label) / 2
        rated = q.from_columns(rated.item, rated.annotator, ranks[rated.label])
        level = "interval"
    without = [q.krippendorff_alpha(rated.kept(rated.item != item), level, ci=None).value for item in range(40)]
    pseudo = 40 * found.value - 39 * np.array(without)  # type: ignore[operator]
    assert found.se == pytest.approx(pseudo.std(ddof=1) / np.sqrt(40), rel=1e-9)


@pytest.mark.parametrize(("shares", "items"), [([0.6, 0.3, 0.1], 100), ([0.3] + [0.05] * 14, 100)])
def test_log_jackknife_covers_what_it_promises(shares: list[float], items: int) -> None:
    """Nominal 95 %, 400 draws: 3 standard errors of the simulation are 3.3 points."""
    generator, right, covered = np.random.default_rng(3), 0.8, 0
    for _ in range(400):
        found = q.krippendorff_alpha(drawn(generator, items, 2, shares, right))
        covered += found.ci_low <= right**2 <= found.ci_high  # type: ignore[operator]
    assert 0.917 <= covered / 400 <= 0.985


def test_no_disagreement_seen_is_bounded_by_the_rule_of_three() -> None:
    rated = q.from_wide([[n % 2, n % 2] for n in range(30)])
    found = q.krippendorff_alpha(rated)
    assert (found.value, found.ci_high) == (1.0, 1.0)
    assert found.ci_low == pytest.approx(1 - (1 - 0.05 ** (1 / 30)) / found.expected)
    surer = q.krippendorff_alpha(rated, confidence_level=0.99)
    assert surer.ci_low == pytest.approx(1 - (1 - 0.01 ** (1 / 30)) / found.expected)
    assert "rule of three" in found.warnings[-1]


def test_one_item_that_carries_all_variation_falls_back_to_the_linearised_interval() -> None:
    rated = q.from_wide([[0, 0]] * 8 + [[0, 1]])
    found = q.krippendorff_alpha(rated)
    assert "linearised" in found.warnings[-1]
    assert found.se is not None


def test_bootstrap_is_the_same_for_the_same_seed() -> None:
    rated = drawn(np.random.default_rng(4), 50, 3, [0.5, 0.5], 0.7)
    one, again, other = (q.krippendorff_alpha(rated, ci="bootstrap", seed=s, n_resamples=200) for s in (7, 7, 8))
    assert one == again
    assert one != other


def test_what_is_no_interval_is_refused() -> None:
    rated = q.from_wide([[0, 1], [1, 1]])
    with pytest.raises(InvalidRequest, match="no interval"):
        q.krippendorff_alpha(rated, ci="exact")
    with pytest.raises(InvalidRequest, match="confidence_level"):
        q.krippendorff_alpha(rated, confidence_level=95)


# -- would other people agree as much? -------------------------------------------------------------------------------


def by_people(seed: int, items: int = 100, people: int = 6) -> q.LabelMatrix:
    """Ratings by people of unlike skill, of items of unlike difficulty; alpha is .619 in the long run of both."""
    generator = np.random.default_rng(seed)
    truth, share = generator.choice(3, items, p=[0.6, 0.3, 0.1]), [0.6, 0.3, 0.1]
    gap = generator.normal(1.7, 1, people) - generator.normal(size=items)[:, None]
    right = generator.random((items, people)) < 1 / (1 + np.exp(-gap))
    said = np.where(right, truth[:, None], generator.choice(3, (items, people), p=share))
    return q.from_wide(said, value_domain=[0, 1, 2])


def test_drawing_people_too_holds_the_alpha_of_other_people_and_drawing_items_alone_does_not() -> None:
    inside = {"two_way_bootstrap": 0, "log_jackknife": 0}
    for seed in range(60):
        for ci in inside:
            found = q.krippendorff_alpha(by_people(seed), ci=ci, n_resamples=100, seed=seed)  # type: ignore[arg-type]
            inside[ci] += found.ci_low <= 0.619 <= found.ci_high  # type: ignore[operator]
    assert inside["two_way_bootstrap"] / 60 >= 0.87
    assert inside["log_jackknife"] / 60 <= 0.8


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_people_who_are_alike_leave_the_spread_of_items_overstated_by_no_more_than_three_variances(level: str) -> None:
    rated = drawn(np.random.default_rng(6), 300, 40, [0.5, 0.3, 0.2], 0.8)
    two_way, items = (q.krippendorff_alpha(rated, level, ci=ci, n_resamples=200) for ci in ("two_way_bootstrap", "bootstrap"))
    assert two_way.value == items.value
    assert items.se * 0.9 < two_way.se < items.se * np.sqrt(3) * 1.15  # type: ignore[operator]
    assert two_way.ci_low < two_way.value < two_way.ci_high  # type: ignore[operator]


def test_too_few_people_say_nothing_of_others() -> None:
    two = q.krippendorff_alpha(by_people(1, people=2), ci="two_way_bootstrap", n_resamples=50)
    assert (two.ci_low, two.se) == (None, None)
    assert "fewer than three people" in two.warnings[-1]
    three = q.krippendorff_alpha(by_people(1, people=3), ci="two_way_bootstrap", n_resamples=50)
    assert three.ci_low is not None
    assert "3 people" in three.warnings[-1]
    same = q.krippendorff_alpha(q.from_wide([[n % 2] * 5 for n in range(30)]), ci="two_way_bootstrap", n_resamples=50)
    assert (same.value, same.ci_low) == (1.0, None)
    with pytest.raises(InvalidRequest, match="no people"):
        q.krippendorff_alpha(q.from_counts([[2, 1], [1, 2]]), ci="two_way_bootstrap")
