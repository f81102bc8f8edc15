"""Statements that are written out once and executed for every instance that comes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql.dml import UpdateBase


class Prepared:
    """A statement compiled for one database and handed to its driver, which makes an execution many times cheaper.

    Values come back, and errors are raised, as the driver gives them; the transactions of the index map those.
    """

    def __init__(self, statement: UpdateBase, dialect: Dialect, columns: Iterable[str] | None = None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=None if columns is None else list(columns))
        self._text = str(compiled)
        self._is_positional = compiled.positional
        self._constants = {name: value for name, value in compiled.params.items() if value is not None}
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        names = (compiled.positiontup or ()) if compiled.positional else binds
        self._parameters = [(name, binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names]

    def execute(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Execute it with these values of its parameters; return the rows that it returns."""
        given = {**self._constants, **values}
        bound = [process(given[name]) if process else given[name] for name, process in self._parameters]
        driver: Any = connection.connection.driver_connection
        cursor = driver.execute(self._text, bound if self._is_positional else self._named(bound))
        return [] if cursor.description is None else cursor.fetchall()

    def _named(self, bound: Iterable[Any]) -> dict[str, Any]:
        return dict(zip((name for name, _ in self._parameters), bound, strict=True))
