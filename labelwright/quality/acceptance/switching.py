"""How strictly the next lot is checked, out of how the lots before it went.

    normal       two of five lots in a row (or fewer) refused          -> tightened
    tightened    five lots in a row accepted                           -> normal
                 five refused since it began                           -> discontinued, until somebody resumes it
    normal       a switching score of 30                               -> reduced
    reduced      one lot refused                                       -> normal

The score grows by 3 for each lot that the next stricter plan would have accepted too, by 2 for an accepted lot where
the plan allows one error at most, and falls to 0 otherwise. The rules make an AQL plan press for quality; they do not
make it a certificate. Source: the scheme of ISO 2859-1, in its structure; its older form counts ten accepted lots.
"""

from __future__ import annotations

from collections import deque
from typing import Literal

from labelwright.errors import Conflict, InvalidRequest

State = Literal["normal", "tightened", "reduced", "discontinued"]
_ENOUGH, _WINDOW, _LIMIT = 30, 5, 5


class SwitchingRules:
    """Feed it lots in the order in which they were checked; `state` says how the next one is.

    With `reduce_after`, so many accepted lots in a row reduce, instead of the score.
    """

    def __init__(self, *, reduce_after: int | None = None) -> None:
        if reduce_after is not None and reduce_after < 1:
            raise InvalidRequest(f"reduce_after is {reduce_after}; it counts lots from 1 on.")
        self.reduce_after = reduce_after
        self.state: State = "normal"
        self.score = self._run = self._refused = 0
        self._recent: deque[bool] = deque(maxlen=_WINDOW)

    def observe(self, accepted: bool, *, accepted_tighter: bool | None = None) -> State:
        """Takes a lot's verdict in; the state of the next lot.

        `accepted_tighter` says whether the next stricter plan would have accepted it too; leave it out where the plan
        allows one error at most. Raises Conflict while the work is discontinued.
        """
        if self.state == "discontinued":
            raise Conflict("The work is discontinued.", hint="resume() when its cause was put right.")
        self._recent.append(accepted)
        self._run = self._run + 1 if accepted else 0
        self._refused += not accepted
        if self.state == "normal":
            points = 2 if accepted_tighter is None else 3 * accepted_tighter
            self.score = self.score + points if accepted and points else 0
            if self._recent.count(False) >= 2:
                self._enter("tightened")
            elif self.score >= _ENOUGH if self.reduce_after is None else self._run >= self.reduce_after:
                self._enter("reduced")
        elif self.state == "reduced":
            if not accepted:
                self._enter("normal")
        elif self._run >= _WINDOW:
            self._enter("normal")
        elif self._refused >= _LIMIT:
            self._enter("discontinued")
        return self.state

    def resume(self) -> State:
        """Begins again, tightened. Raises Conflict where nothing was discontinued."""
        if self.state != "discontinued":
            raise Conflict("Nothing was discontinued.")
        self._enter("tightened")
        return self.state

    def _enter(self, state: State) -> None:
        self.state = state
        self.score = self._run = self._refused = 0
        self._recent.clear()
