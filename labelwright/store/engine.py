"""The one executor of reads and writes, with a body for each database.

SQLite has one writer thread: verbs that wait share a commit, each in a savepoint of its own, and are answered after
the fsync, so the cost of durability is paid once for all who waited. PostgreSQL runs each verb as a transaction of its
own on a small pool of threads. Both answer `write` (blocking) and `write_soon` (for async doors) alike.

Hot statements go to the driver as prepared text through `Tx.rows` and its kin; everything else may use SQLAlchemy Core
through `Tx.core`, which is the same connection in the same transaction.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Engine, Executable
from sqlalchemy.exc import IntegrityError, OperationalError

from labelwright.errors import Conflict, InvalidRequest, Unavailable
from labelwright.store import dialects
from labelwright.store.memory import Memory

T = TypeVar("T")
Row = Any  # a named tuple whose fields are the statement's columns

_GROUP = 64  # verbs that may share one SQLite commit
_WRITERS = 4  # PostgreSQL connections that write
_READERS = 4
_SHARDS = 64  # counters' shards on PostgreSQL, one for each connection
_ATTEMPTS = 6  # runs of one verb when PostgreSQL says serialization failure or deadlock


class UniqueViolation(Conflict):
    """A row that must be the only one of its kind is there already."""

    code = "already_there"


class Tx:
    """One transaction. Statements are text with `:name` parameters, the same for both databases.

    `hints` are this process's guesses: they may be stale and must never be needed for a right answer. `shard` spreads
    counters, so that no two writers share a hot row.
    """

    __slots__ = ("_after", "_connection", "_driver", "_epoch", "_memory", "_unsent", "dialect", "hints", "shard")

    def __init__(self, connection: Connection, store: Store, shard: int = 0) -> None:
        self.dialect = store.dialect
        self.hints = store.hints
        self.shard = shard
        self._memory = store.memory
        self._epoch = store.memory.epoch
        self._connection = connection
        self._driver: Any = connection.connection.driver_connection
        self._after: list[Callable[[], object]] = []
        self._unsent: list[tuple[str, Mapping[str, object]]] = []

    def _execute(self, sql: str, params: Mapping[str, object]) -> Any:
        try:
            if not self._unsent:
                return self._driver.execute(dialects.spelled(self.dialect, sql), params)
            return self._together((sql, params))
        except dialects.INTEGRITY as error:
            raise UniqueViolation(f"The database refuses a second such row: {error}.") from error
        except dialects.UNFIT as error:
            raise InvalidRequest("A number or a text in the request is one that cannot be kept.") from error

    def _together(self, last: tuple[str, Mapping[str, object]]) -> Any:
        """What was to be sent and then `last`, in one round trip; the cursor of the last."""
        statements, self._unsent = [*self._unsent, last], []
        with self._driver.pipeline():
            for sql, params in statements:
                cursor = self._driver.execute(dialects.spelled(self.dialect, sql), params)
        return cursor

    def rows(self, sql: str, /, **params: object) -> list[Row]:
        """Every row of the statement, as named tuples."""
        cursor = self._execute(sql, params)
        make = dialects.row_class(sql, cursor.description)._make
        return [make(row) for row in cursor.fetchall()]

    def one(self, sql: str, /, **params: object) -> Row | None:
        """The first row, or None."""
        cursor = self._execute(sql, params)
        row = cursor.fetchone()
        return None if row is None else dialects.row_class(sql, cursor.description)._make(row)

    def value(self, sql: str, /, **params: object) -> Any:
        """The first column of the first row, or None."""
        row = self._execute(sql, params).fetchone()
        return None if row is None else row[0]

    def run(self, sql: str, /, **params: object) -> int:
        """Carries the statement out; the number of rows it touched."""
        return int(self._execute(sql, params).rowcount)

    def send(self, sql: str, /, **params: object) -> None:
        """Carries the statement out in its turn, where nobody needs its outcome.

        PostgreSQL gets it together with the next statement whose outcome is needed, or with the commit: a round trip
        less. What it violates is raised there.
        """
        if self.dialect == "sqlite":
            self._execute(sql, params)
        else:
            self._unsent.append((sql, params))

    def many(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """The statement once for each mapping of parameters."""
        self._settle()
        try:
            self._driver.cursor().executemany(dialects.spelled(self.dialect, sql), rows)
        except dialects.INTEGRITY as error:
            raise UniqueViolation(f"The database refuses a second such row: {error}.") from error

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Inserts many rows, values in the order of the columns, the fastest way the database has."""
        names = ", ".join(columns)
        self._settle()
        try:
            if self.dialect == "sqlite":
                marks = ", ".join("?" * len(columns))
                self._driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
            else:
                with self._driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
        except dialects.INTEGRITY as error:
            raise UniqueViolation(f"The database refuses a second such row: {error}.") from error

    def core(self, statement: Executable, rows: Sequence[Mapping[str, object]] | None = None) -> CursorResult[Any]:
        """A SQLAlchemy Core statement in this transaction."""
        self._settle()
        try:
            if rows is None:
                return self._connection.execute(statement)
            return self._connection.execute(statement, [dict(row) for row in rows])
        except IntegrityError as error:
            raise UniqueViolation(f"The database refuses a second such row: {error.orig}.") from error

    def _settle(self) -> None:
        if self._unsent:
            self._execute(*self._unsent.pop())

    def recall(self, *key: Hashable) -> Any:
        """What this process remembers under the key, or None."""
        return self._memory.recall(key) if self._epoch >= 0 else None

    def remember(self, *key: Hashable, thing: Any) -> None:
        """Keeps something read in this transaction, until a transaction that changes it forgets it."""
        self._memory.remember(key, thing, self._epoch)

    def forget(self, *prefix: Hashable) -> None:
        """What is remembered under keys that start so is another thing once this transaction is durable."""
        self._epoch = -1  # what this transaction reads from here on is not for others yet
        memory = self._memory
        self.after_commit(lambda: memory.forget(*prefix))

    def after_commit(self, fn: Callable[[], object]) -> None:
        """`fn` runs once this transaction is durable, never before; it must not raise and must not wait."""
        self._after.append(fn)

    def committed(self) -> None:
        """Called by the executor when the transaction is durable."""
        for fn in self._after:
            fn()


