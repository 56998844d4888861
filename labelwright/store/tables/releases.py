"""Dataset versions with their rows."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from labelwright.store.tables.columns import Id, id_, metadata, ref, time

dataset_version = Table(
    "dataset_version",
    metadata,
    id_(),
    ref("project", "project"),
    Column("n", Integer, nullable=False),
    Column("state", Text, nullable=False),  # freezing | frozen | failed
    Column("note", Text, nullable=False, server_default=text("''")),
    Column("settings", Text, nullable=False),  # splits, seed, group
    Column("manifest", Text),
    Column("manifest_sha256", Text),
    Column("items", BigInteger, nullable=False, server_default=text("0")),
    ref("person", "person"),
    time("created_at"),
    time("frozen_at", null=True),
    UniqueConstraint("project", "n"),
)

dataset_row = Table(
    "dataset_row",
    metadata,
    Column("version", Id, ForeignKey("dataset_version.id"), primary_key=True, autoincrement=False),
    Column("ordinal", BigInteger, primary_key=True, autoincrement=False),
    Column("item", Id, nullable=False),
    Column("accepted_label", Id, nullable=False),
    Column("split", Text, nullable=False),
    Column("row", Text, nullable=False),  # the neutral JSON line, as it is hashed
    Index(None, "item"),
)
