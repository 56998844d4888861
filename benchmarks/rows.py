"""One shape for every result: `{name, value, unit, target, better, peer, peer_value, commit, machine, date}`."""

from __future__ import annotations

import json
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Row:
    """One figure beside its target; `peer` and `peer_value` are what others reach, with where that comes from."""

    name: str
    value: float | None
    unit: str
    target: float | None = None
    better: str = "lower"
    peer: str = ""
    peer_value: float | str | None = None


def write(folder: str, rows: list[Row]) -> None:
    """Writes a benchmark's `results.json`."""
    head = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(head, cwd=HERE, capture_output=True, text=True, check=False).stdout.strip()
    stamp = {"commit": commit, "machine": machine(), "date": datetime.now(UTC).date().isoformat()}
    path = HERE / folder / "results.json"
    path.write_text(json.dumps([{**asdict(row), **stamp} for row in rows], indent=1) + "\n")


def machine() -> str:
    """The processor, its cores and the Python."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    cores = len([1 for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("processor")])
    return f"{model}, {cores} cores, Python {platform.python_version()}"
