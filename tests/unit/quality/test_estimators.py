"""What must hold of every estimator: neither order nor names matter, and what is undefined says why.

`ESTIMATORS` names them all; a public name of the room that is neither there nor in `OTHERS` fails the first test.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData
from labelwright.quality.estimate import Estimate
from tests.unit.quality.test_truth import ESTIMATORS as TRUTH

ESTIMATORS: dict[str, Callable[[q.LabelMatrix], Estimate]] = {
    "percent_agreement": q.percent_agreement,
    "scott_pi": lambda m: q.scott_pi(_of_two(m)),
    "fleiss_kappa": q.fleiss_kappa,
    "conger_kappa": q.conger_kappa,
    "gwet_ac1": q.gwet_ac1,
    "gwet_ac2": lambda m: q.gwet_ac2(m, weights="quadratic"),
    "brennan_prediger": q.brennan_prediger,
    "light_kappa": q.light_kappa,
    "krippendorff_alpha": q.krippendorff_alpha,
    "krippendorff_alpha ordinal": lambda m: q.krippendorff_alpha(m, "ordinal"),
    "krippendorff_alpha interval": lambda m: q.krippendorff_alpha(m, "interval", ci="linearized"),
    "icc": q.icc,
    "alpha_per_class": lambda m: q.alpha_per_class(m)[0].alpha,
}
NOMINAL = {"percent_agreement", "fleiss_kappa", "conger_kappa", "gwet_ac1", "brennan_prediger", "light_kappa",
           "krippendorff_alpha"}  # fmt: skip
OTHERS = {  # converters, plans, tables of several numbers, and what has a suite of its own
    "LabelMatrix", "Estimate", "label_matrix", "from_columns", "from_wide", "from_reliability_data", "from_counts",
    "from_crowd_kit", "answer_agreement", "annotator_agreement", "cohen_kappa", "pairwise_kappa", "raters_for",
    "LiveAgreement", "expected_half_width", "plan_pilot", "calibrate_posterior", "expected_calibration_error",
    "reliability", "GoldenEvidence", "accuracy_interval", "beta_prior", "e_bh", "null_error", "BernoulliCUSUM", "EWMA",
    "average_run_length", "cusum_threshold", "AccuracyCertificate", "NonIdentifiableDesign", "difference_estimator",
    "hajek", "horvitz_thompson", "identifiable", "stratified_error_rate",
    "EProcess", "SPRT", "confidence_sequence", "correct_for_key_errors", "suspect_keys",
    "active_seconds", "lead_times", "speed_flags", "change_point", "mix_by_annotator", "mix_by_window",
    "label_information", "spammer_score", "label_patterns", "label_streaks", "shared_errors",
    "GoldItem", "GoldPlan", "gold_leaks", "gold_schedule", "is_gold_slot", "next_gold",
    "plan_certificate", "reviews_until_certified", "ppi_mean", "SamplingPlan", "WaldPlan",
    "confusion_pairs", "find_label_issues",
    "IBCC", "Crowdlab", "choose_model", "LiveConsensus", "collusion_check", "credible_intervals",
    "SequenceMatrix", "from_spans", "span_agreement", "span_f1", "token_agreement", "from_segments", "found_segments",
    "boundary_agreement", "boundary_f1", "gamma_agreement", "unitizing_alpha",
    "ObjectMatrix", "from_boxes", "from_intervals", "from_masks", "from_polygons", "Mask", "polygon_mask", "cluster_labels",
    "variance_components", "answer_distances", "distance_alpha", "ks_agreement", "sigma_agreement", "object_agreement",
    "ObjectConsensus", "staple", "weighted_boxes_fusion",
    "ContinuousConsensus", "OrdinalDawidSkene",
    "intra_annotator_agreement", "overlap_warnings",
    "BradleyTerry", "Comparisons", "NoisyBradleyTerry", "from_comparisons", "next_pairs",
    "chrf_distance", "footrule_distance", "jaccard_distance", "kendall_distance", "masi_distance", "oks_distance",
    "token_f1_distance", "vector_distance", "medoid", "medoids",
    "ColdStartRule", "StopRule", "expected_value_of_information", "random_overlap", "route_answers",
    "BoundedConfidenceSequence", "bounded_confidence_sequence",
    "certificates_by_stratum",
    "SealedAudit",
    "inclusion_probabilities", "neyman_allocation", "permanent_numbers", "stratified_sample", "union_of_designs",
    "correct_for_reviewer",
    "WeightedCertificate",
    "calibration_draw", "conformal_selection", "pac_labels",
    "SwitchingRules",
    "label_quality_scores",
    "box_label_issues",
    "span_label_issues",
    "ambiguity_by_cluster",
    "WindowCounts", "false_firings", "recalibration_effect", "recalibration_triggers",
    "adjudication_yield",
}  # fmt: skip


def _of_two(matrix: q.LabelMatrix) -> q.LabelMatrix:
    return matrix.kept(np.isin(matrix.annotator, np.unique(matrix.annotator)[:2]))


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[int, str, int]]:
    """(item, annotator, label), each pair once."""
    pairs = draw(st.sets(st.tuples(st.integers(0, 7), st.sampled_from("abcd")), max_size=24))
    return [(item, who, draw(st.integers(0, 3))) for item, who in sorted(pairs)]


def matrix(rows: list[tuple[int, str, int]]) -> q.LabelMatrix:
    items, people, labels = ([row[n] for row in rows] for n in range(3))
    return q.from_columns(
        np.array(items, np.int64), np.array(people, object), np.array(labels, np.int64), value_domain=[0, 1, 2, 3]
    )


def numbers(found: Estimate) -> list[float | None]:
    return [found.value, found.se, found.ci_low, found.ci_high, found.observed, found.expected]


def same(one: Estimate, other: Estimate) -> None:
    assert one.reason == other.reason
    for a, b in zip(numbers(one), numbers(other), strict=True):
        assert (a is None) is (b is None)
        assert a is None or b is None or a == pytest.approx(b, rel=1e-7, abs=1e-9)


def test_no_name_of_the_room_escapes_this_suite() -> None:
    covered = {name.split()[0] for name in ESTIMATORS}
    assert covered | OTHERS | set(TRUTH) == set(q.__all__)
    assert not covered & OTHERS


@pytest.mark.parametrize("name", ESTIMATORS)
@given(rows=tables(), seed=st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_order_and_names_of_items_and_people_do_not_matter(name: str, rows: Any, seed: int) -> None:
    # scott_pi picks two people by their order, so there people keep their names
    people = dict(zip("abcd", "abcd" if name == "scott_pi" else "zxyw", strict=True))
    method = ESTIMATORS[name]
    before = method(matrix(rows))
    shuffled = [((item * 5 + 3) % 8, people[who], label) for item, who, label in rows]
    np.random.default_rng(seed).shuffle(shuffled)
    same(before, method(matrix([(int(i), str(w), int(k)) for i, w, k in shuffled])))


@pytest.mark.parametrize("name", sorted(NOMINAL))
@given(rows=tables(), order=st.permutations(range(4)))
@settings(max_examples=30, deadline=None)
def test_names_of_nominal_labels_do_not_matter(name: str, rows: Any, order: list[int]) -> None:
    method = ESTIMATORS[name]
    same(method(matrix(rows)), method(matrix([(item, who, order[label]) for item, who, label in rows])))


@pytest.mark.parametrize("name", ESTIMATORS)
@given(rows=tables())
@settings(max_examples=40, deadline=None)
def test_a_number_or_a_reason_and_never_a_nan(name: str, rows: Any) -> None:
    found = ESTIMATORS[name](matrix(rows))
    assert (found.value is None) is (found.reason is not None)
    assert all(number is None or np.isfinite(number) for number in numbers(found))
    assert found.meaning
    assert str(found)
    assert json.loads(json.dumps(found.to_dict()))["method"] == found.method
    if found.value is not None and found.ci_low is not None and found.ci_high is not None:
        assert found.ci_low <= found.ci_high
        assert name != "percent_agreement" or 0 <= found.ci_low <= found.ci_high <= 1


@pytest.mark.parametrize("name", ESTIMATORS)
def test_what_cannot_be_said_has_its_reason(name: str) -> None:
    method = ESTIMATORS[name]
    assert method(matrix([])).reason in ("no_pairable_items", "category_unused")
    alone = method(matrix([(0, "a", 1), (1, "a", 2)]))
    assert alone.reason in ("single_annotator", "no_pairable_items", "category_unused")
    apart = method(matrix([(0, "a", 1), (1, "b", 2)]))
    assert apart.reason in ("no_pairable_items", "category_unused")


@pytest.mark.parametrize("name", ["fleiss_kappa", "conger_kappa", "krippendorff_alpha", "light_kappa", "icc"])
def test_everybody_says_the_same_is_no_variation(name: str) -> None:
    rows = [(item, who, 1) for item in range(5) for who in "ab"]
    assert ESTIMATORS[name](matrix(rows)).reason == "no_variation"


def test_ac1_of_everybody_saying_the_same_is_one_by_its_definition() -> None:
    found = q.gwet_ac1(matrix([(item, who, 1) for item in range(5) for who in "ab"]))
    assert found.value == 1
    assert "nearly everything" in found.warnings[0]


@pytest.mark.parametrize("name", sorted(NOMINAL - {"light_kappa"}))
def test_ten_thousand_labels_cost_no_table(name: str) -> None:
    rated = q.from_columns(np.repeat(np.arange(8_000), 2), np.tile([0, 1], 8_000), np.arange(16_000) // 2 * 7 % 10_007)
    found = ESTIMATORS[name](rated)
    assert found.value == 1


def test_tables_that_would_not_fit_are_refused_by_name() -> None:
    wide = np.column_stack([np.arange(10_000), np.arange(10_000)[::-1], np.arange(10_000)])
    for method in (q.light_kappa, q.DawidSkene().fit, lambda m: q.krippendorff_alpha(m, "ratio")):
        with pytest.raises(InvalidData, match=r"too large|too many"):
            method(q.from_wide(wide))
