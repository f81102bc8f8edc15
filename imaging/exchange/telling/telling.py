"""Everything about telling people, composed once for a house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from imaging.clock import Clock
from imaging.exchange.telling.inbox import Inbox
from imaging.index.engine import Index


@dataclass(frozen=True)
class Telling:
    """What is told, to whom, and how it reaches them."""

    inbox: Inbox

    @classmethod
    def compose(cls, index: Index, clock: Clock) -> Self:
        """Put it together."""
        return cls(Inbox(index, clock))
