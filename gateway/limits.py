"""How much and how long a peer may ask of us. Every wait has an absolute end and every length a cap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from imaging.settings import Settings

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True)
class Limits:
    """The bounds that one gateway process keeps.

    ``deadline_seconds`` is how long a peer is waited for in each state, all its pauses together: for the association
    request, for every PDU that has begun, and for what follows within a message. A message that keeps moving may take
    longer, in proportion to the bytes that came: slow lines are real, lines below ``bytes_per_second`` are not.
    """

    associations: int = 64
    waiting_connections: int = 256
    deadline_seconds: float = 30.0
    idle_seconds: float = 60.0
    closing_seconds: float = 1.0
    bytes_per_second: int = 1 * KIB
    # 128 contexts with 40 transfer syntaxes each, and 64 KiB of user information.
    associate_bytes: int = 256 * KIB
    # Offered to peers as the largest P-DATA PDU. DCMTK never sends more than 128 KiB.
    pdu_bytes: int = 128 * KIB
    command_bytes: int = 16 * KIB
    identifier_bytes: int = 1 * MIB
    object_bytes: int = 64 * GIB

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Take over what can be set."""
        return cls(
            associations=settings.dicom_associations,
            deadline_seconds=settings.dicom_deadline_seconds,
            idle_seconds=settings.dicom_idle_seconds,
        )
