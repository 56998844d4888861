"""A certificate that several auditors work on at once, in one sealed order.

Evidence may only be taken in the order of the draw: whoever takes reviews as they are finished takes easy items first,
and certifies false claims far more often than promised. So items are ordered once by a secret number of their own, the
order is sealed by its fingerprint before the first review, and of what was recorded only the longest prefix without a
gap counts. An item that was skipped counts as wrong until somebody settles it: else auditors could skip the errors.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any, Generic, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike

from labelwright.errors import Conflict, InvalidData
from labelwright.quality.acceptance.certificate import AccuracyCertificate, Certificate, breaking
from labelwright.quality.acceptance.drawing import permanent_numbers
from labelwright.quality.coding import encode, is_absent, present
from labelwright.quality.finite import flag

Item = TypeVar("Item", bound=Hashable)


class SealedAudit(Generic[Item]):
    """The audit of a frozen snapshot. `order` holds every item once, the next to be reviewed first.

    `seal` is the fingerprint of the order: publish it before the first review. Take a seed that nobody guesses, such as
    `secrets.randbits(100)`: whoever guesses it knows what will be reviewed, and the seal confirms it. The order depends
    on the items and the seed, never on how the items were given. It shares nothing with `permanent_numbers` of that
    seed: else items that a review drew and put right would come first, and any snapshot would pass. `repaired` items
    come on top of `items`; more arguments are those of `AccuracyCertificate`.
    """

    def __init__(
        self, items: Sequence[Item], target: float = 0.95, confidence: float = 0.95, *, seed: int, repaired: int = 0,
        **more: Any,
    ) -> None:  # fmt: skip
        given = present(cast(ArrayLike, items), "items")
        known = given.tolist()
        if len(encode(given)[1]) != len(known):
            raise InvalidData("An item stands twice in the snapshot.")
        self._new = partial(AccuracyCertificate, len(known) + repaired, target, confidence, repaired=repaired, **more)
        self._new()  # what cannot be is refused at once
        numbers = permanent_numbers([f"audit of {item}" for item in known], seed)
        self.order: tuple[Item, ...] = tuple(known[at] for at in np.argsort(numbers, kind="stable").tolist())
        self.seal = sha256("\n".join(map(repr, self.order)).encode()).hexdigest()
        self._place = {item: at for at, item in enumerate(self.order)}
        self._said: dict[int, bool | None] = {}
        self._prefix = 0

    def __repr__(self) -> str:
        recorded = f"{len(self._said):,} recorded, {self._prefix:,} count"
        return f"<{type(self).__name__}: {len(self.order):,} items, {recorded}, sealed {self.seal[:8]}>"

    def next(self, n: int = 1) -> list[Item]:
        """The first n items of the order that nobody has recorded, handed out before or not; hand out no others."""
        found: list[Item] = []
        for at in range(self._prefix, len(self.order)):
            if len(found) >= n:
                break
            if at not in self._said:
                found.append(self.order[at])
        return found

    def record(self, item: Item, is_error: bool | None) -> None:
        """Takes a review in, whenever it is finished; None is a skip, which a later review of the same item settles.

        Raises InvalidData for an item that is not of the snapshot or what is no verdict, Conflict for an item that is
        settled: a review that could be changed after a look at the evidence would be none.
        """
        at = self._place.get(item)
        if at is None:
            raise InvalidData(f"The item {item!s} is not of this snapshot.")
        if self._said.get(at) is not None:
            raise Conflict(f"The review of item {item!s} stands.", hint="A change of labels begins a new epoch.")
        self._said[at] = None if is_absent(is_error) else flag(is_error, f"The review of item {item!s}")
        while self._prefix in self._said:
            self._prefix += 1

    @property
    def counted(self) -> int:
        """How many reviews count: those before the first gap."""
        return self._prefix

    @property
    def skipped(self) -> list[Item]:
        """Items that count as wrong because nobody has settled them."""
        return [self.order[at] for at in range(self._prefix) if self._said[at] is None]

    def certificate(self) -> Certificate:
        """Where the proof stands; O(n log N) in the n reviews that count.

        Skips alone never make a snapshot fail, and nobody puts right what was skipped: it is no part of `delivered`.
        """
        test = self._new()
        for at in range(self._prefix):
            test.observe(self._said[at] is not False)
        found, skipped = test.snapshot(), len(self.skipped)
        found = replace(found, delivered=min(1.0, found.lower_bound + (found.wrong - skipped) / found.n_population))
        if found.verdict == "failed" and found.wrong - skipped < breaking(found.n_population, found.target):
            open_ = f"{skipped:,} skipped items count as wrong: settle them."
            return replace(found, verdict="open", meaning=open_)
        return found
