"""Gamma and the alpha of units: published values, all alignments by trying, and what names and order do not change."""

from __future__ import annotations

import csv
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.agreement.alignment import Units, best_alignment
from labelwright.quality.estimate import Estimate
from tests.pictures import real

Unit = tuple[Any, float, float, Any]


def three() -> list[Unit]:
    """Alex, Paul and Suzan of pygamma-agreement's example."""
    with (real("iaa-reference") / "gamma_alex_paul_suzan.csv").open() as file:
        return [(r["annotator"], float(r["start"]), float(r["end"]), r["category"]) for r in csv.DictReader(file)]


# -- gamma -----------------------------------------------------------------------------------------------------------


def test_gamma_of_the_published_example() -> None:
    found = q.gamma_agreement(three(), alpha=3, n_samples=300)
    assert found.gamma.observed == pytest.approx(0.960625, abs=1e-6)  # pygamma-agreement: 0.96 +- 0.01
    assert found.gamma.value is not None
    assert found.gamma_cat.value is not None
    assert 0.44 <= found.gamma.value <= 0.47
    assert 0.38 <= found.gamma_cat.value <= 0.42
    assert sorted(row for rows in found.alignment for row in rows) == list(range(16))
    for seed in range(4):
        quick = q.gamma_agreement(three(), alpha=3, seed=seed)
        assert quick.n_samples == 30
        assert 0.43 <= (quick.gamma.value or 0) <= 0.47
        assert 0.38 <= (quick.gamma_cat.value or 0) <= 0.42


def test_as_many_random_continua_as_the_precision_needs() -> None:
    found = q.gamma_agreement(three()[:10], n_samples=30, precision=0.05)
    assert found.n_samples > 30
    assert found.precision == pytest.approx(0.05, rel=0.35)
    assert f"out of {found.n_samples} random continua" in found.gamma.warnings[1]


def cost(units: Units, rows: list[int], weights: tuple[float, float, float]) -> float:
    alpha, beta, empty = weights
    total = 0.0
    for a, b in combinations(range(units.j), 2):
        pair = [row for row in rows if units.who[row] in (a, b)]
        if len(pair) < 2:
            total += empty
        else:
            kinds = float(units.kind[pair[0]] != units.kind[pair[1]])
            total += empty * (alpha * float(units.apart(*pair)) + beta * kinds)
    return total / (units.j * (units.j - 1) / 2)


def least(units: Units, left: frozenset[int], weights: tuple[float, float, float], known: dict[frozenset[int], float]) -> float:
    """The least disorder of all alignments, by trying."""
    if not left:
        return 0.0
    if left not in known:
        first = min(left)
        others = [
            [None, *[row for row in left if units.who[row] == who]] for who in range(units.j) if who != units.who[first]
        ]
        known[left] = min(
            cost(units, rows, weights) + least(units, left - set(rows), weights, known)
            for rows in ([first, *[row for row in pick if row is not None]] for pick in product(*others))
        )
    return known[left]


@st.composite
def continua(draw: st.DrawFn) -> Units:
    j = draw(st.integers(2, 4))
    rows = draw(st.lists(st.tuples(st.integers(0, j - 1), st.integers(0, 20), st.integers(1, 6), st.integers(0, 1)), min_size=1, max_size=9))  # fmt: skip
    who, start, length, kind = (np.array(column) for column in zip(*rows, strict=True))
    return Units(who, start * 1.0, (start + length) * 1.0, kind, np.arange(len(rows)), j)


@given(units=continua(), weights=st.tuples(st.sampled_from([0.5, 1, 3]), st.sampled_from([0, 1]), st.sampled_from([0.5, 1])))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_the_best_alignment_is_the_best_of_all(units: Units, weights: tuple[float, float, float]) -> None:
    rows, found = best_alignment(units, weights, 10)
    assert sorted(np.concatenate(rows).tolist()) == list(range(len(units.who)))
    assert all(len(set(units.who[some].tolist())) == len(some) for some in rows)
    assert found == pytest.approx(sum(cost(units, some.tolist(), weights) for some in rows))
    best = least(units, frozenset(range(len(units.who))), weights, {})
    assert best - 1e-9 <= found <= best + 1e-4 * weights[2]
    windowed = best_alignment(units, weights, 1)
    assert sorted(np.concatenate(windowed[0]).tolist()) == list(range(len(units.who)))
    assert windowed[1] >= best - 1e-9


