"""How often golden items come, which one, and when one is worn out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest

POOL = [q.GoldItem(f"{kind}{n}", kind) for kind, many in (("easy", 60), ("hard", 30), ("rare", 10)) for n in range(many)]


def walk(seed: int, items: int, accuracy: float = 0.95) -> list[int]:
    """The slots of a person's golden items, by the schedule's own draws."""
    answers, slots = np.random.default_rng(seed + 1_000), []
    right = 0
    for slot in range(items):
        since = slot - slots[-1] - 1 if slots else slot
        if q.is_gold_slot(q.gold_schedule(right, len(slots), slot, since=since), slot, seed=seed):
            slots.append(slot)
            right += answers.random() < accuracy
    return slots


def test_fifty_golden_answers_take_about_170_items_and_then_they_are_3_to_5_percent() -> None:
    walks = [walk(seed, 1_500) for seed in range(20)]
    assert all(slots[:20] == list(range(20)) for slots in walks)
    assert np.mean([slots[49] for slots in walks]) == pytest.approx(170, rel=0.06)
    assert 0.03 <= np.mean([sum(slot >= 500 for slot in slots) / 1_000 for slots in walks]) <= 0.06
    assert max(int(np.diff(slots).max()) for slots in walks) <= 40


def test_gaps_cannot_be_learned() -> None:
    """A slot is golden as often behind a golden one as behind work; the rate alone decides."""
    drawn = np.array([q.is_gold_slot(0.2, slot, seed=7) for slot in range(10_000)])
    assert drawn.mean() == pytest.approx(0.2, abs=0.015)
    for lag in (1, 2, 5):
        assert drawn[lag:][drawn[:-lag]].mean() == pytest.approx(0.2, abs=0.03)
    other = np.array([q.is_gold_slot(0.2, slot, seed=8) for slot in range(10_000)])
    assert (drawn & other).mean() == pytest.approx(0.04, abs=0.008)


def test_most_golden_items_go_to_whoever_nobody_is_sure_about() -> None:
    sure_good, unsure, sure_bad = (q.gold_schedule(r, 300, 5_000) for r in (299, 286, 200))
    assert sure_good == pytest.approx(0.03, abs=1e-3)
    assert unsure == pytest.approx(0.05, abs=1e-3)
    assert sure_bad == pytest.approx(0.03, abs=1e-3)
    assert q.gold_schedule(286, 300, 5_000, plan=q.GoldPlan(rates=(0.03, 0.20))) > 0.19


@given(
    st.integers(0, 500), st.integers(0, 500), st.integers(0, 3_000), st.integers(0, 60), st.booleans()
)
@settings(max_examples=80, deadline=None)
def test_a_rate_is_a_probability_and_watching_never_lowers_it(right: int, wrong: int, work: int, since: int, watched: bool) -> None:
    golds = right + wrong
    rate = q.gold_schedule(right, golds, golds + work, since=since, watched=watched)
    assert 0.03 - 1e-12 <= rate <= 1
    assert q.gold_schedule(right, golds, golds + work, since=since, watched=True) >= rate
    if since >= 39 or golds + work < 20:
        assert rate == 1


def draws(seed: int, many: int, pool: list[q.GoldItem] = POOL, step: int = 10, **more: Any) -> list[Any]:
    met: dict[Any, int] = {}
    out = []
    for n in range(many):
        name = q.next_gold(pool, met, n * step, seed=seed, **more)
        out.append(name)
        if name is not None:
            met[name] = n * step
    return out


def test_nobody_meets_an_item_twice_until_all_were_met_and_200_items_have_passed() -> None:
    met = draws(1, 130)
    assert len(set(met[:100])) == 100
    assert None not in met
    for name in set(met[100:]):
        assert np.diff([n for n, one in enumerate(met) if one == name]).min() * 10 >= 200
    assert draws(1, 103, apart=None)[100:] == [None] * 3
    assert draws(1, 4, POOL[:3], step=50)[3] is None  # 150 items after the first


def test_strata_come_in_their_shares_from_the_beginning() -> None:
    for seed in range(5):
        kinds = [name[:4] for name in draws(seed, 60)]
        for many in (10, 20, 40, 60):
            for kind, share in (("easy", 0.6), ("hard", 0.3), ("rare", 0.1)):
                assert kinds[:many].count(kind) == pytest.approx(share * many, abs=1.01)
    even = [name[:4] for name in draws(1, 18, shares={"easy": 1, "hard": 1, "rare": 1})]
    assert {even.count(kind) for kind in ("easy", "hard", "rare")} == {6}


def test_what_many_have_met_is_retired() -> None:
    pool = [q.GoldItem("old", exposures=20), q.GoldItem("new", exposures=19)]
    assert {q.next_gold(pool, {}, slot, seed=slot) for slot in range(20)} == {"new"}
    assert q.next_gold(pool, {}, 0, seed=1, cap=19) is None
    assert q.next_gold([], {}, 0, seed=1) is None


def test_people_meet_items_in_orders_of_their_own_and_the_order_of_the_pool_does_not_matter() -> None:
    one, other = draws(1, 40), draws(2, 40)
    assert one != other
    assert draws(1, 40, POOL[::-1]) == one
    assert len({draws(seed, 1)[0] for seed in range(200)}) > 30


def logistic_z(order: np.ndarray, right: np.ndarray) -> float:
    """Rao's score of the slope, by the model's own score and information at slope 0."""
    share, x = right.mean(), np.stack((np.ones(len(order)), order))
    information = share * (1 - share) * x @ x.T
    slope_information = information[1, 1] - information[0, 1] ** 2 / information[0, 0]
    return float(order @ (right - share) / np.sqrt(slope_information))


def test_a_leak_is_rights_score_test_of_a_slope() -> None:
    generator = np.random.default_rng(2)
    order, right = np.arange(60.0), generator.random(60) < np.linspace(0.4, 0.95, 60)
    found = q.gold_leaks(["g"] * 60, order, right)[1]
    assert found.z == pytest.approx(logistic_z(order, right) * np.sqrt(59 / 60))  # permutation knows one less


def test_an_item_that_was_told_of_is_found_and_others_are_not() -> None:
    generator = np.random.default_rng(3)
    golds, order = np.repeat(np.arange(300), 30), np.tile(np.arange(30), 300)
    right = generator.random(len(golds)) < generator.beta(8, 2, 300)[golds]
    right[golds == 7] = (np.arange(30) >= 12) | (np.arange(30) % 4 == 0)
    found = q.gold_leaks(golds, order, right)
    assert found[0].gold is None
    assert [one.gold for one in found[1:] if one.leaked] == [7]
    told = q.gold_leaks(golds, order, generator.random(len(golds)) < 0.6 + 0.01 * order)
    assert told[0].leaked  # a little everywhere: seen in all together, in no item alone
    assert sum(one.leaked for one in told[1:]) < 10


def test_a_leak_by_chance_is_as_rare_as_it_says() -> None:
    generator = np.random.default_rng(4)
    golds, order = np.repeat(np.arange(4_000), 20), np.tile(np.arange(20), 4_000)
    found = q.gold_leaks(golds, order, generator.random(len(golds)) < 0.7)[1:]
    assert sum(one.leaked for one in found) <= 4_000 * 0.00135 + 3 * np.sqrt(4_000 * 0.00135)
    assert np.std([one.z for one in found if one.z is not None]) == pytest.approx(1, abs=0.03)


def test_what_cannot_leak_says_why() -> None:
    found = {one.gold: one for one in q.gold_leaks(["a", "b", "b", "c", "c"], [1, 2, 3, 4, 4], [1, 1, 1, 0, 1])}
    assert [found[name].reason for name in "abc"] == ["insufficient", "no_variation", "no_variation"]
    assert found[None].z is None
    assert [one.gold for one in q.gold_leaks([], [], [])] == [None]


@pytest.mark.parametrize("wrong", [(3, 2, 5), (1, 6, 5), (-1, 2, 5)])
def test_counts_that_cannot_be(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(InvalidData):
        q.gold_schedule(*wrong)


def test_what_cannot_be_asked() -> None:
    with pytest.raises(InvalidRequest):
        q.GoldPlan(rates=(0.5, 0.1))
    with pytest.raises(InvalidRequest):
        q.is_gold_slot(1.5, 0, seed=1)
    with pytest.raises(InvalidRequest):
        q.next_gold(POOL, {}, 0, seed=1, shares={"easy": 0})
    with pytest.raises(InvalidData):
        q.next_gold([q.GoldItem("a"), q.GoldItem("a")], {}, 0, seed=1)
    with pytest.raises(InvalidData):
        q.gold_leaks(["a"], [1, 2], [True, False])
    with pytest.raises(InvalidData):
        q.gold_leaks(["a"], [float("nan")], [True])
    with pytest.raises(InvalidData):
        q.gold_leaks(["a"], ["first"], [True])
    with pytest.raises(InvalidData):
        q.gold_leaks(["a"], [1], [2])
    for golds, order, right in (([None], [1], [True]), (["a"], [1], [[True]]), (["a", "a"], [1e300, 2], [0, 1]), ("a", [1], [1])):
        with pytest.raises(InvalidData):
            q.gold_leaks(golds, order, right)
    for slot, seed in ((-1, 1), (1, -1)):
        with pytest.raises(InvalidRequest):
            q.is_gold_slot(0.1, slot, seed=seed)
        with pytest.raises(InvalidRequest):
            q.next_gold(POOL, {}, slot, seed=seed)
    with pytest.raises(InvalidRequest):
        q.next_gold(POOL, {}, 0, seed=1, shares={"easy": float("nan")})
    with pytest.raises(InvalidRequest):
        q.GoldPlan(prior=(float("nan"), 1))
