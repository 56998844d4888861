"""Addresses of media: signed for one person, short-lived, and carrying the lease rather than the item.

address = links.for_lease(person, lease, "image")        # what an annotator gets
address = links.for_part(person, item, "image", size=320)  # what a manager's grid gets
who = links.read(token)                                  # a Link, or NotFound
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer

from labelwright.errors import NotFound

PREFIX = "/api/v1/media/"
_HOUR = 3600
_TERM_HOURS = 12  # a shift: an address in a tab that stays open goes on working


@dataclass(frozen=True, slots=True)
class Link:
    """A part of the item of a lease, or of an item; `size` is the longer side of a thumbnail."""

    person: int
    part: str
    lease: int | None = None
    item: int | None = None
    size: int | None = None


class MediaLinks:
    """Signs and reads addresses with the house's secret: `person.end.L12.size.part`, or `I12` for an item, and a seal.

    The end is rounded up to the hour, so that the same picture keeps its address for a while and browsers keep it.
    """

    def __init__(self, secret: bytes) -> None:
        key = hmac.digest(secret, b"media", hashlib.sha256)
        self._signer = Signer(key, key_derivation="none", digest_method=hashlib.sha256)

    def for_lease(self, person: int, lease: int, part: str, now_s: int, size: int | None = None) -> str:
        """The address of a part, or of its thumbnail, for the holder of a lease."""
        return self._signed(f"{person}.{_end(now_s)}.L{lease}.{size or 0}.{part}")

    def for_part(self, person: int, item: int, part: str, now_s: int, size: int | None = None) -> str:
        """The address of a part, or of its thumbnail, for somebody who may see the data."""
        return self._signed(f"{person}.{_end(now_s)}.I{item}.{size or 0}.{part}")

    def _signed(self, body: str) -> str:
        return PREFIX + self._signer.sign(body).decode()

    def read(self, token: str, now_s: int) -> Link:
        """What the token stands for. Raises NotFound for one that is not ours or has run out."""
        try:
            person, end, what, size, part = self._signer.unsign(token).decode().split(".", 4)
        except (BadSignature, ValueError) as error:
            raise NotFound("There is no such picture.", hint="Reload the page.") from error
        if int(end) < now_s:
            raise NotFound("This address has run out.", hint="Reload the page.")
        number = int(what[1:])
        if what[0] == "L":
            return Link(int(person), part, lease=number, size=int(size) or None)
        return Link(int(person), part, item=number, size=int(size) or None)


def _end(now_s: int) -> int:
    return (now_s // _HOUR + _TERM_HOURS) * _HOUR
