"""What travels over the socket of a room, both ways (docs/decisions/consults.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from imaging.consult.participants import Participant
from imaging.consult.room.bodies import UUID_PATTERN
from imaging.consult.room.events import RoomEvent
from imaging.consult.room.proposals import Refusal
from imaging.consult.room.shape import Shape
from imaging.consult.room.wanted import Do
from imaging.errors import FilmlessError
from imaging.problems import Problem
from imaging.reading.name_words import name_words
from viewer.wrong_field import wrong_field

LARGEST_MESSAGE: Final = 64 * 1024
LARGEST_SIGNAL: Final = 32 * 1024


class Why(StrEnum):
    """Why the server closes."""

    ENDED = "ended"
    CLOSED = "closed"
    SLOW = "slow"
    FLOOD = "flood"
    # They are there on as many pages as they may be.
    PAGES = "pages"
    # Something here does not answer now: come again.
    RESTART = "restart"


class Hello(Shape):
    """The first word of a page: up to where it knows everything."""

    says: Literal["hello"]
    since: int = Field(ge=0, le=2**31 - 1)


class Call(Shape):
    """How somebody is in the call."""

    audio: bool
    video: bool


class Here(Shape):
    """Whether somebody is in the call."""

    says: Literal["here"]
    call: Call | None


class Signal(Shape):
    """What browsers tell each other to be connected."""

    says: Literal["signal"]
    to: str = Field(max_length=32)
    data: JsonValue


Message = Hello | Here | Signal | Do
_UUID: Final = re.compile(UUID_PATTERN)
_MESSAGE: Final[TypeAdapter[Any]] = TypeAdapter(
    Annotated[Message, Field(discriminator="says")], config=ConfigDict(hide_input_in_errors=True)
)


def read_message(text: str) -> Any:
    """Read what a page says, as one of the messages.

    Raises
    ------
    MalformedError
        It is none of them.
    """
    try:
        return _MESSAGE.validate_json(text)
    except ValidationError as error:
        raise wrong_field(error) from error


def id_within(text: str) -> str:
    """Return the number of a proposal that could not be read, so that its page hears of it; empty if it has none.

    What is no number is not given back: a page may call itself by what can't even be written.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    named = said.get("id") if isinstance(said, dict) else None
    return named if isinstance(named, str) and _UUID.fullmatch(named) else ""


def events_message(sequence: int, chain: str, events: Iterable[RoomEvent]) -> str:
    """Write events, each as it was stored."""
    return "\n".join((f'{{"says":"events","sequence":{sequence},"chain":"{chain}"}}', *(each.line for each in events)))


def refused_message(proposal_id: str, refusal: Refusal) -> str:
    """Write why a proposal came to nothing."""
    return _json(
        {
            "says": "refused",
            "id": proposal_id,
            "problem": refusal.problem,
            "detail": refusal.detail,
            "told": refusal.told,
        }
    )


def refusal_of(error: FilmlessError) -> Refusal:
    """Return an error as a reason."""
    return Refusal(error.problem, str(error), error.told)


def too_large() -> Refusal:
    """Return the reason of what is larger than is kept."""
    return Refusal(Problem.TOO_LARGE, "That is too large for a room.")


def too_much() -> Refusal:
    """Return the reason of what came too fast."""
    return Refusal(Problem.ROOM_FLOOD, "That was too much at once.")


def alive_message() -> str:
    """Write that there is nothing new: a page that hears nothing at all has lost its line without knowing."""
    return _json({"says": "alive"})


def over_message(why: Why) -> str:
    """Write the last word."""
    return _json({"says": "over", "why": why})


def signal_message(sender: str, participant_id: int, data: JsonValue) -> str:
    """Write what another browser signals."""
    return _json({"says": "signal", "from": sender, "participant": participant_id, "data": data})


def told_person(participant: Participant, connections: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """Say who somebody is, and by which letters a name in other ones is found: pinyin and its initials."""
    name = participant.name
    return {
        "participant": participant.id,
        "name": name,
        "spelt": [] if name.isascii() else sorted(word for word in name_words(name) if word.isascii()),
        "hospital": participant.hospital,
        "part": participant.part,
        "is_guest": participant.guest_id is not None,
        "connections": connections,
    }


def people_message(people: Sequence[dict[str, Any]], series_ids: Iterable[int] = ()) -> str:
    """Write who takes part, and who of them is there; and which series the consult opens, so that more is noticed."""
    return _json({"says": "people", "people": people, "series": sorted(series_ids)})


def welcome_message(me: dict[str, Any], consult: dict[str, Any], ice: Sequence[dict[str, Any]], sequence: int) -> str:
    """Write the first word of the server."""
    return _json({"says": "welcome", "me": me, "consult": consult, "ice": ice, "sequence": sequence})


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
