"""Moments as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import overload


@overload
def written(at: datetime) -> str: ...
@overload
def written(at: None) -> None: ...
def written(at: datetime | None) -> str | None:
    """Return a moment as it is sent, or nothing."""
    return None if at is None else at.isoformat()
