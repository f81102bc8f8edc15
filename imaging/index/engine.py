"""The index's one door: opens SQLite or PostgreSQL, hands out transactions, and turns their errors into ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.dml import UpdateBase

from imaging.errors import SettingsError, UnavailableError
from imaging.index.failures import DamagedIndexError, mapped
from imaging.index.group_commit import GroupCommit
from imaging.index.migration import migrate
from imaging.index.prepared import Prepared
from imaging.index.turns import Turns

Result = TypeVar("Result")
BUSY_SECONDS: Final = 10.0
CHECKPOINT_PAGES: Final = 8000
WRITES: Final = "filmless_writes"
# The parameters of statements are what patients are called.
_DISCREET: Final = {"hide_parameters": True}


class Index:
    """The tables of one house; safe to share between threads, never across a fork."""

    def __init__(self, engine: Engine, turns: Turns | None = None) -> None:
        self._engine, self._turns = engine, turns
        self._writing = engine.execution_options(**{WRITES: True})
        self._writer: Connection | None = None
        self._group = None if turns is None else GroupCommit(self.write, turns.busy_seconds)

    @classmethod
    def open(cls, url: str, *, busy_seconds: float = BUSY_SECONDS) -> Index:
        """Open the index at an address; nothing is connected before the first transaction."""
        parsed = _parsed(url)
        is_sqlite = parsed.drivername == "sqlite"
        turns = Turns(Path(f"{parsed.database}-turns"), busy_seconds) if is_sqlite else None
        return cls(_engine(parsed, busy_seconds), turns)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is the embedded one."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection for reading; each of its statements sees what was committed when it began."""
        with mapped(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, until: float | None = None) -> Iterator[Connection]:
        """Give a connection whose changes are durable together when the block ends, or not made at all.

        ``until`` is the moment of `time.monotonic` at which the wait for other writers into SQLite ends.
        """
        if self._turns is None:
            with mapped(), self._engine.connect() as connection, connection.begin():
                yield connection
            return
        with mapped(), self._turns.wait(until), self._kept_writer() as connection, connection.begin():
            yield connection
            _check_open(connection)

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """Begin an INSERT of this database's dialect, which knows ``on_conflict_do_nothing`` and ``…_do_update``."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def prepare(self, statement: UpdateBase, columns: Iterable[str] | None = None) -> Prepared:
        """Write a statement out for this database, an INSERT with these columns."""
        return Prepared(statement, self._engine.dialect, columns)

    def migrate(self) -> None:
        """Bring the tables to the present schema, one process at a time."""
        with self.write() as connection:
            migrate(connection)

    def check(self) -> None:
        """Look whether the index is sound; raise `DamagedIndexError` if it is not."""
        with self.read() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT 1"))
                return
            verdict = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
        if verdict != "ok":
            raise DamagedIndexError(f"The index is damaged ({verdict}); rebuild it with `filmless reindex`.")

    def write_together(
        self, work: Callable[[Connection], Result], before_commit: Callable[[], None] = lambda: None
    ) -> Result:
        """Have work done durably, whole or not at all; SQLite commits at once what several threads bring at once.

        PostgreSQL does so by itself. ``before_commit`` is waited for when the work is done: nothing is committed if it
        raises, and what it waits for goes on while the statements are executed.
        """
        if self._group is not None:
            return self._group.run(work, before_commit)
        with self.write() as connection:
            result = work(connection)
            before_commit()
            return result

    @contextmanager
    def _kept_writer(self) -> Iterator[Connection]:
        """Give the one connection that writes into SQLite, whose turn it is; after a failure the next is a new one."""
        connection, self._writer = self._writer or self._writing.connect(), None
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self._writer = connection

    def close(self) -> None:
        """Close the connections."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self._engine.dispose()
        if self._turns is not None:
            self._turns.close()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError("FILMLESS_DATABASE_URL", url, "sqlite:///… or postgresql://…") from error
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "postgresql+psycopg"} or not parsed.database:
        raise SettingsError("FILMLESS_DATABASE_URL", parsed.render_as_string(), "sqlite:///… or postgresql://…")
    return parsed


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.drivername != "sqlite":
        # A server set to answer before it is durable would make us answer the sender too early.
        durable = {"options": "-c synchronous_commit=on", "connect_timeout": 10}
        return create_engine(url, pool_size=16, max_overflow=16, pool_pre_ping=True, connect_args=durable, **_DISCREET)
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=16, max_overflow=48, connect_args={"timeout": busy_seconds}, **_DISCREET)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    """Leave transactions to us, and make every commit reach the disk before it returns."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "case_sensitive_like=ON"):
        connection.execute(f"PRAGMA {pragma}")
    # A sender waits for every checkpoint; rarer ones write a page once that many commits have changed.
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")


def _check_open(connection: Connection) -> None:
    """Make sure that there is something to commit: SQLite ends a transaction by itself where the disk fails it."""
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection) and not driver.in_transaction:
        raise UnavailableError("The index undid what was written; try again.", retry_after_seconds=1)


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once, so that no transaction reads first and finds the lock taken when it must write.

    Reading begins no transaction: a statement alone is one.
    """
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
