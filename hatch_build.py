"""Sees to it that a wheel or an sdist carries the built web app, so that who installs Labelwright needs no Node."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildWeb(BuildHookInterface[Any]):
    """Builds the web app where it is not built yet; an editable install never does."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        root = Path(self.root)
        built = root / "labelwright" / "server" / "web" / "index.html"
        if version == "editable" or built.exists() or not (root / "web" / "package.json").exists():
            return
        done = subprocess.run([sys.executable, str(root / "scripts" / "web.py"), "build"], check=False)  # noqa: S603
        if done.returncode:
            raise RuntimeError("The web app could not be built; run `make web` first, then build again.")
