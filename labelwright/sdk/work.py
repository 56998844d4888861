"""The API of work: what an annotator or a reviewer does, for scripts and simulated people."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from labelwright import errors
from labelwright.sdk.records import Lease, Next, Receipt
from labelwright.sdk.transport import PREFIX, Transport

_TRIES = 4  # sends of one submit while the server does not answer


class Remarks(TypedDict, total=False):
    """What may go with a verdict; what is left out the server fills in."""

    answer: Mapping[str, Any]  # of `correct`
    annotation: int  # which of several answers is accepted
    reasons: Sequence[str]  # codes, as `GET /review/reasons` lists them
    comment: str
    to: str  # of `return`: author or another
    active_ms: int


class WorkClient:
    """Work as the person whose token this is."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def next(self, project: str, *, stage: str | None = None, count: int = 1) -> Next:
        """The next one to four leases, or why there are none and when to ask again."""
        body = {"project": project, "count": count} | ({"stage": stage} if stage else {})
        return self._transport.send("POST", "/work/next", Next, body)

    def resume(self, project: str, *, stage: str | None = None) -> Next:
        """One's own live leases in a project, with their drafts."""
        return self._transport.get("/work/leases", Next, project=project, stage=stage)

    def open(self, lease: int) -> dict[str, Any]:
        """Starts the lease's term and the active time; when it expires."""
        return self._transport.send("POST", f"/work/leases/{lease}/open", dict[str, Any])

    def draft(self, lease: int, body: object) -> None:
        """Keeps what is drawn or written so far."""
        self._transport.raw("PUT", f"/work/leases/{lease}/draft", json=body)

    def submit(
        self,
        lease: int,
        answer: Mapping[str, Any] | None,
        *,
        active_ms: int = 0,
        unsure: bool = False,
        key: str | None = None,
    ) -> Receipt:
        """Submits an answer; None says "cannot judge". Counted once, however often the network repeats it.

        Who keeps answers over the end of a process passes the `key` they keep with the answer.
        """
        body: dict[str, Any] = {"cannot_judge": True} if answer is None else {"answer": answer}
        return self._submit(f"/work/leases/{lease}/submit", body | {"active_ms": active_ms, "unsure": unsure}, key)

    def review(self, lease: int, verdict: str, **more: Unpack[Remarks]) -> Receipt:
        """A verdict: accept, correct (with the answer), return (with reasons), drop."""
        return self._submit(f"/work/leases/{lease}/submit", {"verdict": verdict, **more})

    def _submit(self, path: str, body: Mapping[str, Any], key: str | None = None) -> Receipt:
        key = key or uuid.uuid4().hex
        for attempt in range(1, _TRIES + 1):
            try:
                return self._transport.send("POST", path, Receipt, body, Idempotency_Key=key)
            except errors.Unavailable:
                if attempt == _TRIES:
                    raise
                time.sleep(0.25 * 2**attempt)
        raise AssertionError("unreachable")

    def skip(self, lease: int, reason: str, comment: str = "") -> None:
        """Leaves the task to others, with a coded reason."""
        self._transport.raw("POST", f"/work/leases/{lease}/skip", json={"reason": reason, "comment": comment})

    def release(self, lease: int) -> None:
        """Gives a lease back unopened."""
        self._transport.raw("POST", f"/work/leases/{lease}/release")

    def media(self, address: str) -> bytes:
        """The bytes behind the address of an item's part."""
        return self._transport.raw("GET", address.removeprefix(PREFIX))

    def heartbeat(self, leases: Sequence[int]) -> list[dict[str, Any]]:
        """Renews leases; each answer has the new term, or says that the lease is gone."""
        answer = self._transport.send("POST", "/work/heartbeat", dict[str, Any], {"leases": list(leases)})
        found: list[dict[str, Any]] = answer["leases"]
        return found

    def undo(self, annotation: int) -> Lease:
        """Takes an answer back within its grace: it comes as a lease with the old answer as draft."""
        return self._transport.send("POST", f"/annotations/{annotation}/undo", Lease)

    def revise(self, annotation: int, answer: Mapping[str, Any], *, active_ms: int = 0) -> Receipt:
        """A new revision of an answer, while what came after has not begun."""
        return self._submit(f"/annotations/{annotation}/revise", {"answer": answer, "active_ms": active_ms})
