"""Whether a machine that we may have to call answers: C-ECHO, as the one who asks."""

from __future__ import annotations

import time

from gateway.command_set import Command, CommandField, Key
from gateway.limits import Limits
from gateway.pdus import ProposedContext
from gateway.requestor import Peer, as_unavailable, associate
from gateway.sop_classes import IMPLICIT_LITTLE_ENDIAN, VERIFICATION
from imaging.errors import UnavailableError


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
