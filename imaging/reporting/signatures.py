"""Names under a version, and what each of them is bound to."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy.engine import Row


class Meaning(StrEnum):
    """What a name under a report means."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    # Wrote some of it, and did not sign.
    WRITER = "writer"


@dataclass(frozen=True)
class Signature:
    """Who stands for a version, and for what exactly."""

    report_id: int
    user_id: int
    name: str
    meaning: Meaning
    proof: str
    sha256: bytes = field(repr=False)
    signed_at: datetime

    @classmethod
    def of_row(cls, row: Row[tuple[object, ...]]) -> Signature:
        """Return the signature that a row tells of."""
        return cls(row.report_id, row.user_id, row.name, Meaning(row.meaning), row.proof, row.sha256, row.signed_at)

    @property
    def seal(self) -> bytes:
        """The digest of the signature itself: who signed what as what, how they showed that it is they, and when."""
        signed_at = self.signed_at.astimezone(UTC).isoformat(timespec="microseconds")
        values = (self.report_id, self.user_id, self.name, self.meaning, self.proof, self.sha256.hex(), signed_at)
        return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).digest()
