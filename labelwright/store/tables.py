"""The tables (all SQL lives in this room).

Integer ids; times are integer microseconds UTC; JSON is kept as text. Large payloads stand only in `part.text`, the
body tables, `accepted_label` and `dataset_row`: hot tables stay narrow. Partial indexes carry literal states, because
a planner cannot match them to a parameter.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Float, UserDefinedType

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives rowid semantics (fast, dense) only to INTEGER PRIMARY KEY; PostgreSQL wants bigint.
Id = BigInteger().with_variant(Integer(), "sqlite")


class TransactionId(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id: with it, followers can read events in commit order."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


ischema_names["xid8"] = TransactionId  # so that reflection knows it, too

Tx = TransactionId().with_variant(Integer(), "sqlite")


class CurrentTransaction(FunctionElement[str]):
    """The writing transaction's own id on PostgreSQL; 0 on SQLite, whose one writer makes `id` the commit order."""

    inherit_cache = True


@compiles(CurrentTransaction, "sqlite")
def _sqlite_transaction(*_: object, **__: object) -> str:
    return "0"


@compiles(CurrentTransaction)
def _postgresql_transaction(*_: object, **__: object) -> str:
    return "pg_current_xact_id()"


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _ref(name: str, target: str, *, null: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Id, ForeignKey(f"{target}.id"), nullable=null, index=index)


def _time(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=null)


# -- people ----------------------------------------------------------------------------------------------------------

team = Table(
    "team",
    metadata,
    _id(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),  # own | vendor
    _time("created_at"),
)

person = Table(
    "person",
    metadata,
    _id(),
    Column("email", Text, nullable=False, unique=True),  # lower case; systems and models have a name of their own here
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),  # human | model | system
    Column("password_hash", Text),
    Column("preferences", Text, nullable=False, server_default=text("'{}'")),
    _time("created_at"),
    _time("disabled_at", null=True),
)

membership = Table(
    "membership",
    metadata,
    _id(),
    _ref("person", "person", index=True),
    Column("scope", Text, nullable=False),  # org | team | project
    Column("scope_id", Id, nullable=False),  # 0 for org
    Column("role", Text, nullable=False),
    _time("created_at"),
    UniqueConstraint("person", "scope", "scope_id", "role"),
    Index(None, "scope", "scope_id"),
)

session = Table(
    "session",
    metadata,
    Column("hash", Text, primary_key=True),
    _ref("person", "person", index=True),
    Column("csrf", Text, nullable=False),
    _time("created_at"),
    _time("expires_at"),
    _time("seen_at"),
)

api_token = Table(
    "api_token",
    metadata,
    _id(),
    Column("hash", Text, nullable=False, unique=True),
    _ref("person", "person", index=True),
    Column("name", Text, nullable=False),
    Column("hint", Text, nullable=False),  # the last four characters, so that people can tell tokens apart
    _time("created_at"),
    _time("expires_at", null=True),
    _time("used_at", null=True),
)

link = Table(
    "link",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("purpose", Text, nullable=False),  # administrator | invite | password
    _ref("person", "person"),
    _time("created_at"),
    _time("expires_at"),
    _time("used_at", null=True),
)

# -- what was asked for ----------------------------------------------------------------------------------------------

project = Table(
    "project",
    metadata,
    _id(),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("sampling_key", LargeBinary, nullable=False),
    Column("definition", Id, nullable=False, server_default=text("0")),  # the one in force; 0 before the first
    _time("created_at"),
    _time("started_at", null=True),
    _time("archived_at", null=True),
)

definition = Table(
    "definition",
    metadata,
    _id(),
    _ref("project", "project"),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("guideline_version", Integer, nullable=False),
    _ref("person", "person"),
    _time("created_at"),
    UniqueConstraint("project", "version"),
)

stage = Table(
    "stage",
    metadata,
    _id(),
    _ref("project", "project"),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    _ref("team", "team", null=True),
    Column("ordinal", Integer, nullable=False),
    Column("phase", Text, nullable=False, server_default=text("'open'")),  # closed | open | paused
    _time("phase_at"),
    Column("phase_by", Id),
    Column("phase_reason", Text, nullable=False, server_default=text("''")),
    _time("retired_at", null=True),
    UniqueConstraint("project", "key"),
)

source = Table(
    "source",
    metadata,
    _id(),
    _ref("project", "project"),
    Column("key", Text, nullable=False),
    Column("spec", Text, nullable=False),
    UniqueConstraint("project", "key"),
)

schema_version = Table(
    "schema_version",
    metadata,
    _id(),
    _ref("project", "project"),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
    _time("created_at"),
    UniqueConstraint("project", "version"),
)

guideline_version = Table(
    "guideline_version",
    metadata,
    _id(),
    _ref("project", "project"),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=text("''")),
    _ref("person", "person"),
    _time("created_at"),
    UniqueConstraint("project", "version"),
)

# -- data ------------------------------------------------------------------------------------------------------------

import_ = Table(
    "import",
    metadata,
    _id(),
    _ref("project", "project", index=True),
    _ref("source", "source"),
    Column("state", Text, nullable=False),  # staged | done | undone | failed
    _ref("person", "person"),
    Column("report", Text, nullable=False, server_default=text("'{}'")),  # added, unchanged, changed, refused, problems
    _time("created_at"),
    _time("done_at", null=True),
    _time("undone_at", null=True),
)

