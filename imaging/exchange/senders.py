"""Who speaks which protocol.

The house opens no sockets, and the doors do not know each other. So senders are found as processes and commands are:
under the kind of a destination in the group ``filmless.senders``, where what is named makes one of its means.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import entry_points
from typing import cast

from imaging.exchange.destination import Destination, DestinationKind
from imaging.exchange.shipment import Answer, MakesSender, Means, Patience, Sender, Shipment, down
from imaging.exchange.trouble import Trouble


@dataclass(frozen=True)
class Senders:
    """The senders of this installation."""

    means: Means

    def send(self, shipment: Shipment) -> Answer:
        """Send something by the protocol of its destination."""
        sender = self._by_kind.get(shipment.destination.kind)
        return down(Trouble.NO_SENDER) if sender is None else sender.send(shipment)

    def reach(self, destination: Destination, patience: Patience) -> Answer:
        """Look whether a destination is there."""
        sender = self._by_kind.get(destination.kind)
        return down(Trouble.NO_SENDER) if sender is None else sender.reach(destination, patience)

    @cached_property
    def _by_kind(self) -> dict[DestinationKind, Sender]:
        makers = {found.name: found for found in entry_points(group="filmless.senders")}
        return {
            kind: cast("MakesSender", makers[kind].load())(self.means) for kind in DestinationKind if kind in makers
        }
