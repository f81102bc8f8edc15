"""Prepared statements on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import bindparam, select, text, update

from imaging.errors import ConflictError
from imaging.index.engine import Index
from imaging.index.prepared import Prepared
from imaging.index.tables import hospitals
from tests.engines import PostgreSql

MOMENT = datetime(2026, 1, 31, 12, 0, 0, 123456, UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/index.sqlite3"
    else:
        server: PostgreSql = request.getfixturevalue("postgresql")
        url = server.new_database()
    opened = Index.open(url)
    opened.migrate()
    yield opened
    opened.close()


def columns() -> list[str]:
    return [column.name for column in hospitals.columns if column.name != "id"]


def values(code: str) -> dict[str, object]:
    return {**dict.fromkeys(columns()), "code": code, "name": "医院", "created_at": MOMENT}


def write(index: Index, insert: Prepared, rows: list[dict[str, object]]) -> None:
    with index.write() as connection:
        for row in rows:
            insert.execute(connection, row)


def test_values_come_back_as_they_went_in(index: Index) -> None:
    insert = index.prepare(index.insert(hospitals).returning(hospitals.c.id), columns())
    with index.write() as connection:
        [(row,)] = insert.execute(connection, values("ONE"))
    with index.read() as connection:
        found = connection.execute(select(hospitals).where(hospitals.c.id == row)).one()
    assert (found.code, found.name, found.created_at) == ("ONE", "医院", MOMENT)


def test_values_are_kept_as_those_of_other_statements(index: Index) -> None:
    # SQLite compares moments as texts: two ways of writing them would be two orders.
    with index.write() as connection:
        index.prepare(index.insert(hospitals), columns()).execute(connection, values("ONE"))
        connection.execute(index.insert(hospitals).values(values("TWO")))
    with index.read() as connection:
        [one, two] = connection.execute(text("SELECT created_at FROM hospitals ORDER BY code")).scalars()
    assert one == two


def test_constants_of_the_statement_need_not_be_given(index: Index) -> None:
    insert = index.prepare(index.insert(hospitals), columns())
    chosen = hospitals.c.code == bindparam("which")
    rename = index.prepare(update(hospitals).where(chosen).values(name="New").returning(hospitals.c.code))
    with index.write() as connection:
        insert.execute(connection, values("ONE"))
        assert rename.execute(connection, {"which": "ONE"}) == [("ONE",)]
    with index.read() as connection:
        assert connection.execute(select(hospitals.c.name)).scalars().all() == ["New"]


def test_the_databases_errors_become_ours(index: Index) -> None:
    insert = index.prepare(index.insert(hospitals), columns())
    twice = [values("ONE"), values("ONE")]
    with pytest.raises(ConflictError):
        write(index, insert, twice)
    with index.read() as connection:
        assert connection.execute(select(hospitals.c.id)).all() == []
