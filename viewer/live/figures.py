"""What is counted of rooms, for Prometheus: numbers alone, nothing about a consult or who is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

# Seconds from the moment a proposal came until it is durable and on its way to everybody.
BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
Family = CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily
PREFIX: Final = "room "
_CONNECTIONS: Final = f"{PREFIX}connections"
_EVENTS, _REFUSED, _ENDED = f"{PREFIX}events ", f"{PREFIX}refused ", f"{PREFIX}ended "


@dataclass(frozen=True)
class RoomFigures:
    """Counts what happens in the rooms of this process; ``add`` adds to the numbers under a name."""

    add: Callable[[str, Sequence[float]], None] = lambda _name, _numbers: None

    def came(self) -> None:
        """Count a page that comes into a room."""
        self.add(_CONNECTIONS, (1,))

    def went(self, why: str) -> None:
        """Count one that goes, and why the server has let it go; empty: it went by itself."""
        self.add(_CONNECTIONS, (-1,))
        if why:
            self.add(f"{_ENDED}{why}", (1,))

    def refused(self, problem: str) -> None:
        """Count a proposal that came to nothing."""
        self.add(f"{_REFUSED}{problem}", (1,))

    def shown(self, kind: str, seconds: float) -> None:
        """Count an event, and the time that it took."""
        self.add(f"{_EVENTS}{kind}", (*(float(seconds <= bound) for bound in BOUNDS), 1, seconds))


def families(sums: Mapping[str, Sequence[float]]) -> Iterator[Family]:
    """Yield the families of rooms, as prometheus_client asks for them."""
    connections = sums.get(_CONNECTIONS, (0,))[0]
    yield GaugeMetricFamily("filmless_room_connections", "Pages in rooms of consults.", value=connections)
    for name, help_text, label, prefix in (
        ("filmless_room_refused", "Proposals that came to nothing.", "problem", _REFUSED),
        ("filmless_room_ended", "Pages that the server let go.", "why", _ENDED),
    ):
        family = CounterMetricFamily(name, help_text, labels=(label,))
        for key, (count, *_) in _of(sums, prefix):
            family.add_metric((key,), count)
        yield family
    taken = HistogramMetricFamily("filmless_room_event_seconds", "Until an event is shown.", labels=("kind",))
    for kind, (*buckets, whole, seconds) in _of(sums, _EVENTS):
        counted = [(f"{bound:g}", count) for bound, count in zip(BOUNDS, buckets, strict=True)]
        taken.add_metric((kind,), [*counted, ("+Inf", whole)], seconds)
    yield taken


def _of(sums: Mapping[str, Sequence[float]], prefix: str) -> Iterator[tuple[str, Sequence[float]]]:
    return ((key.removeprefix(prefix), counts) for key, counts in sorted(sums.items()) if key.startswith(prefix))
