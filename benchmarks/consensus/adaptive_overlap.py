"""What asking one more person only where it pays costs and gives on real crowds, over 20 orders of arrival."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.rows import Row
from tests.unit.quality.replay import Replay, replay
from tests.unit.quality.test_truth import crowd

ORDERS = 20
# crowd, threshold, golds; labels an item, accuracy, and that of as many labels spread evenly, of another simulation
CASES = (
    ("rte", 0.90, 100, 6.4, 0.919, 0.911),
    ("rte", 0.95, 100, 7.8, 0.927, 0.919),
    ("dog", 0.90, 100, 9.4, 0.837, 0.838),
    ("dog", 0.95, 100, 9.9, 0.842, 0.843),
    ("bluebird", 0.90, 50, 20.5, 0.875, 0.858),
    ("bluebird", 0.95, 50, 31.2, 0.872, 0.889),
)
GAIN = {"rte": 0.005, "dog": -0.005}  # at least


def rows() -> list[Row]:
    """Labels an item, accuracy, gain over spreading evenly; none where the crowds are not at hand."""
    made = []
    for name, threshold, golds, labels, adaptive, uniform in CASES:
        try:
            rated, at, codes = crowd(name)
        except pytest.skip.Exception:
            return []
        truth = codes[np.argsort(at)]
        found = [replay(rated, truth, threshold, order, golds=golds) for order in range(ORDERS)]
        mean = Replay(*(float(np.mean(column)) for column in zip(*(vars(one).values() for one in found), strict=True)))
        what = f"adaptive overlap, {name} until {threshold}"
        simulation = "another simulation"
        gain = mean.adaptive - mean.uniform
        made += [
            Row(f"{what}: labels an item", round(mean.labels, 2), "labels", labels * 1.1, "lower", simulation, labels),
            Row(f"{what}: accuracy", round(mean.adaptive, 4), "share", adaptive - 0.01, "higher", simulation, adaptive),
            Row(f"{what}: accuracy of as many spread evenly", round(mean.uniform, 4), "share", None, "higher", simulation, uniform),
            Row(f"{what}: gain over spreading evenly", round(gain, 4), "share", GAIN.get(name), "higher"),
            Row(f"{what}: settled, of items", round(mean.settled, 3), "share", None, "higher"),
            Row(f"{what}: accuracy of the settled", round(mean.sure, 4), "share", threshold if name == "rte" else None, "higher"),
        ]
    return made
