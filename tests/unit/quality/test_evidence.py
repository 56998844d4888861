"""Evidence for golden items that are alike: what was simulated is found again, exactly and without chance.

Errors among exchangeable answers are a count, so how often and how soon a test stops is a sum over counts, not a draw.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.monitoring.evidence import log_evidence

Stops = Callable[[np.ndarray, np.ndarray], np.ndarray]  # right, wrong -> whether the test ends there


def ended(accuracy: float, stops: list[Stops], most: int) -> list[np.ndarray]:
    """P(ended by each of the ways within n answers), n = 1 .. most, for somebody of this accuracy."""
    alive, out = np.zeros(most + 1), [np.zeros(most) for _ in stops]
    alive[0] = 1.0
    wrong = np.arange(most + 1)
    for n in range(1, most + 1):
        alive = alive * accuracy + np.concatenate(([0.0], alive[:-1])) * (1 - accuracy)
        possible = wrong <= n
        for way, stop in enumerate(stops):
            here = possible & stop(np.where(possible, n - wrong, 0), np.where(possible, wrong, 0))
            out[way][n - 1] = alive[here].sum()
            alive[here] = 0.0
    return [np.cumsum(way) for way in out]


def pausing(p0: float) -> list[Stops]:
    return [lambda right, wrong: log_evidence(right, wrong, p0) >= np.log(20)]


@pytest.mark.parametrize(("p0", "often"), [(0.95, 0.031), (0.90, 0.029)])
def test_people_at_the_target_are_paused_ever_as_seldom_as_was_simulated(p0: float, often: float) -> None:
    paused = ended(p0, pausing(p0), 1_000)[0][-1]
    assert paused == pytest.approx(often, abs=0.005)
    assert paused <= 0.05
    assert ended(p0 + 0.01, pausing(p0), 1_000)[0][-1] < paused


@pytest.mark.parametrize(
    ("p0", "accuracy", "median"),
    [(0.95, 0.90, 153), (0.95, 0.85, 40), (0.95, 0.75, 14), (0.95, 0.65, 8),
     (0.90, 0.85, 247), (0.90, 0.80, 64), (0.90, 0.70, 20), (0.90, 0.60, 11)],
)  # fmt: skip
def test_bad_people_are_paused_after_as_many_answers_as_was_simulated(p0: float, accuracy: float, median: int) -> None:
    paused = ended(accuracy, pausing(p0), 400)[0]
    assert int((paused < 0.5).sum()) + 1 == pytest.approx(median, rel=0.05, abs=1)


@pytest.mark.parametrize(
    ("accuracy", "pause", "answers"), [(0.95, 0.035, 42), (0.85, 0.90, 39), (0.80, 0.98, 24), (0.98, 0.001, 27), (0.90, 0.52, 61)]
)  # fmt: skip
def test_walds_test_ends_as_was_simulated(accuracy: float, pause: float, answers: float) -> None:
    test = q.SPRT(0.95, 0.85)
    value = lambda right, wrong: right * test.if_right + wrong * test.if_wrong  # noqa: E731
    paused, cleared = ended(
        accuracy, [lambda s, f: value(s, f) >= test.upper, lambda s, f: value(s, f) <= test.lower], 1_500
    )
    assert paused[-1] == pytest.approx(pause, abs=0.01)
    assert paused[-1] + cleared[-1] == pytest.approx(1, abs=1e-6)
    assert 1 + (1 - paused - cleared).sum() == pytest.approx(answers, abs=1.5)


def test_walds_bounds_and_steps() -> None:
    test = q.SPRT(0.95, 0.85, 0.05, 0.10)
    assert (test.upper, test.lower) == (pytest.approx(2.890, abs=1e-3), pytest.approx(-2.251, abs=1e-3))
    assert (test.if_wrong, test.if_right) == (pytest.approx(1.0986, abs=1e-4), pytest.approx(-0.1112, abs=1e-4))


@given(st.lists(st.booleans(), max_size=120))
@settings(max_examples=60, deadline=None)
def test_walds_test_is_walds_plan_in_terms_of_people(answers: list[bool]) -> None:
    test, plan = q.SPRT(0.95, 0.85), q.WaldPlan(0.05, 0.15)
    said = {"go on": "go on", "accept": "clear", "refuse": "pause"}
    for right in answers:
        assert test.observe(right) == said[plan.observe(not right)]


def test_a_verdict_of_walds_test_stands() -> None:
    test = q.SPRT(0.95, 0.85)
    assert [test.observe(False) for _ in range(4)] == ["go on", "go on", "pause", "pause"]
    assert test.observe(True) == "pause"
    assert test.answers == 3


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([0.6, 0.9, 0.95]))
@settings(max_examples=40, deadline=None)
def test_evidence_is_the_mean_likelihood_ratio_over_what_is_too_low(right: int, wrong: int, p0: float) -> None:
    prior, e = stats.beta(8, 2), q.EProcess(p0)
    ratio = lambda p: prior.pdf(p) * (p / p0) ** right * ((1 - p) / (1 - p0)) ** wrong  # noqa: E731
    peak = min(p0, (right + 7) / (right + wrong + 8))
    whole = integrate.quad(ratio, 0, p0, points=[peak], limit=200)[0] / prior.cdf(p0)
    assert e.add(right, wrong) == pytest.approx(whole, rel=1e-6)


@given(st.lists(st.booleans(), min_size=1, max_size=60))
@settings(max_examples=30, deadline=None)
def test_answers_one_by_one_and_at_once_in_any_order_are_the_same_evidence(answers: list[bool]) -> None:
    one, other = q.EProcess(0.9), q.EProcess(0.9)
    for right in answers:
        one.observe(right)
    other.add(sum(answers), len(answers) - sum(answers))
    assert one.value == pytest.approx(other.value)
    worse = q.EProcess(0.9)
    worse.add(sum(answers), len(answers) - sum(answers) + 1)
    assert worse.value > one.value


@pytest.mark.parametrize(
    ("right", "wrong", "advice"), [(0, 0, "none"), (0, 1, "none"), (0, 2, "warn"), (2, 3, "watch"), (0, 3, "pause")]
)
def test_evidence_has_the_ladder_of_golden_items(right: int, wrong: int, advice: str) -> None:
    e = q.EProcess(0.9)
    e.add(right, wrong)
    assert e.advice == advice


def test_any_number_of_answers_is_a_number() -> None:
    e = q.EProcess(0.95)
    assert 0 < e.add(10_000_000, 0) < 1e-5
    assert np.isfinite(e.add(0, 10_000_000))
    assert e.advice == "pause"


@pytest.mark.parametrize("right", [5, 18, 20])
def test_a_confidence_sequence_is_wider_than_an_interval_of_one_look(right: int) -> None:
    one, all_ = q.accuracy_interval(right, 20), q.confidence_sequence(right, 20)
    assert all_.low < one.low <= one.high <= all_.high
    assert all_.value == right / 20


def test_a_confidence_sequence_holds_at_all_looks() -> None:
    """P(the truth is ever left out within 300 answers) <= 5 %, exactly, for several truths."""
    for truth in (0.75, 0.9, 0.97):
        out = ended(truth, [lambda s, f, p=truth: _left_out(s, f, p)], 300)[0][-1]
        assert 0.005 < out <= 0.05
    for right, n in ((0, 7), (7, 7), (270, 300)):
        found = q.confidence_sequence(right, n)
        for bound, inward in ((found.low, 1e-6), (found.high, -1e-6)):
            if 0 < bound < 1:
                assert _left_out(np.array(right), np.array(n - right), bound - inward)
                assert not _left_out(np.array(right), np.array(n - right), bound + inward)


def _left_out(right: np.ndarray, wrong: np.ndarray, p: float) -> np.ndarray:
    """By the definition: the marginal of Beta(8, 2) over the likelihood at p is 20 at least."""
    n = right + wrong
    marginal = stats.betabinom.logpmf(right, n, 8, 2)
    return marginal - stats.binom.logpmf(right, n, p) >= np.log(20)


def test_nobody_answered_yet() -> None:
    found = q.confidence_sequence(0, 0)
    assert (found.value, found.low, found.high) == (None, 0.0, 1.0)
    assert q.EProcess(0.9).add(0, 0) == pytest.approx(1)


@pytest.mark.parametrize(
    "wrong",
    [lambda: q.EProcess(1.0), lambda: q.EProcess(float("nan")), lambda: q.EProcess(0.9, (0, 1)), lambda: q.SPRT(0.8, 0.9),
     lambda: q.SPRT(0.9, 0.8, 0.6, 0.5), lambda: q.confidence_sequence(1, 2, alpha=0), lambda: q.confidence_sequence(1, 2, (1, float("inf")))],
)  # fmt: skip
def test_what_cannot_be_asked(wrong: Callable[[], object]) -> None:
    with pytest.raises(InvalidRequest):
        wrong()


def test_what_cannot_have_been_seen() -> None:
    with pytest.raises(InvalidData):
        q.EProcess(0.9).add(-1, 2)
    with pytest.raises(InvalidData):
        q.confidence_sequence(3, 2)
    for many in (float("nan"), float("inf"), 1e300):
        with pytest.raises(InvalidData):
            q.EProcess(0.9).add(many, 1)
        with pytest.raises(InvalidData):
            q.EProcess(0.9).add(1, many)
