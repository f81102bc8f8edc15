"""What somebody puts into the outbox."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from pydantic import TypeAdapter

from imaging.errors import LimitError, MalformedError
from imaging.exchange.condition import Condition
from imaging.exchange.content import Content
from imaging.exchange.observation_report import ObservationReport

LARGEST_MESSAGE_BYTES: Final = 256 * 1024
_KEY: Final = re.compile(r"[!-~]( ?[!-~]){0,199}")
_LINE: Final = re.compile(r"([!-~]( ?[!-~]){0,99})?")


@dataclass(frozen=True)
class StoredObject:
    """An object of the archive, by its row: goes to DICOM machines by C-STORE and STOW-RS, bit for bit."""

    instance_id: int


@dataclass(frozen=True)
class Message:
    """Something small that is said to a program, such as JSON: goes to web hooks."""

    body: str = field(repr=False)
    media_type: str = "application/json"

    def __post_init__(self) -> None:
        if len(self.body.encode()) > LARGEST_MESSAGE_BYTES:
            raise LimitError("A message has at most 256 KiB.", limit=LARGEST_MESSAGE_BYTES)


Payload = StoredObject | Message | ObservationReport


class PayloadKind(StrEnum):
    """The word for each payload in the index."""

    OBJECT = "object"
    MESSAGE = "message"
    OBSERVATION_REPORT = "observation-report"

    @classmethod
    def of(cls, payload: Payload) -> PayloadKind:
        """Return the word for a payload."""
        match payload:
            case StoredObject():
                return cls.OBJECT
            case Message():
                return cls.MESSAGE
        return cls.OBSERVATION_REPORT


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    # Nobody tries any more, until a person has it sent again or discards it.
    GIVEN_UP = "given-up"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class Delivery:
    """Something that must reach every destination of a hospital that receives this content and can take it.

    ``key`` names it and nothing else of the hospital, for ever: what is put a second time under it is the same thing
    again and goes nowhere twice. It stands in lists and audits, so it says nothing of a patient: "consult 17 v1 sr".

    What stands in one ``line`` reaches a destination in the order in which it was put, such as the versions of one
    conclusion; a thing that was given up lets the next one pass.

    It leaves only while its ``condition`` is met, and waits until then.
    """

    hospital_id: int
    content: Content
    key: str
    payload: Payload
    line: str = ""
    condition: Condition | None = None

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key) or len(self.key) > 200:
            raise MalformedError("The key of a delivery is 1 to 200 printable ASCII characters.")
        if not _LINE.fullmatch(self.line) or len(self.line) > 100:
            raise MalformedError("The line of a delivery is up to 100 printable ASCII characters.")


_MESSAGE: Final = TypeAdapter(Message)
_REPORT: Final = TypeAdapter(ObservationReport)


def said_of(payload: Payload) -> str:
    """Return what the index keeps of a payload besides the number of an instance."""
    match payload:
        case StoredObject():
            return ""
        case Message():
            return _MESSAGE.dump_json(payload).decode()
    return _REPORT.dump_json(payload).decode()


def carried_bytes(kind: str, said: str) -> int:
    """Return how much a payload has with it that was kept apart, as it goes over the line."""
    if kind != PayloadKind.OBSERVATION_REPORT:
        return 0
    try:
        report = _REPORT.validate_json(said)
    except ValueError:
        # Whoever sends it says that it can't be read.
        return 0
    # HL7 carries it in base64: four letters for three bytes.
    return 0 if report.pdf is None else report.pdf.size_bytes * 4 // 3


def payload_of(kind: PayloadKind, instance_id: int | None, said: str) -> Payload:
    """Return the payload of a row."""
    match kind:
        case PayloadKind.OBJECT if instance_id is not None:
            return StoredObject(instance_id)
        case PayloadKind.MESSAGE:
            return _MESSAGE.validate_json(said)
        case PayloadKind.OBSERVATION_REPORT:
            return _REPORT.validate_json(said)
    raise MalformedError("What was to be delivered is not known any more.")
