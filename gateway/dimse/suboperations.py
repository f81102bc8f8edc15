"""The C-STORE sub-operations of C-MOVE and C-GET: their counters, their statuses, and how an object is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from gateway.channel import Channel, Chunk, is_cancel_of
from gateway.command_set import Command, CommandField, Key
from gateway.dimse.encodings import reencoded
from gateway.dimse.identifiers import write_identifier
from gateway.dimse.statuses import Status
from gateway.faults import AbortReason, ProtocolError
from gateway.negotiation import Context
from gateway.pdus import ProposedContext
from gateway.session import Session
from gateway.sop_classes import UNCOMPRESSED_LITTLE_ENDIAN
from imaging.access.actors import Action
from imaging.archive.stored import StoredInstance
from imaging.archive.transcoding import Transcoder, can_transcode

_FAILED_SOP_INSTANCE_UID_LIST = "00080058"
_COUNTER_LIMIT = 0xFFFF


@dataclass
class Progress:
    """How far an operation has come."""

    remaining: int
    completed: int = 0
    warning: int = 0
    failed_uids: list[str] = field(default_factory=list)

    def note(self, instance: StoredInstance, status: int) -> None:
        """Count one sub-operation by the status that it ended with."""
        self.remaining -= 1
        if status == Status.SUCCESS:
            self.completed += 1
        elif status >> 12 == 0xB:
            self.warning += 1
        else:
            self.failed_uids.append(instance.sop_instance_uid)

    def counters(self, *, is_final: bool) -> dict[Key, str | int]:
        """Return the counters of a response; the last one says nothing of what remains, unless it was cancelled."""
        counted: dict[Key, str | int] = {
            Key.COMPLETED: self.completed,
            Key.FAILED: len(self.failed_uids),
            Key.WARNING: self.warning,
        }
        if not is_final:
            counted[Key.REMAINING] = self.remaining
        return {key: min(int(value), _COUNTER_LIMIT) for key, value in counted.items()}

    @property
    def final_status(self) -> Status:
        """What the whole operation ends with."""
        if not self.failed_uids:
            return Status.SUBOPERATIONS_WITH_FAILURES if self.warning else Status.SUCCESS
        if self.completed or self.warning:
            return Status.SUBOPERATIONS_WITH_FAILURES
        return Status.CANNOT_PERFORM_SUBOPERATIONS


def report(channel: Channel, context: Context, command: Command, progress: Progress) -> None:
    """Send a pending response."""
    channel.send(context, command.answer(Status.PENDING, progress.counters(is_final=False)))


def conclude(
    channel: Channel, context: Context, command: Command, progress: Progress, *, is_cancelled: bool = False
) -> None:
    """Send the last response, with the list of what failed if anything did."""
    status = Status.CANCELLED if is_cancelled else progress.final_status
    counters = progress.counters(is_final=not is_cancelled)
    if not progress.failed_uids:
        channel.send(context, command.answer(status, counters))
        return
    failed = {_FAILED_SOP_INSTANCE_UID_LIST: {"vr": "UI", "Value": progress.failed_uids}}
    written = write_identifier(failed, context.transfer_syntax)
    channel.send(context, command.answer(status, counters, has_data_set=True), (written,))


def send_instance(
    transcoder: Transcoder, channel: Channel, instance: StoredInstance, message_id: int, origin: dict[Key, str | int]
) -> bool:
    """Send one object; False if there is no presentation context that can carry it.

    It goes as it was received, byte for byte, where that transfer syntax was negotiated; else uncompressed, for peers
    that take nothing else.
    """
    context = _context_for(channel, instance)
    if context is None:
        return False
    pieces = _pieces(transcoder, instance, context.transfer_syntax)
    # What can't be read fails here, while nothing has been sent yet.
    data_set = chain((next(pieces, b""),), pieces)
    values = {
        Key.MESSAGE_ID: message_id,
        Key.AFFECTED_SOP_CLASS_UID: instance.sop_class_uid,
        Key.AFFECTED_SOP_INSTANCE_UID: instance.sop_instance_uid,
        Key.PRIORITY: 0,
        **origin,
    }
    channel.send(context, Command(CommandField.C_STORE_RQ, values, has_data_set=True), data_set)
    return True


def proposed_for(instances: Iterable[StoredInstance]) -> list[ProposedContext]:
    """Propose every class in the syntax its objects have, and uncompressed for those that can be written so."""
    wanted: dict[tuple[str, tuple[str, ...]], None] = dict.fromkeys(
        (instance.sop_class_uid, (instance.transfer_syntax_uid,)) for instance in instances
    )
    wanted |= dict.fromkeys((sop_class, UNCOMPRESSED_LITTLE_ENDIAN) for sop_class, _ in tuple(wanted))
    return [ProposedContext(2 * number + 1, *pair) for number, pair in enumerate(wanted)]


def await_status(channel: Channel, message_id: int, cancel_of: int | None = None) -> tuple[int, bool]:
    """Wait for the response to a sub-operation; also tell whether the operation itself was cancelled meanwhile."""
    is_cancelled = False
    while True:
        answer = channel.receive_answer().command
        if answer.field == CommandField.C_STORE_RSP:
            if answer.number(Key.MESSAGE_ID_BEING_RESPONDED_TO) != message_id:
                raise ProtocolError("The response is to another message.", AbortReason.UNEXPECTED_PARAMETER)
            return answer.number(Key.STATUS), is_cancelled
        if cancel_of is None:
            raise ProtocolError("Something else came where a response was due.", AbortReason.UNEXPECTED_PDU)
        is_cancelled |= is_cancel_of(answer, cancel_of)


def note_access(session: Session, instances: list[StoredInstance]) -> None:
    """Write into the audit who is about to receive which studies."""
    study_ids = {instance.study_id for instance in instances}
    session.house.access_log.opened(
        session.caller, Action.SEE_IMAGES, study_ids, session.caller.hospital_id, session.address
    )


def _context_for(channel: Channel, instance: StoredInstance) -> Context | None:
    fitting = [
        context
        for context in channel.contexts.values()
        if context.takes_storage and context.abstract_syntax == instance.sop_class_uid
    ]
    wanted = [instance.transfer_syntax_uid]
    if can_transcode(instance):
        wanted += UNCOMPRESSED_LITTLE_ENDIAN
    return next((context for syntax in wanted for context in fitting if context.transfer_syntax == syntax), None)


def _pieces(transcoder: Transcoder, instance: StoredInstance, transfer_syntax: str) -> Iterator[Chunk]:
    """Give the data set, without the file meta information before it."""
    if transfer_syntax != instance.transfer_syntax_uid:
        yield from reencoded(transcoder, instance, transfer_syntax)
        return
    skip = instance.dataset_offset
    for piece in transcoder.retrieve.open(instance):
        if skip < len(piece):
            yield memoryview(piece)[skip:]
        skip = max(0, skip - len(piece))
