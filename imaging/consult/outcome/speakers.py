"""Who may put their name under a conclusion, or say something against it, at this moment."""

from __future__ import annotations

from typing import Final

from sqlalchemy.engine import Connection

from imaging.access.actors import Actor
from imaging.consult.outcome.conclusions import Conclusion
from imaging.consult.outcome.signatures import Meaning
from imaging.consult.participants import SPEAKING, Gathering, Part, Participant, gathering
from imaging.errors import ConflictError
from imaging.index.tables import consults
from imaging.problems import Problem

_STANDS_FOR_IT: Final = frozenset({Meaning.AGREES, Meaning.DISSENTS})


def here_within(connection: Connection, consult_id: int) -> Gathering:
    """Return who takes part by now: somebody may have come in, or been let in, since a page was opened."""
    return gathering(connection, consults.c.id == consult_id)


def speaker_of(here: Gathering, actor: Actor) -> Participant:
    """Return as whom somebody signs.

    Raises
    ------
    ConflictError
        They only watch, or take no part any more.
    """
    me = here.participant_of(actor)
    if me is None or me.part not in SPEAKING:
        raise ConflictError("Only who spoke in it signs.", Problem.FORBIDDEN)
    return me


def unsigned(here: Gathering, concluded: Conclusion) -> tuple[Participant, ...]:
    """Return who would sign and has not."""
    signed = {each.participant_id for each in concluded.signatures}
    return tuple(each for each in here.participants if each.part in SPEAKING and each.id not in signed)


def is_agreed(here: Gathering, concluded: Conclusion) -> bool:
    """Whether somebody who asks stands for it, with a dissent or without; that they took part says nothing of it."""
    asks = {each.id for each in here.participants if each.part is Part.ASKS}
    return any(each.participant_id in asks and each.meaning in _STANDS_FOR_IT for each in concluded.signatures)


def has_signed(here: Gathering, concluded: Conclusion) -> bool:
    """Whether somebody who asks has signed, as whatever."""
    asks = {each.id for each in here.participants if each.part is Part.ASKS}
    return any(each.participant_id in asks for each in concluded.signatures)
