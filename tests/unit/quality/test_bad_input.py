"""What is no answer is refused by name: never a warning of numpy's, NaN in a result, or an error of Python's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest

pytestmark = pytest.mark.filterwarnings("error")

NAN, INF, HUGE = float("nan"), float("inf"), 1e308
HALF = np.full(4, 0.5)
ANSWERS = q.from_wide([["a", "b"], ["b", "b"]])
STOP = q.StopRule(0.9, 5, q.calibrate_posterior([[0.9, 0.1]] * 60, [0] * 60))
BOX, SURE = [[0, 0, 1, 1]], [[0.9, 0.1]]


@pytest.mark.parametrize("rates", [[NAN], ["a"], [[0.1], [0.2]], [1.5], None])
def test_rates_are_a_row_of_shares(rates: Any) -> None:
    plan = q.SamplingPlan(10, 1, 100)
    for of in (plan.oc_curve, plan.aoq, q.SamplingPlan(10, 1).oc_curve):
        with pytest.raises(InvalidData, match="Error rates"):
            of(rates)


REQUESTS: list[Callable[[], Any]] = [
    lambda: q.SamplingPlan(10, 1, INF), lambda: q.SamplingPlan(INF, 1), lambda: q.SamplingPlan(10, NAN),  # type: ignore[arg-type]
    lambda: q.SamplingPlan.showing(1 - 1e-9), lambda: q.SamplingPlan.showing(0.9, lot=0),
    lambda: q.SamplingPlan.by_aql(0.01, 5_000), lambda: q.SamplingPlan.design(0.01, 0.05, lot=10**30),
    lambda: q.bounded_confidence_sequence(HALF, population=NAN),  # type: ignore[arg-type]
    lambda: q.BoundedConfidenceSequence(population=INF),  # type: ignore[arg-type]
    lambda: q.horvitz_thompson([1], [0.5], INF), lambda: q.hajek([1], [0.5], NAN),  # type: ignore[arg-type]
    lambda: q.calibration_draw(NAN, 1), lambda: q.calibration_draw(10, 1.5),  # type: ignore[arg-type]
    lambda: q.neyman_allocation({"a": (10, 5, 1)}, 5, min_per_stratum=NAN),  # type: ignore[arg-type]
    lambda: q.stratified_sample("ab", min_per_stratum=NAN),  # type: ignore[arg-type]
    lambda: q.plan_certificate(HALF, repairs=[NAN]), lambda: q.plan_certificate(HALF, cost_per_review=NAN),  # type: ignore[list-item]
    lambda: q.plan_certificate(HALF, least_success=NAN), lambda: q.plan_certificate([]),
    lambda: q.pac_labels(HALF, list("abab"), lambda rows: ["a"] * len(rows), cost_per_label=NAN),
    lambda: q.BradleyTerry(prior=INF), lambda: q.BradleyTerry(prior=5e-324), lambda: q.BradleyTerry(tol=NAN),
    lambda: q.BradleyTerry(max_iter=NAN), lambda: q.NoisyBradleyTerry(prior_right=HUGE),  # type: ignore[arg-type]
    lambda: q.NoisyBradleyTerry(prior_wrong=NAN), lambda: q.ContinuousConsensus(ridge=INF),
    lambda: q.ContinuousConsensus(prior_strength=INF), lambda: q.ContinuousConsensus(tol=NAN),
    lambda: q.expected_value_of_information(SURE, np.eye(2), temperature=5e-324),
    lambda: q.route_answers(ANSWERS, SURE * 2, [np.eye(2)] * 2, cost=5e-324),
    lambda: q.route_answers(ANSWERS, SURE * 2, [np.eye(2)] * 2, cost_of_error=NAN),
    lambda: q.route_answers(ANSWERS, SURE * 2, [np.eye(2)] * 2, limit=-1),
    lambda: q.intra_annotator_agreement([1, 1], ["a", "a"], [1, 1], [1.0, 2.0], NAN),
    lambda: q.intra_annotator_agreement([1, 1], ["a", "a"], [1, 1], ["mon", "tue"], 2),
    lambda: q.ColdStartRule(NAN), lambda: q.false_firings(lambda rows: True, 10, 2, times=NAN),  # type: ignore[arg-type]
    lambda: q.false_firings(lambda rows: True, 10, 2, windows_a_month=INF),
    lambda: q.recalibration_triggers([q.WindowCounts()], gate=NAN),
    lambda: q.ambiguity_by_cluster(ANSWERS, np.ones((2, 2)), k=NAN),  # type: ignore[arg-type]
    lambda: q.confusion_pairs(["a"], ["b"], ["x"], costs={("a", "b"): HUGE}),
    lambda: q.ppi_mean(HALF, HALF, HALF, weight=NAN), lambda: q.ppi_mean(HALF, HALF, HALF, weight=HUGE),
]  # fmt: skip


@pytest.mark.parametrize("ask", REQUESTS)
def test_numbers_that_cannot_be_are_refused(ask: Callable[[], Any]) -> None:
    with pytest.raises(InvalidRequest):
        ask()


DATA: list[Callable[[], Any]] = [
    lambda: q.horvitz_thompson([1], [5e-324], 10), lambda: q.hajek([1], [NAN], 10), lambda: q.hajek([2], [0.5], 10),
    lambda: q.difference_estimator([1], [0.5], [HUGE], [0.5, 0.5]),
    lambda: q.difference_estimator([1], [0.5], [0.5], [0.5, 0.5], population_probability=[0.5]),
    lambda: q.ppi_mean([HUGE, 1.0], [1, 2], [1]), lambda: q.ppi_mean([1, 2], [1, 2], [[1]]),
    lambda: q.ppi_mean(["a", "b"], [1, 2], [1]),
    lambda: q.correct_for_reviewer((1, INF), 0.9, 0.9), lambda: q.correct_for_reviewer((1, NAN), 0.9, 0.9),
    lambda: q.correct_for_reviewer(np.zeros(3), 0.9, 0.9), lambda: q.correct_for_reviewer(0.1, 0.9, 0.9),  # type: ignore[arg-type]
    lambda: q.stratified_sample(["a", None, "b"]), lambda: q.stratified_sample([["a"], ["b", "c"]]),  # type: ignore[list-item]
    lambda: q.WeightedCertificate([NAN]), lambda: q.inclusion_probabilities(["a"], 1),
    lambda: q.BoundedConfidenceSequence().observe("a"), lambda: q.BoundedConfidenceSequence().observe(NAN),  # type: ignore[arg-type]
    lambda: q.WaldPlan(0.01, 0.05).observe(None), lambda: q.conformal_selection([0.5], [NAN], [0.5]),  # type: ignore[arg-type]
    lambda: q.confusion_pairs(["a", NAN], ["b", "b"], ["x", "x"]),
    lambda: q.confusion_pairs(["a", "a"], ["b", "b"], ["x", pd.NA]),
    lambda: q.confusion_pairs(["a", "a"], ["b", "b"], ["x", "y"], weights=[HUGE, HUGE]),
    lambda: q.adjudication_yield(["a", None], [True, False]), lambda: q.adjudication_yield([["a"]], [True]),  # type: ignore[list-item]
    lambda: q.adjudication_yield(["a"], [pd.NA]), lambda: q.recalibration_effect((1, INF), (1, 10)),
    lambda: q.recalibration_triggers([q.WindowCounts(errors={("a", "b"): NAN})]),
    lambda: q.ambiguity_by_cluster(ANSWERS, np.full((2, 2), HUGE)), lambda: q.ambiguity_by_cluster(ANSWERS, [NAN, 1.0]),
    lambda: q.ambiguity_by_cluster(ANSWERS, [[1], [1, 2]]),
    lambda: q.ambiguity_by_cluster(ANSWERS, ["a", "b"], posterior=np.full((2, 2), HUGE)),
    lambda: q.ambiguity_by_cluster(ANSWERS, ["a", "b"], posterior=[["a", "b"]] * 2),
    lambda: q.ambiguity_by_cluster(ANSWERS, ["a", "b"], texts=["a", None]),  # type: ignore[list-item]
    lambda: q.ambiguity_by_cluster(ANSWERS, ["a", "b"], posterior=np.full((2, 2), 0.9)),
    lambda: q.label_quality_scores([0], [[HUGE, HUGE]]), lambda: q.find_label_issues([[0], [0, 1]], [[0.5, 0.5]] * 2),
    lambda: q.span_label_issues([NAN], [0], SURE), lambda: q.span_label_issues([["a"]], [0], SURE),
    lambda: q.box_label_issues(([None], BOX, ["x"]), (["a"], BOX, ["x"], [0.5])),
    lambda: q.box_label_issues((["a"], BOX, ["x"]), (["a"], BOX, [["x"]], [0.5])),
    lambda: q.box_label_issues((["a"], BOX), (["a"], BOX, ["x"], [0.5])),  # type: ignore[arg-type]
    lambda: q.expected_value_of_information([[HUGE, HUGE]], np.eye(2)),
    lambda: q.expected_value_of_information([["a", "b"]], np.eye(2)),
    lambda: q.expected_value_of_information(SURE, np.eye(2), [[HUGE, 0], [0, 1]]),
    lambda: q.route_answers(ANSWERS, SURE * 2, [np.eye(2)] * 2, cost=["a", "b"]),
    lambda: q.route_answers(ANSWERS, SURE * 2, [np.eye(2)] * 2, open_items=["a", "b"]),
    lambda: q.random_overlap([(1, 2), None]), lambda: q.medoids(ANSWERS, lambda a, b: 1.0, weights=[HUGE, HUGE]),
    lambda: q.medoids(ANSWERS, lambda a, b: 1.0, weights=["a", "b"]),
    lambda: STOP.decide(SURE, [1], promised=[NAN]), lambda: STOP.decide([["a", "b"]], [1]),
    lambda: STOP.decide([[HUGE, HUGE]], [1]), lambda: STOP.decide(SURE, [1], [["a", "b"]] * 2),
    lambda: STOP.decide(SURE, [1], promised=[[1]]), lambda: STOP.decide(SURE, [1], np.ones((2, 2))),
    lambda: q.from_comparisons(["a", NAN], ["b", "c"], ["a", "c"]), lambda: q.from_comparisons([["a"]], ["b"], ["b"]),
    lambda: q.from_comparisons(["a"], ["b"], ["b"], [NAN]), lambda: q.from_comparisons(["a"], ["b"], ["b"], items=[None]),
    lambda: q.ContinuousConsensus().fit(q.from_wide([[-HUGE, HUGE], [0, 1]])),
    lambda: q.chrf_distance(None, "a"), lambda: q.token_f1_distance(1, "a"),  # type: ignore[arg-type]
    lambda: q.jaccard_distance([[1], [2]], {1}), lambda: q.masi_distance({1}, 5),  # type: ignore[arg-type]
    lambda: q.kendall_distance(["a", "b"], [1, 2]), lambda: q.vector_distance([1, NAN], [1, 2]),  # type: ignore[list-item]
    lambda: q.oks_distance([["a", "b"]], [[1, 2]]), lambda: q.oks_distance([[HUGE, 1]], [[1, 2]]),
    lambda: q.oks_distance([[1, 2]], [[1, 2]], scale=HUGE), lambda: q.oks_distance([[1, 2]], [[1, 2]], kappa=HUGE),
    lambda: q.intra_annotator_agreement([1, 1], ["a", "a"], [1, 1], [INF, INF], 2),
    lambda: q.overlap_warnings([1, None]), lambda: q.overlap_warnings([1, 1], pre_label_shown=["no", "yes"]),
    lambda: q.pac_labels(HALF, ["a"] * 3, lambda rows: ["a"] * len(rows)),
]  # fmt: skip


@pytest.mark.parametrize("ask", DATA)
def test_what_is_no_data_is_refused(ask: Callable[[], Any]) -> None:
    with pytest.raises(InvalidData):
        ask()


@pytest.mark.parametrize(
    "counts", [(NAN, 1, 1), (9, NAN, 1), (9, 1, NAN), (INF, 1, 1), ("a", 1, 1), (9, 1), (), (9, -1, -1), 9]
)
def test_strata_are_counted(counts: Any) -> None:
    strata = {"a": counts, "b": (50, 10, 1)}
    with pytest.raises(InvalidData):
        q.stratified_error_rate(strata)
    with pytest.raises(InvalidData):
        q.neyman_allocation(strata, 20)


def test_columns_of_frames_are_read_by_row_and_not_by_index() -> None:
    frame = pd.DataFrame({"u": [0.1, 0.2, 0.3, 0.4], "said": list("abcd"), "stratum": list("xxyy")}, index=[3, 2, 1, 0])
    truth = np.array(list("abcd"))
    found = q.pac_labels(frame["u"], frame["said"], lambda rows: pd.Series(truth[rows], index=rows), draw=4)
    assert found.error_seen is None or found.error_seen == 0
    assert [one.name for one in q.stratified_sample(frame["stratum"], 0.5).strata] == ["x", "y"]
    assert q.correct_for_reviewer(pd.Series([5, 50], index=["wrong", "of"]), 0.9, 0.95).n_items == 50
    assert q.plan_certificate(HALF / 100, repairs=np.array([0, 1]), runs=2).ways[0].repair == 0


def test_distances_of_any_size_are_distances() -> None:
    assert q.kendall_distance([-HUGE, HUGE, 0], [-HUGE, HUGE, 0]) == 0
    assert q.vector_distance([HUGE, -HUGE], [-HUGE, HUGE]) == 1
    assert q.oks_distance([[1e100, 0], [0, 0]], [[-1e100, 0], [0, 0]], kappa=1e-100) == pytest.approx(0.5)


SEEDED: list[Callable[[Any], Any]] = [
    lambda seed: q.krippendorff_alpha(ANSWERS, ci="bootstrap", seed=seed),
    lambda seed: q.plan_certificate([0.1] * 20, seed=seed),
    lambda seed: q.calibration_draw(10, 2, seed=seed),
    lambda seed: q.stratified_sample(["a"] * 5, 0.5, seed=seed),
    lambda seed: q.DawidSkene(n_init=2, seed=seed).fit(ANSWERS),
    lambda seed: q.is_gold_slot(0.1, 3, seed=seed),
]


@pytest.mark.parametrize("draw", SEEDED)
@pytest.mark.parametrize("seed", [-1, 1.5, "a", None, True])
def test_seeds_are_whole_numbers_from_0_on(draw: Callable[[Any], Any], seed: Any) -> None:
    draw(7)
    draw(2**127)  # a secret one
    with pytest.raises(InvalidRequest, match="seed"):
        draw(seed)
