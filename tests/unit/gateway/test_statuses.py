from __future__ import annotations

import pytest

from gateway.dimse.statuses import Status, status_of
from imaging import errors
from imaging.errors import FilmlessError

CODES = {
    errors.MalformedError("x"): 0xC000,
    errors.LimitError("x"): 0xC001,
    errors.MismatchError("x"): 0xA900,
    errors.UnsupportedError("x"): 0x0122,
    errors.ForbiddenError("x"): 0x0124,
    errors.ConflictError("x"): 0x0111,
    errors.UnavailableError("x"): 0xA700,
    errors.NoSpaceError("x"): 0xA700,
    errors.NotFoundError("x"): 0x0110,
}


@pytest.mark.parametrize(("error", "code"), CODES.items(), ids=lambda value: type(value).__name__)
def test_each_error_has_its_code(error: FilmlessError, code: int) -> None:
    assert status_of(error) == code


def every_error(kind: type[FilmlessError]) -> list[type[FilmlessError]]:
    return [kind, *(found for below in kind.__subclasses__() for found in every_error(below))]


@pytest.mark.parametrize("kind", every_error(FilmlessError))
def test_every_error_of_the_house_is_a_failure_to_the_peer(kind: type[FilmlessError]) -> None:
    status = status_of(kind.__new__(kind))
    assert status is not Status.SUCCESS
    assert status >> 12 not in {0xB, 0xF}, "a warning or a pending answer would tell the sender that it is kept"
