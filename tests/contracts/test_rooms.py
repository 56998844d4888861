"""The contracts between the rooms bite: a mistake planted in a copy of the house breaks each of them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

# For each contract, files that break it: where they are planted, and the line that is wrong.
MISTAKES = {
    "Data goes down the flow once: each room imports only those below it": {
        "workflow/planted.py": "import labelwright.store",
    },
    "No rings, at any depth": {
        "workforce/planted.py": "import labelwright.workforce.planted_ring",
        "workforce/planted_ring.py": "import labelwright.workforce.planted",
    },
    "Pure rooms turn values into decisions: no clock, no chance, no outside": {"ontology/planted.py": "import time"},
    "All SQL is in the store": {"operations/planted.py": "import sqlalchemy"},
    "Verbs know no door: no HTTP, no terminal": {"operations/planted_door.py": "import fastapi"},
    "Doors know the executor, never a table or a query": {"server/http/planted.py": "import labelwright.store.tables"},
    "The outside world is told nothing about tasks, people or rules": {
        "integrations/planted.py": "import labelwright.workflow",
    },
    "The SDK knows the API, not what is behind it": {"sdk/planted.py": "import labelwright.operations"},
    "The CLI speaks through the SDK; it starts the server and reads a definition, and nothing else": {
        "cli/planted.py": "import labelwright.store",
    },
    "Field types know nothing of each other": {
        "ontology/field_types/planted.py": "",
        "ontology/field_types/planted_other.py": "import labelwright.ontology.field_types.planted",
    },
    "Outside formats know nothing of each other": {
        "datasets/formats/planted.py": "",
        "datasets/formats/planted_other.py": "import labelwright.datasets.formats.planted",
    },
}


def checked(folder: Path, planted: dict[str, str]) -> str:
    """What import-linter says about a copy of the house in which these files are planted."""
    shutil.copytree(ROOT / "labelwright", folder / "labelwright", ignore=shutil.ignore_patterns("__pycache__", "web"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name, line in planted.items():
        (folder / "labelwright" / name).write_text(f"{line}\n")
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    return re.sub(r"\s+", " ", done.stdout)


def test_every_contract_has_a_mistake_that_tries_it() -> None:
    assert [contract["name"] for contract in CONTRACTS] == list(MISTAKES)


def test_a_planted_mistake_breaks_each_contract(tmp_path: Path) -> None:
    said = checked(tmp_path, {name: line for files in MISTAKES.values() for name, line in files.items()})
    for contract in MISTAKES:
        assert f"{contract} BROKEN" in said


@pytest.mark.parametrize("drawer", ["utils", "quality_of_life"])
def test_a_room_that_nobody_declared_breaks_the_layers(tmp_path: Path, drawer: str) -> None:
    said = checked(tmp_path, {f"{drawer}.py": ""})
    assert f"labelwright.{drawer}" in said
