"""What everything that comes into a room is read as: exactly the fields that are known, each of exactly its type."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Base of all that is read."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        ser_json_inf_nan="null",
    )
