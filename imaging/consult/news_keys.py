"""Under which keys people are told of a consult: each begins with the consult's number, so that all are found."""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, cast, literal, select
from sqlalchemy.engine import Connection

from imaging.exchange.telling.news import unanswered_key
from imaging.index.tables import consult_invitations


def news_key(consult_id: int, what: str) -> str:
    """Return the key of something that happened in a consult; of nothing: how all of its keys begin."""
    return f"consult-{consult_id}-{what}"


def asked_key(consult_id: int, invitation_id: int) -> str:
    """Return under what people are told that an invitation asks them.

    Each invitation has one of its own: whoever answers one leaves the others waiting.
    """
    return news_key(consult_id, f"asked-{invitation_id}")


def asked_keys(connection: Connection, consult_id: int) -> frozenset[str]:
    """Return under what people were told of all invitations of a consult, those who stand in for them too."""
    kept = consult_invitations.c
    numbers = connection.scalars(select(kept.id).where(kept.consult_id == consult_id))
    asked = [asked_key(consult_id, each) for each in numbers]
    return frozenset(asked) | frozenset(map(unanswered_key, asked))


def key_of_deputies() -> ColumnElement[str]:
    """Return under what deputies are told that nobody has answered the invitation of a row."""
    kept = consult_invitations.c
    said = literal("consult-").concat(cast(kept.consult_id, String)).concat("-asked-")
    return said.concat(cast(kept.id, String)).concat(unanswered_key(""))


def door_key(consult_id: int, participant_id: int) -> str:
    """Return how the keys begin under which who asks is told that a guest waits to be let in."""
    return news_key(consult_id, f"door-{participant_id}-")
