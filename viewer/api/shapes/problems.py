"""What a refusal says."""

from __future__ import annotations

from pydantic import Field

from imaging.problems import Problem
from viewer.api.shapes.given import Given, Told


class ProblemOut(Given):
    """What went wrong."""

    error: str
    message: str = Field(description="One sentence for a person.")
    problem: Problem = Field(description="The same as a word that never changes, for programs and translators.")
    told: Told
    correlation_id: str = Field(description="The number under which the log keeps the request.")
