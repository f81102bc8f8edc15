"""Finds the bus that a setting names."""

from __future__ import annotations

from imaging.events.bus import EventBus, NoEvents
from imaging.events.redis_bus import RedisBus


def open_event_bus(url: str) -> EventBus:
    """Open the bus of `FILMLESS_EVENTS_URL`; without one there are no events, only looking."""
    return RedisBus(url) if url else NoEvents()
