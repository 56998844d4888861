"""Alpha while labels come in: exact after every answer, correction and withdrawal, without ever starting over.

Kept are, for each number m of ratings an item can have, the sum T_m of squared distances within the items that have so
many, and what the total over all pairs needs:

    S          sum over m of T_m / (m - 1)
    nominal    E = N^2 - sum n_c^2                 O(m_i) an update
    interval   E = 2 (N sum x^2 - (sum x)^2)       O(m_i) an update
    others     pairs of labels counted by m        O(m_i^2) an update, O(K^2) a reading: ordinal distances change

All of it are sums of whole numbers (interval: of the labels' own numbers), so nothing drifts, order does not matter,
and the states of disjoint items add up. `labels` may be anything hashable; for ordinal ones declare the domain in its
order.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Literal

import numpy as np

from labelwright.errors import Conflict, InvalidData, InvalidRequest, NotFound
from labelwright.quality.agreement.alpha import verdict
from labelwright.quality.agreement.metrics import mid_ranks
from labelwright.quality.coding import is_absent
from labelwright.quality.estimate import NO_PAIRABLE_ITEMS, NO_VARIATION, Estimate
from labelwright.quality.finite import LARGEST

Distance = Callable[[Any, Any], float]
_ORDINARY = frozenset((int, str, bool))  # types whose values are labels as they are
_MANY = 12  # ratings of an item


class LiveAgreement:
    """Krippendorff's alpha of a stream, for one segment: a project, a class, a guideline version.

    `level_of_measurement` is nominal, interval, ordinal (with `value_domain`), or a symmetric function of two labels.
    `by_class` keeps pairs of nominal labels, so that `per_class` can answer; ordinal ones and own distances always do.
    """

    def __init__(
        self,
        level_of_measurement: Literal["nominal", "interval", "ordinal"] | Distance = "nominal",
        *,
        value_domain: Sequence[Hashable] | None = None,
        by_class: bool = False,
    ) -> None:
        self._items: dict[Hashable, dict[Hashable, Any]] = {}
        self._sums: _Sums
        if level_of_measurement == "nominal":
            self._sums = _Pairs(_differ, value_domain) if by_class else _Nominal()
        elif level_of_measurement == "interval":
            self._sums = _Interval()
        elif level_of_measurement == "ordinal":
            if value_domain is None:
                raise InvalidRequest("Ordinal labels need their `value_domain`, in its order.")
            self._sums = _Pairs(None, value_domain)
        elif callable(level_of_measurement):
            self._sums = _Pairs(level_of_measurement, value_domain)
        else:
            raise InvalidRequest(f"{level_of_measurement} is no level that can be followed live.")
        named = level_of_measurement if isinstance(level_of_measurement, str) else "own distance"
        self._method = f"Krippendorff's alpha, {named}, live"

    def __len__(self) -> int:
        """Labels so far."""
        return sum(map(len, self._items.values()))

    def add(self, item: Hashable, annotator: Hashable, label: Any) -> None:
        """Takes a label in. Raises Conflict where the annotator labelled the item already, InvalidData for no label."""
        label = self._sums.taken(label)
        given = self._items.get(item)
        if given is None:
            self._items[item] = {annotator: label}
            return
        if annotator in given:
            raise Conflict(f"Annotator {annotator} labelled item {item} already.", hint="Call correct or remove.")
        self._sums.grow(given, label)
        given[annotator] = label

    def remove(self, item: Hashable, annotator: Hashable) -> None:
        """Takes a label out again. Raises NotFound where there is none."""
        given = self._items.get(item, {})
        if annotator not in given:
            raise NotFound(f"Annotator {annotator} has no label for item {item}.")
        label = given.pop(annotator)
        if given:
            self._sums.shrink(given, label)
        else:
            del self._items[item]

    def correct(self, item: Hashable, annotator: Hashable, label: Any) -> None:
        """Puts a label in place of the annotator's earlier one. Raises NotFound where there is none."""
        label = self._sums.taken(label)
        self.remove(item, annotator)
        self.add(item, annotator, label)

    def merge(self, other: LiveAgreement) -> None:
        """Takes in a segment of other items. Raises Conflict where an item is in both."""
        if type(other._sums) is not type(self._sums):
            raise InvalidRequest("Only segments of the same level of measurement add up.")
        for item in other._items:
            if item in self._items:
                raise Conflict(f"Item {item} is in both segments.", hint="Keep an item in one segment.")
        for item, given in other._items.items():
            for annotator, label in given.items():
                self.add(item, annotator, label)

    def value(self) -> float | None:
        """Alpha now; None where it is undefined."""
        n, within, total = self._sums.read()
        return 1 - (n - 1) * within / total if n > 1 and total > 0 else None

    def per_class(self) -> dict[Hashable, float | None]:
        """Alpha now of each label against all others together; None where it is undefined. O(pairs of labels).

        Raises InvalidRequest where pairs are not kept.
        """
        if not isinstance(self._sums, _Pairs):
            raise InvalidRequest("Pairs of labels are not kept here.", hint="LiveAgreement(by_class=True) keeps them.")
        return self._sums.of_each()

    def snapshot(self) -> Estimate:
        """Alpha now with what it rests on. Descriptive: it has no interval and must drive no decision by itself."""
        n, within, total = self._sums.read()
        pairable = [given for given in self._items.values() if len(given) > 1]
        facts: dict[str, Any] = {
            "method": self._method, "n_items": len(pairable), "n_annotations": int(n),
            "n_annotators": len({who for given in self._items.values() for who in given}),
        }  # fmt: skip
        if not pairable:
            return Estimate(value=None, reason=NO_PAIRABLE_ITEMS, meaning="Nobody can be compared yet.", **facts)
        if total <= 0:
            return Estimate(value=None, reason=NO_VARIATION, meaning="Everybody gave the same label so far.", **facts)
        value = 1 - (n - 1) * within / total
        return Estimate(
            value=value, observed=within / n, expected=total / (n * (n - 1)), **facts, meaning=verdict(value, None)
        )  # fmt: skip


