"""Rows as plain values."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Row


def values_of(row: Row[Any] | Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """Return a row's values under the names of their columns."""
    return dict(row._mapping)  # noqa: SLF001  (SQLAlchemy documents it as public, despite its name)
