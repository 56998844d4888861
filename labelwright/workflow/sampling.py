"""Draws by keyed hash: the same every time for who has the key, not to be guessed by who has not.

Each draw is named by its purpose and its unit, so that no two draws share a number.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from fractions import Fraction

_DENOMINATOR = 100  # a rate is spread exactly over blocks of at most so many answers


@dataclass(frozen=True, slots=True)
class Draw:
    """Whether a unit was taken, and the probability with which it would be: in (0, 1]."""

    drawn: bool
    probability: float


def number(key: bytes, *name: object) -> int:
    """A whole number in [0, 2^63) that follows from the key and the name alone."""
    text = "|".join(map(str, name)).encode()
    return int.from_bytes(hmac.digest(key, text, hashlib.sha256)[:8], "big") >> 1


def fraction(key: bytes, *name: object) -> float:
    """The same as a number in [0, 1)."""
    return number(key, *name) / (1 << 63)


def admission(key: bytes, source: str, item_key: str) -> int:
    """An item's place in the hidden order in which slices are cut: a slice of 10 % contains the slice of 1 %."""
    return number(key, "admission", source, item_key)


def per_item(key: bytes, stage: str, to: str, item: int, round_: int, rate: float) -> Draw:
    """Each item with probability `rate`, independently."""
    return Draw(fraction(key, "sample", stage, to, item, round_) < rate, rate)


def per_annotator(key: bytes, stage: str, to: str, person: int, nth: int, rate: float, minimum: int) -> Draw:
    """A person's `nth` answer at a stage (from 1): the first `minimum` for certain, then `rate` of each block.

    A plain coin gives 7 to 13 % where 10 % was asked; here every block of 1/rate answers has its exact share, at
    positions nobody can foresee. The probability of each answer is the rate (as a fraction of denominator <= 100).
    """
    if nth <= minimum:
        return Draw(True, 1.0)
    share = Fraction(rate).limit_denominator(_DENOMINATOR)
    if share <= 0:
        return Draw(False, rate)
    block, position = divmod(nth - minimum - 1, share.denominator)
    order = sorted(range(share.denominator), key=lambda p: number(key, "block", stage, to, person, block, p))
    return Draw(position in order[: share.numerator], float(share))
