"""The index's one door: opens SQLite or PostgreSQL, hands out transactions, and turns their errors into ours."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.dml import UpdateBase
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

from imaging.errors import SettingsError, UnavailableError
from imaging.index.failures import DamagedIndexError, mapped
from imaging.index.group_commit import GroupCommit
from imaging.index.migration import is_current, migrate
from imaging.index.prepared import Prepared
from imaging.index.turns import Turns

Result = TypeVar("Result")
BUSY_SECONDS: Final = 10.0
CHECKPOINT_PAGES: Final = 8000
_ALLOWED: Final = "sqlite:////path/of/a/file or postgresql://user:password@host/database"
_QUICK_CHECK: Final = text("PRAGMA quick_check(1)")
# The parameters of statements are what patients are called.
_DISCREET: Final = {"hide_parameters": True}


class Index:
    """The tables of one house; safe to share between threads, never across a fork."""

    def __init__(self, engine: Engine, turns: Turns | None = None) -> None:
        self._engine, self._turns = engine, turns
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
        with mapped(), self._turns.wait(until), self._kept_writer() as connection:
            driver: Any = connection.connection.driver_connection
            # At once, so that no transaction reads first and finds the lock taken when it must write.
            driver.execute("BEGIN IMMEDIATE")
            yield connection
            if not driver.in_transaction:
                # SQLite ends a transaction by itself where the disk fails it.
                raise UnavailableError("The index undid what was written; try again.", retry_after_seconds=1)
            driver.commit()

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """Begin an INSERT of this database's dialect, which knows ``on_conflict_do_nothing`` and ``…_do_update``."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def prepare(self, statement: UpdateBase, columns: Iterable[str] | None = None) -> Prepared:
        """Write a statement out for this database, an INSERT with these columns."""
        return Prepared(statement, self._engine.dialect, columns)

    def migrate(self) -> None:
        """Bring the tables to the present schema, one process at a time; where they are there, nobody waits for it."""
        with self.read() as connection:
            if is_current(connection):
                return
        with self.write() as connection:
            migrate(connection)

    def check(self, within_seconds: float | None = None) -> bool:
        """Look whether the index is sound, and return whether all of it was looked at in that time.

        SQLite reads the whole file for it, which takes minutes with millions of rows.

        Raises
        ------
        DamagedIndexError
            What was looked at is not sound.
        """
        with self.read() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT 1"))
                return True
            verdict = _quick_check(connection, within_seconds)
        if verdict not in {"ok", None}:
            raise DamagedIndexError(f"The index is damaged ({verdict}); rebuild it with `filmless reindex`.")
        return verdict is not None

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
        """Give the one connection that writes into SQLite, whose turn it is; after a failure the next is a new one.

        To SQLAlchemy it is in one transaction for all its life, for its own are costly: they begin and end in `write`.
        """
        connection, self._writer = self._writer or self._engine.connect(), None
        try:
            if not connection.in_transaction():
                connection.begin()
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
    except (ArgumentError, ValueError) as error:
        raise SettingsError("FILMLESS_DATABASE_URL", url, _ALLOWED) from error
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "postgresql+psycopg"} or not parsed.database:
        raise SettingsError("FILMLESS_DATABASE_URL", parsed.render_as_string(), _ALLOWED)
    return parsed


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.drivername != "sqlite":
        # A server set to answer before it is durable would make us answer the sender too early.
        durable = {"options": "-c synchronous_commit=on", "connect_timeout": 10}
        return create_engine(url, pool_size=16, max_overflow=16, pool_pre_ping=True, connect_args=durable, **_DISCREET)
    _make_place(Path(url.database or ""))
    engine = create_engine(url, pool_size=16, max_overflow=48, connect_args={"timeout": busy_seconds}, **_DISCREET)
    event.listen(engine, "connect", partial(_prepare_sqlite, busy_seconds=busy_seconds))
    return engine


def _make_place(path: Path) -> None:
    """Make the directory of an index that is not there yet; say it where there can never be one."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        allowed = f"the address of a file that this user can write ({error.strerror})"
        raise SettingsError("FILMLESS_DATABASE_URL", f"sqlite:///{path}", allowed) from error


def _is_busy(error: BaseException) -> bool:
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _quick_check(connection: Connection, within_seconds: float | None) -> str | None:
    """Return SQLite's verdict, None if it had not come to one in time."""
    driver = connection.connection.driver_connection
    if within_seconds is None or not isinstance(driver, sqlite3.Connection):
        return str(connection.execute(_QUICK_CHECK).scalar_one())
    is_done = threading.Event()
    watch = threading.Thread(target=_interrupt, args=(driver, within_seconds, is_done))
    watch.start()
    try:
        return str(connection.execute(_QUICK_CHECK).scalar_one())
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            return None
        raise
    finally:
        # It must not interrupt what comes next, and a process that is about to fork has no second thread.
        is_done.set()
        watch.join()


def _interrupt(driver: sqlite3.Connection, after_seconds: float, is_done: threading.Event) -> None:
    """End what a connection does, again and again, for what it had not begun yet does not notice."""
    is_over = is_done.wait(after_seconds)
    while not is_over:
        driver.interrupt()
        is_over = is_done.wait(0.01)


def _prepare_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry, *, busy_seconds: float) -> None:
    """Leave transactions to us, and make every commit reach the disk before it returns."""
    connection.isolation_level = None
    # Of several that make a new file one at a time gives it its journal, and SQLite lets none of the others wait.
    asking = Retrying(
        retry=retry_if_exception(_is_busy),
        stop=stop_after_delay(busy_seconds),
        wait=wait_random(0.001, 0.02),
        reraise=True,
    )
    asking(connection.execute, "PRAGMA journal_mode=WAL")
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "case_sensitive_like=ON"):
        connection.execute(f"PRAGMA {pragma}")
    # A sender waits for every checkpoint; rarer ones write a page once that many commits have changed.
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
