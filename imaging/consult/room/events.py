"""Events of a room as values: a line of text that is stored once and sent to everybody, character for character."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

from imaging.consult.room.kinds import EventKind

FIRST_CHAIN: Final = "0" * 64


@dataclass(frozen=True)
class RoomEvent:
    """Something that happened, at its place in the order.

    Attributes
    ----------
    by : int or None
        The participant; None: the server.
    line : str
        The whole event as JSON.
    chain : str
        Of all lasting events up to this one; empty for one that passes.
    """

    sequence: int
    by: int | None
    id: str
    kind: EventKind
    at: datetime
    line: str
    chain: str

    @cached_property
    def body(self) -> Mapping[str, Any]:
        """What it says, as its kind wants."""
        body: Mapping[str, Any] = json.loads(self.line)["body"]
        return body


def line_of(sequence: int, event_id: str, by: int | None, at: str, kind: EventKind, body: str) -> str:
    """Write an event down; ``body`` is JSON already, ``at`` a ``moment``, ``event_id`` a UUID or a word of ours."""
    author = "null" if by is None else by
    passing = ',"passing":true' if kind.is_passing else ""
    return (
        f'{{"seq":{sequence},"id":"{event_id}","by":{author},"at":"{at}","kind":"{kind.value}","body":{body}{passing}}}'
    )


def chained(former: str, line: str) -> str:
    """Return the chain that a further lasting event makes of the former one."""
    return hashlib.sha256((former + line).encode()).hexdigest()


def moment(at: datetime) -> str:
    """Write a moment as pages do: UTC, with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
