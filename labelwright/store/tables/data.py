"""Imports, items with their parts, and where each item stands."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from labelwright.store.tables.columns import Id, id_, metadata, ref, time

import_ = Table(
    "import",
    metadata,
    id_(),
    ref("project", "project", index=True),
    ref("source", "source"),
    Column("state", Text, nullable=False),  # staged | done | undone | failed
    ref("person", "person"),
    Column("report", Text, nullable=False, server_default=text("'{}'")),  # added, unchanged, changed, refused, problems
    time("created_at"),
    time("done_at", null=True),
    time("undone_at", null=True),
)

item = Table(
    "item",
    metadata,
    id_(),
    ref("project", "project"),
    ref("source", "source"),
    Column("ordinal", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    ref("import", "import", index=True),
    Column("visible", Boolean, nullable=False, server_default=text("false")),  # its import is done
    Column("fields", Text, nullable=False, server_default=text("'{}'")),
    Column("group_key", Text),
    Column("subject", Text),
    Column("rights", Text),
    Column("retention", Text),
    Column("legal_hold", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("project", "source", "key"),
    UniqueConstraint("project", "ordinal"),
)

part = Table(
    "part",
    metadata,
    Column("item", Id, ForeignKey("item.id"), primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("uri", Text),
    Column("text", Text),
    Column("fingerprint", Text, nullable=False),
    Column("fingerprint_kind", Text, nullable=False),  # sha256 | etag
    Column("size", BigInteger, nullable=False),
    Column("width", Integer),  # upright: EXIF orientation applied
    Column("height", Integer),
    Column("orientation", Integer),
    Column("duration_ms", BigInteger),
)

item_state = Table(
    "item_state",
    metadata,
    Column("item", Id, ForeignKey("item.id"), primary_key=True, autoincrement=False),
    Column("project", Id, nullable=False),
    Column("stage", Id),
    Column("state", Text, nullable=False),  # held | active | accepted | doubtful | dropped
    Column("round", Integer, nullable=False, server_default=text("1")),
    Column("admission", BigInteger, nullable=False),  # keyed hash: a share of 10 % contains the share of 1 %
    Column("accepted_label", Id),
    time("changed_at"),
    Index(None, "project", "state", "item"),
    Index("ix_item_state_stage", "project", "stage", "item", sqlite_where=text("stage IS NOT NULL"),
          postgresql_where=text("stage IS NOT NULL")),
    Index(None, "project", "admission"),
)

copy = Table(
    "copy",
    metadata,
    id_(),
    Column("uri", Text, nullable=False, unique=True),
    Column("item", Id),
    Column("project", Id),
    Column("kind", Text, nullable=False),  # upload | thumbnail | cache | export | version
    Column("size", BigInteger, nullable=False),
    time("created_at"),
    time("used_at"),
    Index(None, "item"),
    Index(None, "kind", "used_at"),
)
