"""Items by how many annotations they have, so that m columns of labels are compared column by column, as arrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from labelwright.quality.coding import Codes
from labelwright.quality.matrix import LabelMatrix

_BLOCK = 1 << 18  # annotations compared at once: small enough for the processor's cache


def columns(matrix: LabelMatrix, codes: NDArray[np.int64], begin: NDArray[np.int64]) -> list[Codes]:
    """The labels of a block of items, one array for the first annotation of each, one for the second, and so on."""
    m = int(matrix.per_item[codes[0]])
    if begin[-1] - begin[0] == m * (len(begin) - 1):  # one after another: views instead of copies
        table = matrix.label[begin[0] : begin[-1] + m].reshape(-1, m)
        return [table[:, a] for a in range(m)]
    return [matrix.label[begin + a] for a in range(m)]


def blocks(matrix: LabelMatrix) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairable items of the same number of annotations, in blocks: their codes, and where their annotations begin."""
    per_item = matrix.per_item
    for m in np.flatnonzero(np.bincount(per_item)):
        if m < 2:
            continue
        of_size = np.flatnonzero(per_item == m)
        step = max(1, _BLOCK // int(m))
        for at in range(0, len(of_size), step):
            items = of_size[at : at + step]
            yield items, matrix.starts[items]
