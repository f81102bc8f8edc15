"""The table of errors has a row for every error, and its statuses are the ones that clients expect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imaging import errors
from imaging.errors import FilmlessError
from viewer.answers import STATUSES, status_of
from viewer.dicomweb.store_answer import Named, refusal


def tree(kind: type[FilmlessError]) -> Iterator[type[FilmlessError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from tree(below)


def test_every_error_of_the_tree_has_a_row() -> None:
    named = {kind for kind in tree(FilmlessError) if kind.__module__ == errors.__name__}
    assert named == set(STATUSES)


def test_an_error_without_a_row_is_answered_as_the_one_above_it() -> None:
    class DrawerError(errors.NotFoundError):
        """It is not in this drawer."""

    assert status_of(DrawerError("no")) == 404


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errors.MalformedError("x"), 0xC000),
        (errors.LimitError("x"), 0xC000),
        (errors.MismatchError("x"), 0xA900),
        (errors.UnsupportedError("x"), 0x0122),
        (errors.NoSpaceError("x"), 0xA700),
        (errors.UnavailableError("x"), 0x0110),
        (errors.ConflictError("x"), 0x0110),
    ],
)
def test_failure_reasons_of_store(error: FilmlessError, reason: int) -> None:
    assert refusal(error, Named()).reason == reason
