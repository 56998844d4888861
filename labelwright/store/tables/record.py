"""Jobs, events, counts and waiting: what the house writes down of itself."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, text

from labelwright.store.tables.columns import CurrentTransaction, Id, Tx, id_, metadata, time

job = Table(
    "job",
    metadata,
    id_(),
    Column("kind", Text, nullable=False),
    Column("project", Id),
    Column("person", Id),
    Column("args", Text, nullable=False),
    Column("unique_key", Text),
    Column("state", Text, nullable=False),  # queued | running | done | failed | cancelled
    Column("cursor", Text),
    Column("result", Text),
    Column("error", Text),
    Column("done", BigInteger, nullable=False, server_default=text("0")),
    Column("total", BigInteger),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("token", BigInteger, nullable=False, server_default=text("0")),  # fencing: rises with each claim
    Column("cancel_requested", Boolean, nullable=False, server_default=text("false")),
    time("run_at"),
    time("claimed_until", null=True),
    time("created_at"),
    time("finished_at", null=True),
    Index("uq_job_unique_key", "unique_key", unique=True,
          sqlite_where=text("unique_key IS NOT NULL AND state IN ('queued', 'running')"),
          postgresql_where=text("unique_key IS NOT NULL AND state IN ('queued', 'running')")),
    Index("ix_job_due", "run_at", sqlite_where=text("state IN ('queued', 'running')"),
          postgresql_where=text("state IN ('queued', 'running')")),
    Index(None, "project", "id"),
)

event = Table(
    "event",
    metadata,
    id_(),
    Column("tx", Tx, nullable=False, server_default=CurrentTransaction()),
    Column("project", Id),
    Column("kind", Text, nullable=False),
    time("at"),
    Column("actor", Id),
    Column("item", Id),
    Column("task", Id),
    Column("refs", Text, nullable=False, server_default=text("'{}'")),
    Index(None, "project", "id"),
    Index(None, "item", sqlite_where=text("item IS NOT NULL"), postgresql_where=text("item IS NOT NULL")),
)

counter = Table(
    "counter",
    metadata,
    Column("project", Id, primary_key=True, autoincrement=False),
    Column("stage", Id, primary_key=True, autoincrement=False),  # 0: the project's items by state
    Column("state", Text, primary_key=True),
    Column("shard", Integer, primary_key=True, autoincrement=False),
    Column("n", BigInteger, nullable=False),
)

starvation = Table(
    "starvation",
    metadata,
    id_(),
    Column("person", Id, nullable=False),
    Column("stage", Id, nullable=False),
    Column("reason", Text, nullable=False),
    time("from_at"),
    time("to_at", null=True),
    Index(None, "person", "stage"),
)
