"""Retrieve over the caller's own association (PS3.4 C.4.3): C-GET."""

from __future__ import annotations

from gateway.channel import Channel, Message
from gateway.command_set import Key
from gateway.dimse.identifiers import read_identifier
from gateway.dimse.selection import select_instances
from gateway.dimse.statuses import Status, status_of
from gateway.dimse.suboperations import Progress, await_status, conclude, note_access, report, send_instance
from gateway.session import Session
from imaging.access.actors import Action
from imaging.archive.stored import StoredInstance
from imaging.errors import FilmlessError


def get(session: Session, channel: Channel, message: Message) -> None:
    """Send what is named to the caller, on the contexts where it takes the role of storage."""
    context, command = message.context, message.command
    data = channel.receive_identifier(context)
    try:
        session.require(Action.SEE_IMAGES)
        identifier = read_identifier(data, context.abstract_syntax, context.transfer_syntax)
        instances = select_instances(session, identifier, context.abstract_syntax)
        note_access(session, instances)
    except FilmlessError as error:
        channel.send(context, command.answer(status_of(error), {Key.ERROR_COMMENT: session.comment(error)}))
        return
    progress, is_cancelled = Progress(len(instances)), False
    for number, instance in enumerate(instances, start=1):
        status, is_cancelled = _send(session, channel, instance, number, command.message_id)
        progress.note(instance, status)
        session.counts["sent"] += status == Status.SUCCESS
        if is_cancelled:
            break
        report(channel, context, command, progress)
    conclude(channel, context, command, progress, is_cancelled=is_cancelled)


def _send(
    session: Session, channel: Channel, instance: StoredInstance, number: int, operation: int
) -> tuple[int, bool]:
    # Message ids are 16 bits, and the operation's own is still in use.
    message_id = (operation + number) % 0x10000
    try:
        if not send_instance(session.transcoder, channel, instance, message_id, {}):
            return Status.SOP_CLASS_NOT_SUPPORTED, channel.is_cancelled(operation)
    except FilmlessError as error:
        return status_of(error), False
    return await_status(channel, message_id, cancel_of=operation)
