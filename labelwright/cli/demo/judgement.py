"""How people of the demo err, and what a reviewer says to it. Chance comes in; nothing here knows a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from labelwright.cli.demo.canvas import HEIGHT, WIDTH
from labelwright.cli.demo.streets import Truth
from labelwright.cli.demo.tickets import CATEGORIES, CONFUSED

FIELD = "vehicles"
_SAME = 0.35  # overlap from which two boxes are about the same vehicle
_TIGHT = 0.68  # overlap under which a box is loose; small vehicles forgive more
_SMALL = 26  # pixels
_HARDLY_SEEN = 15  # pixels of the shorter side under which nobody is told to have missed it
_TAKEN_FOR = {"car": "van", "van": "car", "truck": "van", "bus": "truck", "bicycle": "car"}
_TELLS = {
    "car": "it ends in a low boot", "van": "one body up to the roof, windows only in front",
    "truck": "its load sits behind a cab", "bus": "it has seats and windows all along",
    "bicycle": "two wheels, and the rider counts with it",
}  # fmt: skip

Box = Mapping[str, Any]
Rect = Sequence[float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer does: the verdict and all that goes with it."""

    verdict: str
    reasons: tuple[str, ...] = ()
    comment: str = ""
    answer: Mapping[str, Any] | None = None


# -- answers ---------------------------------------------------------------------------------------------------------


def drawn(rng: Random, truth: Sequence[Truth], care: float) -> dict[str, Any]:
    """The boxes somebody draws. `care` of 1 errs at a usual rate, 2 half as often."""
    boxes = []
    for place, one in enumerate(truth, 1):
        hard = min(one.box[2], one.box[3]) < _SMALL or one.occluded
        if rng.random() < (0.09 if hard else 0.015) / care:
            continue
        loose = rng.random() < 0.06 / care
        kind = _TAKEN_FOR[one.kind] if rng.random() < 0.025 / care else one.kind
        occluded = one.occluded if rng.random() > 0.03 / care else not one.occluded
        boxes.append(_document(f"o{place}", kind, _near(rng, one.box, 0.16 if loose else 0.0), occluded))
    return {FIELD: boxes}


def _near(rng: Random, box: Rect, loose: float) -> tuple[float, float, float, float]:
    x, y, w, h = box
    left = x - loose * w * rng.uniform(0.5, 1) + rng.gauss(0, 1.0)
    top = y - loose * h * rng.uniform(0.5, 1) + rng.gauss(0, 1.0)
    right = x + w + loose * w * rng.uniform(0.5, 1) + rng.gauss(0, 1.0)
    bottom = y + h + loose * h * rng.uniform(0.5, 1) + rng.gauss(0, 1.0)
    left, top = max(0.0, min(left, WIDTH - 5)), max(0.0, min(top, HEIGHT - 5))
    return left, top, max(4.0, min(right, WIDTH) - left), max(4.0, min(bottom, HEIGHT) - top)


def _document(name: str, kind: str, box: Rect, occluded: bool) -> dict[str, Any]:
    return {"id": name, "class": kind, "box": [round(value, 1) for value in box], "attributes": {"occluded": occluded}}


def sorted_as(rng: Random, category: str, care: float) -> dict[str, Any]:
    """The category somebody gives a ticket."""
    wrong = rng.random() < 0.09 / care
    return {"category": rng.choice(CONFUSED[category]) if wrong else category}


# -- verdicts --------------------------------------------------------------------------------------------------------


def overlap(a: Rect, b: Rect) -> float:
    """Intersection over union of two boxes (left, top, width, height).

    >>> overlap((0, 0, 10, 10), (5, 0, 10, 10))
    0.3333333333333333
    """
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0.0, wide) * max(0.0, high)
    return both / (a[2] * a[3] + b[2] * b[3] - both) if both else 0.0


@dataclass(frozen=True, slots=True)
class _Finding:
    reason: str
    said: str


def _matched(truth: Sequence[Truth], boxes: Sequence[Box]) -> dict[int, int]:
    """Which box is about which vehicle, the best pairs first."""
    pairs = sorted(
        ((overlap(one.box, box["box"]), t, b) for t, one in enumerate(truth) for b, box in enumerate(boxes)),
        reverse=True,
    )
    found: dict[int, int] = {}
    for how, t, b in pairs:
        if how >= _SAME and t not in found and b not in found.values():
            found[t] = b
    return found