class _Sums(ABC):
    """What is kept of all pairable items. `given` are the labels of one item without the one in question."""

    def taken(self, label: Any) -> Any:
        """The label as it is kept. Raises InvalidData for one that is missing or has no distance here."""
        if type(label) in _ORDINARY:
            return label
        if is_absent(label) or not isinstance(label, Hashable):
            raise InvalidData(f"{label!r} is no label.", hint="What is missing is not added; make a list a tuple.")
        return _plain(label)

    @abstractmethod
    def grow(self, given: dict[Hashable, Any], label: Any) -> None:
        """The label comes to the others."""

    @abstractmethod
    def shrink(self, given: dict[Hashable, Any], label: Any) -> None:
        """The label leaves the others."""

    @abstractmethod
    def read(self) -> tuple[float, float, float]:
        """(N, S, E)."""


class _Nominal(_Sums):
    def __init__(self) -> None:
        self._within: defaultdict[int, int] = defaultdict(int)  # ordered unequal pairs, by ratings of their item
        self._counts: Counter[Any] = Counter()
        self._n = 0
        self._squares = 0

    def grow(self, given: dict[Hashable, Any], label: Any) -> None:
        labels = list(given.values())
        m = len(labels)
        if m == 1:
            other = labels[0]
            self._occur(other)
            self._within[2] += 2 * (other != label)
        else:
            inside = _unequal(labels)
            self._within[m] -= inside
            self._within[m + 1] += inside + 2 * (m - labels.count(label))
        self._occur(label)

    def shrink(self, given: dict[Hashable, Any], label: Any) -> None:
        labels = list(given.values())
        m = len(labels)
        if m == 1:
            other = labels[0]
            self._gone(other)
            self._within[2] -= 2 * (other != label)
        else:
            inside = _unequal(labels)
            self._within[m] += inside
            self._within[m + 1] -= inside + 2 * (m - labels.count(label))
        self._gone(label)

    def _occur(self, label: Any) -> None:
        n = self._counts[label]
        self._counts[label] = n + 1
        self._squares += 2 * n + 1
        self._n += 1

    def _gone(self, label: Any) -> None:
        n = self._counts[label]
        self._counts[label] = n - 1
        self._squares -= 2 * n - 1
        self._n -= 1

    def read(self) -> tuple[float, float, float]:
        return self._n, _over(self._within), self._n * self._n - self._squares


def _differ(one: Any, other: Any) -> float:
    return float(one != other)


def _unequal(labels: list[Any]) -> int:
    """Ordered pairs of unequal labels."""
    if len(labels) < _MANY:  # counting each is faster than a table
        return sum(len(labels) - labels.count(label) for label in labels)
    return len(labels) ** 2 - sum(many * many for many in Counter(labels).values())


