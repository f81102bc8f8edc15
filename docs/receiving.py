"""Where the demo's outcomes go while they are pictured: to a PACS that takes everything, and to a HIS that is away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pynetdicom import AE, AllStoragePresentationContexts, evt

from imaging.commands.printing import hospital_id, opened_house, operator
from imaging.exchange.destination import Address, DestinationKind
from imaging.exchange.destinations import Wanted

HOST = "127.0.0.1"
PACS_PORT, HIS_PORT = 11555, 11556
DESTINATIONS = (
    Wanted("PACS", DestinationKind.C_STORE, Address(HOST, PACS_PORT, "PACS")),
    Wanted("HIS", DestinationKind.HL7_MLLP, Address(HOST, HIS_PORT, application="HIS", facility="DEMO")),
)
SUCCESS = 0x0000
# PS3.4 A: the SOP class by which one asks whether somebody is there.
VERIFICATION = "1.2.840.10008.1.1"


@contextmanager
def receiving() -> Iterator[None]:
    """Keep both as destinations, once, and let one of them answer."""
    with opened_house() as house:
        owner = hospital_id(house, "")
        known = {destination.name for destination, _ in house.destinations.list(owner)}
        for each in DESTINATIONS:
            if each.name not in known:
                house.destinations.add(operator(), owner, each)
    pacs = AE(ae_title="PACS")
    pacs.supported_contexts = AllStoragePresentationContexts
    pacs.add_supported_context(VERIFICATION)
    server = pacs.start_server((HOST, PACS_PORT), block=False, evt_handlers=[(evt.EVT_C_STORE, lambda _: SUCCESS)])
    try:
        yield
    finally:
        server.shutdown()
