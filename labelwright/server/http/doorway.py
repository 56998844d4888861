"""What every request passes: an id, a size limit, the security headers, and a net under what nobody foresaw."""

from __future__ import annotations

import re
import secrets
import time

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from labelwright.server.http import problems, security
from labelwright.server.settings import Settings

_ID = re.compile(rb"[\w.-]{1,64}")
_UPLOADS = re.compile(r"/api/v1/projects/[^/]+/imports")
_SECRET = re.compile(r"(/links?/|/media/).*")  # what opens something stands in the address itself
_SLOW = 1.0  # seconds after which a request is worth a line
_log = structlog.get_logger("http")


class Doorway:
    """The outermost middleware."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        secure = {"strict-transport-security": "max-age=31536000"} if settings.secure else {}
        self._headers = {**security.HEADERS, **secure}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        request_id = given.decode() if _ID.fullmatch(given) else secrets.token_hex(8)
        limit = self._limit(scope)
        answered = _Answered(send, self._headers, request_id)
        structlog.contextvars.bind_contextvars(request=request_id)
        started = time.perf_counter()
        try:
            length = headers.get(b"content-length", b"0")
            if not length.isdigit() or int(length) > limit:
                await _too_large(limit)(scope, receive, answered)
                return
            await self._app(scope, _limited(receive, limit), answered)
        except Exception as error:
            response = problems.unforeseen(error, request_id)
            if answered.status:  # too late for a problem: a broken connection says it
                raise
            await response(scope, receive, answered)
        finally:
            self._note(scope, answered.status, time.perf_counter() - started)
            structlog.contextvars.unbind_contextvars("request")

    def _limit(self, scope: Scope) -> int:
        upload = scope["method"] == "POST" and _UPLOADS.fullmatch(scope["path"])
        return self._settings.max_upload if upload else self._settings.max_body

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        live = status == 200 and scope["path"].endswith("/events")
        slow = seconds > _SLOW and not live and not self._settings.demo  # a demo's terminal has its box and no lines
        if self._settings.access_log or status >= 500 or slow:
            path = _SECRET.sub(r"\1...", scope["path"])
            _log.info("request", method=scope["method"], path=path, status=status, ms=round(seconds * 1000))


class _Answered:
    """`send`, with the house's headers on every answer; remembers whether one was begun."""

    def __init__(self, send: Send, headers: dict[str, str], request_id: str) -> None:
        self._send = send
        self._headers = headers
        self._request_id = request_id
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            for name, value in self._headers.items():
                headers.setdefault(name, value)
            headers["x-request-id"] = self._request_id
        await self._send(message)


def _limited(receive: Receive, limit: int) -> Receive:
    """`receive`, for bodies that do not say how long they are."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413, f"The body is over {limit:,} bytes.")
        return message

    return counted


def _too_large(limit: int) -> ASGIApp:
    return problems.respond(413, "too_large", f"The body is over {limit:,} bytes, or does not say how long it is.")
