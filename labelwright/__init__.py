"""Labelwright: training datasets whose quality is measured, whose cost is known, whose accuracy is proven.

`labelwright.connect(url, token)` gives a typed client of a running server.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labelwright.sdk import connect as connect

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "connect":  # so that `labelwright --version` and the server load no HTTP client
        return importlib.import_module("labelwright.sdk").connect
    raise AttributeError(f"module 'labelwright' has no attribute {name!r}")
