"""Whether a machine that we may have to call answers: C-ECHO, as the one who asks."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from gateway.command_set import Command, CommandField, Key
from gateway.limits import Limits
from gateway.pdus import ProposedContext
from gateway.requestor import Peer, RejectedError, as_unavailable, associate
from gateway.sop_classes import IMPLICIT_LITTLE_ENDIAN, VERIFICATION
from imaging.access.probing import Echo, EchoOutcome
from imaging.errors import UnavailableError

# Half for the connection, half for what is said over it: nobody waits longer than five seconds before a page.
PROBE_SECONDS: Final = 5.0
# PS3.8 table 9-21: what the peer's user of the service rejects an association for.
_SERVICE_USER: Final = 1
_TITLES: Final = {3: EchoOutcome.CALLING_UNKNOWN, 7: EchoOutcome.CALLED_UNKNOWN}


def probe(ae_title: str, host: str, port: int, calling: str) -> Echo:
    """Ask a machine whether it is there, and say in one word what it came to."""
    limits = replace(Limits(), deadline_seconds=PROBE_SECONDS / 2, closing_seconds=0.5)
    try:
        seconds = echo_seconds(Peer(ae_title, host, port), calling, limits)
    except RejectedError as error:
        by_title = _TITLES.get(error.reason) if error.source == _SERVICE_USER else None
        return Echo(by_title or EchoOutcome.REJECTED)
    except UnavailableError as error:
        return Echo(_why(error.__cause__))
    return Echo(EchoOutcome.ANSWERS, round(seconds * 1000))


def _why(cause: BaseException | None) -> EchoOutcome:
    is_closed = isinstance(cause, ConnectionRefusedError)
    return EchoOutcome.UNREACHABLE if isinstance(cause, OSError) and not is_closed else EchoOutcome.NO_DICOM


def echo_seconds(peer: Peer, calling: str, limits: Limits) -> float:
    """Return how long the peer took to answer."""
    began = time.monotonic()
    proposed = (ProposedContext(1, VERIFICATION, (IMPLICIT_LITTLE_ENDIAN,)),)
    with associate(peer, calling, proposed, limits) as channel:
        if not channel.contexts:
            raise UnavailableError(f"{peer.ae_title} answers, but does not offer verification.")
        with as_unavailable(peer):
            values: dict[Key, str | int] = {Key.MESSAGE_ID: 1, Key.AFFECTED_SOP_CLASS_UID: VERIFICATION}
            channel.send(channel.contexts[1], Command(CommandField.C_ECHO_RQ, values))
            status = channel.receive_answer().command.number(Key.STATUS)
    if status:
        raise UnavailableError(f"{peer.ae_title} answers with status {status:04X}.")
    return time.monotonic() - began
