"""Alpha that follows a stream is, after every step, the alpha of what is there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import Conflict, InvalidData, InvalidRequest, NotFound

DOMAIN = [0, 1, 2, 3]
LEVELS: dict[str, tuple[Any, dict[str, Any]]] = {
    "nominal": ("nominal", {}),
    "nominal by class": ("nominal", {"by_class": True}),
    "interval": ("interval", {}),
    "ordinal": ("ordinal", {"value_domain": DOMAIN}),
    "own": (lambda a, b: abs(a - b) ** 0.5, {}),
}
steps = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.sampled_from(DOMAIN), st.booleans()), max_size=60)


@pytest.mark.parametrize("level", LEVELS)
@given(steps=steps)
@settings(max_examples=60, deadline=None)
def test_after_every_step_it_is_the_alpha_of_what_is_there(level: str, steps: list[tuple[int, int, int, bool]]) -> None:
    kind, more = LEVELS[level]
    live, there = q.LiveAgreement(kind, **more), {}
    for item, who, label, out in steps:
        if (item, who) not in there:
            live.add(item, who, label)
            there[item, who] = label
        elif out:
            live.remove(item, who)
            del there[item, who]
        else:
            live.correct(item, who, label)
            there[item, who] = label
    items, people = [i for i, _ in there], [p for _, p in there]
    again = q.krippendorff_alpha(q.from_columns(items, people, list(there.values()), value_domain=DOMAIN), kind, ci=None)
    shown = live.snapshot()
    assert len(live) == len(there)
    assert (shown.value is None) is (again.value is None)
    if again.value is not None:
        assert shown.value == pytest.approx(again.value, abs=1e-9) == live.value()
        assert (shown.n_items, shown.n_annotations) == (again.n_items, again.n_annotations)
        assert shown.observed == pytest.approx(again.observed, abs=1e-9)


def test_nominal_alpha_of_a_long_stream_does_not_drift() -> None:
    live = q.LiveAgreement()
    for n in range(20_000):
        live.add(n // 3, n % 3, (n * 7919) % 5 if n % 10 else n // 3 % 5)
    before = live.value()
    for n in range(0, 20_000, 2):
        live.remove(n // 3, n % 3)
    for n in range(0, 20_000, 2):
        live.add(n // 3, n % 3, (n * 7919) % 5 if n % 10 else n // 3 % 5)
    assert live.value() == before


def test_segments_of_different_items_add_up() -> None:
    one, other, both = q.LiveAgreement(), q.LiveAgreement(), q.LiveAgreement()
    for item, who, label in [(1, "a", 0), (1, "b", 1), (2, "a", 0), (2, "b", 0)]:
        one.add(item, who, label)
        both.add(item, who, label)
    for item, who, label in [(3, "a", 1), (3, "b", 1)]:
        other.add(item, who, label)
        both.add(item, who, label)
    one.merge(other)
    assert one.value() == both.value()
    with pytest.raises(Conflict, match="both"):
        one.merge(other)
    with pytest.raises(InvalidRequest):
        one.merge(q.LiveAgreement("interval"))


def test_what_cannot_be_is_refused_and_changes_nothing() -> None:
    live = q.LiveAgreement("ordinal", value_domain=[1, 2])
    live.add("i", "a", 1)
    with pytest.raises(InvalidData):
        live.add("i", "b", 7)
    with pytest.raises(InvalidData):
        live.correct("i", "a", 7)
    with pytest.raises(Conflict, match="already"):
        live.add("i", "a", 2)
    with pytest.raises(NotFound):
        live.remove("i", "z")
    assert len(live) == 1
    with pytest.raises(InvalidRequest, match="value_domain"):
        q.LiveAgreement("ordinal")
    with pytest.raises(InvalidRequest, match="no level"):
        q.LiveAgreement("ratio")
    with pytest.raises(InvalidData, match="finite"):
        q.LiveAgreement("interval").add(1, 1, float("nan"))
    for label in (None, float("nan"), [1], {1}):
        with pytest.raises(InvalidData, match="no label"):
            q.LiveAgreement().add(1, 1, label)


@pytest.mark.parametrize("level", ["nominal", "interval", lambda a, b: abs(a - b)])
def test_numbers_of_any_kind_are_numbers(level: Any) -> None:
    live, plain = q.LiveAgreement(level), q.LiveAgreement(level)
    for item, one, other in ((0, 100, -100), (1, 100, 100), (2, 3, -100)):
        live.add(item, "a", np.int8(one))
        live.add(item, "b", np.int8(other))
        plain.add(item, "a", one)
        plain.add(item, "b", other)
    assert live.value() == plain.value()
    assert live.value() == pytest.approx(q.krippendorff_alpha(
        q.from_wide([[100, -100], [100, 100], [3, -100]]), level).value)  # fmt: skip


def test_a_distance_that_is_none_is_refused() -> None:
    live = q.LiveAgreement(lambda a, b: float("nan"))
    live.add(0, "a", 1)
    live.add(0, "b", 2)
    with pytest.raises(InvalidData, match="finite"):
        live.value()


@given(steps=steps)
@settings(max_examples=60, deadline=None)
def test_each_class_is_followed_exactly(steps: list[tuple[int, int, int, bool]]) -> None:
    live, there = q.LiveAgreement(by_class=True), {}
    for item, who, label, out in steps:
        if (item, who) in there:
            live.remove(item, who)
            del there[item, who]
        if not out:
            live.add(item, who, label)
            there[item, who] = label
    items, people = [i for i, _ in there], [p for _, p in there]
    rated = q.from_columns(items, people, list(there.values()), value_domain=DOMAIN)
    shown = live.per_class()
    for label in DOMAIN:
        again = q.krippendorff_alpha(
            q.from_columns(items, people, [one == label for one in there.values()], value_domain=[False, True]), ci=None
        )
        if again.value is None:
            assert shown.get(label) is None
        else:
            assert shown[label] == pytest.approx(again.value, abs=1e-9)
    assert set(shown) <= set(rated.labels.tolist())


def test_classes_are_followed_only_where_asked() -> None:
    with pytest.raises(InvalidRequest, match="by_class"):
        q.LiveAgreement().per_class()
