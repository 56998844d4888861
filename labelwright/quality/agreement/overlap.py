"""Whether second answers say how well people agree: who was asked for them, under which guideline, and seeing what.

Agreement is measured on answers that were assigned by chance, under one version of the guideline, blind. Answers asked
for because somebody was unsure come from hard items and bias it down; answers given with a model's proposal in view
follow the proposal and bias it up; versions taken together hide that agreement moved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwright.errors import InvalidData
from labelwright.quality.coding import absent, column, encode, present
from labelwright.quality.finite import flag


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
    what = present(items, "items")
    names = ("overlap_reason", "guideline_version", "pre_label_shown")
    columns = zip(names, (overlap_reason, guideline_version, pre_label_shown), strict=True)
    given = {name: column(values, name) for name, values in columns if values is not None}
    for name, values in given.items():
        if values.shape != what.shape:
            raise InvalidData(f"The items have {len(what)} rows and {name} {len(values)}.")
    item, known = encode(what)
    compared = (np.bincount(item, minlength=len(known)) >= 2)[item]
    if not compared.any():
        return ()
    found = []
    if "overlap_reason" in given:
        asked = _each(given["overlap_reason"], lambda reason: reason != by_chance) & compared
        if asked.any():
            hard = len(np.unique(item[asked]))
            found.append(
                f"{asked.sum():,} answers to {hard:,} items were not assigned by chance: where they were asked for"
                " because somebody was unsure they bias agreement down; measure it on answers assigned by chance"
            )
    if "guideline_version" in given:
        read = given["guideline_version"][compared]
        versions = len(encode(read[~absent(read)])[1])
        if versions > 1:
            found.append(f"{versions} versions of the guideline are pooled: whether agreement moved is hidden")
    if "pre_label_shown" in given:
        seen = _each(given["pre_label_shown"], lambda shown: flag(shown, "pre_label_shown")) & compared
        if seen.any():
            share = seen.sum() / compared.sum()
            found.append(f"{share:.0%} of the answers had a proposal in view: agreement may be inflated")
    return tuple(found)


def _each(values: NDArray[Any], is_so: Callable[[Any], bool]) -> NDArray[np.bool_]:
    """Where a value is there and is so."""
    pairs = zip(values.tolist(), absent(values).tolist(), strict=True)
    return np.array([not gone and is_so(value) for value, gone in pairs], np.bool_)
