"""What shapes share: the base of what is given, parts of lists, row numbers, what a problem tells."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from viewer.row_numbers import LARGEST_ROW_NUMBER

PAGE = 100
MOST_ON_A_PAGE = 500
# What a problem tells beside its word.
Told = Annotated[dict[str, str | int], Field(description="What the sentence tells, by name.")]
# SQLite's and PostgreSQL's largest row number.
RowNumber = Annotated[int, Field(ge=1, le=LARGEST_ROW_NUMBER)]


class Given(BaseModel):
    """What is given: it says what the index holds, whatever that is."""

    model_config = ConfigDict(frozen=True, extra="forbid")
