"""One spelling for one text, and how far two texts are apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Sequence

LONG = 2_000  # code points up to which texts are compared letter by letter

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


def tidy(text: str) -> str:
    """One spelling for one text: NFC, lines end in a line feed, no white space around it. Idempotent."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()


def distance(a: str, b: str) -> float:
    """How far two texts are apart, in [0, 1]: edits needed over the length of the longer; 0 only where they are equal.

    Where the longer text has more than 2,000 code points, the units are words, gaps and marks instead of letters, so
    that the cost stays bounded (about 0.1 s at the 20,000 code points a field allows at most).

    >>> distance("kitten", "sitting")  # 3 edits over 7
    0.42857142857142855
    """
    if a == b:
        return 0.0
    if max(len(a), len(b)) <= LONG:
        return edits(a, b) / max(len(a), len(b))
    words, others = _WORDS.findall(a), _WORDS.findall(b)
    return edits(words, others) / max(len(words), len(others))


def edits(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """The Levenshtein distance: fewest insertions, deletions and replacements of one unit.

    Hyyrö's bit-vector form of Myers' algorithm (2003): one step for each unit of the shorter sequence, on integers of
    as many bits as the longer has units.

    >>> edits("kitten", "sitting")
    3
    """
    start, end_a, end_b = 0, len(a), len(b)
    while start < end_a and start < end_b and a[start] == b[start]:
        start += 1
    while end_a > start and end_b > start and a[end_a - 1] == b[end_b - 1]:
        end_a, end_b = end_a - 1, end_b - 1
    long, short = a[start:end_a], b[start:end_b]
    if len(long) < len(short):
        long, short = short, long
    if not short:
        return len(long)
    return _bit_vector_edits(long, short)


def _bit_vector_edits(long: Sequence[Hashable], short: Sequence[Hashable]) -> int:
    places: dict[Hashable, int] = {}
    for at, unit in enumerate(long):
        places[unit] = places.get(unit, 0) | 1 << at
    every, last, score = (1 << len(long)) - 1, 1 << (len(long) - 1), len(long)
    plus, minus = every, 0  # columns where the table rises or falls downwards
    for unit in short:
        equal = places.get(unit, 0)
        vertical = equal | minus
        horizontal = (((equal & plus) + plus) ^ plus) | equal
        rises = minus | (every & ~(horizontal | plus))
        falls = plus & horizontal
        if rises & last:
            score += 1
        elif falls & last:
            score -= 1
        rises = rises << 1 | 1
        plus = (falls << 1 | ~(vertical | rises)) & every
        minus = rises & vertical & every
    return score
