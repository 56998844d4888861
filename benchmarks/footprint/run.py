"""What the server weighs when idle, and how long its first and later starts take."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks import house
from benchmarks.rows import Row, write

MB = 1 << 20
PEER = "Label Studio 1.23, SQLite"


def started(home: Path) -> tuple[float, int]:
    """Seconds from the command to the first answer, and the resident bytes two seconds later."""
    port = house.free_port()
    env = {**os.environ, "LABELWRIGHT_HOME": str(home)}
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "labelwright"), "serve", "--port", str(port)],
        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        house.wait_for(f"http://127.0.0.1:{port}", process)
        seconds = time.perf_counter() - start
        time.sleep(2)  # idle is what is measured
        return seconds, house.Running("", home, process, None, "").memory()  # type: ignore[arg-type]
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    first, later, idle = [], [], []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            first.append(started(Path(folder))[0])
            for _ in range(2):
                seconds, memory = started(Path(folder))
                later.append(seconds)
                idle.append(memory)
    version = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([str(Path(sys.executable).parent / "labelwright"), "--version"], check=True, capture_output=True)
        version.append(time.perf_counter() - start)
    write(
        "footprint",
        [
            Row("idle memory", round(median(idle) / MB), "MB", 120, "lower", PEER, 266),
            Row("first start to the first 200", round(median(first), 2), "s", 4, "lower", PEER, 25.6),
            Row("later start to the first 200", round(median(later), 2), "s", 2, "lower", PEER, 3.2),
            Row("labelwright --version", round(median(version), 2), "s", 0.5),
        ],
    )


if __name__ == "__main__":
    main()
