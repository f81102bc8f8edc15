"""What kinds of content leave a hospital by the outbox; each destination says which it receives."""

from __future__ import annotations

from enum import StrEnum


class Content(StrEnum):
    """A kind of content."""

    # What doctors of several hospitals concluded together: DICOM objects, a report, a notice that it is there.
    CONSULT_OUTCOME = "consult-outcome"
