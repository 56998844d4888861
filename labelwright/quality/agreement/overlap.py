"""Whether second answers say how well people agree: who was asked for them, under which guideline, and seeing what.

Agreement is measured on answers that were assigned by chance, under one version of the guideline, blind. Answers asked
for because somebody was unsure come from hard items and bias it down; answers given with a model's proposal in view
follow the proposal and bias it up; versions taken together hide that agreement moved.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData
from labelwright.quality.matrix import encode


def overlap_warnings(
    items: ArrayLike,
    *,
    overlap_reason: ArrayLike | None = None,
    guideline_version: ArrayLike | None = None,
    pre_label_shown: ArrayLike | None = None,
    by_chance: Any = "random",
) -> tuple[str, ...]:
    """Why agreement over these annotations misleads, one sentence each; none where nothing is wrong.

    Columns have one entry for each annotation; those not given are not looked at. `overlap_reason` is `by_chance` for
    answers assigned at random, None for an item's usual ones, anything else for those asked for later. Only items with
    two annotations or more count. Raises InvalidData for columns of different length. O(n).
    """
    what = np.asarray(items)
    names = ("overlap_reason", "guideline_version", "pre_label_shown")
    columns = zip(names, (overlap_reason, guideline_version, pre_label_shown), strict=True)
    given = {name: np.asarray(column, object) for name, column in columns if column is not None}
    for name, column in given.items():
        if column.shape != what.shape or what.ndim != 1:
            raise InvalidData(f"The items have {what.shape} rows and {name} {column.shape}.")
    item, known = encode(what)
    compared = (np.bincount(item, minlength=len(known)) >= 2)[item]
    if not compared.any():
        return ()
    found = []
    if "overlap_reason" in given:
        asked = _each(given["overlap_reason"], lambda reason: reason is not None and reason != by_chance) & compared
        if asked.any():
            hard = len(np.unique(item[asked]))
            found.append(
                f"{asked.sum():,} answers to {hard:,} items were asked for because somebody was unsure: they bias"
                " agreement down; measure it on answers assigned by chance"
            )
    if "guideline_version" in given:
        versions = {version for version in given["guideline_version"][compared].tolist() if version is not None}
        if len(versions) > 1:
            found.append(f"{len(versions)} versions of the guideline are pooled: whether agreement moved is hidden")
    if "pre_label_shown" in given:
        seen = _each(given["pre_label_shown"], bool) & compared
        if seen.any():
            share = seen.sum() / compared.sum()
            found.append(f"{share:.0%} of the answers had a proposal in view: agreement is inflated")
    return tuple(found)


def _each(column: NDArray[Any], is_so: Any) -> NDArray[np.bool_]:
    return np.array([is_so(value) for value in column.tolist()], np.bool_)
