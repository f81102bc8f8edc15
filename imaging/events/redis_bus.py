"""Events over a channel of Redis.

::

    publish ──► queue ──► thread "events out" ──► Redis ──► thread "events in" ──► whoever subscribed

Both threads start when they are first needed and outlive every loss of the server: what could not be sent is dropped,
for whoever waits looks for itself, and the connection is tried again after pauses that grow.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.client import PubSub
from redis.exceptions import RedisError
from redis.retry import Retry

from imaging.errors import MalformedError, SettingsError, UnavailableError
from imaging.events.bus import Take
from imaging.events.event import Event

CHANNEL: Final = "filmless:events"
# Nobody who was served waits for these; they bound how long a thread hangs on a server that does not answer.
_TIMEOUT_SECONDS: Final = 2.0
_HEALTH_CHECK_SECONDS: Final = 5
_LISTENING_SECONDS: Final = 0.5
_FIRST_PAUSE_SECONDS: Final = 0.2
_LONGEST_PAUSE_SECONDS: Final = 5.0
# What waits while the server hangs; more would be old news.
_MOST_WAITING: Final = 1000
log = structlog.get_logger("events")


class RedisBus:
    """An `EventBus` over Redis."""

    def __init__(self, url: str) -> None:
        try:
            self._redis = Redis.from_url(
                url,
                socket_timeout=_TIMEOUT_SECONDS,
                socket_connect_timeout=_TIMEOUT_SECONDS,
                health_check_interval=_HEALTH_CHECK_SECONDS,
                # Once more at once, because a connection that has rested may have been closed by the other side.
                retry=Retry(NoBackoff(), 1),
            )
        except ValueError as error:
            raise SettingsError("FILMLESS_EVENTS_URL", url, "redis://host:port/number") from error
        self._waiting: queue.Queue[Event | None] = queue.Queue(_MOST_WAITING)
        self._takers: list[Take] = []
        self._threads: dict[str, threading.Thread] = {}
        self._lock = threading.Lock()
        self._is_closing = threading.Event()
        self._is_away = False

    def publish(self, event: Event) -> None:
        """Put an event where a thread takes it from; where too many wait it is dropped."""
        self._start("events out", self._send)
        with suppress(queue.Full):
            self._waiting.put_nowait(event)

    def subscribe(self, take: Take) -> None:
        """Listen from now on."""
        self._takers.append(take)
        self._start("events in", self._listen)

    def check(self) -> None:
        """Ask the server for a sign of life."""
        try:
            self._redis.ping()
        except (RedisError, OSError) as error:
            raise UnavailableError("Redis does not answer; what arrives is found by looking meanwhile.") from error

    def close(self) -> None:
        """Send what waits, and let both threads end."""
        self._is_closing.set()
        with suppress(queue.Full):
            self._waiting.put_nowait(None)
        for thread in tuple(self._threads.values()):
            thread.join(2 * _TIMEOUT_SECONDS)
        self._redis.close()

    def _start(self, name: str, work: Callable[[], None]) -> None:
        if name in self._threads:
            return
        with self._lock:
            if name not in self._threads:
                self._threads[name] = threading.Thread(target=work, name=name, daemon=True)
                self._threads[name].start()

    def _send(self) -> None:
        while (event := self._waiting.get()) is not None:
            try:
                self._redis.publish(CHANNEL, event.encode())
            except (RedisError, OSError):
                self._note(is_away=True)
            else:
                self._note(is_away=False)

    def _listen(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not self._is_closing.is_set():
            try:
                with self._redis.pubsub() as channel:  # type: ignore[no-untyped-call]  # This one has no types.
                    channel.subscribe(CHANNEL)
                    self._receive(channel)
            except (RedisError, OSError):
                pause = _FIRST_PAUSE_SECONDS if not self._is_away else min(2 * pause, _LONGEST_PAUSE_SECONDS)
                self._note(is_away=True)
                self._is_closing.wait(pause)

    def _receive(self, channel: PubSub) -> None:
        while not self._is_closing.is_set():
            message = channel.get_message(timeout=_LISTENING_SECONDS)
            if message is not None:
                self._note(is_away=False)
                if message["type"] == "message":
                    self._take(message["data"])

    def _take(self, sent: bytes) -> None:
        try:
            event = Event.decode(sent)
        except MalformedError as error:
            log.warning("event not understood", reason=str(error))
            return
        for take in self._takers:
            take(event)

    def _note(self, *, is_away: bool) -> None:
        """Say once that the server is away, and once that it is back."""
        with self._lock:
            is_news, self._is_away = is_away is not self._is_away, is_away
        if is_news and is_away:
            log.warning("Redis does not answer; what arrives is found by looking meanwhile")
        elif is_news:
            log.info("Redis answers again")
