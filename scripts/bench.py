"""Runs the benchmarks and prints each row beside its target: `python scripts/bench.py [NAME...]`.

A benchmark is a folder of `benchmarks/` with a `run.py` that writes `results.json`: a list of rows `{name, value, unit,
target, better: "lower" | "higher", peer, peer_value, commit, machine, date}`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"


def verdict(row: dict[str, object]) -> str:
    """`met`, `MISSED`, or nothing where the row has no target."""
    value, target = row.get("value"), row.get("target")
    if not isinstance(value, int | float) or not isinstance(target, int | float):
        return ""
    return "met" if (value <= target if row["better"] == "lower" else value >= target) else "MISSED"


def show(folder: Path) -> None:
    """Prints what the benchmark last found."""
    print(f"\n{folder.name}")
    for row in json.loads((folder / "results.json").read_text()):
        peer = f"{row['peer']} {row['peer_value']}" if row.get("peer") else ""
        found = f"{row['value']!s:>12} {row['unit']:10} target {row.get('target')!s:>8}  {verdict(row):7}"
        print(f"  {row['name']:58}{found} {peer}".rstrip())


def main(names: list[str]) -> int:
    known = {run.parent.name: run for run in sorted(BENCHMARKS.glob("*/run.py"))}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"No benchmark {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    failed = []
    for name in names or known:
        done = subprocess.run([sys.executable, str(known[name])], cwd=BENCHMARKS.parent, check=False)
        if done.returncode:
            failed.append(name)
        else:
            show(known[name].parent)
    if failed:
        print(f"\nFAILED to run: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
