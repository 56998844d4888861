"""Which rectangles of two people mean the same object: the best one-to-one assignment by intersection over union.

Coordinates are whole numbers, so that equal rectangles have an intersection over union of exactly 1.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from math import fsum, inf

Rect = tuple[int, int, int, int]  # left, top, right, bottom
Shape = tuple[str, Rect]  # class and place

EXACT = 1_000_000  # rows x rows x columns up to which a cluster of rectangles is assigned optimally
CROWD = 64  # rectangles near one another, of one class, that are looked at for each


def overlap(a: Rect, b: Rect) -> float:
    """Intersection over union, in [0, 1]; 1 only for equal rectangles.

    >>> overlap((0, 0, 10, 10), (5, 0, 15, 10))
    0.3333333333333333
    """
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    both = wide * high
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def agreement(a: Sequence[Shape], b: Sequence[Shape], least: float = 0.5) -> float:
    """How far two sets of shapes agree, in [0, 1]: 2 x (sum of matched overlaps) / (all shapes); 1 for two empty sets.

    Only shapes of one class whose overlap is at least `least` (0.5 or more) can match, each at most once. The
    assignment is the one with the greatest sum: pairs that may match fall into small clusters, and each cluster is
    solved by the Hungarian method in O(n^3). Two bounds keep heaps of shapes that no picture of distinct objects has
    from costing minutes: of more than 64 shapes of one class that begin within a width and height, those that begin
    nearest are looked at; a cluster of more than about a hundred shapes a side is matched best pair first. Both can
    only make the result smaller; equal sets give 1, and only they. Symmetric to the last bit.
    """
    if not a and not b:
        return 1.0
    first, second = sorted((sorted(a), sorted(b)))
    if first == second:
        return 1.0
    matched: list[float] = []
    for cluster in _clusters(_pairs(first, second, least)):
        matched.extend(_assigned(cluster))
    return 2.0 * fsum(matched) / (len(a) + len(b))


def _pairs(a: Sequence[Shape], b: Sequence[Shape], least: float) -> dict[int, dict[int, float]]:
    """For each shape of `a`, those of `b` that it may match, with their overlap.

    Where the overlap is at least one half, left and top edges differ by at most the width and the height.
    """
    lists: dict[str, list[tuple[int, int, int]]] = {}
    for at, (class_, rect) in enumerate(b):
        lists.setdefault(class_, []).append((rect[0], rect[1], at))
    pairs: dict[int, dict[int, float]] = {}
    for at, (class_, rect) in enumerate(a):
        there = lists.get(class_, [])
        left, top, right, bottom = rect
        first, last = bisect_left(there, left + left - right, key=_left), bisect_right(there, right, key=_left)
        near = [one for one in there[first:last] if top - bottom <= one[1] - top <= bottom - top]
        if len(near) > CROWD:
            middle = max(CROWD // 2, bisect_left(near, left, key=_left))
            near = near[middle - CROWD // 2 : middle + CROWD // 2]
        for _, _, other in near:
            share = overlap(rect, b[other][1])
            if share >= least:
                pairs.setdefault(at, {})[other] = share
    return pairs


def _left(one: tuple[int, int, int]) -> int:
    return one[0]


def _clusters(pairs: Mapping[int, Mapping[int, float]]) -> list[dict[int, Mapping[int, float]]]:
    """The pairs in groups that share no shape, so that each can be assigned by itself."""
    back: dict[int, list[int]] = {}
    for row, columns in pairs.items():
        for column in columns:
            back.setdefault(column, []).append(row)
    seen: set[int] = set()
    seen_columns: set[int] = set()
    clusters = []
    for start in pairs:
        if start in seen:
            continue
        seen.add(start)
        cluster, waiting = {}, [start]
        while waiting:
            row = waiting.pop()
            cluster[row] = pairs[row]
            for column in pairs[row]:
                if column in seen_columns:
                    continue
                seen_columns.add(column)
                fresh = [one for one in back[column] if one not in seen]
                seen.update(fresh)
                waiting.extend(fresh)
        clusters.append(cluster)
    return clusters


def _assigned(cluster: Mapping[int, Mapping[int, float]]) -> list[float]:
    """The overlaps of the pairs that are matched in one cluster."""
    columns = sorted({column for row in cluster.values() for column in row})
    if len(cluster) == 1 or len(columns) == 1:
        return [max(share for row in cluster.values() for share in row.values())]
    small, large = sorted((len(cluster), len(columns)))
    if small * small * large > EXACT:
        return _best_first(cluster)
    gains = [[cluster[row].get(column, 0.0) for column in columns] for row in sorted(cluster)]
    if len(gains) > len(columns):
        gains = [list(column) for column in zip(*gains, strict=True)]
    return [gains[row][column] for row, column in enumerate(assign(gains))]


def _best_first(cluster: Mapping[int, Mapping[int, float]]) -> list[float]:
    order = sorted((-share, row, column) for row, columns in cluster.items() for column, share in columns.items())
    rows: set[int] = set()
    taken: set[int] = set()
    matched = []
    for share, row, column in order:
        if row not in rows and column not in taken:
            rows.add(row)
            taken.add(column)
            matched.append(-share)
    return matched


def assign(gains: Sequence[Sequence[float]]) -> list[int]:
    """For each row its column, all different, so that the sum of gains is greatest; at least as many columns as rows.

    The Hungarian method by shortest augmenting paths with potentials, O(rows^2 x columns).

    >>> assign([[0.9, 0.8], [0.8, 0.1]])
    [1, 0]
    """
    rows, columns = len(gains), len(gains[0])
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    holder = [0] * (columns + 1)  # the row that holds a column, from 1; column 0 is where a search starts
    for row in range(1, rows + 1):
        holder[0], column = row, 0
        slack, came_from, done = [inf] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while holder[column]:
            done[column] = True
            here, step, following = holder[column], inf, 0
            line, price = gains[here - 1], row_price[here]
            for other in range(1, columns + 1):
                if done[other]:
                    continue
                cost = -line[other - 1] - price - column_price[other]
                if cost < slack[other]:
                    slack[other], came_from[other] = cost, column
                if slack[other] < step:
                    step, following = slack[other], other
            for other in range(columns + 1):
                if done[other]:
                    row_price[holder[other]] += step
                    column_price[other] -= step
                else:
                    slack[other] -= step
            column = following
        while column:
            holder[column], column = holder[came_from[column]], came_from[column]
    found = [0] * rows
    for column in range(1, columns + 1):
        if holder[column]:
            found[holder[column] - 1] = column - 1
    return found
