"""Projects with what was asked for: definitions, stages, sources, versions of schema and guideline."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from labelwright.store.tables.columns import Id, id_, metadata, ref, time

project = Table(
    "project",
    metadata,
    id_(),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("sampling_key", LargeBinary, nullable=False),
    Column("definition", Id, nullable=False, server_default=text("0")),  # the one in force; 0 before the first
    time("created_at"),
    time("started_at", null=True),
    time("archived_at", null=True),
)

definition = Table(
    "definition",
    metadata,
    id_(),
    ref("project", "project"),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("guideline_version", Integer, nullable=False),
    ref("person", "person"),
    time("created_at"),
    UniqueConstraint("project", "version"),
)

stage = Table(
    "stage",
    metadata,
    id_(),
    ref("project", "project"),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    ref("team", "team", null=True),
    Column("ordinal", Integer, nullable=False),
    Column("phase", Text, nullable=False, server_default=text("'open'")),  # closed | open | paused
    time("phase_at"),
    Column("phase_by", Id),
    Column("phase_reason", Text, nullable=False, server_default=text("''")),
    time("retired_at", null=True),
    UniqueConstraint("project", "key"),
)

source = Table(
    "source",
    metadata,
    id_(),
    ref("project", "project"),
    Column("key", Text, nullable=False),
    Column("spec", Text, nullable=False),
    UniqueConstraint("project", "key"),
)

schema_version = Table(
    "schema_version",
    metadata,
    id_(),
    ref("project", "project"),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
    time("created_at"),
    UniqueConstraint("project", "version"),
)

guideline_version = Table(
    "guideline_version",
    metadata,
    id_(),
    ref("project", "project"),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=text("''")),
    ref("person", "person"),
    time("created_at"),
    UniqueConstraint("project", "version"),
)
