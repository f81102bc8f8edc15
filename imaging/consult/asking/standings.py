"""Who may do what to a consult, in which of its states: one table, asked by everything that changes one.

============== ======================================= ====================================
deed           who                                     while it is
============== ======================================= ====================================
see            everybody but those it does not concern always
accept,        who was asked and has not answered      requested, accepted, scheduled, live
decline
hand on        who was asked, or has accepted          requested, accepted, scheduled, live
propose        who asks, who speaks                    accepted, scheduled, live
schedule       who asks                                accepted, scheduled, live
begin          who asks, who speaks                    accepted, scheduled
invite, open   who asks                                requested, accepted, scheduled, live
more, set part
withdraw       who asks                                requested, accepted, scheduled, live
enter          who asks, speaks, watches               as long as it opens anything to them
============== ======================================= ====================================
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError, ForbiddenError, NotFoundError
from imaging.problems import Problem


class Standing(StrEnum):
    """What somebody is to a consult."""

    ASKS = "asks"
    SPEAKS = "speaks"
    WATCHES = "watches"
    # Was asked, by name or as one of several, and nobody has answered yet.
    INVITED = "invited"
    # Was asked, and it was answered: by them, or by somebody else for all of them.
    SETTLED = "settled"
    NONE = "none"


class Deed(StrEnum):
    """What can be done to a consult."""

    SEE = "see"
    ACCEPT = "accept"
    DECLINE = "decline"
    HAND_ON = "hand-on"
    PROPOSE = "propose"
    SCHEDULE = "schedule"
    BEGIN = "begin"
    INVITE = "invite"
    OPEN_MORE = "open-more"
    SET_PART = "set-part"
    WITHDRAW = "withdraw"
    ENTER = "enter"


_ANY: Final = frozenset(ConsultState)
_OPEN: Final = frozenset(state for state in ConsultState if state.is_open)
_AGREED: Final = frozenset({ConsultState.ACCEPTED, ConsultState.SCHEDULED})
_LASTING: Final = frozenset(state for state in ConsultState if not state.is_over)
_ASKS: Final = frozenset({Standing.ASKS})
_INVITED: Final = frozenset({Standing.INVITED})
_INSIDE: Final = frozenset({Standing.ASKS, Standing.SPEAKS, Standing.WATCHES})
RULES: Final[Mapping[Deed, tuple[frozenset[Standing], frozenset[ConsultState]]]] = {
    Deed.SEE: (frozenset(Standing) - {Standing.NONE}, _ANY),
    Deed.ACCEPT: (_INVITED, _OPEN),
    Deed.DECLINE: (_INVITED, _OPEN),
    Deed.HAND_ON: (_INVITED | {Standing.SPEAKS, Standing.WATCHES}, _OPEN),
    # What was begun may go on at another time.
    Deed.PROPOSE: (_ASKS | {Standing.SPEAKS}, _AGREED | {ConsultState.LIVE}),
    Deed.SCHEDULE: (_ASKS, _AGREED | {ConsultState.LIVE}),
    Deed.BEGIN: (_ASKS | {Standing.SPEAKS}, _AGREED),
    Deed.INVITE: (_ASKS, _OPEN),
    Deed.OPEN_MORE: (_ASKS, _OPEN),
    Deed.SET_PART: (_ASKS, _OPEN),
    Deed.WITHDRAW: (_ASKS, _OPEN),
    Deed.ENTER: (_INSIDE, _LASTING),
}
_OF_PART: Final[Mapping[Part, Standing]] = {
    Part.ASKS: Standing.ASKS,
    Part.SPEAKS: Standing.SPEAKS,
    Part.WATCHES: Standing.WATCHES,
}


def standing_of_part(part: Part | None) -> Standing:
    """Return what somebody's part in a consult makes them."""
    return Standing.NONE if part is None else _OF_PART.get(part, Standing.NONE)


def may(standing: Standing, deed: Deed, state: ConsultState) -> bool:
    """Whether somebody of this standing may do it now."""
    standings, states = RULES[deed]
    if deed is Deed.ENTER and standing is Standing.ASKS:
        # Its room stays open to those who asked, as what was said there is theirs.
        return True
    return standing in standings and state in states


def deeds_of(standing: Standing, state: ConsultState) -> frozenset[Deed]:
    """Return everything that they may do now; pages show only what can be done."""
    return frozenset(deed for deed in Deed if may(standing, deed, state))


def require(standing: Standing, deed: Deed, state: ConsultState) -> None:
    """Go on only if they may.

    Raises
    ------
    NotFoundError
        It does not concern them at all.
    ForbiddenError
        It is not for them to do.
    ConflictError
        It was, or will be, but not in this state.
    """
    if may(standing, deed, state):
        return
    if standing is Standing.NONE:
        raise NotFoundError("There is no such consult.")
    if standing in RULES[deed][0]:
        raise ConflictError(f"The consult is {state}.", Problem.CONSULT_STATE, state=state.value)
    if standing is Standing.SETTLED and deed in {Deed.ACCEPT, Deed.DECLINE, Deed.HAND_ON}:
        raise ConflictError("It was answered already.", Problem.CONSULT_ANSWERED)
    raise ForbiddenError("That is for others in this consult to do.", Problem.CONSULT_NOT_YOURS)
