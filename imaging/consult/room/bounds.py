"""How much a room holds: whoever comes is told all that lasts, and every state of it is copied when something is drawn.

What only passes is bounded by how fast somebody may send.
"""

from __future__ import annotations

from typing import Final

from imaging.consult.participants import Part
from imaging.consult.room.bodies import Drawn
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.proposals import Proposal
from imaging.consult.room.state import RoomState

MOST_LASTING: Final = 20_000
MOST_CHARACTERS: Final = 16 * 1024 * 1024
# Also those that were erased, for they can come back.
MOST_FIGURES: Final = 2_000
# The last quarter is for who asks: nobody else can fill up a room for all.
_FOR_OTHERS: Final = 0.75
# Who is in a room, and whether it is over, is noted however full it is.
_FILLING: Final = frozenset({EventKind.SAY, EventKind.DRAW, EventKind.ERASE, EventKind.PRESENT, EventKind.RAISE})


def is_full(state: RoomState, proposal: Proposal, part: Part) -> bool:
    """Whether a room holds no more of what somebody of this part proposes."""
    if proposal.kind not in _FILLING:
        return False
    share = 1.0 if part is Part.ASKS else _FOR_OTHERS
    if state.lasting >= share * MOST_LASTING or state.characters >= share * MOST_CHARACTERS:
        return True
    body = proposal.body
    is_new = isinstance(body, Drawn) and body.drawing not in state.drawings
    return is_new and len(state.drawings) >= share * MOST_FIGURES
