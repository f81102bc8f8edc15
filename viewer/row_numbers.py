"""Numbers in addresses that no row can have, refused once for all endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from imaging.errors import NotFoundError

# What a row of SQLite or PostgreSQL can be numbered with.
LARGEST_ROW_NUMBER: Final = 2**63 - 1


def check_row_numbers(path: Mapping[str, Any]) -> None:
    """Go on only if every number of an address can be that of a row."""
    if any(isinstance(number, int) and number > LARGEST_ROW_NUMBER for number in path.values()):
        raise NotFoundError("There is no such thing.")
