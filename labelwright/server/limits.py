"""How often somebody may try to sign in: by address and by account, in memory."""

from __future__ import annotations

from collections import OrderedDict

from labelwright.errors import TooMany

_MINUTE = 60_000_000
_REMEMBERED = 50_000


class Bucket:
    """Allows `burst` failures at once, and one more each `every` microseconds. The oldest names are forgotten first."""

    def __init__(self, burst: int, every: int) -> None:
        self._burst = burst
        self._every = every
        self._full_at: OrderedDict[str, int] = OrderedDict()  # when the name has its whole burst again

    def wait(self, name: str, now: int) -> int:
        """Microseconds until the name may try; 0 for now."""
        owed = self._full_at.get(name, now) - now
        return max(0, owed - (self._burst - 1) * self._every)

    def spend(self, name: str, now: int) -> None:
        """One try of the name."""
        self._full_at[name] = max(self._full_at.pop(name, now), now) + self._every
        if len(self._full_at) > _REMEMBERED:
            self._full_at.popitem(last=False)

    def forget(self, name: str) -> None:
        self._full_at.pop(name, None)


class SignInLimits:
    """Ten failures an account and thirty an address, then one each minute and each six seconds."""

    def __init__(self) -> None:
        self._account = Bucket(10, _MINUTE)
        self._address = Bucket(30, _MINUTE // 10)

    def check(self, account: str, address: str, now: int) -> None:
        """Counts a try. Raises TooMany when either has none left; an account says so whether or not it exists."""
        wait = max(self._account.wait(account, now), self._address.wait(address, now))
        if wait:
            raise TooMany("Too many tries to sign in.", retry_after=wait / 1_000_000, hint="Wait, then try again.")
        self._account.spend(account, now)
        self._address.spend(address, now)

    def succeeded(self, account: str) -> None:
        """The right password clears the account."""
        self._account.forget(account)
