"""Storage (PS3.4 annex B): C-STORE.

The data set goes from the wire to the landing file as it comes. Success is answered only after the archive has said
that object and index are durable. What is refused is still received to its end, so that the association lives on.
"""

from __future__ import annotations

from gateway.channel import Channel, Message
from gateway.command_set import Command, Key
from gateway.dimse.statuses import Status, status_of
from gateway.faults import AbortReason, ProtocolError
from gateway.negotiation import Context
from gateway.session import Session
from imaging.access.actors import Action
from imaging.archive.ingest import Expected, Origin, Outcome
from imaging.archive.landing_file import LandingFile
from imaging.dicom.part10 import file_meta
from imaging.dicom.uids import is_valid_uid
from imaging.errors import ConflictError, FilmlessError, LimitError, MismatchError


def store(session: Session, channel: Channel, message: Message) -> None:
    """Take one object in, and answer when it is safe or when it is clear that it can't be taken."""
    context, command = message.context, message.command
    if not command.has_data_set:
        raise ProtocolError("A C-STORE request came without a data set.", AbortReason.UNEXPECTED_PARAMETER)
    reception = Reception(session)
    try:
        reception.begin(context, command)
        channel.receive_data_set(context, reception.write)
        reception.finish(command)
    finally:
        reception.drop()
    if reception.refusal is None:
        session.counts["stored"] += 1
        channel.send(context, command.answer(Status.SUCCESS, _instance(command)))
        return
    session.counts["refused"] += 1
    status, comment = status_of(reception.refusal), session.comment(reception.refusal)
    session.log.warning("instance refused", status=f"{status:04X}", reason=type(reception.refusal).__name__)
    channel.send(context, command.answer(status, {**_instance(command), Key.ERROR_COMMENT: comment}))


class Reception:
    """One object on its way in; after the first refusal what still comes is let pass."""

    def __init__(self, session: Session) -> None:
        self.refusal: FilmlessError | None = None
        self._session = session
        self._file: LandingFile | None = None

    def begin(self, context: Context, command: Command) -> None:
        """Open the landing file, if the request deserves one."""
        try:
            self._session.require(Action.STORE)
            sop_class, instance = _named(context, command)
            self._file = self._session.house.archive.landing.begin()
            self._file.write(file_meta(sop_class, instance, context.transfer_syntax, self._session.caller.title))
        except FilmlessError as error:
            self._refuse(error)

    def write(self, piece: memoryview) -> None:
        """Take the next bytes of the data set."""
        file = self._file
        if file is None:
            return
        try:
            file.write(piece)
            if file.size_bytes > self._session.limits.object_bytes:
                raise LimitError("The object is larger than allowed.", limit=self._session.limits.object_bytes)
        except FilmlessError as error:
            self._refuse(error)

    def finish(self, command: Command) -> None:
        """Hand the whole object to the archive; when this returns without refusal it is durable."""
        if self._file is None:
            return
        house, caller = self._session.house, self._session.caller
        file, self._file = self._file, None
        self._session.counts["bytes"] += file.size_bytes
        expected = Expected(command.text(Key.AFFECTED_SOP_CLASS_UID), command.text(Key.AFFECTED_SOP_INSTANCE_UID))
        try:
            accepted = house.archive.ingest.accept(file, Origin(caller.hospital_id, caller.title), expected)
        except FilmlessError as error:
            self.refusal = error
            return
        if accepted.outcome is Outcome.QUARANTINED:
            self.refusal = ConflictError("Another object has this UID; both are kept, a person decides.")
        elif accepted.outcome is Outcome.DUPLICATE:
            self._session.counts["duplicates"] += 1

    def drop(self) -> None:
        """Leave nothing behind of an object that did not come to its end."""
        if self._file is not None:
            self._file.abort()
            self._file = None

    def _refuse(self, error: FilmlessError) -> None:
        self.refusal = error
        self.drop()


def _named(context: Context, command: Command) -> tuple[str, str]:
    sop_class = command.text(Key.AFFECTED_SOP_CLASS_UID)
    instance = command.text(Key.AFFECTED_SOP_INSTANCE_UID)
    if sop_class != context.abstract_syntax:
        raise MismatchError("The SOP class is not that of the presentation context.")
    if not is_valid_uid(instance):
        raise MismatchError("The SOP Instance UID is not a UID.")
    return sop_class, instance


def _instance(command: Command) -> dict[Key, str | int]:
    return {Key.AFFECTED_SOP_INSTANCE_UID: command.text(Key.AFFECTED_SOP_INSTANCE_UID)[:64]}
