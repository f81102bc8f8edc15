"""Associations that we ask for: to send objects to a peer, or to see whether it answers."""

from __future__ import annotations

import math
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from gateway.channel import Channel
from gateway.faults import AbortedError, AbortReason, AssociationError, ProtocolError
from gateway.limits import Limits
from gateway.negotiation import Context
from gateway.pdus import (
    HEADER,
    AssociateAccept,
    ContextResult,
    PduType,
    ProposedContext,
    UserInformation,
    decode_accept,
    encode_abort,
    encode_request,
)
from gateway.sop_classes import Service, service_of
from gateway.wire import Wire
from imaging.dicom.uids import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME
from imaging.errors import ForbiddenError, UnavailableError


@dataclass(frozen=True)
class Peer:
    """Whom we call."""

    ae_title: str
    host: str
    port: int


class RejectedError(ForbiddenError):
    """The peer wants no association with us: source and reason say why (PS3.8 table 9-21)."""

    def __init__(self, peer: Peer, body: bytes) -> None:
        super().__init__(f"{peer.ae_title} rejected the association (reason {body[1:].hex()}).")
        self.source, self.reason = (body[2], body[3]) if len(body) >= 4 else (0, 0)


def _never() -> bool:
    return False


@contextmanager
def associate(
    peer: Peer,
    calling: str,
    proposed: Sequence[ProposedContext],
    limits: Limits,
    until: float = math.inf,
    is_stopping: Callable[[], bool] = _never,
) -> Iterator[Channel]:
    """Open an association, release it in the end, and abort it when something goes wrong.

    ``until`` is a moment of `time.monotonic` at which all ends, however well it goes.
    """
    wire = Wire(_connect(peer, limits), b"", is_stopping, until)
    try:
        with as_unavailable(peer):
            channel = _negotiate(wire, peer, calling, proposed, limits)
        yield channel
        with as_unavailable(peer):
            channel.release()
    except BaseException:
        _abort(wire, limits)
        raise
    finally:
        wire.close(limits.closing_seconds)


@contextmanager
def as_unavailable(peer: Peer) -> Iterator[None]:
    """Turn what breaks an association with a peer into an error of the house."""
    try:
        yield
    except AssociationError as error:
        raise UnavailableError(f"The association with {peer.ae_title} broke: {error}") from error


def _connect(peer: Peer, limits: Limits) -> socket.socket:
    try:
        return socket.create_connection((peer.host, peer.port), limits.deadline_seconds)
    except OSError as error:
        raise UnavailableError(
            f"{peer.ae_title} does not answer at its address ({error.strerror or error})."
        ) from error


def _negotiate(wire: Wire, peer: Peer, calling: str, proposed: Sequence[ProposedContext], limits: Limits) -> Channel:
    user = UserInformation(limits.pdu_bytes, IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME)
    wire.expect_within(limits.deadline_seconds)
    wire.send(encode_request(peer.ae_title, calling, tuple(proposed), user))
    kind, length = HEADER.unpack(wire.take(HEADER.size))
    if length > limits.associate_bytes:
        raise ProtocolError("The answer to our request is too long.", AbortReason.INVALID_PARAMETER)
    body = bytes(wire.take(length))
    if kind == PduType.ASSOCIATE_RJ:
        raise RejectedError(peer, body)
    if kind == PduType.ABORT:
        raise AbortedError(f"{peer.ae_title} aborted the association.")
    if kind != PduType.ASSOCIATE_AC:
        raise ProtocolError("Something else came where an answer was due.", AbortReason.UNEXPECTED_PDU)
    accept = decode_accept(body)
    return Channel(wire, _accepted(proposed, accept), limits, accept.user.max_pdu_bytes)


def _accepted(proposed: Sequence[ProposedContext], accept: AssociateAccept) -> dict[int, Context]:
    by_id = {context.context_id: context for context in proposed}
    contexts = {}
    for answer in accept.contexts:
        asked = by_id.get(answer.context_id)
        if asked and answer.result is ContextResult.ACCEPTANCE and answer.transfer_syntax in asked.transfer_syntaxes:
            service = service_of(asked.abstract_syntax) or Service.STORAGE
            contexts[asked.context_id] = Context(
                asked.context_id, asked.abstract_syntax, answer.transfer_syntax, service, takes_storage=True
            )
    return contexts


def _abort(wire: Wire, limits: Limits) -> None:
    wire.expect_within(limits.closing_seconds)
    # If the peer is gone there is nobody to tell.
    with suppress(AssociationError):
        wire.send(encode_abort(AbortReason.NOT_SPECIFIED))
