"""Shapes that many routes share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import Field

MOST = 2**63 - 1

Id = Annotated[int, Path(ge=1, le=MOST)]
Ref = Annotated[int, Field(ge=1, le=MOST)]  # an id in a body
Name = Annotated[str, Field(min_length=1, max_length=200)]
Key = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z][a-z0-9_-]*$")]