class _Waiting:
    """A verb in the queue and whoever waits for it."""

    __slots__ = ("error", "fn", "future", "loop", "result", "tx")

    def __init__(self, fn: Callable[[Tx], Any], loop: asyncio.AbstractEventLoop | None) -> None:
        self.fn = fn
        self.loop = loop
        self.future: Any = loop.create_future() if loop else Future()
        self.result: Any = None
        self.error: BaseException | None = None
        self.tx: Tx | None = None

    def settle(self) -> None:
        if self.future.done():  # whoever waited has gone; the write stands all the same
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Store:
    """The database of one deployment. Build it with `Store.open`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self.memory = Memory()
        self.hints: dict[Any, Any] = {}
        self._closed = False
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="store-read")
        self._idle: queue.LifoQueue[Connection] = queue.LifoQueue()
        count = 1 if self.dialect == "sqlite" else _WRITERS
        body = self._write_in_groups if self.dialect == "sqlite" else self._write_singly
        self._writers = [threading.Thread(target=body, name=f"store-write-{n}", daemon=True) for n in range(count)]
        for writer in self._writers:
            writer.start()

    @classmethod
    def open(cls, url: str) -> Store:
        """Opens `sqlite:///path` or `postgresql://...`, brings its tables to this release, starts the writers.

        Raises Unavailable when the database does not answer or is of a later release than this program.
        """
        engine = dialects.engine(url)
        from labelwright.store import migrations

        migrations.bring_up(engine)
        return cls(engine)

    # -- writing -----------------------------------------------------------------------------------------------------

    def write(self, fn: Callable[[Tx], T]) -> T:
        """Runs the verb in a transaction and returns its result once the commit is durable.

        Whatever `fn` raises undoes its writes and is raised here. `fn` may run more than once and must have no effect
        outside its transaction; use `Tx.after_commit` for those.
        """
        if threading.current_thread() in self._writers:
            raise RuntimeError("A verb may not call Store.write: pass its Tx on instead.")
        waiting = self._enqueue(fn, None)
        result: T = waiting.future.result()
        return result

    async def write_soon(self, fn: Callable[[Tx], T]) -> T:
        """`write` for async doors: the loop goes on while the verb waits for its commit."""
        waiting = self._enqueue(fn, asyncio.get_running_loop())
        result: T = await waiting.future
        return result

    def _enqueue(self, fn: Callable[[Tx], Any], loop: asyncio.AbstractEventLoop | None) -> _Waiting:
        if self._closed:
            raise Unavailable("The database is closed.", hint="The server is stopping; try again shortly.")
        waiting = _Waiting(fn, loop)
        self._queue.put(waiting)
        return waiting

    def _write_in_groups(self) -> None:
        connection = self.engine.connect()
        driver: Any = connection.connection.driver_connection
        while (group := self._gather()) is not None:
            try:
                self._commit_group(connection, driver, group)
            except BaseException as error:
                if driver.in_transaction:
                    driver.execute("ROLLBACK")
                for waiting in group:
                    waiting.error = waiting.error or error
            _answer(group)
        connection.close()

    def _gather(self) -> list[_Waiting] | None:
        first = self._queue.get()
        if first is None:
            return None
        group = [first]
        while len(group) < _GROUP:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                break
            if waiting is None:
                self._queue.put(None)
                break
            group.append(waiting)
        return group

    def _commit_group(self, connection: Connection, driver: sqlite3.Connection, group: list[_Waiting]) -> None:
        driver.execute("BEGIN IMMEDIATE")
        for waiting in group:
            waiting.tx = Tx(connection, self)
            driver.execute("SAVEPOINT verb")
            try:
                waiting.result = waiting.fn(waiting.tx)
            except BaseException as error:
                waiting.error = error
                driver.execute("ROLLBACK TO verb")
            driver.execute("RELEASE verb")
        driver.execute("COMMIT")
        for waiting in group:
            if waiting.error is None and waiting.tx is not None:
                waiting.tx.committed()

    def _write_singly(self) -> None:
        connection: Connection | None = None
        while (waiting := self._queue.get()) is not None:
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    connection = connection or self._connected()
                    waiting.result, waiting.tx = self._once(connection, waiting.fn)
                    waiting.error = None
                    waiting.tx.committed()
                except BaseException as error:
                    waiting.error = error
                    if connection is not None and dialects.lost(error):
                        _drop(connection)
                        connection, waiting.error = None, _away(error)
                    elif dialects.try_again(error) and attempt < _ATTEMPTS:
                        continue
                break
            _answer([waiting])
        self._queue.put(None)  # wakes the next writer, so that all of them end
        if connection is not None:
            connection.close()

    def _once(self, connection: Connection, fn: Callable[[Tx], Any]) -> tuple[Any, Tx]:
        driver: Any = connection.connection.driver_connection
        tx = Tx(connection, self, driver.info.backend_pid % _SHARDS)
        tx.send("BEGIN")
        try:
            result = fn(tx)
            tx.run("COMMIT")
        except BaseException:
            if not driver.closed:
                driver.execute("ROLLBACK")
            raise
        return result, tx

    def _connected(self) -> Connection:
        try:
            return self.engine.connect()
        except OperationalError as error:
            raise _away(error) from error

    # -- reading -----------------------------------------------------------------------------------------------------

    def read(self, fn: Callable[[Tx], T]) -> T:
        """Runs `fn` on one snapshot of the database, in which it cannot write, and returns its result."""
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._reader()
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute(dialects.READ_BEGIN[self.dialect])
            return fn(Tx(connection, self))
        except BaseException as error:
            if dialects.lost(error):
                raise _away(error) from error
            raise
        finally:
            if dialects.in_transaction(driver):
                driver.execute("ROLLBACK")
            if dialects.closed(driver):
                _drop(connection)
            else:
                self._idle.put(connection)

    def _reader(self) -> Connection:
        connection = self._connected()
        if self.dialect == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA query_only = ON")  # type: ignore[union-attr]
        return connection

    async def read_soon(self, fn: Callable[[Tx], T]) -> T:
        """`read` for async doors."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read, fn)

    def close(self) -> None:
        """Finishes every verb already queued, then closes all connections."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        for writer in self._writers:
            writer.join()
        self._readers.shutdown()
        while not self._idle.empty():
            self._idle.get_nowait().close()
        self.engine.dispose()


def _away(cause: BaseException) -> Unavailable:
    """What those are told whose connection was lost. Whether a commit that was under way is kept, nobody knows."""
    away = Unavailable("The database does not answer.", hint="Try again shortly.")
    away.__cause__ = cause
    return away


def _drop(connection: Connection) -> None:
    connection.invalidate()
    connection.close()


def _answer(group: Sequence[_Waiting]) -> None:
    """Wakes everybody who waited: one call for each event loop, not one for each verb."""
    loops: dict[asyncio.AbstractEventLoop, list[_Waiting]] = {}
    for waiting in group:
        if waiting.loop is None:
            waiting.settle()
        else:
            loops.setdefault(waiting.loop, []).append(waiting)
    for loop, several in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle_all, several)


def _settle_all(several: Iterable[_Waiting]) -> None:
    for waiting in several:
        waiting.settle()