def _plain(label: Any) -> Any:
    """A label as Python has it, whose whole numbers do not overflow."""
    return label.item() if isinstance(label, np.generic) else label


def _over(within: dict[int, Any]) -> float:
    return float(sum(total / (m - 1) for m, total in within.items()))


class _Interval(_Sums):
    def __init__(self) -> None:
        self._within: defaultdict[int, Any] = defaultdict(int)
        self._n = 0
        self._sum: Any = 0
        self._squares: Any = 0

    def taken(self, label: Any) -> Any:
        label = _plain(label)
        if not isinstance(label, int | float) or not abs(label) <= LARGEST:
            raise InvalidData(f"{label!r} is no number.", hint=f"Interval labels are finite, up to {LARGEST:g}.")
        return label

    def grow(self, given: dict[Hashable, Any], label: Any) -> None:
        self._move(given, label, 1)

    def shrink(self, given: dict[Hashable, Any], label: Any) -> None:
        self._move(given, label, -1)

    def _move(self, given: dict[Hashable, Any], label: Any, by: int) -> None:
        labels = list(given.values())
        m, total, squares = len(labels), sum(labels), sum(one * one for one in labels)
        inside = 2 * (m * squares - total * total)
        both = 2 * ((m + 1) * (squares + label * label) - (total + label) ** 2)
        self._within[m + 1] += by * both
        if m > 1:
            self._within[m] -= by * inside
        for one in (label, *(labels if m == 1 else ())):
            self._n += by
            self._sum += by * one
            self._squares += by * one * one

    def read(self) -> tuple[float, float, float]:
        return self._n, _over(self._within), 2 * (self._n * self._squares - self._sum * self._sum)


class _Pairs(_Sums):
    def __init__(self, distance: Distance | None, domain: Sequence[Hashable] | None) -> None:
        self._distance = distance
        self._domain = None if domain is None else {value: code for code, value in enumerate(domain)}
        self._pairs: defaultdict[int, Counter[tuple[Any, Any]]] = defaultdict(Counter)
        self._counts: Counter[Any] = Counter()

    def taken(self, label: Any) -> Any:
        label = super().taken(label)
        if self._domain is not None and label not in self._domain:
            raise InvalidData(f"{label!r} is not in the value domain.")
        return label

    def grow(self, given: dict[Hashable, Any], label: Any) -> None:
        self._move(given, label, 1)

    def shrink(self, given: dict[Hashable, Any], label: Any) -> None:
        self._move(given, label, -1)

    def _move(self, given: dict[Hashable, Any], label: Any, by: int) -> None:
        labels = list(given.values())
        m = len(labels)
        before, after = self._pairs[max(m, 2)], self._pairs[m + 1]  # one label alone has no pairs to move
        for at, one in enumerate(labels):
            after[one, label] += by
            for other in labels[at + 1 :]:
                after[one, other] += by
                before[one, other] -= by
        self._counts[label] += by
        if m == 1:
            self._counts[labels[0]] += by

    def of_each(self) -> dict[Hashable, float | None]:
        """Alpha of each label that is left when all others are one."""
        n = sum(self._counts.values())
        apart: defaultdict[Any, float] = defaultdict(float)
        for m, pairs in self._pairs.items():
            for (a, b), many in pairs.items():
                if a != b:
                    apart[a] += 2 * many / (m - 1)
                    apart[b] += 2 * many / (m - 1)
        total = {label: 2 * many * (n - many) for label, many in self._counts.items() if many}
        return {label: 1 - (n - 1) * apart[label] / all_ if all_ else None for label, all_ in total.items()}

    def read(self) -> tuple[float, float, float]:
        values = list(self._domain or self._counts)
        n = np.array([self._counts[value] for value in values], np.float64)
        ranks = dict(zip(values, mid_ranks(n).tolist(), strict=True))

        def apart(a: Any, b: Any) -> float:
            found = float((ranks[a] - ranks[b]) ** 2 if self._distance is None else self._distance(a, b))
            if not 0 <= found <= LARGEST:
                raise InvalidData(f"The distance of {a!r} and {b!r} is {found}: it is finite, from 0 to {LARGEST:g}.")
            return found

        within = {m: sum(2 * k * apart(a, b) for (a, b), k in pairs.items() if k) for m, pairs in self._pairs.items()}
        total = sum(
            2 * self._counts[a] * self._counts[b] * apart(a, b)
            for at, a in enumerate(values)
            for b in values[at + 1 :]
        )
        return float(n.sum()), _over(within), float(total)
