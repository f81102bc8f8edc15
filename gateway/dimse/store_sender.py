"""C-STORE, as the one who sends: what the outbox has for a DICOM machine."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from gateway.channel import Channel
from gateway.command_set import Command, CommandField, Key
from gateway.dimse.suboperations import await_status, proposed_for, send_instance
from gateway.limits import Limits
from gateway.pdus import ProposedContext
from gateway.peer_addresses import resolved
from gateway.requestor import Peer, RejectedError, as_unavailable, associate
from gateway.sop_classes import IMPLICIT_LITTLE_ENDIAN, VERIFICATION
from imaging.archive.stored import StoredInstance
from imaging.errors import FilmlessError, ForbiddenError, UnavailableError
from imaging.exchange.delivery import StoredObject
from imaging.exchange.destination import Destination
from imaging.exchange.shipment import ARRIVED, Answer, Means, Patience, Shipment, down, refused
from imaging.exchange.store_statuses import verdict_of
from imaging.exchange.trouble import Trouble

_MESSAGE_ID: Final = 1
_STEP_SECONDS: Final = 30.0
_ECHO: Final = (ProposedContext(1, VERIFICATION, (IMPLICIT_LITTLE_ENDIAN,)),)


@dataclass(frozen=True)
class StoreSender:
    """Stores objects at DICOM machines."""

    means: Means

    def send(self, shipment: Shipment) -> Answer:
        """Store one object over an association of its own."""
        if not isinstance(shipment.payload, StoredObject):
            return refused(Trouble.KIND_REFUSED)
        instance = self.means.transcoder.retrieve.by_id(shipment.payload.instance_id)
        answer = None
        try:
            with self._associated(shipment.destination, proposed_for([instance]), shipment.patience) as channel:
                answer = self._store(channel, instance)
        except (ForbiddenError, UnavailableError) as error:
            # What the peer has said of the object holds, however the association ended after it.
            return answer or _trouble(error)
        return answer

    def reach(self, destination: Destination, patience: Patience) -> Answer:
        """Ask the machine whether it is there (C-ECHO)."""
        answer = None
        try:
            with self._associated(destination, _ECHO, patience) as channel:
                answer = _echo(channel)
        except (ForbiddenError, UnavailableError) as error:
            return answer or _trouble(error)
        return answer

    @contextmanager
    def _associated(
        self, to: Destination, proposed: Sequence[ProposedContext], patience: Patience
    ) -> Iterator[Channel]:
        address = to.address
        port = address.port or 0
        host = resolved(address.host, port, allows_loopback=self.means.allows_loopback)
        peer = Peer(address.ae_title, host, port)
        seconds = max(0.1, min(_STEP_SECONDS, patience.until - time.monotonic()))
        limits = replace(Limits(), deadline_seconds=seconds, idle_seconds=seconds)
        calling = self.means.ae_title
        with (
            associate(peer, calling, proposed, limits, patience.until, patience.is_stopping) as channel,
            as_unavailable(peer),
        ):
            yield channel

    def _store(self, channel: Channel, instance: StoredInstance) -> Answer:
        if not send_instance(self.means.transcoder, channel, instance, _MESSAGE_ID, {}):
            return refused(Trouble.KIND_REFUSED)
        return verdict_of(await_status(channel, _MESSAGE_ID)[0])


def _echo(channel: Channel) -> Answer:
    if not channel.contexts:
        return down(Trouble.NOT_UNDERSTOOD)
    values: dict[Key, str | int] = {Key.MESSAGE_ID: _MESSAGE_ID, Key.AFFECTED_SOP_CLASS_UID: VERIFICATION}
    channel.send(channel.contexts[1], Command(CommandField.C_ECHO_RQ, values))
    status = channel.receive_answer().command.number(Key.STATUS)
    return down(Trouble.BUSY, f"{status:04X}") if status else ARRIVED


def _trouble(error: FilmlessError) -> Answer:
    """Say why there was no answer."""
    if isinstance(error, RejectedError):
        # Who rejects for the moment (PS3.8 table 9-21) may have room soon; both are tried again.
        return down(Trouble.NOT_LET_IN, f"{error.source}.{error.reason}")
    if isinstance(error, ForbiddenError):
        return down(Trouble.ADDRESS)
    never_there = error.__cause__ is None or isinstance(error.__cause__, OSError)
    return down(Trouble.UNREACHABLE if never_there else Trouble.SILENT)
