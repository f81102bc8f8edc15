"""What happens in a room."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class EventKind(StrEnum):
    """What an event says."""

    # Of the server alone: somebody is there for the first time; the consult moved on.
    ENTERED = "entered"
    STATE = "state"
    SAY = "say"
    DRAW = "draw"
    ERASE = "erase"
    # A figure that is being drawn, where a pointer stands, what the presenter looks at.
    DRAWING = "drawing"
    POINT = "point"
    LOOK = "look"
    PRESENT = "present"
    RAISE = "raise"
    PART = "part"

    @property
    def is_passing(self) -> bool:
        """Whether it matters only until the next one of this kind by the same author."""
        return self in _PASSING


_PASSING: Final = frozenset({EventKind.DRAWING, EventKind.POINT, EventKind.LOOK})
