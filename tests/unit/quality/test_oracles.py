"""Second implementations, by people who never met, answer the same."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

import labelwright.quality as q

with warnings.catch_warnings():  # what they import warns of what it imports
    warnings.simplefilter("ignore")
    import cleanlab.filter
    import cleanlab.multiannotator
    import cleanlab.object_detection.rank
    import cleanlab.rank
    import cleanlab.token_classification.rank
    import crowdkit.aggregation as crowd_kit
    import ensemble_boxes
    import statsmodels.api as sm
    from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa
    from statsmodels.stats.proportion import proportion_confint


def crowd(seed: int, classes: int = 4, items: int = 400, people: int = 8) -> tuple[q.LabelMatrix, pd.DataFrame, np.ndarray]:
    """Labels of people of different skill, in both shapes, and the truth."""
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, classes, items)
    skill = np.linspace(0.5, 0.95, people)
    wide = np.where(generator.random((items, people)) < skill, truth[:, None], generator.integers(0, classes, (items, people)))
    kept = generator.random(wide.shape) < 0.5
    kept[:, :2] = True
    task, worker = np.nonzero(kept)
    frame = pd.DataFrame({"task": task, "worker": worker, "label": wide[kept]})
    return q.from_crowd_kit(frame), frame, truth


@pytest.mark.parametrize("seed", [1, 2])
def test_fleiss_and_cohen_are_those_of_statsmodels(seed: int) -> None:
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, 4, (200, 1))
    wide = np.where(generator.random((200, 3)) < 0.7, truth, generator.integers(0, 4, (200, 3)))
    assert q.fleiss_kappa(q.from_wide(wide)).value == pytest.approx(fleiss_kappa(aggregate_raters(wide)[0]))
    table = np.zeros((4, 4))
    np.add.at(table, (wide[:, 0], wide[:, 1]), 1)
    for ours, theirs in ((None, None), ("linear", "linear"), ("quadratic", "quadratic")):
        mine = q.cohen_kappa(wide[:, 0], wide[:, 1], weights=ours, labels=[0, 1, 2, 3])
        other = cohens_kappa(table, wt=theirs)
        assert mine.value == pytest.approx(other.kappa)
        assert mine.se == pytest.approx(other.std_kappa, rel=1e-6)


@pytest.mark.parametrize(("mine", "theirs"), [("jeffreys", "jeffreys"), ("wilson", "wilson"), ("clopper_pearson", "beta")])
@pytest.mark.parametrize(("right", "n"), [(0, 7), (18, 20), (33, 33), (470, 500)])
def test_intervals_of_shares_are_those_of_statsmodels(mine: Any, theirs: str, right: int, n: int) -> None:
    found = q.accuracy_interval(right, n, method=mine)
    low, high = proportion_confint(right, n, method=theirs)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))


def test_a_leaks_score_is_that_of_statsmodels_logistic_model() -> None:
    generator = np.random.default_rng(2)
    order, right = np.arange(60.0), generator.random(60) < np.linspace(0.4, 0.95, 60)
    flat = sm.GLM(right.astype(float), np.ones((60, 1)), family=sm.families.Binomial()).fit()
    square = float(flat.score_test(exog_extra=order[:, None])[0][0])
    found = q.gold_leaks(["g"] * 60, order, right)[1]
    assert found.z == pytest.approx(np.sqrt(square * 59 / 60))  # under permutation


def test_lead_times_are_those_of_statsmodels_mixed_model() -> None:
    generator = np.random.default_rng(5)
    item = np.repeat(np.arange(80), 5)
    who = np.concatenate([generator.choice(12, 5, replace=False) for _ in range(80)])
    x = generator.normal(3, 0.6, 80)[item]
    effects = generator.normal(0, 0.3, 80)[item] + generator.normal(0, 0.25, 12)[who]
    y = 1 + 0.8 * x + effects + generator.normal(0, 0.45, 400)
    frame = pd.DataFrame({"y": y, "x": x, "item": item, "who": who, "all": 1})
    crossed = {"item": "0 + C(item)", "who": "0 + C(who)"}
    theirs = sm.MixedLM.from_formula("y ~ x", groups="all", vc_formula=crossed, data=frame).fit()
    found = q.lead_times(item, who, np.exp(y), length=np.exp(x))
    assert found.slope == pytest.approx(theirs.params["x"], abs=2e-3)
    assert found.mean == pytest.approx(theirs.params["Intercept"], abs=6e-3)
    blup = theirs.random_effects[1]
    assert found.annotator_effects == pytest.approx(blup.filter(like="who").to_numpy(), abs=0.02)
    assert found.item_effects == pytest.approx(blup.filter(like="item").to_numpy(), abs=0.05)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of pandas, by crowd-kit
@pytest.mark.parametrize("seed", [3, 4])
def test_votes_and_dawid_skene_are_those_of_crowd_kit(seed: int) -> None:
    rated, frame, truth = crowd(seed)

    def theirs(estimator: Any) -> np.ndarray:
        found = estimator.fit(frame).probas_.fillna(0)
        return found.loc[rated.items, rated.labels].to_numpy()

    assert q.MajorityVote().fit(rated).posterior_ == pytest.approx(theirs(crowd_kit.MajorityVote()))
    other, mine = theirs(crowd_kit.DawidSkene(n_iter=200, tol=1e-9)), q.DawidSkene("em", tol=1e-9).fit(rated)
    assert (mine.codes() == other.argmax(1)).mean() > 0.995
    assert np.abs(mine.posterior_ - other).mean() < 5e-3
    assert (mine.codes() == truth).mean() > 0.8


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of pandas, by crowd-kit
@pytest.mark.parametrize("seed", [3, 4])
def test_glad_and_mace_are_those_of_crowd_kit(seed: int) -> None:
    frame = crowd(seed)[1]
    for column in ("worker", "label"):  # their MACE mixes up what is not numbered in the order of appearance
        frame[column] = pd.factorize(frame[column])[0]
    glad = crowd_kit.GLAD(n_iter=10).fit(frame.copy())
    mine = q.GLAD(tol=1e-9).fit(q.from_crowd_kit(frame))
    assert mine.ability_ == pytest.approx(glad.alphas_.loc[mine.annotators_].to_numpy(), abs=0.06)
    assert (mine.predict() == glad.labels_.loc[mine.items_]).mean() > 0.99
    mace = crowd_kit.MACE(n_restarts=1, n_iter=30).fit(frame.copy())
    ours = q.MACE().fit(q.from_crowd_kit(frame))
    assert (ours.predict() == mace.labels_.loc[ours.items_]).mean() > 0.98
    theirs = mace.spamming_[:, 1] / mace.spamming_.sum(1)
    assert np.corrcoef(ours.competence_, theirs)[0, 1] > 0.98


@pytest.mark.parametrize(("seed", "single"), [(10, 0.0), (11, 0.5), (12, 0.9)])
def test_crowdlab_is_that_of_cleanlab(seed: int, single: float) -> None:
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, 5, 600)
    wide = np.where(generator.random((600, 9)) < np.linspace(0.4, 0.9, 9), truth[:, None], generator.integers(0, 5, (600, 9))).astype(float)
    order = generator.permuted(np.tile(np.arange(9), (600, 1)), axis=1)
    wide[order >= np.where(generator.random(600) < single, 1, 3)[:, None]] = np.nan
    probs = generator.dirichlet(np.ones(5), 600) * 0.6 + 0.4 * np.eye(5)[truth]
    theirs = cleanlab.multiannotator.get_label_quality_multiannotator(wide, probs, return_weights=True, verbose=False)
    mine = q.Crowdlab().fit(q.from_wide(wide, value_domain=range(5)), probs)
    assert (mine.codes() == theirs["label_quality"]["consensus_label"]).all()
    assert mine.quality_ == pytest.approx(theirs["label_quality"]["consensus_quality_score"].to_numpy(), abs=1e-9)
    assert mine.annotator_weight_ == pytest.approx(theirs["annotator_weight"], abs=1e-9)
    assert mine.model_weight_ == pytest.approx(theirs["model_weight"], abs=1e-9)
    people = theirs["annotator_stats"]["annotator_quality"].sort_index().to_numpy()
    assert mine.annotator_quality_ == pytest.approx(people, abs=1e-9)
    each = theirs["detailed_label_quality"].to_numpy()
    assert mine.label_quality_ == pytest.approx(each[~np.isnan(each)], abs=1e-9)


@pytest.mark.parametrize("seed", [5, 6])
def test_label_issues_are_those_of_cleanlab(seed: int) -> None:
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, 5, 2_000)
    scores = generator.normal(size=(2_000, 5)) + 3 * np.eye(5)[truth]
    probs = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    given = np.where(generator.random(2_000) < 0.08, generator.integers(0, 5, 2_000), truth)
    for score in ("normalized_margin", "self_confidence", "confidence_weighted_entropy"):
        theirs = cleanlab.rank.get_label_quality_scores(given, probs, method=score)
        assert q.label_quality_scores(given, probs, score=score) == pytest.approx(theirs)  # type: ignore[arg-type]
    for by in ("prune_by_noise_rate", "prune_by_class", "both", "confident_learning"):
        mine = q.find_label_issues(given, probs, filter_by=by)  # type: ignore[arg-type]
        flagged = cleanlab.filter.find_label_issues(given, probs, filter_by=by, n_jobs=1)
        both = set(mine.items.tolist()) & set(np.flatnonzero(flagged).tolist())
        assert len(both) >= 0.95 * max(len(mine.items), int(flagged.sum()))


def test_scores_of_documents_are_those_of_cleanlab() -> None:
    generator = np.random.default_rng(15)
    length = generator.integers(1, 12, 60)
    probs = generator.dirichlet(np.ones(4), int(length.sum()))
    labels = generator.integers(0, 4, len(probs))
    cuts = np.cumsum(length)[:-1]
    theirs, _ = cleanlab.token_classification.rank.get_label_quality_scores(
        [part.tolist() for part in np.split(labels, cuts)], np.split(probs, cuts)
    )
    mine = q.span_label_issues(np.repeat(np.arange(60), length), labels, probs)
    assert mine.scores == pytest.approx(theirs)


def test_images_with_wrong_boxes_are_ranked_as_cleanlab_ranks_them() -> None:
    """The formulas differ in what is far and in what is overlooked: the order is alike, and no worse."""
    generator, labels, model, bad = np.random.default_rng(16), [], [], np.zeros(200, bool)
    for image in range(200):
        corner = generator.uniform(0, 800, (5, 2))
        boxes, kind = np.hstack((corner, corner + generator.uniform(30, 150, (5, 2)))), generator.integers(0, 3, 5)
        model += [(image, box + generator.normal(0, 3, 4), k, generator.beta(20, 0.6)) for box, k in zip(boxes, kind, strict=True)]
        bad[image] = image % 3 == 0
        if bad[image]:
            way = image // 3 % 3
            if way == 0:
                boxes, kind = boxes[1:], kind[1:]
            elif way == 1:
                kind[0] = (kind[0] + 1) % 3
            else:
                boxes[0] += 0.35 * np.tile(boxes[0, 2:] - boxes[0, :2], 2)
        labels += [(image, box, k) for box, k in zip(boxes, kind, strict=True)]
    mine = q.box_label_issues(tuple(zip(*labels, strict=True)), tuple(zip(*model, strict=True))).scores  # type: ignore[arg-type]
    given = [{"bboxes": np.array([b for i, b, _ in labels if i == at]), "labels": np.array([k for i, _, k in labels if i == at])}
             for at in range(200)]  # fmt: skip
    predicted = []
    for at in range(200):
        by_class = np.empty(3, object)
        for k in range(3):
            by_class[k] = np.array([[*b, c] for i, b, said, c in model if (i, said) == (at, k)]).reshape(-1, 5)
        predicted.append(by_class)
    theirs = cleanlab.object_detection.rank.get_label_quality_scores(given, predicted, verbose=False)

    def area(scores: np.ndarray) -> float:
        return float((scores[bad][:, None] < scores[~bad]).mean())

    assert np.corrcoef(np.argsort(np.argsort(mine)), np.argsort(np.argsort(theirs)))[0, 1] > 0.8
    assert area(mine) > area(theirs) - 0.02


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_fused_boxes_are_those_of_their_authors(seed: int) -> None:
    generator = np.random.default_rng(seed)
    centre = generator.random((6, 2)) * 0.7 + 0.15
    boxes, scores, labels = [], [], []
    for _ in range(3):
        near = centre + generator.normal(0, 0.01, centre.shape)
        boxes.append(np.clip(np.hstack([near - 0.08, near + 0.08]), 0, 1).tolist())
        scores.append(generator.random(6).tolist())
        labels.append(generator.integers(0, 2, 6).tolist())
    theirs = ensemble_boxes.weighted_boxes_fusion(boxes, scores, labels, [2, 1, 1], iou_thr=0.5, skip_box_thr=0.05)
    mine = q.weighted_boxes_fusion(boxes, scores, labels, [2, 1, 1], iou_thr=0.5, skip_box_thr=0.05)
    for ours, other in zip(mine, theirs, strict=True):
        assert ours == pytest.approx(other, abs=1e-6)


def test_strengths_are_those_of_statsmodels_logistic_model() -> None:
    generator = np.random.default_rng(12)
    theta = generator.normal(size=6)
    left = generator.integers(0, 6, 600)
    right = (left + generator.integers(1, 6, 600)) % 6
    won = generator.random(600) < 1 / (1 + np.exp(theta[right] - theta[left]))
    mine = q.BradleyTerry(prior=1e-6).fit(q.from_comparisons(left, right, np.where(won, left, right)))
    design = (np.eye(6)[left] - np.eye(6)[right])[:, 1:]  # the first option is the zero
    model = sm.GLM(won.astype(float), design, family=sm.families.Binomial()).fit()
    for option in range(1, 6):
        difference, se = mine.difference(option, 0)
        assert difference == pytest.approx(model.params[option - 1], abs=1e-5)
        assert se == pytest.approx(model.bse[option - 1], rel=1e-4)
