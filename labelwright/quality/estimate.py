"""What every estimator answers with: a number with its uncertainty, or the reason why there is none."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

NO_PAIRABLE_ITEMS = "no_pairable_items"
NO_VARIATION = "no_variation"
SINGLE_ANNOTATOR = "single_annotator"
SINGLE_ITEM = "single_item"
CATEGORY_UNUSED = "category_unused"
INSUFFICIENT = "insufficient"
NOT_IDENTIFIABLE = "not_identifiable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
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
            return f"{self.method}: undefined ({self.reason}). {self.meaning}".strip()
        between = f" ({self.ci_low:.3f} to {self.ci_high:.3f})" if self.ci_low is not None else ""
        return f"{self.meaning} {self.method} {self.value:.3f}{between}, {self.n_items:,} items.".strip()

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values for JSON."""
        return asdict(self) | {"warnings": list(self.warnings)}
