"""Many values as one parameter, so that a statement keeps its text whatever their number."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from labelwright.store.engine import Tx


def among(tx: Tx, column: str, name: str) -> str:
    """The condition that `column` is one of the values of parameter `name`."""
    if tx.dialect == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(:{name}))"
    return f"{column} = ANY(:{name})"


def values(tx: Tx, given: Sequence[int] | Sequence[str]) -> object:
    """The values as the parameter."""
    return msgspec.json.encode(given).decode() if tx.dialect == "sqlite" else list(given)
