"""What SQLite and PostgreSQL spell differently: connecting, parameters, errors, the start of a read."""

from __future__ import annotations

import re
import sqlite3
from collections import namedtuple
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from labelwright.errors import Invalid

INTEGRITY = (sqlite3.IntegrityError, psycopg.errors.UniqueViolation)

# Values no column can hold: numbers over 64 bits, text with NUL or half a character.
UNFIT = (OverflowError, UnicodeEncodeError, psycopg.DataError)

READ_BEGIN = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}

_NAMED = re.compile(r"(?<![:\w]):([a-z_]\w*)")


@lru_cache(maxsize=2048)
def spelled(dialect: str, sql: str) -> str:
    """The statement as the driver wants it: `:name` for sqlite3, `%(name)s` for psycopg."""
    if dialect == "sqlite":
        return sql
    return _NAMED.sub(r"%(\1)s", sql.replace("%", "%%"))


_row_classes: dict[str, Any] = {}


def row_class(sql: str, description: Sequence[Sequence[Any]]) -> Any:
    """The named tuple for a statement's columns, made once for each text."""
    known = _row_classes.get(sql)
    if known is None:
        names = [column[0] for column in description]
        known = _row_classes[sql] = namedtuple("Row", names, rename=True)
    return known


def lost(error: BaseException) -> bool:
    """The connection itself is gone."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, psycopg.OperationalError) and not isinstance(cause, _AGAIN)


_AGAIN = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)


def try_again(error: BaseException) -> bool:
    """PostgreSQL gave up on this transaction for the sake of another one: running it anew is right."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, _AGAIN)


def closed(driver: Any) -> bool:
    """The connection is gone for good."""
    return not isinstance(driver, sqlite3.Connection) and bool(driver.closed)


def in_transaction(driver: Any) -> bool:
    if isinstance(driver, sqlite3.Connection):
        return driver.in_transaction
    return not driver.closed and driver.info.transaction_status != psycopg.pq.TransactionStatus.IDLE


def engine(url: str) -> Engine:
    """An engine that leaves BEGIN and COMMIT to the executor.

    Raises Invalid when the address is of neither database.
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            file = Path(parsed.database)
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists():
                file.touch(mode=0o600)  # and with it what SQLite keeps beside it
        made = create_engine(
            parsed,
            isolation_level="AUTOCOMMIT",
            poolclass=NullPool,
            connect_args={"check_same_thread": False, "cached_statements": 512, "timeout": 30},
        )
        event.listen(made, "connect", _prepare_sqlite)
        return made
    if backend == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            isolation_level="AUTOCOMMIT",
            poolclass=NullPool,
            connect_args={"prepare_threshold": 1},
        )
    raise Invalid(
        f"{backend} is not a database Labelwright keeps its house in.", hint="Use sqlite:/// or postgresql://."
    )


def _prepare_sqlite(driver: sqlite3.Connection, _record: object) -> None:
    driver.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # an acknowledged write survives the loss of power
        "foreign_keys = ON",
        "busy_timeout = 30000",
        "cache_size = -32000",
        "temp_store = MEMORY",
        "wal_autocheckpoint = 4000",
    ):
        driver.execute(f"PRAGMA {pragma}")
