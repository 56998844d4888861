"""Passwords: argon2id, in a thread of its own, at most two at a time so that memory stays bounded."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import argon2

from labelwright.errors import InvalidRequest, Problem

SHORTEST, LONGEST = 10, 1000

_hasher = argon2.PasswordHasher()  # argon2id with the RFC 9106 low-memory parameters: 64 MiB, 3 passes
_threads = ThreadPoolExecutor(2, thread_name_prefix="passwords")
_nobody = ""  # the hash that an unknown account is checked against


def _hash(password: str) -> str:
    return _hasher.hash(password)


def _verify(password_hash: str | None, password: str) -> bool:
    global _nobody
    if password_hash is None:
        _nobody = _nobody or _hash("nobody has this password")
    try:
        _hasher.verify(password_hash or _nobody, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
    return password_hash is not None


async def hashed(password: str) -> str:
    """The hash to keep. Raises InvalidRequest for a password nobody should have."""
    if not SHORTEST <= len(password) <= LONGEST:
        message = f"A password has {SHORTEST} to {LONGEST:,} characters."
        raise InvalidRequest(message, [Problem(("password",), message)])
    return await asyncio.get_running_loop().run_in_executor(_threads, _hash, password)


async def right(password_hash: str | None, password: str) -> bool:
    """Whether it is the password. None (nobody there) takes as long as somebody."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _verify, password_hash, password[: LONGEST + 1])
