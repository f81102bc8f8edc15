"""One error tree. A door maps these, and only these, to its own protocol's answers.

::

    FilmlessError
    ├── SettingsError            a setting is wrong: which, what it holds, what it may hold
    ├── RefusedError             what was brought can't be taken
    │   ├── MalformedError       the bytes do not say what they should
    │   ├── LimitError           larger, deeper or slower than allowed
    │   ├── MismatchError        two places that must agree do not
    │   └── UnsupportedError     sound, but nothing here can handle it
    ├── NotFoundError            no such thing, or none that this actor may know of
    ├── GoneError                it was here and is not any more
    ├── ForbiddenError           the actor is known and may not
    ├── UnauthenticatedError     nobody knows who asks
    ├── ConflictError            it contradicts what is already here
    └── UnavailableError         a part that is needed does not answer now: try again
        └── NoSpaceError         the disk that would hold it is full
"""

from __future__ import annotations

import re
from typing import ClassVar, Final

from imaging.problems import Problem

_CREDENTIALS: Final = re.compile(r"(?<=://).*@", re.DOTALL)
_SECRET_PARAMETER: Final = re.compile(r"((?:password|passwd|secret|token)[^=&?]*=)[^&]*", re.IGNORECASE)


class FilmlessError(Exception):
    """Base of everything raised on purpose; its text is one sentence that a person can act on.

    ``problem`` is its word for those who translate, with what it tells under the names that belong to the word.
    """

    usual: ClassVar[Problem] = Problem.FAILED

    def __init__(self, message: str, problem: Problem | None = None, **told: str | int) -> None:
        super().__init__(message)
        self.problem = problem or self.usual
        self.told = told


class SettingsError(FilmlessError):
    """A setting can't be used."""

    def __init__(self, key: str, value: object, allowed: str) -> None:
        shown = without_password(value) if isinstance(value, str) else value
        super().__init__(f"{key} is {shown!r}, but must be {allowed}.")
        self.key, self.value, self.allowed = key, shown, allowed


class RefusedError(FilmlessError):
    """What was brought can't be taken."""

    usual = Problem.MALFORMED


class MalformedError(RefusedError):
    """The bytes do not say what they should."""


class LimitError(RefusedError):
    """Larger, deeper or slower than allowed."""

    usual = Problem.TOO_LARGE

    def __init__(
        self, message: str, problem: Problem | None = None, *, limit: float | None = None, **told: str | int
    ) -> None:
        super().__init__(message, problem, **told)
        self.limit = limit


class MismatchError(RefusedError):
    """Two places that must agree do not."""

    usual = Problem.MISMATCH


class UnsupportedError(RefusedError):
    """Sound, but nothing here can handle it; the text says what it is."""

    usual = Problem.UNSUPPORTED


class NotFoundError(FilmlessError):
    """No such thing, or none that this actor may know of."""

    usual = Problem.NOT_FOUND


class GoneError(FilmlessError):
    """It was here and is not any more."""

    usual = Problem.GONE


class ForbiddenError(FilmlessError):
    """The actor is known and may not."""

    usual = Problem.FORBIDDEN


class UnauthenticatedError(FilmlessError):
    """Nobody knows who asks."""

    usual = Problem.UNAUTHENTICATED


class ConflictError(FilmlessError):
    """It contradicts what is already here."""

    usual = Problem.CONFLICT


class UnavailableError(FilmlessError):
    """A part that is needed does not answer now."""

    usual = Problem.UNAVAILABLE

    def __init__(
        self,
        message: str,
        problem: Problem | None = None,
        *,
        retry_after_seconds: float | None = None,
        **told: str | int,
    ) -> None:
        super().__init__(message, problem, **told)
        self.retry_after_seconds = retry_after_seconds


class NoSpaceError(UnavailableError):
    """The disk that would hold it is full."""

    usual = Problem.NO_SPACE


def without_password(address: str) -> str:
    """Take the password out of an address; what was meant to be one may hold it in any place before the last @."""
    return _SECRET_PARAMETER.sub(r"\1…", _CREDENTIALS.sub("…@", address))
