"""What every table is made of: their registry, ids, times, references, and the order of commits."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    MetaData,
)
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType

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


def id_() -> Column[int]:
    """The column `id`."""
    return Column("id", Id, primary_key=True, autoincrement=True)


def ref(name: str, target: str, *, null: bool = False, index: bool = False) -> Column[int]:
    """A reference to another table's id."""
    return Column(name, Id, ForeignKey(f"{target}.id"), nullable=null, index=index)


def time(name: str, *, null: bool = False) -> Column[int]:
    """A time: microseconds UTC."""
    return Column(name, BigInteger, nullable=null)
