"""One association from its request to its end, in a thread of its own."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

import structlog

from gateway.admission import Admission, Rejection
from gateway.channel import Channel, Message
from gateway.command_set import CommandField
from gateway.dimse.find import find
from gateway.dimse.get import get
from gateway.dimse.move import move
from gateway.dimse.storage import store
from gateway.dimse.verification import echo
from gateway.faults import AbortedError, AbortReason, AssociationError, ClosedError, ProtocolError
from gateway.limits import Limits
from gateway.lobby import Arrival
from gateway.negotiation import Agreement, negotiate
from gateway.pdus import AssociateAccept, AssociateRequest, UserInformation, decode_request, encode_abort, encode_accept
from gateway.session import Session
from gateway.sop_classes import Service, service_of
from gateway.wire import Wire
from imaging.access.actors import Anonymous, Device
from imaging.access.audit import AuditEvent, Outcome
from imaging.dicom.uids import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME
from imaging.errors import FilmlessError
from imaging.events.event import Event, Kind
from imaging.house import House

log = structlog.get_logger("gateway")

REGISTER = "only a machine that is registered with its host may query and retrieve: filmless ae add TITLE --host HOST"

Serve = Callable[[Session, Channel, Message], None]
SERVICES: Mapping[int, tuple[Service, Serve]] = {
    CommandField.C_ECHO_RQ: (Service.VERIFICATION, echo),
    CommandField.C_STORE_RQ: (Service.STORAGE, store),
    CommandField.C_FIND_RQ: (Service.FIND, find),
    CommandField.C_MOVE_RQ: (Service.MOVE, move),
    CommandField.C_GET_RQ: (Service.GET, get),
}


class End(StrEnum):
    """How an association ended."""

    RELEASED = "released"
    REJECTED = "rejected"
    ABORTED_BY_PEER = "aborted by peer"
    ABORTED = "aborted"
    CLOSED = "closed"
    FAILED = "failed"


@dataclass(frozen=True)
class Desk:
    """What all associations of this process have in common."""

    house: House
    admission: Admission
    limits: Limits
    is_stopping: Callable[[], bool]


class Association:
    """Serves one caller until either side ends it."""

    def __init__(self, desk: Desk, arrival: Arrival) -> None:
        self._desk, self._arrival = desk, arrival
        self._correlation_id = secrets.token_hex(4)
        self._log = log.bind(association=self._correlation_id, address=arrival.address)
        self._wire = Wire(arrival.connection, arrival.rest, desk.is_stopping)
        self._session: Session | None = None

    def run(self) -> None:
        """Negotiate, serve and close; whatever goes wrong ends this association only."""
        began, end = time.monotonic(), End.FAILED
        try:
            end = self._serve()
        except ProtocolError as error:
            end = End.ABORTED
            self._abort(error.reason, str(error))
        except AbortedError:
            end = End.ABORTED_BY_PEER
        except ClosedError:
            end = End.CLOSED
        except Exception:  # noqa: BLE001  (the outermost frame of an association)
            self._log.exception("association failed")
            self._abort(AbortReason.NOT_SPECIFIED, "")
        finally:
            self._wire.close(self._desk.limits.closing_seconds)
        self._note(end, time.monotonic() - began)

    def _serve(self) -> End:
        request = decode_request(self._arrival.request)
        self._log = self._log.bind(calling=request.calling.text, called=request.called.text)
        answer = self._desk.admission.admit(request, self._arrival.address)
        self._wire.expect_within(self._desk.limits.deadline_seconds)
        if isinstance(answer, Rejection):
            self._log.warning("association rejected", reason=answer.name.lower())
            self._wire.send(answer.encode())
            return End.REJECTED
        self._session = self._open(answer.caller)
        agreement = negotiate(request, answer.services)
        if withheld := _withheld(request, answer.services):
            self._log.warning("services not offered", services=withheld, remedy=REGISTER)
        self._wire.send(encode_accept(self._accept(request, agreement)))
        channel = Channel(self._wire, agreement.contexts, self._desk.limits, request.user.max_pdu_bytes)
        return self._answer(channel, self._session)

    def _answer(self, channel: Channel, session: Session) -> End:
        while not self._desk.is_stopping():
            message = channel.receive()
            if message is None:
                channel.confirm_release()
                return End.RELEASED
            service, serve = SERVICES.get(message.command.field, (None, None))
            if serve is None or service is not message.context.service:
                raise ProtocolError("This command has no place here.", AbortReason.UNEXPECTED_PARAMETER)
            serve(session, channel, message)
        raise ProtocolError("The server is stopping.")

    def _open(self, caller: Device) -> Session:
        return Session(
            correlation_id=self._correlation_id,
            caller=caller,
            address=self._arrival.address,
            house=self._desk.house,
            limits=self._desk.limits,
            log=self._log,
        )

    def _accept(self, request: AssociateRequest, agreement: Agreement) -> AssociateAccept:
        return AssociateAccept(
            called=request.called.text,
            calling=request.calling.text,
            contexts=agreement.answers,
            user=UserInformation(
                max_pdu_bytes=self._desk.limits.pdu_bytes,
                implementation_class_uid=IMPLEMENTATION_CLASS_UID,
                implementation_version=IMPLEMENTATION_VERSION_NAME,
                roles=agreement.roles,
            ),
        )

    def _abort(self, reason: AbortReason, because: str) -> None:
        self._log.warning("association aborted", reason=because)
        with contextlib.suppress(AssociationError):
            self._wire.expect_within(self._desk.limits.closing_seconds)
            self._wire.send(encode_abort(reason))

    def _note(self, end: End, seconds: float) -> None:
        """Tell the other processes what came; leave one event in the audit, with counts, and one line in the log."""
        session = self._session
        counts = dict(session.counts) if session else {}
        self._log.info("association ended", end=end.value, seconds=round(seconds, 3), **counts)
        if session and session.counts["stored"]:
            arrived = Event(Kind.OBJECTS, session.caller.hospital_id, self._correlation_id)
            self._desk.house.events.publish(arrived)
        event = AuditEvent(
            actor=session.caller if session else Anonymous(),
            action="associate",
            outcome=_OUTCOMES[end],
            hospital_id=session.caller.hospital_id if session else None,
            address=self._arrival.address,
            detail={"association": self._correlation_id, "end": end.value, **counts},
        )
        try:
            self._desk.house.audit.record(event)
        except FilmlessError as error:
            self._log.error("audit failed", reason=str(error))


_OUTCOMES = {
    End.RELEASED: Outcome.SUCCESS,
    End.REJECTED: Outcome.DENIED,
    End.ABORTED_BY_PEER: Outcome.FAILED,
    End.ABORTED: Outcome.FAILED,
    End.CLOSED: Outcome.FAILED,
    End.FAILED: Outcome.FAILED,
}


def _withheld(request: AssociateRequest, offered: Collection[Service]) -> list[Service]:
    """Return the services that a caller asks for and would have if somebody had said where it calls from."""
    asked = (service_of(proposed.abstract_syntax) for proposed in request.contexts)
    return sorted({service for service in asked if service and service not in offered})
