"""Whether a machine that we may have to call is there: asked by the door that speaks its protocol, answered in a word.

The pages of the web offer the question, DICOM is spoken by another door, and doors do not know each other. So what can
ask is found as processes and commands are: under the entry point ``echo`` of the group ``filmless.probes``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import entry_points
from typing import cast

from imaging.errors import UnsupportedError

# The title of the machine, its address and port, and our own title.
EchoProbe = Callable[[str, str, int, str], "Echo"]


class EchoOutcome(StrEnum):
    """What it came to."""

    ANSWERS = "answers"
    # There is the computer, but nothing listens on that port.
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    # Something listens, under another title than the one that we call.
    CALLED_UNKNOWN = "called-unknown"
    # It does not know us under our title.
    CALLING_UNKNOWN = "calling-unknown"
    REJECTED = "rejected"
    # Something listens that does not answer as DICOM does.
    OTHERWISE = "otherwise"


@dataclass(frozen=True)
class Echo:
    """The answer to a question whether somebody is there."""

    outcome: EchoOutcome
    milliseconds: int | None = None


def echo_probe() -> EchoProbe:
    """Return what can ask.

    Raises
    ------
    UnsupportedError
        No door that speaks DICOM is installed.
    """
    for found in entry_points(group="filmless.probes", name="echo"):
        return cast("EchoProbe", found.load())
    raise UnsupportedError("Nothing here can call DICOM machines.")
