"""Every copy of a payload the house has made: uploads, thumbnails. What is not registered here does not exist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from labelwright.store import lists
from labelwright.store.engine import Row, Tx


def register(tx: Tx, kind: str, uri: str, size: int, now: int, *, item: int | None, project: int | None) -> None:
    """Writes a copy down; one that is known counts as used."""
    tx.run(
        """INSERT INTO copy (uri, item, project, kind, size, created_at, used_at)
           VALUES (:uri, :item, :project, :kind, :size, :now, :now)
           ON CONFLICT (uri) DO UPDATE SET used_at = excluded.used_at""",
        uri=uri,
        item=item,
        project=project,
        kind=kind,
        size=size,
        now=now,
    )


def used(tx: Tx, uris: Iterable[str], now: int) -> None:
    """The copies were used."""
    tx.many("UPDATE copy SET used_at = :now WHERE uri = :uri", [{"uri": uri, "now": now} for uri in uris])


def total(tx: Tx, kind: str) -> int:
    """Bytes of all copies of a kind."""
    return int(tx.value("SELECT COALESCE(sum(size), 0) FROM copy WHERE kind = :kind", kind=kind))


def drop_oldest(tx: Tx, kind: str, limit: int) -> list[Row]:
    """Strikes the copies that were unused longest off the list: (uri, size) of each."""
    return tx.rows(
        """DELETE FROM copy WHERE id IN (SELECT id FROM copy WHERE kind = :kind ORDER BY used_at, id LIMIT :n)
           RETURNING uri, size""",
        kind=kind,
        n=limit,
    )


def in_use(tx: Tx, uris: Sequence[str]) -> set[str]:
    """Those of the uris that some item still has as a part."""
    rows = tx.rows(
        f"SELECT DISTINCT uri FROM part WHERE {lists.among(tx, 'uri', 'uris')}",
        uris=lists.values(tx, uris),
    )
    return {row.uri for row in rows}


def strike(tx: Tx, uris: Iterable[str]) -> None:
    """The copies are no more."""
    tx.many("DELETE FROM copy WHERE uri = :uri", [{"uri": uri} for uri in uris])

