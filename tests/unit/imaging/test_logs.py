"""What is logged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO

import pytest
import structlog

from imaging.errors import MalformedError
from imaging.logs import configure_logs


@pytest.fixture
def written() -> Iterator[StringIO]:
    with redirect_stderr(StringIO()) as stream:
        configure_logs("INFO")
        yield stream
    structlog.reset_defaults()


PATIENT = "Zhang^San", "19700101"


def name_somebody() -> None:
    raise ValueError(" was born on ".join(PATIENT))


def test_an_error_tells_its_kind_and_place_and_nothing_that_it_quotes(written: StringIO) -> None:
    try:
        try:
            name_somebody()
        except ValueError as error:
            raise MalformedError(PATIENT[0]) from error
    except MalformedError:
        structlog.get_logger("test").exception("failed", number=7)
    line = written.getvalue()
    said = json.loads(line)
    assert (said["event"], said["number"], said["level"]) == ("failed", 7, "error")
    assert "name_somebody" in said["exception"]
    assert said["exception"].index("builtins.ValueError") < said["exception"].index("imaging.errors.MalformedError")
    assert not [word for word in PATIENT if word in line]


def test_a_line_stays_one_line(written: StringIO) -> None:
    structlog.get_logger("test").warning("a\nb", title='x\r\n{"level":"info"}\x1b[31m')
    assert written.getvalue().count("\n") == 1
