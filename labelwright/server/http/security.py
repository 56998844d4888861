"""Who asks, and what browsers are told to refuse.

A session comes as a cookie, and then every unsafe method needs the session's `X-CSRF-Token`; an API token comes as
`Authorization: Bearer`, and needs none. Hot handlers call `identify(request)`: after the first request of a session
it asks the database nothing.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from labelwright.errors import Denied, SignInRequired
from labelwright.operations import accounts
from labelwright.server.access import Caller
from labelwright.server.clock import SECOND, now_us
from labelwright.server.house import House

__all__ = ["Asked", "Caller", "TheHouse", "caller", "house", "identify", "let_in", "let_out"]

COOKIE = "labelwright_session"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def house(request: Request) -> House:
    """The house this request came to."""
    found: House = request.app.state.house
    return found


async def identify(request: Request) -> Caller:
    """Who asks. Raises SignInRequired, or Denied for a session without its CSRF token."""
    place = house(request)
    header = request.headers.get("authorization", "")
    by_token = header[:7].lower() == "bearer "
    secret = header[7:].strip() if by_token else request.cookies.get(COOKIE, "")
    found = await place.access.caller(secret, by_token, now_us()) if secret else None
    if found is None:
        raise SignInRequired("Nobody is signed in, or the session ended.", hint="Sign in.")
    if not by_token and request.method not in _SAFE and not _csrf_right(request, found):
        raise Denied("The request did not bring its CSRF token.", hint="Reload the page.", code="csrf")
    if place.settings.demo and (other := _switched(request)) and other != found.person_id:
        grants = await place.access.switched(other)
        return Caller(other, grants, found.csrf, found.key, by_token, found.visitor_id)
    return found


def _csrf_right(request: Request, found: Caller) -> bool:
    return hmac.compare_digest(request.headers.get("x-csrf-token", "").encode(), found.csrf.encode())


def _switched(request: Request) -> int | None:
    asked = request.headers.get("x-labelwright-person", "")
    if not asked and request.url.path.endswith("/events"):  # an event stream sends no headers of ours
        asked = request.query_params.get("person", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None


caller = identify
Asked = Annotated[Caller, Depends(identify)]
TheHouse = Annotated[House, Depends(house)]


async def let_in(place: House, person: int, response: Response) -> tuple[str, str]:
    """Opens a session and gives its key to the browser. Returns (secret, csrf token)."""
    secret, csrf, now = secrets.token_urlsafe(32), secrets.token_urlsafe(24), now_us()
    key, term = accounts.digest(secret), place.access.session_term
    await place.store.write_soon(lambda tx: accounts.sign_in(tx, person, key, csrf, now, term=term))
    response.set_cookie(
        COOKIE, secret, max_age=term // SECOND, path="/", httponly=True, samesite="lax", secure=place.settings.secure
    )
    return secret, csrf


def let_out(place: House, response: Response) -> None:
    """Takes the session's key from the browser."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=place.settings.secure)


def client_address(request: Request) -> str:
    """Where the request comes from, as far as the server can tell."""
    return request.client.host if request.client else "unknown"


def policy(nonce: str = "") -> str:
    """The content security policy: nothing from elsewhere, no script in a page, styles only with this page's nonce."""
    style = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return (
        f"default-src 'none'; script-src 'self'; style-src {style}; "
        "img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; media-src 'self' blob:; "
        "worker-src 'self' blob:; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


HEADERS = {
    "content-security-policy": policy(),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "x-frame-options": "DENY",
}
