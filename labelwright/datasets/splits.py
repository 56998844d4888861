"""Which split an item falls into: by keyed hash of its group, so that a group never straddles two splits.

The draw depends on the key and the group alone: an item keeps its split from one version to the next, whatever is
added, as long as the shares stay.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from labelwright.errors import InvalidRequest, Problem

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,30}")


def shares(given: Mapping[str, float]) -> dict[str, float]:
    """The shares, checked: names of splits with numbers in (0, 1] that sum to 1 (within a millionth).

    No shares at all is one split, `all`. Raises InvalidRequest with every problem.
    """
    if not given:
        return {"all": 1.0}
    problems = [
        Problem(("splits", name), "is no name for a split", "a lower-case letter, then letters, digits, - or _")
        for name in given
        if not _NAME.fullmatch(name)
    ]
    problems += [
        Problem(("splits", name), f"must be over 0 and at most 1, not {share:g}")
        for name, share in given.items()
        if not 0 < share <= 1
    ]
    if not problems and abs(sum(given.values()) - 1) > 1e-6:
        problems.append(Problem(("splits",), f"must sum to 1, not {sum(given.values()):g}"))
    if problems:
        raise InvalidRequest("The splits cannot be cut like this.", problems)
    return dict(given)


def of(key: bytes, group: str, cut: Mapping[str, float]) -> str:
    """The split of a group: each with the probability that is its share."""
    digest = hashlib.blake2b(group.encode(), key=key[:64], person=b"split", digest_size=8).digest()
    u = int.from_bytes(digest) / (1 << 64)
    name = ""
    for name, share in cut.items():  # noqa: B007 - the last one takes what rounding leaves
        if u < share:
            break
        u -= share
    return name


def group_of(source: str, key: str, group: str | None) -> str:
    """What is drawn for an item: its group, or the item itself where it has none."""
    return f"g|{group}" if group is not None else f"i|{source}|{key}"
