"""Draws the plots of the methods' pages: `python scripts/plots.py [NAME...]` into docs/images/methods.

Each plot is a function, named as its file; what it shows is computed by the library, with fixed seeds. Colours are the
product's own and hold on light and dark pages alike.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

mpl.use("svg")
from matplotlib import pyplot

import labelwright.quality as q

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images" / "methods"
INK, LINE, ACCENT, WARN, BAD, INFO = "#7d828a", "#9aa0a8", "#1f8a86", "#b9791a", "#c9503f", "#4a82c4"
STYLE: Any = {
    "svg.fonttype": "none", "svg.hashsalt": "labelwright", "font.family": "sans-serif", "font.size": 9,
    "figure.figsize": (5.2, 2.7), "figure.constrained_layout.use": True, "axes.spines.top": False,
    "axes.spines.right": False, "axes.edgecolor": LINE, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
    "text.color": INK, "lines.linewidth": 1.6, "legend.frameon": False, "legend.fontsize": 8,
    "savefig.transparent": True,
}  # fmt: skip


def beside(at: Axes) -> None:
    """The legend to the right of what it explains."""
    at.legend(loc="upper left", bbox_to_anchor=(1, 1))


def pilot(at: Axes) -> None:
    """Half of the interval's width against items."""
    items = np.arange(20, 601, 10)
    for guess, colour in ((0.6, BAD), (0.7, WARN), (0.8, INFO), (0.9, ACCENT)):
        half = [q.expected_half_width(int(n), guess, n_categories=15).half_width for n in items]
        at.plot(items, half, color=colour, label=f"alpha {guess}")
    at.axvline(50, color=LINE, linewidth=0.8, linestyle=":")
    at.annotate("the 50 items\nof a usual pilot", (54, 0.24), fontsize=8)
    at.set(xlabel="items with two answers, 15 classes", ylabel="half width of the 95 % interval", ylim=(0, 0.28))
    at.legend()


def paradox(at: Axes) -> None:
    """Coefficients of two people who agree on 90 % while one class grows."""
    shares = np.linspace(0.5, 0.949, 40)
    found: dict[str, list[float]] = {"percent agreement": [], "AC1": [], "Krippendorff's alpha": []}
    for share in shares:
        both, none, split = round(1000 * (share - 0.05)), round(1000 * (0.95 - share)), 50
        wide = np.array([[1, 1]] * both + [[0, 0]] * none + [[0, 1]] * split + [[1, 0]] * split)
        rated = q.from_wide(wide, value_domain=[0, 1])
        found["percent agreement"].append(q.percent_agreement(rated).value or 0.0)
        found["AC1"].append(q.gwet_ac1(rated).value or 0.0)
        found["Krippendorff's alpha"].append(q.krippendorff_alpha(rated, ci=None).value or 0.0)
    for (name, values), colour in zip(found.items(), (LINE, INFO, ACCENT), strict=True):
        at.plot(shares, values, color=colour, label=name)
    at.set(xlabel="share of the common class", ylim=(-0.1, 1.05))
    at.legend(loc="lower left")


def distance(at: Axes) -> None:
    """Distances of boxes within items and by chance."""
    generator = np.random.default_rng(1)
    item = np.repeat(np.arange(300), 3)
    corner = generator.random((900, 2)) * 300
    true = np.hstack([corner, corner + 40])
    rows = [generator.random(900) < 0.85 for _ in range(2)]
    boxes = np.concatenate([true[one] + generator.normal(0, 3, (one.sum(), 4)) for one in rows])
    people = np.repeat([0, 1], [one.sum() for one in rows])
    found = q.answer_distances(q.from_boxes(np.concatenate([item[one] for one in rows]), people, np.sort(
        boxes.reshape(-1, 2, 2), 1).reshape(-1, 4)))  # fmt: skip
    bins = np.linspace(0, 1, 34)
    for values, colour, name in ((found.observed, ACCENT, "same item"), (found.expected, LINE, "different items")):
        share = np.full(len(values), 1 / len(values))
        at.hist(values, bins.tolist(), weights=share, color=colour, alpha=0.75, label=name)
    at.set(xlabel="distance of two people's boxes", ylabel="share of pairs", ylim=(0, 0.3))
    at.annotate(f"sigma {q.sigma_agreement(found).value:.2f}, alpha {q.distance_alpha(found).value:.2f}", (0.55, 0.22))
    at.legend(loc="upper left")


