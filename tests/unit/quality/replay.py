"""Answers of a real crowd asked for again, one at a time, by a stop rule: what adaptive overlap costs and gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import labelwright.quality as q


@dataclass(frozen=True)
class Replay:
    """Labels an item, accuracy outside the golds, and that of as many labels spread evenly; `settled` is the share of
    items the rule stopped at, `sure` their accuracy."""

    labels: float
    adaptive: float
    uniform: float
    settled: float
    sure: float


def replay(
    rated: q.LabelMatrix, truth: np.ndarray, threshold: float, order: int, *, golds: int = 100, look_ahead: int = 0
) -> Replay:
    """Two answers an item, then what the rule asks for; model and temperature are refitted each round."""
    generator = np.random.default_rng(order)
    items = len(rated.items)
    arrival = np.lexsort((generator.random(len(rated)), rated.item))
    place = np.empty(len(rated), np.int64)
    place[arrival] = np.arange(len(rated)) - rated.starts[rated.item[arrival]]
    drawn = generator.permutation(items)
    gold, rest = drawn[:golds], drawn[golds:]
    have = np.minimum(2, rated.per_item)
    while True:
        model = q.DawidSkene().fit(rated.kept(place < have[rated.item]))
        calibration = q.calibrate_posterior(model.posterior_[gold], truth[gold])
        rule = q.StopRule(threshold, int(rated.per_item.max()), calibration, look_ahead=look_ahead)
        found = rule.decide(model.posterior_, have, model.confusion_matrices_.mean(0))
        ask = (found == "ask") & (have < rated.per_item)
        if not ask.any():
            break
        have = have + ask
    even = np.full(items, have.sum() // items)
    even[generator.permutation(items)[: have.sum() - even.sum()]] += 1
    spread = q.DawidSkene().fit(rated.kept(place < even[rated.item]))
    right, stopped = model.codes() == truth, found == "stop"
    return Replay(
        float(have.mean()),
        float(right[rest].mean()),
        float((spread.codes() == truth)[rest].mean()),
        float(stopped[rest].mean()),
        float(right[rest][stopped[rest]].mean()) if stopped[rest].any() else 1.0,
    )
