"""How a terminal says it: thin commands over the SDK.

`labelwright --version` and `--help` load no command; a command loads only what it needs. `COMMANDS` is the one list:
the module and function of each command, and its line in the help.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

from labelwright import __version__

COMMANDS = {
    "init": ("definitions", "init", "Write a first labelwright.yaml and guideline."),
    "serve": ("house", "serve", "Start the server."),
    "demo": ("demo.command", "demo", "Try it: two sample projects, colleagues at work, one address."),
    "quickstart": ("quickstart", "quickstart", "Label your own folder of images or table of texts, now."),
    "login": ("account", "login", "Sign in to a server and remember it."),
    "validate": ("definitions", "validate", "Check a definition and say everything that is wrong with it."),
    "apply": ("definitions", "apply", "Put a definition in force: make the project, or change it."),
    "diagram": ("definitions", "diagram", "Draw a pipeline as an SVG."),
    "import": ("data", "import_", "Bring a folder of images or a table of texts into a project."),
    "release": ("data", "release", "Freeze the accepted labels as the next dataset version."),
    "export": ("data", "export", "Write labels to a file, as JSONL, CSV or COCO."),
    "status": ("overview", "status", "Show where projects stand."),
    "user": ("people", "user", "See, invite and disable people."),
    "backup": ("house", "backup", "Copy the whole house into one file."),
    "restore": ("house", "restore", "Make a house from a backup."),
}


def main() -> None:
    """The program `labelwright`: runs one command and ends with its exit code."""
    if sys.argv[1:] == ["--version"]:
        print(f"labelwright {__version__}")
        return
    importlib.import_module("labelwright.cli.program").run(sys.argv[1:])


def load(name: str) -> Any:
    """The function of a command, or the group it is."""
    module, function, _ = COMMANDS[name]
    return getattr(importlib.import_module(f"labelwright.cli.{module}"), function)
