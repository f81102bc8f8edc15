"""Retrieve to a third party (PS3.4 C.4.2): C-MOVE.

Only peers that the caller's hospital has registered with host and port are ever called.
"""

from __future__ import annotations

from itertools import chain

from gateway.channel import Channel, Message
from gateway.command_set import Command, Key
from gateway.dimse.destinations import destination
from gateway.dimse.identifiers import read_identifier
from gateway.dimse.selection import select_instances
from gateway.dimse.statuses import Status, status_of
from gateway.dimse.suboperations import (
    Progress,
    await_status,
    conclude,
    note_access,
    proposed_for,
    report,
    send_instance,
)
from gateway.negotiation import Context
from gateway.requestor import Peer, as_unavailable, associate
from gateway.session import Session
from imaging.access.actors import Action
from imaging.archive.stored import StoredInstance
from imaging.errors import FilmlessError, NotFoundError

# Context ids are odd and fit a byte (PS3.8 9.3.2.2); a pair of class and syntax takes up to two of them.
_PAIRS = 64


def move(session: Session, channel: Channel, message: Message) -> None:
    """Send what is named to where it is to go."""
    context, command = message.context, message.command
    data = channel.receive_identifier(context)
    try:
        session.require(Action.SEE_IMAGES)
        peer = destination(session.house, session.caller.hospital_id, command.text(Key.MOVE_DESTINATION))
        identifier = read_identifier(data, context.abstract_syntax, context.transfer_syntax)
        instances = select_instances(session, identifier, context.abstract_syntax)
        note_access(session, instances)
    except FilmlessError as error:
        unknown = isinstance(error, NotFoundError)
        status = Status.MOVE_DESTINATION_UNKNOWN if unknown else status_of(error)
        channel.send(context, command.answer(status, {Key.ERROR_COMMENT: session.comment(error)}))
        return
    Move(session, channel, context, command, instances).run(peer)


class Move:
    """One operation under way."""

    def __init__(
        self,
        session: Session,
        channel: Channel,
        context: Context,
        command: Command,
        instances: list[StoredInstance],
    ) -> None:
        self._session, self._channel, self._context, self._command = session, channel, context, command
        self._instances = instances
        self._progress = Progress(len(instances))
        self._is_cancelled = False

    def run(self, peer: Peer) -> None:
        """Send everything, several associations after another if there are more kinds than contexts."""
        for group in _groups(self._instances):
            try:
                with associate(
                    peer, self._session.house.settings.ae_title, proposed_for(group), self._session.limits
                ) as out:
                    self._send_group(peer, out, group)
            except FilmlessError as error:
                self._session.log.warning("move broke off", reason=str(error))
            if self._is_cancelled:
                break
            self._fail_rest(group)
        conclude(self._channel, self._context, self._command, self._progress, is_cancelled=self._is_cancelled)

    def _send_group(self, peer: Peer, out: Channel, group: list[StoredInstance]) -> None:
        while group:
            status = self._send(peer, out, group[0])
            self._progress.note(group.pop(0), status)
            self._session.counts["sent"] += status == Status.SUCCESS
            self._is_cancelled = self._channel.is_cancelled(self._command.message_id)
            if self._is_cancelled:
                return
            report(self._channel, self._context, self._command, self._progress)

    def _send(self, peer: Peer, out: Channel, instance: StoredInstance) -> int:
        message_id = self._progress.remaining % 0x10000
        origin: dict[Key, str | int] = {
            Key.MOVE_ORIGINATOR: self._session.caller.title,
            Key.MOVE_ORIGINATOR_MESSAGE_ID: self._command.message_id,
        }
        with as_unavailable(peer):
            try:
                if not send_instance(self._session.transcoder, out, instance, message_id, origin):
                    return Status.SOP_CLASS_NOT_SUPPORTED
            except FilmlessError as error:
                return status_of(error)
            return await_status(out, message_id)[0]

    def _fail_rest(self, group: list[StoredInstance]) -> None:
        """Count as failed what could not be sent because the association with the destination broke."""
        for instance in group:
            self._progress.note(instance, Status.OUT_OF_RESOURCES)


def _groups(instances: list[StoredInstance]) -> list[list[StoredInstance]]:
    """Divide by pairs of SOP class and transfer syntax, as many as one association can negotiate."""
    by_pair: dict[tuple[str, str], list[StoredInstance]] = {}
    for instance in instances:
        by_pair.setdefault((instance.sop_class_uid, instance.transfer_syntax_uid), []).append(instance)
    pairs = list(by_pair.values())
    return [list(chain.from_iterable(pairs[start : start + _PAIRS])) for start in range(0, len(pairs), _PAIRS)]
