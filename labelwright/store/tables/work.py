"""Tasks, leases, annotations, and the labels they lead to."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from labelwright.store.tables.columns import Id, id_, metadata, ref, time

batch = Table(
    "batch",
    metadata,
    id_(),
    ref("project", "project"),
    ref("stage", "stage"),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    time("created_at"),
    UniqueConstraint("stage", "key"),
)

batch_person = Table(
    "batch_person",
    metadata,
    Column("batch", Id, ForeignKey("batch.id"), primary_key=True, autoincrement=False),
    Column("person", Id, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Index(None, "person"),
)

task = Table(
    "task",
    metadata,
    id_(),
    Column("project", Id, nullable=False),
    ref("stage", "stage"),
    ref("item", "item"),
    Column("purpose", Text, nullable=False, server_default=text("'work'")),
    Column("bars", Integer, nullable=False),  # sides of a person's earlier leases on the item that exclude them
    Column("subject_annotation", Id),  # what a review task judges
    Column("origin", Id),  # the task that made this one
    Column("pool", Id, nullable=False, server_default=text("0")),  # 0 for everybody, or a batch
    Column("round", Integer, nullable=False, server_default=text("1")),
    Column("rank", BigInteger, nullable=False),  # low first
    Column("state", Text, nullable=False),  # open | full | done | parked | cancelled: written by settle alone
    Column("wanted", Integer, nullable=False),
    Column("have", Integer, nullable=False, server_default=text("0")),
    Column("live", Integer, nullable=False, server_default=text("0")),
    Column("reserved_for", Id),
    time("reserved_until", null=True),
    time("available_at"),
    Column("definition", Id, nullable=False),
    time("created_at"),
    Column("parked_reason", Text),
    CheckConstraint("have >= 0 AND live >= 0", name="numbers"),
    Index("ix_task_open", "stage", "pool", "rank", sqlite_where=text("state = 'open' AND reserved_for IS NULL"),
          postgresql_where=text("state = 'open' AND reserved_for IS NULL")),
    Index("ix_task_reserved", "reserved_for", sqlite_where=text("reserved_for IS NOT NULL"),
          postgresql_where=text("reserved_for IS NOT NULL")),
    Index(None, "stage", "rank"),  # a pilot's slice, done or not
    Index("ix_task_parked", "stage", sqlite_where=text("state = 'parked'"), postgresql_where=text("state = 'parked'")),
    Index(None, "item"),
    Index(None, "origin", sqlite_where=text("origin IS NOT NULL"), postgresql_where=text("origin IS NOT NULL")),
)

lease = Table(
    "lease",
    metadata,
    id_(),
    ref("task", "task"),
    Column("item", Id, nullable=False),
    Column("project", Id, nullable=False),
    Column("stage", Id, nullable=False),
    Column("person", Id, nullable=False),
    Column("side", Integer, nullable=False),  # 1 answered | 2 reviewed | 4 audited
    Column("counts", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    time("leased_at"),
    time("opened_at", null=True),
    time("expires_at"),
    time("closed_at", null=True),
    Column("active_ms", BigInteger),
    Column("schema_version", Integer, nullable=False),
    Column("guideline_version", Integer, nullable=False),
    Column("definition", Id, nullable=False),
    Column("reason", Text),  # why it was skipped
    Index("uq_lease_live", "task", "person", unique=True, sqlite_where=text("state IN ('reserved', 'active')"),
          postgresql_where=text("state IN ('reserved', 'active')")),
    Index("ix_lease_live_expires", "expires_at", sqlite_where=text("state IN ('reserved', 'active')"),
          postgresql_where=text("state IN ('reserved', 'active')")),
    Index(None, "person", "item"),
    Index(None, "task"),
)

draft = Table(
    "draft",
    metadata,
    Column("lease", Id, ForeignKey("lease.id"), primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    time("saved_at"),
)

annotation = Table(
    "annotation",
    metadata,
    id_(),
    Column("lease", Id),
    Column("project", Id, nullable=False),
    Column("task", Id),
    Column("item", Id, nullable=False),
    Column("stage", Id),
    Column("person", Id, nullable=False),
    Column("parent", Id),
    Column("kind", Text, nullable=False),  # answer | verdict | ruling | withdrawal | consensus | key | planted
    Column("standing", Text, nullable=False),  # counted | extra
    Column("verdict", Text),  # accept | correct | return | drop
    Column("unsure", Boolean, nullable=False, server_default=text("false")),
    Column("cannot_judge", Boolean, nullable=False, server_default=text("false")),
    Column("schema_version", Integer, nullable=False),
    Column("guideline_version", Integer, nullable=False),
    Column("active_ms", BigInteger, nullable=False),
    Column("prelabel", Id),
    Column("prelabel_shown", Boolean, nullable=False, server_default=text("false")),
    Column("overlap_reason", Text),
    Column("codes", LargeBinary),
    Column("request_id", Text, nullable=False),
    Column("round", Integer, nullable=False, server_default=text("1")),
    time("created_at"),
    UniqueConstraint("person", "request_id"),
    Index(None, "item"),
    Index(None, "task"),
    Index(None, "parent", sqlite_where=text("parent IS NOT NULL"), postgresql_where=text("parent IS NOT NULL")),
    Index(None, "project", "person", "id"),
)

annotation_body = Table(
    "annotation_body",
    metadata,
    Column("annotation", Id, ForeignKey("annotation.id"), primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),  # {"answer": ..., "reasons": [...], "comment": ...}
)

task_answer = Table(
    "task_answer",
    metadata,
    Column("task", Id, ForeignKey("task.id"), primary_key=True, autoincrement=False),
    Column("person", Id, primary_key=True, autoincrement=False),
    Column("annotation", Id, nullable=False),
)

sample = Table(
    "sample",
    metadata,
    Column("stage", Id, primary_key=True, autoincrement=False),
    Column("item", Id, primary_key=True, autoincrement=False),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("to", Text, primary_key=True),  # the stage it is drawn for: a stage may have several samples
    Column("probability", Float, nullable=False),
    Column("drawn", Boolean, nullable=False),
    Column("person", Id),
    Column("number", BigInteger),  # the person's n-th answer at the stage
)

person_stage = Table(
    "person_stage",
    metadata,
    Column("stage", Id, primary_key=True, autoincrement=False),
    Column("person", Id, primary_key=True, autoincrement=False),
    Column("submitted", BigInteger, nullable=False),
    Column("active_ms", BigInteger, nullable=False, server_default=text("0")),
    time("last_at"),
)

prelabel = Table(
    "prelabel",
    metadata,
    id_(),
    ref("item", "item", index=True),
    Column("model", Id, nullable=False),
    Column("version", Text, nullable=False),
    Column("score", Float),
    Column("body", Text, nullable=False),
    time("created_at"),
)

accepted_label = Table(
    "accepted_label",
    metadata,
    id_(),
    Column("project", Id, nullable=False),
    ref("item", "item"),
    Column("body", Text, nullable=False),
    Column("method", Text, nullable=False),  # single | unanimous | majority | median | reviewed | corrected | settled
    Column("posterior", Text),
    Column("sources", Text, nullable=False),  # annotation ids
    Column("schema_version", Integer, nullable=False),
    Column("guideline_version", Integer, nullable=False),
    Column("supersedes", Id),
    Column("withdrawn_at", BigInteger),  # undone within the grace
    time("created_at"),
    Index(None, "item"),
    Index(None, "project", "id"),
)

comment = Table(
    "comment",
    metadata,
    id_(),
    Column("project", Id, nullable=False),
    ref("item", "item", index=True),
    Column("annotation", Id),
    Column("lease", Id),
    ref("person", "person"),
    Column("kind", Text, nullable=False),  # flag | question | reply | feedback
    Column("anchor", Text),
    Column("body", Text, nullable=False),
    Column("blocking", Boolean, nullable=False, server_default=text("false")),
    time("created_at"),
    time("closed_at", null=True),
    Index(None, "project", "id"),
)

feedback_seen = Table(
    "feedback_seen",
    metadata,
    Column("annotation", Id, primary_key=True, autoincrement=False),  # the verdict
    Column("person", Id, primary_key=True, autoincrement=False),
    time("seen_at"),
)
