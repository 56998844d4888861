"""Signing in and out, who one is, passwords, API tokens, links."""

from __future__ import annotations

import re
import secrets
from typing import Annotated

import msgspec
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from starlette.requests import Request

from labelwright.errors import Denied, InvalidRequest, Problem, SignInRequired
from labelwright.operations import accounts
from labelwright.operations import people as verbs
from labelwright.operations.permissions import Grants
from labelwright.server import passwords
from labelwright.server.clock import DAY, iso, iso_or_none, now_us
from labelwright.server.house import House
from labelwright.server.http import security
from labelwright.server.http.security import Asked, TheHouse
from labelwright.store import Tx

router = APIRouter(tags=["accounts"])

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
Email = Annotated[str, Field(max_length=256)]
Password = Annotated[str, Field(max_length=1000)]


class Person(BaseModel):
    """Somebody, as others may see them."""

    id: int
    name: str
    email: str


class Role(BaseModel):
    """A role held in the whole house (`org`), in a team or in a project; `scope_name` is the team's key or the slug."""

    role: str
    scope: str
    scope_id: int
    scope_name: str


class DemoPerson(BaseModel):
    """Somebody of the demo whom the visitor may be."""

    id: int
    name: str
    roles: list[str]


class Demo(BaseModel):
    """The person switch: send `X-Labelwright-Person` with one of these ids."""

    people: list[DemoPerson]


class Me(BaseModel):
    """Who is signed in. Unsafe requests of a session send `csrf` as `X-CSRF-Token`."""

    person: Person
    csrf: str
    roles: list[Role]
    preferences: dict[str, object]
    demo: Demo | None


class SignIn(BaseModel):
    """An address and its password."""

    email: Email
    password: Password


class PasswordChange(BaseModel):
    """The present password and the next one."""

    current: Password
    new: Password


class NewToken(BaseModel):
    """A name to tell the token by, and the days it lasts; without days it has no end."""

    name: str = Field(min_length=1, max_length=100)
    days: int | None = Field(None, ge=1, le=3650)


class Token(BaseModel):
    """An API token; `hint` is its last four characters."""

    id: int
    name: str
    hint: str
    created_at: str
    expires_at: str | None
    last_used_at: str | None


class Tokens(BaseModel):
    """One's API tokens, newest first."""

    tokens: list[Token]


class FreshToken(Token):
    """A new token, in full this once."""

    token: str


class Link(BaseModel):
    """What a link is for."""

    purpose: str
    email: str
    name: str


class Claim(BaseModel):
    """What somebody who follows a link says; only an administrator may say the address."""

    password: Password
    name: str | None = Field(None, min_length=1, max_length=200)
    email: Email | None = None


def address(email: str) -> str:
    """The address as it is kept. Raises InvalidRequest for what cannot be one."""
    cleaned = email.strip().lower()
    if not _EMAIL.fullmatch(cleaned):
        message = f"{email[:80]!r} is not an e-mail address."
        raise InvalidRequest(message, [Problem(("email",), message)])
    return cleaned


async def _me(house: House, person: int, grants: Grants, csrf: str) -> Me:
    found = await house.store.read_soon(lambda tx: verbs.myself(tx, grants, person, demo=house.settings.demo))
    return Me(
        person=Person(id=found.id, name=found.name, email=found.email),
        csrf=csrf,
        roles=[Role.model_validate(role) for role in found.roles],
        preferences=msgspec.json.decode(found.preferences),
        demo=Demo(people=[DemoPerson.model_validate(one) for one in found.demo]) if found.demo else None,
    )


async def _arrive(house: House, person: int, response: Response) -> Me:
    _, csrf = await security.let_in(house, person, response)
    grants = await house.store.read_soon(lambda tx: accounts.grants(tx, person))
    return await _me(house, person, grants, csrf)


@router.post("/session")
async def sign_in(body: SignIn, request: Request, response: Response, house: TheHouse) -> Me:
    """Signs in. An unknown address takes as long and says the same as a wrong password."""
    email = body.email.strip().lower()
    house.limits.check(email, security.client_address(request), now_us())
    found = await house.store.read_soon(lambda tx: accounts.by_email(tx, email))
    if not await passwords.right(found.password_hash if found else None, body.password) or found is None:
        raise SignInRequired("The address or the password is wrong.", hint="Try again.", code="wrong_password")
    house.limits.succeeded(email)
    return await _arrive(house, found.id, response)


