"""Who may associate: the hospital of a caller, or the reason why it is rejected (PS3.8 9.3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gateway.pdus import APPLICATION_CONTEXT, AssociateRequest, encode_reject
from gateway.sop_classes import Service
from imaging.access.actors import Device
from imaging.access.ae_titles import AeTitles
from imaging.errors import UnavailableError

EVERYTHING = frozenset(Service)
BRINGING = frozenset({Service.VERIFICATION, Service.STORAGE})


class Rejection(Enum):
    """Result, source and reason of an A-ASSOCIATE-RJ."""

    APPLICATION_CONTEXT = (1, 1, 2)
    CALLING_AE_TITLE = (1, 1, 3)
    CALLED_AE_TITLE = (1, 1, 7)
    CONGESTION = (2, 3, 1)
    TOO_MANY_ASSOCIATIONS = (2, 3, 2)

    def encode(self) -> bytes:
        """Return the PDU."""
        return encode_reject(*self.value)


@dataclass(frozen=True)
class Admitted:
    """A caller as an actor of its hospital, and the services it is offered."""

    caller: Device
    services: frozenset[Service]


@dataclass(frozen=True)
class Admission:
    """Decides by the titles and the address of a request.

    A sender that nobody registered may bring objects, if such are accepted, but not look at any: query and retrieve
    are offered to machines that are registered with the host they call from. Only where nobody but this machine can
    reach us may everybody look.
    """

    ae_titles: AeTitles
    ae_title: str
    accepts_unknown: bool
    is_loopback: bool

    def admit(self, request: AssociateRequest, address: str) -> Admitted | Rejection:
        """Let a caller in, or say why not; while nobody can be looked up, say that it is so for now.

        Where unknown senders are accepted any called title will do: a newcomer's tool calls us by its own default.
        """
        try:
            return self._judge(request, address)
        except UnavailableError:
            return Rejection.CONGESTION

    def _judge(self, request: AssociateRequest, address: str) -> Admitted | Rejection:
        if request.application_context != APPLICATION_CONTEXT:
            return Rejection.APPLICATION_CONTEXT
        called, calling = request.called, request.calling
        if not called.is_valid or not (self.accepts_unknown or called.text == self.ae_title):
            return Rejection.CALLED_AE_TITLE
        if not calling.is_valid:
            return Rejection.CALLING_AE_TITLE
        hospital_id = self.ae_titles.hospital_of(called.text, calling.text, address)
        if hospital_id is None:
            return Rejection.CALLING_AE_TITLE
        may_look = self.is_loopback or self._may_look(hospital_id, calling.text, address)
        return Admitted(Device(calling.text, hospital_id), EVERYTHING if may_look else BRINGING)

    def _may_look(self, hospital_id: int, title: str, address: str) -> bool:
        entities = self.ae_titles.list(hospital_id)
        return any(entity.title == title and entity.looks_from(address) for entity in entities)
