"""Brings the tables to the present schema at start, under a lock, all or nothing."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from imaging.errors import FilmlessError

# Any number will do as long as it never changes: every process asks PostgreSQL for the same lock.
ADVISORY_LOCK: Final = 7_205_759_403


class ForeignSchemaError(FilmlessError):
    """The index was made by another version; start that version, or a newer one."""


def is_current(connection: Connection) -> bool:
    """Whether the tables have the present schema; only reads."""
    return MigrationContext.configure(connection).get_current_heads() == (_head(),)


def migrate(connection: Connection) -> None:
    """Run the migrations that are missing, inside the transaction of ``connection``.

    On SQLite that transaction already holds the write lock; on PostgreSQL an advisory lock makes the others wait.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
    try:
        command.upgrade(_config(connection), "head")
    except CommandError as error:
        raise ForeignSchemaError("The index was made by a newer version of Filmless; start that version.") from error


@cache
def _head() -> str | None:
    """Return the name of the newest migration; finding it means reading all of them."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("imaging.index") / "migrations"))
    config.attributes["connection"] = connection
    return config
