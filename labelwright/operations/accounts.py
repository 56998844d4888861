"""Signing in and what goes with it: sessions, passwords, API tokens, links, the first administrator.

Secrets come in as digests and passwords as hashes: hashing is slow on purpose and has no place in a transaction.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass

import msgspec

from labelwright.errors import Denied, InvalidRequest, NotFound
from labelwright.operations import events
from labelwright.operations.permissions import Grants, Membership, own
from labelwright.store import people, sessions
from labelwright.store.engine import Row, Tx

DAY = 86_400_000_000
LONGEST_SESSION = 90 * DAY  # however often it is used
LINK_TERM = {"administrator": 3650 * DAY, "invite": 14 * DAY, "password": DAY}
DEMO_ENDING = "@demo.example"  # people of the demo, between whom one visitor may switch


def digest(secret: str) -> str:
    """What is kept of a session key, token or link: long random secrets need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Held:
    """What a secret opens: whose it is, what they may do, until when (None: without end)."""

    person_id: int
    grants: Grants
    csrf: str
    expires_at: int | None
    created_at: int
    seen_at: int


def grants(tx: Tx, person: int) -> Grants:
    """Everything the person holds."""
    myself = own(Grants(person))
    projects: defaultdict[int, set[int]] = defaultdict(set)
    for row in people.team_projects(tx, myself):
        projects[row.team].add(row.project)
    return Grants(
        person,
        tuple(Membership(row.role, row.scope, row.scope_id) for row in people.held(tx, myself)),
        {team: frozenset(found) for team, found in projects.items()},
    )


def demo_grants(tx: Tx, person: int) -> Grants:
    """What a person of the demo holds. Raises Denied for anybody else."""
    if person not in {row.id for row in demo_people(tx)}:
        raise Denied("The person switch reaches people of the demo only.")
    return grants(tx, person)


def by_session(tx: Tx, key: str, now: int) -> Held | None:
    """What the session with this digest opens now, or None."""
    found = sessions.session(tx, key)
    if found is None or found.expires_at <= now:
        return None
    return Held(found.person, grants(tx, found.person), found.csrf, found.expires_at, found.created_at, found.seen_at)


def by_token(tx: Tx, key: str, now: int) -> Held | None:
    """What the API token with this digest opens now, or None."""
    found = sessions.token(tx, key)
    if found is None or (found.expires_at is not None and found.expires_at <= now):
        return None
    return Held(found.person, grants(tx, found.person), "", found.expires_at, now, found.used_at or 0)


def by_email(tx: Tx, email: str) -> Row | None:
    """The enabled person with this address: id, name, password_hash."""
    return sessions.by_email(tx, email)


def password_of(tx: Tx, person: int) -> str | None:
    """The hash of the person's password."""
    return sessions.password_of(tx, person)


def demo_people(tx: Tx) -> list[Row]:
    """Between whom the visitor of a demo may switch, the visitor first: id, name."""
    return sessions.by_domain(tx, DEMO_ENDING)


# -- sessions --------------------------------------------------------------------------------------------------------


def sign_in(tx: Tx, person: int, key: str, csrf: str, now: int, *, term: int) -> None:
    """Opens a session of `term` microseconds without a visit. What is over is swept away on the way."""
    sessions.sweep(tx, now)
    sessions.open_session(tx, key, person, csrf, now, now + term)


def prolong(tx: Tx, key: str, created_at: int, now: int, *, term: int) -> None:
    """A visit: the session lasts another term, but never past the longest session."""
    sessions.prolong_session(tx, key, now, min(now + term, created_at + LONGEST_SESSION))


def sign_out(tx: Tx, person: int, key: str, now: int) -> None:
    sessions.end_session(tx, key)
    events.person(tx, "session_ended", now, actor=person, person=person)


def change_password(tx: Tx, person: int, password_hash: str, now: int) -> None:
    """A new password ends every session of the person, and every link: whoever knew the old one is out."""
    people.set_password(tx, person, password_hash)
    sessions.end_sessions(tx, person)
    sessions.end_links(tx, person)
    events.person(tx, "password_changed", now, actor=person, person=person)


