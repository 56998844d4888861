"""What every model is that learns by `fit`: what it found is in attributes whose names end in `_`, and not before."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from labelwright.errors import InvalidRequest


class NotFitted(InvalidRequest, AttributeError):
    """What a model finds was asked for before `fit`; to `hasattr` it is what is not there."""


class Model(ABC):
    """The common part. It prints what it holds, one line."""

    def __repr__(self) -> str:
        try:
            return f"<{type(self).__name__}: {self._holds()}>"
        except NotFitted:
            return f"<{type(self).__name__}, not fitted>"

    @abstractmethod
    def _holds(self) -> str:
        """What was found, in a few words."""

    if not TYPE_CHECKING:  # else any name would pass for one that is there

        def __getattr__(self, name: str) -> Any:
            model = type(self).__name__
            if name.endswith("_") and not name.startswith("_"):
                raise NotFitted(f"{model} has no {name}, or not before it is fitted.", hint="Call fit(...) first.")
            raise AttributeError(f"{model} has no {name}.")
