"""The page about definitions says what the code reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from labelwright import definition
from labelwright.datasets import source
from labelwright.definition import definition as whole
from labelwright.workflow import conditions, stages

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "definition.md").read_text()
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split()[1])
def test_example_on_the_page_reads_without_a_problem_or_a_warning(example: str) -> None:
    read = definition.read(example)
    assert definition.warnings(read, dict.fromkeys(read.teams, 3)) == []


def test_page_shows_more_than_one_example() -> None:
    assert len(EXAMPLES) == 3


INNER = ("first", "by", "each", "else", "reserve", "rounds", "to", "when", "sample", "rate", "per", "min", "accuracy")


@pytest.mark.parametrize(
    "key", [*whole.KEYS, *source.KEYS, *stages.KEYS, *stages.KINDS, *stages.RESOLVERS, *conditions.FACTS, *INNER]
)
def test_every_key_and_fact_is_explained(key: str) -> None:
    assert re.search(rf"`[^`\n]*\b{re.escape(key)}\b[^`\n]*`", PAGE), key
