"""Puts together what leads from an order to the patient's page."""

from __future__ import annotations

from dataclasses import dataclass

from imaging.access.composition import Access
from imaging.archive.blobs import BlobStore
from imaging.clock import Clock
from imaging.index.engine import Index
from imaging.orders.binding import Bindings
from imaging.orders.orders import Orders
from imaging.orders.report_files import ReportFiles
from imaging.orders.reports import Reports
from imaging.settings import Settings
from imaging.sharing.appointments import Appointments
from imaging.sharing.link_sessions import LinkSessions
from imaging.sharing.links import LinkRules, Links


@dataclass(frozen=True)
class Sharing:
    """Orders, the studies and reports that belong to them, and the links that open them."""

    orders: Orders
    bindings: Bindings
    reports: Reports
    links: Links
    link_sessions: LinkSessions
    appointments: Appointments

    @classmethod
    def open(cls, settings: Settings, index: Index, clock: Clock, access: Access, blobs: BlobStore) -> Sharing:
        """Compose it over a migrated index."""
        orders = Orders(index, clock)
        links = Links(index, clock, access.audit, access.key, LinkRules.of(settings))
        return cls(
            orders=orders,
            bindings=Bindings(index, clock, access.audit),
            reports=Reports(index, clock, access.audit, ReportFiles(blobs)),
            links=links,
            link_sessions=LinkSessions(links),
            appointments=Appointments(orders, links),
        )
