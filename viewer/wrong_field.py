"""What is wrong with a body or a query, as one of our errors: the first wrong field by its name, never its value."""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from imaging.errors import MalformedError
from imaging.problems import Problem

_PROBLEMS = {
    "missing": Problem.FIELD_MISSING,
    "string_too_short": Problem.FIELD_MISSING,
    "too_short": Problem.FIELD_MISSING,
    "timezone_aware": Problem.FIELD_WITHOUT_TIME_ZONE,
}


def wrong_field(error: ValidationError) -> MalformedError:
    """Return the error that names the first wrong field."""
    first = error.errors(include_input=False, include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"]) or "body"
    message = f"{name}: {first['msg'].rstrip('.')}."
    longest = _longest(first)
    if longest is not None:
        return MalformedError(message, Problem.FIELD_TOO_LONG, name=name, longest=longest)
    return MalformedError(message, _PROBLEMS.get(first["type"], Problem.FIELD_WRONG), name=name)


def _longest(first: ErrorDetails) -> int | None:
    longest = first.get("ctx", {}).get("max_length")
    return longest if isinstance(longest, int) else None
