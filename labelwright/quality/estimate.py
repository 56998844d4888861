"""What every method answers with: a result that prints as a sentence and turns into plain values for JSON.

An `Estimate` is the common one: a number with its uncertainty, or the reason why there is none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sized
from dataclasses import dataclass, fields, is_dataclass
from math import floor, isfinite
from typing import Any

import numpy as np

NO_PAIRABLE_ITEMS = "no_pairable_items"
NO_VARIATION = "no_variation"
SINGLE_ANNOTATOR = "single_annotator"
SINGLE_ITEM = "single_item"
CATEGORY_UNUSED = "category_unused"
INSUFFICIENT = "insufficient"
NOT_IDENTIFIABLE = "not_identifiable"


_FINEST = 9  # decimals of a percentage
_LISTED = 6  # values that are printed one by one; more are counted


class Result:
    """What is common to results: `print` says what they mean and then each part, `to_dict` gives plain values."""

    __slots__ = ()

    def __str__(self) -> str:
        parts = _parts(self)
        meaning, warnings = parts.pop("meaning", ""), parts.pop("warnings", ())
        return " ".join(filter(None, (meaning, f"{type(self).__name__}: {_listed(parts)}.", sentences(warnings))))

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values for JSON: arrays are lists, whatever is no plain value is its text."""
        return {name: plain(part) for name, part in _parts(self).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(Result):
    """One estimate. `value` is None exactly where `reason` says why; a bare NaN never leaves this room.

    `se` is the standard error on the scale of `value`; `ci_low` and `ci_high` bound it at `confidence_level`, None
    where no interval was asked for or is defined. `observed` and `expected` are what `value` is made of, in the
    method's own terms (agreement, or disagreement). `meaning` says in one sentence what a manager may take from it;
    `warnings` say where it misleads.
    """

    method: str
    value: float | None
    reason: str | None = None
    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    confidence_level: float | None = None
    n_items: int = 0
    n_annotations: int = 0
    n_annotators: int = 0
    observed: float | None = None
    expected: float | None = None
    meaning: str = ""
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.value is None) is (self.reason is None):
            raise ValueError("An estimate has a value or a reason, never both and never neither.")

    def __str__(self) -> str:
        if self.value is None:
            said = f"{self.method}: undefined ({self.reason}). {self.meaning}"
        else:
            said = f"{self.meaning} {self.method} {_bounded(self)}, {self.n_items:,} items."
        return f"{said} {sentences(self.warnings)}".strip()


def sentences(warnings: Collection[str]) -> str:
    """Warnings as they are printed behind a result."""
    return "" if not warnings else f"Mind: {'; '.join(warnings)}."


def at_least(share: float, decimals: int = 1) -> str:
    """A share in a sentence that promises so much or more: never rounded up, and near 1 as exact as that takes.

    >>> at_least(0.95), at_least(0.9996), at_least(0.995, 0)
    ('95.0%', '99.96%', '99.5%')
    """
    shown, decimals = _rounded_down(share, decimals)
    return f"{shown:.{decimals}%}"


def at_most(share: float, decimals: int = 1) -> str:
    """A share in a sentence that promises so much or less: never rounded down.

    >>> at_most(0.05), at_most(0.0004)
    ('5.0%', '0.04%')
    """
    shown, decimals = _rounded_down(1 - share, decimals)
    return f"{1 - shown:.{decimals}%}"


def _rounded_down(share: float, decimals: int) -> tuple[float, int]:
    """The share with so few decimals of a percentage that half of what is missing to 1 is not lost."""
    for many in range(decimals, _FINEST):
        unit = 10.0 ** (many + 2)
        shown = floor(share * unit + 1e-6) / unit
        if share - shown <= (1 - share) / 2:
            return shown, many
    return share, _FINEST


def plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, float):
        return value if isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    if is_dataclass(value):
        return {name: plain(part) for name, part in _parts(value).items()}
    if isinstance(value, Mapping):
        return {key if isinstance(key, str) else str(plain(key)): plain(part) for key, part in value.items()}
    if isinstance(value, Collection):
        return [plain(part) for part in value]
    return str(value)


def _parts(result: Any) -> dict[str, Any]:
    return {field.name: getattr(result, field.name) for field in fields(result)}


def _bounded(found: Estimate) -> str:
    if found.value is None:
        return f"undefined ({found.reason})"
    bounds = None if found.ci_low is None else f" ({found.ci_low:.3f} to {found.ci_high:.3f})"
    return f"{found.value:.3f}{bounds or ''}"


def _listed(parts: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} {_told(part)}"
        for name, part in parts.items()
        if part is not None and not (isinstance(part, Sized) and len(part) == 0)
    )


def _told(value: Any) -> str:
    if isinstance(value, Estimate):
        return _bounded(value)
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    if isinstance(value, bool) or not isinstance(value, int | Collection) or isinstance(value, str):
        return f"({_listed(_parts(value))})" if is_dataclass(value) else str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if len(value) > _LISTED:
        return f"of {len(value):,}"
    if isinstance(value, Mapping):
        return "(" + ", ".join(f"{key}: {_told(part)}" for key, part in value.items()) + ")"
    return "(" + ", ".join(map(_told, value)) + ")"
