"""What a stage was asked to do: the values that `labelwright.yaml` is read into.

Only values stand here; `stages.py` reads them from the document and says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

StageKind = Literal["annotate", "review", "adjudicate"]
ENDS = ("accept", "drop")


@dataclass(frozen=True, slots=True)
class Take:
    """The slice of items a stage takes: the `first` so many in `by` order (`hash`: keyed, cannot be guessed)."""

    first: int
    by: Literal["hash", "order"] = "hash"


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many independent answers an item gets; `everyone` stands for `{each: all}`, the whole team."""

    count: int = 1
    everyone: bool = False

    def wanted(self, team: int) -> int:
        """The number of answers in a team of so many people; at least 1."""
        return max(1, team) if self.everyone else self.count


@dataclass(frozen=True, slots=True)
class Resolve:
    """How several answers become one label, and the stage that takes what does not settle."""

    by: Literal["unanimous", "majority", "median"]
    otherwise: str  # `else` in the document: a stage key


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw: each item with probability `rate`, or a person's answers at `rate`, the first `minimum` certain."""

    rate: float
    per: Literal["item", "annotator"] = "item"
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """One entry of `then`: go `to` a stage or an end when the condition holds and the sample takes the item."""

    to: str
    when: str | None = None  # CEL over the facts of conditions.py
    sample: Sample | None = None

    @property
    def unconditional(self) -> bool:
        """Whether every item that comes so far takes this route."""
        return self.when is None and self.sample is None


@dataclass(frozen=True, slots=True)
class Return:
    """How returned work comes back: reserved for its author for so long, and how many rounds there may be."""

    reserve_ms: int = 48 * 3_600_000
    rounds: int = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage with all its policies. `key` is an identity that outlives versions."""

    key: str
    kind: StageKind
    team: str
    then: tuple[Route, ...]
    take: Take | None = None
    needs: tuple[str, ...] = ()
    overlap: Overlap = field(default_factory=Overlap)
    resolve: Resolve | None = None
    gate: Literal["manual"] | None = None
    lease_ms: int = 30 * 60_000
    returns: Return = field(default_factory=Return)
    skips: int = 3  # the person whose skip parks the task

    @property
    def pilot(self) -> bool:
        """Whether the stage takes a slice of the items, for a pilot."""
        return self.take is not None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stages in document order. `entry` are those that items enter first: pilots by their slice, then the rest."""

    stages: Mapping[str, Stage]

    def __getitem__(self, key: str) -> Stage:
        return self.stages[key]

    @property
    def entries(self) -> tuple[Stage, ...]:
        """Annotate stages that no other stage routes to: pilots (with `take`) first, in document order."""
        targets = {route.to for stage in self.stages.values() for route in stage.then}
        targets |= {stage.resolve.otherwise for stage in self.stages.values() if stage.resolve}
        first = [s for s in self.stages.values() if s.kind == "annotate" and s.key not in targets]
        return tuple(sorted(first, key=lambda s: s.take is None))
