"""Web hooks: a message is posted to a program of the hospital, signed (``imaging.exchange.signed_hook``).

The receiver answers 2xx when it has the message for good. It is sent again on 5xx, on 408, 425 and 429, and when no
answer comes; any other answer is a refusal. What comes again has the same ``Filmless-Id``, under a new signature.
"""

from __future__ import annotations

from dataclasses import dataclass

from imaging.exchange.delivery import Message
from imaging.exchange.destination import Destination
from imaging.exchange.http_calls import HttpCalls, NoAnswerError, unwilling
from imaging.exchange.shipment import ARRIVED, Answer, Means, Patience, Shipment, down, refused
from imaging.exchange.signed_hook import signed_headers
from imaging.exchange.trouble import Trouble


@dataclass(frozen=True)
class WebHooks:
    """Posts messages."""

    means: Means

    def send(self, shipment: Shipment) -> Answer:
        """Post the message."""
        message, address = shipment.payload, shipment.destination.address
        if not isinstance(message, Message):
            return refused(Trouble.KIND_REFUSED)
        body = message.body.encode()
        headers = signed_headers(address.secret, body, self.means.clock.now(), shipment.handle)
        headers |= {"Content-Type": message.media_type}
        try:
            answer = self._calls.call("POST", address.url, shipment.patience, body, headers)
        except NoAnswerError as error:
            return down(error.trouble)
        if answer.ok:
            return ARRIVED
        return unwilling(answer) or refused(code=str(answer.status_code))

    def reach(self, destination: Destination, patience: Patience) -> Answer:
        """Ask what it takes: whatever it answers, it is there."""
        try:
            answer = self._calls.call("OPTIONS", destination.address.url, patience)
        except NoAnswerError as error:
            return down(error.trouble)
        return down(Trouble.BUSY, str(answer.status_code)) if answer.status_code >= 502 else ARRIVED

    @property
    def _calls(self) -> HttpCalls:
        return HttpCalls(self.means.allows_loopback)
