"""Sends what waits: a thread for each destination that something is due for, so that none waits for another."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Final

import structlog
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from imaging.errors import NotFoundError, UnavailableError
from imaging.exchange.delivery import PayloadKind, payload_of
from imaging.exchange.queue import Attempt, Lease, Queue
from imaging.exchange.senders import Senders
from imaging.exchange.shipment import Answer, Patience, Shipment, Verdict, later, refused
from imaging.exchange.trouble import Trouble
from imaging.isolated import Isolated

# Destinations that one worker sends to at once. One that hangs holds its thread for a minute and then rests.
MOST_AT_ONCE: Final = 32
# After this long a destination with much to take makes room for others.
_TURN_SECONDS: Final = 60.0
# What came of a try is worth waiting for an index that does not answer; not longer than the lease holds.
_NOTING_SECONDS: Final = 20.0
_ENDING_SECONDS: Final = 8.0
log = structlog.get_logger("outbox")


@dataclass
class Sending:
    """The chore that sends, and the threads that it has begun."""

    queue: Queue
    senders: Senders
    most_at_once: int = MOST_AT_ONCE
    _stop: threading.Event = field(default_factory=threading.Event)
    _turns: dict[int, threading.Thread] = field(default_factory=dict)

    def run(self) -> int:
        """Begin to send to destinations that nobody sends to, and return at once."""
        self._turns = {number: thread for number, thread in self._turns.items() if thread.is_alive()}
        room = self.most_at_once - len(self._turns)
        if room <= 0 or self._stop.is_set():
            return 0
        for destination_id in self.queue.wanting(tuple(self._turns), room):
            lease = self.queue.take(destination_id)
            if lease is not None:
                self._begin(lease)
        return 0

    def close(self) -> None:
        """End the threads; what was under way waits again, and is known by its name if it arrived."""
        self._stop.set()
        deadline = time.monotonic() + _ENDING_SECONDS
        for thread in self._turns.values():
            thread.join(max(0.0, deadline - time.monotonic()))

    def _begin(self, lease: Lease) -> None:
        # A thread that a peer holds must not hold the end of the process: then the lease runs out.
        thread = threading.Thread(target=self._turn, args=(lease,), name=f"to {lease.destination_id}", daemon=True)
        self._turns[lease.destination_id] = thread
        thread.start()

    def _turn(self, lease: Lease) -> None:
        # The outermost frame of a thread; the lease runs out, and the next turn begins anew.
        with Isolated(log, "sending broke off", destination=lease.destination_id):
            self._send_all(lease)
            self.queue.let_go(lease)

    def _send_all(self, lease: Lease) -> None:
        ends_at = time.monotonic() + _TURN_SECONDS
        while not self._stop.is_set() and time.monotonic() < ends_at:
            attempt = self.queue.begin(lease)
            if attempt is None:
                return
            answer = self._send(attempt)
            if answer.verdict is not Verdict.ARRIVED and self._stop.is_set():
                self.queue.put_back(lease, attempt)
                return
            if not self._noted(lease, attempt, answer) or answer.verdict is Verdict.DOWN:
                return

    def _send(self, attempt: Attempt) -> Answer:
        patience = Patience(time.monotonic() + attempt.seconds, self._stop.is_set)
        with Isolated(log, "can't be sent", delivery=attempt.delivery_id) as turn:
            payload = payload_of(PayloadKind(attempt.kind), attempt.instance_id, attempt.said)
            shipment = Shipment(attempt.destination, payload, attempt.handle, attempt.put_at, patience)
            return self.senders.send(shipment)
        return refused(Trouble.LOST) if isinstance(turn.failure, NotFoundError) else later(Trouble.LOST)

    def _noted(self, lease: Lease, attempt: Attempt, answer: Answer) -> bool:
        """Write down what came of it, and wait for an index that is away for a moment: else it would be sent again."""
        log.info(
            "tried to deliver",
            delivery=attempt.delivery_id,
            destination=attempt.destination.id,
            tries=attempt.tries,
            verdict=answer.verdict.value,
            trouble=answer.trouble.value if answer.trouble else "",
            code=answer.code,
        )
        noting = Retrying(
            retry=retry_if_exception_type(UnavailableError),
            stop=stop_after_delay(_NOTING_SECONDS),
            wait=wait_random_exponential(0.1, max=2.0),
            reraise=True,
        )
        return noting(self.queue.end, lease, attempt, answer)
