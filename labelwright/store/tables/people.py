"""People, teams, memberships, and how they come in."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint, text

from labelwright.store.tables.columns import Id, id_, metadata, ref, time

team = Table(
    "team",
    metadata,
    id_(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),  # own | vendor
    time("created_at"),
)

person = Table(
    "person",
    metadata,
    id_(),
    Column("email", Text, nullable=False, unique=True),  # lower case; systems and models have a name of their own here
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),  # human | model | system
    Column("password_hash", Text),
    Column("preferences", Text, nullable=False, server_default=text("'{}'")),
    time("created_at"),
    time("disabled_at", null=True),
)

membership = Table(
    "membership",
    metadata,
    id_(),
    ref("person", "person", index=True),
    Column("scope", Text, nullable=False),  # org | team | project
    Column("scope_id", Id, nullable=False),  # 0 for org
    Column("role", Text, nullable=False),
    time("created_at"),
    UniqueConstraint("person", "scope", "scope_id", "role"),
    Index(None, "scope", "scope_id"),
)

session = Table(
    "session",
    metadata,
    Column("hash", Text, primary_key=True),
    ref("person", "person", index=True),
    Column("csrf", Text, nullable=False),
    time("created_at"),
    time("expires_at"),
    time("seen_at"),
)

api_token = Table(
    "api_token",
    metadata,
    id_(),
    Column("hash", Text, nullable=False, unique=True),
    ref("person", "person", index=True),
    Column("name", Text, nullable=False),
    Column("hint", Text, nullable=False),  # the last four characters, so that people can tell tokens apart
    time("created_at"),
    time("expires_at", null=True),
    time("used_at", null=True),
)

link = Table(
    "link",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("purpose", Text, nullable=False),  # administrator | invite | password
    ref("person", "person"),
    time("created_at"),
    time("expires_at"),
    time("used_at", null=True),
)