def fused(at: Axes) -> None:
    """Four people's boxes and what becomes of them."""
    rows = [
        (0, [10, 10, 60, 52]), (1, [13, 8, 62, 50]), (2, [11, 12, 58, 54]), (3, [9, 9, 61, 51]),
        (0, [80, 20, 108, 50]), (1, [82, 18, 110, 52]), (3, [125, 30, 145, 48]),
    ]  # fmt: skip
    noise = np.random.default_rng(2)
    items, people, boxes = [0] * 7, [row[0] for row in rows], [row[1] for row in rows]
    for item in range(1, 80):  # other pictures, on which the last person invents a box as well
        for person in range(4):
            items.append(item)
            people.append(person)
            boxes.append((np.array([20, 20, 70, 60]) + noise.normal(0, 2, 4)).tolist())
        if item % 2:
            items.append(item)
            people.append(3)
            boxes.append([150, 10, 170, 30])
    answers = (np.repeat(np.arange(80), 4), np.tile(np.arange(4), 80))
    found = q.ObjectConsensus().fit(q.from_boxes(items, people, boxes, answers=answers)).objects_
    for (x0, y0, x1, y1) in (row[1] for row in rows):
        at.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, edgecolor=LINE, linewidth=0.9))
    for row in np.flatnonzero(found.items == 0):
        x0, y0, x1, y1 = found.geometry[row]
        colour = ACCENT if found.kept[row] else BAD
        style = "-" if found.kept[row] else ":"
        at.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, edgecolor=colour, linewidth=2, linestyle=style))
        drawn = f"{found.drawn[row]} of {found.looked[row]} drew it\nthere with {found.existence[row]:.2f}"
        at.text(x0, y1 + 4, drawn, fontsize=8, va="top")
    at.set(xlim=(0, 175), ylim=(75, 0), xticks=[], yticks=[])
    at.set_aspect("equal")
    for side in at.spines.values():
        side.set_visible(False)


def reliability(at: Axes) -> None:
    """Confidence of Dawid-Skene against accuracy, before and after a temperature."""
    generator = np.random.default_rng(3)
    n, people = 3_000, 30
    truth, hard = generator.integers(0, 4, n), generator.normal(0, 1.6, n)
    shared = generator.integers(0, 4, n)  # where an item misleads, it misleads everybody alike
    skill = generator.normal(1.2, 0.6, people)
    who = np.argsort(generator.random((n, people)), 1)[:, :6]
    right = generator.random((n, 6)) < 0.25 + 0.75 / (1 + np.exp(-(skill[who] - hard[:, None])))
    wrong = np.where(generator.random((n, 6)) < 0.6, shared[:, None], generator.integers(0, 4, (n, 6)))
    label = np.where(right, truth[:, None], wrong)
    rated = q.from_columns(np.repeat(np.arange(n), 6), who.ravel(), label.ravel())
    posterior = q.DawidSkene().fit(rated).posterior_
    mended = q.calibrate_posterior(posterior[:200], truth[:200]).apply(posterior[200:])
    at.plot([0.2, 1], [0.2, 1], color=LINE, linewidth=0.8)
    for said, values, colour in (("as it comes", posterior[200:], BAD), ("after a temperature", mended, ACCENT)):
        bins = q.reliability(values, truth[200:])
        error = q.expected_calibration_error(values, truth[200:])
        x, y = [one.confidence for one in bins], np.array([one.accuracy for one in bins])
        spread = np.maximum([y - [one.low for one in bins], np.array([one.high for one in bins]) - y], 0)
        said = f"{said}: ECE {error:.3f}"
        at.errorbar(x, y, spread, color=colour, marker="o", markersize=3, linewidth=1.2, label=said)
    at.set(xlabel="confidence", ylabel="accuracy", xlim=(0.2, 1.02), ylim=(0, 1.02))
    at.legend(loc="upper left")


def golden(at: Axes) -> None:
    """Evidence against people of four accuracies, target .95."""
    generator = np.random.default_rng(5)
    for accuracy, colour in ((0.95, ACCENT), (0.9, INFO), (0.85, WARN), (0.75, BAD)):
        for run in range(6):
            evidence, path = q.GoldenEvidence(), []
            for wrong in generator.random(120) > accuracy:
                path.append(evidence.observe(bool(wrong), 0.05))
            name = f"{accuracy:.0%} right" if run == 0 else None
            at.plot(np.arange(1, 121), path, color=colour, linewidth=0.9, alpha=0.8, label=name)
    at.axhline(20, color=LINE, linestyle=":", linewidth=0.9)
    at.annotate("pause", (2, 24), fontsize=8)
    at.set(yscale="log", xlabel="golden answers", ylabel="evidence", ylim=(0.05, 2_000))
    beside(at)


