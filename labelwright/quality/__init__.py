"""How sure are we: agreement between people, consensus, checks and proofs. It sees labels, never tasks.

    import labelwright.quality as q

    ratings = q.label_matrix(frame, item="image", annotator="who", label="class")
    print(q.krippendorff_alpha(ratings))

Names are found when they are first asked for, so that whoever needs one method loads only that.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_NAMES = {
    "matrix": (
        "LabelMatrix", "label_matrix", "from_columns", "from_wide", "from_reliability_data", "from_counts",
        "from_crowd_kit",
    ),
    "sequences": ("SequenceMatrix", "from_spans"),
    "objects": ("ObjectMatrix", "from_boxes", "from_intervals", "from_masks", "from_polygons"),
    "matching": ("cluster_labels",),
    "masks": ("Mask", "polygon_mask"),
    "estimate": ("Estimate",),
    "agreement.alpha": ("krippendorff_alpha",),
    "agreement.answers": ("answer_agreement",),
    "agreement.boundaries": ("boundary_agreement", "boundary_f1"),
    "agreement.by_annotator": ("annotator_agreement",),
    "agreement.by_class": ("alpha_per_class",),
    "agreement.chance": (
        "percent_agreement", "scott_pi", "fleiss_kappa", "conger_kappa", "gwet_ac1", "gwet_ac2", "brennan_prediger",
    ),
    "agreement.cohen": ("cohen_kappa", "light_kappa", "pairwise_kappa"),
    "agreement.components": ("variance_components",),
    "agreement.distance": ("answer_distances", "distance_alpha", "ks_agreement", "sigma_agreement"),
    "agreement.gamma": ("gamma_agreement",),
    "agreement.icc": ("icc", "raters_for"),
    "agreement.intra": ("intra_annotator_agreement",),
    "agreement.live": ("LiveAgreement",),
    "agreement.objects": ("object_agreement",),
    "agreement.overlap": ("overlap_warnings",),
    "agreement.pilot": ("expected_half_width", "plan_pilot"),
    "agreement.spans": ("span_agreement", "span_f1", "token_agreement"),
    "agreement.unitizing": ("unitizing_alpha",),
    "consensus.calibration": ("calibrate_posterior", "expected_calibration_error", "reliability"),
    "consensus.bradley_terry": ("BradleyTerry", "NoisyBradleyTerry"),
    "consensus.choice": ("AutoConsensus", "choose_model"),
    "consensus.collusion": ("collusion_check",),
    "consensus.comparisons": ("Comparisons", "from_comparisons"),
    "consensus.continuous": ("ContinuousConsensus",),
    "consensus.credible": ("credible_intervals",),
    "consensus.crowdlab": ("Crowdlab",),
    "consensus.dawid_skene": ("DawidSkene", "OneCoinDawidSkene"),
    "consensus.fusion": ("weighted_boxes_fusion",),
    "consensus.glad": ("GLAD",),
    "consensus.ibcc": ("IBCC",),
    "consensus.live": ("LiveConsensus",),
    "consensus.mace": ("MACE",),
    "consensus.majority": ("MajorityVote", "WeightedVote"),
    "consensus.medoid": ("medoid", "medoids"),
    "consensus.ordinal": ("OrdinalDawidSkene",),
    "consensus.segments": ("found_segments", "from_segments"),
    "consensus.sequence": ("HMMCrowd", "SequenceDawidSkene"),
    "consensus.preferences": ("next_pairs",),
    "consensus.routing": ("expected_value_of_information", "random_overlap", "route_answers"),
    "consensus.stopping": ("ColdStartRule", "StopRule"),
    "consensus.objects": ("ObjectConsensus",),
    "consensus.staple": ("staple",),
    "distances": (
        "chrf_distance", "footrule_distance", "jaccard_distance", "kendall_distance", "masi_distance", "oks_distance",
        "token_f1_distance", "vector_distance",
    ),
    "diagnosis.confusion": ("confusion_pairs",),
    "diagnosis.label_issues": ("find_label_issues", "label_quality_scores"),
    "diagnosis.box_issues": ("box_label_issues",),
    "diagnosis.span_issues": ("span_label_issues",),
    "diagnosis.ambiguity": ("ambiguity_by_cluster",),
    "diagnosis.recalibration": ("WindowCounts", "false_firings", "recalibration_effect", "recalibration_triggers"),
    "diagnosis.adjudication": ("adjudication_yield",),
    "monitoring.evidence": ("EProcess", "SPRT", "confidence_sequence"),
    "monitoring.golden": ("GoldenEvidence", "accuracy_interval", "beta_prior", "e_bh", "null_error"),
    "monitoring.lead_time": ("active_seconds", "lead_times"),
    "monitoring.spam": ("label_information", "spammer_score"),
    "monitoring.streaks": ("label_patterns", "label_streaks"),
    "monitoring.collusion": ("shared_errors",),
    "monitoring.speed": ("speed_flags",),
    "monitoring.keys": ("correct_for_key_errors", "suspect_keys"),
    "monitoring.schedule": ("GoldItem", "GoldPlan", "gold_leaks", "gold_schedule", "is_gold_slot", "next_gold"),
    "monitoring.drift": ("BernoulliCUSUM", "EWMA", "average_run_length", "change_point", "cusum_threshold"),
    "monitoring.mix": ("mix_by_annotator", "mix_by_window"),
    "acceptance.certificate": ("AccuracyCertificate", "certificates_by_stratum", "reviews_until_certified"),
    "acceptance.plan": ("plan_certificate",),
    "acceptance.ppi": ("ppi_mean",),
    "acceptance.sampling": ("SamplingPlan", "WaldPlan"),
    "acceptance.review": (
        "NonIdentifiableDesign", "difference_estimator", "hajek", "horvitz_thompson", "identifiable",
        "stratified_error_rate",
    ),
    "acceptance.betting": ("BoundedConfidenceSequence", "bounded_confidence_sequence"),
    "acceptance.audit": ("SealedAudit",),
    "acceptance.drawing": (
        "inclusion_probabilities", "neyman_allocation", "permanent_numbers", "stratified_sample", "union_of_designs",
    ),
    "acceptance.reviewer": ("correct_for_reviewer",),
    "acceptance.weighted": ("WeightedCertificate",),
    "acceptance.pac": ("calibration_draw", "conformal_selection", "pac_labels"),
    "acceptance.switching": ("SwitchingRules",),
}  # fmt: skip
_WHERE = {name: module for module, names in _NAMES.items() for name in names}

__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"labelwright.quality has no {name}")
    return getattr(import_module(f"labelwright.quality.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