item = Table(
    "item",
    metadata,
    _id(),
    _ref("project", "project"),
    _ref("source", "source"),
    Column("ordinal", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    _ref("import", "import", index=True),
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
    _time("changed_at"),
    Index(None, "project", "state", "item"),
    Index("ix_item_state_stage", "project", "stage", "item", sqlite_where=text("stage IS NOT NULL"),
          postgresql_where=text("stage IS NOT NULL")),
    Index(None, "project", "admission"),
)

copy = Table(
    "copy",
    metadata,
    _id(),
    Column("uri", Text, nullable=False, unique=True),
    Column("item", Id),
    Column("project", Id),
    Column("kind", Text, nullable=False),  # upload | thumbnail | cache | export | version
    Column("size", BigInteger, nullable=False),
    _time("created_at"),
    _time("used_at"),
    Index(None, "item"),
    Index(None, "kind", "used_at"),
)

# -- work ------------------------------------------------------------------------------------------------------------

batch = Table(
    "batch",
    metadata,
    _id(),
    _ref("project", "project"),
    _ref("stage", "stage"),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    _time("created_at"),
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
    _id(),
    Column("project", Id, nullable=False),
    _ref("stage", "stage"),
    _ref("item", "item"),
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
    _time("reserved_until", null=True),
    _time("available_at"),
    Column("definition", Id, nullable=False),
    _time("created_at"),
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
    _id(),
    _ref("task", "task"),
    Column("item", Id, nullable=False),
    Column("project", Id, nullable=False),
    Column("stage", Id, nullable=False),
    Column("person", Id, nullable=False),
    Column("side", Integer, nullable=False),  # 1 answered | 2 reviewed | 4 audited
    Column("counts", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    _time("leased_at"),
    _time("opened_at", null=True),
    _time("expires_at"),
    _time("closed_at", null=True),
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
    _time("saved_at"),
)

annotation = Table(
    "annotation",
    metadata,
    _id(),
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
    _time("created_at"),
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
    _time("last_at"),
)

prelabel = Table(
    "prelabel",
    metadata,
    _id(),
    _ref("item", "item", index=True),
    Column("model", Id, nullable=False),
    Column("version", Text, nullable=False),
    Column("score", Float),
    Column("body", Text, nullable=False),
    _time("created_at"),
)

accepted_label = Table(
    "accepted_label",
    metadata,
    _id(),
    Column("project", Id, nullable=False),
    _ref("item", "item"),
    Column("body", Text, nullable=False),
    Column("method", Text, nullable=False),  # single | unanimous | majority | median | reviewed | corrected | settled
    Column("posterior", Text),
    Column("sources", Text, nullable=False),  # annotation ids
    Column("schema_version", Integer, nullable=False),
    Column("guideline_version", Integer, nullable=False),
    Column("supersedes", Id),
    Column("withdrawn_at", BigInteger),  # undone within the grace
    _time("created_at"),
    Index(None, "item"),
    Index(None, "project", "id"),
)

comment = Table(
    "comment",
    metadata,
    _id(),
    Column("project", Id, nullable=False),
    _ref("item", "item", index=True),
    Column("annotation", Id),
    Column("lease", Id),
    _ref("person", "person"),
    Column("kind", Text, nullable=False),  # flag | question | reply | feedback
    Column("anchor", Text),
    Column("body", Text, nullable=False),
    Column("blocking", Boolean, nullable=False, server_default=text("false")),
    _time("created_at"),
    _time("closed_at", null=True),
    Index(None, "project", "id"),
)

feedback_seen = Table(
    "feedback_seen",
    metadata,
    Column("annotation", Id, primary_key=True, autoincrement=False),  # the verdict
    Column("person", Id, primary_key=True, autoincrement=False),
    _time("seen_at"),
)

# -- out -------------------------------------------------------------------------------------------------------------

dataset_version = Table(
    "dataset_version",
    metadata,
    _id(),
    _ref("project", "project"),
    Column("n", Integer, nullable=False),
    Column("state", Text, nullable=False),  # freezing | frozen | failed
    Column("note", Text, nullable=False, server_default=text("''")),
    Column("settings", Text, nullable=False),  # splits, seed, group
    Column("manifest", Text),
    Column("manifest_sha256", Text),
    Column("items", BigInteger, nullable=False, server_default=text("0")),
    _ref("person", "person"),
    _time("created_at"),
    _time("frozen_at", null=True),
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

# -- the record ------------------------------------------------------------------------------------------------------

job = Table(
    "job",
    metadata,
    _id(),
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
    _time("run_at"),
    _time("claimed_until", null=True),
    _time("created_at"),
    _time("finished_at", null=True),
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
    _id(),
    Column("tx", Tx, nullable=False, server_default=CurrentTransaction()),
    Column("project", Id),
    Column("kind", Text, nullable=False),
    _time("at"),
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
    _id(),
    Column("person", Id, nullable=False),
    Column("stage", Id, nullable=False),
    Column("reason", Text, nullable=False),
    _time("from_at"),
    _time("to_at", null=True),
    Index(None, "person", "stage"),
)