def drift(at: Axes) -> None:
    """A CUSUM of errors whose rate doubles after 300 answers."""
    generator = np.random.default_rng(11)
    wrong = generator.random(700) < np.where(np.arange(700) < 300, 0.05, 0.12)
    chart, path = q.BernoulliCUSUM(0.05, 0.10, q.cusum_threshold(2_000, 0.05, 0.10)), []
    for one in wrong:
        path.append(chart.h if chart.observe(bool(one)) else chart.value)
    at.plot(path, color=ACCENT, linewidth=1)
    alarms = np.flatnonzero(np.array(path) == chart.h)
    at.plot(alarms, np.full(len(alarms), chart.h), "o", color=BAD, markersize=5)
    at.axhline(chart.h, color=BAD, linestyle=":", linewidth=0.9)
    at.axvline(300, color=LINE, linestyle=":", linewidth=0.9)
    at.annotate("from here on 12 % instead of 5 % are wrong", (305, chart.h + 0.35), fontsize=8)
    at.annotate("alarm", (5, chart.h + 0.1), fontsize=8)
    at.set(xlabel="answers", ylabel="CUSUM", ylim=(0, chart.h + 0.7))


def oc(at: Axes) -> None:
    """How probable it is that a lot is accepted, for three plans."""
    rates = np.linspace(0, 0.12, 100)
    for plan, colour, name in (
        (q.SamplingPlan.design(0.02, 0.08), ACCENT, "2 % / 8 %"),
        (q.SamplingPlan.design(0.03, 0.07), INFO, "3 % / 7 %"),
        (q.SamplingPlan.design(0.025, 0.05), WARN, "2.5 % / 5 %"),
    ):  # fmt: skip
        at.plot(rates * 100, plan.oc_curve(rates), color=colour, label=f"{name}: {plan.n} items, {plan.c} wrong")
    at.set(xlabel="% wrong in the lot", ylabel="probability of acceptance", ylim=(0, 1.02))
    at.legend()


def certificate(at: Axes) -> None:
    """The evidence for "95 % are right" as reviews come in, lots of four accuracies."""
    n = 20_000
    for accuracy, colour in ((0.99, ACCENT), (0.98, INFO), (0.97, WARN), (0.95, BAD)):
        for run in range(5):
            generator = np.random.default_rng([run, round(accuracy * 100)])
            wrong = generator.permutation(n) < round(n * (1 - accuracy))
            proof, path = q.AccuracyCertificate(n), []
            for one in wrong[:1_500]:
                if proof.observe(bool(one)) != "open":
                    break
                path.append(proof.snapshot().evidence)
            path.append(proof.snapshot().evidence)
            name = f"{accuracy:.0%} right" if run == 0 else None
            at.plot(np.arange(1, len(path) + 1), path, color=colour, linewidth=0.9, label=name)
    at.axhline(20, color=LINE, linestyle=":", linewidth=0.9)
    at.annotate("certified", (1_320, 24), fontsize=8)
    at.set(yscale="log", xlabel="reviews", ylabel="evidence", ylim=(1e-3, 60), xlim=(0, 1_500))
    beside(at)


def stopping(at: Axes) -> None:
    """Accuracy against answers an item: asking until it is sure, and asking as often of everything."""
    generator = np.random.default_rng(8)
    n, most, people = 3_000, 9, 40
    truth, hard = generator.integers(0, 4, n), generator.normal(0, 1.2, n)
    skill = generator.normal(1.6, 0.6, people)
    who = np.argsort(generator.random((n, people)), 1)[:, :most]
    right = generator.random((n, most)) < 0.25 + 0.75 / (1 + np.exp(-(skill[who] - hard[:, None])))
    label = np.where(right, truth[:, None], (truth[:, None] + generator.integers(1, 4, (n, most))) % 4)

    def fitted(answers: np.ndarray) -> q.DawidSkene:
        item, place = np.nonzero(np.arange(most) < answers[:, None])
        return q.DawidSkene().fit(q.from_columns(item, who[item, place], label[item, place], value_domain=range(4)))

    same, calibrations = [], {}
    for m in range(2, most + 1):
        model = fitted(np.full(n, m))
        calibrations[m] = q.calibrate_posterior(model.posterior_[:200], truth[:200])
        same.append((m, float((model.codes() == truth)[200:].mean())))
    at.plot(*zip(*same, strict=True), color=LINE, marker="o", markersize=3, label="as many for every item")
    adaptive = []
    for threshold in (0.8, 0.85, 0.9, 0.95, 0.98):
        answers, rule = np.full(n, 2), q.StopRule(threshold, most, calibrations, min_answers=2)
        for _ in range(most - 2):
            answers += rule.decide(fitted(answers).posterior_, answers) == "ask"
        adaptive.append((answers[200:].mean(), (fitted(answers).codes() == truth)[200:].mean()))
    at.plot(*zip(*adaptive, strict=True), color=ACCENT, marker="o", markersize=3, label="until it is sure enough")
    at.set(xlabel="answers an item", ylabel="accuracy")
    at.legend(loc="lower right")


