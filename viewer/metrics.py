"""Numbers for Prometheus, of all web processes together, whichever of them is asked.

Every process counts for itself and writes its counts into a file of its own, once a second; whoever is asked adds the
files of the living. Labels name routes and statuses; nothing here is about a patient.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from sqlalchemy import func, select
from starlette.applications import Starlette

from imaging.house import House
from imaging.index.tables import instances, quarantine
from viewer.envelope import Exchange
from viewer.live import figures as rooms

WRITE_EVERY_SECONDS = 1.0
SEPARATOR = " "
FAMILIES = (
    ("filmless_http_requests", "Requests answered."),
    ("filmless_http_seconds", "Seconds spent on requests."),
    ("filmless_http_sent_bytes", "Bytes of bodies sent."),
)


class Metrics:
    """The counts of this process, and the sums over all."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._folder = house.settings.data_dir / "run"
        self._own = self._folder / f"web-{os.getpid()}.json"
        # Requests, seconds and bytes by method, route and status.
        self._counts: dict[str, list[float]] = {}
        self._is_written = True

    def observe(self, exchange: Exchange) -> None:
        """Count an answered request."""
        key = SEPARATOR.join((exchange.method, exchange.route, str(exchange.status)))
        self.add(key, (1, exchange.seconds, exchange.sent_bytes))

    def add(self, key: str, numbers: Sequence[float]) -> None:
        """Add to the numbers of a name."""
        counts = self._counts.setdefault(key, [0] * len(numbers))
        for place, number in enumerate(numbers):
            counts[place] += number
        self._is_written = False

    @asynccontextmanager
    async def lifespan(self, application: Starlette) -> AsyncIterator[None]:  # noqa: ARG002  (what Starlette hands over)
        """Write the counts as long as the application runs."""
        writing = asyncio.create_task(self._write_on())
        try:
            yield
        finally:
            writing.cancel()
            self._own.unlink(missing_ok=True)

    def text(self) -> bytes:
        """Return the numbers of all web processes, and those that the index tells."""
        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry)

    def collect(self) -> Iterator[rooms.Family]:
        """Yield the families, as prometheus_client asks for them."""
        sums = self._sums()
        for place, (name, help_text) in enumerate(FAMILIES):
            family = CounterMetricFamily(name, help_text, labels=("method", "route", "status"))
            for key, counts in sorted(sums.items()):
                if key.startswith(rooms.PREFIX):
                    continue
                family.add_metric(key.split(SEPARATOR), counts[place])
            yield family
        yield from rooms.families(sums)
        for name, help_text, value in self._gauges():
            yield GaugeMetricFamily(name, help_text, value=value)

    async def _write_on(self) -> None:
        while True:
            await asyncio.sleep(WRITE_EVERY_SECONDS)
            if not self._is_written:
                self._is_written = True
                # A full disk must not end the counting.
                with suppress(OSError):
                    self._write()

    def _write(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._own.with_suffix(".new")
        fresh.write_text(json.dumps(self._counts), encoding="ascii")
        fresh.replace(self._own)

    def _sums(self) -> dict[str, list[float]]:
        sums = {key: list(counts) for key, counts in self._counts.items()}
        for path in self._folder.glob("web-*.json"):
            if path == self._own:
                continue
            if not _is_alive(path):
                path.unlink(missing_ok=True)
                continue
            with suppress(OSError, ValueError):
                for key, counts in json.loads(path.read_text(encoding="ascii")).items():
                    known = sums.setdefault(key, [0] * len(counts))
                    sums[key] = [one + other for one, other in zip(known, counts, strict=True)]
        return sums

    def _gauges(self) -> Iterator[tuple[str, str, float]]:
        waiting = select(func.count()).select_from(instances).where(~instances.c.is_stored)
        aside = select(func.count()).select_from(quarantine).where(quarantine.c.settled_at.is_(None))
        with self._house.index.read() as connection:
            yield "filmless_objects_waiting", "Objects on their way to the store.", connection.scalar(waiting) or 0
            yield "filmless_quarantined", "Objects set aside for a person.", connection.scalar(aside) or 0
        outbox = self._house.dead_letters.count_all()
        yield "filmless_outbox_waiting", "Deliveries that wait for a destination.", outbox.waiting
        yield "filmless_outbox_given_up", "Deliveries that were given up, for a person.", outbox.given_up
        space = self._house.archive.landing.space()
        yield "filmless_landing_free_bytes", "Room for what is received.", space.free_bytes
        yield "filmless_landing_is_low", "Whether nothing more is received until there is room.", float(space.is_low)


def _is_alive(path: Path) -> bool:
    return Path("/proc", path.stem.removeprefix("web-")).exists()
