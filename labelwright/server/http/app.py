"""The HTTP application: every route file of the house, mounted on one address.

A route file offers `router`; one with hot routes offers `routes` too, plain handlers that stand before everything
else, and `OPENAPI` and `COMPONENTS`, their part of the contract.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

import labelwright
from labelwright.server.house import House
from labelwright.server.http import (
    accounts,
    definitions,
    desk,
    guideline,
    health,
    imports,
    items,
    jobs,
    live,
    media,
    my_work,
    people,
    pilot,
    problems,
    projects,
    releases,
    work,
)
from labelwright.server.http.doorway import Doorway
from labelwright.server.http.hot import HotRoutes
from labelwright.server.http.web import WebApp

PREFIX = "/api/v1"
MODULES: tuple[ModuleType, ...] = (
    work, my_work, desk, accounts, people, projects, definitions, guideline, live, jobs,
    imports, items, media, releases, pilot,
)  # fmt: skip

_PROBLEM = {
    "description": "What went wrong, as problem details.",
    "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
}


def create_app(house: House) -> FastAPI:
    """The application that answers for this house."""
    app = FastAPI(
        title="Labelwright",
        version=labelwright.__version__,
        description="Everything the web app, the SDK and the command line do, they do through these routes.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses={"4XX": {"model": problems.ProblemDetails}, 422: {"model": problems.ProblemDetails}},
        generate_unique_id_function=_operation_id,
    )
    app.state.house = house
    problems.install(app)
    api = APIRouter(prefix=PREFIX)
    hot = [route for module in MODULES for route in getattr(module, "routes", ())]
    for module in MODULES:
        api.include_router(module.router)
    app.include_router(api)
    app.include_router(health.router)
    _fall_back(app, WebApp(house))
    app.add_middleware(HotRoutes, routes=hot, house=house)
    app.add_middleware(Doorway, settings=house.settings)
    described = app.openapi
    app.openapi = lambda: _whole(app, described)  # type: ignore[method-assign]
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


def _fall_back(app: FastAPI, web: WebApp) -> None:
    """The web app takes what no route takes."""

    async def fall_back(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await (await web.answer(Request(scope, receive)))(scope, receive, send)

    app.router.default = fall_back


def _whole(app: FastAPI, described: Any) -> dict[str, Any]:
    """The contract: FastAPI's part, the hot routes' part, and problem details as what every route may answer."""
    if app.openapi_schema is None:
        document = described()
        for module in MODULES:
            document["paths"].update(getattr(module, "OPENAPI", {}))
            document["components"]["schemas"].update(getattr(module, "COMPONENTS", {}))
        for path in document["paths"].values():
            for operation in path.values():
                answers = operation.setdefault("responses", {})
                answers.pop("422", None)
                answers["4XX"] = _PROBLEM
        for name in ("HTTPValidationError", "ValidationError"):
            document["components"]["schemas"].pop(name, None)
        app.openapi_schema = document
    return app.openapi_schema or {}
