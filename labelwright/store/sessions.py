"""What people come in with: passwords, sessions, API tokens and links. Secrets are kept as hashes alone.

These reads take no scope: the secret itself is the question, and a scope is what follows from the answer.
"""

from __future__ import annotations

from labelwright.store.engine import Row, Tx


def by_email(tx: Tx, email: str) -> Row | None:
    """The enabled human with this address: id, name, password_hash."""
    return tx.one(
        "SELECT id, name, password_hash FROM person WHERE email = :email AND kind = 'human' AND disabled_at IS NULL",
        email=email,
    )


def password_of(tx: Tx, person: int) -> str | None:
    """The hash of the person's password, or None before the first."""
    found: str | None = tx.value("SELECT password_hash FROM person WHERE id = :id", id=person)
    return found


def by_domain(tx: Tx, ending: str) -> list[Row]:
    """Enabled humans whose address ends so, in the order they came: id, name."""
    return tx.rows(
        "SELECT id, name FROM person WHERE kind = 'human' AND disabled_at IS NULL AND email LIKE :pattern ORDER BY id",
        pattern=f"%{ending}",
    )


def session(tx: Tx, digest: str) -> Row | None:
    """The session of an enabled person: person, csrf, created_at, expires_at, seen_at."""
    return tx.one(
        "SELECT s.person, s.csrf, s.created_at, s.expires_at, s.seen_at FROM session s"
        " JOIN person p ON p.id = s.person AND p.disabled_at IS NULL WHERE s.hash = :hash",
        hash=digest,
    )


def token(tx: Tx, digest: str) -> Row | None:
    """The API token of an enabled person: id, person, expires_at, used_at."""
    return tx.one(
        "SELECT a.id, a.person, a.expires_at, a.used_at FROM api_token a"
        " JOIN person p ON p.id = a.person AND p.disabled_at IS NULL WHERE a.hash = :hash",
        hash=digest,
    )


def link(tx: Tx, digest: str) -> Row | None:
    """A link that nobody used: purpose, person, expires_at, and the person's email and name."""
    return tx.one(
        "SELECT l.purpose, l.person, l.expires_at, p.email, p.name FROM link l"
        " JOIN person p ON p.id = l.person AND p.disabled_at IS NULL WHERE l.hash = :hash AND l.used_at IS NULL",
        hash=digest,
    )


def tokens(tx: Tx, person: int) -> list[Row]:
    """A person's API tokens, newest first: id, name, hint, created_at, expires_at, used_at."""
    return tx.rows(
        "SELECT id, name, hint, created_at, expires_at, used_at FROM api_token WHERE person = :person ORDER BY id DESC",
        person=person,
    )


def claimed(tx: Tx) -> bool:
    """Whether any administrator has a password: before that, the house belongs to whoever started it."""
    return bool(
        tx.value(
            "SELECT 1 FROM membership m JOIN person p ON p.id = m.person WHERE m.role = 'admin' AND m.scope = 'org'"
            " AND p.password_hash IS NOT NULL LIMIT 1"
        )
    )


def administrator(tx: Tx) -> int | None:
    """The first administrator, or None in an empty house."""
    found: int | None = tx.value("SELECT min(person) FROM membership WHERE role = 'admin' AND scope = 'org'")
    return found


# -- writing ---------------------------------------------------------------------------------------------------------


def open_session(tx: Tx, digest: str, person: int, csrf: str, now: int, expires_at: int) -> None:
    tx.run(
        "INSERT INTO session (hash, person, csrf, created_at, expires_at, seen_at)"
        " VALUES (:hash, :person, :csrf, :now, :expires_at, :now)",
        hash=digest, person=person, csrf=csrf, now=now, expires_at=expires_at,
    )  # fmt: skip


def prolong_session(tx: Tx, digest: str, now: int, expires_at: int) -> None:
    tx.run(
        "UPDATE session SET seen_at = :now, expires_at = :at WHERE hash = :hash",
        now=now, at=expires_at, hash=digest,
    )  # fmt: skip


def end_session(tx: Tx, digest: str) -> None:
    tx.run("DELETE FROM session WHERE hash = :hash", hash=digest)


def end_sessions(tx: Tx, person: int) -> None:
    tx.run("DELETE FROM session WHERE person = :person", person=person)


def sweep(tx: Tx, now: int) -> None:
    """Takes away sessions and links that are over."""
    tx.run("DELETE FROM session WHERE expires_at < :now", now=now)
    tx.run("DELETE FROM link WHERE expires_at < :now OR used_at IS NOT NULL", now=now)


def add_token(tx: Tx, digest: str, person: int, name: str, hint: str, now: int, *, expires_at: int | None) -> int:
    """The new token's id."""
    added: int = tx.value(
        "INSERT INTO api_token (hash, person, name, hint, created_at, expires_at)"
        " VALUES (:hash, :person, :name, :hint, :now, :expires_at) RETURNING id",
        hash=digest, person=person, name=name, hint=hint, now=now, expires_at=expires_at,
    )  # fmt: skip
    return added


def token_used(tx: Tx, digest: str, now: int) -> None:
    tx.run("UPDATE api_token SET used_at = :now WHERE hash = :hash", now=now, hash=digest)


def end_token(tx: Tx, person: int, token: int) -> bool:
    """False when the person has no such token."""
    return bool(tx.run("DELETE FROM api_token WHERE id = :id AND person = :person", id=token, person=person))


def end_tokens(tx: Tx, person: int) -> None:
    tx.run("DELETE FROM api_token WHERE person = :person", person=person)


def add_link(tx: Tx, digest: str, purpose: str, person: int, now: int, *, expires_at: int) -> None:
    """A link; earlier ones of the same purpose for the person end."""
    tx.run("DELETE FROM link WHERE person = :person AND purpose = :purpose", person=person, purpose=purpose)
    tx.run(
        "INSERT INTO link (hash, purpose, person, created_at, expires_at) VALUES (:hash, :purpose, :person, :now, :at)",
        hash=digest, purpose=purpose, person=person, now=now, at=expires_at,
    )  # fmt: skip


def end_links(tx: Tx, person: int) -> None:
    tx.run("DELETE FROM link WHERE person = :person", person=person)


def use_link(tx: Tx, digest: str, now: int) -> bool:
    """Marks the link used; False when somebody else was first."""
    return bool(tx.run("UPDATE link SET used_at = :now WHERE hash = :hash AND used_at IS NULL", now=now, hash=digest))
