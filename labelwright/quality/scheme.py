"""How labels of positions make spans: by tags that open one and go on with it, or by runs of one state.

    BIO      O outside, B-x opens a span of kind x, I-x goes on with it; I-x follows only B-x and I-x
    states   one label for each kind; a span is a run of one of them, and everything may follow everything
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwright.errors import InvalidData

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Scheme:
    """How labels make spans: the label outside of them (code 0), and for each kind the codes that open and go on."""

    labels: NDArray[Any]
    kinds: tuple[Any, ...]
    opening: Ints
    inner: Ints

    @cached_property
    def kind(self) -> Ints:
        """The kind of each label, shape (K,); -1 outside."""
        found = np.full(len(self.labels), -1)
        found[self.inner] = found[self.opening] = np.arange(len(self.kinds))
        return found

    @cached_property
    def begins(self) -> Bools:
        """Which labels open a span even right after another one of their kind, shape (K,)."""
        found = np.zeros(len(self.labels), np.bool_)
        found[self.opening[self.opening != self.inner]] = True
        return found

    @cached_property
    def starts(self) -> Bools:
        """Which labels a sequence may start with, shape (K,)."""
        found = np.ones(len(self.labels), np.bool_)
        found[self.inner[self.inner != self.opening]] = False
        return found

    @cached_property
    def follows(self) -> Bools:
        """`[a, b]`: b may follow a, shape (K, K)."""
        found: Bools = self.starts[None, :] | (self.kind[:, None] == self.kind[None, :])
        return found


def bio(kinds: Sequence[Any]) -> Scheme:
    """O, and B- and I- of each kind."""
    _once(kinds)
    at = 2 * np.arange(len(kinds))
    labels = np.array(["O", *chain.from_iterable((f"B-{kind}", f"I-{kind}") for kind in kinds)], object)
    return Scheme(labels, tuple(kinds), at + 1, at + 2)


def states(kinds: Sequence[Any], rest: Any) -> Scheme:
    """The state between segments, and one label for each kind."""
    if rest in kinds:
        raise InvalidData(f"The state {rest!s} is both a kind of segment and what is between them.")
    _once(kinds)
    labels = np.empty(len(kinds) + 1, object)
    labels[:] = [rest, *kinds]
    at = np.arange(len(kinds)) + 1
    return Scheme(labels, tuple(kinds), at, at)


def _once(kinds: Sequence[Any]) -> None:
    if len(set(kinds)) < len(kinds):
        raise InvalidData("The kinds name one twice.")
