"""How events get from process to process.

The truth is in the index, and whoever waits for something finds it there by looking again and again. An event only says
that it is worth looking now: it may come twice, late or never, and sending one neither waits nor fails.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from imaging.events.event import Event

Take = Callable[[Event], None]


class EventBus(Protocol):
    """Sends events to every process of the installation that asked for them. Open one in each, after the fork."""

    def publish(self, event: Event) -> None:
        """Send an event, some time soon."""

    def subscribe(self, take: Take) -> None:
        """Have ``take`` called, in another thread, with every event that comes; it must return at once."""

    def check(self) -> None:
        """Return if events get through.

        Raises
        ------
        UnavailableError
            They do not; everything is found by looking meanwhile.
        """

    def close(self) -> None:
        """End the threads and connections."""


class NoEvents:
    """The embedded bus: there is nothing to install, and everything is found in the index by looking."""

    def publish(self, event: Event) -> None:
        """Leave it to be found."""

    def subscribe(self, take: Take) -> None:
        """Let the subscriber look for itself."""

    def check(self) -> None:
        """Find nothing missing."""

    def close(self) -> None:
        """Have nothing to end."""
