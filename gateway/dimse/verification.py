"""Verification (PS3.4 annex A): C-ECHO."""

from __future__ import annotations

from gateway.channel import Channel, Message
from gateway.dimse.statuses import Status
from gateway.session import Session


def echo(session: Session, channel: Channel, message: Message) -> None:
    """Answer that we are here."""
    session.counts["echoes"] += 1
    channel.send(message.context, message.command.answer(Status.SUCCESS))
