"""Published and recomputed values of every coefficient, and second implementations as oracles."""

from __future__ import annotations

import csv

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.agreement.cohen import from_table
from labelwright.quality.agreement.weights import credit
from tests.pictures import real
from tests.unit.quality.reference import ABSTRACTORS, KRIPPENDORFF, SHROUT_FLEISS, published

FOUR = q.from_wide(KRIPPENDORFF)


@pytest.mark.parametrize(
    ("level", "value", "tolerance"),
    [("nominal", 0.743421052632, 1e-9), ("ordinal", 0.815, 5e-4), ("interval", 0.84911, 1e-5), ("ratio", 0.797, 5e-4)],
)
def test_alpha_of_krippendorffs_table(level: str, value: float, tolerance: float) -> None:
    found = q.krippendorff_alpha(FOUR, level)
    assert found.value == pytest.approx(value, abs=tolerance)
    assert (found.n_items, found.n_annotations, found.n_annotators) == (11, 40, 4)
    assert "1 items were rated once" in found.warnings[0]


def test_alpha_on_a_circle() -> None:
    assert q.krippendorff_alpha(FOUR, "circular", period=5).value == pytest.approx(0.790, abs=5e-4)


@pytest.mark.parametrize(
    ("name", "level", "value"),
    [("wikipedia_3x15.csv", "nominal", 0.691358), ("wikipedia_3x15.csv", "interval", 0.810845),
     ("irr_anxiety.csv", "ordinal", 0.228387), ("irr_anxiety.csv", "interval", 0.170099),
     ("irr_video.csv", "ordinal", 0.119463), ("irr_video.csv", "interval", 0.108877)],
)  # fmt: skip
def test_alpha_of_published_tables(name: str, level: str, value: float) -> None:
    assert q.krippendorff_alpha(q.from_wide(published(name)), level).value == pytest.approx(value, abs=1e-6)


def test_alpha_of_hayes_and_krippendorff() -> None:
    rated = q.from_wide(published("hayes_krippendorff_5x40.csv"))
    assert q.krippendorff_alpha(rated, "ordinal").value == pytest.approx(0.7598, abs=1e-4)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("missing", [0.0, 0.4])
def test_alpha_equals_the_package_krippendorff(level: str, missing: float) -> None:
    generator = np.random.default_rng(3)
    truth = generator.integers(0, 5, 200)
    ratings = np.where(generator.random((7, 200)) < 0.7, truth, generator.integers(0, 5, (7, 200))).astype(float)
    ratings[generator.random(ratings.shape) < missing] = np.nan
    theirs = krippendorff.alpha(reliability_data=ratings, level_of_measurement=level)
    assert q.krippendorff_alpha(q.from_reliability_data(ratings), level).value == pytest.approx(theirs, abs=1e-12)


def test_alpha_takes_a_matrix_and_a_function_of_costs() -> None:
    costs = np.array([[abs(a - b) for b in range(5)] for a in range(5)], float)
    by_matrix = q.krippendorff_alpha(FOUR, costs).value
    assert q.krippendorff_alpha(FOUR, lambda a, b: abs(a - b)).value == pytest.approx(by_matrix, abs=1e-15)
    with pytest.raises(InvalidData, match="symmetric"):
        q.krippendorff_alpha(FOUR, np.triu(costs))


@pytest.mark.parametrize(
    ("method", "value", "se", "expected"),
    [(q.gwet_ac1, 0.77544, 0.14295, 0.1903212), (q.fleiss_kappa, 0.76117, 0.15302, 0.2387153),
     (q.conger_kappa, 0.76282, 0.14917, 0.2334252), (q.brennan_prediger, 0.77273, 0.14472, 0.2)],
)  # fmt: skip
def test_chance_corrected_coefficients_of_four_raters(method: object, value: float, se: float, expected: float) -> None:
    found = method(FOUR)  # type: ignore[operator]
    assert (found.value, found.se) == (pytest.approx(value, abs=1e-5), pytest.approx(se, abs=1e-5))
    assert (found.observed, found.expected) == (pytest.approx(0.8181818, abs=1e-6), pytest.approx(expected, abs=1e-6))


