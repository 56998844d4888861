"""Small data sets with published values, typed in from the publications, and where the larger ones lie."""

from __future__ import annotations

import numpy as np

from tests.pictures import real

_ = np.nan
# Krippendorff (2011): four observers, twelve units, values 1 to 5; as units x observers.
KRIPPENDORFF = np.array([
    [1, 1, _, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
    [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [_, 5, 5, 5], [_, _, 1, 1], [_, _, 3, _],
])  # fmt: skip
# Shrout, Fleiss (1979): six targets, four judges.
SHROUT_FLEISS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
# Two abstractors, three kinds of pregnancy (Gwet 2014): the table of their joint labels.
ABSTRACTORS = np.array([[13, 0, 0], [0, 20, 7], [0, 4, 56]])


def published(name: str) -> np.ndarray:
    """A table of items x raters of the larger reference data, NaN where a rater did not answer."""
    return np.genfromtxt(real("iaa-reference") / name, delimiter=",", skip_header=1)[:, 1:]
