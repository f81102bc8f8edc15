"""What one process tells the others: that something of a hospital arrived. Never anything about a patient."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Self

from imaging.errors import MalformedError


class Kind(StrEnum):
    """What arrived."""

    OBJECTS = "objects"
    ORDER = "order"
    ROOM = "room"


@dataclass(frozen=True)
class Event:
    """Something arrived."""

    kind: Kind
    hospital_id: int
    # Says nothing to anybody but us: the number of a row, or of an association in the log.
    reference: str = ""
    # What is told to the others and is worth nothing a moment later, so that no row keeps it: who is in a room. Numbers
    # and words of ours alone; empty where it is only worth looking.
    whisper: str = ""

    def encode(self) -> bytes:
        """Return it as it is sent."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, sent: bytes) -> Self:
        """Read what another process sent, perhaps one of another version.

        Raises
        ------
        MalformedError
            It is no event that this version knows.
        """
        try:
            said = json.loads(sent)
            whisper = str(said.get("whisper", ""))
            return cls(Kind(said["kind"]), int(said["hospital_id"]), str(said["reference"]), whisper)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MalformedError("What was sent is no event.") from error
