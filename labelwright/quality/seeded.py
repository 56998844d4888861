"""Chance with a seed: the same draws on any machine."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelwright.errors import InvalidRequest


def seeded(seed: Any, *stream: int) -> np.random.Generator:
    """The generator of a seed, or of one of its streams. Raises InvalidRequest for no whole number from 0 on."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise InvalidRequest(f"The seed is {seed!s}; it is a whole number from 0 on.")
    return np.random.default_rng((int(seed), *stream) if stream else int(seed))
