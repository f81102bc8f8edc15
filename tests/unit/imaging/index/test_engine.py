"""The index's one door, on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DataError, DBAPIError, ProgrammingError

from imaging.errors import ConflictError, MalformedError, NoSpaceError, SettingsError, UnavailableError
from imaging.index.engine import Index
from imaging.index.failures import DamagedIndexError, UnforeseenIndexError, mapped
from imaging.index.tables import hospitals, metadata
from imaging.logs import configure_logs
from tests.engines import NOON
from tests.logs import passing_logs

MAIN = {"code": "MAIN", "name": "Main", "created_at": NOON}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = Index.open(f"sqlite:///{tmp_path}/index.sqlite3", busy_seconds=0.1)
    opened.migrate()
    yield opened
    opened.close()


def test_the_migrations_make_the_tables(index: Index) -> None:
    with index.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_several_may_open_a_new_index_at_once(tmp_path: Path) -> None:
    for number in range(20):
        opened = [Index.open(f"sqlite:///{tmp_path}/{number}.sqlite3") for _ in range(6)]
        with ThreadPoolExecutor(len(opened)) as pool:
            assert all(pool.map(Index.check, opened))
        for each in opened:
            each.close()


def test_migrating_again_changes_nothing(index: Index) -> None:
    with index.write() as connection:
        connection.execute(insert(hospitals).values(MAIN))
        before = connection.execute(text("SELECT sql FROM sqlite_schema ORDER BY name")).all()
    index.migrate()
    with index.read() as connection:
        assert connection.execute(text("SELECT sql FROM sqlite_schema ORDER BY name")).all() == before
        assert connection.execute(select(hospitals.c.code)).scalar_one() == "MAIN"


def test_commits_reach_the_disk(index: Index) -> None:
    with index.read() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 2
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"


def test_a_moment_comes_back_aware(index: Index) -> None:
    with index.write() as connection:
        connection.execute(insert(hospitals).values(MAIN))
    with index.read() as connection:
        assert connection.execute(select(hospitals.c.created_at)).scalar_one() == NOON


def test_a_contradiction_is_a_conflict_and_leaves_nothing(index: Index) -> None:
    with pytest.raises(ConflictError), index.write() as connection:
        connection.execute(insert(hospitals), [{**MAIN, "code": "OTHER"}, MAIN, MAIN])
    with index.read() as connection:
        assert connection.execute(select(hospitals)).all() == []


def test_an_error_does_not_quote_what_was_written(index: Index) -> None:
    with pytest.raises(ConflictError) as caught, index.write() as connection:
        connection.execute(insert(hospitals), [MAIN | {"name": "Zhang^San"}] * 2)
    assert "Zhang" not in f"{caught.value} {caught.value.__cause__}"


def test_whatever_else_the_database_says_is_an_error_of_ours_with_its_cause() -> None:
    found = ProgrammingError("SELECT", {}, sqlite3.ProgrammingError("of Zhang^San"))
    with pytest.raises(UnforeseenIndexError) as caught, mapped():
        raise found
    assert (caught.value.__cause__, found.__cause__) == (found, None)
    assert "Zhang" not in str(caught.value)


@pytest.mark.parametrize("error", [DataError("", {}, sqlite3.DataError("too long")), psycopg.DataError("too long")])
def test_a_value_that_no_column_holds_is_refused(error: Exception) -> None:
    with pytest.raises(MalformedError), mapped():
        raise error


@pytest.mark.parametrize(
    "error",
    [
        DBAPIError("", {}, psycopg.InternalError("the server went"), connection_invalidated=True),
        psycopg.errors.IdleInTransactionSessionTimeout("it took too long"),
        sqlite3.OperationalError("database is locked"),
    ],
)
def test_a_connection_that_ended_is_unavailable(error: Exception) -> None:
    with pytest.raises(UnavailableError), mapped():
        raise error


def test_the_log_says_where_an_unforeseen_error_came_from(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_what_can_not_be_bound() -> None:
        with index.read() as connection:
            connection.execute(text("SELECT :value"), {"value": object()})

    with passing_logs(monkeypatch), redirect_stderr(StringIO()) as stream:
        configure_logs("INFO")
        with pytest.raises(UnforeseenIndexError):
            write_what_can_not_be_bound()
    assert "write_what_can_not_be_bound" in stream.getvalue()


@pytest.mark.parametrize("error", [sqlite3.IntegrityError("UNIQUE"), psycopg.errors.UniqueViolation("unique")])
def test_what_a_driver_says_by_itself_is_an_error_of_ours_too(error: Exception) -> None:
    with pytest.raises(ConflictError) as caught, mapped():
        raise error
    assert caught.value.__cause__ is error


def test_a_locked_index_is_unavailable(index: Index, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "index.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError), index.write():
        pass
    other.close()


def write_more_than_fits(index: Index) -> None:
    with index.write() as connection:
        # As many pages as there are, and no more.
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        for number in range(1000):
            connection.execute(insert(hospitals).values(MAIN | {"code": f"H{number}", "name": "x" * 100}))


def test_a_full_disk_is_told_as_such_and_leaves_nothing(index: Index) -> None:
    with pytest.raises(NoSpaceError):
        write_more_than_fits(index)
    with index.read() as connection:
        assert connection.execute(select(hospitals)).all() == []


def test_a_damaged_index_is_told(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite3").write_bytes(b"no index at all" * 1000)
    index = Index.open(f"sqlite:///{tmp_path}/index.sqlite3")
    with pytest.raises(DamagedIndexError):
        index.check()
    index.close()


def test_a_look_that_takes_too_long_ends_and_says_so(index: Index) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT i, hex(i) FROM n"
    with index.write() as connection:
        connection.exec_driver_sql(f"CREATE TABLE large AS {many}")
        connection.exec_driver_sql("CREATE INDEX of_large ON large (i)")
    assert not index.check(0.001)
    assert index.check(60)
    assert index.check()


def test_nobody_waits_for_a_writer_to_learn_that_the_tables_are_there(index: Index, tmp_path: Path) -> None:
    other = Index.open(f"sqlite:///{tmp_path}/index.sqlite3", busy_seconds=0.1)
    with index.write():
        other.migrate()
    other.close()


@pytest.mark.parametrize("url", ["nothing", "mysql://host/name", "sqlite://", "postgresql://me@host:port/name"])
def test_an_address_of_no_index_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="FILMLESS_DATABASE_URL"):
        Index.open(url)