def test_windows_are_near_the_best_on_a_long_crowded_continuum() -> None:
    generator = np.random.default_rng(3)
    start = generator.random(180) * 200
    units = Units(np.repeat([0, 1, 2], 60), start, start + 1 + generator.exponential(3, 180), generator.integers(0, 3, 180), np.arange(180), 3)  # fmt: skip
    exact = best_alignment(units, (1, 1, 1), 60)[1]
    for window, factor in ((4, 1.06), (8, 1.02), (15, 1.0005)):
        assert exact - 1e-3 <= best_alignment(units, (1, 1, 1), window)[1] <= factor * exact


@st.composite
def findings(draw: st.DrawFn) -> list[Unit]:
    rows = st.tuples(st.sampled_from("abc"), st.integers(0, 30), st.integers(1, 8), st.sampled_from("xy"))
    return [(who, s, s + length, kind) for who, s, length, kind in draw(st.lists(rows, max_size=10))]


def same(one: Estimate, other: Estimate) -> None:
    for a, b in zip((one.value, one.observed, one.expected), (other.value, other.observed, other.expected), strict=True):
        assert a == b if a is None or b is None else a == pytest.approx(b, abs=1e-9)


@given(units=findings(), seed=st.integers(0, 9))
@settings(max_examples=25, deadline=None)
def test_order_and_names_change_no_gamma(units: list[Unit], seed: int) -> None:
    before = q.gamma_agreement(units, n_samples=3)
    starts = {}  # people who found units at the same places are told apart by their names alone
    for who in {unit[0] for unit in units}:
        starts[who] = tuple(sorted(unit[1:3] for unit in units if unit[0] == who))
    if len(set(starts.values())) < len(starts):
        return
    names = {"a": "z", "b": "b", "c": "k", "x": "q", "y": "p"}
    shuffled = [(names[who], s, e, names[kind]) for who, s, e, kind in units]
    np.random.default_rng(seed).shuffle(shuffled)  # type: ignore[arg-type]
    after = q.gamma_agreement([(str(w), float(s), float(e), str(k)) for w, s, e, k in shuffled], n_samples=3)
    same(before.gamma, after.gamma)
    for found in (before.gamma, before.gamma_cat):
        numbers = (found.value, found.observed, found.expected)
        assert all(number is None or np.isfinite(number) for number in numbers)
        assert (found.value is None) is (found.reason is not None)


def test_gamma_at_its_ends() -> None:
    alike = [(who, at, at + 4, "xy"[at % 3 % 2]) for who in "abc" for at in range(0, 60, 7)]
    found = q.gamma_agreement(alike)
    assert found.gamma.value == 1
    assert found.gamma_cat.value == 1
    generator = np.random.default_rng(1)
    apart = [(who, s, s + 3, str(k)) for who in "abc" for s, k in zip(generator.random(20) * 200, generator.integers(0, 3, 20), strict=True)]  # fmt: skip
    assert abs(q.gamma_agreement(apart).gamma.value or 1) < 0.15
    one = [(who, 0.0, 1.0, "x") for who in "ab"]
    nothing = q.gamma_agreement([], annotators=["a", "b"])
    assert nothing.gamma.reason == nothing.gamma_cat.reason == "no_variation"
    assert q.gamma_agreement(one[:1]).gamma.reason == "single_annotator"
    assert (q.gamma_agreement(one[:1], annotators=["a", "b"]).gamma.value or 0) < 0.5


def test_what_gamma_cannot_take_is_refused() -> None:
    with pytest.raises(InvalidData, match="Unit 0"):
        q.gamma_agreement([("a", 2.0, 2.0, "x")])
    with pytest.raises(InvalidData, match="Unit 0"):
        q.gamma_agreement([("a", float("nan"), 2.0, "x")])
    with pytest.raises(InvalidData, match="not among"):
        q.gamma_agreement([("a", 0.0, 2.0, "x")], annotators=["b"])
    for wrong in ({"alpha": 0}, {"n_samples": 0}, {"precision": 1.5}, {"max_units_per_window": 0}):
        with pytest.raises(InvalidRequest):
            q.gamma_agreement([], **wrong)  # type: ignore[arg-type]
    crowd = [(who, at * 0.01, 50 + at * 0.01, "x") for who in range(6) for at in range(12)]
    with pytest.raises(InvalidRequest, match="too many"):
        q.gamma_agreement(crowd, n_samples=1, max_units_per_window=12)


# -- alpha of units --------------------------------------------------------------------------------------------------


