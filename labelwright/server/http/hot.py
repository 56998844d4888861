"""The short way in for the requests that people at work send all day.

A hot route is a handler `(request, house, caller) -> value`: the value is answered as JSON, None as 204, an error of
ours as problem details. It is found by one look-up and passes none of the framework's layers but the doorway.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from labelwright.errors import LabelwrightError
from labelwright.server.access import Caller
from labelwright.server.house import House
from labelwright.server.http import problems
from labelwright.server.http.security import identify

Handler = Callable[[Request, House, Caller], Awaitable[Any]]
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class HotRoute:
    """One address; a `{id}` in it stands for one step of digits, which the handler reads from `path_params`."""

    path: str
    method: str
    handler: Handler


class HotRoutes:
    """The middleware that answers them; anything else goes on inwards."""

    def __init__(self, app: ASGIApp, routes: Sequence[HotRoute], house: House) -> None:
        self._app = app
        self._house = house
        self._handlers = {(route.method, route.path): route.handler for route in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            found, params = self._find(scope["method"], scope["path"])
            if found is not None:
                scope["path_params"] = params
                await (await self._answer(found, Request(scope, receive)))(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _find(self, method: str, path: str) -> tuple[Handler | None, dict[str, str]]:
        found = self._handlers.get((method, path))
        if found is not None:
            return found, {}
        steps = path.split("/")
        if len(steps) < 3 or not (steps[-2].isascii() and steps[-2].isdigit() and len(steps[-2]) < 16):
            return None, {}
        number = steps[-2]
        steps[-2] = "{id}"
        return self._handlers.get((method, "/".join(steps))), {"id": number}

    async def _answer(self, handler: Handler, request: Request) -> Response:
        try:
            body = await handler(request, self._house, await identify(request))
        except LabelwrightError as error:
            return problems.of(error)
        except HTTPException as error:  # the doorway's limit, met while the body came
            return problems.of_status(error)
        if body is None:
            return Response(status_code=204)
        return Response(_encode(body), media_type="application/json")
