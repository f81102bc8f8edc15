"""What every body and every query is read as: nothing is guessed, nothing is taken that the index can't hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

from viewer.row_numbers import LARGEST_ROW_NUMBER


class Shape(BaseModel):
    """Base of all bodies, whoever sends them."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @field_validator("*")
    @classmethod
    def _can_be_held(cls, value: Any) -> Any:
        """PostgreSQL takes no NUL in a text, and no engine a number beyond 64 bits."""
        for part in _parts(value):
            if isinstance(part, str) and "\0" in part:
                raise ValueError("a text has no NUL in it")
            if isinstance(part, int) and abs(part) > LARGEST_ROW_NUMBER:
                raise ValueError("the number is too large")
        return value


def _parts(value: Any) -> Iterator[Any]:
    """Give everything that a value consists of; what has a shape of its own has looked already."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _parts(name)
            yield from _parts(part)
    elif isinstance(value, list | tuple | AbstractSet):
        for part in value:
            yield from _parts(part)
    else:
        yield value
