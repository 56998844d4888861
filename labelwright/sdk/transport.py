"""One connection to a server: requests out, records or the server's own errors back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx
import msgspec

from labelwright import errors
from labelwright.sdk.records import Place

T = TypeVar("T")
PREFIX = "/api/v1"
CHUNK = 1 << 16

_BY_STATUS: Mapping[int, type[errors.LabelwrightError]] = {
    401: errors.SignInRequired,
    403: errors.Denied,
    404: errors.NotFound,
    409: errors.Conflict,
    413: errors.TooLarge,
    422: errors.Invalid,
    429: errors.TooMany,
    503: errors.Unavailable,
}


def _tree(kind: type[errors.LabelwrightError]) -> Iterator[type[errors.LabelwrightError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _tree(child)


_BY_CODE = {kind.code: kind for kind in _tree(errors.LabelwrightError)}


class _Details(msgspec.Struct):
    code: str = "error"
    detail: str = ""
    hint: str = ""
    problems: list[Place] = []


def error_of(status: int, body: bytes, retry_after: str | None = None) -> errors.LabelwrightError:
    """The error that a response says, as the class the server knew it by.

    A code of a later release falls back to the class of its status; a body that is no problem document (a proxy's page)
    becomes an error that names the status.
    """
    try:
        said = msgspec.json.decode(body, type=_Details)
    except msgspec.DecodeError:
        said = _Details(detail=f"The server answered with status {status}.")
    kind = _BY_CODE.get(said.code)
    if kind is None or kind is errors.LabelwrightError:
        kind = _BY_STATUS.get(status, errors.LabelwrightError)
    problems = [one.problem() for one in said.problems]
    made: errors.LabelwrightError
    if issubclass(kind, errors.TooMany):
        made = kind(said.detail, retry_after=float(retry_after or 1), hint=said.hint)
    elif issubclass(kind, errors.Invalid | errors.InFlight):
        made = kind(said.detail, problems, hint=said.hint)
    else:
        made = kind(said.detail, hint=said.hint)
    made.code = said.code
    return made


class Transport:
    """Speaks HTTP to one server, as one person."""

    def __init__(self, url: str, token: str | None, *, timeout: float = 60.0, demo_person: int | None = None) -> None:
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if demo_person is not None:
            headers["X-Labelwright-Person"] = str(demo_person)
        self.url = url.rstrip("/")
        self.http = httpx.Client(
            base_url=self.url, headers=headers, timeout=httpx.Timeout(timeout, connect=5.0), trust_env=False
        )

    def get(self, path: str, kind: type[T], **params: object) -> T:
        """GET as a record."""
        return msgspec.json.decode(self.raw("GET", path, params=params), type=kind)

    def send(self, method: str, path: str, kind: type[T], body: object = None, **headers: str) -> T:
        """Sends a JSON body and reads the answer as a record."""
        content = None if body is None else msgspec.json.encode(body)
        sent = {"Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
        answer = self.raw(method, path, content=content, headers=sent if content is not None else headers)
        return msgspec.json.decode(answer or b"null", type=kind)

    def raw(self, method: str, path: str, **more: Any) -> bytes:
        """The body of the answer. Raises the error it says, or Unavailable when nobody answers."""
        with self._answered():
            response = self.http.request(method, PREFIX + path, **_without_none(more))
        if response.is_error:
            raise error_of(response.status_code, response.content, response.headers.get("Retry-After"))
        return response.content

    @contextmanager
    def stream(self, path: str, **params: object) -> Iterator[httpx.Response]:
        """A response whose body is read as it comes."""
        with self._answered(), self.http.stream("GET", PREFIX + path, params=_present(params)) as response:
            if response.is_error:
                response.read()
                raise error_of(response.status_code, response.content, response.headers.get("Retry-After"))
            yield response

    def upload(self, path: str, kind: type[T], body: Iterable[bytes], media_type: str, **params: object) -> T:
        """POSTs a body as it is made, of any size."""
        headers = {"Content-Type": media_type}
        return msgspec.json.decode(
            self.raw("POST", path, params=params, content=body, headers=headers, timeout=None), type=kind
        )

    def close(self) -> None:
        """Closes the connections."""
        self.http.close()

    @contextmanager
    def _answered(self) -> Iterator[None]:
        try:
            yield
        except httpx.TimeoutException as error:
            raise errors.Unavailable(f"{self.url} did not answer in time.", code="timeout") from error
        except httpx.TransportError as error:
            raise errors.Unavailable(
                f"{self.url} does not answer ({error}).", hint="Is the server running there?", code="no_answer"
            ) from error


def _present(params: Mapping[str, object]) -> dict[str, Any]:
    """Query parameters without those left out; booleans as the server reads them."""
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in params.items()
        if value is not None
    }


def _without_none(more: dict[str, Any]) -> dict[str, Any]:
    if "params" in more:
        more["params"] = _present(more["params"])
    return {name: value for name, value in more.items() if value is not None or name == "timeout"}