def two() -> list[Unit]:
    with (real("iaa-reference") / "krippendorff_unitizing.csv").open() as file:
        return [
            (r["annotator"], float(r["offset"]), float(r["offset"]) + float(r["length"]), r["category"])
            for r in csv.DictReader(file)
        ]


def test_alpha_of_units_of_the_published_example() -> None:
    found = q.unitizing_alpha(two(), 150, 450)
    assert found.alpha.value == pytest.approx(0.8591, abs=0.0005)
    c, k = found.by_kind["c"], found.by_kind["k"]
    assert (c.value, c.observed, c.expected) == pytest.approx((0.7286, 0.0144, 0.0532), abs=1e-4)
    assert (k.value, k.observed, k.expected) == pytest.approx((1.0, 0.0, 0.0490), abs=1e-4)
    finer = q.unitizing_alpha([(who, s / 10, e / 10, kind) for who, s, e, kind in two()], 15, 45, step=0.1)
    assert finer.alpha.value == pytest.approx(found.alpha.value)


def by_hand(units: list[Unit], length: float, people: list[Any]) -> tuple[float, float]:
    """D_o and D_e of one kind, unit by unit and gap by gap."""
    mine: dict[Any, list[tuple[float, float]]] = {who: sorted(u[1:3] for u in units if u[0] == who) for who in people}
    gaps = {
        who: [g for g in zip([0.0, *[e for _, e in of]], [*[s for s, _ in of], length], strict=True) if g[1] > g[0]]
        for who, of in mine.items()
    }
    m, observed = len(people), 0.0
    for i, j in product(people, people):
        if i != j:
            observed += sum((s - t) ** 2 + (e - f) ** 2 for s, e in mine[i] for t, f in mine[j] if s < f and t < e)
            observed += sum(2 * (e - s) ** 2 for s, e in mine[i] for t, f in gaps[j] if t <= s and e <= f)
    every = [e - s for of in mine.values() for s, e in of]
    every_gap = [f - t for of in gaps.values() for t, f in of]
    chance = sum(
        (len(every) - 1) * (2 * a**3 - 3 * a * a + a) / 3 + a * a * sum(g - a + 1 for g in every_gap if g >= a) for a in every
    )
    ways = m * length * (m * length - 1) - sum(a * (a - 1) for a in every)
    return observed / (m * (m - 1) * length**2), 2 / length * chance / ways


@given(units=findings())
@settings(max_examples=60, deadline=None)
def test_alpha_of_units_is_its_formula(units: list[Unit]) -> None:
    kept: list[Unit] = []
    for unit in units:
        if all(unit[0] != u[0] or unit[3] != u[3] or unit[2] <= u[1] or u[2] <= unit[1] for u in kept):
            kept.append(unit)
    found = q.unitizing_alpha(kept, 0, 40, annotators=["a", "b", "c"], kinds=["x", "y"])
    for kind in "xy":
        observed, expected = by_hand([unit for unit in kept if unit[3] == kind], 40.0, ["a", "b", "c"])
        estimate = found.by_kind[kind]
        if estimate.value is None:
            assert estimate.reason == "category_unused"
            assert expected == 0
        else:
            assert (estimate.observed, estimate.expected) == pytest.approx((observed, expected))
    names = {"a": "q", "b": "a", "c": "m", "x": "y", "y": "x"}
    renamed = [(names[w], s, e, names[k]) for w, s, e, k in reversed(kept)]
    same(found.alpha, q.unitizing_alpha(renamed, 0, 40, annotators=["a", "m", "q"], kinds=["x", "y"]).alpha)


def test_what_alpha_of_units_cannot_say() -> None:
    unit = ("a", 0.0, 2.0, "x")
    assert q.unitizing_alpha([unit], 0, 9).alpha.reason == "single_annotator"
    assert q.unitizing_alpha([], 0, 9, annotators=["a", "b"]).alpha.reason == "no_variation"
    assert (q.unitizing_alpha([unit], 0, 9, annotators=["a", "b"]).alpha.value or 0) < 1
    with pytest.raises(InvalidData, match="overlap"):
        q.unitizing_alpha([unit, ("a", 1.0, 3.0, "x")], 0, 9)
    with pytest.raises(InvalidData, match="leaves the continuum"):
        q.unitizing_alpha([unit], 1, 9)
    with pytest.raises(InvalidData, match="not declared"):
        q.unitizing_alpha([unit], 0, 9, annotators=["b"])
    with pytest.raises(InvalidRequest, match="no length"):
        q.unitizing_alpha([unit], 9, 9)
