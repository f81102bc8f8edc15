"""DIMSE messages over one established association (PS3.7 6.3, PS3.8 annex E), in either role.

A message is a command set and, if that says so, a data set; both are cut into fragments, and a P-DATA PDU carries one
or more of these. Nothing is kept here: command sets are small and returned, data sets go to whoever wants them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from gateway.command_set import Command, CommandField, Key, decode_command, encode_command
from gateway.faults import AbortedError, AbortReason, ProtocolError
from gateway.limits import Limits
from gateway.negotiation import Context
from gateway.pdus import HEADER, PDU_TYPES, PduType, encode_abort, encode_release
from gateway.wire import Sink, Wire
from imaging.errors import FilmlessError

Chunk = bytes | bytearray | memoryview

_FRAGMENT = struct.Struct(">IBB")
_PDU_AND_FRAGMENT = struct.Struct(">BxIIBB")
_IS_COMMAND = 1
_IS_LAST = 2
# Peers that ask for less can't be served: a fragment's header alone takes six bytes.
_SMALLEST_PDU_BYTES = 128


@dataclass(frozen=True)
class Message:
    """A command that came in, and the presentation context it came on."""

    context: Context
    command: Command


@dataclass(frozen=True)
class _Fragment:
    context_id: int
    is_command: bool
    is_last: bool
    size: int


class Channel:
    """Receives and sends messages; whatever breaks the protocol is raised as ``ProtocolError``."""

    def __init__(self, wire: Wire, contexts: Mapping[int, Context], limits: Limits, peer_pdu_bytes: int) -> None:
        self.contexts = contexts
        self._wire = wire
        self._limits = limits
        largest = min(peer_pdu_bytes or limits.pdu_bytes, limits.pdu_bytes)
        self._fragment_bytes = max(largest, _SMALLEST_PDU_BYTES) - _FRAGMENT.size
        self._rest = 0
        self._began = 0.0
        self._received_bytes = 0

    def receive(self) -> Message | None:
        """Wait for the next command; None when the peer releases the association instead."""
        self._wire.expect_within(self._limits.idle_seconds)
        self._wire.wait()
        return self._receive_command()

    def receive_answer(self) -> Message:
        """Wait for a response, or a request to cancel, in the middle of an operation."""
        self._wire.expect_within(self._limits.idle_seconds)
        self._wire.wait()
        message = self._receive_command()
        if message is None:
            raise ProtocolError("The association was released in an operation.", AbortReason.UNEXPECTED_PDU)
        return message

    def receive_data_set(self, context: Context, sink: Sink) -> None:
        """Hand the data set that follows a command to ``sink``, piece by piece as it comes."""
        is_last = False
        while not is_last:
            fragment = self._next_fragment()
            if fragment is None or fragment.is_command or fragment.context_id != context.context_id:
                raise ProtocolError("Something else came where a data set was due.", AbortReason.UNEXPECTED_PDU)
            self._wire.pour(fragment.size, sink)
            is_last = fragment.is_last

    def receive_identifier(self, context: Context) -> bytes:
        """Return the small data set of a query."""
        identifier = bytearray()

        def collect(piece: memoryview) -> None:
            if len(identifier) + len(piece) > self._limits.identifier_bytes:
                raise ProtocolError("The identifier is too long.", AbortReason.INVALID_PARAMETER)
            identifier.extend(piece)

        self.receive_data_set(context, collect)
        return bytes(identifier)

    def is_cancelled(self, message_id: int) -> bool:
        """Whether the peer has asked, by now, to cancel this operation; does not wait."""
        if not (self._rest or self._wire.has_received()):
            return False
        message = self.receive_answer()
        return is_cancel_of(message.command, message_id)

    def send(self, context: Context, command: Command, data_set: Iterable[Chunk] = ()) -> None:
        """Send a command, and its data set if it has one."""
        pdus = self._pdus(context.context_id, _IS_COMMAND, (encode_command(command),))
        if command.has_data_set:
            pdus = chain(pdus, self._pdus(context.context_id, 0, data_set))
        try:
            for pdu in pdus:
                self._wire.expect_within(self._limits.deadline_seconds)
                self._wire.send(pdu)
        except FilmlessError as error:
            # The data set broke off in the middle of its message: nothing else can be said on this association.
            raise ProtocolError("The object could not be read to its end.") from error

    def send_abort(self, reason: AbortReason) -> None:
        """End the association at once."""
        self._wire.expect_within(self._limits.closing_seconds)
        self._wire.send(encode_abort(reason))

    def confirm_release(self) -> None:
        """Answer the peer's wish to end the association."""
        self._wire.expect_within(self._limits.closing_seconds)
        self._wire.send(encode_release(PduType.RELEASE_RP))

    def release(self) -> None:
        """End the association in good order, as the one who asked for it."""
        self._wire.expect_within(self._limits.deadline_seconds)
        self._wire.send(encode_release(PduType.RELEASE_RQ))
        kind, length = HEADER.unpack(self._wire.take(HEADER.size))
        if kind != PduType.RELEASE_RP or length != 4:
            raise ProtocolError("The release was not confirmed.", AbortReason.UNEXPECTED_PDU)

    def _receive_command(self) -> Message | None:
        self._began, self._received_bytes = self._wire.waited_seconds, 0
        self._wire.expect_within(self._limits.deadline_seconds)
        fragment, data = self._next_fragment(), bytearray()
        if fragment is None:
            return None
        first = fragment
        while True:
            if not fragment.is_command or fragment.context_id != first.context_id:
                raise ProtocolError("A data set came without a command.", AbortReason.UNEXPECTED_PDU)
            if len(data) + fragment.size > self._limits.command_bytes:
                raise ProtocolError("The command set is too long.", AbortReason.INVALID_PARAMETER)
            data += self._wire.take(fragment.size)
            if fragment.is_last:
                return Message(self.contexts[first.context_id], decode_command(bytes(data)))
            fragment = self._next_fragment()
            if fragment is None:
                raise ProtocolError("The association was released in a message.", AbortReason.UNEXPECTED_PDU)

    def _next_fragment(self) -> _Fragment | None:
        """Return the next fragment's header, opening a PDU where the last one is used up; None for a release."""
        if not self._rest:
            kind, length = self._open_pdu()
            if kind == PduType.RELEASE_RQ:
                return None
            self._rest = length
        if self._rest < _FRAGMENT.size:
            raise ProtocolError("A P-DATA PDU is too short.", AbortReason.INVALID_PARAMETER)
        length, context_id, control = _FRAGMENT.unpack(self._wire.take(_FRAGMENT.size))
        size = length - 2
        self._rest -= _FRAGMENT.size + size
        if size < 0 or self._rest < 0 or 0 < self._rest < _FRAGMENT.size:
            raise ProtocolError("A fragment does not fit its PDU.", AbortReason.INVALID_PARAMETER)
        if context_id not in self.contexts:
            raise ProtocolError("This presentation context was not accepted.", AbortReason.INVALID_PARAMETER)
        return _Fragment(context_id, bool(control & _IS_COMMAND), bool(control & _IS_LAST), size)

    def _open_pdu(self) -> tuple[int, int]:
        self._expect_pdu()
        kind, length = HEADER.unpack(self._wire.take(HEADER.size))
        if kind == PduType.P_DATA:
            if not _FRAGMENT.size <= length <= self._limits.pdu_bytes:
                raise ProtocolError("A P-DATA PDU is longer than agreed, or empty.", AbortReason.INVALID_PARAMETER)
            self._received_bytes += length
            return kind, length
        if kind not in PDU_TYPES:
            raise ProtocolError("There is no such PDU.", AbortReason.UNRECOGNIZED_PDU)
        if length != 4 or kind not in {PduType.RELEASE_RQ, PduType.ABORT}:
            raise ProtocolError("This PDU has no place here.", AbortReason.UNEXPECTED_PDU)
        self._wire.take(length)
        if kind == PduType.ABORT:
            raise AbortedError("The peer aborted the association.")
        return kind, 0

    def _expect_pdu(self) -> None:
        """Let each PDU have its time, and the message as a whole as much as its bytes have earned."""
        earned = self._received_bytes / self._limits.bytes_per_second
        since = self._wire.waited_seconds - self._began
        self._wire.expect_within(min(0.0, earned - since) + self._limits.deadline_seconds)

    def _pdus(self, context_id: int, control: int, chunks: Iterable[Chunk]) -> Iterator[bytearray]:
        """Cut chunks into P-DATA PDUs of one fragment each, as large as the peer takes them."""
        header, largest = _PDU_AND_FRAGMENT.size, _PDU_AND_FRAGMENT.size + self._fragment_bytes
        pdu = bytearray(header)
        for chunk in chunks:
            rest = memoryview(chunk)
            while rest:
                if len(pdu) == largest:
                    yield _headed(pdu, context_id, control)
                    pdu = bytearray(header)
                room = largest - len(pdu)
                pdu += rest[:room]
                rest = rest[room:]
        yield _headed(pdu, context_id, control | _IS_LAST)


def is_cancel_of(command: Command, message_id: int) -> bool:
    """Whether a command in the middle of an operation cancels it; anything but a cancel breaks the protocol."""
    if command.field != CommandField.C_CANCEL_RQ:
        raise ProtocolError("Only a cancel may come in the middle of an operation.", AbortReason.UNEXPECTED_PDU)
    return command.number(Key.MESSAGE_ID_BEING_RESPONDED_TO) == message_id


def _headed(pdu: bytearray, context_id: int, control: int) -> bytearray:
    size = len(pdu) - _PDU_AND_FRAGMENT.size
    _PDU_AND_FRAGMENT.pack_into(pdu, 0, PduType.P_DATA, size + _FRAGMENT.size, size + 2, context_id, control)
    return pdu
