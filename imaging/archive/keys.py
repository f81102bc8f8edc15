"""Names of objects: whose, when received, and nothing about any patient.

::

    MAIN/20260131/101530123456-7f3a09c2000000000000002a.dcm
    hospital/date/time of reception-slot
                                    └ the first eight digits name the landing directory of the process that received it

Quarantined objects have the same names below ``quarantine/``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from imaging.errors import MalformedError

QUARANTINE: Final = "quarantine"
OWNER_DIGITS: Final = 8
_MOMENT_LENGTH: Final = len("2026-01-31/10:15:30.123456")
_KEY = re.compile(
    r"(?P<quarantine>quarantine/)?(?P<code>[A-Z0-9_-]{1,16})/(?P<at>\d{8}/\d{12})-(?P<slot>[0-9a-f]{24})\.dcm"
)


@dataclass(frozen=True)
class ObjectKey:
    """The name of one object."""

    hospital_code: str
    received_at: datetime
    slot: str
    is_quarantined: bool = False

    @classmethod
    def parse(cls, text: str) -> ObjectKey:
        """Read a name back."""
        found = _KEY.fullmatch(text)
        if found is None:
            raise MalformedError("This is not the name of an object.")
        at = datetime.strptime(found["at"], "%Y%m%d/%H%M%S%f").replace(tzinfo=UTC)
        return cls(found["code"], at, found["slot"], found["quarantine"] is not None)

    def __str__(self) -> str:
        prefix = f"{QUARANTINE}/" if self.is_quarantined else ""
        # Each object that comes in is named: this takes a tenth of the time of strftime.
        date, time = self.received_at.isoformat("/", "microseconds")[:_MOMENT_LENGTH].split("/")
        at = f"{date.replace('-', '')}/{time.replace(':', '').replace('.', '')}"
        return f"{prefix}{self.hospital_code}/{at}-{self.slot}.dcm"
