"""Errors as HTTP says them: RFC 9457 problem details for every status, and never a stack.

The class of an error decides the status. What nobody foresaw is a 500 with an id that stands in the log beside the
stack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from labelwright import errors

MEDIA_TYPE = "application/problem+json"
_log = structlog.get_logger("problems")

STATUSES: Mapping[type[errors.LabelwrightError], int] = {
    errors.InvalidRequest: 422,
    errors.Invalid: 422,
    errors.SignInRequired: 401,
    errors.Denied: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}


class Place(BaseModel):
    """One thing wrong at one place."""

    place: str
    message: str
    hint: str = ""
    line: int | None = None
    column: int | None = None


class ProblemDetails(BaseModel):
    """Any error of the API."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    hint: str = ""
    problems: list[Place] = []
    id: str | None = None


def status_of(error: errors.LabelwrightError) -> int:
    """The status that says the error's class."""
    for kind in type(error).__mro__:
        if kind in STATUSES:
            return STATUSES[kind]
    return 500


def places(problems: Sequence[errors.Problem]) -> list[dict[str, Any]]:
    """Problems as JSON writes them."""
    return [
        {"place": p.place, "message": p.message, "hint": p.hint, "line": p.line, "column": p.column} for p in problems
    ]


def respond(
    status: int, code: str, detail: str, *, hint: str = "", problems: Sequence[Mapping[str, Any]] = (),
    more: Mapping[str, Any] | None = None,
) -> Response:  # fmt: skip
    """A problem as a response. `more` holds further members of the document."""
    body = {
        "type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail,
        "hint": hint, "problems": list(problems), **(more or {}),
    }  # fmt: skip
    return Response(msgspec.json.encode(body), status, media_type=MEDIA_TYPE)


def of(error: errors.LabelwrightError) -> Response:
    """The response that says this error."""
    response = respond(
        status_of(error), error.code, error.message, hint=error.hint, problems=places(getattr(error, "problems", ()))
    )
    if isinstance(error, errors.TooMany):
        response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
    return response


def unforeseen(error: BaseException, request_id: str) -> Response:
    """A 500: its id is in the log, where the stack is."""
    _log.error("unforeseen", id=request_id, exc_info=error)
    return respond(
        500, "unforeseen", "Something went wrong here that nobody foresaw. Nothing of this request was kept.",
        hint=f"Tell the operator this id: {request_id}. It stands in the log with the cause.", more={"id": request_id},
    )  # fmt: skip


_WORDS = {
    400: ("bad_request", "The request cannot be read."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    413: ("too_large", "The body is over the limit."),
    415: ("unsupported_media_type", "The body is of a kind that this address does not take."),
}


async def _said_by_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, errors.LabelwrightError)
    return of(error)


def of_status(error: HTTPException) -> Response:
    """The response to a request that was refused by its status alone."""
    code, words = _WORDS.get(error.status_code, ("error", HTTPStatus(error.status_code).phrase))
    own = str(error.detail)
    detail = words if own == HTTPStatus(error.status_code).phrase else own
    response = respond(error.status_code, code, detail)
    response.headers.update(error.headers or {})
    return response


async def _said_by_status(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return of_status(error)


async def _said_by_validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [
        errors.Problem(tuple(step for step in one["loc"] if step != "body"), str(one["msg"])) for one in error.errors()
    ]
    message = "The request is not of the shape this address takes."
    return respond(422, "invalid_request", message, problems=places(found))


def install(app: FastAPI) -> None:
    """Every error that leaves a route becomes a problem."""
    app.add_exception_handler(errors.LabelwrightError, _said_by_error)
    app.add_exception_handler(HTTPException, _said_by_status)
    app.add_exception_handler(RequestValidationError, _said_by_validation)