def schedule(at: Axes) -> None:
    """How often a golden item comes, by what a person got right."""
    right = np.arange(30, 61)
    for target, colour in ((0.95, ACCENT), (0.9, INFO), (0.8, WARN)):
        rates = [q.gold_schedule(int(one), 60, 240, plan=q.GoldPlan(target)) for one in right]
        at.plot(right / 60, rates, color=colour, label=f"target {target}")
    at.set(xlabel="share right of 60 golden answers", ylabel="chance that the next is golden", ylim=(0.025, 0.055))
    at.legend()


def betting(at: Axes) -> None:
    """Bounds of a mean IoU while images come in, and Hoeffding's for one look."""
    iou = np.random.default_rng(1).beta(9, 1, 800)
    found = q.bounded_confidence_sequence(iou, population=4_000)
    n = np.arange(1, len(iou) + 1)
    at.fill_between(n, found.low, found.high, color=ACCENT, alpha=0.25, label="at every look, by betting")
    spread = np.sqrt(np.log(2 / 0.05) / (2 * n))
    means = np.cumsum(iou) / n
    for edge in (means - spread, np.minimum(1, means + spread)):
        at.plot(n, edge, color=LINE, linewidth=1, label="one look, Hoeffding" if edge[0] < 0.5 else None)
    at.axhline(0.9, color=BAD, linewidth=0.8, linestyle=":")
    at.set(xlabel="images", ylabel="mean IoU", ylim=(0.7, 1.0), xlim=(5, 800))
    at.legend(loc="lower right")


def pac(at: Axes) -> None:
    """How much of a model's labels may stand, by the error that is allowed."""
    allowed = (0.01, 0.02, 0.03, 0.05, 0.075, 0.1)
    for accuracy, colour in ((3.0, ACCENT), (2.0, INFO), (1.2, WARN)):
        generator = np.random.default_rng(2)
        confidence = generator.beta(accuracy, 0.5, 8_000)
        truth = generator.integers(0, 15, 8_000)
        labels = np.where(generator.random(8_000) < confidence, truth, (truth + 1) % 15)
        kept = [
            q.pac_labels(1 - confidence, labels, lambda rows, t=truth: t[rows], epsilon=e, alpha=0.05).accepted.mean()
            for e in allowed
        ]  # fmt: skip
        name = f"model right in {(labels == truth).mean():.0%}"
        at.plot(allowed, kept, color=colour, marker="o", markersize=3, label=name)
    at.set(xlabel="error allowed over everything", ylabel="share without a person", ylim=(0, 1))
    at.legend()


def preferences(at: Axes) -> None:
    """Scores of ten systems out of comparisons, of which a quarter come from people who guess."""
    generator = np.random.default_rng(6)
    strength = np.linspace(-2, 2, 10)
    one, other = generator.integers(0, 10, 4_000), generator.integers(0, 10, 4_000)
    keep = one != other
    one, other = one[keep], other[keep]
    who = generator.integers(0, 20, len(one))
    chance = np.where(who < 5, 0.5, 1 / (1 + np.exp(strength[other] - strength[one])))
    winner = np.where(generator.random(len(one)) < chance, one, other)
    rows = q.from_comparisons(one, other, winner, who)
    at.plot([-2.2, 2.2], [-2.2, 2.2], color=LINE, linewidth=0.8)
    for made, name, colour in (
        (q.BradleyTerry(), "everybody alike", WARN), (q.NoisyBradleyTerry(), "people who guess weigh less", ACCENT),
    ):  # fmt: skip
        found = made.fit(rows)
        scores = np.asarray(found.strength_)
        at.plot(strength, scores - scores.mean(), "o", color=colour, markersize=4, label=name)
    at.set(xlabel="true score", ylabel="found")
    at.legend()


PLOTS: tuple[Callable[[Axes], None], ...] = (
    pilot, paradox, distance, fused, reliability, golden, drift, oc, certificate, stopping, schedule, betting, pac,
    preferences,
)  # fmt: skip


def main(names: list[str]) -> None:
    """Draws all of them, or the named ones."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(STYLE):
        for plot in PLOTS:
            if names and plot.__name__ not in names:
                continue
            figure, axes = pyplot.subplots()
            plot(axes)
            figure.savefig(FOLDER / f"{plot.__name__}.svg", metadata={"Date": None})
            pyplot.close(figure)
            print(f"plots: {plot.__name__}")


if __name__ == "__main__":
    main(sys.argv[1:])