@pytest.mark.parametrize(
    ("scheme", "ac2", "conger", "fleiss"),
    [("quadratic", 0.91400, None, 0.86494), ("linear", 0.859, None, None), ("bipolar", 0.900, 0.845, 0.853)],
)
def test_weighted_coefficients(scheme: str, ac2: float, conger: float | None, fleiss: float | None) -> None:
    assert q.gwet_ac2(FOUR, weights=scheme).value == pytest.approx(ac2, abs=5e-4)
    if conger is not None:
        assert q.conger_kappa(FOUR, weights=scheme).value == pytest.approx(conger, abs=5e-4)
    if fleiss is not None:
        assert q.fleiss_kappa(FOUR, weights=scheme).value == pytest.approx(fleiss, abs=5e-4)


def test_coefficients_of_counts() -> None:
    with (real("iaa-reference") / "distrib_6raters.csv").open() as file:
        counts = np.array([row[1:] for row in list(csv.reader(file))[1:]], int)
    rated = q.from_counts(counts)
    for method, value, se in (
        (q.gwet_ac1, 0.4448007, 0.08418757), (q.fleiss_kappa, 0.4139265, 0.08119291),
        (q.brennan_prediger, 0.4388889, 0.08312142),
    ):  # fmt: skip
        found = method(rated)
        assert (found.value, found.se) == (pytest.approx(value, abs=1e-6), pytest.approx(se, abs=1e-6))
    assert q.krippendorff_alpha(rated).value == pytest.approx(0.4204384, abs=1e-6)
    with pytest.raises(InvalidData, match="who"):
        q.conger_kappa(rated)


def test_fleiss_1971() -> None:
    with (real("iaa-reference") / "fleiss1971_30x6.csv").open() as file:
        rows = [row[1:] for row in list(csv.reader(file))[1:]]
    rated = q.from_wide(np.array(rows, object))
    found = q.fleiss_kappa(rated)
    assert (found.value, found.observed, found.expected) == (
        pytest.approx(0.430, abs=5e-4), pytest.approx(0.5556, abs=1e-4), pytest.approx(0.2201, abs=2e-4),
    )  # fmt: skip
    alpha, n = q.krippendorff_alpha(rated).value, 30 * 6
    assert alpha == pytest.approx(1 - (1 - found.value) * (n - 1) / n, abs=1e-12)  # complete designs only


@pytest.mark.parametrize(
    ("scheme", "value"), [(None, 0.7964094), ("linear", 0.843), ("quadratic", 0.892), ("ordinal", 0.872)]
)
def test_cohen_of_the_abstractors(scheme: str | None, value: float) -> None:
    found = from_table(ABSTRACTORS.astype(float), credit(scheme, np.arange(3.0)))
    assert found.value == pytest.approx(value, abs=5e-4 if scheme else 1e-6)
    if scheme is None:
        assert found.se == pytest.approx(0.05891072, abs=1e-6)


@pytest.mark.parametrize("scheme", [None, "linear", "quadratic"])
def test_cohen_equals_scikit_learn_with_a_class_that_nobody_used(scheme: str | None) -> None:
    generator = np.random.default_rng(5)
    a, b = generator.choice([0, 1, 3], 80), generator.choice([0, 1, 3], 80)
    ours = q.cohen_kappa(a, b, weights=scheme, labels=[0, 1, 2, 3])
    assert ours.value == pytest.approx(cohen_kappa_score(a, b, weights=scheme, labels=[0, 1, 2, 3]), abs=1e-12)


def test_cohen_with_one_constant_rater_is_exactly_zero_and_with_two_undefined() -> None:
    assert q.cohen_kappa([1, 1, 1, 1], [1, 2, 1, 2]).value == pytest.approx(0.0, abs=1e-15)
    assert q.cohen_kappa([1, 1, 1], [1, 1, 1]).reason == "no_variation"
    assert q.cohen_kappa([1, None], [1, 1]).reason == "no_pairable_items"


def test_two_people_by_two_people_is_what_each_pair_says() -> None:
    found = q.pairwise_kappa(FOUR)
    for a in range(4):
        for b in range(a):
            alone = q.cohen_kappa(KRIPPENDORFF[:, a], KRIPPENDORFF[:, b], labels=[1, 2, 3, 4, 5])
            assert found.kappa[a, b] == found.kappa[b, a] == pytest.approx(alone.value, abs=1e-12)
            assert found.shared[a, b] == alone.n_items
    assert found.defined.all()
    assert found.meaning.startswith("6 of 6 pairs of people can be compared; ")


