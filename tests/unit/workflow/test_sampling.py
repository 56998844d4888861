"""Draws: reproducible, spread exactly, nested, and not to be guessed without the key."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.workflow import sampling

KEY, OTHER = b"a" * 32, b"b" * 32
rates = st.sampled_from([0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 0.75, 1.0])


@given(st.binary(min_size=16, max_size=32), st.lists(st.integers() | st.text(), min_size=1, max_size=4))
def test_a_draw_follows_from_key_and_name_alone(key: bytes, name: list[object]) -> None:
    assert sampling.number(key, *name) == sampling.number(key, *name)
    assert 0 <= sampling.number(key, *name) < 1 << 63
    assert 0 <= sampling.fraction(key, *name) < 1


def test_another_key_draws_others() -> None:
    one = [sampling.per_item(KEY, "annotate", "review", n, 1, 0.5).drawn for n in range(200)]
    other = [sampling.per_item(OTHER, "annotate", "review", n, 1, 0.5).drawn for n in range(200)]
    assert one != other


@given(rates, rates, st.integers(1, 10**9))
def test_a_larger_rate_draws_a_superset(low: float, high: float, item: int) -> None:
    low, high = sorted((low, high))
    if sampling.per_item(KEY, "a", "b", item, 1, low).drawn:
        assert sampling.per_item(KEY, "a", "b", item, 1, high).drawn


def test_draws_of_items_come_near_their_rate() -> None:
    drawn = sum(sampling.per_item(KEY, "a", "b", n, 1, 0.1).drawn for n in range(20_000))
    assert 1_850 < drawn < 2_150  # 3.5 standard deviations


@given(rates, st.integers(0, 20), st.integers(1, 50))
def test_each_block_of_a_persons_answers_has_its_exact_share(rate: float, minimum: int, person: int) -> None:
    share = Fraction(rate).limit_denominator(100)
    answers = minimum + 3 * share.denominator
    drawn = [sampling.per_annotator(KEY, "a", "b", person, n, rate, minimum).drawn for n in range(1, answers + 1)]
    assert all(drawn[:minimum])
    for block in range(3):
        start = minimum + block * share.denominator
        assert sum(drawn[start : start + share.denominator]) == share.numerator


@given(rates, st.integers(1, 500))
def test_the_recorded_probability_is_the_rate_or_one(rate: float, nth: int) -> None:
    draw = sampling.per_annotator(KEY, "a", "b", 7, nth, rate, 5)
    assert draw.probability == pytest.approx(1.0 if nth <= 5 else rate)


def test_the_place_in_a_block_differs_between_people_and_blocks() -> None:
    def places(person: int) -> list[int]:
        return [n for n in range(1, 101) if sampling.per_annotator(KEY, "a", "b", person, n, 0.1, 0).drawn]

    assert places(1) != places(2)
    assert len({n % 10 for n in places(1)}) > 2, "nobody can foresee the next one"


def test_a_rate_of_nothing_draws_nothing() -> None:
    assert not sampling.per_annotator(KEY, "a", "b", 1, 3, 0.0, 0).drawn


def test_admission_is_an_order_of_its_own_for_each_source() -> None:
    keys = [str(n) for n in range(50)]
    first = sorted(keys, key=lambda k: sampling.admission(KEY, "main", k))
    assert first != sorted(keys, key=lambda k: sampling.admission(KEY, "other", k))
    assert first == sorted(keys, key=lambda k: sampling.admission(KEY, "main", k))
