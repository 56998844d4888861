"""Class mixes that changed, and those that only look so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import labelwright.quality as q
from labelwright.errors import InvalidData
from tests.pictures import real


@pytest.mark.parametrize("shares", [[0.5, 0.5], [0.4] + [0.6 / 14] * 14, [0.9, 0.05, 0.03, 0.01, 0.01]])
def test_the_same_mix_is_called_another_as_seldom_as_it_says(shares: list[float]) -> None:
    generator, p, psi = np.random.default_rng(1), [], []
    for _ in range(60):
        labels = generator.choice(len(shares), 10 * 100, p=shares)
        found = q.mix_by_window(np.arange(1_000) // 100, labels, generator.choice(len(shares), 2_000, p=shares))
        p += [one.p for one in found]
        psi += [one.psi / one.psi_by_chance for one in found]
    assert np.mean(np.array(p) <= 0.05) <= 0.05 + 3.5 * np.sqrt(0.05 * 0.95 / 600)
    assert np.mean(np.array(p) <= 0.05) >= 0.02
    assert 0.6 <= np.mean(psi) <= 1.15


def test_g_is_the_likelihood_ratio_with_williams_correction() -> None:
    one, other = [40, 30, 20, 10], [90, 100, 60, 50]
    (found,) = q.mix_by_window(["w"] * 100, np.repeat(range(4), one), np.repeat(range(4), other))
    plain = stats.chi2_contingency([one, other], correction=False, lambda_="log-likelihood")
    both, n, m = np.add(one, other), 100, 300
    williams = 1 + ((400 / both).sum() - 1) * (400 / n + 400 / m - 1) / (6 * 400 * 3)
    assert found.g == pytest.approx(plain.statistic / williams)
    assert found.p == pytest.approx(stats.chi2.sf(plain.statistic / williams, 3))
    p, p0 = (np.add(rows, 0.5) / (sum(rows) + 2) for rows in (one, other))
    assert found.psi == pytest.approx(((p - p0) * np.log(p / p0)).sum())
    assert found.psi_by_chance == pytest.approx(3 * (1 / 100 + 1 / 300))


def test_rare_classes_count_together() -> None:
    one, other = [50, 40, 6, 4], [500, 460, 22, 18]
    (found,) = q.mix_by_window(["w"] * 100, np.repeat(range(4), one), np.repeat(range(4), other))
    plain = stats.chi2_contingency([[50, 40, 10], [500, 460, 40]], correction=False, lambda_="log-likelihood")
    assert found.g == pytest.approx(plain.statistic, rel=0.03)  # Williams' correction is the rest
    assert found.p == pytest.approx(plain.pvalue, abs=0.01)


def test_the_week_that_changed_is_named_with_its_class() -> None:
    generator = np.random.default_rng(2)
    shares = np.array([0.5, 0.3, 0.15, 0.05])
    weeks = [generator.choice(list("abcd"), 200, p=shares) for _ in range(8)]
    weeks[5] = generator.choice(list("abcd"), 200, p=[0.35, 0.3, 0.15, 0.2])
    found = q.mix_by_window(np.repeat(np.arange(8), 200), np.concatenate(weeks), generator.choice(list("abcd"), 2_000, p=shares))
    assert [one.name for one in found if one.q <= 0.05] == [5]
    assert found[5].moved == "d"
    assert found[5].share == pytest.approx(0.2, abs=0.06)
    assert found[5].reference_share == pytest.approx(0.05, abs=0.02)
    assert found[5].psi > 0.2


def test_the_person_who_prefers_a_class_is_named() -> None:
    generator = np.random.default_rng(3)
    label = generator.choice(3, (20, 120), p=[0.6, 0.3, 0.1])
    label[4] = generator.choice(3, 120, p=[0.9, 0.08, 0.02])
    who, item = np.divmod(np.arange(2_400), 120)
    found = q.mix_by_annotator(q.from_columns(item, who, label.ravel()))
    assert [one.name for one in found if one.q <= 0.01] == [4]
    assert sum(one.n for one in found) == 2_400


def test_a_real_crowd_has_people_with_a_preference() -> None:
    """Bluebird: everybody answered every item, so mixes differ by people alone; 8 say yes to under a fifth or over 4/5."""
    columns = np.loadtxt(real("crowd-nominal") / "bluebird_label.csv", delimiter=",", skiprows=1, dtype=int).T
    matrix = q.from_columns(*columns)
    yes = np.bincount(matrix.annotator, matrix.label) / 108
    found = q.mix_by_annotator(matrix)
    assert {one.n for one in found} == {108}
    extreme = np.abs(yes - yes.mean()) > 0.25
    assert all(found[at].q < 1e-4 for at in np.flatnonzero(extreme))
    assert all(found[at].q > 0.05 for at in np.flatnonzero(np.abs(yes - yes.mean()) < 0.05))


@given(st.integers(0, 1_000))
@settings(max_examples=20, deadline=None)
def test_neither_order_nor_names_matter(seed: int) -> None:
    generator = np.random.default_rng(seed)
    window, label, before = generator.integers(0, 4, 90), generator.choice(4, 90, p=[0.6, 0.2, 0.15, 0.05]), generator.integers(0, 4, 70)
    order = generator.permutation(90)
    one = q.mix_by_window(window, label, before)
    names = np.array(["d", "c", "b", "a"])
    other = q.mix_by_window(9 - window[order], names[label[order]], names[before[::-1]])[::-1]
    assert [found.g for found in one] == pytest.approx([found.g for found in other])
    assert [found.psi for found in one] == pytest.approx([found.psi for found in other])
    assert [found.q for found in one] == pytest.approx([found.q for found in other])


def test_what_cannot_be_said_says_why() -> None:
    assert q.mix_by_window([], [], ["a"]) == []
    assert q.mix_by_window(["w"], ["a"], [])[0].reason == "insufficient"
    assert q.mix_by_window(["w", "w"], ["a", "a"], ["a"])[0].reason == "no_variation"
    assert q.mix_by_annotator(q.from_columns([1, 2], ["a", "a"], [0, 1]))[0].reason == "single_annotator"
    assert q.mix_by_annotator(q.from_columns([], [], [])) == []
    gone = q.from_columns([1, 2, 3], ["a", "b", "c"], [0, 1, 1])
    found = q.mix_by_annotator(gone.kept(np.array([True, True, False])))
    assert [one.reason for one in found] == ["insufficient"] * 3  # too few to make two cells, and nobody


def test_a_reference_of_other_classes_is_far_away() -> None:
    (found,) = q.mix_by_window([1] * 50, ["a"] * 50, ["b"] * 50)
    assert found.p < 1e-10
    assert found.psi > 5


@pytest.mark.parametrize("wrong", [(["w"], [1, 2], [1]), ([["w"]], [[1]], [1])])
def test_columns_that_do_not_fit(wrong: Any) -> None:
    with pytest.raises(InvalidData):
        q.mix_by_window(*wrong)
    with pytest.raises(InvalidData):
        q.mix_by_annotator(q.from_counts([[1, 2]]))
    for missing in ([None, "w"], [float("nan"), 1.0]):
        for columns in ((missing, [1, 2], [1]), (["v", "w"], missing, [1]), (["v", "w"], [1, 2], missing)):
            with pytest.raises(InvalidData, match=r"Row 0 of the .* is missing"):
                q.mix_by_window(*columns)


def test_names_of_two_kinds_are_two_names() -> None:
    assert [one.name for one in q.mix_by_window([1, "1"] * 20, ["a"] * 40, ["a"] * 40)] == [1, "1"]
