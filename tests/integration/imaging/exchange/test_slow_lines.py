"""What is large crosses a slow line: it has the time that its size needs, from the queue to the socket."""

from __future__ import annotations

import base64
import os
import time
from contextlib import closing
from dataclasses import replace

from imaging.exchange.content import Content
from imaging.exchange.delivery import Delivery
from imaging.exchange.destination import Address, DestinationKind
from imaging.exchange.destinations import Wanted
from imaging.exchange.queue import Queue
from imaging.exchange.rhythm import Rhythm
from imaging.exchange.sending import Sending
from imaging.house import House
from tests.failing_receivers import Received, mllp_server
from tests.houses import clock, house
from tests.unit.imaging.exchange.test_outbox import BY, REPORT, put, rows

__all__ = ["clock", "house"]

PDF_BYTES = 1_500_000
# With the letters of base64, about three seconds.
BYTES_PER_SECOND = 700_000


def test_a_result_with_a_large_paper_arrives_at_the_first_try(house: House) -> None:
    received, pdf = Received(bytes_per_second=BYTES_PER_SECOND), b"%PDF-" + os.urandom(PDF_BYTES)
    with mllp_server(received) as port:
        house.destinations.add(BY, 1, Wanted("his", DestinationKind.HL7_MLLP, Address("127.0.0.1", port)))
        report = replace(REPORT, pdf=house.outbox.keep_pdf(pdf))
        put(house, Delivery(1, Content.CONSULT_OUTCOME, "consult 17 v1 result", report))
        # Whatever is small has a second.
        queue = Queue(house.index, house.clock, house.audit, house.destinations, Rhythm(try_seconds=1.0))
        with closing(Sending(queue, house.senders)) as sending:
            sending.run()
            deadline = time.monotonic() + 30
            while rows(house)[0].state in {"waiting", "sending"} and not rows(house)[0].problem:
                assert time.monotonic() < deadline
                time.sleep(0.1)
    assert [(row.state, row.tries, row.problem) for row in rows(house)] == [("delivered", 1, "")]
    (message,) = received.taken.values()
    assert base64.b64encode(pdf) in message