@router.delete("/session", status_code=204)
async def sign_out(caller: Asked, response: Response, house: TheHouse) -> None:
    """Ends the session."""
    await house.store.write_soon(lambda tx: accounts.sign_out(tx, caller.visitor_id, caller.key, now_us()))
    security.let_out(house, response)


@router.get("/me")
async def me(caller: Asked, house: TheHouse) -> Me:
    """Who is signed in."""
    return await _me(house, caller.person_id, caller.grants, caller.csrf)


@router.put("/me/preferences", status_code=204)
async def set_preferences(body: dict[str, object], caller: Asked, house: TheHouse) -> None:
    """Keeps what the web app wants to remember for a person."""
    await house.store.write_soon(lambda tx: accounts.set_preferences(tx, caller.person_id, body))


@router.post("/me/password")
async def change_password(
    body: PasswordChange, request: Request, response: Response, caller: Asked, house: TheHouse
) -> Me:
    """Changes the password and ends every other session of the person."""
    house.limits.check(f"#{caller.visitor_id}", security.client_address(request), now_us())
    kept = await house.store.read_soon(lambda tx: accounts.password_of(tx, caller.visitor_id))
    if not await passwords.right(kept, body.current):
        raise Denied("The present password is wrong.", code="wrong_password")
    house.limits.succeeded(f"#{caller.visitor_id}")
    new = await passwords.hashed(body.new)
    await house.store.write_soon(lambda tx: accounts.change_password(tx, caller.visitor_id, new, now_us()))
    return await _arrive(house, caller.visitor_id, response)


@router.get("/me/tokens")
async def tokens(caller: Asked, house: TheHouse) -> Tokens:
    """One's API tokens."""
    rows = await house.store.read_soon(lambda tx: accounts.tokens(tx, caller.visitor_id))
    return Tokens(
        tokens=[
            Token(
                id=row.id, name=row.name, hint=row.hint, created_at=iso(row.created_at),
                expires_at=iso_or_none(row.expires_at), last_used_at=iso_or_none(row.used_at),
            )
            for row in rows
        ]
    )  # fmt: skip


@router.post("/me/tokens", status_code=201)
async def add_token(body: NewToken, caller: Asked, house: TheHouse) -> FreshToken:
    """A new API token: shown this once, kept as a hash."""
    secret, now = new_token(), now_us()
    asked = None if body.days is None else now + body.days * DAY
    kept = (accounts.digest(secret), secret[-4:])

    def verb(tx: Tx) -> tuple[int, int | None]:
        ends = accounts.no_later(tx, asked, caller.key) if caller.by_token else asked
        return accounts.add_token(tx, caller.visitor_id, kept, body.name, now, expires_at=ends), ends

    added, ends = await house.store.write_soon(verb)
    return FreshToken(
        id=added, name=body.name, hint=secret[-4:], created_at=iso(now), expires_at=iso_or_none(ends),
        last_used_at=None, token=secret,
    )  # fmt: skip


def new_token() -> str:
    """A fresh API token; the prefix lets scanners find leaked ones."""
    return f"lw_{secrets.token_urlsafe(32)}"


@router.delete("/me/tokens/{token}", status_code=204)
async def end_token(token: int, caller: Asked, house: TheHouse) -> None:
    """Ends an API token at once."""
    await house.store.write_soon(lambda tx: accounts.end_token(tx, caller.visitor_id, token, now_us()))


@router.get("/links/{key}")
async def link(key: str, house: TheHouse) -> Link:
    """What a link is for, before it is used."""
    found = await house.store.read_soon(lambda tx: accounts.open_link(tx, accounts.digest(key), now_us()))
    return Link(purpose=found.purpose, email=found.email, name=found.name)


@router.post("/links/{key}")
async def use_link(key: str, body: Claim, request: Request, response: Response, house: TheHouse) -> Me:
    """Sets the password (and the name), and signs in. A link works once."""
    digest = accounts.digest(key)
    house.limits.check(f"link {digest}", security.client_address(request), now_us())
    await house.store.read_soon(lambda tx: accounts.open_link(tx, digest, now_us()))  # before the slow hash
    email = address(body.email) if body.email else None
    claim = accounts.Claim(await passwords.hashed(body.password), body.name, email)
    person = await house.store.write_soon(lambda tx: accounts.use_link(tx, digest, claim, now_us()))
    return await _arrive(house, person, response)