def test_pairs_without_a_kappa_are_marked_and_not_nan() -> None:
    nothing = np.nan  # a and b always say 1, c shares one item with b alone
    found = q.pairwise_kappa(q.from_wide([[1, 1, nothing], [1, 1, nothing], [nothing, 1, 2]]))
    assert (found.kappa == np.eye(3)).all()
    assert (found.defined == np.eye(3, dtype=bool)).all()
    assert found.shared.tolist() == [[0, 2, 0], [2, 0, 1], [0, 1, 0]]
    assert str(found).startswith("0 of 3 pairs of people can be compared. ")


@pytest.mark.parametrize(
    ("form", "value"),
    [("ICC(1,1)", 0.166), ("ICC(2,1)", 0.290), ("ICC(3,1)", 0.715), ("ICC(1,k)", 0.443), ("ICC(2,k)", 0.620),
     ("ICC(3,k)", 0.909)],
)  # fmt: skip
def test_icc_of_shrout_and_fleiss(form: str, value: float) -> None:
    assert q.icc(q.from_wide(SHROUT_FLEISS), form).value == pytest.approx(value, abs=5e-4)


@pytest.mark.parametrize(
    ("form", "low", "high"), [("ICC(1,1)", -0.133, 0.723), ("ICC(2,1)", 0.019, 0.761), ("ICC(3,1)", 0.342, 0.946)]
)
def test_icc_intervals_are_those_of_shrout_and_fleiss(form: str, low: float, high: float) -> None:
    found = q.icc(q.from_wide(SHROUT_FLEISS), form)
    assert (found.ci_low, found.ci_high) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))


@pytest.mark.parametrize(
    ("name", "values"),
    [("irr_anxiety.csv", (0.175022, 0.197998, 0.216049)), ("irr_video.csv", (0.11269, 0.156913, 0.195984))],
)
def test_icc_of_published_tables(name: str, values: tuple[float, ...]) -> None:
    rated = q.from_wide(published(name))
    found = [q.icc(rated, form).value for form in ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)")]
    assert found == [pytest.approx(value, abs=1e-6) for value in values]


def test_artstein_and_poesio() -> None:
    with (real("iaa-reference") / "artstein_poesio_ex1.csv").open() as file:
        rows = [(a, b) for a, b, n in list(csv.reader(file))[1:] for _ in range(int(n))]
    one, other = zip(*rows, strict=True)
    rated = q.from_wide(np.array(rows, object))
    assert q.cohen_kappa(np.array(one, object), np.array(other, object)).value == pytest.approx(0.348, abs=1e-3)
    assert q.scott_pi(rated).value == pytest.approx(0.341, abs=1e-3)
    assert q.brennan_prediger(rated).value == pytest.approx(0.4, abs=1e-3)


@pytest.mark.parametrize(("k", "items"), [(2, (979, 803, 559, 280)), (5, (527, 431, 326, 173)), (15, (413, 357, 271, 147))])
def test_pilot_sizes_are_near_those_that_were_simulated(k: int, items: tuple[int, ...]) -> None:
    for guess, simulated in zip((0.6, 0.7, 0.8, 0.9), items, strict=True):
        assert q.plan_pilot(guess, 0.05, n_categories=k).items == pytest.approx(simulated, rel=0.045)
    assert q.expected_half_width(50, 0.7, n_categories=15).half_width == pytest.approx(0.133, abs=1e-3)


@pytest.mark.parametrize("n", [4, 60])
def test_where_no_disagreement_was_seen_there_may_be_some(n: int) -> None:
    rated = q.from_wide([[at % 2, at % 2] for at in range(n)])
    seen = 0.05 ** (1 / n)  # exact one-sided bound of the share that agrees
    for found, chance in (
        (q.percent_agreement(rated), 0.0), (q.fleiss_kappa(rated), 0.5), (q.gwet_ac1(rated), 0.5),
        (q.conger_kappa(rated), 0.5), (q.cohen_kappa([at % 2 for at in range(n)], [at % 2 for at in range(n)]), 0.5),
    ):  # fmt: skip
        assert (found.value, found.se, found.ci_high) == (1, None, 1)
        assert found.ci_low == pytest.approx((seen - chance) / (1 - chance))
    objects = q.from_intervals(np.repeat(range(n), 2), ["a", "b"] * n, [[0, 1]] * 2 * n)
    detection = q.object_agreement(objects).detection
    assert (detection.value, detection.ci_high) == (1, 1)
    assert detection.ci_low == pytest.approx(seen)


