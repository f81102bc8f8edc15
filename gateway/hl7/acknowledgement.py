"""What a receiver answers to a message: MSA, and ERR beside it (HL7 v2.5.1, sections 2.9 and 2.15).

::

    AA, CA   taken
    AR, CR   rejected: because of what the message is, or because the receiver can't now
    AE, CE   an error: of the content, or of the receiver

Which of the two it is tells the code of ERR-3 (table 0357): 2xx below 206 and all of 1xx are about the message and
never get better; a record that is locked and an error of the application pass. Who rejects without saying why may be
down, as the standard has it; who finds an error without saying which has looked at the message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from imaging.exchange.shipment import ARRIVED, Answer, down, later, refused
from imaging.exchange.trouble import Trouble

_TAKEN: Final = frozenset({"AA", "CA"})
_ERROR: Final = frozenset({"AE", "CE"})
_REJECTED: Final = frozenset({"AR", "CR"})
# Application record locked, application internal error.
_PASSING: Final = frozenset({"206", "207"})
_CODE: Final = re.compile(r"[0-9]{3}")


@dataclass(frozen=True)
class Acknowledgement:
    """An answer, read."""

    code: str
    # MSH-10 of the message that it answers.
    control_id: str
    # ERR-3, of the first error that has one.
    error: str = ""

    def answer_to(self, control_id: str) -> Answer:
        """Return what becomes of the message of this id."""
        if self.control_id != control_id:
            return down(Trouble.NOT_UNDERSTOOD)
        if self.code in _TAKEN:
            return ARRIVED
        said = f"{self.code} {self.error}".strip()
        if self.code in _ERROR:
            return later(Trouble.BUSY, said) if self.error in _PASSING else refused(Trouble.REFUSED, said)
        if self.code in _REJECTED:
            is_final = self.error and self.error not in _PASSING
            return refused(Trouble.REFUSED, said) if is_final else later(Trouble.BUSY, said)
        return down(Trouble.NOT_UNDERSTOOD)


def read_acknowledgement(message: bytes) -> Acknowledgement | None:
    """Read an answer by the separators that it declares; None: it is none."""
    text = message.decode("utf-8", "replace")
    lines = [line for line in re.split("[\r\n]+", text) if line]
    if not lines or not lines[0].startswith("MSH") or len(lines[0]) < 8:
        return None
    field, component = lines[0][3], lines[0][4]
    segments = [line.split(field) for line in lines]
    answer = next((each for each in segments if each[0] == "MSA" and len(each) > 2), None)
    if answer is None:
        return None
    errors = (each[3].split(component)[0] for each in segments if each[0] == "ERR" and len(each) > 3)
    error = next((each for each in errors if _CODE.fullmatch(each)), "")
    return Acknowledgement(answer[1].strip().upper(), answer[2].strip(), error)
