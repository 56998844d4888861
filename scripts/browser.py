"""Finds Chromium for the browser journeys, or installs Debian's where that is allowed: `python scripts/browser.py`.

It never fails: without Chromium the journeys are skipped, and the last line of the tests says how to have it.
"""

from __future__ import annotations

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
WAY_OUT = "sudo apt-get install -y chromium"


def chromium() -> str | None:
    """The path of a Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> None:
    if chromium() or os.getuid() != 0 or not shutil.which("apt-get"):
        return
    print("Chromium is missing: installing Debian's for the browser journeys", flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        done = subprocess.run(["apt-get", *step], env=env, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            print(f"apt-get {step[0]} failed: the browser journeys will be skipped")
            return


if __name__ == "__main__":
    main()
