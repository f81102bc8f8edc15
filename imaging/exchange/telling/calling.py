"""Calls to receivers: one POST, guarded as calls to directories are, and what it came to in a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import requests

from imaging.access.directory.outgoing import Outgoing
from imaging.errors import MalformedError, UnavailableError
from imaging.exchange.telling.outcomes import Later, Never, Result, Sent, Trouble

_GONE: Final = frozenset({404, 410})
_BUSY: Final = frozenset({408, 425, 429})
_NOT_LET_IN: Final = frozenset({401, 403})


@dataclass(frozen=True)
class Answer:
    """What a receiver answered."""

    status: int
    body: bytes = field(repr=False)
    retry_after_seconds: float | None = None


def post(outgoing: Outgoing, address: str, body: bytes, headers: Mapping[str, str]) -> Answer | Later | Never:
    """Post something to an address that somebody gave, and return the answer, or why there is none."""
    try:
        with requests.Session() as session:
            outgoing.equip(session)
            answer = session.post(address, data=body, headers=dict(headers), allow_redirects=False)
            return Answer(answer.status_code, answer.content, _seconds(answer.headers.get("Retry-After", "")))
    except MalformedError:
        # It is an address that nobody calls, or answers with a redirection or without an end.
        return Never(Trouble.ADDRESS)
    except (requests.RequestException, UnavailableError, OSError):
        return Later(Trouble.SILENT)


def result_of(answer: Answer) -> Result:
    """Return what the status of an answer means."""
    if 200 <= answer.status < 300:
        return Sent()
    if answer.status in _GONE:
        return Never(Trouble.GONE)
    if answer.status in _NOT_LET_IN:
        return Never(Trouble.NOT_LET_IN)
    if answer.status in _BUSY or answer.status >= 500:
        return Later(Trouble.BUSY, answer.retry_after_seconds)
    return Never(Trouble.REFUSED)


def _seconds(said: str) -> float | None:
    return float(said) if said.isascii() and said.isdigit() and len(said) < 8 else None