def test_labels_of_two_kinds_are_two_labels() -> None:
    assert q.cohen_kappa([1, 2, 1], ["1", "2", "1"]).observed == 0
    assert q.cohen_kappa([1, 2, 1], np.array(["2020-01-01"] * 3, "datetime64[ns]")).observed == 0
    assert q.cohen_kappa([1, 2, 1], [1.0, 2.0, 1.0]).observed == 1


def test_people_who_differ_by_as_much_on_every_item_do_not_tell_items_apart() -> None:
    rated = q.from_wide([[0, 1, 2]] * 6)
    assert q.icc(rated, "ICC(1,1)").value == pytest.approx(-0.5)
    for form in ("ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"):
        assert q.icc(rated, form).reason == "no_variation"
    tenths = q.from_wide([[0.1, 0.2, 0.4]] * 7)  # whose means differ by rounding only
    assert q.icc(tenths, "ICC(3,1)").reason == "no_variation"


@pytest.mark.parametrize("scheme", ["linear", "quadratic", "ordinal", "bipolar"])
def test_weights_know_no_unit(scheme: str) -> None:
    wide = np.array([[0, 1], [1, 2], [2, 2], [0, 0], [4, 1.0]])
    value = q.fleiss_kappa(q.from_wide(wide), weights=scheme).value
    for unit, shift in ((1e-90, 0), (1e90, 0), (2, 1e15)):
        assert q.fleiss_kappa(q.from_wide(wide * unit + shift), weights=scheme).value == pytest.approx(value)


def test_what_cannot_be_asked_of_agreement() -> None:
    for wrong in (
        lambda: q.icc(FOUR, confidence_level=2), lambda: q.annotator_agreement(FOUR, confidence_level=float("nan")),
        lambda: q.krippendorff_alpha(FOUR, ci="bootstrap", n_resamples=0),
        lambda: q.plan_pilot(0.8, 0.05, n_categories=5, raters_per_item=float("inf")),
        lambda: q.plan_pilot(0.8, 0.05, n_categories=5, cost_per_annotation=float("nan")),
        lambda: q.plan_pilot(0.8, 1e-300, n_categories=5), lambda: q.plan_pilot(0.8, 0.05, n_categories=float("nan")),
        lambda: q.expected_half_width(50, 1.5, n_categories=5), lambda: q.expected_half_width(50, -9, n_categories=5),
        lambda: q.expected_half_width(float("nan"), 0.5, n_categories=5),
    ):  # fmt: skip
        with pytest.raises(InvalidRequest):
            wrong()
    for unlike in (
        lambda: q.krippendorff_alpha(FOUR, [["x"]]), lambda: q.krippendorff_alpha(FOUR, [[0], [1, 2]]),
        lambda: q.krippendorff_alpha(FOUR, "circular", period=float("nan")),
        lambda: q.fleiss_kappa(FOUR, weights=[[1], [1, 2]]), lambda: q.plan_pilot(0.8, 0.05, prevalence=[float("nan"), 1]),
        lambda: q.plan_pilot(0.8, 0.05, prevalence=[1e308, 1e308]),
    ):  # fmt: skip
        with pytest.raises(InvalidData):
            unlike()
    assert q.krippendorff_alpha(FOUR, "circular", period=5e-324).value is None  # every number is a whole turn


def test_tables_of_all_labels_that_would_not_fit_are_refused() -> None:
    wide = np.arange(40_000).reshape(-1, 2)
    with pytest.raises(InvalidData, match="too large"):
        q.alpha_per_class(q.from_wide(wide))


def test_an_order_that_only_the_alphabet_gave_is_said() -> None:
    columns = [1, 1, 2, 2], ["a", "b"] * 2, ["low", "mid", "high", "high"]
    assert any("alphabetical" in note for note in q.krippendorff_alpha(q.from_columns(*columns), "ordinal").warnings)
    declared = q.from_columns(*columns, value_domain=["low", "mid", "high"])
    assert not any("alphabetical" in note for note in q.krippendorff_alpha(declared, "ordinal").warnings)
    assert not any("alphabetical" in note for note in q.krippendorff_alpha(q.from_columns(*columns)).warnings)
