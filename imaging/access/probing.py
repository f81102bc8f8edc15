"""Whether a machine that we may have to call is there: asked by the door that speaks its protocol, answered in a word.

The pages of the web offer the question, DICOM is spoken by another door, and doors do not know each other. So what can
ask is found as processes and commands are: under the entry point ``echo`` of the group ``filmless.probes``.

Whoever asks calls from where this house stands, within a network that they may know nothing of. So the answer does not
tell a closed port from one where something else listens, what is no DICOM machine can't be tried without end, and the
audit has each call (``docs/decisions/machine-tests.md``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import entry_points
from typing import Final, cast

from imaging.access.actors import Person
from imaging.access.ae_titles import AeTitles, ApplicationEntity
from imaging.access.audit import Audit, AuditEvent, Outcome, Subject, SubjectKind
from imaging.access.throttle import Throttle
from imaging.access.within import is_within
from imaging.errors import ConflictError, ForbiddenError, UnsupportedError
from imaging.problems import Problem

# The title of the machine, its address and port, and our own title.
EchoProbe = Callable[[str, str, int, str], "Echo"]


class EchoOutcome(StrEnum):
    """What it came to."""

    ANSWERS = "answers"
    UNREACHABLE = "unreachable"
    # There is a computer, and no DICOM machine on that port: nothing listens, or something else does.
    NO_DICOM = "no-dicom"
    # Something listens, under another title than the one that we call.
    CALLED_UNKNOWN = "called-unknown"
    # It does not know us under our title.
    CALLING_UNKNOWN = "calling-unknown"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Echo:
    """The answer to a question whether somebody is there."""

    outcome: EchoOutcome
    milliseconds: int | None = None


# Calls of one hospital in a quarter of an hour that no DICOM machine answered; ten of them at one machine.
MOST_IN_VAIN: Final = 30
_IN_VAIN: Final = frozenset({EchoOutcome.UNREACHABLE, EchoOutcome.NO_DICOM})


@dataclass(frozen=True)
class Probing:
    """Asks the registered machines of hospitals whether they are there."""

    ae_titles: AeTitles
    audit: Audit
    throttle: Throttle
    our_title: str
    # Only where this machine serves nobody else.
    allows_loopback: bool

    def test(self, person: Person, machine_id: int, address: str) -> Echo:
        """Call a machine of somebody's own hospital, and have the audit know what it came to."""
        machine = self.ae_titles.one(machine_id, person.hospital_id)
        if machine.port is None:
            raise ConflictError("Where it listens is not known.", Problem.PORT_WITHOUT_HOST)
        if not is_within(machine.host, allows_loopback=self.allows_loopback):
            self._note(person, machine, address, Outcome.DENIED, Problem.MACHINE_ADDRESS)
            raise ForbiddenError("No machine is at such an address.", Problem.MACHINE_ADDRESS)
        try_number = self.throttle.begin(f"machine {machine.id}", f"machines of {person.hospital_id}")
        if try_number is None:
            self._note(person, machine, address, Outcome.DENIED, Problem.MACHINE_TESTS)
            raise ForbiddenError("Too many calls in vain.", Problem.MACHINE_TESTS)
        echo = echo_probe()(machine.title, machine.host, machine.port, self.our_title)
        if echo.outcome not in _IN_VAIN:
            self.throttle.was_right(try_number)
        if echo.outcome is EchoOutcome.ANSWERS:
            self._note(person, machine, address, Outcome.SUCCESS)
        else:
            self._note(person, machine, address, Outcome.FAILED, echo.outcome)
        return echo

    def _note(
        self, person: Person, machine: ApplicationEntity, address: str, outcome: Outcome, why: StrEnum | None = None
    ) -> None:
        subject, detail = Subject(SubjectKind.DEVICE, machine.id), {} if why is None else {"why": why.value}
        event = AuditEvent(person, "test-machine", subject, outcome, person.hospital_id, address, detail)
        self.audit.record(event)


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
