"""Runs the stages that must hold before a change lands: `python scripts/check.py [--slow] [STAGE...]`.

Every stage runs even where an earlier one failed, so that one run shows all that is wrong; the exit code is 1 when any
failed. The last line says which.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import browser

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

Stage = Callable[[bool], bool]


def _passes(*commands: Sequence[str]) -> bool:
    """Runs every command; true when all of them ended with 0."""
    codes = []
    for command in commands:
        program = BIN / command[0]
        codes.append(subprocess.run([str(program), *command[1:]], cwd=ROOT, check=False).returncode)
    return not any(codes)


def lint(_slow: bool) -> bool:
    """Style, types, the contracts between the rooms, unused and missing dependencies."""
    return _passes(
        ("ruff", "check", "."),
        ("mypy",),
        ("lint-imports", "--no-cache"),
        ("deptry", ".", "--no-ansi"),
    )


def web_lint(_slow: bool) -> bool:
    """Biome, the TypeScript compiler, Vitest."""
    return not (ROOT / "web" / "package.json").exists() or _passes(("python", "scripts/web.py", "check"))


def web(_slow: bool) -> bool:
    """The web app, where its sources changed."""
    return _passes(("python", "scripts/web.py", "build"))


def tests(slow: bool) -> bool:
    """Everything but the journeys, two at a time."""
    chosen = "not journey" if slow else "not journey and not slow"
    return _passes(("pytest", "-n", "2", "--dist", "worksteal", "-m", chosen))


def journeys(slow: bool) -> bool:
    """A running server through CLI, SDK and browser, one at a time: they are timed."""
    chosen = "journey" if slow else "journey and not slow"
    return _passes(("pytest", "-m", chosen, "-rs"))


def measures(_slow: bool) -> bool:
    """The house's habits in figures; a miss is shown, not failed."""
    return _passes(("python", "scripts/measure.py"))


STAGES: dict[str, Stage] = {
    "lint": lint,
    "web-lint": web_lint,
    "web": web,
    "tests": tests,
    "journeys": journeys,
    "measures": measures,
}


def main(arguments: list[str]) -> int:
    chosen = [name for name in arguments if not name.startswith("--")] or list(STAGES)
    failed, began = [], time.monotonic()
    for name in chosen:
        print(f"\n== {name}: {STAGES[name].__doc__}", flush=True)
        start = time.monotonic()
        held = STAGES[name]("--slow" in arguments)
        print(f"-- {name} {'held' if held else 'FAILED'} after {time.monotonic() - start:.0f} s", flush=True)
        if not held:
            failed.append(name)
    print(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'All held'} in {time.monotonic() - began:.0f} s")
    if "journeys" in chosen and browser.chromium() is None:
        print(f"Browser journeys were skipped for want of Chromium; to run them: {browser.WAY_OUT}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
