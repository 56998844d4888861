"""Several answers become one label, or are found not to settle."""

from __future__ import annotations

from typing import Any

import pytest

from labelwright.ontology import Schema
from labelwright.workflow.resolve import Given, Resolved, Unsettled, resolve

SCHEMA = Schema.read(
    {
        "category": {"type": "choice", "part": "text", "classes": [{"id": one, "name": one} for one in "abc"]},
        "level": {
            "type": "rating",
            "part": "text",
            "required": False,
            "levels": [{"value": n, "name": str(n)} for n in range(1, 6)],
        },
    }
)


def given(*answers: dict[str, Any] | None) -> list[Given]:
    return [Given(n, answer) for n, answer in enumerate(answers, 1)]


A, B, C = {"category": "a"}, {"category": "b"}, {"category": "c"}


def test_a_single_answer_is_the_label() -> None:
    assert resolve("single", given(A), SCHEMA) == Resolved(A, "single", (1,))


def test_unanimous_wants_all_alike() -> None:
    assert resolve("unanimous", given(A, A, A), SCHEMA) == Resolved(A, "unanimous", (1, 2, 3))
    assert resolve("unanimous", given(A, A, B), SCHEMA) == Unsettled("unsettled")


def test_majority_wants_more_than_half_of_those_who_judged() -> None:
    assert resolve("majority", given(A, B, A), SCHEMA) == Resolved(A, "majority", (1, 3))
    assert resolve("majority", given(A, B), SCHEMA) == Unsettled("unsettled")
    assert resolve("majority", given(A, A, None), SCHEMA) == Resolved(A, "majority", (1, 2))
    assert resolve("majority", given(A, B, C), SCHEMA) == Unsettled("unsettled")


@pytest.mark.parametrize("by", ["single", "unanimous", "majority", "median"])
def test_half_or_more_who_could_not_judge_make_an_item_unusable(by: str) -> None:
    assert resolve(by, given(None), SCHEMA) == Unsettled("unusable")
    assert resolve(by, given(A, None), SCHEMA) == Unsettled("unusable")
    assert resolve(by, given(A, None, None), SCHEMA) == Unsettled("unusable")


def test_median_takes_a_level_that_somebody_gave() -> None:
    found = resolve("median", given({**A, "level": 1}, {**A, "level": 4}, {**B, "level": 5}), SCHEMA)
    assert found == Resolved({"category": "a", "level": 4}, "median", (1, 2, 3))
    even = resolve("median", given({**A, "level": 2}, {**A, "level": 5}), SCHEMA)
    assert isinstance(even, Resolved)
    assert even.answer["level"] == 2, "the lower of the two in the middle, never one between"


def test_median_is_unsettled_where_a_choice_is() -> None:
    assert resolve("median", given({**A, "level": 1}, {**B, "level": 1}), SCHEMA) == Unsettled("unsettled")