def set_preferences(tx: Tx, person: int, preferences: dict[str, object]) -> None:
    """Keeps what the web app wants to remember for a person. Raises InvalidRequest over 64 kB, or for no JSON."""
    try:
        text = msgspec.json.encode(preferences).decode()
    except (UnicodeEncodeError, OverflowError, RecursionError) as error:
        raise InvalidRequest("A number or a text in the preferences is one that cannot be kept.") from error
    if len(text) > 65_536:
        raise InvalidRequest("Preferences are over 64 kB.")
    people.set_preferences(tx, person, text)


# -- API tokens ------------------------------------------------------------------------------------------------------


def add_token(
    tx: Tx, person: int, secret: tuple[str, str], name: str, now: int, *, expires_at: int | None = None
) -> int:
    """Keeps a token as (digest, last four characters); its id."""
    key, hint = secret
    added = sessions.add_token(tx, key, person, name, hint, now, expires_at=expires_at)
    events.person(tx, "token_added", now, actor=person, person=person, refs={"token": added})
    return added


def no_later(tx: Tx, asked: int | None, key: str) -> int | None:
    """The end of a token that is made with the token of this digest: as asked, but never after that one's own."""
    own = sessions.token(tx, key)
    ends = [end for end in (asked, own.expires_at if own is not None else None) if end is not None]
    return min(ends, default=None)


def token_used(tx: Tx, key: str, now: int) -> None:
    """Writes down that the token with this digest was used."""
    sessions.token_used(tx, key, now)


def tokens(tx: Tx, person: int) -> list[Row]:
    """A person's tokens, newest first: id, name, hint, created_at, expires_at, used_at."""
    return sessions.tokens(tx, person)


def end_token(tx: Tx, person: int, token: int, now: int) -> None:
    if not sessions.end_token(tx, person, token):
        raise NotFound("You have no such token.")
    events.person(tx, "token_ended", now, actor=person, person=person, refs={"token": token})


# -- links -----------------------------------------------------------------------------------------------------------


def add_link(tx: Tx, key: str, purpose: str, person: int, now: int) -> int:
    """A link that lets its holder set the person's password once; when it ends."""
    expires_at = now + LINK_TERM[purpose]
    sessions.add_link(tx, key, purpose, person, now, expires_at=expires_at)
    return expires_at


def open_link(tx: Tx, key: str, now: int) -> Row:
    """What an unused link is for. Raises NotFound for one that is over or never was."""
    found = sessions.link(tx, key)
    claimed = found is not None and found.purpose == "administrator" and sessions.claimed(tx)
    if found is None or found.expires_at <= now or claimed:
        message = "This link is over or was used already."
        raise NotFound(message, hint="Ask for a new one, or sign in.", code="link_over")
    return found


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody who follows a link says: their password (hashed), and who they are where they may say so."""

    password_hash: str
    name: str | None = None
    email: str | None = None


def use_link(tx: Tx, key: str, claim: Claim, now: int) -> int:
    """The person sets name and password; an administrator also the address. Returns the person's id."""
    found = open_link(tx, key, now)
    if not sessions.use_link(tx, key, now):
        raise NotFound("This link was used already.", hint="Sign in.", code="link_over")
    if claim.name:
        people.rename(tx, found.person, claim.name)
    if claim.email and found.purpose == "administrator":
        people.set_email(tx, found.person, claim.email)
    change_password(tx, found.person, claim.password_hash, now)
    return int(found.person)


# -- the first start -------------------------------------------------------------------------------------------------


def first_administrator(tx: Tx, now: int) -> int:
    """The administrator of a house that nobody has claimed: made when there is none."""
    found = sessions.administrator(tx)
    if found is not None:
        return found
    person = people.add_person(tx, "administrator@localhost", "Administrator", "human", now)
    people.join(tx, person, "admin", "org", 0, now)
    events.person(tx, "membership_added", now, actor=None, person=person, refs={"role": "admin"})
    return person


def claim_link(tx: Tx, key: str, now: int) -> bool:
    """A link for the first administrator while nobody has claimed the house; False once somebody did."""
    if sessions.claimed(tx):
        return False
    add_link(tx, key, "administrator", first_administrator(tx, now), now)
    return True


def local_token(tx: Tx, secret: tuple[str, str], now: int) -> None:
    """A token for the CLI of the system user who runs the server: it acts as the first administrator."""
    add_token(tx, first_administrator(tx, now), secret, "this machine", now)
