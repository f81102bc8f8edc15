"""What fails in one turn of a loop is told, and ends nothing but that turn."""

from __future__ import annotations

import asyncio

import pytest
import structlog

from imaging.errors import MalformedError, UnavailableError
from imaging.isolated import Isolated
from imaging.problems import Problem

LOG = structlog.get_logger("test")


def test_the_other_turns_are_taken(capsys: pytest.CaptureFixture[str]) -> None:
    taken = []
    for divisor in (1, 0, 2):
        with Isolated(LOG, "not divided", divisor=divisor) as turn:
            taken.append(2 // divisor)
        assert (turn.failure is not None) == (divisor == 0)
    assert taken == [2, 1]
    said = capsys.readouterr().out
    assert "not divided" in said
    assert "ZeroDivisionError" in said


def test_what_was_raised_on_purpose_is_told_by_its_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with Isolated(LOG, "not read", file=7) as turn:
        raise MalformedError("It has no end.", Problem.FIELD_WRONG, name="file")
    assert turn.failure is not None
    assert turn.failure.problem is Problem.FIELD_WRONG
    said = capsys.readouterr().out
    assert "It has no end." in said
    assert "Traceback" not in said


@pytest.mark.parametrize("ending", [SystemExit, KeyboardInterrupt, asyncio.CancelledError])
def test_what_ends_a_process_or_a_task_ends_it(ending: type[BaseException]) -> None:
    with pytest.raises(ending), Isolated(LOG, "not done"):
        raise ending


def test_what_concerns_every_turn_goes_out() -> None:
    with pytest.raises(UnavailableError), Isolated(LOG, "not done", lets_out=(UnavailableError,)):
        raise UnavailableError("The index does not answer.")
