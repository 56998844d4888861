"""Every row of every table as lines of JSON, out of one database and into either.

Sessions and links stay behind: a copy of a house lets nobody in who was at the door of the first. A transaction's id on
PostgreSQL means nothing elsewhere and stays behind too: in a restored house `event.id` is the order.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import LargeBinary, Table, func, select, tuple_

from labelwright.store import migrations
from labelwright.store.engine import Tx
from labelwright.store.tables import metadata

REVISION = migrations.HEAD
_LEFT = {"session", "link"}
_PAGE = 2000
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[object]).decode


def names() -> list[str]:
    """The tables, each after those it refers to."""
    return [table.name for table in metadata.sorted_tables if table.name not in _LEFT]


def columns(name: str) -> list[str]:
    """The columns of a table that go along."""
    return [column.name for column in metadata.tables[name].columns if (name, column.name) != ("event", "tx")]


def empty(tx: Tx) -> bool:
    """Whether the database holds nobody and nothing yet."""
    return not any(tx.value(f"SELECT 1 FROM {table} LIMIT 1") for table in ("person", "project", "team"))


def rows(tx: Tx, name: str) -> Iterator[bytes]:
    """The table's rows in the order of its key, each a JSON list of its columns and a newline."""
    table = metadata.tables[name]
    wanted = [table.c[column] for column in columns(name)]
    key = list(table.primary_key.columns)
    places = [columns(name).index(column.name) for column in key]
    binary = _binary(table)
    page = select(*wanted).order_by(*key).limit(_PAGE)
    statement = page
    while found := [list(row) for row in tx.core(statement)]:
        last = [found[-1][place] for place in places]
        for row in found:
            for place in binary:
                row[place] = None if row[place] is None else base64.b64encode(row[place]).decode()
            yield _encode(row) + b"\n"
        statement = page.where(tuple_(*key) > tuple_(*last))


def load(tx: Tx, name: str, lines: Iterable[bytes]) -> int:
    """Puts the lines of `rows` into the table; how many."""
    binary = _binary(metadata.tables[name])
    count = 0

    def read() -> Iterator[list[object]]:
        nonlocal count
        for line in lines:
            row = _decode(line)
            for place in binary:
                row[place] = None if row[place] is None else base64.b64decode(str(row[place]))
            count += 1
            yield row

    tx.load(f'"{name}"', [f'"{column}"' for column in columns(name)], read())
    return count


def finish(tx: Tx) -> None:
    """On PostgreSQL: the next id of every table comes after those that were put in."""
    if tx.dialect != "postgresql":
        return
    for name in names():
        table = metadata.tables[name]
        if "id" in table.c and table.c.id.autoincrement is True:
            highest = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            tx.core(select(func.setval(func.pg_get_serial_sequence(f'"{name}"', "id"), highest, False)))


def _binary(table: Table) -> list[int]:
    """The places of columns that hold bytes."""
    return [place for place, name in enumerate(columns(table.name)) if isinstance(table.c[name].type, LargeBinary)]
