"""What is logged."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO

import pytest
import structlog

from imaging.errors import MalformedError
from imaging.logs import configure_logs
from tests.logs import passing_logs


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    with passing_logs(monkeypatch), redirect_stderr(StringIO()) as stream:
        configure_logs("INFO")
        yield stream


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


def test_an_error_among_its_own_causes_is_told_once(written: StringIO) -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__context__ = second, first
    structlog.get_logger("test").error("failed", exc_info=first)
    assert json.loads(written.getvalue())["exception"] == "builtins.KeyError\nbuiltins.ValueError\n"


def test_what_was_suppressed_is_not_told(written: StringIO) -> None:
    try:
        try:
            name_somebody()
        except ValueError:
            raise MalformedError(PATIENT[0]) from None
    except MalformedError:
        structlog.get_logger("test").exception("failed")
    assert "ValueError" not in json.loads(written.getvalue())["exception"]


def test_a_thread_that_fails_is_told_in_a_line_without_words(written: StringIO) -> None:
    thread = threading.Thread(target=name_somebody, name="naming")
    thread.start()
    thread.join()
    said = json.loads(written.getvalue())
    assert (said["event"], said["thread"], "name_somebody" in said["exception"]) == ("thread failed", "naming", True)
    assert not [word for word in PATIENT if word in written.getvalue()]


class Clumsy:
    def __del__(self) -> None:
        name_somebody()


def test_an_error_while_something_is_thrown_away_is_told_in_a_line_without_words(written: StringIO) -> None:
    Clumsy()
    assert json.loads(written.getvalue())["event"] == "not raised"
    assert not [word for word in PATIENT if word in written.getvalue()]