def _compared(truth: Sequence[Truth], boxes: Sequence[Box]) -> tuple[list[_Finding], list[dict[str, Any]]]:
    """What is to be said about the boxes, and the boxes as they should be."""
    findings: list[_Finding] = []
    right: list[dict[str, Any]] = []
    found = _matched(truth, boxes)
    for t, one in enumerate(truth):
        if t not in found:
            if min(one.box[2], one.box[3]) < _HARDLY_SEEN:
                continue
            hidden = ", partly hidden" if one.occluded else ""
            findings.append(_Finding("missed_object", f"There is one more {one.kind} {_where(one.box)}{hidden}."))
            right.append(_document(f"r{t + 1}", one.kind, one.box, one.occluded))
            continue
        box = boxes[found[t]]
        fixed = dict(box)
        if box["class"] != one.kind:
            findings.append(_Finding("wrong_class", f"The {box['class']} {_where(one.box)} is a {one.kind}: "
                                                    f"{_TELLS[one.kind]}."))  # fmt: skip
            fixed["class"] = one.kind
        bound = _TIGHT if min(one.box[2], one.box[3]) >= _SMALL else 0.5
        if overlap(one.box, box["box"]) < bound:
            said = f"The box of the {one.kind} {_where(one.box)} can sit closer: end it where the {one.kind} ends."
            findings.append(_Finding("loose_box", said))
            fixed["box"] = list(one.box)
        right.append(fixed)
    extra = [place for place in range(len(boxes)) if place not in found.values()]
    for place in extra:
        findings.append(_Finding("extra_object", f"I see no vehicle in the box {_where(boxes[place]['box'])}."))
    return findings, right


def _where(box: Rect) -> str:
    middle = (box[0] + box[2] / 2) / WIDTH
    return "on the left" if middle < 0.36 else "on the right" if middle > 0.64 else "in the middle"


def of_boxes(rng: Random, truth: Sequence[Truth], answer: Mapping[str, Any] | None, *, may_return: bool) -> Verdict:
    """What a reviewer says to somebody's boxes."""
    boxes = list((answer or {}).get(FIELD, ()))
    findings, right = _compared(truth, boxes)
    if not findings and answer is not None:
        return Verdict("accept", comment=rng.choice(("", "", "Every box sits well.", "Nice and tight, thank you.")))
    sentences = list(dict.fromkeys(one.said for one in findings))[:3]
    said = " ".join(sentences) or "One can tell what is here: please look once more."
    reasons = tuple(dict.fromkeys(one.reason for one in findings))
    theirs = {"missed_object", "extra_object"} & set(reasons) or answer is None
    if theirs and may_return:
        begun = rng.choice(("Almost.", "Good start.", "Nearly there."))
        return Verdict("return", reasons or ("other",), f"{begun} {said}")
    return Verdict("correct", reasons or ("other",), f"{said} I have put it right.", {FIELD: right})


def best_of(truth: Sequence[Truth], answers: Sequence[Mapping[str, Any] | None]) -> int:
    """Which of several answers has least to be said about it."""
    counted = [len(_compared(truth, (one or {}).get(FIELD, ()))[0]) + 100 * (one is None) for one in answers]
    return counted.index(min(counted))


_BECAUSE = {
    "late_delivery": "nothing has arrived yet", "damaged_item": "the right thing came, but broken",
    "wrong_item": "something else came than was ordered", "return": "they still have it and want to give it back",
    "refund": "they wait for money that is owed", "double_charge": "they paid more than once",
    "payment_declined": "the payment itself does not go through", "invoice": "they want a document, not money",
    "login": "they cannot get in", "account_change": "they are in, and want something on the account changed",
    "app_error": "the app or page misbehaves", "subscription": "it is about the membership",
    "product_question": "they have not bought it yet", "praise": "nothing is asked for, they are happy",
    "other": "none of the other categories fits",
}  # fmt: skip


def of_category(rng: Random, category: str, answer: Mapping[str, Any] | None, *, may_return: bool) -> Verdict:
    """What an expert says to somebody's category."""
    if (answer or {}).get("category") == category:
        return Verdict("accept", comment=rng.choice(("", "", "", "Right, and not an easy one.")))
    said = f"I read this as {CATEGORIES[category]}: {_BECAUSE[category]}."
    if may_return and rng.random() < 0.35:
        return Verdict("return", ("guideline_misread",), f"{said} Have another look at the guideline, then decide.")
    return Verdict("correct", ("wrong_class",), said, {"category": category})


def plain(verdict: Verdict) -> Verdict:
    """The verdict where several answers were judged: their authors differ, so nothing can go back to one."""
    return replace(verdict, verdict="correct") if verdict.verdict == "return" else verdict
