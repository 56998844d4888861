"""Labels that stand without a person: violations as seldom as promised, the slow definition, and the edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.acceptance.certificate import breaking


def model(generator: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Uncertainties of a calibrated model that is right for 78 %, and where it is wrong."""
    confidence = generator.beta(2, 0.55, n)
    return 1 - confidence, (generator.random(n) > confidence).astype(int)


def accepted(uncertainty: np.ndarray, wrong: np.ndarray, **more: Any) -> Any:
    return q.pac_labels(uncertainty, np.zeros(len(wrong), int), lambda items: wrong[items], **more)


@pytest.mark.parametrize("replacement", [False, True])
def test_the_promise_is_broken_as_seldom_as_it_says(replacement: bool) -> None:
    """Nominal 5 % of 400 runs; three standard errors are 3.3 points. And it saves something."""
    generator, broken, saved = np.random.default_rng(1), 0, []
    for seed in range(400):
        u, wrong = model(generator, 2_000)
        found = accepted(u, wrong, draw=200, replacement=replacement, seed=seed)
        broken += wrong[found.accepted].sum() > 0.05 * 2_000
        saved.append(found.coverage)
    assert broken / 400 <= 0.083
    assert np.mean(saved) > 0.35


def test_the_threshold_is_where_the_slow_fixed_sequence_stops() -> None:
    generator = np.random.default_rng(2)
    for seed in range(5):
        u, wrong = model(generator, 300)
        found = accepted(u, wrong, draw=120, epsilon=0.1, seed=seed)
        drawn = q.calibration_draw(300, 120, seed=seed)
        assert (found.drawn == drawn).all()
        last = None
        for threshold in np.sort(u):  # from strict to lax, until one is not certified
            test = q.AccuracyCertificate(300, 0.9, 0.95)
            for item in drawn:
                test.observe(bool(wrong[item] and u[item] <= threshold))
            if test.verdict != "certified":
                break
            last = float(threshold)
        assert found.threshold == last


def test_a_draw_of_all_and_a_model_that_is_always_right_or_always_wrong() -> None:
    u = np.linspace(0, 1, 400)
    right = accepted(u, np.zeros(400, int), draw=100, cost_per_label=0.2)
    assert (right.saved, len(right.to_label), right.threshold) == (300, 0, 1.0)
    assert right.money_saved == pytest.approx(60.0)
    assert right.error_seen == 0
    assert right.guarantee == "PAC"
    assert right.error_bound(0.1) == pytest.approx(0.05 + 0.25 * 0.1)
    with pytest.raises(InvalidRequest):
        right.error_bound(float("nan"))
    none = accepted(u, np.ones(400, int), draw=100)
    assert none.saved <= breaking(400, 0.95)  # a few of the surest may be wrong without breaking anything
    assert none.saved + len(none.to_label) == 300
    few = accepted(u, np.ones(400, int), draw=10)
    assert (few.threshold, few.error_seen, few.saved) == (None, None, 0)
    assert "people label everything" in few.meaning
    whole = accepted(u, np.arange(400) % 2, draw=400)
    assert (whole.saved, len(whole.to_label)) == (0, 0)


def test_equal_uncertainties_are_taken_in_a_random_order() -> None:
    generator = np.random.default_rng(3)
    wrong = (generator.random(4_000) < 0.2).astype(int)
    found = accepted(np.full(4_000, 0.5), wrong, draw=800, epsilon=0.1)
    assert 0.1 < found.coverage < 0.6  # some of the tie, not all or nothing
    assert wrong[found.accepted].sum() <= 0.1 * 4_000


@given(st.integers(1, 60), st.integers(0, 5), st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_item_has_one_way(n: int, seed: int, replacement: bool) -> None:
    generator = np.random.default_rng(seed)
    u, wrong = generator.integers(0, 4, n) / 4, (generator.random(n) < 0.1).astype(int)
    found = accepted(u, wrong, draw=max(1, n // 2), replacement=replacement, epsilon=0.2, seed=seed)
    ways = np.concatenate((np.flatnonzero(found.accepted), np.unique(found.drawn), found.to_label))
    assert sorted(ways) == list(range(n))
    assert found.coverage == found.saved / n


def test_labels_may_be_anything() -> None:
    found = q.pac_labels([0.1, 0.2, 0.3], ["a", "b", None], lambda items: ["a", "b", None][: len(items)], draw=3)
    assert len(found.drawn) == 3


def test_what_cannot_be_is_refused() -> None:
    for bad in (lambda: accepted(np.array([0.1, np.nan]), np.zeros(2, int)), lambda: accepted(np.zeros(0), np.zeros(0, int)),
                lambda: q.pac_labels([0.1], ["a", "b"], lambda items: items),
                lambda: q.pac_labels([0.1, 0.2], ["a", "b"], lambda items: ["a"], draw=2),
                lambda: q.conformal_selection([0.1], [2], [0.1]), lambda: q.conformal_selection([0.1], [], [0.1]),
                lambda: q.conformal_selection([np.inf], [1], [0.1])):  # fmt: skip
        with pytest.raises(InvalidData):
            bad()
    for bad in (lambda: accepted(np.zeros(2), np.zeros(2, int), epsilon=0.0),
                lambda: accepted(np.zeros(2), np.zeros(2, int), draw=3), lambda: q.calibration_draw(0, 1),
                lambda: q.conformal_selection([0.1], [1], [0.1], 1.0)):  # fmt: skip
        with pytest.raises(InvalidRequest):
            bad()


def test_conformal_p_values_are_the_papers() -> None:
    calibration, asked = ([0.9, 0.8, 0.5, 0.3], [0, 1, 0, 1]), [0.95, 0.8, 0.4, 0.1]
    found = q.conformal_selection(*calibration, asked, 0.55)
    assert found.p_values.tolist() == [1 / 5, 2 / 5, 2 / 5, 3 / 5]
    assert found.selected.tolist() == [True, True, True, False]  # 2/5 <= .55 * 3/4, and 3/5 > .55
    assert not q.conformal_selection(*calibration, asked, 0.5).selected.any()
    assert q.conformal_selection([], [], [0.5]).selected.tolist() == [False]
    assert q.conformal_selection([0.5], [0], []).coverage == 0


def test_of_what_is_selected_no_more_is_wrong_on_average_than_promised() -> None:
    generator, shares, many = np.random.default_rng(4), [], []
    for _ in range(400):
        u, wrong = model(generator, 1_500)
        found = q.conformal_selection(1 - u[:500], wrong[:500], 1 - u[500:], 0.1)
        chosen = wrong[500:][found.selected]
        shares.append(chosen.mean() if len(chosen) else 0.0)
        many.append(found.coverage)
    assert np.mean(shares) <= 0.1 + 3 * np.std(shares) / 20
    assert np.mean(many) > 0.3
