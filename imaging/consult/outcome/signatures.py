"""Names under a conclusion, and what each of them is bound to."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.engine import Row


class Meaning(StrEnum):
    """What somebody says with their signature."""

    AGREES = "agrees"
    DISSENTS = "agrees-with-dissent"
    # Was there, and stands neither for the opinion nor against it.
    TOOK_PART = "took-part"


@dataclass(frozen=True)
class Signature:
    """Who stands for a version, as what, and for what exactly."""

    conclusion_id: int
    participant_id: int
    name: str = field(repr=False)
    hospital: str
    meaning: Meaning
    proof: str
    sha256: bytes = field(repr=False)
    signed_at: datetime

    @property
    def seal(self) -> bytes:
        """The digest of the signature itself: who signed what as what, how they showed that it is they, and when."""
        signed_at = self.signed_at.astimezone(UTC).isoformat(timespec="microseconds")
        values = (
            self.conclusion_id,
            self.participant_id,
            self.name,
            self.hospital,
            self.meaning,
            self.proof,
            self.sha256.hex(),
            signed_at,
        )
        return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).digest()

    def to_json(self) -> dict[str, Any]:
        """Return what a page is told."""
        return {
            "participant": self.participant_id,
            "name": self.name,
            "hospital": self.hospital,
            "meaning": self.meaning.value,
            "proof": self.proof,
            "signed_at": self.signed_at.isoformat(),
            "seal": self.seal.hex(),
        }


def signature_of(row: Row[Any]) -> Signature:
    """Return the signature that a row tells of."""
    return Signature(
        row.conclusion_id,
        row.participant_id,
        row.name,
        row.hospital,
        Meaning(row.meaning),
        row.proof,
        row.sha256,
        row.signed_at,
    )


def signed_digest(content_sha256: bytes, dissent: str) -> bytes:
    """Return the digest of what somebody signs: what was concluded, and what they say against it themselves."""
    return hashlib.sha256(content_sha256 + dissent.encode()).digest()
