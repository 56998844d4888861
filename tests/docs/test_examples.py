"""The examples run as they stand, warnings and all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs_to_its_end(example: Path) -> None:
    found = subprocess.run([sys.executable, "-W", "error", str(example)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr[-2_000:]
    assert found.stdout.endswith("Done.\n")


def test_there_is_an_example() -> None:
    assert EXAMPLES
